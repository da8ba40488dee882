"""Answer -> HTML for the conversation and the Sources column.

Gradio shows all of it through its Markdown parts, which sanitise it once more. Two rules keep the
text what it is on that way: everything that is not ours goes through `show`, and no result holds a
line break, so that Markdown takes the whole of it for one HTML block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from qa import Answer, AnswerSentence, Citation, Notice, Passage
from qa.answer import Copy, Period, Scores, Verdict
from ui import texts
from ui.conversations import Heading
from ui.reader import Offsets, article_href, day, escape, web_link

_MARKDOWN: Final = str.maketrans({char: f"&#{ord(char)};" for char in "\\`*_~[]|$\n\t"})
_CONTEXT_CHARS: Final = 240  # of the passage, shown on each side of a quote
_LEXICAL_HALF: Final = 8.0  # BM25 drawn as a half-full bar
_VERDICT_TEXTS: Final[dict[Verdict, str]] = {
    "supported": texts.VERDICT_SUPPORTED,
    "partial": texts.VERDICT_PARTIAL,
    "unsupported": texts.VERDICT_UNSUPPORTED,
}
_WORST_FIRST: Final[tuple[Verdict, ...]] = ("unsupported", "partial", "supported")


def show(text: str) -> str:
    """Escape text for HTML inside Markdown: it is shown character for character, whatever it holds."""
    return escape(text).translate(_MARKDOWN)


def question_html(question: str) -> str:
    """Return a question as it stands above its answer."""
    return f'<div class="cw-question" dir="auto">{show(question)}</div>'


def understood_html(understood: str, reasons: Sequence[str], at: int) -> str:
    """Return what a follow-up was understood as, with a link to change it; `at` is its position in the conversation."""
    why = f' <span class="cw-reasons">({show("; ".join(reasons))})</span>' if reasons else ""
    said = texts.UNDERSTOOD.format(question=f'<q dir="auto">{show(understood)}</q>')
    return f'<p class="cw-understood">{said}{why} {_doing(f"understood:{at}", texts.CHANGE)}</p>'


def editing_html(part: str) -> str:
    """Return the note above the question field while a question is being changed."""
    said = texts.EDITING_QUESTION if part == "question" else texts.EDITING_UNDERSTOOD
    return f'<p class="cw-editing" role="status">{said} {_doing("keep", texts.KEEP)}</p>'


def doings_html(at: int, *, last: bool, judged: str) -> str:
    """Return what can be done with an answer: change its question, ask again, say what is wrong with it."""
    links = [_doing(f"edit:{at}", texts.EDIT)] + ([_doing("again", texts.ASK_AGAIN)] if last else [])
    if judged:
        verdict = f'<span role="status">{texts.JUDGED.format(reason=texts.REASONS[judged])}</span>'
    else:
        offered = " ".join(_doing(f"judge:{at}:{reason}", word) for reason, word in texts.REASONS.items())
        verdict = f"<details><summary>{texts.JUDGE}</summary> {offered}</details>"
    return f'<div class="cw-doings">{" ".join(links)} {verdict}</div>'


def address_html(conversation_id: str) -> str:
    """Return the link that reopens a conversation, which is the page's address too, and those that save it."""
    saved = " ".join(
        f'<a class="cw-save" href="/export/{escape(conversation_id)}.{ending}" target="_self">{word}</a>'
        for ending, word in texts.EXPORT_FORMATS.items()
    )
    address = f'<a class="cw-address" href="/?c={escape(conversation_id)}" target="_self">{texts.ADDRESS}</a>'
    return f"<p>{address} <span>{texts.EXPORT} {saved}</span></p>"


