"""The Chroma collection: nearest passages by cosine. Derived from the catalog, rebuildable at any time.

The only module that imports chromadb.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index.embedding import Vectors
from index.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

_BATCH = 2000  # Chroma refuses more than 5461 rows at once


@dataclass(frozen=True, slots=True)
class VectorRow:
    """What Chroma holds of a chunk."""

    chunk_id: str
    article_id: str
    vector: Vectors


class VectorStore:
    """An open Chroma collection."""

    def __init__(self, folder: Path, *, catalog_id: str, name: str = "chunks") -> None:
        """Open the collection, or create an empty one.

        Args:
            folder: Where Chroma keeps its files.
            catalog_id: The catalog it is derived from; a collection of another catalog is emptied.
            name: The collection's name.

        Raises:
            StoreError: Chroma cannot open its files.
        """
        import chromadb
        from chromadb.config import Settings

        self._catalog_id = catalog_id
        self._name = name
        try:
            with _chroma_errors(f"the vector store in {folder} cannot be opened"):
                self._client = chromadb.PersistentClient(
                    path=str(folder), settings=Settings(anonymized_telemetry=False)
                )
                self._collection = self._open()
        except StoreError:
            _forget(folder)
            raise

    def beside(self, name: str) -> VectorStore:
        """Return another collection of the same store, emptied; `close` of either closes both."""
        other = copy.copy(self)
        other._name = name
        with _chroma_errors("a second collection cannot be made"):
            other._collection = other._open()
            other.clear()
        return other

    def drop_others(self) -> None:
        """Delete every collection but this one."""
        with _chroma_errors("an old collection cannot be deleted"):
            for collection in self._client.list_collections():
                if collection.name != self._name:
                    self._client.delete_collection(collection.name)

    def _open(self) -> Collection:
        from chromadb.errors import NotFoundError

        try:
            # The embedding function is None because the default one downloads a model.
            collection = self._client.get_collection(self._name, embedding_function=None)
        except NotFoundError:
            return self._create()
        if (collection.metadata or {}).get("catalog_id") == self._catalog_id:
            return collection
        self._client.delete_collection(self._name)
        return self._create()

    def _create(self) -> Collection:
        return self._client.create_collection(
            self._name,
            metadata={"catalog_id": self._catalog_id},
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            embedding_function=None,
        )

    def count(self) -> int:
        """Count the chunks held."""
        with _chroma_errors("the vector store cannot be read"):
            return self._collection.count()

    def chunk_ids(self) -> set[str]:
        """Return the ids of all chunks held."""
        found: set[str] = set()
        with _chroma_errors("the vector store cannot be read"):
            while ids := self._collection.get(limit=_BATCH, offset=len(found), include=[])["ids"]:
                found.update(ids)
        return found

    def clear(self) -> None:
        """Remove everything.

        Raises:
            StoreError: The files are damaged.
        """
        with _chroma_errors("the vector store cannot be emptied"):
            self._client.delete_collection(self._name)
            self._collection = self._create()

    def vectors(self, chunk_ids: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors of chunks by id; unknown ids are left out."""
        with _chroma_errors("the vector store cannot be read"):
            found = self._collection.get(ids=list(chunk_ids), include=["embeddings"])
        vectors = found["embeddings"]
        assert vectors is not None  # asked for in `include`
        return {key: np.asarray(vector, dtype=np.float32) for key, vector in zip(found["ids"], vectors, strict=True)}

    def check(self) -> None:
        """Search once, which reads what counting does not.

        Raises:
            StoreError: The files are damaged.
        """
        with _chroma_errors("the vector store cannot be searched"):
            found = self._collection.peek(1)["embeddings"]
            if found is not None and len(found):
                self._collection.query(query_embeddings=found, n_results=1, include=[])

    def replace(self, article_ids: Sequence[str], rows: Sequence[VectorRow]) -> None:
        """Make the collection hold exactly `rows` of these articles.

        Raises:
            StoreError: It cannot be written.
        """
        with _chroma_errors("the vector store cannot be written"):
            for ids in _batches(article_ids):
                where: Any = {"article_id": {"$in": list(ids)}}
                self._collection.delete(where=where)
            for batch in _batches(rows):
                self._collection.upsert(
                    ids=[row.chunk_id for row in batch],
                    embeddings=np.stack([row.vector for row in batch]),
                    metadatas=[{"article_id": row.article_id} for row in batch],
                )

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return (chunk_id, cosine similarity) of the nearest chunks, best first; see index/dense.py for filters.

        Raises:
            StoreError: It cannot be read.
        """
        if not self.count():
            return []
        with _chroma_errors("the vector store cannot be read"):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis, :], n_results=limit, include=["distances"]
            )
        distances = found["distances"]
        assert distances is not None  # asked for in `include`
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    def __enter__(self) -> VectorStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the files."""
        self._client.close()  # type: ignore[attr-defined]  # on the class behind the interface


def _forget(folder: Path) -> None:
    """Make Chroma forget a client that could not be opened; it would give the broken one out again for this folder."""
    from chromadb.api.shared_system_client import SharedSystemClient

    for name in ("_identifier_to_system", "_identifier_to_refcount"):
        getattr(SharedSystemClient, name, {}).pop(str(folder), None)


@contextmanager
def _chroma_errors(what: str) -> Iterator[None]:
    """Turn whatever Chroma raises into a StoreError: errors of its core, of SQLite, of the file system, and panics."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, StoreError):
        raise
    except BaseException as error:  # a panic of the core is no Exception
        raise StoreError(
            f"{what}: {' '.join(str(error).split())[:300]}. It is derived from the catalog: citewire doctor --repair"
        ) from error


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
