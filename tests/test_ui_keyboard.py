"""The pages by keyboard alone, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from browsing import PHONE, OpenPage, ask, chat_markers
from playwright.sync_api import Page, expect
from test_ui_fakes import FakeEngine
from views import still

from ui import texts
from ui.listing import COLUMNS

WORDS = texts.SCRIPT_TEXTS


def focused(page: Page) -> str:
    """Return what has the focus, as `tag#id text`."""
    told: str = page.evaluate(
        "(one => `${one.tagName.toLowerCase()}${one.id && '#' + one.id} ${one.textContent.trim()}`)(document.activeElement)"
    )
    return told.strip()


# Returns once what watches the page has seen that a part of it changed.
DRAWN_ANEW = """() => {
  document.querySelector("#cw-note").classList.toggle("cw-changed");
  return new Promise((seen) => setTimeout(seen, 200));  // parts.js waits 40 ms for further changes
}"""


def leave_the_field(page: Page) -> None:
    """Give the focus up as a reader does: a field that only lost it would be given it back, see ui/assets/focus.js."""
    page.locator("#cw-masthead h1").click()
    expect(page.locator(":focus")).to_have_count(0)


def opened(open_page: OpenPage, url: str) -> Page:
    """Open the page and leave its field once Gradio has put the focus there: what is pressed sooner would be typed."""
    page = open_page(url)
    expect(page.locator("#cw-question textarea")).to_be_focused()
    leave_the_field(page)
    return page


def focus_is_in(page: Page, selector: str) -> None:
    """Wait until the focus is on an element or within it."""
    expect(page.locator(f":is({selector}):focus, :is({selector}) :focus")).to_have_count(1)


def focus_reads(page: Page, text: str) -> None:
    """Wait until what has the focus is a link with this text."""
    expect(page.locator("a:focus")).to_have_text(text)


def asked(open_page: OpenPage, url: str, *questions: str) -> Page:
    page = open_page(url)
    for question in questions:
        ask(page, question)
    leave_the_field(page)
    return page


def test_the_list_of_keys_is_opened_and_closed_and_gives_the_focus_back(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    control = page.get_by_role("button", name=WORDS["keys"])
    control.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name=WORDS["keys"])
    expect(keys).to_be_visible()
    for name in ("keyList", "keyQuestion", "keyAsk", "keyEscape", "keyNext", "keyPrevious", "keyOpen", "keyBack"):
        expect(keys.locator("dd").get_by_text(WORDS[name], exact=True)).to_be_visible()
    expect(keys.get_by_role("button", name=WORDS["close"])).to_be_focused()  # and not the switch below the list
    for _ in range(6):  # the focus does not leave an open dialog for the page behind
        page.keyboard.press("Tab")
        assert page.evaluate("(one => one === document.body || one.closest('dialog') !== null)(document.activeElement)")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    focus_reads(page, WORDS["keys"])
    page.keyboard.press("Enter")
    expect(keys).to_be_visible()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_closing_the_list_of_keys_leaves_the_reader_open(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "What happened to the ferry?")
    chat_markers(page).first.click()
    page.keyboard.press("?")
    expect(page.locator("dialog.cw-keys-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.cw-keys-list")).to_be_hidden()
    expect(page.locator("dialog.cw-reader")).to_be_visible()


def test_a_question_is_asked_its_citations_visited_opened_and_left_by_keys(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "When did the bridge open?", "What happened to the ferry?")
    page.keyboard.press("n")
    focus_reads(page, "2")  # the first of the latest answer
    latest = page.evaluate("document.activeElement.closest('[data-testid=bot]').textContent")
    assert "Nobody was hurt." in latest
    page.keyboard.press("j")
    page.keyboard.press("n")
    focus_reads(page, "3")  # there is none after it
    page.keyboard.press("o")
    reader = page.locator("dialog.cw-reader")
    expect(reader.locator(".cw-reader__place")).to_have_text("Passage 1 of 2")
    page.keyboard.press("n")
    expect(reader.locator(".cw-reader__place")).to_have_text("Passage 2 of 2")
    page.keyboard.press("k")
    expect(reader.locator(".cw-reader__place")).to_have_text("Passage 1 of 2")
    page.keyboard.press("b")
    expect(reader).to_be_hidden()
    focus_reads(page, "3")
    page.keyboard.press("p")
    page.keyboard.press("p")
    focus_reads(page, "1")
    assert "bridge" in page.evaluate("document.activeElement.closest('[data-testid=bot]').textContent").lower()
    page.keyboard.press("Enter")
    expect(reader.locator("h1")).to_have_text("New swing bridge opens")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#cw-question textarea")).to_be_focused()
    page.keyboard.type("n/p?")  # while text is typed a key is a letter
    expect(page.locator("#cw-question textarea")).to_have_value("n/p?")
    expect(page.locator("dialog.cw-keys-list[open]")).to_have_count(0)


def test_tabs_are_changed_by_number_and_by_arrow(open_page: OpenPage, fake_url: str) -> None:
    page = opened(open_page, fake_url)
    selected = page.locator("#cw-tabs [role='tab'][aria-selected='true']")
    for key, name in (("2", texts.TAB_CHECK), ("3", texts.TAB_LIBRARY), ("1", texts.TAB_ASK)):
        page.keyboard.press(key)
        expect(selected).to_have_text(name)
        expect(selected).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(selected).to_have_text(texts.TAB_CHECK)
    expect(selected).to_be_focused()
    expect(page.get_by_role("tabpanel", name=texts.TAB_CHECK)).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#cw-question textarea")).to_be_focused()


def test_conversations_are_opened_searched_and_closed_by_keys(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "When did the bridge open?")
    kept = page.get_by_role("navigation", name=WORDS["history"])
    expect(kept.locator(".sidebar-content")).to_have_js_property("inert", True)
    page.keyboard.press("h")
    expect(page.locator("#cw-history-search textarea")).to_be_focused()
    expect(kept.get_by_role("button", name=WORDS["history"])).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(kept.get_by_role("button", name=WORDS["history"])).to_be_focused()
    expect(kept.locator(".sidebar-content")).to_have_js_property("inert", True)


def test_escape_stops_an_answer(open_page: OpenPage, fake_url: str, fake: FakeEngine) -> None:
    fake.gate.clear()
    page = open_page(fake_url)
    page.locator("#cw-question textarea").fill("slow ferry")
    page.keyboard.press("Enter")
    expect(page.locator("#cw-chat .cw-marker--open")).to_have_text("1")
    page.keyboard.press("Escape")
    expect(page.locator("#cw-chat .cw-meta")).to_have_text(texts.STOPPED)
    with page.expect_response("**/gradio_api/reset"):
        fake.gate.set()


def test_keys_with_others_held_and_keys_switched_off_do_nothing(open_page: OpenPage, fake_url: str) -> None:
    page = opened(open_page, fake_url)
    selected = page.locator("#cw-tabs [role='tab'][aria-selected='true']")
    for held in ("Control+3", "Alt+3", "Meta+3"):
        page.keyboard.press(held)
    expect(selected).to_have_text(texts.TAB_ASK)
    page.keyboard.press("?")
    page.get_by_label(WORDS["keysOn"]).press("Space")
    page.keyboard.press("Escape")
    leave_the_field(page)
    page.keyboard.press("3")
    page.keyboard.press("?")
    expect(selected).to_have_text(texts.TAB_ASK)
    expect(page.locator("dialog.cw-keys-list")).to_be_hidden()
    page.reload()
    page.get_by_role("button", name=WORDS["keys"]).click()  # the way back needs no single key
    box = page.get_by_label(WORDS["keysOn"])
    expect(box).not_to_be_checked()
    box.check()
    page.keyboard.press("Escape")
    leave_the_field(page)
    page.keyboard.press("3")
    expect(selected).to_have_text(texts.TAB_LIBRARY)


def test_copy_and_back_act_on_their_controls(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "What happened to the ferry?")
    page.evaluate(
        """() => {
            window.pressed = [];
            for (const [name, parent] of [["cw-copy", "#cw-chat .cw-doings"], ["cw-reader__back", "dialog.cw-reader .cw-reader__bar"]]) {
                document.addEventListener("click", event => event.target.matches(`.${name}.mine`) && pressed.push(name));
                window[name] = () => {
                    document.querySelectorAll(`.${name}`).forEach(one => one.remove());
                    const control = document.createElement("button");
                    control.className = `${name} mine`;
                    control.textContent = name;
                    document.querySelector(parent).append(control);
                };
            }
            window["cw-copy"]();
        }"""
    )
    page.keyboard.press("c")
    chat_markers(page).first.click()
    expect(page.locator("dialog.cw-reader mark").first).to_be_visible()
    page.evaluate("window['cw-reader__back']()")
    page.keyboard.press("b")
    assert page.evaluate("pressed") == ["cw-copy", "cw-reader__back"]


def test_skip_link_is_the_first_stop_and_leads_to_the_question(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    page.locator("#cw-question textarea").wait_for()
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    page.locator(".cw-skip").focus()
    assert page.locator("body :is(a[href], button, textarea, input)").first.get_attribute("class") == "cw-skip"
    assert (page.locator(".cw-skip").bounding_box() or {"y": -1})["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#cw-question textarea")).to_be_focused()


def test_tab_reaches_only_what_can_be_seen_in_the_order_it_is_read(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "What happened to the ferry?")
    page.locator(".cw-skip").focus()
    stops: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(
            page.evaluate(
                """(() => {
                    const one = document.activeElement, box = one.getBoundingClientRect();
                    const style = getComputedStyle(one), frame = getComputedStyle(one.closest(".input-container") ?? one);
                    if (box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth) return `hidden ${one.outerHTML}`;
                    if (style.outlineStyle === "none" && frame.boxShadow === "none") return `no ring ${one.outerHTML}`;
                    return (one.closest("[id^='cw-']:not(#cw-tabs)")?.id ?? one.className);
                })()"""
            )
        )
    assert not [stop for stop in stops if stop.startswith(("hidden", "no ring"))]
    parts = list(dict.fromkeys(stops))
    order = [
        "cw-masthead",
        "cw-tab-ask-button",
        "cw-chat",
        "cw-address",
        "cw-new",
        "cw-question",
        "cw-card-1",
        "cw-card-2",
    ]
    assert [part for part in parts if part in order] == order


@pytest.mark.parametrize("press", ["Enter", "click"])
def test_focus_stays_where_an_answer_was_judged(open_page: OpenPage, fake_url: str, press: str) -> None:
    page = asked(open_page, fake_url, "When did the bridge open?", "What happened to the ferry?")
    page.locator("#cw-chat .cw-doings").last.locator("summary").focus()
    page.keyboard.press("Enter")
    right = page.locator("#cw-chat .cw-doings").last.get_by_text(texts.REASONS["right"], exact=True)
    if press == "click":
        right.click()
    else:
        right.press(press)
    expect(page.locator("#cw-chat .cw-doings").last).to_contain_text("Noted")
    focus_is_in(page, "#cw-chat .cw-doings")


def test_focus_goes_to_undo_after_a_conversation_is_deleted(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "When did the bridge open?")
    page.keyboard.press("h")
    expect(page.locator("#cw-history-search textarea")).to_be_focused()
    gone = page.locator("#cw-history a.cw-doing[href*='delete']").first
    gone.press("Enter")
    undo = page.locator("#cw-history").get_by_text(texts.UNDO, exact=True)
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(undo).to_have_count(0)
    focus_is_in(page, "#cw-history-list")


def test_focus_goes_to_the_question_after_a_new_conversation_and_after_stop(
    open_page: OpenPage, fake_url: str, fake: FakeEngine
) -> None:
    page = asked(open_page, fake_url, "When did the bridge open?")
    page.locator("#cw-new").press("Enter")
    expect(page.locator("#cw-chat .cw-welcome")).to_be_visible()
    expect(page.locator("#cw-question textarea")).to_be_focused()
    fake.gate.clear()
    page.keyboard.type("slow ferry")
    page.keyboard.press("Enter")
    expect(page.locator("#cw-chat .cw-marker--open")).to_have_text("1")
    page.locator("#cw-question .stop-button").press("Enter")
    expect(page.locator("#cw-chat .cw-meta")).to_have_text(texts.STOPPED)
    focus_is_in(page, "#cw-question")
    with page.expect_response("**/gradio_api/reset"):
        fake.gate.set()


def test_focus_returns_to_the_button_that_was_busy(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    page.get_by_role("tab", name=texts.TAB_CHECK).click()
    page.locator("#cw-draft textarea").fill("Nobody was hurt.")
    page.locator("#cw-check-now").press("Enter")
    expect(page.locator("#cw-checked ol.cw-checked")).to_be_visible()
    expect(page.locator("#cw-check-now")).to_be_focused()


def test_a_click_on_nothing_gives_the_focus_up_for_good(open_page: OpenPage, fake_url: str) -> None:
    page = asked(open_page, fake_url, "What happened to the ferry?")
    chat_markers(page).first.focus()
    page.locator("#cw-sources h2").click()
    page.evaluate("document.querySelector('#cw-chat .md').innerHTML += ''")  # drawn anew, as Gradio does
    still(page)
    assert focused(page).startswith("body")


def test_reader_on_a_phone_and_open_conversations_keep_the_focus(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, **PHONE)
    ask(page, "What happened to the ferry?")
    chat_markers(page).first.tap()
    expect(page.locator("dialog.cw-reader mark").first).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main')") is None
    page.keyboard.press("Escape")
    focus_reads(page, "1")
    page.locator("#cw-history .toggle-button").tap()
    expect(page.locator("#cw-history a.cw-reopen").first).to_be_visible()
    expect(page.locator("#cw-columns")).to_have_js_property("inert", True)
    page.locator("#cw-history .toggle-button").tap()
    expect(page.locator("#cw-columns")).to_have_js_property("inert", False)


def test_an_article_is_found_and_read_by_keys(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url)
    page.get_by_role("tab", name=texts.TAB_LIBRARY).click()
    page.locator("#cw-articles table").wait_for()
    expect(page.get_by_role("table", name=WORDS["articles"])).to_be_visible()
    page.get_by_role("textbox", name=texts.LIBRARY_SEARCH).focus()
    page.keyboard.type("swing")
    title = page.locator("#cw-articles td.cw-col-title a")
    expect(title).to_have_text(["New swing bridge opens"])
    for _ in range(len(COLUMNS) + 1):  # each heading sorts
        page.keyboard.press("Tab")
    expect(title).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.cw-reader h1")).to_have_text("New swing bridge opens")
    page.keyboard.press("Escape")
    expect(title).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cw-articles .cw-row--details")).to_be_visible()
    expect(page.locator("#cw-articles a.cw-list--details")).to_be_focused()


def test_the_whole_job_is_done_by_keys_alone(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator("#cw-question textarea")).to_be_focused()
    page.keyboard.type("What happened to the ferry?")
    page.keyboard.press("Enter")
    expect(chat_markers(page)).to_have_count(2)
    expect(page.locator("#cw-question .submit-button")).to_be_visible()
    page.keyboard.press("Tab")  # out of the field, where a key is a letter
    page.keyboard.press("n")
    focus_reads(page, "1")
    page.keyboard.press("o")
    reader = page.locator("dialog.cw-reader")
    expect(reader.locator("mark.cw-at").first).to_be_in_viewport()
    page.keyboard.press("b")
    focus_reads(page, "1")
    page.keyboard.press("c")
    expect(page.locator("body > .cw-told")).to_have_text(WORDS["copied"])
    assert "Nobody was hurt." in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("2")
    focus_reads_tab(page, texts.TAB_CHECK)
    page.keyboard.press("Tab")
    expect(page.locator("#cw-draft textarea")).to_be_focused()
    page.keyboard.type("Nobody was hurt.")
    page.keyboard.press("Tab")
    expect(page.locator("#cw-check-now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cw-checked ol.cw-checked")).to_be_visible()
    page.keyboard.press("n")
    focus_is_in(page, "#cw-checked")
    page.keyboard.press("o")
    expect(reader.locator("mark.cw-at")).to_have_text("Nobody was hurt.")
    page.keyboard.press("Escape")
    focus_is_in(page, "#cw-checked")
    page.keyboard.press("3")
    focus_reads_tab(page, texts.TAB_LIBRARY)
    expect(page.locator("table.cw-articles")).to_be_visible()
    page.locator("#cw-places :is(textarea, input)").focus()  # as many stops away as the table has links
    page.keyboard.press("Enter")
    expect(page.locator("#cw-report")).to_contain_text(texts.LIBRARY_NOTHING)
    leave_the_field(page)
    page.keyboard.press("4")
    focus_reads_tab(page, texts.TAB_SETTINGS)
    expect(page.locator("#cw-set-llm input:checked")).to_be_visible()
    page.keyboard.press("Tab")
    focus_is_in(page, "#cw-set-llm")


def focus_reads_tab(page: Page, name: str) -> None:
    expect(page.get_by_role("tab", name=name, exact=True)).to_be_focused()


def test_an_article_is_found_shown_and_read_by_keys(open_page: OpenPage, fake_url: str) -> None:
    page = opened(open_page, fake_url)
    page.keyboard.press("3")
    search = page.locator("#cw-library-search :is(input, textarea)")
    expect(page.locator("table.cw-articles")).to_be_visible()
    focus_reads_tab(page, texts.TAB_LIBRARY)
    page.keyboard.press("Tab")  # the tabs are one stop, arrow keys lead from one to the next
    expect(search).to_be_focused()
    page.keyboard.type("bridge")
    expect(page.locator("table.cw-articles tbody tr")).to_have_count(1)
    page.locator("a.cw-list--details").press("Enter")
    details = page.locator(".cw-row--details")
    expect(details).to_be_visible()
    expect(page.locator("a.cw-list--details")).to_be_focused()
    page.keyboard.press("Tab")
    focus_reads(page, texts.LIBRARY_READ)
    page.keyboard.press("Enter")
    expect(page.locator("dialog.cw-reader h1")).to_have_text("New swing bridge opens")
    page.keyboard.press("Escape")
    focus_reads(page, texts.LIBRARY_READ)


def test_escape_leaves_the_question_and_a_question_mark_in_an_empty_one_lists_the_keys(
    open_page: OpenPage, fake_url: str
) -> None:
    page = opened(open_page, fake_url)
    question = page.locator("#cw-question textarea")
    question.focus()
    page.keyboard.press("?")
    expect(page.locator("dialog.cw-keys-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_be_focused()
    expect(question).to_have_value("")
    page.keyboard.type("Why?")
    expect(question).to_have_value("Why?")
    page.keyboard.press("Escape")
    expect(question).not_to_be_focused()
    page.evaluate(DRAWN_ANEW)
    expect(question).not_to_be_focused()
    page.keyboard.press("h")
    expect(page.locator("#cw-history-search :is(input, textarea)")).to_be_focused()
    page.locator("a.cw-to-history").click()
    expect(page.locator("#cw-history")).not_to_have_class(re.compile(r"\bopen\b"))
