"""The chat page: questions and answers on the left, their sources beside them, whole articles in a drawer."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio when it is imported

import gradio as gr
from fastapi import FastAPI

from index.errors import CitewireError, QuestionError
from qa import Answer, AnswerReady, PassagesFound, QueryEngine, TextDelta
from ui import render, texts
from ui.keeping import Keeper
from ui.pages import library
from ui.reader import STYLESHEET, day, escape

_LOG: Final = logging.getLogger("citewire.ui")
_EXAMPLES: Final = 4
_MOST_UPLOADED: Final = "500mb"  # one file
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
_SYSTEM_SANS: Final = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_SYSTEM_MONO: Final = ("ui-monospace", "Consolas", "monospace")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what became of it."""

    question: str
    stage: str = ""  # what is being done, in words; empty once it is over
    draft: str = ""  # the text told so far
    answer: Answer | None = None
    error: str = ""  # one sentence in place of an answer
    retryable: bool = False
    stopped: bool = False


def head() -> str:
    """Return what the page's `<head>` needs beside Gradio's own: our style, script and its texts."""
    script_texts = json.dumps(texts.SCRIPT_TEXTS, ensure_ascii=True).replace("<", "\\u003c")
    return (
        f'<link rel="icon" href="/citewire/icon.svg"><link rel="stylesheet" href="{STYLESHEET}">'
        f'<script type="application/json" id="cw-texts">{script_texts}</script>'
        '<script src="/citewire/citewire.js" defer></script>'
    )


def theme() -> gr.themes.Base:
    """Return the theme: Gradio's parts take the colours that ui/assets/citewire.css names, light and dark."""
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


def mount(app: FastAPI, engine: QueryEngine, keeper: Keeper | None = None) -> None:
    """Add the page to a server, at its root: no files but those dropped on it, no recorded runs, no footer."""
    gr.mount_gradio_app(
        app, build(engine, keeper), path="/", theme=theme(), head=head(), footer_links=[], run_history=False,
        show_error=False, allowed_paths=[], max_file_size=_MOST_UPLOADED, ssr_mode=False, enable_monitoring=False,
        pwa=False, mcp_server=False,
    )  # fmt: skip


def build(engine: QueryEngine, keeper: Keeper | None = None) -> gr.Blocks:
    """Return the page over an engine; `mount` gives it its theme and style, as Gradio 6 takes both there.

    Args:
        engine: What answers.
        keeper: Adds to its collection and removes from it; None for a page that only reads.
    """
    count = engine.article_count()
    page: gr.Blocks
    with gr.Blocks(title=texts.PRODUCT, fill_width=True, analytics_enabled=False) as page:
        masthead = gr.Markdown(_masthead(engine), elem_id="cw-masthead")
        with gr.Tabs(elem_id="cw-tabs"):
            with gr.Tab(texts.TAB_ASK, id="ask"):
                if count:
                    outlets = _workspace(engine)
                else:
                    gr.Markdown(_empty_state(), elem_id="cw-empty")
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


def _workspace(engine: QueryEngine) -> gr.Dropdown:
    """Add the conversation with its sources, and return the field of outlets."""
    turns = gr.State([])
    with gr.Row(elem_id="cw-columns"):
        with gr.Column(scale=7, min_width=320, elem_id="cw-conversation"):
            chat = gr.Chatbot(
                elem_id="cw-chat",
                show_label=False,
                container=False,
                height=None,
                layout="panel",
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                placeholder=f'<div class="cw-welcome"><h2>{texts.WELCOME_TITLE}</h2><p>{texts.WELCOME_TEXT}</p></div>',
                examples=[{"text": question} for question in engine.example_questions(_EXAMPLES)],
            )
            with gr.Row(elem_id="cw-actions"):
                retry = gr.Button(texts.RETRY, size="sm", visible=False, min_width=0, elem_id="cw-retry")
                any_time = gr.Button(texts.ANY_TIME, size="sm", visible=False, min_width=0, elem_id="cw-any-time")
                fresh = gr.Button(texts.NEW_CONVERSATION, size="sm", visible=False, min_width=0, elem_id="cw-new")
            question = gr.Textbox(
                elem_id="cw-question",
                label=texts.QUESTION_LABEL,
                show_label=False,
                placeholder=texts.QUESTION_PLACEHOLDER,
                lines=1,
                max_lines=6,
                container=False,
                autofocus=True,
                submit_btn=texts.ASK,
            )
            with gr.Accordion(texts.FILTERS_ALL, open=False, elem_id="cw-filters") as panel, gr.Row():
                first = _date_field(texts.FILTER_FROM_LABEL, "cw-from")
                last = _date_field(texts.FILTER_TO_LABEL, "cw-to")
                outlets = gr.Dropdown(
                    engine.sources(), multiselect=True, label=texts.FILTER_OUTLETS_LABEL, elem_id="cw-outlets"
                )
        with gr.Column(scale=5, min_width=320, elem_id="cw-side"):
            sources = gr.Markdown(render.sources_waiting_html(), elem_id="cw-sources", latex_delimiters=[])

    filters: list[Any] = [first, last, outlets]
    shown = [question, chat, sources, turns, retry, fresh, any_time]
    answer = partial(_ask, engine)
    picked = chat.example_select(_picked_example, outputs=question, **_EVENT)
    again = retry.click(_last_question, turns, [question, turns], **_EVENT)
    asking = [
        ask(answer, [question, turns, *filters], shown, **_EVENT) for ask in (question.submit, picked.then, again.then)
    ]
    repeated = any_time.click(_same_question, turns, question, **_EVENT)
    asking.append(repeated.then(partial(answer, read_period=False), [question, turns, *filters], shown, **_EVENT))
    question.stop(_stop, turns, shown, cancels=asking, **_EVENT)
    fresh.click(_start_over, None, shown, cancels=asking, **_EVENT)
    for field in filters:
        field.change(_filters_label, filters, panel, queue=False, **_EVENT)
    return outlets


