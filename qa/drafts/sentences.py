"""A draft -> its sentences, each with its place, the names it refers back to, and what it quotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from index.chunking import split_sentences
from qa.drafts.blocks import Block, Offsets, blanked, read_blocks
from qa.drafts.prose import Prose, read_prose
from qa.drafts.statements import PERSON, PRONOUN, QUOTED, Reason, reason_unchecked
from qa.parts.subquestions import names

_QUOTATION = re.compile(
    r"“([^“”]{2,3000})”|\"([^\"]{2,3000})\"|«\s?([^«»]{2,3000}?)\s?»|„([^„“”]{2,3000})[“”]|(?<![\w’])‘([^‘’]{2,1000}(?:’\w[^‘’]{0,1000}){0,20})’(?!\w)"
)
FEWEST_QUOTED_WORDS = 3  # fewer are often a name, a title or irony
_MOST_CHARS = 20_000  # split at once: the time the segmenter takes for quotation marks grows with their square
_MOST_NAMES = 4  # carried over to a sentence that refers back


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft.

    Attributes:
        text: What a reader sees of it, white space collapsed.
        start_char, end_char: Where it stands in the draft, markup around it included.
        unchecked: Why it is nothing to be checked; None if it is.
        names: Names in it.
        before: Names that a pronoun in it may refer to, or that place it; empty if it says enough itself.
        refers: It holds a pronoun that stands for one of `before`, as far as can be told.
        quotations: What it has in quotation marks, each piece of at least `FEWEST_QUOTED_WORDS` words.
    """

    text: str
    start_char: int
    end_char: int
    unchecked: Reason | None = None
    names: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    refers: bool = False
    quotations: tuple[str, ...] = ()


def read_sentences(draft: str) -> list[DraftSentence]:
    """Return the sentences of a draft in order, and what is none of them (headings, code, tables, notes) as a whole.

    Args:
        draft: Plain text or Markdown.
    """
    text = blanked(draft)
    found: list[DraftSentence] = []
    before: tuple[str, ...] = ()
    for block in read_blocks(text):
        prose = read_prose(text, block.lines)
        if block.kind != "prose":
            found.extend(_whole(block, prose.text if block.kind == "heading" else text[slice(*block.span)]))
            if block.kind == "heading":
                before = _names_in(prose.text) or before
            continue
        for sentence in _of_block(prose):
            placed = _in_context(sentence, before)
            found.append(placed)
            before = placed.names or before
    return found


def _whole(block: Block, text: str) -> Iterator[DraftSentence]:
    said = " ".join(text.split())
    if said and block.kind != "prose":
        yield DraftSentence(said, *block.span, unchecked=block.kind)


def _of_block(prose: Prose) -> Iterator[DraftSentence]:
    quoted = [(match.span(match.lastindex or 0)) for match in _QUOTATION.finditer(prose.text)]
    for start, end in _split(prose.text):
        text = " ".join(prose.text[start:end].split())
        near = quoted[bisect_left(quoted, start, key=itemgetter(1)) : bisect_left(quoted, end, key=itemgetter(0))]
        if text.strip("\"'“”‘’.,;:!?()[]*_ "):
            yield DraftSentence(
                text,
                *prose.place(start, end),
                unchecked=_unchecked(prose.text, (start, end), near),
                names=_names_in(text),
                quotations=tuple(_pieces(prose.text, (start, end), near)),
            )


def _split(text: str) -> Iterator[Offsets]:
    """Yield the sentences of a block; one that is longer than an article is cut behind a full stop or a blank."""
    start = 0
    while start < len(text):
        end = start + _MOST_CHARS
        if end < len(text):
            places = (text.rfind(mark, start, end) + len(mark) for mark in (". ", " "))
            end = next((place for place in places if place > start + _MOST_CHARS // 2), end)
        yield from split_sentences(text, start, end)
        start = end


def _unchecked(text: str, sentence: Offsets, quoted: Sequence[Offsets]) -> Reason | None:
    """Say why a sentence is not checked; what is quoted across several sentences is nobody's own opinion."""
    start, end = sentence
    inside = any(begin <= start and end <= stop + 1 for begin, stop in quoted)
    reason = reason_unchecked(text[start:end])
    return None if inside and reason == "first_person" else reason


def _pieces(text: str, sentence: Offsets, quoted: Sequence[Offsets]) -> Iterator[str]:
    for begin, stop in quoted:
        piece = text[max(begin, sentence[0]) : min(stop, sentence[1])]
        if len(piece.split()) >= FEWEST_QUOTED_WORDS:
            yield " ".join(piece.split())


def _in_context(sentence: DraftSentence, before: tuple[str, ...]) -> DraftSentence:
    """Give a sentence without a name, or with a person's pronoun before its first name, the names before it."""
    own = QUOTED.sub(lambda match: " " * len(match.group()), sentence.text)
    if sentence.names:
        person = PERSON.search(own)
        if person is None or person.start() > sentence.text.find(sentence.names[0]):
            return sentence
        return replace(sentence, before=before[:_MOST_NAMES], refers=bool(before))
    return replace(sentence, before=before[:_MOST_NAMES], refers=bool(before and PRONOUN.search(own)))


def _names_in(sentence: str) -> tuple[str, ...]:
    """Return the names of a sentence; one capital word that begins it need not be one."""
    found = names(sentence)
    if found and " " not in found[0] and sentence.lstrip("“\"‘«„('*_ ").startswith(found[0]):
        found = found[1:]
    return tuple(dict.fromkeys(found))
