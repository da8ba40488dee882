"""Sentences out of the middle of a quotation, given its marks and, where the source names one, its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.editing.edits import Edit

Span = tuple[int, int]

_FARTHEST = 2  # sentences on either side to the mark that is missing
_MARK = re.compile(r"[“”\"]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence with the rest of the quotation it is from.

    Attributes:
        start_char, end_char: Where it stands in the article's text, from the mark that opens the quotation or to the
            end of the sentence with the mark that closes it.
        edits: What is left out between the mark and the sentence, counted from `start_char`.
    """

    start_char: int
    end_char: int
    edits: tuple[Edit, ...]


def completed(article: str, sentence: Span, sentences: Sequence[Span]) -> Quotation | None:
    """Reach out for the quotation mark that a sentence lacks; None if it lacks none, or the mark is too far.

    Args:
        article: The text of the article.
        sentence: Where the sentence stands in it.
        sentences: Where all sentences of its passage stand, in order; `sentence` is among them.
    """
    at = sentences.index(sentence)
    opens, closes = _open_ends(article, *sentence)
    if not opens and not closes:
        return None
    start, end, edits = sentence[0], sentence[1], list[Edit]()
    if closes:
        nearby = [*reversed(sentences[max(0, at - _FARTHEST) : at])]
        opening = next((place for span in nearby if (place := _unclosed(article, *span)) is not None), None)
        if opening is None or _paragraphs_between(article, opening, start):
            return None
        start = opening
        edits.append(Edit(1, sentence[0] - start))
    if opens:
        following = sentences[at + 1 : at + 1 + _FARTHEST]
        closing = next(
            ((place, span[1]) for span in following if (place := _unopened(article, *span)) is not None), None
        )
        if closing is None or _paragraphs_between(article, end, closing[0]):
            return None
        if closing[0] > end:
            edits.append(Edit(end - start, closing[0] - start))
        end = closing[1]
    return Quotation(start, end, tuple(edits))


def _open_ends(article: str, start: int, end: int) -> tuple[bool, bool]:
    """Tell whether a sentence opens a quotation it does not close, and whether it closes one it does not open."""
    return _unclosed(article, start, end) is not None, _unopened(article, start, end) is not None


def _unclosed(article: str, start: int, end: int) -> int | None:
    """Return the last mark of a stretch that opens a quotation, if none closes it."""
    marks = list(_marks(article, start, end))
    return marks[-1][0] if marks and marks[-1][1] else None


def _unopened(article: str, start: int, end: int) -> int | None:
    """Return the first mark of a stretch that closes a quotation, if none opens it."""
    marks = list(_marks(article, start, end))
    return marks[0][0] if marks and not marks[0][1] else None


def _marks(article: str, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Yield the place of each double quotation mark and whether it opens."""
    for match in _MARK.finditer(article, start, end):
        at, mark = match.start(), match.group()
        before = article[at - 1] if at else " "
        yield at, mark == "“" or (mark == '"' and (before.isspace() or before in "([—–"))


def _paragraphs_between(article: str, start: int, end: int) -> bool:
    return "\n\n" in article[start:end]
