"""How much a stretch of a source says what a sentence says: likeness of meaning, shared words, and shared word order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz.distance import LCSseq

from index.chunking import Offsets, split_sentences
from index.dictionary import rarity
from index.embedding import Vectors
from qa.relatedness import WordSpace
from qa.support.figures import figures_in
from qa.support.judgement import Source
from qa.support.opposites import alike
from qa.support.runs import longest_run, places_of, seams, share_of_runs
from qa.support.texts import Text, Word, read_text

_CLOSELY_READ = 6  # stretches of a source that are compared word by word
_FIGURE_GAIN = 0.4  # of a sentence that gives the same figure, when the closest is looked for
_UNRELATED, _SAME = 0.2, 0.7  # cosine of two words, as in qa/relatedness.py
_SAME_STEM = 0.9  # how well "motile" represents "motility"
_SHORTEST_STEM, _STEM_SHARE = 4, 0.6  # letters, and of the longer word


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

    @cached_property
    def roots(self) -> frozenset[str]:
        """Every root in the source and its headline."""
        return read_text(self.source.title).roots.union(*(text.roots for text in self.sentences))

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """Every root in its sentences, in order."""
        return tuple(root for text in self.sentences for root in text.sequence)

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """Where each root stands in `sequence`."""
        return places_of(self.sequence)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The number of the sentence of each root in `sequence`."""
        return tuple(number for number, text in enumerate(self.sentences) for _ in text.words)

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """One word of each root with a meaning; the headline is left out."""
        return tuple({word.root: word for text in self.sentences for word in text.content}.values())

    @cached_property
    def content_roots(self) -> frozenset[str]:
        """Every root with a meaning."""
        return frozenset(word.root for word in self.content)

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
        anywhere: Share of its words with a meaning that stand anywhere in the source.
        weakest: How well the stretch represents the word with a meaning that it represents worst.
        rare: Share of its words with a meaning that the source represents, each counting by its rarity.
        turned, crossed: How often its copied runs stand in another order or another sentence, see `seams`.
        copied: The largest `triples` of any stretch of the sources.
    """

    similarity: float
    coverage: float
    related: float
    pairs: float
    triples: float
    order: float
    unbroken: float
    anywhere: float
    weakest: float
    rare: float
    turned: float
    crossed: float
    copied: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One or two neighbouring sentences of a source.

    Attributes:
        source: Position of the source.
        first, stop: Its sentences, as a range.
        chosen_from: How many sentences the sources hold together.
        score: Its likeness, weighed, as log-odds.
    """

    source: int
    first: int
    stop: int
    chosen_from: int
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

    def __init__(self, space: WordSpace, odds: Callable[[Likeness, int], float]) -> None:
        """Choose among stretches by the odds of their likeness and of how many sentences there are to choose from."""
        self._space = space
        self._odds = odds

    def best(self, sentence: Text, vector: Vectors, sources: Sequence[ReadSource]) -> Stretch | None:
        """Return the stretch of the sources that is most like a sentence, or None if they hold no sentence."""
        ranked: list[tuple[float, int, int, int, float, float]] = []
        wanted = frozenset(sentence.content_roots) or sentence.roots
        amounts = {figure.amount for figure in figures_in(sentence.text)}
        for number, source in enumerate(sources):
            if not source.sentences:
                continue
            cosines = np.clip(source.vectors @ vector, 0, 1).tolist()
            gains = [0.0] * len(cosines)
            if amounts:  # the sentence that gives the figure, however it writes it
                given = [{figure.amount for figure in figures_in(text.text)} for text in source.sentences]
                gains = [_FIGURE_GAIN * len(amounts & own) / len(amounts) for own in given]
            held = [wanted & text.roots for text in source.sentences]
            for place, (cosine, own) in enumerate(zip(cosines, held, strict=True)):
                coverage = len(own) / max(1, len(wanted))
                ranked.append((cosine + gains[place] + coverage, number, place, place + 1, cosine, coverage))
                if place + 1 < len(held):
                    both = len(own | held[place + 1]) / max(1, len(wanted))
                    if both > coverage and both > len(held[place + 1]) / max(1, len(wanted)):
                        similarity = max(cosine, cosines[place + 1])
                        gain = max(gains[place : place + 2])
                        ranked.append((similarity + gain + both, number, place, place + 2, similarity, both))
        ranked.sort(key=lambda row: (-row[0], row[1:4]))
        compared, found, total = [], [], sum(len(source.sentences) for source in sources)
        whole = {
            number: self._whole(sentence, sources[number]) for number in {row[1] for row in ranked[:_CLOSELY_READ]}
        }
        for _, number, first, stop, cosine, coverage in ranked[:_CLOSELY_READ]:
            words = [word for text in sources[number].sentences[first:stop] for word in text.words]
            anywhere = len(wanted & sources[number].roots) / max(1, len(wanted))
            likeness = self._compare(sentence, words, cosine, coverage, anywhere, whole[number])
            compared.append((number, first, stop, likeness))
        copied = max((likeness.triples for *_, likeness in compared), default=0.0)
        for number, first, stop, compared_with in compared:
            likeness = replace(compared_with, copied=copied)
            found.append(Stretch(number, first, stop, total, likeness, self._odds(likeness, total)))
        return max(found, key=lambda stretch: (stretch.score, -stretch.stop + stretch.first), default=None)

    def again(self, sentence: Text, stretch: Stretch, sources: Sequence[ReadSource], held: frozenset[str]) -> Stretch:
        """Weigh a stretch anew where it holds further words of the sentence in another form: "1,200" as "1,187"."""
        words = [
            word for text in sources[stretch.source].sentences[stretch.first : stretch.stop] for word in text.words
        ]
        related = self._related(sentence, words)
        related.update(dict.fromkeys(held & related.keys(), 1.0))
        wanted = frozenset(sentence.content_roots)
        present = {word.root for word in words}
        known = stretch.likeness
        likeness = replace(
            known,
            coverage=len(wanted & (present | held)) / max(1, len(wanted)),
            related=sum(related.values()) / max(1, len(related)),
            anywhere=len(wanted & (sources[stretch.source].roots | held)) / max(1, len(wanted)),
            weakest=min(related.values(), default=0.0),
            rare=self._rare(sentence, sources[stretch.source], held),
        )
        return replace(stretch, likeness=likeness, score=self._odds(likeness, stretch.chosen_from))

    def _whole(self, sentence: Text, source: ReadSource) -> tuple[float, float, float]:
        """Return `rare`, `turned` and `crossed`, which are the same for every stretch of a source."""
        return (
            self._rare(sentence, source, frozenset()),
            *seams(sentence.sequence, source.sequence, source.places, source.numbers),
        )

    def _rare(self, sentence: Text, source: ReadSource, held: frozenset[str]) -> float:
        related = self._related(sentence, source.content)
        related.update(dict.fromkeys(held & related.keys(), 1.0))
        for root in [root for root, share in related.items() if share < _SAME_STEM]:
            if any(_same_stem(root, other) for other in source.content_roots):
                related[root] = _SAME_STEM
        weighed = {word.root: rarity(word.lower) for word in sentence.content}
        return sum(weighed[root] * share for root, share in related.items()) / max(1e-9, sum(weighed.values()))

    def _compare(
        self,
        sentence: Text,
        words: Sequence[Word],
        similarity: float,
        coverage: float,
        anywhere: float,
        whole: tuple[float, float, float],
    ) -> Likeness:
        own, other = sentence.sequence, [word.root for word in words]
        count = max(1, len(own))
        related = self._related(sentence, words)
        return Likeness(
            similarity=similarity,
            coverage=coverage,
            related=sum(related.values()) / max(1, len(related)),
            pairs=share_of_runs(own, other, 2),
            triples=share_of_runs(own, other, 3),
            order=LCSseq.similarity(own, other) / count,
            unbroken=longest_run(own, other) / count,
            anywhere=anywhere,
            weakest=min(related.values(), default=0.0),
            rare=whole[0],
            turned=whole[1],
            crossed=whole[2],
            copied=0.0,
        )

    def _related(self, sentence: Text, words: Sequence[Word]) -> dict[str, float]:
        """Return how well some words represent each root of a sentence that says something, in [0, 1]."""
        there = {word.root for word in words}
        content = [word for word in words if word.says_something]
        found = {word.root: float(bool(there & alike(word.root))) for word in sentence.content}
        missing = [word for word in sentence.content if not found[word.root] and not word.surface[0].isdigit()]
        if missing and content:
            others = self._space.vectors([word.lower for word in content])
            cosines = (self._space.vectors([word.lower for word in missing]) @ others.T).max(axis=1)
            for word, near in zip(missing, np.clip((cosines - _UNRELATED) / (_SAME - _UNRELATED), 0, 1), strict=True):
                found[word.root] = float(near)
        return found


def _same_stem(one: str, other: str) -> bool:
    length = max(len(one), len(other))
    needed = max(_SHORTEST_STEM, int(_STEM_SHARE * length + 0.999))
    return one[:needed] == other[:needed] and min(len(one), len(other)) >= needed
