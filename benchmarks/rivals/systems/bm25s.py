"""bm25s alone: words only, English stems and stop words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bm25s
import Stemmer

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.splitting import place, sentence_nodes, titled
from benchmarks.rivals.system import Corpus, Found

PACKAGES = ("bm25s", "PyStemmer", "llama-index-core")


class Bm25s:
    """An index of words over the passages of the shared splitter."""

    def __init__(self, embedder: SharedEmbedder, folder: Path, *, k1: float = 1.5, b: float = 0.75, **splitting: int):
        self._embedder, self._folder, self._splitting = embedder, folder, splitting
        self._index = bm25s.BM25(method="lucene", k1=k1, b=b)
        self._stemmer = Stemmer.Stemmer("english")
        self._places: list[Found] = []

    def ingest(self, corpus: Corpus) -> int:
        nodes = sentence_nodes(corpus.texts(), self._embedder, **self._splitting)
        self._places = [place(node) for node in nodes]
        self._index.index(self._tokens([titled(node) for node in nodes]), show_progress=False)
        self._index.save(str(self._folder), corpus=[node.get_content() for node in nodes], show_progress=False)
        return len(nodes)

    def search(self, question: str, k: int) -> Sequence[Found]:
        rows, _ = self._index.retrieve(self._tokens([question]), k=min(k, len(self._places)), show_progress=False)
        return [self._places[row] for row in rows[0]]

    def _tokens(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)

    def close(self) -> None:
        """Nothing stays open."""


def open_system(embedder: SharedEmbedder, folder: Path, k: int, options: Mapping[str, Any]) -> Bm25s:
    """Return an empty index; options: `k1`, `b`, and those of the splitter."""
    return Bm25s(embedder, folder, **options)
