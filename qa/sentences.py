"""Passages -> their sentences, each with what is known of it before anything is ranked or answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, dated_title
from index.embedding import Vectors
from index.records import StoredChunk
from qa.questions import Question, names_answer
from qa.relatedness import Found, QuestionWords, WordSpace
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
        heading: The analysed words of the article's title and day.
        share: How much of the question something in the passage is related to, in [0, 1].
        missing: Weight of the question's heaviest word that nothing in title and passage is related to, in [0, 1].
    """

    terms: tuple[frozenset[str], ...]
    features: tuple[Features, ...]
    scores: Floats
    heading: frozenset[str]
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
        texts = [
            [article.text[start:end] for start, end in stored.chunk.sentences] + [dated_title(article)]
            for stored, article in passages
        ]
        found = iter(self._words.find([text for passage in texts for text in passage]))
        spans = np.concatenate([stored.vectors.spans for stored, _ in passages])
        similarities = iter((spans @ self._query_vectors.T).max(axis=1))
        return [
            self._reading(list(islice(found, len(passage))), passage[:-1], list(islice(similarities, len(passage) - 1)))
            for passage in texts
        ]

    def _reading(self, found: Sequence[Found], sentences: Sequence[str], similarities: Sequence[float]) -> Reading:
        *told, heading = found
        weights = self._words.weights
        exact = np.stack([one.exact for one in told])
        matches = np.stack([one.related for one in told])
        before = np.vstack([np.zeros_like(exact[:1]), exact[:-1]])
        context = exact | before | heading.exact
        names = [names_answer(self._question.expects, sentence, self._question) for sentence in sentences]
        columns = np.stack(
            [exact @ weights, context @ weights, matches @ weights, np.array(similarities), names], axis=1
        ).astype(np.float32)
        passage = matches.max(axis=0)
        missing = weights * (1 - np.maximum(passage, heading.related))
        return Reading(
            terms=tuple(one.terms for one in told),
            features=tuple(Features(*map(float, row)) for row in columns),
            scores=columns @ _SENTENCE_WEIGHTS,
            heading=heading.terms,
            share=float(weights @ passage),
            missing=float(missing.max()),
        )


def share(wanted: Sequence[str] | frozenset[str], present: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Return the share of the wanted terms that is present, weighted by rarity; 0 if nothing is wanted."""
    total = sum(rarity[term] for term in wanted)
    return sum(rarity[term] for term in wanted if term in present) / total if total else 0.0
