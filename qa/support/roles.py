"""Who did what to whom: "A beat B" against "B beat A", and what a passage says of somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.terms import is_stop_word
from qa.support.findings import Evidence, Finding, Kind
from qa.support.names import name_words, names_in
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
_STOPS = re.compile(r"[;:.!?]")

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
        if roots & evidence.around.roots:
            continue
        for other in theirs:
            if {word.root for word in other.words} & said:
                continue
            if _same_place(sentence, name.start, name.end, near, other.start, other.end):
                shown = sentence.text[name.start : name.end]
                return Finding(
                    Kind.NAME, f"the passage says it of {near.text[other.start : other.end]}, the sentence of {shown}", contradicts=True
                )
    return None


def _same_place(one: Text, start: int, end: int, other: Text, other_start: int, other_end: int) -> bool:
    def beside(text: Text, start: int, end: int) -> tuple[list[str], list[str]]:
        before = [word.root for word in text.content if word.end <= start][-2:]
        after = [word.root for word in text.content if word.start >= end][:2]
        return before, after

    (before, after), (other_before, other_after) = beside(one, start, end), beside(other, other_start, other_end)
    same_after = sum(a == b for a, b in zip(after, other_after, strict=False))
    same_before = sum(a == b for a, b in zip(reversed(before), reversed(other_before), strict=False))
    starts = not before and not other_before
    return same_after + same_before >= 2 or (starts and same_after >= 1 and after[:1] == other_after[:1])
