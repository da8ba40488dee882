"""Fractions in words: "two thirds", "a quarter of", "half the"."""

from __future__ import annotations

import re

FRACTION = re.compile(
    r"\b(?:(?P<many>two|three|four|2|3|4)[ -](?P<parts>thirds|quarters|fifths)|(?:an? |one[ -])(?P<one>third|quarter|fifth|tenth)(?= of\b)|(?P<half>half(?= of\b| the\b| its\b| their\b)))",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10}
_MANY = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}


def shares_in(text: str) -> list[float]:
    """Return the fractions of a text in per cent, in order."""
    found = []
    for match in FRACTION.finditer(text):
        if match["half"]:
            found.append(50.0)
        elif match["one"]:
            found.append(100 / _PARTS[match["one"].lower()])
        else:
            found.append(100 * _MANY[match["many"].lower()] / _PARTS[match["parts"].lower()])
    return found
