"""The Check page: a draft is pasted, and every sentence gets a verdict with what the articles say for and against it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import gradio as gr

from index.errors import CitewireError
from qa import CheckedSentence, CheckReport, Citation, QueryEngine, UncheckedSentence
from qa.drafts import phrases
from qa.drafts.telling import label, sources, summed_up
from ui import texts
from ui.downloads import CheckedDrafts
from ui.keeping import Done, telling
from ui.reader import article_href, day, escape
from ui.render import show

_LOG: Final = logging.getLogger("citewire.ui")
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}


def build(engine: QueryEngine, drafts: CheckedDrafts) -> None:
    """Add the page to the tab that is open.

    Args:
        engine: What checks.
        drafts: Keeps what was checked, for the links to documents.
    """
    with gr.Row(elem_id="cw-check"):
        with gr.Column(scale=5, min_width=320):
            draft = gr.Textbox(
                label=texts.CHECK_DRAFT, info=texts.CHECK_INFO, lines=16, max_lines=30, elem_id="cw-draft"
            )
            with gr.Row():
                check = gr.Button(texts.CHECK_NOW, variant="primary", elem_id="cw-check-now")
                stop = gr.Button(texts.STOP, visible=False, elem_id="cw-check-stop")
        with gr.Column(scale=7, min_width=320):
            found = gr.Markdown(f"<p>{texts.CHECK_EMPTY}</p>", elem_id="cw-checked", latex_delimiters=[])
    run = check.click(partial(_check, engine, drafts), draft, [found, check, stop], **_EVENT)
    stop.click(_stopped, None, [found, check, stop], cancels=[run], **_EVENT)


def _check(engine: QueryEngine, drafts: CheckedDrafts, draft: str) -> Iterator[tuple[Any, ...]]:
    """Check a draft, telling how far it is."""
    ready, hidden = gr.Button(interactive=True), gr.Button(visible=False)
    busy = gr.Button(interactive=False), gr.Button(visible=True)  # repeated at each step: see ui/pages/ask.py
    yield f'<p role="status">{texts.CHECK_STARTING}</p>', *busy

    def run(on_progress: Callable[[tuple[int, int]], None]) -> CheckReport:
        return engine.check(draft, on_progress=lambda done, total: on_progress((done, total)))

    try:
        for told in telling(run):
            if isinstance(told, Done):
                yield report_html(told.result, drafts.keep(told.result, draft)), ready, hidden
            else:
                done, total = told
                said = texts.CHECK_PROGRESS.format(done=done, total=total)
                bar = f'<progress value="{done}" max="{total}" aria-label="{texts.CHECK_BAR}"></progress>'
                yield f'<p role="status">{said}</p>{bar}', *busy
    except CitewireError as error:
        yield f'<p role="status">{show(texts.told(str(error)))}</p>', ready, hidden
    except Exception:
        _LOG.exception("checking failed")
        yield f'<p role="status">{texts.BROKEN}</p>', ready, hidden


def _stopped() -> tuple[Any, ...]:
    return f'<p role="status">{texts.CHECK_STOPPED}</p>', gr.Button(interactive=True), gr.Button(visible=False)


def report_html(report: CheckReport, name: str) -> str:
    """Return what a check found, sentence by sentence.

    Args:
        report: What was found.
        name: Under which the draft is kept.
    """
    as_of = texts.told(phrases.CHECKED_AS_OF).format(day=day(report.as_of))
    links = " ".join(
        f'<a href="/checked/{escape(name)}.{ending}" target="_self">{word}</a>'
        for ending, word in texts.EXPORT_FORMATS.items()
    )
    parts = "".join(
        _unchecked(part) if isinstance(part, UncheckedSentence) else _sentence(part) for part in report.in_order
    )
    return (
        f'<p class="cw-checked__sum" role="status"><strong>{show("; ".join(map(texts.told, summed_up(report).split("; "))))}.</strong> {show(as_of)}.</p>'
        f'<p class="cw-export">{texts.EXPORT} {links}</p><ol class="cw-checked">{parts}</ol>'
    )


def _sentence(sentence: CheckedSentence) -> str:
    sign, words = label(sentence)
    problems = show("; ".join(map(texts.told, sentence.problems)))
    told = f'<p class="cw-checked__why">{problems}</p>' if problems else ""
    shown = sources(sentence)
    evidence = f"<ul>{''.join(_source(heading, citation) for heading, citation in shown)}</ul>" if shown else ""
    verdict = f'<span class="cw-verdict cw-verdict--{sentence.verdict}">{sign} {show(texts.told(words))}</span>'
    return (
        f'<li class="cw-checked--{sentence.verdict}"><p dir="auto">{show(sentence.text)} {verdict}</p>'
        f"{told}{evidence}</li>"
    )


def _source(heading: str, citation: Citation) -> str:
    href = article_href(citation.article_id, [(citation.start_char, citation.end_char)], 1)
    origin = f"{citation.source or texts.NO_SOURCE}, {day(citation.published)}"
    return (
        f'<li><span class="cw-label">{show(texts.told(heading))}</span> <a href="{escape(href)}" target="_self">{show(origin)}</a> '
        f'<q dir="auto">{show(" ".join(citation.quote.split()))}</q></li>'
    )


def _unchecked(part: UncheckedSentence) -> str:
    reason = texts.told(phrases.REASONS[part.reason])
    why = show(f"{phrases.SIGN_UNCHECKED} {texts.told(phrases.NOT_CHECKED)}: {reason}")
    return f'<li class="cw-checked--none"><p dir="auto">{show(part.text)} <span class="cw-date">{why}</span></p></li>'
