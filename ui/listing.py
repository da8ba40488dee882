"""Which articles the Library shows: those that a search finds, in the order of one column, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from index.records import ArticleSummary

Column = Literal["title", "outlet", "date", "length", "passages", "copies", "state"]
State = Literal["ready", "undated", "empty"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
PAGE_ROWS: Final = 50
_DESCENDING_FIRST: Final = frozenset({"date", "length", "passages", "copies"})


@dataclass(frozen=True, slots=True)
class Row:
    """One article as the table shows it.

    Attributes:
        copies: How many other articles tell the same text.
        state: `empty` if there is no passage to find, `undated` if no question about a period can reach it.
    """

    article: ArticleSummary
    copies: int
    state: State


@dataclass(frozen=True, slots=True)
class Listing:
    """What a reader wants to see of the articles.

    Attributes:
        search: Words that must all stand in title, outlet, author, address or id, which has the file's name.
        page: From 0.
        opened: Id of the article whose details are shown; empty if none.
    """

    search: str = ""
    column: Column = "date"
    descending: bool = True
    page: int = 0
    opened: str = ""

    def sorted_by(self, column: Column) -> Listing:
        """Return the listing by another column; by the same one, turned round."""
        if column == self.column:
            return replace(self, descending=not self.descending, page=0)
        return replace(self, column=column, descending=column in _DESCENDING_FIRST, page=0)


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a listing.

    Attributes:
        found: Count of all rows the search found.
        start: Position of the first row shown among them, from 0.
    """

    listing: Listing
    rows: tuple[Row, ...]
    found: int
    start: int

    @property
    def more(self) -> bool:
        """Whether rows follow."""
        return self.start + len(self.rows) < self.found


def listed(articles: Sequence[ArticleSummary], listing: Listing) -> Shown:
    """Return the page of a listing; a page that is gone gives way to the last one there is."""
    sizes = Counter(article.copy_group for article in articles if article.copy_group)
    words = listing.search.casefold().split()
    rows = [
        Row(article, sizes[article.copy_group] - 1 if article.copy_group else 0, _state(article))
        for article in articles
        if not words or _holds(article, words)
    ]
    key = _KEYS[listing.column]
    # What lacks a value stands last, whichever way round.
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=listing.descending)
    ordered = known + [row for row in rows if key(row) is None]
    page = max(0, min(listing.page, (len(ordered) - 1) // PAGE_ROWS))
    start = page * PAGE_ROWS
    return Shown(replace(listing, page=page), tuple(ordered[start : start + PAGE_ROWS]), len(ordered), start)


def _holds(article: ArticleSummary, words: Sequence[str]) -> bool:
    text = "\n".join(filter(None, (article.title, article.source, article.author, article.url, article.id))).casefold()
    return all(word in text for word in words)


def _state(article: ArticleSummary) -> State:
    if not article.chunks:
        return "empty"
    return "ready" if article.published else "undated"


_KEYS: Final[dict[Column, Callable[[Row], Any]]] = {
    "title": lambda row: row.article.title.casefold(),
    "outlet": lambda row: row.article.source and row.article.source.casefold(),
    "date": lambda row: row.article.published,
    "length": lambda row: row.article.characters,
    "passages": lambda row: row.article.chunks,
    "copies": lambda row: row.copies,
    "state": lambda row: ("empty", "undated", "ready").index(row.state),
}
