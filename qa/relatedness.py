"""Which words of the articles stand for a word of the question: "closed" for "shut", "metres" for "length"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Vectors
from index.terms import analyse, is_stop_word
from qa.questions import Question
from qa.wording import PLAIN, Wording

# Cosine of two words from which they count as related at all, and from which as good as the same;
# unrelated words of the bundled model lie around 0, "cost" and "price" at 0.54, "wife" and "husband" at 0.66.
_UNRELATED, _SAME = 0.2, 0.7
_MOST_WORDS_KEPT = 100_000


class WordSpace:
    """Word vectors of one embedding model, computed once a word."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return the unit vectors of words, shape (n, d)."""
        known = self._known
        if new := [word for word in dict.fromkeys(words) if word not in known]:
            if len(known) + len(new) > _MOST_WORDS_KEPT:
                known = {}
                new = list(dict.fromkeys(words))
            # A new dict in place of the old one: other threads read on undisturbed.
            known = {**known, **dict(zip(new, self._embedder.embed_words(new), strict=True))}
            self._known = known
        return np.stack([known[word] for word in words])


@dataclass(frozen=True, slots=True)
class Found:
    """What of a question's words stands in a text.

    Attributes:
        terms: The distinct analysed words of the text, with those of the question that it only spells otherwise.
        exact: Which words of the question are among them, whatever their ending, shape (q,).
        related: How well each is represented, shape (q,), in [0, 1]: 1 is the word itself or one used just
            like it, 0 nothing related. A number is represented by itself alone.
    """

    terms: frozenset[str]
    exact: NDArray[np.bool_]
    related: NDArray[np.float32]


class QuestionWords:
    """The content words of one question, ready to be looked for in sentences.

    Attributes:
        words: One spelling of each term of the question, in the order of `weights`.
        weights: Share of each in the question's weight by rarity, shape (q,), summing to 1.
    """

    def __init__(
        self, question: Question, rarity: Mapping[str, float], space: WordSpace, wording: Wording = PLAIN
    ) -> None:
        spelled = {term.value: question.text[term.start : term.end] for term in analyse(question.text)}
        self._terms = question.terms
        self._wording = wording
        self.words = tuple(wording.spelling(spelled[term]) for term in question.terms)
        weights = np.array([rarity[term] for term in question.terms], dtype=np.float32)
        self.weights = weights / max(float(weights.sum()), 1e-9)
        self._space = space
        # Word vectors of 2022 and 2023 lie close together, which makes neither stand for the other.
        self._may_be_related = np.array([not word[0].isdigit() for word in self.words], dtype=np.float32)
        self._vectors = space.vectors([word.lower() for word in self.words])

    def find(self, texts: Sequence[Sequence[tuple[str, str]]]) -> list[Found]:
        """Look for the words of the question in each of several texts.

        Args:
            texts: The (word as spelled, term) pairs of each, as `index.terms.spelled_terms` returns them.
        """
        columns: dict[str, int] = {}
        for text in texts:
            for word, _ in text:
                if not is_stop_word(word):
                    columns.setdefault(word.lower(), len(columns))
        related = self._related(list(columns))
        found = []
        for text in texts:
            present = frozenset(term for _, term in text)
            spelled, told = self._wording.spelled(present), self._wording.told(present)
            exact = np.array([term in spelled for term in self._terms])
            said = np.array([term in told for term in self._terms])
            places = [column for word, _ in text if (column := columns.get(word.lower())) is not None]
            best = related[:, places].max(axis=1) if places else np.zeros(len(self.words), dtype=np.float32)
            found.append(Found(spelled, exact, np.where(said, np.float32(1), best)))
        return found

    def _related(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each of other words stands for each word of the question, shape (q, n), in [0, 1]."""
        if not words:
            return np.zeros((len(self.words), 0), dtype=np.float32)
        cosines = self._vectors @ self._space.vectors(words).T
        near: NDArray[np.float32] = np.clip((cosines - _UNRELATED) / (_SAME - _UNRELATED), 0, 1)
        return near * self._may_be_related[:, None]
