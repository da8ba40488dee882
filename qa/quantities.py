"""Numbers and their units in a question, and the other ways articles may write them: "42.7m", "42.7 metres"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import product

from index.terms import terms

Phrase = tuple[str, ...]  # analysed terms that follow one another

_SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = (
    (10**3, "thousand|k"),
    (10**6, "million|m|mn|mln"),
    (10**9, "billion|bn|b"),
    (10**12, "trillion|tn|trn"),
)
_UNITS = (
    "metres|meters|metre|meter|m", "kilometres|kilometers|kilometre|kilometer|km|kms", "centimetres|centimeters|cm",
    "millimetres|millimeters|mm", "miles|mile|mi", "feet|foot|ft", "inches|inch", "yards|yard|yd|yds",
    "kilograms|kilogrammes|kilos|kilo|kg|kgs", "tonnes|tonne", "pounds|lb|lbs", "litres|liters|litre|liter",
    "hectares|hectare|ha", "hours|hour|hrs|hr", "minutes|minute|mins|min", "seconds|second|secs|sec",
    "per cent|percent|pc", "miles per hour|miles an hour|mph",
    "kilometres per hour|kilometers per hour|kilometres an hour|km h|kph|kmh", "megawatts|megawatt|mw",
    "gigawatts|gigawatt|gw", "kilowatts|kilowatt|kw",
)  # fmt: skip
# What articles mostly write as a sign, which is no term, before or behind the number.
_SIGNS = "dollars|dollar|pounds|pound|sterling|euros|euro|yen|per cent|percent|degrees|degree"


def _phrases(spellings: str) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(tuple(terms(spelling)) for spelling in spellings.split("|")))


_SCALE_PHRASES = tuple((value, _phrases(spellings)) for value, spellings in _SCALES)
_UNIT_PHRASES = tuple(_phrases(spellings) for spellings in _UNITS)
_SIGN_PHRASES = frozenset(_phrases(_SIGNS))
_WORDS = {
    **{terms(word)[0]: number for number, word in enumerate(_SMALL, start=2)},
    **{terms(word)[0]: 10 * number for number, word in enumerate(_TENS, start=2)},
}
_SPELLED = {number: term for term, number in _WORDS.items()}
_FIRST_TENS = 20


def other_ways(analysed: Sequence[str]) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield (terms of the question that follow one another, other terms that say the same).

    Args:
        analysed: All terms of the question in order, stop words among them.
    """
    place = 0
    while place < len(analysed):
        value, length = _number(analysed, place)
        if value is None:
            place += 1
            continue
        longest = place + length
        for scale, scales, behind in _scales(analysed, place + length):
            units, signed, end = _unit(analysed, behind)
            whole = tuple(analysed[place:end])
            without = [()] if signed or not units else []
            for number, unit in product(_spellings(value, scale, scales), [*units, *without]):
                if (phrase := number + unit) != whole:
                    yield whole, phrase
            longest = max(longest, end)
        place = longest


def _number(analysed: Sequence[str], place: int) -> tuple[Decimal | None, int]:
    """Return the number that begins at a place and how many terms it takes."""
    term = analysed[place]
    if term[0].isdigit():
        try:
            return Decimal(term), 1
        except InvalidOperation:  # as 1.2.2024
            return None, 1
    value = _WORDS.get(term)
    if value is None:
        return None, 1
    following = _WORDS.get(analysed[place + 1], 10) if place + 1 < len(analysed) else 10
    if value >= _FIRST_TENS and following < 10:
        return Decimal(value + following), 2
    return Decimal(value), 1


def _scales(analysed: Sequence[str], place: int) -> list[tuple[int, tuple[Phrase, ...], int]]:
    """Return the ways to read what follows a number as thousands, millions and so on; a letter may be a unit too."""
    none: tuple[int, tuple[Phrase, ...], int] = (1, (), place)
    for value, phrases in _SCALE_PHRASES:
        if tuple(analysed[place : place + 1]) in phrases:
            found = (value, phrases, place + 1)
            return [found, none] if len(analysed[place]) == 1 else [found]
    return [none]


def _unit(analysed: Sequence[str], place: int) -> tuple[list[Phrase], bool, int]:
    """Return the spellings of the unit at a place, whether a sign may stand for it, and where it ends."""
    found = [(phrase, group) for group in _UNIT_PHRASES for phrase in group if _at(analysed, place, phrase)]
    signs = [phrase for phrase in _SIGN_PHRASES if _at(analysed, place, phrase)]
    longest = max((len(phrase) for phrase in [*signs, *(phrase for phrase, _ in found)]), default=0)
    if not longest:
        return [], False, place
    units = [spelling for phrase, group in found if len(phrase) == longest for spelling in group]
    return units or [signs[0]], any(len(phrase) == longest for phrase in signs), place + longest


def _at(analysed: Sequence[str], place: int, phrase: Phrase) -> bool:
    return tuple(analysed[place : place + len(phrase)]) == phrase


def _spellings(value: Decimal, scale: int, scales: Sequence[Phrase]) -> list[Phrase]:
    """Return the ways to write a number: with its scale, in full, and in words if it is small."""
    if scale > 1:
        return [*((_plain(value), *spelling) for spelling in scales), (_plain(value * scale),)]
    found: list[Phrase] = [(_plain(value),)]
    if value == value.to_integral_value() and (words := _in_words(int(value))):
        found.append(words)
    for size, spellings in _SCALE_PHRASES[1:]:
        if value >= size and value * 100 % size == 0:
            found += [(_plain(value / size), *spelling) for spelling in spellings]
    return found


def _in_words(value: int) -> Phrase:
    """Return a number in words; none if it takes more than one for tens and one for ones, or is one itself."""
    tens, ones = (value - value % 10, value % 10) if value > _FIRST_TENS else (value, 0)
    parts = (tens, ones) if ones else (tens,)
    return tuple(_SPELLED[part] for part in parts) if all(part in _SPELLED for part in parts) else ()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
