"""Every view for everyone: axe-core, names, what is spoken, directions, motion, contrast, widths. A real Chromium.

A further view is a function that leads there and a row in `VIEWS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, chat_markers, highlighted, serving
from playwright.sync_api import Page, expect
from test_ui_fakes import BRIDGE, FERRY, FakeEngine, answer_from, cite

from index.articles import Article
from qa import Answer
from ui import texts

WORDS = texts.SCRIPT_TEXTS
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WIDTHS = (320, 390, 768, 1280, 1920, 2560)

HARBOUR = Article(
    id="marsa",
    title="إغلاق الميناء القديم بعد العاصفة",
    text="أغلقت بلدية تارنهافن الميناء القديم صباح الثلاثاء. قال المهندس Dario Quill إن 14 قاربا تضررت.\n\n"
    "سيفتح الميناء في 3 مايو 2024.",
    published=date(2024, 4, 30),
    source="صحيفة المرسى",
)
LAMP = Article(
    id="migdalor",
    title="המגדלור חזר להאיר",
    text="המגדלור בנקודת פלאן חזר להאיר ביום ראשון. התיקון עלה 1,200 כתרים.",
    published=date(2024, 5, 6),
    source="עיתון החוף",
)


class WorldEngine(FakeEngine):
    """Answers from articles in Arabic, Hebrew and English."""

    def __init__(self) -> None:
        super().__init__((FERRY, BRIDGE, HARBOUR, LAMP))

    def _answer(self, question: str) -> Answer:
        if "الميناء" in question:
            first = cite(HARBOUR, "أغلقت بلدية تارنهافن الميناء القديم صباح الثلاثاء.")
            second = cite(HARBOUR, "قال المهندس Dario Quill إن 14 قاربا تضررت.", 2)
            return answer_from(question, [first, second, cite(FERRY, "Nobody was hurt.", 3)])
        if "המגדלור" in question:
            return answer_from(question, [cite(LAMP, "המגדלור בנקודת פלאן חזר להאיר ביום ראשון.")])
        return super()._answer(question)


@pytest.fixture(scope="module")
def world_url() -> Iterator[str]:
    with serving(WorldEngine()) as url:
        yield url


# --- the views


def start(page: Page) -> None:
    page.locator("#cw-chat .example").first.wait_for()
    still(page)


def filters(page: Page) -> None:
    page.locator("#cw-filters .label-wrap").click()
    page.locator("#cw-to .calendar").click()
    page.locator("#cw-to input").wait_for()


def answer(page: Page) -> None:
    ask(page, "What happened to the ferry?")


def answer_unfolded(page: Page) -> None:
    answer(page)
    for summary in page.locator("summary:visible").all():
        summary.click()


def refusal(page: Page) -> None:
    ask(page, "Who won the cup?")


def follow_up(page: Page) -> None:
    ask(page, "When did the bridge open in March?")
    ask(page, "What happened to the ferry?")


def error(page: Page) -> None:
    ask(page, "Is it locked?")


def editing(page: Page) -> None:
    answer(page)
    page.get_by_text(texts.EDIT, exact=True).click()
    page.locator("#cw-note a").wait_for()


def conversations(page: Page) -> None:
    answer(page)
    page.locator("#cw-history .toggle-button").click()
    page.locator("#cw-history a.cw-reopen").first.wait_for()
    settled(page)


def reader(page: Page) -> None:
    answer(page)
    chat_markers(page).first.click()
    page.locator("dialog.cw-reader mark").first.wait_for()
    settled(page)


def keys(page: Page) -> None:
    start(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.locator("dialog.cw-keys-list").wait_for()


def check(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_CHECK).click()
    page.locator("#cw-draft textarea").wait_for()


def checked(page: Page) -> None:
    check(page)
    page.locator("#cw-draft textarea").fill("Nobody was hurt.")
    page.locator("#cw-check-now").click()
    page.locator("#cw-checked ol.cw-checked").wait_for()


def library(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.get_by_test_id("cell-0-0").wait_for()


def library_picked(page: Page) -> None:
    library(page)
    page.get_by_test_id("cell-1-0").click()
    page.locator("#cw-picked a").wait_for()


def library_report(page: Page) -> None:
    library(page)
    page.locator("#cw-add-now").click()
    expect(page.locator("#cw-report")).to_contain_text(texts.LIBRARY_NOTHING)


def reader_page(page: Page) -> None:
    page.goto(f"{page.url}article/ferry?s=43-80&s=81-120&at=2#cite-2")


def reader_page_missing(page: Page) -> None:
    page.goto(f"{page.url}article/ferry?s=7-3")


def still(page: Page) -> None:
    """Wait until nothing has changed for a while, as a page is read once it stands."""
    page.evaluate(
        """new Promise(done => {
            let timer = setTimeout(done, 250);
            new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 250); })
                .observe(document.documentElement, {subtree: true, childList: true, attributes: true});
        })"""
    )


def settled(page: Page) -> None:
    page.evaluate(
        "Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))"
    )


View = Callable[[Page], None]
VIEWS: tuple[View, ...] = (
    start, filters, answer, answer_unfolded, refusal, follow_up, error, editing, conversations, reader, keys,
    check, checked, library, library_picked, library_report, reader_page, reader_page_missing,
)  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
}


def named(view: View) -> str:
    return view.__name__


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
@pytest.mark.parametrize("view", VIEWS, ids=named)
def test_axe_finds_nothing(open_page: OpenPage, fake_url: str, view: View, look: str) -> None:
    page = open_page(fake_url, **LOOKS[look])
    view(page)
    still(page)
    assert violations(page) == []


def test_axe_finds_what_is_wrong(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    start(page)
    page.evaluate(
        """() => document.querySelector('#cw-sources').insertAdjacentHTML('beforeend',
            '<button></button><p style="color: #bbb">pale</p>')"""
    )
    rules = {told.split()[1].rstrip(":") for told in violations(page)}
    assert rules >= {"button-name", "color-contrast"}


# --- names, headings, what is spoken


def test_both_pages_say_their_language_and_have_one_first_heading(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    reader(page)
    expect(page.locator("html")).to_have_attribute("lang", texts.language())
    levels = page.evaluate(
        """[...document.querySelectorAll("h1, h2, h3, h4")].filter(one => one.checkVisibility())
            .map(one => Number(one.ariaLevel ?? one.tagName[1]))"""
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    reader_page(open_page(fake_url))
    expect(page.locator("html")).to_have_attribute("lang", texts.language())


@pytest.mark.parametrize("view", [filters, conversations, checked, library_picked, reader, keys], ids=named)
def test_every_control_has_a_name_that_is_not_a_sign(open_page: OpenPage, fake_url: str, view: View) -> None:
    page = open_page(fake_url)
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
    answer(page)
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
    start(page)
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
    library_report(page)
    expect(page.locator(".cw-said")).to_have_text(texts.LIBRARY_NOTHING)
    expect(page.locator("#cw-report [role='status']")).to_have_attribute("aria-live", "off")
    error(page_at_ask(page))
    expect(page.locator(".cw-said")).to_contain_text("another process is using the home.")


def page_at_ask(page: Page) -> Page:
    page.get_by_role("tab", name=texts.TAB_ASK).click()
    return page


# --- right to left


def runs(page: Page, selector: str) -> list[str]:
    """Return the direction of each element's text, as laid out."""
    told: list[str] = page.locator(selector).evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    return told


