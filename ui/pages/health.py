"""The index in words: what it holds, where that came from, and whether all of it is in order."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import gradio as gr

from index.doctor import MENDABLE_OPEN, PARTS, Finding, examine_open
from index.errors import CitewireError
from index.overview import overview
from qa import QueryEngine
from ui import texts
from ui.keeping import Keeper
from ui.reader import day
from ui.render import show
from ui.render.library import note_html

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_PLACES_SHOWN: Final = 6
_WORDS_OF_PIECES: Final = 0.75  # English words for each word piece, roughly


def build(engine: QueryEngine, keeper: Keeper | None) -> gr.Markdown:
    """Add the index in words, and return the part that shows its figures."""
    gr.Markdown(f"## {texts.HEALTH_TITLE}")
    figures = gr.Markdown(elem_id="cw-index", latex_delimiters=[])
    found = gr.State(())
    examine = gr.Button(texts.HEALTH_EXAMINE, size="sm", elem_id="cw-examine")
    health = gr.Markdown(elem_id="cw-health", latex_delimiters=[])
    mend = gr.Button(texts.HEALTH_MEND_HERE, size="sm", visible=False, elem_id="cw-mend")
    shown = [health, found, mend]
    examine.click(partial(_examine, engine, keeper), None, shown, **_EVENT)
    if keeper:
        mend.click(partial(_mend, engine, keeper), found, shown, **_EVENT)
    return figures


def overview_html(engine: QueryEngine, *, private: bool) -> str:
    """Return what the index holds, in words.

    Args:
        engine: Whose index.
        private: Whether the reader may see where articles were read from.
    """
    if engine.home.manifest is None:
        return f"<p>{texts.HEALTH_EMPTY}</p>"
    known = overview(engine.home)
    manifest = known.manifest
    told = []
    if manifest:
        passages = texts.counted(known.passages, texts.PASSAGES_ONE, texts.PASSAGES_MANY)
        words = round(manifest.chunk_tokens * _WORDS_OF_PIECES, -1)
        told.append(texts.HEALTH_PASSAGES.format(passages=passages, pieces=manifest.chunk_tokens, words=f"{words:.0f}"))
        told.append(texts.HEALTH_MODEL.format(model=show(manifest.model), dimension=manifest.dimension))
    if known.changed:
        changed = known.changed.astimezone()
        told.append(texts.HEALTH_CHANGED.format(day=day(changed.date()), time=f"{changed:%H:%M}"))
    if known.copies:
        told.append(texts.counted(known.copies, *texts.HEALTH_COPIES))
    listed = f'<ul class="cw-facts-list">{"".join(f"<li>{one}</li>" for one in told)}</ul>'
    return listed + (_places(known.places) if private else "")


def _places(places: tuple[tuple[str, int], ...]) -> str:
    if not places:
        return ""
    items = [
        texts.HEALTH_PLACE.format(
            place=f"<bdi>{show(place)}</bdi>", articles=texts.counted(count, texts.ARTICLES_ONE, texts.ARTICLES_MANY)
        )
        for place, count in places[:_PLACES_SHOWN]
    ]
    if (more := len(places) - _PLACES_SHOWN) > 0:
        items.append(texts.LIBRARY_MORE.format(count=more))
    return f'<p>{texts.HEALTH_PLACES}</p><ul class="cw-facts-list">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _examine(engine: QueryEngine, keeper: Keeper | None) -> Iterator[tuple[Any, ...]]:
    hidden = gr.Button(visible=False)
    yield note_html(texts.HEALTH_EXAMINING), (), hidden
    try:
        findings = tuple(examine_open(engine.home))
    except CitewireError as error:
        yield note_html(texts.told(str(error))), (), hidden
        return
    except Exception:
        _LOG.exception("the index could not be examined")
        yield note_html(texts.BROKEN), (), hidden
        return
    mendable = bool(findings) and {finding.part for finding in findings} <= MENDABLE_OPEN and keeper is not None
    yield _findings_html(engine, findings, mendable=mendable), findings, gr.Button(visible=mendable)


def _mend(engine: QueryEngine, keeper: Keeper, findings: tuple[Finding, ...]) -> tuple[Any, ...]:
    hidden = gr.Button(visible=False)
    try:
        keeper.mend(findings)
        left = tuple(examine_open(engine.home))
    except CitewireError as error:
        return note_html(texts.told(str(error))), (), hidden
    except Exception:
        _LOG.exception("the index could not be mended")
        return note_html(texts.BROKEN), (), hidden
    told = note_html(texts.HEALTH_MENDED) if not left else ""
    return told + _findings_html(engine, left, mendable=False), left, hidden


def _findings_html(engine: QueryEngine, findings: tuple[Finding, ...], *, mendable: bool) -> str:
    lines = []
    for part in PARTS:
        problems = [finding.problem for finding in findings if finding.part == part]
        state = f"✕ {show('; '.join(map(texts.told, problems)))}" if problems else f"✓ {texts.HEALTH_FINE}"
        lines.append(f"<li><strong>{texts.HEALTH_PARTS[part]}</strong>: {state}</li>")
    command = f"citewire doctor --repair --home {shlex.quote(str(engine.home.path))}"
    mend = f"<p>{texts.HEALTH_MEND} <code>{show(command)}</code></p>" if findings and not mendable else ""
    return f'<div role="status"><ul class="cw-health">{"".join(lines)}</ul></div>{mend}'
