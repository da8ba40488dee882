"""Which chunks pass the filters, and whether it is cheaper to start from them or to check afterwards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from index.catalog import Catalog
from index.database import marks
from index.records import Filters

K = TypeVar("K", str, int)

_MARGIN = 1.5  # so many more than needed on average are fetched at first


@dataclass(frozen=True, slots=True)
class Reach:
    """How to find the best chunks that pass.

    Attributes:
        passing: About how many chunks pass.
        fetch: So many of the best of all chunks should hold enough that pass.
    """

    passing: int
    fetch: int

    def narrow(self, passing_per_hit: float) -> bool:
        """Say whether looking at every chunk that passes costs less than fetching so many of all.

        Args:
            passing_per_hit: How many chunks that pass are looked at in the time one more is fetched.
        """
        return self.passing <= passing_per_hit * self.fetch

    def wider(self, kept: int, limit: int) -> Reach:
        """Return what to fetch after `kept` of those fetched passed where `limit` were wanted."""
        share = kept / self.fetch
        wanted = _MARGIN * limit / share if share else math.inf
        return Reach(self.passing, int(min(max(2 * self.fetch, wanted), 8 * self.fetch)))


class Selection:
    """The chunks of a catalog that pass filters."""

    def __init__(self, catalog: Catalog, filters: Filters) -> None:
        self._catalog = catalog
        self._where, self._values = _conditions(filters)

    def reach(self, limit: int) -> Reach:
        """Plan a search for the best `limit` chunks that pass, from the share of articles that do."""
        passing, total = self._catalog.rows(
            f"SELECT count(*), (SELECT count(*) FROM articles) FROM articles a WHERE {self._where}", self._values
        )[0]
        chunks = self._catalog.chunk_count()
        share = passing / max(1, total)
        return Reach(round(chunks * share), math.ceil(_MARGIN * limit / share) if passing else chunks)

    @property
    def numbers_sql(self) -> tuple[str, Sequence[object]]:
        """A query for the numbers of all chunks that pass, with its values."""
        # CROSS JOIN: begin with the articles, which have an index for the filters.
        sql = f"SELECT c.number FROM articles a CROSS JOIN chunks c ON c.article_id = a.id WHERE {self._where}"
        return sql, self._values

    def numbers(self) -> list[int]:
        """Return the numbers of all chunks that pass, in order."""
        return sorted(int(row[0]) for row in self._catalog.rows(*self.numbers_sql))

    def passing(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return those of the chunks that pass, in the order given."""
        return self._keep(chunk_ids, "id")

    def passing_numbers(self, numbers: Sequence[int]) -> list[int]:
        """Return those of the chunks that pass, by number, in the order given."""
        return self._keep(numbers, "number")

    def _keep(self, keys: Sequence[K], column: str) -> list[K]:
        sql = (
            f"SELECT c.{column} FROM chunks c CROSS JOIN articles a ON a.id = c.article_id "
            f"WHERE c.{column} IN ({{}}) AND {self._where}"
        )
        kept = {row[0] for row in self._catalog.each(sql, keys, self._values)}
        return [key for key in keys if key in kept]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles, from how many outlets, published when; the days are None if none of them has a date."""

    articles: int
    sources: int
    first: date | None
    last: date | None


def coverage(catalog: Catalog, filters: Filters) -> Coverage:
    """Count the articles that pass filters; remembered until an article changes."""
    where, values = _conditions(filters)
    sql = f"SELECT count(*), count(DISTINCT a.source), min(a.published), max(a.published) FROM articles a WHERE {where}"

    def count() -> Coverage:
        ((articles, sources, first, last),) = catalog.rows(sql, values)
        return Coverage(articles, sources, *(date.fromisoformat(day) if day else None for day in (first, last)))

    return catalog.fact(f"coverage {filters}", count)


def _conditions(filters: Filters) -> tuple[str, list[object]]:
    clauses: list[str] = []
    values: list[object] = []
    if filters.published_from:
        clauses.append("a.published >= ?")
        values.append(filters.published_from.isoformat())
    if filters.published_to:
        clauses.append("a.published <= ?")
        values.append(filters.published_to.isoformat())
    if filters.sources:
        clauses.append(f"a.source IN ({marks(filters.sources)})")
        values.extend(filters.sources)
    return " AND ".join(clauses) or "TRUE", values
