"""Who did what to whom: "A beat B" against "B beat A", and what a passage says of somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.terms import fold, is_stop_word
from qa.support.findings import Evidence, Finding, Kind
from qa.support.names import TITLES, Name, name_words, names_in
from qa.support.places import same_place
from qa.support.texts import Text, Word, root_of

_REACH = 6  # words between a verb and the names before and after it
# Done by both sides alike, so that their order says nothing.
_MUTUAL = frozenset(
    root_of(word)
    for word in "meet marry play face draw join fight divorce compete talk agree share merge clash between versus with near "
    "and married friend rival brother sister partner than same said say".split()
)
_PASSIVE_BEFORE = re.compile(r"\b(?:is|are|was|were|been|being|be|get|gets|got)\b(?: \w+ly)?\s*$", re.IGNORECASE)
_PASSIVE_AFTER = re.compile(r"^\s*(?:\w+ ){0,3}?by\b", re.IGNORECASE)
_STOPS = re.compile(r"[;:.!?]|^['’]s\b|^,|\bof\s+(?:the )?$")

Group = frozenset[str]


def check_roles(sentence: Text, evidence: Evidence) -> Iterator[Finding]:
    """Yield what the sentence says with two names exchanged, or of another than the stretch does."""
    names = name_words((sentence, evidence.near, evidence.around))
    if found := _swapped(sentence, evidence.near, names) or _of_another(sentence, evidence):
        yield found


def _swapped(sentence: Text, stretch: Text, names: frozenset[str]) -> Finding | None:
    ours, theirs = _name_groups(sentence, names), _name_groups(stretch, names)
    shared = stretch.roots
    for place, word in enumerate(sentence.words):
        if word.root not in shared or word.root in names or not _acts(word):
            continue
        a, b = _around(sentence, ours, place)
        if not a or not b or a & b:
            continue
        for other_place, other in enumerate(stretch.words):
            if other.root != word.root:
                continue
            c, d = _around(stretch, theirs, other_place)
            if not c or not d:
                continue
            turned = _is_passive(sentence, word) != _is_passive(stretch, other)
            first, second = (d, c) if turned else (c, d)
            if a & second and b & first and not a & first and not b & second:
                said = _between(stretch, theirs, other_place)
                return Finding(
                    Kind.ROLES, f"the passage says “{said}”, the sentence says “{_between(sentence, ours, place)}”", contradicts=True
                )
    return None


def _acts(word: Word) -> bool:
    is_than = word.lower == "than"
    return is_than or (word.says_something and word.root not in _MUTUAL and not word.surface[0].isdigit())


def _name_groups(text: Text, names: frozenset[str]) -> list[tuple[int, int, Group]]:
    """Return (first word, last word, roots) of each run of words that are names."""
    found: list[tuple[int, int, Group]] = []
    for place, word in enumerate(text.words):
        if word.root not in names or is_stop_word(word.surface):
            continue
        if found and found[-1][1] == place - 1 and not re.search(r"[,;:.()]|['’]s", text.text[text.words[place - 1].end - 2 : word.start]):
            first, _, roots = found[-1]
            found[-1] = (first, place, roots | {word.root})
        else:
            found.append((place, place, frozenset({word.root})))
    return found


def _around(text: Text, groups: Sequence[tuple[int, int, Group]], place: int) -> tuple[Group, Group]:
    """Return the names just before and just after a word, within its sentence; empty without one."""
    before = after = frozenset[str]()
    for first, last, roots in groups:
        if last < place and place - last <= _REACH and not _STOPS.search(text.text[text.words[last].end : text.words[place].start]):
            before = roots
        if first > place and first - place <= _REACH and not after:
            if not _STOPS.search(text.text[text.words[place].end : text.words[first].start]):
                after = roots
    return before, after


def _is_passive(text: Text, word: Word) -> bool:
    before, after = text.text[max(0, word.start - 25) : word.start], text.text[word.end : word.end + 30]
    return bool(_PASSIVE_AFTER.search(after)) and (bool(_PASSIVE_BEFORE.search(before)) or word.lower.endswith(("ed", "en")))


def _between(text: Text, groups: Sequence[tuple[int, int, Group]], place: int) -> str:
    first = max((start for start, end, _ in groups if end < place), default=place)
    last = min((end for start, end, _ in groups if start > place), default=place)
    return " ".join(text.text[text.words[first].start : text.words[last].end].split())


def _of_another(sentence: Text, evidence: Evidence) -> Finding | None:
    """Find a name that stands where the stretch names another: the words next to it are the same, the name is not."""
    near = evidence.near
    ours, theirs = ([name for name in names_in(text) if name.is_sure] for text in (sentence, near))
    said = {word.root for word in sentence.words}
    for name in ours:
        roots = {word.root for word in name.words}
        mine = _beside(sentence, name)
        own = [other for other in theirs if roots & {word.root for word in other.words}]
        if any(_shared(mine, _beside(near, other)) for other in own):
            continue
        for other in theirs:
            if {word.root for word in other.words} & said or not _fills(mine, _beside(near, other)):
                continue
            if _initials(name) == _initials(other) or same_place(name.words[0].surface) & {fold(word.surface) for word in other.words}:
                continue  # "UN" for "United Nations"
            shown = sentence.text[name.start : name.end]
            words = f"the passage says it of {near.text[other.start : other.end]}, the sentence of {shown}"
            return Finding(Kind.NAME, words, contradicts=True)
    return None


def _initials(name: Name) -> str:
    first = name.words[0].surface
    return fold(first) if len(name.words) == 1 and first.isupper() else "".join(fold(word.surface)[0] for word in name.words)


Beside = tuple[list[str], list[str]]
_BESIDE = 3  # words with a meaning on either side of a name


def _beside(text: Text, name: Name) -> Beside:
    before = [
        word.root
        for word in text.content
        if word.end <= name.start and word.lower not in TITLES and not (word.begins and word.has_capital and name.start - word.end == 1)
    ][-_BESIDE:]
    after = [word.root for word in text.content if word.start >= name.end][:_BESIDE]
    return before, after


def _shared(one: Beside, other: Beside) -> int:
    return len({*one[1]} & {*other[1]}) + len({*one[0]} & {*other[0]})


def _fills(one: Beside, other: Beside) -> bool:
    """Tell whether two names stand in the same place: before the same words, or after them."""
    before, after = one
    if not before and after:
        return len({*after} & {*other[1]}) >= min(2, len(after)) and after[0] in other[1]
    return bool(before) and bool(other[0]) and before[-1] == other[0][-1] and (
        len({*before} & {*other[0]}) >= 2 or bool({*after[:1]} & {*other[1][:1]})
    )
