"""Who holds an office now, where older articles name somebody else: "Mayor Corvin Tolle", "Mayor Jørn Kettrick"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.terms import is_stop_word, terms
from qa.evidence import Evidence
from qa.questions import Question

OFFICES = (
    r"(?:deputy |vice[- ])?(?:prime minister|president|chancellor|mayor|governor|premier|chief executive|ceo|chair(?:man|woman|person)?|"
    r"(?:head )?coach|manager|captain|director|secretary[- ]general|leader|treasurer|speaker|police chief|(?:foreign|finance|health|defen[cs]e|interior) (?:minister|secretary)|"
    r"minister|head ?teacher|harbour master|editor|bishop|archbishop|king|queen|pope)"
)
_ASKED = re.compile(
    rf"\bwho(?:['’]s| is| are)? (?:now |currently )?(?:the )?(?:(?:current|present|new|acting) )?(?:(?P<of1>[\w’' -]+?)['’]s? )?(?P<office>{OFFICES})"
    r"(?: (?:of|at|for|in) (?:the )?(?P<of2>[\w’' -]+?))?(?: now| at present| at the moment| currently| today)?\s*\?*$",
    re.IGNORECASE,
)
_NAME = r"(?:(?:Mr|Mrs|Ms|Dr|Sir) )?(?P<name>[A-ZÀ-ÞŁŚŻ][\w’'-]+(?: (?:de|van|von|der|al|bin) )?(?: [A-ZÀ-ÞŁŚŻ][\w’'.-]+){0,3})"
_LEFT = re.compile(
    r"\b(?:former|ex-?|late|then|acting|deputy|vice|outgoing|interim|past|would-be|designate)[ -]?(?:the )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """An office that a later article gives to somebody else."""

    now: Evidence
    before: Evidence
    name_now: str
    name_before: str


def changed(question: Question, evidence: Sequence[Evidence], chosen: Sequence[Evidence]) -> Change | None:
    """Return the change of an office-holder that an answer about the present one runs into, or None.

    An answer that names only the present holder needs no word about earlier ones.

    Args:
        question: The question; only one as "Who is the mayor of Tarnhavn?" counts.
        evidence: Scored sentences, best first.
        chosen: Those the answer quotes.
    """
    asked = _ASKED.search(question.text)
    if asked is None:
        return None
    office, of = asked["office"].lower(), _of(asked)
    ordered = [*chosen, *(found for found in evidence if not any(found is quoted for quoted in chosen))]
    held = [
        (day, found, name)
        for found in ordered
        if (day := found.article.published)
        for name in _holders(found, office, of)
    ]
    if not held:
        return None
    last = max(day for day, _, _ in held)
    name_now = next(name for day, _, name in held if day == last)
    for day, before, name in held:
        if day < last and not _is_named(name, name_now) and any(before is quoted for quoted in chosen):
            now = next(found for since, found, holder in held if since > day and _is_named(holder, name_now))
            return Change(now, before, name_now, name)
    return None


def confirming(question: Question, evidence: Sequence[Evidence], answer: str) -> list[Evidence]:
    """Return the sentences that give the office asked about to somebody whom the answer names."""
    asked = _ASKED.search(question.text)
    if asked is None:
        return []
    named = {*terms(answer)}
    return [
        found
        for found in evidence
        if any({*terms(_surname(name))} <= named for name in _holders(found, asked["office"].lower(), _of(asked)))
    ]


def _of(asked: re.Match[str]) -> set[str]:
    of = asked["of1"] or asked["of2"] or ""
    return {term for word in of.split() if not is_stop_word(word) for term in terms(word)}


def _is_named(one: str, other: str) -> bool:
    """Tell whether two names can be one person's: "Kettrick" and "Jørn Kettrick"."""
    return _surname(one) == _surname(other)


def _holders(found: Evidence, office: str, of: set[str]) -> Iterator[str]:
    """Yield the names that a sentence gives the office in so many words: "Mayor X", "X, the mayor of Y"."""
    article, sentence = found.article, found.quote
    if not of <= {*terms(article.text), *terms(article.title)}:
        return
    spelled = re.escape(office)
    for match in re.finditer(rf"(?P<before>(?:[\w’'-]+ )?)(?P<office>(?i:{spelled})) {_NAME}", sentence):
        if not _is_of_another(match["before"], of):
            yield match["name"]
    for match in re.finditer(
        rf"{_NAME}, (?:the |its )?(?P<new>(?:new |current )?)(?P<office>(?i:{spelled}))(?: of (?:the )?(?P<of>[\w’'-]+))?\b",
        sentence,
    ):
        if not match["of"] or {*terms(match["of"])} <= of:
            yield match["name"]
    for match in re.finditer(
        rf"{_NAME} (?:was|has been|is) (?:elected|sworn in|appointed|named|chosen) (?:as )?(?:the )?(?:new )?(?i:{spelled})\b",
        sentence,
    ):
        yield match["name"]


def _is_of_another(before: str, of: set[str]) -> bool:
    """Tell whether the word before an office makes it another's or a past one: "Morvik mayor X", "former mayor X"."""
    word = before.strip()
    if _LEFT.search(before):
        return True
    return (
        bool(word)
        and word[0].isupper()
        and word.lower() != "the"
        and not {*terms(word.removesuffix("’s").removesuffix("'s"))} <= of
    )


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].removesuffix("’s").removesuffix("'s").lower()
