"""Adding to the collection in a real Chromium: folders, pages, feeds, progress, stopping, taking back, hostile names."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import web_servers
from browsing import OpenPage, ask, serving
from fakes import BagOfWordsEmbedder
from playwright.sync_api import Page, expect
from test_ui_fakes import HOSTILE

from index.embedding import PassageVectors
from index.settings import Settings
from qa import QueryEngine
from ui import texts

FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Post</title>'
    "{items}</channel></rss>"
)  # fmt: skip
NASTY = "<img src=x onerror=alert(7)> \u202etxt. **b** `c`"


@pytest.fixture
def own(seeds_home: Path, tmp_path: Path) -> Iterator[tuple[QueryEngine, str]]:
    """A copy of the sample articles' home that may fetch from this machine, and the address of its page."""
    shutil.copytree(seeds_home, tmp_path / "home")
    settings = Settings(fetch_private=True, fetch_delay_s=0, fetch_timeout_s=5)
    with QueryEngine.open(tmp_path / "home", settings=settings) as engine, serving(engine) as url:
        yield engine, url


@pytest.fixture
def web() -> Iterator[web_servers.WebServer]:
    with web_servers.serving() as web:
        yield web


def library(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.locator("#cw-articles :is(table, p)").first.wait_for()


def add(page: Page, *places: str | Path) -> None:
    field = page.locator("#cw-places textarea")
    field.fill("\n".join(map(str, places)))
    field.press("Enter")


def report(page: Page) -> object:
    return page.locator("#cw-report")


def test_a_folder_is_read_with_all_below_it(own: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "news" / "deep").mkdir(parents=True)
    (tmp_path / "news" / "lamp.txt").write_text("The lamp at Pellan Point went dark on Saturday.")
    (tmp_path / "news" / "deep" / "kite.txt").write_text("The kite of Hallin fell on the mill.")
    (tmp_path / "news" / "deep" / "broken.pdf").write_bytes(b"\0 no pdf")
    page = open_page(own[1])
    library(page)
    add(page, tmp_path / "news")
    expect(page.locator("#cw-report [role='status']")).to_have_text(
        "2 articles added, 1 could not be read.", timeout=60_000
    )
    expect(page.locator("#cw-report li strong")).to_have_text("broken.pdf")
    expect(page.locator("#cw-index")).to_contain_text(f"{tmp_path / 'news' / 'deep'}: 1 article")
    add(page, tmp_path / "news")
    expect(page.locator("#cw-report [role='status']")).to_contain_text("2 were here already", timeout=60_000)
    page.locator("#cw-undo").click()  # the earlier addition
    expect(page.locator("#cw-report")).to_contain_text("Undone: 2 articles removed.")


def test_a_page_and_a_feed_are_fetched_and_what_fails_is_named(
    own: tuple[QueryEngine, str], open_page: OpenPage, web: web_servers.WebServer
) -> None:
    items = "".join(
        f"<item><title>Story {number}</title><link>{web.url(f'/story{number}')}</link></item>" for number in (1, 2, 3)
    )
    web.pages |= {
        "/one": web_servers.Page(web_servers.article("Bridge to be rebuilt", day="2024-03-05")),
        "/feed.xml": web_servers.Page(FEED.format(items=items), "text/xml"),
        "/story1": web_servers.Page(web_servers.article("Story 1", web_servers.PROSE.replace("bridge", "lighthouse"))),
        "/story2": web_servers.Page(web_servers.article("Story 2", web_servers.PROSE.replace("mayor", "harbour master"))),
        "/story3": web_servers.Page("gone", "text/plain", 410),
    }  # fmt: skip
    engine, url = own
    count = engine.article_count()
    page = open_page(url)
    library(page)
    add(page, web.url("/one"), web.url("/feed.xml"), web.url("/missing"))
    expect(page.locator("#cw-report [role='status']")).to_contain_text(
        "3 articles added, 2 could not be read.", timeout=60_000
    )
    failed = page.locator("#cw-report li")
    expect(failed).to_have_count(2)
    expect(failed.filter(has_text="/missing")).to_contain_text("404")
    expect(failed.filter(has_text="/story3")).to_contain_text("410")
    expect(page.locator("#cw-places textarea")).to_have_value(web.url("/missing"))
    row = page.locator("#cw-articles tbody tr", has_text="Bridge to be rebuilt").first
    row.locator("a.cw-list--details").click()
    original = page.locator(".cw-row--details").get_by_text(texts.ORIGINAL)
    expect(original).to_have_attribute("href", web.url("/one"))
    page.locator("#cw-undo").click()
    expect(page.locator("#cw-masthead")).to_contain_text(f"{count} articles")


class GatedEmbedder(BagOfWordsEmbedder):
    """Embeds one batch each time it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Semaphore(0)

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[PassageVectors]:
        assert self.let.acquire(timeout=60)
        return super().embed_passages(texts, spans)


def test_progress_is_shown_and_a_run_that_is_stopped_can_be_taken_back(tmp_path: Path, open_page: OpenPage) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03}.txt").write_text(f"The mayor opened bridge {number} on Friday.")
    embedder = GatedEmbedder()
    with (
        QueryEngine.open(tmp_path / "home", empty_ok=True, embedder=embedder) as engine,
        serving(engine) as url,
    ):
        page = open_page(url)
        library(page)
        add(page, folder)
        bar = page.locator("#cw-report progress")
        expect(bar).to_have_attribute("max", "150", timeout=60_000)
        expect(page.locator("#cw-report")).to_contain_text("Storing: 0 of 150 articles")
        expect(bar).to_have_accessible_name(texts.LIBRARY_PROGRESS)
        expect(page.locator("#cw-add-now")).to_be_disabled()
        embedder.let.release()
        expect(page.locator("#cw-report")).to_contain_text("Storing: 64 of 150 articles")
        page.locator("#cw-add-stop").click()
        expect(page.locator("#cw-report")).to_contain_text(texts.LIBRARY_STOPPING)
        embedder.let.release()
        expect(page.locator("#cw-report")).to_contain_text(texts.LIBRARY_STOPPED, timeout=60_000)
        expect(page.locator("#cw-add-now")).to_be_enabled()
        expect(page.locator("#cw-places textarea")).to_have_value(str(folder))  # to go on from there
        expect(page.locator("#cw-masthead")).to_contain_text("150 articles" if engine.article_count() == 150 else "128")
        page.locator("#cw-undo").click()
        expect(page.locator("#cw-report")).to_contain_text("articles removed", timeout=60_000)
        expect(page.locator("#cw-articles")).to_contain_text(texts.LIBRARY_EMPTY)
        assert engine.article_count() == 0


def test_hostile_names_and_titles_stay_text(own: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path) -> None:
    folder = tmp_path / "nasty"
    folder.mkdir()
    (folder / f"{NASTY}.pdf").write_bytes(b"\0 no pdf")
    (folder / "fine.md").write_text(
        f"---\ntitle: 'Lamp {HOSTILE.replace(chr(39), chr(34))}'\nsource: '<b>Post</b> {NASTY}'\n"
        "date: 2024-03-03\n---\nThe lamp at Pellan Point went dark on Saturday.\n"
    )
    page = open_page(own[1])
    library(page)
    add(page, folder)
    failed = page.locator("#cw-report li strong")
    expect(failed).to_contain_text("<img src=x onerror=alert(7)>", timeout=60_000)
    expect(failed).to_contain_text("**b** `c`")
    row = page.locator("#cw-articles tbody tr").first
    expect(row).to_contain_text("<script>alert(1)</script>")
    expect(row.locator("td.cw-col-outlet")).to_contain_text("<b>Post</b>")
    row.locator("a.cw-list--details").click()
    page.locator(".cw-row--details").get_by_text(texts.LIBRARY_REMOVE).click()
    note = page.locator("#cw-library-note")
    expect(note).to_contain_text("<script>alert(1)</script>")
    note.get_by_text(texts.LIBRARY_UNDO, exact=True).click()
    expect(row).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#cw-library img, #cw-library script").count() == 0
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    ask(page, "What went dark at Pellan Point?")
    expect(page.locator("#cw-chat .cw-sentence").first).to_contain_text("The lamp at Pellan Point went dark")


def test_an_archive_dropped_on_the_field_is_opened_and_its_bad_files_are_named(
    own: tuple[QueryEngine, str], open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "kite.txt").write_text("The kite of Hallin fell on the mill.")
    (tmp_path / "in" / "empty.txt").write_text("")
    archive = shutil.make_archive(str(tmp_path / "news"), "zip", tmp_path / "in")
    page = open_page(own[1])
    library(page)
    page.locator("#cw-files input[type=file]").set_input_files(archive)
    expect(page.locator("#cw-report [role='status']")).to_have_text(
        "1 article added, 1 could not be read.", timeout=60_000
    )
    expect(page.locator("#cw-report li")).to_contain_text("empty.txt")
