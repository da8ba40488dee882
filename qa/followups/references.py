"""Pronouns of a follow-up, and what they stand for in the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import content_terms
from qa import prompts
from qa.followups.antecedents import SITUATED, Known, antecedent
from qa.followups.descriptions import Resolved, complete_descriptions
from qa.followups.history import Exchange
from qa.followups.mentions import Kind, mentions
from qa.followups.vocabulary import AUX, PREP, is_general

_PRONOUN = re.compile(
    r"(?<![\w’'-])(?P<word>he|she|it|they|him|her|them|his|its|their|there)(?:[’'](?P<short>s|re|ll|d|ve))?(?![\w’'-])",
    re.IGNORECASE,
)
_POSSESSIVE = {"his", "its", "their"}
_HER_OWN = re.compile(
    rf"^ (?!(?:{AUX}|{PREP}|and|or|there|then|that|so|when|after|before|because|again)\b)\w", re.IGNORECASE
)
_EXISTENTIAL = re.compile(
    rf"\b(?:{AUX}|has|have) there\b|\bthere(?:[’']s| (?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|seems?))\b",
    re.IGNORECASE,
)
_EASE = (
    "possible|impossible|true|safe|legal|illegal|likely|unlikely|necessary|better|best|worth|important|ok|okay|easier|easy|hard|difficult|"
    "common|normal|known|expected|allowed|good|bad|wise|fair|correct|right|clear|time|too late|too early|cheaper|required|mandatory|a good idea"
)
_PLEONASTIC = re.compile(
    rf"\bit (?:is |was |be |been |not |still |also |really |always )*(?:{_EASE})\b.{{0,40}}?\b(?:to|that|if|for|when|\w+ing)\b|"
    r"\bit (?:takes?|took|costs?|feels?|means?|makes? sense|made sense)\b.*\bto \w|\bit comes to\b|\bit (?:rain|snow)\w*|\bwhat time is it\b|"
    rf"\bit(?:[’']s| is| was) (?:{_EASE})\b|\b(?:is|was) it (?:that|because)\b|\bit (?:seems?|turns? out|appears?)\b|^(?:so )?it (?:is|was) (?:said|reported)\b",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[,;:?.]|\b(?:and|or|but|when|because|if|that|after|before|while|who|which|as|since|until|so|than|whether)\b",
    re.IGNORECASE,
)
_MANY_BEFORE = 4  # words before a pronoun from which it rather takes up one of them


def resolve(question: str, past: Sequence[Exchange]) -> Resolved:
    """Replace the pronouns and descriptions of a question by what they stand for.

    Of several things a pronoun may stand for, the one asked about last is taken, and of one question the
    first; the answer is looked at only where the question names nothing of the kind, or asked for just that.

    Args:
        question: As typed.
        past: The conversation, the latest exchange first; at least one.
    """
    told = " ".join(f"{exchange.asked} {exchange.replied} {exchange.around}" for exchange in past)
    text, reasons, unknown, seen = question, list[str](), list[str](), dict[str, bool]()
    taken: list[str] = []
    shift = 0
    existential = [match.span() for match in _EXISTENTIAL.finditer(question)]
    pleonastic = [match.span() for match in _PLEONASTIC.finditer(question)]
    for match in _PRONOUN.finditer(question):
        word = match["word"].lower()
        if word == "it" and match["word"] == "IT":
            continue
        group = _group(word)
        if group == "there" and any(start <= match.start() < end for start, end in existential):
            continue
        if word == "it" and any(start <= match.start() < end or (end == match.start()) for start, end in pleonastic):
            continue
        if group in seen or _inside(question, match, group):
            seen.setdefault(group, False)
            continue
        known = antecedent(group, past, told, question)
        if known and any(known.mention.text in name or name in known.mention.text for name in taken):
            known = None  # nobody asks "Why did Ada Lund want Ada Lund?"
        seen[group] = known is not None
        if known is None:
            unknown.append(word)
            continue
        taken.append(known.mention.text)
        possessive = word in _POSSESSIVE or (word == "her" and bool(_HER_OWN.match(question[match.end() :])))
        written = _written(group, known, possessive, match["short"])
        at = match.start() + shift
        lead = text[:at]
        if group == "there" and (before := SITUATED.search(lead)):
            written = re.sub(r"^\w+ ", "", written) if before else written
        text = lead + written + text[match.end() + shift :]
        shift = len(text) - len(question)
        reasons.append(prompts.FOLLOW_UP_STANDS_FOR.format(word=word, name=known.mention.text, origin=known.origin))
    if not any(seen.values()):
        described = complete_descriptions(text, past)
        text, reasons = described.text, [*reasons, *described.reasons]
        unknown += described.open
    return Resolved(text, tuple(reasons), tuple(unknown))


def _group(word: str) -> str:
    for group, members in {"he": {"he", "him", "his"}, "she": {"she", "her"}, "it": {"it", "its"}}.items():
        if word in members:
            return group
    return "there" if word == "there" else "they"


def _inside(question: str, match: re.Match[str], group: str) -> bool:
    """Say whether a pronoun stands for something that the question itself names before it."""
    before = question[: match.start()]
    if group in {"it", "they"} and sum(not is_general(term) for term in content_terms(before)) >= _MANY_BEFORE:
        return True
    boundary = [found.end() for found in _BOUNDARY.finditer(before)]
    own = mentions(before)
    possessive = match["word"].lower() in {*_POSSESSIVE, "her"}
    wanted = {"he": Kind.PERSON, "she": Kind.PERSON, "there": Kind.PLACE}.get(group)
    fitting = [
        mention
        for mention in own
        if (wanted in mention.kinds if wanted else mention.kinds != {Kind.PERSON} or group == "they")
        and not (mention.head.endswith("s") and group == "it" and mention.plural)
    ]
    if possessive and fitting:
        return True
    if not boundary:
        return False
    first = before[: boundary[-1]]
    if any(mention.start < boundary[-1] for mention in fitting):
        return True
    return group in {"it", "they"} and sum(not is_general(term) for term in content_terms(first)) >= 1 and not wanted


def _written(group: str, known: Known, possessive: bool, short: str | None) -> str:
    name = known.mention.text
    if group == "there":
        before = SITUATED.search(known.within[: known.mention.start])
        return f"{before['where'].lower() if before else 'in'}{before['the'] or '' if before else ''} {name}"
    if possessive:
        return f"{name}’" if name.endswith("s") and known.mention.plural else f"{name}’s"
    verb = {"s": " is", "re": " are", "ll": " will", "d": " would", "ve": " have", None: ""}[short]
    return name + verb
