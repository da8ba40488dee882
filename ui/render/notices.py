"""Notices -> HTML: what the reader should know of an answer, where it stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from qa import Answer, AnswerSentence, Citation, Notice
from ui import texts
from ui.reader import day, escape
from ui.render.pieces import citation_href, doing, marker_html, origin, refs, show

_TELL_OF_DROPPED = ("unsupported", "fallback")


def last_cited(notice: Notice, answer: Answer) -> int | None:
    """Return the position of the last sentence a notice is about; None if it is about the answer as a whole."""
    about = [
        position
        for position, sentence in enumerate(answer.sentences)
        if not set(sentence.markers).isdisjoint(notice.markers)
    ]
    return about[-1] if about and not answer.refused else None


def notice_html(notice: Notice, answer: Answer, *, at: int | None = None, last: bool = False) -> str:
    """Return a notice with what can be done about it.

    Args:
        notice: One of the answer's.
        answer: The answer.
        at: Position of its question in the conversation; None where nothing can be asked.
        last: Whether that is the last question.
    """
    title = texts.NOTICE_TITLES.get(notice.kind, notice.kind)
    text, behind = show(texts.told(notice.text)), ""
    for marker in notice.markers:
        before, written, after = text.partition(show(f" [{marker}]"))
        if written:  # the text says itself where the marker belongs
            text = f"{before}{refs(marker_html(marker, answer))}{after}"
        else:
            behind += marker_html(marker, answer)
    outside = refs(behind) if behind else ""
    told = f'<p><span class="cw-label">{show(title)}</span> {text}{outside}</p>'
    doings = [*_links(notice, answer), *(() if at is None else _asking(notice, answer, at, last=last))]
    if hint := texts.NOTICE_HINTS.get(notice.kind):
        doings.append(f"<span>{show(hint)}</span>")
    done = f'<p class="cw-notice__do">{" ".join(doings)}</p>' if doings else ""
    return f'<div class="cw-notice cw-notice--{notice.kind}">{told}{done}{_folded(notice, answer)}</div>'


def dropped_html(answer: Answer) -> str:
    """Return the sentences left out, folded, where no notice of the answer shows them."""
    if any(notice.kind in _TELL_OF_DROPPED for notice in answer.notices):
        return ""
    return _dropped(answer.dropped)


def _links(notice: Notice, answer: Answer) -> list[str]:
    """Return the links a notice offers to articles."""
    if notice.kind not in ("conflict", "superseded", "stale"):
        return []
    dated = [cited for cited in _cited(notice, answer) if cited.published]
    newest = max(dated, key=lambda cited: cited.published or date.min, default=None)
    if newest is None or (notice.kind != "stale" and len({cited.published for cited in dated}) < 2):
        return []
    word = texts.NOTICE_NEWEST if notice.kind == "stale" else texts.NOTICE_LATER
    href = escape(citation_href(newest, answer))
    return [f'<a href="{href}" target="_self">{word.format(day=day(newest.published))}</a>']


def _asking(notice: Notice, answer: Answer, at: int, *, last: bool) -> list[str]:
    """Return the links that ask in another way."""
    again = [doing("again", texts.ASK_AGAIN)] if last else []
    match notice.kind:
        case "period":
            return [doing(f"anytime:{at}", texts.ANY_TIME)] if answer.period else []
        case "reworded":
            return [doing(f"edit:{at}", texts.EDIT)]
        case "fallback" | "truncated":
            return again
        case "superseded" | "stale":
            since = _since(notice, answer)
            return [doing(f"since:{at}:{since}", texts.NOTICE_SINCE.format(day=day(since)))] if since else []
    return []


def _since(notice: Notice, answer: Answer) -> date | None:
    """Return the day from which articles tell more than those cited; None if only such were searched."""
    about = answer.citations if notice.kind == "stale" else _cited(notice, answer)
    days = [cited.published for cited in about if cited.published]
    if not days:
        return None
    since = max(days) + timedelta(
        days=notice.kind == "stale"
    )  # asked from its own day on, an old report is found again
    searched = answer.searched and answer.searched.published_from
    return None if since > answer.as_of or (searched and searched >= since) else since


def _folded(notice: Notice, answer: Answer) -> str:
    """Return what a notice shows on demand: both passages side by side, or what was left out."""
    if notice.kind in _TELL_OF_DROPPED:
        return _dropped(answer.dropped)
    sides = _cited(notice, answer)
    if notice.kind not in ("conflict", "superseded") or len(sides) < 2:
        return ""
    shown = "".join(
        f"<li><p>{origin(cited.source, cited.published)} {refs(marker_html(cited.marker, answer))}</p>"
        f'<blockquote dir="auto">{show(cited.quote)}</blockquote></li>'
        for cited in sides
    )
    return f'<details class="cw-compare"><summary>{texts.NOTICE_COMPARE}</summary><ul>{shown}</ul></details>'


def _dropped(dropped: Sequence[AnswerSentence]) -> str:
    if not dropped:
        return ""
    items = "".join(
        f'<li><q dir="auto">{show(sentence.text)}</q> {show("; ".join(map(texts.told, sentence.problems)))}</li>'
        for sentence in dropped
    )
    words = texts.counted(len(dropped), texts.DROPPED_ONE, texts.DROPPED_MANY)
    return f'<details class="cw-dropped"><summary>{words}</summary><ul>{items}</ul></details>'


def _cited(notice: Notice, answer: Answer) -> list[Citation]:
    return [cited for cited in answer.citations if cited.marker in notice.markers]
