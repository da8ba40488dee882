"""Dates told in an article's text, read cheaply: years, months and days by name, resolved against the article's day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from qa.dates.calendars import Days, day_of, months_of, year_of
from qa.dates.grammar import month_number

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_DATE = re.compile(
    rf"\b(?:(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTHS})"
    r"(?: (?P<day_after>3[01]|[12]?\d)(?:st|nd|rd|th)?(?!\d|[.:]\d))?(?:,? (?P<year>1\d{3}|20\d\d)\b)?|"
    r"(?<![\d$£€.,#])(?P<only_year>1[5-9]\d\d|20\d\d)(?!\d|[.,]\d|%| (?:people|men|women|metres|miles|km|tonnes|jobs)\b)",
)  # fmt: skip
_BY_ITSELF = re.compile(r"\b(?:in|since|until|by|last|of|next|this|from|to|early|mid|late|between|and|during) $")


def dates_told(text: str, published: date | None) -> Iterator[Days]:
    """Yield the days a text names.

    A month or day without a year is that nearest to the day of publication.

    Args:
        text: Any stretch of an article.
        published: The article's day; without it, dates without a year are left out.
    """
    for match in _DATE.finditer(text):
        try:
            days = _days(match, published, text)
        except ValueError:
            continue  # there is no such day
        if days:
            yield days


def _days(match: re.Match[str], published: date | None, text: str) -> Days | None:
    if match["only_year"]:
        return year_of(int(match["only_year"]))
    month, day = month_number(match["month"]), match["day"] or match["day_after"]
    if match["year"]:
        return _days_in(int(match["year"]), month, day)
    if published is None or not (day or _BY_ITSELF.search(text, 0, match.start())):
        return None
    near = [days for year in range(published.year - 1, published.year + 2) for days in _if_any(year, month, day)]
    return min(near, key=lambda days: abs((days.first - published).days), default=None)


def _days_in(year: int, month: int, day: str | None) -> Days:
    return day_of(date(year, month, int(day))) if day else months_of(year, month)


def _if_any(year: int, month: int, day: str | None) -> list[Days]:
    """Return the days in a list, which is empty for 29 February of most years."""
    try:
        return [_days_in(year, month, day)]
    except ValueError:
        return []
