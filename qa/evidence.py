"""Passages -> sentences, each scored for how well it answers the question."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.articles import Article
from index.terms import terms
from qa.questions import Question, names_answer
from qa.retrieval import Candidate, Retrieved

_LEANS_ON_BEFORE = re.compile(r"[\"“‘']?(?:He|She|They|It|This|That|These|Those|His|Her|Their|But|And)\b")


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a sentence; shares are weighted by the rarity of the terms.

    Attributes:
        coverage: Share of the question's terms in the sentence, in [0, 1].
        context_coverage: The same with the sentence before it and the title added.
        passage_coverage: The same over passage and title.
        name_coverage: Share of the question's names and numbers in the sentence; 0.5 if it has none.
        similarity: Cosine of the question and the sentence as read within its passage.
        passage_similarity: Cosine of the question and the passage.
        fused: The passage's fused score.
        names_answer: 1 if it holds something of the kind asked for, else 0.
        leans_on_before: 1 if it begins with a pronoun or a conjunction, else 0.
        best_passage: 1 in the best-ranked passage, else 0.
        opens_article: 1 for the first sentence of an article, else 0.
        length: Its words, 40 or more counting as 1.
    """

    coverage: float
    context_coverage: float
    passage_coverage: float
    name_coverage: float
    similarity: float
    passage_similarity: float
    fused: float
    names_answer: float
    leans_on_before: float
    best_passage: float
    opens_article: float
    length: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question: `article.text[start_char:end_char]`.

    Attributes:
        score: Estimated probability that it holds the answer, in (0, 1).
        terms: Its distinct analysed words.
    """

    candidate: Candidate
    article: Article
    start_char: int
    end_char: int
    features: Features
    score: float
    terms: frozenset[str]

    @property
    def quote(self) -> str:
        """The sentence, character for character."""
        return self.article.text[self.start_char : self.end_char]


# Logistic regression of "this sentence holds the answer"; benchmarks/README.md says on what it was
# fitted and how it does on collections it has not seen.
_WEIGHTS = Features(
    coverage=2.0, context_coverage=1.0, passage_coverage=0.5, name_coverage=0.5, similarity=4.0, passage_similarity=0.0,
    fused=3.0, names_answer=1.0, leans_on_before=-0.2, best_passage=0.3, opens_article=0.0, length=0.3,
)  # fmt: skip
_BIAS = -6.0


def gather(question: Question, retrieved: Retrieved, articles: Mapping[str, Article]) -> list[Evidence]:
    """Return every sentence of the retrieved passages, the most promising first.

    Args:
        question: The question.
        retrieved: The passages, best first.
        articles: The articles of all of them, by id.
    """
    evidence = [
        found
        for rank, candidate in enumerate(retrieved.candidates)
        for found in _score_sentences(question, retrieved, candidate, articles[candidate.stored.chunk.article_id], rank)
    ]
    return sorted(evidence, key=lambda found: (-found.score, found.candidate.chunk_id, found.start_char))


def share(wanted: Sequence[str] | frozenset[str], present: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Return the share of the wanted terms that is present, weighted by rarity; 0 if nothing is wanted."""
    total = sum(rarity[term] for term in wanted)
    return sum(rarity[term] for term in wanted if term in present) / total if total else 0.0


def _score_sentences(
    question: Question, retrieved: Retrieved, candidate: Candidate, article: Article, rank: int
) -> list[Evidence]:
    chunk, vectors = candidate.stored.chunk, candidate.stored.vectors
    title = frozenset(terms(article.title))
    sentences = [frozenset(terms(article.text[start:end])) for start, end in chunk.sentences]
    passage = title.union(*sentences)
    similarities = vectors.spans @ retrieved.query_vector
    found = []
    for place, (start, end) in enumerate(chunk.sentences):
        text = article.text[start:end]
        own = sentences[place]
        context = own | title | (sentences[place - 1] if place else frozenset())
        features = Features(
            coverage=share(question.terms, own, retrieved.rarity),
            context_coverage=share(question.terms, context, retrieved.rarity),
            passage_coverage=share(question.terms, passage, retrieved.rarity),
            name_coverage=share(question.names, own, retrieved.rarity) if question.names else 0.5,
            similarity=float(similarities[place]),
            passage_similarity=candidate.scores.dense or 0.0,
            fused=candidate.scores.fused,
            names_answer=float(names_answer(question.expects, text, question)),
            leans_on_before=float(bool(_LEANS_ON_BEFORE.match(text))),
            best_passage=float(rank == 0),
            opens_article=float(chunk.ordinal == 0 and place == 0),
            length=min(len(text.split()), 40) / 40,
        )
        found.append(Evidence(candidate, article, start, end, features, _probability(features), own))
    return found


def _probability(features: Features) -> float:
    log_odds = _BIAS + sum(
        getattr(_WEIGHTS, name) * getattr(features, name) for name in Features.__dataclass_fields__
    )
    return 1 / (1 + math.exp(-log_odds))
