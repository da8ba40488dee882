"""What readers see of an answer's evidence, in a real Chromium: cards of markers, the article, verdicts and notices."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import PHONE, OpenPage, ask, chat_markers, highlighted
from evidence import AUDIT, COST, asked, cost
from playwright.sync_api import Locator, Page, Route, expect
from test_ui_fakes import BRIDGE, FERRY
from views import still

from ui import texts

WORDS = texts.SCRIPT_TEXTS
QUOTES = [cited.quote for cited in cost("").citations]
VERDICTS = ["✓", "≈ Partly supported", "✓", "✕ Not supported"]
SMALL = {"viewport": {"width": 390, "height": 844}}


def reader(page: Page) -> Locator:
    return page.locator("dialog.cw-reader")


def at_passage(page: Page, number: int, count: int, title: str) -> None:
    """Expect the reader at a passage, which is in view."""
    expect(reader(page).locator("h1")).to_have_text(title)
    expect(reader(page).locator(".cw-reader__place")).to_have_text(WORDS["position"].format(number=number, count=count))
    expect(reader(page).locator("mark.cw-at").first).to_be_in_viewport(ratio=1)


# --- the card of a marker


def card_tells(page: Page, outlet: str, day: str, quote: str, verdict: str) -> None:
    """Expect the card to be open, to tell all four, and to lie within the window."""
    card = page.locator(".cw-hover")
    expect(card).to_be_visible()
    expect(card.locator(".cw-hover__origin")).to_have_text(f"{outlet} {day}")
    expect(card.locator(".cw-hover__quote")).to_have_text(quote)
    expect(card.locator(".cw-hover__verdict")).to_have_text(verdict)
    box, window = card.bounding_box(), page.viewport_size
    assert box is not None
    assert window is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] + box["height"] <= window["height"]


CARDS = [
    (COST.source, "29 June 2023", QUOTES[0], "✓ Supported: the passage cited says this"),
    (COST.source, "29 June 2023", QUOTES[1], "≈ Partly supported: the passage does not name the day"),
    (AUDIT.source, "4 July 2023", QUOTES[2], "✓ Supported: the passage cited says this"),
    (BRIDGE.source, "22 September 2023", QUOTES[3], "✕ Not supported: is about another thing than the passage"),
]


@pytest.mark.parametrize("window", [{}, SMALL], ids=["desk", "phone"])
def test_pointer_and_focus_open_the_card_of_every_marker(
    open_page: OpenPage, see_url: str, window: dict[str, Any]
) -> None:
    page = asked(open_page, see_url, **window)
    for number, told in enumerate(CARDS):
        chat_markers(page).nth(number).hover()
        card_tells(page, *told)
        page.keyboard.press("Escape")
        expect(page.locator(".cw-hover")).to_be_hidden()
    page.mouse.move(0, 0)
    chat_markers(page).first.focus()
    expect(page.locator(".cw-hover")).to_be_hidden()  # a focus that no key has brought, as when the reader closes
    page.keyboard.press("Shift+Tab")
    for number, told in enumerate(CARDS):
        page.keyboard.press("Tab")
        expect(chat_markers(page).nth(number)).to_be_focused()
        card_tells(page, *told)
        expect(chat_markers(page).nth(number)).to_have_attribute("aria-describedby", "cw-hover")
    page.keyboard.press("Escape")
    expect(page.locator(".cw-hover")).to_be_hidden()
    expect(chat_markers(page).last).to_be_focused()
    page.keyboard.press("p")
    card_tells(page, *CARDS[2])


def test_card_opens_for_a_marker_that_the_tab_key_scrolls_into_view(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "What of the storm?", viewport={"width": 390, "height": 300})
    last = chat_markers(page).nth(11)
    page.evaluate("scrollTo(0, 0)")
    expect(last).not_to_be_in_viewport()
    chat_markers(page).nth(10).evaluate("marker => marker.focus({ preventScroll: true })")
    page.keyboard.press("Tab")
    expect(last).to_be_focused()
    card_tells(page, "Ostrand Post", "24 January 2023", "Wave 12 broke over the mole.", CARDS[0][3])


def test_markers_visited_by_key_stay_in_view(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "What of the storm?", viewport={"width": 390, "height": 300})
    still(page)  # the field takes the focus once more when the answer is complete, and a key there is a letter
    page.evaluate("document.activeElement.blur()")
    for number in range(12):
        page.keyboard.press("n")
        expect(chat_markers(page).nth(number)).to_be_focused()
    card_tells(page, "Ostrand Post", "24 January 2023", "Wave 12 broke over the mole.", CARDS[0][3])
    page.wait_for_timeout(300)  # for the conversation to go back to its question, if it did
    expect(chat_markers(page).nth(11)).to_be_in_viewport()


def test_pointer_can_rest_on_the_card_and_a_marker_in_a_notice_tells_the_verdict_too(
    open_page: OpenPage, see_url: str
) -> None:
    page = asked(open_page, see_url, "What does it cost, conflict?")
    page.locator("#cw-chat .cw-notice a.cw-marker").first.hover()
    card_tells(page, *CARDS[0])
    page.locator(".cw-hover__quote").hover()
    page.wait_for_timeout(500)  # longer than a card waits for the pointer to come
    expect(page.locator(".cw-hover")).to_be_visible()
    page.mouse.move(0, 0)
    expect(page.locator(".cw-hover")).to_be_hidden()


# --- the article


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_click_shows_every_cited_span_and_flashes_the_one_clicked(
    open_page: OpenPage, see_url: str, window: dict[str, Any]
) -> None:
    page = asked(open_page, see_url, **window)
    chat_markers(page).nth(1).click()
    expect(reader(page).locator("mark.cw-flash")).to_have_text(QUOTES[1])
    at_passage(page, 2, 2, COST.title)
    assert [highlighted(page, number) for number in (1, 2)] == [[QUOTES[0]], [QUOTES[1]]]
    origin = reader(page).locator(".cw-reader__origin")
    expect(origin.locator("span")).to_have_text([f"{COST.source} ", f"29 June 2023 {COST.title} "])
    expect(origin).to_be_in_viewport()
    boxes = [box for box in (part.bounding_box() for part in reader(page).locator(".cw-reader__bar > *").all()) if box]
    assert max(box["x"] + box["width"] for box in boxes) <= (page.viewport_size or {"width": 0})["width"]
    for one in reader(page).locator(".cw-reader__bar > :is(button, a)").all():
        assert one.evaluate("part => part.scrollWidth <= part.offsetWidth"), "words run over their control"


def test_quote_over_two_paragraphs_is_highlighted_whole(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url, "What happened to the ferry?")
    chat_markers(page).first.click()
    at_passage(page, 2, 2, FERRY.title)
    assert "\n\n".join(highlighted(page, 2)) == "Nobody was hurt.\n\nShe was built in 1991."
    expect(reader(page).locator("mark.cw-flash")).to_have_count(2)


def test_stepping_goes_on_through_all_articles_cited_and_keeps_the_focus(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    chat_markers(page).first.click()
    at_passage(page, 1, 2, COST.title)
    following, before = reader(page).locator(".cw-reader__next"), reader(page).locator(".cw-reader__previous")
    expect(before).to_have_attribute("aria-disabled", "true")
    following.focus()
    stops = [(1, 2, COST), (2, 2, COST), (1, 1, AUDIT), (1, 1, BRIDGE)]
    names = [WORDS["next"], WORDS["nextArticle"], WORDS["nextArticle"], WORDS["next"]]
    for (number, count, article), name in zip(stops, names, strict=True):
        at_passage(page, number, count, article.title)
        expect(following).to_be_focused()
        expect(following).to_have_attribute("aria-label", name)
        page.keyboard.press("Enter")
    at_passage(page, 1, 1, BRIDGE.title)  # the last: one more step leads nowhere
    expect(following).to_have_attribute("aria-disabled", "true")
    expect(following).to_be_focused()
    for number, count, article in reversed(stops[:-1]):
        page.keyboard.press("p")
        at_passage(page, number, count, article.title)
    page.keyboard.press("n")
    at_passage(page, 2, 2, COST.title)
    page.keyboard.press("n")
    at_passage(page, 1, 1, AUDIT.title)


@pytest.mark.parametrize("way", ["highlight", "arrow", "bar", "key"])
def test_way_back_leads_to_the_sentence_that_cites_the_passage(open_page: OpenPage, see_url: str, way: str) -> None:
    page = asked(open_page, see_url)
    chat_markers(page).first.click()
    at_passage(page, 1, 2, COST.title)
    reader(page).locator(".cw-reader__next").click()
    at_passage(page, 2, 2, COST.title)
    arrow = reader(page).get_by_role("button", name=WORDS["citedInSentence"].format(number=2))
    match way:
        case "highlight":
            reader(page).locator("mark.cw-at").click()
        case "arrow":
            arrow.press("Enter")
        case "bar":
            reader(page).locator(".cw-reader__back").click()
        case "key":
            page.keyboard.press("b")
    expect(reader(page)).to_be_hidden()
    expect(chat_markers(page).nth(1)).to_be_focused()
    expect(page.locator("#cw-chat .cw-sentence.cw-flash")).to_have_text(QUOTES[1])


# --- what must not come between


def test_escape_leaves_the_focus_where_it_went_meanwhile(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    chat_markers(page).first.click()
    at_passage(page, 1, 2, COST.title)
    page.locator("#cw-question textarea").click()
    page.keyboard.type("And then")
    page.keyboard.press("Escape")
    expect(reader(page)).to_be_hidden()
    expect(page.locator("#cw-question textarea")).to_be_focused()
    page.keyboard.type("?")
    expect(page.locator("#cw-question textarea")).to_have_value("And then?")
    chat_markers(page).nth(2).click()
    at_passage(page, 1, 1, AUDIT.title)
    page.keyboard.press("Escape")
    expect(chat_markers(page).nth(2)).to_be_focused()


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_double_click_opens_the_article_and_leaves_it_open(
    open_page: OpenPage, see_url: str, window: dict[str, Any]
) -> None:
    page = asked(open_page, see_url, **window)
    expect(chat_markers(page)).to_have_count(4)
    for marker in chat_markers(page).all():
        marker.dblclick()
        expect(reader(page).locator("mark.cw-at")).to_be_visible()
        page.wait_for_timeout(100)  # for a second click to do what it must not
        expect(reader(page).locator("mark.cw-at")).to_be_visible()
        page.keyboard.press("Escape")
        expect(reader(page)).to_be_hidden()


def click_held(page: Page, marker: Locator, article: str) -> Route:
    """Click on a marker and return the request for its article, which is held back."""
    waiting: list[Route] = []
    page.route(f"**/article/{article}?*", lambda route: waiting.append(route))  # noqa: PLW0108  (no builtin can be one)
    marker.click()
    expect(reader(page)).to_contain_text(WORDS["loading"])
    while not waiting:
        page.wait_for_timeout(20)
    return waiting[0]


def test_article_asked_for_last_is_the_one_shown(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    late = click_held(page, chat_markers(page).first, "cost")
    chat_markers(page).nth(2).click()
    at_passage(page, 1, 1, AUDIT.title)
    late.continue_()
    page.wait_for_timeout(300)
    at_passage(page, 1, 1, AUDIT.title)
    assert highlighted(page) == [QUOTES[2]]
    page.unroute_all()


def test_escape_while_an_article_is_on_its_way_is_heeded(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    late = click_held(page, chat_markers(page).nth(1), "cost")
    page.keyboard.press("Escape")
    expect(reader(page)).to_be_hidden()
    expect(chat_markers(page).nth(1)).to_be_focused()
    late.continue_()
    page.wait_for_timeout(300)
    expect(reader(page)).to_be_hidden()
    page.unroute_all()
    chat_markers(page).nth(1).click()
    at_passage(page, 2, 2, COST.title)


def test_article_opened_as_another_closes_is_shown(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    chat_markers(page).first.click()
    at_passage(page, 1, 2, COST.title)
    page.evaluate(
        """() => {
            [...document.querySelectorAll("dialog.cw-reader .cw-reader__bar button")].at(0).click();
            document.querySelectorAll("#cw-chat a.cw-marker")[2].click();
        }"""
    )
    at_passage(page, 1, 1, AUDIT.title)
    page.keyboard.press("Escape")
    expect(chat_markers(page).nth(2)).to_be_focused()


def test_reader_that_cannot_get_an_article_says_so_and_can_be_used_again(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    page.route("**/article/cost?*", lambda route: route.fulfill(status=200, content_type="text/plain", body="no"))
    chat_markers(page).first.click()
    expect(reader(page)).to_contain_text(WORDS["failed"])
    page.unroute_all()
    chat_markers(page).first.click()
    at_passage(page, 1, 2, COST.title)


def test_back_and_forward_of_the_browser_leave_a_page_that_works(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    chat_markers(page).first.click()
    at_passage(page, 1, 2, COST.title)
    page.goto(f"{see_url}article/audit")
    page.go_back()
    ask(page, "What does it cost now?")
    chat_markers(page).last.click()
    at_passage(page, 1, 1, BRIDGE.title)


def test_focus_returns_to_the_same_marker_when_the_conversation_was_drawn_anew(
    open_page: OpenPage, see_url: str
) -> None:
    page = asked(open_page, see_url)
    chat_markers(page).nth(1).click()
    at_passage(page, 2, 2, COST.title)
    page.evaluate("document.querySelector('#cw-chat .cw-answer').outerHTML += ''")
    page.keyboard.press("Escape")
    expect(chat_markers(page).nth(1)).to_be_focused()


# --- verdicts


def test_every_sentence_carries_its_verdict_in_marks_and_words(open_page: OpenPage, see_url: str) -> None:
    page = asked(open_page, see_url)
    sentences = page.locator("#cw-chat .cw-answer__text .cw-sentence")
    expect(sentences).to_have_text(QUOTES)
    for number, verdict in enumerate(VERDICTS):
        beside = sentences.nth(number).locator("+ .cw-refs > :not(a)")
        expect(beside).to_have_text(verdict)
    expect(page.locator("#cw-chat .cw-answer__text [role=img]").first).to_have_accessible_name(CARDS[0][3][2:])
    for name in ("partial", "unsupported"):
        line = page.locator(f"#cw-chat .cw-sentence--{name}").evaluate(
            "one => getComputedStyle(one).textDecorationLine"
        )
        assert line == "underline"
    expect(page.locator("#cw-chat .cw-problems li")).to_have_text(
        [f"{VERDICTS[1]} {QUOTES[1]} the passage does not name the day",
         f"{VERDICTS[3]} {QUOTES[3]} is about another thing than the passage"],
    )  # fmt: skip
