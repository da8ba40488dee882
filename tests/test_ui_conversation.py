"""Conversations through the server, from a pipe and at a terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from test_ui_fakes import FakeEngine, built

from index.errors import QuestionError
from qa import Answer, Turn
from ui import conversation
from ui.conversation import RemoteChat
from ui.rest import create_app

FIRST, SECOND = "What happened to the Storr ferry?", "When was it built?"
UNDERSTOOD = "When was the Storr ferry built?"


@pytest.fixture(scope="module")
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="module")
def client(engine: FakeEngine) -> Iterator[TestClient]:
    app = built(lambda: create_app(engine))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://localhost:7900", raise_server_exceptions=False) as client:
        yield client


def remote(client: TestClient, sizes: list[int] | None = None) -> RemoteChat:
    def call(path: str, body: dict[str, Any]) -> Any:
        if sizes is not None:
            sizes.append(len(json.dumps(body)))
        response = client.post(path, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    return RemoteChat(call)


def test_server_answers_in_the_light_of_the_turns_it_is_sent(client: TestClient, engine: FakeEngine) -> None:
    turns = [Turn(FIRST, engine.ask(FIRST)).to_dict()]
    response = client.post("/api/chat", json={"turns": turns, "question": SECOND, "as_of": "2024-01-01"})
    answer = Answer.from_dict(response.json())
    assert (answer.question, answer.standalone_question) == (SECOND, UNDERSTOOD)
    asked, options = engine.calls[-1]
    assert (asked, options["as_of"]) == (UNDERSTOOD, date(2024, 1, 1))
    own = client.post("/api/chat", json={"turns": turns, "question": SECOND, "standalone": "Is the bridge open?"})
    assert Answer.from_dict(own.json()).text.endswith("[3]")


def test_server_shows_the_standalone_question(client: TestClient, engine: FakeEngine) -> None:
    body = {"turns": [Turn(FIRST, engine.ask(FIRST)).to_dict()], "question": SECOND}
    found = client.post("/api/standalone", json=body).json()
    assert found == {"text": UNDERSTOOD, "original": SECOND, "reasons": ["it = the Storr ferry, from your question"]}


@pytest.mark.parametrize(
    "turns", [[{}], [{"question": "a", "answer": {"schema": 7}}], [{"question": "a", "answer": 3}], ["x"], "x"]
)
def test_turns_that_cannot_be_read_are_a_bad_request(client: TestClient, turns: object) -> None:
    response = client.post("/api/chat", json={"turns": turns, "question": SECOND})
    assert response.status_code == 400
    assert set(response.json()) == {"error", "kind", "retryable"}


def test_remote_conversation_goes_as_one_in_process(client: TestClient) -> None:
    there, here = remote(client), FakeEngine().chat()
    for chat in (there, here):
        chat.ask(FIRST, as_of=date(2024, 1, 1))
        assert chat.standalone(SECOND).text == UNDERSTOOD
        chat.ask(SECOND, sources=("Ostrand Post",))
        chat.ask("Is the bridge open?")
        chat.regenerate(standalone="Is the ferry running?")
    assert there.turns == here.turns
    with pytest.raises(QuestionError, match="Ask one first"):
        remote(client).regenerate()


def test_long_remote_conversation_stays_within_what_the_server_takes(client: TestClient) -> None:
    sizes: list[int] = []
    chat = remote(client, sizes)
    for _ in range(60):
        chat.ask(FIRST)
        chat.ask("Is the bridge open?")
    assert {citation.marker for turn in chat.turns for citation in turn.answer.citations} == {1, 2, 3}
    assert max(sizes) < 1_000_000


# --- a pipe


def held(monkeypatch: pytest.MonkeyPatch, lines: str, *, as_json: bool) -> bool:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    return conversation.hold(FakeEngine(), {}, as_json=as_json)


def test_every_line_of_a_pipe_is_a_question(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not held(monkeypatch, f"{FIRST}\n\n{SECOND}\n= Is the bridge open?\n", as_json=False)
    told = capsys.readouterr()
    assert f"Understood as: {UNDERSTOOD} (it = the Storr ferry, from your question)" in told.out
    assert "Ropewalk Bridge was opened on Friday at noon. [3]" in told.out
    assert told.err == ""


def test_json_prints_one_answer_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert not held(monkeypatch, f"{FIRST}\n{SECOND}\n", as_json=True)
    answers = [Answer.from_dict(json.loads(line)) for line in capsys.readouterr().out.splitlines()]
    assert [answer.standalone_question for answer in answers] == [FIRST, UNDERSTOOD]


def test_question_that_fails_is_told_and_the_rest_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert held(monkeypatch, f"= too early\nIs it locked?\n{FIRST}\n", as_json=True)
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1
    assert "error: there is no question to ask again" in told.err
    assert "error: another process is using the home" in told.err


def test_command_reads_questions_from_a_pipe(seeds_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeds_home, home)
    result = subprocess.run(
        [sys.executable, "-m", "ui.cli", "chat", "--json", "--home", str(home)],
        input="How tall is the Angara rocket?\nWhere is it assembled?\n", capture_output=True, text=True, check=False, timeout=180,
        cwd=Path(__file__).parent,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    answers = [Answer.from_dict(json.loads(line)) for line in result.stdout.splitlines()]
    assert answers[1].standalone_question == "Where is the Angara rocket assembled?"
    assert answers[1].citations[0].article_id == answers[0].citations[0].article_id


# --- a terminal

# It takes the terminal for its own, so that Ctrl-C reaches it.
HOLD = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from test_ui_fakes import FakeEngine; from ui.conversation import hold; hold(FakeEngine(), {}, as_json=False)"


@pytest.mark.parametrize(("key", "name"), [(b"\x04", "Ctrl-D"), (b"\x03", "Ctrl-C"), (b"\n", "an empty line")])
def test_conversation_at_a_terminal_ends_cleanly(key: bytes, name: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=theirs, stdout=theirs, stderr=theirs, cwd=Path(__file__).parent, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        assert "Ask about 3 articles" in read_until(ours, "> ")
        os.write(ours, f"{FIRST}\n".encode())
        assert "Sources" in read_until(ours, "\n> ")
        os.write(ours, f"{SECOND}\n".encode())
        assert UNDERSTOOD in read_until(ours, "\n> ")
        os.write(ours, key)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(30)
        os.close(ours)


def read_until(descriptor: int, ending: str) -> str:
    """Read from a terminal until the prompt shows; carriage returns and colours are left out."""
    told = ""
    until = time.monotonic() + 60
    while not told.endswith(ending):
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        assert ready, f"no {ending!r} after {told!r}"
        told += os.read(descriptor, 65536).decode().replace("\r", "")
        told = told.removesuffix("\x1b[?2004h")
    return told
