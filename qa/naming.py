"""The name a sentence gives to what a question only describes."""

from __future__ import annotations

import re

from index.terms import is_stop_word, terms
from qa.descriptions import names_person
from qa.evidence import Evidence
from qa.subquestions import FIND_NAME, Part

_NOT_A_PERSON_AFTER = re.compile(r"\b(?:the|in|at|on|near|from|to|off|of)\s+(?:the\s+)?$", re.IGNORECASE)


def name_in(evidence: Evidence, question: str, part: Part) -> str | None:
    """Return the first fitting name in a sentence, else in the one after it, else in the one before.

    A name fits if the question does not hold it; for a person it also may not follow "in" or "the".

    Args:
        evidence: The sentence that answers the description best.
        question: The question it answers.
        part: The part the name is for; `refers` is the description.
    """
    sentences = list(evidence.candidate.stored.chunk.sentences)
    at = sentences.index((evidence.start_char, evidence.end_char))
    text, passage = evidence.article.text, sentences
    known = set(terms(question)) | set(terms(part.text))
    person = names_person(part.refers or "")
    for place in (at, at + 1, at - 1):
        if 0 <= place < len(passage):
            start, end = passage[place]
            for name in _names(text[start:end], text):
                fits = not person or not _NOT_A_PERSON_AFTER.search(text[start:end].partition(name)[0])
                if fits and not known.issuperset(terms(name)):
                    return name
    return None


def _names(sentence: str, article: str) -> list[str]:
    """Return the names of a sentence; a capital that only begins it makes no name."""
    found = []
    for match in FIND_NAME.finditer(sentence):
        name = re.sub(r"[’']s?$", "", match.group())
        if is_stop_word(name.split()[0]):
            continue
        begins = not re.search(r"\w", sentence[: match.start()])
        if begins and " " not in name and not re.search(rf"[a-z,] {re.escape(name)}\b", article):
            continue
        found.append(name)
    return found
