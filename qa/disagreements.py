"""Sentences of several articles that give different values for the same thing: which is later, and what to say of it.

A notice that is wrong costs more trust than one that is missing, so a pair counts only if both sentences
tell the value the question asks for, of the same thing, and differ by more than rounding; or if one of them
says itself which value it replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.articles import Article
from index.terms import terms
from qa.answer import Citation, Notice
from qa.evidence import Evidence
from qa.questions import Question
from qa.values import ANYONE, Kind, Value, read_values, same_unit
from qa.wanted import Wanted, names_in, values_told, wanted_by

_AS_MUCH_TO_THE_POINT = 0.7  # share of the best sentence's similarity to the question
_NEAR_THE_BEST = 3.5  # log-odds below the best sentence's score
_MOST_SENTENCES = 12  # looked at
_ALIKE = 0.45  # cosine of two sentences about the same thing
_SAME_NEWS_DAYS = 45  # figures that come anew every season are hardly given twice within this time
_SAME_EVENT_DAYS = 400  # for deaths and plans of an event that the question names
_GROWING = frozenset({"death", "injury", "missing", "infection"})

_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ion)|revis(?:es|ed|ion)|now (?:puts?|stands?|says?|thought|known|believed|estimated|expected)|no longer|updated?|"
    r"(?:earlier|previous|initial|original|preliminary|first) (?:\w+ ){0,2}(?:reports?|counts?|figures?|estimates?|tolls?|totals?|numbers?)|"
    r"later (?:counts?|figures?|estimates?)|rose to|risen to|has (?:risen|climbed|grown|fallen)|climbed to|rises to|climbs to|up from|down from|"
    r"death toll|toll|new (?:date|figure|estimate|count)|recount\w*|apologi[sz]\w*|mistake\w*)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:postpon\w+|put (?:off|back)|new date|moved (?:to|from)|delay\w*|brought forward|reschedul\w+|will not (?:\w+ )?(?:open|start|begin|take place|be held))\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:will|would|is to|are to|was to|due|scheduled|planned|plans?|set to|expect\w*|aims?|hopes?)\b", re.IGNORECASE
)
_OF_A_PERIOD = re.compile(r"\b(?:1[89]|20)\d\d\b|\b(?:last|this|next|previous) (?:year|month|week|season|quarter|spring|summer|autumn|winter)\b|"
    r"\b(?:first|second|third|fourth|last) (?:quarter|half)\b|\ba year (?:ago|earlier|before)\b|\bthe year before\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the sentence that tells it."""

    found: Evidence
    value: Value
    shown: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two values for one thing; `first` is the later one where that is known."""

    kind: Literal["superseded", "conflict"]
    first: Told
    second: Told


def find(question: Question, evidence: Sequence[Evidence], chosen: Sequence[Evidence]) -> Disagreement | None:
    """Return the disagreement the reader should know of, or None.

    Args:
        question: The question.
        evidence: Scored sentences, best first.
        chosen: Those the answer quotes; one of them tells one of the two values.
    """
    strong = _strong(evidence)
    wanted = wanted_by(question)
    names = names_in(question)
    for pair in _pairs(strong, chosen):
        if all(_is_about(names, found.article) for found in pair):
            found = _corrected(wanted, *pair) or (wanted and _differing(wanted, *pair))
            if found:
                return found
    return None


def put_first(chosen: Sequence[Evidence], found: Disagreement | None, *, max_sentences: int) -> list[Evidence]:
    """Return the chosen sentences with both sides of a disagreement at their head, the later one first."""
    if found is None:
        return list(chosen)
    sides = [found.first.found, found.second.found]
    return [*sides, *(other for other in chosen if other not in sides)][:max_sentences]


def notices(found: Disagreement | None, citations: Sequence[Citation]) -> list[Notice]:
    """Return the notice of a disagreement: both values, who gave them and when, with the markers of the answer."""
    if found is None:
        return []
    markers = [_marker(side, citations) for side in (found.first, found.second)]
    first, second = (_said(side, marker) for side, marker in zip((found.first, found.second), markers, strict=True))
    if found.kind == "superseded":
        text = f"Earlier reports differ: {second}; the later article says {first}."
    else:
        text = f"The reports differ: {first}, against {second}. Neither corrects the other."
    return [Notice(found.kind, text, tuple(marker for marker in markers if marker))]


def _said(side: Told, marker: int | None) -> str:
    article = side.found.article
    day = article.published
    when = f"{day.day} {day:%B %Y}" if day else "undated"
    return f"{side.shown} ({article.source or article.title}, {when})" + (f" [{marker}]" if marker else "")


def _marker(side: Told, citations: Sequence[Citation]) -> int | None:
    found = side.found
    spans = ((c.marker, (c.article_id, c.start_char)) for c in citations)
    return next((marker for marker, span in spans if span == (found.article.id, found.start_char)), None)


def _strong(evidence: Sequence[Evidence]) -> list[Evidence]:
    best = evidence[0]
    least = _AS_MUCH_TO_THE_POINT * best.features.similarity
    return [
        found
        for found in evidence[:_MOST_SENTENCES]
        if found.features.similarity >= least and found.score >= best.score - _NEAR_THE_BEST
    ]


def _pairs(strong: Sequence[Evidence], chosen: Sequence[Evidence]) -> Iterator[tuple[Evidence, Evidence]]:
    """Yield (later, earlier) pairs of a chosen sentence and another article's, the best first."""
    seen: set[frozenset[tuple[str, int]]] = set()
    for one in chosen:
        for other in strong:
            pair = frozenset({(one.article.id, one.start_char), (other.article.id, other.start_char)})
            if one.article.id != other.article.id and pair not in seen:
                seen.add(pair)
                yield (one, other) if _is_later(one.article, other.article) else (other, one)


