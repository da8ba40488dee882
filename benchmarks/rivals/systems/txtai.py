"""txtai: one hybrid index, dense by Faiss and sparse by its BM25."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from txtai import Embeddings
from txtai.pipeline import Segmentation

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.offsets import locate
from benchmarks.rivals.splitting import place, sentence_nodes, titled
from benchmarks.rivals.system import Corpus, Found

PACKAGES = ("txtai", "faiss-cpu", "llama-index-core")


class Txtai:
    """Embeddings with content, by ids that are positions in a list of places."""

    def __init__(
        self,
        embedder: SharedEmbedder,
        folder: Path,
        *,
        paragraphs: bool = False,
        scoring: Mapping[str, Any] | None = None,
        weights: float | None = None,
        **splitting: int,
    ) -> None:
        self._embedder, self._folder, self._splitting = embedder, folder, splitting
        self._paragraphs, self._weights = paragraphs, weights
        self._places: list[Found] = []
        sparse = {"scoring": {"method": "bm25", "terms": True, **scoring}} if scoring else {}
        self._embeddings = Embeddings(
            method="external",
            transform=lambda texts: embedder.passages(list(texts)),
            hybrid=True,
            content=True,
            **sparse,
        )

    def ingest(self, corpus: Corpus) -> int:
        passages = self._paragraphs_of(corpus) if self._paragraphs else self._sentences_of(corpus)
        self._places = [found for found, _ in passages]
        self._embeddings.index((row, text, None) for row, (_, text) in enumerate(passages))
        self._embeddings.save(str(self._folder / "index"))
        return len(passages)

    def _sentences_of(self, corpus: Corpus) -> list[tuple[Found, str]]:
        nodes = sentence_nodes(corpus.texts(), self._embedder, **self._splitting)
        return [(place(node), titled(node)) for node in nodes]

    def _paragraphs_of(self, corpus: Corpus) -> list[tuple[Found, str]]:
        segmentation = Segmentation(paragraphs=True)
        passages = []
        for text in corpus.texts():
            end = 0
            for paragraph in segmentation(text.text):
                start, end = locate(text.text, paragraph, start=end)
                passages.append((Found(text.id, start, end), f"{text.title}\n{paragraph}"))
        return passages

    def search(self, question: str, k: int) -> Sequence[Found]:
        return [self._places[int(found["id"])] for found in self._embeddings.search(question, k, weights=self._weights)]

    def close(self) -> None:
        self._embeddings.close()


def open_system(embedder: SharedEmbedder, folder: Path, k: int, options: Mapping[str, Any]) -> Txtai:
    """Return an empty index.

    Options: `paragraphs` (txtai's own segmentation in place of the shared splitter), `scoring` (added to BM25's),
    `weights` (share of the dense side), and those of the splitter.
    """
    return Txtai(embedder, folder, **options)
