"""The chat page: questions and answers on the left, their sources beside them, whole articles in a drawer."""

from __future__ import annotations

import json
import logging
import os
import re
from functools import partial
from pathlib import Path
from typing import Any, Final

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio when it is imported

import gradio as gr
from fastapi import FastAPI
from gradio.route_utils import BUILD_PATH_LIB
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from qa import QueryEngine
from ui import texts
from ui.conversations import Conversations
from ui.downloads import CheckedDrafts
from ui.fresh import FreshPage
from ui.keeping import Keeper
from ui.kept_assets import FOLDER, address
from ui.pages import check, library, start
from ui.pages.ask import AskPage
from ui.pages.settings import SettingsPage
from ui.passing import PassingConversations, Shelf
from ui.reader import day, escape, style_links

GRADIOS_ASSETS: Final = Path(BUILD_PATH_LIB)
_LOG: Final = logging.getLogger("citewire.ui")
_STYLES: Final = (
    "colours",
    "reader",
    "ask",
    "sources",
    "cards",
    "check",
    "library",
    "settings",
    "keep",
    "page",
    "access",
    "print",
)  # the frame has the widths; what everyone needs, and paper, have to prevail
_NO_MODULES: Final = ("language", "theme")  # they run before anything else
_MOST_UPLOADED: Final = "500mb"  # one file
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_SYSTEM_SANS: Final = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_SYSTEM_MONO: Final = ("ui-monospace", "Consolas", "monospace")


def head() -> str:
    """Return what the page's `<head>` needs beside Gradio's own: our style, script and its texts."""
    script_texts = json.dumps({**texts.SCRIPT_TEXTS, "language": texts.language()}, ensure_ascii=True).replace(
        "<", "\\u003c"
    )
    return (
        f'<link rel="icon" href="{address("icon.svg")}">{style_links(_STYLES)}'
        f'<script type="application/json" id="cw-texts">{script_texts}</script>'
        f'<script type="module" src="{address("page.js")}"></script>'
    )


def theme() -> gr.themes.Base:
    """Return the theme: Gradio's parts take the colours that ui/assets/colours.css names, light and dark."""
    colours = {
        "ink": "body_text_color block_title_text_color button_secondary_text_color",
        "muted": "body_text_color_subdued block_info_text_color input_placeholder_color accordion_text_color",
        "paper": "background_fill_primary block_background_fill",
        "surface": "background_fill_secondary input_background_fill button_secondary_background_fill",
        "rule": "block_border_color border_color_primary",
        "edge": "input_border_color button_secondary_border_color",
        "accent": "border_color_accent input_border_color_focus link_text_color button_primary_background_fill "
        "button_primary_border_color button_primary_border_color_hover",
        "accent-strong": "button_primary_background_fill_hover",
        "accent-soft": "color_accent_soft button_secondary_background_fill_hover",
        "on-accent": "button_primary_text_color",
    }
    values = {
        f"{part}{mode}": f"var(--cw-{colour})"
        for colour, parts in colours.items()
        for part in parts.split()
        for mode in ("", "_dark")
    }
    values |= dict.fromkeys(("block_shadow", "block_shadow_dark", "input_shadow", "input_shadow_dark"), "none")
    values |= dict.fromkeys(("input_border_width", "button_border_width"), "1px")  # seen without their grounds too
    # Written out, as the page has this colour before the style is there: no white flash at night.
    values |= {"body_background_fill": "#faf8f4", "body_background_fill_dark": "#17181b"}
    base = gr.themes.Base(radius_size=gr.themes.sizes.radius_sm, font=_SYSTEM_SANS, font_mono=_SYSTEM_MONO)
    return base.set(color_accent="var(--cw-accent)", block_border_width="0px", **values)


def in_language(page: bytes) -> bytes:
    """Return Gradio's page with its language named, and begun with what must not wait for Gradio.

    What `head` returns is added by Gradio's own scripts once they run: too late for the words they choose and for the
    colours of an empty page. Our scripts are fetched meanwhile.
    """
    language = texts.language()
    named = re.sub(rb'(<html\s+lang=)"[^"]*"', rb'\1"%b"' % language.encode(), page, count=1)
    scripts = "".join(
        f'<link rel="modulepreload" href="{address(file.name)}">'
        for file in sorted(FOLDER.glob("*.js"))
        if file.stem not in _NO_MODULES
    )
    begin = (
        f'<script src="{address("language.js")}" data-language="{language}"></script>'
        f'<script src="{address("theme.js")}"></script>{scripts}'
    )
    return named.replace(b"<head>", b"<head>" + begin.encode(), 1)


