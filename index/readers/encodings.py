"""Bytes -> text, without changing a character: line ends and all."""

from __future__ import annotations

from index.errors import ArticleError


def decode(raw: bytes) -> str:
    """Decode bytes.

    Raises:
        ArticleError: They are in no encoding we can be sure of.
    """
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(encoding_problem(error)) from error


def encoding_problem(error: UnicodeDecodeError) -> str:
    """Say what is wrong and how to mend it."""
    return (
        f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}. "
        "Convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
    )
