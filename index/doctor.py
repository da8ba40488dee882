"""Examines a home part by part, and mends what it finds: `citewire doctor [--repair]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from index.duplicates import CopyGroups, examine_rest
from index.embedding import Embedder
from index.errors import StoreError
from index.home import RECOVERING, Home, existing
from index.ingest import OnProgress, store_articles
from index.passages import of_articles
from index.recovery import drop_passages, recover_catalog
from index.settings import Settings
from index.vectors import VectorStore

Part = Literal["catalog", "passages", "full text", "journal", "copies", "vector store"]
PARTS: tuple[Part, ...] = ("catalog", "passages", "full text", "journal", "copies", "vector store")
# Parts that are mended beside questions that are being answered; the others need the home for themselves.
MENDABLE_OPEN: frozenset[Part] = frozenset({"full text", "journal", "copies"})
_UNIT_TOLERANCE = 1e-3
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        part: Where.
        problem: What, in words.
        article_ids: The articles it touches, if it is theirs alone.
    """

    part: Part
    problem: str
    article_ids: tuple[str, ...] = ()


def examine(path: str | Path, *, settings: Settings | None = None, embedder: Embedder | None = None) -> list[Finding]:
    """Examine a home and change nothing; the model is not loaded.

    Raises:
        HomeMissing: There is no index here.
        HomeLocked: Another process owns the home.
    """
    folder = existing(path)
    try:
        with Home.create(folder, settings=settings, embedder=embedder) as home:
            return examine_open(home)
    except StoreError as error:
        return [Finding("catalog", str(error))]


def examine_open(home: Home) -> list[Finding]:
    """Examine a home that is open already, as `examine` does.

    Raises:
        StoreError: The catalog cannot be read.
    """
    if home.catalog.get_meta(RECOVERING):
        return [Finding("catalog", "its repair was interrupted")]
    if problems := home.catalog.problems():
        return [Finding("catalog", "; ".join(problems[:_SHOWN]))]
    passages = list(_passages(home))  # if they are damaged, what is derived from them cannot be compared
    derived = [] if passages else _vector_store(home)
    return [*passages, *_full_text(home), *_journal(home), *_copies(home), *derived]


def repair(
    path: str | Path,
    findings: Sequence[Finding],
    *,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
    on_progress: OnProgress = lambda _: None,
) -> None:
    """Mend what `examine` found; vectors that can still be read are not computed again.

    Raises:
        EmbeddingError: Vectors are lost and the model cannot be loaded.
        StoreError: The disk is full, or the damage is beyond repair.
    """
    parts = {finding.part for finding in findings}
    if "catalog" in parts:
        recover_catalog(existing(path))
    with Home.create(path, settings=settings, embedder=embedder) as home:
        home.use_as_built()
        home.check_manifest()
        if "catalog" in parts:
            known = home.journal.articles()
            store_articles(home, [known[key] for key in sorted(known)], on_progress)
            home.catalog.set_meta(RECOVERING, None)
        if broken := sorted({key for finding in findings if finding.part == "passages" for key in finding.article_ids}):
            articles = [home.catalog.article(key) for key in broken]
            drop_passages(home.catalog, broken)
            store_articles(home, articles, on_progress)
        mend_open(home, findings)
        home.catalog.tidy()
        if "catalog" in parts:
            home.journal.rewrite(home.stored_articles())
        if parts - {"journal", "copies", "full text"}:
            home.derived.rebuild()


def mend_open(home: Home, findings: Sequence[Finding]) -> None:
    """Mend what `examine_open` found in the parts of `MENDABLE_OPEN`, while the home is in use.

    Raises:
        StoreError: The disk is full, or the damage is beyond repair.
    """
    parts = {finding.part for finding in findings}
    if "full text" in parts:
        home.lexical.rebuild()
    if "copies" in parts:
        examine_rest(home.catalog)
    if "journal" in parts:
        home.journal.rewrite(home.stored_articles())


def _passages(home: Home) -> Iterator[Finding]:
    """Check that passages lie within their articles and vectors are unit vectors of the model."""
    dimension = home.manifest.dimension if home.manifest else 0
    bad: dict[str, str] = {}
    for article_id in home.catalog.fingerprints():
        if problem := _bad_passage(home, article_id, dimension):
            bad[article_id] = problem
    if bad:
        yield Finding("passages", f"{next(iter(bad.values()))}: {_some(list(bad))}", tuple(bad))


def _bad_passage(home: Home, article_id: str, dimension: int) -> str | None:
    length = len(home.catalog.article(article_id).text)
    try:
        stored = home.catalog.chunks_of(article_id)
        ranked_by = {key: vector.tobytes() for key, _, vector in of_articles(home.catalog, [article_id])}
    except StoreError:
        return "a vector is none of the model's"
    for found in stored:
        chunk, vector = found.chunk, found.vectors.passage
        spans = [(chunk.start_char, chunk.end_char), *chunk.sentences]
        if not all(0 <= start < end <= length for start, end in spans):
            return "a passage lies outside of the article"
        if ranked_by.get(chunk.id) != vector.tobytes():
            return "the vectors it is ranked by are not those stored"
        if len(vector) != dimension or not abs(float(np.linalg.norm(vector)) - 1) < _UNIT_TOLERANCE:
            return "a vector is none of the model's"
    return None


def _full_text(home: Home) -> Iterator[Finding]:
    if problem := home.lexical.problem():
        yield Finding("full text", problem)


def _journal(home: Home) -> Iterator[Finding]:
    missing, _ = home.journal.compare(home.catalog.fingerprints())
    if missing:
        yield Finding("journal", f"it does not hold {_some(missing)}")


def _copies(home: Home) -> Iterator[Finding]:
    if missing := CopyGroups(home.catalog).unexamined():
        yield Finding("copies", f"not looked for yet: {_some(missing)}")


def _vector_store(home: Home) -> Iterator[Finding]:
    if home.manifest is None:
        return
    if problem := home.derived.probe():
        yield Finding("vector store", problem)
        return
    try:
        with home.derived.open_as_it_is() as store:
            yield from _compare_vectors(home, store)
    except StoreError as error:
        yield Finding("vector store", str(error))


def _compare_vectors(home: Home, store: VectorStore) -> Iterator[Finding]:
    """Compare every vector Chroma holds with the catalog's; what the outbox names is still on its way."""
    under_way = set(home.catalog.outbox())
    held = store.chunk_ids()
    wrong: list[str] = []
    for article_id in home.catalog.fingerprints():
        expected = {found.chunk.id: found.vectors.passage for found in home.catalog.chunks_of(article_id)}
        found_vectors = store.vectors(expected)
        held -= expected.keys()
        if article_id not in under_way and (
            found_vectors.keys() != expected.keys()
            or any(not np.allclose(found_vectors[key], vector, atol=1e-5) for key, vector in expected.items())
        ):
            wrong.append(article_id)
    if wrong:
        yield Finding("vector store", f"it does not hold the vectors of {_some(wrong)}")
    if strangers := sorted(key for key in held if key.rpartition(":")[0] not in under_way):
        yield Finding("vector store", f"it holds passages the catalog does not know: {_some(strangers)}")


def _some(keys: Sequence[str]) -> str:
    shown = ", ".join(keys[:_SHOWN])
    return shown if len(keys) <= _SHOWN else f"{shown} and {len(keys) - _SHOWN:,} more"
