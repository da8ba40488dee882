"""The phrases of a question that name days, joined where they name a stretch: "from March to May", "late 2022"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from qa.dates.absolute import DATES, YEARS
from qa.dates.calendars import Days, step, third_of, unit_of, week_of
from qa.dates.grammar import NUMBER, UNITS, Asked, Phrase, number_of, unit_name
from qa.dates.relative import RELATIVE

_PART = re.compile(
    r"(?:(?P<part>early|mid|late)(?: |-| in |-to-late )(?:the )?|the (?P<edge>beginning|start|middle|end) of (?:the )?)$",
    re.IGNORECASE,
)
_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_WEEK_OF = re.compile(r"(?:the )?week (?:of|beginning|starting|from) (?:the )?$", re.IGNORECASE)
_SHIFT = re.compile(
    rf"(?:(?P<number>{NUMBER}) |the )(?P<unit>{UNITS}) (?P<side>before|after|prior to|following) (?:the )?$", re.IGNORECASE
)  # fmt: skip
_RANGE = re.compile(r"(?: ?[-–—] ?|,? (?P<word>to|and|until|till|through) (?:the )?(?:end of )?)", re.IGNORECASE)
_TILL_NOW = re.compile(r" (?:and|to|until|till) (?:now|the present(?: day)?|present)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from) (?:the )?$", re.IGNORECASE)


def find_phrases(text: str, as_of: date) -> list[Phrase]:
    """Return the phrases of a text that name days, in order and without overlap.

    Args:
        text: A question, quotations blanked out.
        as_of: The day it is asked on.
    """
    asked, found = Asked(text, as_of), list[Phrase]()
    for rules in (DATES, RELATIVE, YEARS):
        rules.find(asked, found)
    ordered = sorted(found, key=lambda phrase: phrase.start_char)
    return [_shifted(phrase, asked) for phrase in _joined([_narrowed(phrase, asked) for phrase in ordered], asked)]


def _narrowed(phrase: Phrase, asked: Asked) -> Phrase:
    """Take in "early", "the end of" or "the week of" before a phrase."""
    lead = asked.text[: phrase.start_char]
    if week := _WEEK_OF.search(lead):
        return replace(phrase, start_char=week.start(), days=week_of(phrase.days.first), in_year=None)
    narrowing = _PART.search(lead)
    if not narrowing:
        return phrase
    which = narrowing["part"].lower() if narrowing["part"] else _PARTS[narrowing["edge"].lower()]
    within = phrase.in_year
    return replace(
        phrase,
        start_char=narrowing.start(),
        days=third_of(phrase.days, which),
        in_name=False,
        in_year=within and (lambda year: third_of(within(year), which)),
    )


def _joined(phrases: Sequence[Phrase], asked: Asked) -> list[Phrase]:
    """Join the two ends of a range."""
    joined: list[Phrase] = []
    for phrase in phrases:
        previous = joined[-1] if joined else None
        gap = previous and _RANGE.fullmatch(asked.text[previous.end_char : phrase.start_char])
        if previous and gap and ((gap["word"] or "").lower() != "and" or _is_between(previous, asked)):
            first, last = _aligned(previous, phrase, asked)
            if first <= last:
                joined[-1] = Phrase(previous.start_char, phrase.end_char, Days(first, last))
                continue
        joined.append(phrase)
    if joined and (now := _TILL_NOW.match(asked.text, joined[-1].end_char)) and _is_between(joined[-1], asked):
        joined[-1] = replace(
            joined[-1], end_char=now.end(), days=Days(joined[-1].days.first, asked.as_of), in_year=None
        )
    return joined


def _is_between(phrase: Phrase, asked: Asked) -> bool:
    return bool(_BETWEEN.search(asked.text[: phrase.start_char]))


def _aligned(begin: Phrase, end: Phrase, asked: Asked) -> tuple[date, date]:
    """Return the first and last day of a range, where one year may stand for both ends."""
    first, last = begin.days, end.days
    if begin.in_year and not end.in_year:
        first = begin.in_year(last.first.year)
        if first.first > last.last:
            first = begin.in_year(last.first.year - 1)
    elif end.in_year:
        last = end.in_year(first.first.year)
        if last.last < first.first:
            last = end.in_year(first.first.year + 1)
        if begin.in_year and last.first > asked.as_of and not asked.looks_ahead:
            first, last = begin.in_year(first.first.year - 1), end.in_year(last.first.year - 1)
    return first.first, last.last


def _shifted(phrase: Phrase, asked: Asked) -> Phrase:
    """Count from a phrase: "two days after 3 March", "the year before 2020"."""
    shift = _SHIFT.search(asked.text[: phrase.start_char])
    if not shift:
        return phrase
    unit, count = unit_name(shift["unit"]), number_of(shift["number"] or "one")
    earlier = shift["side"].lower() in {"before", "prior to"}
    day = (phrase.days.first if earlier else phrase.days.last) + step(unit, -count if earlier else count)
    if unit in {"year", "month"} and phrase.days.first != phrase.days.last:
        day = phrase.days.first + step(unit, -count if earlier else count)
    days = unit_of("week" if unit == "fortnight" else "year" if unit in {"decade", "century"} else unit, day)
    return Phrase(shift.start(), phrase.end_char, days)
