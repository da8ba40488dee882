"""Days and years: they must be told in what is cited, or follow from the day of its article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.dates.phrases import find_phrases
from qa.support.findings import Evidence, Finding, Kind
from qa.support.texts import Text

# Read by this day where the article's is not known: both sides mean the same days by the same words then.
_ANY_DAY = date(2001, 6, 13)
_CALENDAR = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b|\b(?:1[5-9]|20)\d\d\b|\d{4}-\d\d-\d\d|\b\d\d?[./]\d\d?[./]\d{2,4}\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|yesterday|tomorrow|week(?:end)?s?|months?|years?|decades?|"
    r"morning|afternoon|evening|night|christmas|easter|thanksgiving|ago|spring|summer|autumn|winter|quarter|century)\b",
    re.IGNORECASE,
)
_LONG_DAYS = 31  # a phrase that covers more than a month


@dataclass(frozen=True, slots=True)
class Told:
    """A date in a text, as it writes it, with the days it means."""

    words: str
    first: date
    last: date
    is_absolute: bool
    place: tuple[int, int]

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    def follows_from(self, other: Told) -> bool:
        """Tell whether what is of the other date is of this one too: "in May 2014" follows from "on 3 May 2014"."""
        spare = timedelta(days=1 if self.days > 1 and not (self.is_absolute and other.is_absolute) else 0)
        return self.first - spare <= other.first and other.last <= self.last + spare


@lru_cache(maxsize=4096)
def dates_in(text: str, published: date | None) -> tuple[Told, ...]:
    """Return the dates of a text, read by a day of publication; nothing past or unreadable raises."""
    if not (_CALENDAR.search(text) or _TIME.search(text)):
        return ()
    found = []
    for phrase in find_phrases(text, published or _ANY_DAY):
        words = " ".join(text[phrase.start_char : phrase.end_char].split()).rstrip(".")
        first, last = phrase.days.first, phrase.days.last
        place = (phrase.start_char, phrase.end_char)
        found.append(Told(words, first, last, bool(_CALENDAR.search(words)), place))
        if first > (published or _ANY_DAY) and _WEEKDAY_ALONE.fullmatch(words):
            week = timedelta(days=7)  # "voted on Tuesday to build a line that will open in 2026" looks both ways
            found.append(Told(words, first - week, last - week, False, place))
    return tuple(found)


_WEEKDAY_ALONE = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


def check_dates(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the dates that neither stand in the passages nor follow from the days of their articles."""
    if not (_CALENDAR.search(sentence.text) or _TIME.search(sentence.text)):
        return
    seen: set[tuple[int, int]] = set()
    held = {*dates_held(sentence, evidence)}
    for own in dates_in(sentence.text, evidence.day):
        if own.place in held or own.place in seen:
            continue
        seen.add(own.place)
        if _stands(own, evidence):
            continue
        near = [other for other in dates_in(evidence.around.text, evidence.day) if _same_grain(own, other)]
        near = [other for other in near if other.words.lower() not in sentence.text.lower()]
        if not own.is_absolute and not near:
            continue  # "this week", said of no day in particular
        if not near and evidence.day and own.first <= evidence.day <= own.last:
            continue  # told on that day, without a date
        if evidence.day is None and not _is_sure(own, near):
            continue
        if near:
            words = f"the passage says {near[0].words}, the sentence says {own.words}"
            yield Finding(Kind.DATE, words, contradicts=True)
        else:
            yield Finding(Kind.DATE, f"the passage does not mention {own.words}")


def dates_held(sentence: Text, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Yield where the dates of a sentence stand that the passages tell, in whatever words."""
    yield from (own.place for own in dates_in(sentence.text, evidence.day) if _stands(own, evidence))


def _stands(own: Told, evidence: Evidence) -> bool:
    return any(_is_told(own, text, day) for text, day in zip(evidence.passages, evidence.published, strict=True))


def _is_told(own: Told, text: Text, published: date | None) -> bool:
    if own.words.lower() in text.text.lower():
        return True
    return any(own.follows_from(other) for other in dates_in(text.text, published))


def _is_sure(own: Told, near: Sequence[Told]) -> bool:
    """Tell whether two dates can be compared without the day of publication."""
    return own.is_absolute and (not near or near[0].is_absolute)


def _same_grain(one: Told, other: Told) -> bool:
    return (one.days > _LONG_DAYS) == (other.days > _LONG_DAYS) and (one.days == 1) == (other.days == 1)
