"""What a question asks for: its content words, its names, and the kind of answer it expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from index.errors import QuestionError
from index.terms import content_terms, terms
from qa.dates import NO_TIME, TimeReading, read_time
from qa.parts.decomposition import Decomposition, decompose


class AnswerType(StrEnum):
    """The kind of thing an answer has to name."""

    PERSON = "person"
    NAME = "name"
    TIME = "time"
    PLACE = "place"
    MONEY = "money"
    DURATION = "duration"
    MEASURE = "measure"
    COUNT = "count"
    REASON = "reason"
    MANNER = "manner"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood as far as its wording goes.

    Attributes:
        text: As asked, white space collapsed.
        terms: Analysed content words, distinct, in order; never empty unless the text has no word at all.
        expects: The kind of answer it asks for.
        parts: The questions it is made of, when one sentence asks several; else empty.
        made_of: The same with their relation; None for a question that asks one thing.
        time: The time it asks about.
        asked_on: The day it is asked on, where that is known: news of that time are likelier meant.
    """

    text: str
    terms: tuple[str, ...]
    expects: AnswerType
    parts: tuple[str, ...] = ()
    made_of: Decomposition | None = None
    time: TimeReading = NO_TIME
    asked_on: date | None = None


# The one that matches first in the question decides, so that "who was captain when ..." asks for a
# person; of two at one place, the one listed first. `(?:\w+ ){0,2}` lets "what exact year" pass.
_EXPECTS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (AnswerType.REASON, r"\bwhy\b|\bhow come\b|\bwhat (?:\w+ ){0,2}(?:reasons?|causes?|caused|prompted|led to)\b|\bfor what reason\b"),
        (AnswerType.DURATION, r"\bhow long\b(?! (?:is|was|are|were) the (?:\w+ ){0,2}(?:bridge|road|tunnel|river|ship|boat|wall|pier|route|line)\b)|\bhow (?:many|much) (?:\w+ )?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|time)\b|\bwhat (?:\w+ ){0,2}(?:prison )?(?:sentence|term|duration)\b"),
        (AnswerType.TIME, r"\bwhen\b|\b(?:what|which) (?:(?!(?:this|last|next|each|every) )\w+ ){0,2}(?:year|date|day|month|time|week|weekday|decade|century|season)\b|\bhow (?:recently|soon)\b|\bsince when\b"),
        (AnswerType.MONEY, r"\bhow much (?:\w+ ){0,3}(?:costs?|pay|paid|spent?|money|worth|earn\w*|rais\w+|fined?|charged?|budget\w*|invest\w*|price\w*|owe\w*)\b|\b(?:what|which) (?:\w+ ){0,3}(?:price|cost|budget|salary|fee|fine|fare|sum|revenue|profit|loss|bill)\b|\bhow (?:expensive|costly)\b|\bhow much (?:does|did|do|will|would|is|was|were|are)\b.*\b(?:costs?|paid|pay|sold|raised?|worth|fined|spent?)\b"),
        (AnswerType.MEASURE, r"\bhow (?:tall|high|deep|wide|far|fast|heavy|old|big|large|strong|hot|cold|warm|long|thick|late|early|powerful)\b|\bwhat (?:\w+ ){0,3}(?:height|length|depth|width|weight|speed|temperature|age|size|distance|capacity|percentage|per ?cent|share|proportion|rate|score|margin|magnitude)\b"),
        (AnswerType.COUNT, r"\bhow (?:many|much|often)\b|\bwhat (?:\w+ ){0,3}(?:number|total|amount|figure|attendance|population|toll|quantity)\b"),
        (AnswerType.PERSON, r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ ){0,2}(?:person|man|woman|player|actor|actress|singer|artist|author|writer|president|minister|mayor|leader|director|politician|senator|governor|coach|captain|athlete|scientist|company|team|country's leader)\b|\bwhat (?:is|was) (?:the )?(?:full )?names? of\b"),
        (AnswerType.PLACE, r"\bwhere\b|\b(?:what|which|in what|in which) (?:\w+ ){0,2}(?:city|country|state|town|place|village|continent|region|county|island|venue|location|stadium|street|port|province|nation)\b"),
        (AnswerType.MANNER, r"\bhow\b|\bin what way\b"),
        (AnswerType.NAME, r"\bwhich\b"),
        (AnswerType.OTHER, r"\bwhat\b"),
    )
)  # fmt: skip

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|"
    "third|quarter|twice|once|one|no|none"
)
_NUMBER = rf"(?:\d[\d,.]*|\b(?:{_NUMBER_WORDS})\b)"
_NAME = r"[A-ZÀ-ÞŁŚŻ][\w’'.-]*"
_UNITS = (
    r"m|cm|mm|km|metres?|meters?|kilometres?|kilometers?|miles?|feet|foot|ft|inch(?:es)?|yards?|kg|kilograms?|grams?|tonnes?|tons?|"
    r"pounds?|lbs?|stone|litres?|liters?|gallons?|hectares?|acres?|mph|km/h|kph|knots?|degrees?|°C|°F|C|F|%|per ?cent|percent|"
    r"percentage points?|MW|GW|kW|megawatts?|kilowatts?|gigawatts?|volts?|years?[ -]olds?|points?|goals?|runs?|votes?|seconds?|minutes?|hours?"
)

