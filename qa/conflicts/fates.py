"""What befell the people that a number counts: "12 dead", "killing 12 people", "the death toll rose to 12"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from index.terms import terms

FATES: Mapping[str, re.Pattern[str]] = MappingProxyType({
    name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for name, pattern in (
        ("death", r"die[sd]?|dying|deaths?|dead|kill(?:s|ed|ing)?|fatal(?:ly|ities|ity)|perish\w*|drown(?:ed|ing)|los[te]\w* (?:their|his|her) li(?:ves|fe)|lives (?:were )?lost|claim\w* the li\w+ of|death toll|bod(?:y|ies) of|bodies"),
        ("injury", r"injur\w+|wound(?:ed|ing|s)?|hurt"),
        ("missing", r"missing|unaccounted for"),
        ("arrest", r"arrest\w*|detain\w*|(?:in|into) custody"),
        ("flight", r"evacuat\w*|displac\w*|homeless|fled|flee(?:ing)?"),
        ("rescue", r"rescu\w+"),
        ("infection", r"infect\w*|tested positive|fell ill|sick\w*|hospitali[sz]ed"),
        ("attendance", r"attend\w*|crowd|turnout|turned (?:up|out)|drew|gathered|c[ao]me to|visit(?:ed|ors?)|marched|took part|spectators|went to|go to"),
    )
})  # fmt: skip
(PEOPLE,) = terms("people")
# Words for anyone; other words, as "soldiers", name a group.
ANYONE = frozenset(
    terms(
        "people person persons victims dead deaths lives fatalities casualties visitors spectators protesters demonstrators"
    )
)


def fate_of(words: str) -> str | None:
    """Return the first fate that words speak of."""
    found = [(match.start(), name) for name, pattern in FATES.items() if (match := pattern.search(words))]
    return min(found)[1] if found else None


_CLAUSE_END = re.compile(r"[;:(]|,|\.\s|\bbut\b|\bwhile\b")
_ASIDE = re.compile(r",(?: and)? (?:not|rather than|instead of) [^,;.]{1,25},")
_TOTAL_BEFORE = re.compile(
    r"(?:death toll|number of (?:\w+ )?(?:deaths|dead|injured|missing|people \w+)|attendance|crowd|turnout)\b.*",
    re.IGNORECASE,
)
_JUST_BEFORE_CHARS = 120


def fate_around(before: str, after: str) -> str | None:
    """Return what befell those counted: "killing 12 people", "12 people were killed", "the death toll rose to 12"."""
    near = re.split(r"[;:.(]|\bwhile\b|\bwhen\b|\bafter\b", before[-_JUST_BEFORE_CHARS:])[-1]
    just_before = re.search(r"(\w+)(?: of| by)? *$", near)
    if just_before and (fate := fate_of(just_before[1])):
        return fate
    after = _ASIDE.sub("", after)
    end = _CLAUSE_END.search(after)
    if fate := fate_of(after[: end.start()] if end else after):
        return fate
    total = _TOTAL_BEFORE.search(near)
    return fate_of(total[0]) if total else None
