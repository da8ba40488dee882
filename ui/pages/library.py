"""The Library: every article in a table that is searched, sorted and turned over page by page on the server."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import gradio as gr

from index.articles import Article
from index.errors import CitewireError
from qa import QueryEngine
from ui import texts
from ui.keeping import Keeper
from ui.listing import COLUMNS, Listing, listed
from ui.pages import adding, health
from ui.render.library import listing_link, note_html, table_html

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}


def build(engine: QueryEngine, keeper: Keeper | None, tab: gr.Tab) -> list[gr.events.Dependency]:
    """Add the page to the tab that is open; its articles are not read before it is looked at.

    Args:
        engine: Whose articles it shows.
        keeper: Adds and removes them; None for a page that only reads.
        tab: The tab.

    Returns:
        The events after which the collection may be another.
    """
    changes: list[gr.events.Dependency] = []
    listing = gr.State(Listing())
    removed = gr.State(None)
    changed = gr.State(0)  # how often a command made the collection another
    with gr.Row(elem_id="cw-library"):
        with gr.Column(scale=9, min_width=320):
            if keeper:
                gr.Markdown(
                    f'<a class="cw-jump" href="#cw-add" target="_self">{texts.LIBRARY_ADD_TITLE}</a>',
                    elem_id="cw-library-jump",
                )
            search = gr.Textbox(
                label=texts.LIBRARY_SEARCH, placeholder=texts.LIBRARY_SEARCH, show_label=False, container=False,
                elem_id="cw-library-search",
            )  # fmt: skip
            note = gr.Markdown(elem_id="cw-library-note", latex_delimiters=[])
            table = gr.Markdown(elem_id="cw-articles", latex_delimiters=[])
        with gr.Column(scale=3, min_width=300, elem_id="cw-add"):
            if keeper:
                changes += adding.build(keeper)
            told = health.build(engine, keeper)
    command = gr.Textbox(visible="hidden", elem_id="cw-library-command", label="command")
    do = gr.Button("do", visible="hidden", elem_id="cw-library-do")

    shown = [table, listing, told]
    tab.select(partial(_show, engine, keeper), listing, shown, **_EVENT)
    search.change(
        partial(_searched, engine, keeper), [search, listing], [table, listing],
        trigger_mode="always_last", **_EVENT,
    )  # fmt: skip
    do.click(
        partial(_do, engine, keeper), [command, listing, removed, changed],
        [table, listing, note, removed, changed, command], **_EVENT,
    )  # fmt: skip
    changes.append(changed.change(lambda: None, None, None, **_EVENT))
    for change in changes:
        change.then(partial(_show, engine, keeper), listing, shown, **_EVENT)
    return changes


def _show(engine: QueryEngine, keeper: Keeper | None, listing: Listing) -> tuple[Any, ...]:
    table, listing = _page(engine, keeper, listing)
    return table, listing, health.overview_html(engine, private=keeper is not None)


def _page(engine: QueryEngine, keeper: Keeper | None, listing: Listing) -> tuple[str, Listing]:
    articles = engine.articles()
    shown = listed(articles, listing)
    opened = next((row.article for row in shown.rows if row.article.id == listing.opened), None)
    copies = [
        other
        for other in articles
        if opened and opened.copy_group and other.copy_group == opened.copy_group and other.id != opened.id
    ]
    return table_html(shown, copies, removable=keeper is not None), shown.listing


def _searched(engine: QueryEngine, keeper: Keeper | None, words: str, listing: Listing) -> tuple[str, Listing]:
    return _page(engine, keeper, replace(listing, search=words, page=0, opened=""))


def _do(
    engine: QueryEngine, keeper: Keeper | None, command: str, listing: Listing, removed: Sequence[Article] | None,
    changed: int,
) -> tuple[Any, ...]:  # fmt: skip
    """Do what a link "#cw-list=VERB:WHAT" asks for."""
    verb, _, what = command.partition(":")
    told: Any = gr.skip()
    try:
        if verb == "sort" and what in COLUMNS:
            listing = listing.sorted_by(what)
        elif verb == "page" and what in ("1", "-1"):
            listing = replace(listing, page=listing.page + int(what), opened="")
        elif verb == "open":
            listing = replace(listing, opened="" if what == listing.opened else what)
        elif verb == "remove" and keeper:
            removed, changed = keeper.remove([what]), changed + 1
            listing = replace(listing, opened="")
            undo = listing_link("restore:", texts.LIBRARY_UNDO)
            told = note_html(texts.LIBRARY_REMOVED.format(title=removed[0].title), undo)
        elif verb == "restore" and keeper and removed:
            told = note_html(texts.counted(keeper.restore(removed), *texts.LIBRARY_RESTORED))
            removed, changed = None, changed + 1
    except CitewireError as error:
        told = note_html(texts.told(str(error)))
    except Exception:
        _LOG.exception("a command to the Library failed")
        told = note_html(texts.BROKEN)
    table, listing = _page(engine, keeper, listing)
    return table, listing, told, removed, changed, ""
