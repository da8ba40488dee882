"""Numbers that are no quantities: scores, times of day, numbers of rooms and roads; they must stand in what is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.support.blanks import closed_evidence, closed_text
from qa.support.figures import figures_in
from qa.support.findings import Evidence, Finding, Kind
from qa.support.texts import Text, same_characters

_RAW = re.compile(
    r"(?<![\w.,/-])\d+(?:[.,:/-]\d+)*(?!\w|[-/]\w)|(?<![\w.,/-])\d+(?:[.,]\d+)*(?=(?:st|nd|rd|th|am|pm|p|k|m|bn|s)\b)"
)
_OF_A_CODE = re.compile(r"\b[A-Z]{2}[A-Z0-9]*[ -]$")  # "MEK 1/2"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def check_numerals(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield scores, times and other numbers that are no quantities; years are left to the dates."""
    sentence, evidence = closed_text(sentence), closed_evidence(evidence)
    ours = figures_in(sentence.text)
    text = same_characters(sentence.text)
    told = {_plain_number(match.group()) for match in _RAW.finditer(same_characters(evidence.whole.text))}
    told |= {figure.words for figure in figures_in(evidence.whole.text)}
    amounts = {figure.amount for figure in figures_in(evidence.whole.text)}
    for match in _RAW.finditer(text):
        if any(own.value.start_char <= match.start() < own.value.end_char for own in ours):
            continue
        number = _plain_number(match.group())
        if _YEAR.fullmatch(match.group()) or _IN_A_DATE.search(text[max(0, match.start() - 15) : match.end() + 15]):
            continue
        turned = "-".join(reversed(number.split("-")))
        if number in told or turned in told or any(number == other.partition(":")[0] for other in told):
            continue
        if number.partition(":")[0] in told and number.endswith(":00"):
            continue
        plain = number.replace(":", "").replace("-", "")
        if plain.isdigit() and ("-" in number and all(_is_told(part, told, amounts) for part in number.split("-"))):
            continue
        if _is_told(number, told, amounts):
            continue
        rival = _same_shape(number, evidence.around.text)
        if rival:
            words = f"the passage says {rival}, the sentence says {match.group()}"
            yield Finding(Kind.FIGURE, words, contradicts=True)
        else:
            words = f"the passage does not give the figure {match.group()}"
            yield Finding(Kind.FIGURE, words, decides=not _OF_A_CODE.search(text[: match.start()]))


_IN_A_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b\d{4}-\d\d-\d\d\b|\b\d\d?[./]\d\d?[./]\d{2,4}\b",
    re.IGNORECASE,
)


def _plain_number(number: str) -> str:
    number = re.sub(r",(?=\d{3}\b)", "", number)
    return re.sub(r"(?<=^\d)\.(?=\d\d$)|(?<=^\d\d)\.(?=\d\d$)", ":", number) if "." in number else number


def _is_told(number: str, told: set[str], amounts: set[float]) -> bool:
    try:
        return number in told or float(number.replace(":", ".")) in amounts
    except ValueError:
        return False


def _same_shape(number: str, text: str) -> str | None:
    """Return a number of the text with the same marks between its digits, as another score or time of day has."""
    shape = re.sub(r"\d+", "0", number)
    if shape == "0":
        return None
    others = (match.group() for match in _RAW.finditer(same_characters(text)))
    return next((other for other in others if re.sub(r"\d+", "0", _plain_number(other)) == shape), None)
