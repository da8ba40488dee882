"""Does a sentence state something that articles could confirm? If not, why not.

The rules are few and go by form. In doubt a sentence is checked; what it says in quotation marks is somebody else's.
"""

from __future__ import annotations

import re
from typing import Literal

from index.terms import content_terms, is_stop_word, terms

Reason = Literal[
    "heading",
    "code",
    "table",
    "note",
    "question",
    "greeting",
    "request",
    "first_person",
    "exclamation",
    "fragment",
    "too_long",
]

MOST_CHARS = 1500  # of a sentence; longer ones are lists, tables or noise without full stops
QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
_ASKS = re.compile(r"\?[!?]*[)\]]*\Z")
_ASKS_IN_QUOTES = re.compile(r"\A[\"“«„][^\"“”«»„]*\?[\"”“»]\Z")
# A lone "I" behind a name numbers a king or a war; "us" and "our" alone are too often part of a name.
# The word before begins at its start, or every letter of a long word would be tried as one.
_WRITER = re.compile(r"(?:\b(\w+)\s+)?\bI\b(?!\.)|\bwe\b|\bWe\b|\b[Ii]n my (?:view|opinion|mind)\b|\b[Tt]o my mind\b")
_GREETING = re.compile(
    r"\A(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|night|day)|welcome|thanks|thank you|cheers|goodbye|bye|"
    r"(?:best|kind|warm) (?:wishes|regards)|yours (?:sincerely|faithfully|truly)|sincerely|happy (?:new year|birthday|easter)|"
    r"merry christmas|congratulations)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\A(?:please|click|subscribe|sign up|follow (?:us|me)|contact us|e-?mail us|read (?:more|on|the|our|also)|see (?:also|below|above|our|page)|"
    r"listen to|watch (?:the|our|this)|share (?:this|your)|let (?:us|me)|let’s|let's|don’t|don't|do not|imagine|remember|note that|tell us|write to)\b",
    re.IGNORECASE,
)  # fmt: skip
_EXCLAIMS = re.compile(r"\A(?:what an?|how|oh|alas|wow|hooray|hurrah|bravo)\b[^.?]*!+[)\]]*\Z", re.IGNORECASE)
_ADDRESSED_WORDS = 12  # a longer sentence that begins like a greeting or a request states something as well
PERSON = re.compile(r"\b(?:he|she|his|her|they|their)\b", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|himself|herself|themselves|itself|this|these|those|both)\b",
    re.IGNORECASE,
)


def reason_unchecked(sentence: str) -> Reason | None:
    """Return why a sentence is nothing to be checked, or None if it is."""
    said = sentence.strip()
    if len(said) > MOST_CHARS:
        return "too_long"
    own = QUOTED.sub(" ", said)
    tests: tuple[tuple[Reason, bool], ...] = (
        ("question", bool(_ASKS.search(said) or _ASKS_IN_QUOTES.match(said))),
        ("greeting", _is_short(own) and bool(_GREETING.match(said))),
        ("request", _is_short(own) and bool(_REQUEST.match(said))),
        ("exclamation", bool(_EXCLAIMS.match(said))),
        ("first_person", any(not _is_numbered(match) for match in _WRITER.finditer(own))),
        ("fragment", not _says_something(said)),
    )
    return next((reason for reason, holds in tests if holds), None)


def _is_short(own: str) -> bool:
    return len(own.split()) <= _ADDRESSED_WORDS and not any(char.isdigit() for char in own)


def _is_numbered(match: re.Match[str]) -> bool:
    before = match[1] or ""
    return before[:1].isupper() and len(before) > 1 and not is_stop_word(before)


def _says_something(sentence: str) -> bool:
    """Say whether there are two words of meaning, or one with a figure, a name or a pronoun it is said of."""
    found = content_terms(sentence)
    if len(found) >= 2 or (found and any(char.isdigit() for char in sentence)):
        return True
    named = any(word[:1].isupper() for word in sentence.split()[1:])
    return bool(found) and len(terms(sentence)) >= 2 and (named or bool(PRONOUN.search(sentence)))
