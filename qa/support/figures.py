"""Numbers with their units: they must stand in what is cited, or follow from what stands there by simple arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from index.terms import terms
from qa.conflicts.fates import ANYONE
from qa.conflicts.values import AGE, Value, read_values
from qa.conflicts.values import Kind as ValueKind
from qa.support.blanks import closed_evidence, closed_text
from qa.support.findings import Evidence, Finding, Kind
from qa.support.fractions import FRACTION, shares_in
from qa.support.texts import Text

_LEAST = r"\b(?:more than|over|at least|above|no fewer than|no less than|upwards? of|exceed(?:s|ed|ing)?|greater than|beyond|past)"
_MOST = r"\b(?:up to|as many as|as much as|fewer than|less than|under|below|at most|no more than)"
_ABOUT = (
    r"\b(?:about|around|some|roughly|approximately|circa|an estimated|estimated|perhaps|close to|nearly|almost|just over|just under|"
    r"a little over|a little under|slightly more than|slightly less than|nearly|or so)"
)
_BEFORE = tuple(
    (name, re.compile(rf"{words}\s*(?:the |an? )?$", re.IGNORECASE))
    for name, words in (("about", _ABOUT), ("least", _LEAST), ("most", _MOST))
)
_AFTER_LEAST = re.compile(r"\s*(?:or more|plus)\b|\+", re.IGNORECASE)
_AFTER_ABOUT = re.compile(r"(?: \w+){0,2} or so\b", re.IGNORECASE)
_ALL_BEFORE = re.compile(
    rf"(?:{_ABOUT}|{_LEAST}|{_MOST})(?=\s+(?:an? |the )?(?:\S?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|"
    rf"half|hundred|thousand|million|billion|dozen)\b))|(?<=\d)\+|\bor more\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DIFFERENCE = re.compile(
    r"\bby\b|\b(?:more|fewer|less|higher|lower|longer|taller|older|younger|difference|gap|margin|lead|ahead|behind|majority|later|earlier|extra|another|remaining|left)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?:a )?one\b(?! (?:hundred|thousand|million|billion))", re.IGNORECASE)
_CHANGE_AFTER = re.compile(r"\s*(?:\w+ ){0,2}(?:more|fewer|less|higher|lower|above|below)\b", re.IGNORECASE)
_POINTS = re.compile(r" (?:percentage )?points?\b")
_ABOUT_SHARE, _PLAIN_SHARE, _CONVERTED_SHARE = 0.1, 0.015, 0.03
_PLAIN = frozenset({ValueKind.BARE, ValueKind.COUNT})
_PEOPLE = ANYONE | frozenset(
    terms("men women boys girls children adults soldiers officers students workers passengers residents civilians")
)
_FEW = 12  # figures of a passage, so that a difference of two of them is hardly chance
MOST_COMBINED = 8  # values of the stretch that are added up or compared


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    Attributes:
        value: Its kind, unit and the thing counted.
        amount: The number in `value.unit`.
        rough: "about", "least" ("more than 40"), "most" ("under 40") or "" as written.
        words: The figure as the text writes it.
        step: Half of the last place it is written to: "1,200" may stand for what lies 50 off.
    """

    value: Value
    amount: float
    rough: str
    words: str
    step: float


@lru_cache(maxsize=4096)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the numbers of a text, in order; dates, years, times of day, scores and the word "one" are none."""
    blank = _ALL_BEFORE.sub(lambda match: " " * len(match.group()), text)
    blank = FRACTION.sub(lambda match: "_" * len(match.group()), blank)
    found = []
    for value in read_values(blank):
        if value.kind is ValueKind.DATE or _ONE.match(blank[value.start_char : value.end_char]):
            continue
        before, after = text[: value.start_char], text[value.end_char :]
        rough = next((name for name, pattern in _BEFORE if pattern.search(before)), "")
        if _AFTER_LEAST.match(after):
            rough = "least"
        elif _AFTER_ABOUT.match(after):
            rough = "about"
        words = " ".join(text[value.start_char : value.end_char].split())
        found.append(Figure(value, value.middle, rough, words, (value.high - value.low) / 2))
    return tuple(found)


def check_figures(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the numbers that neither stand in the passages nor follow from those near the stretch."""
    sentence, evidence = closed_text(sentence), closed_evidence(evidence)
    ours = figures_in(sentence.text)
    whole = [figure for text in evidence.passages for figure in figures_in(text.text)]
    near = figures_in(evidence.around.text)
    for own in ours:
        rival = _rival(own, near, ours)
        if _holds(own, sentence, near, evidence, rival):
            continue
        if rival is None and (_stands(own, whole) or _written_alike(own, evidence.whole)):
            continue
        if rival:
            words = f"the passage says {shown(evidence.around, rival)}, the sentence says {shown(sentence, own)}"
            yield Finding(Kind.FIGURE, words, contradicts=True)
        else:
            yield Finding(Kind.FIGURE, f"the passage does not give the figure {shown(sentence, own)}")


