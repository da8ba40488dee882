"""Conversations in the terminal and through the server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, Unpack

import click
from rich.console import Console
from rich.text import Text

from index.errors import CitewireError, QuestionError
from qa.answer import Answer
from qa.chat import NOTHING_ASKED, Chat, Turn
from qa.followups import Standalone
from qa.scope import AskOptions
from ui import terminal, texts

_TURNS_IN_FULL = 20  # of those sent to a server; of earlier ones it only needs the numbers


class Conversation(Protocol):
    """`qa.Chat`, or one held by a server."""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered so far."""

    def standalone(self, question: str, *, as_of: date | None = None) -> Standalone:
        """Return a question as it will be searched for."""

    def ask(self, question: str, *, standalone: str | None = None, **options: Unpack[AskOptions]) -> Answer:
        """Answer a question and add it to the turns."""

    def regenerate(self, *, standalone: str | None = None, **options: Unpack[AskOptions]) -> Answer:
        """Ask the last question again."""


class Conversing(Protocol):
    """A `QueryEngine`, or a client of a server that has one."""

    def article_count(self) -> int:
        """Count the articles."""

    def chat(self) -> Conversation:
        """Begin a conversation."""


class RemoteChat:
    """A conversation whose questions a server answers. The server keeps nothing of it: each question brings its turns.

    Args:
        call: Posts a body to a path of the server and returns what it answers.
        turns: What was asked before.
    """

    def __init__(self, call: Callable[[str, dict[str, Any]], Any], turns: Sequence[Turn] = ()) -> None:
        self._call = call
        self._turns = tuple(turns)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered so far, in order."""
        return self._turns

    def standalone(self, question: str, *, as_of: date | None = None) -> Standalone:
        """Return a question as it will be searched for; see `Chat.standalone`."""
        found = self._call("/api/standalone", _body(question, self._turns, {"as_of": as_of}))
        return Standalone(found["text"], found["original"], tuple(found["reasons"]))

    def ask(self, question: str, *, standalone: str | None = None, **options: Unpack[AskOptions]) -> Answer:
        """Answer a question in the light of the turns before it, and add it to them; see `Chat.ask`."""
        return self._ask(question, self._turns, standalone, options)

    def regenerate(self, *, standalone: str | None = None, **options: Unpack[AskOptions]) -> Answer:
        """Ask the last question again; see `Chat.regenerate`."""
        if not self._turns:
            raise QuestionError(NOTHING_ASKED)
        return self._ask(self._turns[-1].question, self._turns[:-1], standalone, options)

    def _ask(self, question: str, turns: tuple[Turn, ...], standalone: str | None, options: AskOptions) -> Answer:
        body = {**_body(question, turns, options), "standalone": standalone}
        answer = Answer.from_dict(self._call("/api/chat", body))
        self._turns = (*turns, Turn(answer.question, answer))
        return answer


def go_on(engine: Any, turns: Sequence[Mapping[str, Any]]) -> Chat:
    """Return the conversation that a request brings along.

    Raises:
        QuestionError: A turn cannot be read.
    """
    chat: Chat = engine.chat([Turn.from_dict(turn) for turn in turns])
    return chat


def hold(engine: Conversing, options: Mapping[str, Any], *, as_json: bool) -> bool:
    """Answer questions from the terminal, or one a line from a pipe, until there are no more.

    Args:
        engine: What answers.
        options: As for `QueryEngine.ask`, for every question.
        as_json: Print one answer a line.

    Returns:
        Whether a question of a pipe could not be answered.
    """
    out, err = terminal.consoles()
    typed = sys.stdin.isatty()
    if typed:
        articles = texts.counted(engine.article_count(), texts.ARTICLES_ONE, texts.ARTICLES_MANY)
        err.print(texts.CHAT_WELCOME.format(articles=articles))
    chat, failed = engine.chat(), False
    for line in _typed_lines() if typed else _piped_lines():
        try:
            _answer_line(chat, line, options, out, as_json=as_json)
        except CitewireError as error:
            click.echo(f"error: {error}", err=True)
            failed = True
        except KeyboardInterrupt:
            if not typed:
                raise
            err.print(texts.CHAT_INTERRUPTED)
    return failed and not typed


def _answer_line(chat: Conversation, line: str, options: Mapping[str, Any], out: Console, *, as_json: bool) -> None:
    if line.startswith("="):
        answer = chat.regenerate(standalone=line[1:].strip(), **options)
    else:
        found = chat.standalone(line, as_of=options.get("as_of"))
        if not as_json and found.text != found.original:
            _show_understood(out, found)
        answer = chat.ask(line, standalone=found.text, **options)
    if as_json:
        click.echo(json.dumps(answer.to_dict(), ensure_ascii=False))
        return
    terminal.show_answer(out, answer)
    out.print()


def _show_understood(out: Console, found: Standalone) -> None:
    shown = Text(terminal.clean(texts.CHAT_UNDERSTOOD.format(question=found.text)), style="bold")
    if found.reasons:
        shown.append(" " + terminal.clean(texts.CHAT_TAKEN_OVER.format(reasons="; ".join(found.reasons))), style="dim")
    out.print(shown)


def _typed_lines() -> Iterator[str]:
    """Yield the lines a person types, until an empty one, Ctrl-D or Ctrl-C."""
    import readline  # noqa: F401  (gives input() its editing and history)

    while True:
        try:
            line = input(texts.CHAT_PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            click.echo(err=True)
            return
        if not line:
            return
        yield line


def _piped_lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _body(question: str, turns: Sequence[Turn], options: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in options.items()}
    if plain.get("sources") is not None:
        plain["sources"] = list(plain["sources"])
    recent = len(turns) - _TURNS_IN_FULL
    sent = [turn.brief(told=place >= recent).to_dict() for place, turn in enumerate(turns)]
    return {"question": question, "turns": sent, **plain}
