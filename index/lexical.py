"""Full-text search over the catalog's chunks: BM25 in SQLite's FTS5, and how rare each word is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.catalog import Catalog
from index.errors import StoreError
from index.records import Filters
from index.selection import Selection

TITLE_WEIGHT = 0.6  # of a title word, against 1 for a word of the passage itself

_MOST_OF_A_TERM = 2.2  # BM25 gives a term at most k1 + 1 times its inverse document frequency
# Up to so many places to look at, every term is looked for; above, the terms that many chunks hold come last.
_MANY_PLACES = 20_000
_PASSING_PER_HIT = 15  # a match that passes costs so much less to tell apart than one more to score and check
_COMMON = 0.2  # share of the chunks
_MOST_COMPLETED = 4000

Ranked = list[tuple[int, float]]  # (number of the chunk, score), best first


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms in sequence that may stand for others, joined by blanks.

    Attributes:
        unless: Terms in sequence for which they stand: a chunk that holds these does not gain twice.
        weight: Share of the score that counts, in (0, 1].
    """

    terms: str
    unless: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Query:
    """Terms, any of which makes a match, unless a chunk holds something."""

    terms: Sequence[str]
    unless: str = ""
    weight: float = 1.0

    @property
    def match(self) -> str:
        """The query in the language of FTS5."""
        terms = " OR ".join(map(_quoted, self.terms))
        # As the whole of a query; inside a larger one FTS5 would score what stands behind NOT like a wanted term.
        return f"({terms}) NOT {_quoted(self.unless)}" if self.unless else terms


