"""Standalone questions written by somebody else, such as a language model, and when they are not to be trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from index.terms import content_terms, terms
from qa.followups.history import Exchange

_LONGEST = 400  # characters, or three times the question
_MOST_NEW = 0.5  # share of its content words that neither the question nor the conversation holds


class Rewriter(Protocol):
    """Writes a follow-up as a question that can be understood alone.

    Whatever it raises, and whatever it returns that `accepted` does not take, makes the rules write the question.
    """

    def __call__(self, turns: Sequence[Exchange], question: str, /) -> str:
        """Return the question as it can be understood alone; the question itself if it can be already.

        Args:
            turns: What was asked and answered before, in order.
            question: As typed.
        """


def accepted(written: str, question: str, turns: Sequence[Exchange]) -> str | None:
    """Return what a rewriter wrote, tidied, or None if it is no rewriting of the question.

    It must be one line that is not much longer than a question, must keep something of the question or of
    the conversation, and must bring in no name and no number that neither holds.
    """
    text = re.sub(r"^(?:standalone |rewritten )?question: *", "", written.strip(), flags=re.IGNORECASE).strip("\"“”' ")
    if not text or "\n" in text or len(text) > max(_LONGEST, 3 * len(question)):
        return None
    known = set(terms(" ".join([question, *(f"{turn.asked} {turn.replied} {turn.short}" for turn in turns)])))
    content = content_terms(text)
    new = [term for term in content if term not in known]
    if not content or len(new) > _MOST_NEW * len(content):
        return None
    if any(term not in known for word in re.findall(r"(?<!^)\b[A-ZÀ-Þ\d][\w’'.,-]*", text) for term in terms(word)):
        return None
    asked = [term for term in content_terms(question) if term in content]
    if (
        content_terms(question)
        and not asked
        and not set(content) & set(content_terms(turns[-1].asked if turns else ""))
    ):
        return None
    return text
