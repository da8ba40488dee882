"""One answer with its sources, to be pasted elsewhere: as HTML, as Markdown, or as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Answer, AnswerSentence, Citation
from qa.exports import pages, phrases
from qa.exports.facts import origin
from qa.exports.fragments import deep_link
from qa.exports.markup import escape_html, escape_markdown, in_marks, shown


def clip_html(answer: Answer) -> str:
    """Write an answer as a fragment of HTML: sentences with superscript numbers, and a list of the sources.

    The sources are written as `export` writes them; nothing copied from an article can add an element.
    """
    parts = [f"<p>{escape_html(answer.text)}</p>"] if answer.refused else []
    if answer.sentences:
        parts.append(f"<p>{' '.join(_sentence_html(sentence) for sentence in answer.sentences)}</p>")
    for notice in answer.notices:
        told = escape_html(phrases.NOTICES.get(notice.kind, notice.kind))
        parts.append(f"<p><b>{told}:</b> {escape_html(notice.text)}</p>")
    if answer.citations:
        items = "".join(pages.cited(one, f"source-{one.marker}", f"[{one.marker}]") for one in answer.citations)
        parts.append(f"<p><b>{phrases.SOURCES}</b></p><ul>{items}</ul>")
    return "\n".join(parts)


def clip_markdown(answer: Answer) -> str:
    """Write an answer as Markdown with a footnote for each source; it reads as plain text too."""
    parts = [escape_markdown(answer.text)] if answer.refused else []
    if answer.sentences:
        parts.append(" ".join(_sentence_markdown(sentence) for sentence in answer.sentences))
    for notice in answer.notices:
        told = phrases.NOTICES.get(notice.kind, notice.kind)
        parts.append(f"**{escape_markdown(told)}:** {escape_markdown(notice.text)}")
    if answer.citations:
        parts.append("\n".join(_footnote(citation) for citation in answer.citations))
    return "\n\n".join(parts) + "\n"


def clip_text(answer: Answer) -> str:
    """Write an answer as plain text, with numbers in brackets and a line for each source."""
    parts = [shown(answer.text)] if answer.refused else []
    if answer.sentences:
        parts.append(" ".join(_sentence_text(sentence) for sentence in answer.sentences))
    parts += [f"{phrases.NOTICES.get(one.kind, one.kind)}: {shown(one.text)}" for one in answer.notices]
    if answer.citations:
        parts.append("\n".join(_source_text(citation) for citation in answer.citations))
    return "\n\n".join(parts) + "\n"


def _sentence_text(sentence: AnswerSentence) -> str:
    marks = " " + "".join(f"[{marker}]" for marker in sentence.markers) if sentence.markers else ""
    return f"{shown(sentence.text)}{marks}{_doubt(sentence)}"


def _source_text(citation: Citation) -> str:
    address = f" {shown(citation.url)}" if citation.url else ""
    told = f"{origin(citation)}: {shown(citation.title)}. {in_marks(shown(citation.quote))}"
    return f"[{citation.marker}] {told}{address}"


def _footnote(citation: Citation) -> str:
    title = escape_markdown(citation.title)
    if link := deep_link(citation):
        title = f"[{title}](<{link.replace('&', '&amp;')}>)"
    quote = escape_markdown(in_marks(shown(citation.quote)))
    end = "" if shown(citation.title).endswith((".", "?", "!", "…")) else "."
    return f"[^{citation.marker}]: {escape_markdown(origin(citation))}: {title}{end} {quote}"


def _sentence_html(sentence: AnswerSentence) -> str:
    marks = f"<sup>{', '.join(str(marker) for marker in sentence.markers)}</sup>" if sentence.markers else ""
    return f"<bdi>{escape_html(sentence.text)}</bdi>{marks}{_doubt(sentence)}"


def _sentence_markdown(sentence: AnswerSentence) -> str:
    return f"{escape_markdown(sentence.text)}{_marks(sentence.markers)}{_doubt(sentence)}"


def _marks(markers: Sequence[int]) -> str:
    return "".join(f"[^{marker}]" for marker in markers)


def _doubt(sentence: AnswerSentence) -> str:
    """Return the verdict of a sentence that is not fully supported: a copy must not hide it."""
    return "" if sentence.verdict == "supported" else f" ({phrases.VERDICTS[sentence.verdict]})"
