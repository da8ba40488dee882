"""Words that look like dates and are none: quotations, people, newspapers, counts, verbs."""

from __future__ import annotations

import re
from enum import Enum

_QUOTED = re.compile(
    r"“[^”]*”|\"[^\"]*\"|«[^»]*»|(?<!\w)‘(?!\d)[^’]{2,}’(?!\w)|(?<!\w)'(?!\d)[^']{2,}'(?!\w)"
)  # fmt: skip
_WORD_BEFORE = re.compile(r"(?P<word>[\w’'.]+)(?P<gap>[ ,-]+)$")
_CAPITAL_AFTER = re.compile(r" (?P<word>[A-ZÀ-Þ][\w’'-]*)")
_PREPOSITIONS = frozenset(
    """in of on since until till during by from to between and through before after last next this early late mid
    around for or throughout over the beginning end start middle as at earlier later about into prior versus vs than
    between following within ahead""".split()
)
_SURE = frozenset(
    "in since until till during throughout early late mid last next".split()
)  # a month follows, no person
_AMBIGUOUS = frozenset({"may", "march", "mar", "jan", "dec"})
_NAMED_WITH_MAY = re.compile(r"\b(?!(?:In|On|Of|Last|Next|Since|Until|By|From|To|Early|Late|Mid|This|During|And|Before|After|What|Which|Who|How)\b)[A-Z][\w’'.-]* May\b")  # fmt: skip
_WEEKDAY_PREPOSITIONS = frozenset(
    "on last next this since until till by before after from to between and of or through late early for".split()
)
_PART_OF_DAY = re.compile(r" (?:morning|afternoon|evening|night)\b(?!s)", re.IGNORECASE)
_MONTH_OR_WEEKDAY = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE
)
_COUNTED = re.compile(
    r"[ -](?:(?:or|more|new|other|armed|young|dead|extra|of the|homes?|foreign|local|homeless|square|cubic|metric|light|per) )*"
    r"(?:people|persons|men|women|children|workers|soldiers|troops|refugees|residents|voters|protesters|passengers|students|"
    r"pupils|jobs|homes|houses|households|families|cars|ships|boats|planes|flights|animals|birds|fish|seals|trees|cases|deaths|"
    r"dead|injured|victims|casualties|visitors|tourists|fans|runners|members|employees|staff|officers|migrants|patients|"
    r"doctors|nurses|doses|tests|copies|pages|words|words?|votes|seats|points|goals|runs|metres?|meters?|m|km|kilomet\w+|miles?|"
    r"feet|foot|ft|yards?|kg|tons?|tonnes?|litres?|acres?|hectares?|dollars?|pounds?|euros?|crowns?|yen|francs?|rupees|hours?|"
    r"minutes?|seconds?|days?|weeks?|months?|years?|times|degrees|watts?|megawatts?|mw|kw|calories|percent|per cent|species|"
    r"shops|stores|schools|companies|firms|firefighters|police|islands|villages|towns|buildings|vehicles|rounds|shares|sites)\b|"
    r"\s?%",
    re.IGNORECASE,
)  # fmt: skip
_NUMBERED = re.compile(
    r"\b(?:route|flight|room|no\.?|number|page|bus|line|section|article|model|boeing|airbus|formula|asteroid|channel|gate|"
    r"apollo|unit|lot|windows|fiat|version|radio|over|than|nearly|exactly|almost|some|least|most|worth|"
    r"novel|book|film|movie|album|song|series|play|game|wrote|write|writes|written|read|reads|reading|directed|directs|titled|"
    r"entitled|called|named|did|do|does|were|was|are|is|have|has|had|will|can|could|would|should|how|why|many|another|these|those|"
    r"all|only|agenda|vision|horizon) $",
    re.IGNORECASE,
)  # fmt: skip
_YEAR_PREPOSITIONS = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|before|after|from|to|and|or|between|during|for|through|throughout|around|circa|into|"
    r"early|late|mid|versus|vs\.?|with|year|over|as of|on|ago)[ -]|\bmid-)(?:the )?$",
    re.IGNORECASE,
)  # fmt: skip
_AFTER_A_DATE = r" (?:and|or|to|until|was|were|is|did|has|had|when|what|who|in|on|by|at|for|from|with|about)\b"
_DETERMINER = re.compile(r"\b(?:the|this|that|its|his|her|their|our|[\w]+[’']s|[\w]+s[’']) $", re.IGNORECASE)


