"""The one export of an embedding model to ONNX: made with torch, kept in the user's cache, verified whenever it is opened.

An export is a folder named after the model and what decides over its vectors. It is written beside
and renamed when complete; its facts hold a checksum of every file, so a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import input_embeddings, load_sentence_transformer, loaded_commit, max_tokens, passage_prompt, unit
from index.errors import EmbeddingError
from index.model_files import ModelFiles, hash_file
from index.onnx_model import FACTS_FILE, MODEL_FILE, POOLINGS, TOKENIZER_FILE, WORDS_FILE, ExportFacts, OnnxModel

# Raise it when the same model would be exported differently.
EXPORTER_VERSION = 1
CACHE_VARIABLE = "CITEWIRE_CACHE"
_OPSET = 17
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_SAME_COSINE = 0.9999
_SAMPLES = (
    "",
    "Bridge",
    "The Kettrick Bridge (opened 1932) was closed on Friday; 42.7m of it are “new”. 🌉 橋は金曜日に閉鎖された。",
    "Почему мост закрыт? لماذا أغلق الجسر؟ " * 30,
)

_log = logging.getLogger("citewire")


class NotExportable(EmbeddingError):
    """The model itself may be sound, but cannot be run by ONNX Runtime here."""


def cache_folder() -> Path:
    """Return where exports are kept, for all homes of a user: CITEWIRE_CACHE, else the usual place of the system."""
    from platformdirs import user_cache_path

    given = os.environ.get(CACHE_VARIABLE)
    return (Path(given).expanduser() if given else user_cache_path("citewire", appauthor=False)) / "onnx"


def open_export(files: ModelFiles, cache: Path | None = None) -> OnnxModel:
    """Load the export of a model, making it first if there is none that is complete.

    Several processes may call it at once: one exports, the others wait for it.

    Args:
        files: The model.
        cache: Where exports are kept; by default `cache_folder()`.

    Raises:
        NotExportable: ONNX Runtime cannot run it, or the export cannot be kept.
        EmbeddingError: The model cannot be loaded, or the bundled one is not the one expected.
    """
    cache = cache or cache_folder()
    try:
        if files.revision is not None and (found := _load(cache / _key(files, files.revision))):
            return found
        return _make(files, cache)
    except ImportError as error:
        raise NotExportable(f"the model {files.name!r} cannot be run by ONNX Runtime: {error}. {_ADVICE}") from error
    except OSError as error:
        raise NotExportable(
            f"the export of {files.name!r} cannot be kept in {cache}: {error}. "
            f"Name another folder in {CACHE_VARIABLE}. {_ADVICE}"
        ) from error


_ADVICE = "Or let torch do it: embedding_backend = 'torch'."


def _key(files: ModelFiles, revision: str) -> str:
    parts = json.dumps([EXPORTER_VERSION, files.name, revision, files.fingerprint()])
    label = re.sub(r"[^A-Za-z0-9.-]+", "-", files.name)[-40:].strip("-.")
    return f"{label}-{hashlib.sha256(parts.encode()).hexdigest()[:16]}"


def _load(folder: Path) -> OnnxModel | None:
    """Return the model in a folder; None if there is none, or one that is damaged."""
    try:
        facts = ExportFacts.read(folder)
    except (OSError, ValueError, TypeError):
        return None
    if any(not (folder / name).is_file() or hash_file(folder / name) != sum_ for name, sum_ in facts.checksums.items()):
        return None
    return OnnxModel(folder, facts)


def _make(files: ModelFiles, cache: Path) -> OnnxModel:
    from filelock import FileLock

    model: Any = None
    revision = files.revision
    if revision is None:  # a Hugging Face id that is not on this machine yet
        model = load_sentence_transformer(files, attn_implementation="eager")
        revision = loaded_commit(model, files)
    key = _key(files, revision)
    folder = cache / key
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(str(cache / f"{key}.lock")):
        if found := _load(folder):  # made by another process while this one waited
            return found
        _log.warning("preparing the embedding model for a fast start; this is done once and takes some seconds")
        for left_behind in cache.glob(f"{key}.*.new"):
            shutil.rmtree(left_behind)
        new = Path(tempfile.mkdtemp(prefix=f"{key}.", suffix=".new", dir=cache))
        try:
            # Attention spelled out in plain operations is what ONNX Runtime runs fastest.
            model = model or load_sentence_transformer(files, attn_implementation="eager")
            _check(_write(model, files.name, revision, new), model)
            if folder.exists():
                shutil.rmtree(folder)
            new.rename(folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        if found := _load(folder):
            return found
    raise NotExportable(f"the export in {folder} was damaged while it was written. Check the disk. {_ADVICE}")


def _write(model: Any, name: str, revision: str, folder: Path) -> OnnxModel:
    pooling = _pooling(model, name)
    tokenizer = model.tokenizer
    inputs = [found for found in _INPUTS if found in tokenizer.model_input_names]
    _export_transformer(model, name, inputs, folder / MODEL_FILE)
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    np.save(folder / WORDS_FILE, input_embeddings(model))
    facts = ExportFacts(
        name=name,
        revision=revision,
        dimension=int(model.get_embedding_dimension()),
        max_tokens=max_tokens(model),
        pooling=pooling,
        pad_id=int(tokenizer.pad_token_id or 0),
        query_prompt=model.prompts.get("query", ""),
        passage_prompt=passage_prompt(model),
        checksums={path.name: hash_file(path) for path in sorted(folder.iterdir()) if path.name != FACTS_FILE},
    )
    facts.write(folder)
    return OnnxModel(folder, facts)


def _pooling(model: Any, name: str) -> str:
    """Return how the model pools its tokens, if this is among what we can do after ONNX Runtime."""
    kinds = [type(module).__name__ for module in model]
    if kinds[:2] != ["Transformer", "Pooling"] or set(kinds[2:]) > {"Normalize"}:
        unsupported = next(
            (kind for kind in kinds if kind not in {"Transformer", "Pooling", "Normalize"}), "their order"
        )
        raise NotExportable(
            f"the model {name!r} cannot be run by ONNX Runtime: its modules are {', '.join(kinds)} ({unsupported} is not "
            f"supported), expected Transformer, Pooling and perhaps Normalize. {_ADVICE}"
        )
    # The mean over the root of the length points where the mean does, and every vector is scaled to length 1.
    mode = {"mean_sqrt_len_tokens": "mean"}.get(model[1].pooling_mode, model[1].pooling_mode)
    if mode not in POOLINGS or not (model[1].include_prompt and model.truncate_dim is None and model.tokenizer.is_fast):
        raise NotExportable(
            f"the model {name!r} cannot be run by ONNX Runtime: it pools by {mode!r}, leaves prompts out, cuts vectors off "
            f"or has no fast tokenizer; expected {', '.join(POOLINGS)} over all tokens. {_ADVICE}"
        )
    return str(mode)


def _export_transformer(model: Any, name: str, inputs: list[str], path: Path) -> None:
    import torch

    class TokenEmbeddings(torch.nn.Module):
        """The transformer alone, with inputs by position, as the exporter wants them."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = model[0]

        def forward(self, *values: torch.Tensor) -> torch.Tensor:
            features = {**dict(zip(inputs, values, strict=True)), "modality": "text"}
            embedded: torch.Tensor = self.transformer(features)["token_embeddings"]
            return embedded

    sample = model.tokenizer(["A short sentence.", "Two"], padding=True, return_tensors="pt")
    axes = {0: "texts", 1: "tokens"}
    try:
        with warnings.catch_warnings():  # of tracing, which the comparison afterwards stands in for
            warnings.simplefilter("ignore")
            torch.onnx.export(
                TokenEmbeddings().eval(),
                tuple(sample[found] for found in inputs),
                str(path),
                input_names=inputs,
                output_names=["token_embeddings"],
                dynamic_axes=dict.fromkeys([*inputs, "token_embeddings"], axes),
                opset_version=_OPSET,
                # The newer exporter needs two packages more and takes many times as long.
                dynamo=False,
            )
    except Exception as error:  # whatever operator or library fails
        reason = " ".join(str(error).split())[:200]
        raise NotExportable(f"the model {name!r} cannot be exported to ONNX: {reason}. {_ADVICE}") from error


def _check(exported: OnnxModel, model: Any) -> None:
    """Compare vectors of texts of many kinds with those that sentence-transformers computes itself."""
    expected = unit(np.asarray(model.encode(list(_SAMPLES), prompt="", show_progress_bar=False), dtype=np.float32))
    found = {row: unit(passage) for row, passage, _, _ in exported.embed(_SAMPLES)}
    lowest = min(float(expected[row] @ found[row]) for row in found)
    if not lowest >= _SAME_COSINE:
        raise NotExportable(
            f"the export of {exported.facts.name!r} gives other vectors: cosine {lowest:.4f}, expected at least "
            f"{_SAME_COSINE}. {_ADVICE}"
        )
