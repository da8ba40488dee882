"""Question -> period, direction, and whether the period restricts it or merely leans on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from qa.answer import Period
from qa.dates.grammar import Phrase
from qa.dates.names import without_quotations
from qa.dates.phrases import find_phrases


class Direction(StrEnum):
    """Which way a question looks in time."""

    LATEST = "latest"
    FIRST = "first"
    SINCE = "since"
    BEFORE = "before"
    AS_OF = "as of"


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What a question says of time.

    Attributes:
        as_of: The day it is asked on; None if it was not read for time at all.
        period: The days it is about, or None.
        direction: Which way it looks, or None; with `period` open at one end, from the other one.
        restricts: It asks for what was published in the period, rather than for what happened then.
    """

    as_of: date | None = None
    period: Period | None = None
    direction: Direction | None = None
    restricts: bool = False

    @property
    def names_year(self) -> bool:
        """The period is named with its year, and so hardly misunderstood."""
        return bool(self.period and _NAMED_YEAR.search(self.period.from_text))


_NAMED_YEAR = re.compile(r"\b(?:1\d|20)\d\d(?:s\b|\b)")
NO_TIME = TimeReading()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A phrase with the words around it that say how it is meant."""

    start_char: int
    end_char: int
    start: date | None
    end: date | None
    direction: Direction | None
    restricts: bool
    in_name: bool


_LEADS: tuple[tuple[Direction, bool, re.Pattern[str]], ...] = tuple(
    (direction, inclusive, re.compile(rf"(?:{pattern}) ?$", re.IGNORECASE))
    for direction, inclusive, pattern in (
        (Direction.AS_OF, True, r"\bas (?:of|at|on)(?: the)?"),
        (Direction.SINCE, True, r"\b(?:ever |dating )?since(?: the)?|\b(?:starting|beginning|as)(?: from| in| on)|\bback to"),
        (Direction.SINCE, False, r"\b(?:after|following|later than)(?: the)?|\bpost-"),
        (Direction.BEFORE, False, r"\b(?:before|prior to|ahead of|earlier than|up to but not including)(?: the)?|\bpre-"),
        (Direction.BEFORE, True, r"\b(?:up )?(?:until|till)(?: the)?|\b(?:up to|no later than|not later than|by|through)(?: the)?"),
    )
)  # fmt: skip
_ONWARDS = re.compile(r",? (?:onwards?|and (?:after|later)|or (?:after|later)|on(?=[?,.!]|$))\b", re.IGNORECASE)
_OR_BEFORE = re.compile(r" (?:or|and) (?:before|earlier)\b", re.IGNORECASE)
_TO_AN_EVENT = re.compile(
    r"\b(?P<word>before|prior to|ahead of|until|till|since) (?:[\w’'-]+ ){1,6}(?:in|on|at|of|during) (?:the )?$", re.IGNORECASE
)  # fmt: skip
_PREPOSITION = re.compile(
    r"\b(?:in|on|at|during|over|for|from|of|within|throughout|between|around|across)(?: the)? $", re.IGNORECASE
)

_COVERAGE = r"(?:articles?|stor(?:y|ies)|coverage|headlines?|reports|reporting|news|newspapers?|news items|blog posts|editorials?|dispatch(?:es)?)"
_LINK = (
    r"(?:from|in|on|of|during|since|before|prior to|after|between|until|over|within|by|dated|through|throughout|for)"
)
_OF_COVERAGE = re.compile(
    rf"\b{_COVERAGE}(?: (?:that|which|was|were|are|have|been|dated|published|printed|posted|written|appearing|appeared|"
    rf"released|filed|only|just))*(?: {_LINK}){{0,2}}(?: the)? $|"
    rf"\b{_COVERAGE} (?:about|on|of|mentioning|covering) [^?.,]{{1,60}} (?:from|dated)(?: (?:before|after|since))?(?: the)? $",
    re.IGNORECASE,
)  # fmt: skip
_PUBLISHED = re.compile(
    rf"\b(?:published|printed|posted|appeared|covered|written about|(?:was|were|been|is|are) (?:\w+ )?reported)(?: {_LINK})?(?: the)? $",
    re.IGNORECASE,
)  # fmt: skip
_DOCUMENT = re.compile(
    r"\b(?:books?|stud(?:y|ies)|novels?|albums?|report|papers?|memoirs?|research|surveys?|figures|data|biograph(?:y|ies)|"
    r"autobiography|lists?|poems?|results|accounts|reviews?|analys[ei]s|songs?|records?|singles?|films?|plays?|maps?|polls?)\b[^?]*$",
    re.IGNORECASE,
)  # fmt: skip
_THE_PRESS = re.compile(
    r"\b(?:newspapers?|papers?|press|media|journalists|reporters)\b[^.?]*\b(?:write|wrote|report|print|publish|cover)(?:ed)?\b[^.?]{0,30}$",
    re.IGNORECASE,
)  # fmt: skip
_COVERAGE_AFTER = re.compile(rf"(?:[’']s?)? {_COVERAGE}\b", re.IGNORECASE)

_LATEST = re.compile(
    r"(?<!at the )\blatest\b|\bnewest\b|\bmost recent(?:ly)?\b|\bcurrently\b|\bpresently\b|\bnowadays\b|\bso far\b|\bat present\b|"
    r"\bat the moment\b|\bthese days\b|\bto date\b|\brecently\b|\blately\b|\bup to date\b|\bin recent (?:days|weeks|months|years)\b|"
    r"\bcurrent (?!of\b|in\b|is\b|was\b|flow|strong|weak|fast|powerful|dangerous|affairs|account)[a-z]{3,}|(?-i:\b(?<!for )(?<!and )now\b)(?!-| that\b|[- ]defunct)",
    re.IGNORECASE,
)  # fmt: skip
_OWN = r"(?<!\bthe )(?<!\bits )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bat )(?<!’s )(?<!'s )"
_LAST_TIME = re.compile(rf"\bwhen\b.*{_OWN}\blast (?!time\b|place\b)[a-z]+|\bthe last time\b", re.IGNORECASE)
_FIRST = re.compile(
    r"\bearliest (?:report|article|mention|news|coverage|account|story)|\bfor the first time\b|\bat first\b|\binitially\b|\boriginally\b|"
    r"\bfirst (?:reported|announced|mentioned|published|suggested|proposed|noticed|seen|detected|raised|appear(?:ed)?|said|told|"
    rf"named|discovered)\b|\bwhen\b.*{_OWN}\bfirst (?!(?:of|in|on|at|place|half|quarter|time|prize|minister|lady|round|class)\b)[a-z]+\b(?!-)",
    re.IGNORECASE,
)  # fmt: skip
_BEFORE_EVENT = re.compile(
    r"\b(?:before|until|till|prior to|ahead of|in the run-up to|leading up to) (?!(?:\w+ ){0,2}?(?:courts?|judges?|magistrates|"
    r"parliament|congress|committees?|tribunals?|inquiry|council|senate|panel|crowds?|audiences?|MPs|lawmakers|now|long|then)\b)(?=\w)",
    re.IGNORECASE,
)  # fmt: skip
_SINCE_EVENT = re.compile(
    r"\bsince (?!when\b)(?=\w)|\b(?:in the wake|in the aftermath) of (?=\w)|\bfollowing (?:the|a|an|his|her|its|their) |"
    r"(?<!named )(?<!called )(?<!look )(?<!looks )(?<!looking )(?<!looked )(?<!take )(?<!takes )(?<!day )(?<!one )(?<!year )"
    r"(?<!modelled )(?<!care )\bafter (?!all\b|school\b|one\b)(?=\w)",
    re.IGNORECASE,
)  # fmt: skip
_LIKE_LENGTH = 1.3  # periods of a question that differ no more in length are meant together


@lru_cache(maxsize=1024)
def read_time(text: str, *, as_of: date) -> TimeReading:
    """Read what a question says of time.

    A month or day without a year is the last one that has begun, or the next one if the question looks
    ahead ("will", "due"). "Past three months" ends on the day of asking, "last month" is the calendar's;
    "a few" are three and "several" five. Where 3/4/2023 stands, both readings and the days between count.

    Args:
        text: The question.
        as_of: The day it is asked on.
    """
    plain = without_quotations(text)
    phrases = find_phrases(plain, as_of)
    stretches = [_stretch(plain, phrase) for phrase in phrases]
    sure = [found for found in stretches if not found.in_name] or stretches
    chosen = [found for found in sure if found.restricts] or sure
    looks = _looks(plain, phrases)
    if not chosen:
        return TimeReading(as_of, direction=looks or _from_an_event(plain))
    start, end, direction, used = _together(chosen)
    period = Period(start, end, text[min(one.start_char for one in used) : max(one.end_char for one in used)])
    return TimeReading(as_of, period, direction or looks, any(one.restricts for one in used))


def _stretch(text: str, phrase: Phrase) -> _Stretch:
    lead, rest = text[: phrase.start_char], text[phrase.end_char :]
    start: date | None = phrase.days.first
    end: date | None = phrase.days.last
    direction, begins, in_name = None, phrase.start_char, phrase.in_name
    restricts = _restricts(lead, rest)
    is_event = phrase.in_name or rest[:2] in {"’s", "'s"}
    event = _TO_AN_EVENT.search(lead)
    for which, inclusive, pattern in _LEADS:
        if found := pattern.search(lead):
            direction, begins, in_name = which, found.start(), False
            lead_in = is_event or inclusive
            if which is Direction.SINCE:
                start, end = (phrase.days.first if lead_in else phrase.days.last + timedelta(days=1)), None
            else:
                start, end = None, (phrase.days.last if lead_in else phrase.days.first - timedelta(days=1))
            break
    else:
        if onwards := _ONWARDS.match(rest):
            direction, end = Direction.SINCE, None
            return _Stretch(begins, phrase.end_char + onwards.end(), start, end, direction, restricts, False)
        if _OR_BEFORE.match(rest):
            direction, start = Direction.BEFORE, None
        elif event and not restricts:
            begins = event.start()
            if event["word"].lower() == "since":
                direction, end = Direction.SINCE, None
            else:
                direction, start = Direction.BEFORE, None
        elif preposition := _PREPOSITION.search(lead):
            begins = preposition.start()
    return _Stretch(begins, phrase.end_char, start, end, direction, restricts, in_name)


def _restricts(lead: str, rest: str) -> bool:
    if _OF_COVERAGE.search(lead) or _THE_PRESS.search(lead) or _COVERAGE_AFTER.match(rest):
        return True
    published = _PUBLISHED.search(lead)
    return bool(published) and not _DOCUMENT.search(lead[: published.start()] if published else "")


def _together(stretches: Sequence[_Stretch]) -> tuple[date | None, date | None, Direction | None, Sequence[_Stretch]]:
    """Return start, end and direction of several stretches, and those that count."""
    plain = [found for found in stretches if found.direction is None]
    directed = [found for found in stretches if found.direction]
    if len(plain) > 1:
        shortest = min(_length(found) for found in plain)
        plain = [found for found in plain if _length(found) <= _LIKE_LENGTH * shortest]
    start = min((found.start for found in plain if found.start), default=None)
    end = max((found.end for found in plain if found.end), default=None)
    used, direction = list(plain), None
    for found in directed:
        later = max((day for day in (start, found.start) if day), default=None)
        earlier = min((day for day in (end, found.end) if day), default=None)
        if later and earlier and later > earlier:
            continue
        direction = None if direction and direction != found.direction else found.direction
        start, end = later, earlier
        used.append(found)
    return start, end, direction, used


def _length(found: _Stretch) -> int:
    return (found.end - found.start).days + 1 if found.start and found.end else 10**6


def _looks(text: str, phrases: Sequence[Phrase]) -> Direction | None:
    """Return whether a question asks for the latest or the first, wherever that may lie."""
    undated = text
    for phrase in phrases:
        undated = (
            undated[: phrase.start_char] + "_" * (phrase.end_char - phrase.start_char) + undated[phrase.end_char :]
        )
    if _LATEST.search(text) or _LAST_TIME.search(undated):
        return Direction.LATEST
    return Direction.FIRST if _FIRST.search(undated) else None


def _from_an_event(text: str) -> Direction | None:
    if _BEFORE_EVENT.search(text):
        return Direction.BEFORE
    return Direction.SINCE if _SINCE_EVENT.search(text) else None
