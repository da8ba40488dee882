"""Dates that name themselves: days, months, quarters, seasons, years, decades, centuries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from qa.dates import calendars
from qa.dates.calendars import WEEKDAY_NAMES, Days, day_of, step, unit_of, year_of
from qa.dates.grammar import (
    DAY,
    MONTH,
    NUMBER,
    OF_YEAR,
    ORDINALS,
    RELATION,
    RELATIONS,
    TO,
    WEEKDAY,
    YEAR,
    Asked,
    Meaning,
    Phrase,
    Rules,
    full_year,
    month_number,
    number_of,
    single_date,
    unit_name,
    yearly,
)
from qa.dates.names import YearUse, is_month, year_use

DATES = Rules()
YEARS = Rules()

_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)\b"
_DECADE_NAMES = {
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
_DAY_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_CENTURIES = {"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21}
_SEASON_PREPOSITION = re.compile(r"\b(?:in|during|over|since|until|before|by|after) $", re.IGNORECASE)
_YEAR_PREPOSITION = re.compile(r"\b(?:in|of|since|before|after|until|by|from) (?:the )?$", re.IGNORECASE)
_TELLS_OF_THE_PAST = re.compile(r"\b(?:did|was|were|had|have|has)\b", re.IGNORECASE)


@DATES.add(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\b(?![-/.]\d)")
def _iso_date(match: re.Match[str], _: Asked) -> Meaning:
    return day_of(date(*(int(part) for part in re.split("[-/]", match.group()))))


@DATES.add(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])\b(?![-/.]\d)")
def _iso_month(match: re.Match[str], _: Asked) -> Meaning:
    return calendars.months_of(int(match["year"]), int(match["month"])) if match["year"] < "2100" else None


@DATES.add(r"\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{4}\b(?![-/.]\d)")
def _numeric_date(match: re.Match[str], _: Asked) -> Meaning:
    """With slashes or hyphens day and month may stand in either order; all days between both readings are meant."""
    day_first = single_date(match.group())
    if match["mark"] == ".":
        return day_of(day_first)
    first, last = sorted((day_first, single_date(match.group(), day_first=False)))
    return Days(first, last)


@DATES.add(rf"(?:the )?(?P<ordinal>{'|'.join(_DAY_ORDINALS)}) of (?P<month>{MONTH}){OF_YEAR}?")
def _day_in_words(match: re.Match[str], asked: Asked) -> Meaning:
    day, month = _DAY_ORDINALS.index(match["ordinal"].lower()) + 1, month_number(match["month"])
    return yearly(match, asked, lambda year: day_of(date(year, month, day)))


@DATES.add(
    rf"(?:the )?(?P<first>{DAY}){TO}(?:the )?(?P<last>{DAY})(?: of)? (?P<month>{MONTH}){OF_YEAR}?",
    rf"(?P<month>{MONTH}) (?P<first>{DAY}){TO}(?P<last>{DAY}){OF_YEAR}?",
)
def _days_of_month(match: re.Match[str], asked: Asked) -> Meaning:
    def in_year(year: int) -> Days:
        return Days(*(single_date(f"{match[end]} {match['month']} {year}") for end in ("first", "last")))

    return yearly(match, asked, in_year)


@DATES.add(
    rf"(?:(?P<weekday>{WEEKDAY}),? )?(?:the )?(?P<day>{DAY})(?: of)? (?P<month>{MONTH}){OF_YEAR}?",
    rf"(?:(?P<weekday>{WEEKDAY}),? )?(?P<month>{MONTH}) (?:the )?(?P<day>{DAY})(?! [a-z]+s\b){OF_YEAR}?",
)
def _day_of_month(match: re.Match[str], asked: Asked) -> Meaning:
    month, weekday = match["month"], match["weekday"]
    dated = match["year"] or match["which"]
    if month in {"may", "march"} and not dated and not asked.before(match).endswith("on "):
        return None  # "which of the 3 may win"

    def in_year(year: int) -> Days:
        day = single_date(f"{match['day']} {month} {year}")
        if weekday and not dated and WEEKDAY_NAMES[day.weekday()] != weekday.lower():
            raise ValueError("it is another weekday that year")
        return day_of(day)

    return yearly(match, asked, in_year)


@DATES.add(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th) of (?P<which>last|this|next) month\b")
def _day_of_relative_month(match: re.Match[str], asked: Asked) -> Meaning:
    month = unit_of("month", asked.as_of + step("month", RELATIONS[match["which"].lower()]))
    return day_of(month.first.replace(day=int(match["day"])))


@DATES.add(rf"(?:the )?(?P<edge>first|last) (?P<unit>week|day) of (?P<month>{MONTH}){OF_YEAR}?")
def _edge_of_month(match: re.Match[str], asked: Asked) -> Meaning:
    length = timedelta(days=6 if match["unit"].lower() == "week" else 0)

    def in_year(year: int) -> Days:
        first, last = calendars.months_of(year, month_number(match["month"]))
        return Days(first, first + length) if match["edge"].lower() == "first" else Days(last - length, last)

    return yearly(match, asked, in_year)


@DATES.add(
    rf"(?:(?P<before>{YEAR}) )?(?P<part>[qh])(?P<number>[1-4])\b(?:{OF_YEAR}|/(?P<after>{YEAR}))?",
    rf"(?:the )?(?P<number>first|1st|second|2nd|third|3rd|fourth|4th|last|final)[ -](?P<part>quarter)\b(?: [a-z]+){{0,2}}?{OF_YEAR}",
    rf"(?:the )?(?P<number>first|1st|second|2nd)[ -](?P<part>half)\b(?: [a-z]+){{0,2}}?{OF_YEAR}",
)
def _quarter_or_half(match: re.Match[str], asked: Asked) -> Meaning:
    groups = match.groupdict()
    number = ORDINALS.get(groups["number"].lower()) or int(groups["number"])

    def in_year(year: int) -> Days:
        if groups["part"].lower().startswith("q"):
            return calendars.quarter_of(year, number)
        return calendars.half_of(year_of(year), number)

    if year := groups.get("before") or groups.get("after"):
        return in_year(int(year))
    return yearly(match, asked, in_year)


@DATES.add(
    rf"(?:the )?(?P<edge>first|last|final|opening|closing) (?:(?P<number>{NUMBER}) )?(?P<unit>days?|weeks?|months?){OF_YEAR}"
)
def _edge_of_year(match: re.Match[str], asked: Asked) -> Meaning:
    length = step(unit_name(match["unit"]), number_of(match["number"] or "one"))

    def in_year(year: int) -> Days:
        first, last = year_of(year)
        if match["edge"].lower() in {"first", "opening"}:
            return Days(first, first + length - timedelta(days=1))
        return Days(last + timedelta(days=1) - length, last)

    return yearly(match, asked, in_year)


@DATES.add(
    rf"(?:the )?{_SEASON}(?: of|,)? (?:(?P<year>{YEAR})(?:[-–/](?:\d{{4}}|\d\d)\b)?|(?P<which>last|this|next) year\b|[’'](?P<short>\d\d)\b)",
    rf"(?:the )?(?P<relation>{RELATION}) {_SEASON}(?! [A-Z])",
    rf"(?P<article>the) {_SEASON}(?! [A-Za-z])",
)
def _season(match: re.Match[str], asked: Asked) -> Meaning:  # noqa: PLR0911  (one for each kind)
    groups, name = match.groupdict(), match["season"].lower()
    if match["season"] == "Fall" or re.match(r" [A-Z]", asked.after(match)):
        return None

    def in_year(year: int) -> Days:
        return calendars.season_of(name, year)

    if groups.get("short"):
        return in_year(full_year(groups["short"], asked.as_of))
    if groups.get("article") and not _means_one_season(name, match, asked):
        return None
    if not groups.get("relation"):
        return yearly(match, asked, in_year)
    seasons, relation = list(asked.yearly(in_year, 2)), RELATIONS[groups["relation"].lower()]
    if relation < 0:
        return [days for days in seasons if days.last < asked.as_of][-1]
    if relation == 0:
        return next(days for days in seasons if days.last >= asked.as_of)
    return next(days for days in seasons if days.first > asked.as_of)


@DATES.add(rf"(?P<month>{MONTH}){OF_YEAR}", rf"(?P<relation>last|this|next) (?P<month>{MONTH})", rf"(?P<month>{MONTH})")
def _month(match: re.Match[str], asked: Asked) -> Meaning:
    groups, number = match.groupdict(), month_number(match["month"])

    def in_year(year: int) -> Days:
        return calendars.months_of(year, number)

    if groups.get("year") or groups.get("which"):
        return yearly(match, asked, in_year)
    if not is_month(match["month"].rstrip("."), asked.text[: match.start("month")], asked.after(match)):
        return None
    this_month = unit_of("month", asked.as_of)
    relation = (groups.get("relation") or "").lower()
    if relation == "this":
        return in_year(asked.as_of.year)
    if relation == "last":
        return replace(asked, as_of=this_month.first - timedelta(days=1)).nearest(in_year, ahead=False)
    if relation == "next":
        return replace(asked, as_of=this_month.last + timedelta(days=1)).nearest(in_year, ahead=True)
    return Phrase(0, 0, asked.nearest(in_year), in_year=in_year)


def _means_one_season(name: str, match: re.Match[str], asked: Asked) -> bool:
    """Tell the summer something happened in from what happens every summer, and from the spring that dried up."""
    told = _TELLS_OF_THE_PAST.search(asked.text) or asked.looks_ahead
    return name != "fall" and bool(told and _SEASON_PREPOSITION.search(asked.before(match)))


# --- decades, centuries, years; read last, when no longer phrase took them


@DATES.add(
    r"(?:the )?(?P<long>1\d|20)(?P<tens>\d)0s\b",
    r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?:(?P<article>the) )?(?:early |mid |mid-|late )?[’']?(?P<tens>[1-9])0s\b",
    rf"(?P<article>the )(?:early |mid |mid-|late )?(?P<name>{'|'.join(_DECADE_NAMES)})\b",
)
def _decade(match: re.Match[str], asked: Asked) -> Meaning:
    groups = match.groupdict()
    if groups.get("name"):
        first = 1900 + _DECADE_NAMES[groups["name"].lower()]
    elif groups.get("long"):
        first = int(f"{groups['long']}{groups['tens']}0")
    else:
        if not groups["article"] and not re.search(r"[’']", match.group()):
            return None
        if re.search(r"\b(?:degrees?|temperatures?|aged?|highs|lows)\b", asked.text, re.IGNORECASE):
            return None
        first = full_year(f"{groups['tens']}0", asked.as_of)
    return _with_part(match, year_of(first, first + 9))


@DATES.add(rf"(?:the )?(?:(?P<number>1\d|2[01]|[5-9])(?:st|th)|(?P<name>{'|'.join(_CENTURIES)}))[ -]century\b")
def _century(match: re.Match[str], _: Asked) -> Meaning:
    return calendars.century_of(int(match["number"]) if match["number"] else _CENTURIES[match["name"].lower()])


@YEARS.add(rf"(?P<first>{YEAR})[-–/](?P<last>\d{{4}}|\d\d)\b(?![-/.]\d)")
def _years(match: re.Match[str], _: Asked) -> Meaning:
    first, last = int(match["first"]), int(match["last"])
    last = last if last > 99 else first // 100 * 100 + last
    return year_of(first, last) if first < last < 2200 else None


@YEARS.add(rf"(?P<year>{YEAR})")
def _year(match: re.Match[str], asked: Asked) -> Meaning:
    year = int(match["year"])
    use = year_use(asked.before(match), asked.after(match), year, asked.as_of.year)
    return None if use is YearUse.NUMBER else Phrase(0, 0, year_of(year), in_name=use is YearUse.NAME)


@YEARS.add(r"[’'](?P<short>\d\d)\b(?!s)")
def _short_year(match: re.Match[str], asked: Asked) -> Meaning:
    if not _YEAR_PREPOSITION.search(asked.before(match)):
        return None
    return year_of(full_year(match["short"], asked.as_of))


def _with_part(match: re.Match[str], days: Days) -> Days:
    part = re.search(r"\b(early|mid|late)\b", match.group(), re.IGNORECASE)
    return calendars.third_of(days, part.group().lower()) if part else days