def _date_field(label: str, elem_id: str) -> gr.DateTime:
    return gr.DateTime(include_time=False, type="string", label=label, elem_id=elem_id)


# --- what happens on a click


def _ask(
    engine: QueryEngine, question: str, turns: Sequence[Turn], *filters: Any, read_period: bool = True
) -> Iterator[tuple[Any, ...]]:
    """Answer a question step by step; every step shows the whole conversation anew."""
    first, last, outlets = filters
    earlier = list(turns)
    searched = texts.counted(engine.article_count(), texts.ARTICLES_ONE, texts.ARTICLES_MANY)
    turn = Turn(question, stage=texts.SEARCHING.format(articles=searched))
    box = gr.Textbox(value="", submit_btn=False, stop_btn=texts.STOP)
    waiting = render.sources_waiting_html(texts.WAITING)
    hidden = gr.Button(visible=False)
    yield box, _messages([*earlier, turn]), waiting, [*earlier, turn], hidden, gr.skip(), hidden
    try:
        published = _period(first, last)
        events = engine.stream(
            question, published_from=published[0], published_to=published[1], sources=tuple(outlets or ()),
            read_period=read_period,
        )  # fmt: skip
        for event in events:
            turn = _advanced(turn, event)
            yield gr.skip(), _messages([*earlier, turn]), gr.skip(), [*earlier, turn], *([gr.skip()] * 3)
    except CitewireError as error:
        turn = replace(turn, stage="", error=str(error), retryable=error.retryable)
    except Exception:
        _LOG.exception("answering failed")
        turn = replace(turn, stage="", error=texts.BROKEN)
    yield _shown([*earlier, turn], box_text=question if turn.error else None)


def _advanced(turn: Turn, event: PassagesFound | TextDelta | AnswerReady) -> Turn:
    if isinstance(event, PassagesFound):
        found = texts.counted(len(event.passages), texts.PASSAGES_ONE, texts.PASSAGES_MANY)
        return replace(turn, stage=texts.READING.format(passages=found))
    if isinstance(event, TextDelta):
        return replace(turn, stage=texts.WRITING, draft=turn.draft + event.text)
    return replace(turn, stage="", answer=event.answer)


def _period(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """Read the two date fields.

    Raises:
        QuestionError: One is no day, or they are the wrong way round.
    """
    days: list[date | None] = []
    for name, value in ((texts.FILTER_FROM_LABEL, first), (texts.FILTER_TO_LABEL, last)):
        try:
            days.append(date.fromisoformat(value.strip()) if value and value.strip() else None)
        except ValueError as error:
            raise QuestionError(texts.BAD_DATE.format(name=name, value=value)) from error
    start, end = days
    if start and end and start > end:
        raise QuestionError(texts.DATES_REVERSED.format(first=day(start), last=day(end)))
    return start, end


def _stop(turns: Sequence[Turn]) -> tuple[Any, ...]:
    kept = list(turns)
    if kept and kept[-1].stage:
        kept[-1] = replace(kept[-1], stage="", stopped=True)
    return _shown(kept)


def _start_over() -> tuple[Any, ...]:
    return _shown([], box_text="")


def _picked_example(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _last_question(turns: Sequence[Turn]) -> tuple[str, list[Turn]]:
    """Take the failed turn back, to ask it once more."""
    return turns[-1].question, list(turns[:-1])


def _same_question(turns: Sequence[Turn]) -> str:
    """Return the last question, to ask it in another way; its answer stays."""
    return turns[-1].question


def _shown(turns: list[Turn], *, box_text: str | None = None) -> tuple[Any, ...]:
    """Return the page at rest; `box_text` replaces what stands in the question field."""
    value: dict[str, Any] = {} if box_text is None else {"value": box_text}
    box = gr.Textbox(submit_btn=texts.ASK, stop_btn=False, **value)
    answered = next((turn.answer for turn in reversed(turns) if turn.answer), None)
    sources = render.sources_html(answered) if answered else render.sources_waiting_html()
    retry = gr.Button(visible=bool(turns) and turns[-1].retryable)
    last = turns[-1].answer if turns else None
    any_time = gr.Button(visible=last is not None and last.period is not None)
    return box, _messages(turns), sources, turns, retry, gr.Button(visible=bool(turns)), any_time


def _messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    messages = []
    for turn in turns:
        if turn.question.strip():
            messages.append({"role": "user", "content": render.question_html(turn.question)})
        messages.append({"role": "assistant", "content": _reply(turn)})
    return messages


def _reply(turn: Turn) -> str:
    if turn.answer:
        return render.answer_html(turn.answer)
    if turn.error:
        return render.error_html(turn.error)
    return render.stopped_html(turn.draft) if turn.stopped else render.stage_html(turn.stage, turn.draft)


def _filters_label(first: str | None, last: str | None, outlets: Sequence[str] | None) -> Any:
    """Say in the closed panel's heading what is chosen in it."""
    chosen = [texts.FILTERS_FROM.format(first=_readable(first))] if first else []
    chosen += [texts.FILTERS_TO.format(last=_readable(last))] if last else []
    chosen += [", ".join(outlets)] if outlets else []
    return gr.Accordion(label=texts.FILTERS_SET.format(filters=", ".join(chosen)) if chosen else texts.FILTERS_ALL)


def _readable(typed: str) -> str:
    """Return a typed date as readers write it, or as it was typed if it is none."""
    try:
        return day(date.fromisoformat(typed.strip()))
    except ValueError:
        return typed
