"""The name a sentence gives to what a question only describes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import is_stop_word, terms
from qa.evidence import Evidence
from qa.parts.descriptions import head_noun, names_person
from qa.parts.subquestions import FIND_NAME

_TRIED = 6  # sentences that may give the name
_NEAR_ENOUGH = 4.0  # log-odds that such a sentence may lie below the best one
_WELL_COVERED = 0.35  # weight of a word of the description that its passage may lack
_SAME_START = 5  # letters from which "succeeded" counts as "successor"
_NOT_A_PERSON_AFTER = re.compile(r"\b(?:the|in|at|on|near|from|to|off|of)\s+(?:the\s+)?$", re.IGNORECASE)


def name_for(described: str, evidence: Sequence[Evidence], question: str) -> tuple[str, tuple[str, int]] | None:
    """Find the name of what is described.

    Of the best sentences, one that holds the noun of the description ("brother") goes first; the name
    in it that stands nearest to the noun is taken, else the first one of the sentence after it, or before.

    Args:
        described: The description, such as "the brother of pilot Ilse Dragø".
        evidence: Scored sentences for it, best first.
        question: The whole question; names it holds itself are not looked for.

    Returns:
        The name, and the article and first character of the sentence that holds it; None if the passages
        are not about the description, or name nobody.
    """
    noun = head_noun(described)
    near = [
        found
        for found in evidence[:_TRIED]
        if found.score >= evidence[0].score - _NEAR_ENOUGH and found.missing <= _WELL_COVERED
    ]
    for found in sorted(near, key=lambda found: not _holds(noun, found.quote)):
        if name := _name_in(found, described, question):
            return name
    return None


def _holds(noun: str, sentence: str) -> bool:
    start = noun[:_SAME_START] if len(noun) > _SAME_START + 2 else noun
    return re.search(rf"\b{re.escape(start)}", sentence, re.IGNORECASE) is not None


def _name_in(found: Evidence, described: str, question: str) -> tuple[str, tuple[str, int]] | None:
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
                return re.sub(r"[’']s?$", "", nearest.group()), (found.article.id, start)
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
