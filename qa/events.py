"""What a stream of an answer tells, event by event, and how long its steps took."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from qa.answer import Answer, AnswerSentence, Citation, Passage


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done now; told again while it lasts, so that a reader who left is noticed. May be passed over."""

    name: Literal["reading", "writing", "checking"]


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """The first event of a stream: what the answer will be drawn from."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A further piece of the answer's text; all pieces joined are `Answer.text`.

    Attributes:
        citations: Those its markers refer to.
    """

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """The last event of a stream."""

    answer: Answer


StreamEvent = Stage | PassagesFound | TextDelta | AnswerReady


@dataclass(slots=True)
class Clock:
    """Milliseconds by step, and in all."""

    started: float = field(default_factory=time.perf_counter)
    steps: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done in a `with` block."""
        began = time.perf_counter()
        yield
        self.steps[name] = _milliseconds(began)

    def timings(self) -> dict[str, float]:
        """Return the milliseconds of each step so far, and `total`."""
        return {**self.steps, "total": _milliseconds(self.started)}


def _milliseconds(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 2)


def marked(sentence: AnswerSentence) -> str:
    """Return a sentence with its markers, as the answer's text holds it."""
    return f"{sentence.text} {''.join(f'[{marker}]' for marker in sentence.markers)}"


def text_events(answer: Answer) -> Iterator[TextDelta]:
    """Yield the text of an answer in pieces that join to it."""
    if answer.refused:
        yield TextDelta(answer.text)
    for number, sentence in enumerate(answer.sentences):
        cited = tuple(citation for citation in answer.citations if citation.marker in sentence.markers)
        yield TextDelta((" " if number else "") + marked(sentence), cited)


def outcome(events: Generator[StreamEvent, None, Answer]) -> Answer:
    """Run events to their end and return the answer they lead to."""
    while True:
        try:
            next(events)
        except StopIteration as finished:
            answer: Answer = finished.value
            return answer
