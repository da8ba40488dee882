"""What stands in place of the Ask page while there are no articles: the way to some."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import gradio as gr

import seeds
from index.errors import CitewireError
from qa import QueryEngine
from ui import texts
from ui.keeping import TOLD_EVERY_S, Done, Keeper, telling
from ui.reader import escape
from ui.render.library import note_html, progress_html, report_html

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}


def build(engine: QueryEngine, keeper: Keeper | None) -> tuple[gr.Column, list[gr.events.Dependency]]:
    """Add it to the tab that is open, visible if there are no articles; ui/assets/library.css hides the Ask page then.

    Args:
        engine: Whose articles are meant.
        keeper: Adds them; None for a page that only reads.

    Returns:
        The whole of it, and the events after which there may be articles.
    """
    with gr.Column(visible=not engine.article_count(), elem_id="cw-start") as start:
        gr.Markdown(_intro_html(keeper is not None), elem_id="cw-empty")
        if keeper is None:
            return start, []
        with gr.Row(elem_id="cw-start-ways"):
            samples = gr.Button(texts.EMPTY_SAMPLES, variant="primary", elem_id="cw-start-samples")
            own = gr.Button(texts.EMPTY_OWN, elem_id="cw-start-own")
        report = gr.Markdown(f"<p>{texts.EMPTY_SAMPLES_TOLD}</p>", elem_id="cw-start-report", latex_delimiters=[])
    run = samples.click(partial(_add_samples, keeper), None, [report, samples, own], **_EVENT)
    # What the other button does is in ui/assets/library.js: it leads to the Library.
    return start, [run]


def _add_samples(keeper: Keeper) -> Iterator[tuple[Any, ...]]:
    ready, busy = gr.Button(interactive=True), gr.Button(interactive=False)
    yield progress_html(None), busy, busy
    told: str = ""
    try:
        for step in telling(partial(keeper.add, [seeds.FOLDER]), every_s=TOLD_EVERY_S):
            if isinstance(step, Done):
                told = report_html(step.result.report)
            else:
                yield progress_html(step), busy, busy
    except CitewireError as error:
        told = note_html(texts.told(str(error)))
    except Exception:
        _LOG.exception("the sample articles could not be added")
        told = note_html(texts.BROKEN)
    yield told, ready, ready


def _intro_html(may_add: bool) -> str:
    words = texts.EMPTY_TEXT
    more = f"<p>{texts.EMPTY_FORMATS}</p>"
    if not may_add:
        commands = "".join(f"<code>{escape(command)}</code>" for command in texts.EMPTY_COMMANDS)
        more = f'<p>{texts.EMPTY_READ_ONLY}</p><p class="cw-commands">{commands}</p>'
    return f'<section class="cw-empty"><h2>{texts.EMPTY_TITLE}</h2><p>{words}</p>{more}</section>'
