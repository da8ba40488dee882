"""What the time a question means does to passages and sentences, and how it is told to the reader.

When an article was published and what dates it tells are two things: either may put a passage into
a period. Time only ever reorders passages that answer about as well as the best one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from index.records import Filters
from qa.answer import Notice, Period
from qa.dates import Direction, TimeReading, dates_told
from qa.dates.calendars import Days

# Shares of the best candidate's relevance: what fits the period, or is the latest, gains so much if it is as
# relevant as the best, and less the further it lies behind, down to nothing at the floor.
_PERIOD_GAIN, _PERIOD_FLOOR = 0.3, 0.6
_YEAR_GAIN, _YEAR_FLOOR = 0.8, 0.4  # a period named with its year: what is of another year answers another question
_RECENCY_GAIN, _RECENCY_FLOOR = 0.3, 0.6
_FIRST_GAIN = 0.05  # "when did it first sail": later articles tell of it just as well

_LATE_DAYS = 60  # articles still tell of a period later, so many days after its end half as well
_EARLY_DAYS = 30  # and ahead of it, so many days before its start a quarter as well
_DOUBT = 0.5  # how far a period counts against a sentence if it was named without its year
_BROADER = 0.5  # how well the year 2023 fits when March 2023 is asked for


def within(filters: Filters | None, time: TimeReading) -> Filters | None:
    """Narrow filters to the period if the question asks for what was published in it.

    Returns:
        None if it does not, or if no day passes both.
    """
    period = time.period
    if not time.restricts or not period:
        return None
    given = filters or Filters()
    first = max((day for day in (given.published_from, period.start) if day), default=None)
    last = min((day for day in (given.published_to, period.end) if day), default=None)
    return None if first and last and first > last else replace(given, published_from=first, published_to=last)


def is_outside(time: TimeReading, days: Iterable[date | None]) -> bool:
    """Say whether what was published on these days had to come from outside a period that restricts."""
    return bool(time.restricts and time.period and not any(day and _covers(time.period, day) for day in days))


def reorders(time: TimeReading) -> bool:
    """Say whether time has a say in the order of passages."""
    return bool(time.period) or time.direction in {Direction.LATEST, Direction.FIRST}


def effects(
    time: TimeReading,
    relevance: Mapping[str, float],
    published: Mapping[str, date | None],
    texts: Callable[[list[str]], Mapping[str, str]],
) -> dict[str, float]:
    """Return what each passage gains by its time, >= 0 and on the scale of its relevance.

    Args:
        time: What the question says of time.
        relevance: Score by chunk id, however it came about, >= 0 for whatever matters.
        published: Day of the article by chunk id.
        texts: Reads passages by chunk id, titles with them.
    """
    best = max(relevance.values(), default=0.0)
    if best <= 0 or not reorders(time):
        return {}
    gains = dict.fromkeys(relevance, 0.0)
    if time.period:
        gain, floor = (_YEAR_GAIN, _YEAR_FLOOR) if time.names_year else (_PERIOD_GAIN, _PERIOD_FLOOR)
        near = _nearness(relevance, best, floor)
        read = texts(list(near))
        outside = is_outside(time, published.values())
        for key, share in near.items():
            day = published.get(key)
            fits = _closeness(time.period, day) if outside else fit(time.period, day, read.get(key, "")) or 0.0
            gains[key] += gain * best * share * fits
    direction = time.direction
    if direction in {Direction.LATEST, Direction.FIRST, Direction.AS_OF}:
        near = _nearness(relevance, best, _RECENCY_FLOOR)
        until = time.period.end if time.period and direction is Direction.AS_OF else None
        days = {key: day for key in near if (day := published.get(key)) and (until is None or day <= until)}
        gain = _FIRST_GAIN if direction is Direction.FIRST else _RECENCY_GAIN
        for key, place in _places(days, newest_first=direction is not Direction.FIRST).items():
            gains[key] += gain * best * near[key] * place
    return gains


def fit(period: Period, published: date | None, text: str) -> float | None:
    """Return how well a text fits a period, in [0, 1]: by its article's day or by a date it tells.

    Args:
        period: The period.
        published: Day of the article.
        text: The passage, and what else tells its date.

    Returns:
        None if neither says anything about its time.
    """
    by_day = None if published is None else _published_fit(period, published)
    if by_day == 1:
        return by_day
    told = max((_told_fit(period, days) for days in dates_told(text, published)), default=0.0)
    return (told or None) if by_day is None else max(by_day, told)


def misfit(time: TimeReading, published: date | None, text: str) -> float:
    """Return how far a text is from the period a question means, in [0, 1]; 0 if nothing can be said.

    A period named without its year may be meant otherwise, and counts less.
    """
    fits = fit(time.period, published, text) if time.period else None
    return 0.0 if fits is None else (1 - fits) * (1 if time.names_year else _DOUBT)


def is_of(time: TimeReading, published: date | None, text: str) -> bool:
    """Say whether a text was published in the period a question means, shortly after it, or tells a date in it."""
    fits = fit(time.period, published, text) if time.period else None
    return fits is not None and fits >= _BROADER


def notices(time: TimeReading, published: Iterable[date | None], told: bool) -> tuple[Notice, ...]:
    """Say in words which period was understood and what became of it.

    Args:
        time: What the question says of time.
        published: Days of the articles found.
        told: Something found is of the period or tells of it.
    """
    period = time.period
    if not period:
        return ()
    words = f"{in_words(period)} (“{period.from_text}”)"
    days = list(published)
    if is_outside(time, days):
        text = f"No article was published in the period asked for, {words}"
        return (Notice("period", f"{text}; these are the nearest." if days else f"{text}."),)
    if time.restricts:
        return (Notice("period", f"Read as {words}; only articles published then are used."),)
    if days and not told:
        return (Notice("period", f"Read as {words}, but no passage found is of that time or tells of it."),)
    return (Notice("period", f"Read as {words}; articles of that time come first."),)


def in_words(period: Period) -> str:
    """Write a period as people do: 1 to 31 March 2023."""
    start, end = period.start, period.end
    if start and end:
        if start == end:
            return _day(start)
        begins = f"{start.day}" if (start.year, start.month) == (end.year, end.month) else f"{start.day} {start:%B}"
        return f"{begins} to {_day(end)}" if start.year == end.year else f"{_day(start)} to {_day(end)}"
    return f"{_day(start)} or later" if start else f"{_day(end)} or earlier" if end else "any time"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _covers(period: Period, day: date) -> bool:
    return (period.start is None or period.start <= day) and (period.end is None or day <= period.end)


def _published_fit(period: Period, day: date) -> float:
    late = (day - period.end).days if period.end and period.start else 0
    early = (period.start - day).days if period.start else 0
    if late > 0:
        return _LATE_DAYS / (_LATE_DAYS + late)
    if early > 0:
        return 0.5 * _EARLY_DAYS / (_EARLY_DAYS + early)
    return 1.0 if _covers(period, day) else 0.0


def _told_fit(period: Period, days: Days) -> float:
    first, last = days
    if _covers(period, first) and _covers(period, last):
        return 1.0
    overlaps = (period.start is None or last >= period.start) and (period.end is None or first <= period.end)
    return _BROADER if overlaps else 0.0


def _closeness(period: Period, day: date | None) -> float:
    if day is None:
        return 0.0
    gap = (period.start - day).days if period.start and day < period.start else 0
    gap = (day - period.end).days if period.end and day > period.end else gap
    return _EARLY_DAYS / (_EARLY_DAYS + gap)


def _nearness(relevance: Mapping[str, float], best: float, floor: float) -> dict[str, float]:
    """Return how near each comes to the best, 1 for the best, those above the floor only."""
    shares = {key: (score / best - floor) / (1 - floor) for key, score in relevance.items()}
    return {key: share for key, share in shares.items() if share > 0}


def _places(days: Mapping[str, date], *, newest_first: bool) -> dict[str, float]:
    """Return the place of each among the different days: 1 for the first, 0 for the last."""
    order = {day: place for place, day in enumerate(sorted(set(days.values()), reverse=newest_first))}
    return {key: 1 - order[day] / max(1, len(order) - 1) for key, day in days.items()}
