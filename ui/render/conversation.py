"""A conversation -> HTML: questions, what can be done with an answer, text while it is made, the list kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from ui import texts
from ui.conversations import Heading
from ui.reader import day, escape
from ui.render.pieces import doing, show


def question_html(question: str) -> str:
    """Return a question as it stands above its answer."""
    return f'<h2 class="cw-question" dir="auto">{show(question)}</h2>'


def understood_html(understood: str, reasons: Sequence[str], at: int) -> str:
    """Return what a follow-up was understood as, with a link to change it; `at` is its position in the conversation."""
    why = f' <span class="cw-reasons">({show("; ".join(map(texts.told, reasons)))})</span>' if reasons else ""
    said = texts.UNDERSTOOD.format(question=f'<q dir="auto">{show(understood)}</q>')
    return f'<p class="cw-understood">{said}{why} {doing(f"understood:{at}", texts.CHANGE)}</p>'


def editing_html(part: str) -> str:
    """Return the note above the question field while a question is being changed."""
    said = texts.EDITING_QUESTION if part == "question" else texts.EDITING_UNDERSTOOD
    return f'<p class="cw-editing" role="status">{said} {doing("keep", texts.KEEP)}</p>'


def doings_html(at: int, *, last: bool, copies: str, judgement: str) -> str:
    """Return what can be done with an answer: copy it, change its question, ask again, say whether it is right.

    Args:
        at: Position of its turn in the conversation.
        last: Whether it is the latest.
        copies: Links that copy it, as HTML.
        judgement: The choice between right and wrong, as HTML.
    """
    links = [copies, doing(f"edit:{at}", texts.EDIT)] + ([doing("again", texts.ASK_AGAIN)] if last else [])
    return f'<div class="cw-doings">{" ".join(links)} {judgement}</div>'


def gone_html() -> str:
    """Return the note in place of a conversation that is not kept."""
    return f'<p class="cw-editing" role="status">{texts.CONVERSATION_NOT_KEPT}</p>'


def address_html(conversation_id: str, *, kept: bool = True, answered: bool = True) -> str:
    """Return the link that reopens a conversation, which is the page's address too, and those that save it.

    Args:
        conversation_id: The conversation.
        kept: Whether it can be reopened.
        answered: Whether there is something to save.
    """
    parts = []
    if kept:
        href = f"/?c={escape(conversation_id)}"
        parts.append(
            f'<a class="cw-address cw-copy cw-copy--link" href="{href}" target="_self" title="{texts.ADDRESS_TITLE}">'
            f"{texts.ADDRESS}</a>"
        )
    if answered:
        saved = (
            f'<a class="cw-save" href="/export/{escape(conversation_id)}.{ending}" target="_self">{word}</a>'
            for ending, word in texts.EXPORT_FORMATS.items()
        )
        parts.append(f"{texts.EXPORT} {' '.join(saved)}")
        parts.append(f'<a class="cw-print" href="#cw-print" target="_self">{texts.PRINT}</a>')
    return f"<p>{' '.join(f'<span>{part}</span>' for part in parts)}</p>" if parts else ""


def history_html(
    headings: Sequence[Heading], search: str, *, restorable: bool, current: str = "", judgements: int = 0
) -> str:
    """Return the list of conversations kept, each with links that open, rename and delete it.

    Args:
        headings: The conversations.
        search: Words they were searched for by.
        restorable: Whether the last deletion can be undone.
        current: Id of the one that is shown beside the list.
        judgements: How many answers were judged in all of them.
    """
    undo = f'<p role="status">{texts.HISTORY_DELETED} {doing("restore", texts.UNDO)}</p>' if restorable else ""
    if not headings:
        return undo + f"<p>{texts.HISTORY_NOT_FOUND if search.strip() else texts.HISTORY_EMPTY}</p>" + _rows(judgements)
    items = "".join(
        f'<li><a class="cw-reopen{" cw-reopen--here" if one.id == current else ""}" href="/?c={escape(one.id)}" '
        f'target="_self" dir="auto">{show(one.title)}</a> '
        f'<span class="cw-date">{_moment(one.updated.astimezone())}</span> '
        f"{doing(f'rename:{one.id}', texts.RENAME, label=texts.HISTORY_RENAME.format(title=one.title))} "
        f"{doing(f'delete:{one.id}', '✕', label=texts.HISTORY_DELETE.format(title=one.title))}</li>"
        for one in headings
    )
    return f'{undo}<ul class="cw-history">{items}</ul>{_rows(judgements)}'


def _moment(when: datetime) -> str:
    return f"{day(when.date())}, {when:%H:%M}"


def _rows(judgements: int) -> str:
    """Return the link that saves what was thought of answers."""
    if not judgements:
        return ""
    word = texts.counted(judgements, texts.JUDGEMENTS_ONE, texts.JUDGEMENTS_MANY)
    return (
        f'<p class="cw-judgements"><a class="cw-save" href="/judgements.jsonl" target="_self" '
        f'title="{texts.JUDGEMENTS_TITLE}">{word}</a></p>'
    )


def stage_html(stage: str, partial: str = "") -> str:
    """Return what is shown while an answer is made: the stage, and the text so far with plain markers."""
    draft = f'<p class="cw-answer__text" dir="auto">{_plain_markers(texts.told(partial))}</p>' if partial else ""
    return f'<div class="cw-answer cw-answer--open">{draft}<p class="cw-stage">{show(stage)}</p></div>'


def stopped_html(partial: str) -> str:
    """Return an answer the reader stopped."""
    draft = f'<p class="cw-answer__text" dir="auto">{_plain_markers(partial)}</p>' if partial else ""
    return f'<div class="cw-answer">{draft}<p class="cw-meta">{texts.STOPPED}</p></div>'


def error_html(message: str) -> str:
    """Return an error, which is one sentence, in place of an answer."""
    return f'<div class="cw-answer cw-answer--error"><p>{show(texts.told(message))}</p></div>'


def _plain_markers(text: str) -> str:
    return re.sub(r"&#91;(\d{1,3})&#93;", r'<span class="cw-marker cw-marker--open">\1</span>', show(text))
