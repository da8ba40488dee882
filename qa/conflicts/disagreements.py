"""Sentences that give different values for the same thing: which is later, and what to tell the reader.

A notice that is wrong costs more trust than one that is missing. So two values count as different only if
both are what the question asks for, both sentences speak of what it asks about, and neither rounding nor
another place or period explains the difference; or if one of the sentences says itself what it replaces.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.answer import Citation, Notice
from qa.conflicts import attributions, officeholders
from qa.conflicts.fates import ANYONE
from qa.conflicts.sameness import PLANS, same_thing
from qa.conflicts.subject import Side, is_asked_of, sentence_before
from qa.conflicts.values import AGE, Kind, Value, read_values, same_unit, written
from qa.conflicts.wanted import Wanted, values_told, wanted_by
from qa.evidence import Evidence
from qa.questions import Question
from qa.relatedness import QuestionWords

_AS_MUCH_TO_THE_POINT = 0.7  # share of the best sentence's similarity to the question
_NEAR_THE_BEST = 4.0  # log-odds below the best sentence's score
_MOST_SENTENCES = 15  # looked at
_MUCH_MORE = 1.3  # a toll that outgrew its lower bound by this much
_GROWING = frozenset({"death", "injury", "missing", "infection", "arrest", "flight"})

_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ion)|revis(?:es|ed|ing|ion)|now (?:puts?|put|stands?|say|says|thought|known|believed|estimated|expected)|"
    r"no longer|updated?|(?:earlier|previous|initial|original|preliminary) (?:\w+ ){0,2}(?:reports?|counts?|figures?|estimates?|tolls?|totals?|numbers?)|"
    r"later (?:counts?|figures?|estimates?)|(?:rose|risen|climbed|grown|fallen|rises|climbs|jumped|jumps|lowered|raised|cut|reduced) (?:to|from)|"
    r"(?:up|down) from|new (?:date|figure|estimate|count)|recount\w*|apologi[sz]\w*|death toll|has (?:risen|climbed|grown|fallen))\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:postpon\w+|put (?:off|back)|new date|moved|delay\w*|brought forward|reschedul\w+|instead|"
    r"will not (?:now )?\w+|won['’]t|pushed back|later than planned)\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(r"(?:It|They|The (?:real|right|true|correct) \w+) ")
_ASKS_FOR_EARLIER = re.compile(
    r"\b(?:original(?:ly)?|initial(?:ly)?|at first|first (?:planned|estimate\w*|reported|said|due|put)|earlier|previous(?:ly)?|"
    r"(?:was|were) (?:[\w’'-]+ ){0,6}(?:supposed|meant|due|expected|planned) to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two values for one thing; `first` is the one to show first: the later one where that is known.

    Attributes:
        says_first, says_second: The values in words, as the articles write them.
    """

    kind: Literal["superseded", "conflict"]
    first: Evidence
    second: Evidence
    says_first: str
    says_second: str


def find(
    question: Question, words: QuestionWords, evidence: Sequence[Evidence], chosen: Sequence[Evidence]
) -> Disagreement | None:
    """Return the disagreement that the reader should know of, or None.

    Args:
        question: The question.
        words: Its words, to be looked for in sentences.
        evidence: Scored sentences, best first.
        chosen: Those the answer quotes; one of them tells one of the two values.
    """
    strong = strong_among(evidence)
    if held := officeholders.changed(question, evidence, chosen):
        return Disagreement("superseded", held.now, held.before, held.name_now, held.name_before)
    wanted = wanted_by(question)
    if wanted is None:
        wanted = named_by(question)
    if wanted is None:
        return None
    found = [
        disagreement
        for later, earlier in _pairs(strong, chosen)
        if (
            disagreement := _corrected(question, wanted, words, later, earlier)
            or _differing(question, wanted, words, later, earlier)
        )
    ]
    # Of a chain of figures, the newest one; of equally new ones, what the answer quotes first.
    newest = max(found, key=lambda disagreement: str(disagreement.first.article.published or ""), default=None)
    return newest or _within_one(question, wanted, words, chosen)


