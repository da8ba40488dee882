"""A home: the folder that holds one index, with its owner's lock, settings, catalog and vectors."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from index import passages
from index.catalog import Catalog
from index.chunking import CHUNKER_VERSION
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.errors import HomeError, HomeLocked, HomeMissing, ManifestMismatch
from index.lexical import LexicalIndex
from index.settings import Settings, load_settings
from index.vectors import VectorRow, VectorStore

DEFAULT_HOME = ".citewire"
HOME_VARIABLE = "CITEWIRE_HOME"
CATALOG_FILE = "catalog.sqlite3"
SERVER_FILE = "server.json"
_CHROMA_FOLDER = "chroma"
_LOCK_FILE = "lock"
_OWNER_FILE = "owner.json"
_SYNC_BATCH = 500  # articles carried to Chroma at once


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built with; a query must be made with the same."""

    model: str
    revision: str
    dimension: int
    chunk_tokens: int
    chunker_version: int


class Home:
    """An open home. Close it, or use it in a `with` block.

    Attributes:
        path: The folder.
        settings: The settings in force.
        catalog: The source of truth.
        lexical: Full-text search over the catalog.
        embedder: The embedding model; loaded on first use.
    """

    def __init__(
        self, path: Path, settings: Settings, catalog: Catalog, embedder: Embedder, lock: FileLock | None
    ) -> None:
        """Use `Home.open` or `Home.create` instead."""
        self.path = path
        self.settings = settings
        self.catalog = catalog
        self.lexical = LexicalIndex(catalog)
        self.embedder = embedder
        self._lock = lock

    @classmethod
    def open(cls, path: str | Path, *, settings: Settings | None = None, embedder: Embedder | None = None) -> Home:
        """Open an existing home and own it until it is closed.

        Args:
            path: The folder.
            settings: In place of those `load_settings` finds.
            embedder: In place of the model the settings name.

        Raises:
            HomeMissing: There is no index here.
            HomeLocked: Another process owns this home.
            ManifestMismatch: The index was built with another model or chunker.
            StoreError: The catalog is damaged.
        """
        home = cls._own(_existing(path), settings, embedder)
        try:
            home.check_manifest()
        except BaseException:
            home.close()
            raise
        return home

    @classmethod
    def create(cls, path: str | Path, *, settings: Settings | None = None, embedder: Embedder | None = None) -> Home:
        """Open a home, making it first if there is none; the manifest is not checked yet.

        Raises:
            HomeError: The folder cannot be made.
            HomeLocked, StoreError: As for `open`.
        """
        folder = Path(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(
                f"the home {str(path)!r} cannot be made: {error.strerror}. Choose another --home."
            ) from error
        return cls._own(folder, settings, embedder)

    @classmethod
    def read(cls, path: str | Path) -> Home:
        """Open a home to list and show articles only, beside its owner if there is one.

        Raises:
            HomeMissing, StoreError: As for `open`.
        """
        folder = _existing(path)
        settings = load_settings(folder)
        catalog = Catalog(folder / CATALOG_FILE, read_only=True)
        return cls(folder, settings, catalog, SentenceTransformerEmbedder(settings.embedding_model), None)

    @classmethod
    def _own(cls, folder: Path, settings: Settings | None, embedder: Embedder | None) -> Home:
        settings = settings or load_settings(folder)
        lock = FileLock(str(folder / _LOCK_FILE), timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise HomeLocked(_locked_message(folder)) from error
        except OSError as error:
            raise HomeError(
                f"the home {str(folder)!r} cannot be written: {error.strerror}. Choose another --home."
            ) from error
        try:
            owner = {"pid": os.getpid(), "command": " ".join(Path(part).name for part in sys.argv[:2])}
            (folder / _OWNER_FILE).write_text(json.dumps(owner))
            catalog = Catalog(folder / CATALOG_FILE)
        except BaseException:
            lock.release()
            raise
        return cls(folder, settings, catalog, embedder or SentenceTransformerEmbedder(settings.embedding_model), lock)

    def close(self) -> None:
        """Release the files and the lock."""
        if "vectors" in self.__dict__:
            self.vectors.close()
        self.catalog.close()
        if self._lock is not None:
            (self.path / _OWNER_FILE).unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> Home:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- manifest

    @property
    def manifest(self) -> Manifest | None:
        """What the index was built with; None before the first article."""
        stored = self.catalog.get_meta("manifest")
        return Manifest(**json.loads(stored)) if stored else None

    def current_manifest(self) -> Manifest:
        """Return what this run would build with."""
        return Manifest(
            self.embedder.name,
            self.embedder.revision,
            self.embedder.dimension,
            self.settings.chunk_tokens,
            CHUNKER_VERSION,
        )

    def check_manifest(self) -> None:
        """Compare what the index was built with to what this run uses.

        Raises:
            ManifestMismatch: They differ.
        """
        built, current = self.manifest, self.current_manifest()
        if built is None or built == current:
            return
        if (built.model, built.revision, built.dimension) != (current.model, current.revision, current.dimension):
            was = f"model {built.model!r} ({built.dimension} dims, {built.revision[:8]})"
            now = f"{current.model!r} ({current.dimension} dims, {current.revision[:8]})"
        else:
            was = f"passages of {built.chunk_tokens} word pieces (chunker {built.chunker_version})"
            now = f"{current.chunk_tokens} (chunker {current.chunker_version})"
        raise ManifestMismatch(
            f"the index in {str(self.path)!r} was built with {was}, this run uses {now}. "
            f"Rebuild it: citewire index --rebuild --home {self.path}"
        )

    def write_manifest(self) -> None:
        """Record what this run builds with."""
        self.catalog.set_meta("manifest", json.dumps(asdict(self.current_manifest())))

    # --- vectors

    @cached_property
    def vectors(self) -> VectorStore:
        """The Chroma collection, brought level with the catalog when it is first used."""
        store = self._open_vectors()
        self._deliver(store)
        if store.count() != self.catalog.chunk_count():
            store.clear()  # its files were lost, or are those of another time: the catalog has every vector
            self.catalog.fill_outbox()
            self._deliver(store)
        return store

    def sync_vectors(self, *, rebuild: bool = False) -> None:
        """Carry every change of the catalog that Chroma does not hold yet to Chroma."""
        if rebuild:
            self.__dict__.setdefault("vectors", self._open_vectors()).clear()
            self.catalog.fill_outbox()
        self._deliver(self.vectors)

    def sync_many(self) -> None:
        """Call `sync_vectors` if enough has changed to be worth it; what waits stands in the outbox.

        Chroma takes many articles at once several times faster than few.
        """
        if len(self.catalog.outbox()) >= _SYNC_BATCH:
            self.sync_vectors()

    def _open_vectors(self) -> VectorStore:
        return VectorStore(self.path / _CHROMA_FOLDER, catalog=self.catalog)

    def _deliver(self, store: VectorStore) -> None:
        pending = self.catalog.outbox()
        for start in range(0, len(pending), _SYNC_BATCH):
            batch = pending[start : start + _SYNC_BATCH]
            store.replace(batch, list(self._rows(batch)))
            self.catalog.clear_outbox(batch)

    def _rows(self, article_ids: Sequence[str]) -> Iterator[VectorRow]:
        """Yield what Chroma is to hold of these articles: nothing of one that was removed."""
        for chunk_id, article_id, vector in passages.of_articles(self.catalog, article_ids):
            yield VectorRow(chunk_id, article_id, vector)


def resolve_home(given: str | Path | None) -> Path:
    """Return the home to use: the one given, else CITEWIRE_HOME, else `.citewire` in the working folder."""
    return Path(given or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


def _existing(path: str | Path) -> Path:
    folder = Path(path)
    if not (folder / CATALOG_FILE).is_file():
        raise HomeMissing(f"no index in {str(path)!r} yet. Make one: citewire index FOLDER --home {path}")
    return folder


def _locked_message(folder: Path) -> str:
    try:
        owner = json.loads((folder / _OWNER_FILE).read_text())
        who = f"another process (pid {owner['pid']}: {owner['command']})"
    except (OSError, ValueError, KeyError):
        who = "another process"
    return f"{who} is using the home {str(folder)!r}. Wait for it or stop it, or choose another --home."
