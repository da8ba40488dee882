"""Copying, linking, judging, printing and asking on: what keeps an answer, in a real Chromium."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, serving
from click.testing import CliRunner
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect
from test_ui_fakes import FERRY, HOSTILE, FakeEngine, answer_from, built, cite, refusal

from qa import AnswerSentence, QueryEngine
from qa.evaluation.run import evaluate
from qa.exports import clip_html, clip_markdown, clip_text
from qa.exports.markup import escape_html, escape_markdown
from ui import texts
from ui.cli import cli
from ui.conversations import CONVERSATIONS_FILE, Conversations, Exchange
from ui.passing import PassingConversations
from ui.rest import create_app

FERRY_QUESTION = "What happened to the ferry?"
CLIPBOARD = ["clipboard-read", "clipboard-write"]
READ_HTML = "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: false });
}"""


def told(page: Page) -> Any:
    return page.locator(".cw-told")


def question_field(page: Page) -> Any:
    return page.locator("#cw-question textarea")


# --- copying


def test_copy_puts_rich_and_plain_text_on_the_clipboard(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    page = open_page(fake_url, permissions=CLIPBOARD)
    ask(page, FERRY_QUESTION)
    page.locator("#cw-chat a.cw-copy").first.click()
    expect(told(page)).to_have_text(texts.SCRIPT_TEXTS["copied"])
    expect(told(page)).to_have_attribute("role", "status")
    answer = fake.ask(FERRY_QUESTION)
    assert page.evaluate("navigator.clipboard.readText()") == clip_text(answer)
    pasted = page.evaluate(READ_HTML)
    parsed = page.evaluate("html => new DOMParser().parseFromString(html, 'text/html').body.innerText", pasted)
    for citation in answer.citations:
        assert f"<sup>{citation.marker}</sup>" in pasted
        assert " ".join(citation.quote.split()) in " ".join(parsed.split())
        assert citation.title in parsed


def test_copy_as_markdown_puts_only_that_on_the_clipboard(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    page = open_page(fake_url, permissions=CLIPBOARD)
    ask(page, "When did the bridge open?")
    ask(page, FERRY_QUESTION)
    page.locator("#cw-chat a.cw-copy--markdown").first.click()
    expect(told(page)).to_have_text(texts.SCRIPT_TEXTS["copied"])
    assert page.evaluate("navigator.clipboard.readText()") == clip_markdown(fake.ask("When did the bridge open?"))
    assert page.evaluate("async () => (await navigator.clipboard.read())[0].types") == ["text/plain"]


def test_copy_works_where_there_is_no_clipboard_api(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    page = open_page(fake_url)
    ask(page, FERRY_QUESTION)
    page.evaluate(
        "() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); window.forms = {};"
        " DataTransfer.prototype.setData = function (type, text) { window.forms[type] = text; }; }"
    )
    page.locator("#cw-chat a.cw-copy").first.click()
    expect(told(page)).to_have_text(texts.SCRIPT_TEXTS["copied"])
    answer = fake.ask(FERRY_QUESTION)
    assert page.evaluate("window.forms") == {"text/html": clip_html(answer), "text/plain": clip_text(answer)}


def test_a_refused_clipboard_is_told(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, FERRY_QUESTION)
    page.evaluate(
        "() => { navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    page.locator("#cw-chat a.cw-copy").first.click()
    expect(told(page)).to_have_text(texts.SCRIPT_TEXTS["copyRefused"])


def test_hostile_text_stays_text_when_pasted(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, permissions=CLIPBOARD)
    ask(page, f"poison {HOSTILE}")
    page.locator("#cw-chat a.cw-copy").first.click()
    expect(told(page)).to_have_text(texts.SCRIPT_TEXTS["copied"])
    pasted = page.evaluate(READ_HTML)
    found = page.evaluate(
        "html => { const body = new DOMParser().parseFromString(html, 'text/html').body;"
        " return [body.querySelectorAll('script, img, iframe, h1').length, body.textContent]; }",
        pasted,
    )
    assert found[0] == 0
    assert "<script>alert(1)</script>" in found[1]


def test_a_copy_names_doubts_and_says_what_a_refusal_says() -> None:
    answer = answer_from("q", [cite(FERRY, "Nobody was hurt.")])
    doubtful = answer_from(
        "q", answer.citations, sentences=(AnswerSentence("All were hurt.", (1, 9), "unsupported", 0.1),)
    )
    assert "All were hurt.[^1][^9] (not supported)" in clip_markdown(doubtful)
    assert "<sup>1, 9</sup> (not supported)" in clip_html(doubtful)
    assert "All were hurt. [1][9] (not supported)\n\n[1] " in clip_text(doubtful)
    refused = refusal("q")
    assert clip_markdown(refused) == escape_markdown(refused.text) + "\n"
    assert clip_text(refused) == refused.text + "\n"
    assert clip_html(refused) == f"<p>{escape_html(refused.text)}</p>"


# --- links


def test_link_to_the_conversation_is_copied_and_reopens_it(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, permissions=CLIPBOARD)
    ask(page, FERRY_QUESTION)
    page.locator("#cw-address a.cw-copy").click()
    expect(told(page)).to_contain_text("this machine only")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(f"{fake_url}?c=")
    again = open_page(address)
    expect(again.locator("#cw-chat .cw-question")).to_have_text([FERRY_QUESTION])


def test_link_to_an_answer_scrolls_to_it_and_keeps_the_address(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, permissions=CLIPBOARD)
    for _ in range(4):
        ask(page, FERRY_QUESTION)
    page.locator("#cw-chat a.cw-copy--link").nth(1).click()
    expect(told(page)).to_contain_text("Link copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("#answer-2")
    again = open_page(address)
    second = again.locator("#cw-chat .cw-answer").nth(1)
    expect(second).to_have_class(re.compile("cw-arrived"))
    expect(second).to_be_in_viewport()
    expect(again.locator("#cw-address a.cw-address")).to_be_visible()
    assert again.url == address


# --- judgements


def test_a_judgement_can_be_changed_is_kept_and_becomes_a_row(
    open_page: OpenPage, seeds_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        ask(page, "How tall is the Angara rocket?")
        judge = page.locator("#cw-chat .cw-judge")
        judge.get_by_text(texts.JUDGE_WRONG, exact=True).click()
        judge.get_by_text(texts.REASONS["outdated"], exact=True).click()
        expect(judge).to_contain_text(texts.JUDGED.format(reason=texts.REASONS["outdated"]))
        judge.get_by_text(texts.UNDO, exact=True).click()
        judge.get_by_text(texts.JUDGE_RIGHT, exact=True).click()
        noted = texts.JUDGED.format(reason=texts.REASONS["right"])
        expect(judge).to_contain_text(noted)
        page.wait_for_url("**/?c=*")
        again = open_page(page.url)
        expect(again.locator("#cw-chat .cw-judge")).to_contain_text(noted)
        again.locator("#cw-history .toggle-button").click()
        with again.expect_download() as saved:
            again.locator("#cw-history .cw-judgements a").click()
        rows = [json.loads(line) for line in Path(saved.value.path()).read_text(encoding="utf-8").splitlines()]
    assert [(row["question"], row["kind"]) for row in rows] == [("How tall is the Angara rocket?", "right")]
    printed = CliRunner().invoke(cli, ["judgements", "--home", str(tmp_path / "home")])
    assert [json.loads(line) for line in printed.stdout.splitlines()] == rows
    folder = tmp_path / "judged"
    written = CliRunner().invoke(cli, ["judgements", "--folder", str(folder), "--home", str(tmp_path / "home")])
    assert written.exit_code == 0, written.output
    measured = evaluate(folder)["answers"]
    assert (measured["cited_span_hit"], measured["cited_article_hit"]) == (1.0, 1.0)


def test_no_judgement_makes_no_folder(seeds_home: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    printed = CliRunner().invoke(cli, ["judgements", "--home", str(tmp_path / "home")])
    assert (printed.exit_code, printed.stdout) == (0, "")
    refused = CliRunner().invoke(
        cli, ["judgements", "--folder", str(tmp_path / "new"), "--home", str(tmp_path / "home")]
    )
    assert "nobody has judged an answer" in str(refused.exception)
    assert not (tmp_path / "new").exists()


# --- a page that keeps nothing


@pytest.fixture
def open_to_all(fake: FakeEngine) -> Iterator[TestClient]:
    app = built(lambda: create_app(fake, hosts=None))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://archive.example", raise_server_exceptions=False) as client:
        yield client


def test_read_only_page_has_no_judgements_and_finds_only_what_it_was_given(open_to_all: TestClient) -> None:
    assert open_to_all.get("/judgements.jsonl").status_code == 404
    assert open_to_all.get("/export/nothing.html").status_code == 404
    assert open_to_all.get("/copied/nothing/1").status_code == 404


def test_passing_conversations_are_found_by_name_and_the_oldest_go() -> None:
    held = PassingConversations()
    said = [Exchange(FERRY_QUESTION, answer_from(FERRY_QUESTION, [cite(FERRY, "Nobody was hurt.")]))]
    held.save("empty", [])
    for number in range(201):
        held.save(str(number), said)
    assert held.load("200") == said
    for gone in ("0", "empty"):
        with pytest.raises(Exception, match="not held"):
            held.load(gone)


# --- asking on


def test_what_to_ask_next_is_asked_on_a_click(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, FERRY_QUESTION)
    offered = page.locator("#cw-next a.cw-doing")
    expect(offered).to_have_text(["When did the bridge open?", "What does the poisoned article say?"])
    offered.first.click()
    expect(page.locator("#cw-chat .cw-question")).to_have_text([FERRY_QUESTION, "When did the bridge open?"])
    expect(page.locator("#cw-chat .cw-sentence").last).to_contain_text("Ropewalk Bridge was opened")
    expect(offered).to_have_text(["What does the poisoned article say?"])
    page.locator("#cw-new").click()
    expect(page.locator("#cw-next")).to_be_hidden()


def test_passages_found_show_before_the_answer(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    fake.gate.clear()
    page = open_page(fake_url)
    question_field(page).fill("slow ferry")
    question_field(page).press("Enter")
    expect(page.locator("#cw-sources h2")).to_have_text(texts.FOUND_TITLE)
    expect(page.locator("#cw-sources .cw-card--found h3")).to_have_count(2)
    expect(page.locator("#cw-sources .cw-card--found").first).to_contain_text(FERRY.title)
    expect(page.locator("#cw-sources .cw-date").first).not_to_be_empty()
    fake.gate.set()
    expect(page.locator("#cw-sources h2")).to_have_text(texts.SOURCES_TITLE)
    expect(page.locator("#cw-sources .cw-card--found")).to_have_count(0)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["wide", "phone"])
def test_nothing_jumps_while_an_answer_comes(open_page: OpenPage, real_url: str, screen: dict[str, Any]) -> None:
    page = open_page(real_url, **screen)
    expect(page.locator("#cw-chat .example").first).to_be_visible()
    page.evaluate(SHIFTS)
    for question in (
        "Who is the mayor of Tarnhavn?",
        "When did Ropewalk Bridge open to traffic?",
        "Who wrote Moby-Dick?",
    ):
        page.evaluate("window.shifted = 0")
        ask(page, question)
        page.locator("#cw-next a").first.wait_for()
        assert page.evaluate("window.shifted") < 0.05, question


def test_view_goes_to_a_new_question_and_leaves_a_reader_who_scrolled_up(
    open_page: OpenPage, fake_url: str, fake: FakeEngine
) -> None:
    page = open_page(fake_url, viewport={"width": 1280, "height": 560})
    for _ in range(4):
        ask(page, FERRY_QUESTION)
    expect(page.locator("#cw-chat .cw-question").last).to_be_in_viewport()
    fake.gate.clear()
    question_field(page).fill("slow ferry")
    question_field(page).press("Enter")
    expect(page.locator("#cw-chat .cw-stage")).to_have_text(texts.WRITING)
    expect(page.locator("#cw-chat .cw-question").last).to_be_in_viewport()
    page.locator("#cw-chat").hover()
    page.mouse.wheel(0, -5000)
    expect(page.locator("#cw-chat .cw-question").first).to_be_in_viewport()
    fake.gate.set()
    expect(page.locator("#cw-chat .cw-stage")).to_have_count(0)
    page.locator("#cw-next a").first.wait_for()
    expect(page.locator("#cw-chat .cw-question").first).to_be_in_viewport()


# --- paper


def test_printed_conversation_holds_the_sources_of_each_answer_and_no_controls(
    open_page: OpenPage, fake_url: str
) -> None:
    page = open_page(fake_url, color_scheme="dark")
    ask(page, FERRY_QUESTION)
    ask(page, "When did the bridge open?")
    expect(page.locator("#cw-chat .cw-paper").first).to_be_hidden()
    page.emulate_media(media="print")
    papers = page.locator("#cw-chat .cw-paper")
    expect(papers).to_have_count(2)
    expect(papers.first).to_be_visible()
    expect(papers.first).to_contain_text("The Sabine Tork lost drive at 4.20pm.")
    expect(papers.first.locator(".cw-paper__url").first).to_have_text(FERRY.url or "")
    expect(papers.last).to_contain_text("Ropewalk Bridge was opened on Friday at noon.")
    for control in ("#cw-question", "#cw-side", "#cw-actions", "#cw-next", "[role='tablist']", ".cw-doings"):
        expect(page.locator(control).first).to_be_hidden()
    colours = page.locator("#cw-chat .cw-answer__text").first.evaluate(
        "text => [getComputedStyle(text).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.pdf().startswith(b"%PDF")


def test_long_conversation_is_printed_on_several_pages(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    for _ in range(6):
        ask(page, FERRY_QUESTION)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A5"))) >= 2


def test_printed_article_is_black_on_white(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(f"{fake_url}article/ferry?s=43-80&at=1", color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.locator(".cw-page__bar").first).to_be_hidden()
    style = page.locator("mark").first.evaluate(
        "mark => [getComputedStyle(mark).color, getComputedStyle(mark).textDecorationLine]"
    )
    assert style == ["rgb(0, 0, 0)", "underline"]


# --- conversations


def test_a_conversation_is_renamed_and_the_one_shown_is_marked(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, FERRY_QUESTION)
    page.locator("#cw-history .toggle-button").click()
    shown = page.locator("#cw-history li:has([aria-current='true'])")
    title, rename = shown.locator("a.cw-reopen"), shown.get_by_text(texts.RENAME, exact=True)
    expect(title).to_have_text(FERRY_QUESTION)
    rename.click()
    field = page.get_by_label(texts.SCRIPT_TEXTS["rename"])
    expect(field).to_be_focused()
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(title).to_have_text(FERRY_QUESTION)
    rename.click()
    field.fill(f"Ferry: {HOSTILE[:40]}")
    field.press("Enter")
    expect(title).to_have_text(f"Ferry: {HOSTILE[:40]}")
    ask(page, "When did the bridge open?")
    expect(title).to_have_text(f"Ferry: {HOSTILE[:40]}")


def test_a_given_title_stays_and_a_first_question_that_changes_is_followed(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / CONVERSATIONS_FILE)
    kept.save("one", [Exchange("First?")])
    kept.save("one", [Exchange("Other?")])
    assert [heading.title for heading in kept.headings()] == ["Other?"]
    kept.rename("one", "  The   ferry ")
    kept.rename("one", " ")
    kept.save("one", [Exchange("Other?"), Exchange("And then?")])
    assert [heading.title for heading in kept.headings("ferry")] == ["The ferry"]


def test_a_judgement_is_withdrawn(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / CONVERSATIONS_FILE)
    answer = answer_from("q", [cite(FERRY, "Nobody was hurt.")])
    kept.judge(answer, "right")
    assert (kept.judgement(answer), kept.judgement_count()) == ("right", 1)
    kept.withdraw(answer)
    assert (kept.judgement(answer), kept.judgement_count()) == (None, 0)


def test_read_only_page_saves_and_copies_but_judges_nothing(browser: Browser, fake: FakeEngine) -> None:
    with serving(fake, hosts=None) as url:
        context = browser.new_context(permissions=CLIPBOARD)
        page = context.new_page()
        page.goto(url)
        ask(page, FERRY_QUESTION)
        expect(page.locator("#cw-chat .cw-judge")).to_have_count(0)
        expect(page.locator("#cw-chat .cw-copy--link, #cw-address .cw-address")).to_have_count(0)
        page.locator("#cw-chat a.cw-copy").first.click()
        expect(told(page)).to_have_text(texts.SCRIPT_TEXTS["copied"])
        with page.expect_download() as saved:
            page.locator("#cw-address").get_by_text("Markdown", exact=True).click()
        assert FERRY_QUESTION in Path(saved.value.path()).read_text(encoding="utf-8")
        context.close()
