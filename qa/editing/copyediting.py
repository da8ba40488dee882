"""Chosen sentences -> what is shown of them and what they cite: shortened, with names for pronouns and quotations whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.editing.clauses import cuts
from qa.editing.edits import Edit, apply, free
from qa.editing.quotations import completed
from qa.editing.references import name_for_pronoun
from qa.evidence import Evidence
from qa.questions import Question

_OPENER = re.compile(
    r"(?:But|However|Meanwhile|And|So|Also|Moreover|Nevertheless|Still|Yet|In addition|Besides),? (?=[A-Z])"
)
_SHORTEST_PIECE = 2  # words


@dataclass(frozen=True, slots=True)
class Edited:
    """A sentence as it is shown, and the stretch of its article that it is quoted from."""

    text: str
    start_char: int
    end_char: int


def edited(question: Question, chosen: Evidence, short: tuple[int, int] | None, *, first: bool) -> Edited:
    """Edit a sentence for an answer; all that is changed is marked.

    Args:
        question: The question.
        chosen: The sentence.
        short: Where the few words that answer stand in its article; only a sentence with them is shortened.
        first: The answer begins with it, so that it must not lean on one before.
    """
    article, chunk = chosen.article.text, chosen.candidate.stored.chunk
    span = (chosen.start_char, chosen.end_char)
    whole = completed(article, span, chunk.sentences)
    start, end = (whole.start_char, whole.end_char) if whole else span
    quote = article[start:end]
    edits = list(whole.edits) if whole else []
    before = [one for one in chunk.sentences if one[1] <= span[0]]
    shift = span[0] - start
    if named := name_for_pronoun(article, span, before):
        edits.append(Edit(named.start_char + shift, named.end_char + shift, named.name))
    if first and not shift and (opener := _OPENER.match(quote)):
        edits.append(Edit(0, opener.end()))
    if short and not whole:
        keep = (short[0] - start, short[1] - start)
        edits += [cut for cut in cuts(quote, keep, question.text) if free(edits, cut.start, cut.end)]
    text = apply(quote, edits)
    return Edited(text if _reads_well(text) else apply(quote, edits[:0]), start, end)


def _reads_well(text: str) -> bool:
    """Tell whether each piece between two omissions is more than a word."""
    pieces = [piece.strip(' “”"’.,') for piece in text.split("…")]
    return all(len(piece.split()) >= _SHORTEST_PIECE for piece in pieces if piece)
