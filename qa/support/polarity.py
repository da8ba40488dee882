"""Negation and reversal: "did not resign" against "resigned", "rose" against "fell"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.support.findings import Evidence, Finding, Kind
from qa.support.opposites import CONVERSE, opposites
from qa.support.texts import Text, Word, root_of

_NEGATES = frozenset(
    "not never no nobody none nothing neither nor without cannot hardly barely scarcely n't unable denied deny denies denying "
    "failed fails fail failing refused refuses refuse refusing declined declines decline lacks lacked lack".split()
)
_NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least|to mention|far from|unlike\w*|uncommon|until)|no (?:doubt|wonder|matter|less than|fewer than|more than|later than|"
    r"sooner|longer than|1\b)|no\.? ?\d|nothing (?:but|less|short)|whether or not|if not|or not|why not|not all that|could not (?:be )?(?:more|better)|"
    r"not to say|none other|none the less|nothing like|fail(?:s|ed)? safe)\b",
    re.IGNORECASE,
)
_TAKES_TO = frozenset(
    "failed fails fail failing refused refuses refuse refusing declined declines decline unable".split()
)
_CLAUSE_ENDS = frozenset(
    "who which whether because but although though while when if since unless where that until before after".split()
)
_SUPPOSED = re.compile(
    r"\b(?:will|would|could|may|might|should|if|unless|whether|plans?|planned|due|set|hopes?|hoped|wants?|wanted|asked|urged|tried|threatened|"
    r"expected|expects?|need(?:s|ed)?|must|can|allegedly|claims?|claimed|accused|until)\b",
    re.IGNORECASE,
)
_SCOPE = 2  # words with a meaning that a negation reaches
_NEARBY = 7  # words
_SHARED = 0.5  # of the sentence's other words that the stretch must hold

_BE = re.compile(r"\b(?:is|are|was|were|been|being|be|get|gets|got)\b(?: \w+ly)?\s*$", re.IGNORECASE)
_ORDER_OR_DEGREE = frozenset("before after above below more less most least fewer over under up down".split())
_PREFIX = re.compile(r"^(?:un|in|im|il|ir|dis|non|mis)(?=[a-z]{4})")


@dataclass(frozen=True, slots=True)
class Negation:
    """A word that negates, and the roots of what it negates."""

    word: Word
    place: int
    reaches: tuple[str, ...]


@lru_cache(maxsize=4096)
def negations_in(text: Text) -> tuple[Negation, ...]:
    """Return the negations of a text, in order; "not only", "no more than 40" and the like are none."""
    excepted = [match.span() for match in _NO_NEGATION.finditer(text.text)]
    found = []
    for place, word in enumerate(text.words):
        lower = word.lower
        if not (lower in _NEGATES or lower.endswith("n't")) or any(a <= word.start < b for a, b in excepted):
            continue
        rest = text.words[place + 1 :]
        if lower in _TAKES_TO and not (rest and rest[0].lower in {"to", "in"}):
            continue
        reaches: list[str] = []
        for before, following in zip(text.words[place:], rest, strict=False):
            gap = text.text[before.end : following.start]
            if re.search(r"[,;:.()—–]", gap) or following.lower in _CLAUSE_ENDS or len(reaches) == _SCOPE:
                break
            if following.says_something:
                reaches.append(following.root)
        found.append(Negation(word, place, tuple(reaches)))
    return tuple(found)


def check_polarity(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield what the sentence negates and the stretch affirms, or the other way round, and what it turns into its opposite."""
    if _share_held(sentence, evidence.around) < _SHARED:
        return
    if (found := _negated_differently(sentence, evidence.near)) or (
        found := _opposed(sentence, evidence.near) or _only_supposed(sentence, evidence.near)
    ):
        yield found


def _share_held(sentence: Text, stretch: Text) -> float:
    known = opposites()
    wanted = {word.root for word in sentence.content if word.root not in known and word.lower not in _NEGATES}
    return len(wanted & stretch.roots) / len(wanted) if wanted else 1.0


