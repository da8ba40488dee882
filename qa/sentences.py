"""Passages -> their sentences, each with what is known of it before anything is ranked or answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, dated_title
from index.embedding import Vectors
from index.records import StoredChunk
from qa.questions import Question, names_answer
from qa.relatedness import QuestionWords, WordSpace
from qa.wording import PLAIN, Wording

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a sentence by itself; shares of the question are weighted by the rarity of its terms.

    Attributes:
        coverage: Share of the question's terms in the sentence, in [0, 1].
        context_coverage: The same with the sentence before it, the title and the day of publication added.
        related_coverage: The same over the sentence, words of like meaning counting in part.
        similarity: Cosine of the sentence, as read within its passage, and the question or the nearest of its parts.
        names_answer: 1 if it holds something of the kind asked for, else 0.
    """

    coverage: float
    context_coverage: float
    related_coverage: float
    similarity: float
    names_answer: float


# Log-odds of holding the answer, fitted by conditional logistic regression over the sentences of each
# question; benchmarks/README.md says on what, and how they do on collections left out of the fit.
_WEIGHTS = Features(coverage=0.93, context_coverage=3.14, related_coverage=3.09, similarity=4.23, names_answer=1.43)
_SENTENCE_WEIGHTS = np.array([getattr(_WEIGHTS, name) for name in Features.__dataclass_fields__], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of one passage, in order, held against a question.

    Attributes:
        terms: The distinct analysed words of each sentence.
        features: What is known of each.
        scores: Log-odds of each, up to a constant, shape (sentences,).
        share: How much of the question something in the passage is related to, in [0, 1].
        missing: Weight of the question's heaviest word that nothing in title and passage is related to, in [0, 1].
    """

    terms: tuple[frozenset[str], ...]
    features: tuple[Features, ...]
    scores: Floats
    share: float
    missing: float


class SentenceReader:
    """Reads passages for one question."""

    def __init__(
        self,
        question: Question,
        query_vectors: Vectors,
        rarity: Mapping[str, float],
        space: WordSpace,
        wording: Wording = PLAIN,
    ) -> None:
        self._question = question
        self._query_vectors = query_vectors
        self._words = QuestionWords(question, rarity, space, wording)

    def read(self, passages: Sequence[tuple[StoredChunk, Article]]) -> list[Reading]:
        """Hold each sentence of some passages against the question; many at once cost little more than one."""
        if not passages:
            return []
        spans = [stored.chunk.sentences for stored, _ in passages]
        sentences = [
            article.text[start:end] for (_, article), own in zip(passages, spans, strict=True) for start, end in own
        ]
        found = self._words.find([*sentences, *(dated_title(article) for _, article in passages)])
        counts = np.array([len(own) for own in spans])
        owner = np.repeat(np.arange(len(passages)), counts)
        starts = counts.cumsum() - counts
        exact, headings = found.exact[: len(sentences)], found.exact[len(sentences) :]
        before = np.vstack([np.zeros_like(exact[:1]), exact[:-1]])
        before[starts] = False  # the sentence before the first one belongs to another passage
        weights = self._words.weights
        vectors = np.concatenate([stored.vectors.spans for stored, _ in passages])
        names = [names_answer(self._question.expects, sentence, self._question) for sentence in sentences]
        columns = np.stack(
            [
                exact @ weights,
                (exact | before | headings[owner]) @ weights,
                found.related[: len(sentences)] @ weights,
                (vectors @ self._query_vectors.T).max(axis=1),
                np.array(names, dtype=np.float32),
            ],
            axis=1,
        ).astype(np.float32)
        related = np.maximum.reduceat(found.related[: len(sentences)], starts, axis=0)
        missing = (weights * (1 - np.maximum(related, found.related[len(sentences) :]))).max(axis=1)
        scores, rows = columns @ _SENTENCE_WEIGHTS, columns.tolist()
        return [
            Reading(
                terms=found.terms[start : start + count],
                features=tuple(Features(*row) for row in rows[start : start + count]),
                scores=scores[start : start + count],
                share=float(weights @ related[place]),
                missing=float(missing[place]),
            )
            for place, (start, count) in enumerate(zip(starts.tolist(), counts.tolist(), strict=True))
        ]


def share(wanted: Sequence[str] | frozenset[str], present: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Return the share of the wanted terms that is present, weighted by rarity; 0 if nothing is wanted."""
    total = sum(rarity[term] for term in wanted)
    return sum(rarity[term] for term in wanted if term in present) / total if total else 0.0
