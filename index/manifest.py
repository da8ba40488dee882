"""What an index was built with; a query must be made with the same."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from importlib.metadata import version

from index import CITEWIRE
from index.chunking import CHUNKER_VERSION
from index.embedding import Embedder
from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Manifest:
    """The model and the chunker of one generation of an index."""

    model: str
    revision: str
    dimension: int
    chunk_tokens: int
    chunker_version: int

    @classmethod
    def of(cls, embedder: Embedder, settings: Settings) -> Manifest:
        """Return what an embedder and settings would build with."""
        return cls(embedder.name, embedder.revision, embedder.dimension, settings.chunk_tokens, CHUNKER_VERSION)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))

    @staticmethod
    def versions() -> dict[str, str]:
        """Return the releases of what builds an index; recorded beside the manifest, and not compared."""
        return {
            "citewire": CITEWIRE,
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in ("chromadb", "onnxruntime", "sentence-transformers", "sentencex")},
        }

    def same_vectors(self, other: Manifest) -> bool:
        """Tell whether both make the same vectors of the same text."""
        return (self.model, self.revision, self.dimension) == (other.model, other.revision, other.dimension)

    def difference(self, current: Manifest) -> str:
        """Say in words what was and what is."""
        if not self.same_vectors(current):
            was = f"model {self.model!r} ({self.dimension} dims, {self.revision[:8]})"
            return f"{was}, this run uses {current.model!r} ({current.dimension} dims, {current.revision[:8]})"
        was = f"passages of {self.chunk_tokens} word pieces (chunker {self.chunker_version})"
        return f"{was}, this run uses {current.chunk_tokens} (chunker {current.chunker_version})"