def _negated_differently(sentence: Text, stretch: Text) -> Finding | None:
    ours, theirs = negations_in(sentence), negations_in(stretch)
    for negation in ours:
        if negation.word.root in stretch.roots and negation.word.says_something:
            continue
        for root in negation.reaches[:1]:
            if _same_clause(sentence, negation, stretch) and _affirms(stretch, root, theirs, sentence):
                return Finding(
                    Kind.NEGATION,
                    f"the passage says “{_phrase(stretch, root)}”, the sentence says “{_negated(sentence, negation)}”",
                    contradicts=True,
                )
    for negation in theirs:
        if negation.word.root in sentence.roots and negation.word.says_something:
            continue
        for root in negation.reaches[:1]:
            if _same_clause(stretch, negation, sentence) and _affirms(sentence, root, ours, stretch):
                return Finding(
                    Kind.NEGATION,
                    f"the passage says “{_negated(stretch, negation)}”, the sentence says “{_phrase(sentence, root)}”",
                    contradicts=True,
                )
    return None


_WISHED = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:on|for)|urg(?:es?|ed|ing)|asks?|asked|demand(?:s|ed|ing)?|wants?|wanted|hop(?:es?|ed|ing)|threaten(?:s|ed|ing)?|may|might|could|"
    r"should|plan(?:s|ned|ning)?|intend(?:s|ed)?|expect(?:s|ed)?|consider(?:s|ed|ing)?|likely|proposed?|if|whether)\b[^.;:,]{0,60}$",
    re.IGNORECASE,
)


def _only_supposed(sentence: Text, stretch: Text) -> Finding | None:
    """Find what the sentence says was done and the stretch that somebody wants or thinks possible: "called on her to resign"."""
    for word in sentence.content:
        told = sentence.text[max(0, word.start - 40) : word.start]
        is_past = word.lower.endswith("ed") and not re.search(r"\bto (?:be |have )?(?:\w+ly )?$", told)
        if not is_past or _SUPPOSED.search(told) or _WISHED.search(told):
            continue
        places = [other for other in stretch.words if other.root == word.root]
        if places and all(_is_wished(stretch, other) for other in places):
            place = places[0]
            said = f"{stretch.text[max(0, place.start - 3) : place.end]}".strip()
            return Finding(
                Kind.REVERSAL, f"the passage says “{said}”, the sentence says “{word.surface}”", contradicts=True
            )
    return None


def _is_wished(text: Text, word: Word) -> bool:
    before = text.text[max(0, word.start - 80) : word.start]
    bare = not word.lower.endswith(("ed", "ing", "s")) and bool(
        re.search(r"\b(?:to|may|might|could|should|would)(?: be)? $", before)
    )
    return bare and bool(_WISHED.search(before))


def _same_clause(text: Text, negation: Negation, other: Text) -> bool:
    """Tell whether the other text has what is negated together with what it is said of, or with what follows."""
    subject = [word.root for word in text.content if word.end <= negation.word.start][-1:]
    root = negation.reaches[0]
    around = {each.root for word in other.words if word.root == root for each in _near_words(other, word)}
    return bool({*subject, *negation.reaches[1:]} & around) or not subject


def _affirms(text: Text, root: str, negations: Sequence[Negation], other: Text) -> bool:
    """Tell whether a text says a word plainly: never negated, turned round, or supposed where the other text does not."""
    places = [place for place, word in enumerate(text.words) if word.root == root]
    if not places:
        return False
    known = opposites()
    for place in places:
        if any(abs(negation.place - place) <= _NEARBY for negation in negations):
            return False
        clause = text.words[max(0, place - 4) : place]
        if any(_SUPPOSED.fullmatch(word.lower) and word.root not in other.roots for word in clause):
            return False
        if any(_PREFIX.match(word.lower) and word.root in known for word in clause):
            return False
    return True


def _phrase(text: Text, root: str) -> str:
    place = next(place for place, word in enumerate(text.words) if word.root == root)
    words = text.words[max(0, place - 2) : place + 2]
    return " ".join(text.text[words[0].start : words[-1].end].split())


def _negated(text: Text, negation: Negation) -> str:
    words = text.words[max(0, negation.place - 1) : negation.place + 3]
    return " ".join(text.text[words[0].start : words[-1].end].split())


