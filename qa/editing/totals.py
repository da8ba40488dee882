"""The sum of figures that a question asks for in total, shown as arithmetic: "31,000 + 28,500 = 59,500"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import terms
from qa.conflicts.values import Kind, Value, read_values, same_unit, value_start
from qa.conflicts.wanted import values_told, wanted_by
from qa.evidence import Evidence
from qa.questions import Question

_SUM = re.compile(r"(?P<parts>[^=+]+(?: \+ [^=+]+)+) = (?P<total>[\d,.]+)(?P<unit>(?: [^\W\d_][\w’'-]*){0,3})[.]?")
_SUMMED = frozenset({Kind.COUNT, Kind.MONEY})


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in words and the sentences its parts are from, in order."""

    text: str
    parts: tuple[Evidence, ...]


def total_of(questions: Sequence[Question], chosen: Sequence[Evidence]) -> Total | None:
    """Add up what the parts of a question ask for; None unless each part has one exact figure, all of one kind and unit.

    Args:
        questions: The parts of the question, each asking for one figure.
        chosen: The sentences of the answer.
    """
    found: list[tuple[Evidence, Value]] = []
    for question in questions:
        others = {term for other in questions if other is not question for term in other.terms}
        told = _told(
            question, frozenset(question.terms) - others, frozenset(others) - frozenset(question.terms), chosen
        )
        if told is None or any(told[0] is one and told[1] == value for one, value in found):
            return None
        found.append(told)
    if len(found) < 2 or not _can_be_added([value for _, value in found]):
        return None
    addends = [found_.quote[value.start_char : value.end_char] for found_, value in found]
    counted = addends if found[0][1].kind is Kind.COUNT else [re.sub(r"[^\d,.]*$", "", addend) for addend in addends]
    total = sum(value.middle for _, value in found)
    unit = _unit(found[0][0].quote, found[0][1])
    return Total(f"{' + '.join(counted)} = {_plain(total)}{unit}.", tuple(one for one, _ in found))


def adds_up(text: str, quotes: Sequence[str]) -> bool:
    """Tell whether a text is a sum of figures that stand in the quotes, one in each in order, and comes out right."""
    match = _SUM.fullmatch(text)
    if match is None:
        return False
    addends = match["parts"].split(" + ")
    numbers = [_number(addend) for addend in (*addends, match["total"])]
    if len(addends) != len(quotes) or any(number is None for number in numbers):
        return False
    stands = all(_stands_in(addend, quote) for addend, quote in zip(addends, quotes, strict=True))
    known = [number for number in numbers if number is not None]
    return stands and abs(sum(known[:-1]) - known[-1]) < 1e-6 * max(1.0, known[-1])


def _told(
    question: Question, own: frozenset[str], others: frozenset[str], chosen: Sequence[Evidence]
) -> tuple[Evidence, Value] | None:
    """Return the one figure that the sentences tell for a part, and by what the part differs from the others."""
    wanted = wanted_by(question)
    if wanted is None or wanted.kind not in _SUMMED or not own:
        return None
    fitting = [
        (found, value)
        for found in chosen
        if own <= _context(found) and (own <= found.terms or others.isdisjoint(found.terms))
        for value in values_told(wanted, found)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _context(found: Evidence) -> frozenset[str]:
    day = found.article.published
    return found.terms | frozenset(terms(found.article.title)) | ({str(day.year)} if day else frozenset())


def _can_be_added(values: Sequence[Value]) -> bool:
    first = values[0]
    return all(
        value.kind is first.kind
        and same_unit(value, first)
        and value.fate == first.fate
        and value.high - value.low < 0.2 * max(value.middle, 1.0)
        for value in values
    )


def _unit(quote: str, value: Value) -> str:
    """Return what is counted or the currency, as the first sentence writes it behind its figure, if it is one word."""
    if value.kind is Kind.MONEY:
        named = re.search(r"[^\W\d_][\w’'-]*$", quote[: value.end_char])
        return (
            f" {named.group()}" if named and not re.search(r"[$£€¥]", quote[value.start_char : value.end_char]) else ""
        )
    behind = re.match(r" ([a-z’'-]+)(?=[ ,.;])", quote[value.end_char :])
    return f" {behind[1]}" if behind and frozenset(terms(behind[1])) & frozenset(value.things) else ""


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == round(number) else f"{number:,.2f}"


def _number(text: str) -> float | None:
    values = read_values(f"{text.strip()} things")
    return values[0].middle if len(values) == 1 else None


def _stands_in(addend: str, quote: str) -> bool:
    """Tell whether a figure stands in a quote, exact: without "about" before it."""
    for value in read_values(quote):
        if (
            quote[value.start_char : value.end_char].startswith(addend)
            and value_start(quote, value) == value.start_char
        ):
            return True
    return False