def put_first(
    question: Question, chosen: Sequence[Evidence], found: Disagreement | None, *, max_sentences: int
) -> list[Evidence]:
    """Return the chosen sentences with both sides of a disagreement at their head, the later one first.

    If the question asks for the earlier value, that one stays first; if it names it, only the later one is needed.
    """
    if found is None:
        return list(chosen)
    if named_by(question):
        return [found.first, *(other for other in chosen if other is not found.first)][:max_sentences]
    ordered = [found.first] if found.first is found.second else [found.first, found.second]
    if _ASKS_FOR_EARLIER.search(question.text):
        ordered.reverse()
    return [*ordered, *(other for other in chosen if other not in ordered)][:max_sentences]


def notices(found: Disagreement | None, citations: Sequence[Citation]) -> list[Notice]:
    """Return the notice of a disagreement: both values, who gave them and when, with the markers of the answer."""
    if found is None:
        return []
    markers = [_marker(side, citations) for side in (found.first, found.second)]
    if found.first is found.second:
        text = f"The article gives two figures: {found.says_first}, and {found.says_second} {_origin(found.first, markers[0])}."
        return [Notice(found.kind, text, tuple(marker for marker in markers[:1] if marker))]
    first = f"{found.says_first} {_origin(found.first, markers[0])}"
    second = f"{found.says_second} {_origin(found.second, markers[1])}"
    if found.kind == "superseded":
        text = f"Earlier reports differ: {second}; the later article says {first}."
    else:
        text = f"Two articles differ: {first}, but {second}. Neither corrects the other."
    return [Notice(found.kind, text, tuple(marker for marker in markers if marker))]


def _origin(found: Evidence, marker: int | None) -> str:
    article = found.article
    day = article.published
    when = f"{day.day} {day:%B %Y}" if day else "undated"
    return f"({article.source or article.title}, {when})" + (f" [{marker}]" if marker else "")


def _marker(found: Evidence, citations: Sequence[Citation]) -> int | None:
    span = (found.article.id, found.start_char)
    return next((cited.marker for cited in citations if (cited.article_id, cited.start_char) == span), None)