def _is_later(one: Article, other: Article) -> bool:
    return bool(one.published and other.published and one.published >= other.published)


def _is_about(names: frozenset[str], article: Article) -> bool:
    said = {*terms(article.title), *terms(article.text)}
    year = {str(article.published.year)} if article.published else set()
    return names <= said | year


# --- one side says itself what it replaces


def _corrected(wanted: Wanted | None, later: Evidence, earlier: Evidence) -> Disagreement | None:
    """Find a value of the later sentence that it puts in place of one that the earlier sentence tells."""
    if not _is_later(later.article, earlier.article):
        return None
    values = read_values(later.quote)
    replaced = [value for value in [*values, *_just_before(later)] if value.is_replaced]
    current = [value for value in values if not value.is_replaced and not value.is_part]
    if wanted and wanted.kind is not Kind.DATE:
        current = [value for value in current if value.kind in (wanted.kind, Kind.BARE)]
    for old in replaced:
        told = [value for value in read_values(earlier.quote) if _is_the_one(value, old)]
        new = next((value for value in current if same_unit(value, old) and not value.agrees_with(old)), None)
        if new and told and _may_be_one(wanted, told[0], new) and not new.agrees_with(told[0]):
            return Disagreement("superseded", _told(later, new), _told(earlier, told[0]))
    return None


def _is_the_one(value: Value, old: Value) -> bool:
    return not value.is_replaced and same_unit(value, old) and value.middle == old.middle


def _may_be_one(wanted: Wanted | None, told: Value, new: Value) -> bool:
    """Tell whether a corrected value is one the question could mean: the one it asks for, or a telling number."""
    if wanted is None:
        return told.kind is Kind.DATE or told.middle >= 100
    if wanted.kind is not told.kind:
        return False
    if told.kind is not Kind.COUNT:
        return True
    return _same_things(wanted.things, told.things) and (not new.things or _same_things(told.things, new.things))


def _same_things(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or bool(set(one) & set(other)) or bool(ANYONE & {*one} and ANYONE & {*other})


def _just_before(found: Evidence) -> list[Value]:
    """Return the values of the sentence before, as "It will not open on 5 May. The new date is 22 September"."""
    spans = found.candidate.stored.chunk.sentences
    place = [start for start, _ in spans].index(found.start_char)
    return read_values(found.article.text[slice(*spans[place - 1])]) if place else []


# --- both tell what the question asks for


def _differing(wanted: Wanted, later: Evidence, earlier: Evidence) -> Disagreement | None:
    sides = []
    for found in (later, earlier):
        told = values_told(wanted, found)
        if len(told) != 1:  # none, or more than one that may be meant
            return None
        sides.append(told[0])
    new, old = sides
    if new.agrees_with(old) or not same_unit(new, old) or not _same_matter(wanted, later, earlier):
        return None
    return Disagreement(_kind(wanted, later, new, earlier, old), _told(later, new), _told(earlier, old))


def _same_matter(wanted: Wanted, later: Evidence, earlier: Evidence) -> bool:
    return _cosine(later, earlier) >= _ALIKE


def _kind(wanted: Wanted, later: Evidence, new: Value, earlier: Evidence, old: Value) -> Literal["superseded", "conflict"]:
    if not _is_later(later.article, earlier.article):
        return "conflict"
    return "superseded" if _CORRECTS.search(later.quote) else "conflict"


def _cosine(one: Evidence, other: Evidence) -> float:
    vectors = []
    for found in (one, other):
        chunk = found.candidate.stored
        vectors.append(chunk.vectors.spans[[start for start, _ in chunk.chunk.sentences].index(found.start_char)])
    return float(vectors[0] @ vectors[1])


def _told(found: Evidence, value: Value) -> Told:
    return Told(found, value, found.quote[value.start_char : value.end_char])
