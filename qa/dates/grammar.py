"""What the readers of date phrases share: patterns, number words, and how a yearly date finds its year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from dateutil.parser import ParserError
from dateutil.parser import parse as parse_date

from qa.dates.calendars import MONTH_NAMES, Days

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?:1\d{3}|20\d\d)\b"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![.,:]\d)"
OF_YEAR = (
    rf"(?:,? (?:of |in )?(?:the year )?(?:(?P<year>{YEAR})|(?P<which>last|this|next|the) year\b(?! (?:before|after))))"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
TO = r"(?: ?[-–—] ?| (?:to|and|until|till|through) )"
RELATION = r"(?:last|previous|this|current|next|coming|following)"
RELATIONS = {"last": -1, "previous": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1, "following": 1}
ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "final": 4,
}
_NUMBERS = {
    "a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "several": 5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "a dozen": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
UNITS = r"(?:days?|weeks?|fortnights?|months?|quarters?|years?|decades?|century|centuries)\b"
_AHEAD = re.compile(
    r"\b(?:will|shall|won[’']t|going to|due|upcoming|scheduled|planned|expected|planning|set to|about to)\b", re.IGNORECASE
)  # fmt: skip
_SENTENCE_END = re.compile(r"(?:[a-z]{4}|[A-Z]{2}|[\d%”\"])[.!?]\s+(?=[A-Z“\"])")  # not "Mr. Lund"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that name days.

    Attributes:
        start_char, end_char: Where they stand, end exclusive.
        days: The days they mean.
        in_name: They may belong to a name, as in "the 2022 World Cup".
        in_year: What the same words mean in another year, if they name none.
    """

    start_char: int
    end_char: int
    days: Days
    in_name: bool = False
    in_year: Callable[[int], Days] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the day it is asked on."""

    text: str
    as_of: date

    @property
    def looks_ahead(self) -> bool:
        """It asks for what is to come."""
        return bool(_AHEAD.search(self.text))

    def looks_ahead_at(self, match: re.Match[str]) -> bool:
        """The sentence of the question that a match stands in asks for what is to come, or tells of it."""
        start = max((end.end() for end in _SENTENCE_END.finditer(self.text, 0, match.start())), default=0)
        after = _SENTENCE_END.search(self.text, match.end())
        return bool(_AHEAD.search(self.text[start : after.end() if after else len(self.text)]))

    def before(self, match: re.Match[str]) -> str:
        """Return what stands before a match."""
        return self.text[: match.start()]

    def after(self, match: re.Match[str]) -> str:
        """Return what stands after a match."""
        return self.text[match.end() :]

    def nearest(self, in_year: Callable[[int], Days], *, ahead: bool | None = None) -> Days:
        """Return the last of some yearly days that has begun, or the next that is not over where it is asked for."""
        found = list(self.yearly(in_year, 8))
        if self.looks_ahead if ahead is None else ahead:
            return next(days for days in found if days.last >= self.as_of)
        return [days for days in found if days.first <= self.as_of][-1]

    def yearly(self, in_year: Callable[[int], Days], years: int) -> Iterator[Days]:
        """Yield some yearly days from so many years ago to as many ahead; 29 February is not in every year."""
        for year in range(self.as_of.year - years, self.as_of.year + years + 1):
            try:
                yield in_year(year)
            except ValueError:
                continue


Meaning = Days | Phrase | None
Reader = Callable[[re.Match[str], Asked], Meaning]


class Rules:
    """Patterns and who reads them; what an earlier one takes, a later one does not see."""

    def __init__(self) -> None:
        self._rules: list[tuple[re.Pattern[str], Reader]] = []

    def add(self, *patterns: str) -> Callable[[Reader], Reader]:
        """Register a reader of some patterns, after all that are registered."""

        def register(read: Reader) -> Reader:
            for pattern in patterns:
                self._rules.append((re.compile(rf"(?<![\w$£€#.,/]){pattern}", re.IGNORECASE), read))
            return read

        return register

    def find(self, asked: Asked, taken: list[Phrase]) -> None:
        """Add the phrases of a question to those found already."""
        for pattern, read in self._rules:
            for match in pattern.finditer(asked.text):
                if any(match.start() < found.end_char and found.start_char < match.end() for found in taken):
                    continue
                try:
                    meaning = read(match, asked)
                except (ValueError, OverflowError, StopIteration, IndexError):
                    continue  # there is no such day
                if isinstance(meaning, Days):
                    meaning = Phrase(0, 0, meaning)
                if meaning:
                    taken.append(replace(meaning, start_char=match.start(), end_char=match.end()))


def yearly(match: re.Match[str], asked: Asked, in_year: Callable[[int], Days]) -> Meaning:
    """Read what names its year by the groups of `OF_YEAR`, or else means the nearest."""
    groups = match.groupdict()
    if groups.get("year"):
        return in_year(int(groups["year"]))
    if groups.get("which"):
        return in_year(asked.as_of.year + RELATIONS[groups["which"].lower()])
    return Phrase(0, 0, asked.nearest(in_year), in_year=in_year)


def single_date(words: str, *, day_first: bool = True) -> date:
    """Read one date with its year.

    Raises:
        ValueError: There is no such day.
    """
    try:
        read: datetime = parse_date(words, dayfirst=day_first)
    except ParserError as error:
        raise ValueError(str(error)) from error
    return read.date()


def month_number(word: str) -> int:
    """Return the number of a month, from 1, by its name or the first three letters of it."""
    return next(number for number, name in enumerate(MONTH_NAMES, 1) if name.startswith(word.lower()[:3]))


def number_of(word: str) -> int:
    """Return what `NUMBER` matched as a number."""
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def unit_name(word: str) -> str:
    """Return what `UNITS` matched as a singular."""
    return "century" if word.lower().startswith("centur") else word.lower().removesuffix("s")


def full_year(two_digits: str, as_of: date) -> int:
    """Return the year of '98 or '08: the last one that is not after next year."""
    year = as_of.year // 100 * 100 + int(two_digits)
    return year if year <= as_of.year + 1 else year - 100
