"""Which words of the articles stand for a word of the question: "closed" for "shut", "metres" for "length"."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Vectors
from index.terms import analyse, is_stop_word, spelled_terms, words_of
from qa.questions import Question
from qa.wording import PLAIN, Wording

# Cosine of two words from which they count as related at all, and from which as good as the same;
# unrelated words of the bundled model lie around 0, "cost" and "price" at 0.54, "wife" and "husband" at 0.66.
_UNRELATED, _SAME = 0.2, 0.7
_MOST_WORDS_KEPT = 100_000


class WordSpace:
    """Word vectors of one embedding model, computed once a word; safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._matrix = np.empty((0, embedder.dimension), dtype=np.float32)

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return the unit vectors of words, shape (n, d)."""
        with self._lock:
            if new := [word for word in dict.fromkeys(words) if word not in self._rows]:
                if len(self._rows) + len(new) > _MOST_WORDS_KEPT:
                    self._rows, new = {}, list(dict.fromkeys(words))
                self._add(new)
            found: Vectors = self._matrix[[self._rows[word] for word in words]]
        return found

    def _add(self, words: Sequence[str]) -> None:
        start, stop = len(self._rows), len(self._rows) + len(words)
        if stop > len(self._matrix):
            larger = np.empty((max(stop, 2 * len(self._matrix)), self._matrix.shape[1]), dtype=np.float32)
            larger[:start] = self._matrix[:start]
            self._matrix = larger
        self._matrix[start:stop] = self._embedder.embed_words(words)
        self._rows.update(zip(words, range(start, stop), strict=True))


@dataclass(frozen=True, slots=True)
class Found:
    """What of a question's words stands in each of n texts.

    Attributes:
        terms: The distinct analysed words of each, with those of the question that it only spells otherwise.
        exact: Which words of the question are among them, whatever their ending, shape (n, q).
        related: How well each is represented, shape (n, q), in [0, 1]: 1 is the word itself or one used just
            like it, 0 nothing related. A number is represented by itself alone.
    """

    terms: tuple[frozenset[str], ...]
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

    def find(self, texts: Sequence[str]) -> Found:
        """Look for the words of the question in each of several texts; many at once cost little more than one."""
        looked_up = [{_looked_up(word) for word in words_of(text)} for text in texts]
        # Column 0 is related to nothing: it stands for stop words, and gives every text a first column.
        columns = {"": 0}
        places: list[int] = []
        starts: list[int] = []
        for pairs in looked_up:
            starts.append(len(places))
            places.append(0)
            places += [columns.setdefault(word, len(columns)) for _, word in pairs]
        related = self._related([word for word in columns if word])
        near = np.maximum.reduceat(related[:, places], starts, axis=1).T
        present = [frozenset([term for term, _ in pairs]) for pairs in looked_up]
        spelled = [self._wording.spelled(terms) for terms in present]
        exact = self._held(spelled)
        said = self._held([self._wording.told(terms) for terms in present]) if self._wording.rewordings else exact
        return Found(tuple(spelled), exact, np.where(said, np.float32(1), near))

    def _held(self, texts: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
        return np.array([[term in terms for term in self._terms] for terms in texts], dtype=bool)

    def _related(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return how well other words stand for each of the question, shape (q, 1 + n), in [0, 1], 0 in the first column."""
        near = np.zeros((len(self.words), 1 + len(words)), dtype=np.float32)
        if words:
            cosines = self._vectors @ self._space.vectors(words).T
            near[:, 1:] = np.clip((cosines - _UNRELATED) / (_SAME - _UNRELATED), 0, 1)
        return near * self._may_be_related[:, None]


@lru_cache(maxsize=200_000)
def _looked_up(word: str) -> tuple[str, str]:
    """Return the term of a word, and the word itself in lower case, or "" if it means nothing by itself."""
    ((_, term),) = spelled_terms(word) or [("", "")]
    return term, "" if is_stop_word(word) else word.lower()
