"""What is said of one name and its opposite of another: "Renard was convicted, Moreau acquitted"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.support.findings import Evidence, Finding, Kind
from qa.support.names import name_words
from qa.support.opposites import CONVERSE, opposites
from qa.support.polarity import is_negated
from qa.support.texts import Text, Word


def check_subjects(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield a word the stretch says of another name, and its opposite of this one: "Renard was convicted, Moreau acquitted"."""
    stretch = evidence.near
    names = name_words((sentence, stretch))
    theirs = [
        (pair, side, word, _named_before(stretch, word, names))
        for word in stretch.words
        for pair, side in opposites().get(word.root, ())
        if pair not in CONVERSE
    ]
    for word in sentence.words:
        name = _named_before(sentence, word, names)
        for pair, side in opposites().get(word.root, ()) if name else ():
            told = [(other_side, other, named) for other_pair, other_side, other, named in theirs if other_pair == pair]
            same = [named for other_side, _, named in told if other_side == side]
            against = [other for other_side, other, named in told if other_side != side and named == name]
            if same and against and name not in same and not is_negated(sentence, word):
                words = f"the passage says “{against[0].surface}” of this name, the sentence says “{word.surface}”"
                yield Finding(Kind.REVERSAL, words, contradicts=True)


def _named_before(text: Text, word: Word, names: frozenset[str]) -> str:
    """Return the root of the last name before a word in its sentence; empty without one."""
    before = [each for each in text.words if each.end <= word.start and each.root in names and each.has_capital]
    if not before or re.search(r"[.;!?]\s", text.text[before[-1].end : word.start]):
        return ""
    return before[-1].root
