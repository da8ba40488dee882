"""A checked draft to read: the draft with a sign after each sentence, and a note with quotes for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from qa.answer import Citation
from qa.drafts import phrases
from qa.drafts.blocks import blanked, read_blocks
from qa.drafts.report import CheckedSentence, CheckReport, UncheckedSentence
from qa.drafts.telling import label, sources, summed_up
from qa.exports.facts import origin
from qa.exports.fragments import deep_link
from qa.exports.markup import escape_html, escape_markdown, in_marks, long_day
from qa.exports.pages import cited
from qa.exports.style import page

_NEW_PARAGRAPH = re.compile(r"[\r\n]\s*[\r\n]|[\r\n]\s*(?:[-*+•–—>|#]|\d{1,3}[.)])")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def annotated_markdown(report: CheckReport, draft: str) -> str:
    """Return the draft, untouched but for a sign and a footnote after each sentence that was checked.

    Args:
        report: What `QueryEngine.check` returned for the draft.
        draft: The same text.
    """
    pieces: list[str] = []
    last = 0
    for number, sentence in enumerate(report.sentences, 1):
        sign, _ = label(sentence)
        pieces += [draft[last : sentence.end_char], f" {sign}[^check-{number}]"]
        last = sentence.end_char
    lines = ["".join([*pieces, draft[last:]]).rstrip(), *_closed(draft), "", "---", ""]
    lines += [f"**{phrases.TITLE}.** {escape_markdown(_told(report))}", ""]
    for number, sentence in enumerate(report.sentences, 1):
        lines += [*_footnote(number, sentence), ""]
    return "\n".join(lines)


def annotated_html(report: CheckReport, draft: str) -> str:
    """Return the draft as a page of its own, each sentence that was checked with its sign and a note.

    Args:
        report: What `QueryEngine.check` returned for the draft.
        draft: The same text.
    """
    numbers = {id(sentence): number for number, sentence in enumerate(report.sentences, 1)}
    body = [f"<h1>{phrases.TITLE}</h1>", f'<p class="facts">{escape_html(_told(report))}</p>']
    for paragraph in _paragraphs(report, draft):
        body.append(_paragraph(paragraph, numbers))
    body.append('<h2>Notes</h2><ol class="sources">')
    body += [_note(number, sentence) for number, sentence in enumerate(report.sentences, 1)]
    body.append("</ol>")
    return page(phrases.TITLE, body)


def _told(report: CheckReport) -> str:
    return f"{phrases.CHECKED_AS_OF.format(day=long_day(report.as_of))}: {summed_up(report)}."


# --- Markdown


def _closed(draft: str) -> list[str]:
    """Close what a draft left open and would swallow the notes: a code block, a comment."""
    text = blanked(draft)
    closed = ["-->"] if "<!--" in text.rpartition("-->")[2] else []
    blocks = read_blocks(text)
    if blocks and blocks[-1].kind == "code":
        opening = _FENCE.match(text[slice(*blocks[-1].lines[0])])
        is_open = len(blocks[-1].lines) == 1 or not _FENCE.match(text[slice(*blocks[-1].lines[-1])])
        closed += [opening[1]] if opening and is_open else []
    return closed


def _footnote(number: int, sentence: CheckedSentence) -> Iterator[str]:
    sign, words = label(sentence)
    wrong = f": {'; '.join(sentence.problems)}" if sentence.problems else ""
    yield f"[^check-{number}]: {sign} {escape_markdown(words + wrong)}"
    for heading, citation in sources(sentence):
        yield ""
        yield f"    {heading} — {_source(citation)}"


def _source(citation: Citation) -> str:
    title = escape_markdown(citation.title)
    if link := deep_link(citation):
        title = f"[{title}](<{link.replace('&', '&amp;')}>)"
    return f"{escape_markdown(origin(citation))}, {title}: {in_marks(escape_markdown(citation.quote))}"


# --- HTML


def _paragraphs(report: CheckReport, draft: str) -> Iterator[list[CheckedSentence | UncheckedSentence]]:
    """Yield the parts of a draft, those of one paragraph together."""
    parts = report.in_order
    breaks, group = [0], 0
    for before, after in pairwise(parts):
        whole = any(isinstance(one, UncheckedSentence) and one.reason in _WHOLE for one in (before, after))
        group += whole or bool(_NEW_PARAGRAPH.search(draft[before.end_char : after.start_char]))
        breaks.append(group)
    for _, found in groupby(zip(breaks, parts, strict=False), key=lambda pair: pair[0]):
        yield [part for _, part in found]


_WHOLE = frozenset({"heading", "code", "table", "note"})


def _paragraph(parts: list[CheckedSentence | UncheckedSentence], numbers: dict[int, int]) -> str:
    first = parts[0]
    if isinstance(first, UncheckedSentence) and first.reason in _WHOLE:
        text = f"<bdi>{escape_html(first.text)}</bdi>"
        return f"<h2>{text}</h2>" if first.reason == "heading" else f'<p class="reason">{text}</p>'
    shown = [_marked(part, numbers) for part in parts]
    return f"<p>{' '.join(shown)}</p>"


def _marked(part: CheckedSentence | UncheckedSentence, numbers: dict[int, int]) -> str:
    text = f"<bdi>{escape_html(part.text)}</bdi>"
    if isinstance(part, UncheckedSentence):
        told = f"{phrases.NOT_CHECKED}: {phrases.REASONS[part.reason]}"
        return f'{text} <span class="reason">({phrases.SIGN_UNCHECKED} {told})</span>'
    number = numbers[id(part)]
    sign, words = label(part)
    link = (
        f'<a id="s{number}" href="#n{number}" title="{words}" aria-label="{words}, note {number}">{sign} {number}</a>'
    )
    return f'<span class="{part.verdict}">{text}</span><sup>{link}</sup>'


def _note(number: int, sentence: CheckedSentence) -> str:
    sign, words = label(sentence)
    head = (
        f'<li id="n{number}"><a href="#s{number}" aria-label="back to sentence {number}">{number}</a> '
        f'<span class="verdict {sentence.verdict}">{sign} {words}</span> <bdi>{escape_html(sentence.text)}</bdi>'
    )
    wrong = "".join(f"<li>{escape_html(problem)}</li>" for problem in sentence.problems)
    cites = "".join(cited(citation, f"n{number}-{citation.marker}", heading) for heading, citation in sources(sentence))
    return f"{head}{f'<ul>{wrong}</ul>' if wrong else ''}<ul class='sources'>{cites}</ul></li>"
