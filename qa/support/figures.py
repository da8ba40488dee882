"""Numbers with their units: they must stand in what is cited, or follow from what stands there by simple arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from qa.conflicts.values import Kind as ValueKind
from index.terms import terms
from qa.conflicts.fates import ANYONE
from qa.conflicts.values import AGE, Value, read_values
from qa.support.findings import Evidence, Finding, Kind
from qa.support.texts import Text, read_text, same_characters

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
_FRACTION = re.compile(
    r"\b(?:(?P<many>two|three|four|2|3|4)[ -](?P<parts>thirds|quarters|fifths)|(?:an? |one[ -])(?P<one>third|quarter|fifth|tenth)(?= of\b)|(?P<half>half(?= of\b| the\b| its\b| their\b)))",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10}
_MANY = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}
_RAW = re.compile(r"(?<![\w.,/-])\d+(?:[.,:/-]\d+)*(?!\w|[-/]\w)|(?<![\w.,/-])\d+(?:[.,]\d+)*(?=(?:st|nd|rd|th|am|pm|p|k|m|bn|s)\b)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DIFFERENCE = re.compile(
    r"\bby\b|\b(?:more|fewer|less|higher|lower|longer|taller|older|younger|difference|gap|margin|lead|ahead|behind|majority|later|earlier|extra|another|remaining|left)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r" (?:percentage )?points?\b")
_ABOUT_SHARE, _PLAIN_SHARE, _CONVERTED_SHARE = 0.1, 0.015, 0.03
_PLAIN = frozenset({ValueKind.BARE, ValueKind.COUNT})
_PEOPLE = ANYONE | frozenset(
    terms("men women boys girls children adults soldiers officers students workers passengers residents civilians")
)
_FEW = 12  # figures of a passage, so that a difference of two of them is hardly chance
_MOST_COMBINED = 8  # values of the stretch that are added up or compared


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
    blank = _FRACTION.sub(lambda match: "_" * len(match.group()), blank)
    found = []
    for value in read_values(blank):
        if value.kind is ValueKind.DATE or blank[value.start_char : value.end_char].lower() in {"one", "a one"}:
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
    sentence, evidence = _closed(sentence), _closed_evidence(evidence)
    ours = figures_in(sentence.text)
    whole = [figure for text in evidence.passages for figure in figures_in(text.text)]
    near = figures_in(evidence.around.text)
    for own in ours:
        if other := _of_other_fate(own, near):
            words = f"the passage says “{_phrase(evidence.around, other)}”, the sentence says “{_phrase(sentence, own)}”"
            yield Finding(Kind.FIGURE, words, contradicts=True)
            continue
        rival = _rival(own, near, ours)
        if _holds(own, sentence, near, evidence, rival):
            continue
        if rival is None and (_stands(own, whole) or _written_alike(own, evidence.whole)):
            continue
        if rival:
            words = f"the passage says {_shown(evidence.around, rival)}, the sentence says {_shown(sentence, own)}"
            yield Finding(Kind.FIGURE, words, contradicts=True)
        else:
            yield Finding(Kind.FIGURE, f"the passage does not give the figure {_shown(sentence, own)}")
    yield from _ordinals(sentence, evidence)
    yield from _fractions(sentence, evidence)
    yield from _raw_numbers(sentence, evidence, ours)


def figures_held(sentence: Text, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Yield where the figures of a sentence stand that the stretch or what is around it gives, in whatever words."""
    evidence = _closed_evidence(evidence)
    near = figures_in(evidence.around.text)
    for own in figures_in(sentence.text):
        if _holds(own, sentence, near, evidence, None):
            yield own.value.start_char, own.value.end_char


