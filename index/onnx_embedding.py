"""Embedding by ONNX Runtime, which starts in a fraction of the time torch takes, and the choice between the two."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from index.chunking import Offsets
from index.embedding import Embedder, PassageVectors, SentenceTransformerEmbedder, Vectors, mean_of_pieces, pool, unit
from index.model_files import BUNDLED_DIMENSION, ModelFiles
from index.onnx_export import NotExportable, open_export
from index.onnx_model import OnnxModel
from index.settings import BUNDLED_MODEL, EmbeddingBackend

_log = logging.getLogger("citewire")


class OnnxEmbedder:
    """A sentence-transformers model run by ONNX Runtime; the vectors are those of `SentenceTransformerEmbedder`.

    Loaded on first use, and exported before that if it never was; safe to call from several threads.
    """

    def __init__(self, model: str = BUNDLED_MODEL, *, cache: Path | None = None) -> None:
        """Name the model, and where exports are kept; by default that is the user's cache."""
        self._files = ModelFiles(model)
        self._cache = cache
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name, as the manifest records it."""
        return self._files.name

    @cached_property
    def revision(self) -> str:
        """Checksum of the weights for the bundled model and for folders; the commit for a hub id."""
        return self._files.revision or self._model.facts.revision

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return BUNDLED_DIMENSION if self._files.bundled else self._model.facts.dimension

    @property
    def max_tokens(self) -> int:
        """Most word pieces it reads, special tokens included."""
        return self._model.facts.max_tokens

    def load(self) -> None:
        """Load the model now.

        Raises:
            NotExportable: ONNX Runtime cannot run it, or the export cannot be kept.
            EmbeddingError: The model cannot be loaded.
        """
        _ = self._model

    def token_spans(self, text: str) -> Sequence[Offsets]:
        """Return the offsets of the word pieces of a text."""
        return self._model.token_spans(text)

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Offsets]]) -> list[PassageVectors]:
        """Return the vectors of passages and of stretches within each.

        Args:
            texts: Passages; what lies beyond `max_tokens` is not read.
            spans: For each passage, offsets into its text.

        Raises:
            EmbeddingError: As for `load`.
        """
        if not texts:
            return []
        prompt = self._model.facts.passage_prompt
        found = {
            row: pool(passage, tokens, offsets, spans[row], shift=len(prompt))
            for row, passage, tokens, offsets in self._model.embed([prompt + text for text in texts])
        }
        return [found[row] for row in range(len(texts))]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (n, d)."""
        prompt = self._model.facts.query_prompt
        found = {row: vector for row, vector, _, _ in self._model.embed([prompt + text for text in texts])}
        return unit(np.stack([found[row] for row in range(len(texts))]))

    def embed_words(self, words: Sequence[str]) -> Vectors:
        """Return a unit vector for each single word, shape (n, d); words of like use point alike."""
        if not words:
            return np.empty((0, self.dimension), dtype=np.float32)
        return mean_of_pieces(self._model.words, self._model.pieces(words))

    @property
    def _model(self) -> OnnxModel:
        with self._lock:
            return self._opened

    @cached_property
    def _opened(self) -> OnnxModel:
        return open_export(self._files, self._cache)


class AutoEmbedder:
    """ONNX Runtime if it can run the model, else torch; decided when the model is first used."""

    def __init__(self, model: str = BUNDLED_MODEL, *, cache: Path | None = None) -> None:
        """As for `OnnxEmbedder`."""
        self._setting = model
        self._files = ModelFiles(model)
        self._cache = cache
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name, as the manifest records it."""
        return self._files.name

    @cached_property
    def revision(self) -> str:
        """Checksum of the weights for the bundled model and for folders; the commit for a hub id."""
        return self._files.revision or self._model.revision

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return BUNDLED_DIMENSION if self._files.bundled else self._model.dimension

    @property
    def max_tokens(self) -> int:
        """Most word pieces it reads, special tokens included."""
        return self._model.max_tokens

    def token_spans(self, text: str) -> Sequence[Offsets]:
        """Return the offsets of the word pieces of a text."""
        return self._model.token_spans(text)

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Offsets]]) -> list[PassageVectors]:
        """Return the vectors of passages and of stretches within each."""
        return self._model.embed_passages(texts, spans)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (n, d)."""
        return self._model.embed_queries(texts)

    def embed_words(self, words: Sequence[str]) -> Vectors:
        """Return a unit vector for each single word, shape (n, d); words of like use point alike."""
        return self._model.embed_words(words)

    @property
    def _model(self) -> Embedder:
        with self._lock:
            return self._chosen

    @cached_property
    def _chosen(self) -> Embedder:
        onnx = OnnxEmbedder(self._setting, cache=self._cache)
        try:
            onnx.load()
        except NotExportable as error:
            _log.warning("embedding with torch, which takes longer to start: %s", error)
            return SentenceTransformerEmbedder(self._setting)
        return onnx


def open_embedder(model: str = BUNDLED_MODEL, backend: EmbeddingBackend = "auto") -> Embedder:
    """Return the embedder that settings ask for; nothing is loaded yet.

    Args:
        model: The setting `embedding_model`.
        backend: The setting `embedding_backend`.
    """
    if backend == "torch":
        return SentenceTransformerEmbedder(model)
    return OnnxEmbedder(model) if backend == "onnx" else AutoEmbedder(model)
