"""Drafts, files, lists and saved pages full of articles that try to break the page, through the real engine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from browsing import OpenPage, ask, serving
from hostile_articles import ATTACKS, PLACES, question_for
from hostile_pages import ARTICLES, FOREIGN, answer_to, must_be_a_quiet_document, must_be_sound, serving_file, spaced
from playwright.sync_api import expect

from qa import QueryEngine
from ui import texts


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return open_page


@pytest.mark.parametrize("attack", ["markup", "styles", "markdown", "long word", "control", "surrogates", "bidi"])
def test_hostile_draft_is_checked_sentence_by_sentence(open_page: OpenPage, hostile_url: str, attack: str) -> None:
    place = PLACES[attack]
    draft = f"The lighthouse of {place} has 99 lamps {ATTACKS[attack][:20_000]} and a keeper. The keeper of {place} is content."
    page = open_page(hostile_url)
    page.get_by_role("tab", name=texts.TAB_CHECK).click()
    page.locator("#cw-draft textarea").fill(draft)
    page.locator("#cw-check-now").click()
    expect(page.locator("#cw-checked .cw-checked__sum, #cw-checked [role=status]").first).not_to_have_text(
        texts.CHECK_STARTING, timeout=60_000
    )
    expect(page.locator("#cw-check-now")).to_be_enabled(timeout=60_000)
    expect(page.locator("#cw-checked .cw-checked > li").first).to_be_visible()
    must_be_sound(page)
    source = page.locator("#cw-checked a[href^='/article/']").first
    quote = spaced(page.locator("#cw-checked li li q").first.text_content() or "")
    source.click()
    marked = page.locator("dialog.cw-reader mark.cw-at")
    expect(marked.first).to_be_in_viewport()
    assert spaced(" ".join(marked.all_text_contents())) == quote
    must_be_sound(page)
    page.keyboard.press("Escape")
    for ending in texts.EXPORT_FORMATS.values():
        with page.expect_download() as saved:
            page.locator("#cw-checked .cw-export").get_by_text(ending, exact=True).click()
        assert saved.value.path().stat().st_size
        if ending == texts.EXPORT_FORMATS["html"]:
            with serving_file(saved.value.path()) as address:
                must_be_a_quiet_document(open_page(address))


def test_library_shows_finds_and_opens_hostile_articles(
    open_page: OpenPage, hostile_engine: QueryEngine, hostile_url: str
) -> None:
    page = open_page(hostile_url)
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    expect(page.locator("#cw-masthead")).to_contain_text(f"{hostile_engine.article_count()} articles")
    rows = page.locator("table.cw-articles tbody tr:not(.cw-row--details)")
    expect(rows).to_have_count(hostile_engine.article_count())
    must_be_sound(page)
    known = {spaced(article.title) for article in hostile_engine.articles()}
    assert {spaced(title) for title in rows.locator(".cw-col-title a").all_text_contents()} == known
    assert max(row["height"] for row in (row.bounding_box() for row in rows.all()) if row) < 120
    search = page.locator("#cw-library-search :is(input, textarea)")
    for attack in ARTICLES:
        search.fill(PLACES[attack])
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(PLACES[attack])
        page.locator("a.cw-list--details").click()
        details = page.locator(".cw-row--details")
        expect(details).to_contain_text("Quill")
        must_be_sound(page)
        details.get_by_text(texts.LIBRARY_READ).click()
        expect(page.locator("dialog.cw-reader h1")).to_contain_text(PLACES[attack])
        must_be_sound(page)
        page.keyboard.press("Escape")
    search.fill("<script>")
    expect(rows.first).to_be_visible()
    search.fill("%' OR 1=1 -- {{7*7}} <img src=x onerror=alert(87)>")
    expect(page.locator("#cw-articles")).to_contain_text(texts.LIBRARY_NOT_FOUND)
    must_be_sound(page)


FILE_NAMES = (
    "<img src=x onerror=alert(80)>.txt", "{{7*7}} ${alert(81)} {0}.txt", "**bold** [a](javascript:alert(82)) `c`.txt",
    "\u202egpj.txt", "' onclick='alert(83)' \".txt", "x" * 200 + ".txt", "..%2f..%2fetc%2fpasswd.txt", "-rf --all.md", "e\u0301\u200b👩‍👩‍👧.txt",
    "broken <b>.pdf", "\\..\\..\\x.txt",
)  # fmt: skip


def test_files_with_hostile_names_are_added_told_and_taken_back(
    open_page: OpenPage, hostile_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(hostile_home, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock"))
    (tmp_path / "files").mkdir()
    files = [tmp_path / "files" / name for name in FILE_NAMES]
    for number, file in enumerate(files):
        file.write_text(f"Bulletin {number} says that the ferry of Ostrand sails at noon, <b>weather</b> permitting.\n")
    with QueryEngine.open(tmp_path / "home") as engine, serving(engine) as url:
        count = engine.article_count()
        page = open_page(url)
        page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
        page.locator("#cw-files input[type=file]").set_input_files(files)
        expect(page.locator("#cw-files")).to_contain_text("onerror=alert(80)")
        must_be_sound(page)
        page.locator("#cw-places textarea").fill(
            "/nowhere/<img src=x onerror=alert(84)>{0}\njavascript:alert(85)\nhttp://[::1"
        )
        page.locator("#cw-add-now").click()
        expect(page.locator("#cw-report")).to_contain_text("could not be read", timeout=90_000)
        expect(page.locator("#cw-add-now")).to_be_enabled()
        expect(page.locator("#cw-report")).to_contain_text("<img src=x onerror=alert(84)>{0}")
        assert engine.article_count() == count + len(files) - 1
        assert page.locator(f"#cw-report {FOREIGN}").count() == 0
        must_be_sound(page)
        expect(page.locator("table.cw-articles")).to_be_visible()
        must_be_sound(page)
        page.locator("#cw-undo").click()
        expect(page.locator("#cw-masthead")).to_contain_text(f"{count} articles")
        inside = {file.parent for file in (tmp_path / "home" / "added").rglob("*")}
        assert inside == {tmp_path / "home" / "added"}
        page.locator("#cw-library-search :is(input, textarea)").fill(PLACES["markup"])
        expect(page.locator("a.cw-list--details")).to_have_count(1)
        page.locator("a.cw-list--details").click()
        page.get_by_text(texts.LIBRARY_REMOVE).click()
        expect(page.locator("#cw-library-note")).to_contain_text("<script>alert(1)</script>")
        must_be_sound(page)
        assert engine.article_count() == count - 1
        page.locator("#cw-library-note").get_by_text(texts.LIBRARY_UNDO).click()
        expect(page.locator("#cw-library-note")).to_contain_text(texts.LIBRARY_RESTORED[0])
        assert engine.article_count() == count


@pytest.mark.parametrize("attack", ["markup", "vectors", "styles", "markdown", "bidi", "entities"])
def test_hostile_conversation_saved_as_a_page_does_nothing(
    open_page: OpenPage, hostile_url: str, tmp_path: Path, attack: str
) -> None:
    page = open_page(hostile_url)
    ask(page, question_for(attack))
    ask(page, f"Zyzzyva {ATTACKS[attack][:300]}?")
    with page.expect_download() as saved:
        page.locator("#cw-address").get_by_text("HTML", exact=True).click()
    document = tmp_path / "saved.html"
    saved.value.save_as(document)
    quote = answer_to(hostile_url, question_for(attack))["citations"][0]["quote"]
    with serving_file(document) as address:
        opened = open_page(address)
        without_turns = re.sub("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]", "\ufffd", quote)
        assert spaced(without_turns) in spaced(opened.locator("body").inner_text())
        must_be_a_quiet_document(opened)
