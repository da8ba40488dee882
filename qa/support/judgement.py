"""What a sentence is checked against, and what the check found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa.answer import Verdict


@dataclass(frozen=True, slots=True)
class Source:
    """A passage a sentence is checked against.

    Attributes:
        text: The passage.
        published: The day its article appeared, which "on Wednesday" is read by.
        title: The headline of its article, which may name what the passage only refers to.
    """

    text: str
    published: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether sources support a sentence.

    Attributes:
        score: Strength of the support, in [0, 1].
        problems: What is wrong, in words, one entry a problem: "the passage says two, the sentence says three".
        source: Position of the source that speaks most for the sentence, or against it; None without a source.
        span: Its stretch that does so, as (start, end) in the source's text.
        contradicted: True if that stretch speaks against the sentence, rather than being silent.
    """

    verdict: Verdict
    score: float
    problems: tuple[str, ...] = ()
    source: int | None = None
    span: tuple[int, int] | None = None
    contradicted: bool = False
