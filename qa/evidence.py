"""Passages -> sentences, each scored for how well it answers the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.articles import Article, dated_title
from index.terms import terms
from qa.questions import Question, names_answer
from qa.relatedness import QuestionWords, WordSpace
from qa.retrieval import Candidate, Retrieved


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a sentence; shares of the question are weighted by the rarity of its terms.

    Attributes:
        coverage: Share of the question's terms in the sentence, in [0, 1].
        context_coverage: The same with the sentence before it, the title and the day of publication added.
        related_coverage: The same over the sentence, words of like meaning counting in part.
        similarity: Cosine of the sentence, as read within its passage, and the question or the nearest of its parts.
        fused: The score the passage was ranked by.
        names_answer: 1 if it holds something of the kind asked for, else 0.
    """

    coverage: float
    context_coverage: float
    related_coverage: float
    similarity: float
    fused: float
    names_answer: float


# Log-odds of holding the answer, fitted by conditional logistic regression over the sentences of each
# question; benchmarks/README.md says on what, and how they do on collections left out of the fit.
_WEIGHTS = Features(
    coverage=1.29, context_coverage=3.05, related_coverage=2.3, similarity=4.19, fused=3.12, names_answer=1.52
)


_FEWEST_WORDS = 4  # of a sentence without a figure

# Set by hand, as hardly a question of the sets names a year: what a sentence loses, in log-odds, if neither its
# passage nor its article's date is of the year the question asks about.
OTHER_YEAR = 2.0


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


def gather(
    question: Question, retrieved: Retrieved, articles: Mapping[str, Article], space: WordSpace
) -> list[Evidence]:
    """Return every sentence of the retrieved passages, the most promising first.

    Args:
        question: The question.
        retrieved: The passages, best first.
        articles: The articles of all of them, by id.
        space: Word vectors of the embedding model.
    """
    words = QuestionWords(question, retrieved.rarity, space, retrieved.wording)
    evidence = [
        found
        for candidate in retrieved.candidates
        for found in _score_sentences(
            question, words, retrieved, candidate, articles[candidate.stored.chunk.article_id]
        )
    ]
    evidence = [found for found in evidence if _says_something(found.quote)]
    return sorted(evidence, key=lambda found: (-found.score, found.candidate.chunk_id, found.start_char))


def _says_something(sentence: str) -> bool:
    """Say whether a sentence is more than a caption's or by-line's few words; a line of a table holds a figure."""
    return len(sentence.split()) >= _FEWEST_WORDS or any(char.isdigit() for char in sentence)


def share(wanted: Sequence[str] | frozenset[str], present: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Return the share of the wanted terms that is present, weighted by rarity; 0 if nothing is wanted."""
    total = sum(rarity[term] for term in wanted)
    return sum(rarity[term] for term in wanted if term in present) / total if total else 0.0


def _score_sentences(
    question: Question, words: QuestionWords, retrieved: Retrieved, candidate: Candidate, article: Article
) -> list[Evidence]:
    chunk, vectors = candidate.stored.chunk, candidate.stored.vectors
    heading = dated_title(article)
    spelled = retrieved.wording.spelled
    title = spelled(frozenset(terms(heading)))
    texts = [article.text[start:end] for start, end in chunk.sentences]
    sentences = [spelled(frozenset(terms(text))) for text in texts]
    matches = np.stack([words.match(text) for text in texts])
    missing = float((words.weights * (1 - np.maximum(matches.max(axis=0), words.match(heading)))).max())
    other_year = not question.years <= title.union(*sentences)
    similarities = (vectors.spans @ retrieved.query_vectors.T).max(axis=1)
    found = []
    for place, (start, end) in enumerate(chunk.sentences):
        context = sentences[place] | title | (sentences[place - 1] if place else frozenset())
        features = Features(
            coverage=share(question.terms, sentences[place], retrieved.rarity),
            context_coverage=share(question.terms, context, retrieved.rarity),
            related_coverage=float(words.weights @ matches[place]),
            similarity=float(similarities[place]),
            fused=candidate.scores.final,
            names_answer=float(names_answer(question.expects, texts[place], question)),
        )
        found.append(
            Evidence(
                candidate,
                article,
                start,
                end,
                features,
                _score(features) - OTHER_YEAR * other_year,
                sentences[place],
                missing,
            )
        )
    return found


def _score(features: Features) -> float:
    return float(sum(getattr(_WEIGHTS, name) * getattr(features, name) for name in Features.__dataclass_fields__))