def strong_among(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that come near the best one."""
    best = evidence[0]
    return [
        found
        for found in evidence[:_MOST_SENTENCES]
        if found.features.similarity >= _AS_MUCH_TO_THE_POINT * best.features.similarity
        and found.score >= best.score - _NEAR_THE_BEST
    ]


def _pairs(strong: Sequence[Evidence], chosen: Sequence[Evidence]) -> Iterator[tuple[Evidence, Evidence]]:
    """Yield (later, earlier) pairs of a chosen sentence and one of another article, the best first."""
    seen: set[frozenset[tuple[str, int]]] = set()
    for one in chosen:
        for other in strong:
            pair = frozenset({(one.article.id, one.start_char), (other.article.id, other.start_char)})
            if one.article.id != other.article.id and pair not in seen:
                seen.add(pair)
                yield (one, other) if _is_later(one, other) else (other, one)


def _is_later(one: Evidence, other: Evidence) -> bool:
    days = (one.article.published, other.article.published)
    if not (days[0] and days[1]):
        return False
    return days[0] > days[1] or (days[0] == days[1] and bool(_CORRECTS.search(one.quote)))


# --- one side says itself what it replaces


def _corrected(
    question: Question, wanted: Wanted, words: QuestionWords, later: Evidence, earlier: Evidence
) -> Disagreement | None:
    """Find a value of the later sentence that it puts in place of one that the earlier sentence tells."""
    if not _is_later(later, earlier):
        return None
    values = read_values(later.quote)
    refers_back = wanted.kind is Kind.DATE or _REFERS_BACK.match(later.quote)
    before = read_values(sentence_before(later)) if refers_back else ()
    replaced = [value for value in (*values, *before) if value.is_replaced]
    current = [value for value in values if not value.is_replaced and not value.is_part]
    for old in replaced:
        new = next((value for value in current if same_unit(value, old) and not value.agrees_with(old)), None)
        told = next((value for value in read_values(earlier.quote) if _is_the_one(wanted, value, old)), None)
        if new is None or told is None or new.agrees_with(told) or not _may_count_the_same(told, new):
            continue
        sides = (Side(later, new), Side(earlier, told))
        if all(is_asked_of(question, wanted, words, side, in_a_correction=True) for side in sides):
            return _disagreement("superseded", *sides)
    return None


def _is_the_one(wanted: Wanted, value: Value, old: Value) -> bool:
    return (
        value.kind is wanted.kind
        and value.fate == (wanted.fate or value.fate)
        and not value.is_replaced
        and same_unit(value, old)
        and value.middle == old.middle
        and (value.kind is not Kind.COUNT or not wanted.things or _share(wanted.things[-1:], value.things))
    )


def _may_count_the_same(told: Value, new: Value) -> bool:
    if new.fate and new.fate != told.fate:
        return False
    return not told.things or not new.things or _share(told.things, new.things)


def _share(one: Sequence[str], other: Sequence[str]) -> bool:
    return not set(one).isdisjoint(other) or not (ANYONE.isdisjoint(one) or ANYONE.isdisjoint(other))


def named_by(question: Question) -> Wanted | None:
    """Return the value that a question names itself, as "Why was the figure of 112 million crowns wrong?"."""
    named = [value for value in read_values(question.text) if value.kind is Kind.MONEY or value.kind is Kind.MEASURE]
    if len(named) != 1 or not re.search(
        r"\b(?:wrong|correct\w*|revis\w*|mistake\w*|chang\w*|differ\w*)\b", question.text
    ):
        return None
    return Wanted(named[0].kind, (), None, frozenset(), frozenset())


# --- both tell what the question asks for


def _differing(
    question: Question, wanted: Wanted, words: QuestionWords, later: Evidence, earlier: Evidence
) -> Disagreement | None:
    told = [values_told(wanted, found) for found in (later, earlier)]
    # None, or more than one that may be meant; and whose age it is, a sentence says by "he" too often.
    if wanted.unit == AGE or any(len(values) != 1 for values in told):
        return None
    new, old = Side(later, told[0][0]), Side(earlier, told[1][0])
    if new.value.agrees_with(old.value) and not _grew_from_a_bound(new.value, old.value):
        return None
    corrects = bool(_CORRECTS.search(later.quote))
    if not all(is_asked_of(question, wanted, words, side, in_a_correction=corrects) for side in (new, old)):
        return None
    if not same_unit(new.value, old.value) or not same_thing(question, wanted, new, old):
        return None
    if wanted.kind is Kind.DATE:
        return _disagreement("superseded", new, old) if _was_moved(new, old) else None
    return _disagreement(_kind(wanted, new, old), new, old)


def _grew_from_a_bound(new: Value, old: Value) -> bool:
    """Tell whether a toll of "at least six" became one of nine, or of "at least nine"."""
    return new.fate in _GROWING and old.high == math.inf and new.low > _MUCH_MORE * old.low > 0


def _was_moved(new: Side, old: Side) -> bool:
    """Tell whether a day was planned by the earlier article and another one is planned or reported by the later."""
    if not _is_later(new.found, old.found) or not PLANS.search(old.found.quote):
        return False
    about_new = f"{sentence_before(new.found)} {new.found.quote} {new.found.article.title}"
    return bool(_MOVES.search(about_new)) or not PLANS.search(new.found.quote)


def _kind(wanted: Wanted, new: Side, old: Side) -> Literal["superseded", "conflict"]:
    if not _is_later(new.found, old.found):
        return "conflict"
    later = f"{new.found.article.title} {new.found.quote}"
    grows = wanted.fate in _GROWING and new.value.middle > old.value.middle
    same_outlet = new.found.article.source is not None and new.found.article.source == old.found.article.source
    return "superseded" if grows or same_outlet or _CORRECTS.search(later) else "conflict"


def _within_one(
    question: Question, wanted: Wanted, words: QuestionWords, chosen: Sequence[Evidence]
) -> Disagreement | None:
    """Find two figures that one chosen sentence gives, each with the name of who says so."""
    for found in chosen:
        told = attributions.rival_values(wanted, found.quote)
        if told and is_asked_of(question, wanted, words, Side(found, told[0].value)):
            return Disagreement("conflict", found, found, told[0].words, told[1].words)
    return None


def _disagreement(kind: Literal["superseded", "conflict"], first: Side, second: Side) -> Disagreement:
    return Disagreement(kind, first.found, second.found, _words(kind, first), _words(kind, second))


def _words(kind: str, side: Side) -> str:
    said = written(side.found.quote, side.value)
    by = attributions.attributed(side.found.quote, side.value) if kind == "conflict" else None
    return f"{said} according to {by}" if by else said
