"""The pages in a real Chromium."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, chat_markers, highlighted, is_dark, serving
from playwright.sync_api import Page, expect
from test_ui_fakes import FERRY, HOSTILE, MARCH_TOLD, POISONED, FakeEngine

from qa import QueryEngine
from qa.exports import read_export
from ui import texts
from ui.conversations import CONVERSATIONS_FILE, Conversations


def test_click_on_a_marker_highlights_exactly_the_quote(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    page = open_page(fake_url)
    ask(page, "What happened to the ferry?")
    answer = fake.ask("What happened to the ferry?")
    expect(page.locator("#cw-chat .cw-sentence")).to_have_text([sentence.text for sentence in answer.sentences])
    chat_markers(page).nth(0).click()
    reader = page.locator("dialog.cw-reader")
    expect(reader.locator("h1")).to_have_text(FERRY.title)
    assert "\n\n".join(highlighted(page, 2)) == answer.citations[0].quote
    assert highlighted(page, 1) == [answer.citations[1].quote]
    expect(reader.locator("mark.cw-at").first).to_have_text("Nobody was hurt.")
    expect(reader.locator(".cw-reader__place")).to_have_text("Passage 2 of 2")


def test_reader_steps_through_passages_and_gives_the_focus_back(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, "What happened to the ferry?")
    chat_markers(page).nth(0).click()
    reader = page.locator("dialog.cw-reader")
    expect(reader.locator(".cw-reader__place")).to_have_text("Passage 2 of 2")
    assert page.evaluate("document.activeElement.className") == "cw-reader__body"
    reader.get_by_role("button", name=texts.SCRIPT_TEXTS["previous"]).click()
    expect(reader.locator(".cw-reader__place")).to_have_text("Passage 1 of 2")
    expect(reader.locator("mark.cw-at")).to_have_text("The Sabine Tork lost drive at 4.20pm.")
    expect(reader.get_by_role("button", name=texts.SCRIPT_TEXTS["previous"])).to_be_disabled()
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(chat_markers(page).nth(0)).to_be_focused()
    page.locator("#cw-sources h3 a").first.click()
    expect(reader).to_be_visible()
    reader.get_by_role("button", name=texts.SCRIPT_TEXTS["close"]).click()
    expect(reader).to_be_hidden()


def test_marker_of_an_earlier_answer_opens_its_own_article(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, "When did the bridge open?")
    ask(page, "What happened to the ferry?")
    expect(page.locator("#cw-sources .cw-sources__for")).to_contain_text("ferry")
    chat_markers(page).first.click()
    expect(page.locator("dialog.cw-reader h1")).to_have_text("New swing bridge opens")
    assert highlighted(page) == ["Ropewalk Bridge was opened on Friday at noon."]
    page.locator("#cw-sources h3 a").first.evaluate("link => link.click()")
    expect(page.locator("dialog.cw-reader h1")).to_have_text(FERRY.title)


def test_hostile_article_question_and_answer_do_nothing(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, f"poison {HOSTILE}")
    expect(page.locator("#cw-chat .cw-question")).to_have_text(f"poison {HOSTILE}")
    expect(page.locator("#cw-sources blockquote mark")).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#cw-chat img, #cw-chat strong, #cw-chat code, #cw-sources img, #cw-sources b").count() == 0
    chat_markers(page).click()
    expect(page.locator("dialog.cw-reader h1")).to_have_text(POISONED.title)
    quote = POISONED.text[: POISONED.text.index(" ends")]
    assert highlighted(page) == [quote]
    assert page.locator("dialog.cw-reader article a[href^='javascript']").count() == 0
    assert page.locator("dialog.cw-reader article :is(img, script, b)").count() == 0


def test_reader_link_opens_in_a_page_of_its_own(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(f"{fake_url}article/ferry?s=43-80&s=81-120&at=2#cite-2", java_script_enabled=False)
    expect(page.locator("h1")).to_have_text(FERRY.title)
    assert page.locator("mark[data-cite='2']").all_text_contents() == ["Nobody was hurt.", "She was built in 1991"]
    expect(page.locator("mark[data-cite='1']")).to_have_text("The Sabine Tork lost drive at 4.20pm.")


def test_refusal_says_that_the_nearest_passages_are_no_answer(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, "Who won the cup?")
    expect(page.locator("#cw-chat .cw-refusal")).to_contain_text("The articles do not answer this.")
    expect(page.locator("#cw-sources")).to_contain_text(texts.NEAREST_TEXT)


@pytest.mark.parametrize(
    ("question", "sentence", "retry"),
    [
        ("   ", "the question is empty. Type one.", False),
        ("locked", "another process is using the home. Wait for it.", True),
        ("broken", texts.BROKEN, False),
    ],
)
def test_error_is_told_in_the_conversation_and_the_question_is_kept(
    open_page: OpenPage, fake_url: str, question: str, sentence: str, retry: bool
) -> None:
    page = open_page(fake_url)
    ask(page, "When did the bridge open?")
    ask(page, question)
    expect(page.locator("#cw-chat .cw-answer--error")).to_have_text(sentence)
    expect(page.locator("#cw-question textarea")).to_have_value(question)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(1)
    expect(page.locator("#cw-sources h3")).to_have_text("New swing bridge opens")
    expect(page.locator("#cw-retry")).to_have_count(1 if retry else 0)
    if retry:
        page.locator("#cw-retry").click()
        expect(page.locator("#cw-chat .cw-question")).to_have_count(2)
        expect(page.locator("#cw-chat .cw-answer--error")).to_have_text(sentence)


def test_question_can_be_asked_again_without_its_period(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    page = open_page(fake_url)
    ask(page, "When did the bridge open in March?")
    expect(page.locator("#cw-chat .cw-notice")).to_contain_text(MARCH_TOLD)
    expect(page.locator("#cw-any-time")).to_have_count(0)  # the notice offers it
    page.locator("#cw-chat .cw-notice").get_by_text(texts.ANY_TIME, exact=True).click()
    expect(page.locator("#cw-chat .cw-question")).to_have_count(2)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(2)
    expect(page.locator("#cw-chat .cw-notice")).to_have_count(1)
    expect(page.locator("#cw-any-time")).to_have_count(0)
    question, given = fake.calls[-1]
    assert (question, given["read_period"]) == ("When did the bridge open in March?", False)


def test_stop_keeps_the_text_told_so_far_and_a_new_question_can_follow(
    open_page: OpenPage, fake_url: str, fake: FakeEngine
) -> None:
    fake.gate.clear()
    page = open_page(fake_url)
    page.locator("#cw-question textarea").fill("slow ferry")
    page.locator("#cw-question textarea").press("Enter")
    expect(page.locator("#cw-chat .cw-stage")).to_have_text(texts.WRITING)
    expect(page.locator("#cw-chat .cw-marker--open")).to_have_text("1")
    page.locator("#cw-question .stop-button").click()
    expect(page.locator("#cw-chat .cw-meta")).to_have_text(texts.STOPPED)
    expect(page.locator("#cw-chat .cw-answer__text")).to_contain_text("Nobody was hurt.")
    with page.expect_response("**/gradio_api/reset"):  # Gradio waits for the step under way before it lets go
        fake.gate.set()
    ask(page, "When did the bridge open?")
    expect(page.locator("#cw-chat .cw-sentence")).to_have_text("Ropewalk Bridge was opened on Friday at noon.")


def test_example_is_asked_on_a_click_and_new_conversation_starts_over(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    page.locator("#cw-chat .example", has_text="When did the bridge open?").click()
    expect(page.locator("#cw-chat .cw-sentence")).to_have_text("Ropewalk Bridge was opened on Friday at noon.")
    page.locator("#cw-new").click()
    expect(page.locator("#cw-chat .cw-welcome")).to_be_visible()
    expect(page.locator("#cw-sources")).to_contain_text(texts.SOURCES_EMPTY)


def test_filters_reach_the_engine_and_are_told_when_closed(
    open_page: OpenPage, fake_url: str, fake: FakeEngine
) -> None:
    page = open_page(fake_url)
    page.locator("#cw-filters .label-wrap").click()
    page.locator("#cw-from input").fill("2023-01-01")
    page.locator("#cw-from input").press("Tab")
    page.locator("#cw-outlets input").click()
    page.get_by_role("option", name="Ostrand Post").click()
    expect(page.locator("#cw-filters .label-wrap")).to_contain_text("Only from 1 January 2023, Ostrand Post")
    ask(page, "When did the bridge open?")
    given = fake.calls[-1][1]
    assert (str(given["published_from"]), given["published_to"], given["sources"]) == (
        "2023-01-01",
        None,
        ("Ostrand Post",),
    )


def test_day_that_does_not_exist_is_told_in_a_sentence(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    page.locator("#cw-filters .label-wrap").click()
    page.locator("#cw-to input").fill("2023-02-31")
    page.locator("#cw-to input").press("Tab")
    expect(page.locator("#cw-filters .label-wrap")).to_contain_text("2023-02-31")
    ask(page, "When did the bridge open?")
    message = texts.BAD_DATE.format(name=texts.FILTER_TO_LABEL, value="2023-02-31")
    expect(page.locator("#cw-chat .cw-answer--error")).to_have_text(message)


def test_text_that_is_no_date_is_struck_out_and_not_applied(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    page.locator("#cw-filters .label-wrap").click()
    page.locator("#cw-to input").fill("soon")
    page.locator("#cw-to input").press("Tab")
    style = page.locator("#cw-to input").evaluate("field => getComputedStyle(field).textDecorationLine")
    assert style == "line-through"
    expect(page.locator("#cw-filters .label-wrap")).to_contain_text(texts.FILTERS_ALL)


def test_dark_mode_is_dark_on_both_pages(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, color_scheme="dark")
    ask(page, "When did the bridge open?")
    assert is_dark(page, "body")
    chat_markers(page).click()
    expect(page.locator("dialog.cw-reader mark")).to_be_visible()
    assert is_dark(page, "dialog.cw-reader")
    assert is_dark(open_page(f"{fake_url}article/ferry", color_scheme="dark"), "body")
    assert not is_dark(open_page(fake_url, color_scheme="light"), "body")


def test_phone_has_no_sideways_scroll_and_the_reader_fills_the_screen(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, **PHONE)
    ask(page, f"poison {'unbreakable' * 40}")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator("#cw-chat .cw-jump")).to_be_visible()
    chat_markers(page).tap()
    expect(page.locator("dialog.cw-reader mark").first).to_be_visible()
    page.locator("dialog.cw-reader").evaluate("reader => Promise.all(reader.getAnimations().map(a => a.finished))")
    assert page.locator("dialog.cw-reader").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    page.keyboard.press("Escape")
    expect(page.locator("dialog.cw-reader")).to_be_hidden()
    assert open_page(f"{fake_url}article/ferry", **PHONE).evaluate("document.documentElement.scrollWidth") == 390


def test_screen_reader_hears_no_markup(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    ask(page, "When did the bridge open?")
    expect(page.locator("#cw-chat [data-testid='bot']")).to_have_attribute("aria-label", texts.SCRIPT_TEXTS["answer"])
    expect(page.locator("#cw-chat [data-testid='user']")).to_have_attribute(
        "aria-label", texts.SCRIPT_TEXTS["question"]
    )


def test_real_answer_highlights_its_quotes_in_the_original_article(open_page: OpenPage, real_url: str) -> None:
    question = "How tall is the Angara rocket?"
    request = urllib.request.Request(
        f"{real_url}api/ask", json.dumps({"question": question}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        citation = json.load(response)["citations"][0]
    assert "42.7m" in citation["quote"]
    page = open_page(real_url)
    ask(page, question)
    expect(page.locator("#cw-chat .cw-answer__text")).to_contain_text(" ".join(citation["quote"].split()))
    chat_markers(page).first.click()
    expect(page.locator("dialog.cw-reader mark.cw-at").first).to_be_visible()
    at = page.locator("dialog.cw-reader mark.cw-at")
    pieces = [(mark.get_attribute("data-start"), mark.text_content()) for mark in at.all()]
    assert pieces[0][0] == str(citation["start_char"])
    assert "".join("".join(text or "" for _, text in pieces).split()) == "".join(citation["quote"].split())


def questions(page: Page) -> Any:
    return page.locator("#cw-chat .cw-question")


def test_a_follow_up_is_shown_as_understood_and_can_be_changed(
    open_page: OpenPage, seeds_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        ask(page, "Where did Putin meet Kim Jong Un?")
        ask(page, "And what did he say there?")
        understood = page.locator("#cw-chat .cw-understood q")
        expect(understood).to_contain_text("Putin")
        understood.locator("..").get_by_text(texts.CHANGE, exact=True).click()
        expect(page.locator("#cw-note")).to_contain_text(texts.EDITING_UNDERSTOOD)
        expect(page.locator("#cw-question textarea")).to_have_value(re.compile("Putin"))
        page.locator("#cw-question textarea").fill("How tall is the Angara rocket?")
        page.locator("#cw-question textarea").press("Enter")
        expect(understood).to_have_text("How tall is the Angara rocket?")
        expect(page.locator("#cw-chat .cw-sentence").last).to_contain_text("42.7m")
        expect(questions(page)).to_have_text(["Where did Putin meet Kim Jong Un?", "And what did he say there?"])
        # Within a conversation a number means one passage, and those of earlier answers stay.
        numbers = chat_markers(page).all_text_contents()
        assert len(set(numbers)) == len(numbers)


def test_conversations_outlive_reload_and_are_found_branched_and_deleted(
    open_page: OpenPage, seeds_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        ask(page, "Who is the mayor of Tarnhavn?")
        ask(page, "How tall is the Angara rocket?")
        page.wait_for_url("**/?c=*")
        first = page.url
        page.goto(first)
        both = ["Who is the mayor of Tarnhavn?", "How tall is the Angara rocket?"]
        expect(questions(page)).to_have_text(both, timeout=20_000)
        page.get_by_text(texts.EDIT, exact=True).first.click()
        expect(page.locator("#cw-question textarea")).to_have_value("Who is the mayor of Tarnhavn?")
        page.locator("#cw-question textarea").fill("Who opened the swing bridge?")
        page.locator("#cw-question textarea").press("Enter")
        expect(questions(page)).to_have_text(["Who opened the swing bridge?"])
        expect(page.locator("#cw-chat .cw-doings")).to_have_count(1)
        expect(page).not_to_have_url(first)  # what was said before is kept beside it
        page.locator("#cw-chat summary", has_text=texts.JUDGE_WRONG).click()
        page.get_by_text(texts.REASONS["outdated"], exact=True).click()
        expect(page.locator("#cw-chat .cw-doings")).to_contain_text("Noted")
        page.locator("#cw-history .toggle-button").click()
        kept = page.locator("#cw-history a.cw-reopen")
        expect(kept).to_have_text(["Who opened the swing bridge?", "Who is the mayor of Tarnhavn?"])
        page.locator("#cw-history-search :is(textarea, input)").fill("angara")
        expect(kept).to_have_text(["Who is the mayor of Tarnhavn?"])
        kept.click()
        expect(questions(page)).to_have_count(2)
        page.locator("#cw-history a.cw-doing").last.click()
        expect(questions(page)).to_have_count(0)
        expect(kept).to_have_count(0)
        page.locator("#cw-history").get_by_text(texts.UNDO, exact=True).click()
        expect(kept).to_have_text(["Who is the mayor of Tarnhavn?"])
    with QueryEngine.open(tmp_path / "home") as engine:
        assert engine.article_count()
    kept_file = Conversations(tmp_path / "home" / CONVERSATIONS_FILE)
    assert [(answer.question, reason) for answer, reason, _ in kept_file.judged()] == [
        ("Who opened the swing bridge?", "outdated")
    ]


def test_a_draft_is_checked_and_saved(open_page: OpenPage, seeds_home: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        page.get_by_role("tab", name=texts.TAB_CHECK).click()
        page.locator("#cw-draft textarea").fill(
            f"The 42.7m Angara rocket launches objects into low Earth orbit.\n\n"
            f"Ropewalk Bridge is 95 metres long.\n\n{HOSTILE} was seen at the harbour on Sunday.\n\nIs it so?"
        )
        page.locator("#cw-check-now").click()
        items = page.locator("#cw-checked ol.cw-checked > li")
        expect(items.first).to_contain_text("supported", timeout=60_000)
        expect(items.nth(1)).to_contain_text("the passage says 88")
        expect(items.last).to_contain_text("not checked")
        expect(page.locator("#cw-checked")).to_contain_text("was seen at the harbour on Sunday")
        items.first.locator("a").first.click()
        expect(page.locator("dialog.cw-reader mark.cw-at")).to_contain_text("42.7m Angara rocket")
        page.keyboard.press("Escape")
        for ending, word in texts.EXPORT_FORMATS.items():
            with page.expect_download() as saved:
                page.locator("#cw-checked .cw-export").get_by_text(word, exact=True).click()
            assert saved.value.suggested_filename == f"citewire-checked-draft.{ending}"


def test_a_conversation_is_saved_and_can_be_checked_again(
    open_page: OpenPage, seeds_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url)
        ask(page, "How tall is the Angara rocket?")
        for word in texts.EXPORT_FORMATS.values():
            with page.expect_download() as saved:
                page.locator("#cw-address").get_by_text(word, exact=True).click()
            saved.value.save_as(tmp_path / "saved")
            document = read_export((tmp_path / "saved").read_text(encoding="utf-8"))
            assert [answer.question for answer in document.answers] == ["How tall is the Angara rocket?"]
            assert document.answers[0].citations[0].quote.startswith("The 42.7m Angara rocket")
