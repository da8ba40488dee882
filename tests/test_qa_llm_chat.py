"""Follow-ups rewritten by a language model, and what becomes of them when it fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_servers import ScriptedServer, fails, says, scripted

from index.settings import load_settings
from qa import AnswerReady, QueryEngine, TextDelta

FIRST = "Where did Putin meet Kim Jong Un?"
FOLLOW_UP = "And how tall is the rocket that is assembled there?"
WRITTEN = "How tall is the rocket that is assembled at Vostochny Cosmodrome?"


@pytest.fixture
def open_engine(
    seeds_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., QueryEngine]]:
    opened: list[QueryEngine] = []
    monkeypatch.setenv("CITEWIRE_LLM_KEY", "sk-of-nobody")
    shutil.copytree(seeds_home, tmp_path / "home")

    def open_with(server: ScriptedServer) -> QueryEngine:
        given: dict[str, Any] = {"llm": "openai-like:m", "llm_url": f"{server.url}/v1", "llm_retries": 0}
        opened.append(QueryEngine.open(tmp_path / "home", settings=load_settings(None, given)))
        return opened[-1]

    yield open_with
    for engine in opened:
        engine.close()


def test_the_model_writes_the_standalone_question(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says("Putin met Kim Jong Un at Vostochny Cosmodrome [1]."), says(WRITTEN)) as server:
        chat = open_engine(server).chat()
        chat.ask(FIRST)
        found = chat.standalone(FOLLOW_UP)
        assert (found.text, found.reasons) == (WRITTEN, ("written by the language model",))
        asked = server.requests[-1]["messages"][-1]["content"]
    assert FIRST in asked
    assert FOLLOW_UP in asked


@pytest.mark.parametrize("reply", [fails(500), says("It is 500 m tall and Elon Musk owns it."), says("")])
def test_rules_write_it_where_the_model_fails_or_invents(
    reply: Any, open_engine: Callable[..., QueryEngine], caplog: pytest.LogCaptureFixture
) -> None:
    with scripted(says("Putin met Kim Jong Un at Vostochny Cosmodrome [1]."), reply) as server:
        chat = open_engine(server).chat()
        chat.ask(FIRST)
        found = chat.standalone("And what did he say there?")
    assert "Putin" in found.text
    assert "Musk" not in found.text
    assert "sk-of-nobody" not in caplog.text


def test_nothing_of_a_question_put_to_the_extractive_answerer_is_sent(open_engine: Callable[..., QueryEngine]) -> None:
    with scripted(says("Anything [1].")) as server:
        chat = open_engine(server).chat()
        chat.ask(FIRST, answerer="extractive")
        answer = chat.ask("And what did he say there?", answerer="extractive")
        assert server.requests == []
    assert answer.standalone_question != answer.question


def test_text_is_told_as_it_is_checked_with_the_markers_of_the_conversation(
    open_engine: Callable[..., QueryEngine],
) -> None:
    true = "The 42.7m Angara rocket launches objects into low Earth orbit [1]."
    with scripted(
        says("The 42.7m Angara rocket launches objects into low Earth orbit [1]."), says("How tall is it?"), says(true)
    ) as server:
        chat = open_engine(server).chat()
        first = chat.ask("How tall is the Angara rocket?")
        events = list(chat.stream("How tall is the Angara rocket?", standalone="How tall is the Angara rocket?"))
    assert isinstance(events[-1], AnswerReady)
    told = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert told == events[-1].answer.text
    assert first.citations[0].quote == events[-1].answer.citations[0].quote
    assert first.citations[0].marker == events[-1].answer.citations[0].marker
