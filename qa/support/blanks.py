"""Blanks that a tokeniser left inside numbers, taken out."""

from __future__ import annotations

import re

from qa.support.findings import Evidence
from qa.support.texts import Text, read_text

# Corpora and some feeds hold texts as a tokeniser left them: "235, 000", "27 - year - old", "$ 12".
_SPACED = re.compile(
    r"(?<=\d), (?=\d{3}(?!\d))|(?<=\d)\. (?=\d+ (?:million|billion|trillion|miles|km|metres|meters|per cent|percent|%))|(?<=\w) (?=- \w)|(?<=\w -) (?=\w)|(?<=[$£€]) (?=\d)|(?<=\d) (?=%)"
)


_MILLIONS = re.compile(
    r"(?<=\d)m(?= (?:dollars?|pounds?|euros?|crowns?|kron\w+|yen|yuan|francs?|rupees?|rou?bles?|pesos?|rand|people|viewers|users|voters|"
    r"passengers|tonnes|barrels|doses|homes|jobs|customers|visitors)\b)"
)


def closed_text(text: Text) -> Text:
    """Return a text with the blanks inside its numbers taken out."""
    closed = _MILLIONS.sub(" million", _SPACED.sub(lambda match: match.group().strip(), text.text))
    return text if closed == text.text else read_text(closed)


def closed_evidence(evidence: Evidence) -> Evidence:
    """Return evidence with the blanks inside its numbers taken out."""
    passages = [closed_text(text) for text in evidence.passages]
    return Evidence(
        closed_text(evidence.near), closed_text(evidence.around), passages, evidence.published, evidence.own
    )
