"""Sentences that say the same: one is shown, and the others are cited beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conflicts.values import read_values
from qa.evidence import Evidence

_SAYS_THE_SAME = 0.7  # share of the shorter one's terms that the other holds
_SAYS_NOT_MUCH_MORE = 0.5  # share of the longer one's terms that the shorter one holds
_FEWEST_SHARED = 5  # terms
_NEAR_THE_BEST = 4.0  # log-odds below the sentence confirmed
_NEGATIONS = frozenset(("not", "no", "never", "n’t", "n't", "nobody", "none", "neither", "without", "denied", "denies"))


def says_the_same(one: Evidence, other: Evidence) -> bool:
    """Tell whether two sentences say the same: most of their words, all figures, and both or neither of them "not"."""
    shared, fewer = one.terms & other.terms, min(len(one.terms), len(other.terms))
    if len(shared) < max(_FEWEST_SHARED, _SAYS_THE_SAME * fewer) or _negated(one) != _negated(other):
        return False
    figures = [{(value.kind, value.unit, value.middle) for value in read_values(found.quote)} for found in (one, other)]
    return figures[0] <= figures[1] or figures[1] <= figures[0]


def without_repetition(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences of an answer without those that an earlier one says already."""
    kept: list[Evidence] = []
    for found in chosen:
        if not any(says_the_same(found, earlier) for earlier in kept):
            kept.append(found)
    return kept


def confirming(first: Evidence, evidence: Sequence[Evidence], words: str | None) -> Evidence | None:
    """Return the best sentence of another article that says the same as one, and holds its few words if there are any."""
    return next(
        (
            found
            for found in evidence
            if found.article.id != first.article.id
            and found.quote.split() != first.quote.split()  # a copy, which the citation names already
            and found.score > first.score - _NEAR_THE_BEST
            and (words is None or words.lower() in " ".join(found.quote.split()).lower())
            and says_the_same(found, first)
        ),
        None,
    )


def _figures(sentence: str) -> set[tuple[str, float]]:
    values = {(f"{value.kind} {value.unit}", value.middle) for value in read_values(sentence)}
    return values | {(match, 0.0) for match in re.findall(r"\d[\d.,]*\d(?:st|nd|rd|th)?|\d(?:st|nd|rd|th)?", sentence)}


def _negated(found: Evidence) -> bool:
    text = found.quote.lower()
    return "n’t" in text or "n't" in text or not _NEGATIONS.isdisjoint(text.split())
