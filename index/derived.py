"""The Chroma store of a home, kept level with the catalog it is derived from.

Whatever has happened to its files, the catalog holds every vector: a damaged store is made anew.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from index import passages
from index.catalog import Catalog
from index.errors import StoreError
from index.health import probe
from index.manifest import Manifest
from index.schema import NEXT
from index.vectors import VectorRow, VectorStore

_BATCH = 500  # articles carried to Chroma at once

_log = logging.getLogger("citewire")


class DerivedStore:
    """Opens the store when it is first used, and brings it level with the catalog."""

    def __init__(self, folder: Path, catalog: Catalog, *, after_crash: bool) -> None:
        """Open nothing yet.

        Args:
            folder: Where Chroma keeps its files.
            catalog: What they are derived from.
            after_crash: Whether the last process that used them may have left them damaged.
        """
        self._folder = folder
        self._catalog = catalog
        self._after_crash = after_crash

    @cached_property
    def store(self) -> VectorStore:
        """The collection of the generation that answers.

        Raises:
            StoreError: Not even a new one can be made.
        """
        store = self._open_sound()
        try:
            self._bring_level(store)
        except StoreError as error:
            store.close()
            store = self._open_new(str(error))
            self._bring_level(store)
        return store

    def deliver(self) -> None:
        """Carry every change of the catalog that Chroma does not hold yet to Chroma."""
        self._deliver(self.store)

    def rebuild(self) -> None:
        """Make the store anew from the catalog, without embedding anything."""
        self.close()
        store = self._open_new(None)
        self._bring_level(store)
        self.__dict__["store"] = store

    def filled_with_next(self) -> VectorStore:
        """Return a collection beside the present one that holds the generation under construction."""
        new = self.store.beside(self._catalog.next_collection())
        for batch in _batches(sorted(self._catalog.fingerprints())):
            new.replace([], list(self.rows(batch, NEXT)))
        return new

    def take(self, store: VectorStore) -> None:
        """Answer from this collection from now on, and delete all others."""
        self.__dict__["store"] = store
        store.drop_others()

    def probe(self) -> str | None:
        """Open and search the store in a process of its own; say what is wrong with it, or return None."""
        manifest = self._catalog.get_meta("manifest")
        if manifest is None or not self._folder.exists():
            return None
        return probe(self._folder, dimension=Manifest.from_json(manifest).dimension, **self._names())

    def open_as_it_is(self) -> VectorStore:
        """Open the store without mending anything; `store` is the one to use."""
        return VectorStore(self._folder, **self._names())

    def rows(self, article_ids: Sequence[str], generation: str = "") -> Iterator[VectorRow]:
        """Yield what Chroma is to hold of these articles: nothing of one that was removed."""
        for chunk_id, article_id, vector in passages.of_articles(self._catalog, article_ids, generation):
            yield VectorRow(chunk_id, article_id, vector)

    def close(self) -> bool:
        """Release the files; return whether the store had been used."""
        store: VectorStore | None = self.__dict__.pop("store", None)
        if store is not None:
            store.close()
        return store is not None

    def _open_sound(self) -> VectorStore:
        # Files that a killed process left behind can crash whoever opens them, which cannot be caught.
        if self._after_crash and (problem := self.probe()):
            return self._open_new(problem)
        try:
            return self.open_as_it_is()
        except StoreError as error:
            return self._open_new(str(error))

    def _open_new(self, problem: str | None) -> VectorStore:
        """Open an empty store in place of the present one."""
        if problem:
            _log.warning("the vector store %s was damaged and is made anew from the catalog: %s", self._folder, problem)
        shutil.rmtree(self._folder, ignore_errors=True)
        return self.open_as_it_is()

    def _names(self) -> dict[str, str]:
        return {"catalog_id": self._catalog.get_meta("catalog_id") or "", "name": self._catalog.collection()}

    def _bring_level(self, store: VectorStore) -> None:
        self._deliver(store)
        if store.count() != self._catalog.chunk_count():
            store.clear()  # its files were lost, or are those of another time
            self._catalog.fill_outbox()
            self._deliver(store)
        store.check()

    def _deliver(self, store: VectorStore) -> None:
        for batch in _batches(self._catalog.outbox()):
            store.replace(batch, list(self.rows(batch)))
            self._catalog.clear_outbox(batch)


def _batches(article_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(article_ids), _BATCH):
        yield article_ids[start : start + _BATCH]
