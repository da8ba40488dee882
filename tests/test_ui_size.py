"""Much of everything: thousands of articles, a very long one, and an answer that grows without moving the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from browsing import OpenPage, serving
from playwright.sync_api import Page, expect
from test_ui_fakes import FakeEngine

from index.articles import Article
from index.records import ArticleSummary
from ui import texts
from ui.listing import PAGE_ROWS

MANY = 5_000
PARAGRAPHS, WORDS = 600, 100
LONG = Article(
    id="long",
    title="The long report",
    text="\n\n".join(f"Paragraph {number}. {'word ' * (WORDS - 2)}".strip() for number in range(PARAGRAPHS)),
    published=date(2025, 1, 1),
)


class FullEngine(FakeEngine):
    """Has thousands of articles in its table and a very long one to read."""

    def __init__(self) -> None:
        super().__init__()
        self.by_id[LONG.id] = LONG

    def articles(self) -> list[ArticleSummary]:
        first = date(2010, 1, 1)
        others = [
            ArticleSummary(
                f"n{number}", f"Report {number:04}", f"Outlet {number % 80}", None, first + timedelta(days=number),
                None, 2000 + number, 3,
            )
            for number in range(MANY - 1)
        ]  # fmt: skip
        return [ArticleSummary(LONG.id, LONG.title, None, None, LONG.published, None, len(LONG.text), 400), *others]

    def article_count(self) -> int:
        return MANY


@pytest.fixture(scope="module")
def full_url() -> Iterator[str]:
    with serving(FullEngine()) as url:
        yield url


@pytest.fixture
def library(full_url: str, open_page: OpenPage) -> Page:
    page = open_page(full_url)
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.locator("#cw-articles table").wait_for()
    return page


def test_a_page_of_thousands_holds_one_page_of_rows(library: Page) -> None:
    titles = library.locator("#cw-articles td.cw-col-title")
    expect(titles).to_have_count(PAGE_ROWS)
    expect(library.locator(".cw-pages [role='status']")).to_have_text(f"1 to {PAGE_ROWS} of 5,000")
    library.get_by_text(texts.LIBRARY_NEXT).click()
    expect(library.locator(".cw-pages [role='status']")).to_have_text(f"{PAGE_ROWS + 1} to {2 * PAGE_ROWS} of 5,000")
    expect(titles).to_have_count(PAGE_ROWS)
    library.locator("#cw-library-search :is(input, textarea)").fill("report 4321")
    expect(titles).to_have_text(["Report 4321"])
    assert library.locator("#cw-library tr").count() == 2


def test_a_command_to_the_library_asks_the_server_once(library: Page) -> None:
    library.wait_for_timeout(1500)  # for what the page asks while it opens
    asked: list[str] = []
    library.on("request", lambda one: asked.append(one.post_data or "") if "/queue/join" in one.url else None)
    library.get_by_text(texts.LIBRARY_NEXT).click()
    expect(library.locator(".cw-pages [role='status']")).to_contain_text(f"{PAGE_ROWS + 1} to")
    library.locator("#cw-articles th.cw-col-title a").click()
    expect(library.locator("#cw-articles td.cw-col-title").first).to_have_text("Report 0000")
    library.wait_for_timeout(300)
    assert len(asked) == 2, asked


def test_a_very_long_article_is_read_to_its_end(library: Page) -> None:
    library.locator("#cw-articles td.cw-col-title a", has_text=LONG.title).click()
    text = library.locator("dialog.cw-reader .cw-article__text p")
    expect(text).to_have_count(PARAGRAPHS)
    expect(text.last).to_contain_text(f"Paragraph {PARAGRAPHS - 1}.")


def test_an_answer_that_grows_moves_nothing_that_is_read(full_url: str, open_page: OpenPage) -> None:
    page = open_page(full_url)
    page.locator("#cw-chat .example").first.wait_for()
    page.locator("#cw-question textarea").fill("What happened to the ferry?")
    page.keyboard.press("Enter")
    page.locator("#cw-chat .cw-doings").first.wait_for()
    page.evaluate(
        """() => {
          window.cwShifts = [];
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              for (const source of entry.sources) window.cwShifts.push(source.node?.closest?.("[id]")?.id ?? "");
            }
          }).observe({ type: "layout-shift" });
        }"""
    )
    page.locator("#cw-question textarea").fill("What happened to the ferry, again?")
    page.keyboard.press("Enter")
    page.locator("#cw-chat .cw-doings").nth(1).wait_for()
    moved = set(page.evaluate("window.cwShifts"))
    assert not moved & {"cw-masthead", "cw-question", "cw-tabs", "cw-filters"}
