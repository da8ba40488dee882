"""Articles -> home: read, compare, chunk, embed, commit; interrupted runs go on where they stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from index.addresses import is_address
from index.articles import Article
from index.duplicates import examine_rest, find_copies
from index.home import Home
from index.pipeline import embed_new, prepared_batches
from index.planning import Planner, Step
from index.readers import FetchOptions, ReadFailure, ReadOptions

_MANY_FOR_CHROMA = 500  # articles: it takes many at once several times faster than few
_WINDOW = 5000  # articles read before they are stored: as many as progress can count and memory can hold
_WEB_WINDOW = 20  # of the web, where reading takes longer than storing and is what an interruption must not lose


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `done` and `total` count articles while reading or fetching, articles to store afterwards."""

    stage: Literal["reading", "fetching", "embedding"]
    done: int
    total: int | None
    chunks_embedded: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class IngestReport:
    """What a run did, in articles; `failed` names every file or record left out and why.

    Attributes:
        renamed: Unchanged, but now read from another place.
        copies: Of those added or changed, how many tell the text of another article.
    """

    added: int = 0
    changed: int = 0
    renamed: int = 0
    unchanged: int = 0
    removed: int = 0
    copies: int = 0
    failed: list[ReadFailure] = field(default_factory=list)
    chunks_total: int = 0
    chunks_embedded: int = 0
    seconds: float = 0.0

    def count(self, step: Step) -> None:
        """Add one step."""
        setattr(self, step.action, getattr(self, step.action) + 1)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> IngestReport:
        """Read what `to_dict` returned."""
        return cls(**{**plain, "failed": [ReadFailure(**failure) for failure in plain["failed"]]})


def ingest(
    home: Home,
    paths: Sequence[str | Path],
    *,
    sync: bool = False,
    gone: Sequence[str | Path] = (),
    field_names: Mapping[str, str] | None = None,
    on_progress: OnProgress = lambda _: None,
    on_step: Callable[[Step], None] = lambda _: None,
) -> IngestReport:
    """Add or update the articles of files, folders and web addresses.

    Every batch is committed before the next is begun: a run that is stopped loses at most the
    batch under way, and the same call goes on from there.

    Args:
        home: Where to; see `Home.create`.
        paths: Files, folders and addresses; addresses as strings.
        sync: Also remove the articles that came from these files and folders and are no longer there; articles
            of the web are never removed.
        gone: Files and folders known to be deleted or moved away; the articles they held are removed too.
        field_names: Our field name -> column or key, where a file names it otherwise.
        on_progress: Called often, from this thread.
        on_step: Called for each article read, before it is stored: the catalog still holds what it held.

    Raises:
        ManifestMismatch: The home was built with another model or chunker.
        EmbeddingError: The model cannot be loaded.
        StoreError: The catalog or the vector store cannot be written.
    """
    started = time.perf_counter()
    home.check_manifest()
    report = IngestReport()
    planner = _planner(home, field_names)
    todo: list[Article] = []
    moved: dict[str, str] = {}
    if paths:
        on_progress(Progress(_stage(paths[0]), 0, None))
    for step in planner.steps(paths):
        report.count(step)
        on_step(step)
        if step.action in {"renamed", "unchanged"} and step.before != step.origin:
            moved[step.article_id] = step.origin
        elif step.article and step.action != "unchanged":
            todo.append(step.article)
        on_progress(Progress(_stage(step.origin), len(planner.read), None))
        if len(todo) >= (_WEB_WINDOW if is_address(step.origin) else _WINDOW):
            _store(home, todo, report, on_progress)
            todo = []
    _store(home, todo, report, on_progress)
    if moved:
        home.catalog.set_origins(moved)
    if vanished := planner.vanished(paths if sync else (), gone):
        report.removed = len(vanished)
        _remove(home, [step.article_id for step in vanished])
    examine_rest(home.catalog)
    if report.added or report.changed or report.removed:
        home.catalog.tidy()
        home.compact_journal()
    home.sync_vectors()
    report.failed = planner.failed
    report.chunks_total = home.catalog.chunk_count()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def plan(
    home: Home, paths: Sequence[str | Path], *, sync: bool = False, field_names: Mapping[str, str] | None = None
) -> tuple[list[Step], list[ReadFailure]]:
    """Return what `ingest` would do, unchanged articles included, and what it could not read. Nothing is written."""
    planner = _planner(home, field_names)
    steps = list(planner.steps(paths))
    return steps + (planner.vanished(paths) if sync else []), planner.failed


def remove(home: Home, article_ids: Sequence[str]) -> None:
    """Remove articles from catalog and vectors; if one id is unknown, nothing is removed.

    Raises:
        NotFoundError: An id is unknown.
    """
    for article_id in article_ids:
        home.catalog.article(article_id)
    _remove(home, article_ids)
    home.catalog.tidy()
    home.sync_vectors()


def store_articles(home: Home, articles: Sequence[Article], on_progress: OnProgress = lambda _: None) -> None:
    """Store articles whatever the catalog holds of them; those of their vectors that it knows are not computed again."""
    _store(home, articles, IngestReport(), on_progress)


def _planner(home: Home, field_names: Mapping[str, str] | None) -> Planner:
    settings = home.settings
    fetch = FetchOptions(
        timeout_s=settings.fetch_timeout_s,
        max_bytes=settings.fetch_max_bytes,
        delay_s=settings.fetch_delay_s,
        pages=settings.fetch_pages,
        private=settings.fetch_private,
    )
    return Planner(home.catalog.fingerprints(), ReadOptions(field_names or {}, settings.max_article_chars, fetch))


def _stage(path: str | Path) -> Literal["reading", "fetching"]:
    return "fetching" if is_address(path) else "reading"


def _remove(home: Home, article_ids: Sequence[str]) -> None:
    home.journal.remove(article_ids)
    home.catalog.remove_articles(article_ids)


def _store(home: Home, todo: Sequence[Article], report: IngestReport, on_progress: OnProgress) -> None:
    if not todo:
        return
    if home.manifest is None:
        home.write_manifest()
    on_progress(Progress("embedding", 0, len(todo)))
    for batch in prepared_batches(home, todo):
        vectors = embed_new(home, batch)
        home.journal.add([prepared.article for prepared in batch])
        with home.catalog.transaction():
            home.catalog.put_vectors(vectors)
            for prepared in batch:
                home.catalog.put_article(prepared.article, prepared.chunks, prepared.digests)
                report.copies += find_copies(home.catalog, prepared.article) is not None
        report.chunks_embedded += len(vectors)
        if len(home.catalog.outbox()) >= _MANY_FOR_CHROMA:
            home.sync_vectors()
        on_progress(Progress("embedding", batch[-1].number, len(todo), report.chunks_embedded))