def figures_held(sentence: Text, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Yield where the figures of a sentence stand that the stretch or what is around it gives, in whatever words."""
    evidence = closed_evidence(evidence)
    near = figures_in(evidence.around.text)
    for own in figures_in(sentence.text):
        if _holds(own, sentence, near, evidence, None):
            yield own.value.start_char, own.value.end_char


def _holds(own: Figure, sentence: Text, near: Sequence[Figure], evidence: Evidence, rival: Figure | None) -> bool:
    # "19,000 fewer than in September" is not how many there are, if that is told too.
    told_whole = rival and not rival.value.unit and not own.value.is_part
    text = evidence.around.text
    plain = [figure for figure in near if not told_whole or not _CHANGE_AFTER.match(text, figure.value.end_char)]
    if _stands(own, plain):
        return True
    alike = _written_alike(own, evidence.around) and not (told_whole and _stands(own, near))
    return alike or _follows(own, sentence, near, evidence)


def shown(text: Text, figure: Figure) -> str:
    """Return a figure as a text writes it, with "about" and the like."""
    before = text.text[: figure.value.start_char]
    rough = next((found.group().strip() for _, pattern in _BEFORE if (found := pattern.search(before))), "")
    return f"{rough} {figure.words}".strip().lower() if rough else figure.words


def _stands(own: Figure, others: Sequence[Figure]) -> bool:
    return any(agrees(own, other) and not other.value.is_replaced for other in others) or any(
        agrees(own, other) for other in others if own.value.is_replaced
    )


def agrees(own: Figure, other: Figure) -> bool:
    """Tell whether a figure follows from another one."""
    if not same_unit(own.value, other.value):
        return False
    low, high = own.amount, own.amount
    share = _ABOUT_SHARE if own.rough == "about" else _PLAIN_SHARE if own.step else 0.0
    if own.value.unit and own.words.split()[-1:] != other.words.split()[-1:]:
        share = max(share, _CONVERTED_SHARE)
    slack = max(share * abs(own.amount), own.step if own.rough == "about" else min(own.step, share * abs(own.amount)))
    slack += 1e-9
    low, high = low - slack, high + slack
    if own.rough in {"least", "most"} and not (low <= other.amount <= high or _same_thing(own.value, other.value)):
        return False
    if own.rough == "least":
        return other.amount >= low and other.rough != "most"
    if own.rough == "most":
        return other.amount <= high and other.rough != "least"
    if other.rough == "about":
        # "About 40" does not say 42, and "about 1.2 million" not 1,187,300.
        return low <= other.amount <= high
    return low <= other.amount <= high and not (other.rough in {"least", "most"} and own.amount != other.amount)


def _same_thing(one: Value, other: Value) -> bool:
    """Tell whether two figures count the same, or measure in one unit."""
    if one.fate and other.fate:
        return one.fate == other.fate
    if one.unit or other.unit:
        return one.unit == other.unit
    return not one.things or not other.things or bool(set(one.things) & set(other.things))


def same_unit(one: Value, other: Value) -> bool:
    """Tell whether two figures can be compared."""
    if {one.kind, other.kind} <= _PLAIN or ValueKind.BARE in (one.kind, other.kind):
        return True
    if AGE in (one.unit, other.unit) and ValueKind.COUNT in (one.kind, other.kind):
        return True  # "a girl of four"
    return one.unit.partition("/")[0] == other.unit.partition("/")[0]


def _written_alike(own: Figure, text: Text) -> bool:
    """Tell whether the number stands in a text as digits or in words, whatever it is there: a score, a year, a time."""
    digits = re.fullmatch(r"[^\d]*(\d[\d,.]*)[^\d]*", own.words)
    if digits and (own.value.kind in _PLAIN or own.value.unit == AGE) and own.rough in {"", "about"}:
        wanted = digits[1].rstrip(".,").replace(",", "")
        return any(word.root == wanted for word in text.words)
    return False


def _follows(own: Figure, sentence: Text, near: Sequence[Figure], evidence: Evidence) -> bool:
    others = [figure for figure in near if not figure.value.is_replaced or figure.value.kind == own.value.kind]
    others = others[:MOST_COMBINED]
    fits = _fits(own)
    if own.value.unit == "%" or _POINTS.match(sentence.text, own.value.end_char):
        return _percent_follows(own, others, near, evidence)
    shares = [*shares_in(evidence.around.text), *(figure.amount for figure in near if figure.value.unit == "%")]
    if any(fits(figure.amount * share / 100) for figure in others for share in shares if own.value.kind in _PLAIN):
        return True
    alike = [figure for figure in others if _addable(own.value, figure.value)]
    context = sentence.text[max(0, own.value.start_char - 40) : own.value.end_char + 40]
    if _DIFFERENCE.search(context) and any(
        fits(abs(a.amount - b.amount))
        for a, b in combinations(others, 2)
        if a.value.unit == b.value.unit == own.value.unit
    ):
        return True
    if re.match(r"(?:[ -]fold| times)\b", sentence.text[own.value.end_char :]):
        return any(
            fits(a.amount / b.amount) for a in others for b in others if b.amount and same_unit(a.value, b.value)
        )
    sums = (sum(figure.amount for figure in group) for size in (2, 3) for group in combinations(alike, size))
    if any(fits(total) for total in sums):
        return True
    return own.value.kind is ValueKind.DURATION and _lies_between_years(own, evidence)


def _lies_between_years(own: Figure, evidence: Evidence) -> bool:
    years = {int(year) for year in _YEAR.findall(evidence.around.text)}
    years |= {day.year for day in evidence.published if day}
    spans = (abs(a - b) * 365.25 * 86400 for a, b in combinations(sorted(years), 2))
    return any(abs(span - own.amount) < 86400 * 40 for span in spans)


def _percent_follows(own: Figure, others: Sequence[Figure], near: Sequence[Figure], evidence: Evidence) -> bool:
    fits = _fits(own)
    plain = [figure.amount for figure in others if figure.value.unit != "%" and figure.amount > 0]
    told = figures_in(evidence.whole.text)
    points = [figure.amount for figure in (told if len(told) <= _FEW else near) if figure.value.unit == "%"]
    if any(abs(abs(a - b) - own.amount) < 0.051 for a, b in combinations(points, 2)):
        return True
    if any(fits(100 * a / b) or fits(abs(100 * (a - b) / b)) for a in plain for b in plain if a != b):
        return True
    return any(fits(100 - figure.amount) for figure in others if figure.value.unit == "%") or any(
        fits(share) for share in shares_in(evidence.around.text)
    )


def _fits(own: Figure) -> Callable[[float], bool]:
    share = _ABOUT_SHARE if own.rough == "about" else 0.02
    slack = share * abs(own.amount)
    if own.value.unit == "%":
        slack = max(slack, 0.6)
    elif own.value.kind in _PLAIN and not own.rough:
        slack = min(slack, 0.01 * abs(own.amount))

    def fits(number: float) -> bool:
        if own.rough == "least":
            return own.amount - 1e-9 <= number <= 1.5 * own.amount
        if own.rough == "most":
            return 0.67 * own.amount <= number <= own.amount + 1e-9
        return abs(number - own.amount) <= slack + 1e-9

    return fits


def _addable(own: Value, other: Value) -> bool:
    if own.unit != other.unit or other.kind is ValueKind.DATE:
        return False
    if own.fate or own.unit:
        return own.fate == other.fate
    ours, theirs = {*own.things}, {*other.things}
    return bool(ours & theirs) or (bool(theirs & _PEOPLE) and (bool(ours & ANYONE) or not ours))


def _rival(own: Figure, near: Sequence[Figure], ours: Sequence[Figure]) -> Figure | None:
    """Return the figure the stretch gives in place of one: of the same unit or thing, and not in the sentence."""
    best, most = None, 0
    for other in near:
        if any(agrees(figure, other) for figure in ours) or other.value.is_replaced:
            continue
        shared = len(set(own.value.things) & set(other.value.things))
        same_fate = own.value.fate is not None and own.value.fate == other.value.fate
        if own.value.unit or other.value.unit:
            points = 2 if own.value.unit == other.value.unit else 0
        else:
            points = shared + same_fate
        if points > most:
            best, most = other, points
    return best
