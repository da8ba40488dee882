"""Bytes nobody vouches for: faults of parsers become reasons, and members of zip files are read within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from index.errors import ArticleError
from index.readers.source import ReadOptions, Source

MOST_FILE_BYTES = 1 << 28  # of a file that holds more than text: pictures, attachments, members
MOST_MEMBER_BYTES = 1 << 28
MOST_TOTAL_BYTES = 1 << 30
MOST_RATIO = 200  # text shrinks to a third or a tenth, tables of repeated words to a hundredth
_RATIO_MATTERS_FROM = 1 << 20
_STEP = 1 << 16
_READ_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # others inflate without a bound a step
_ENCRYPTED = 0x1
_PROBLEM_CHARS = 120


@contextmanager
def parsing(what: str, advice: str = "Open it with its program and save it anew.") -> Iterator[None]:
    """Turn whatever a parser of foreign bytes raises into an ArticleError that names it.

    Args:
        what: What the bytes should be, e.g. "a PDF".
        advice: The next step.

    Raises:
        ArticleError: The block raised an exception.
    """
    try:
        yield
    except ArticleError:
        raise
    except Exception as error:
        problem = " ".join(str(error).split())[:_PROBLEM_CHARS].rstrip(".")
        raise ArticleError(
            f"not {what} that can be read: {type(error).__name__}{f' ({problem})' if problem else ''}. {advice}"
        ) from error


def read_whole(source: Source, options: ReadOptions) -> bytes:
    """Return all bytes of a file that holds more than text.

    Raises:
        ArticleError: There are none, or too many.
        OSError: The file cannot be read.
    """
    refuse_huge(source)
    return source.read(options, most_bytes=MOST_FILE_BYTES)


def refuse_huge(source: Source) -> None:
    """Raise ArticleError if a file is too large to be looked into."""
    if source.size > MOST_FILE_BYTES:
        raise ArticleError(
            f"file too large: got {source.size / 1e6:,.0f} MB, at most {MOST_FILE_BYTES / 1e6:,.0f} MB are read. Split it."
        )


class Members:
    """The members of a zip file, or of a format that is one. Nothing is written to disk.

    Attributes:
        infos: What the directory of the file says of each member, by name; of two with one name the later counts.
    """

    def __init__(self, file: BinaryIO, what: str, advice: str = "Open it with its program and save it anew.") -> None:
        """Read the directory.

        Raises:
            ArticleError: There is none.
        """
        with parsing(what, advice):
            self._archive = zipfile.ZipFile(file)
            listed = [(_name(info), info) for info in self._archive.infolist()]
        self.infos = {name: info for name, info in listed if name and not info.is_dir()}
        self._left = MOST_TOTAL_BYTES

    def read(self, name: str, *, most_bytes: int = MOST_MEMBER_BYTES) -> bytes:
        """Return the bytes of a member.

        Raises:
            ArticleError: It is missing, encrypted, broken, or larger than it may be.
        """
        info = self.infos.get(name)
        if info is None:
            raise ArticleError(f"the part {name!r} is missing. Save the file anew.")
        if info.flag_bits & _ENCRYPTED:
            raise ArticleError("encrypted: a password is needed. Unpack it first.")
        if info.compress_type not in _READ_METHODS:
            raise ArticleError(f"packed by method {info.compress_type}, expected stored or deflated. Pack it anew.")
        most_bytes = min(most_bytes, self._left)
        with parsing("a member", "Pack it anew."):
            return self._inflate(info, most_bytes)

    def refuse_if_exhausted(self) -> None:
        """Raise ArticleError if as much has been unpacked as one file may hold."""
        if self._left <= 0:
            raise ArticleError(
                f"more than {MOST_TOTAL_BYTES / 1e9:.1f} GB when unpacked; the rest is left out. "
                "Unpack it and index the folder."
            )

    def _inflate(self, info: zipfile.ZipInfo, most_bytes: int) -> bytes:
        content = bytearray()
        with self._archive.open(info) as member:
            while piece := member.read(_STEP):
                content += piece
                self._left -= len(piece)
                if len(content) > most_bytes:
                    raise ArticleError(
                        f"too large when unpacked: at most {most_bytes / 1e6:,.0f} MB are accepted. Unpack it first."
                    )
                if len(content) > max(_RATIO_MATTERS_FROM, MOST_RATIO * info.compress_size):
                    raise ArticleError(
                        f"packed more than {MOST_RATIO} times smaller than it is, which text never is. "
                        "Unpack it first if you trust it."
                    )
        return bytes(content)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name with / between folders and without parts that lead out of the archive.

    Many programs write UTF-8 without the flag that says so; zipfile then reads it as code page 437.
    """
    name = info.filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."})