def history_html(headings: Sequence[Heading], search: str, *, restorable: bool) -> str:
    """Return the list of conversations kept, each with a link that opens it and one that deletes it."""
    undo = f'<p role="status">{texts.HISTORY_DELETED} {_doing("restore", texts.UNDO)}</p>' if restorable else ""
    if not headings:
        return undo + f"<p>{texts.HISTORY_NOT_FOUND if search.strip() else texts.HISTORY_EMPTY}</p>"
    items = "".join(
        f'<li><a class="cw-reopen" href="/?c={escape(one.id)}" target="_self" dir="auto">{show(one.title)}</a> '
        f'<span class="cw-date">{day(one.updated.astimezone().date())}</span> '
        f"{_doing(f'delete:{one.id}', '✕', label=texts.HISTORY_DELETE.format(title=one.title))}</li>"
        for one in headings
    )
    return f'{undo}<ul class="cw-history">{items}</ul>'


def _doing(command: str, word: str, *, label: str = "") -> str:
    """Return a link that ui/assets/citewire.js turns into a command."""
    named = f' aria-label="{show(label)}" title="{show(label)}"' if label else ""
    return f'<a class="cw-doing" href="#cw-do={escape(quote(command))}" target="_self"{named}>{word}</a>'


# --- the conversation


def stage_html(stage: str, partial: str = "") -> str:
    """Return what is shown while an answer is made: the stage, and the text so far with plain markers."""
    draft = f'<p class="cw-answer__text" dir="auto">{_plain_markers(partial)}</p>' if partial else ""
    return f'<div class="cw-answer cw-answer--open">{draft}<p class="cw-stage">{show(stage)}</p></div>'


def stopped_html(partial: str) -> str:
    """Return an answer the reader stopped."""
    draft = f'<p class="cw-answer__text" dir="auto">{_plain_markers(partial)}</p>' if partial else ""
    return f'<div class="cw-answer">{draft}<p class="cw-meta">{texts.STOPPED}</p></div>'


def error_html(message: str) -> str:
    """Return an error, which is one sentence, in place of an answer."""
    return f'<div class="cw-answer cw-answer--error"><p>{show(message)}</p></div>'


def answer_html(answer: Answer) -> str:
    """Return an answer with linked markers, verdicts and notices, or a refusal in plain words."""
    if answer.refused:
        body = _refusal(answer)
    else:
        sentences = " ".join(_sentence(sentence, answer) for sentence in answer.sentences)
        body = f'<p class="cw-answer__text" dir="auto">{sentences}</p>{_problem_list(answer.sentences)}'
    notices = "".join(_notice(notice, answer) for notice in answer.notices)
    kind = "cw-answer cw-answer--refused" if answer.refused else "cw-answer"
    return f'<div class="{kind}">{body}{notices}{_meta(answer)}</div>'


def citation_href(citation: Citation, answer: Answer) -> str:
    """Return the reader link of a citation; it marks everything this answer cites in the same article."""
    spans = _spans_in(citation.article_id, answer)
    return article_href(citation.article_id, spans, spans.index((citation.start_char, citation.end_char)) + 1)


def _spans_in(article_id: str, answer: Answer) -> list[Offsets]:
    return sorted({(c.start_char, c.end_char) for c in answer.citations if c.article_id == article_id})


def _sentence(sentence: AnswerSentence, answer: Answer) -> str:
    markers = "".join(_marker(marker, answer) for marker in sentence.markers)
    verdict = sentence.verdict
    if verdict == "supported":
        slot = f'<span class="cw-tick" title="{texts.VERDICT_SENTENCE_SUPPORTED}">{texts.VERDICT_MARKS[verdict]}</span>'
    else:
        slot = _verdict(verdict)
    told = _with_short(sentence, answer)
    return f'<span class="cw-sentence cw-sentence--{verdict}">{told}</span>{_refs(markers + slot)}'


def _with_short(sentence: AnswerSentence, answer: Answer) -> str:
    """Return the text of a sentence, the few words that answer set off in it."""
    words = " ".join(answer.short.text.split()) if answer.short else ""
    at = sentence.text.find(words) if answer.short and answer.short.marker in sentence.markers else -1
    if at < 0:
        return show(sentence.text)
    end = at + len(words)
    return f"{show(sentence.text[:at])}<strong>{show(words)}</strong>{show(sentence.text[end:])}"


