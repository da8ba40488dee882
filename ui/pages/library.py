"""The Library: every article in a table; adding, undoing, removing, and the health of the index."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import gradio as gr

from index.addresses import is_address
from index.doctor import PARTS, examine_open
from index.errors import CitewireError, NotFoundError
from index.ingest import IngestReport, Progress
from index.records import ArticleSummary
from qa import QueryEngine
from ui import texts
from ui.keeping import Addition, Done, Keeper, telling
from ui.reader import article_href, day, escape
from ui.render import show

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_FAILURES_SHOWN: Final = 20
_TABLE_HEIGHT: Final = 520
_TYPES: Final[Sequence[Literal["str", "number"]]] = ("str", "str", "str", "number", "number", "number", "str", "str")
_ID_COLUMN: Final = len(_TYPES) - 1
_WIDTHS: Final[list[str | int]] = ["290px", "125px", "100px", "70px", "85px", "70px", "80px", "260px"]


def build(engine: QueryEngine, keeper: Keeper | None) -> list[gr.events.Dependency]:
    """Add the page to the tab that is open.

    Args:
        engine: Whose articles it shows.
        keeper: Adds and removes them; None for a page that only reads.

    Returns:
        The events after which the collection may be another.
    """
    changes: list[gr.events.Dependency] = []
    picked = gr.State("")
    with gr.Row(elem_id="cw-library"):
        with gr.Column(scale=8, min_width=320):
            summary = gr.Markdown(elem_id="cw-library-summary")
            table = gr.Dataframe(
                headers=list(texts.LIBRARY_COLUMNS), datatype=list(_TYPES), interactive=False, show_search="search",
                max_height=_TABLE_HEIGHT, column_widths=_WIDTHS, show_label=False, elem_id="cw-articles",
                buttons=[], type="array",
            )  # fmt: skip
            chosen = gr.Markdown(texts.LIBRARY_PICK, elem_id="cw-picked", latex_delimiters=[])
            remove = gr.Button(texts.LIBRARY_REMOVE, size="sm", visible=False, elem_id="cw-remove")
        with gr.Column(scale=4, min_width=300, elem_id="cw-add"):
            if keeper:
                changes += _adding(engine, keeper, [table, summary])
            gr.Markdown(f"## {texts.HEALTH_TITLE}")
            health = gr.Markdown(elem_id="cw-health", latex_delimiters=[])
            examine = gr.Button(texts.HEALTH_EXAMINE, size="sm", elem_id="cw-examine")

    selected = table.select(_pick, None, [chosen, picked], **_EVENT)
    if keeper:
        selected.then(lambda: gr.Button(visible=True), None, remove, **_EVENT)
        gone = remove.click(
            partial(_remove, engine, keeper), picked, [chosen, remove, picked, table, summary], **_EVENT
        )
        changes.append(gone)
    examine.click(partial(_examine, engine), None, health, **_EVENT)
    # A page that is opened later shows the articles of that moment.
    gr.on(None, partial(_opened, engine), None, [table, summary, health], **_EVENT)
    return changes


def _adding(
    engine: QueryEngine, keeper: Keeper, listing: Sequence[gr.components.Component]
) -> list[gr.events.Dependency]:
    last = gr.State(None)
    gr.Markdown(f"## {texts.LIBRARY_ADD_TITLE}")
    files = gr.File(file_count="multiple", label=texts.LIBRARY_FILES, elem_id="cw-files", height=150)
    places = gr.Textbox(
        label=texts.LIBRARY_PLACES, info=texts.LIBRARY_PLACES_INFO, lines=2, max_lines=8, elem_id="cw-places"
    )
    with gr.Row():
        add = gr.Button(texts.LIBRARY_ADD, variant="primary", elem_id="cw-add-now")
        stop = gr.Button(texts.STOP, visible=False, elem_id="cw-add-stop")
        undo = gr.Button(texts.LIBRARY_UNDO, visible=False, elem_id="cw-undo")
    report = gr.Markdown(elem_id="cw-report", latex_delimiters=[])
    shown = [report, files, places, add, stop, undo, last, *listing]
    run = add.click(partial(_add, engine, keeper), [files, places, last], shown, **_EVENT)
    stopped = stop.click(partial(_stopped, engine), None, [report, add, stop, *listing], cancels=[run], **_EVENT)
    undone = undo.click(partial(_undo, engine, keeper), last, [report, undo, last, *listing], **_EVENT)
    return [run, stopped, undone]


# --- the table


def rows(articles: Sequence[ArticleSummary]) -> list[list[Any]]:
    """Return a row for each article, in the order of `texts.LIBRARY_COLUMNS`."""
    sizes: dict[str, int] = {}
    for article in articles:
        if article.copy_group:
            sizes[article.copy_group] = sizes.get(article.copy_group, 0) + 1
    return [
        [
            article.title, article.source or "", article.published.isoformat() if article.published else "",
            article.characters, article.chunks, sizes.get(article.copy_group or "", 1) - 1,
            texts.LIBRARY_FINE if article.chunks else texts.LIBRARY_NO_PASSAGE, article.id,
        ]
        for article in articles
    ]  # fmt: skip


def _listed(engine: QueryEngine) -> tuple[list[list[Any]], str]:
    articles = engine.articles()
    facts = [texts.counted(len(articles), texts.ARTICLES_ONE, texts.ARTICLES_MANY)]
    if outlets := len(engine.sources()):
        facts.append(texts.counted(outlets, texts.OUTLETS_ONE, texts.OUTLETS_MANY))
    if covered := engine.date_range():
        facts.append(texts.DATES.format(first=day(covered[0]), last=day(covered[1])))
    return rows(articles), " · ".join(facts) if articles else texts.LIBRARY_EMPTY


def _opened(engine: QueryEngine) -> tuple[Any, ...]:
    return *_listed(engine), _built_with(engine)


def _pick(event: gr.SelectData) -> tuple[str, str]:
    title, outlet, published, *_ = event.row_value
    article_id = str(event.row_value[_ID_COLUMN])
    facts = " · ".join(show(str(fact)) for fact in (outlet, published) if fact)
    link = f'<a href="{escape(article_href(article_id))}" target="_self">{show(str(title))}</a>'
    return f'<p class="cw-picked" dir="auto">{link} <span>{facts}</span></p>', article_id


# --- adding


def _add(
    engine: QueryEngine, keeper: Keeper, files: Sequence[str] | None, places: str, before: Addition | None
) -> Iterator[tuple[Any, ...]]:
    """Add what is dropped and pasted, telling how far it is."""
    named = [line.strip() for line in places.splitlines() if line.strip()]
    rest = (gr.skip(),) * 2
    if not files and not named:
        yield (_note(texts.LIBRARY_NOTHING), *rest, *((gr.skip(),) * 6))
        return
    busy, ready = gr.Button(interactive=False), gr.Button(interactive=True)
    yield (
        _progress(None), *rest, busy, gr.Button(visible=True), gr.Button(visible=False), before, *((gr.skip(),) * 2)
    )  # fmt: skip
    hidden = gr.Button(visible=False)
    try:
        paths = [*keeper.keep([Path(file) for file in files or ()]), *map(_place, named)]
        for told in telling(partial(keeper.add, paths)):
            if not isinstance(told, Done):
                yield (_progress(told), *((gr.skip(),) * 8))
                continue
            addition = told.result
            undo = gr.Button(visible=bool(addition))
            kept = "\n".join(_failed_lines(addition, named))
            yield (
                report_html(addition.report), None, kept, ready, hidden, undo, addition, *_listed(engine)
            )  # fmt: skip
    except CitewireError as error:
        yield (_note(texts.told(str(error))), *rest, ready, hidden, hidden, None, *_listed(engine))
    except Exception:
        _LOG.exception("adding failed")
        yield (_note(texts.BROKEN), *rest, ready, hidden, hidden, None, *_listed(engine))


def _place(line: str) -> str | Path:
    return line if is_address(line) else Path(line).expanduser()


def _failed_lines(addition: Addition, named: Sequence[str]) -> list[str]:
    """Return the pasted lines that failed, so that they can be mended and tried again."""
    failed = [failure.path for failure in addition.report.failed]
    return [line for line in named if any(path == line or path.startswith(str(_place(line))) for path in failed)]


def _stopped(engine: QueryEngine) -> tuple[Any, ...]:
    return _note(texts.LIBRARY_STOPPED), gr.Button(interactive=True), gr.Button(visible=False), *_listed(engine)


def _undo(engine: QueryEngine, keeper: Keeper, addition: Addition | None) -> tuple[Any, ...]:
    if not addition:
        return gr.skip(), gr.Button(visible=False), None, gr.skip(), gr.skip()
    removed, restored = keeper.undo(addition)
    told = texts.LIBRARY_UNDONE.format(
        removed=texts.counted(removed, texts.ARTICLES_ONE, texts.ARTICLES_MANY),
        restored=texts.counted(restored, texts.ARTICLES_ONE, texts.ARTICLES_MANY),
    )
    return _note(told), gr.Button(visible=False), None, *_listed(engine)


def _remove(engine: QueryEngine, keeper: Keeper, article_id: str) -> tuple[Any, ...]:
    told = texts.LIBRARY_REMOVED
    try:
        keeper.remove([article_id])
    except NotFoundError as error:
        told = texts.told(str(error))
    return _note(told), gr.Button(visible=False), "", *_listed(engine)


def _progress(progress: Progress | None) -> str:
    if progress is None:
        return f'<p role="status">{texts.LIBRARY_STARTING}</p>'
    told = texts.LIBRARY_STAGES[progress.stage].format(done=progress.done, total=progress.total)
    share = f'value="{progress.done}" max="{progress.total}"' if progress.total else ""
    bar = f'<progress {share} aria-label="{texts.LIBRARY_PROGRESS}"></progress>' if progress.total else ""
    return f'<p role="status">{told}</p>{bar}'


def report_html(report: IngestReport) -> str:
    """Return what an addition did, with the reason for every file or page left out."""
    counts = [
        texts.counted(count, one, many)
        for count, (one, many) in (
            (report.added, texts.LIBRARY_ADDED),
            (report.changed, texts.LIBRARY_CHANGED),
            (report.unchanged + report.renamed, texts.LIBRARY_UNCHANGED),
            (len(report.failed), texts.LIBRARY_FAILED),
        )
        if count
    ]
    said = ", ".join(counts) if counts else texts.LIBRARY_NOTHING_READ
    copies = f" {texts.counted(report.copies, *texts.LIBRARY_COPIES)}" if report.copies else ""
    failures = "".join(
        f"<li><strong>{show(Path(failure.path).name or failure.path)}</strong>: {show(texts.told(failure.reason))}</li>"
        for failure in report.failed[:_FAILURES_SHOWN]
    )
    if (more := len(report.failed) - _FAILURES_SHOWN) > 0:
        failures += f"<li>{texts.LIBRARY_MORE_FAILURES.format(count=more)}</li>"
    listed = f'<ul class="cw-failures">{failures}</ul>' if failures else ""
    return f'<p role="status">{said}.{copies}</p>{listed}'


def _note(text: str) -> str:
    return f'<p role="status">{show(text)}</p>'


# --- health


def _examine(engine: QueryEngine) -> str:
    try:
        findings = examine_open(engine.home)
    except CitewireError as error:
        return _note(str(error)) + _built_with(engine)
    lines = []
    for part in PARTS:
        problems = [finding.problem for finding in findings if finding.part == part]
        state = f"✕ {show('; '.join(problems))}" if problems else f"✓ {texts.HEALTH_FINE}"
        lines.append(f"<li><strong>{texts.HEALTH_PARTS[part]}</strong>: {state}</li>")
    mend = f"<p>{texts.HEALTH_MEND}</p>" if findings else ""
    return f'<ul class="cw-health" role="status">{"".join(lines)}</ul>{mend}{_built_with(engine)}'


def _built_with(engine: QueryEngine) -> str:
    manifest = engine.home.manifest
    if manifest is None:
        return f"<p>{texts.HEALTH_EMPTY}</p>"
    told = texts.HEALTH_BUILT.format(
        model=show(manifest.model), dimension=manifest.dimension, pieces=manifest.chunk_tokens,
        passages=engine.home.catalog.chunk_count(),
    )  # fmt: skip
    return f"<p>{told}</p>"
