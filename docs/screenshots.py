"""Take the pictures in docs/screenshots/: python docs/screenshots.py

Indexes the sample articles into a temporary home, starts the app on a free port and photographs it
in Chromium (CITEWIRE_CHROMIUM, or /usr/bin/chromium).
"""

from __future__ import annotations

import os
import queue
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.home import Home  # noqa: E402
from index.ingest import ingest  # noqa: E402
from qa import QueryEngine  # noqa: E402
from ui.rest import serve  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
ANSWERED = "Who is the mayor of Tarnhavn?"
LONG = "What did Vladimir Putin and Kim Jong Un do at the cosmodrome?"
REFUSED = "Who won the football world cup?"
FOLLOW_UP = "And what did he say there?"
DRAFT = """Mayor Corvin Tolle resigned on the steps of the Customs House. He had been mayor since 2015.

Ropewalk Bridge is 95 metres long and was opened by the harbour pilot Ilse Dragø.

I think the town did rather well."""


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        with Home.create(home) as opened:
            ingest(opened, [ROOT / "seeds"])
        engine = QueryEngine.open(home)
        addresses: queue.Queue[str] = queue.Queue()
        # A daemon: it ends with this program.
        threading.Thread(
            target=serve, args=(engine, "127.0.0.1", 0), kwargs={"on_ready": addresses.put}, daemon=True
        ).start()
        url = addresses.get(timeout=120)
        chromium = os.environ.get("CITEWIRE_CHROMIUM", "/usr/bin/chromium")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            photograph(browser, url)
            browser.close()


def photograph(browser: Browser, url: str) -> None:
    """Take the pictures of a running app."""
    page = browser.new_page(**DESKTOP)
    page.goto(url)
    page.locator("#cw-chat .example").first.wait_for()
    save(page, "start")
    ask(page, ANSWERED)
    save(page, "answer")
    read(page)
    save(page, "reader")
    page.keyboard.press("Escape")
    page.mouse.move(640, 790)
    ask(page, REFUSED)
    save(page, "refusal")
    page.goto(url)
    ask(page, "Where did Putin meet Kim Jong Un?")
    ask(page, FOLLOW_UP)
    save(page, "follow-up")
    page.get_by_role("tab", name="Check").click()
    page.locator("#cw-draft textarea").fill(DRAFT)
    page.locator("#cw-check-now").click()
    page.locator(".cw-checked__sum").wait_for()
    save(page, "check")
    page.get_by_role("tab", name="Library").click()
    page.get_by_test_id("cell-3-0").click()
    page.locator("#cw-picked a").wait_for()
    save(page, "library")
    dark = browser.new_page(**DESKTOP, color_scheme="dark")
    dark.goto(url)
    ask(dark, ANSWERED)
    read(dark)
    save(dark, "dark")
    phone = browser.new_page(**PHONE)
    phone.goto(url)
    ask(phone, ANSWERED)
    save(phone, "phone")
    read(phone)
    save(phone, "phone-reader")
    phone.goto(url)
    ask(phone, LONG)
    phone.locator("#cw-chat .cw-jump").click()
    save(phone, "phone-sources")


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the sources of the answer."""
    box = page.locator("#cw-question textarea")
    box.fill(question)
    box.press("Enter")
    page.locator("#cw-chat .cw-question").filter(has_text=question).wait_for()
    page.locator("#cw-sources .cw-sources__for").last.wait_for()
    page.locator("#cw-question .submit-button").wait_for()


def read(page: Page) -> None:
    """Open the article behind the first marker."""
    page.locator("#cw-chat a.cw-marker").first.click()
    page.locator("dialog.cw-reader mark.cw-at").first.wait_for()
    page.wait_for_timeout(1800)  # until the flash has faded


def save(page: Page, name: str) -> None:
    """Save a picture with a palette of 128 colours: flat areas and text need no more."""
    path = FOLDER / f"{name}.png"
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
