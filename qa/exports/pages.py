"""An export as one HTML page without scripts, pictures or addresses that load anything; it prints as it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index import CITEWIRE
from qa.answer import Answer, AnswerSentence, Citation, Passage
from qa.exports import phrases
from qa.exports.document import ExportDocument
from qa.exports.facts import circumstances, headline, origin, places
from qa.exports.fragments import deep_link
from qa.exports.markup import escape_html, long_day, web_link
from qa.exports.style import page


def html_page(document: ExportDocument, data: str) -> str:
    """Write a document; `data` is the element that holds it for a later check."""
    several = len(document.answers) > 1
    body = [f"<h1>{escape_html(headline(document))}</h1>"] if several else []
    for number, answer in enumerate(document.answers, 1):
        body += ["<article>", *_answer(answer, number, "h2" if several else "h1"), "</article>"]
    told = phrases.EXPORTED.format(version=CITEWIRE, day=long_day(document.exported))
    body.append(f"<footer>{escape_html(told)}</footer>")
    return page(headline(document), body, data)


def cited(citation: Citation, name: str, label: str) -> str:
    """Write one source as a list item that can be linked to by its name."""
    title = _linked(citation.title, deep_link(citation), phrases.OPEN_PAGE)
    return (
        f'<li id="{name}"><b class="mark">{escape_html(label)}</b> {escape_html(origin(citation))}: {title}'
        f"<blockquote><bdi>{escape_html(citation.quote)}</bdi></blockquote>"
        f"<small>{escape_html(places(citation))}</small></li>"
    )


def _linked(title: str, link: str | None, told: str) -> str:
    text = f"<bdi>{escape_html(title)}</bdi>"
    if link is None:
        return text
    return f'<a href="{escape_html(link)}" title="{escape_html(told)}" rel="noreferrer noopener">{text}</a>'


def _answer(answer: Answer, number: int, heading: str) -> Iterator[str]:
    yield f"<{heading}><bdi>{escape_html(answer.question)}</bdi></{heading}>"
    if answer.standalone_question != answer.question:
        told = phrases.UNDERSTOOD_AS.format(question=answer.standalone_question)
        yield f'<p class="facts">{escape_html(told)}</p>'
    yield f'<p class="facts">{escape_html(circumstances(answer))}</p>'
    if answer.refused:
        yield f"<p><strong>{escape_html(answer.text)}</strong></p>"
        if answer.refusal_reason:
            yield f"<p>{escape_html(phrases.REFUSED_BECAUSE.format(reason=answer.refusal_reason))}</p>"
    if answer.short:
        marks = _marks([answer.short.marker], answer.citations, number)
        yield f'<p class="short"><b>{phrases.SHORT}:</b> <bdi>{escape_html(answer.short.text)}</bdi> {marks}</p>'
    if answer.sentences:
        yield "<div class='answer'>"
        yield from (f"<p>{_sentence(sentence, answer.citations, number)}</p>" for sentence in answer.sentences)
        yield "</div>"
    for notice in answer.notices:
        told = escape_html(phrases.NOTICES.get(notice.kind, notice.kind))
        marks = _marks(notice.markers, answer.citations, number)
        yield f'<p class="notice"><b>{told}:</b> {escape_html(notice.text)} {marks}</p>'
    yield from _sources(answer, number)
    if answer.nearest:
        yield f"<h3>{phrases.NEAREST}</h3><p>{phrases.NEAREST_TEXT}</p><ul>"
        yield from (_passage(passage) for passage in answer.nearest)
        yield "</ul>"
    if answer.dropped:
        yield f"<h3>{phrases.DROPPED}</h3><p>{phrases.DROPPED_TEXT}</p><ul>"
        yield from (f"<li>{_sentence(sentence, answer.citations, number)}</li>" for sentence in answer.dropped)
        yield "</ul>"


def _sources(answer: Answer, number: int) -> Iterator[str]:
    if answer.citations:
        yield f'<h3>{phrases.SOURCES}</h3><ul class="sources">'
        for citation in answer.citations:
            yield cited(citation, f"a{number}-{citation.marker}", f"[{citation.marker}]")
        yield "</ul>"


def _sentence(sentence: AnswerSentence, citations: Sequence[Citation], number: int) -> str:
    wrong = f": {escape_html('; '.join(sentence.problems))}" if sentence.problems else ""
    verdict = f"{phrases.SIGNS[sentence.verdict]} {phrases.VERDICTS[sentence.verdict]}{wrong}"
    marks = _marks(sentence.markers, citations, number)
    return f'<bdi>{escape_html(sentence.text)}</bdi> {marks} <span class="verdict {sentence.verdict}">{verdict}</span>'


def _marks(markers: Sequence[int], citations: Sequence[Citation], number: int) -> str:
    known = {citation.marker for citation in citations}
    return "".join(
        f'<sup><a href="#a{number}-{marker}">[{marker}]</a></sup>' if marker in known else f"<sup>[{marker}]</sup>"
        for marker in markers
    )


def _passage(passage: Passage) -> str:
    title = _linked(passage.title, web_link(passage.url), passage.title)
    quote = f"<blockquote><bdi>{escape_html(passage.text)}</bdi></blockquote>"
    return f"<li>{escape_html(origin(passage))}: {title}{quote}</li>"
