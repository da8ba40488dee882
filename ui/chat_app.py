"""The chat page: questions and answers on the left, their sources beside them, whole articles in a drawer."""

from __future__ import annotations

import json
import logging
import os
import re
from typing import Any, Final

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio when it is imported

import gradio as gr
from fastapi import FastAPI

from qa import QueryEngine
from ui import texts
from ui.conversations import Conversations
from ui.downloads import CheckedDrafts
from ui.keeping import Keeper
from ui.pages import check, library
from ui.pages.ask import AskPage
from ui.reader import day, escape, style_links

_LOG: Final = logging.getLogger("citewire.ui")
_STYLES: Final = (
    "colours",
    "reader",
    "ask",
    "sources",
    "check",
    "library",
    "page",
)  # the frame last: it has the widths
_MOST_UPLOADED: Final = "500mb"  # one file
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_SYSTEM_SANS: Final = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_SYSTEM_MONO: Final = ("ui-monospace", "Consolas", "monospace")


def head() -> str:
    """Return what the page's `<head>` needs beside Gradio's own: our style, script and its texts."""
    script_texts = json.dumps(texts.SCRIPT_TEXTS, ensure_ascii=True).replace("<", "\\u003c")
    return (
        f'<link rel="icon" href="/citewire/icon.svg">{style_links(_STYLES)}'
        f'<script type="application/json" id="cw-texts">{script_texts}</script>'
        '<script type="module" src="/citewire/page.js"></script>'
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
        "accent": "border_color_accent input_border_color_focus link_text_color button_primary_background_fill",
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
    # Written out, as the page has this colour before the style is there: no white flash at night.
    values |= {"body_background_fill": "#faf8f4", "body_background_fill_dark": "#17181b"}
    base = gr.themes.Base(radius_size=gr.themes.sizes.radius_sm, font=_SYSTEM_SANS, font_mono=_SYSTEM_MONO)
    return base.set(color_accent="var(--cw-accent)", block_border_width="0px", **values)


def in_language(page: bytes) -> bytes:
    """Return Gradio's page with its language named, and a script that makes Gradio's own words follow it."""
    language = texts.language()
    named = re.sub(rb'(<html\s+lang=)"[^"]*"', rb'\1"%b"' % language.encode(), page, count=1)
    script = f'<script src="/citewire/language.js" data-language="{language}"></script>'
    return named.replace(b"<head>", b"<head>" + script.encode(), 1)


def mount(
    app: FastAPI, engine: QueryEngine, drafts: CheckedDrafts, keeper: Keeper | None, kept: Conversations | None
) -> None:
    """Add the page to a server, at its root: no files but those dropped on it, no recorded runs, no footer."""
    gr.mount_gradio_app(
        app, build(engine, drafts, keeper, kept), path="/", theme=theme(), head=head(), footer_links=[], run_history=False,
        show_error=False, allowed_paths=[], max_file_size=_MOST_UPLOADED, ssr_mode=False, enable_monitoring=False,
        pwa=False, mcp_server=False,
    )  # fmt: skip


def build(
    engine: QueryEngine, drafts: CheckedDrafts, keeper: Keeper | None = None, kept: Conversations | None = None
) -> gr.Blocks:
    """Return the page over an engine; `mount` gives it its theme and style, as Gradio 6 takes both there.

    Args:
        engine: What answers.
        drafts: Keeps what was checked, for the links to documents.
        keeper: Adds to its collection and removes from it; None for a page that only reads.
        kept: Where conversations are kept; None for a page that others may read.
    """
    count = engine.article_count()
    page: gr.Blocks
    with gr.Blocks(title=texts.PRODUCT, fill_width=True, analytics_enabled=False) as page:
        masthead = gr.Markdown(_masthead(engine), elem_id="cw-masthead")
        with gr.Tabs(elem_id="cw-tabs"):
            with gr.Tab(texts.TAB_ASK, id="ask"):
                if count:
                    outlets = AskPage(engine, kept).build()
                else:
                    gr.Markdown(_empty_state(), elem_id="cw-empty")
            with gr.Tab(texts.TAB_CHECK, id="check"):
                check.build(engine, drafts)
            with gr.Tab(texts.TAB_LIBRARY, id="library"):
                changes = library.build(engine, keeper)
        if count:
            for change in changes:
                change.then(
                    lambda: (_masthead(engine), gr.Dropdown(engine.sources())), None, [masthead, outlets], **_EVENT
                )
    return page


def _masthead(engine: QueryEngine) -> str:
    count = engine.article_count()
    facts = [texts.counted(count, texts.ARTICLES_ONE, texts.ARTICLES_MANY)] if count else []
    if outlets := len(engine.sources()):
        facts.append(texts.counted(outlets, texts.OUTLETS_ONE, texts.OUTLETS_MANY))
    if covered := engine.date_range():
        facts.append(texts.DATES.format(first=day(covered[0]), last=day(covered[1])))
    shown = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
    return (
        f'<header class="cw-masthead"><h1 class="cw-brand">{texts.PRODUCT}</h1>'
        f'<p class="cw-tagline">{texts.TAGLINE}</p><ul class="cw-facts">{shown}</ul></header>'
    )


def _empty_state() -> str:
    commands = "".join(f"<code>{escape(command)}</code>" for command in texts.EMPTY_COMMANDS)
    return (
        f'<section class="cw-empty"><h2>{texts.EMPTY_TITLE}</h2><p>{texts.EMPTY_TEXT}</p>'
        f'<p class="cw-commands">{commands}</p><p>{texts.EMPTY_FORMATS}</p></section>'
    )
