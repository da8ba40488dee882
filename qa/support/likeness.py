"""How much a stretch of a source says what a sentence says: likeness of meaning, shared words, and shared word order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import LCSseq

from index.chunking import Offsets, split_sentences
from index.embedding import Vectors
from qa.relatedness import WordSpace
from qa.support.judgement import Source
from qa.support.texts import Text, Word, read_text

_CLOSELY_READ = 6  # stretches of a source that are compared word by word
_UNRELATED, _SAME = 0.2, 0.7  # cosine of two words, as in qa/relatedness.py


@dataclass(frozen=True, eq=False)
class ReadSource:
    """A source with its sentences.

    Attributes:
        offsets: Of its sentences in `source.text`.
        vectors: Their unit vectors, shape (sentences, d).
        sentences: Them, read.
    """

    source: Source
    offsets: tuple[Offsets, ...]
    vectors: Vectors
    sentences: tuple[Text, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Read the sentences."""
        texts = (self.source.text[start:end] for start, end in self.offsets)
        object.__setattr__(self, "sentences", tuple(read_text(text) for text in texts))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a stretch has in common with a sentence, each in [0, 1].

    Attributes:
        similarity: Cosine of the sentence and the nearest sentence of the stretch.
        coverage: Share of the sentence's words with a meaning that stand in the stretch.
        related: The same, words of like meaning counting in part.
        pairs, triples: Share of its runs of two and of three words that do.
        order: Share of its words that stand there in the same order (longest common subsequence).
        unbroken: Share of its words that the longest run in common holds.
    """

    similarity: float
    coverage: float
    related: float
    pairs: float
    triples: float
    order: float
    unbroken: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One or two neighbouring sentences of a source.

    Attributes:
        source: Position of the source.
        first, stop: Its sentences, as a range.
    """

    source: int
    first: int
    stop: int
    likeness: Likeness
    score: float


def split_source(source: Source) -> tuple[Offsets, ...]:
    """Return the offsets of the sentences of a source."""
    return _split(source.text)


@lru_cache(maxsize=1024)
def _split(text: str) -> tuple[Offsets, ...]:
    return tuple(split_sentences(text))


class Reader:
    """Compares sentences with sources."""

    def __init__(self, space: WordSpace, weights: Sequence[float]) -> None:
        """Weigh each field of `Likeness`, in order, to choose among stretches."""
        self._space = space
        self._weights = np.array(weights, dtype=np.float64)

    def best(self, sentence: Text, vector: Vectors, sources: Sequence[ReadSource]) -> Stretch | None:
        """Return the stretch of the sources that is most like a sentence, or None if they hold no sentence."""
        ranked: list[tuple[float, int, int, int, float, float]] = []
        wanted = frozenset(sentence.content_roots) or sentence.roots
        for number, source in enumerate(sources):
            if not source.sentences:
                continue
            cosines = np.clip(source.vectors @ vector, 0, 1).tolist()
            held = [wanted & text.roots for text in source.sentences]
            for place, (cosine, own) in enumerate(zip(cosines, held, strict=True)):
                coverage = len(own) / max(1, len(wanted))
                ranked.append((cosine + coverage, number, place, place + 1, cosine, coverage))
                if place + 1 < len(held):
                    both = len(own | held[place + 1]) / max(1, len(wanted))
                    if both > coverage and both > len(held[place + 1]) / max(1, len(wanted)):
                        similarity = max(cosine, cosines[place + 1])
                        ranked.append((similarity + both, number, place, place + 2, similarity, both))
        ranked.sort(key=lambda row: (-row[0], row[1:4]))
        found = []
        for _, number, first, stop, cosine, coverage in ranked[:_CLOSELY_READ]:
            words = [word for text in sources[number].sentences[first:stop] for word in text.words]
            likeness = self._compare(sentence, words, cosine, coverage)
            score = float(np.dot(self._weights, astuple(likeness)))
            found.append(Stretch(number, first, stop, likeness, score))
        return max(found, key=lambda stretch: (stretch.score, -stretch.stop + stretch.first), default=None)

    def _compare(self, sentence: Text, words: Sequence[Word], similarity: float, coverage: float) -> Likeness:
        own, other = sentence.sequence, [word.root for word in words]
        count = max(1, len(own))
        return Likeness(
            similarity=similarity,
            coverage=coverage,
            related=self._related(sentence, words),
            pairs=_share_of_runs(own, other, 2),
            triples=_share_of_runs(own, other, 3),
            order=LCSseq.similarity(own, other) / count,
            unbroken=_longest_run(own, other) / count,
        )

    def _related(self, sentence: Text, words: Sequence[Word]) -> float:
        there = {word.root for word in words}
        content = [word for word in words if word.says_something]
        if not sentence.content:
            return 0.0
        missing = [word for word in sentence.content if word.root not in there and not word.surface[0].isdigit()]
        held = sum(word.root in there for word in sentence.content)
        if missing and content:
            cosines = self._space.vectors([word.lower for word in missing]) @ self._space.vectors([word.lower for word in content]).T
            held += float(np.clip((cosines.max(axis=1) - _UNRELATED) / (_SAME - _UNRELATED), 0, 1).sum())
        return held / len(sentence.content)


def _share_of_runs(own: Sequence[str], other: Sequence[str], length: int) -> float:
    """Return the share of the runs of some words that the other text holds; of one that is shorter, that of all its words."""
    length = max(1, min(length, len(own)))
    ours = set(zip(*(own[start:] for start in range(length)), strict=False))
    theirs = set(zip(*(other[start:] for start in range(length)), strict=False))
    return len(ours & theirs) / len(ours) if ours else 0.0


def _longest_run(own: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest run of words that both texts hold."""
    best = 0
    places: dict[str, list[int]] = {}
    for place, root in enumerate(other):
        places.setdefault(root, []).append(place)
    ending: dict[int, int] = {}
    for root in own:
        ending = {place: ending.get(place - 1, 0) + 1 for place in places.get(root, ())}
        best = max(best, *ending.values(), 0)
    return best
