"""The tables of the catalog, and how a catalog of an earlier version becomes one of this version.

Chunks, vectors and the full-text index form a *generation*: all of them were made with one manifest. A
second generation, its tables named with NEXT, can be built beside the first and take its place at once.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable

from index import abbreviations
from index.errors import StoreError

SCHEMA_VERSION = 4
NEXT = "_next"  # what the names of the generation under construction end in

_ARTICLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, published TEXT, source TEXT, author TEXT, url TEXT,
    place TEXT, agency TEXT, origin TEXT NOT NULL, body_start INTEGER NOT NULL, body_end INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL, record_sha256 TEXT NOT NULL, indexed_at TEXT NOT NULL);
CREATE INDEX articles_by_origin ON articles (origin);
CREATE TABLE outbox (article_id TEXT PRIMARY KEY) WITHOUT ROWID
"""

_VERSION_2 = """
ALTER TABLE articles ADD COLUMN language TEXT;
ALTER TABLE articles ADD COLUMN copy_group TEXT;
CREATE INDEX articles_by_copy_group ON articles (copy_group) WHERE copy_group IS NOT NULL;
CREATE INDEX articles_by_published ON articles (published);
CREATE INDEX articles_by_source ON articles (source);
-- Bands of the MinHash of each article: articles that share one are candidates for copies of each other.
CREATE TABLE bands (
    band INTEGER NOT NULL, article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (band, article_id)) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article_id)
"""

_VERSION_3 = """
DROP INDEX articles_by_published;
DROP INDEX articles_by_source;
-- What filters read of articles, without their texts.
CREATE INDEX articles_by_published ON articles (published, source, id);
CREATE INDEX articles_by_source ON articles (source, published, id)
"""

_VERSION_4 = """
-- What the articles abbreviate, as they introduce it; see index/abbreviations.py.
-- With a rowid: SQLite 3.40's check of this table WITHOUT ROWID wrongly reports NULL in its second column.
CREATE TABLE IF NOT EXISTS abbreviations (
    short TEXT NOT NULL COLLATE NOCASE, long TEXT NOT NULL, long_terms TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, short, long_terms));
CREATE INDEX IF NOT EXISTS abbreviations_by_short ON abbreviations (short);
CREATE INDEX IF NOT EXISTS abbreviations_by_long ON abbreviations (long_terms)
"""

_VECTORS = """
-- With a rowid: rows of 9 KB in a WITHOUT ROWID tree leave four to a node, and nine nodes to read to find one.
CREATE TABLE vectors{0} (sha256 TEXT PRIMARY KEY, passage BLOB NOT NULL, spans BLOB NOT NULL)
"""

_CHUNKS = """
CREATE TABLE chunks{0} (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ordinal INTEGER NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, sentences TEXT NOT NULL,
    vector_sha256 TEXT NOT NULL REFERENCES vectors{0} (sha256))
"""

_PASSAGES = """
-- The passage vectors once more, small and in order of chunk; see index/passages.py.
CREATE TABLE passages{0} (
    number INTEGER PRIMARY KEY REFERENCES chunks{0} (number) ON DELETE CASCADE, vector BLOB NOT NULL)
"""

_FULL_TEXT = """
-- Both columns hold analysed terms (index/terms.py) joined by blanks; the full stop keeps 42.7 one term.
CREATE VIRTUAL TABLE chunks_fts{0} USING fts5 (title, body, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'")
"""

_GENERATION_INDEXES = """
CREATE INDEX chunks{0}_by_article ON chunks{0} (article_id);
CREATE INDEX chunks{0}_by_vector ON chunks{0} (vector_sha256)
"""

_TERMS = "CREATE VIRTUAL TABLE chunk_terms USING fts5vocab (chunks_fts, row)"


def create(db: sqlite3.Connection) -> None:
    """Make the tables of an empty catalog. Call it inside a transaction."""
    _run(db, _ARTICLES)
    create_generation(db, "")
    db.execute(_TERMS)
    db.execute("INSERT INTO meta VALUES ('catalog_id', ?)", (uuid.uuid4().hex,))
    db.execute("INSERT INTO meta VALUES ('schema_version', '1')")
    migrate(db, 1)


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Bring a catalog of an earlier version to SCHEMA_VERSION, step by step.

    Call it inside a transaction that was begun with foreign keys off: tables that others refer to are made anew.

    Raises:
        StoreError: No step leads on from this version.
    """
    for step in range(version, SCHEMA_VERSION):
        if step not in _MIGRATIONS:
            raise StoreError(f"no way is known from catalog schema {step}. Index again into a new --home.")
        _MIGRATIONS[step](db)
    db.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION),))


def create_generation(db: sqlite3.Connection, suffix: str) -> None:
    """Make the empty tables of a generation. Call it inside a transaction."""
    for part in (_VECTORS, _CHUNKS, _PASSAGES, _FULL_TEXT, _GENERATION_INDEXES):
        _run(db, part.format(suffix))


def empty_full_text(db: sqlite3.Connection) -> None:
    """Make the full-text index of the present generation anew, empty. Call it inside a transaction."""
    db.execute("DROP TABLE chunk_terms")
    db.execute("DROP TABLE chunks_fts")
    _run(db, _FULL_TEXT.format(""))
    db.execute(_TERMS)


def drop_generation(db: sqlite3.Connection, suffix: str) -> None:
    """Drop the tables of a generation with all they hold. Call it inside a transaction."""
    for table in ("chunks_fts", "passages", "chunks", "vectors"):  # each refers to the next
        db.execute(f"DROP TABLE IF EXISTS {table}{suffix}")


def switch_generation(db: sqlite3.Connection) -> None:
    """Put the generation under construction in place of the present one. Call it inside a transaction."""
    db.execute("DROP TABLE chunk_terms")
    drop_generation(db, "")
    for table in ("vectors", "chunks", "passages", "chunks_fts"):
        db.execute(f"ALTER TABLE {table}{NEXT} RENAME TO {table}")
    for index in ("by_article", "by_vector"):
        db.execute(f"DROP INDEX chunks{NEXT}_{index}")
    _run(db, _GENERATION_INDEXES.format(""))
    db.execute(_TERMS)


def _run(db: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def _to_version_3(db: sqlite3.Connection) -> None:
    _run(db, _VERSION_3)
    for suffix in ("", NEXT):
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (f"passages{suffix}",)).fetchone():
            _remake_vectors(db, suffix)


def _remake_vectors(db: sqlite3.Connection, suffix: str) -> None:
    """Give a generation, if there is one, vectors with a rowid and passages."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (f"vectors{suffix}",)).fetchone():
        _run(db, _VECTORS.format("_remade"))
        db.execute(f"INSERT INTO vectors_remade SELECT sha256, passage, spans FROM vectors{suffix}")
        db.execute(f"DROP TABLE vectors{suffix}")
        db.execute(f"ALTER TABLE vectors_remade RENAME TO vectors{suffix}")
        _run(db, _PASSAGES.format(suffix))
        db.execute(
            f"INSERT INTO passages{suffix} SELECT c.number, v.passage FROM chunks{suffix} c "
            f"JOIN vectors{suffix} v ON v.sha256 = c.vector_sha256 ORDER BY c.number"
        )


def _to_version_4(db: sqlite3.Connection) -> None:
    _run(db, _VERSION_4)
    for article_id, text in db.execute("SELECT id, text FROM articles"):
        db.executemany(abbreviations.PUT, abbreviations.rows(article_id, text))


_MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: lambda db: _run(db, _VERSION_2),
    2: _to_version_3,
    3: _to_version_4,
}
