"""Candidates -> better order: by what their sentences say, with what is bundled, or by a cross-encoder."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from index.articles import Article
from index.chunking import Chunk, embedding_text
from index.errors import RerankingError
from index.hub import load_model
from qa.questions import Question
from qa.sentences import Floats, Reading

BUNDLED, NONE = "bundled", "none"
_ALIKE_TO = 5  # best fused passages that the others are compared with
_ARTICLE_PASSAGES = 3  # of one article that vouch for each other


@dataclass(frozen=True, slots=True)
class Reranked:
    """A candidate as a reranker sees it.

    Attributes:
        article, chunk: Where it stands.
        vector: Its unit vector, shape (d,).
        dense: Cosine similarity of question and passage, in [-1, 1].
        lexical: BM25 over the best BM25 of all candidates, in [0, 1].
        fused: The score they come ranked by, in [0, 1].
        reading: Its sentences, held against the question.
    """

    article: Article
    chunk: Chunk
    vector: Floats
    dense: float
    lexical: float
    fused: float
    reading: Reading

    @property
    def text(self) -> str:
        """The passage, character for character."""
        return self.article.text[self.chunk.start_char : self.chunk.end_char]


class Reranker(Protocol):
    """Reorders the best candidates of a question."""

    def scores(self, question: Question, candidates: Sequence[Reranked]) -> Floats:
        """Return the log-odds, up to a constant of the question, that each answers it, shape (candidates,)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each view of a passage adds to its log-odds.

    Attributes:
        dense, lexical: As in `Reranked`.
        sentence: Score of its best sentence.
        related: Share of the question's words that something in the passage is related to.
        article: How well the best passages of its article do, and whether there are several.
        alike: Cosine of the passage and the mean of the best ones (pseudo-relevance feedback).
    """

    dense: float
    lexical: float
    sentence: float
    related: float
    article: float
    alike: float


# Fitted by conditional logistic regression over the candidates of each question; see benchmarks/README.md.
_WEIGHTS = Weights(dense=2.42, lexical=1.04, sentence=0.88, related=0.96, article=0.84, alike=2.3)


# Of the fused score by itself, fitted in the same way; turns what is added to it into log-odds.
FUSED_WEIGHT = 10.8


class FusedReranker:
    """Keeps the order of the fused scores."""

    def scores(self, question: Question, candidates: Sequence[Reranked]) -> Floats:
        """As for `Reranker`."""
        del question
        return np.array([FUSED_WEIGHT * candidate.fused for candidate in candidates], dtype=np.float32)


class SentenceReranker:
    """The bundled reranker: a passage is as good as what its sentences say, weighed with both searches."""

    def scores(self, question: Question, candidates: Sequence[Reranked]) -> Floats:
        """As for `Reranker`; costs no model call."""
        del question  # the readings hold it
        weights = np.array([getattr(_WEIGHTS, name) for name in Weights.__dataclass_fields__], dtype=np.float32)
        scores: Floats = views(candidates) @ weights
        return scores


def views(candidates: Sequence[Reranked]) -> Floats:
    """Return what `Weights` weighs of each candidate, shape (candidates, weights)."""
    support = _article_support(candidates)
    vectors = np.stack([candidate.vector for candidate in candidates])
    fused = np.array([candidate.fused for candidate in candidates])
    best = np.argsort(-fused, kind="stable")[:_ALIKE_TO]
    centre = fused[best] @ vectors[best]
    alike = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    rows = [
        (
            candidate.dense,
            candidate.lexical,
            float(candidate.reading.scores.max()),
            candidate.reading.share,
            support[candidate.article.id],
            float(near),
        )
        for candidate, near in zip(candidates, alike, strict=True)
    ]
    return np.array(rows, dtype=np.float32)


def _article_support(candidates: Sequence[Reranked]) -> dict[str, float]:
    fused: dict[str, list[float]] = defaultdict(list)
    for candidate in candidates:
        fused[candidate.article.id].append(candidate.fused)
    return {article: sum(sorted(scores)[-_ARTICLE_PASSAGES:]) / _ARTICLE_PASSAGES for article, scores in fused.items()}


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder, a folder or a Hugging Face id; loaded on first use, thread-safe."""

    def __init__(self, model: str) -> None:
        self._name = model
        self._lock = threading.Lock()

    def scores(self, question: Question, candidates: Sequence[Reranked]) -> Floats:
        """As for `Reranker`: the model's logits.

        Raises:
            RerankingError: The model cannot be loaded, or gives more than one number a pair.
        """
        with self._lock:
            found = self._model.predict(
                [(question.text, embedding_text(candidate.article, candidate.chunk)) for candidate in candidates],
                show_progress_bar=False,
            )
        scores = np.asarray(found, dtype=np.float32)
        if scores.shape != (len(candidates),):
            raise RerankingError(
                f"the reranker {self._name!r} gives {scores.shape[-1]} numbers a passage, expected one. "
                "Choose a cross-encoder trained for ranking, or set reranker = 'bundled'."
            )
        return scores

    @cached_property
    def _model(self) -> Any:
        import torch
        from sentence_transformers import CrossEncoder

        try:
            # Logits instead of the sigmoid of them: recency and period are added in log-odds.
            return load_model(
                self._name,
                lambda kept: CrossEncoder(
                    self._name, device="cpu", activation_fn=torch.nn.Identity(), local_files_only=kept
                ),
            )
        except Exception as error:  # the hub, transformers and safetensors each raise their own
            raise RerankingError(
                f"the reranker {self._name!r} cannot be loaded: {str(error).splitlines()[0]} "
                "Give a folder or a Hugging Face id of a cross-encoder, or set reranker = 'bundled'."
            ) from error


def open_reranker(setting: str) -> Reranker:
    """Return the reranker that the setting `reranker` asks for; nothing is loaded yet."""
    if setting == NONE:
        return FusedReranker()
    return SentenceReranker() if setting == BUNDLED else CrossEncoderReranker(setting)