class LexicalIndex:
    """The full-text side of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def search(
        self,
        query_terms: Sequence[str],
        limit: int,
        *,
        filters: Filters | None = None,
        also: Sequence[str] = (),
        alternatives: Sequence[Alternative] = (),
    ) -> list[tuple[str, float]]:
        """Rank chunks that hold any of the terms by BM25 (k1 1.2, b 0.75), title words counting TITLE_WEIGHT.

        Args:
            query_terms: Analysed terms (index.terms), at least one for a result; several joined by blanks
                must follow one another.
            limit: Most results, besides `also`.
            filters: Articles that may be used.
            also: Chunk ids to score however low they rank; they must pass the filters.
            alternatives: What else may stand for some of the terms.

        Returns:
            (chunk_id, score) pairs with score > 0, best first.
        """
        if not query_terms and not alternatives:
            return []
        numbers = [int(row[0]) for row in self._catalog.each("SELECT number FROM chunks WHERE id IN ({})", also)]
        others = _by_what_they_replace(alternatives)
        found_by_others = [number for query in others for number, _ in self._rank(query, limit, filters, ())]
        reached = [*numbers, *found_by_others]
        scores = dict(self._rank(_Query(query_terms), limit, filters, reached)) if query_terms else {}
        if others:
            scores = {**dict.fromkeys(reached, 0.0), **scores}
            within = f"AND +rowid IN ({', '.join(map(str, scores))})"
            for query in others:
                for number, score in self._matches(query, len(scores), (), within):
                    scores[number] += query.weight * score
        ranked = sorted(((number, score) for number, score in scores.items() if score), key=lambda pair: -pair[1])
        scores = dict(_first(ranked, limit, numbers))
        found = self._catalog.each("SELECT id, number FROM chunks WHERE number IN ({})", list(scores))
        return sorted(((str(key), scores[number]) for key, number in found), key=lambda pair: (-pair[1], pair[0]))

    def _rank(self, query: _Query, limit: int, filters: Filters | None, also: Sequence[int]) -> Ranked:
        if filters:
            return self._filtered(query, limit, Selection(self._catalog, filters), also)
        return self._best(query, limit, also)

    def _filtered(self, query: _Query, limit: int, selection: Selection, also: Sequence[int]) -> Ranked:
        reach = selection.reach(limit)
        while not reach.narrow(_PASSING_PER_HIT):
            ranked = self._best(query, reach.fetch, also)
            passing = set(selection.passing_numbers([number for number, _ in ranked]))
            kept = [pair for pair in ranked if pair[0] in passing]
            if len(kept) - len(also) >= limit or len(ranked) < reach.fetch:
                return _first(kept, limit, also)
            reach = reach.wider(len(kept), limit)
        sql, values = selection.numbers_sql
        return _first(self._matches(query, limit + len(also), also, f"AND +rowid IN ({sql})", values), limit, also)

    def _best(self, query: _Query, limit: int, also: Sequence[int]) -> Ranked:
        """Rank all chunks, looking for the terms that nearly every other chunk holds only where they can matter."""
        pruned = self._pruned(query, limit, also)
        return pruned if pruned is not None else _first(self._matches(query, limit + len(also), also), limit, also)

    def _pruned(self, query: _Query, limit: int, also: Sequence[int]) -> Ranked | None:
        """Rank by way of the rarer terms, or return None where that saves nothing or could miss a chunk.

        A chunk that holds none of them scores at most what the common ones can give together; one
        that holds some gains at most as much. So the best are among those whose score by the rarer
        terms alone is no more than this below that of the chunk at the limit (Turtle and Flood,
        "Query evaluation: strategies and optimizations", 1995).
        """
        frequencies, total = self.document_frequencies(query.terms), self._catalog.chunk_count()
        common = {term: df for term, df in frequencies.items() if df > _COMMON * total}
        rarer = _Query([term for term in query.terms if term not in common], query.unless)
        if sum(frequencies.values()) <= _MANY_PLACES or not common or not rarer.terms:
            return None
        rest = _MOST_OF_A_TERM * sum(max(math.log((total - df + 0.5) / (df + 0.5)), 1e-6) for df in common.values())
        partial = self._matches(rarer, _MOST_COMPLETED)
        if len(partial) < limit or (lowest := partial[limit - 1][1]) < rest:
            return None
        candidates = [number for number, score in partial if score >= lowest - rest]
        if len(candidates) == _MOST_COMPLETED:
            return None
        wanted = sorted({*candidates, *also})
        within = f"AND +rowid IN ({', '.join(map(str, wanted))})"
        return _first(self._matches(query, len(wanted), (), within), limit, also)

    def analysed(self, chunk_ids: Sequence[str]) -> dict[str, str]:
        """Return the analysed terms of title and text by chunk, joined by blanks; unknown ids are left out."""
        sql = (
            "SELECT c.id, f.title || ' | ' || f.body FROM chunks c JOIN chunks_fts f ON f.rowid = c.number "
            "WHERE c.id IN ({})"
        )
        return {str(key): str(text) for key, text in self._catalog.each(sql, chunk_ids)}

    def _matches(
        self,
        query: _Query,
        limit: int,
        first: Sequence[int] = (),
        within: str = "",
        values: Sequence[object] = (),
    ) -> Ranked:
        """Return the best matches, those of `first` before all others if they match at all."""
        # The plus keeps SQLite from asking FTS5 for one row after the other, each from the start.
        before = f"+rowid IN ({', '.join(map(str, first))}) DESC, " if first else ""
        rows = self._catalog.rows(
            f"SELECT rowid, -bm25(chunks_fts, {TITLE_WEIGHT}, 1.0) AS score FROM chunks_fts "
            f"WHERE chunks_fts MATCH ? {within} ORDER BY {before}score DESC, rowid LIMIT ?",
            (query.match, *values, limit),
        )
        return sorted(((int(row[0]), float(row[1])) for row in rows), key=lambda pair: (-pair[1], pair[0]))

    def document_frequencies(self, query_terms: Sequence[str]) -> dict[str, int]:
        """Count the chunks that hold each term, in title or body; terms that occur nowhere are left out."""
        known: dict[str, int] = self._catalog.fact("document_frequencies", dict)
        if new := [term for term in query_terms if term not in known]:
            found = {str(row[0]): int(row[1]) for row in self._catalog.each(_FREQUENCIES, new)}
            known.update({term: found.get(term, 0) for term in new})
        return {term: known[term] for term in query_terms if known[term]}

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


_FREQUENCIES = "SELECT term, doc FROM chunk_terms WHERE term IN ({})"


def _by_what_they_replace(alternatives: Sequence[Alternative]) -> list[_Query]:
    groups: dict[tuple[str, float], list[str]] = {}
    for found in alternatives:
        groups.setdefault((found.unless, found.weight), []).append(found.terms)
    return [_Query(terms, unless, weight) for (unless, weight), terms in groups.items()]


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _first(ranked: Ranked, limit: int, also: Sequence[int]) -> Ranked:
    """Return the best `limit`, and those of `also` wherever they stand."""
    kept = set(also)
    return [pair for place, pair in enumerate(ranked) if place < limit or pair[0] in kept]
