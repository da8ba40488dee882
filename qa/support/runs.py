"""Runs of words that a sentence shares with a source, and where it puts together what stands apart there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.support.texts import root_of

_RUN = 2  # words, from which what both texts hold is taken for copied
_MOST_SEAMS = 2
_SAY = root_of("say")


def share_of_runs(own: Sequence[str], other: Sequence[str], length: int) -> float:
    """Return the share of the runs of some words that the other text holds; of one that is shorter, that of all its words."""
    length = max(1, min(length, len(own)))
    ours = set(zip(*(own[start:] for start in range(length)), strict=False))
    theirs = set(zip(*(other[start:] for start in range(length)), strict=False))
    return len(ours & theirs) / len(ours) if ours else 0.0


def longest_run(own: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of words that both texts hold."""
    best = 0
    places = places_of(other)
    ending: dict[int, int] = {}
    for root in own:
        ending = {place: ending.get(place - 1, 0) + 1 for place in places.get(root, ())}
        best = max(best, *ending.values(), 0)
    return best


def places_of(words: Sequence[str]) -> Mapping[str, list[int]]:
    """Return where each word stands."""
    places: dict[str, list[int]] = {}
    for place, root in enumerate(words):
        places.setdefault(root, []).append(place)
    return places


def seams(
    own: Sequence[str], other: Sequence[str], places: Mapping[str, list[int]], sentences: Sequence[int]
) -> tuple[float, float]:
    """Return how often neighbouring runs of a sentence stand apart in a source.

    Args:
        own, other: The words of the sentence and of the source, in order.
        places: Where each word of the source stands, see `places_of`.
        sentences: The number of the sentence of each word of the source.

    Returns:
        (turned, crossed), each in [0, 1]: the later run stands before the earlier one; it stands in a later sentence.
    """
    turned = crossed = 0
    before: tuple[int, int] | None = None  # where the run before ends in the source, and in which sentence
    tells = False  # one of the last two runs says who says so
    place = 0
    while place < len(own):
        at, length = _run_from(own, place, other, places, before[0] if before else 0)
        if length >= _RUN:
            tells = tells or _SAY in own[place : place + length]
            if before and at < before[0]:
                turned += not tells  # "He had seen it, she said" for "She said he had seen it"
            elif before and sentences[at] != before[1]:
                crossed += 1
            before = (at + length, sentences[at + length - 1])
            tells = _SAY in own[place : place + length]
        place += max(1, length)
    return min(turned, _MOST_SEAMS) / _MOST_SEAMS, min(crossed, _MOST_SEAMS) / _MOST_SEAMS


def _run_from(
    own: Sequence[str], place: int, other: Sequence[str], places: Mapping[str, list[int]], near: int
) -> tuple[int, int]:
    """Return where the longest run from a word on stands in a source, of several the nearest, and its length."""
    best, longest = 0, 0
    for at in places.get(own[place], ()):
        length = 1
        while place + length < len(own) and at + length < len(other) and own[place + length] == other[at + length]:
            length += 1
        if length > longest or (length == longest and abs(at - near) < abs(best - near)):
            best, longest = at, length
    return best, longest
