"""Text that runs from right to left, wherever it stands, and the quotes marked in it. A real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from browsing import OpenPage, ask, chat_markers, highlighted, serving
from playwright.sync_api import Page, expect
from test_ui_fakes import BRIDGE, FERRY, FakeEngine, answer_from, cite
from views import library

from index.articles import Article
from qa import Answer

HARBOUR = Article(
    id="marsa",
    title="إغلاق الميناء القديم بعد العاصفة",
    text="أغلقت بلدية تارنهافن الميناء القديم صباح الثلاثاء. قال المهندس Dario Quill إن 14 قاربا تضررت.\n\n"
    "سيفتح الميناء في 3 مايو 2024.",
    published=date(2024, 4, 30),
    source="صحيفة المرسى",
)
LAMP = Article(
    id="migdalor",
    title="המגדלור חזר להאיר",
    text="המגדלור בנקודת פלאן חזר להאיר ביום ראשון. התיקון עלה 1,200 כתרים.",
    published=date(2024, 5, 6),
    source="עיתון החוף",
)


class WorldEngine(FakeEngine):
    """Answers from articles in Arabic, Hebrew and English."""

    def __init__(self) -> None:
        super().__init__((FERRY, BRIDGE, HARBOUR, LAMP))

    def _answer(self, question: str) -> Answer:
        if "الميناء" in question:
            first = cite(HARBOUR, "أغلقت بلدية تارنهافن الميناء القديم صباح الثلاثاء.")
            second = cite(HARBOUR, "قال المهندس Dario Quill إن 14 قاربا تضررت.", 2)
            return answer_from(question, [first, second, cite(FERRY, "Nobody was hurt.", 3)])
        if "המגדלור" in question:
            return answer_from(question, [cite(LAMP, "המגדלור בנקודת פלאן חזר להאיר ביום ראשון.")])
        return super()._answer(question)


@pytest.fixture(scope="module")
def world_url() -> Iterator[str]:
    with serving(WorldEngine()) as url:
        yield url


def runs(page: Page, selector: str) -> list[str]:
    """Return the direction of each element's text, as laid out."""
    told: list[str] = page.locator(selector).evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    return told


def on_the_right(page: Page, selector: str) -> bool:
    """Tell whether the first line of an element's text begins nearer to its right edge than to its left one."""
    told: bool = page.locator(selector).first.evaluate(
        """one => {
            const range = document.createRange(), box = one.getBoundingClientRect();
            range.selectNodeContents(one);
            const line = range.getClientRects()[0];
            return box.right - line.right < line.left - box.left;
        }"""
    )
    return told


def test_arabic_is_laid_out_right_to_left_wherever_it_stands(open_page: OpenPage, world_url: str) -> None:
    page = open_page(world_url)
    question = "متى أغلق الميناء؟"
    page.locator("#cw-question textarea").fill(question)
    assert page.locator("#cw-question textarea").evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"
    ask(page, question)
    assert on_the_right(page, "#cw-chat .cw-question")
    assert runs(page, "#cw-chat .cw-answer__text") == ["rtl"]
    assert on_the_right(page, "#cw-chat .cw-answer__text")
    assert runs(page, "#cw-sources h3") == ["rtl", "rtl", "ltr"]
    assert runs(page, "#cw-sources blockquote") == ["rtl", "rtl", "ltr"]
    edges = page.locator("#cw-sources blockquote").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).borderLeftWidth, getComputedStyle(one).borderRightWidth])"
    )
    assert edges == [["0px", "2px"], ["0px", "2px"], ["2px", "0px"]]
    # A marker follows its sentence: to its left on the line where the sentence ends.
    places = page.evaluate(
        """[...document.querySelectorAll("#cw-chat .cw-sentence")].slice(0, 2).map(one => {
            const range = document.createRange();
            range.setStart(one.lastChild, one.lastChild.length - 1);
            range.setEnd(one.lastChild, one.lastChild.length);
            const end = range.getBoundingClientRect(), marker = one.nextElementSibling.querySelector("a").getBoundingClientRect();
            return [marker.right <= end.left + 1, Math.abs(marker.y + marker.height / 2 - end.y - end.height / 2) < end.height];
        })"""
    )
    assert places == [[True, True], [True, True]]
    page.locator("#cw-history .toggle-button").click()
    assert runs(page, "#cw-history a.cw-reopen")[0] == "rtl"


@pytest.mark.parametrize(
    ("question", "article", "quotes"),
    [
        ("متى أغلق الميناء؟", HARBOUR, ["أغلقت بلدية تارنهافن الميناء القديم صباح الثلاثاء.", "قال المهندس Dario Quill إن 14 قاربا تضررت."]),
        ("מתי חזר המגדלור?", LAMP, ["המגדלור בנקודת פלאן חזר להאיר ביום ראשון."]),
    ],
    ids=["arabic", "hebrew"],
)  # fmt: skip
def test_what_is_highlighted_right_to_left_is_the_quote(
    open_page: OpenPage, world_url: str, question: str, article: Article, quotes: list[str]
) -> None:
    page = open_page(world_url)
    ask(page, question)
    for number, quote in enumerate(quotes, start=1):
        chat_markers(page).nth(number - 1).click()
        expect(page.locator("dialog.cw-reader mark.cw-at")).to_have_text(quote)
        assert highlighted(page, number) == [quote]
        assert page.locator("#cw-sources blockquote mark").nth(number - 1).text_content() == quote
    expect(page.locator("dialog.cw-reader h1")).to_have_text(article.title)
    assert set(runs(page, "dialog.cw-reader .cw-article__text p")) == {"rtl"}
    assert on_the_right(page, "dialog.cw-reader .cw-article__text p:last-child")


def test_the_table_lays_each_title_out_as_it_reads(open_page: OpenPage, world_url: str) -> None:
    page = open_page(world_url)
    library(page)
    titles = page.locator("table.cw-articles .cw-col-title > span")
    told = dict(zip(titles.all_text_contents(), runs(page, "table.cw-articles .cw-col-title > span"), strict=True))
    assert told == {HARBOUR.title: "rtl", LAMP.title: "rtl", FERRY.title: "ltr", BRIDGE.title: "ltr"}
    assert on_the_right(page, f"table.cw-articles .cw-col-title > span:has-text('{HARBOUR.title}')")
