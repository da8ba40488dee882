"""Articles -> chunks -> vectors, in batches that are embedded and committed together."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.articles import Article
from index.chunking import Chunk, Offsets, chunk_article, embedding_text
from index.embedding import PassageVectors
from index.home import Home

# A batch is the most work an interruption can cost: at least so many chunks, and more while a batch takes
# less than a second, since every commit waits for the disk.
_FEWEST_CHUNKS, _MOST_CHUNKS = 64, 1024
_BATCH_S = 1.0
_SPECIAL_TOKENS = 2
_HEADER_TOKENS = 48  # set aside for title and date


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article cut into chunks.

    Attributes:
        number: Of the article in this run, from 1.
        texts: What is embedded of each chunk.
        spans: Where the sentences of each chunk stand in its text.
        digests: Hash of text and spans, by which vectors are stored.
    """

    article: Article
    number: int
    chunks: list[Chunk]
    texts: list[str]
    spans: list[list[Offsets]]
    digests: list[str]


def prepared_batches(home: Home, articles: Iterable[Article]) -> Iterator[list[Prepared]]:
    """Cut articles into chunks, and yield them as soon as there are enough for a batch."""
    batch: list[Prepared] = []
    count, wanted = 0, _FEWEST_CHUNKS
    for number, article in enumerate(articles, start=1):
        batch.append(_prepare(home, article, number))
        count += len(batch[-1].chunks)
        if count >= wanted:
            started = time.perf_counter()
            yield batch  # until it is stored
            took_s = time.perf_counter() - started
            wanted = min(2 * wanted, _MOST_CHUNKS) if took_s < _BATCH_S else max(wanted // 2, _FEWEST_CHUNKS)
            batch, count = [], 0
    if batch:
        yield batch


def embed_new(home: Home, batch: Sequence[Prepared], generation: str = "") -> dict[str, PassageVectors]:
    """Return the vectors of those chunks of a batch whose text no stored vector stands for, by digest."""
    known = home.catalog.known_vectors([digest for prepared in batch for digest in prepared.digests], generation)
    new = {
        digest: (text, spans)
        for prepared in batch
        for digest, text, spans in zip(prepared.digests, prepared.texts, prepared.spans, strict=True)
        if digest not in known
    }
    vectors = home.embedder.embed_passages([text for text, _ in new.values()], [spans for _, spans in new.values()])
    return dict(zip(new, vectors, strict=True))


def _prepare(home: Home, article: Article, number: int) -> Prepared:
    room = home.embedder.max_tokens - _SPECIAL_TOKENS - _HEADER_TOKENS
    chunks = chunk_article(
        article, home.embedder.token_spans, chunk_tokens=max(1, min(home.settings.chunk_tokens, room))
    )
    prepared = Prepared(article, number, chunks, [], [], [])
    for chunk in chunks:
        text = embedding_text(article, chunk)
        shift = len(text) - (chunk.end_char - chunk.start_char) - chunk.start_char
        spans = [(start + shift, end + shift) for start, end in chunk.sentences]
        prepared.texts.append(text)
        prepared.spans.append(spans)
        prepared.digests.append(hashlib.sha256(json.dumps([text, spans]).encode()).hexdigest())
    return prepared
