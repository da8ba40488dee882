"""The journal: every article once more, in a file of its own, for the day the catalog's file is damaged.

Each batch is appended as one gzip member and reaches the disk before the catalog commits, so the journal
knows at least what the catalog knows. It is read only by `citewire doctor --repair`.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from index.articles import Article
from index.errors import StoreError
from index.records import Fingerprint

_MEMBER = b"\x1f\x8b\x08"  # how a gzip member begins
_PIECE = 1 << 16


class Journal:
    """The open journal. Only the owner of the home writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, articles: Sequence[Article]) -> None:
        """Append articles, each in place of an earlier entry of its id.

        Raises:
            StoreError: The file cannot be written; nothing of the call is kept.
        """
        self._append({"put": _to_record(article)} for article in articles)

    def remove(self, article_ids: Sequence[str]) -> None:
        """Append that articles were removed; errors as for `add`."""
        self._append({"remove": article_id} for article_id in article_ids)

    def rewrite(self, articles: Iterable[Article]) -> None:
        """Write the file anew with these articles only; the old file stays until the new one is complete."""
        new = self.path.with_suffix(".new")
        try:
            with new.open("wb") as file:
                with gzip.open(file, "wt", encoding="utf-8") as lines:
                    for article in articles:
                        lines.write(_line({"put": _to_record(article)}))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise _unwritable(self.path, error) from error

    def articles(self) -> dict[str, Article]:
        """Return the articles it knows, by id; what lies behind a damaged stretch is left out."""
        found: dict[str, Article] = {}
        for entry in self._entries():
            if "put" in entry:
                article = _from_record(entry["put"])
                found[article.id] = article
            else:
                found.pop(entry["remove"], None)
        return found

    def compare(self, stored: Mapping[str, Fingerprint]) -> tuple[list[str], list[str]]:
        """Return the ids of stored articles it does not hold as they are, and of those it holds beyond them."""
        known = {key: article.record_sha256 for key, article in self.articles().items()}
        behind = [key for key, found in stored.items() if known.get(key) != found.record_sha256]
        return behind, [key for key in known if key not in stored]

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size if self.path.exists() else 0

    def _append(self, entries: Iterable[dict[str, Any]]) -> None:
        lines = "".join(_line(entry) for entry in entries)
        if not lines:
            return
        before = self.size
        try:
            with self.path.open("ab") as file:
                file.write(gzip.compress(lines.encode(), compresslevel=6))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            if self.path.exists():
                os.truncate(self.path, before)  # half a member would hide all that come after it
            raise _unwritable(self.path, error) from error

    def _entries(self) -> Iterator[dict[str, Any]]:
        """Yield what can be read; a process killed while it appended leaves half a member behind."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        at = raw.find(_MEMBER)
        while at >= 0:
            text, length = _member(raw, at)
            for line in text.splitlines():
                yield json.loads(line)
            at = raw.find(_MEMBER, at + length)


def _member(raw: bytes, at: int) -> tuple[bytes, int]:
    """Return the text of the gzip member that begins here, and its length; no text and 1 if it is damaged."""
    member, text, position = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), b"", at
    try:
        while not member.eof and position < len(raw):
            text += member.decompress(raw[position : position + _PIECE])
            position += _PIECE
    except zlib.error:
        return b"", 1
    return (text, min(position, len(raw)) - len(member.unused_data) - at) if member.eof else (b"", 1)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _to_record(article: Article) -> dict[str, Any]:
    record = asdict(article)
    record["published"] = article.published and article.published.isoformat()
    return record


def _from_record(record: dict[str, Any]) -> Article:
    published = record.pop("published")
    return Article(**record, published=date.fromisoformat(published) if published else None)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} cannot be written: {error.strerror}. Nothing of this step was kept; what was committed before "
        "is safe. Check the free disk space and run the command again."
    )
