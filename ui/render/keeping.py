"""What keeps an answer: copying it, its link, what the reader thought of it, its sources on paper, what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from qa import Answer, Citation, Passage
from ui import texts
from ui.reader import article_href, day, escape, web_link
from ui.render.pieces import doing, origin, shortened, show, single_spaced

_SNIPPET_CHARS = 220


def answer_href(conversation_id: str, number: int) -> str:
    """Return the link to an answer of a conversation; they are numbered from 1."""
    return f"/?c={quote(conversation_id, safe='')}#answer-{number}"


def copies_html(conversation_id: str, number: int, *, kept: bool) -> str:
    """Return the links that copy an answer, which ui/assets/copying.js takes over.

    Args:
        conversation_id: The conversation.
        number: Of the answer, from 1.
        kept: Whether the conversation can be reopened, so that a link to the answer leads somewhere.
    """
    href = f"/copied/{quote(conversation_id, safe='')}/{number}"
    links = [
        _copy(href, "cw-copy", texts.COPY, texts.COPY_LABEL),
        _copy(href, "cw-copy cw-copy--markdown", texts.COPY_MARKDOWN, texts.COPY_MARKDOWN_LABEL),
    ]
    if kept:
        address = answer_href(conversation_id, number)
        links.append(_copy(address, "cw-copy cw-copy--link", texts.COPY_LINK, texts.COPY_ANSWER_LINK_LABEL))
    return " ".join(links)


def _copy(href: str, kind: str, word: str, label: str) -> str:
    return f'<a class="{kind}" href="{escape(href)}" target="_self" title="{show(label)}" aria-label="{show(label)}">{word}</a>'


def judgement_html(at: int, judged: str) -> str:
    """Return the choice between right and wrong, with the reasons for wrong; or what was chosen, with a way back."""
    if judged:
        thumb = "up" if judged == "right" else "down"
        noted = texts.JUDGED.format(reason=texts.REASONS[judged])
        said = f'<span class="cw-thumb cw-thumb--{thumb} cw-thumb--chosen">{noted}</span>'
        return f'<div class="cw-judge">{said} {doing(f"unjudge:{at}", texts.UNDO, label=texts.JUDGE_UNDO)}</div>'
    right, *wrong = texts.REASONS
    up = doing(f"judge:{at}:{right}", texts.JUDGE_RIGHT, label=texts.JUDGE_RIGHT_LABEL, kind="cw-thumb cw-thumb--up")
    reasons = "".join(f"<li>{doing(f'judge:{at}:{reason}', texts.REASONS[reason])}</li>" for reason in wrong)
    down = f'<summary class="cw-thumb cw-thumb--down" title="{show(texts.JUDGE_WRONG_LABEL)}">{texts.JUDGE_WRONG}</summary>'
    return f'<div class="cw-judge">{up} <details>{down}<ul>{reasons}</ul></details></div>'


def next_html(questions: Sequence[str]) -> str:
    """Return what can be asked next; without questions an empty element, which tells the style that all is there."""
    if not questions:
        return '<div class="cw-next"></div>'
    items = "".join(f"<li>{doing(f'ask:{question}', show(question))}</li>" for question in questions)
    return f'<div class="cw-next"><p>{texts.ASK_NEXT}</p><ul>{items}</ul></div>'


def found_html(question: str, passages: Sequence[Passage]) -> str:
    """Return the Sources column while the passages found are being read."""
    asked = f'<p class="cw-sources__for" dir="auto">{show(texts.SOURCES_FOR.format(question=question))}</p>'
    cards = "".join(_found_card(passage) for passage in passages)
    return (
        f'<div class="cw-sources cw-sources--found"><h2>{texts.FOUND_TITLE}</h2>{asked}'
        f'<ol class="cw-cards">{cards}</ol></div>'
    )


def _found_card(passage: Passage) -> str:
    href = escape(article_href(passage.article_id, [(passage.start_char, passage.end_char)], 1))
    return (
        f'<li class="cw-card cw-card--found"><p class="cw-kicker">{origin(passage.source, passage.published)}</p>'
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(passage.title)}</a></h3>'
        f'<blockquote dir="auto">{show(single_spaced(shortened(passage.text, _SNIPPET_CHARS)))}</blockquote></li>'
    )


def paper_html(answer: Answer) -> str:
    """Return the sources of an answer as they are printed below it; on the screen they stand in their own column."""
    if answer.refused or not answer.citations:
        return ""
    items = "".join(_on_paper(citation) for citation in answer.citations)
    return f'<div class="cw-paper"><p>{texts.SOURCES_TITLE}</p><ol>{items}</ol></div>'


def _on_paper(citation: Citation) -> str:
    facts = f"{citation.source or texts.NO_SOURCE}, {day(citation.published)}"
    address = f'<span class="cw-paper__url">{show(link)}</span>' if (link := web_link(citation.url)) else ""
    return (
        f'<li><span class="cw-paper__number">{citation.marker}</span> <span dir="auto">{show(facts)}</span>: '
        f'<span dir="auto">{show(citation.title)}</span> '
        f'<q dir="auto">{show(single_spaced(citation.quote))}</q> {address}</li>'
    )
