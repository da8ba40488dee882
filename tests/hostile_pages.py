"""Pages over the hostile articles, and what must hold wherever their text is shown."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import serving
from hostile_articles import ATTACKS, write_articles
from playwright.sync_api import Page

from index.home import Home
from index.ingest import ingest
from qa import QueryEngine

ARTICLES = [attack for attack in ATTACKS if attack != "surrogates"]  # no file holds those, see below
# Where text of articles, questions, drafts and files is shown.
SHOWN = [
    "#cw-chat .cw-answer", "#cw-chat .cw-question", "#cw-chat .cw-paper", "#cw-chat .examples", "#cw-next", "#cw-note",
    "#cw-sources .cw-sources", "dialog.cw-reader article", ".cw-hover", "#cw-history-list", "#cw-checked", "#cw-report",
    "#cw-library-note", "#cw-index", "#cw-articles :is(td, p)", "#cw-masthead .cw-facts",
]  # fmt: skip
# Elements that only an article's own markup would bring into a place where text is shown.
FOREIGN = ":is(script, iframe, img, style, link, svg, math, b, i, input, form, object, embed, video, table, h4, h5)"


@pytest.fixture(scope="session")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with Home.create(folder / "home") as home:
        report = ingest(home, [write_articles(folder)])
    assert [failure.reason.partition(",")[0] for failure in report.failed] == [
        "title holds half a surrogate pair at character 5"
    ]
    return folder / "home"


@pytest.fixture(scope="module")
def hostile_engine(hostile_home: Path) -> Iterator[QueryEngine]:
    with QueryEngine.open(hostile_home) as engine:
        yield engine


@pytest.fixture(scope="module")
def hostile_url(hostile_engine: QueryEngine) -> Iterator[str]:
    with serving(hostile_engine) as url:
        yield url


def shown(text: str) -> str:
    """Return a text as a page gives it back: neither NUL nor half a surrogate pair can stand in one."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def spaced(text: str) -> str:
    return " ".join(shown(text).split())


def broken_layout(page: Page) -> list[str]:
    """Return what makes a page unusable: parts wider than the window, and controls that cannot be pressed."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = [];
            if (document.documentElement.scrollWidth > innerWidth) wide.push("the page scrolls sideways");
            for (const part of document.querySelectorAll("#cw-chat, #cw-sources, #cw-masthead, #cw-checked, #cw-picked, " +
                    "#cw-report, #cw-history-list, #cw-note, #cw-next, #cw-articles, .cw-hover, #cw-library-note, dialog.cw-reader[open], .cw-reader__body, .cw-article, .cw-card")) {
                const box = part.getBoundingClientRect();
                if (!box.width) continue;
                if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) wide.push((part.id || part.className) + " scrolls sideways");
                if (box.right > innerWidth + 1 && !part.closest(".sidebar")) wide.push((part.id || part.className) + " leaves the window");
            }
            for (const control of document.querySelectorAll("#cw-question textarea, #cw-question .submit-button, [role=tab]")) {
                const box = control.getBoundingClientRect();
                if (!box.width || document.querySelector("dialog.cw-reader[open]")) continue;
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                if (top?.closest(".cw-hover")) continue; // it opens over what stands there
                if (box.y >= 0 && box.bottom <= innerHeight && !control.contains(top) && !top?.contains(control)) {
                    wide.push(`${control.className || control.id} lies below ${top?.className || top?.id}`);
                }
            }
            return wide;
        }"""
    )
    return found


def must_be_sound(page: Page) -> None:
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity).map((a) => a.finished))"
    )
    assert broken_layout(page) == []
    foreign = "([places, foreign]) => places.filter((place) => document.querySelector(`${place} ${foreign}`))"
    assert page.evaluate(foreign, [SHOWN, FOREIGN]) == []
    schemes = page.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(schemes) <= {"http:", "https:"}
    outside = page.locator(f"a[href^='https:'], a[href^='http:']:not([href^='{page.url[:20]}'])")
    assert set(outside.evaluate_all("links => links.map((link) => link.rel)")) <= {"noopener noreferrer"}


def answer_to(url: str, question: str) -> dict[str, Any]:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{url}api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
    return found


def must_be_a_quiet_document(opened: Page) -> None:
    assert opened.locator("script:not([type='application/json']), iframe, img, svg, math, form").count() == 0
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.locator("body").evaluate("body => getComputedStyle(body).display") != "none"


@contextmanager
def serving_file(file: Path) -> Iterator[str]:
    """Serve one file as a page, as `open_page` knows its own origin by an address."""

    class OneFile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/":
                self.send_response(204)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(file.read_bytes())

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OneFile) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
