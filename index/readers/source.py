"""What is read: a file, a member of an archive, a part of a mail or a fetched page, as bytes with a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from index.articles import Article
from index.errors import ArticleError

_BYTES_PER_CHAR = 4  # the most UTF-8 needs


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file or a record that is no article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to fetch from the web.

    Attributes:
        timeout_s: Seconds one request may take in all.
        max_bytes: Most bytes of an answer, packed and unpacked.
        delay_s: Seconds between two requests to one host.
        pages: Most pages of one feed or sitemap.
        private: Whether hosts that are not on the public internet may be asked.
    """

    timeout_s: float = 20.0
    max_bytes: int = 20_000_000
    delay_s: float = 1.0
    pages: int = 200
    private: bool = False


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    Attributes:
        field_names: Our field name -> the column or key that holds it, where they differ.
        max_chars: Longest article accepted.
        fetch: How to fetch what is named by its address.
    """

    field_names: Mapping[str, str]
    max_chars: int
    fetch: FetchOptions = FetchOptions()

    @property
    def max_bytes(self) -> int:
        """Largest file accepted that holds one article."""
        return self.max_chars * _BYTES_PER_CHAR


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that hold one article or several.

    Attributes:
        name: File name, whose ending tells the format.
        origin: What `Article.origin` begins with: an absolute path, `archive.zip!member`, or an address.
        path: The file, if it is one of its own.
        content: The bytes, if it is none.
        url: The address the bytes were fetched from.
        encoding: The encoding the web server or the mail stated, which the bytes themselves may contradict.
        depth: In how many files it lies: 1 for a member of an archive or an attachment of a mail.
    """

    name: str
    origin: str
    path: Path | None = None
    content: bytes = b""
    url: str | None = None
    encoding: str | None = None
    depth: int = 0

    @classmethod
    def of_file(cls, path: Path) -> Source:
        """Describe a file."""
        path = path.resolve()
        return cls(path.name, str(path), path)

    def member(self, name: str, content: bytes) -> Source:
        """Describe a file within this one."""
        return Source(PurePosixPath(name).name, f"{self.origin}!{name}", content=content, depth=self.depth + 1)

    @property
    def stem(self) -> str:
        """The name without its ending, from which ids are made."""
        return PurePosixPath(self.name).stem

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self.path.stat().st_size if self.path else len(self.content)

    def open(self) -> BinaryIO:
        """Open the bytes for reading.

        Raises:
            OSError: The file cannot be read.
        """
        return self.path.open("rb") if self.path else BytesIO(self.content)

    def read(self, options: ReadOptions, *, most_bytes: int | None = None) -> bytes:
        """Return all bytes.

        Args:
            options: How to read.
            most_bytes: Most that are accepted; by default what one article may have.

        Raises:
            ArticleError: There are none, or too many.
            OSError: The file cannot be read.
        """
        refuse_oversize(self.size, most_bytes or options.max_bytes, options, what="file")
        raw = self.path.read_bytes() if self.path else self.content
        if not raw.strip():
            raise ArticleError("the file is empty. Remove it or fill it in.")
        return raw


def refuse_oversize(size: int, most_bytes: int, options: ReadOptions, *, what: str) -> None:
    """Raise ArticleError if something is too large to be one article."""
    if size > most_bytes:
        raise ArticleError(
            f"{what} too large for one article: got {size / 1e6:,.1f} MB, at most {options.max_chars:,} characters "
            "are accepted. Split it, or raise the setting max_article_chars."
        )


Reader = Callable[[Source, ReadOptions], Iterator[Article | ReadFailure]]