def _marker(marker: int, answer: Answer) -> str:
    citation = next((found for found in answer.citations if found.marker == marker), None)
    if citation is None:
        return f'<span class="cw-marker cw-marker--unknown" title="{texts.UNKNOWN_MARKER}">{marker}?</span>'
    title = texts.MARKER_TITLE.format(marker=marker, source=f"{citation.title}, {day(citation.published)}")
    href = escape(citation_href(citation, answer))
    return f'<a class="cw-marker" href="{href}" target="_self" title="{show(title)}">{marker}</a>'


def _refs(markers: str) -> str:
    """Keep markers on the line of the word before them: a word joiner forbids the break."""
    return f'<span class="cw-refs">&#8288;{markers}</span>'


def _plain_markers(text: str) -> str:
    return re.sub(r"&#91;(\d{1,3})&#93;", r'<span class="cw-marker cw-marker--open">\1</span>', show(text))


def _problem_list(sentences: Sequence[AnswerSentence]) -> str:
    items = []
    for sentence in sentences:
        if sentence.problems:
            begins, problems = show(_shortened(sentence.text, 90)), show("; ".join(sentence.problems))
            items.append(f"<li>{_verdict(sentence.verdict)} <q>{begins}</q> {problems}</li>")
    return f'<ul class="cw-problems">{"".join(items)}</ul>' if items else ""


def _refusal(answer: Answer) -> str:
    reason = texts.REFUSAL_REASON.format(reason=answer.refusal_reason) if answer.refusal_reason else ""
    nearest = f"<p>{texts.REFUSAL_NEAREST}</p>" if answer.nearest else ""
    return (
        f'<p class="cw-refusal"><span class="cw-label">{texts.REFUSAL_TITLE}</span> {show(answer.text)}</p>'
        f"<p>{show(reason)}</p>{nearest}"
    )


def _notice(notice: Notice, answer: Answer) -> str:
    title = texts.NOTICE_TITLES.get(notice.kind, notice.kind)
    text, behind = show(notice.text), ""
    for marker in notice.markers:
        before, written, after = text.partition(show(f" [{marker}]"))
        if written:  # the text says itself where the marker belongs
            text = f"{before}{_refs(_marker(marker, answer))}{after}"
        else:
            behind += _marker(marker, answer)
    refs = _refs(behind) if behind else ""
    return f'<p class="cw-notice"><span class="cw-label">{show(title)}</span> {text}{refs}</p>'


def _meta(answer: Answer) -> str:
    parts = []
    count = len(answer.sentences)
    supported = sum(sentence.verdict == "supported" for sentence in answer.sentences)
    if count and supported == count:
        parts.append(texts.CHECKED_ALL_ONE if count == 1 else texts.CHECKED_ALL_MANY.format(count=count))
    elif count:
        parts.append(texts.CHECKED_SOME.format(supported=supported, count=count))
    if not answer.refused:
        model = answer.answerer.removeprefix("llm:")
        extractive = model == answer.answerer
        parts.append(texts.ANSWERER_EXTRACTIVE if extractive else texts.ANSWERER_LLM.format(model=model))
    if answer.period:
        if not any(notice.kind == "period" for notice in answer.notices):
            parts.append(texts.PERIOD.format(text=answer.period.from_text, period=_period(answer.period)))
        parts.append(texts.AS_OF.format(day=day(answer.as_of)))
    shown = " · ".join(show(part) for part in parts)
    if answer.citations or answer.nearest:
        shown += f' <a class="cw-jump" href="#cw-sources" target="_self">{texts.SEE_SOURCES}</a>'
    return f'<p class="cw-meta">{shown}</p>'


def _period(period: Period) -> str:
    if period.start and period.end:
        if period.start == period.end:
            return day(period.start)
        return texts.PERIOD_BOTH.format(start=day(period.start), end=day(period.end))
    if period.start:
        return texts.PERIOD_FROM.format(start=day(period.start))
    return texts.PERIOD_TO.format(end=day(period.end))


# --- the Sources column


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


