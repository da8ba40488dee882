"""Whom "he" or "she" means, where the sentences before leave only one person: "[Ilse Drago] said so".

A wrong name is worse than a pronoun. So one is put only if the sentences right before speak of one
person, by name and as their subject, and of nobody else who could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.editing.names import BODY, SPEAKS, TITLE, is_person, proper_names, surname

Span = tuple[int, int]

_LOOKED_BACK = 3  # sentences
_LONGEST_NAME = 5  # words
_PRONOUN = re.compile(
    r"(?P<lead>(?:(?:But|And|So|Then|Now|Later|Earlier|However|Meanwhile|Instead|Today|Yesterday),? |"
    r"(?:In|On|At|By|After|Before|During|Since) [^,;“”\"]{2,40}, )?)(?P<pronoun>[Hh]e|[Ss]he)(?= (?!and\b|or\b|who\b))"
)
_SAID_AFTER = re.compile(
    r"[,.?!][”\"’] (?P<pronoun>he|she)(?= (?:said|says|told|added|adds|wrote|writes|explained|continued|insisted|argued|tweeted|recalled|warned)\b)"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|into|across|outside|around|through|off|of|towards?|over) (?:the )?$"
)
_THING_BEFORE = re.compile(r"\b(?:the|a|an|this|its|their) (?:[a-z-]+ )?$", re.IGNORECASE)
_SHE_IS = re.compile(
    r"\b(?:Mrs|Ms|Miss|Dame|Lady|Queen|Princess|woman|girl|mother|wife|daughter|sister|actress|her|herself|she)\b",
    re.IGNORECASE,
)
_HE_IS = re.compile(
    r"\b(?:Mr|Sir|Lord|King|Prince|Pope|man|boy|father|husband|son|brother|his|him|himself|he)\b", re.IGNORECASE
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:man|woman|boy|girl|father|mother|husband|wife|son|daughter|brother|sister|friend|colleague|boss|partner|girlfriend|boyfriend|"
    r"officer|neighbou?r|grandfather|grandmother|uncle|aunt|cousin|teacher|doctor|lawyer|victim|suspect|driver|spokes(?:man|woman|person)|"
    r"rival|opponent|predecessor|successor|king|queen|prince|princess|president|minister|somebody|someone|attacker|gunman|owner|patient|"
    r"reporter|judge|mayor|governor|senator|coach|manager|player|director|actor|actress|singer|author|artist|expert|witness|farmer|student)\b"
)  # fmt: skip
_VERB_AFTER = re.compile(
    rf"^(?:, (?:\d{{1,3}}|an? [^,.;]{{3,60}}|the [^,.;]{{3,60}}|who [^,.;]{{3,60}}),)? (?:{SPEAKS}|has|had|was|is|will|would|could|can|[a-z]+(?:ed|s)|"
    r"won|lost|made|took|gave|went|came|began|became|found|left|met|ran|saw|sold|spent|stood|thought|fell|felt|got|grew|held|kept|knew|led|put|read|set|shot|sang|spoke|did)\b"
)
_BEGINS = re.compile(
    r"(?:[A-Z][^,;“”\"]{0,60}, )?(?:But |And |So |Then )?"
    r"(?:(?!(?:he|she|it|they|we|i|you|her|their|in|at|of|for|from|with|by|on|to|and|or|that|who|which|is|was|are|were|has|had|said|says)\b)(?!\w+ed\b)[\w’'-]+ ){0,5}"
    rf"(?:{TITLE}\.? )?",
    re.IGNORECASE,
)
_NO_NAME_VERB = re.compile(r"^(?:s|[’']s)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """A pronoun and whom it means.

    Attributes:
        start_char, end_char: The pronoun in the sentence.
        name: The name, as the article writes it somewhere.
    """

    start_char: int
    end_char: int
    name: str


def name_for_pronoun(article: str, sentence: Span, before: Sequence[Span]) -> Named | None:
    """Find the person that the first "he" or "she" of a sentence means.

    Args:
        article: The text of the article.
        sentence: Where the sentence stands in it.
        before: Where the sentences before it stand, in order.
    """
    text = article[slice(*sentence)]
    match = _PRONOUN.match(text) or _SAID_AFTER.search(text)
    if match is None:
        return None
    pronoun, start, end = match["pronoun"].lower(), *match.span("pronoun")
    if match.re is _SAID_AFTER and _people(text[:start], article):
        return None
    lead = match.groupdict().get("lead") or ""
    if _people(lead, article):
        return None
    found = _referent(article, pronoun, before)
    return Named(start, end, found) if found else None


def _referent(article: str, pronoun: str, before: Sequence[Span]) -> str | None:
    """Return the one person whom the sentences before speak of; where they only say "he" too, those before them."""
    for span in reversed(before[-_LOOKED_BACK:]):
        text = article[slice(*span)]
        people = _people(text, article)
        if _SOMEBODY_ELSE.search(_without_appositions(text, people)):
            return None
        if not people:
            again = _PRONOUN.match(text) or _SAID_AFTER.search(text)
            if again and again["pronoun"].lower() == pronoun:
                continue
            return None
        names = {surname(name) for name, _ in people}
        if len(names) != 1 or not _is_subject(text, people[0][1]):
            return None
        name = people[0][0]
        full = _fullest(name, article)
        if full is None or _other_sex(full, article, pronoun):
            return None
        return full
    return None


def _people(text: str, article: str) -> list[tuple[str, Span]]:
    """Return the names in a text that may be of people: all but those that are plainly of a place or a body."""
    found = []
    for start, end in proper_names(text, article):
        name = re.sub(r"[’']s?$", "", text[start:end])
        before = text[:start]
        if BODY.search(name) or (_PLACE_BEFORE.search(before) and not is_person(name, article)):
            continue
        if _THING_BEFORE.search(before) and not is_person(name, article):
            continue
        found.append((name, (start, end)))
    return found


def _is_subject(text: str, span: Span) -> bool:
    """Tell whether a name is the subject of its sentence: a verb follows it and hardly anything goes before."""
    before, after = text[: span[0]], text[span[1] :]
    if _NO_NAME_VERB.match(after):
        return False
    begins = _BEGINS.fullmatch(before)
    speaks = re.search(rf"{SPEAKS} $", before) or re.match(rf" {SPEAKS}\b", after)
    return bool((begins and _VERB_AFTER.match(after)) or (speaks and re.search(r"[”\"]", before)))


def _without_appositions(text: str, people: Sequence[tuple[str, Span]]) -> str:
    """Drop what only says who the person is: ", a farmer from Holm," after the name and "the actor" before it."""
    for _, (start, end) in reversed(people[:1]):
        after = re.sub(r"^, (?:who|an?|the|\d+)[^,.;]{2,80}(?:,|(?=[.]))", " ", text[end:])
        before = re.sub(r"(?:[\w’'-]+ ){0,4}$", "", text[:start]) if start else ""
        return f"{before} {after}"
    return text


def _fullest(name: str, article: str) -> str | None:
    """Return the longest form of a person's name in the article, if it is a person's and of nobody else."""
    last = surname(name)
    forms = {
        name_
        for start, end in proper_names(article, article)
        if surname(name_ := re.sub(r"[’']s?$", "", article[start:end])) == last
    }
    firsts = {form.split()[0] for form in forms if " " in form}
    if len(firsts) > 1 or not (is_person(name, article) or (len(firsts) == 1 and surname(name) in forms)):
        return None  # two of one surname, or not plainly a person
    plain = {re.sub(r"^.*[’']s? (?=[A-Z])", "", form) for form in forms if not BODY.search(form) or form == name}
    best = max((form for form in plain if len(form.split()) <= _LONGEST_NAME), key=len, default=name)
    return None if re.fullmatch(TITLE, best) else best


def _other_sex(name: str, article: str, pronoun: str) -> bool:
    """Tell whether the words beside a person's name speak of the other sex."""
    last = re.escape(surname(name))
    titles = {match[1] for match in re.finditer(rf"\b({TITLE})\.? (?:[A-Z][\w.’'-]* ){{0,2}}{last}\b", article)}
    other = _SHE_IS if pronoun == "he" else _HE_IS
    return any(other.fullmatch(title) for title in titles)