def on_the_right(page: Page, selector: str) -> bool:
    """Tell whether the first line of an element's text begins nearer to its right edge than to its left one."""
    told: bool = page.locator(selector).first.evaluate(
        """one => {
            const range = document.createRange(), box = one.getBoundingClientRect();
            range.selectNodeContents(one);
            const line = range.getClientRects()[0];
            return box.right - line.right < line.left - box.left;
        }"""
    )
    return told


def test_arabic_is_laid_out_right_to_left_wherever_it_stands(open_page: OpenPage, world_url: str) -> None:
    page = open_page(world_url)
    question = "متى أغلق الميناء؟"
    page.locator("#cw-question textarea").fill(question)
    assert page.locator("#cw-question textarea").evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"
    ask(page, question)
    assert on_the_right(page, "#cw-chat .cw-question")
    assert runs(page, "#cw-chat .cw-answer__text") == ["rtl"]
    assert on_the_right(page, "#cw-chat .cw-answer__text")
    assert runs(page, "#cw-sources h3") == ["rtl", "rtl", "ltr"]
    assert runs(page, "#cw-sources blockquote") == ["rtl", "rtl", "ltr"]
    edges = page.locator("#cw-sources blockquote").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).borderLeftWidth, getComputedStyle(one).borderRightWidth])"
    )
    assert edges == [["0px", "2px"], ["0px", "2px"], ["2px", "0px"]]
    # A marker follows its sentence: to its left on the line where the sentence ends.
    places = page.evaluate(
        """[...document.querySelectorAll("#cw-chat .cw-sentence")].slice(0, 2).map(one => {
            const range = document.createRange();
            range.setStart(one.lastChild, one.lastChild.length - 1);
            range.setEnd(one.lastChild, one.lastChild.length);
            const end = range.getBoundingClientRect(), marker = one.nextElementSibling.querySelector("a").getBoundingClientRect();
            return [marker.right <= end.left + 1, Math.abs(marker.y + marker.height / 2 - end.y - end.height / 2) < end.height];
        })"""
    )
    assert places == [[True, True], [True, True]]
    page.locator("#cw-history .toggle-button").click()
    assert runs(page, "#cw-history a.cw-reopen")[0] == "rtl"


