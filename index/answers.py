"""Answers of web servers: their headers, and their bytes unpacked."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from index.addresses import parse_address
from index.errors import FetchError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_PARTS = 100
_NO_TEXT = ("image/", "audio/", "video/", "font/")


@dataclass(slots=True)
class Answer:
    """What a server answered, and what its headers mean."""

    status: int
    headers: Message
    content: bytes = b""

    def redirect(self, url: httpx.URL) -> httpx.URL | None:
        """Return where to go on, as a checked address."""
        if self.status not in _REDIRECTS or not (location := self.headers.get("location")):
            return None
        try:
            # What stands in a header is Latin-1 to the reader of headers, but UTF-8 to those who write it unescaped.
            location = location.encode("latin-1").decode("utf-8", "replace")
            return parse_address(str(url.join(location.strip())))
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchError(f"redirected to no address: {error}. Check the address in a browser.") from error

    def type(self) -> tuple[str, str | None]:
        """Return the media type and the charset."""
        if not self.headers.get("content-type"):
            return "", None
        charset = self.headers.get_param("charset")
        return self.headers.get_content_type(), charset if isinstance(charset, str) and charset else None

    def number(self, name: str) -> float | None:
        """Return a header that is a number."""
        text = self.headers.get(name, "").strip()
        return float(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

    def retry_after_s(self) -> float | None:
        """Return for how long the server wants to be left alone: seconds, or until a date."""
        if (seconds := self.number("retry-after")) is not None:
            return seconds
        try:
            moment = parsedate_to_datetime(self.headers.get("retry-after", ""))
            return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError, OverflowError):
            return None


def gunzip(packed: bytes, most_bytes: int, *, cut: bool = False) -> bytes:
    """Unpack gzip, of one part or several.

    Args:
        packed: The bytes.
        most_bytes: Most that may come out.
        cut: Whether to return as much if there is more.

    Raises:
        FetchError: It is no gzip, or holds more.
    """
    parts: list[bytes] = []
    room = most_bytes
    while packed.strip(b"\0"):
        if len(parts) == _MOST_PARTS:
            raise FetchError(f"it is packed by gzip in more than {_MOST_PARTS} parts. Unpack and save it.")
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(packed, room + 1))
        except zlib.error as error:
            raise FetchError("it is packed by gzip and damaged. Try again later.") from error
        room -= len(parts[-1])
        if room < 0:
            if cut:
                break
            raise FetchError(too_large(most_bytes))
        if not unpacker.eof:
            if not cut:
                raise FetchError("it is packed by gzip and incomplete. Try again later.")
            break
        packed = unpacker.unused_data
    return b"".join(parts)[:most_bytes]


def refuse_no_text(media_type: str) -> None:
    """Raise FetchError if a media type is none of a page, a feed or a document."""
    if media_type.startswith(_NO_TEXT):
        raise FetchError(f"no page: the server calls it {media_type[:60]!r}. Give the address of the article.")


def too_large(most_bytes: int) -> str:
    """Say what is too large, and what to do."""
    return f"too large: more than {most_bytes / 1e6:g} MB. Save it, or raise the setting fetch_max_bytes."


def named(status: int) -> str:
    """Return a status with its meaning."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
