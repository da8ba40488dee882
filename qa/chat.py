"""A conversation: follow-ups are asked as questions that can be understood alone, and markers go on from turn to turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, Unpack

from index.errors import QuestionError
from qa import prompts
from qa.answer import Answer, Span
from qa.events import AnswerReady, StreamEvent, TextDelta
from qa.followups import Exchange, Rewriter, Standalone, standalone
from qa.followups.history import MOST_CHARS, MOST_EXCHANGES, recent
from qa.followups.rewriter import accepted
from qa.generative.answerers import EXTRACTIVE
from qa.numbering import Numbering
from qa.scope import AskOptions

SCHEMA_VERSION = 1
NOTHING_ASKED = "there is no question to ask again. Ask one first."
_MAX_QUESTION_CHARS = 2000
_log = logging.getLogger(__name__)


class Answering(Protocol):
    """What a conversation asks: a `QueryEngine`."""

    def stream(self, question: str, /, **options: Unpack[AskOptions]) -> Iterator[StreamEvent]:
        """Answer one question that can be understood alone; see `QueryEngine.stream`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was typed, and its answer with the markers of the conversation."""

    question: str
    answer: Answer

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"question": self.question, "answer": self.answer.to_dict()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Turn:
        """Rebuild a turn from `to_dict`.

        Raises:
            QuestionError: It is none.
        """
        try:
            return cls(str(data["question"]), Answer.from_dict(data["answer"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise QuestionError(
                f"a turn of the conversation cannot be read: {type(error).__name__} {error}. "
                "Expected {question, answer}, the answer as it was given."
            ) from error

    def brief(self, *, told: bool = True) -> Turn:
        """Return the turn without what only its reader needs: enough to go on with the conversation.

        Args:
            told: Whether follow-ups may lean on it; else only its numbers are kept.
        """
        answer = replace(self.answer, notices=(), dropped=(), nearest=(), timings_ms={})
        citations = tuple(replace(cited, also_in=(), matched_terms=()) for cited in answer.citations)
        if not told:
            empty = Span(0, 0, "")
            citations = tuple(replace(cited, title="", quote="", passage=empty) for cited in citations)
            answer = replace(answer, text="", sentences=(), short=None)
        return Turn(self.question, replace(answer, citations=citations))

    def exchange(self) -> Exchange:
        """Return what a follow-up may lean on."""
        answer = self.answer
        told = [] if answer.refused else [one.text for one in answer.sentences if one.verdict != "unsupported"]
        around = dict.fromkeys(cited.passage.text for cited in answer.citations)
        short = answer.short.text if answer.short else ""
        return Exchange(answer.standalone_question, " ".join(told), short, " ".join(around))


class Chat:
    """A conversation with an engine. Its turns are all it keeps, so that it can be stored and gone on with anywhere.

    Turns are only ever added, by one thread at a time; what is asked at the same moment by another
    thread is understood by the turns there were.
    """

    def __init__(
        self,
        engine: Answering,
        turns: Sequence[Turn] = (),
        *,
        rewriter: Rewriter | None = None,
        most_turns: int = MOST_EXCHANGES,
        most_chars: int = MOST_CHARS,
        max_question_chars: int = _MAX_QUESTION_CHARS,
    ) -> None:
        """Go on with a conversation, or begin one; `QueryEngine.chat` is the usual way.

        Args:
            engine: What answers.
            turns: What was asked before.
            rewriter: Writes standalone questions in place of the rules, except for questions put to the
                answerer `extractive`: nothing of those is sent to a model.
            most_turns: Turns a follow-up may lean on, the last ones.
            most_chars: Characters of these turns.
            max_question_chars: A follow-up that would become longer is asked as typed.
        """
        self._engine = engine
        self._turns = tuple(turns)
        self._rewriter = rewriter
        self._limits = (most_turns, most_chars, max_question_chars)
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered so far, in order."""
        return self._turns

    def standalone(self, question: str, *, as_of: date | None = None) -> Standalone:
        """Return a question as it will be searched for, and what was taken over from the turns before it.

        Args:
            question: As typed.
            as_of: The day it is asked on.
        """
        return self._standalone(question, self._turns, as_of)

    def ask(self, question: str, *, standalone: str | None = None, **options: Unpack[AskOptions]) -> Answer:
        """Answer a question in the light of the turns before it, and add it to them.

        Args:
            question: As typed.
            standalone: What to search for in its place; by default what `standalone` makes of it.
            **options: As for `QueryEngine.ask`.

        Returns:
            An answer that has what was typed in `question`, what was searched for in `standalone_question`,
            and markers that mean the same in every answer of the conversation.

        Raises:
            QuestionError, NotFoundError: As for `QueryEngine.ask`; no turn is added.
        """
        return _answer(self.stream(question, standalone=standalone, **options))

    def stream(
        self, question: str, *, standalone: str | None = None, **options: Unpack[AskOptions]
    ) -> Iterator[StreamEvent]:
        """Answer like `ask`, telling what is known as soon as it is, with the markers of the conversation.

        The turn is added right before the last event. A stream that is left early adds none.
        """
        return self._stream(question, self._turns, standalone, options, again=False)

    def regenerate(self, *, standalone: str | None = None, **options: Unpack[AskOptions]) -> Answer:
        """Ask the last question again, put the answer in the place of the last one and return it.

        Raises:
            QuestionError: Nothing was asked yet.
        """
        if not self._turns:
            raise QuestionError(NOTHING_ASKED)
        *before, last = self._turns
        return _answer(self._stream(last.question, tuple(before), standalone, options, again=True))

    def branch(self, at: int) -> Chat:
        """Return a new conversation that begins with the first `at` turns of this one.

        Raises:
            QuestionError: There are not as many.
        """
        if not 0 <= at <= len(self._turns):
            raise QuestionError(f"the conversation has {len(self._turns)} turns: got {at}. Branch at 0 or a later one.")
        return self._with(self._turns[:at])

    def to_dict(self) -> dict[str, Any]:
        """Return the turns as plain JSON types."""
        return {"schema": SCHEMA_VERSION, "turns": [turn.to_dict() for turn in self._turns]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], engine: Answering, **settings: Any) -> Chat:
        """Go on with a conversation from `to_dict`; settings as for `Chat`.

        Raises:
            QuestionError: It is none.
        """
        turns = data.get("turns")
        if data.get("schema", SCHEMA_VERSION) != SCHEMA_VERSION or not isinstance(turns, list | tuple):
            raise QuestionError(
                f"this is no conversation of schema {SCHEMA_VERSION}. Expected what Chat.to_dict returns."
            )
        return cls(engine, [Turn.from_dict(turn) for turn in turns], **settings)

    def _with(self, turns: Sequence[Turn]) -> Chat:
        most_turns, most_chars, longest = self._limits
        return Chat(
            self._engine, turns, rewriter=self._rewriter, most_turns=most_turns, most_chars=most_chars,
            max_question_chars=longest,
        )  # fmt: skip

    def _standalone(
        self, question: str, turns: Sequence[Turn], as_of: date | None, *, written: bool = True
    ) -> Standalone:
        most, most_chars, longest = self._limits
        past = [turn.exchange() for turn in turns[-most:]] if most else []
        past = recent(past, most=most, max_chars=most_chars)[::-1]
        found = (past and written and self._written(question, past)) or standalone(question, past, as_of=as_of)
        if len(found.text) > longest >= len(found.original):
            return Standalone(found.original, found.original)
        return found

    def _written(self, question: str, past: Sequence[Exchange]) -> Standalone | None:
        if self._rewriter is None:
            return None
        try:
            text = accepted(self._rewriter(past, question), question, past)
        except Exception as error:  # whatever a model's server does, the question can still be asked
            _log.warning("the model did not rewrite the follow-up (%s); rules did it", type(error).__name__)
            return None
        original = " ".join(question.split())
        if text is None or text == original:
            return text and Standalone(text, original)  # type: ignore[return-value]
        return Standalone(text, original, (prompts.FOLLOW_UP_WRITTEN,))

    def _stream(
        self, question: str, turns: tuple[Turn, ...], given: str | None, options: AskOptions, *, again: bool
    ) -> Iterator[StreamEvent]:
        original = " ".join(question.split())
        written = options.get("answerer") != EXTRACTIVE
        asked = given or self._standalone(question, turns, options.get("as_of"), written=written).text
        numbering = Numbering(turn.answer for turn in turns)
        for event in self._engine.stream(asked, **options):
            if isinstance(event, TextDelta):
                yield numbering.delta(event)
            elif isinstance(event, AnswerReady):
                answer = numbering.answer(replace(event.answer, question=original))
                with self._lock:
                    self._turns = (*(turns if again else self._turns), Turn(original, answer))
                yield AnswerReady(answer)
            else:
                yield event


def _answer(events: Iterator[StreamEvent]) -> Answer:
    for event in events:
        if isinstance(event, AnswerReady):
            return event.answer
    raise AssertionError("a stream ends with its answer")
