"""The views of the page: for each a function that leads there, and an engine that has something to show in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from browsing import PHONE, ask, chat_markers, serving
from fakes import BagOfWordsEmbedder
from playwright.sync_api import Page, expect
from test_ui_fakes import BRIDGE, FERRY, POISONED, FakeEngine, answer_from, cite

from index.home import Home
from index.ingest import store_articles
from qa import Answer, AnswerSentence, Notice, QueryEngine
from qa.answer import Copy
from ui import texts

View = Callable[[Page], None]
UrlOf = Callable[[str], str]
LOOKS: dict[str, dict[str, Any]] = {"desktop": {"color_scheme": "light"}, "phone": PHONE}
NOTICES = (
    Notice("conflict", "The articles give different days [1] [2].", (1, 2)),
    Notice("stale", "The newest article cited is from 22 September 2023.", (2,)),
    Notice("truncated", "The answer was cut short."),
    Notice("unsupported", "1 sentence was left out, as no article supports it."),
)


class ViewsEngine(FakeEngine):
    """Answers one question from several outlets, with notices, copies and a sentence left out."""

    def __init__(self) -> None:
        super().__init__((FERRY, BRIDGE, POISONED))

    def _answer(self, question: str) -> Answer:
        if "disputed" not in question:
            return super()._answer(question)
        copies = (Copy(POISONED.id, "Ferry laid up", "Ostrand Post", None, date(2022, 5, 16)),)
        first = cite(FERRY, "The Storr Island ferry is out of service.", also_in=copies)
        answer = answer_from(question, [first, cite(BRIDGE, "The bridge is 88 metres long.", 2)], notices=NOTICES)
        weak = replace(answer.sentences[1], verdict="partial", problems=("the number is not in the source",))
        left_out = AnswerSentence("She sank.", (1,), "unsupported", 0.1, ("no source says it",))
        return replace(answer, sentences=(answer.sentences[0], weak), dropped=(left_out,))


@pytest.fixture(scope="module")
def url_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UrlOf]:
    """Serve what is asked for: `views`, made by hand; `library`, a small real collection; `empty`, one without articles."""
    urls: dict[str, str] = {}
    with ExitStack() as stack:

        def engine(name: str) -> Any:
            if name == "views":
                return ViewsEngine()
            home, embedder = tmp_path_factory.mktemp(name) / "home", BagOfWordsEmbedder()
            if name == "library":
                with Home.create(home, embedder=embedder) as made:
                    store_articles(made, [FERRY, BRIDGE, POISONED])
            return stack.enter_context(QueryEngine.open(home, embedder=embedder, empty_ok=name == "empty"))

        def url(name: str) -> str:
            if name not in urls:
                urls[name] = stack.enter_context(serving(engine(name)))
            return urls[name]

        yield url


# --- Ask


def start(page: Page) -> None:
    page.locator("#cw-chat .example").first.wait_for()
    still(page)


def filters(page: Page) -> None:
    page.locator("#cw-filters .label-wrap").click()
    page.locator("#cw-to .calendar").click()
    page.locator("#cw-to input").wait_for()


def answer(page: Page) -> None:
    ask(page, "What happened to the ferry?")


def notices(page: Page) -> None:
    """An answer with notices, the evidence by date and outlet, and everything that is folded in it open."""
    ask(page, "What is disputed about the ferry?")
    page.locator("#cw-sources .cw-timeline").wait_for()
    unfold(page)
    page.locator("#cw-sources .cw-choose").first.click()
    page.locator("#cw-sources .cw-timeline__chosen button").wait_for()


def card(page: Page) -> None:
    answer(page)
    chat_markers(page).first.hover()
    page.locator(".cw-hover").wait_for()


def unfold(page: Page) -> None:
    for summary in page.locator("#cw-columns summary:visible").all():
        summary.click()


def refusal(page: Page) -> None:
    ask(page, "Who won the cup?")


def follow_up(page: Page) -> None:
    ask(page, "When did the bridge open in March?")
    ask(page, "What happened to the ferry?")


def error(page: Page) -> None:
    ask(page, "Is it locked?")


def editing(page: Page) -> None:
    answer(page)
    page.get_by_text(texts.EDIT, exact=True).click()
    page.locator("#cw-note a").wait_for()


def conversations(page: Page) -> None:
    answer(page)
    page.locator("#cw-history .toggle-button").click()
    page.locator("#cw-history a.cw-reopen").first.wait_for()
    settled(page)


def reader(page: Page) -> None:
    answer(page)
    chat_markers(page).first.click()
    page.locator("dialog.cw-reader mark").first.wait_for()
    settled(page)


def keys(page: Page) -> None:
    start(page)
    page.locator("#cw-masthead h1").click()
    page.keyboard.press("?")
    page.locator("dialog.cw-keys-list").wait_for()


def empty(page: Page) -> None:
    page.locator("#cw-start-samples").wait_for()


# --- Check, Library, Settings, and pages of their own


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def check(page: Page) -> None:
    tab(page, texts.TAB_CHECK)
    page.locator("#cw-draft textarea").wait_for()


def checked(page: Page) -> None:
    check(page)
    page.locator("#cw-draft textarea").fill("Nobody was hurt.")
    page.locator("#cw-check-now").click()
    page.locator("#cw-checked ol.cw-checked").wait_for()


def library(page: Page) -> None:
    tab(page, texts.TAB_LIBRARY)
    page.locator("table.cw-articles").wait_for()


def library_details(page: Page) -> None:
    library(page)
    page.locator("a.cw-list--details").first.click()
    page.locator(".cw-row--details").wait_for()


def library_report(page: Page) -> None:
    library(page)
    page.locator("#cw-places :is(textarea, input)").fill("/nowhere/at/all.txt")
    page.locator("#cw-add-now").click()
    page.locator("#cw-report .cw-failures").wait_for()


def library_health(page: Page) -> None:
    library(page)
    page.locator("#cw-examine").click()
    page.locator("#cw-health .cw-health").wait_for()


def settings(page: Page) -> None:
    tab(page, texts.TAB_SETTINGS)
    for shown in ("#cw-curve svg", "#cw-set-llm input:checked", "#cw-set-language input:checked"):
        expect(page.locator(f"#cw-settings {shown}")).to_be_visible()


def settings_open(page: Page) -> None:
    """Every section open, and a value that is wrong."""
    settings(page)
    page.get_by_label(texts.SETTINGS_BY_MODEL).check()
    page.locator("#cw-set-model").wait_for()
    for section in ("more-model", "finding", "fetching", "limits", "index"):
        page.locator(f"#cw-set-{section} .label-wrap").click()
    page.locator("#cw-set-keep-k input").fill("0")
    page.locator("#cw-save").click()
    page.locator("#cw-settings .cw-wrong").first.wait_for()


def reader_page(page: Page) -> None:
    page.goto(f"{page.url}article/ferry?s=43-80&s=81-120&at=2#cite-2")


def reader_page_problem(page: Page) -> None:
    page.goto(f"{page.url}article/ferry?s=7-3")


def reader_page_missing(page: Page) -> None:
    page.goto(f"{page.url}article/absent")


# The server each view is found on, and the view.
VIEWS: tuple[tuple[str, View], ...] = (
    *(("views", view) for view in (
        start, filters, answer, notices, card, refusal, follow_up, error, editing, conversations, reader, keys,
        check, checked, settings, settings_open, reader_page, reader_page_problem, reader_page_missing,
    )),
    ("empty", empty),
    *(("library", view) for view in (library_details, library_report, library_health)),
)  # fmt: skip
WITH_WORDS: tuple[tuple[str, View], ...] = (
    *(("views", view) for view in (notices, keys, checked, settings_open, reader_page)),
    ("library", library_details),
)


def named(value: object) -> str:
    """Name a view in the name of a test."""
    return getattr(value, "__name__", str(value))


def still(page: Page) -> None:
    """Wait until nothing has changed for a while, as a page is read once it stands; one that never does so fails."""
    last_change = page.evaluate(
        """new Promise(done => {
            let timer = setTimeout(() => done(""), 250);
            let last = "";
            setTimeout(() => done(last), 15_000);
            new MutationObserver(([change]) => {
                last = `${change.type} ${change.attributeName} ${change.target.id} ${change.target.className}`;
                clearTimeout(timer);
                timer = setTimeout(() => done(""), 250);
            }).observe(document.documentElement, {subtree: true, childList: true, attributes: true});
        })"""
    )
    assert last_change == "", "the page does not come to rest"


def settled(page: Page) -> None:
    """Wait until every motion that ends has ended."""
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))"
    )
