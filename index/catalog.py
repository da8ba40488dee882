"""The catalog: one SQLite file with articles, chunks, vectors and the full-text index.

It is the source of truth. Chroma is derived from it: a change of an article is committed here
first, together with a row in `outbox`; the row goes once Chroma holds the change, so whatever
interrupts the two steps, the next open knows what is left to do.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index import passages
from index.articles import Article, dated_title
from index.chunking import Chunk
from index.embedding import PassageVectors, Vectors
from index.errors import NotFoundError, StoreError
from index.records import ArticleSummary, StoredChunk
from index.terms import terms

T = TypeVar("T")

SCHEMA_VERSION = 1
_MOST_VARIABLES = 500  # per statement, well below SQLite's limit

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, published TEXT, source TEXT, author TEXT, url TEXT,
    place TEXT, agency TEXT, origin TEXT NOT NULL, body_start INTEGER NOT NULL, body_end INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL, record_sha256 TEXT NOT NULL, indexed_at TEXT NOT NULL);
CREATE INDEX articles_by_origin ON articles (origin);
-- With a rowid: rows of 9 KB in a WITHOUT ROWID tree leave four to a node, and nine reads to find one.
CREATE TABLE vectors (sha256 TEXT PRIMARY KEY, passage BLOB NOT NULL, spans BLOB NOT NULL);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ordinal INTEGER NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, sentences TEXT NOT NULL,
    vector_sha256 TEXT NOT NULL REFERENCES vectors (sha256));
CREATE INDEX chunks_by_article ON chunks (article_id);
CREATE INDEX chunks_by_vector ON chunks (vector_sha256);
CREATE TABLE outbox (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
-- Both columns hold analysed terms (index/terms.py) joined by blanks; the full stop keeps 42.7 one term.
CREATE VIRTUAL TABLE chunks_fts USING fts5 (title, body, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
CREATE VIRTUAL TABLE chunk_terms USING fts5vocab (chunks_fts, row);
"""
_CACHE_KB = 65_536
_WAL_PAGES = 4_000  # between checkpoints: pages written by several batches are then carried over once


