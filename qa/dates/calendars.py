"""Stretches of days by name: years, months, quarters, seasons, holidays, and steps between them.

Weeks begin on Monday, seasons are those of the northern hemisphere, winter counts to the year it begins in.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASON_BEGINS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_LAST_YEAR = date.max.year - 1


class Days(NamedTuple):
    """A stretch of days, both ends included."""

    first: date
    last: date


def day_of(day: date) -> Days:
    """Return one day."""
    return Days(day, day)


def year_of(year: int, until: int | None = None) -> Days:
    """Return a year, or all years until another one, which is included.

    Raises:
        ValueError: The calendar has no such year.
    """
    return Days(date(year, 1, 1), date(min(until or year, _LAST_YEAR), 12, 31))


def months_of(year: int, month: int, count: int = 1) -> Days:
    """Return one month or several in a row; `month` counts from 1 and may lie beyond the year."""
    begins, ends = 12 * year + month - 1, 12 * year + month - 1 + count  # months since year 0
    return Days(date(begins // 12, begins % 12 + 1, 1), date(ends // 12, ends % 12 + 1, 1) - timedelta(days=1))


def quarter_of(year: int, number: int) -> Days:
    """Return a quarter, 1 to 4."""
    return months_of(year, 3 * number - 2, 3)


def season_of(name: str, year: int) -> Days:
    """Return the season that begins in a year."""
    return months_of(year, _SEASON_BEGINS[name], 3)


def week_of(day: date) -> Days:
    """Return the week of a day, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def weekend_of(day: date) -> Days:
    """Return Saturday and Sunday of the week of a day."""
    sunday = week_of(day).last
    return Days(sunday - timedelta(days=1), sunday)


def unit_of(unit: str, day: date) -> Days:
    """Return the day, week, weekend, month, quarter, year, decade or century a day lies in."""
    readers = {
        "day": lambda: day_of(day),
        "week": lambda: week_of(day),
        "weekend": lambda: weekend_of(day),
        "month": lambda: months_of(day.year, day.month),
        "quarter": lambda: quarter_of(day.year, (day.month + 2) // 3),
        "year": lambda: year_of(day.year),
        "decade": lambda: year_of(day.year // 10 * 10, day.year // 10 * 10 + 9),
        "century": lambda: century_of((day.year + 99) // 100),
    }
    return readers[unit]()


def century_of(number: int) -> Days:
    """Return a century: the 19th runs from 1801 to 1900."""
    return year_of(100 * number - 99, 100 * number)


def step(unit: str, count: int) -> relativedelta:
    """Return so many units as something to add to a day."""
    days = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    return relativedelta(days=count * days[unit]) if unit in days else relativedelta(months=count * months[unit])


def third_of(days: Days, which: str) -> Days:
    """Return the early, mid or late part: ten days of a month, four months of a year, three or four years of a decade."""
    first, last = days
    length = (last - first).days + 1
    part = {"early": 0, "mid": 1, "late": 2}[which]
    if 27 < length < 32:
        return Days(
            first + timedelta(days=10 * part), last if which == "late" else first + timedelta(days=10 * part + 9)
        )
    if 364 < length < 367:
        return months_of(first.year, 4 * part + 1, 4)
    if 3650 < length < 3655:
        return year_of(first.year + (0, 4, 7)[part], first.year + (3, 6, 9)[part])
    if length > 36500 - 30:
        return year_of(first.year + 33 * part, last.year if which == "late" else first.year + 33 * part + 32)
    return days


def half_of(days: Days, number: int) -> Days:
    """Return the first or second half; a year is halved by months, a decade by years."""
    first, last = days
    length = (last - first).days + 1
    if 364 < length < 367:
        return months_of(first.year, 6 * number - 5, 6)
    if length > 3650:
        years = (last.year - first.year + 1) // 2
        return year_of(first.year, first.year + years - 1) if number == 1 else year_of(first.year + years, last.year)
    middle = first + timedelta(days=(length + 1) // 2)
    return Days(first, middle - timedelta(days=1)) if number == 1 else Days(middle, last)


def holiday_of(name: str, year: int) -> Days:
    """Return a holiday of a year.

    Args:
        name: In lower case, as in `HOLIDAY_PATTERN`.
        year: Of the Gregorian calendar.
    """
    fixed = {
        "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "halloween": (10, 31),
        "new year's eve": (12, 31), "new year's day": (1, 1), "valentine's day": (2, 14),
    }  # fmt: skip
    if name in fixed:
        return day_of(date(year, *fixed[name]))
    if name == "christmas":
        return Days(date(year, 12, 24), date(year, 12, 26))
    if name in {"black friday", "thanksgiving", "cyber monday"}:
        first = date(year, 11, 1)
        thanksgiving = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        return day_of(thanksgiving + timedelta(days={"thanksgiving": 0, "black friday": 1, "cyber monday": 4}[name]))
    sunday = easter(year)
    offsets = {
        "good friday": (-2, -2),
        "easter sunday": (0, 0),
        "easter monday": (1, 1),
        "ash wednesday": (-46, -46),
        "easter": (-2, 1),
    }
    begins, ends = offsets[name]
    return Days(sunday + timedelta(days=begins), sunday + timedelta(days=ends))


HOLIDAY_PATTERN = (
    r"christmas (?:day|eve)|christmas|boxing day|new year[’']?s (?:eve|day)|valentine[’']?s day|halloween|"
    r"black friday|cyber monday|thanksgiving|good friday|easter (?:sunday|monday)|easter|ash wednesday"
)