def _holds(own: Figure, sentence: Text, near: Sequence[Figure], evidence: Evidence, rival: Figure | None) -> bool:
    # "19,000 fewer than in September" is not how many there are, if that is told too.
    told_whole = rival and not rival.value.unit and not own.value.is_part
    plain = [figure for figure in near if not told_whole or not figure.value.is_part]
    if _stands(own, plain):
        return True
    alike = _written_alike(own, evidence.around) and not (told_whole and _stands(own, near))
    return alike or _follows(own, sentence, near, evidence)


def _of_other_fate(own: Figure, near: Sequence[Figure]) -> Figure | None:
    """Return the same figure where the stretch tells it of another fate: 12 injured, not 12 killed."""
    same = [figure for figure in near if figure.amount == own.amount and _same_unit(own.value, figure.value)]
    if not own.value.fate or not same or any(figure.value.fate in {None, own.value.fate} for figure in same):
        return None
    pair = {own.value.fate, same[0].value.fate}
    return same[0] if len(pair & {"death", "injury", "missing", "arrest", "rescue"}) == 2 else None


def _phrase(text: Text, figure: Figure) -> str:
    words = [word for word in text.words if word.start >= figure.value.start_char - 14 and word.end <= figure.value.end_char + 20]
    return " ".join(text.text[words[0].start : words[-1].end].split()) if words else figure.words


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def _ordinals(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield ordinals that the stretch gives another of for the same thing: "the second reactor" for "the first reactor"."""
    theirs = _ordinals_of(evidence.near)
    for thing, own in _ordinals_of(sentence).items():
        told = theirs.get(thing)
        if told and not own & told:
            mine, other = min(own, key=_ORDINALS.index), min(told, key=_ORDINALS.index)
            yield Finding(Kind.FIGURE, f"the passage says {other}, the sentence says {mine}", contradicts=True)


def _ordinals_of(text: Text) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word, following in zip(text.words, text.words[1:], strict=False):
        if word.lower in _ORDINALS and following.says_something:
            found.setdefault(following.root, set()).add(word.lower)
    return found


# Corpora and some feeds hold texts as a tokeniser left them: "235, 000", "27 - year - old", "$ 12".
_SPACED = re.compile(r"(?<=\d), (?=\d{3}(?!\d))|(?<=\d)\. (?=\d+ (?:million|billion|trillion|miles|km|metres|meters|per cent|percent|%))|(?<=\w) (?=- \w)|(?<=\w -) (?=\w)|(?<=[$£€]) (?=\d)|(?<=\d) (?=%)")


_MILLIONS = re.compile(
    r"(?<=\d)m(?= (?:dollars?|pounds?|euros?|crowns?|kron\w+|yen|yuan|francs?|rupees?|rou?bles?|pesos?|rand|people|viewers|users|voters|"
    r"passengers|tonnes|barrels|doses|homes|jobs|customers|visitors)\b)"
)


def _closed(text: Text) -> Text:
    closed = _MILLIONS.sub(" million", _SPACED.sub(lambda match: match.group().strip(), text.text))
    return text if closed == text.text else read_text(closed)


def _closed_evidence(evidence: Evidence) -> Evidence:
    passages = [_closed(text) for text in evidence.passages]
    return Evidence(_closed(evidence.near), _closed(evidence.around), passages, evidence.published, evidence.own)


def _shown(text: Text, figure: Figure) -> str:
    before = text.text[: figure.value.start_char]
    rough = next((found.group().strip() for _, pattern in _BEFORE if (found := pattern.search(before))), "")
    return f"{rough} {figure.words}".strip().lower() if rough else figure.words


def _stands(own: Figure, others: Sequence[Figure]) -> bool:
    return any(_agrees(own, other) and not other.value.is_replaced for other in others) or any(
        _agrees(own, other) for other in others if own.value.is_replaced
    )


def _agrees(own: Figure, other: Figure) -> bool:
    """Tell whether a figure follows from another one."""
    if not _same_unit(own.value, other.value):
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


def _same_unit(one: Value, other: Value) -> bool:
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
    others = others[:_MOST_COMBINED]
    fits = _fits(own)
    if own.value.unit == "%" or _POINTS.match(sentence.text, own.value.end_char):
        plain = [figure.amount for figure in others if figure.value.unit != "%" and figure.amount > 0]
        told = figures_in(evidence.whole.text)
        points = [figure.amount for figure in (told if len(told) <= _FEW else near) if figure.value.unit == "%"]
        if any(abs(abs(a - b) - own.amount) < 0.051 for a, b in combinations(points, 2)):
            return True
        if any(fits(100 * a / b) or fits(abs(100 * (a - b) / b)) for a in plain for b in plain if a != b):
            return True
        return any(fits(100 - figure.amount) for figure in others if figure.value.unit == "%") or any(
            fits(share) for share in _shares(evidence.around.text)
        )
    shares = [*_shares(evidence.around.text), *(figure.amount for figure in near if figure.value.unit == "%")]
    if any(fits(figure.amount * share / 100) for figure in others for share in shares if own.value.kind in _PLAIN):
        return True
    alike = [figure for figure in others if _addable(own.value, figure.value)]
    context = sentence.text[max(0, own.value.start_char - 40) : own.value.end_char + 40]
    if _DIFFERENCE.search(context) and any(
        fits(abs(a.amount - b.amount)) for a, b in combinations(others, 2) if a.value.unit == b.value.unit == own.value.unit
    ):
        return True
    if re.match(r"(?:[ -]fold| times)\b", sentence.text[own.value.end_char :]):
        return any(fits(a.amount / b.amount) for a in others for b in others if b.amount and _same_unit(a.value, b.value))
    sums = (sum(figure.amount for figure in group) for size in (2, 3) for group in combinations(alike, size))
    if any(fits(total) for total in sums):
        return True
    if own.value.kind is ValueKind.DURATION:
        years = {int(year) for year in _YEAR.findall(evidence.around.text)}
        years |= {day.year for day in evidence.published if day}
        spans = (abs(a - b) * 365.25 * 86400 for a, b in combinations(sorted(years), 2))
        return any(abs(span - own.amount) < 86400 * 40 for span in spans)
    return False


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
        if any(_agrees(figure, other) for figure in ours) or other.value.is_replaced:
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


def _shares(text: str) -> list[float]:
    found = []
    for match in _FRACTION.finditer(text):
        if match["half"]:
            found.append(50.0)
        elif match["one"]:
            found.append(100 / _PARTS[match["one"].lower()])
        else:
            found.append(100 * _MANY[match["many"].lower()] / _PARTS[match["parts"].lower()])
    return found


def _fractions(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    told = _shares(evidence.whole.text)
    near = [figure for figure in figures_in(evidence.around.text)][:_MOST_COMBINED]
    told += [figure.amount for figure in near if figure.value.unit == "%"]
    told += [100 * a.amount / b.amount for a in near for b in near if b.amount > a.amount > 0]
    for match, share in zip(_FRACTION.finditer(sentence.text), _shares(sentence.text), strict=True):
        if any(abs(share - other) <= 4 for other in told) or match.group().lower() in evidence.whole.text.lower():
            continue
        rival = next((found.group() for found in _FRACTION.finditer(evidence.around.text)), None)
        if rival:
            words = f"the passage says {rival}, the sentence says {match.group()}"
            yield Finding(Kind.FIGURE, words, contradicts=True)
        else:
            yield Finding(Kind.FIGURE, f"the passage does not give the figure {match.group()}", decides=not match["half"])


def _raw_numbers(sentence: Text, evidence: Evidence, ours: Sequence[Figure]) -> Iterator[Finding]:
    """Yield scores, times and other numbers that are no quantities; years are left to the dates."""
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
            yield Finding(Kind.FIGURE, f"the passage does not give the figure {match.group()}")


_IN_A_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b\d{4}-\d\d-\d\d\b|\b\d\d?[./]\d\d?[./]\d{2,4}\b", re.IGNORECASE
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