def sources_waiting_html(message: str = texts.SOURCES_EMPTY) -> str:
    """Return the column before there is an answer."""
    note = f'<p class="cw-sources__empty">{show(message)}</p>'
    return f'<div class="cw-sources"><h2>{texts.SOURCES_TITLE}</h2>{note}</div>'


def _card(citation: Citation, answer: Answer) -> str:
    href = escape(citation_href(citation, answer))
    number = f'<a class="cw-marker" href="{href}" target="_self">{citation.marker}</a>'
    verdict = card_verdict(citation.marker, answer)
    found = _why(citation.scores, citation.matched_terms)
    return (
        f'<li class="cw-card"><p class="cw-kicker">{number}{_origin(citation.source, citation.published)}'
        f'<span class="cw-card__verdict">{_verdict(verdict) if verdict else ""}</span></p>'
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(citation.title)}</a></h3>'
        f"{_quote_in_context(citation)}{_also_in(citation.also_in)}{found}{_card_links(href, citation.url)}</li>"
    )


def _nearest_card(passage: Passage) -> str:
    href = escape(article_href(passage.article_id, [(passage.start_char, passage.end_char)], 1))
    return (
        f'<li class="cw-card cw-card--nearest"><p class="cw-kicker">{_origin(passage.source, passage.published)}</p>'
        f'<h3 dir="auto"><a href="{href}" target="_self">{show(passage.title)}</a></h3>'
        f'<blockquote dir="auto">{show(_single_spaced(_shortened(passage.text, 2 * _CONTEXT_CHARS)))}</blockquote>'
        f"{_why(passage.scores, None)}{_card_links(href, passage.url)}</li>"
    )


def card_verdict(marker: int, answer: Answer) -> Verdict | None:
    """Return the worst verdict among the sentences that cite a marker; None if no sentence does."""
    verdicts = {sentence.verdict for sentence in answer.sentences if marker in sentence.markers}
    return next((verdict for verdict in _WORST_FIRST if verdict in verdicts), None)


def _verdict(verdict: Verdict) -> str:
    words = f"{texts.VERDICT_MARKS[verdict]} {_VERDICT_TEXTS[verdict]}"
    return f'<span class="cw-verdict cw-verdict--{verdict}">{words}</span>'


def _origin(source: str | None, published: date | None) -> str:
    outlet = f'<span class="cw-outlet" dir="auto">{show(source or texts.NO_SOURCE)}</span>'
    return f'{outlet} <span class="cw-date">{day(published)}</span>'


def _quote_in_context(citation: Citation) -> str:
    passage, quote = citation.passage, citation.quote
    start = citation.start_char - passage.start_char
    before, after = passage.text[:start], passage.text[start + len(quote) :]
    if passage.text[start : start + len(quote)] != quote:  # the check above the card says what is wrong
        before = after = ""
    if len(before) > _CONTEXT_CHARS:
        before = "… " + before[-_CONTEXT_CHARS:].partition(" ")[2]
    before, after = _single_spaced(before), _single_spaced(_shortened(after, _CONTEXT_CHARS))
    return f'<blockquote dir="auto">{show(before)}<mark>{show(quote)}</mark>{show(after)}</blockquote>'


def _single_spaced(text: str) -> str:
    """Keep line breaks and drop blank lines."""
    return re.sub(r"\s*\n\s*", "\n", text)


def _shortened(text: str, most_chars: int) -> str:
    return text if len(text) <= most_chars else text[:most_chars].rpartition(" ")[0].rstrip(" ,;:") + " …"


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
    return f"<li><span>{name}</span>{bar}<span>{word} ({score:.2f})</span></li>"


def _card_links(href: str, url: str | None) -> str:
    links = f'<a href="{href}" target="_self">{texts.READ_ARTICLE}</a>'
    if original := web_link(url):
        links += f' <a href="{show(original)}" target="_blank" rel="noopener noreferrer">{texts.ORIGINAL}</a>'
    return f'<p class="cw-card__links">{links}</p>'
