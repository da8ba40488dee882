"""A follow-up written as a question that can be understood alone, and what was taken over from the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.terms import content_terms
from qa import prompts
from qa.dates import read_time
from qa.followups.ellipsis import complete
from qa.followups.history import MOST_CHARS, MOST_EXCHANGES, Exchange, recent, says_something, subject_of
from qa.followups.mentions import names
from qa.followups.references import resolve
from qa.followups.vocabulary import AUX, PREP, is_general

_MANY_WORDS = 10  # words of its own from which a question needs no context
_MOST_PERIOD = 6  # words


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that can be understood alone.

    Attributes:
        text: What is searched for.
        original: What was typed.
        reasons: What was taken over, in words: "he = Vladimir Putin, from your question".
    """

    text: str
    original: str
    reasons: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """It is not what was typed."""
        return self.text != self.original


_END = r"(?=\s*(?:[?.!,;]|$))"
_THAT = re.compile(
    rf"\b(?:that|this|these|those){_END}|\b(?:after|before|about|of|from|for|like|by|with|than|besides|without|do|did|doing|mean) (?:that|this|these|those)\b(?= (?:{AUX}|{PREP}|and|or)\b|[?.,!]|$)|"
    rf"^(?:(?:and|but|so|or) )?(?:\w+ )?(?:is|was|are|were|does|did|do|has|have|will|would|can|could|should) (?:that|this|these|those)(?= (?:{PREP}|a|an|the|still|also|not|really|true|possible|different|[a-z]+(?:ed|ing|al|able|ive|ous))\b|[?.,!]|$)|"
    rf"^(?:(?:and|but|so|or|oh),? )?(?:that|this|these|those)(?:[’']s| (?:{AUX})\b)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:(?:who|what|where|anything|anyone|anybody|something|someone|nothing|how) else|any (?:other|more|further)|the (?:other|others|rest|latter|former|same|first one|second one|last one)|"
    r"which (?:one|ones|of them|of these|of those)|what other|another (?:one|way|reason|example|option)|other (?:reasons?|ways?|options?|examples?|types?|kinds?|methods?)|"
    r"(?:as|do|did|does|is|was) (?:well|so|too)\b|the (?:year|month|week|day) (?:before|after)|(?:next|following|previous) (?:year|day|month|week)|(?:days?|weeks?|months?|years?|hours?) (?:later|earlier))\b",
    re.IGNORECASE,
)
_MEANT = re.compile(r"^(?:(?:no|oops|sorry|well|ok|oh|yes),? )*i (?:mean|meant)\b(?: to (?:ask|say))?", re.IGNORECASE)
_ASKS_MORE = re.compile(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:tell me more|say more|go on|explain|elaborate|more details?|give me (?:more|an example)|continue)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?<!if )(?<!since )(?<!by )(?<!until )(?<!back )\bthen(?=\s*(?:[?.!]|$))|\b(?:at|during|in) that (?:time|period|year|month|week|day)\b|\bback then\b",
    re.IGNORECASE,
)
_WITH_THE_EVENT = re.compile(r"\b(?:did|was|were|happened)\b", re.IGNORECASE)
_OF_A_LIFE = re.compile(
    r"\b(?:born|die|died|grow up|grew up|study|studied|founded|built|old|age|live|lived|live|begin|began|become|became|before|after|since|until|later|ago|next|first|ever|previous|previously)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 2
# A fact of an event that must be known: "How many homes were flooded?", "What was the strongest gust?", "Was the driver hurt?"
_OF_AN_EVENT = re.compile(
    r"^(?:(?:and|but|so) )?(?:how (?:many|much|long|big|strong|high|far|fast|old) .*\b(?:was|were|did|had)\b|(?:who|what|which \w+) (?:was|were) |"
    r"(?:was|were|did) (?:the|any|anyone|anybody|there|all|no) )",
    re.IGNORECASE,
)
_ANY_DAY = date(2000, 1, 1)


def standalone(question: str, past: Sequence[Exchange], *, as_of: date | None = None) -> Standalone:
    """Write a question so that it can be understood without the conversation; one that can be already stays as it is.

    Args:
        question: As typed.
        past: The conversation, in order. Only its last exchanges are looked at.
        as_of: The day words of time are relative to; they are only found, not read, so that it seldom matters.
    """
    original = " ".join(question.split())
    known = recent(past, most=MOST_EXCHANGES, max_chars=MOST_CHARS)
    while known and not says_something(known[0].asked):
        known = known[1:]
    if not known or not re.search(r"\w", original):
        return Standalone(original, original)
    day = as_of or _ANY_DAY
    if found := complete(original, known[0].asked, day):
        return Standalone(found[0], original, found[1])
    text, reasons = _with_time(original, known[0], day)
    resolved = resolve(text, known)
    text, reasons = resolved.text, [*reasons, *resolved.reasons]
    leans = bool(resolved.open) or bool(_THAT.search(original)) or bool(_ASKS_MORE.search(original))
    if not reasons and (leans or _is_bare(original)):
        text, added = _about(text, known[0])
        reasons += added
    elif reasons and not read_time(text, as_of=day).period:
        text, added = _in_period(text, known[0], day)
        reasons += added
    return Standalone(text, original, tuple(reasons))


def _is_bare(text: str) -> bool:
    """Say whether a question has nothing of its own to be about, or asks for more of what was talked about."""
    if _MEANT.match(text):
        return True
    if names(text) or any(word[:1].isupper() for word in text.split()[1:] if word not in {"I", "I’m", "I'm"}):
        return False
    own = [term for term in content_terms(text) if not is_general(term)]
    return not own or bool(_MORE.search(text)) or (len(own) <= _FEW_WORDS and bool(_OF_AN_EVENT.match(text)))


def _about(text: str, last: Exchange) -> tuple[str, list[str]]:
    told = subject_of(last.asked)
    if not set(content_terms(told)) - set(content_terms(text)) or len(content_terms(text)) >= _MANY_WORDS:
        return text, []
    question = text.rstrip().endswith("?")
    written = f"{text.rstrip(' ?.!')} ({told}){'?' if question else ''}"
    return written, [prompts.FOLLOW_UP_ABOUT.format(topic=told, origin=prompts.FROM_QUESTION)]


def _with_time(text: str, last: Exchange, day: date) -> tuple[str, list[str]]:
    """Write the period of the last question in the place of "then" or "at that time"."""
    then = _THEN.search(text)
    period = _period(last.asked, day)
    if not then or not period:
        return text, []
    written = text[: then.start()] + period + text[then.end() :]
    reason = prompts.FOLLOW_UP_STANDS_FOR.format(word=then.group().lower(), name=period, origin=prompts.FROM_QUESTION)
    return written, [reason]


def _in_period(text: str, last: Exchange, day: date) -> tuple[str, list[str]]:
    """Keep to the time of the last question, where both ask for what happened."""
    period = _period(last.asked, day)
    if (
        not period
        or not (_WITH_THE_EVENT.search(text) and _WITH_THE_EVENT.search(last.asked))
        or re.search(r"\bwhen\b|\bwhat (?:year|day|date|time)\b", text, re.IGNORECASE)
        or _OF_A_LIFE.search(text)
    ):
        return text, []
    written = f"{text.rstrip(' ?.!')} {period}{'?' if text.rstrip().endswith('?') else ''}"
    return written, [prompts.FOLLOW_UP_PERIOD.format(period=period, origin=prompts.FROM_QUESTION)]


def _period(asked: str, day: date) -> str | None:
    period = read_time(asked, as_of=day).period
    if period is None or len(period.from_text.split()) > _MOST_PERIOD or period.from_text not in asked:
        return None
    return period.from_text
