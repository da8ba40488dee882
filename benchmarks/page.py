"""Measure the page in Chromium: python benchmarks/page.py prints a table; Chromium as for the tests (CITEWIRE_CHROMIUM).

Times are taken by the page's own clock, from the last press of a key or button to the frame after the one in which what
was asked for stands in the page; opening is timed from outside, from asking for the address to a question field that
can be typed in. Every server is a process of its own. Questions go to the sample articles through the bundled model;
the Library and the reader are measured on synthetic articles with a stub in its place, which takes no part in either.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from synthetic import StubEmbedder, World, prose

import seeds
from index.home import Home
from index.ingest import ingest
from qa import QueryEngine, TextDelta

CHROMIUM = os.environ.get("CITEWIRE_CHROMIUM", "/usr/bin/chromium")
ARTICLES, LONG_WORDS, LONG_ID = 5_000, 60_000, "long"
VISITS, QUESTIONS, REPEATS = 5, 20, 5
PACE_S = 0.03  # between two pieces of an answer, as a language model writes
_FIELD = "#cw-question textarea"
# Waits for `there` after the last press, and for the frame after the one it was seen in.
_TIMER = """() => {
  let began = 0;
  const begin = () => { began = performance.now(); };
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, begin, { capture: true });
  window.cwTimed = new Promise((done) => {
    const look = () => {
      if (began && (%s)) setTimeout(() => done(performance.now() - began));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}"""
_WATCH_SHIFTS = """() => {
  window.cwShifts = [];
  new PerformanceObserver((list) => window.cwShifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift" });
}"""


@dataclass
class Table:
    """What was measured, a row each."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, values: Sequence[float], unit: str = "s") -> None:
        digits = 2 if unit == "s" else 3
        spread = f"{statistics.median(values):.{digits}f}", f"{max(values):.{digits}f}"
        self.rows.append((f"{what} ({len(values)}{', ' + unit if unit != 's' else ''})", *spread))
        print(*self.rows[-1], sep=" | ", file=sys.stderr)

    def text(self) -> str:
        lines = ["| what (times measured) | median, s | worst, s |", "| --- | ---: | ---: |"]
        return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in self.rows)])


# --- what is served


def make_articles(folder: Path, world: World, articles: int) -> Path:
    """Write so many synthetic articles, the last of them very long."""
    rng = np.random.default_rng(13)
    long = {
        "id": LONG_ID,
        "title": "The long report",
        "text": prose(rng, world.words(rng, 3, LONG_WORDS)),
        "date": "2025-01-01",
    }
    path = folder / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles - 1):
            file.write(json.dumps(world.article(number)) + "\n")
        file.write(json.dumps(long) + "\n")
    return path


def serve(home: str, *, stub: bool, pace_s: float) -> None:
    """Serve a home until ended; a line of output tells the address."""
    from ui.rest import serve as run

    with QueryEngine.open(home, embedder=StubEmbedder(World()) if stub else None) as engine:
        if pace_s:
            engine.stream = paced(engine.stream, pace_s)  # type: ignore[method-assign]
        run(engine, "127.0.0.1", 0, on_ready=lambda url: print(url, flush=True))


def paced(stream: Callable[..., Iterator[Any]], pace_s: float) -> Callable[..., Iterator[Any]]:
    def slowly(*arguments: Any, **options: Any) -> Iterator[Any]:
        for event in stream(*arguments, **options):
            yield event
            if isinstance(event, TextDelta):
                time.sleep(pace_s)

    return slowly


