"""The name a sentence gives to what a question only describes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import is_stop_word, terms
from qa.descriptions import head_noun, names_person
from qa.evidence import Evidence
from qa.subquestions import FIND_NAME

_TRIED = 3  # sentences that may give the name
_NEAR_ENOUGH = 2.0  # log-odds that a sentence may lie below the best one to be preferred for holding the noun
_NOT_A_PERSON_AFTER = re.compile(r"\b(?:the|in|at|on|near|from|to|off|of)\s+(?:the\s+)?$", re.IGNORECASE)


def name_for(described: str, evidence: Sequence[Evidence], question: str) -> tuple[str, Evidence] | None:
    """Find the name of what is described, and the sentence that gives it.

    Of the best sentences, one that holds the noun of the description ("brother") goes first; the name
    in it that stands nearest to the noun is taken, else the first one of the sentence after it, or before.

    Args:
        described: The description, such as "the brother of pilot Ilse Dragø".
        evidence: Scored sentences for it, best first.
        question: The whole question; names it holds itself are not looked for.
    """
    noun = set(terms(head_noun(described)))
    near = [found for found in evidence[:_TRIED] if found.score >= evidence[0].score - _NEAR_ENOUGH]
    for found in sorted(near, key=lambda found: not noun <= found.terms):
        if name := _name_in(found, described, question):
            return name, found
    return None


def _name_in(found: Evidence, described: str, question: str) -> str | None:
    sentences = found.candidate.stored.chunk.sentences
    at = sentences.index((found.start_char, found.end_char))
    known, person, noun = set(terms(question)), names_person(described), head_noun(described)
    for place in (at, at + 1, at - 1):
        if 0 <= place < len(sentences):
            start, end = sentences[place]
            text = found.article.text[start:end]
            middle = max(0, text.lower().find(noun.lower()))
            names = [
                match
                for match in _names(text, found.article.text)
                if not known.issuperset(terms(match.group()))
                and not (person and _NOT_A_PERSON_AFTER.search(text[: match.start()]))
            ]
            if names:
                nearest = min(names, key=lambda match: abs(match.start() - middle))
                return re.sub(r"[’']s?$", "", nearest.group())
    return None


def _names(sentence: str, article: str) -> list[re.Match[str]]:
    """Return the names of a sentence; a capital that only begins it makes no name."""
    found = []
    for match in FIND_NAME.finditer(sentence):
        name = match.group()
        begins = not re.search(r"\w", sentence[: match.start()])
        if is_stop_word(name.split()[0]):
            continue
        if begins and " " not in name and not re.search(rf"[a-z,] {re.escape(name)}\b", article):
            continue
        found.append(match)
    return found
