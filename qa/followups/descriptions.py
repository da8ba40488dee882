"""Descriptions of a follow-up, such as "the company" or "that ferry", and what they are of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from qa import prompts
from qa.followups.antecedents import Known, known_from, stem
from qa.followups.history import Exchange
from qa.followups.mentions import Kind, names
from qa.followups.vocabulary import AUX, GROUP_NOUNS, PERSON_NOUNS, PLACE_NOUNS, PREP, THING_NOUNS, is_general


@dataclass(frozen=True, slots=True)
class Resolved:
    """A follow-up whose pronouns were replaced.

    Attributes:
        open: Words that stand for something which the conversation does not name.
    """

    text: str
    reasons: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


_DESCRIBED = re.compile(
    rf"(?<![\w’'-])(?P<which>the|this|that|these|those)(?: same| very)? (?P<noun>[a-z][\w-]+)(?=$|[?.!,;)]| (?:{AUX}|{PREP}|and|or|when|after|before|to)\b|[’']s\b|"
    r" \w+(?=$|[?.!]| (?:to|in|on|at|for|by|with|from|about|over)\b))",
)
_CLASSES = PERSON_NOUNS | GROUP_NOUNS | PLACE_NOUNS | THING_NOUNS
_JOINS_CLAUSES = re.compile(
    r"\b(?:an?|the|any|no|some|one|this) (?:[\w’'-]+ )?[\w’'-]+ $|\b(?:sa(?:y|id|ys)|th(?:ink|ought)|kn(?:ow|ew)|true|claim\w*|believe\w*|"
    r"sure|mean\w*|show\w*|found|find|hear|heard|told|report\w*|so|fact|likely|possible) $",
    re.IGNORECASE,
)
_CALLED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {Kind.PERSON: PERSON_NOUNS, Kind.PLACE: PLACE_NOUNS, Kind.THING: GROUP_NOUNS | THING_NOUNS}
)
# With "the", others are rather things that everybody knows which: "the whale", "the president".
_CALLED_BY_ARTICLE = frozenset(
    "man woman town city village country island company club firm group band team film movie book song album show series".split()
)
_OF_NOUN = re.compile(r"^(?: of\b| that\b| who\b| which\b| called\b| named\b)", re.IGNORECASE)


def complete_descriptions(text: str, past: Sequence[Exchange]) -> Resolved:
    """Complete "the ferry" to "the Storr ferry" where the conversation says which, in a question without a name of its own."""
    own = [name for name in names(text) if name.start]
    if own:
        return Resolved(text)
    for match in _DESCRIBED.finditer(text):
        noun, which = match["noun"].lower(), match["which"].lower()
        if which == "that" and (noun.endswith("s") or _JOINS_CLAUSES.search(text[: match.start()])):
            continue
        if is_general(stem(noun)) or _OF_NOUN.match(text[match.end("noun") :]):
            if which != "the" and not _OF_NOUN.match(text[match.end("noun") :]):
                return Resolved(text, open=(f"{which} {noun}",))
            continue
        full = _fuller(noun, past)
        if full:
            written = text[: match.start()] + full.mention.text + text[match.end("noun") :]
            reason = prompts.FOLLOW_UP_STANDS_FOR.format(
                word=f"{which} {noun}", name=full.mention.text, origin=full.origin
            )
            return Resolved(written, (reason,))
        if bearer := _bearer(noun, which, past):
            written = f"{text[: match.end('noun')]} ({bearer.mention.text}){text[match.end('noun') :]}"
            reason = prompts.FOLLOW_UP_STANDS_FOR.format(
                word=f"{which} {noun}", name=bearer.mention.text, origin=bearer.origin
            )
            return Resolved(written, (reason,))
        if which != "the" or (noun in _CLASSES and noun in past[0].replied.lower().split()):
            return Resolved(text, open=(f"{which} {noun}",))
    return Resolved(text)


def _fuller(noun: str, past: Sequence[Exchange]) -> Known | None:
    found = (
        known for back, known in known_from(past) if back < 2 and known.mention.head in {noun, noun.removesuffix("s")}
    )
    return next((known for known in found if len(known.mention.text.split()) > 2 and not known.mention.plural), None)


def _bearer(noun: str, which: str, past: Sequence[Exchange]) -> Known | None:
    """Return what the last question is about, if it can be called by a noun: a company for "the company"."""
    kind = next((kind for kind, nouns in _CALLED.items() if noun.removesuffix("s") in nouns or noun in nouns), None)
    if kind is None or (which == "the" and noun not in _CALLED_BY_ARTICLE):
        return None
    fitting = [
        known
        for back, known in known_from(past)
        if back == 0
        and kind in known.mention.kinds
        and (kind is Kind.PERSON or Kind.PERSON not in known.mention.kinds or " " not in known.mention.text)
        and known.mention.named
        and known.asked
        and not known.mention.plural
    ]
    answering = [known for known in fitting if known.origin == prompts.FROM_ANSWER]
    found = answering or fitting
    return found[0] if len(found) == 1 else None
