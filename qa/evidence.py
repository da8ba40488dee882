"""Passages -> sentences, each scored for how well it answers the question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.articles import Article
from qa.questions import Question
from qa.relatedness import WordSpace
from qa.retrieval import Candidate, Retrieved
from qa.sentences import Features, Reading, SentenceReader
from qa.timeliness import misfit

# What a sentence gains from its passage for each unit the passage was ranked by; fitted with the weights of sentences.
_PASSAGE_WEIGHT = 0.3
_FEWEST_WORDS = 4  # of a sentence without a figure
_ASKS = re.compile(r"\?[)\s]*$")

# Set by hand, as hardly a question of the sets names a time: what a sentence loses, in log-odds, if neither its
# passage nor its article's date is of the period the question asks about.
OTHER_TIME = 2.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question: `article.text[start_char:end_char]`.

    Attributes:
        score: Log-odds, up to a constant of the question, that it holds the answer.
        terms: Its distinct analysed words.
        missing: Weight of the question's heaviest word that nothing in the passage is related to, in [0, 1].
    """

    candidate: Candidate
    article: Article
    start_char: int
    end_char: int
    features: Features
    score: float
    terms: frozenset[str]
    missing: float

    @property
    def quote(self) -> str:
        """The sentence, character for character."""
        return self.article.text[self.start_char : self.end_char]

    @property
    def timeless_score(self) -> float:
        """The score without what the passage gained by its time."""
        return self.score - _PASSAGE_WEIGHT * (self.candidate.scores.time or 0.0)


def gather(question: Question, retrieved: Retrieved, space: WordSpace) -> list[Evidence]:
    """Return every sentence of the retrieved passages, the most promising first.

    Args:
        question: The question.
        retrieved: The passages, best first.
        space: Word vectors of the embedding model.
    """
    reader = SentenceReader(question, retrieved.query_vectors, retrieved.rarity, space, retrieved.wording)
    readings = reader.read([(candidate.stored, candidate.article) for candidate in retrieved.candidates])
    evidence = [
        found
        for candidate, reading in zip(retrieved.candidates, readings, strict=True)
        for found in _sentences(question, candidate, reading)
    ]
    evidence = [found for found in evidence if _says_something(found.quote)]
    return sorted(evidence, key=lambda found: (-found.score, found.candidate.chunk_id, found.start_char))


def _says_something(sentence: str) -> bool:
    """Say whether a sentence is more than a caption's or by-line's few words; a line of a table holds a figure.

    One that asks, as in a quiz or an interview, is nearest to the same question and answers nothing.
    """
    if _ASKS.search(sentence):
        return False
    return len(sentence.split()) >= _FEWEST_WORDS or any(char.isdigit() for char in sentence)


def _sentences(question: Question, candidate: Candidate, reading: Reading) -> list[Evidence]:
    article, chunk = candidate.article, candidate.stored.chunk
    text = "\n".join((article.title, article.text[chunk.start_char : chunk.end_char]))
    lift = _PASSAGE_WEIGHT * candidate.scores.final - OTHER_TIME * misfit(question.time, article.published, text)
    return [
        Evidence(candidate, article, start, end, features, float(score) + lift, terms, reading.missing)
        for (start, end), features, score, terms in zip(
            chunk.sentences, reading.features, reading.scores, reading.terms, strict=True
        )
    ]
