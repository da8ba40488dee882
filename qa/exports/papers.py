"""An export as Markdown that any renderer shows alike; what was copied from articles can add nothing to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index import CITEWIRE
from qa.answer import Answer, AnswerSentence, Citation, Passage
from qa.exports import phrases
from qa.exports.document import ExportDocument
from qa.exports.facts import circumstances, headline, origin, places
from qa.exports.fragments import deep_link
from qa.exports.markup import escape_markdown, long_day, web_link


def markdown_paper(document: ExportDocument, data: str) -> str:
    """Write a document; `data` is the comment that holds it for a later check."""
    lines: list[str] = []
    if len(document.answers) > 1:
        lines += [f"# {escape_markdown(headline(document))}", ""]
    for answer in document.answers:
        lines += _answer(answer, "##" if len(document.answers) > 1 else "#")
    lines += ["---", ""]
    lines += [escape_markdown(phrases.EXPORTED.format(version=CITEWIRE, day=long_day(document.exported))), "", data, ""]
    return "\n".join(lines)


def cited(citation: Citation, mark: str) -> list[str]:
    """Write one source as a list item: outlet, day, author, headline with its link, quote, place."""
    title = escape_markdown(citation.title)
    if link := deep_link(citation):
        title = f"[{title}](<{link.replace('&', '&amp;')}>)"
    return [
        f"- {mark} {escape_markdown(origin(citation))}: {title}",
        "",
        f"  > {escape_markdown(citation.quote)}",
        "",
        f"  {escape_markdown(places(citation))}",
        "",
    ]


def _answer(answer: Answer, level: str) -> Iterator[str]:
    yield from (f"{level} {escape_markdown(answer.question)}", "")
    if answer.standalone_question != answer.question:
        yield from (f"*{escape_markdown(phrases.UNDERSTOOD_AS.format(question=answer.standalone_question))}*", "")
    yield from (f"*{escape_markdown(circumstances(answer))}*", "")
    if answer.refused:
        yield from (f"**{escape_markdown(answer.text)}**", "")
        if answer.refusal_reason:
            yield from (escape_markdown(phrases.REFUSED_BECAUSE.format(reason=answer.refusal_reason)), "")
    if answer.short:
        yield from (f"**{phrases.SHORT}:** {escape_markdown(answer.short.text)} {_marks([answer.short.marker])}", "")
    for sentence in answer.sentences:
        yield from (_sentence(sentence), "")
    for notice in answer.notices:
        told = phrases.NOTICES.get(notice.kind, notice.kind)
        yield from (
            f"**{escape_markdown(told)}:** {escape_markdown(notice.text)} {_marks(notice.markers)}".rstrip(),
            "",
        )
    yield from _section(level, phrases.SOURCES, answer.citations)
    if answer.nearest:
        yield from (f"{level}# {phrases.NEAREST}", "", phrases.NEAREST_TEXT, "")
        for passage in answer.nearest:
            yield from _passage(passage)
    if answer.dropped:
        yield from (f"{level}# {phrases.DROPPED}", "", phrases.DROPPED_TEXT, "")
        for sentence in answer.dropped:
            yield from (f"- {_sentence(sentence)}", "")


def _section(level: str, title: str, citations: Sequence[Citation]) -> Iterator[str]:
    if citations:
        yield from (f"{level}# {title}", "")
    for citation in citations:
        yield from cited(citation, f"**{_marks([citation.marker])}**")


def _sentence(sentence: AnswerSentence) -> str:
    verdict = f"{phrases.SIGNS[sentence.verdict]} {phrases.VERDICTS[sentence.verdict]}"
    wrong = f": {escape_markdown('; '.join(sentence.problems))}" if sentence.problems else ""
    return f"{escape_markdown(sentence.text)} {_marks(sentence.markers)} ({verdict}{wrong})"


def _passage(passage: Passage) -> Iterator[str]:
    title = escape_markdown(passage.title)
    if link := web_link(passage.url):
        title = f"[{title}](<{link.replace('&', '&amp;')}>)"
    yield from (f"- {escape_markdown(origin(passage))}: {title}", "")
    yield from (f"  > {escape_markdown(passage.text)}", "")


def _marks(markers: Sequence[int]) -> str:
    return "".join(rf"\[{marker}\]" for marker in markers)