def mount(
    app: FastAPI, engine: QueryEngine, drafts: CheckedDrafts, keeper: Keeper | None, kept: Conversations | None,
    shelf: Shelf,
) -> None:  # fmt: skip
    """Add the page to a server, at its root: no files but those dropped on it, no recorded runs, no footer.

    It is built in every language, as Gradio cannot change the words of a page that is built, and must not build one
    while another answers. Who opens the page gets the language in use; what a page asks for later goes to the one it
    came from, by the language's name before its path.
    """
    pages: dict[str, tuple[ASGIApp, FreshPage]] = {}
    chosen = texts.language()
    try:
        for language in texts.LANGUAGES:
            texts.use(language)
            built, fresh = build(engine, drafts, keeper, kept, shelf)
            gr.mount_gradio_app(
                app, built, path="/", theme=theme(), head=head(), footer_links=[],
                run_history=False, show_error=False, allowed_paths=[], max_file_size=_MOST_UPLOADED, ssr_mode=False,
                enable_monitoring=False, pwa=False, mcp_server=False, root_path=f"/{language}",
            )  # fmt: skip
            mounted = app.router.routes.pop()  # the server's life cycle keeps it running
            assert isinstance(mounted, Mount)
            pages[language] = mounted.app, fresh
    finally:
        texts.use(chosen)

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        language, path = split_language(scope["path"]) if scope["type"] == "http" else ("", "")
        asked = {**scope, "path": path, "raw_path": path.encode()} if language else scope
        app_of_page, fresh_page = pages[language or texts.language()]
        if scope["type"] == "http" and asked["path"] == "/":
            await run_in_threadpool(fresh_page.renew)
        await app_of_page(asked, receive, send)

    app.mount("/", page)


def split_language(path: str) -> tuple[str, str]:
    """Split the language that a page's own requests begin with from their path; "" where there is none."""
    language, slash, rest = path.removeprefix("/").partition("/")
    return (language, slash + rest) if slash and language in texts.LANGUAGES else ("", path)


def build(
    engine: QueryEngine, drafts: CheckedDrafts, keeper: Keeper | None = None, kept: Conversations | None = None,
    shelf: Shelf | None = None,
) -> tuple[gr.Blocks, FreshPage]:  # fmt: skip
    """Return the page over an engine, and what renews it; `mount` gives it its theme and style, as Gradio 6 takes both there.

    Args:
        engine: What answers.
        drafts: Keeps what was checked, for the links to documents.
        keeper: Adds to its collection and removes from it; None for a page that only reads.
        kept: Where conversations are kept; None for a page that others may read.
        shelf: Where conversations are found again to be copied and saved.
    """
    page: gr.Blocks
    with gr.Blocks(title=texts.PRODUCT, fill_width=True, analytics_enabled=False) as page:
        masthead_html = partial(_masthead, engine, kept=kept is not None)
        masthead = gr.Markdown(masthead_html(), elem_id="cw-masthead")
        with gr.Tabs(elem_id="cw-tabs"):
            with gr.Tab(texts.TAB_ASK, id="ask", elem_id="cw-tab-ask"):
                begin, changes = start.build(engine, keeper)
                ask = AskPage(engine, kept, shelf or kept or PassingConversations())
                chat = ask.build()
            with gr.Tab(texts.TAB_CHECK, id="check", elem_id="cw-tab-check"):
                check.build(engine, drafts)
            with gr.Tab(texts.TAB_LIBRARY, id="library", elem_id="cw-tab-library") as tab:
                changes += library.build(engine, keeper, tab)
            with gr.Tab(texts.TAB_SETTINGS, id="settings", elem_id="cw-tab-settings"):
                settled = SettingsPage(engine, writable=keeper is not None).build()
        for change in settled:
            change.then(ask.narrowing.by_settings, ask.narrowing.fields, ask.narrowing.settled, **_EVENT)
        fresh = FreshPage(
            page,
            masthead_html,
            [
                (masthead, lambda: {"value": masthead_html()}),
                (begin, lambda: {"visible": not engine.article_count()}),
                (ask.narrowing.outlets, lambda: {"choices": [(outlet, outlet) for outlet in engine.sources()]}),
            ],
            [(chat, lambda: {"examples": ask.examples()})],
        )
        fresh.follow(changes, **_EVENT)
    return page, fresh


def _masthead(engine: QueryEngine, *, kept: bool) -> str:
    count = engine.article_count()
    facts = [texts.counted(count, texts.ARTICLES_ONE, texts.ARTICLES_MANY)] if count else []
    if outlets := len(engine.sources()):
        facts.append(texts.counted(outlets, texts.OUTLETS_ONE, texts.OUTLETS_MANY))
    if covered := engine.date_range():
        first, last = map(day, covered)
        facts.append(first if first == last else texts.DATES.format(first=first, last=last))
    shown = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
    conversations = (
        f'<a class="cw-to-history" href="#cw-history" target="_self">{texts.HISTORY_TITLE}</a>' if kept else ""
    )
    return (
        f'<header class="cw-masthead"><h1 class="cw-brand">{texts.PRODUCT}</h1>'
        f'<p class="cw-tagline">{texts.TAGLINE}</p><ul class="cw-facts">{shown}</ul>'
        f'<nav>{conversations}<a class="cw-keys" href="#cw-keys" target="_self">{texts.SCRIPT_TEXTS["keys"]}</a></nav></header>'
    )
