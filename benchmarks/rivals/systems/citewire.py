"""Citewire with the settings it has out of the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.system import Corpus, Found
from index.home import Home
from index.ingest import ingest
from qa.engine import QueryEngine

PACKAGES = ("chromadb", "llama-index-core")


class Citewire:
    """A home of its own and the engine over it."""

    def __init__(self, embedder: SharedEmbedder, folder: Path) -> None:
        self._home = Home.create(folder, embedder=embedder.embedder)
        self._engine = QueryEngine(self._home)

    def ingest(self, corpus: Corpus) -> int:
        report = ingest(self._home, [corpus.source])
        if report.failed:
            raise RuntimeError(f"{len(report.failed)} articles could not be read, the first: {report.failed[0]}")
        return report.chunks_total

    def search(self, question: str, k: int) -> Sequence[Found]:
        return [Found(p.article_id, p.start_char, p.end_char) for p in self._engine.search(question, k)]

    def close(self) -> None:
        self._engine.close()


def open_system(embedder: SharedEmbedder, folder: Path, k: int, options: Mapping[str, Any]) -> Citewire:
    """Return an empty home."""
    return Citewire(embedder, folder, **options)
