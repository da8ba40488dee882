"""Nearest passages among the articles that pass filters.

Chroma's own filters take longer the more chunks pass. Where most do, more neighbours than needed are
fetched and checked afterwards; where few do, the question is compared with all of these.
"""

from __future__ import annotations

from index import passages
from index.catalog import Catalog
from index.embedding import Vectors
from index.records import Filters
from index.selection import Selection
from index.vectors import VectorStore

_ROWS_PER_HIT = 4  # stored vectors read in the time one more neighbour takes; docs/scale.md


def nearest(
    catalog: Catalog, store: VectorStore, vector: Vectors, limit: int, filters: Filters | None = None
) -> list[tuple[str, float]]:
    """Return (chunk_id, cosine similarity) of the nearest chunks that pass the filters, best first.

    Args:
        catalog: The catalog.
        store: The vector store, level with it.
        vector: Unit vector, shape (d,).
        limit: Most results.
        filters: Articles that may be used.

    Raises:
        StoreError: One of them cannot be read.
    """
    if not filters:
        return store.nearest(vector, limit)
    selection = Selection(catalog, filters)
    reach = selection.reach(limit)
    while not reach.narrow(_ROWS_PER_HIT):
        found = dict(store.nearest(vector, reach.fetch))
        kept = selection.passing(list(found))
        if len(kept) >= limit:
            return [(key, found[key]) for key in kept[:limit]]
        reach = reach.wider(len(kept), limit)
    return passages.nearest(catalog, selection.numbers(), vector, limit)
