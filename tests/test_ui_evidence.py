"""Notices where they matter with what can be done about them, and the evidence beside an answer, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from browsing import PHONE, OpenPage, highlighted
from evidence import AUDIT, COPIES, COST, NOTICES, EvidenceEngine, asked, cost
from playwright.sync_api import Locator, Page, expect
from test_ui_fakes import BRIDGE

from ui import texts

QUOTES = [cited.quote for cited in cost("").citations]
LAST_OF_ALL = QUOTES[3]


def notice(page: Page, kind: str) -> Locator:
    return page.locator(f"#cw-chat .cw-notice--{kind}").first


# --- notices


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("superseded", QUOTES[2]), ("conflict", QUOTES[2]), ("stale", QUOTES[2]), ("recited", QUOTES[1]),
        ("truncated", LAST_OF_ALL), ("reworded", LAST_OF_ALL), ("unsupported", LAST_OF_ALL),
        ("fallback", LAST_OF_ALL), ("unknown_marker", LAST_OF_ALL),
    ],
)  # fmt: skip
def test_notice_stands_behind_the_sentence_it_is_about(
    open_page: OpenPage, see_url: str, kind: str, sentence: str
) -> None:
    page = asked(open_page, see_url, f"What does it cost, {kind}?")
    told = notice(page, kind)
    expect(told).to_contain_text(texts.NOTICE_TITLES[kind])
    expect(told).to_contain_text(NOTICES[kind][0].partition(" [")[0])  # type: ignore[index]
    above = told.evaluate(
        """told => [...document.querySelectorAll("#cw-chat .cw-answer__text .cw-sentence")]
            .filter(one => one.compareDocumentPosition(told) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1).textContent"""
    )
    assert above == sentence
    doings = told.locator(".cw-notice__do, details")
    assert doings.count() > 0, "a notice says what to do about it"


def test_period_notice_asks_without_the_period(open_page: OpenPage, see_url: str, seen: EvidenceEngine) -> None:
    page = asked(open_page, see_url, "What did it cost in March?")
    notice(page, "period").get_by_role("link", name=texts.ANY_TIME).click()
    expect(page.locator("#cw-chat .cw-question")).to_have_count(2)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(8)
    question, given = seen.calls[-1]
    assert (question, given["read_period"]) == ("What did it cost in March?", False)


@pytest.mark.parametrize("kind", ["superseded", "conflict", "stale"])
def test_later_report_is_a_click_away(open_page: OpenPage, see_url: str, kind: str) -> None:
    page = asked(open_page, see_url, f"What does it cost, {kind}?")
    word = texts.NOTICE_NEWEST if kind == "stale" else texts.NOTICE_LATER
    link = notice(page, kind).get_by_role("link", name=word.format(day="4 July 2023"))
    link.click()
    reader = page.locator("dialog.cw-reader")
    expect(reader.locator("h1")).to_have_text(AUDIT.title)
    assert highlighted(page) == [QUOTES[2]]
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


@pytest.mark.parametrize(("kind", "since"), [("superseded", "2023-07-04"), ("stale", "2023-09-23")])
def test_question_is_asked_of_the_time_after_old_reports(
    open_page: OpenPage, see_url: str, seen: EvidenceEngine, kind: str, since: str
) -> None:
    question = f"What does it cost, {kind}?"
    page = asked(open_page, see_url, question)
    notice(page, kind).locator("a.cw-doing").click()
    expect(page.locator("#cw-chat .cw-question")).to_have_count(2)
    expect(page.locator("#cw-chat .cw-stage")).to_have_count(0)
    asked_for, given = seen.calls[-1]
    assert (asked_for, str(given["published_from"])) == (question, since)


@pytest.mark.parametrize("kind", ["superseded", "conflict"])
def test_differing_passages_are_compared_side_by_side(open_page: OpenPage, see_url: str, kind: str) -> None:
    page = asked(open_page, see_url, f"What does it cost, {kind}?")
    told = notice(page, kind)
    expect(told.locator("blockquote").first).to_be_hidden()
    told.get_by_text(texts.NOTICE_COMPARE).click()
    expect(told.locator("blockquote")).to_have_text([QUOTES[0], QUOTES[2]])
    expect(told.locator("li").first).to_contain_text(f"{COST.source} 29 June 2023")
    expect(told.locator("li").last).to_contain_text(f"{AUDIT.source} 4 July 2023")
    tops = [(quote.bounding_box() or {"y": 0})["y"] for quote in told.locator("blockquote").all()]
    assert tops[0] == tops[1]


@pytest.mark.parametrize("kind", ["unsupported", "fallback"])
def test_sentences_left_out_are_shown_with_the_reason(open_page: OpenPage, see_url: str, kind: str) -> None:
    page = asked(open_page, see_url, f"What does it cost, {kind}?")
    told = notice(page, kind)
    expect(told.get_by_text("The array was free.")).to_be_hidden()
    told.get_by_text(texts.DROPPED_ONE).click()
    expect(told.locator(".cw-dropped li")).to_be_visible()
    expect(told.locator(".cw-dropped li")).to_have_text("The array was free. is not in what it cites")


@pytest.mark.parametrize("kind", ["fallback", "truncated"])
def test_answer_that_went_wrong_is_asked_for_again(
    open_page: OpenPage, see_url: str, seen: EvidenceEngine, kind: str
) -> None:
    question = f"What does it cost, {kind}?"
    page = asked(open_page, see_url, question)
    seen.calls.clear()
    notice(page, kind).get_by_role("link", name=texts.ASK_AGAIN).click()
    while not seen.calls:
        page.wait_for_timeout(50)
    expect(page.locator("#cw-chat .cw-stage")).to_have_count(0)
    expect(page.locator("#cw-chat .cw-question")).to_have_count(1)
    expect(page.locator("#cw-chat .cw-sentence")).to_have_count(4)
    assert seen.calls[-1][0] == question


def test_misspelt_word_is_mended_in_the_question(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "What does the tydal array cost, reworded?")
    notice(page, "reworded").get_by_role("link", name=texts.EDIT).click()
    box = page.locator("#cw-question textarea")
    expect(box).to_have_value("What does the tydal array cost, reworded?")
    expect(box).to_be_focused()


# --- why a passage was found


def test_scores_of_a_passage_are_drawn_as_bars(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    why = page.locator("#cw-card-1 .cw-why")
    expect(why.locator("meter").first).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("meter")).to_have_count(5)
    for bar in why.locator("meter").all():
        box = bar.bounding_box() or {"width": 0}
        assert box["width"] >= 40
    shown = why.locator(".cw-scores li").all_text_contents()
    assert shown[0].startswith(f"{texts.SCORE_DENSE}0.71strong (0.71)")
    assert shown[-1].endswith("ranked higher for it (0.80)")
    expect(why.locator(".cw-term")).to_have_text(["tidal", "cost"])
    other = page.locator("#cw-card-2 .cw-why")
    other.locator("summary").click()
    expect(other).to_contain_text(texts.NO_MATCHED_TERMS)
    expect(other.locator(".cw-scores li").nth(1)).to_have_text(f"{texts.SCORE_LEXICAL}{texts.SCORE_NONE}")


# --- the plot by date and outlet


CONTRAST = """dots => dots.map(dot => {
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number).map(part)
        .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
    const { color, backgroundColor, opacity } = getComputedStyle(dot);
    const [one, other] = [light(color), light(backgroundColor)].sort((a, b) => b - a);
    return opacity === "1" ? (one + 0.05) / (other + 0.05) : 0;
})"""
BOXES = "dots => dots.map(dot => dot.getBoundingClientRect()).map(({ left, right, top, bottom }) => [left, right, top, bottom])"


def overlapping(boxes: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return which of some boxes (left, right, top, bottom; pixels) cover each other by more than half a pixel."""
    return [
        (one, other)
        for one, (left, right, top, bottom) in enumerate(boxes)
        for other, (left2, right2, top2, bottom2) in enumerate(boxes[:one])
        if min(right, right2) - max(left, left2) > 0.5 and min(bottom, bottom2) - max(top, top2) > 0.5
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 900, 390, 320])
def test_plot_is_read_by_its_numbers(open_page: OpenPage, see_url: str, width: int, scheme: str) -> None:
    window = {"viewport": {"width": width, "height": 844}}
    page = asked(open_page, see_url, "What of the storm?", color_scheme=scheme, **window)
    dots = page.locator("#cw-sources a.cw-dot")
    expect(dots).to_have_count(12)
    numbers = [re.sub(r"\D*(\d+),.*", r"\1", text) for text in dots.all_text_contents()]
    assert sorted(map(int, numbers)) == list(range(1, 13))
    boxes = dots.evaluate_all(BOXES)
    assert overlapping(boxes) == []
    assert all(right - left >= 24 and bottom - top >= 24 for left, right, top, bottom in boxes)
    assert all(left >= 0 and right <= width for left, right, *_ in boxes)
    assert min(dots.evaluate_all("dots => dots.map(dot => parseFloat(getComputedStyle(dot).fontSize))")) >= 12
    assert dots.evaluate_all("dots => dots.every(dot => dot.scrollHeight <= dot.offsetHeight)"), "a number is cut"
    assert min(dots.evaluate_all(CONTRAST)) >= 4.5
    page.locator("#cw-sources .cw-choose").first.click()
    expect(page.locator("#cw-sources .cw-dot--out").first).to_be_visible()
    assert min(dots.evaluate_all(CONTRAST)) >= 4.5
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def cards(page: Page) -> Locator:
    return page.locator("#cw-sources .cw-card:visible")


