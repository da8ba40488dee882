"""Abbreviations and their long forms as the articles themselves introduce them.

"World Health Organization (WHO)", "WHO (World Health Organization)", "the World Health Organization, or WHO,".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.terms import STOP_WORDS, terms

_MOST_TERMS = 12  # of a long form

_BRACKETS = re.compile(r"\(([^()\n]{2,120})\)")
_BY_NAME = re.compile(
    r",? (?:or|known as|also known as|called|abbreviated(?: as| to)?) (?:the )?([A-Z][\w&-]{1,9})(?=[,.;:)])"
)
_SHORT = re.compile(r"[^\W_][\w.&/'’-]{0,9}(?: [^\W_][\w.&/'’-]*)?")
_WORD_BEFORE = re.compile(r"(\S+) $")
_QUOTES = "\"'“”‘’«»"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEADING = re.compile(r"^(?:(?:the|a|an|its|their|his|her|our|of|by|in|at|and|with|for|to|from)\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for, both as spelled in an article."""

    short: str
    long: str


def find_abbreviations(text: str) -> list[Abbreviation]:
    """Return the abbreviations a text introduces, each pair once, in order.

    Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
    biomedical text", PSB 2003; besides its two patterns with brackets, `long form, or SHORT,`.
    """
    found: dict[Abbreviation, None] = {}
    for match in _BRACKETS.finditer(text):
        for pair in _of_brackets(text, match):
            found[pair] = None
    for match in _BY_NAME.finditer(text):
        if (short := match.group(1)).isupper() and (long := _before(text, match.start(), short)):
            found[Abbreviation(short, long)] = None
    return list(found)


def long_form(short: str, words: str) -> str | None:
    """Return the end of `words` that `short` abbreviates, or None.

    First the letters of the short form are taken for the initials of words, next to one another but for words
    such as "of"; else they must follow one another in it, the first of them at the start of a word.
    """
    letters = [char for char in _singular(short).lower() if char.isalnum()]
    place = _by_initials(letters, words)
    if place is None and not short.istitle():  # "Nato" and the like abbreviate by initials alone
        place = _by_letters(letters, words.lower())
    long = words[place:].strip() if place is not None else ""
    return long if _plausible(short, long) else None


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _by_initials(letters: Sequence[str], words: str) -> int | None:
    found = list(_WORD.finditer(words))

    def begin(left: int, word: int) -> int | None:
        """Return where the first `left` letters begin if they end with this word."""
        if word < 0:
            return None
        text = found[word].group().lower()
        if text in STOP_WORDS and (place := begin(left, word - 1)) is not None:
            return place
        if text[0] != letters[left - 1]:
            return None
        return found[word].start() if left == 1 else begin(left - 1, word - 1)

    return begin(len(letters), len(found) - 1)


def _by_letters(letters: Sequence[str], words: str) -> int | None:
    place, at_start = len(words), 0
    starts = {match.start() for match in _WORD.finditer(words)}
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and not (words[place] == letter and (place in starts or number)):
            place -= 1
        if place < 0:
            return None
        at_start += place in starts
    return place if 3 * at_start >= len(letters) else None


def _plausible(short: str, long: str) -> bool:
    """Leave out what is no long form: too short, too long, holding the short form itself, or begun in mid-phrase."""
    words = [word.strip(",.;:" + _QUOTES).lower() for word in long.split()]
    return (
        len(long) > len(short)
        and len(words) <= _most_words(short)
        and short.lower() not in words
        and words[0] not in STOP_WORDS
        and not re.search(r"[.;:!?]\s|[()\[\]]", long)
    )


def _of_brackets(text: str, match: re.Match[str]) -> Iterator[Abbreviation]:
    inside = match.group(1).strip().strip(_QUOTES)
    first = re.split(r"[;,]| or ", inside, maxsplit=1)[0].strip().strip(_QUOTES)
    if _is_short(first) and (long := _before(text, match.start(), first)):
        yield Abbreviation(first, long)
        return
    before = _WORD_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
    short = before.group(1).strip(_QUOTES) if before else ""
    if not _is_short(short) or sum(char.isupper() for char in short) < 2:
        return
    for candidate in (inside, first):
        whole = _LEADING.sub("", candidate)
        if " " in whole and long_form(short, whole) == whole:
            yield Abbreviation(short, whole)
            return


def _before(text: str, end: int, short: str) -> str | None:
    """Return the long form that ends at a place in the text, or None."""
    line = text[max(0, end - 30 * _most_words(short)) : end].rpartition("\n")[2].rstrip().rstrip(_QUOTES + ",")
    words = re.split(r"(?<=\s)", line)
    return long_form(short, "".join(words[-_most_words(short) :]))


def _most_words(short: str) -> int:
    return min(len(short) + 5, 2 * len(short))


def _is_short(text: str) -> bool:
    return (
        2 <= len(text) <= 10
        and _SHORT.fullmatch(text) is not None
        and any(char.isupper() for char in text)
        and not (text.istitle() and len(text) < 3)
    )


# --- those of a collection

PUT = "INSERT OR IGNORE INTO abbreviations (short, long, long_terms, article_id) VALUES (?, ?, ?, ?)"


def rows(article_id: str, text: str) -> list[tuple[str, str, str, str]]:
    """Return what the catalog keeps of an article's abbreviations: short form, long form, its terms, article."""
    pairs = [(pair, " ".join(terms(pair.long))) for pair in find_abbreviations(text)]
    return [
        (pair.short, pair.long, analysed, article_id)
        for pair, analysed in pairs
        if analysed and analysed.count(" ") < _MOST_TERMS and analysed != " ".join(terms(pair.short))
    ]
