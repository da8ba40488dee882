"""What somebody is: a name that the passage calls a lawyer is no prosecutor, if another one is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.support.findings import Evidence, Finding, Kind
from qa.support.names import Name, names_in
from qa.support.opposites import alike
from qa.support.texts import Text, Word, root_of

_OFFICES = frozenset(
    root_of(word)
    for word in """executive leader minister lawyer attorney solicitor barrister prosecutor judge mayor chief owner coach manager
    captain spokesman spokeswoman spokesperson professor secretary director president chairman chairwoman head governor author
    novelist poet painter singer actor actress composer conductor pilot driver skipper doctor surgeon nurse teacher farmer
    fisherman baker engineer architect journalist editor economist scientist researcher biologist historian officer inspector
    detective commissioner ambassador councillor senator king queen prince princess premier chancellor treasurer founder
    chairperson defender striker goalkeeper rider champion runner trainer suspect victim witness heir curator librarian postman
    carpenter warden priest bishop vicar trader banker adviser deputy vice opposition""".split()
)
_REACH = 6  # words before and after a name that say what somebody is
_STOPS = re.compile(r"[.;:!?]|\b(?:and|but|while|who|said|told|with|by|to|for|from|that)\b", re.IGNORECASE)


def check_offices(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield the names that the sentence gives an office which the passages give to somebody else."""
    for name in names_in(sentence):
        mine = _offices_of(sentence, name)
        if not name.is_sure or not mine:
            continue
        theirs: dict[str, Word] = {}
        for text in evidence.passages:
            for other in names_in(text):
                if other.words[-1].root == name.words[-1].root:
                    theirs.update(_offices_of(text, other))
        known = frozenset[str]().union(*(alike(root) for root in theirs))
        wrong = [word for root, word in mine.items() if root not in known and root in evidence.whole.roots]
        if theirs and wrong and not mine.keys() & known:
            shown, other_office = sentence.text[name.start : name.end], next(iter(theirs.values()))
            words = f"the passage calls {shown} “{other_office.surface}”, the sentence “{wrong[-1].surface}”"
            yield Finding(Kind.ROLES, words, contradicts=True)


def _offices_of(text: Text, name: Name) -> dict[str, Word]:
    """Return the offices that stand with a name: "Mayor Ida Lund", "Ida Lund, the mayor of Norrby,"."""
    first = next(place for place, word in enumerate(text.words) if word.start == name.words[0].start)
    last = first + len(name.words) - 1
    before = _unbroken(text, text.words[max(0, first - _REACH) : first], name.start)
    after: Sequence[Word] = ()
    if re.match(
        r"\s*,\s*(?:(?:an?|the|his|her|their|its|who is|who was|who leads?)\s|\d+, an?\s|[a-z])",
        text.text[name.end : name.end + 20],
    ):
        following = text.words[last + 1 : last + 1 + _REACH]
        stop = re.search(r"[.,;:]", text.text[name.end + 2 :].lstrip(", 0123456789"))
        end = name.end + 2 + stop.start() if stop else len(text.text)
        after = [word for word in following if word.end <= end + 2]
    return {word.root: word for word in [*before, *after] if word.root in _OFFICES}


def _unbroken(text: Text, words: Sequence[Word], end: int) -> list[Word]:
    """Return the last of some words that nothing parts from what follows them."""
    kept: list[Word] = []
    for word in reversed(words):
        gap = text.text[word.end : end]
        if re.search(r"[.;:!?—–]", gap) or _STOPS.fullmatch(word.surface) or (gap.strip() == "," and kept):
            break
        kept.append(word)
        end = word.start
    return kept
