"""Articles and questions that try to break the page, through the real engine, and an engine full of them."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, chat_markers, serving
from hostile_articles import ATTACKS, PLACES, question_for
from hostile_pages import ARTICLES, FOREIGN, answer_to, broken_layout, must_be_sound, shown, spaced
from playwright.sync_api import Page, expect
from test_ui_fakes import BRIDGE, FERRY, HOSTILE, IN_MARCH, POISONED, FakeEngine, answer_from, cite

from index.articles import Article
from index.errors import HomeLocked
from qa import Answer, Notice, QueryEngine
from qa.answer import Copy
from qa.exports import markup
from ui import texts
from ui.reader import paragraphs

QUESTIONS = [attack for attack in ATTACKS if len(ATTACKS[attack]) < 3_000]


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return open_page


def must_mark_the_quote(marks: Any, citation: dict[str, Any], article: Article) -> None:
    """Compare each marked piece with its stretch of the article, and all of them with the quote."""
    pieces = marks.evaluate_all(
        "marks => marks.map((m) => [Number(m.dataset.start), Number(m.dataset.end), m.textContent])"
    )
    assert [text for *_, text in pieces] == [shown(article.text[start:end]) for start, end, _ in pieces]
    start, end = citation["start_char"], citation["end_char"]
    assert article.text[start:end] == citation["quote"]
    assert (pieces[0][0], pieces[-1][1]) == (start, end)
    assert "".join(article.text[left:right] for left, right, _ in pieces).split() == citation["quote"].split()


def must_copy_as_written(page: Page, quote: str) -> None:
    """Copy the answer as rich text and read what a program that it is pasted into would get."""
    page.locator("#cw-chat .cw-copy").first.click()
    expect(page.locator("body > .cw-told")).to_have_text(texts.SCRIPT_TEXTS["copied"])
    html = page.evaluate("async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()")
    told, kinds, deeds = page.evaluate(
        """(html) => {
            const parts = [...new DOMParser().parseFromString(html, "text/html").body.querySelectorAll("*")];
            const deeds = parts.flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith("on") || name === "style");
            const links = parts.filter((one) => one.href).map((one) => one.protocol).filter((name) => !/^https?:$/.test(name));
            return [parts[0]?.ownerDocument.body.textContent, [...new Set(parts.map((one) => one.localName))], [...deeds, ...links]];
        }""",
        html,
    )
    assert markup.shown(quote) in " ".join(told.split())  # what steers a page or a terminal shows as \ufffd
    assert set(kinds) <= {"p", "a", "ul", "li", "b", "small", "blockquote", "sup", "bdi", "meta"}
    assert deeds == []


@pytest.mark.parametrize("attack", ARTICLES)
def test_hostile_article_is_asked_about_and_read(
    open_page: OpenPage, hostile_url: str, hostile_engine: QueryEngine, attack: str
) -> None:
    page = open_page(hostile_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, question_for(attack))
    answer = answer_to(hostile_url, question_for(attack))
    assert PLACES[attack] in answer["sentences"][0]["text"]
    told = page.locator("#cw-chat .cw-sentence").all_text_contents()
    assert [spaced(text) for text in told] == [spaced(sentence["text"]) for sentence in answer["sentences"]]
    quotes = page.locator("#cw-sources blockquote mark").all_text_contents()
    assert [spaced(quote) for quote in quotes] == [spaced(citation["quote"]) for citation in answer["citations"]]
    must_be_sound(page)
    citation = answer["citations"][0]
    article = hostile_engine.article(citation["article_id"])
    must_copy_as_written(page, answer["citations"][0]["quote"])
    chat_markers(page).first.hover()
    card = page.locator(".cw-hover")
    expect(card.locator("blockquote")).to_be_visible()
    assert spaced(card.locator("blockquote").text_content() or "") == spaced(citation["quote"])
    box = card.bounding_box() or {"x": -1, "width": 0, "y": -1, "height": 0}
    assert 0 <= box["x"] <= 1280 - box["width"]
    assert 0 <= box["y"] <= 800 - box["height"]
    must_be_sound(page)
    page.emulate_media(media="print")
    assert spaced(citation["quote"]) in spaced(page.locator("#cw-chat .cw-paper").inner_text())
    page.emulate_media(media="screen")
    chat_markers(page).first.click()
    drawer = page.locator("dialog.cw-reader")
    expect(drawer.locator("mark.cw-at").first).to_be_in_viewport()
    must_mark_the_quote(drawer.locator("mark.cw-at"), citation, article)
    assert spaced(drawer.locator("h1").text_content() or "") == spaced(article.title)
    must_be_sound(page)
    expect(drawer.get_by_role("button", name=texts.SCRIPT_TEXTS["close"])).to_be_in_viewport()
    address = drawer.locator(".cw-reader__page").get_attribute("href")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    reader = open_page(urllib.parse.urljoin(hostile_url, address), **PHONE)
    must_mark_the_quote(reader.locator("mark.cw-at"), citation, article)
    shown_text = [spaced(text) for text in reader.locator(".cw-article__text p").all_text_contents()]
    assert shown_text == [spaced(article.text[start:end]) for start, end, _ in paragraphs(article.text)]
    assert reader.locator(f"article {FOREIGN}").count() == 0
    assert broken_layout(reader) == []


@pytest.mark.parametrize("attack", ["styles", "markdown", "long word", "bidi"])
def test_hostile_article_on_a_phone(open_page: OpenPage, hostile_url: str, attack: str) -> None:
    page = open_page(hostile_url, **PHONE)
    ask(page, question_for(attack))
    must_be_sound(page)
    page.locator("#cw-question textarea").fill("What else?")
    expect(page.locator("#cw-question .submit-button")).to_be_in_viewport()
    chat_markers(page).first.tap()
    expect(page.locator("dialog.cw-reader mark.cw-at").first).to_be_in_viewport()
    must_be_sound(page)


@pytest.mark.parametrize("attack", QUESTIONS)
def test_hostile_question_is_shown_as_typed_refused_kept_and_found(
    open_page: OpenPage, hostile_url: str, hostile_engine: QueryEngine, attack: str
) -> None:
    question = f"Zyzzyva {PLACES[attack][::-1]} {ATTACKS[attack]}"[: hostile_engine.home.settings.max_question_chars]
    page = open_page(hostile_url)
    ask(page, question)
    typed = page.evaluate(
        "(text) => { const box = document.createElement('textarea'); box.value = text; return box.value; }", question
    )
    expect(page.locator("#cw-chat .cw-question").last).to_have_text(re.compile(r"^\s*Zyzzyva"))
    assert spaced(page.locator("#cw-chat .cw-question").last.text_content() or "") == spaced(typed)
    must_be_sound(page)
    ask(page, f"And who kept the lighthouse of {PLACES[attack]}?")
    must_be_sound(page)
    address = page.url
    assert "?c=" in address
    again = open_page(address)
    expect(again.locator("#cw-chat .cw-question")).to_have_count(2)
    must_be_sound(again)
    open_history(again)
    entry = again.locator("#cw-history a.cw-reopen").first
    expect(entry).to_contain_text("Zyzzyva")
    must_be_sound(again)
    assert again.locator(f"#cw-history-list {FOREIGN}").count() == 0
    again.locator("#cw-history-search :is(input, textarea)").fill(f"zyzzyva {PLACES[attack][::-1].lower()}")
    expect(again.locator("#cw-history a.cw-reopen")).to_have_count(1)
    again.locator("#cw-history-search :is(input, textarea)").fill(ATTACKS[attack][:200])
    expect(again.locator("#cw-history-list")).not_to_be_empty()
    again.locator("#cw-history-search :is(input, textarea)").fill("%' OR 1=1 --")
    expect(again.locator("#cw-history-list")).to_contain_text(texts.HISTORY_NOT_FOUND)


def open_history(page: Page) -> None:
    page.locator("#cw-history .toggle-button").click()
    expect(page.locator("#cw-history-list")).to_be_in_viewport()
    page.locator("#cw-history").evaluate(
        "side => Promise.all(side.getAnimations({subtree: true}).map((a) => a.finished))"
    )


class SpitefulEngine(FakeEngine):
    """Answers with notices of every kind, copies, sentences left out and suggestions, all of them hostile."""

    def _answer(self, question: str) -> Answer:
        if "fail" in question:
            raise HomeLocked(f"cannot be done: {HOSTILE}")
        copies = (Copy(FERRY.id, POISONED.title, POISONED.source, POISONED.url, date(2022, 5, 16)),)
        quote = POISONED.text[: POISONED.text.index(" ends")]
        dated = cite(POISONED, quote, published=date(2022, 5, 14), also_in=copies, matched_terms=(HOSTILE,))
        notices = tuple(Notice(kind, f"Beware [1]: {HOSTILE}", (1, 2)) for kind in texts.NOTICE_TITLES)
        later = cite(BRIDGE, "The bridge is 88 metres long.", 2, source=f"{HOSTILE} Post")
        answer = answer_from(question, [dated, later], notices=notices, answerer=f"llm:{HOSTILE}", period=IN_MARCH)
        weak = replace(answer.sentences[1], verdict="unsupported", problems=(HOSTILE,))
        return replace(answer, sentences=(answer.sentences[0], weak), dropped=(replace(weak, text=HOSTILE),))

    def suggest(self, answer: Answer, *, asked: Sequence[str] = (), n: int = 3) -> list[str]:
        return [f"What of {HOSTILE}?", "{{7*7}} ${alert(1)} <%= 7 %>?"][:n]

    def example_questions(self, n: int = 4) -> list[str]:
        return [f"Who is {HOSTILE}?", "**bold** [a](javascript:alert(1)) ![b](https://evil.example/b.png)?"][:n]


def test_hostile_notices_copies_suggestions_examples_and_errors_are_only_text(open_page: OpenPage) -> None:
    with serving(SpitefulEngine()) as url:
        page = open_page(url)
        example = page.locator("#cw-chat .example").first
        expect(example).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        example.click()
        expect(page.locator("#cw-chat .cw-notice").first).to_be_visible()
        for summary in page.locator("#cw-columns summary:visible").all():
            summary.click()
        expect(page.locator("#cw-sources .cw-timeline")).to_contain_text("<script>alert(1)</script>")
        expect(page.locator("#cw-chat .cw-notice")).to_have_count(len(texts.NOTICE_TITLES))
        expect(page.locator("#cw-chat .cw-compare")).to_have_count(2)
        for shown in ("#cw-chat .cw-meta", "#cw-chat .cw-dropped", "#cw-sources .cw-also", "#cw-next"):
            expect(page.locator(shown).first).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        page.locator("#cw-sources .cw-choose").first.click()
        expect(page.locator("#cw-sources .cw-timeline__chosen")).to_be_visible()
        must_be_sound(page)
        page.locator("#cw-next a").last.click()
        expect(page.locator("#cw-chat .cw-question")).to_have_count(2)
        expect(page.locator("#cw-chat .cw-question").last).to_contain_text("{{7*7}} ${alert(1)} <%= 7 %>?")
        expect(page.locator("#cw-chat .cw-stage")).to_have_count(0)
        ask(page, "Does it fail?")
        expect(page.locator("#cw-chat .cw-answer--error")).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        page.emulate_media(media="print")
        expect(page.locator("#cw-chat .cw-paper").first).to_contain_text("<script>alert(1)</script>")
        page.goto("about:blank")  # before the server is gone


def test_article_of_twenty_thousand_lines_opens_at_its_last(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(hostile_url)
    ask(page, "When was the ledger of Quillmouth closed?")
    chat_markers(page).first.click()
    at = page.locator("dialog.cw-reader mark.cw-at")
    expect(at).to_have_text("The ledger of Quillmouth was closed in 1899.")
    expect(at).to_be_in_viewport()
    must_be_sound(page)
