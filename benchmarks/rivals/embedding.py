"""The embedding model all systems share, run by the same code, so that what differs is the systems."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.chunking import Offsets
from index.embedding import Embedder, Vectors
from index.onnx_embedding import open_embedder


class SharedEmbedder:
    """The bundled model behind the few calls that every system knows.

    Attributes:
        embedder: The same model as Citewire's own interface.
    """

    def __init__(self) -> None:
        self.embedder: Embedder = open_embedder()

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return self.embedder.dimension

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of passages, shape (n, d)."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        no_spans: list[Sequence[Offsets]] = [()] * len(texts)
        return np.stack([found.passage for found in self.embedder.embed_passages(texts, no_spans)])

    def question(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (d,)."""
        return np.asarray(self.embedder.embed_queries([text])[0])

    def tokens(self, text: str) -> list[Offsets]:
        """Return the word pieces of a text as offsets, for splitters that count them."""
        return list(self.embedder.token_spans(text))
