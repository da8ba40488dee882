"""Words as the lexical index sees them: lower case, diacritics folded, stemmed, numbers whole.

One analyser serves the full-text index, the rarity of words and the overlap of question and
sentence, so that all three mean the same by "the same word".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

# Words that say how a question is asked or hold a sentence together, not what it is about.
STOP_WORDS = frozenset(
    """a about after again all also am an and any are aren't as at be because been before being between both but by
    can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from further had
    hadn't has hasn't have haven't having he her here hers herself him himself his how i if in into is isn't it its
    itself just me more most my myself no nor not of off on once only or other our ours ourselves out over own same
    she should so some such than that the their theirs them themselves then there these they this those through to
    too under until up us very was wasn't we were weren't what when where which while who whom whose why will with
    won't would wouldn't you your yours yourself yourselves s t ll ve re d tell please say says said""".split()
)

# A number with its decimals and thousands, an abbreviation with full stops, or a word.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Letters with a stroke or a ligature, which Unicode does not decompose.
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"})
_STEMMER = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class Term:
    """One analysed word and where it stands in the text."""

    value: str
    start: int
    end: int


def analyse(text: str) -> Iterator[Term]:
    """Yield the terms of a text in order, stop words among them."""
    for match in _TOKEN.finditer(text):
        value = _normalise(match.group())
        if value:
            yield Term(value, match.start(), match.end())


def words_of(text: str) -> list[str]:
    """Return the words of a text as spelled, in order."""
    return _TOKEN.findall(text)


def spelled_terms(text: str) -> list[tuple[str, str]]:
    """Return (word as spelled, term) in order, stop words among them."""
    return [(word, value) for word in _TOKEN.findall(text) if (value := _normalise(word))]


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, stop words among them."""
    return [value for word in _TOKEN.findall(text) if (value := _normalise(word))]


def content_terms(text: str) -> list[str]:
    """Return the distinct terms that carry meaning, in order of appearance."""
    kept: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        word = match.group()
        if is_stop_word(word):
            continue
        if value := _normalise(word):
            kept[value] = None
    return list(kept)


@lru_cache(maxsize=200_000)
def is_stop_word(word: str) -> bool:
    """Say whether a word carries no meaning of its own; "US" and "IT" in capitals do."""
    return word.lower().replace("’", "'") in STOP_WORDS and not (word.isupper() and len(word) > 1)


def fold(text: str) -> str:
    """Lower the case and drop diacritics: "Łódź Café" -> "lodz cafe"."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def stems(words: Sequence[str]) -> list[str]:
    """Return the terms of words that are folded already."""
    found: list[str] = _STEMMER.stemWords(list(words))
    return found


@lru_cache(maxsize=200_000)
def _normalise(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
    if word in {"US", "U.S.", "USA", "U.S.A."}:
        return "usa"  # kept apart from the pronoun
    folded = fold(word).replace("’", "'").replace(".", "")
    folded = folded.removesuffix("'s").replace("'", "")
    stem: str = _STEMMER.stemWord(folded)
    return stem
