"""Typed values in a sentence: counts of things, money, measures, durations and dates, ready to be compared.

A value is an interval: "about 40" may be 32 or 48, "more than 100" any larger number, and "31,000" is taken
for what was rounded to it. Two values differ only if their intervals do not meet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from index.terms import analyse, is_stop_word, terms
from qa.conflicts.fates import fate_around
from qa.conflicts.units import CURRENCY, MEASURE, currency, to_base


class Kind(StrEnum):
    """What a value is a value of; a number that stands alone, as in "puts it at 63", can be one of any kind."""

    COUNT = "count"
    MONEY = "money"
    MEASURE = "measure"
    DURATION = "duration"
    DATE = "date"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a text: `text[start_char:end_char]`, its number with the unit or the thing counted.

    Attributes:
        low, high: The least and the most it can mean, in `unit`; equal ends for a date, as month * 100 + day.
        unit: Base unit ("m", "kg", "m/s"), currency ("crown/year"), "s" for durations; empty for counts and dates.
        things: Stems of the words after a count, up to the end of their phrase: "14 homes flooded by" has two.
        fate: What befell those counted ("death", "injury", ...), if the words around say it.
        year: The year written with a date.
        is_part: It tells a part of a whole or a change, not the whole: "another 12", "12 of them", "by 12".
        is_replaced: The text says that it no longer holds: "not two", "up from 38", "the earlier count of 40".
    """

    kind: Kind
    low: float
    high: float
    unit: str
    start_char: int
    end_char: int
    things: tuple[str, ...] = ()
    fate: str | None = None
    year: int | None = None
    is_part: bool = False
    is_replaced: bool = False

    @property
    def middle(self) -> float:
        """A number to compare sizes by."""
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2

    def agrees_with(self, other: Value) -> bool:
        """Tell whether both can mean the same number or day."""
        if self.year and other.year and self.year != other.year:
            return False
        return self.low <= other.high and other.low <= self.high


_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
)
_MULTIPLES = {
    "dozen": 12.0,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS.split("|"), start=1)}
