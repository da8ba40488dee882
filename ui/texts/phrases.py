"""What the engine says in English, told in the language of the page.

It is told again from the engine's own sentence: so an answer kept from another day is shown in the
language chosen now, and what programs get stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_MOST_CHARS: Final = 2_000  # a longer one holds an article's words at length, and is shown as it is
_PHRASES_THEMSELVES: Final = ("reason", "origin", "what", "age")
_MARKED_DAY: Final = re.compile(r"(?P<before>.*\(.*, )(?P<day>[^()]+)(?P<after>\)(?: \[\d+\])?)", re.DOTALL)


class Phrases:
    """The phrases of one language.

    Args:
        phrases: English -> the language, with the same `{placeholders}`. What stands in them stays as it is, but for
            those named `reason`, `origin`, `what` and `age`, which hold a phrase, `problems`, which hold several,
            `markers`, `day` and `period`, `first` and `second` (words with an outlet and a day behind them) and
            `count`; a digit may follow the name.
        period: Turns a day or a period in English words, such as "1 to 31 March 2023".
        number: Turns a number as English writes it, such as "12,345".
    """

    def __init__(
        self, phrases: Mapping[str, str], *, period: Callable[[str], str], number: Callable[[str], str]
    ) -> None:
        self.known: Final = tuple(phrases)
        self._fixed = {english: told for english, told in phrases.items() if "{" not in english}
        self._open = [(_pattern(english), told) for english, told in phrases.items() if "{" in english]
        self._period = period
        self._turns: dict[str, Callable[[str], str]] = {
            "day": period, "period": period, "count": number, "first": self._dated, "second": self._dated,
            "problems": lambda text: "; ".join(map(self.told, text.split("; "))),
            "markers": lambda text: ", ".join(map(self.told, text.split(", "))),
            **dict.fromkeys(_PHRASES_THEMSELVES, self.told),
        }  # fmt: skip

    def told(self, english: str) -> str:
        """Return a phrase in the language; one that is not known, as it is."""
        if english in self._fixed:
            return self._fixed[english]
        if len(english) > _MOST_CHARS:
            return english
        for pattern, told in self._open:
            if found := pattern.fullmatch(english):
                return told.format(**{name: self._turned(name, value) for name, value in found.groupdict().items()})
        return english

    def _turned(self, name: str, value: str) -> str:
        turn = self._turns.get(name.rstrip("0123456789"))
        return turn(value) if turn else value

    def _dated(self, words: str) -> str:
        """Turn the day in "88 metres (Ostrand Post, 22 September 2023) [1]"."""
        found = _MARKED_DAY.fullmatch(words)
        return found["before"] + self._period(found["day"]) + found["after"] if found else words


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", english)
    spelled = [_placeholder(part) if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(spelled), re.DOTALL)


def _placeholder(name: str) -> str:
    written = r"[\d.,]+" if name.startswith("count") else ".+?"
    return f"(?P<{name}>{written})"
