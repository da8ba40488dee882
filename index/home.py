"""A home: the folder that holds one index, with its owner's lock, settings, catalog and vectors."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path

from index.articles import Article
from index.catalog import Catalog
from index.derived import DerivedStore
from index.embedding import Embedder
from index.errors import HomeError, HomeMissing, ManifestMismatch, SchemaOutdated, SettingsError
from index.journal import Journal
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.onnx_embedding import open_embedder
from index.ownership import Ownership
from index.settings import NEED_REOPENING, Settings, load_settings
from index.vectors import VectorStore

DEFAULT_HOME = ".citewire"
HOME_VARIABLE = "CITEWIRE_HOME"
CATALOG_FILE = "catalog.sqlite3"
SERVER_FILE = "server.json"
CHROMA_FOLDER = "chroma"
JOURNAL_FILE = "articles.jsonl.gz"
RECOVERING = "recovering"  # set while a damaged catalog is filled again from the journal
_JOURNAL_BYTES = "journal_bytes"  # its size when it was last written anew
_JOURNAL_SPARE_BYTES = 8_000_000


class Home:
    """An open home. Close it, or use it in a `with` block.

    Attributes:
        path: The folder.
        settings: The settings in force.
        catalog: The source of truth.
        journal: The articles once more, in case the catalog's file is damaged.
        lexical: Full-text search over the catalog.
        embedder: The embedding model; loaded on first use.
        derived: Keeps the Chroma store level with the catalog.
    """

    def __init__(
        self, path: Path, settings: Settings, catalog: Catalog, embedder: Embedder, ownership: Ownership | None
    ) -> None:
        """Use `Home.open`, `Home.create`, `Home.build` or `Home.read` instead."""
        self.path = path
        self.settings = settings
        self.catalog = catalog
        self.journal = Journal(path / JOURNAL_FILE)
        self.lexical = LexicalIndex(catalog)
        self.embedder = embedder
        self._ownership = ownership
        after_crash = ownership is not None and ownership.after_crash
        self.derived = DerivedStore(path / CHROMA_FOLDER, catalog, after_crash=after_crash)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        make: bool = False,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
    ) -> Home:
        """Open an existing home and own it until it is closed.

        While a generation for other settings is being built, the present one goes on answering with
        the model it was built with.

        Args:
            path: The folder.
            make: Make the home if there is none.
            settings: In place of those `load_settings` finds.
            embedder: In place of the model the settings name.

        Raises:
            HomeMissing: There is no index here.
            HomeLocked: Another process owns this home.
            ManifestMismatch: The index was built with another model or chunker.
            StoreError: The catalog is damaged.
        """
        home = (
            cls.create(path, settings=settings, embedder=embedder)
            if make
            else cls._own(existing(path), settings, embedder)
        )
        try:
            if home.next_manifest:
                home.use_as_built()
            home.check_manifest()
        except BaseException:
            home.close()
            raise
        return home

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        wait_s: float = 0,
    ) -> Home:
        """Open a home, making it first if there is none; the manifest is not checked yet.

        Args:
            path, settings, embedder: As for `open`.
            wait_s: How long to wait for another owner, in seconds.

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
        return cls._own(folder, settings, embedder, wait_s=wait_s)

    @classmethod
    def build(cls, path: str | Path, *, settings: Settings | None = None, embedder: Embedder | None = None) -> Home:
        """Open a home to build a second generation beside its owner; its vectors must not be used.

        Raises:
            HomeLocked: Another process builds one already.
            HomeMissing, StoreError: As for `open`.
        """
        return cls._own(existing(path), settings, embedder, to_build=True)

    @classmethod
    def read(cls, path: str | Path) -> Home:
        """Open a home to list and show articles only, beside its owner if there is one.

        Raises:
            HomeMissing, StoreError: As for `open`.
        """
        folder = existing(path)
        try:
            catalog = Catalog(folder / CATALOG_FILE, read_only=True)
        except SchemaOutdated:
            cls._own(folder, None, None).close()
            catalog = Catalog(folder / CATALOG_FILE, read_only=True)
        settings = load_settings(folder)
        return cls(folder, settings, catalog, open_embedder(settings.embedding_model, settings.embedding_backend), None)

    @classmethod
    def _own(
        cls,
        folder: Path,
        settings: Settings | None,
        embedder: Embedder | None,
        *,
        to_build: bool = False,
        wait_s: float = 0,
    ) -> Home:
        settings = settings or load_settings(folder)
        ownership = Ownership(folder, to_build=to_build, wait_s=wait_s)
        try:
            catalog = Catalog(folder / CATALOG_FILE)
        except BaseException:
            ownership.release()
            raise
        embedder = embedder or open_embedder(settings.embedding_model, settings.embedding_backend)
        home = cls(folder, settings, catalog, embedder, ownership)
        if not to_build:
            home._settle_journal()
        return home

    def close(self) -> None:
        """Release the files and the lock."""
        used = self.derived.close()
        self.catalog.close()
        if self._ownership is not None:
            self._ownership.release(keep_note=self._ownership.after_crash and not used)

    def under(self, settings: Settings) -> Home:
        """Return the same open home under other settings; both share all else, and only one is to be closed.

        Raises:
            SettingsError: They need another index, or the embedding model anew.
        """
        for name in NEED_REOPENING:
            if (wanted := getattr(settings, name)) != (present := getattr(self.settings, name)):
                raise SettingsError(
                    f"setting {name!r} cannot change in an open home: got {wanted!r}, it is {present!r}. "
                    f"Stop Citewire, set it, and run: citewire index --rebuild --home {self.path}"
                )
        other = copy.copy(self)
        other.settings = settings
        return other

    def __enter__(self) -> Home:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- manifest

    @property
    def manifest(self) -> Manifest | None:
        """What the index was built with; None before the first article."""
        stored = self.catalog.get_meta("manifest")
        return Manifest.from_json(stored) if stored else None

    @property
    def versions(self) -> dict[str, str]:
        """The releases of what built the index; empty if it was built before they were recorded."""
        return dict(json.loads(self.catalog.get_meta("versions") or "{}"))

    @property
    def next_manifest(self) -> Manifest | None:
        """What the generation under construction is built with; None if there is none."""
        stored = self.catalog.next_manifest()
        return Manifest.from_json(stored) if stored else None

    def current_manifest(self) -> Manifest:
        """Return what this run would build with."""
        return Manifest.of(self.embedder, self.settings)

    def check_manifest(self) -> None:
        """Compare what the index was built with to what this run uses.

        Raises:
            ManifestMismatch: They differ.
        """
        built, current = self.manifest, self.current_manifest()
        if built is not None and built != current:
            raise ManifestMismatch(
                f"the index in {str(self.path)!r} was built with {built.difference(current)}. "
                f"Rebuild it: citewire index --rebuild --home {self.path}"
            )

    def use_as_built(self) -> None:
        """Go on with the model and the chunker the index was built with, whatever the settings say now."""
        built = self.manifest
        if built is not None and built != self.current_manifest():
            if not built.same_vectors(self.current_manifest()):
                self.embedder = open_embedder(built.model, self.settings.embedding_backend)
            self.settings = self.settings.model_copy(update={"chunk_tokens": built.chunk_tokens})

    def write_manifest(self) -> None:
        """Record what this run builds with."""
        self.catalog.set_meta("manifest", self.current_manifest().to_json())
        self.catalog.set_meta("versions", json.dumps(Manifest.versions()))

    def require_articles(self) -> None:
        """Do nothing if there is an article.

        Raises:
            HomeMissing: There is none.
        """
        if not self.catalog.newest(1):
            path = str(self.path)
            raise HomeMissing(f"the index in {path!r} is empty. Fill it: citewire index FOLDER --home {path}")

    # --- the journal

    def stored_articles(self) -> Iterator[Article]:
        """Yield every article of the catalog."""
        return (self.catalog.article(key) for key in self.catalog.fingerprints())

    def _settle_journal(self) -> None:
        """Make the journal agree with the catalog where a crash left it ahead, or where there is none yet."""
        if not self.journal.path.exists():
            self.journal.rewrite(self.stored_articles())
        elif self._ownership and self._ownership.after_crash and not self.catalog.get_meta(RECOVERING):
            behind, beyond = self.journal.compare(self.catalog.fingerprints())
            self.journal.add([self.catalog.article(key) for key in behind])
            self.journal.remove(beyond)

    def compact_journal(self) -> None:
        """Write the journal anew once most of it is outdated."""
        written = int(self.catalog.get_meta(_JOURNAL_BYTES) or 0)
        if self.journal.size > 3 * written + _JOURNAL_SPARE_BYTES:
            self.journal.rewrite(self.stored_articles())
            self.catalog.set_meta(_JOURNAL_BYTES, str(self.journal.size))

    # --- vectors

    @property
    def vectors(self) -> VectorStore:
        """The Chroma collection, level with the catalog since it was first used."""
        return self.derived.store

    def sync_vectors(self) -> None:
        """Carry every change of the catalog that Chroma does not hold yet to Chroma."""
        self.derived.deliver()

    def switch_generation(self) -> bool:
        """Let the generation under construction take over; until then the present one answers.

        Returns:
            Whether it did; if not, articles came or changed that it does not hold yet.

        Raises:
            ManifestMismatch: It was built for other settings than this process finds.
        """
        settings, embedder = self._next_settings()
        new = self.derived.filled_with_next()
        if not self.catalog.switch_generation():
            return False
        self.catalog.set_meta("versions", json.dumps(Manifest.versions()))
        self.settings, self.embedder = settings, embedder
        self.derived.take(new)
        self.catalog.tidy()
        return True

    def _next_settings(self) -> tuple[Settings, Embedder]:
        """Return settings and model of the generation under construction; a running server began with earlier ones."""
        expected = self.next_manifest
        if expected == self.current_manifest():
            return self.settings, self.embedder
        settings = load_settings(self.path)
        embedder = open_embedder(settings.embedding_model, settings.embedding_backend)
        found = Manifest.of(embedder, settings)
        if expected is not None and found != expected:
            raise ManifestMismatch(
                f"the generation to switch to was built with {expected.difference(found)}. "
                "Give the process that owns the home the same settings: stop it and start it again."
            )
        return settings, embedder


def resolve_home(given: str | Path | None) -> Path:
    """Return the home to use: the one given, else CITEWIRE_HOME, else `.citewire` in the working folder."""
    return Path(given or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)


def existing(path: str | Path) -> Path:
    """Return the folder of a home that holds an index.

    Raises:
        HomeMissing: It holds none.
    """
    folder = Path(path)
    if not (folder / CATALOG_FILE).is_file():
        raise HomeMissing(f"no index in {str(path)!r} yet. Make one: citewire index FOLDER --home {path}")
    return folder
