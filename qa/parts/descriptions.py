"""Questions about someone or something they only describe: "the brother of pilot X" is named in another article."""

from __future__ import annotations

import re

from index.terms import content_terms
from qa.parts.subquestions import AUXILIARIES, NAME, PREPOSITIONS, Decomposition, Part, Relation, question_text

_FEWEST_TERMS = 1  # that the question must ask besides the description

_KIN = (
    "brother|sister|father|mother|son|daughter|wife|husband|widow|widower|uncle|aunt|cousin|nephew|niece|grandfather|grandmother|"
    "grandson|granddaughter|partner|successor|predecessor|deputy|twin"
)
_ROLES = (
    "owner|founder|author|director|manager|captain|skipper|coach|trainer|builder|maker|winner|head|leader|chairman|chairwoman|chair|"
    "architect|inventor|editor|designer|employer|buyer|seller|landlord|driver|pilot|conductor|discoverer|sponsor|birthplace|home town"
)
_PEOPLE = (
    "man|woman|person|boy|girl|fisherman|fisherwoman|sailor|pilot|teacher|doctor|nurse|farmer|player|goalscorer|striker|goalkeeper|"
    "singer|actor|actress|writer|painter|artist|builder|boatbuilder|driver|skipper|captain|politician|councillor|mayor|minister|"
    "scientist|student|pupil|worker|engineer|lawyer|judge|officer|policeman|firefighter|victim|thief|runner|rower|swimmer|cyclist|"
    "cook|baker|chef|keeper|volunteer|photographer|journalist|reporter|official|candidate|pensioner|musician|widow|couple"
)
_BODIES = (
    "company|firm|club|team|association|union|group|party|charity|bank|newspaper|paper|school|university|hospital|museum|theatre|"
    "cannery|factory|yard|shipyard|boat|ship|ferry|trawler|vessel|town|city|village|country|island|hotel|inn|pub|restaurant|café|shop|station|garden|park|house|castle|church|mine|mill|sawmill|band|orchestra|"
    "agency|court|committee|council|foundation|brewery|bakery|farm|airline|railway|studio|publisher|builder|bridge|building|film|book|novel"
)
_OF_RELATION = rf"(?P<kin>{_KIN}|{_ROLES}) of (?:the |a )?(?:[a-zà-ÿ-]+ ){{0,3}}(?P<kin_name>{NAME})"
_ADJECTIVES = r"(?:(?!(?:first|last|only|same)\b)[a-zà-ÿ-]+ ){0,2}"
_NO_MAIN_VERB = rf"(?:(?!(?:{AUXILIARIES}|say|says|think|call|ask|pay|plan|want|get|give|take|make|live|work|play|win)\b)[\w’'-]+ ){{0,7}}"
_CLAUSE = (
    rf"(?P<noun>{_PEOPLE}|{_BODIES}) (?P<joint>who|that|which|whose|where|(?:\w+ly )?(?:\w+ed|led|built|born|held|found|bought|sold|hit|won|lost|known|"
    rf"shot|hurt|run|sunk|torn|taken|written|made))(?: {_NO_MAIN_VERB}| )(?:(?:was|were|had|is|has) {_NO_MAIN_VERB})?(?:the )?(?P<name>{NAME}(?: (?:in|of) {NAME})?)"
)
_DESCRIPTION = re.compile(rf"\bthe (?:{_ADJECTIVES}{_OF_RELATION}|{_ADJECTIVES}{_CLAUSE})")
_POSSESSIVE = re.compile(rf"(?<![\w’'-])(?P<name>{NAME})[’']s? (?P<kin>{_KIN}|{_ROLES})\b")
_ASKS_FOR_IT = re.compile(
    r"^(?:(?:who|what) (?:is|are|was|were)\b.*|which \w+ (?:is|are|was|were)|(?:who|what|which \w+) (?:becomes?|became|has become|will be|will become)) $",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r" of | (?:who|that|which|whose|where) |[’']")
_NAMED_BESIDE = re.compile(rf"^, {NAME}")
_PERSON = re.compile(rf"^(?:{_KIN}|{_PEOPLE}|{_ROLES})$")


def read_description(text: str) -> Decomposition | None:
    """Read a question about someone it only describes by a name of something else; None for any other.

    A question that asks who fits the description, and one that asks next to nothing else, is no such question.
    """
    asked = text.strip(" ?!.")
    match = _innermost(asked) or _POSSESSIVE.search(asked)
    if match is None or _ASKS_FOR_IT.match(asked[: match.start()]) or _NAMED_BESIDE.match(asked[match.end() :]):
        return None
    if re.search(r"\b(?:is|are|was|were) $", asked[: match.start()]) and not _RELATIVE.search(match.group()):
        return None  # "was the school renamed": the participle is the verb of the question
    described = re.sub(r"[’']s?$", "", match.group())
    rest = f"{asked[: match.start()]} {asked[match.end() :]}"
    if len(content_terms(rest)) < _FEWEST_TERMS or re.match(rf"^(?:{PREPOSITIONS}) ", asked[: match.start()]):
        return None
    groups = match.groupdict()
    noun = groups.get("kin") or groups.get("noun") or ""
    who = "who" if _PERSON.match(noun) else "what"
    return Decomposition(
        Relation.BRIDGE,
        (
            Part(question_text(f"{who} is {described}"), described),
            Part(question_text(asked), asked, refers=described),
        ),
    )


def _innermost(asked: str) -> re.Match[str] | None:
    """Return the last description that ends where the first one does: in "the club led by the brother of X" the brother."""
    first = last = _DESCRIPTION.search(asked)
    while last is not None and (inner := _DESCRIPTION.search(asked, last.start() + 1)):
        last = inner
    return last if first and last and last.start() < first.end() else first


def names_person(described: str) -> bool:
    """Say whether a description is of a person, as far as its nouns tell."""
    return bool(
        re.search(rf"\b(?:{_KIN}|{_PEOPLE}|{_ROLES}|person)\b", described.split(" of ", maxsplit=1)[0], re.IGNORECASE)
    )


def head_noun(described: str) -> str:
    """Return the noun a description is built on: "brother" of "the brother of pilot X" and of "X’s brother"."""
    found = re.search(rf"\b(?:{_KIN}|{_PEOPLE}|{_BODIES}|{_ROLES})\b", described)
    return found.group() if found else described.rsplit(maxsplit=1)[-1]
