"""Dates told from the day of asking, from a weekday, a holiday or another date: "last week", "the year before 2020"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from qa.dates import calendars
from qa.dates.calendars import HOLIDAY_PATTERN, WEEKDAY_NAMES, Days, day_of, step, unit_of, week_of
from qa.dates.grammar import (
    NUMBER,
    RELATION,
    RELATIONS,
    TO,
    UNITS,
    WEEKDAY,
    YEAR,
    Asked,
    Meaning,
    Rules,
    number_of,
    unit_name,
    yearly,
)
from qa.dates.names import is_weekday

RELATIVE = Rules()

_DAYS_OFF = {
    "the day before yesterday": -2, "the day after tomorrow": 2, "yesterday": -1, "last night": -1, "tomorrow": 1,
}  # fmt: skip
_ROLLING = re.compile(r"\b(?:in|over|during|within|for|throughout|across) the $", re.IGNORECASE)
_WEEKEND_PREPOSITION = re.compile(r"\b(?:over|at|during|on|since|before|after|by|until) $", re.IGNORECASE)
_UNIT = r"(?P<unit>day|week|weekend|month|quarter|year|decade|century)\b"


@RELATIVE.add(
    rf"(?P<first>{WEEKDAY}){TO}(?P<last>{WEEKDAY})(?: of)?(?: (?P<week>last|this|next) week\b)?",
    rf"(?P<first>{WEEKDAY})(?: of)? (?P<week>last|this|next) week\b",
    rf"(?P<relation>last|this|next|this past|this coming) (?P<first>{WEEKDAY})(?!s\b)",
    rf"(?P<first>{WEEKDAY})(?!s\b)",
)
def _weekday(match: re.Match[str], asked: Asked) -> Meaning:
    groups, today = match.groupdict(), asked.as_of
    first = WEEKDAY_NAMES.index(groups["first"].lower())
    if week := groups.get("week"):
        monday = week_of(today + step("week", RELATIONS[week.lower()])).first
        last = WEEKDAY_NAMES.index((groups.get("last") or groups["first"]).lower())
        return Days(monday + timedelta(days=first), monday + timedelta(days=last))
    before, after = asked.text[: match.start("first")], asked.after(match)
    if not is_weekday(groups["first"], before, after):
        return None
    since, relation = (today.weekday() - first) % 7, (groups.get("relation") or "").lower()
    if relation in {"last", "this past"}:
        day = today - timedelta(days=since or 7)
    elif relation in {"next", "this coming"}:
        day = today + timedelta(days=7 - since)
    elif relation == "this":
        day = week_of(today).first + timedelta(days=first)
    elif asked.looks_ahead_at(match):
        day = today + timedelta(days=-since % 7)
    else:
        day = today - timedelta(days=since)
    if groups.get("last"):
        length = (WEEKDAY_NAMES.index(groups["last"].lower()) - first) % 7
        if not asked.looks_ahead_at(match) and day + timedelta(days=length) > today:
            day -= timedelta(days=7)
        return Days(day, day + timedelta(days=length))
    return day_of(day)


@RELATIVE.add(
    r"the day (?:before yesterday|after tomorrow)\b",
    r"(?:yesterday|tomorrow)\b",
    r"(?:(?:earlier|later) )?today\b",
    r"last night\b",
    r"tonight\b",
    r"this (?:morning|afternoon|evening)\b",
)
def _near_day(match: re.Match[str], asked: Asked) -> Meaning:
    words = match.group()
    if (words[0].isupper() and asked.before(match).strip()) or asked.before(match).endswith("the "):
        return None  # a paper, a film
    return day_of(asked.as_of + timedelta(days=_DAYS_OFF.get(words.lower(), 0)))


@RELATIVE.add(r"(?P<so_far>so far |earlier |later )(?P<relation>this) (?P<unit>week|month|quarter|year|decade)\b")
def _part_of_this(match: re.Match[str], asked: Asked) -> Meaning:
    whole = unit_of(match["unit"].lower(), asked.as_of)
    if match["so_far"].lower() == "later ":
        return Days(asked.as_of, whole.last)
    return Days(whole.first, asked.as_of)


@RELATIVE.add(r"the (?P<unit>week|month|year|weekend) (?P<side>before last|after next)\b")
def _last_but_one(match: re.Match[str], asked: Asked) -> Meaning:
    unit = match["unit"].lower()
    return unit_of(unit, asked.as_of + step(unit, -2 if match["side"].lower() == "before last" else 2))


@RELATIVE.add(rf"(?P<number>{NUMBER}) (?P<unit>{UNITS}) ago\b", r"(?P<half>half) a (?P<unit>year|century) ago\b")
def _ago(match: re.Match[str], asked: Asked) -> Meaning:
    unit = unit_name(match["unit"])
    if match.groupdict().get("half"):
        months = 6 if unit == "year" else 600
        return unit_of("month" if unit == "year" else "year", asked.as_of - step("month", months))
    day = asked.as_of - step(unit, number_of(match["number"]))
    return unit_of({"fortnight": "week", "decade": "year", "century": "year"}.get(unit, unit), day)


@RELATIVE.add(
    rf"(?:the )?(?P<side>past|last|previous|next|coming) (?:{NUMBER} (?:to|or) )?(?P<number>{NUMBER}) (?P<unit>{UNITS})(?! of\b)",
    r"(?:the )?(?P<side>past|last|next) (?P<number>24|48|72) (?P<unit>hours)\b",
    rf"(?:the |this )?(?P<side>past) (?P<unit>{UNITS})(?! of\b)",
)
def _rolling(match: re.Match[str], asked: Asked) -> Meaning:
    number = number_of(match.groupdict().get("number") or "one")
    hours = match["unit"].lower() == "hours"
    length = step("day", number // 24) if hours else step(unit_name(match["unit"]), number)
    if match["side"].lower() in {"next", "coming"}:
        return Days(asked.as_of, asked.as_of + length)
    return Days(asked.as_of - length, asked.as_of)


@RELATIVE.add(rf"(?P<relation>{RELATION}) {_UNIT}(?! of\b(?! last| this| next))(?! (?:before|after|earlier|later)\b)")
def _unit_from_now(match: re.Match[str], asked: Asked) -> Meaning:
    relation, unit = match["relation"].lower(), match["unit"].lower()
    anchor = _anchor(match, asked) if relation in {"previous", "following"} else None
    if unit == "day" or (relation == "following" and not anchor):
        return None
    if anchor:
        return unit_of(unit, anchor + step(unit, RELATIONS[relation]))
    if unit != "weekend" and _ROLLING.search(asked.before(match)) and relation in {"last", "next"}:
        return Days(*sorted((asked.as_of, asked.as_of + step(unit, RELATIONS[relation]))))
    days = unit_of(unit, asked.as_of + step(unit, RELATIONS[relation]))
    if unit == "weekend" and relation == "last" and calendars.weekend_of(asked.as_of).last < asked.as_of:
        return calendars.weekend_of(asked.as_of)
    return days


@RELATIVE.add(
    r"(?:the )?(?P<edge>end|beginning|start|middle) of (?:the|this) (?P<unit>week|month|quarter|year|decade|century)\b"
)
def _edge_of_this(match: re.Match[str], asked: Asked) -> Meaning:
    part = {"end": "late", "middle": "mid"}.get(match["edge"].lower(), "early")
    return calendars.third_of(unit_of(match["unit"].lower(), asked.as_of), part)


@RELATIVE.add(r"the (?P<unit>year|month|week) before\b(?! (?!last\b)[\w’'])")
def _unit_before(match: re.Match[str], asked: Asked) -> Meaning:
    unit = match["unit"].lower()
    return unit_of(unit, (_anchor(match, asked) or asked.as_of) - step(unit, 1))


@RELATIVE.add(r"the weekend\b")
def _the_weekend(match: re.Match[str], asked: Asked) -> Meaning:
    if not _WEEKEND_PREPOSITION.search(asked.before(match)):
        return None
    weekend = calendars.weekend_of(asked.as_of)
    if asked.looks_ahead_at(match) or weekend.first <= asked.as_of:
        return weekend
    return calendars.weekend_of(asked.as_of - timedelta(days=7))


@RELATIVE.add(
    rf"(?:(?P<relation>last|this|next) )?(?P<name>{HOLIDAY_PATTERN})(?:,? (?:of |in )?(?P<year>{YEAR})|(?: of)? (?P<which>last|this|next) year\b)?"
)
def _holiday(match: re.Match[str], asked: Asked) -> Meaning:
    name = match["name"].lower().replace("’", "'")
    if name in {"new years eve", "new years day", "valentines day"}:
        name = name.replace("s ", "'s ")
    dated = match["year"] or match["which"] or match["relation"]
    if not dated and (
        name in {"black friday", "cyber monday", "thanksgiving", "ash wednesday"} or not _on_it(match, asked)
    ):
        return None

    def in_year(year: int) -> Days:
        return calendars.holiday_of(name, year)

    if (match["relation"] or "").lower() == "next":
        return asked.nearest(in_year, ahead=True)
    return yearly(match, asked, in_year)


def _on_it(match: re.Match[str], asked: Asked) -> bool:
    before, after = asked.before(match), asked.after(match)
    leads = re.search(r"\b(?:on|at|over|since|until|by|before|after|during|around|for) $", before, re.IGNORECASE)
    return bool(leads) and not re.match(r" [A-Z]", after)


def _anchor(match: re.Match[str], asked: Asked) -> date | None:
    """Return the first day of a year named before the match: what "the year before" counts from."""
    years = re.findall(rf"\b(?:in|of|for|from|since|during) ({YEAR})", asked.before(match))
    return calendars.year_of(int(years[-1])).first if years else None
