"""Settings an engine takes while it answers, and the period a question is limited to that names none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import BagOfWordsEmbedder, WordJudge
from llm_servers import Handler, Reply, says, scripted

from index.articles import Article
from index.errors import SettingsError
from index.home import Home
from index.ingest import store_articles
from index.settings import Settings
from qa import AnswerReady, QueryEngine
from qa.answer import Period
from qa.tradeoff import tradeoff

ROOT = Path(__file__).parent.parent
FIRST, LATER = "The old ferry Sabine sailed on Monday.", "The new ferry Tork sailed on Friday."
ASKED = "Which ferry sailed?"
SENTENCE = "The old ferry Sabine sailed on Monday."


def waits_before(text: str) -> Reply:
    def reply(handler: Handler) -> None:
        handler.scripted.released.wait(20)
        says(text)(handler)

    return reply


def article(key: str, text: str, published: date | None) -> Article:
    return Article(id=key, title=f"Ferry {key}", text=text, published=published)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Home.create(tmp_path / "home", settings=Settings(), embedder=BagOfWordsEmbedder()) as opened:
        store_articles(
            opened,
            [
                article("old", FIRST, date(2022, 5, 1)),
                article("new", LATER, date(2023, 5, 1)),
                article("undated", "The undated ferry sailed.", None),
            ],
        )
    return tmp_path / "home"


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[..., QueryEngine]]:
    engines: list[QueryEngine] = []

    def open_with(**values: Any) -> QueryEngine:
        settings = Settings(**{"refusal_threshold": 0.0, **values})
        engines.append(QueryEngine.open(home, settings=settings, embedder=BagOfWordsEmbedder(), judge=WordJudge()))
        return engines[-1]

    yield open_with
    for engine in engines:
        engine.close()


def with_(engine: QueryEngine, **values: Any) -> Settings:
    return engine.home.settings.model_copy(update=values)


# --- taking settings


def test_engine_goes_on_with_what_it_takes(opened: Callable[..., QueryEngine]) -> None:
    engine = opened()
    assert not engine.ask(ASKED).refused
    engine.take(with_(engine, refusal_threshold=1.0))
    assert engine.ask(ASKED).refused
    engine.take(with_(engine, refusal_threshold=0.0, keep_k=1))
    assert len({citation.article_id for citation in engine.ask(ASKED).citations}) == 1


def test_running_answer_is_finished_with_the_settings_it_began_with(opened: Callable[..., QueryEngine]) -> None:
    engine = opened()
    running = engine.stream(ASKED)
    next(running)  # the passages are found, the answer is not drawn yet
    engine.take(with_(engine, refusal_threshold=1.0))
    *_, last = running
    assert isinstance(last, AnswerReady)
    assert not last.answer.refused
    assert engine.ask(ASKED).refused


def test_running_answer_keeps_its_model_and_the_next_has_the_new_one(
    opened: Callable[..., QueryEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITEWIRE_LLM_KEY", raising=False)
    with scripted(waits_before(f"{SENTENCE} [1]")) as first, scripted(waits_before(f"{SENTENCE} [1]")) as second:
        second.released.set()
        engine = opened(llm="openai-like:first", llm_url=f"{first.url}/v1", llm_retries=0)
        running = engine.stream(ASKED)
        next(running)
        next(running)
        engine.take(with_(engine, llm="openai-like:second", llm_url=f"{second.url}/v1"))
        first.released.set()
        *_, last = running
        assert isinstance(last, AnswerReady)
        assert last.answer.answerer == "llm:first"
        assert [notice.kind for notice in last.answer.notices if notice.kind == "fallback"] == []
        assert engine.ask(ASKED).answerer == "llm:second"
        engine.take(with_(engine, llm="none"))
        assert engine.ask(ASKED).answerer == "extractive"
        assert (len(first.requests), len(second.requests)) == (1, 1)


def test_opened_model_goes_on_if_only_other_settings_change(opened: Callable[..., QueryEngine]) -> None:
    with scripted(waits_before(f"{SENTENCE} [1]")) as server:
        server.released.set()
        engine = opened(llm="openai-like:m", llm_url=f"{server.url}/v1", llm_retries=0)
        engine.ask(ASKED)
        model = engine._now.answerers._model
        assert model is not None
        engine.take(with_(engine, keep_k=2))
        assert engine.ask(ASKED).answerer == "llm:m"
        assert engine._now.answerers._model is model


@pytest.mark.parametrize(
    ("name", "value"), [("embedding_model", "elsewhere"), ("chunk_tokens", 64), ("embedding_backend", "torch")]
)
def test_what_needs_another_index_is_not_taken(opened: Callable[..., QueryEngine], name: str, value: object) -> None:
    engine = opened()
    before = engine.home.settings
    with pytest.raises(SettingsError, match=f"{name}.*citewire index --rebuild"):
        engine.take(with_(engine, **{name: value}))
    assert engine.home.settings is before
    assert not engine.ask(ASKED).refused


def test_articles_added_after_settings_were_taken_are_found(opened: Callable[..., QueryEngine]) -> None:
    engine = opened()
    engine.take(with_(engine, keep_k=5))
    store_articles(engine.home, [article("third", "The zeppelin landed in Ostrand.", date(2023, 5, 2))])
    engine.home.sync_vectors()
    assert "zeppelin" in engine.ask("Where did the zeppelin land?").text


# --- the usual period


def cited(engine: QueryEngine, question: str = ASKED, **scope: Any) -> set[str]:
    return {citation.article_id for citation in engine.ask(question, **scope).citations}


def test_question_without_a_time_is_asked_of_the_last_days(opened: Callable[..., QueryEngine]) -> None:
    engine = opened(period_days=30)
    answer = engine.ask(ASKED, as_of=date(2023, 5, 10))
    assert {citation.article_id for citation in answer.citations} == {"new"}
    assert answer.period == Period(date(2023, 4, 10), date(2023, 5, 10), "")
    assert answer.searched
    assert answer.searched.articles == 1


def test_days_are_counted_from_the_newest_article_of_an_archive(opened: Callable[..., QueryEngine]) -> None:
    answer = opened(period_days=30).ask(ASKED)
    assert answer.as_of == date(2023, 5, 1)
    assert answer.period == Period(date(2023, 4, 1), None, "")


def test_given_dates_words_of_time_and_the_wish_for_none_go_before(opened: Callable[..., QueryEngine]) -> None:
    engine = opened(period_days=30, keep_k=3)
    assert "old" in cited(engine, read_period=False)
    assert cited(engine, published_to=date(2022, 12, 31)) == {"old"}
    asked = engine.ask("Which ferry sailed in May 2022?")
    assert asked.period
    assert asked.period.from_text == "in May 2022"
    assert "old" in {citation.article_id for citation in asked.citations}
    assert engine.ask(ASKED, read_period=False).period is None


def test_refusal_says_that_only_some_articles_were_searched(opened: Callable[..., QueryEngine]) -> None:
    engine = opened(period_days=7)
    answer = engine.ask(ASKED, as_of=date(2025, 1, 1))
    assert answer.refused
    assert answer.period == Period(date(2024, 12, 25), date(2025, 1, 1), "")


def test_period_longer_than_the_calendar_is_all_of_it(opened: Callable[..., QueryEngine]) -> None:
    answer = opened(period_days=36_500).ask(ASKED, as_of=date(50, 1, 1))
    assert answer.period
    assert answer.period.start == date.min


def test_search_and_check_are_not_limited(opened: Callable[..., QueryEngine]) -> None:
    engine = opened(period_days=7)
    assert {passage.article_id for passage in engine.search(ASKED)} == {"old", "new", "undated"}
    assert engine.check(FIRST).sentences[0].verdict == "supported"


# --- what a threshold does


def test_figures_of_thresholds_are_those_of_the_last_evaluation() -> None:
    written = subprocess.run(
        [sys.executable, "-c", "from benchmarks.tradeoff import written; print(written(), end='')"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    ).stdout  # fmt: skip
    assert (ROOT / "qa" / "risk_coverage.json").read_text() == written


def test_figures_agree_with_what_the_engine_itself_answered() -> None:
    table = tradeoff()
    for collection, here in zip(table.collections, table.each(0.375), strict=True):
        report = json.loads((ROOT / "benchmarks" / "results" / f"{collection.name}.json").read_text())
        at = report["refusal"]["at_threshold"]
        assert at["threshold"] == 0.375
        assert here.answered == pytest.approx(at["coverage"], abs=0.01)
        assert here.precision == pytest.approx(1 - at["risk"], abs=0.01)


def test_higher_threshold_never_answers_more() -> None:
    curve = tradeoff().curve()
    assert [point.answered for point in curve] == sorted((point.answered for point in curve), reverse=True)
    assert curve[0].answered == 1.0
    assert curve[-1].answered == 0.0
    assert all(0 <= point.right <= point.answered for point in curve)


def test_value_between_two_thresholds_lies_between_their_shares() -> None:
    table = tradeoff()
    low, middle, high = (table.at(value).answered for value in (0.4, 0.4125, 0.425))
    assert middle == pytest.approx((low + high) / 2)
