"""The passage vectors once more, small and in order of chunk: a question can be compared with thousands of them.

`vectors` holds them beside the vectors of every sentence, under the hash of what was embedded: right for
not embedding twice, and 40 times slower to read when all passages of some articles are wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.embedding import Vectors

_ROWS_AT_ONCE = 4000  # of 1.5 KB


def of_chunks(catalog: Catalog, chunk_ids: Sequence[str]) -> dict[str, tuple[str, Vectors]]:
    """Return (article id, vector) by chunk id; unknown ids are left out."""
    sql = "SELECT c.id, c.article_id, p.vector FROM chunks c JOIN passages p ON p.number = c.number WHERE c.id IN ({})"
    return {
        str(key): (str(owner), np.frombuffer(vector, dtype="<f4"))
        for key, owner, vector in catalog.each(sql, chunk_ids)
    }


def of_articles(
    catalog: Catalog, article_ids: Sequence[str], generation: str = ""
) -> Iterator[tuple[str, str, Vectors]]:
    """Yield (chunk id, article id, vector) of every chunk of these articles; unknown ids are left out."""
    sql = (
        f"SELECT c.id, c.article_id, p.vector FROM chunks{generation} c JOIN passages{generation} p "
        "ON p.number = c.number WHERE c.article_id IN ({})"
    )
    for key, owner, vector in catalog.each(sql, article_ids):
        yield str(key), str(owner), np.frombuffer(vector, dtype="<f4")


def nearest(catalog: Catalog, numbers: Sequence[int], vector: Vectors, limit: int) -> list[tuple[str, float]]:
    """Compare a vector with the passages of given chunks, all of them.

    Args:
        catalog: The catalog.
        numbers: Of the chunks; sorted ones are read fastest.
        vector: Unit vector, shape (d,).
        limit: Most results.

    Returns:
        (chunk_id, cosine similarity) pairs, best first, ties by id.
    """
    best: dict[int, float] = {}
    for found, scores in _scores(catalog, numbers, vector):
        top = np.argsort(-scores, kind="stable")[:limit]
        best.update({int(found[place]): float(scores[place]) for place in top})
        best = dict(sorted(best.items(), key=lambda pair: -pair[1])[:limit])
    ids = catalog.each("SELECT number, id FROM chunks WHERE number IN ({})", list(best))
    pairs = [(str(key), best[number]) for number, key in ids]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _scores(
    catalog: Catalog, numbers: Sequence[int], vector: Vectors
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    for start in range(0, len(numbers), _ROWS_AT_ONCE):
        sql = "SELECT number, vector FROM passages WHERE number IN ({})"
        rows = list(catalog.each(sql, numbers[start : start + _ROWS_AT_ONCE]))
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
        # Not `@`: the threads of a BLAS cost more than they save here, above all beside other work.
        yield np.array([row[0] for row in rows]), np.einsum("ij,j->i", matrix, vector)
