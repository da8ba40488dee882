"""The Ask page: a conversation, the sources of its last answer beside it, and the conversations kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

import gradio as gr

from index.errors import CitewireError
from qa import PassagesFound, QueryEngine
from ui import render, texts
from ui.conversations import Conversations, Row
from ui.pages.anew import wanted
from ui.pages.history import History
from ui.pages.narrowing import Narrowing, chosen_days
from ui.pages.talk import PageTurn, Part, Talk
from ui.passing import Shelf

_LOG: Final = logging.getLogger("citewire.ui")
_EXAMPLES: Final = 4
_EVENT: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
# Where a step of a generator leaves out a property that the step before it set, Gradio's client may drop the earlier
# one too if both arrive together: it makes each message out of the last one, in place. So the steps of an answer
# repeat what they set; a text is set by a plain value, which is never changed in place.
_AS_IT_IS: Final = (gr.skip(),) * 11
# A link "#cw-do=..." of the page becomes a press of a button that nobody sees; see ui/assets/commands.js.
_OF_THE_LIST: Final = ("rename", "delete", "restore")


class AskPage:
    """The parts of the page and what happens on a click.

    Args:
        engine: What answers.
        kept: Where conversations are kept; None where they are nobody else's business.
        shelf: Where they are found again to be copied and saved.

    Attributes:
        narrowing: The fields that narrow a question.
    """

    def __init__(self, engine: QueryEngine, kept: Conversations | None, shelf: Shelf) -> None:
        self._engine = engine
        self._history = History(kept, shelf)
        self.narrowing = Narrowing(engine)

    def build(self) -> gr.Chatbot:
        """Add the page to the tab that is open, and return the conversation."""
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
                self.narrowing.build()
            with gr.Column(scale=5, min_width=320, elem_id="cw-side"):
                sources = gr.Markdown(render.sources_waiting_html(), elem_id="cw-sources", latex_delimiters=[])
        with gr.Sidebar(open=False, width=300, elem_id="cw-history", visible=bool(self._history)):
            gr.Markdown(f"## {texts.HISTORY_TITLE}")
            search = gr.Textbox(
                label=texts.HISTORY_SEARCH, placeholder=texts.HISTORY_SEARCH, show_label=False, container=False,
                elem_id="cw-history-search",
            )  # fmt: skip
            history = gr.Markdown(elem_id="cw-history-list", latex_delimiters=[])
        command = gr.Textbox(visible="hidden", elem_id="cw-command", label="command")
        do = gr.Button("do", visible="hidden", elem_id="cw-do")
        leave = gr.Button("leave", visible="hidden", elem_id="cw-leave")  # the same, and ends the answer being made

        filters = self.narrowing.fields
        # The field's text and its buttons are told apart, see _AS_IT_IS.
        shown = [question, question, note, chat, sources, talk, retry, fresh, any_time, address, following]
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
        ended_first = leave.click(lambda: None, None, None, cancels=asked, **_EVENT)  # else its last step came after
        left = ended_first.then(self._do, [command, talk, deleted], [*shown, command, deleted], **_EVENT)
        stopped = question.stop(self._stop, talk, shown, cancels=asked, **_EVENT)
        fresh.click(lambda: self._shown(self._history.new(), box_text=""), None, shown, cancels=asked, **_EVENT)
        loaded = gr.on(None, lambda: None, None, None, **_EVENT)  # with inputs it would run at their changes, not here
        opened = loaded.then(self._opened, talk, [*shown, history], **_EVENT)
        for listed in (*(one.then for one in (*asked, done, left, stopped)), search.change, fresh.click):
            listed(self._history.listed, [search, deleted, talk], history, **_EVENT)
        for ended in (*asked, opened, stopped, left):
            ended.then(self._following, talk, following, **_EVENT)
        return chat

    def examples(self) -> list[Any]:
        """Return questions that these articles answer, as the conversation offers them."""
        return [{"text": question} for question in self._engine.example_questions(_EXAMPLES)]

    # --- asking

    def _ask(self, question: str, talk: Talk, *filters: Any, read_period: bool = True) -> Iterator[tuple[Any, ...]]:
        """Answer a question step by step; every step shows the whole conversation anew."""
        first, last, outlets, answerer = filters
        given: str | None = None
        talk = talk if talk.id else self._history.new()
        talk = replace(talk, gone=False)
        if talk.editing:
            at, part = talk.editing
            earlier = talk.turns[at]
            talk = talk.until(at, branch_id=Conversations.new_id())
            if part == "understood":
                question, given = earlier.question, question
        searched = texts.counted(self._engine.article_count(), texts.ARTICLES_ONE, texts.ARTICLES_MANY)
        stage = texts.SEARCHING.format(articles=searched)
        turn = PageTurn(question, understood=given or "", stage=stage, run=Conversations.new_id())
        chat = self._engine.chat(talk.history())
        talk = talk.with_turn(turn)
        self._history.keep(talk)  # so that the question is there if the page is left before its answer
        busy = gr.Textbox(submit_btn=False, stop_btn=texts.STOP)
        hidden = gr.Button(visible=False)
        yield (
            "", busy, "", talk.messages(), render.sources_waiting_html(texts.WAITING), talk, hidden, gr.skip(), hidden,
            _address(talk), "",
        )  # fmt: skip
        try:
            published = chosen_days(first, last)
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
                if turn.answer:  # shown below, when it can be copied; unless the reader stopped it or left meanwhile
                    yield _AS_IT_IS
                    continue
                found = event.passages if isinstance(event, PassagesFound) else ()
                sources = render.found_html(question, found) if found else gr.skip()
                yield (
                    gr.skip(), busy, gr.skip(), talk.messages(), sources, talk, hidden, gr.skip(), hidden,
                    gr.skip(), gr.skip(),
                )  # fmt: skip
        except CitewireError as error:
            turn = replace(turn, stage="", error=str(error), retryable=error.retryable)
        except Exception:
            _LOG.exception("answering failed")
            turn = replace(turn, stage="", error=texts.BROKEN)
        talk = talk.with_last(turn)
        self._history.keep(talk)
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
            yield _AS_IT_IS

    def _stop(self, talk: Talk) -> tuple[Any, ...]:
        return self._shown(self._history.stop(talk))

    # --- what the links of the page do

    def _do(self, command: str, talk: Talk, deleted: Row | None) -> tuple[Any, ...]:
        """Do what a link "#cw-do=VERB:WHAT" asks for."""
        verb, _, what = command.partition(":")
        leaves = verb == "open" or (verb == "delete" and what == talk.id)
        if leaves:
            self._history.stop(talk)
        if verb in _OF_THE_LIST:
            deleted = self._history.change(verb, what, deleted)
        if talk.busy and not leaves:  # the answer being made shows the conversation itself
            return *_AS_IT_IS, "", deleted
        box_text: str | None = None
        if verb in ("edit", "understood") and (at := talk.position(what)) is not None:
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
            talk = self._history.judge(what, talk)
        elif verb == "open":
            talk, box_text = self._history.reopened(what) or replace(self._history.new(), gone=True), ""
        elif leaves:
            talk = self._history.new()
        return *self._shown(talk, box_text=box_text), "", deleted

    # --- conversations

    def _opened(self, talk: Talk, request: gr.Request) -> tuple[Any, ...]:
        """Show the conversation the page's address names, unless somebody has asked already."""
        wanted_id = str(request.query_params.get("c", ""))
        if talk.id or not wanted_id:
            return *_AS_IT_IS, self._history.listed("", None, talk)
        talk = self._history.reopened(wanted_id) or replace(self._history.new(), gone=True)
        return *self._shown(talk), self._history.listed("", None, talk)

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
        text = gr.skip() if box_text is None else box_text
        ready = gr.Textbox(submit_btn=texts.ASK, stop_btn=False)
        note = render.editing_html(talk.editing[1]) if talk.editing else render.gone_html() if talk.gone else ""
        answered = talk.answered
        sources = render.sources_html(answered) if answered else render.sources_waiting_html()
        last = talk.turns[-1] if talk.turns else None
        retry = gr.Button(visible=last is not None and (last.retryable or last.stopped))
        any_time = gr.Button(visible=last is not None and _is_narrowed_silently(last))
        fresh = gr.Button(visible=bool(talk.turns))
        return text, ready, note, talk.messages(), sources, talk, retry, fresh, any_time, _address(talk), gr.skip()


def _is_narrowed_silently(turn: PageTurn) -> bool:
    """Tell whether an answer keeps to a period that none of its notices tells of, and offers to leave out."""
    answer = turn.answer
    return answer is not None and answer.period is not None and all(one.kind != "period" for one in answer.notices)


def _address(talk: Talk) -> str:
    return render.address_html(talk.id, kept=talk.kept, answered=talk.answered is not None) if talk.turns else ""


def _picked_example(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _take_back(talk: Talk) -> tuple[str, Talk]:
    """Take the failed turn back, to ask it once more."""
    return talk.turns[-1].question, replace(talk, turns=talk.turns[:-1])


def _same_question(talk: Talk) -> str:
    """Return the last question, to ask it in another way; its answer stays."""
    return talk.turns[-1].understood or talk.turns[-1].question
