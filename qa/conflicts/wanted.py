"""Which value a question asks for, and the sentences that tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.terms import analyse, is_stop_word, terms
from qa.conflicts.fates import ANYONE, PEOPLE, fate_of
from qa.conflicts.units import MEASURE, to_base
from qa.conflicts.values import AGE, Kind, Value, read_values
from qa.evidence import Evidence
from qa.questions import AnswerType, Question

_KINDS = {
    AnswerType.COUNT: Kind.COUNT,
    AnswerType.MONEY: Kind.MONEY,
    AnswerType.MEASURE: Kind.MEASURE,
    AnswerType.DURATION: Kind.DURATION,
    AnswerType.TIME: Kind.DATE,
}
_COUNTED = re.compile(
    r"\b(?:how many(?: more)?|(?:number|total|count|figure|tally) (?:of|for)(?: the)?)\s+((?:[^\W\d_]+[ '’-]?){1,5})",
    re.IGNORECASE,
)
_UNIT_ASKED = re.compile(rf"\bhow many{MEASURE.pattern}", re.IGNORECASE)
_AGE = re.compile(r"\bhow old\b|\bwhat age\b|\bage of\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\bhow (?:many|much) (?:more|fewer|less|higher|lower|further|extra)\b|\bby how (?:many|much)\b", re.IGNORECASE
)
_CROWD = re.compile(
    r"\bhow (?:big|large)\b.*\b(?:crowd|audience|attendance|turnout)\b|\battendance (?:at|of|figure)\b", re.IGNORECASE
)
_SUM = re.compile(
    r"\bwhat (?:did|does|do|will|would)\b.*\b(?:cost|pay|earn|raise|fetch)\b|\b(?:figure|sum|amount|total)\b.*\b(?:costs?|price|budget|bill|damage|loss)\b",
    re.IGNORECASE,
)
# Words that say which property of a thing a number measures; a sentence that names another property tells another value.
_PROPERTIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for name, pattern in (
        ("height", r"tall|high|height|altitude|elevation"),
        ("length", r"long|length"),
        ("width", r"wide|width|breadth|broad"),
        ("depth", r"deep|depth"),
        ("weight", r"weigh\w*|heavy|weight|mass"),
        ("speed", r"speed|fast|gusts?|winds?"),
        ("distance", r"distance|far|away|detour"),
        ("temperature", r"temperatures?|hot|cold|warm"),
        ("size", r"area|size|big|large"),
        ("cost", r"costs?|costing|budget\w*|bill|estimate\w*"),
        ("price", r"prices?|priced"),
        ("gift", r"rais(?:e|es|ed|ing)|donat\w+|gave|collected|fund"),
        ("fine", r"fine[sd]?|fining|penalty"),
        ("pay", r"paid|pay|pays|salary|wages?|earn\w*|bought|sold|sell"),
        ("worth", r"worth|valued?|valuation"),
        ("debt", r"debts?|ow(?:e|es|ed|ing)|loans?|borrowed"),
        ("loss", r"loss(?:es)?|lost|damage"),
        ("profit", r"profits?|revenues?|turnover|income"),
    )
)  # fmt: skip

_OF_MONEY = frozenset({"cost", "price", "gift", "fine", "pay", "worth", "debt", "profit"})
PROPERTY_WORDS = re.compile("|".join(pattern.pattern for _, pattern in _PROPERTIES), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The value a question asks for.

    Attributes:
        things: Stems of the words that name what is counted; the head of the phrase is the last of them.
        fate: What befell those counted, if it is asked for.
        properties: What a measure or a sum is to be of: "height", "cost".
        names: Terms of the question that are names or numbers; what tells its answer is about all of them.
        unit: The unit it names, as in "how many hectares"; None if any unit of the property will do.
    """

    kind: Kind
    things: tuple[str, ...]
    fate: str | None
    properties: frozenset[str]
    names: frozenset[str]
    unit: str | None = None


