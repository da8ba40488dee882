"""Who says a value: "12,000 people, according to the organisers; police say 8,000"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.conflicts.values import Kind, Value, read_values, written
from qa.conflicts.wanted import Wanted, can_be

_WHO = r"(?:the |its |their |his |her |an? )?(?:[\w’'-]+ ){0,3}?[\w’'-]+"
_SAYS = r"(?:say|says|said|put|puts|estimate[sd]?|claim(?:s|ed)?|count(?:s|ed)?|gave|give|gives|reckon(?:s|ed)?|report(?:s|ed)?|spoke)"
_BEFORE = re.compile(
    rf"(?:^|[,;:.] |\b(?=(?:while|but|and|whereas) ))(?:(?:while|but|and|whereas) )?(?P<who>{_WHO}) {_SAYS}\b[^,;:.]*$"
)
_BEFORE_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<who>{_WHO}),[^,;:.]*$")
_AFTER = re.compile(
    rf"^[^,;:.]*?(?:,? according to (?P<who1>{_WHO})(?=[,;:.]|$)|(?:,| claimed by| given by| reported by) (?P<who2>{_WHO})(?: {_SAYS}\b|(?=[,;:.]|$)))"
)
_NOBODY = re.compile(r"^(?:he|she|it|they|who|which|that|and|but|while)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attributed:
    """A value and who says so, in words: "12,000 people according to the organisers"."""

    value: Value
    words: str


def attributed(sentence: str, value: Value) -> str | None:
    """Return who gives a value of a sentence, as it names them, or None if that is not plain."""
    before, after = sentence[: value.start_char], sentence[value.end_char :]
    for match in (_BEFORE.search(before), _BEFORE_ACCORDING.search(before)):
        if match and not _NOBODY.match(match["who"]):
            return _named(match["who"])
    match = _AFTER.match(after)
    who = match and (match["who1"] or match["who2"])
    if match and who and not _NOBODY.match(who) and (match["who1"] or _is_said(match.group())):
        return _named(who)
    return None


def rival_values(wanted: Wanted, sentence: str) -> tuple[Attributed, Attributed] | None:
    """Return two values for what is wanted that a sentence attributes to two different parties, or None."""
    told: list[Attributed] = []
    parties: set[str] = set()
    for value in read_values(sentence):
        fits = can_be(wanted, value, sentence) or (told and value.kind is Kind.BARE and not value.is_part)
        who = attributed(sentence, value) if fits else None
        if who and who.lower() not in parties and not any(value.agrees_with(other.value) for other in told):
            told.append(Attributed(value, f"{written(sentence, value)} according to {who}"))
            parties.add(who.lower())
    return (told[0], told[1]) if len(told) == 2 else None


def _is_said(words: str) -> bool:
    return bool(re.search(rf"\b{_SAYS}$|\b(?:claimed|given|reported) by\b", words))


def _named(who: str) -> str:
    words = who.strip()
    return (
        words[0].lower() + words[1:]
        if words.split()[0] in {"The", "Its", "Their", "Organisers", "Police", "Officials"}
        else words
    )
