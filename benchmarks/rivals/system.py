"""What the benchmark asks of a system, and what it gives it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from benchmarks.rivals.embedding import SharedEmbedder


class Found(NamedTuple):
    """A passage that was found: `article.text[start_char:end_char]`."""

    article_id: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Text:
    """What a system may know of an article."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a set.

    Attributes:
        source: The file or folder they come from, for a system that reads files.
        texts_file: The same articles as JSON lines of id, title and text.
    """

    source: Path
    texts_file: Path

    def texts(self) -> Iterator[Text]:
        """Yield the articles, in the order of the source."""
        with self.texts_file.open(encoding="utf-8") as lines:
            for line in lines:
                yield Text(**json.loads(line))


class System(Protocol):
    """A retrieval system, new and empty."""

    def ingest(self, corpus: Corpus) -> int:
        """Index the articles so that they can be searched, on disk if the system has an index there.

        Returns:
            How many passages it made of them.
        """

    def search(self, question: str, k: int) -> Sequence[Found]:
        """Return at most k passages, best first."""

    def close(self) -> None:
        """Let go of files and threads."""


class OpenSystem(Protocol):
    """The function `open_system` of a module in `benchmarks.rivals.systems`."""

    def __call__(self, embedder: SharedEmbedder, folder: Path, k: int, options: Mapping[str, Any]) -> System:
        """Return a new system.

        Args:
            embedder: The model that all systems share.
            folder: Empty; where an index on disk belongs.
            k: Most passages `search` will be asked for.
            options: Those of the system's row in the YAML file.
        """
