"""What a link of the page wants asked: a question of the conversation in another way, or one that was suggested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Anew:
    """What to ask, and how.

    Attributes:
        question: As it is asked.
        read_period: Whether words such as "last week" narrow the search.
        published_from: First day of publication; None leaves it as the reader chose.
    """

    question: str
    read_period: bool = True
    published_from: date | None = None


def wanted(command: str, questions: Sequence[str]) -> Anew | None:
    """Read the command of a link.

    Args:
        command: `ask:QUESTION`, or `anytime:AT` or `since:AT:DAY` with the position of a question and a day as
            YYYY-MM-DD.
        questions: Those of the conversation.

    Returns:
        What to ask; None if the command is another one, or names no question or no day.
    """
    verb, _, what = command.partition(":")
    if verb == "ask":
        return Anew(what) if what.strip() else None
    at, _, since = what.partition(":")
    if not (at.isascii() and at.isdigit()) or int(at) >= len(questions):
        return None
    if verb == "anytime":
        return Anew(questions[int(at)], read_period=False)
    if verb != "since":
        return None
    try:
        return Anew(questions[int(at)], published_from=date.fromisoformat(since))
    except ValueError:
        return None
