"""What a follow-up may lean on: the questions before it and what was answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import content_terms
from qa.followups.vocabulary import is_general
from qa.parts.subquestions import topic

MOST_EXCHANGES, MOST_CHARS = 6, 6000  # what a follow-up may lean on
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that can be understood alone, and its answer.

    Attributes:
        asked: The question as it was searched for.
        replied: The sentences the answer cites, without markers; empty for a refusal.
        short: The few words that answered the question, where they were told apart.
        around: The passages cited: what they call somebody tells who "she" may be.
    """

    asked: str
    replied: str = ""
    short: str = ""
    around: str = ""


def recent(exchanges: Sequence[Exchange], *, most: int, max_chars: int) -> list[Exchange]:
    """Return the last exchanges, the latest first, as many as both limits allow.

    Args:
        exchanges: In the order they took place.
        most: Most exchanges.
        max_chars: Most characters of questions and answers together; the latest is always taken.
    """
    kept: list[Exchange] = []
    left = max_chars
    for exchange in reversed(exchanges[-most:] if most else ()):
        left -= len(exchange.asked) + len(exchange.replied)
        if kept and left < 0:
            break
        kept.append(exchange)
    return kept


def says_something(question: str) -> bool:
    """Say whether a question has a word of its own, so that others can lean on it."""
    return any(not is_general(term) for term in content_terms(question))


def subject_of(question: str) -> str:
    """Return what a question is about, as words to set in brackets: without what makes it a question.

    Of a question that has words in brackets already, these are taken if they hold a name: what a
    conversation is about does not grow with every turn.
    """
    brackets = re.findall(r"\(([^()]+)\)\s*[?.!]?$", question)
    if brackets and re.search(r"\b[A-ZÀ-Þ]\w", brackets[-1]):
        return str(brackets[-1])
    sentences = re.split(r"(?<=[.?!]) +", re.sub(r"[()]", "", question))
    told = topic(next((one for one in reversed(sentences) if says_something(one)), question))
    told = re.sub(r"^(?:(?:and|but|so|i|you|we|there|it) )+", "", told, flags=re.IGNORECASE).strip(" ,.?!")
    if len(told.split()) > _MOST_WORDS:
        told = " ".join([word for word in told.split() if content_terms(word)][:_MOST_WORDS])
    return told
