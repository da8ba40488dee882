"""What was searched for an answer, counted and in words."""

from __future__ import annotations

from index.catalog import Catalog
from index.records import Filters
from index.selection import coverage
from qa import prompts
from qa.answer import Period, Searched
from qa.timeliness import in_words


def survey(catalog: Catalog, filters: Filters | None) -> Searched:
    """Count the articles of a catalog that pass filters; a look-up once it was done."""
    chosen = filters or Filters()
    found = coverage(catalog, chosen)
    return Searched(
        found.articles, found.sources, found.first, found.last,
        chosen.published_from, chosen.published_to, tuple(chosen.sources),
    )  # fmt: skip


def described(searched: Searched) -> str:
    """Say what was searched: "Searched: 34 articles from 5 outlets, 8 March 2022 to 21 February 2024."; "" if nothing."""
    if not searched.articles:
        return ""
    what = f"{searched.articles:,} {'article' if searched.articles == 1 else 'articles'}"
    if searched.sources:
        what += f" from {searched.sources:,} {'outlet' if searched.sources == 1 else 'outlets'}"
    if searched.first:
        what += f", {in_words(Period(searched.first, searched.last, ''))}"
    narrowed = searched.published_from or searched.published_to or searched.chosen_sources
    return (prompts.SEARCHED_FILTERED if narrowed else prompts.SEARCHED).format(what=what)
