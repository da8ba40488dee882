"""Full-text search over the catalog's chunks: BM25 in SQLite's FTS5, and how rare each word is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.catalog import Catalog
from index.database import batches, marks
from index.errors import StoreError
from index.records import Filters

TITLE_WEIGHT = 0.6  # of a title word, against 1 for a word of the passage itself


class LexicalIndex:
    """The full-text side of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def search(
        self, query_terms: Sequence[str], limit: int, *, filters: Filters | None = None, within: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """Rank chunks that hold any of the terms by BM25 (k1 1.2, b 0.75), title words counting TITLE_WEIGHT.

        Args:
            query_terms: Analysed terms (index.terms), at least one for a result.
            limit: Most results.
            filters: Articles that may be used.
            within: If given, only these chunk ids are scored.

        Returns:
            (chunk_id, score) pairs with score > 0, best first.
        """
        if not query_terms:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in query_terms)
        sql = (
            f"SELECT c.id, -bm25(chunks_fts, {TITLE_WEIGHT}, 1.0) AS score FROM chunks_fts "
            "JOIN chunks c ON c.number = chunks_fts.rowid JOIN articles a ON a.id = c.article_id WHERE chunks_fts MATCH ?"
        )
        values: list[object] = [match]
        if within:
            sql += f" AND c.id IN ({marks(within)})"
            values.extend(within)
        if filters and filters.published_from:
            sql += " AND a.published >= ?"
            values.append(filters.published_from.isoformat())
        if filters and filters.published_to:
            sql += " AND a.published <= ?"
            values.append(filters.published_to.isoformat())
        if filters and filters.sources:
            sql += f" AND a.source IN ({marks(filters.sources)})"
            values.extend(filters.sources)
        rows = self._catalog.rows(f"{sql} ORDER BY score DESC, c.id LIMIT ?", (*values, limit))
        return [(str(row[0]), float(row[1])) for row in rows]

    def document_frequencies(self, query_terms: Sequence[str]) -> dict[str, int]:
        """Count the chunks that hold each term, in title or body; terms that occur nowhere are left out."""
        return {
            str(row[0]): int(row[1])
            for batch in batches(query_terms)
            for row in self._catalog.rows(f"SELECT term, doc FROM chunk_terms WHERE term IN ({marks(batch)})", batch)
        }

    def rarity(self, query_terms: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term: log(1 + (n - df + 0.5) / (df + 0.5)), over n chunks.

        A term that occurs nowhere gets the mean of the others: the articles may well say it in another word.
        """
        total = self._catalog.chunk_count()
        found = self.document_frequencies(query_terms)
        known = {term: math.log(1 + (total - df + 0.5) / (df + 0.5)) for term, df in found.items()}
        unknown = sum(known.values()) / len(known) if known else 1.0
        return {term: known.get(term, unknown) for term in query_terms}

    # --- repair: what index/doctor.py calls

    def problem(self) -> str | None:
        """Say what is wrong with the full-text index, or return None."""
        catalog = self._catalog
        try:
            with catalog.transaction():
                catalog.execute("INSERT INTO chunks_fts (chunks_fts) VALUES ('integrity-check')")
        except StoreError:
            return "its own check fails"
        ((missing,),) = catalog.rows("SELECT count(*) FROM chunks WHERE number NOT IN (SELECT rowid FROM chunks_fts)")
        ((strange,),) = catalog.rows("SELECT count(*) FROM chunks_fts WHERE rowid NOT IN (SELECT number FROM chunks)")
        return f"{missing:,} passages are missing, {strange:,} are left over" if missing or strange else None

    def rebuild(self) -> None:
        """Make the full-text index anew from the passages."""
        catalog = self._catalog
        with catalog.transaction():
            catalog.empty_full_text()
            for article_id in catalog.fingerprints():
                article = catalog.article(article_id)
                for number, start, end in catalog.rows(
                    "SELECT number, start_char, end_char FROM chunks WHERE article_id = ?", (article_id,)
                ):
                    catalog.put_full_text(number, article, start, end)
