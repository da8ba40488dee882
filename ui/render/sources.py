"""Answer -> HTML for the Sources column: a card for each citation, and why its passage was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from qa import Answer, Citation, Passage
from qa.answer import Copy, Scores, Verdict
from ui import texts
from ui.reader import article_href, day, escape, web_link
from ui.render.pieces import citation_href, origin, shortened, show, single_spaced, verdict_html

_CONTEXT_CHARS: Final = 240  # of the passage, shown on each side of a quote
_LEXICAL_HALF: Final = 8.0  # BM25 drawn as a half-full bar
_WORST_FIRST: Final[tuple[Verdict, ...]] = ("unsupported", "partial", "supported")


def sources_html(answer: Answer) -> str:
    """Return the cards of an answer: one for each citation, or the nearest passages of a refusal."""
    asked = f'<p class="cw-sources__for" dir="auto">{show(texts.SOURCES_FOR.format(question=answer.question))}</p>'
    if answer.refused:
        banner = texts.NEAREST_TEXT if answer.nearest else texts.NO_NEAREST
        cards = "".join(_nearest_card(passage) for passage in answer.nearest)
        return (
            f'<div class="cw-sources"><h2>{texts.NEAREST_TITLE}</h2>{asked}'
            f'<p class="cw-notice"><span class="cw-label">{texts.NEAREST_BANNER}</span> {banner}</p>'
            f'<ol class="cw-cards">{cards}</ol></div>'
        )
    cards = "".join(_card(citation, answer) for citation in answer.citations)
    return f'<div class="cw-sources"><h2>{texts.SOURCES_TITLE}</h2>{asked}<ol class="cw-cards">{cards}</ol></div>'


def sources_waiting_html(message: str | None = None) -> str:
    """Return the column before there is an answer."""
    note = f'<p class="cw-sources__empty">{show(texts.SOURCES_EMPTY if message is None else message)}</p>'
    return f'<div class="cw-sources"><h2>{texts.SOURCES_TITLE}</h2>{note}</div>'


def _card(citation: Citation, answer: Answer) -> str:
    href = escape(citation_href(citation, answer))
    number = f'<a class="cw-marker" href="{href}" target="_self">{citation.marker}</a>'
    verdict = card_verdict(citation.marker, answer)
    found = _why(citation.scores, citation.matched_terms)
    return (
        f'<li class="cw-card"><p class="cw-kicker">{number}{origin(citation.source, citation.published)}'
        f'<span class="cw-card__verdict">{verdict_html(verdict) if verdict else ""}</span></p>'
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(citation.title)}</a></h3>'
        f"{_quote_in_context(citation)}{_also_in(citation.also_in)}{found}{_card_links(href, citation.url)}</li>"
    )


def _nearest_card(passage: Passage) -> str:
    href = escape(article_href(passage.article_id, [(passage.start_char, passage.end_char)], 1))
    return (
        f'<li class="cw-card cw-card--nearest"><p class="cw-kicker">{origin(passage.source, passage.published)}</p>'
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(passage.title)}</a></h3>'
        f'<blockquote dir="auto">{show(single_spaced(shortened(passage.text, 2 * _CONTEXT_CHARS)))}</blockquote>'
        f"{_why(passage.scores, None)}{_card_links(href, passage.url)}</li>"
    )


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


def _also_in(copies: Sequence[Copy]) -> str:
    if not copies:
        return ""
    items = [
        f'<a href="{escape(article_href(copy.article_id))}" target="_self" title="{show(copy.title)}">'
        f"{show(copy.source or copy.title)}</a> ({day(copy.published)})"
        for copy in copies
    ]
    return f'<p class="cw-also">{texts.ALSO_IN} {", ".join(items)}</p>'


def _why(scores: Scores, matched: Sequence[str] | None) -> str:
    """Return why a passage was found; `matched` is None where the words are not known."""
    if matched:
        words = " ".join(f'<span class="cw-term">{show(term)}</span>' for term in matched)
        found = f"<p>{texts.MATCHED_TERMS} {words}</p>"
    else:
        found = "" if matched is None else f"<p>{texts.NO_MATCHED_TERMS}</p>"
    lexical = None if scores.lexical is None else scores.lexical / (scores.lexical + _LEXICAL_HALF)
    rows = (
        _score(texts.SCORE_DENSE, scores.dense, scores.dense),
        _score(texts.SCORE_LEXICAL, lexical, scores.lexical),
        _score(texts.SCORE_FUSED, scores.fused, scores.fused),
    )
    scored = f'<ul class="cw-scores">{"".join(rows)}</ul>'
    return f'<details class="cw-why"><summary>{texts.WHY_FOUND}</summary>{found}{scored}</details>'


def _score(name: str, filled: float | None, score: float | None) -> str:
    """Return one score as a bar and a word; `filled` is its share of the bar, in [0, 1]."""
    if filled is None or score is None:
        return f'<li><span>{name}</span><span class="cw-score__none">{texts.SCORE_NONE}</span></li>'
    share = min(max(filled, 0.0), 1.0)
    word = next(word for least, word in texts.SCORE_WORDS if share >= least)
    bar = f'<meter min="0" max="1" value="{share:.2f}">{share:.2f}</meter>'
    told = texts.SCORE_SHOWN.format(word=word, score=score)
    return f"<li><span>{name}</span>{bar}<span>{told}</span></li>"


def _card_links(href: str, url: str | None) -> str:
    links = f'<a href="{href}" target="_self">{texts.READ_ARTICLE}</a>'
    if original := web_link(url):
        links += f' <a href="{show(original)}" target="_blank" rel="noopener noreferrer">{texts.ORIGINAL}</a>'
    return f'<p class="cw-card__links">{links}</p>'