# A capitalised word that does not just begin a sentence and is no date.
_NO_NAME = rf"(?!(?:{_MONTHS}|{_WEEKDAYS}|Mr|Mrs|Ms|Dr|I)\b)"
_NAMED = re.compile(rf"(?<![.!?“\"] )(?<!^){_NO_NAME}{_NAME}|^{_NO_NAME}{_NAME}(?: {_NO_NAME}{_NAME})+")

# What a sentence must hold to be able to name an answer of a kind.
_NAMES_ANSWER: Mapping[AnswerType, re.Pattern[str]] = MappingProxyType(
    {
        AnswerType.PERSON: _NAMED,
        AnswerType.NAME: _NAMED,
        AnswerType.TIME: re.compile(
            rf"\b(?:{_MONTHS}|{_WEEKDAYS}|yesterday|today|tomorrow|tonight|midnight|noon|morning|afternoon|evening|"
            r"(?:last|next|this) (?:week|month|year|spring|summer|autumn|winter|night)|century|decades?|(?:1[0-9]|20)\d\d(?:s)?|"
            r"\d{1,2}(?:[.:]\d\d)? ?(?:am|pm|a\.m\.|p\.m\.)|(?:years?|months?|weeks?|days?|hours?) (?:ago|later|earlier|before|after))\b",
            re.IGNORECASE,
        ),
        AnswerType.PLACE: re.compile(
            rf"\b(?:in|at|near|from|to|off|on|outside|across|between|into|through|of|around|beside|behind|inside|along) (?:the |its |his |her )?(?:\w+ )?{_NAME}"
        ),
        AnswerType.MONEY: re.compile(
            rf"[$£€¥]\s?\d|{_NUMBER}(?: (?:million|billion|thousand|trillion))* (?:dollars?|pounds?|euros?|crowns?|yen|francs?|cents?|pence|[a-z]+ a (?:year|month|week|day))|"
            r"\d[\d,.]*(?:m|bn|k)?\b(?: million| billion)",
            re.IGNORECASE,
        ),
        AnswerType.DURATION: re.compile(
            rf"{_NUMBER}(?:[- ](?:and a )?(?:half|more|full|consecutive|straight))?[- ](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|nights?)",
            re.IGNORECASE,
        ),
        AnswerType.MEASURE: re.compile(rf"{_NUMBER}[- ]?(?:(?:million|billion) )?(?:{_UNITS})(?![A-Za-z])|\d+[-–]\d+|\baged? \d|, \d\d,", re.IGNORECASE),
        AnswerType.COUNT: re.compile(_NUMBER, re.IGNORECASE),
        AnswerType.REASON: re.compile(
            r"\b(?:because|since|due to|owing to|as a result|so that|in order to|therefore|caused|blam\w+|reason\w*|thanks to|"
            r"after|over|amid|prompt\w+|led to|means? that|in protest|to (?:avoid|prevent|protect|help|allow|make|give|keep|save|reduce|stop|ensure))\b",
            re.IGNORECASE,
        ),
        AnswerType.MANNER: re.compile(r"\bby (?:\w+ing|the|a|using)\b|\busing\b|\bwith (?:a|the)\b|\bthrough\b", re.IGNORECASE),
    }
)  # fmt: skip


def understand(text: str, *, max_chars: int, as_of: date | None = None, asked_on: date | None = None) -> Question:
    """Read a question.

    Args:
        text: The question.
        max_chars: Longest text that is read.
        as_of: The day its words for time are relative to; without one it is not read for time.
        asked_on: The day it is asked on, where that is known.

    Raises:
        QuestionError: It is blank, holds no word, or is longer than `max_chars`.
    """
    collapsed = " ".join(text.split())
    if not collapsed:
        raise QuestionError("the question is empty. Ask something, for example: Where did the two leaders meet?")
    if len(collapsed) > max_chars:
        raise QuestionError(
            f"the question is too long: got {len(collapsed):,} characters, at most {max_chars:,}. Ask it in a sentence or two."
        )
    found = content_terms(collapsed) or list(dict.fromkeys(terms(collapsed)))
    if not found:
        raise QuestionError("the question holds no word or number. Ask it in words.")
    made_of = decompose(collapsed)
    return Question(
        text=collapsed,
        terms=tuple(found),
        expects=_expected(collapsed),
        parts=tuple(part.text for part in made_of.parts if not part.refers) if made_of else (),
        made_of=made_of,
        time=read_time(collapsed, as_of=as_of) if as_of else NO_TIME,
        asked_on=asked_on,
    )


def names_answer(kind: AnswerType, sentence: str, question: Question) -> bool:
    """Say whether a sentence holds something of the kind asked for that the question does not hold itself."""
    pattern = _NAMES_ANSWER.get(kind)
    if pattern is None:
        return True
    known = _distinct(question.text)
    return any(not known.issuperset(terms(match.group())) for match in pattern.finditer(sentence))


@lru_cache(maxsize=64)
def _distinct(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _expected(text: str) -> AnswerType:
    matches = ((pattern.search(text), kind) for kind, pattern in _EXPECTS)
    places = [(match.start(), kind) for match, kind in matches if match]
    return min(places, key=lambda pair: pair[0])[1] if places else AnswerType.OTHER
