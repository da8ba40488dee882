"""A damaged catalog -> a new one: what can still be read of it is taken over, articles come from the journal."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np

from index.articles import Article
from index.catalog import ARTICLE_FIELDS, Catalog, to_article
from index.database import stated_size
from index.errors import StoreError
from index.home import CATALOG_FILE, JOURNAL_FILE, RECOVERING
from index.journal import Journal
from index.manifest import Manifest
from index.ownership import Ownership

_SIDE_FILES = ("", "-wal", "-shm")
_UNIT_TOLERANCE = 0.01  # float16 is kept for spans
_FROM_BOTH_ENDS = ("ASC", "DESC")  # up to the damage


def recover_catalog(folder: Path) -> None:
    """Put a new catalog in place of a damaged one, with every vector that can still be read but no article yet.

    Articles that only the damaged file holds are added to the journal, from which the caller stores all
    of them again and then calls `Catalog.set_meta(RECOVERING, None)`. Until then the new catalog is
    marked, so that an interrupted repair goes on from there. The damaged file is kept beside it.

    Raises:
        HomeLocked: Another process owns the home.
        StoreError: The disk is full.
    """
    ownership = Ownership(folder)
    try:
        if _recovered_already(folder):
            return
        kept = _set_aside(folder)
        new = folder / f"{CATALOG_FILE}.new"
        for ending in _SIDE_FILES:
            Path(f"{new}{ending}").unlink(missing_ok=True)
        with closing(sqlite3.connect(kept)) as damaged:
            with closing(Catalog(new)) as catalog:
                catalog.set_meta(RECOVERING, "1")
                _take_over_meta(damaged, catalog)
                _take_over_vectors(damaged, catalog)
            _take_over_articles(damaged, Journal(folder / JOURNAL_FILE))
        new.replace(folder / CATALOG_FILE)
    except OSError as error:
        raise StoreError(f"the catalog cannot be repaired: {error}. Free some disk space and try again.") from error
    finally:
        ownership.release(keep_note=ownership.after_crash)


def drop_passages(catalog: Catalog, article_ids: Sequence[str]) -> None:
    """Forget the passages and vectors of articles, which have to be stored anew."""
    with catalog.transaction():
        for article_id in article_ids:
            stored = catalog.rows("SELECT number, vector_sha256 FROM chunks WHERE article_id = ?", (article_id,))
            catalog.execute("DELETE FROM chunks WHERE article_id = ?", (article_id,))
            for number, digest in stored:
                catalog.execute("DELETE FROM chunks_fts WHERE rowid = ?", (number,))
                catalog.execute(
                    "DELETE FROM vectors WHERE sha256 = ? AND sha256 NOT IN (SELECT vector_sha256 FROM chunks)",
                    (digest,),
                )


def _recovered_already(folder: Path) -> bool:
    try:
        with closing(Catalog(folder / CATALOG_FILE)) as catalog:
            return catalog.get_meta(RECOVERING) is not None and not catalog.problems()
    except StoreError:
        return False


def _set_aside(folder: Path) -> Path:
    """Keep the damaged file under another name too; its write-ahead log must not meet the new catalog."""
    number = 1
    while (kept := folder / f"{CATALOG_FILE}.damaged-{number}").exists():
        number += 1
    damaged = folder / CATALOG_FILE
    shutil.copyfile(damaged, kept)
    for ending in _SIDE_FILES[1:]:
        if (file := Path(f"{damaged}{ending}")).exists():
            file.replace(f"{kept}{ending}")
    if kept.stat().st_size < (stated := stated_size(kept)):
        os.truncate(kept, stated)  # SQLite reads nothing of a file that is shorter than its header says
    return kept


def _take_over_meta(damaged: sqlite3.Connection, catalog: Catalog) -> None:
    """Without its manifest nothing tells which model made the vectors: then they are computed again."""
    for (manifest,) in _readable(damaged, "SELECT value FROM meta WHERE key = 'manifest'"):
        catalog.set_meta("manifest", manifest)


def _take_over_vectors(damaged: sqlite3.Connection, catalog: Catalog) -> None:
    manifest = catalog.get_meta("manifest")
    if manifest is None:
        return
    dimension = Manifest.from_json(manifest).dimension
    for order in _FROM_BOTH_ENDS:
        with catalog.transaction():
            for row in _readable(damaged, f"SELECT sha256, passage, spans FROM vectors ORDER BY sha256 {order}"):
                if _are_vectors(row[1], row[2], dimension):
                    catalog.execute("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", row)


def _are_vectors(passage: object, spans: object, dimension: int) -> bool:
    """Tell whether stored bytes are unit vectors throughout; of a torn page the rest may read as zeros."""
    if not isinstance(passage, bytes) or not isinstance(spans, bytes):
        return False
    if len(passage) != 4 * dimension or len(spans) % (2 * dimension):
        return False
    stored = np.frombuffer(spans, dtype="<f2").astype(np.float32).reshape(-1, dimension)
    norms = np.linalg.norm(np.vstack([np.frombuffer(passage, dtype="<f4")[np.newaxis, :], stored]), axis=1)
    return bool(np.all(np.abs(norms - 1) < _UNIT_TOLERANCE))


def _take_over_articles(damaged: sqlite3.Connection, journal: Journal) -> None:
    known = journal.articles()
    found: dict[str, Article] = {}
    for order in _FROM_BOTH_ENDS:
        query = f"SELECT {ARTICLE_FIELDS}, content_sha256 FROM articles ORDER BY rowid {order}"
        for *record, digest in _readable(damaged, query):
            with suppress(TypeError, ValueError, AttributeError):  # columns of a damaged page
                article = to_article(record)
                if article.id not in known and article.content_sha256 == digest:
                    found[article.id] = article
    journal.add(list(found.values()))


def _readable(damaged: sqlite3.Connection, query: str) -> Iterator[Any]:
    """Yield rows up to the first that cannot be read."""
    with suppress(sqlite3.DatabaseError):
        yield from damaged.execute(query)