def test_outlet_and_stretch_of_time_choose_among_the_cards(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "What of the storm?")
    sources = page.locator("#cw-sources")
    told, everything = sources.locator(".cw-timeline__chosen"), texts.SCRIPT_TEXTS["showAll"]
    chosen = texts.SCRIPT_TEXTS["chosen"]
    expect(cards(page)).to_have_count(12)
    expect(told).to_have_text("")
    outlet = sources.get_by_role("button", name="Ostrand Post")
    expect(outlet).to_have_attribute("aria-pressed", "false")
    outlet.click()
    expect(outlet).to_have_attribute("aria-pressed", "true")
    expect(told).to_contain_text(chosen.format(count=3, all=12))
    expect(cards(page).locator(".cw-outlet")).to_have_text(["Ostrand Post"] * 3)
    stretch = sources.get_by_role("button", name="24 November 2022 to 9 December 2022")
    stretch.press("Enter")
    expect(told).to_contain_text(chosen.format(count=2, all=12))
    expect(cards(page).locator("h3")).to_have_text(["Report 2 of the storm", "Report 5 of the storm"])
    outlet.press("Space")
    expect(told).to_contain_text(chosen.format(count=8, all=12))
    told.get_by_role("button", name=everything).click()
    expect(cards(page)).to_have_count(12)
    expect(told).to_have_text("")
    expect(stretch).to_have_attribute("aria-pressed", "false")
    expect(stretch).to_be_focused()


