"""English words as a dictionary lists them, so that none of them is taken for a slip."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_UNLISTED = 300_000  # times that a word counts as found which the list does not hold: names, terms of a field


def is_listed(word: str) -> bool:
    """Say whether a word is in the dictionary, whatever its capitals."""
    return word.lower().replace("’", "'").removesuffix("'s") in _words()


def rarity(word: str) -> float:
    """Return how rare a word is, in [0.1, 1]: 0.1 for "time" and the like, nearly 1 for what is not listed."""
    count = _words().get(word.lower().replace("’", "'").removesuffix("'s"), _UNLISTED)
    return min(1.0, max(0.1, (math.log(_all_words() / count) - 5) / 10))


@cache
def _all_words() -> int:
    return sum(_words().values())


@cache
def _words() -> Mapping[str, int]:
    """Read the word list of SymSpell with its counts: 82,765 words of books and of a spelling dictionary, 40 ms."""
    listed = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    rows = (line.split(" ", 1) for line in listed.read_text(encoding="utf-8-sig").splitlines())
    return MappingProxyType({word: int(count) for word, count in rows})
