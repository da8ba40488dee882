"""Question and passages -> what a model is sent, within its budget; text of articles stays data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa import prompts
from qa.answer import Passage

_BYTES_PER_TOKEN = 3.3  # of UTF-8; English news has 4 to 5, so that the estimate errs on the safe side
_TOKENS_OF_A_CHAT_FORMAT = 40

# What would pose as a citation, as the end of the passages, or as the format of a chat.
_MARKER_LIKE = re.compile(r"[\[【［]\s*(?:[A-Za-z]+\s+)?\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*[^\]】］\n]{0,12}[\]】］]")
_TAG_LIKE = re.compile(
    r"</?\s*(?:passages?|think|system|user|assistant|s)\b[^>\n]{0,40}>|\[/?INST\]|<</?SYS>>|<[|｜][^<>\n]{0,40}[|｜]>",
    re.IGNORECASE,
)
# A sentence that gives orders to whatever model reads it; it and the rest of its paragraph are withheld.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}(?:\b(?:previous|prior|above|earlier|preceding|your)\b[^.!?\n]{0,30}"
    r"\b(?:instructions?|prompts?|rules|directions|guidelines|commands)\b|\b(?:all|any|the)\b[^.!?\n]{0,30}\b(?:instructions|prompts?)\b)"
    r"|\b(?:new|updated|following) (?:system )?(?:instructions?|prompt)\s*:"
    r"|\b(?:note|message|instructions?|attention|important)\b[^.!?\n]{0,20}\b(?:to|for)\b[^.!?\n]{0,20}\b(?:AI|language models?|LLMs?|assistants?|chatbots?)\b[^.!?\n]{0,20}:"
    r"|\byou are (?:now )?(?:an?|the) (?:AI|helpful|language model|chatbot|assistant)\b"
    r"|\b(?:say|answer|reply|respond|output|print|write) (?:only|exactly|with) (?:the (?:words?|following)\b|[\"“'‘])",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to a model.

    Attributes:
        passages: Those it holds, by number: the first is [1].
    """

    system: str
    user: str
    passages: tuple[Passage, ...]


def compose(
    question: str, passages: Sequence[Passage], *, as_of: date, context_tokens: int, answer_tokens: int
) -> Prompt | None:
    """Return the prompt with as many passages as fit, the best ranked first; None if not even one fits.

    Args:
        question: In plain words.
        passages: Best first.
        as_of: The day the question is asked on.
        context_tokens: Room for prompt and answer together, in tokens.
        answer_tokens: Room to keep for the answer, in tokens.
    """
    system = prompts.MODEL_SYSTEM.format(refusal=prompts.REFUSAL)
    frame = prompts.MODEL_USER.format(as_of=_day(as_of), passages="", question=question)
    left = context_tokens - answer_tokens - _TOKENS_OF_A_CHAT_FORMAT - tokens(system) - tokens(frame)
    shown: list[str] = []
    for number, passage in enumerate(passages, 1):
        text = _passage(number, passage)
        left -= tokens(text) + 1
        if left < 0:
            break
        shown.append(text)
    if not shown:
        return None
    user = prompts.MODEL_USER.format(as_of=_day(as_of), passages="\n\n".join(shown), question=question)
    return Prompt(system, user, tuple(passages[: len(shown)]))


def tokens(text: str) -> int:
    """Estimate how many tokens a text is, for a tokenizer that is not known."""
    return int(len(text.encode()) / _BYTES_PER_TOKEN) + 1


def withheld(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a passage that no model is shown and no sentence of a model may rest on.

    An article may quote such orders with good reason; the reader still finds it, the model goes without.
    """
    found: list[tuple[int, int]] = []
    for match in _ORDERS.finditer(text):
        if found and match.start() < found[-1][1]:
            continue
        begin = max(text.rfind(end, 0, match.start()) + len(end) for end in (". ", "! ", "? ", "\n", ": "))
        line_end = text.find("\n", match.end())
        found.append((begin if begin > 1 else 0, len(text) if line_end < 0 else line_end))
    return found


def neutral(text: str) -> str:
    """Return the text of an article without what would steer a model or pose as one of our markers."""
    for begin, end in reversed(withheld(text)):
        text = text[:begin] + text[end:]
    return _TAG_LIKE.sub(" ", _MARKER_LIKE.sub("", text)).strip()


def _passage(number: int, passage: Passage) -> str:
    published = _day(passage.published) if passage.published else prompts.MODEL_NO_DATE
    return prompts.MODEL_PASSAGE.format(
        number=number,
        title=" ".join(neutral(passage.title).split()),
        origin=f"{' '.join(neutral(passage.source or prompts.MODEL_NO_SOURCE).split())}, {published}",
        text=neutral(passage.text),
    )


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"
