"""Asking in a real Chromium: stages, stop, regenerate, and what happens to a conversation while its answer is made."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

import pytest
from browsing import PHONE, OpenPage, ask, serving
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from test_ui_fakes import BRIDGE, FERRY, FakeEngine, answer_from, cite, passage_of

from qa import Answer, AnswerReady, PassagesFound, QueryEngine, Stage
from qa.events import StreamEvent
from qa.generative.answerers import Answerer
from qa.scope import ScopeOptions
from ui import texts
from ui.cli import cli
from ui.conversations import CONVERSATIONS_FILE, REASONS, UNFINISHED, Conversations, Exchange
from ui.pages.history import History
from ui.pages.talk import PageTurn
from ui.passing import PassingConversations

FERRY_QUESTION = "What happened to the ferry?"
BRIDGE_QUESTION = "When did the bridge open?"
STAGES = [
    texts.SEARCHING.format(articles="3 articles"),
    texts.READING.format(passages="2 passages"),
    texts.STAGES["checking"],
]


class StepByStep(FakeEngine):
    """An engine that does a step of a question with "slow" in it whenever it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate.set()
        self.steps = threading.Semaphore(0)

    def stream(
        self, question: str, *, answerer: Answerer | None = None, **scope: Unpack[ScopeOptions]
    ) -> Iterator[StreamEvent]:
        *_, ready = super().stream(question, answerer=answerer, **scope)
        assert isinstance(ready, AnswerReady)
        for event in (PassagesFound((passage_of(FERRY), passage_of(BRIDGE))), Stage("checking"), ready):
            if "slow" in question:
                self.steps.acquire(timeout=20)
            yield event


@pytest.fixture
def stepping() -> StepByStep:
    return StepByStep()


@pytest.fixture
def url(stepping: StepByStep) -> Iterator[str]:
    with serving(stepping) as address:
        yield address
        stepping.steps.release(100)


def type_question(page: Page, question: str) -> None:
    page.locator("#cw-question textarea").fill(question)
    page.locator("#cw-question textarea").press("Enter")


def stage(page: Page) -> Any:
    return page.locator("#cw-chat .cw-stage")


def questions(page: Page) -> Any:
    return page.locator("#cw-chat .cw-question")


def kept(page: Page) -> Any:
    return page.locator("#cw-history a.cw-reopen")


def open_history(page: Page) -> None:
    page.locator("#cw-history .toggle-button").click()
    expect(page.locator("#cw-history-list")).to_be_in_viewport()


