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


def changed(question: Question, evidence: Sequence[Evidence]) -> Change | None:
    """Return the change of an office-holder that a question about the present one runs into, or None.

    Args:
        question: The question; only one as "Who is the mayor of Tarnhavn?" counts.
        evidence: Sentences that come near the best one.
    """
    asked = _ASKED.search(question.text)
    if asked is None:
        return None
    office, of = asked["office"].lower(), {*terms(asked["of1"] or asked["of2"] or "")}
    of = {term for term in of if not is_stop_word(term)}
    held = [(found, name) for found in evidence if found.article.published for name in _holders(found, office, of)]
    if not held:
        return None
    held.sort(key=lambda pair: str(pair[0].article.published), reverse=True)
    now, name_now = held[0]
    # The one who held it is no successor of the one who holds it, however an article of the same day names him.
    for before, name in held[1:]:
        if before.article.published != now.article.published and _surname(name) != _surname(name_now):
            return Change(now, before, name_now, name)
    return None


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
