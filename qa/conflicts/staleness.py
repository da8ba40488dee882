"""Whether the newest evidence for a present state is too old to be taken for one.

What an article says can be taken for the present state for as long as such things usually last: market prices
for weeks, offices for months, the height of a bridge for ever. The ages were set by hand, and are short
of how long the thing lasts, as the reader only loses a line by a notice too many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from qa.answer import Citation, Notice
from qa.conflicts import officeholders
from qa.conflicts.disagreements import strong_among
from qa.evidence import Evidence
from qa.questions import AnswerType, Question

_OFFICE = (
    r"presidents?|prime minister|ministers?|mayors?|governors?|chancellor|premier|chief executive|ceo|"
    r"chair(?:man|woman|person)?|coach|manager|captain|director|secretary|leaders?|king|queen|pope|head|boss|owner|champions?|holders?"
)
# The first kind that a question speaks of decides.
_DAYS_BY_KIND: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), days)
    for pattern, days in (
        # By the day: weather, tables and polls, running counts.
        (r"weather|forecast|temperature|standings|polls?|share price|stocks?|exchange rate|cases|death toll|wildfires?", 14),
        # Set once a year as a rule, and longer-lived than market prices: what is charged at a door or a counter.
        (r"tickets?|fares?|fees?|admission|tolls?|rent|tuition|population|inhabitants|members|employ\w*|staff|students", 400),
        # Markets.
        (r"prices?|rates?|inflation|unemployment|interest|fuel|petrol|gas", 60),
        # What is being repaired, negotiated, struck, investigated or held up, until it is not.
        (r"strike|negotiat\w+|talks|repairs?|closed|shut|suspended|out of service|missing|hospital|trial|custody|prison|jail", 90),
        (_OFFICE, 180),
    )
)  # fmt: skip
_DAYS_OTHERWISE = 180

_PRESENT = re.compile(
    r"\b(?:now|currently|current|at present|at the moment|nowadays|today|still|latest|most recent|so far|as of now|right now)\b",
    re.IGNORECASE,
)
# Without such a word, only what is asked of an office or a price is asked of the present.
_PRESENT_OFFICE = re.compile(rf"^who(?:['’]s| is| are) (?:the )?(?:[\w’'-]+ ){{0,3}}(?:{_OFFICE})\b", re.IGNORECASE)
_PRESENT_PRICE = re.compile(
    r"^(?:what(?:['’]s| is| are) the (?:[\w’'-]+ ){0,2}(?:price|rate|fare|fee|population)s?\b|how much (?:is|are|does|do)\b.*\b(?:costs?|tickets?|price|a litre|a gallon)\b)",
    re.IGNORECASE,
)
_NOT_OF_NOW = re.compile(
    r"\b(?:was|were|did|had|used to|became|won|died|happened|ago|yesterday|last (?:year|month|week|night|spring|summer|autumn|winter)|"
    r"(?:1[5-9]|20)\d\d|will|must|should|would|according to)\b",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"\b(?:film|movie|series|novel|book|play|musical|song|album|episode|game|story|bible|show)s?\b", re.IGNORECASE
)
_FOR_EVER = re.compile(
    r"\b(?:how (?:tall|high|long|deep|wide|far|big|large|heavy|old)|height|length|width|depth|distance|area|located|founded|built|born|"
    r"capital|river|mountain|island|borders?|mean|stand for|called|named after|anniversary)\b",
    re.IGNORECASE,
)
_ASKED_WITHOUT_END = frozenset({AnswerType.REASON, AnswerType.TIME, AnswerType.MANNER})


def allowed_days(question: Question) -> int | None:
    """Return how old, in days, what answers a question may be; None if it does not ask for a state that passes."""
    text = question.text
    if question.expects in _ASKED_WITHOUT_END or any(
        pattern.search(text) for pattern in (_NOT_OF_NOW, _MADE_UP, _FOR_EVER)
    ):
        return None
    if not any(pattern.search(text) for pattern in (_PRESENT, _PRESENT_OFFICE, _PRESENT_PRICE)):
        return None
    return next((days for pattern, days in _DAYS_BY_KIND if pattern.search(text)), _DAYS_OTHERWISE)


def notices(
    question: Question, citations: Sequence[Citation], evidence: Sequence[Evidence], as_of: date
) -> list[Notice]:
    """Return the notice that the newest article on what is asked is old for it, or that none has a date.

    Args:
        question: The question.
        citations: What the answer cites.
        evidence: All scored sentences; a newer one that answers as well keeps the answer fresh, cited or not.
        as_of: The day it is asked on.
    """
    allowed = allowed_days(question)
    if allowed is None or not citations:
        return []
    dated = [(day, cited.marker) for cited in citations for day in _days_of(cited) if day]
    if not dated:
        text = f"The article that says this has no date [{citations[0].marker}], so it may no longer hold."
        return [Notice("stale", text, (citations[0].marker,))]
    published, marker = max(dated, key=lambda pair: (pair[0], -pair[1]))
    uncited = max(_days_of_others(question, citations, evidence), default=published)
    if (as_of - max(published, uncited)).days <= allowed:
        return []
    if uncited > published:
        text = (
            f"The newest article found on this is from {_long(uncited)}, {_age(uncited, as_of)} before {_long(as_of)}."
        )
        return [Notice("stale", text)]
    text = f"The newest article that says this is from {_long(published)} [{marker}], {_age(published, as_of)} before {_long(as_of)}."
    return [Notice("stale", text, (marker,))]


def _days_of(cited: Citation) -> list[date | None]:
    return [cited.published, *(copy.published for copy in cited.also_in)]


def _days_of_others(question: Question, citations: Sequence[Citation], evidence: Sequence[Evidence]) -> list[date]:
    answer = " ".join(cited.quote for cited in citations)
    strong = [found for found in strong_among(evidence) if found.features.names_answer]
    others = [*strong, *officeholders.confirming(question, evidence, answer)]
    return [found.article.published for found in others if found.article.published]


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _age(day: date, as_of: date) -> str:
    """Write the full years, months, weeks or days between two days, in the largest unit of which there are two."""
    months = (as_of.year - day.year) * 12 + as_of.month - day.month - (as_of.day < day.day)
    days = (as_of - day).days
    for count, unit in ((months // 12, "years"), (months, "months"), (days // 7, "weeks")):
        if count >= 2:
            return f"{count} {unit}"
    return f"{days} days"