class Lingering(FakeEngine):
    """An engine that finds out what can be asked next for as long as it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate.set()
        self.let = threading.Event()

    def suggest(self, answer: Answer, *, asked: Sequence[str] = (), n: int = 3) -> list[str]:
        assert self.let.wait(20)
        return []


# The page hears late that its question was taken, when all steps of the answer have come: it handles them at once.
TAKEN_LATE = """() => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (String(asked[0]?.url ?? asked[0]).includes("/queue/join")) await new Promise((done) => setTimeout(done, 800));
    return answer;
  };
}"""


# --- stages and stop


def test_an_answer_that_comes_all_at_once_leaves_no_question_in_the_field(open_page: OpenPage) -> None:
    engine = Lingering()
    with serving(engine) as address:
        page = open_page(address)
        ask(page, BRIDGE_QUESTION)
        page.evaluate(TAKEN_LATE)
        type_question(page, FERRY_QUESTION)
        expect(page.locator("#cw-chat .cw-sentence")).to_have_count(3)
        expect(page.locator("#cw-question textarea")).to_have_value("")
        expect(page.locator("#cw-question .submit-button")).to_be_visible()
        engine.let.set()
        page.close()


def test_each_stage_is_seen_in_its_order(url: str, open_page: OpenPage, stepping: StepByStep) -> None:
    page = open_page(url)
    type_question(page, "slow ferry")
    for words in STAGES:
        expect(stage(page)).to_have_text(words)
        expect(page.locator("#cw-question .stop-button")).to_be_visible()
        stepping.steps.release()
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(2)
    expect(stage(page)).to_have_count(0)


@pytest.mark.parametrize("reached", range(3), ids=["searching", "reading", "checking"])
def test_a_question_stopped_in_any_stage_is_kept_and_can_be_asked_again(
    url: str, open_page: OpenPage, stepping: StepByStep, reached: int
) -> None:
    page = open_page(url)
    ask(page, BRIDGE_QUESTION)
    type_question(page, "slow ferry")
    for words in STAGES[:reached]:
        expect(stage(page)).to_have_text(words)
        stepping.steps.release()
    expect(stage(page)).to_have_text(STAGES[reached])
    page.locator("#cw-question .stop-button").click()
    expect(page.locator("#cw-chat .cw-meta").last).to_have_text(texts.STOPPED)
    expect(page.locator("#cw-sources .cw-card--found")).to_have_count(0)
    with page.expect_response("**/gradio_api/reset"):
        stepping.steps.release(100)
    page.reload()
    expect(questions(page)).to_have_text([BRIDGE_QUESTION, "slow ferry"])
    expect(page.locator("#cw-chat .cw-meta").last).to_have_text(texts.STOPPED)
    page.locator("#cw-retry").click()
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(3)
    expect(questions(page)).to_have_count(2)
    expect(page.locator("#cw-retry")).to_have_count(0)


@pytest.mark.parametrize("kept_before_the_stop", [False, True])
def test_an_answer_that_comes_after_it_was_stopped_is_not_kept(kept_before_the_stop: bool) -> None:
    shelf = PassingConversations()
    history = History(None, shelf)
    asked = history.new().with_turn(PageTurn(FERRY_QUESTION, stage="reading", run="first"))
    made = asked.with_last(
        replace(asked.turns[-1], stage="", answer=answer_from(FERRY_QUESTION, [cite(FERRY, "Nobody was hurt.")]))
    )
    if kept_before_the_stop:
        history.keep(made)
    assert history.stop(asked).turns[-1].stopped
    history.keep(made)
    assert shelf.load(asked.id) == [Exchange(FERRY_QUESTION, None, UNFINISHED)]
    again = made.with_last(replace(made.turns[-1], run="second"))
    history.keep(again)
    assert shelf.load(asked.id)[0].answer == again.answered


def test_an_answer_is_made_anew_in_its_place(url: str, open_page: OpenPage, stepping: StepByStep) -> None:
    stepping.steps.release(3)
    page = open_page(url)
    ask(page, BRIDGE_QUESTION)
    ask(page, "slow ferry")
    page.locator("#cw-chat").get_by_text(texts.ASK_AGAIN, exact=True).click()
    expect(stage(page)).to_have_text(STAGES[0])
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(1)
    stepping.steps.release(3)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(3)
    expect(questions(page)).to_have_text([BRIDGE_QUESTION, "slow ferry"])


def test_a_change_can_be_called_off(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    ask(page, BRIDGE_QUESTION)
    page.get_by_text(texts.EDIT, exact=True).click()
    expect(page.locator("#cw-note")).to_contain_text(texts.EDITING_QUESTION)
    expect(page.locator("#cw-question textarea")).to_be_focused()
    page.get_by_text(texts.KEEP, exact=True).click()
    expect(page.locator("#cw-note")).to_have_text("")
    expect(page.locator("#cw-question textarea")).to_have_value("")
    ask(page, FERRY_QUESTION)
    expect(questions(page)).to_have_text([BRIDGE_QUESTION, FERRY_QUESTION])


# --- while an answer is made


def test_reload_in_mid_answer_keeps_the_question(url: str, open_page: OpenPage, stepping: StepByStep) -> None:
    page = open_page(url)
    type_question(page, "slow ferry")
    expect(stage(page)).to_have_text(STAGES[0])
    page.wait_for_url("**/?c=*")
    page.reload()
    expect(questions(page)).to_have_text("slow ferry")
    expect(page.locator("#cw-chat .cw-meta").last).to_have_text(texts.STOPPED)
    stepping.steps.release(100)
    page.locator("#cw-retry").click()
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(2)


def test_another_conversation_can_be_opened_in_mid_answer(url: str, open_page: OpenPage, stepping: StepByStep) -> None:
    page = open_page(url)
    ask(page, BRIDGE_QUESTION)
    page.locator("#cw-new").click()
    expect(page.locator("#cw-chat .cw-welcome")).to_be_visible()
    open_history(page)
    type_question(page, "slow ferry")
    expect(stage(page)).to_have_text(STAGES[0])
    kept(page).filter(has_text=BRIDGE_QUESTION).click()
    stepping.steps.release(100)  # Gradio may wait for the step under way before it lets go
    expect(questions(page)).to_have_text(BRIDGE_QUESTION)
    expect(kept(page)).to_have_text(["slow ferry", BRIDGE_QUESTION])
    expect(questions(page)).to_have_text(BRIDGE_QUESTION)
    expect(page.locator("#cw-question .submit-button")).to_be_visible()
    ask(page, FERRY_QUESTION)
    expect(questions(page)).to_have_text([BRIDGE_QUESTION, FERRY_QUESTION])


def test_a_conversation_deleted_in_mid_answer_stays_deleted(
    url: str, open_page: OpenPage, stepping: StepByStep
) -> None:
    page = open_page(url)
    ask(page, BRIDGE_QUESTION)
    open_history(page)
    type_question(page, "slow ferry")
    expect(stage(page)).to_have_text(STAGES[0])
    page.locator("#cw-history-list").get_by_label(texts.HISTORY_DELETE.format(title=BRIDGE_QUESTION)).click()
    stepping.steps.release(100)  # as above
    expect(page.locator("#cw-chat .cw-welcome")).to_be_visible()
    expect(kept(page)).to_have_count(0)
    ask(page, FERRY_QUESTION)
    expect(questions(page)).to_have_text(FERRY_QUESTION)
    expect(kept(page)).to_have_text(FERRY_QUESTION)


def test_the_list_can_be_used_in_mid_answer(url: str, open_page: OpenPage, stepping: StepByStep) -> None:
    page = open_page(url)
    ask(page, FERRY_QUESTION)
    page.locator("#cw-new").click()
    expect(page.locator("#cw-chat .cw-welcome")).to_be_visible()
    ask(page, BRIDGE_QUESTION)
    open_history(page)
    type_question(page, "slow ferry")
    expect(stage(page)).to_have_text(STAGES[0])
    expect(page.get_by_text(texts.EDIT, exact=True)).to_be_hidden()
    page.locator("#cw-history-list").get_by_text(texts.RENAME, exact=True).first.click()
    page.get_by_label(texts.SCRIPT_TEXTS["rename"]).fill("The bridge")
    page.get_by_label(texts.SCRIPT_TEXTS["rename"]).press("Enter")
    expect(kept(page)).to_have_text(["The bridge", FERRY_QUESTION])
    page.locator("#cw-history-list").get_by_label(texts.HISTORY_DELETE.format(title=FERRY_QUESTION)).click()
    expect(kept(page)).to_have_text(["The bridge"])
    expect(page.locator("#cw-question .stop-button")).to_be_visible()
    stepping.steps.release(100)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(3)
    expect(questions(page)).to_have_text([BRIDGE_QUESTION, "slow ferry"])


# --- links


@pytest.mark.parametrize("options", [{}, {"hosts": None}], ids=["own", "read-only"])
def test_link_to_a_conversation_that_is_gone_says_so(open_page: OpenPage, options: dict[str, Any]) -> None:
    with serving(FakeEngine(), **options) as url:
        page = open_page(f"{url}?c=nothing")
        expect(page.locator("#cw-note")).to_have_text(texts.CONVERSATION_NOT_KEPT)
        ask(page, BRIDGE_QUESTION)
        expect(page.locator("#cw-note")).to_have_text("")
        expect(questions(page)).to_have_text(BRIDGE_QUESTION)
        page.close()


def test_a_conversation_deleted_elsewhere_is_told_when_it_is_opened(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    ask(page, BRIDGE_QUESTION)
    page.wait_for_url("**/?c=*")
    other = open_page(page.url)
    page.locator("#cw-new").click()
    open_history(page)
    expect(kept(page)).to_have_count(1)
    open_history(other)
    other.locator("#cw-history-list").get_by_label(texts.HISTORY_DELETE.format(title=BRIDGE_QUESTION)).click()
    expect(kept(other)).to_have_count(0)
    kept(page).click()
    expect(page.locator("#cw-note")).to_have_text(texts.CONVERSATION_NOT_KEPT)
    expect(kept(page)).to_have_count(0)


# --- kept over a restart


def test_conversations_outlive_the_server_with_titles_and_judgements(
    open_page: OpenPage, seeds_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        ask(page, "How tall is the Angara rocket?")
        open_history(page)
        page.locator("#cw-history-list").get_by_text(texts.RENAME, exact=True).click()
        page.get_by_label(texts.SCRIPT_TEXTS["rename"]).fill("The rocket")
        page.get_by_label(texts.SCRIPT_TEXTS["rename"]).press("Enter")
        expect(kept(page)).to_have_text("The rocket")
        page.locator("#cw-chat summary", has_text=texts.JUDGE_WRONG).click()
        page.get_by_text(texts.REASONS["incomplete"], exact=True).click()
        noted = texts.JUDGED.format(reason=texts.REASONS["incomplete"])
        expect(page.locator("#cw-chat .cw-judge")).to_contain_text(noted)
        page.wait_for_url("**/?c=*")
        address = page.url.removeprefix(url)
        page.close()
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url + address)
        expect(questions(page)).to_have_text("How tall is the Angara rocket?")
        expect(page.locator("#cw-chat .cw-judge")).to_contain_text(noted)
        open_history(page)
        expect(kept(page)).to_have_text("The rocket")
        page.locator("#cw-history-list").get_by_label(texts.HISTORY_DELETE.format(title="The rocket")).click()
        expect(kept(page)).to_have_count(0)
        page.locator("#cw-history").get_by_text(texts.UNDO, exact=True).click()
        expect(kept(page)).to_have_text("The rocket")
        kept(page).click()
        expect(page.locator("#cw-chat .cw-judge")).to_contain_text(noted)
        page.close()


def test_every_reason_is_a_row_that_eval_runs(open_page: OpenPage, seeds_home: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    asked = [
        "How tall is the Angara rocket?",
        "How long is Ropewalk Bridge?",
        "Who is the mayor of Tarnhavn?",
        "How much did Ropewalk Bridge cost?",
        "When did Corvin Tolle resign as mayor of Tarnhavn?",
    ]
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        for question, (reason, word) in zip(asked, texts.REASONS.items(), strict=True):
            ask(page, question)
            judge = page.locator("#cw-chat .cw-judge").last
            if reason != "right":
                judge.get_by_text(texts.JUDGE_WRONG, exact=True).click()
            judge.get_by_text(word, exact=True).click()
            expect(judge).to_contain_text(texts.JUDGED.format(reason=word))
        page.close()
    rows = Conversations(tmp_path / "home" / CONVERSATIONS_FILE).judged()
    assert [reason for _, reason, _ in rows] == list(REASONS)
    arguments = ["judgements", "--folder", str(tmp_path / "judged"), "--home", str(tmp_path / "home")]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    run = CliRunner().invoke(cli, ["eval", str(tmp_path / "judged"), "--json", "--home", str(tmp_path / "new")])
    assert run.exit_code == 0, run.output
    assert len(json.loads(run.stdout)["questions"]) == len(asked)


# --- a phone


def test_stages_stop_and_suggestions_on_a_phone(url: str, open_page: OpenPage, stepping: StepByStep) -> None:
    page = open_page(url, **PHONE)
    page.locator("#cw-chat .example").first.tap()
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(2)
    page.locator("#cw-next a").first.tap()
    expect(questions(page)).to_have_count(2)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(3)
    type_question(page, "slow ferry")
    expect(stage(page)).to_be_in_viewport()
    page.locator("#cw-question .stop-button").tap()
    expect(page.locator("#cw-chat .cw-meta").last).to_have_text(texts.STOPPED)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
