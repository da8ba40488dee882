"""Take the pictures in docs/screenshots/: python docs/screenshots.py [VIEW...]

Indexes the sample articles into a temporary home, starts `citewire ui` on it, on an empty home and in
German, and photographs every view (or those named) in Chromium (CITEWIRE_CHROMIUM, or /usr/bin/chromium)
in light, in dark and on a phone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ui.rest import free_port  # noqa: E402

FOLDER: Final = ROOT / "docs" / "screenshots"
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "light": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
ANSWERED: Final = "Who is the mayor of Tarnhavn?"
DIFFERING: Final = "How many people lost their lives in Storm Maren?"
REFUSED: Final = "Who won the football world cup?"
FIRST: Final = "Where did Putin meet Kim Jong Un?"
FOLLOW_UP: Final = "And what did he say there?"
DRAFT: Final = """Mayor Corvin Tolle resigned on the steps of the Customs House. He had been mayor since 2015.

Ropewalk Bridge is 95 metres long and was opened by the harbour pilot Ilse Dragø.

I think the town did rather well."""


def main() -> None:
    """Take the pictures named on the command line, or every one."""
    wanted = sys.argv[1:] or list(VIEWS)
    if unknown := set(wanted) - VIEWS.keys():
        sys.exit(f"no view {', '.join(sorted(unknown))}. Known: {', '.join(VIEWS)}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        citewire("index", "seeds", "--home", folder / "samples")
        citewire("index", "seeds", "--home", folder / "german")
        sites = {
            "samples": stack.enter_context(served(folder / "samples")),
            "empty": stack.enter_context(served(folder / "empty")),
            "german": stack.enter_context(served(folder / "german", CITEWIRE_LANGUAGE="de")),
        }
        playwright = stack.enter_context(sync_playwright())
        chromium = os.environ.get("CITEWIRE_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for look, options in LOOKS.items():
            for name in (one for one in wanted if look != "phone" or one not in NOT_ON_PHONES):
                photograph(browser, look, options, name, sites)
        browser.close()


def citewire(*command: str | Path) -> None:
    """Run a command of Citewire."""
    subprocess.run([sys.executable, "-m", "ui.cli", *map(str, command)], cwd=ROOT, check=True)


@contextmanager
def served(home: Path, **environment: str) -> Iterator[str]:
    """Run the page over a home and yield its address."""
    port = free_port("127.0.0.1", range(7970, 8000))
    command = [sys.executable, "-m", "ui.cli", "ui", "--home", str(home), "--port", str(port)]
    url = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(url, timeout=5).close()
                    break
                except OSError:
                    if server.poll() is not None:
                        sys.exit("the page stopped while it was starting")
                    time.sleep(0.1)
            yield url
        finally:
            server.terminate()


def photograph(browser: Browser, look: str, options: dict[str, Any], name: str, sites: Mapping[str, str]) -> None:
    """Bring a fresh page to a view and take its picture."""
    site, show = VIEWS[name]
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(sites[site])
    show(page)
    page.wait_for_timeout(600)
    path = FOLDER / look / f"{name}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(path, quality=85, method=6)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} KB", flush=True)
    context.close()


# --- the views


def start(page: Page) -> None:
    page.locator("#cw-chat .example").first.wait_for()


def answer(page: Page) -> None:
    ask(page, ANSWERED)
    page.mouse.move(640, 790)


def hover(page: Page) -> None:
    ask(page, ANSWERED)
    page.locator("#cw-chat a.cw-marker").first.hover()


def reader(page: Page) -> None:
    ask(page, ANSWERED)
    page.locator("#cw-chat a.cw-marker").first.click()
    page.locator("dialog.cw-reader mark.cw-at").first.wait_for()
    page.wait_for_timeout(1800)  # until the flash has faded


def notice(page: Page) -> None:
    ask(page, DIFFERING)
    page.mouse.move(640, 790)


def sources(page: Page) -> None:
    ask(page, DIFFERING)
    page.locator("#cw-sources").evaluate("one => one.scrollIntoView()")
    page.locator("#cw-sources details summary").first.click()


def refusal(page: Page) -> None:
    ask(page, REFUSED)


def follow_up(page: Page) -> None:
    ask(page, FIRST)
    ask(page, FOLLOW_UP)


def history(page: Page) -> None:
    ask(page, FIRST)
    page.keyboard.press("Escape")
    page.locator(".sidebar:has(#cw-history-list) .toggle-button, #cw-history .toggle-button").first.click()
    page.locator("#cw-history-list li").first.wait_for()


def check(page: Page) -> None:
    tab(page, 1)
    page.locator("#cw-draft textarea").fill(DRAFT)
    page.locator("#cw-check-now").click()
    page.locator(".cw-checked__sum").wait_for()


def library(page: Page) -> None:
    tab(page, 2)
    page.locator("#cw-articles tbody tr").first.wait_for()
    page.locator("#cw-articles tbody tr").nth(1).locator("a, button").last.click()


def settings(page: Page) -> None:
    tab(page, 3)
    page.locator("#cw-curve svg").wait_for()


def shortcuts(page: Page) -> None:
    page.locator("#cw-chat .example").first.wait_for()
    page.locator("a.cw-keys").click()
    page.locator("dialog.cw-keys-list[open]").wait_for()


def empty(page: Page) -> None:
    page.locator("#cw-empty").wait_for()


VIEWS: Final[dict[str, tuple[str, Callable[[Page], None]]]] = {
    "start": ("samples", start),
    "answer": ("samples", answer),
    "hover": ("samples", hover),
    "reader": ("samples", reader),
    "notice": ("samples", notice),
    "sources": ("samples", sources),
    "refusal": ("samples", refusal),
    "follow-up": ("samples", follow_up),
    "history": ("samples", history),
    "check": ("samples", check),
    "library": ("samples", library),
    "settings": ("samples", settings),
    "shortcuts": ("samples", shortcuts),
    "empty": ("empty", empty),
    "german": ("german", notice),
}


NOT_ON_PHONES: Final = ("hover", "shortcuts")  # a finger has neither


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the sources of the answer."""
    box = page.locator("#cw-question textarea")
    box.fill(question)
    box.press("Enter")
    page.locator("#cw-chat .cw-question").filter(has_text=question).wait_for()
    page.locator("#cw-sources .cw-sources__for").last.wait_for()
    page.locator("#cw-question .submit-button").wait_for()
    page.locator("#cw-next").wait_for(state="attached")


def tab(page: Page, at: int) -> None:
    """Open one of the tabs."""
    page.locator("#cw-tabs [role=tab]").nth(at).click()


if __name__ == "__main__":
    main()
