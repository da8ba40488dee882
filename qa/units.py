"""Units of measure and currencies as news writes them; conversion is left to pint."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

# Spellings pint lacks or reads as something else.
_RESPELLED = {
    "m": "metre", "ft": "foot", "feet": "foot", "lbs": "pound", "tonnes": "tonne", "tons": "tonne", "ton": "tonne",
    "kph": "km/h", "mph": "mile/hour", "knots": "knot", "sq km": "km**2", "sq m": "m**2", "sq ft": "foot**2", "km2": "km**2",
    "km²": "km**2", "m2": "m**2", "m²": "m**2", "c": "degC", "f": "degF", "degrees celsius": "degC", "degrees": "degC",
    "degrees fahrenheit": "degF", "°c": "degC", "°f": "degF", "degrees c": "degC", "degrees f": "degF",
}  # fmt: skip
_SHARES = frozenset({"%", "percent", "per cent", "pc"})
_LENGTH = (
    r"millimet(?:re|er)s?|centimet(?:re|er)s?|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|yards?|feet|foot|inch(?:es)?"
)
MEASURE = re.compile(
    rf"[ -]?(?P<unit>%|per ?cent\b|pc\b|(?:square |cubic )(?:{_LENGTH})\b|sq (?:km|m|ft)\b|km/h\b|kph\b|mph\b|knots?\b|"
    rf"(?:kilomet(?:re|er)s|miles|met(?:re|er)s|feet) (?:an|per|a) (?:hour|second)\b|"
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


def currency(written: str) -> str:
    """Return one name for a currency's sign or word: "$" and "dollars" are "dollar"."""
    return _SIGNS.get(written) or written.lower().removesuffix("s")


@lru_cache(maxsize=500)
def to_base(unit: str) -> tuple[float, str]:
    """Return (factor, base unit) of a unit that `MEASURE` matched: ("km") -> (1000.0, "[length]").

    Degrees keep their own scale, as a factor cannot convert them.
    """
    spelled = " ".join(unit.lower().split())
    if spelled in _SHARES:
        return 1.0, "%"
    registry = _registry()
    name = _RESPELLED.get(unit.lower(), spelled)
    name = re.sub(r"^(square|cubic) (\w+)$", lambda match: f"{match[2]}**{2 if match[1] == 'square' else 3}", name)
    name = re.sub(r" (?:an|per|a) ", "/", name)
    name = re.sub(r"^[kmg]w$", lambda match: {"kw": "kilowatt", "mw": "megawatt", "gw": "gigawatt"}[match[0]], name)
    name = "kilogram" if name in {"kilo", "kilos"} else name
    if name in {"degC", "degF"}:
        return 1.0, name
    base = registry.Quantity(1, name).to_base_units()
    dimension = str(base.dimensionality)
    return float(base.magnitude), "s" if dimension == "[time]" else dimension


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[float]:
    import pint

    return pint.UnitRegistry()