def wanted_by(question: Question) -> Wanted | None:
    """Return the value a question asks for, or None if its answer is no value or the change of one."""
    kind = _KINDS.get(question.expects)
    if question.expects is AnswerType.OTHER and _SUM.search(question.text):
        kind = Kind.MONEY
    if kind is None or _CHANGE.search(question.text):
        return None
    if _CROWD.search(question.text):
        return Wanted(Kind.COUNT, (PEOPLE,), "attendance", frozenset(), names_in(question))
    things, properties, unit = _things_asked(question.text), properties_in(question.text), None
    if kind is Kind.COUNT and not things and properties & _OF_MONEY:
        kind = Kind.MONEY  # "How much did it sell for?"
    if kind is Kind.COUNT and (named := _UNIT_ASKED.search(question.text)):
        unit = to_base(named["unit"])[1]
        kind, properties = (Kind.DURATION if unit == "s" else Kind.MEASURE), frozenset()
    elif _AGE.search(question.text):
        unit, properties = AGE, frozenset()
    return Wanted(
        kind=kind,
        things=things if kind is Kind.COUNT else (),
        fate=fate_of(question.text) if kind is Kind.COUNT else None,
        properties=properties if kind in {Kind.MONEY, Kind.MEASURE} else frozenset(),
        names=names_in(question),
        unit=unit,
    )


def names_in(question: Question) -> frozenset[str]:
    """Return the terms of a question that are numbers or written with a capital, the first word aside."""
    found = set()
    for place, term in enumerate(analyse(question.text)):
        word = question.text[term.start : term.end]
        if place and not is_stop_word(word) and (word[0].isupper() or word[0].isdigit()):
            found.add(term.value)
    return frozenset(found)


def properties_in(text: str) -> frozenset[str]:
    """Return the properties that a text names."""
    return frozenset(name for name, pattern in _PROPERTIES if pattern.search(text))


def values_told(wanted: Wanted, found: Evidence) -> list[Value]:
    """Return the values of a sentence that can be the one wanted, replaced ones and parts left out."""
    return [value for value in read_values(found.quote) if can_be(wanted, value, found.quote)]


def can_be(wanted: Wanted, value: Value, sentence: str) -> bool:
    """Tell whether a value of a sentence can be the one wanted."""
    if value.is_part or value.is_replaced:
        return False
    if value.kind is Kind.BARE:  # "the death toll has risen to five"
        return wanted.kind is Kind.COUNT and wanted.fate is not None and value.fate == wanted.fate
    if value.kind is not wanted.kind:
        return False
    if value.kind is Kind.COUNT:
        return counts_the_same(wanted.things, wanted.fate, value)
    if wanted.unit is not None:
        return value.unit == wanted.unit
    of_a_property = value.kind in {Kind.MONEY, Kind.MEASURE}
    return not of_a_property or bool(_properties_near(sentence, value) & wanted.properties)


def counts_the_same(things: tuple[str, ...], fate: str | None, value: Value) -> bool:
    """Tell whether a count is of these things, with this fate if one is asked for."""
    if value.fate != fate:
        return False
    if not things or things[-1] in ANYONE:
        return bool(set(value.things) & ANYONE) or (fate is not None and not _names_a_group(value))
    return things[-1] in value.things


def _names_a_group(value: Value) -> bool:
    """Tell whether a count names whom it counts, as "12 soldiers died" does and "12 died" does not."""
    return any(
        fate_of(thing) is None and thing not in {"dead", "die", "kill", "injur", "hurt", "miss"}
        for thing in value.things[:1]
    )


def _properties_near(sentence: str, value: Value) -> frozenset[str]:
    """Return the property right behind a value ("88 metres long"), else those of the whole sentence."""
    behind = properties_in(" ".join(sentence[value.end_char :].split()[:1]))
    return behind or properties_in(sentence)


def _things_asked(text: str) -> tuple[str, ...]:
    match = _COUNTED.search(text)
    if not match:
        return ()
    found: list[str] = []
    for term in analyse(match[1]):
        word = match[1][term.start : term.end]
        if is_stop_word(word) or (found and _is_verb(word)):
            break
        found.extend(terms(word))
        if found[-1] in ANYONE:
            break
    return tuple(found)


def _is_verb(word: str) -> bool:
    return word.lower().endswith(("ed", "ing")) or word.lower() in _VERBS


_VERBS = frozenset(
    "die died lost lose came come took take went go got get made make won win saw see fell fall left leave gave live lives "
    "work works voted vote attend visit need needs".split()
)
