"""The SQLite file below the catalog: opening, checking, migrating, transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from index import schema
from index.errors import SchemaOutdated, StoreError

T = TypeVar("T")

_MOST_VARIABLES = 500  # per statement, well below SQLite's limit
_BUSY_TIMEOUT_S = 30
_CACHE_KB = 65_536
_WAL_PAGES = 4_000  # between checkpoints: a page that several batches write is then carried over once
_DAMAGED = "Mend it: citewire doctor --repair"


class Database:
    """One connection, guarded by a lock, that serves all threads of a process."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, or create it; an earlier schema is migrated first, in one transaction.

        Raises:
            SchemaOutdated: It has an earlier schema and `read_only` forbids to migrate it.
            StoreError: It is no catalog, is damaged, or was written by a later version.
        """
        self._lock = threading.RLock()
        self._path = path
        self._facts: dict[str, Any] = {}
        self._facts_version: tuple[int, int] | None = None
        uri = f"{path.absolute().as_uri()}{'?mode=ro' if read_only else ''}"
        try:
            _refuse_truncated(path)
            self._db = sqlite3.connect(
                uri, uri=True, check_same_thread=False, isolation_level=None, timeout=_BUSY_TIMEOUT_S
            )
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA cell_size_check = ON")
            if not read_only:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
            self._db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            self._prepare(read_only)
            self._db.execute("PRAGMA foreign_keys = ON")
        except (sqlite3.DatabaseError, OSError) as error:
            self.close()
            raise StoreError(f"{path} is not a usable catalog: {error}. {_DAMAGED}") from error
        except BaseException:
            self.close()
            raise

    def _prepare(self, read_only: bool) -> None:
        version = self._version()
        if version == schema.SCHEMA_VERSION:
            return
        if version > schema.SCHEMA_VERSION:
            raise StoreError(
                f"{self._path} has catalog schema {version}, this version reads up to {schema.SCHEMA_VERSION}. "
                "Update citewire, or index into a new --home."
            )
        if read_only:
            raise SchemaOutdated(f"{self._path} has the earlier catalog schema {version}. Open it for writing once.")
        with self.transaction():
            version = self._version()  # again, now that nobody else can write
            if version:
                schema.migrate(self._db, version)
                if self._db.execute("PRAGMA foreign_key_check").fetchone():
                    raise StoreError(f"{self._path} has rows that refer to nothing. {_DAMAGED}")
            else:
                schema.create(self._db)

    def _version(self) -> int:
        """Return the schema's version; 0 for an empty file."""
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            if self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise StoreError(f"{self._path} is an SQLite file, but no catalog of citewire. Choose another --home.")
            return 0
        return int(self._db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[0])

    def close(self) -> None:
        """Close the file; it cannot be used afterwards."""
        with self._lock:
            if hasattr(self, "_db"):
                self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block as one transaction: all of it is committed, or nothing."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise StoreError(
                    f"the catalog cannot be written: {error}. Nothing of this step was kept; what was committed before "
                    "is safe. Check the free disk space and run the command again."
                ) from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let no other thread write during a block, so that what it reads belongs together; keep it short."""
        with self._lock:
            yield

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; what the index package builds on, not for callers outside of it.

        Raises:
            StoreError: The file is damaged.
        """
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise StoreError(f"the catalog cannot be read: {error}. {_DAMAGED}") from error

    def each(self, sql: str, values: Sequence[T], more: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query for any number of values: `{}` in it stands for a part of them, `more` follows."""
        for batch in batches(values):
            yield from self.rows(sql.format(marks(batch)), (*batch, *more))

    def fact(self, name: str, compute: Callable[[], T]) -> T:
        """Return what `compute` returned since the file last changed; for what takes a pass over whole tables.

        Not for use inside a transaction: undoing it leaves no trace that `version` could see.
        """
        with self._lock:
            if (version := self.version()) != self._facts_version:
                self._facts, self._facts_version = {}, version
            if name not in self._facts:
                self._facts[name] = compute()
            found: T = self._facts[name]
            return found

    def version(self) -> tuple[int, int]:
        """Return what changes whenever rows do, through this connection or another."""
        ((version,),) = self.rows("PRAGMA data_version")
        return int(version), self._db.total_changes

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run one statement; call it inside a transaction. Not for callers outside of the index package."""
        return self._db.execute(sql, values)

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement for each row of values, as `execute`."""
        self._db.executemany(sql, rows)

    def problems(self) -> list[str]:
        """Check every page, key and reference of the file; none if it is sound."""
        found: list[str] = []
        try:
            found += [text for (text,) in self.rows("PRAGMA integrity_check(20)") if text != "ok"]
            found += [f"row {row[1]} of {row[0]} refers to nothing" for row in self.rows("PRAGMA foreign_key_check")]
        except StoreError as error:
            found.append(str(error))
        return found

    # --- meta

    def get_meta(self, key: str) -> str | None:
        """Return a value stored by `set_meta`, or None."""
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str | None) -> None:
        """Store a small value under a name; None removes it."""
        with self._lock:
            if value is None:
                self._db.execute("DELETE FROM meta WHERE key = ?", (key,))
            else:
                self._db.execute(
                    "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    (key, value),
                )


def stated_size(path: Path) -> int:
    """Return how many bytes a database's header says it has; 0 if there is no such header."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(b"SQLite format 3\0"):
        return 0
    page_bytes = int.from_bytes(header[16:18], "big")
    return int.from_bytes(header[28:32], "big") * (65536 if page_bytes == 1 else page_bytes)


def _refuse_truncated(path: Path) -> None:
    """Compare a file's length to the one its header states; SQLite itself would notice only on reading the rest."""
    if not path.exists() or path.with_name(f"{path.name}-wal").exists():
        return  # beside a write-ahead log the header may be ahead of the file
    size, stated = path.stat().st_size, stated_size(path)
    if size < stated:
        raise OSError(f"it ends after {size:,} of {stated:,} bytes")


def marks(values: Sequence[object]) -> str:
    """Return as many SQL parameter marks as there are values."""
    return ", ".join("?" * len(values))


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into pieces that fit one SQL statement."""
    for start in range(0, len(values), _MOST_VARIABLES):
        yield values[start : start + _MOST_VARIABLES]
