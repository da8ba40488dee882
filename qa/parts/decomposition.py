"""A question -> the questions it is made of, by its wording alone."""

from __future__ import annotations

from qa.parts.comparisons import read_comparison
from qa.parts.coordination import read_coordination
from qa.parts.descriptions import read_description
from qa.parts.sequels import read_sequel
from qa.parts.subquestions import Decomposition, Part, Relation

_LONGEST = 400  # characters; what is longer is a text more than a question
_READERS = (read_sequel, read_comparison, read_coordination, read_description)


def decompose(text: str) -> Decomposition | None:
    """Take a question apart; None if it asks one thing.

    "Who won in 2022, and who in 2023?" becomes "Who won in 2022?" and "Who won in 2023?".

    Args:
        text: The question, white space collapsed.
    """
    for read in _READERS if len(text) <= _LONGEST else ():
        if found := read(text):
            return found
    return None


__all__ = ["Decomposition", "Part", "Relation", "decompose"]
