"""What a question names and an article does not: people, places, organisations, and figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.terms import analyse, is_stop_word
from qa.dates.calendars import MONTH_NAMES, WEEKDAY_NAMES
from qa.questions import Question

_CALENDAR = frozenset((*WEEKDAY_NAMES, *MONTH_NAMES))


@dataclass(frozen=True, slots=True)
class Named:
    """The terms of a question that can stand for nothing but themselves.

    Attributes:
        names: Words with a capital that is not owed to their place in the sentence; days and months are none.
        numbers: Figures, years among them.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...]


def named(question: Question) -> Named:
    """Return what a question names; of one written all in capitals, or like a headline, only the figures."""
    spelled = [(term.value, question.text[term.start : term.end]) for term in analyse(question.text)]
    asked = set(question.terms)
    numbers = [value for value, _ in spelled if value[0].isdigit() and value in asked]
    names: list[str] = []
    if not _like_a_headline([word for _, word in spelled]):
        names = [
            value
            for value, word in spelled[1:]
            if word[0].isupper() and value in asked and word.lower() not in _CALENDAR
        ]
    return Named(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(numbers)))


def absent(wanted: Sequence[str], told: Collection[str]) -> float:
    """Return the share of the wanted terms that is not told, in [0, 1]; 0 if nothing is wanted."""
    return sum(term not in told for term in wanted) / len(wanted) if wanted else 0.0


def _like_a_headline(words: Sequence[str]) -> bool:
    """Say whether capitals mean nothing: "Where Did The Two Leaders Meet", "WHERE DID THEY MEET"."""
    written = [word for word in words[1:] if word[0].isalpha()]
    small = [word for word in written if is_stop_word(word.lower())]
    with_meaning = [word for word in written if not is_stop_word(word.lower())]
    if not all(word[0].isupper() for word in with_meaning):
        return False
    return 2 * sum(word[0].isupper() for word in small) > len(small)
