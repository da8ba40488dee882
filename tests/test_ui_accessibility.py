"""Every view for everyone: axe-core in light, dark, on a phone and in German; names, headings, what is spoken.

A further view is a function in tests/views.py and a row in its `VIEWS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

import pytest
import views
from browsing import OpenPage, is_dark
from playwright.sync_api import Page, expect
from test_ui_fakes import FakeEngine
from views import LOOKS, VIEWS, WITH_WORDS, UrlOf, View, named, settled, still

from ui import texts

WORDS = texts.SCRIPT_TEXTS
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds: `impact rule: selector why`, of every impact.

    Sizes of what is clicked (WCAG 2.2 AA) are not among the rules it applies by itself.
    """
    page.evaluate(f"{AXE};0")
    found = page.evaluate('axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})')
    return [
        f"{broken['impact']} {broken['id']}: {node['target']} {' '.join(node['failureSummary'].split())}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("server", "view"), VIEWS, ids=named)
def test_axe_finds_nothing(open_page: OpenPage, url_of: UrlOf, server: str, view: View, look: str) -> None:
    page = open_page(url_of(server), **LOOKS[look])
    view(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        still(page)
        settled(page)
        assert is_dark(page, "body") == (scheme == "dark")
        assert violations(page) == [], scheme


@pytest.fixture
def in_german() -> Iterator[None]:
    texts.use("de")
    yield
    texts.use("en")


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("server", "view"), WITH_WORDS, ids=named)
def test_axe_finds_nothing_in_german(open_page: OpenPage, url_of: UrlOf, server: str, view: View, look: str) -> None:
    page = open_page(url_of(server), **LOOKS[look])
    view(page)
    still(page)
    assert page.evaluate("document.documentElement.lang") == "de"
    assert violations(page) == []


def test_axe_finds_what_is_wrong(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    views.start(page)
    page.evaluate(
        """() => document.querySelector('#cw-sources').insertAdjacentHTML('beforeend',
            '<button></button><p style="color: #bbb">pale</p>')"""
    )
    rules = {told.split()[1].rstrip(":") for told in violations(page)}
    assert rules >= {"button-name", "color-contrast"}


# --- names, headings, what is spoken


def test_both_pages_say_their_language_and_have_one_first_heading(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    views.reader(page)
    expect(page.locator("html")).to_have_attribute("lang", texts.language())
    levels = page.evaluate(
        """[...document.querySelectorAll("h1, h2, h3, h4")].filter(one => one.checkVisibility())
            .map(one => Number(one.ariaLevel ?? one.tagName[1]))"""
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    views.reader_page(open_page(fake_url))
    expect(page.locator("html")).to_have_attribute("lang", texts.language())


@pytest.mark.parametrize(
    ("server", "view"),
    [view for view in VIEWS if view[1] in
     (views.filters, views.notices, views.conversations, views.checked, views.library_details, views.reader,
      views.keys, views.settings_open)],
    ids=named,
)  # fmt: skip
def test_every_control_has_a_name_that_is_not_a_sign(
    open_page: OpenPage, url_of: UrlOf, server: str, view: View
) -> None:
    page = open_page(url_of(server))
    view(page)
    still(page)
    snapshot = page.locator("body").aria_snapshot()
    controls = re.findall(
        r"- (?:button|link|textbox|checkbox|combobox|tab|tabpanel|searchbox)(?: (\".*?\"))?(?=[ :\[]|$)", snapshot, re.M
    )
    assert len(controls) > 5
    assert not [name for name in controls if not re.search(r"\w", name)]


def test_landmarks_lead_to_the_parts_of_the_page(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    views.answer(page)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("complementary", name=WORDS["sources"])).to_be_visible()
    expect(page.get_by_role("navigation", name=WORDS["history"])).to_be_visible()
    expect(page.get_by_role("tabpanel", name=texts.TAB_ASK)).to_be_visible()
    expect(page.get_by_role("log", name=WORDS["conversation"])).to_have_attribute("aria-live", "off")
    expect(page.get_by_role("group", name=WORDS["answer"])).to_contain_text("Nobody was hurt.")


def listened(page: Page) -> None:
    page.evaluate(
        """() => {
            window.heard = [];
            new MutationObserver(() => heard.push(document.querySelector(".cw-said").textContent))
                .observe(document.querySelector(".cw-said"), {childList: true, characterData: true, subtree: true});
        }"""
    )


def test_an_answer_is_told_once_when_it_is_complete(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    fake.gate.clear()
    page = open_page(fake_url)
    views.start(page)
    listened(page)
    page.locator("#cw-question textarea").fill("slow ferry")
    page.keyboard.press("Enter")
    expect(page.locator(".cw-said")).to_have_text(texts.WRITING)  # a stage that lasts
    fake.gate.set()
    complete = f"{WORDS['answer']}: Nobody was hurt. She was built in 1991. The Sabine Tork lost drive at 4.20pm."
    expect(page.locator(".cw-said")).to_have_text(complete)
    page.evaluate("new Promise(done => setTimeout(done, 1000))")
    heard = page.evaluate("heard")
    assert heard[-1] == complete
    assert sum(told.startswith(WORDS["answer"]) for told in heard) == 1
    assert len(heard) <= 3
    page.reload()
    expect(page.locator("#cw-chat .cw-sentence").first).to_be_visible()
    assert page.locator(".cw-said").text_content() == ""  # what was answered before is no news


def test_reports_of_other_parts_are_told_by_the_same_voice(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    views.library(page)
    page.locator("#cw-add-now").click()
    expect(page.locator(".cw-said")).to_have_text(texts.LIBRARY_NOTHING)
    expect(page.locator("#cw-report [role='status']")).to_have_attribute("aria-live", "off")
    views.tab(page, texts.TAB_ASK)
    views.error(page)
    expect(page.locator(".cw-said")).to_contain_text("another process is using the home.")
