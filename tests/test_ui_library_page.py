"""The Library in a real Chromium: the table, adding, undoing, and the index in words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, serving
from fakes import BagOfWordsEmbedder
from playwright.sync_api import Page, expect
from test_ui_fakes import HOSTILE

from index.articles import Article
from index.home import Home
from index.ingest import store_articles
from qa import QueryEngine
from ui import texts
from ui.listing import COLUMNS, PAGE_ROWS, Listing, listed

LAMP = f"---\ntitle: Lamp {HOSTILE}\ndate: 2024-03-03\n---\nThe lamp at Pellan Point went dark on Saturday.\n"
MANY = 2 * PAGE_ROWS + 7


@pytest.fixture
def own(seeds_home: Path, tmp_path: Path) -> Iterator[tuple[QueryEngine, str]]:
    """A copy of the sample articles' home, which a test may change, and the address of its page."""
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        yield engine, url


@pytest.fixture(scope="module")
def many_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A home with more articles than one page shows."""
    home = tmp_path_factory.mktemp("many") / "home"
    articles = [
        Article(id=f"n{number:03}", title=f"Report {number:03}", text=f"The mayor spoke {'again ' * number}today.")
        for number in range(MANY)
    ]
    with Home.create(home, embedder=BagOfWordsEmbedder()) as opened:
        store_articles(opened, articles)
    with QueryEngine.open(home, embedder=BagOfWordsEmbedder()) as engine, serving(engine) as url:
        yield url


def library(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.locator("#cw-articles :is(table, p)").first.wait_for()


def titles(page: Page) -> Any:
    return page.locator("#cw-articles td.cw-col-title")


def heading(page: Page, word: str) -> Any:
    return page.get_by_role("columnheader", name=word)


def test_no_article_is_sent_before_the_library_is_opened_and_then_one_page(many_url: str, open_page: OpenPage) -> None:
    page = open_page(many_url)
    page.locator("#cw-question textarea").wait_for()
    expect(titles(page)).to_have_count(0)
    assert "Report 0" not in page.content()
    library(page)
    expect(titles(page)).to_have_count(PAGE_ROWS)
    expect(page.locator(".cw-pages [role='status']")).to_have_text(f"1 to {PAGE_ROWS} of {MANY}")


def test_pages_follow_each_other_and_a_column_sorts_all_of_them(many_url: str, open_page: OpenPage) -> None:
    page = open_page(many_url)
    library(page)
    page.get_by_text(texts.LIBRARY_NEXT).click()
    expect(titles(page).first).to_have_text(f"Report {PAGE_ROWS:03}")
    page.get_by_text(texts.LIBRARY_NEXT).click()
    expect(titles(page)).to_have_count(MANY - 2 * PAGE_ROWS)
    expect(page.get_by_text(texts.LIBRARY_NEXT)).to_have_count(0)
    length = heading(page, texts.LIBRARY_COLUMNS["length"])
    length.locator("a").click()
    expect(titles(page).first).to_have_text(f"Report {MANY - 1:03}")
    expect(heading(page, texts.LIBRARY_COLUMNS["length"])).to_have_attribute("aria-sort", "descending")
    expect(length.locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page).first).to_have_text("Report 000")
    expect(heading(page, texts.LIBRARY_COLUMNS["length"])).to_have_attribute("aria-sort", "ascending")


def test_each_column_sorts_and_turns_round(own: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    engine, url = own
    page = open_page(url)
    library(page)
    listing = Listing()
    for column in COLUMNS:
        for _ in range(2):
            listing = listing.sorted_by(column)
            page.locator(f"#cw-articles th.cw-col-{column} a").click()
            order = "descending" if listing.descending else "ascending"
            expect(page.locator(f"#cw-articles th.cw-col-{column}")).to_have_attribute("aria-sort", order)
            expect(titles(page)).to_have_text([row.article.title for row in listed(engine.articles(), listing).rows])


def test_search_reaches_every_page_and_what_is_not_there_is_said(many_url: str, open_page: OpenPage) -> None:
    page = open_page(many_url)
    library(page)
    search = page.locator("#cw-library-search :is(input, textarea)")
    search.fill(f"report {MANY - 1:03}")
    expect(titles(page)).to_have_text([f"Report {MANY - 1:03}"])
    search.fill("nothing like it")
    expect(page.locator("#cw-articles")).to_contain_text(texts.LIBRARY_NOT_FOUND)
    search.fill("")
    expect(titles(page)).to_have_count(PAGE_ROWS)


def test_a_row_shows_its_details_its_copies_and_the_article(own: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    engine, url = own
    copies = [article for article in engine.articles() if article.copy_group]
    first = copies[0]
    other = next(one for one in copies[1:] if one.copy_group == first.copy_group)
    page = open_page(url)
    library(page)
    page.locator("#cw-library-search :is(input, textarea)").fill(first.title)
    row = page.locator("#cw-articles tbody tr", has_text=first.title).first
    row.locator("td.cw-col-date").click()
    details = page.locator("#cw-articles .cw-row--details")
    expect(details).to_contain_text(other.title)
    expect(row.locator("a.cw-list--details")).to_be_focused()
    details.get_by_text(texts.LIBRARY_READ).click()
    expect(page.locator("dialog.cw-reader h1")).to_have_text(first.title)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    row.locator("a.cw-list--details").click()
    expect(details).to_have_count(0)


def test_a_removed_article_can_be_brought_back(own: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    engine, url = own
    count = engine.article_count()
    page = open_page(url)
    library(page)
    page.locator("#cw-library-search :is(input, textarea)").fill("whale")
    expect(titles(page)).to_have_count(1)
    page.locator("#cw-articles a.cw-list--details").click()
    page.locator("#cw-articles").get_by_text(texts.LIBRARY_REMOVE).click()
    expect(page.locator("#cw-library-note")).to_contain_text("Removed")
    expect(page.locator("#cw-masthead")).to_contain_text(f"{count - 1} articles")
    expect(page.locator("#cw-masthead")).to_contain_text(f"{count - 1} articles")
    assert not any("whale" in article.title for article in engine.articles())
    page.locator("#cw-library-note").get_by_text(texts.LIBRARY_UNDO, exact=True).click()
    expect(page.locator("#cw-masthead")).to_contain_text(f"{count} articles")
    expect(titles(page)).to_have_count(1)


def test_dropped_files_are_added_asked_about_and_taken_back(
    own: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path
) -> None:
    engine, url = own
    count = engine.article_count()
    (tmp_path / "lamp.md").write_text(LAMP)
    (tmp_path / "broken.pdf").write_bytes(b"\0 no pdf")
    page = open_page(url)
    library(page)
    page.locator("#cw-places textarea").fill("left alone")
    page.locator("#cw-files input[type=file]").set_input_files([tmp_path / "lamp.md", tmp_path / "broken.pdf"])
    expect(page.locator("#cw-report")).to_contain_text("1 article added, 1 could not be read", timeout=60_000)
    expect(page.locator("#cw-report li")).to_contain_text("broken.pdf")
    expect(page.locator("#cw-places textarea")).to_have_value("left alone")
    expect(page.locator("#cw-masthead")).to_contain_text(f"{count + 1} articles")
    expect(titles(page).first).to_contain_text("<script>alert(1)</script>")  # the newest stands first
    titles(page).first.locator("a").click()
    expect(page.locator("dialog.cw-reader h1")).to_contain_text("<script>alert(1)</script>")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    ask(page, "What went dark at Pellan Point?")
    expect(page.locator("#cw-chat .cw-sentence").first).to_contain_text("The lamp at Pellan Point went dark")
    library(page)
    page.locator("#cw-undo").click()
    expect(page.locator("#cw-masthead")).to_contain_text(f"{count} articles")
    assert engine.article_count() == count


def test_files_may_be_dropped_anywhere_on_the_page(own: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    page = open_page(own[1])
    page.locator("#cw-question textarea").wait_for()
    dropped = page.evaluate_handle(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["The kite of Hallin fell on the mill."], "kite.txt", { type: "text/plain" }));
          return carried;
        }"""
    )
    page.dispatch_event("#cw-masthead", "drop", {"dataTransfer": dropped})
    expect(page.locator("#cw-report")).to_contain_text("1 article added", timeout=60_000)
    expect(page.get_by_role("tab", name=texts.TAB_LIBRARY)).to_have_attribute("aria-selected", "true")