class YearUse(Enum):
    """What a bare number like a year is."""

    DATE = "date"
    NAME = "part of a name"
    NUMBER = "number"


def without_quotations(text: str) -> str:
    """Return a text of the same length with what stands in quotation marks blanked out."""
    return _QUOTED.sub(lambda match: "_" * len(match.group()), text)


def is_month(word: str, before: str, after: str) -> bool:  # noqa: PLR0911  (one for each kind)
    """Say whether a month's name without day or year means the month.

    Args:
        word: As written.
        before: The text before it; "last", "next" and "this" among it.
        after: The text after it.
    """
    previous = _WORD_BEFORE.search(before)
    lead = previous["word"].lower() if previous else ""
    if lead in _SURE and (word[0].isupper() or not (word.lower() == "march" and re.search(r"\bthe \w+ $", before))):
        return True
    if not word[0].isupper() or (len(word) < 5 and word.lower() in {"jan", "dec", "mar"} and lead not in _PREPOSITIONS):
        return False
    if word == "May" and _NAMED_WITH_MAY.search(before + word):
        return False
    if _CAPITAL_AFTER.match(after):
        return False
    if previous and previous["word"][0].isupper() and lead not in _PREPOSITIONS:
        return bool(_MONTH_OR_WEEKDAY.fullmatch(lead))
    if word.lower() not in _AMBIGUOUS:
        return (
            word.lower() not in {"june", "april", "august", "jun", "apr"}
            or lead in _PREPOSITIONS
            or after[:2] in {"’s", "'s"}
        )
    if lead == "the":  # "the May elections"; "the March for Life"
        return bool(re.match(r" (?!on\b|for\b|of\b|to\b|through\b|against\b|in\b|and\b)[a-z]{3,}", after))
    return lead in _PREPOSITIONS


def is_weekday(word: str, before: str, after: str) -> bool:
    """Say whether a weekday's name means one certain day, not a habit, a newspaper or a club."""
    previous = _WORD_BEFORE.search(before)
    lead = previous["word"].lower() if previous else ""
    prepositional = lead in _WEEKDAY_PREPOSITIONS
    if _CAPITAL_AFTER.match(after) and not (prepositional and lead == "on"):
        return False
    if not word[0].isupper() and not prepositional:
        return False
    if previous and previous["word"][0].isupper() and not prepositional:
        return False
    if lead in {"a", "an", "the", "each", "every", "any", "per", "most", "some", "that", "one"}:
        return after[:2] in {"’s", "'s"} or bool(_PART_OF_DAY.match(after) and lead == "the")
    return True


def year_use(before: str, after: str, year: int, as_of_year: int) -> YearUse:  # noqa: PLR0911  (one for each kind)
    """Tell a year from a number and from a part of a name.

    Args:
        before: The text before the four digits.
        after: The text after them.
        year: The digits.
        as_of_year: The year the question is asked in.
    """
    if _COUNTED.match(after) or re.match(r"[.,:]\d|-\w|/\d", after):
        return YearUse.NUMBER
    if re.search(r"\bup to $", before):
        return YearUse.DATE
    if _DETERMINER.search(before) and re.match(r" [a-z“]", after) and not re.match(_AFTER_A_DATE, after):
        return YearUse.NAME  # "the 2019 vote"
    if _YEAR_PREPOSITIONS.search(before) and not re.search(r"\b(?:more|less|fewer|rather) than $|\bup to $", before):
        return YearUse.NAME if re.match(r" [A-ZÀ-Þ]\w+ [A-ZÀ-Þ]", after) else YearUse.DATE
    if _NUMBERED.search(before) or not 1500 <= year <= 2099:
        return YearUse.NUMBER
    if _DETERMINER.search(before):
        return YearUse.NAME if re.match(r"[ -][\w“]", after) else YearUse.NUMBER
    follows_name = re.search(r"(?:^|[^.?!] )[A-ZÀ-Þ][\w’'-]* $", before)
    if follows_name or year > as_of_year + 1:
        return YearUse.NAME if year <= as_of_year + 1 and year >= 1896 else YearUse.NUMBER
    return YearUse.NAME if re.match(r" [A-ZÀ-Þ]", after) or not before.strip() else YearUse.DATE
