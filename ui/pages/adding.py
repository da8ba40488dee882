"""Adding to the collection: files by drop, folders and web addresses by paste, with progress and a way back."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr

from index.addresses import is_address
from index.errors import CitewireError
from ui import texts
from ui.keeping import Addition, Done, Keeper, telling
from ui.render.library import note_html, progress_html, report_html

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}


def build(keeper: Keeper) -> list[gr.events.Dependency]:
    """Add the form and return the events after which the collection may be another."""

    last = gr.State(None)
    gr.Markdown(f"## {texts.LIBRARY_ADD_TITLE}")
    gr.Markdown(f'<p class="cw-hint">{texts.LIBRARY_FILES_INFO}</p>')
    files = gr.File(file_count="multiple", label=texts.LIBRARY_FILES, elem_id="cw-files", height=110)
    places = gr.Textbox(
        label=texts.LIBRARY_PLACES, info=texts.LIBRARY_PLACES_INFO, lines=1, max_lines=8, elem_id="cw-places"
    )
    with gr.Row():
        add = gr.Button(texts.LIBRARY_ADD, variant="primary", elem_id="cw-add-now")
        stop = gr.Button(texts.STOP, visible=False, elem_id="cw-add-stop")
        undo = gr.Button(texts.LIBRARY_UNDO, visible=False, elem_id="cw-undo")
    report = gr.Markdown(elem_id="cw-report", latex_delimiters=[])
    shown = [report, files, places, add, stop, undo, last]
    runs = [
        begin(partial(_add, keeper), [files, places, last], shown, **_EVENT)
        for begin in (add.click, places.submit, files.upload)
    ]
    stopped = stop.click(_stopped, last, [report, add, stop, undo], cancels=list(runs), **_EVENT)
    undone = undo.click(partial(_undo, keeper), last, [report, undo, last], **_EVENT)
    return [*runs, stopped, undone]


def _add(
    keeper: Keeper, files: Sequence[str] | None, places: str, before: Addition | None
) -> Iterator[tuple[Any, ...]]:
    """Add what is dropped and pasted, telling how far it is."""
    named = [line.strip() for line in places.splitlines() if line.strip()]
    rest = (gr.skip(),) * 2
    if not files and not named:
        yield (note_html(texts.LIBRARY_NOTHING), *rest, *((gr.skip(),) * 3), before)
        return
    busy, ready = gr.Button(interactive=False), gr.Button(interactive=True)
    shown, hidden = gr.Button(visible=True), gr.Button(visible=False)
    addition = Addition()
    yield progress_html(None), *rest, busy, shown, hidden, addition
    try:
        paths = [*keeper.keep([Path(file) for file in files or ()]), *map(_place, named)]
        for told in telling(partial(keeper.add, paths, addition=addition)):
            if not isinstance(told, Done):
                yield (progress_html(told), *((gr.skip(),) * 6))
                continue
            kept = "\n".join(_failed_lines(addition, named))
            yield report_html(addition.report), None, kept, ready, hidden, gr.Button(visible=bool(addition)), addition
    except CitewireError as error:
        yield note_html(str(error)), *rest, ready, hidden, gr.Button(visible=bool(addition)), addition
    except Exception:
        _LOG.exception("adding failed")
        yield note_html(texts.BROKEN), *rest, ready, hidden, gr.Button(visible=bool(addition)), addition


def _place(line: str) -> str | Path:
    return line if is_address(line) else Path(line).expanduser()


def _failed_lines(addition: Addition, named: Sequence[str]) -> list[str]:
    """Return the pasted lines that failed, so that they can be mended and tried again."""
    failed = [failure.path for failure in addition.report.failed]
    return [line for line in named if any(path == line or path.startswith(str(_place(line))) for path in failed)]


def _stopped(addition: Addition | None) -> tuple[Any, ...]:
    ready, hidden = gr.Button(interactive=True), gr.Button(visible=False)
    return note_html(texts.LIBRARY_STOPPED), ready, hidden, gr.Button(visible=bool(addition))


def _undo(keeper: Keeper, addition: Addition | None) -> tuple[Any, ...]:
    hidden = gr.Button(visible=False)
    if not addition:
        return note_html(texts.LIBRARY_NOT_UNDONE), hidden, None
    try:
        removed, restored = keeper.undo(addition)
    except CitewireError as error:
        return note_html(str(error)), gr.skip(), gr.skip()
    told = texts.LIBRARY_UNDONE.format(
        removed=texts.counted(removed, texts.ARTICLES_ONE, texts.ARTICLES_MANY),
        restored=texts.counted(restored, texts.ARTICLES_ONE, texts.ARTICLES_MANY),
    )
    return note_html(told), hidden, None
