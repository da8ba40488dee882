"""Adding to the collection: files by drop, folders and web addresses by paste, with progress and a way back."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import gradio as gr

from index.addresses import is_address
from index.errors import CitewireError
from index.ingest import OnProgress
from ui import texts
from ui.keeping import TOLD_EVERY_S, Addition, Done, Keeper, Stopped, telling
from ui.render.library import note_html, progress_html, report_html

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
# A web address as people write it: a host that begins with www., or one followed by a path.
_BARE_ADDRESS: Final = re.compile(
    r"(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?=/))(?:[/:?]|$)", re.IGNORECASE
)


def build(keeper: Keeper) -> list[gr.events.Dependency]:
    """Add the form and return the events after which the collection may be another."""
    last = gr.State(None)
    gr.Markdown(f"## {texts.LIBRARY_ADD_TITLE}")
    gr.Markdown(f'<p class="cw-hint">{texts.LIBRARY_FILES_INFO}</p>')
    files = gr.File(file_count="multiple", label=texts.LIBRARY_FILES, elem_id="cw-files", height=130)
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
        begin(partial(_add_places, keeper), [places, last], shown, **_EVENT) for begin in (add.click, places.submit)
    ]
    runs.append(files.upload(partial(_add_files, keeper), [files, last], shown, **_EVENT))
    stop.click(_stop, last, [report, stop], **_EVENT)
    undone = undo.click(partial(_undo, keeper), last, [report, undo, last], **_EVENT)
    return [*runs, undone]


def _add_files(keeper: Keeper, files: Sequence[str], before: Addition | None) -> Iterator[tuple[Any, ...]]:
    """Add what was dropped; the field of addresses stays as it is."""
    addition = Addition()
    run = partial(_add_kept, keeper, [Path(file) for file in files], addition)
    for report, *buttons, last in _run(run, addition, before):
        yield report, None, gr.skip(), *buttons, last


def _add_kept(keeper: Keeper, files: Sequence[Path], addition: Addition, on_progress: OnProgress) -> Addition:
    return keeper.add(keeper.keep(files), on_progress, addition)


def _add_places(keeper: Keeper, places: str, before: Addition | None) -> Iterator[tuple[Any, ...]]:
    """Add what was pasted; lines that failed stay in the field."""
    named = [line.strip() for line in places.splitlines() if line.strip()]
    if not named:
        yield (note_html(texts.LIBRARY_NOTHING), *((gr.skip(),) * 5), before)
        return
    addition = Addition()
    run = partial(keeper.add, [_place(line) for line in named], addition=addition)
    for report, *buttons, last in _run(run, addition, before):
        yield report, gr.skip(), "\n".join(_left(addition, named)), *buttons, last


def _run(
    run: Callable[[OnProgress], Addition], addition: Addition, before: Addition | None
) -> Iterator[tuple[str, Any, Any, Any, Addition | None]]:
    """Run an addition; yield how far it is, the buttons to add, to stop and to undo, and what there is to undo."""
    # Repeated at each step: see ui/pages/ask.py.
    busy = gr.Button(interactive=False), gr.Button(visible=True), gr.Button(visible=False)
    yield progress_html(None), *busy, addition
    try:
        for told in telling(run, every_s=TOLD_EVERY_S):
            if isinstance(told, Done):
                report = report_html(addition.report)
            elif not addition.stop.is_set():
                yield progress_html(told), *busy, addition
    except Stopped:
        report = note_html(texts.LIBRARY_STOPPED)
    except CitewireError as error:
        report = note_html(texts.told(str(error)))
    except Exception:
        _LOG.exception("adding failed")
        report = note_html(texts.BROKEN)
    last = addition or before  # if nothing was added, what was added before can still be undone
    yield report, gr.Button(interactive=True), gr.Button(visible=False), gr.Button(visible=bool(last)), last


def _place(line: str) -> str | Path:
    """Return a pasted line as an address or a path; an address may lack its https://."""
    path = Path(line).expanduser()
    if is_address(line) or path.exists():
        return line if is_address(line) else path
    return f"https://{line}" if _BARE_ADDRESS.match(line) else path


def _left(addition: Addition, named: Sequence[str]) -> list[str]:
    """Return the pasted lines that are not done yet or failed, so that they can be mended and tried again."""
    report = addition.report
    failed = [failure.path for failure in report.failed]
    if not (report.added or report.changed or report.unchanged or report.renamed):
        return list(named)
    return [line for line in named if any(path == line or path.startswith(str(_place(line))) for path in failed)]


def _stop(addition: Addition | None) -> tuple[Any, ...]:
    """Let the run under way end; it shows itself that it has."""
    if addition is not None:
        addition.stop.set()
    return note_html(texts.LIBRARY_STOPPING), gr.Button(visible=False)


def _undo(keeper: Keeper, addition: Addition | None) -> Iterator[tuple[Any, ...]]:
    hidden = gr.Button(visible=False)
    if not addition:
        yield note_html(texts.LIBRARY_NOT_UNDONE), hidden, None
        return
    yield note_html(texts.LIBRARY_UNDOING), hidden, addition
    try:
        removed, restored = keeper.undo(addition)
    except CitewireError as error:
        yield note_html(texts.told(str(error))), gr.Button(visible=True), addition
        return
    counts = ((removed, texts.LIBRARY_UNDONE_REMOVED), (restored, texts.LIBRARY_UNDONE_RESTORED))
    done = [texts.counted(count, *words) for count, words in counts if count]
    told = texts.LIBRARY_UNDONE.format(done=", ".join(done)) if done else texts.LIBRARY_NOT_UNDONE
    yield note_html(told), hidden, None
