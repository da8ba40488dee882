"""Example questions, made from single sentences of the newest articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Final

from index.catalog import Catalog
from index.terms import content_terms
from qa.interrogation import Answerable, Kind, questions_in

_ARTICLES_READ: Final = 60  # the newest ones: enough to choose from, fast at any size
_KINDS: Final[tuple[Kind, ...]] = ("fact", "who", "said")


def suggest(catalog: Catalog) -> Iterator[Answerable]:
    """Yield questions about what the newest articles name most; no two from one article or about one name.

    Whether they are answered has to be tried.
    """
    found: dict[Kind, list[Answerable]] = {kind: [] for kind in _KINDS}
    named: Counter[str] = Counter()
    with catalog.reading():
        newest = [catalog.article(article_id) for article_id in catalog.newest(_ARTICLES_READ)]
    for article in newest:
        for one in questions_in(article):
            if one.kind in found:
                found[one.kind].append(one)
                named.update(content_terms(one.question))
    for ranked in found.values():
        ranked.sort(key=lambda one: -_share(one.question, named))
    facts = found["fact"]
    rows = zip_longest(facts[::2], found["who"], facts[1::2], found["said"])
    articles: set[str] = set()
    told: set[str] = set()
    for one in filter(None, chain.from_iterable(rows)):
        words = set(content_terms(one.question))
        if one.article_id not in articles and told.isdisjoint(words):
            articles.add(one.article_id)
            told.update(words)
            yield one


def _share(question: str, named: Counter[str]) -> float:
    """Return how often the words of a question stand in all of them, on average."""
    words = set(content_terms(question))
    return sum(named[word] for word in words) / max(len(words), 1)
