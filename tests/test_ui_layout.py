"""Motion, contrast, widths and sizes of text, as the reader's system asks for them. A real Chromium."""

from __future__ import annotations

import pytest
import views
from browsing import OpenPage, chat_markers
from playwright.sync_api import Page
from views import UrlOf, View, named, still

WIDTHS = (2560, 1920, 1280, 768, 390, 320)
SIZED: tuple[tuple[str, View], ...] = (
    *(("views", view) for view in (
        views.start, views.notices, views.refusal, views.conversations, views.reader, views.keys, views.checked,
        views.settings_open, views.reader_page,
    )),
    ("library", views.library_details), ("library", views.library_health), ("empty", views.empty),
)  # fmt: skip
# What WCAG 1.4.12 and 1.4.4 ask a page to bear.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }"""
ENLARGED = ":root { font-size: 200% !important; }"


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


@pytest.mark.parametrize(
    ("server", "view"),
    [("views", views.notices), ("views", views.conversations), ("views", views.reader), ("views", views.checked),
     ("views", views.settings_open), ("library", views.library_report), ("views", views.reader_page)],
    ids=named,
)  # fmt: skip
def test_nothing_moves_for_those_who_asked_for_no_motion(
    open_page: OpenPage, url_of: UrlOf, server: str, view: View
) -> None:
    page = open_page(url_of(server), reduced_motion="reduce")
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
    if view is not views.reader_page:
        assert page.evaluate("smooth") == []


def test_motion_is_found_where_it_is_wanted(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, reduced_motion="no-preference")
    views.start(page)
    assert moving(page)


def test_forced_colours_keep_quotes_markers_and_the_open_tab_apart(open_page: OpenPage, fake_url: str) -> None:
    page = open_page(fake_url, forced_colors="active")
    views.reader(page)
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
            const closed = "#cw-history:not(.open), .tab-container.visually-hidden, .cw-skip, .cw-said, .sr-only";
            const wide = [...document.body.querySelectorAll("*")].filter(one => {
                const box = one.getBoundingClientRect();
                return box.width && box.height && (box.right > innerWidth + 1 || box.left < -1) && one.checkVisibility() && !one.closest(closed);
            });
            const scrolls = document.scrollingElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
            return scrolls.concat(wide.map(one => `${one.tagName}#${one.id}.${one.className}`));
        })()"""
    )
    return told


@pytest.mark.parametrize(("server", "view"), SIZED, ids=named)
def test_no_width_cuts_anything_off(open_page: OpenPage, url_of: UrlOf, server: str, view: View) -> None:
    """320 px is also a window of 1280 px at 400 %, and 640 px one at 200 %."""
    page = open_page(url_of(server), viewport={"width": WIDTHS[0], "height": 900})
    view(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 256 if width == 320 else 900})
        still(page)
        assert too_wide(page) == [], width


@pytest.mark.parametrize(("server", "view"), SIZED, ids=named)
def test_wider_spacing_and_larger_text_cut_nothing_off(
    open_page: OpenPage, url_of: UrlOf, server: str, view: View
) -> None:
    page = open_page(url_of(server), viewport={"width": 640, "height": 400})
    view(page)
    for css in (SPACED, ENLARGED):
        page.evaluate(
            "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
            css,
        )
        still(page)
        assert too_wide(page) == []
        assert cut_off(page) == []


def cut_off(page: Page) -> list[str]:
    """Return what hides a part of its own text, but for what ends in dots."""
    told: list[str] = page.evaluate(
        """[...document.querySelectorAll("main *, dialog *, .cw-article *")]
            .filter(one => one.checkVisibility() && ["hidden", "clip"].includes(getComputedStyle(one).overflowX)
                && one.clientWidth > 1 && one.textContent.trim() && getComputedStyle(one).webkitLineClamp === "none" && getComputedStyle(one).textOverflow !== "ellipsis" && !getComputedStyle(one).clipPath.startsWith("inset")
                && !one.closest(".tab-container.visually-hidden, .sr-only, #cw-history:not(.open)")
                && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2))
            .map(one => `${one.tagName}#${one.id}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
    )
    return told


@pytest.mark.parametrize("width", [1280, 1920, 2560])
def test_lines_stay_readable_on_wide_screens(open_page: OpenPage, fake_url: str, width: int) -> None:
    page = open_page(fake_url, viewport={"width": width, "height": 1000})
    views.answer(page)
    for selector in ("#cw-chat .cw-answer__text", "#cw-sources blockquote"):
        line = page.locator(selector).first.evaluate(
            "one => one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize)"
        )
        assert line <= 46, selector  # ems; a letter takes about half of one
