"""Words in quotation marks: they must stand in what is cited, letter for letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.support.findings import Evidence, Finding, Kind
from qa.support.texts import Text, same_characters

_QUOTED = re.compile(r'"([^"]{2,2000})"|(?<!\w)\'([^\']{2,400}(?:\'\w[^\']{0,400})*)\'(?!\w)')
_OMISSION = re.compile(r"\s*(?:\[?(?:\.\.\.|…)\]?|\[[^\]]{0,80}\])\s*")
_SHORTEST_WORDS = 2  # a single word in quotation marks is often a name or irony, and then any form of it will do
_SHOWN_CHARS = 60


def check_quotations(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the quotations that no passage holds; kinds of quotation marks, dashes and blanks do not count."""
    said = _plain(evidence.whole.text)
    for match in _QUOTED.finditer(same_characters(sentence.text)):
        quoted = match[1] or match[2]
        pieces = [_plain(piece).strip(" .,;:!?") for piece in _OMISSION.split(quoted)]
        if all(piece in said for piece in pieces):
            continue
        words = quoted.split()
        if len(words) < _SHORTEST_WORDS:
            continue
        start, end = match.span(1) if match[1] else match.span(2)
        shown = " ".join(sentence.text[start:end].split())
        shown = shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS].rsplit(" ", 1)[0] + " …"
        is_title = all(word[:1].isupper() or len(word) < 4 for word in words)
        yield Finding(Kind.QUOTE, f"the passage does not hold the words “{shown}”", decides=not is_title)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\s*-\s*", "-", same_characters(text).replace('"', "").lower()).split())
