"""Markers of a conversation: a number means the same passage in every answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qa.answer import Answer, AnswerSentence, Citation, Notice
from qa.events import TextDelta

_MARKER = re.compile(r"\[(\d+)\]")
_MARKERS_LAST = re.compile(r"(?:\s*\[\d+\])+\s*$")
_MARKERS = re.compile(r"\s*\[\d+\](?:\s*\[\d+\])*")
Place = tuple[str, int, int, str]


class Numbering:
    """Gives the markers of answers that come after others.

    A quote that was cited before keeps its number, unless its article changed since; others get the next
    free ones, in the order they are met. A marker without a citation gets one that no citation has either.

    Args:
        earlier: The answers before.
    """

    def __init__(self, earlier: Iterable[Answer]) -> None:
        self._taken: dict[Place, int] = {}
        self._last = 0
        for before in earlier:
            for citation in before.citations:
                self._taken.setdefault(_place(citation), citation.marker)
            self._last = max(self._last, *_used(before), 0)

    def delta(self, delta: TextDelta) -> TextDelta:
        """Return a piece of an answer's text with the markers behind its sentence as they will be in `answer`."""
        if not delta.citations:
            return delta
        numbers = {citation.marker: self._number(citation) for citation in delta.citations}
        sentence = _MARKERS_LAST.sub("", delta.text)
        markers = _replaced(delta.text[len(sentence) :], tuple(numbers), numbers)
        return replace(delta, text=sentence + markers)

    def answer(self, answer: Answer) -> Answer:
        """Return an answer whose markers go on from those of the answers before it."""
        numbers = {citation.marker: self._number(citation) for citation in answer.citations}
        for marker in sorted(_used(answer) - numbers.keys()):
            self._last += 1
            numbers[marker] = self._last
        return renumbered(answer, numbers)

    def _number(self, citation: Citation) -> int:
        place = _place(citation)
        if place not in self._taken:
            self._last += 1
            self._taken[place] = self._last
        return self._taken[place]


def renumbered(answer: Answer, numbers: Mapping[int, int]) -> Answer:
    """Return an answer with other markers everywhere; what its quotes hold in square brackets stays.

    Args:
        answer: The answer.
        numbers: New marker by old one, for every marker it uses.
    """
    if all(old == new for old, new in numbers.items()):
        return answer
    sentences = tuple(_sentence(sentence, numbers) for sentence in answer.sentences)
    citations = tuple(replace(citation, marker=numbers[citation.marker]) for citation in answer.citations)
    return replace(
        answer,
        text=_text(answer.text, answer.sentences, numbers),
        sentences=sentences,
        citations=tuple({citation.marker: citation for citation in reversed(citations)}.values())[::-1],
        notices=tuple(_notice(notice, numbers) for notice in answer.notices),
        short=answer.short and replace(answer.short, marker=numbers[answer.short.marker]),
        dropped=tuple(_sentence(sentence, numbers) for sentence in answer.dropped),
    )


def _place(citation: Citation) -> Place:
    return citation.article_id, citation.start_char, citation.end_char, citation.content_sha256


def _used(answer: Answer) -> set[int]:
    cited = {citation.marker for citation in answer.citations}
    sentences = {marker for sentence in (*answer.sentences, *answer.dropped) for marker in sentence.markers}
    return cited | sentences | {marker for notice in answer.notices for marker in notice.markers}


def _text(text: str, sentences: Sequence[AnswerSentence], numbers: Mapping[int, int]) -> str:
    """Renumber the markers behind each sentence; a bracketed number inside a sentence is the article's own."""
    written, at = "", 0
    for sentence in sentences:
        start = text.find(sentence.text, at)
        if start < 0:
            continue
        end = start + len(sentence.text)
        markers = _MARKERS.match(text, end)
        behind = markers.end() if markers else end
        written += text[at:end] + _replaced(text[end:behind], sentence.markers, numbers)
        at = behind
    return written + text[at:]


def _sentence(sentence: AnswerSentence, numbers: Mapping[int, int]) -> AnswerSentence:
    return replace(
        sentence,
        markers=tuple(dict.fromkeys(numbers[marker] for marker in sentence.markers)),
        problems=tuple(_replaced(problem, sentence.markers, numbers) for problem in sentence.problems),
    )


def _notice(notice: Notice, numbers: Mapping[int, int]) -> Notice:
    return replace(
        notice,
        text=_replaced(notice.text, notice.markers, numbers),
        markers=tuple(dict.fromkeys(numbers[marker] for marker in notice.markers)),
    )


def _replaced(text: str, markers: Sequence[int], numbers: Mapping[int, int]) -> str:
    def new(match: re.Match[str]) -> str:
        old = int(match.group(1))
        return f"[{numbers[old]}]" if old in markers else match.group()

    return _MARKER.sub(new, text)
