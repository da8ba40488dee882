"""What of a long sentence can be left out, because the answer stands in the rest and the rest still is a sentence.

Who says so is never left out, nor "if" and "but": without them the rest would claim more than the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.terms import content_terms
from qa.editing.edits import Edit, free

_LONG = 26  # words from which a sentence is shortened
_WORTH_IT = 5  # words that a cut must save
_INNER = r"[^,;:()“”\"–—]"
_PARENTHESIS = re.compile(r" \([^()“”\"]+\)")
_RELATIVE = re.compile(
    rf", (?:which|who|whose|where|whom) {_INNER}+(?P<end>, (?=(?:was|were|is|are|has|had|have|will|would|could|can|may|might|must|should|said|says|told|added)\b)|[.]$)"
)
_SUBJECT = r"(?:the|a|an|he|she|it|they|we|there|this|these|his|her|its|their|[A-ZÀ-ÞŁŚŻ][\w’'-]+)"
_BEFOREHAND = re.compile(
    rf"^(?:When|While|As|After|Before|Although|Though|Since|Despite|Following|Speaking) {_INNER}+, (?={_SUBJECT} {_INNER}{{25}})"
)
_FURTHER = re.compile(
    rf", (?:and|while) (?=(?:the|a|an|he|she|it|they|there|this|these|some|many|more|several|[A-Z]\w+) {_INNER}*\b(?:was|were|is|are|has|had|have|will|would|could|can|said|says|\w+ed)\b)[^;:“”\"]+$"
)
_ADDED = re.compile(r", (?:adding|noting|saying|prompting|leaving|making) [^;:“”\"()]+[.]$")


def cuts(sentence: str, keep: tuple[int, int], question: str) -> list[Edit]:
    """Return what can be left out of a sentence; nothing of one that is not long.

    Args:
        sentence: The sentence.
        keep: Where the answer stands in it.
        question: Nothing that only speaks of what it asks about is left out.
    """
    if len(sentence.split()) < _LONG:
        return []
    asked, found = frozenset(content_terms(question)), list[Edit]()
    for start, end in _possible(sentence):
        gone, left = sentence[start:end], sentence[:start] + sentence[end:]
        if (start < keep[1] and keep[0] < end) or not free(found, start, end):
            continue
        lost = asked & frozenset(content_terms(gone)) - frozenset(content_terms(left))
        if len(gone.split()) >= _WORTH_IT and not lost and _balanced(gone):
            found.append(Edit(start, end))
    return found


def _possible(sentence: str) -> Iterator[tuple[int, int]]:
    if match := _BEFOREHAND.search(sentence):
        yield match.span()
    for match in _PARENTHESIS.finditer(sentence):
        yield match.span()
    for match in _RELATIVE.finditer(sentence):
        yield match.start(), match.end() if match["end"].startswith(",") else match.start("end")
    for pattern in (_FURTHER, _ADDED):
        if match := pattern.search(sentence):
            yield match.start(), len(sentence.rstrip())
            break


def _balanced(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in ("()", "“”", "[]")) and text.count('"') % 2 == 0
