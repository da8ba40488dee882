"""A new generation of an index, for another model or chunker: built beside the present one, then put in its place."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from index.articles import Article
from index.errors import NotFoundError
from index.home import Home
from index.ingest import IngestReport, OnProgress, Progress
from index.pipeline import embed_new, prepared_batches
from index.schema import NEXT


def rebuild(
    home: Home, *, on_progress: OnProgress = lambda _: None, switch: Callable[[], bool] | None = None
) -> IngestReport:
    """Chunk and embed every article anew with the settings in force, then switch.

    Every batch is committed; the same call goes on after an interruption. Until the switch the present
    generation answers, and whoever owns the home can go on changing articles.

    Args:
        home: From `Home.build`, or one that is owned.
        on_progress: Called often, from this thread.
        switch: Lets the owner of the home put the new generation in place and says whether it was
            complete; by default `home` does it itself.

    Raises:
        EmbeddingError: The model cannot be loaded.
        StoreError: The catalog or the vector store cannot be written.
    """
    started = time.perf_counter()
    report = IngestReport()
    manifest = home.current_manifest().to_json()
    if home.catalog.next_manifest() != manifest:
        home.catalog.begin_generation(manifest, f"chunks-{uuid.uuid4().hex[:8]}")
    report.changed = len(home.catalog.fingerprints())
    switched = False
    while not switched:
        while missing := home.catalog.missing_in_next():
            _build(home, missing, report, on_progress)
        switched = (switch or home.switch_generation)()
    report.chunks_total = home.catalog.chunk_count()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def _build(home: Home, article_ids: Sequence[str], report: IngestReport, on_progress: OnProgress) -> None:
    done = report.changed - len(article_ids)
    for batch in prepared_batches(home, _present(home, article_ids)):
        vectors = embed_new(home, batch, generation=NEXT)
        with home.catalog.transaction():
            home.catalog.put_vectors(vectors, NEXT)
            for prepared in batch:
                home.catalog.put_chunks_if_unchanged(prepared.article, prepared.chunks, prepared.digests)
        report.chunks_embedded += len(vectors)
        on_progress(Progress("embedding", done + batch[-1].number, report.changed, report.chunks_embedded))


def _present(home: Home, article_ids: Sequence[str]) -> Iterator[Article]:
    for article_id in article_ids:
        with suppress(NotFoundError):  # removed by the home's owner meanwhile
            yield home.catalog.article(article_id)
