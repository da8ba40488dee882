"""What the catalog hands out: rows of the article list, chunks with vectors, and the filters on both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.chunking import Chunk
from index.embedding import PassageVectors


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """One row of the list of articles.

    Attributes:
        characters: Length of its text.
        chunks: Count of its passages.
        copy_group: The same for all articles that tell the same text; None if it has no copy.
    """

    id: str
    title: str
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    characters: int
    chunks: int
    language: str | None = None
    copy_group: str | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells whether a stored article changed (hash of the record, of the text alone) or moved (origin)."""

    record_sha256: str
    content_sha256: str
    origin: str


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with its vectors, as the catalog holds them."""

    chunk: Chunk
    vectors: PassageVectors


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be used; the default lets all pass.

    Attributes:
        published_from, published_to: First and last day, both included. An article without a date
            passes only if neither is given.
        sources: Outlets, spelled as in the articles; empty means all.
    """

    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.published_from or self.published_to or self.sources)
