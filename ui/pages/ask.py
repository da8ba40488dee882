"""The Ask page: a conversation, the sources of its last answer beside it, and the conversations kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import gradio as gr

from index.errors import CitewireError, NotFoundError, QuestionError
from qa import PassagesFound, QueryEngine
from qa.generative.answerers import EXTRACTIVE
from qa.generative.providers import NO_MODEL
from ui import render, texts
from ui.conversations import REASONS, Conversations, Exchange
from ui.pages.anew import wanted
from ui.pages.talk import PageTurn, Part, Talk
from ui.passing import Shelf
from ui.reader import day

_LOG: Final = logging.getLogger("citewire.ui")
_EXAMPLES: Final = 4
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
# A link "#cw-do=..." of the page becomes a press of a button that nobody sees; see ui/assets/commands.js.


class AskPage:
    """The parts of the page and what happens on a click.

    Args:
        engine: What answers.
        kept: Where conversations are kept; None where they are nobody else's business.
        shelf: Where they are found again to be copied and saved.
    """

    def __init__(self, engine: QueryEngine, kept: Conversations | None, shelf: Shelf) -> None:
        self._engine = engine
        self._kept = kept
        self._shelf = shelf

    def build(self) -> tuple[gr.Dropdown, gr.Chatbot]:
        """Add the page to the tab that is open, and return its field of outlets and the conversation."""
        talk = gr.State(Talk(""))  # until the page has opened; a callable here would run after that
        deleted = gr.State(None)
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
                    autoscroll=False,  # ui/assets/scrolling.js does it, and leaves a reader who scrolled up alone
                    placeholder=f'<div class="cw-welcome"><h2>{texts.WELCOME_TITLE}</h2><p>{texts.WELCOME_TEXT}</p></div>',
                    examples=self.examples(),
                )
                following = gr.Markdown(elem_id="cw-next", latex_delimiters=[])
                with gr.Row(elem_id="cw-actions"):
                    retry = gr.Button(texts.RETRY, size="sm", visible=False, min_width=0, elem_id="cw-retry")
                    any_time = gr.Button(texts.ANY_TIME, size="sm", visible=False, min_width=0, elem_id="cw-any-time")
                    address = gr.Markdown(elem_id="cw-address")
                    fresh = gr.Button(texts.NEW_CONVERSATION, size="sm", visible=False, min_width=0, elem_id="cw-new")
                note = gr.Markdown("", elem_id="cw-note", latex_delimiters=[])
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
                        self._engine.sources(),
                        multiselect=True,
                        label=texts.FILTER_OUTLETS_LABEL,
                        elem_id="cw-outlets",
                    )
                    answerer = gr.Dropdown(label=texts.ANSWER_BY, visible=False, elem_id="cw-answerer")
            with gr.Column(scale=5, min_width=320, elem_id="cw-side"):
                sources = gr.Markdown(render.sources_waiting_html(), elem_id="cw-sources", latex_delimiters=[])
        with gr.Sidebar(open=False, width=300, elem_id="cw-history", visible=self._kept is not None):
            gr.Markdown(f"## {texts.HISTORY_TITLE}")
            search = gr.Textbox(
                label=texts.HISTORY_SEARCH, placeholder=texts.HISTORY_SEARCH, show_label=False, container=False,
                elem_id="cw-history-search",
            )  # fmt: skip
            history = gr.Markdown(elem_id="cw-history-list", latex_delimiters=[])
        command = gr.Textbox(visible="hidden", elem_id="cw-command", label="command")
        do = gr.Button("do", visible="hidden", elem_id="cw-do")

        filters: list[Any] = [first, last, outlets, answerer]
        self.filters, self.set_fields = filters, [answerer, panel]
        # Without inputs: with some it would run whenever one of them changes.
        gr.on(None, lambda: self.by_settings(None, None, None, None), None, self.set_fields, **_EVENT)
        shown = [question, note, chat, sources, talk, retry, fresh, any_time, address, following]
        picked = chat.example_select(_picked_example, outputs=question, **_EVENT)
        again = retry.click(_take_back, talk, [question, talk], **_EVENT)
        asked = [
            ask(self._ask, [question, talk, *filters], shown, **_EVENT)
            for ask in (question.submit, picked.then, again.then)
        ]
        repeated = any_time.click(_same_question, talk, question, **_EVENT)
        asked.append(repeated.then(partial(self._ask, read_period=False), [question, talk, *filters], shown, **_EVENT))
        done = do.click(self._do, [command, talk, deleted], [*shown, command, deleted], **_EVENT)
        asked.append(done.then(self._ask_again, [talk, *filters], shown, **_EVENT))
        stopped = question.stop(self._stop, talk, shown, cancels=asked, **_EVENT)
        fresh.click(lambda: self._shown(self._new_talk(), box_text=""), None, shown, cancels=asked, **_EVENT)
        for field in filters:
            field.change(self._filters_label, filters, panel, queue=False, **_EVENT)
        loaded = gr.on(None, lambda: None, None, None, **_EVENT)  # with inputs it would run at their changes, not here
        opened = loaded.then(self._opened, talk, [*shown, history], **_EVENT)
        for listed in (*(one.then for one in asked), done.then, search.change, fresh.click):
            listed(self._history, [search, deleted, talk], history, **_EVENT)
        for ended in (*asked, opened, stopped):
            ended.then(self._following, talk, following, **_EVENT)
        return outlets, chat

    def examples(self) -> list[Any]:
        """Return questions that these articles answer, as the conversation offers them."""
        return [{"text": question} for question in self._engine.example_questions(_EXAMPLES)]

    # --- what the settings decide

    def by_settings(
        self, first: str | None, last: str | None, outlets: Sequence[str] | None, _: Any
    ) -> tuple[Any, Any]:
        """Return the field of who answers, which is there only if a language model is set, and the panel's heading."""
        settings = self._engine.home.settings
        choices = [(texts.ANSWER_BY_MODEL.format(model=settings.llm), ""), (texts.ANSWERER_EXTRACTIVE, EXTRACTIVE)]
        field = gr.Dropdown(choices, value="", visible=settings.llm != NO_MODEL)
        return field, self._filters_label(first, last, outlets, "")

    def _filters_label(
        self, first: str | None, last: str | None, outlets: Sequence[str] | None, answerer: str | None
    ) -> Any:
        """Say in the closed panel's heading what is chosen in it."""
        words = _filters_words(first, last, outlets, self._engine.home.settings.period_days)
        return gr.Accordion(label=f"{words} · {texts.ANSWERER_EXTRACTIVE}" if answerer == EXTRACTIVE else words)

    # --- asking

    def _ask(self, question: str, talk: Talk, *filters: Any, read_period: bool = True) -> Iterator[tuple[Any, ...]]:
        """Answer a question step by step; every step shows the whole conversation anew."""
        first, last, outlets, answerer = filters
        given: str | None = None
        talk = talk if talk.id else self._new_talk()  # who is quick asks before the page has opened
        if talk.editing:
            at, part = talk.editing
            earlier = talk.turns[at]
            talk = talk.until(at, branch_id=Conversations.new_id())
            if part == "understood":
                question, given = earlier.question, question
        searched = texts.counted(self._engine.article_count(), texts.ARTICLES_ONE, texts.ARTICLES_MANY)
        turn = PageTurn(question, understood=given or "", stage=texts.SEARCHING.format(articles=searched))
        chat = self._engine.chat(talk.history())
        talk = talk.with_turn(turn)
        box = gr.Textbox(value="", submit_btn=False, stop_btn=texts.STOP)
        hidden = gr.Button(visible=False)
        yield (
            box, "", talk.messages(), render.sources_waiting_html(texts.WAITING), talk, hidden, gr.skip(), hidden,
            gr.skip(), "",
        )  # fmt: skip
        try:
            published = _period(first, last)
            if given is None:
                turn = turn.reading(chat.standalone(question))
            events = chat.stream(
                question, standalone=given or turn.understood or None, published_from=published[0],
                published_to=published[1], sources=tuple(outlets or ()), read_period=read_period,
                answerer=answerer or None,
            )  # fmt: skip
            for event in events:
                turn = turn.advanced(event)
                talk = talk.with_last(turn)
                if turn.answer:
                    continue  # shown below, when it can be copied
                found = event.passages if isinstance(event, PassagesFound) else ()
                sources = render.found_html(question, found) if found else gr.skip()
                yield gr.skip(), gr.skip(), talk.messages(), sources, talk, *([gr.skip()] * 5)
        except CitewireError as error:
            turn = replace(turn, stage="", error=str(error), retryable=error.retryable)
        except Exception:
            _LOG.exception("answering failed")
            turn = replace(turn, stage="", error=texts.BROKEN)
        talk = talk.with_last(turn)
        self._keep(talk)
        yield self._shown(talk, box_text=question if turn.error else None)

    def _ask_again(self, talk: Talk, *filters: Any) -> Iterator[tuple[Any, ...]]:
        """Ask the last question anew, or the one that was picked, if that is what was wanted."""
        if talk.turns and talk.turns[-1].stage == texts.AGAIN:
            turn = talk.turns[-1]
            at: tuple[int, Part] = (len(talk.turns) - 1, "understood" if turn.understood else "question")
            yield from self._ask(turn.understood or turn.question, replace(talk, editing=at), *filters)
        elif talk.anew:
            first, *others = filters
            since, talk_now = talk.anew.published_from, replace(talk, anew=None, editing=None)
            filters_now = (since.isoformat() if since else first, *others)
            yield from self._ask(talk.anew.question, talk_now, *filters_now, read_period=talk.anew.read_period)
        else:  # Gradio empties what a generator without a value leaves unsaid
            yield (gr.skip(),) * 10

    def _stop(self, talk: Talk) -> tuple[Any, ...]:
        if talk.turns and talk.turns[-1].stage:
            talk = talk.with_last(replace(talk.turns[-1], stage="", stopped=True))
        return self._shown(talk)

    # --- what the links of the page do

    def _do(self, command: str, talk: Talk, deleted: Any) -> tuple[Any, ...]:
        """Do what a link "#cw-do=VERB:WHAT" asks for."""
        verb, _, what = command.partition(":")
        box_text: str | None = None
        if verb in ("edit", "understood") and (at := _position(what, talk)) is not None:
            turn = talk.turns[at]
            part: Part = "question" if verb == "edit" else "understood"
            talk = replace(talk, editing=(at, part))
            box_text = turn.question if part == "question" else turn.understood or turn.question
        elif wants := wanted(command, [turn.understood or turn.question for turn in talk.turns]):
            talk = replace(talk, anew=wants)
        elif verb == "keep":
            talk, box_text = replace(talk, editing=None), ""
        elif verb == "again" and talk.turns:
            talk = talk.with_last(replace(talk.turns[-1], stage=texts.AGAIN))
        elif verb in ("judge", "unjudge"):
            talk = self._judged(what, talk)
        elif self._kept and verb == "open":
            talk, box_text = self._loaded(what) or talk, ""
        elif self._kept and verb == "rename":
            conversation_id, _, title = what.partition(":")
            self._kept.rename(conversation_id, title)
        elif self._kept and verb == "delete":
            deleted = (what, self._kept.load(what)) if self._loaded(what) else None
            self._kept.delete(what)
            talk = self._new_talk() if what == talk.id else talk
        elif self._kept and verb == "restore" and deleted:
            self._kept.save(*deleted)
            deleted = None
        return *self._shown(talk, box_text=box_text), "", deleted

    def _judged(self, what: str, talk: Talk) -> Talk:
        number, _, reason = what.partition(":")
        at = _position(number, talk)
        answer = talk.turns[at].answer if at is not None else None
        if self._kept is None or answer is None or at is None:
            return talk
        if reason in REASONS:
            self._kept.judge(answer, reason)
        elif not reason:
            self._kept.withdraw(answer)
        else:
            return talk
        turns = list(talk.turns)
        turns[at] = replace(turns[at], judged=reason)
        return replace(talk, turns=tuple(turns))

    # --- conversations

    def _new_talk(self) -> Talk:
        return Talk(Conversations.new_id(), kept=self._kept is not None)

    def _keep(self, talk: Talk) -> None:
        try:
            self._shelf.save(talk.id, talk.exchanges())
        except CitewireError:
            _LOG.exception("the conversation could not be kept")

    def _loaded(self, conversation_id: str) -> Talk | None:
        exchanges: list[Exchange] | None = None
        if self._kept:
            with suppress(NotFoundError):
                exchanges = self._kept.load(conversation_id)
        if self._kept is None or exchanges is None:
            return None
        judged = [self._kept.judgement(one.answer) if one.answer else None for one in exchanges]
        talk = Talk.reopened(conversation_id, exchanges)
        turns = (replace(turn, judged=reason or "") for turn, reason in zip(talk.turns, judged, strict=True))
        return replace(talk, turns=tuple(turns))

    def _opened(self, talk: Talk, request: gr.Request) -> tuple[Any, ...]:
        """Show the conversation the page's address names, unless somebody has asked already."""
        if talk.id:
            return *((gr.skip(),) * 10), self._history("", None, talk)
        wanted = str(request.query_params.get("c", ""))
        talk = (self._loaded(wanted) if wanted else None) or self._new_talk()
        return *self._shown(talk), self._history("", None, talk)

    def _history(self, search: str, deleted: Any, talk: Talk) -> str:
        if self._kept is None:
            return ""
        return render.history_html(
            self._kept.headings(search), search, restorable=deleted is not None, current=talk.id,
            judgements=self._kept.judgement_count(),
        )  # fmt: skip

    def _following(self, talk: Talk) -> str:
        """Return what can be asked after the last answer; found out when that is on the screen already."""
        answer = talk.turns[-1].answer if talk.turns else None
        try:
            return render.next_html(self._engine.suggest(answer, asked=talk.asked()) if answer else ())
        except Exception:
            _LOG.exception("nothing could be suggested")
            return render.next_html(())

    # --- the page at rest

    def _shown(self, talk: Talk, *, box_text: str | None = None) -> tuple[Any, ...]:
        """Return the page; `box_text` replaces what stands in the question field."""
        value: dict[str, Any] = {} if box_text is None else {"value": box_text}
        box = gr.Textbox(submit_btn=texts.ASK, stop_btn=False, **value)
        note = render.editing_html(talk.editing[1]) if talk.editing else ""
        answered = talk.answered
        sources = render.sources_html(answered) if answered else render.sources_waiting_html()
        last = talk.turns[-1] if talk.turns else None
        retry = gr.Button(visible=last is not None and last.retryable)
        any_time = gr.Button(visible=last is not None and last.answer is not None and last.answer.period is not None)
        address = render.address_html(talk.id, kept=talk.kept) if talk.answered else ""
        fresh = gr.Button(visible=bool(talk.turns))
        return box, note, talk.messages(), sources, talk, retry, fresh, any_time, address, gr.skip()


def _position(text: str, talk: Talk) -> int | None:
    return int(text) if text.isdigit() and int(text) < len(talk.turns) else None


def _date_field(label: str, elem_id: str) -> gr.DateTime:
    return gr.DateTime(include_time=False, type="string", label=label, elem_id=elem_id)


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


def _picked_example(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _take_back(talk: Talk) -> tuple[str, Talk]:
    """Take the failed turn back, to ask it once more."""
    return talk.turns[-1].question, replace(talk, turns=talk.turns[:-1])


def _same_question(talk: Talk) -> str:
    """Return the last question, to ask it in another way; its answer stays."""
    return talk.turns[-1].understood or talk.turns[-1].question


def _filters_words(first: str | None, last: str | None, outlets: Sequence[str] | None, days: int) -> str:
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
