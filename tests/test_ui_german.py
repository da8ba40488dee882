"""The page in German: every view of it, in a browser that is set to another language."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import OpenPage, ask, serving
from playwright.sync_api import Page, expect
from test_texts import every_part
from test_ui_fakes import FERRY, FakeEngine

from qa import QueryEngine
from ui import texts
from ui.texts import english, german


@pytest.fixture(scope="module")
def german_url() -> Iterator[str]:
    texts.use("de")
    with serving(FakeEngine([FERRY])) as url:
        yield url
    texts.use("en")


def english_left(page: Page) -> list[str]:
    """Return the English texts that can be seen or heard on the page."""
    seen = page.evaluate(
        """() => {
            const told = [document.body.innerText];
            for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
                told.push(one.getAttribute("aria-label"), one.title, one.getAttribute("placeholder"));
            }
            return told.filter(Boolean).join("\\n").split("\\n").map((line) => line.trim()).filter(Boolean);
        }"""
    )
    own = {part for part in every_part(german).values() if isinstance(part, str)}
    fixed = {part for part in every_part(english).values() if isinstance(part, str) and "{" not in part}
    return [line for line in seen if line in fixed - own]


def test_every_view_is_german(open_page: OpenPage, german_url: str) -> None:
    page = open_page(german_url, locale="en-GB")
    assert page.evaluate("document.documentElement.lang") == "de"
    expect(page.locator("#cw-masthead")).to_contain_text("1 Artikel")
    expect(page.locator("#cw-masthead")).to_contain_text("14. Mai 2022")
    assert english_left(page) == []
    ask(page, "What happened to the ferry?")
    expect(page.locator("#cw-chat")).to_contain_text("Alle 2 Sätze wurden mit ihren Quellen verglichen")
    page.locator("#cw-sources summary").first.click()
    expect(page.locator("#cw-sources .cw-scores").first).to_contain_text("0,70")
    assert english_left(page) == []
    page.locator("#cw-chat a.cw-marker").first.click()
    expect(page.locator(".cw-reader__place")).to_have_text("Stelle 2 von 2")
    assert english_left(page) == []
    page.keyboard.press("Escape")
    ask(page, "Who won the cup?")
    expect(page.locator("#cw-chat .cw-refusal")).to_contain_text("Die Artikel beantworten das nicht.")
    assert english_left(page) == []
    page.get_by_role("tab", name=german.TAB_CHECK).click()
    page.locator("#cw-draft textarea").fill("Nobody was hurt.")
    page.locator("#cw-check-now").click()
    expect(page.locator(".cw-checked__sum")).to_have_text(
        "1 belegt, 0 teilweise belegt, 0 nicht belegt; 1 nicht geprüft. Mit den Artikeln verglichen, Stand 21. Februar 2024."
    )
    assert english_left(page) == []
    page.get_by_role("tab", name=german.TAB_LIBRARY).click()
    expect(page.locator("#cw-articles")).to_contain_text(german.LIBRARY_COLUMNS["title"])
    assert english_left(page) == []
    page.get_by_role("tab", name=german.TAB_SETTINGS).click()
    expect(page.locator("#cw-settings")).to_contain_text(german.SETTINGS_CURVE_X)
    assert english_left(page) == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text(german.SCRIPT_TEXTS["keyHistory"])
    assert english_left(page) == []


def test_page_without_articles_is_german(open_page: OpenPage, tmp_path: Path, german_url: str) -> None:
    with QueryEngine.open(tmp_path / "home", empty_ok=True) as engine, serving(engine) as url:
        page = open_page(url)
        expect(page.locator("body")).to_contain_text(german.EMPTY_TITLE)
        expect(page.get_by_role("button", name=german.EMPTY_SAMPLES)).to_be_visible()
        assert english_left(page) == []
        page.close()  # before its server ends


def test_gradios_own_words_follow_the_page_and_not_the_browser(
    open_page: OpenPage, seeds_home: Path, tmp_path: Path, german_url: str
) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        page = open_page(url, locale="en-GB")
        page.get_by_role("tab", name=german.TAB_LIBRARY).click()
        expect(page.locator("#cw-files")).to_contain_text("Datei hier ablegen")
        expect(page.locator("#cw-files")).not_to_contain_text("Upload")
        page.close()


def test_reader_page_is_german(open_page: OpenPage, german_url: str) -> None:
    page = open_page(f"{german_url}article/ferry?s=43-80&at=1#cite-1")
    assert page.evaluate("document.documentElement.lang") == "de"
    expect(page.locator("main")).to_contain_text("1 Stelle ist hier zitiert")
    expect(page.locator(".cw-kicker")).to_contain_text("14. Mai 2022")
