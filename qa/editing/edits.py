"""Marked changes of a quotation: words left out, where " … " stands, and names put in, in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OMISSION = "…"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a quote, `quote[start:end]`, that is left out, or replaced by words of the article in brackets."""

    start: int
    end: int
    insertion: str | None = None


def apply(quote: str, edits: Iterable[Edit]) -> str:
    """Return a quote with some edits made and its lines joined; edits that overlap an earlier one are left out."""
    pieces, place = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < place:
            continue
        pieces.append(quote[place : edit.start])
        pieces.append(f"[{edit.insertion}]" if edit.insertion else f" {OMISSION} ")
        place = edit.end
    text = " ".join("".join([*pieces, quote[place:]]).split())
    # The marks of a quotation and what ends a sentence stand close to what is left of it.
    text = re.sub(r"(^\"|[“‘]) … ", r"\1… ", text)
    text = re.sub(r" … ?([”’]|\"(?= ?\w|$))", r" …\1", text)
    text = re.sub(r" … ?[.,;:]$", " …", text)
    return re.sub(r" … ([,;:])", r" …\1", text)


def free(edits: Sequence[Edit], start: int, end: int) -> bool:
    """Tell whether no edit touches a stretch."""
    return all(edit.end <= start or edit.start >= end for edit in edits)