def test_a_line_that_fails_stays_in_the_field_and_the_earlier_addition_can_still_be_undone(
    own: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "lamp.md").write_text(LAMP)
    page = open_page(own[1])
    library(page)
    places = page.locator("#cw-places textarea")
    places.fill(f"{tmp_path / 'lamp.md'}\n{tmp_path / 'nowhere'}")
    places.press("Enter")
    expect(page.locator("#cw-report")).to_contain_text("1 article added, 1 could not be read", timeout=60_000)
    expect(places).to_have_value(str(tmp_path / "nowhere"))
    expect(page.locator("#cw-undo")).to_be_visible()
    page.locator("#cw-add-now").click()
    expect(page.locator("#cw-report [role='status']")).to_have_text("1 could not be read.")
    expect(places).to_have_value(str(tmp_path / "nowhere"))
    page.locator("#cw-undo").click()
    expect(page.locator("#cw-report")).to_contain_text("Undone: 1 article removed.")
    places.fill("")
    page.locator("#cw-add-now").click()
    expect(page.locator("#cw-report")).to_contain_text(texts.LIBRARY_NOTHING)


def test_the_index_is_told_in_words_and_mended_where_it_is_safe(
    own: tuple[QueryEngine, str], open_page: OpenPage
) -> None:
    engine, url = own
    page = open_page(url)
    library(page)
    expect(page.locator("#cw-index")).to_contain_text(f"{engine.home.catalog.chunk_count()} passages")
    expect(page.locator("#cw-index")).to_contain_text("all-MiniLM-L6-v2")
    page.locator("#cw-examine").click()
    parts = page.locator("#cw-health li")
    expect(parts).to_have_count(len(texts.HEALTH_PARTS), timeout=60_000)
    for part in parts.all():
        expect(part).to_contain_text(f"✓ {texts.HEALTH_FINE}")
    expect(page.locator("#cw-mend")).to_have_count(0)
    engine.home.journal.remove([engine.articles()[0].id])
    page.locator("#cw-examine").click()
    expect(page.locator("#cw-health")).to_contain_text(
        re.compile(f"{texts.HEALTH_PARTS['journal']}: ✕"), timeout=60_000
    )
    page.locator("#cw-mend").click()
    expect(page.locator("#cw-health")).to_contain_text(texts.HEALTH_MENDED, timeout=60_000)
    expect(page.locator("#cw-mend")).to_have_count(0)


def test_damage_that_needs_the_index_for_itself_names_the_command(
    own: tuple[QueryEngine, str], open_page: OpenPage
) -> None:
    engine, url = own
    lost = engine.articles()[0].id
    engine.home.vectors.replace([lost], [])
    page = open_page(url)
    library(page)
    page.locator("#cw-examine").click()
    command = f"citewire doctor --repair --home {engine.home.path}"
    expect(page.locator("#cw-health code")).to_have_text(command, timeout=60_000)
    expect(page.locator("#cw-mend")).to_have_count(0)


def test_the_library_fits_a_phone(many_url: str, open_page: OpenPage) -> None:
    page = open_page(many_url, **PHONE)
    library(page)
    expect(titles(page)).to_have_count(PAGE_ROWS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#cw-library-jump a").click()
    expect(page.locator("#cw-add-now")).to_be_in_viewport()
