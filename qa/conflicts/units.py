"""Units of measure and currencies as news writes them, and what they come to in one unit of each kind.

A table of its own rather than a library of units: news uses few, and loading all that physics knows takes
longer than answering a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

# Metres. The inch, and with it all below it, is exact by the international agreement of 1959.
_LENGTHS: Mapping[str, float] = MappingProxyType(
    {
        "mm": 0.001, "millimetre": 0.001, "cm": 0.01, "centimetre": 0.01, "m": 1.0, "metre": 1.0, "km": 1e3, "kilometre": 1e3,
        "inch": 0.0254, "foot": 0.3048, "feet": 0.3048, "ft": 0.3048, "yard": 0.9144, "mile": 1609.344,
    }
)  # fmt: skip
_OTHERS: Mapping[str, tuple[float, str]] = MappingProxyType(
    {
        "hectare": (1e4, "m2"), "acre": (4046.8564224, "m2"),
        "litre": (0.001, "m3"),
        "gallon": (1.0, "gallon"),  # larger in Britain than in America, so never converted
        "g": (0.001, "kg"), "gram": (0.001, "kg"), "kg": (1.0, "kg"), "kilo": (1.0, "kg"), "kilogram": (1.0, "kg"),
        "tonne": (1e3, "kg"), "ton": (1e3, "kg"),  # news hardly tells the two apart
        "lb": (0.45359237, "kg"), "stone": (6.35029318, "kg"),
        "km/h": (1 / 3.6, "m/s"), "kph": (1 / 3.6, "m/s"), "mph": (0.44704, "m/s"), "knot": (1852 / 3600, "m/s"),
        "kw": (1e3, "W"), "kilowatt": (1e3, "W"), "mw": (1e6, "W"), "megawatt": (1e6, "W"), "gw": (1e9, "W"), "gigawatt": (1e9, "W"),
        "second": (1.0, "s"), "minute": (60.0, "s"), "hour": (3600.0, "s"), "day": (86400.0, "s"), "week": (604800.0, "s"),
        "month": (365.25 / 12 * 86400, "s"), "year": (365.25 * 86400, "s"), "decade": (3652.5 * 86400, "s"),
        "%": (1.0, "%"), "percent": (1.0, "%"), "per cent": (1.0, "%"), "pc": (1.0, "%"),
        # Each on its own scale: a factor does not convert them.
        "°c": (1.0, "°C"), "c": (1.0, "°C"), "degrees c": (1.0, "°C"), "degrees celsius": (1.0, "°C"),
        "°f": (1.0, "°F"), "f": (1.0, "°F"), "degrees f": (1.0, "°F"), "degrees fahrenheit": (1.0, "°F"),
    }
)  # fmt: skip
_LENGTH = (
    r"millimet(?:re|er)s?|centimet(?:re|er)s?|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|yards?|feet|foot|inch(?:es)?"
)
MEASURE = re.compile(
    rf"[ -]?(?P<unit>%|per ?cent\b|pc\b|(?:square |cubic )(?:{_LENGTH})\b|sq (?:km|m|ft)\b|km/h\b|kph\b|mph\b|knots?\b|"
    rf"(?:{_LENGTH}) (?:an|per|a) (?:hour|second)\b|"
    r"degrees (?:celsius|fahrenheit|[CF])\b|°[CF]\b|(?:[CF])(?![\w’'])|"
    rf"(?:km|m|cm|mm|ft)(?:2|²)?(?![\w/²])|(?:{_LENGTH})\b|hectares?\b|acres?\b|"
    r"kg\b|kilo(?:gram)?s?\b|grams?\b|tonnes?\b|tons?\b|lbs?\b|stone\b|lit(?:re|er)s?\b|gallons?\b|"
    r"[kKMG]W\b|(?:kilo|mega|giga)watts?\b|"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b)",
    re.IGNORECASE,
)
CURRENCY = re.compile(
    r" (?:(?:US|Australian|Canadian|Hong Kong|Swedish|Norwegian|Danish|Czech|Swiss) )?"
    r"(?P<name>dollars?|pounds?(?! of)|euros?|crowns?|kron(?:a|or|er|e)|yen|yuan|francs?|rupees?|rou?bles?|pesos?|rand|lira|"
    r"shekels?|won|zlotys?|cents?|pence)\b",
    re.IGNORECASE,
)
_SIGNS = {"$": "dollar", "US$": "dollar", "£": "pound", "€": "euro", "¥": "yen"}
_POWER = re.compile(r"(?:(?P<square>square|sq)|(?P<cubic>cubic)) (?P<length>.+)|(?P<raised>.+?)(?:2|²)")
_RATE = re.compile(r"(?P<length>.+) (?:an|per|a) (?P<time>hour|second)")


def currency(written: str) -> str:
    """Return one name for a currency's sign or word: "$" and "dollars" are "dollar"."""
    return _SIGNS.get(written) or written.lower().removesuffix("s")


@lru_cache(maxsize=500)
def to_base(unit: str) -> tuple[float, str]:
    """Return (factor, base unit) of a unit that `MEASURE` matched: "feet" -> (0.3048, "m").

    Raises:
        KeyError: It is none of those.
    """
    spelled = " ".join(unit.lower().split())
    if power := _POWER.fullmatch(spelled):
        exponent = 3 if power["cubic"] else 2
        return _LENGTHS[_one(power["length"] or power["raised"])] ** exponent, f"m{exponent}"
    if rate := _RATE.fullmatch(spelled):
        return _LENGTHS[_one(rate["length"])] / _OTHERS[rate["time"]][0], "m/s"
    if (length := _LENGTHS.get(_one(spelled))) is not None:
        return length, "m"
    return _OTHERS.get(spelled) or _OTHERS[_one(spelled)]


def _one(unit: str) -> str:
    """Return a unit in the singular, spelled the British way: "meters" -> "metre"."""
    if unit in _LENGTHS:
        return unit
    single = unit.removesuffix("es") if unit == "inches" else unit.removesuffix("s")
    return re.sub(r"(met|lit)er$", r"\1re", single)
