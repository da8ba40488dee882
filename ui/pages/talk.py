"""A conversation as the Ask page holds it: its turns, what is being done to them, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa import Answer, AnswerReady, Passage, PassagesFound, Stage, Standalone, TextDelta, Turn
from qa.events import StreamEvent
from ui import render, texts
from ui.conversations import UNFINISHED, Exchange
from ui.pages.anew import Anew

Part = Literal["question", "understood"]


@dataclass(frozen=True, slots=True)
class PageTurn:
    """One question of a conversation and what became of it.

    Attributes:
        question: As typed.
        understood: What was searched for, if it is not what was typed.
        reasons: What was taken over from the turns before, in words.
        stage: What is being done, in words; empty once it is over.
        draft: The text told so far.
        error: One sentence in place of an answer.
        judged: What the reader thought of the answer.
        found: Passages the answer is being drawn from.
        run: Tells one making of an answer from another, also of the same question.
    """

    question: str
    understood: str = ""
    reasons: tuple[str, ...] = ()
    stage: str = ""
    draft: str = ""
    answer: Answer | None = None
    error: str = ""
    retryable: bool = False
    stopped: bool = False
    judged: str = ""
    found: tuple[Passage, ...] = ()
    run: str = ""

    def reading(self, standalone: Standalone) -> PageTurn:
        """Return the turn with what its question was understood as."""
        return replace(self, understood=standalone.text if standalone.changed else "", reasons=standalone.reasons)

    def advanced(self, event: StreamEvent) -> PageTurn:
        """Return the turn after a further event of its answer."""
        match event:
            case Stage():
                return replace(self, stage=texts.STAGES.get(event.name, self.stage))
            case PassagesFound():
                found = texts.counted(len(event.passages), texts.PASSAGES_ONE, texts.PASSAGES_MANY)
                return replace(self, stage=texts.READING.format(passages=found), found=event.passages)
            case TextDelta():
                return replace(self, stage=texts.WRITING, draft=self.draft + event.text)
            case AnswerReady():
                return replace(self, stage="", answer=event.answer, found=())


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation on the page.

    Attributes:
        id: Names it in its link and in the list of conversations.
        editing: Position of the turn whose question is being changed, and which of its two wordings; None if none is.
        anew: A question to be asked as a new turn at once.
        kept: Whether it can be reopened and its answers judged.
        gone: Whether another one was wanted that is not kept.
    """

    id: str
    turns: tuple[PageTurn, ...] = ()
    editing: tuple[int, Part] | None = None
    anew: Anew | None = None
    kept: bool = True
    gone: bool = False

    @property
    def answered(self) -> Answer | None:
        """The latest answer."""
        return next((turn.answer for turn in reversed(self.turns) if turn.answer), None)

    @property
    def busy(self) -> bool:
        """Whether an answer is being made."""
        return bool(self.turns and self.turns[-1].stage)

    @property
    def run(self) -> str:
        """Which making of an answer is the last; empty for none."""
        return self.turns[-1].run if self.turns else ""

    def stopped(self) -> Talk:
        """Return the conversation with its last answer given up."""
        return self.with_last(replace(self.turns[-1], stage="", stopped=True))

    def history(self) -> list[Turn]:
        """Return what a follow-up may lean on."""
        return [Turn(turn.question, turn.answer) for turn in self.turns if turn.answer]

    def exchanges(self) -> list[Exchange]:
        """Return what is kept of the conversation."""
        return [
            Exchange(turn.question, turn.answer, turn.error or ("" if turn.answer else UNFINISHED))
            for turn in self.turns
            if turn.question.strip()
        ]

    @classmethod
    def reopened(cls, conversation_id: str, exchanges: Sequence[Exchange]) -> Talk:
        """Return a conversation that was kept."""
        return cls(conversation_id, tuple(map(_reopened, exchanges)))

    def with_turn(self, turn: PageTurn) -> Talk:
        """Return the conversation with a further turn."""
        return replace(self, turns=(*self.turns, turn))

    def with_last(self, turn: PageTurn) -> Talk:
        """Return the conversation with another last turn."""
        return replace(self, turns=(*self.turns[:-1], turn))

    def until(self, at: int, *, branch_id: str) -> Talk:
        """Return the turns before one; if later ones exist, as a new conversation, so that nothing said is lost."""
        kept_id = self.id if at >= len(self.turns) - 1 else branch_id
        return Talk(kept_id, self.turns[:at], kept=self.kept)

    def position(self, text: str) -> int | None:
        """Read the position of a turn; None if there is none such."""
        return int(text) if text.isascii() and text.isdigit() and int(text) < len(self.turns) else None

    def asked(self) -> list[str]:
        """Return every question so far, as typed and as understood."""
        return [said for turn in self.turns for said in (turn.question, turn.understood) if said]

    def messages(self) -> list[dict[str, str]]:
        """Return the messages of Gradio's Chatbot."""
        messages, answers = [], 0
        for at, turn in enumerate(self.turns):
            if turn.question.strip():
                asked = render.question_html(turn.question) + _understood(turn, at)
                messages.append({"role": "user", "content": asked})
            answers += turn.answer is not None
            messages.append({"role": "assistant", "content": self._reply(turn, at, number=answers)})
        return messages

    def _reply(self, turn: PageTurn, at: int, *, number: int) -> str:
        if turn.answer:
            copies = render.copies_html(self.id, number, kept=self.kept)
            judgement = render.judgement_html(at, turn.judged) if self.kept else ""
            last = at == len(self.turns) - 1
            doings = render.doings_html(at, last=last, copies=copies, judgement=judgement)
            return render.answer_html(turn.answer, at=at, last=last) + render.paper_html(turn.answer) + doings
        if turn.error:
            return render.error_html(turn.error)
        return render.stopped_html(turn.draft) if turn.stopped else render.stage_html(turn.stage, turn.draft)


def _reopened(exchange: Exchange) -> PageTurn:
    answer = exchange.answer
    changed = answer and answer.standalone_question != answer.question
    understood = answer.standalone_question if answer and changed else ""
    stopped = exchange.error == UNFINISHED
    error = "" if stopped else exchange.error
    return PageTurn(exchange.question, understood=understood, answer=answer, error=error, stopped=stopped)


def _understood(turn: PageTurn, at: int) -> str:
    return render.understood_html(turn.understood, turn.reasons, at) if turn.understood else ""
