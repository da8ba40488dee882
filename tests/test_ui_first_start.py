"""The first start: a page without articles leads to some, and the same page is then ready to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PHONE, OpenPage, ask, serving
from playwright.sync_api import Page, expect

from index.errors import HomeMissing
from index.ingest import ingest
from qa import QueryEngine
from ui import texts

LAMP = "---\ntitle: Lamp goes dark\nsource: Ostrand Post\ndate: 2024-03-03\n---\nThe lamp at Pellan Point went dark on Saturday.\n"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[QueryEngine, str]]:
    """An engine over a home that does not exist yet, and the address of its page."""
    with QueryEngine.open(tmp_path / "home", empty_ok=True) as engine, serving(engine) as url:
        yield engine, url


def test_an_empty_home_is_asked_only_once_it_holds_articles(tmp_path: Path) -> None:
    (tmp_path / "lamp.md").write_text(LAMP)
    with QueryEngine.open(tmp_path / "home", empty_ok=True) as engine:
        for asking in (engine.ask, engine.search, engine.check):
            with pytest.raises(HomeMissing, match=r"is empty\. Fill it: citewire index"):
                asking("What went dark?")
        assert (engine.articles(), engine.example_questions(), engine.date_range()) == ([], [], None)
        ingest(engine.home, [tmp_path / "lamp.md"])
        assert "Pellan Point" in engine.ask("What went dark at Pellan Point?").text
    with QueryEngine.open(tmp_path / "home") as engine:
        assert engine.article_count() == 1


def test_an_empty_home_is_refused_where_articles_are_needed(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="no index"):
        QueryEngine.open(tmp_path / "home")
    QueryEngine.open(tmp_path / "home", empty_ok=True).close()
    with pytest.raises(HomeMissing, match="is empty"):
        QueryEngine.open(tmp_path / "home")


def test_the_sample_articles_are_one_click_away(empty: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    engine, url = empty
    page = open_page(url)
    start, field = page.locator("#cw-start"), page.locator("#cw-question textarea")
    expect(start.get_by_role("heading")).to_have_text(texts.EMPTY_TITLE)
    expect(field).to_be_hidden()
    start.get_by_role("button", name=texts.EMPTY_SAMPLES).click()
    expect(field).to_be_focused(timeout=60_000)
    expect(start).to_have_count(0)
    expect(page.locator("#cw-masthead .cw-facts")).to_contain_text(f"{engine.article_count()} articles")
    examples = page.locator("#cw-chat .example")
    expect(examples.first).to_be_visible()
    examples.first.click()
    expect(page.locator("#cw-chat .cw-sentence").first).to_be_visible()
    page.locator("#cw-filters .label-wrap").click()
    page.locator("#cw-outlets input").click()
    expect(page.get_by_role("option")).to_have_text([re.compile(re.escape(outlet)) for outlet in engine.sources()])
    again = open_page(url)
    expect(again.locator("#cw-question textarea")).to_be_visible()
    expect(again.locator("#cw-start")).to_have_count(0)


def test_an_empty_library_offers_the_samples_too(empty: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    engine, url = empty
    page = open_page(url)
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    expect(page.locator("#cw-articles")).to_contain_text(texts.LIBRARY_EMPTY)
    expect(page.locator("#cw-library-search")).to_be_hidden()
    page.locator("#cw-articles").get_by_text(texts.EMPTY_SAMPLES).click()
    expect(page.locator("#cw-question textarea")).to_be_focused(timeout=60_000)
    expect(page.locator("#cw-masthead .cw-facts")).to_contain_text(f"{engine.article_count()} articles")
    ask(page, "How tall is the Angara rocket?")
    expect(page.locator("#cw-chat .cw-sentence").first).to_contain_text("42.7m")


def test_ones_own_articles_are_added_in_the_library_and_asked_about(
    empty: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "lamp.md").write_text(LAMP)
    page = open_page(empty[1])
    page.get_by_role("button", name=texts.EMPTY_OWN).click()
    expect(page.locator("#cw-files button").first).to_be_focused()
    places = page.locator("#cw-places textarea")
    places.fill(str(tmp_path / "lamp.md"))
    places.press("Enter")
    expect(page.locator("#cw-report")).to_contain_text("1 article added", timeout=60_000)
    expect(page.locator("#cw-masthead .cw-facts")).to_contain_text("1 article")
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    ask(page, "What went dark at Pellan Point?")
    expect(page.locator("#cw-chat .cw-sentence")).to_contain_text("The lamp at Pellan Point went dark on Saturday.")


def test_the_empty_state_comes_back_with_the_last_article_gone(
    empty: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path
) -> None:
    engine, url = empty
    (tmp_path / "lamp.md").write_text(LAMP)
    ingest(engine.home, [tmp_path / "lamp.md"])
    page = open_page(url)  # the server was started without articles
    expect(page.locator("#cw-question textarea")).to_be_visible()
    expect(page.locator("#cw-masthead .cw-facts")).to_contain_text("1 article")
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    remove_first(page)
    expect(page.locator("#cw-articles")).to_contain_text(texts.LIBRARY_EMPTY)
    expect(page.locator("#cw-masthead .cw-facts li")).to_have_count(0)
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    expect(page.locator("#cw-start")).to_be_visible()
    expect(page.locator("#cw-question textarea")).to_be_hidden()
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.locator("#cw-library-note").get_by_text(texts.LIBRARY_UNDO, exact=True).click()
    expect(page.locator("#cw-masthead .cw-facts")).to_contain_text("1 article")
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    expect(page.locator("#cw-question textarea")).to_be_visible()


def test_the_empty_state_fits_a_phone(empty: tuple[QueryEngine, str], open_page: OpenPage) -> None:
    page = open_page(empty[1], **PHONE)
    expect(page.locator("#cw-start-samples")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def remove_first(page: Page) -> None:
    page.locator("#cw-articles a.cw-list--details").first.click()
    page.locator("#cw-articles .cw-row--details").get_by_text(texts.LIBRARY_REMOVE).click()
