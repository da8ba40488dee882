"""A real Chromium for the tests of the pages: CITEWIRE_CHROMIUM, or the first of BROWSERS that is installed."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from test_ui_fakes import FakeEngine, built

from index.home import Home
from index.ingest import ingest
from qa import QueryEngine
from ui.rest import create_app

# The same engine twice; the one without windows opens pages in half the time.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = Path(os.environ.get("CITEWIRE_CHROMIUM") or next(filter(os.path.exists, BROWSERS), BROWSERS[-1]))
SEEDS = Path(__file__).parent.parent / "seeds"
# What Gradio says of itself: when a file is chosen, and when a page is left whose events are still being told.
GRADIOS_OWN = (
    "Method not implemented.",
    "AbortError: signal is aborted",
    "TypeError: Failed to fetch",
    "Unexpected error Connection errored out.",
    "Unexpected error 404: Not Found",
)
ABSENT = "/article/absent"  # a page that is looked for where none is, of which the browser tells
SERVER_ENDED = "Failed to load resource: net::ERR_CONNECTION_REFUSED"  # before the page was closed
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
OpenPage = Callable[..., Page]
expect.set_options(timeout=20_000)  # ms; a busy machine is no fault of the page


@contextmanager
def serving(engine: Any, around: Callable[[Any], Any] = lambda app: app, **options: Any) -> Iterator[str]:
    """Serve an engine from a thread and yield the address; `around` wraps its application, `options` go to `create_app`."""
    server = uvicorn.Server(uvicorn.Config(around(built(lambda: create_app(engine, **options))), log_level="warning"))
    bound = socket.create_server(("127.0.0.1", 0))  # held from here on: no other run of tests can take it
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server stopped while starting"
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(20)
        bound.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.is_file():
        pytest.fail(f"no browser at {CHROMIUM}. Install Chromium, or set CITEWIRE_CHROMIUM to its executable.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def fake() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="module")
def fake_url(fake: FakeEngine) -> Iterator[str]:
    with serving(fake) as url:
        yield url


@contextmanager
def opening(take: Callable[..., BrowserContext], capfd: pytest.CaptureFixture[str]) -> Iterator[OpenPage]:
    """Yield what opens a page that must stay quiet: no dialog, no error on the console or in the server, no request elsewhere.

    Args:
        take: Returns a context without pages for the options it is given.
        capfd: What the server writes.
    """
    opened: list[tuple[BrowserContext, Callable[[Request], None]]] = []
    noise: list[str] = []

    def open_one(url: str, **options: Any) -> Page:
        context = take(**{"viewport": {"width": 1280, "height": 800}, **options})
        page: Page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("dialog", lambda dialog: (noise.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: noise.append(f"error: {error}"))
        page.on(
            "console",
            lambda said: (
                noise.append(f"console: {said.text}")
                if said.type in ("error", "warning")
                and not said.text.startswith((*GRADIOS_OWN, SERVER_ENDED))
                and not said.location["url"].endswith(ABSENT)
                else None
            ),
        )
        own = re.match(r"http://[^/]+/", url)[0]  # type: ignore[index]

        def note(asked: Request) -> None:
            if not asked.url.startswith((own, "data:", "blob:")):
                noise.append(asked.url)

        context.on("request", note)
        opened.append((context, note))
        storage = {"origin": own.rstrip("/"), "storageTypes": "local_storage,cookies"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", storage)
        page.goto(url)
        return page

    yield open_one
    for context, note in opened:
        for page in context.pages:
            page.close()
        context.remove_listener("request", note)
    assert noise == []
    told = capfd.readouterr()
    assert "Traceback" not in told.err, told.err


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[str, list[BrowserContext]]]:
    """Contexts of the browser by their options, which have the scripts of the page from its first test on."""
    found: dict[str, list[BrowserContext]] = {}
    yield found
    for context in chain(*found.values()):
        context.close()


@pytest.fixture
def open_page(
    browser: Browser, contexts: dict[str, list[BrowserContext]], capfd: pytest.CaptureFixture[str]
) -> Iterator[OpenPage]:
    """Open a page as `opening` has it, in a context that was used before and is emptied: a third of the time.

    What a test sets of a context itself, such as a route, would stay there.
    """
    taken: list[tuple[str, BrowserContext]] = []

    def take(**options: Any) -> BrowserContext:
        kind = repr(options)
        free = contexts.setdefault(kind, [])
        context = free.pop() if free else browser.new_context(**options)
        taken.append((kind, context))
        return context

    try:
        with opening(take, capfd) as open_one:
            yield open_one
    finally:
        for kind, context in taken:
            contexts[kind].append(context)


def ask(page: Page, question: str) -> None:
    box, replies = page.locator("#cw-question textarea"), page.locator("#cw-chat [data-testid='bot']")
    box.wait_for()
    before = replies.count()
    box.fill(question)
    box.press("Enter")
    expect(replies).to_have_count(before + 1)
    expect(page.locator("#cw-question .submit-button")).to_be_visible()
    expect(page.locator("#cw-chat .cw-stage")).to_have_count(0)


def highlighted(page: Page, number: int = 1) -> list[str]:
    return page.locator(f"dialog.cw-reader mark[data-cite='{number}']").all_text_contents()


def chat_markers(page: Page) -> Any:
    return page.locator("#cw-chat a.cw-marker")


def is_dark(page: Page, selector: str) -> bool:
    colour = page.locator(selector).first.evaluate("element => getComputedStyle(element).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) < 200


@pytest.fixture(scope="module")
def real_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample articles through the real engine."""
    home = tmp_path_factory.mktemp("home")
    with Home.create(home) as opened:
        ingest(opened, [SEEDS])
    with QueryEngine.open(home) as engine, serving(engine) as url:
        yield url