class Catalog:
    """The open catalog. One connection, guarded by a lock, serves all threads of a process."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the catalog, or create it.

        Raises:
            StoreError: The file is no catalog, is damaged, or was written by a later version.
        """
        self._lock = threading.RLock()
        self._facts: dict[str, Any] = {}
        self._facts_version: tuple[int, int] | None = None
        new = not path.exists()
        uri = f"{path.absolute().as_uri()}{'?mode=ro' if read_only else ''}"
        try:
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA synchronous = FULL")
            if not read_only:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
            self._db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            if new:
                self._create()
            version = int(self.get_meta("schema_version") or 0)
            if version == SCHEMA_VERSION and not read_only:
                with self.transaction():
                    for statement in passages.SCHEMA.split(";\n"):
                        self._db.execute(statement)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{path} is not a usable catalog: {error}. Restore it from a backup, or move it away and index again."
            ) from error
        if version != SCHEMA_VERSION:
            raise StoreError(
                f"{path} has catalog schema {version}, this version reads {SCHEMA_VERSION}. "
                "Update citewire, or index into a new --home."
            )

    def _create(self) -> None:
        with self.transaction():
            for statement in _SCHEMA.split(";\n"):
                self._db.execute(statement)
            self.set_meta("schema_version", str(SCHEMA_VERSION))
            self.set_meta("catalog_id", uuid.uuid4().hex)

    def close(self) -> None:
        """Close the file; the catalog cannot be used afterwards."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block as one transaction: all of it is committed, or nothing."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise StoreError(
                    f"the catalog cannot be written: {error}. Nothing of this step was kept; what was committed before "
                    "is safe. Check the free disk space and run the command again."
                ) from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    # --- meta

    def get_meta(self, key: str) -> str | None:
        """Return a value stored by `set_meta`, or None."""
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Store a small value under a name."""
        with self._lock:
            self._db.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
            )

    # --- writing

    def put_article(self, article: Article, chunks: Sequence[Chunk], digests: Sequence[str]) -> None:
        """Store an article with its chunks in place of what was there; its vectors must be stored already.

        Call it inside a transaction.
        """
        self._delete_rows(article.id)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id, article.title, article.text, article.published and article.published.isoformat(),
                article.source, article.author, article.url, article.place, article.agency, article.origin,
                article.body_start, article.body_end, article.content_sha256, article.record_sha256,
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )  # fmt: skip
        title = " ".join(terms(dated_title(article)))
        (last,) = self._db.execute("SELECT ifnull(max(number), 0) FROM chunks").fetchone()
        numbered = list(enumerate(zip(chunks, digests, strict=True), start=last + 1))
        self._db.executemany(
            "INSERT INTO chunks (number, id, ordinal, article_id, start_char, end_char, sentences, vector_sha256) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, chunk.id, chunk.ordinal, article.id, chunk.start_char, chunk.end_char,
                 json.dumps(chunk.sentences), digest)
                for number, (chunk, digest) in numbered
            ],
        )  # fmt: skip
        self._db.executemany(passages.INSERT, [(number, digest) for number, (_, digest) in numbered])
        bodies = [" ".join(terms(article.text[chunk.start_char : chunk.end_char])) for chunk in chunks]
        self._db.executemany(
            "INSERT INTO chunks_fts (rowid, title, body) VALUES (?, ?, ?)",
            [(number, title, body) for (number, _), body in zip(numbered, bodies, strict=True)],
        )
        self._db.execute("INSERT OR IGNORE INTO outbox VALUES (?)", (article.id,))

    def put_vectors(self, vectors: Mapping[str, PassageVectors]) -> None:
        """Store vectors under the hash of what was embedded. Call it inside a transaction."""
        self._db.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
            (
                (digest, found.passage.astype("<f4").tobytes(), found.spans.astype("<f2").tobytes())
                for digest, found in vectors.items()
            ),
        )

    def remove_article(self, article_id: str) -> None:
        """Remove an article with its chunks.

        Raises:
            NotFoundError: There is no such article.
        """
        with self.transaction():
            if not self._delete_rows(article_id):
                raise _not_found(article_id)
            self._db.execute("INSERT OR IGNORE INTO outbox VALUES (?)", (article_id,))

    def set_origin(self, article_id: str, origin: str) -> None:
        """Note that an unchanged article now stands elsewhere."""
        with self.transaction():
            self._db.execute("UPDATE articles SET origin = ? WHERE id = ?", (origin, article_id))

    def drop_unused_vectors(self) -> None:
        """Delete vectors that no chunk refers to any more."""
        with self.transaction():
            self._db.execute(
                "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE vector_sha256 = vectors.sha256)"
            )

    def forget_vectors(self) -> None:
        """Forget all chunks and vectors, but no article. Call it inside a transaction that stores them anew."""
        for table in ("chunks_fts", "chunks", "vectors"):
            self._db.execute(f"DELETE FROM {table}")

    def _delete_rows(self, article_id: str) -> bool:
        self._db.execute(
            "DELETE FROM chunks_fts WHERE rowid IN (SELECT number FROM chunks WHERE article_id = ?)", (article_id,)
        )
        return self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0

    # --- outbox: articles whose change Chroma does not hold yet

    def outbox(self) -> list[str]:
        """Return the ids of articles whose last change Chroma does not hold yet."""
        return [str(row[0]) for row in self.rows("SELECT article_id FROM outbox")]

    def clear_outbox(self, article_ids: Iterable[str]) -> None:
        """Note that Chroma holds these articles as the catalog does."""
        with self.transaction():
            self._db.executemany("DELETE FROM outbox WHERE article_id = ?", ((found,) for found in article_ids))

    def fill_outbox(self) -> None:
        """Mark every article as not yet in Chroma, before Chroma is built anew."""
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO outbox SELECT id FROM articles")

    # --- reading

    def article(self, article_id: str) -> Article:
        """Return one article.

        Raises:
            NotFoundError: There is no such article.
        """
        rows = self.rows(
            "SELECT id, title, text, published, source, author, url, place, agency, origin, body_start, body_end "
            "FROM articles WHERE id = ?",
            (article_id,),
        )
        if not rows:
            raise _not_found(article_id)
        key, title, text, published, *rest = rows[0]
        return Article(key, title, text, _day(published), *rest)

    def articles(self) -> list[ArticleSummary]:
        """List all articles, the newest first, undated ones last."""
        rows = self.rows(
            "SELECT a.id, a.title, a.source, a.author, a.published, a.url, length(a.text), "
            "(SELECT count(*) FROM chunks c WHERE c.article_id = a.id) "
            "FROM articles a ORDER BY a.published IS NULL, a.published DESC, a.id"
        )
        return [
            ArticleSummary(key, title, source, author, _day(published), url, characters, chunks)
            for key, title, source, author, published, url, characters, chunks in rows
        ]

    def days(self, article_ids: Sequence[str]) -> dict[str, date]:
        """Return the day of publication by article id; undated and unknown ones are left out."""
        sql = "SELECT id, published FROM articles WHERE published IS NOT NULL AND id IN ({})"
        return {str(row[0]): date.fromisoformat(row[1]) for row in self.each(sql, list(dict.fromkeys(article_ids)))}

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Return (record hash, origin) by article id."""
        return {row[0]: (row[1], row[2]) for row in self.rows("SELECT id, record_sha256, origin FROM articles")}

    def counts(self) -> dict[str, int]:
        """Count articles, chunks and stored vectors."""
        return {
            name: int(self.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in ("articles", "chunks", "vectors")
        }

    def chunk_count(self) -> int:
        """Count the chunks."""
        return int(self.fact("chunk_count", lambda: self.rows("SELECT count(*) FROM chunks")[0][0]))

    def sources(self) -> list[str]:
        """List the outlets, most articles first."""
        sql = "SELECT source FROM articles WHERE source IS NOT NULL GROUP BY source ORDER BY count(*) DESC, source"
        return list(self.fact("sources", lambda: [str(row[0]) for row in self.rows(sql)]))

    def date_range(self) -> tuple[date, date] | None:
        """Return the first and the last day of publication, or None if no article has a date."""
        # Two sub-queries: each is then one look into an index instead of a pass over all articles.
        sql = "SELECT (SELECT min(published) FROM articles), (SELECT max(published) FROM articles)"
        low, high = self.rows(sql)[0]
        return (date.fromisoformat(low), date.fromisoformat(high)) if low else None

    def newest(self, count: int) -> list[str]:
        """Return the ids of the newest articles, in the order of `articles`."""
        sql = "SELECT id FROM articles ORDER BY published IS NULL, published DESC, id LIMIT ?"
        return [str(row[0]) for row in self.rows(sql, (count,))]

    def chunks_of(self, article_id: str) -> list[StoredChunk]:
        """Return an article's chunks in reading order; none if there is no such article."""
        rows = self.rows(f"{_CHUNK_QUERY} WHERE c.article_id = ? ORDER BY c.ordinal", (article_id,))
        return [_stored_chunk(row) for row in rows]

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, StoredChunk]:
        """Return chunks by id; unknown ids are left out."""
        return {row[0]: _stored_chunk(row) for row in self.each(f"{_CHUNK_QUERY} WHERE c.id IN ({{}})", chunk_ids)}

    def known_vectors(self, digests: Sequence[str]) -> set[str]:
        """Return those hashes for which vectors are stored."""
        return {str(row[0]) for row in self.each("SELECT sha256 FROM vectors WHERE sha256 IN ({})", digests)}

    def each(self, sql: str, values: Sequence[T], more: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query for any number of values: `{}` in it stands for a part of them, `more` follows."""
        for batch in batches(values):
            yield from self.rows(sql.format(marks(batch)), (*batch, *more))

    def fact(self, name: str, compute: Callable[[], T]) -> T:
        """Return what `compute` returned since the catalog last changed; for what takes a pass over whole tables.

        Not for use inside a transaction: undoing it leaves no trace that `version` could see.
        """
        with self._lock:
            if (version := self.version()) != self._facts_version:
                self._facts, self._facts_version = {}, version
            if name not in self._facts:
                self._facts[name] = compute()
            found: T = self._facts[name]
            return found

    def version(self) -> tuple[int, int]:
        """Return what changes whenever rows of the catalog do, through this connection or another."""
        with self._lock:
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
            return int(version), self._db.total_changes

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; what the index package builds on, not for callers outside of it.

        Raises:
            StoreError: The file is damaged.
        """
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise StoreError(
                    f"the catalog cannot be read: {error}. Restore it from a backup or index again."
                ) from error


_CHUNK_QUERY = (
    "SELECT c.id, c.article_id, c.ordinal, c.start_char, c.end_char, c.sentences, v.passage, v.spans "
    "FROM chunks c JOIN vectors v ON v.sha256 = c.vector_sha256"
)


def _stored_chunk(row: tuple[Any, ...]) -> StoredChunk:
    key, article_id, ordinal, start, end, sentences, passage, spans = row
    vector: Vectors = np.frombuffer(passage, dtype="<f4")
    span_vectors = np.frombuffer(spans, dtype="<f2").astype(np.float32).reshape(-1, len(vector))
    offsets = tuple((begin, stop) for begin, stop in json.loads(sentences))
    return StoredChunk(Chunk(key, article_id, ordinal, start, end, offsets), PassageVectors(vector, span_vectors))


def _not_found(article_id: str) -> NotFoundError:
    return NotFoundError(f"no article {article_id!r} in this home. List them: citewire articles")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def marks(values: Sequence[object]) -> str:
    """Return as many SQL parameter marks as there are values."""
    return ", ".join("?" * len(values))


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into pieces that fit one SQL statement."""
    for start in range(0, len(values), _MOST_VARIABLES):
        yield values[start : start + _MOST_VARIABLES]
