"""Answer -> HTML for the Sources column: a card for each report cited, and why its passage was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qa import Answer, Citation, Passage
from qa.answer import Copy, Verdict
from ui import texts
from ui.quotes import copy_href
from ui.reader import article_href, escape, web_link
from ui.render.folding import Folded, folded_citations
from ui.render.pieces import citation_href, origin, shortened, show, single_spaced, verdict_html
from ui.render.scores import best_reading, why_html
from ui.render.timeline import Mark, Timeline

_CONTEXT_CHARS: Final = 240  # of the passage, shown on each side of a quote
_WORST_FIRST: Final[tuple[Verdict, ...]] = ("unsupported", "partial", "supported")


def sources_html(answer: Answer) -> str:
    """Return the evidence of an answer: its course in time, and a card for each report cited or nearest."""
    asked = f'<p class="cw-sources__for" dir="auto">{show(texts.SOURCES_FOR.format(question=answer.question))}</p>'
    folded = folded_citations(answer.citations)
    marks = _near_marks(answer.nearest) if answer.refused else [mark for card in folded for mark in card.marks()]
    plot = Timeline(marks, period=answer.period, asked=answer.as_of)
    if answer.refused:
        banner = texts.NEAREST_TEXT if answer.nearest else texts.NO_NEAREST
        cards = "".join(
            _nearest_card(passage, card, answer, plot) for card, passage in enumerate(answer.nearest, start=1)
        )
        return (
            f'<div class="cw-sources"><h2>{texts.NEAREST_TITLE}</h2>{asked}'
            f'<div class="cw-notice"><p><span class="cw-label">{texts.NEAREST_BANNER}</span> {banner}</p></div>'
            f'{plot.html()}<ol class="cw-cards">{cards}</ol></div>'
        )
    cards = "".join(_card(card, answer, plot) for card in folded)
    return f'<div class="cw-sources"><h2>{texts.SOURCES_TITLE}</h2>{asked}{plot.html()}<ol class="cw-cards">{cards}</ol></div>'


def sources_waiting_html(message: str | None = None) -> str:
    """Return the column before there is an answer."""
    note = f'<p class="cw-sources__empty">{show(texts.SOURCES_EMPTY if message is None else message)}</p>'
    return f'<div class="cw-sources"><h2>{texts.SOURCES_TITLE}</h2>{note}</div>'


def _card(card: Folded, answer: Answer, plot: Timeline) -> str:
    citation = card.first
    href = escape(citation_href(citation, answer))
    found = why_html(citation.scores, citation.matched_terms, best=best_reading(answer.citations))
    also = "".join(_folded_quote(other, answer) for other in card.others)
    return (
        f'<li class="cw-card{plot.card_classes(card.number)}" id="cw-card-{card.number}" tabindex="-1">'
        f"{_kicker(citation, answer)}"
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(citation.title)}</a></h3>'
        f"{_quote_in_context(citation)}{also}{_also_in(card.copies, citation)}{found}{_card_links(href, citation.url)}</li>"
    )


def _kicker(citation: Citation, answer: Answer) -> str:
    href = escape(citation_href(citation, answer))
    number = f'<a class="cw-marker" href="{href}" target="_self">{citation.marker}</a>'
    verdict = card_verdict(citation.marker, answer)
    return (
        f'<p class="cw-kicker">{number}{origin(citation.source, citation.published)}'
        f'<span class="cw-card__verdict">{verdict_html(verdict) if verdict else ""}</span></p>'
    )


def _folded_quote(citation: Citation, answer: Answer) -> str:
    """Return a quote from a copy of the report whose card it stands on."""
    quote = f'<blockquote dir="auto"><mark>{show(citation.quote)}</mark></blockquote>'
    return f'<div class="cw-folded">{_kicker(citation, answer)}{quote}</div>'


def _nearest_card(passage: Passage, number: int, answer: Answer, plot: Timeline) -> str:
    href = escape(article_href(passage.article_id, [(passage.start_char, passage.end_char)], 1))
    found = why_html(passage.scores, None, best=best_reading(answer.nearest))
    return (
        f'<li class="cw-card cw-card--nearest{plot.card_classes(number)}" id="cw-card-{number}" tabindex="-1">'
        f'<p class="cw-kicker">{origin(passage.source, passage.published)}</p>'
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(passage.title)}</a></h3>'
        f'<blockquote dir="auto">{show(single_spaced(shortened(passage.text, 2 * _CONTEXT_CHARS)))}</blockquote>'
        f"{_also_in(passage.also_in, None)}{found}{_card_links(href, passage.url)}</li>"
    )


def _near_marks(nearest: Sequence[Passage]) -> list[Mark]:
    return [
        Mark(card, str(card), passage.source, passage.published, "near")
        for card, passage in enumerate(nearest, start=1)
    ]


def card_verdict(marker: int, answer: Answer) -> Verdict | None:
    """Return the worst verdict among the sentences that cite a marker; None if no sentence does."""
    verdicts = {sentence.verdict for sentence in answer.sentences if marker in sentence.markers}
    return next((verdict for verdict in _WORST_FIRST if verdict in verdicts), None)


def _quote_in_context(citation: Citation) -> str:
    passage, quote = citation.passage, citation.quote
    start = citation.start_char - passage.start_char
    before, after = passage.text[:start], passage.text[start + len(quote) :]
    if passage.text[start : start + len(quote)] != quote:  # the check above the card says what is wrong
        before = after = ""
    if len(before) > _CONTEXT_CHARS:
        before = "… " + before[-_CONTEXT_CHARS:].partition(" ")[2]
    before, after = single_spaced(before), single_spaced(shortened(after, _CONTEXT_CHARS))
    return f'<blockquote dir="auto">{show(before)}<mark>{show(quote)}</mark>{show(after)}</blockquote>'


def _also_in(copies: Sequence[Copy], citation: Citation | None) -> str:
    """Return the other outlets of a report, folded; the words quoted are marked in their articles where they stand."""
    if not copies:
        return ""
    quoted = (citation.article_id, citation.start_char, citation.end_char) if citation else None
    items = "".join(
        f'<li>{origin(copy.source, copy.published)} <a href="{escape(copy_href(copy.article_id, quoted))}" '
        f'target="_self" dir="auto">{show(copy.title)}</a></li>'
        for copy in copies
    )
    outlets = len({copy.source or copy.article_id for copy in copies})
    words = texts.counted(outlets, texts.ALSO_IN_ONE, texts.ALSO_IN_MANY)
    return f'<details class="cw-why cw-also"><summary>{words}</summary><ul>{items}</ul></details>'


def _card_links(href: str, url: str | None) -> str:
    links = f'<a href="{href}" target="_self">{texts.READ_ARTICLE}</a>'
    if original := web_link(url):
        links += f' <a href="{show(original)}" target="_blank" rel="noopener noreferrer">{texts.ORIGINAL}</a>'
    return f'<p class="cw-card__links">{links}</p>'
