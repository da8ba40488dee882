"""Copies of one text in several outlets: shown once, each with all the outlets that tell the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.articles import Article
from index.catalog import Catalog
from index.duplicates import CopyGroups, Statement, statements
from qa.answer import Copy

if TYPE_CHECKING:
    from qa.retrieval import Candidate

_MOST_MEMBERS = 50  # of a group, looked into for one question
_CACHED_ARTICLES = 2000


@dataclass(frozen=True, slots=True)
class _Shown:
    """A passage that is shown: at which rank, what it says, and what its whole article says."""

    rank: int
    says: Sequence[Statement]
    article_says: Sequence[Statement]


class CopyBook:
    """What articles of a catalog tell alike; reads each article once and remembers what it says."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._groups = CopyGroups(catalog)
        self._says = lru_cache(maxsize=_CACHED_ARTICLES)(_all_said)

    def fold(self, candidates: Sequence[Candidate], k: int) -> tuple[Candidate, ...]:
        """Return the first k candidates, without those that only repeat a better one of the same group.

        A passage stays if any sentence of it is missing from the article that is shown in its place:
        a correction differs from its earlier version by just one. If a later passage holds all that a
        better one does and more, as the print that was not cut, it takes the place of that one.
        """
        if len(candidates) < 2:
            return tuple(candidates[:k])
        groups = self._groups.of([found.stored.chunk.article_id for found in candidates])
        kept: list[Candidate] = []
        shown: dict[str, list[_Shown]] = {}  # by group
        for candidate in candidates:
            group = groups.get(candidate.stored.chunk.article_id)
            if group is None:
                if len(kept) < k:
                    kept.append(candidate)
                continue
            says, others = _passage(candidate), shown.setdefault(group, [])
            if self._repeats(says, others):
                continue
            if shorter := next((other for other in others if _told(other.says, says) == len(other.says)), None):
                kept[shorter.rank] = candidate
                others[others.index(shorter)] = _Shown(shorter.rank, says, self._says(candidate.article))
            elif len(kept) < k:
                others.append(_Shown(len(kept), says, self._says(candidate.article)))
                kept.append(candidate)
        return tuple(kept)

    @staticmethod
    def _repeats(says: Sequence[Statement], others: Sequence[_Shown]) -> bool:
        """Tell whether half of a passage is shown already and all of it stands in the articles shown."""
        passages = [told for other in others for told in other.says]
        articles = [told for other in others for told in other.article_says]
        return _told(says, articles) == len(says) and 2 * _told(says, passages) >= len(says)

    def tellers(self, article: Article, spans: Sequence[tuple[int, int]]) -> tuple[Copy, ...]:
        """Return the other articles of a group that tell at least half of these sentences, the earliest first."""
        group = self._groups.of([article.id]).get(article.id)
        says = _said(article.text, spans) if group else []
        if group is None or not says:
            return ()
        with self._catalog.reading():
            members = self._groups.members(group)[:_MOST_MEMBERS]
            others = [self._catalog.article(member) for member in members if member != article.id]
        return tuple(
            Copy(other.id, other.title, other.source, other.url, other.published)
            for other in others
            if 2 * _told(says, self._says(other)) >= len(says)
        )


def _all_said(article: Article) -> Sequence[Statement]:
    return statements(article.text, article.body_start, article.body_end)


def _passage(candidate: Candidate) -> list[Statement]:
    return _said(candidate.article.text, candidate.stored.chunk.sentences)


def _said(text: str, spans: Sequence[tuple[int, int]]) -> list[Statement]:
    return [told for start, end in spans for told in statements(text, start, end)]


def _told(says: Sequence[Statement], by: Sequence[Statement]) -> int:
    """Count the statements that others tell too."""
    return sum(any(statement.says_the_same(other) for other in by) for statement in says)


def merged(*lists: Sequence[Copy]) -> tuple[Copy, ...]:
    """Join lists of copies, each article once."""
    by_id: Mapping[str, Copy] = {copy.article_id: copy for copies in lists for copy in copies}
    return tuple(by_id.values())
