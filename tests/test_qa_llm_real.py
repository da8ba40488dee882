"""A real, weak language model: over a real server of the OpenAI protocol, and in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from local_model import gguf_file, serving
from test_qa_llm_answers import check

from index.settings import load_settings
from qa import AnswerReady, QueryEngine, Stage, TextDelta
from qa.answer import Answer
from qa.generative.local import LocalModel

QUESTIONS = ("How tall is the Angara rocket?", "Why was the opening of the swing bridge postponed?")
TOKENS = 40  # of an answer: some 3 s on a slow machine


@pytest.fixture(scope="module")
def model() -> LocalModel:
    return LocalModel.load(str(gguf_file()), name="smollm2", context_tokens=2048, answer_tokens=TOKENS)


@pytest.fixture(scope="module")
def home(seeds_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("real") / "home"
    shutil.copytree(seeds_home, copy)
    return copy


@pytest.fixture(scope="module")
def served(model: LocalModel) -> Iterator[str]:
    with serving(model) as url:
        yield url


def settings(home: Path, **given: Any) -> Any:
    return load_settings(home, {"llm_context_tokens": 1200, "llm_max_tokens": TOKENS, **given})


def ask(engine: QueryEngine, question: str) -> Answer:
    events = list(engine.stream(question))
    assert isinstance(events[-1], AnswerReady)
    answer = events[-1].answer
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == answer.text
    assert Stage("writing") in events
    check(engine, answer)
    return answer


def test_what_a_weak_model_writes_is_checked_and_the_answer_is_usable(home: Path, served: str) -> None:
    given = settings(home, llm="openai-like:smollm2", llm_url=served)
    with QueryEngine.open(home, settings=given) as engine:
        answers = [ask(engine, question) for question in QUESTIONS]
        judged = [sentence for answer in answers for sentence in (*answer.sentences, *answer.dropped)]
        for answer in answers:
            told = {notice.kind for notice in answer.notices}
            assert not answer.refused or answer.refusal_reason
            if answer.answerer == "extractive":
                assert "fallback" in told
            else:
                assert answer.answerer == "llm:smollm2"
                assert not answer.dropped or "unsupported" in told
    assert judged
    assert {sentence.verdict for sentence in judged} <= {"supported", "partial", "unsupported"}


def test_the_same_model_answers_in_this_process(home: Path, model: LocalModel) -> None:
    with QueryEngine.open(home, settings=settings(home), llm=model) as engine:
        answer = ask(engine, QUESTIONS[0])
    assert answer.answerer == "llm:smollm2" or any(notice.kind == "fallback" for notice in answer.notices)


def test_a_model_of_this_process_stops_when_nobody_reads_any_more(home: Path, model: LocalModel) -> None:
    long = model.model_copy(update={"answer_tokens": 6000})
    with QueryEngine.open(home, settings=settings(home), llm=long) as engine:
        events = engine.stream(QUESTIONS[0])
        assert any(event == Stage("writing") for event in events)
        events.close()  # type: ignore[attr-defined]  # a generator
        assert long._turn.acquire(timeout=60)  # held as long as it generates
        long._turn.release()


def test_a_failure_while_generating_is_told_and_nobody_waits(
    home: Path, model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(model._model, "generate", fail)
    with QueryEngine.open(home, settings=settings(home), llm=model) as engine:
        answer = engine.ask(QUESTIONS[0])
    (notice,) = (notice for notice in answer.notices if notice.kind == "fallback")
    assert "RuntimeError" in notice.text
    assert "42.7m" in answer.text
