"""Days as publishers write them -> dates. What is incomplete or can be read in two ways is no day."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

# January .. December in English, German, French, Spanish, Italian, Portuguese, Dutch; a prefix of three or more
# letters that fits one month only is enough ("Sept.", "févr.").
_MONTHS = [
    "january januar janvier enero gennaio janeiro januari jänner".split(),
    "february februar février fevrier febrero febbraio fevereiro februari".split(),
    "march märz maerz mars marzo março marco maart mrz".split(),
    "april avril abril aprile".split(),
    "may mai mayo maggio maio mei".split(),
    "june juni juin junio giugno junho".split(),
    "july juli juillet julio luglio julho".split(),
    "august août aout agosto augustus".split(),
    "september septembre septiembre settembre setembro setiembre".split(),
    "october oktober octobre octubre ottobre outubro".split(),
    "november novembre noviembre novembro".split(),
    "december dezember décembre decembre diciembre dicembre dezembro".split(),
]
_FIRST_YEAR = 1700  # "0001-01-01" is how some systems write "unknown"
_UNIX_EPOCH = date(1970, 1, 1)  # ... and this is how others do
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_ISO = re.compile(r"(?P<y>\d{4})(?P<gap>[-/.]?)(?P<m>\d{2})(?P=gap)(?P<d>\d{2})(?=$|[T\s,])")
_DAY_FIRST = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?\s+(?:de\s+|of\s+)?"
    + _MONTH
    + r",?\s+(?:de\s+)?(?P<y>\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(_MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d./])(?P<a>\d{1,2})(?P<gap>[./])(?P<b>\d{1,2})(?P=gap)(?P<y>\d{4})(?![\d./])")
_MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} ")
_MOST_CHARS = 120
_IN_URL = re.compile(r"/(?P<y>(?:19|20)\d{2})(?P<gap>[-/])(?P<m>\d{2}|[a-z]{3})(?P=gap)(?P<d>\d{2})(?=[/_-]|$)")


def written_day(value: str) -> date | None:
    """Return the day that a metadata value or a visible date line names, in the zone it is written in.

    ISO 8601 with or without time, mail dates, day and month in words in seven languages, and 13.05.2023. None if
    there is no full date, two different ones, or if day and month cannot be told apart (06/05/2023).
    """
    text = " ".join(value.split())[:_MOST_CHARS]
    if iso := _ISO.match(text):
        return _day(iso["y"], iso["m"], iso["d"])
    if _MAIL.match(text):
        try:
            return _plausible(parsedate_to_datetime(text).date())
        except (ValueError, OverflowError):
            return None
    days = {
        day
        for pattern in (_DAY_FIRST, _MONTH_FIRST)
        for found in pattern.finditer(text)
        if (day := _day(found["y"], _month_number(found["month"]), found["d"]))
    }
    days |= {day for found in _NUMERIC.finditer(text) if (day := _numeric_day(found))}
    return days.pop() if len(days) == 1 else None


def day_in_url(url: str) -> date | None:
    """Return the day in a path such as /2023/05/06/ or /2023/may/06/; a year or a month alone is none."""
    found = _IN_URL.search(url.lower())
    if not found:
        return None
    month = found["m"] if found["m"].isdigit() else _month_number(found["m"])
    return _day(found["y"], month, found["d"])


def _numeric_day(found: re.Match[str]) -> date | None:
    first, second = int(found["a"]), int(found["b"])
    if found["gap"] == "." or first > 12:
        return _day(found["y"], second, first)
    if second > 12 or first == second:
        return _day(found["y"], first, second)
    return None


def _month_number(word: str) -> int | None:
    word = word.lower()
    fitting = {number for number, names in enumerate(_MONTHS, start=1) if any(name.startswith(word) for name in names)}
    return fitting.pop() if len(fitting) == 1 else None


def _day(year: str, month: str | int | None, day: str | int) -> date | None:
    if month is None:
        return None
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _plausible(day: date) -> date | None:
    return day if day.year >= _FIRST_YEAR and day != _UNIX_EPOCH else None
