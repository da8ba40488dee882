"""Articles -> home: read, compare, chunk, embed, commit; interrupted runs go on where they stopped."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from index.articles import Article
from index.chunking import Chunk, Offsets, chunk_article, embedding_text
from index.embedding import PassageVectors
from index.home import Home
from index.readers import ReadFailure, ReadOptions, read_path

_BATCH_CHUNKS = 64  # embedded and committed together: the most work an interruption can cost
_SPECIAL_TOKENS = 2
_HEADER_TOKENS = 48  # set aside for title and date


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `done` and `total` count articles while reading, articles to store afterwards."""

    stage: Literal["reading", "embedding"]
    done: int
    total: int | None
    chunks_embedded: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class IngestReport:
    """What a run did, in articles; `failed` names every file or record left out and why."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: list[ReadFailure] = field(default_factory=list)
    chunks_total: int = 0
    chunks_embedded: int = 0
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


def ingest(
    home: Home,
    paths: Sequence[str | Path],
    *,
    field_names: Mapping[str, str] | None = None,
    on_progress: OnProgress = lambda _: None,
) -> IngestReport:
    """Add or update the articles of files and folders.

    Every batch is committed before the next is begun: a run that is stopped loses at most the
    batch under way, and the same call goes on from there.

    Args:
        home: Where to; see `Home.create`.
        paths: Files and folders.
        field_names: Our field name -> column or key, where a file names it otherwise.
        on_progress: Called often, from this thread.

    Raises:
        ManifestMismatch: The home was built with another model or chunker.
        EmbeddingError: The model cannot be loaded.
        StoreError: The catalog or the vector store cannot be written.
    """
    started = time.perf_counter()
    home.check_manifest()
    report = IngestReport()
    todo = _plan(home, paths, ReadOptions(field_names or {}, home.settings.max_article_chars), report, on_progress)
    if todo:
        if home.manifest is None:
            home.write_manifest()
        _store(home, todo, report, on_progress)
        home.catalog.drop_unused_vectors()
    home.sync_vectors()
    report.chunks_total = home.catalog.chunk_count()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def rebuild(home: Home, *, on_progress: OnProgress = lambda _: None) -> IngestReport:
    """Chunk and embed every article of the catalog anew, with the settings in force.

    One transaction: until it ends the old index stays as it was.
    """
    started = time.perf_counter()
    articles = [home.catalog.article(summary.id) for summary in home.catalog.articles()]
    report = IngestReport(changed=len(articles))
    with home.catalog.transaction():
        home.catalog.forget_vectors()
        home.write_manifest()
        for batch in _batches(home, articles):
            _commit(home, batch, report)
            on_progress(Progress("embedding", batch[-1].number, len(articles), report.chunks_embedded))
    home.sync_vectors(rebuild=True)
    report.chunks_total = home.catalog.chunk_count()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def remove(home: Home, article_ids: Sequence[str]) -> None:
    """Remove articles from catalog and vectors; if one id is unknown, nothing is removed.

    Raises:
        NotFoundError: An id is unknown.
    """
    for article_id in article_ids:
        home.catalog.article(article_id)
    for article_id in dict.fromkeys(article_ids):
        home.catalog.remove_article(article_id)
    home.catalog.drop_unused_vectors()
    home.sync_vectors()


def _plan(
    home: Home, paths: Sequence[str | Path], options: ReadOptions, report: IngestReport, on_progress: OnProgress
) -> list[Article]:
    """Read everything and return what has to be stored; count the rest in the report."""
    stored = home.catalog.fingerprints()
    seen: dict[str, str] = {}
    todo: list[Article] = []
    for path in paths:
        for item in read_path(Path(path), options):
            if isinstance(item, ReadFailure):
                report.failed.append(item)
                continue
            article = _with_own_id(item, stored, seen)
            if article.id in seen:
                if seen[article.id] != article.origin:  # else the same file was named twice
                    report.failed.append(
                        ReadFailure(
                            article.origin,
                            f"duplicate id {article.id!r}: also in {seen[article.id]}. Give each article an id of its own.",
                        )
                    )
                continue
            seen[article.id] = article.origin
            record, origin = stored.get(article.id, (None, None))
            if record == article.record_sha256:
                report.unchanged += 1
                if origin != article.origin:
                    home.catalog.set_origin(article.id, article.origin)
            else:
                report.added += record is None
                report.changed += record is not None
                todo.append(article)
            on_progress(Progress("reading", len(seen), None))
    return todo


def _with_own_id(article: Article, stored: Mapping[str, tuple[str, str]], seen: Mapping[str, str]) -> Article:
    """Tell files of the same name in different folders apart; an id the article states itself is kept."""
    if article.id_given:
        return article
    record, origin = stored.get(article.id, (None, None))
    holder = seen.get(article.id) or (origin if record != article.record_sha256 else None)
    if holder is None or holder == article.origin or not Path(holder).exists():
        return article
    return replace(article, id=f"{article.id}-{hashlib.sha256(article.origin.encode()).hexdigest()[:8]}")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article cut into chunks, with what is embedded of each and under which hash."""

    article: Article
    number: int  # of the article in this run, from 1
    chunks: list[Chunk]
    texts: list[str]
    spans: list[list[Offsets]]
    digests: list[str]


