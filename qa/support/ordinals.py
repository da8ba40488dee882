"""Ordinals and fractions: "the second reactor", "two thirds of its staff"."""

from __future__ import annotations

from collections.abc import Iterator

from qa.support.blanks import closed_evidence, closed_text
from qa.support.figures import MOST_COMBINED, figures_in
from qa.support.findings import Evidence, Finding, Kind
from qa.support.fractions import FRACTION, shares_in
from qa.support.texts import Text

_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def check_ordinals(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield ordinals that the stretch gives another of for the same thing: "the second reactor" for "the first reactor"."""
    theirs = _ordinals_of(evidence.near)
    for thing, own in _ordinals_of(sentence).items():
        told = theirs.get(thing)
        if told and not own & told:
            mine, other = min(own, key=_WORDS.index), min(told, key=_WORDS.index)
            yield Finding(Kind.FIGURE, f"the passage says {other}, the sentence says {mine}", contradicts=True)


def _ordinals_of(text: Text) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word, following in zip(text.words, text.words[1:], strict=False):
        if word.lower in _WORDS and following.says_something:
            found.setdefault(following.root, set()).add(word.lower)
    return found


def check_fractions(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the fractions that the passages neither tell nor give by their figures."""
    sentence, evidence = closed_text(sentence), closed_evidence(evidence)
    told = shares_in(evidence.whole.text)
    near = list(figures_in(evidence.around.text))[:MOST_COMBINED]
    told += [figure.amount for figure in near if figure.value.unit == "%"]
    told += [100 * a.amount / b.amount for a in near for b in near if b.amount > a.amount > 0]
    for match, share in zip(FRACTION.finditer(sentence.text), shares_in(sentence.text), strict=True):
        if any(abs(share - other) <= 4 for other in told) or match.group().lower() in evidence.whole.text.lower():
            continue
        rival = next((found.group() for found in FRACTION.finditer(evidence.around.text)), None)
        if rival:
            words = f"the passage says {rival}, the sentence says {match.group()}"
            yield Finding(Kind.FIGURE, words, contradicts=True)
        else:
            yield Finding(
                Kind.FIGURE, f"the passage does not give the figure {match.group()}", decides=not match["half"]
            )
