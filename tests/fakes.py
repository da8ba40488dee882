"""An embedder whose vectors can be computed by hand, and a judge of sentences whose verdicts can."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.chunking import split_sentences
from index.embedding import PassageVectors, Vectors
from index.terms import content_terms
from qa.answer import Verdict
from qa.support.judgement import Judgement, Source

_WORD = re.compile(r"\w+")


class BagOfWordsEmbedder:
    """Counts the words of a small vocabulary; every other word falls on the last dimension."""

    def __init__(
        self, vocabulary: Sequence[str] = ("bridge", "mayor", "whale", "rocket"), *, name: str = "fake"
    ) -> None:
        self.vocabulary = list(vocabulary)
        self.name = name
        self.revision = "1"
        self.dimension = len(vocabulary) + 1
        self.max_tokens = 256
        self.passages_embedded = 0

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(text)]

    def embed_passages(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[PassageVectors]:
        self.passages_embedded += len(texts)
        return [
            PassageVectors(
                self._embed(text), np.array([self._embed(text[start:end]) for start, end in inner], dtype=np.float32)
            )
            for text, inner in zip(texts, spans, strict=True)
        ]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._embed(text) for text in texts])

    def embed_words(self, words: Sequence[str]) -> Vectors:
        return np.stack([self._embed(word) for word in words])

    def _embed(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in _WORD.findall(text.lower()):
            place = self.vocabulary.index(word) if word in self.vocabulary else self.dimension - 1
            vector[place] += 1
        norm = np.linalg.norm(vector)
        return vector / norm if norm else vector


class WordJudge:
    """Judges by words alone: all in one sentence of a source supports, half of them in part, a number it lacks not at all."""

    def __init__(self) -> None:
        self.judged: list[str] = []

    def judge_all(self, claims: Sequence[tuple[str, Sequence[Source]]]) -> list[Judgement]:
        return [self._judge(sentence, sources) for sentence, sources in claims]

    def _judge(self, sentence: str, sources: Sequence[Source]) -> Judgement:
        self.judged.append(sentence)
        said = set(content_terms(sentence))
        best = Judgement("unsupported", 0.0, ("is not in what it cites",))
        for number, source in enumerate(sources):
            for start, end in split_sentences(source.text):
                told = set(content_terms(source.text[start:end]))
                score = len(said & told) / max(1, len(said))
                missing = [term for term in said - told if term[0].isdigit()]
                if missing and score > best.score:
                    best = Judgement(
                        "unsupported", score, (f"the passage does not say {missing[0]}",), number, (start, end)
                    )
                elif score > best.score and score >= 0.5:
                    verdict: Verdict = "supported" if score > 0.9 else "partial"
                    problems = () if verdict == "supported" else ("some words are not in the passage",)
                    best = Judgement(verdict, score, problems, number, (start, end))
        return best
