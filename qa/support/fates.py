"""Figures told of another fate: twelve killed where the passage says twelve injured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.support.blanks import closed_evidence, closed_text
from qa.support.figures import Figure, figures_in, same_unit
from qa.support.findings import Evidence, Finding, Kind
from qa.support.texts import Text


def check_fates(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the figures that the stretch tells of another fate alone."""
    sentence, evidence = closed_text(sentence), closed_evidence(evidence)
    near = figures_in(evidence.around.text)
    for own in figures_in(sentence.text):
        if other := _of_other_fate(own, near):
            told, said = _phrase(evidence.around, other), _phrase(sentence, own)
            yield Finding(Kind.FIGURE, f"the passage says “{told}”, the sentence says “{said}”", contradicts=True)


def _of_other_fate(own: Figure, near: Sequence[Figure]) -> Figure | None:
    """Return the same figure where the stretch tells it of another fate: 12 injured, not 12 killed."""
    same = [figure for figure in near if figure.amount == own.amount and same_unit(own.value, figure.value)]
    if not own.value.fate or not same or any(figure.value.fate in {None, own.value.fate} for figure in same):
        return None
    pair = {own.value.fate, same[0].value.fate}
    return same[0] if len(pair & {"death", "injury", "missing", "arrest", "rescue"}) == 2 else None


def _phrase(text: Text, figure: Figure) -> str:
    words = [
        word
        for word in text.words
        if word.start >= figure.value.start_char - 14 and word.end <= figure.value.end_char + 20
    ]
    return " ".join(text.text[words[0].start : words[-1].end].split()) if words else figure.words