def _opposed(sentence: Text, stretch: Text) -> Finding | None:
    ours, theirs = _by_pair(sentence), _by_pair(stretch)
    for pair, (side, word) in ours.items():
        if side is None or pair not in theirs:
            continue
        other_side, other = theirs[pair]
        if other_side is None or other_side == side or word is None or other is None:
            continue
        if word.root in stretch.roots or other.root in sentence.roots:
            continue
        if is_negated(sentence, word) != is_negated(stretch, other):
            continue
        if not _same_neighbour(sentence, word, stretch, other, pair in CONVERSE):
            continue
        return Finding(
            Kind.REVERSAL, f"the passage says “{other.surface}”, the sentence says “{word.surface}”", contradicts=True
        )
    return _by_prefix(sentence, stretch) or _by_prefix(stretch, sentence, turned=True)


def _by_prefix(text: Text, other: Text, *, turned: bool = False) -> Finding | None:
    """Find a word with a prefix that negates, where the other text has it without: "unsafe" and "safe"."""
    known = opposites()
    for word in text.content:
        base = root_of(_PREFIX.sub("", word.lower))
        if base == word.root or word.root in other.roots or base in text.roots or (turned and base in known):
            continue
        plain = next((each for each in other.content if each.root == base), None)
        if plain and not is_negated(other, plain) and not is_negated(text, word):
            return _prefix_finding(plain, word) if turned else _prefix_finding(word, plain)
    return None


def _prefix_finding(word: Word, other: Word) -> Finding:
    words = f"the passage says “{other.surface}”, the sentence says “{word.surface}”"
    return Finding(Kind.REVERSAL, words, contradicts=True)


def _by_pair(text: Text) -> dict[int, tuple[int | None, Word | None]]:
    """Return which side of each pair of opposites a text takes, and by which word; None if both."""
    found: dict[int, tuple[int | None, Word | None]] = {}
    for word in text.words:
        for pair, listed in (*opposites().get(word.root, ()), *_vote(text, word)):
            is_passive = pair in CONVERSE and bool(_BE.search(text.text, max(0, word.start - 25), word.start))
            side = 1 - listed if is_passive else listed  # "was beaten"
            known = found.get(pair)
            found[pair] = (side, word) if known is None or known[0] == side else (None, None)
    return found


_VOTE = re.compile(
    r"(?:d|s)?\b[^.;:]{0,40}?(?:\b(?P<yes>to (?!reject|scrap|abandon|close|end|ban)|for\b|in favour|in favor)|\b(?P<no>against|down)\b)",
    re.IGNORECASE,
)


def _vote(text: Text, word: Word) -> tuple[tuple[int, int], ...]:
    """Return the side of "accept" for "voted to build", and that of "reject" for "voted against"."""
    told = _VOTE.match(text.text, word.end) if word.root == _VOTED else None
    if told is None:
        return ()
    accepts = opposites()[root_of("accept")][0]
    return ((accepts[0], accepts[1] if told["yes"] else 1 - accepts[1]),)


_VOTED = root_of("vote")


def is_negated(text: Text, word: Word) -> bool:
    """Tell whether a text negates a word of it."""
    return any(word.root in negation.reaches for negation in negations_in(text))


def _same_neighbour(sentence: Text, word: Word, stretch: Text, other: Word, is_converse: bool) -> bool:
    """Tell whether two opposite words are said of the same: what stands next to them, on either side, is the same."""
    ours, theirs = _neighbours(sentence, word), _neighbours(stretch, other)
    if word.lower in _ORDER_OR_DEGREE or other.lower in _ORDER_OR_DEGREE:
        return bool(ours[1] and ours[1] == theirs[1])
    if is_converse:
        return bool(ours[0] and ours[0] == theirs[0])
    return bool({*ours} - {""} & {*theirs}) or bool(_close(sentence, word) & _close(stretch, other))


def _neighbours(text: Text, word: Word) -> tuple[str, str]:
    """Return the roots of the words with a meaning just before and just after a word."""
    before = [each.root for each in text.content if each.end <= word.start]
    after = [each.root for each in text.content if each.start >= word.end]
    return (before[-1] if before else "", after[0] if after else "")


def _close(text: Text, word: Word) -> set[str]:
    return {each.root for each in _near_words(text, word)}


def _near_words(text: Text, word: Word) -> list[Word]:
    """Return the words with a meaning up to five words from a word."""
    place = next(place for place, each in enumerate(text.words) if each.start == word.start)
    near = text.words[max(0, place - 5) : place + 6]
    return [each for each in near if each.says_something and each.start != word.start]