def test_dot_leads_to_its_card_even_when_others_are_chosen(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "What of the storm?", **PHONE)
    page.locator("#cw-sources").get_by_role("button", name="Radio Sound").tap()
    expect(cards(page)).to_have_count(1)
    page.locator("#cw-sources a.cw-dot", has_text="Source 12,").tap()
    card = page.locator("#cw-card-12")
    expect(card).to_be_focused()
    expect(card).to_have_class(re.compile("cw-flash"))
    expect(card.locator("h3")).to_be_in_viewport()
    expect(cards(page)).to_have_count(12)


def test_near_copies_share_a_card_that_lists_their_outlets(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    expect(cards(page)).to_have_count(4)
    expect(page.locator("#cw-sources a.cw-dot--copy")).to_have_count(2)
    expect(page.locator("#cw-sources .cw-timeline__note")).to_contain_text(texts.TIMELINE_COPIES)
    card = page.locator("#cw-card-3")
    folded = card.locator(".cw-also")
    expect(folded.locator("summary")).to_have_text(texts.ALSO_IN_MANY.format(count=2))
    folded.locator("summary").click()
    expect(folded.locator("li")).to_have_text(
        [f"{COPIES[0].source} 5 July 2023 {COPIES[0].title}", f"{COPIES[1].source} 6 July 2023 {COPIES[1].title}"]
    )
    page.locator("#cw-sources").get_by_role("button", name=COPIES[1].source).click()
    expect(cards(page).locator("h3")).to_have_text([AUDIT.title])  # chosen by the outlet of a copy
    folded.get_by_role("link", name=COPIES[1].title).click()
    expect(page.locator("dialog.cw-reader h1")).to_have_text(COPIES[1].title)
    assert highlighted(page) == [QUOTES[2]]


def test_nearest_passages_of_a_refusal_are_plotted_and_chosen_too(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "Who won, nearest?")
    expect(page.locator("#cw-sources a.cw-dot--near")).to_have_count(3)
    page.locator("#cw-sources").get_by_role("button", name=BRIDGE.source).click()
    expect(cards(page).locator("h3")).to_have_text([BRIDGE.title])