@pytest.mark.parametrize(
    ("question", "article", "quotes"),
    [
        ("متى أغلق الميناء؟", HARBOUR, ["أغلقت بلدية تارنهافن الميناء القديم صباح الثلاثاء.", "قال المهندس Dario Quill إن 14 قاربا تضررت."]),
        ("מתי חזר המגדלור?", LAMP, ["המגדלור בנקודת פלאן חזר להאיר ביום ראשון."]),
    ],
    ids=["arabic", "hebrew"],
)  # fmt: skip
def test_what_is_highlighted_right_to_left_is_the_quote(
    open_page: OpenPage, world_url: str, question: str, article: Article, quotes: list[str]
) -> None:
    page = open_page(world_url)
    ask(page, question)
    for number, quote in enumerate(quotes, start=1):
        chat_markers(page).nth(number - 1).click()
        expect(page.locator("dialog.cw-reader mark.cw-at")).to_have_text(quote)
        assert highlighted(page, number) == [quote]
        assert page.locator("#cw-sources blockquote mark").nth(number - 1).text_content() == quote
    expect(page.locator("dialog.cw-reader h1")).to_have_text(article.title)
    assert set(runs(page, "dialog.cw-reader .cw-article__text p")) == {"rtl"}
    assert on_the_right(page, "dialog.cw-reader .cw-article__text p:last-child")


def test_the_table_lays_each_title_out_as_it_reads(open_page: OpenPage, world_url: str) -> None:
    page = open_page(world_url)
    library(page)
    sides = {
        cell.text_content(): cell.evaluate("one => getComputedStyle(one.querySelector('span') ?? one).unicodeBidi")
        for cell in page.locator("#cw-articles [role='gridcell'][data-col='0']").all()
    }
    assert set(sides.values()) == {"plaintext"}
    assert HARBOUR.title in {(title or "").strip() for title in sides}


# --- motion, contrast, sizes


def moving(page: Page) -> list[str]:
    told: list[str] = page.evaluate(
        """[...document.querySelectorAll("*")].flatMap(one => ["", "::before", "::after"].map(part => {
            const style = getComputedStyle(one, part || null);
            const still = style.animationName === "none" && style.scrollBehavior === "auto"
                && style.transitionDuration.split(", ").every(time => parseFloat(time) === 0 || style.transitionProperty === "none");
            return still ? "" : `${one.tagName}.${one.className}${part} ${style.animationName} ${style.transition}`;
        })).filter(Boolean).concat(document.getAnimations().map(one => `running ${one.animationName ?? one.id}`))"""
    )
    return told