_ROUGH_SHARE = 0.25  # how far "about 40" may be off: the count that replaces it is often that far
_NUMBER = re.compile(
    rf"(?<![\w.,:/–-])(?P<sign>(?:US|A|C|NZ|HK)?\$|[£€¥])?(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?:a )?(?P<words>(?:{_WORDS})(?:(?:-| and | )(?:{_WORDS}))*)\b)(?![\d/:])"
    rf"(?:(?P<half> and a half)?[ -](?P<multiple>dozen|thousand|million|billion|trillion)\b|(?P<short>mn|bn|m)(?![\w/]))?",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTHS})|(?P<month2>{_MONTHS}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:))"
    r"(?:,? (?P<year>(?:1[5-9]|20)\d\d))?\b"
)
_NOT_A_QUANTITY = re.compile(
    r"(?i:\b(?:no|number|row|page|route|flight|article|section|chapter|phase|type|covid)[. -]?$)"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CLOCK = re.compile(
    r"(?:[.:]\d\d)?\s?(?:am|pm|a\.m|p\.m|o['’]clock)\b|[–-]\d|th\b|st\b|nd\b|rd\b|['’]s\b", re.IGNORECASE
)
AGE = "age"  # in years, a unit of its own, as no length of time stands for it
_AGED = re.compile(r"\baged $", re.IGNORECASE)
_AGE = re.compile(r"[- ]years?[- ]olds?\b", re.IGNORECASE)
_BEFORE_ROUGH = (
    ("about", re.compile(r"\b(?:about|around|some|roughly|approximately|circa|an estimated|estimated|perhaps|close to|nearly|almost)\s*$", re.IGNORECASE)),
    ("least", re.compile(r"\b(?:more than|over|at least|above|no fewer than|no less than|upwards? of)\s*$", re.IGNORECASE)),
    ("most", re.compile(r"\b(?:up to|as many as|as much as|fewer than|less than|under|below|at most|no more than)\s*$", re.IGNORECASE)),
)  # fmt: skip
_AFTER_LEAST = re.compile(r"\s*(?:or more|or so|plus)\b|\+", re.IGNORECASE)
_PART_BEFORE = re.compile(
    r"\b(?:another|other|extra|additional|further|(?:ris\w+|rose|fall\w*|fell|gr[eo]w\w*|increas\w+|drop\w*|cut|up|down|climb\w*|reduc\w*|exceed\w*|shrank|jump\w*|outnumber\w*) by|all but|except|including|among them|of whom|of which|the last|the first|the next|every|each|per|the other|worth)\s*$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"^\s*(?:of (?:them|these|those|whom|which|the|its|his|her|their)\b|(?:\w+ ){0,2}(?:more|fewer|less|above|below|higher|lower|others?|each|apiece|extra|additional)\b)",
    re.IGNORECASE,
)
_OF_SOME = re.compile(r"^\s*(?:[\w’'-]+ ){1,3}(?:who|that|which|whose)\b", re.IGNORECASE)
_REPLACED = re.compile(
    r"\b(?:(?:not|rather than|instead of|(?:up|down|rise|risen|rose|fell|fallen|cut|raised|lowered|revised|corrected|changed|increased|reduced|moved) from|"
    r"as against|against an earlier|compared with an earlier)(?: the)?(?: (?:earlier|previous|original|initial)\w*)?"
    r"|(?:earlier|previous|original|initial|first|preliminary|\w+day['’]s|wrong|mistaken) (?:\w+ ){0,2}?(?:count|toll|figure|estimate|number|total|date|sum|report|price|cost)s? (?:of|was|were|had been|put it at|gave|said)"
    r"|(?:earlier|previously|originally|initially|first|had|until now|so far|wrongly|mistakenly) (?:\w+ )?(?:been )?(?:put|said|reported|given|estimated|thought|planned|scheduled|set|due|stated|announced|named)(?: \w+)?(?: (?:at|as|for|of|on|to be|to open on))?"
    r"|\bwe (?:gave|said|wrote|reported|put) [^.;]{0,80}|not (?:\w+ ){1,3}on|to [\d.,]+(?: (?:million|billion|thousand))?(?: \w+)? from)\s*(?:about|around|some|the|at|on)?\s*$",
    re.IGNORECASE,
)  # fmt: skip


@lru_cache(maxsize=2000)
def read_values(text: str) -> tuple[Value, ...]:
    """Return the values in a sentence, in order; years, times of day and scores are none."""
    dates = list(_read_dates(text))
    matches = [
        match
        for match in _NUMBER.finditer(text)
        if not any(day.start_char < match.end() and match.start() < day.end_char for day in dates)
    ]
    numbers = []
    for place, match in enumerate(matches):
        further = (later.start() for later in matches[place + 1 :] if not _REPLACED.search(text[: later.start()]))
        reach = next(further, len(text))
        back = matches[place - 1].end() if place else 0
        if found := _read_number(text, match, text[back : match.start()], reach):
            numbers.append(found)
    return tuple(sorted([*dates, *numbers], key=lambda value: value.start_char))


def _read_dates(text: str) -> Iterator[Value]:
    for match in _DATE.finditer(text):
        month, day = match["month"] or match["month2"], int(match["day"] or match["day2"])
        at = float(_MONTH_NUMBERS[month] * 100 + day)
        yield Value(
            Kind.DATE, at, at, "", match.start(), match.end(),
            year=int(match["year"]) if match["year"] else None,
            is_replaced=bool(_REPLACED.search(text[: match.start()])),
        )  # fmt: skip


def _read_number(text: str, match: re.Match[str], before: str, reach: int) -> Value | None:
    rest = text[match.end() : reach]
    written = match["digits"] or match["words"]
    amount = _amount(match)
    if amount is None or _CLOCK.match(rest) or _NOT_A_QUANTITY.search(text[: match.start()]):
        return None
    value = Value(Kind.BARE, amount, amount, "", match.start(), match.end())
    value = _with_unit(value, match, rest)
    if value.kind is Kind.BARE and not match["multiple"] and match["digits"] and _YEAR.fullmatch(written):
        return None
    value = _as_interval(value, match, before, text[value.end_char : reach])
    after = text[value.end_char : reach]
    if value.kind is Kind.BARE:
        things = _things(after)
        value = replace(value, kind=Kind.COUNT if things else Kind.BARE, things=things)
    return replace(
        value,
        fate=fate_around(_without_rough(before), after),
        is_part=_is_part(text[: match.start()], before, after),
        is_replaced=bool(_REPLACED.search(_without_rough(text[: match.start()]))),
    )


def _is_part(start: str, before: str, after: str) -> bool:
    if _PART_BEFORE.search(before) or _PART_AFTER.search(after):
        return True
    # "Nine people who were arrested appeared in court" does not tell how many were arrested.
    return bool(_OF_SOME.match(after)) and not _without_rough(start).strip(' “"‘')


def _amount(match: re.Match[str]) -> float | None:
    if match["digits"]:
        amount: float | None = float(match["digits"].replace(",", ""))
    else:
        amount = _spelled(match["words"].lower())
    if amount is None:
        return None
    amount += 0.5 if match["half"] else 0
    multiple = (match["multiple"] or "").lower()
    if match["short"] and (match["sign"] or match["short"].lower() != "m"):
        multiple = match["short"].lower()
    return amount * _MULTIPLES.get(multiple, 1.0)


@lru_cache(maxsize=10_000)
def _spelled(words: str) -> float | None:
    from text_to_num import text2num

    try:
        return float(text2num(words, "en"))
    except ValueError:
        return None  # "four five": no number


def _with_unit(value: Value, match: re.Match[str], rest: str) -> Value:
    """Give money, measures and durations their unit; the number is converted to it."""
    named = CURRENCY.match(rest)
    if sign := match["sign"] or (named and named["name"]):
        unit = currency(sign)
        end = match.end() + (named.end() if named and not match["sign"] else 0)
        rate = re.match(
            r" (?:a|an|per|each|every) (year|month|week|day|hour|head|person|tonne|night|share)\b", match.string[end:]
        )
        return replace(value, kind=Kind.MONEY, unit=unit + (f"/{rate[1]}" if rate else ""), end_char=end)
    if age := _AGE.match(rest) or (_AGED.search(match.string[: match.start()]) and re.match("", rest)):
        return replace(value, kind=Kind.MEASURE, unit=AGE, end_char=match.end() + age.end())
    short = "m" if (match["short"] or "").lower() == "m" else ""
    if measured := MEASURE.match(short + rest):
        factor, unit = to_base(measured["unit"])
        kind = Kind.DURATION if unit == "s" else Kind.MEASURE
        end = match.end() - len(short) + measured.end()
        return replace(value, kind=kind, low=value.low * factor, high=value.high * factor, unit=unit, end_char=end)
    return value


def _as_interval(value: Value, match: re.Match[str], before: str, after: str) -> Value:
    written = (match["digits"] or "").replace(",", "")
    number = _amount(match) or 0.0
    factor = value.low / number if number else 1.0
    half_step = _half_step(written, number, bool(match["multiple"] or match["short"])) * factor
    if value.kind in {Kind.MEASURE, Kind.DURATION} and value.unit != AGE:
        half_step = max(half_step, 0.5 * factor if "." not in written else 0.0)
    low, high = value.low - half_step, value.high + half_step
    rough = next((name for name, pattern in _BEFORE_ROUGH if pattern.search(before)), None)
    if _AFTER_LEAST.match(after):
        rough = "least"
    if rough == "about":
        low, high = min(low, value.low * (1 - _ROUGH_SHARE)), max(high, value.low * (1 + _ROUGH_SHARE))
    elif rough == "least":
        high = math.inf
    elif rough == "most":
        low = -math.inf
    return replace(value, low=low, high=high)


def _half_step(written: str, number: float, has_multiple: bool) -> float:
    """Return half of the last place that a number is written to; whole numbers below 100 are exact."""
    if "." in written:
        digits = len(written.partition(".")[2])
        plain = float(written)
        return 0.5 * 10.0**-digits * (number / plain if plain else 1)
    if has_multiple:
        plain = float(written) if written else 1
        return 0.5 * number / plain if plain and written else 0.05 * number
    whole = str(int(number))
    zeros = len(whole) - len(whole.rstrip("0"))
    return 0.5 * 10.0**zeros if number >= 100 and zeros else 0.0


def _things(after: str) -> tuple[str, ...]:
    """Return the stems of the words that follow a number, up to four, within their phrase."""
    phrase = re.match(r"^[\s-]*((?:[^\W\d_]+(?:['’-][^\W\d_]+)*[ -]?){0,5})", after)
    found: list[str] = []
    for term in analyse(phrase[1] if phrase else ""):
        word = phrase[1][term.start : term.end] if phrase else ""
        if is_stop_word(word) or len(found) == 4 or (found and word.endswith("ed")):
            break
        if word.endswith("ed"):  # "12 wounded soldiers", but "31,000 claimed by"
            continue
        found.append(term.value)
    return tuple(found)


def _without_rough(before: str) -> str:
    for _, pattern in _BEFORE_ROUGH:
        before = pattern.sub("", before)
    return before


def complement(text: str, value: Value) -> frozenset[str]:
    """Return the stems that say of what a count is: "90,000 bottles of red wine" has two."""
    match = _OF_WHAT.match(text[value.end_char :]) or (not value.fate and _IN_WHAT.match(text[value.end_char :]))
    return frozenset(stem for stem in terms(match[1]) if not is_stop_word(stem)) if match else frozenset()


_IN_WHAT = re.compile(r"^\s*(?:[\w’'-]+ ){1,2}?(?:in|for|from) ((?:[a-z’'-]+ ?){1,2})")
_OF_WHAT = re.compile(r"^\s*(?:[\w’'-]+ ){1,4}?of ((?:[a-z’'-]+ ?){1,3})")


def same_unit(one: Value, other: Value) -> bool:
    """Tell whether two values can be compared at all; a bare number fits any kind but a date."""
    if Kind.BARE in (one.kind, other.kind):
        return Kind.DATE not in (one.kind, other.kind)
    return one.kind == other.kind and one.unit == other.unit


def value_start(text: str, value: Value) -> int:
    """Return where a value begins with the "about" or "more than" before it."""
    for _, pattern in _BEFORE_ROUGH:
        if rough := pattern.search(text[: value.start_char]):
            return rough.start()
    return value.start_char


def written(text: str, value: Value) -> str:
    """Return a value as the text writes it, with "about" before it and the thing counted after it: "about 40 homes"."""
    start, end = value_start(text, value), value.end_char
    if value.things:
        counted = _COUNTED_WORDS.match(text[end:])
        end += counted.end() if counted else 0
    shown = " ".join(text[start:end].split())
    return shown[0].lower() + shown[1:] if shown[:1].isalpha() and value.kind is not Kind.DATE else shown


_COUNTED_WORDS = re.compile(r"[ -](?:people|persons?|victims?|deaths|homes?|houses?)\b", re.IGNORECASE)