def _store(home: Home, todo: Sequence[Article], report: IngestReport, on_progress: OnProgress) -> None:
    on_progress(Progress("embedding", 0, len(todo)))
    for batch in _batches(home, todo):
        with home.catalog.transaction():
            _commit(home, batch, report)
        home.sync_many()
        on_progress(Progress("embedding", batch[-1].number, len(todo), report.chunks_embedded))


def _batches(home: Home, articles: Sequence[Article]) -> Iterator[list[_Prepared]]:
    batch: list[_Prepared] = []
    for number, article in enumerate(articles, start=1):
        batch.append(_prepare(home, article, number))
        if sum(len(prepared.chunks) for prepared in batch) >= _BATCH_CHUNKS:
            yield batch
            batch = []
    if batch:
        yield batch


def _prepare(home: Home, article: Article, number: int) -> _Prepared:
    room = home.embedder.max_tokens - _SPECIAL_TOKENS - _HEADER_TOKENS
    chunks = chunk_article(
        article, home.embedder.token_spans, chunk_tokens=max(1, min(home.settings.chunk_tokens, room))
    )
    prepared = _Prepared(article, number, chunks, [], [], [])
    for chunk in chunks:
        text = embedding_text(article, chunk)
        shift = len(text) - (chunk.end_char - chunk.start_char) - chunk.start_char
        spans = [(start + shift, end + shift) for start, end in chunk.sentences]
        prepared.texts.append(text)
        prepared.spans.append(spans)
        prepared.digests.append(hashlib.sha256(json.dumps([text, spans]).encode()).hexdigest())
    return prepared


def _commit(home: Home, batch: Sequence[_Prepared], report: IngestReport) -> None:
    """Embed what is new in a batch and store all of it. Call it inside a transaction."""
    known = home.catalog.known_vectors([digest for prepared in batch for digest in prepared.digests])
    new: dict[str, tuple[str, list[Offsets]]] = {}
    for prepared in batch:
        for digest, text, spans in zip(prepared.digests, prepared.texts, prepared.spans, strict=True):
            if digest not in known:
                new[digest] = (text, spans)
    vectors: list[PassageVectors] = home.embedder.embed_passages(
        [text for text, _ in new.values()], [spans for _, spans in new.values()]
    )
    home.catalog.put_vectors(dict(zip(new, vectors, strict=True)))
    for prepared in batch:
        home.catalog.put_article(prepared.article, prepared.chunks, prepared.digests)
    report.chunks_embedded += len(new)
