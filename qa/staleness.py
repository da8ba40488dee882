"""Whether the newest evidence for a present state is too old to be taken for one.

How long what an article says may be taken for the present state depends on what it is about: a price for
weeks, an office for months, the height of a bridge for ever. The ages below were set by hand, at about
half of the time after which such a thing is more likely to have changed than not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from qa.answer import Citation, Notice
from qa.questions import AnswerType, Question

_DAYS_BY_KIND: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), days)
    for pattern, days in (
        # Weather, markets and running counts: days to weeks.
        (r"weather|forecast|temperature|score|standings?|rank(?:ed|ing|s)?|polls?|exchange rate|share price|stock|cases|death toll|wildfires?|wait(?:ing)? (?:times?|lists?)", 14),
        (r"prices?|rates?|inflation|unemployment|costs?|fares?|wages?|interest|fuel|petrol|gas", 90),
        # Offices, champions, records of the day, works in progress, closures, strikes, negotiations: months.
        (r"champions?|holders?|leaders?|record|number one|top|strike|negotiat\w+|talks|repairs?|closed|open|shut|suspended|out of service|missing|hospital|trial|custody|prison|jail", 120),
        (r"presidents?|prime minister|ministers?|mayors?|governors?|chancellor|chief executive|ceo|chair(?:man|woman|person)?|coach|manager|captain|director|secretary|king|queen|pope|head|boss|owner|owns", 180),
        # People, places of work and membership: a year.
        (r"population|members?|employ\w*|staff|inhabitants|students|fleet|works?|lives?|plays?", 365),
    )
)  # fmt: skip
_DAYS_OTHERWISE = 180

_PRESENT = re.compile(
    r"\b(?:now|currently|current|at present|at the moment|nowadays|today|still|latest|most recent|these days|so far|as of now|right now)\b",
    re.IGNORECASE,
)
# The present tense without such a word asks for a state only where the state is one that changes.
_PRESENT_STATE = re.compile(
    r"^(?:who(?:['’]s| is| are)|what(?:['’]s| is| are) the (?:\w+ )?(?:price|cost|rate|population|score)|is|are|does|do|how (?:much|many) [^?]*\b(?:is|are|does|do|has|have)\b)\b",
    re.IGNORECASE,
)
_HOLDS_OFFICE = re.compile(
    r"^who(?:['’]s| is| are) (?:the )?(?:[\w’'-]+ ){0,4}(?:presidents?|prime minister|ministers?|mayor|governor|chancellor|chief executive|ceo|chair(?:man|woman|person)?|"
    r"coach|manager|captain|director|secretary[- ]general|leader|king|queen|pope|owner|head)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|did|had|used to|became|won|died|happened)\b|\b(?:1[5-9]|20)\d\d\b|\b(?:ago|yesterday|last (?:year|month|week|night|spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"\b(?:film|movie|series|novel|book|play|musical|song|album|episode|game|story|bible)s?\b", re.IGNORECASE
)
_FOR_EVER = re.compile(
    r"\b(?:how (?:tall|high|long|deep|wide|far|big|large|heavy)|height|length|width|depth|distance|area|located|founded|built|born|"
    r"capital|river|mountain|island|borders?|record for|world record|mean|stand for|called|named after|anniversary)\b",
    re.IGNORECASE,
)


def allowed_days(question: Question) -> int | None:
    """Return how old, in days, what answers a question may be; None if it does not ask for a state that passes."""
    text = question.text
    if (
        _PAST.search(text)
        or _MADE_UP.search(text)
        or _FOR_EVER.search(text)
        or question.expects in {AnswerType.REASON, AnswerType.TIME}
    ):
        return None
    if not (_PRESENT.search(text) or _HOLDS_OFFICE.search(text) or _asks_a_passing_state(text)):
        return None
    return min((days for pattern, days in _DAYS_BY_KIND if pattern.search(text)), default=_DAYS_OTHERWISE)


def _asks_a_passing_state(text: str) -> bool:
    return bool(_PRESENT_STATE.search(text)) and any(pattern.search(text) for pattern, days in _DAYS_BY_KIND[:2])


def notices(question: Question, citations: Sequence[Citation], as_of: date) -> list[Notice]:
    """Return the notice that the newest of the cited articles is old for what is asked, or that none has a date.

    Args:
        question: The question.
        citations: What the answer cites.
        as_of: The day it is asked on.
    """
    allowed = allowed_days(question)
    if allowed is None or not citations:
        return []
    newest = max(
        (cited for cited in citations if cited.published), key=lambda cited: str(cited.published), default=None
    )
    if newest is None or newest.published is None:
        first = citations[0]
        return [
            Notice(
                "stale",
                f"The article that says this has no date [{first.marker}], so it may no longer hold.",
                (first.marker,),
            )
        ]
    if (as_of - newest.published).days <= allowed:
        return []
    text = (
        f"The newest article that says this is from {_long(newest.published)} [{newest.marker}], "
        f"{_age(newest.published, as_of)} before {_long(as_of)}."
    )
    return [Notice("stale", text, (newest.marker,))]


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _age(day: date, as_of: date) -> str:
    """Write the time between two days in the largest unit that gives at least two, in full units."""
    months = (as_of.year - day.year) * 12 + as_of.month - day.month - (as_of.day < day.day)
    if months >= 24:
        return f"{months // 12} years"
    if months >= 2:
        return f"{months} months"
    days = (as_of - day).days
    return f"{days // 7} weeks" if days >= 14 else f"{days} days"
