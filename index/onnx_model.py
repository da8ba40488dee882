"""An exported embedding model: texts -> token embeddings by ONNX Runtime, without torch."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.chunking import Offsets
from index.embedding import Vectors, alike

if TYPE_CHECKING:
    from tokenizers import Encoding

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
WORDS_FILE = "words.npy"
FACTS_FILE = "export.json"
POOLINGS = ("mean", "cls", "max")
_BATCH_SIZE = 8  # small batches of similar length were fastest on two cores
_CPUS = Path("/sys/devices/system/cpu")


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What an export is of, and how its token embeddings become vectors.

    Attributes:
        name, revision, dimension, max_tokens: As of the embedder.
        pooling: One of `POOLINGS`.
        pad_id: Word piece that fills up short texts of a batch.
        query_prompt, passage_prompt: Read before each text.
        checksums: sha256 by file name.
    """

    name: str
    revision: str
    dimension: int
    max_tokens: int
    pooling: str
    pad_id: int
    query_prompt: str
    passage_prompt: str
    checksums: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> ExportFacts:
        """Read what `write` wrote; OSError, ValueError or TypeError if that is not there in full."""
        return cls(**json.loads((folder / FACTS_FILE).read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        """Write them into the folder of the export."""
        (folder / FACTS_FILE).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


class OnnxModel:
    """A verified export, loaded; safe to use from several threads."""

    def __init__(self, folder: Path, facts: ExportFacts) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.facts = facts
        self._folder = folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = physical_cores()
        options.inter_op_num_threads = 1
        # Threads that wait by spinning take the cores from the rest of the pipeline: a quarter slower on two.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_mem_pattern = False  # it keeps a plan for every shape seen, and texts come in every length
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {found.name for found in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def token_spans(self, text: str) -> list[Offsets]:
        """Return the offsets of the word pieces of a text."""
        offsets: list[Offsets] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return offsets

    def pieces(self, words: Sequence[str]) -> list[list[int]]:
        """Return the word pieces of each word."""
        encodings = self._tokenizer.encode_batch(list(words), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors, Vectors, list[Offsets]]]:
        """Yield (position, passage vector, token embeddings, token offsets) of texts, in an order that is fast.

        The passage vector has any length and shape (d,), the token embeddings have shape (t, d).
        """
        encodings = self._encode(texts)
        for rows in alike([len(encoding.ids) for encoding in encodings], _BATCH_SIZE):
            batch = [encodings[row] for row in rows]
            for row, encoding, embedded in zip(rows, batch, self._run(batch), strict=True):
                tokens = embedded[: len(encoding.ids)]
                yield row, self._pool(tokens), tokens, encoding.offsets

    @cached_property
    def words(self) -> Vectors:
        """The input embeddings of all word pieces, less their mean, shape (vocabulary, d)."""
        table: Vectors = np.load(self._folder / WORDS_FILE, mmap_mode="r")
        return table

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        encodings: list[Encoding] = self._tokenizer.encode_batch(list(texts))
        if long := [row for row, encoding in enumerate(encodings) if len(encoding.ids) > self.facts.max_tokens]:
            for row, encoding in zip(long, self._truncating.encode_batch([texts[row] for row in long]), strict=True):
                encodings[row] = encoding
        return encodings

    @cached_property
    def _truncating(self) -> Any:
        # One of its own: the settings of a tokenizer hold for all threads.
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._tokenizer.to_str())
        tokenizer.enable_truncation(self.facts.max_tokens)
        return tokenizer

    def _run(self, batch: Sequence[Encoding]) -> Vectors:
        """Return token embeddings, shape (n, t, d)."""
        shape = (len(batch), max(1, *(len(encoding.ids) for encoding in batch)))
        feed = {
            "input_ids": np.full(shape, self.facts.pad_id, dtype=np.int64),
            "attention_mask": np.zeros(shape, dtype=np.int64),
            "token_type_ids": np.zeros(shape, dtype=np.int64),
        }
        for row, encoding in enumerate(batch):
            feed["input_ids"][row, : len(encoding.ids)] = encoding.ids
            feed["attention_mask"][row, : len(encoding.ids)] = 1
            feed["token_type_ids"][row, : len(encoding.ids)] = encoding.type_ids
        (tokens,) = self._session.run(None, {name: feed[name] for name in self._inputs})
        return np.asarray(tokens)

    def _pool(self, tokens: Vectors) -> Vectors:
        if not len(tokens):  # an empty text, of a model without special tokens
            return np.zeros(tokens.shape[-1], dtype=np.float32)
        pooled = {"cls": lambda: tokens[0], "max": lambda: tokens.max(axis=0), "mean": lambda: tokens.mean(axis=0)}
        return np.asarray(pooled[self.facts.pooling]())


def physical_cores() -> int:
    """Count the cores this process may use, two threads of one core as one."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    siblings = [_CPUS / f"cpu{cpu}" / "topology" / "thread_siblings_list" for cpu in usable]
    try:
        return len({path.read_text() for path in siblings})
    except OSError:  # no such files on this system
        return max(1, len(usable) // 2)
