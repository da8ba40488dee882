"""Words in quotation marks, looked for in every article: they stand there verbatim, otherwise, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from index.articles import Article
from index.home import Home
from index.records import Filters
from index.terms import content_terms, terms
from qa.drafts.report import QuotationStatus

_OMISSION = re.compile(r"\s*(?:\[[^\[\]]{0,80}\]|\(?(?:\.\.\.|…)\)?)\s*")
_CANDIDATES = 30  # passages looked into for one quotation
_COMPARED = 10  # of them, compared letter by letter
_MISQUOTED = 75.0  # likeness of the letters, of 100, from which other words are a misquotation
_SHARED_WORDS = 0.5  # and share of the words of meaning
_EDGE = " .,;:!?-\"'"
_BEGINS = re.compile(r"[“\"«„‘]|[.!?]\s+|\n")
_ENDS = re.compile(r"[”\"»]|[.!?](?=\s|\Z)|\n")
_VARIANTS = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛`´′ʼ", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article, and the passage it was found by, as (start, end) in characters of the article."""

    article: Article
    start: int
    end: int
    passage: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Letters:
    """A text in small letters, one kind of quotation mark and dash, single blanks; each letter with its place."""

    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Letters:
        """Read a text."""
        letters: list[str] = []
        places: list[int] = []
        for place, char in enumerate(text.translate(_VARIANTS)):
            if char.isspace():
                if letters and letters[-1] != " ":
                    letters.append(" ")
                    places.append(place)
                continue
            lower = char.lower()
            letters.append(lower if len(lower) == 1 else char)
            places.append(place)
        return cls("".join(letters), places)

    def find(self, pieces: Sequence[str]) -> tuple[int, int] | None:
        """Return where pieces stand in order, from the first letter of the first to the last of the last."""
        at, start = 0, -1
        for piece in pieces:
            found = self._find_words(piece, at)
            if found < 0:
                return None
            start = found if start < 0 else start
            at = found + len(piece)
        return (self.places[start], self.places[at - 1] + 1) if start >= 0 else None

    def _find_words(self, piece: str, start: int) -> int:
        """Find a piece that does not begin or end inside a word."""
        while (found := self.text.find(piece, start)) >= 0:
            before, after = self.text[found - 1 : found], self.text[found + len(piece) : found + len(piece) + 1]
            if not before.isalnum() and not after.isalnum():
                return found
            start = found + 1
        return -1


class QuotationFinder:
    """Looks for quotations in the articles of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def find(self, quotation: str, filters: Filters | None = None) -> tuple[QuotationStatus, Place | None]:
        """Look for a quotation; kinds of quotation marks and dashes, capitals and what is marked as left out do not count.

        Returns:
            The outcome, and where the words or those nearest to them stand.
        """
        pieces = _pieces(quotation)
        if not pieces:
            return "not_found", None
        if found := self.find_verbatim(quotation, filters):
            return "verbatim", found
        places = self._passages(content_terms(quotation) or terms(quotation), filters)
        if found := self._verbatim(pieces, places):
            return "verbatim", found
        nearest = self._nearest(" ".join(pieces), places[:_COMPARED])
        return ("misquoted", nearest) if nearest else ("not_found", None)

    def find_verbatim(self, quotation: str, filters: Filters | None = None) -> Place | None:
        """Look for the words of a quotation that one passage holds in a row."""
        pieces = _pieces(quotation)
        phrases = [" ".join(terms(piece)) for piece in pieces if terms(piece)]
        return self._verbatim(pieces, self._passages([max(phrases, key=len)], filters)) if phrases else None

    def _passages(self, wanted: Sequence[str], filters: Filters | None) -> list[tuple[Article, tuple[int, int]]]:
        ranked = self._home.lexical.search(wanted, _CANDIDATES, filters=filters) if wanted else []
        read = self._home.catalog.chunks_in_articles([key for key, _ in ranked])
        found = [read[key] for key, _ in ranked if key in read]
        return [(article, (stored.chunk.start_char, stored.chunk.end_char)) for stored, article in found]

    @staticmethod
    def _verbatim(pieces: Sequence[str], places: Sequence[tuple[Article, tuple[int, int]]]) -> Place | None:
        seen: set[str] = set()
        for article, passage in places:
            if article.id not in seen and (span := Letters.of(article.text).find(pieces)):
                return Place(article, *span, passage)
            seen.add(article.id)
        return None

    @staticmethod
    def _nearest(said: str, places: Sequence[tuple[Article, tuple[int, int]]]) -> Place | None:
        wanted = set(content_terms(said))
        best, place = _MISQUOTED, None
        for article, (start, end) in places:
            passage = article.text[start:end]
            letters = Letters.of(passage)
            aligned = fuzz.partial_ratio_alignment(said, letters.text, score_cutoff=best)
            if aligned is None or aligned.dest_end <= aligned.dest_start:
                continue
            first, last = letters.places[aligned.dest_start], letters.places[aligned.dest_end - 1] + 1
            first, last = _whole_quotation(passage, first, last)
            shared = wanted & set(content_terms(passage[first:last]))
            if aligned.score > best and len(shared) >= _SHARED_WORDS * len(wanted):
                best, place = aligned.score, Place(article, start + first, start + last, (start, end))
        return place


def _pieces(quotation: str) -> list[str]:
    """Return what stands between marks of omission, as `Letters` has it."""
    return [letters for piece in _OMISSION.split(quotation) if (letters := Letters.of(piece).text.strip(_EDGE))]


def _whole_quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the quotation or sentence that begins and ends near it, else to the words it cuts."""
    reach = max(8, (end - start) // 4)
    if begins := list(_BEGINS.finditer(text, max(0, start - reach), start + 1)):
        start = begins[-1].end()
    if ends := _ENDS.search(text, max(start, end - 1), min(len(text), end + reach)):
        end = ends.start()
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end
