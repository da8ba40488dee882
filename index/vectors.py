"""The Chroma collection: nearest passages by cosine. Derived from the catalog, rebuildable at any time.

The only module that imports chromadb.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index import passages
from index.catalog import Catalog
from index.embedding import Vectors
from index.errors import StoreError
from index.records import Filters
from index.selection import Selection

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

_COLLECTION = "chunks"
_ROWS_PER_HIT = 4  # stored vectors read in the time one more neighbour takes; docs/scale.md
_BATCH = 2000  # Chroma refuses more than 5461 rows at once


@dataclass(frozen=True, slots=True)
class VectorRow:
    """What Chroma holds of a chunk."""

    chunk_id: str
    article_id: str
    vector: Vectors


class VectorStore:
    """An open Chroma collection."""

    def __init__(self, folder: Path, *, catalog: Catalog) -> None:
        """Open the collection, or create an empty one.

        Args:
            folder: Where Chroma keeps its files.
            catalog: The catalog it is derived from; a collection of another catalog is emptied.

        Raises:
            StoreError: Chroma cannot open its files.
        """
        import chromadb
        from chromadb.config import Settings

        self._catalog = catalog
        self._catalog_id = catalog.get_meta("catalog_id") or ""
        try:
            self._client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
            self._collection = self._open()
        except Exception as error:  # Chroma raises errors of its core, of SQLite and of the file system
            raise StoreError(
                f"the vector store in {folder} cannot be opened: {error}. "
                "It is derived from the catalog: delete this folder and run the command again."
            ) from error

    def _open(self) -> Collection:
        from chromadb.errors import NotFoundError

        try:
            # The embedding function is None because the default one downloads a model.
            collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        except NotFoundError:
            return self._create()
        if (collection.metadata or {}).get("catalog_id") == self._catalog_id:
            return collection
        self._client.delete_collection(_COLLECTION)
        return self._create()

    def _create(self) -> Collection:
        return self._client.create_collection(
            _COLLECTION,
            metadata={"catalog_id": self._catalog_id},
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            embedding_function=None,
        )

    def count(self) -> int:
        """Count the chunks held."""
        return self._collection.count()

    def clear(self) -> None:
        """Remove everything."""
        self._client.delete_collection(_COLLECTION)
        self._collection = self._create()

    def replace(self, article_ids: Sequence[str], rows: Sequence[VectorRow]) -> None:
        """Make the collection hold exactly `rows` of these articles."""
        for ids in _batches(article_ids):
            where: Any = {"article_id": {"$in": list(ids)}}
            self._collection.delete(where=where)
        for batch in _batches(rows):
            self._collection.upsert(
                ids=[row.chunk_id for row in batch],
                embeddings=np.stack([row.vector for row in batch]),
                metadatas=[{"article_id": row.article_id} for row in batch],
            )

    def nearest(self, vector: Vectors, limit: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """Return (chunk_id, cosine similarity) of the nearest chunks that pass the filters, best first.

        Chroma's own filters take longer the more chunks pass. Where most do, more neighbours than needed are fetched
        and checked afterwards; where few do, the question is compared with all of these.
        """
        if not self.count():
            return []
        if not filters:
            return self._nearest(vector, limit)
        selection = Selection(self._catalog, filters)
        reach = selection.reach(limit)
        while not reach.narrow(_ROWS_PER_HIT):
            found = dict(self._nearest(vector, reach.fetch))
            kept = selection.passing(list(found))
            if len(kept) >= limit:
                return [(key, found[key]) for key in kept[:limit]]
            reach = reach.wider(len(kept), limit)
        return passages.nearest(self._catalog, selection.numbers(), vector, limit)

    def _nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        found = self._collection.query(query_embeddings=vector[np.newaxis, :], n_results=limit, include=["distances"])
        distances = found["distances"]
        assert distances is not None  # asked for in `include`
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    def close(self) -> None:
        """Release the files."""
        self._client.close()  # type: ignore[attr-defined]  # on the class behind the interface


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