@pytest.mark.parametrize("view", [conversations, reader, checked, library_report, reader_page], ids=named)
def test_nothing_moves_for_those_who_asked_for_no_motion(open_page: OpenPage, fake_url: str, view: View) -> None:
    page = open_page(fake_url, reduced_motion="reduce")
    page.evaluate(
        """() => {
            window.smooth = [];
            for (const name of ["scrollIntoView", "scrollTo", "scrollBy", "scroll"]) {
                const original = Element.prototype[name];
                Element.prototype[name] = function (...given) {
                    if (given[0]?.behavior === "smooth") smooth.push(name);
                    return original.apply(this, given);
                };
            }
        }"""
    )
    view(page)
    still(page)
    assert moving(page) == []
    if view is not reader_page:
        assert page.evaluate("smooth") == []


def test_motion_is_found_where_it_is_wanted(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, reduced_motion="no-preference")
    start(page)
    assert moving(page)


def test_forced_colours_keep_quotes_markers_and_the_open_tab_apart(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, forced_colors="active")
    reader(page)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    style = "(one, name) => getComputedStyle(one)[name]"
    quoted = page.locator("dialog.cw-reader mark").first.evaluate(style, "backgroundColor")
    assert quoted != page.locator("dialog.cw-reader").evaluate(style, "backgroundColor")
    assert page.locator("dialog.cw-reader mark.cw-at").first.evaluate(style, "outlineStyle") == "solid"
    assert chat_markers(page).first.evaluate(style, "borderTopWidth") == "1px"
    assert page.locator("#cw-question .submit-button").evaluate(style, "borderTopWidth") == "1px"
    selected = page.locator("#cw-tabs [role='tab'][aria-selected='true']:visible")
    assert selected.evaluate(style, "textDecorationLine") == "underline"


def too_wide(page: Page) -> list[str]:
    """Return what reaches beyond the window, but for tables that scroll by themselves and what is closed."""
    told: list[str] = page.evaluate(
        """(() => {
            const closed = "#cw-history:not(.open), [role=grid], .tab-container.visually-hidden, .cw-skip, .cw-said, .sr-only";
            const wide = [...document.body.querySelectorAll("*")].filter(one => {
                const box = one.getBoundingClientRect();
                return box.width && box.height && (box.right > innerWidth + 1 || box.left < -1) && !one.closest(closed);
            });
            const scrolls = document.scrollingElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
            return scrolls.concat(wide.map(one => `${one.tagName}#${one.id}.${one.className}`));
        })()"""
    )
    return told


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "view", [start, answer, refusal, conversations, reader, checked, library_picked, reader_page], ids=named
)
def test_no_width_cuts_anything_off(open_page: OpenPage, fake_url: str, view: View, width: int) -> None:
    """320 px is also a window of 1280 px at 400 %, and 640 px one at 200 %."""
    page = open_page(fake_url, viewport={"width": width, "height": 256 if width == 320 else 900})
    view(page)
    still(page)
    assert too_wide(page) == []


@pytest.mark.parametrize("view", [answer, checked, library_picked], ids=named)
def test_wider_spacing_of_text_cuts_nothing_off(open_page: OpenPage, fake_url: str, view: View) -> None:
    page = open_page(fake_url, viewport={"width": 640, "height": 400})
    view(page)
    still(page)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
                p { margin-bottom: 2em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert too_wide(page) == []
    cut = page.evaluate(
        """[...document.querySelectorAll("#cw-chat *, #cw-sources *, #cw-masthead *, #cw-checked *, #cw-picked *, button")]
            .filter(one => one.checkVisibility() && getComputedStyle(one).overflow === "hidden" && one.clientWidth > 1
                && !one.closest("[role=grid], .tab-container.visually-hidden, .sr-only")
                && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2))
            .map(one => `${one.tagName}#${one.id}.${one.className}`)"""
    )
    assert cut == []


@pytest.mark.parametrize("width", [1280, 1920, 2560])
def test_lines_stay_readable_on_wide_screens(open_page: OpenPage, fake_url: str, width: int) -> None:
    page = open_page(fake_url, viewport={"width": width, "height": 1000})
    answer(page)
    for selector in ("#cw-chat .cw-answer__text", "#cw-sources blockquote"):
        line = page.locator(selector).first.evaluate(
            "one => one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize)"
        )
        assert line <= 46, selector  # ems; a letter takes about half of one
