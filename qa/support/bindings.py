"""Which figure belongs to what: "sold for 90,000" where the passage says sold for 31,000, and 90,000 of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.support.blanks import closed_evidence, closed_text
from qa.support.figures import Figure, agrees, figures_in, same_unit, shown
from qa.support.findings import Evidence, Finding, Kind
from qa.support.names import name_words
from qa.support.texts import Text

_REACH = 7  # words on either side of a figure that say what it is of
_LEAST_SHARED = 2  # words that the other figure must have in common with the sentence, and the same figure none


def check_bindings(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the figures that stand in the passage of something else, where another stands beside the sentence's words."""
    sentence, evidence = closed_text(sentence), closed_evidence(evidence)
    ours, passage = figures_in(sentence.text), evidence.passages[evidence.own]
    told = figures_in(passage.text)
    names = name_words((sentence, passage))
    for own in ours:
        same = [other for other in told if agrees(own, other)]
        rivals = [
            other
            for other in told
            if not any(agrees(each, other) for each in ours)
            and same_unit(own.value, other.value)
            and bool(own.value.unit) == bool(other.value.unit)
        ]
        if not same or not rivals:
            continue
        mine = _said_of(sentence, own) - names
        held = max(len(mine & _said_of(passage, other)) for other in same)
        best = max(rivals, key=lambda other: len(mine & _said_of(passage, other)))
        if held == 0 and len(mine & _said_of(passage, best)) >= _LEAST_SHARED:
            words = f"the passage says {shown(passage, best)}, the sentence says {shown(sentence, own)}"
            yield Finding(Kind.FIGURE, words, contradicts=True)


def _said_of(text: Text, figure: Figure) -> set[str]:
    """Return the roots of the words with a meaning beside a figure, in its sentence; those that count or measure it left out."""
    start, end = figure.value.start_char, figure.value.end_char
    before = [word for word in text.words if word.end <= start][-_REACH:]
    after = [word for word in text.words if word.start >= end][:_REACH]
    kept = [word for word in before if not re.search(r"[.;!?]\s", text.text[word.end : start])]
    kept += [word for word in after if not re.search(r"[.;!?]\s", text.text[end : word.start])]
    return {word.root for word in kept if word.says_something and not word.surface[0].isdigit()}
