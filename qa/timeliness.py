"""What the time a question means does to passages and sentences, and how it is told to the reader.

When an article was published and what dates it tells are two things: either may put a passage into
a period. Time only ever reorders passages that answer about as well as the best one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from index.records import Filters
from qa.answer import Notice, Period
from qa.dates import Direction, TimeReading, dates_told
from qa.dates.calendars import Days
from qa.questions import Question
from qa.sentences import Floats

# In log-odds: what fits the period, or is the latest, gains so much if it is as relevant as the best, and less the
# further it lies behind, down to nothing at the reach.
_PERIOD_GAIN, _PERIOD_REACH = 2.2, 3.0
# A period named with its year, or another time than that of asking where that is known: what is of another time answers
# another question.
_SURE_GAIN, _SURE_REACH = 7.0, 7.0
_RECENCY_GAIN, _REACH = 3.0, 4.0
_FIRST_GAIN = 0.4  # "when did it first sail": later articles tell of it just as well

# Who asks on a known day mostly asks about the news of that time, unless the question says another one. Fitted by eye on
# realtimeqa_2022 alone, the only set whose questions are dated.
_NEWS_GAIN, _NEWS_REACH, _NEWS_DAYS = 4.0, 8.0, 30
_DAYS_AHEAD = 1  # time zones

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


Dated = tuple[date | None, str]  # the day of a passage's article; its title and text, which may tell dates


def effects(question: Question, relevance: Floats, passages: Sequence[Dated]) -> list[float | None]:
    """Return what each passage gains by its time, in log-odds, >= 0; None where time has no say.

    Args:
        question: The question.
        relevance: Log-odds of each passage, whenever it was published, shape (passages,).
        passages: The passages.
    """
    time, published = question.time, [day for day, _ in passages]
    behind = relevance.max(initial=-np.inf) - relevance
    near = np.clip(1 - behind / _REACH, 0, 1)
    elsewhen = question.asked_on is not None and _means_another_time(time, question.asked_on)
    gains: Floats | None = None
    if time.period:
        sure = time.names_year or elsewhen
        gain, reach = (_SURE_GAIN, _SURE_REACH) if sure else (_PERIOD_GAIN, _PERIOD_REACH)
        close = np.clip(1 - behind / reach, 0, 1)
        gains = gain * close * _fits(time, close, passages)
    if time.direction in {Direction.LATEST, Direction.FIRST, Direction.AS_OF}:
        gains = (0 if gains is None else gains) + near * _order(time, near, published)
    if question.asked_on and not elsewhen:
        news = np.array([_newness(day, question.asked_on) for day in published])
        gains = (0 if gains is None else gains) + _NEWS_GAIN * np.clip(1 - behind / _NEWS_REACH, 0, 1) * news
    return [None] * len(passages) if gains is None else [float(gain) for gain in gains]


def _fits(time: TimeReading, near: Floats, passages: Sequence[Dated]) -> Floats:
    period, outside = time.period, is_outside(time, [day for day, _ in passages])
    if period is None:
        return np.zeros(len(passages), dtype=np.float32)
    fits = [
        0.0 if not share else _closeness(period, day) if outside else fit(period, day, text) or 0.0
        for share, (day, text) in zip(near, passages, strict=True)
    ]
    return np.array(fits, dtype=np.float32)


def _order(time: TimeReading, near: Floats, published: Sequence[date | None]) -> Floats:
    """Return what each gains by its place among the days of all that come near the best."""
    until = time.period.end if time.period and time.direction is Direction.AS_OF else None
    days = {
        place: day for place, day in enumerate(published) if near[place] and day and (until is None or day <= until)
    }
    gains = np.zeros(len(published), dtype=np.float32)
    first = time.direction is Direction.FIRST
    for place, rank in _places(days, newest_first=not first).items():
        gains[place] = (_FIRST_GAIN if first else _RECENCY_GAIN) * rank
    return gains


def _means_another_time(time: TimeReading, asked_on: date) -> bool:
    if time.direction is Direction.FIRST:
        return True
    return bool(time.period and (time.period.end is None or asked_on - time.period.end > timedelta(days=_NEWS_DAYS)))


def _newness(day: date | None, asked_on: date) -> float:
    """Return 1 for an article of the day of asking, less the older it is, 0 for what came later."""
    age = (asked_on - day).days if day else None
    return 0.0 if age is None or age < -_DAYS_AHEAD else math.exp(-max(0, age) / _NEWS_DAYS)


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


def _places(days: Mapping[int, date], *, newest_first: bool) -> dict[int, float]:
    """Return the place of each among the different days: 1 for the first, 0 for the last."""
    order = {day: place for place, day in enumerate(sorted(set(days.values()), reverse=newest_first))}
    return {key: 1 - order[day] / max(1, len(order) - 1) for key, day in days.items()}