@contextmanager
def served(home: Path, *options: str) -> Iterator[str]:
    command = [sys.executable, __file__, "--serve", str(home), *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait(30)


# --- what is measured


@contextmanager
def visitor(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Yield what opens pages of one visitor, whose browser knows nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        yield context.new_page
    finally:
        context.close()


def time_opening(page: Page, url: str) -> float:
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(_FIELD).wait_for()
    return time.perf_counter() - began


def timed(page: Page, there: str, act: Callable[[], object]) -> float:
    """Return seconds from the last press of an action until a condition, written in JavaScript, holds on the page."""
    page.evaluate(_TIMER % there)
    act()
    return float(page.evaluate("window.cwTimed")) / 1000


def measure_opening(browser: Browser, home: Path, table: Table) -> None:
    cold, again = [], []
    with served(home) as url:
        with visitor(browser) as open_page:
            table.add("page usable, the first visit to a server just started", [time_opening(open_page(), url)])
        for _ in range(VISITS):
            with visitor(browser) as open_page:
                for times in (cold, again):
                    page = open_page()
                    times.append(time_opening(page, url))
                    page.wait_for_timeout(800)
                    page.close()
    table.add("page usable, first visit of a browser", cold)
    table.add("page usable, second visit", again)


def questions() -> list[str]:
    lines = (seeds.FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [record["question"] for record in map(json.loads, lines) if record["answerable"]][:QUESTIONS]


def measure_asking(browser: Browser, home: Path, table: Table) -> None:
    """Ask each question in a conversation of its own."""
    found = []
    with served(home) as url, visitor(browser) as open_page:
        page = open_page()
        time_opening(page, url)
        for question in questions():
            page.locator(_FIELD).fill(question)
            found.append(
                timed(page, "document.querySelector('#cw-sources .cw-card')", lambda: page.keyboard.press("Enter"))
            )
            page.locator("#cw-chat .cw-doings").wait_for()
            page.locator("#cw-new").click()
            page.locator("#cw-sources .cw-card").first.wait_for(state="detached")
            page.locator("#cw-chat .cw-answer").first.wait_for(state="detached")
    table.add("Enter to the first passages, sample articles", found)


def measure_shifts(browser: Browser, home: Path, table: Table) -> None:
    """Sum up what moved by itself while an answer was written piece by piece, in one conversation."""
    sums = []
    with served(home, "--pace", str(PACE_S)) as url, visitor(browser) as open_page:
        page = open_page()
        time_opening(page, url)
        page.locator("#cw-chat .example").first.wait_for()
        page.wait_for_timeout(1000)
        page.evaluate(_WATCH_SHIFTS)
        for number, question in enumerate(questions(), start=1):
            page.locator(_FIELD).fill(question)
            page.keyboard.press("Enter")
            page.locator("#cw-chat .cw-doings").nth(number - 1).wait_for()
            page.locator("#cw-next .cw-next").wait_for(state="attached")
            page.wait_for_timeout(300)
            sums.append(sum(page.evaluate("window.cwShifts.splice(0)")))
    table.add("layout shift from Enter to the complete answer", sums, "score")


def measure_library(browser: Browser, url: str, table: Table) -> None:
    rows = "document.querySelectorAll('#cw-articles td.cw-col-title').length"
    times: dict[str, list[float]] = {}

    def take(what: str, there: str, act: Callable[[], object]) -> None:
        times.setdefault(what, []).append(timed(page, there, act))

    opening = []
    for _ in range(REPEATS):
        with visitor(browser) as open_page:
            page = open_page()
            opening.append(time_opening(page, url))
            page.wait_for_timeout(1500)
            take("first rows", rows, page.get_by_role("tab", name="Library").click)
            take("next page", "document.querySelector('.cw-pages [role=status]')?.textContent.startsWith('51 ')",
                 page.get_by_text("Next page").click)  # fmt: skip
            take("sort by title", "document.querySelector('#cw-articles th.cw-col-title.cw-sorted--ascending')",
                 page.locator("#cw-articles th.cw-col-title a").click)  # fmt: skip
            take("sort by copies", "document.querySelector('#cw-articles th.cw-col-copies.cw-sorted--descending')",
                 page.locator("#cw-articles th.cw-col-copies a").click)  # fmt: skip
            search = page.locator("#cw-library-search :is(input, textarea)")
            take("search, from the last key", f"{rows} === 1", lambda: search.press_sequentially("long report"))  # noqa: B023
            take("details", "document.querySelector('.cw-row--details')", page.locator("a.cw-list--details").click)
    table.add(f"page usable, first visit, {ARTICLES:,} articles", opening)
    for what, values in times.items():
        table.add(f"Library of {ARTICLES:,} articles: {what}", values)


def measure_reader(browser: Browser, url: str, table: Table) -> None:
    drawer, own, cited = [], [], []
    text = "document.querySelector('dialog.cw-reader .cw-article__text p:last-child')"
    for _ in range(REPEATS):
        with visitor(browser) as open_page:
            page = open_page()
            time_opening(page, url)
            page.wait_for_timeout(1500)
            page.get_by_role("tab", name="Library").click()
            page.locator("#cw-library-search :is(input, textarea)").fill("long report")
            link = page.locator("#cw-articles td.cw-col-title a", has_text="The long report")
            link.wait_for()
            drawer.append(timed(page, text, link.click))
            for query, times in (("", own), ("?s=200000-200120&at=1#cite-1", cited)):
                page = open_page()
                began = time.perf_counter()
                page.goto(f"{url}article/{LONG_ID}{query}")
                page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
                times.append(time.perf_counter() - began)
    table.add(f"article of {LONG_WORDS:,} words in the drawer", drawer)
    table.add(f"article of {LONG_WORDS:,} words on its own page", own)
    table.add(f"article of {LONG_WORDS:,} words on its own page, at a passage in its middle", cited)


def conditions(loads: Sequence[float], version: str) -> str:
    gradio = importlib.metadata.version("gradio")
    return (
        f"{os.cpu_count()} cores, load average {loads[0]:.1f} at the start and {loads[1]:.1f} at the end, "
        f"Chromium {version}, Gradio {gradio}, Python {platform.python_version()}."
    )


def measure(articles: int) -> str:
    table, load = Table(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        with Home.create(work / "seeds") as home:
            ingest(home, [seeds.FOLDER])
        world = World()
        with Home.create(work / "many", embedder=StubEmbedder(world)) as home:
            ingest(home, [make_articles(work, world, articles)])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        measure_opening(browser, work / "seeds", table)
        measure_asking(browser, work / "seeds", table)
        measure_shifts(browser, work / "seeds", table)
        with served(work / "many", "--stub") as url:
            measure_library(browser, url, table)
            measure_reader(browser, url, table)
        told = conditions((load, os.getloadavg()[0]), browser.version)
        browser.close()
    return f"{table.text()}\n\n{told}"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="in the Library")
    parser.add_argument("--serve", help=argparse.SUPPRESS)  # a home: how this program starts its servers
    parser.add_argument("--stub", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--pace", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, stub=options.stub, pace_s=options.pace)
    else:
        print(measure(options.articles))


if __name__ == "__main__":
    main()
