"""The fields that narrow a question: days, outlets, and who answers; what is chosen stands in the closed panel's heading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import gradio as gr

from index.errors import QuestionError
from qa import QueryEngine
from qa.generative.answerers import EXTRACTIVE
from qa.generative.providers import NO_MODEL
from ui import texts
from ui.reader import day

_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}


class Narrowing:
    """The panel of fields; an event that takes `fields` gets first day, last day, outlets and answerer.

    Attributes:
        fields: All of them.
        settled: Those that `by_settings` sets.
        outlets: The field of outlets, whose choices follow the collection.
    """

    fields: list[Any]
    settled: list[Any]
    outlets: gr.Dropdown

    def __init__(self, engine: QueryEngine) -> None:
        self._engine = engine

    def build(self) -> None:
        """Add the panel to what is being laid out."""
        with gr.Accordion(texts.FILTERS_ALL, open=False, elem_id="cw-filters") as panel, gr.Row():
            first = _date_field(texts.FILTER_FROM_LABEL, "cw-from")
            last = _date_field(texts.FILTER_TO_LABEL, "cw-to")
            self.outlets = gr.Dropdown(
                self._engine.sources(), multiselect=True, label=texts.FILTER_OUTLETS_LABEL, elem_id="cw-outlets"
            )
            answerer = gr.Dropdown(label=texts.ANSWER_BY, visible=False, elem_id="cw-answerer")
        self.fields, self.settled = [first, last, self.outlets, answerer], [answerer, panel]
        # Without inputs: with some it would run whenever one of them changes.
        gr.on(None, lambda: self.by_settings(None, None, None, None), None, self.settled, **_EVENT)
        for field in self.fields:
            field.change(self._heading, self.fields, panel, queue=False, **_EVENT)

    def by_settings(
        self, first: str | None, last: str | None, outlets: Sequence[str] | None, _: Any
    ) -> tuple[Any, Any]:
        """Return the field of who answers, which is there only if a language model is set, and the panel's heading."""
        settings = self._engine.home.settings
        choices = [(texts.ANSWER_BY_MODEL.format(model=settings.llm), ""), (texts.ANSWERER_EXTRACTIVE, EXTRACTIVE)]
        field = gr.Dropdown(choices, value="", visible=settings.llm != NO_MODEL)
        return field, self._heading(first, last, outlets, "")

    def _heading(self, first: str | None, last: str | None, outlets: Sequence[str] | None, answerer: str | None) -> Any:
        words = _words(first, last, outlets, self._engine.home.settings.period_days)
        return gr.Accordion(label=f"{words} · {texts.ANSWERER_EXTRACTIVE}" if answerer == EXTRACTIVE else words)


def chosen_days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
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


def _date_field(label: str, elem_id: str) -> gr.DateTime:
    return gr.DateTime(include_time=False, type="string", label=label, elem_id=elem_id)


def _words(first: str | None, last: str | None, outlets: Sequence[str] | None, days: int) -> str:
    """Say what is chosen of dates and outlets."""
    chosen = [texts.FILTERS_FROM.format(first=_readable(first))] if first else []
    chosen += [texts.FILTERS_TO.format(last=_readable(last))] if last else []
    chosen += [", ".join(outlets)] if outlets else []
    if not chosen:
        return texts.FILTERS_USUAL.format(days=days) if days else texts.FILTERS_ALL
    return texts.FILTERS_SET.format(filters=", ".join(chosen))


def _readable(typed: str) -> str:
    """Return a typed date as readers write it, or as it was typed if it is none."""
    try:
        return day(date.fromisoformat(typed.strip()))
    except ValueError:
        return typed
