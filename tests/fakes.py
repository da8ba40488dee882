"""An embedder whose vectors can be computed by hand, and articles to go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.embedding import PassageVectors, Vectors

_WORD = re.compile(r"\w+")


class BagOfWordsEmbedder:
    """Counts the words of a small vocabulary; every other word falls on the last dimension."""

    def __init__(
        self, vocabulary: Sequence[str] = ("bridge", "mayor", "whale", "rocket"), *, name: str = "fake"
    ) -> None:
        self.vocabulary = list(vocabulary)
        self.name = name
        self.revision = "1"
        self.dimension = len(vocabulary) + 1
        self.max_tokens = 256
        self.passages_embedded = 0

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(text)]

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[PassageVectors]:
        self.passages_embedded += len(texts)
        return [
            PassageVectors(
                self._embed(text), np.array([self._embed(text[start:end]) for start, end in inner], dtype=np.float32)
            )
            for text, inner in zip(texts, spans, strict=True)
        ]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._embed(text) for text in texts])

    def embed_words(self, words: Sequence[str]) -> Vectors:
        return np.stack([self._embed(word) for word in words])

    def _embed(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in _WORD.findall(text.lower()):
            place = self.vocabulary.index(word) if word in self.vocabulary else self.dimension - 1
            vector[place] += 1
        norm = np.linalg.norm(vector)
        return vector / norm if norm else vector
