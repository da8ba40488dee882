"""Question -> ranked passages: dense and lexical candidates, fused by a convex combination of their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from index import passages
from index.articles import Article
from index.dense import nearest
from index.embedding import Vectors
from index.errors import StoreError
from index.home import Home
from index.records import Filters, StoredChunk
from qa.answer import Passage, Scores
from qa.copies import CopyBook
from qa.questions import Question
from qa.wording import Wording, WordingReader

# What the newest of the candidates gains over the oldest when the question asks for the latest state.
NEWEST_BONUS = 0.35


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked chunk before its text and its sentences are read."""

    chunk_id: str
    article_id: str
    scores: Scores


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked chunk, with everything later steps need of it."""

    chunk_id: str
    stored: StoredChunk
    scores: Scores


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The outcome of a search.

    Attributes:
        candidates: Best first.
        query_vectors: Unit vectors of the question, of each of its parts and of its other wordings, shape (n, d).
        rarity: Inverse document frequency of each question term, >= 0; rare terms weigh more.
        wording: What was looked for besides the question's own terms.
    """

    candidates: tuple[Candidate, ...]
    query_vectors: Vectors
    rarity: Mapping[str, float]
    wording: Wording


class Retriever:
    """Hybrid search over one home; `copies` knows which of its articles tell the same."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.copies = CopyBook(home.catalog)
        self.wordings = WordingReader(home)

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> Retrieved:
        """Rank passages for a question.

        Candidates come from both indexes; each is then scored by both, so that a passage one side
        did not list is not taken for one that it finds worthless.

        Args:
            question: The question.
            k: Most passages to return, >= 1.
            filters: Articles that may be used.
        """
        home = self._home
        wording = self.wordings.read(question)
        vectors = home.embedder.embed_queries([question.text, *question.parts, *wording.texts])
        limit = max(home.settings.candidates, k)
        dense = [found for vector in vectors for found, _ in self._nearest(vector, limit, filters)]
        dense += self.wordings.holders(wording, limit, filters)
        lexical = self.wordings.search(question, wording, limit, filters=filters, also=dense)
        ranked = self._score(question, wording, vectors, [*dense, *lexical], lexical)
        candidates = self._candidates(self.copies.worth_reading(ranked, k))
        return Retrieved(self.copies.fold(candidates, k), vectors, self.wordings.rarity(question, wording), wording)

    def _nearest(self, vector: Vectors, limit: int, filters: Filters | None) -> list[tuple[str, float]]:
        home = self._home
        try:
            return nearest(home.catalog, home.vectors, vector, limit, filters)
        except StoreError:
            home.derived.rebuild()  # its files were damaged or deleted while it was open
            return nearest(home.catalog, home.vectors, vector, limit, filters)

    def rescore(self, question: Question, chunk_ids: Sequence[str]) -> Retrieved:
        """Score given passages for a question and keep their order; unknown ids are left out."""
        home = self._home
        wording = self.wordings.read(question)
        vectors = home.embedder.embed_queries([question.text, *question.parts, *wording.texts])
        lexical = self.wordings.search(question, wording, home.settings.candidates, also=chunk_ids)
        scored = self._score(question, wording, vectors, [*chunk_ids, *lexical], lexical)
        known = {found.chunk_id: found for found in scored}
        kept = [known[chunk_id] for chunk_id in dict.fromkeys(chunk_ids) if chunk_id in known]
        return Retrieved(self._candidates(kept), vectors, self.wordings.rarity(question, wording), wording)

    def _score(
        self,
        question: Question,
        wording: Wording,
        vectors: Vectors,
        chunk_ids: Sequence[str],
        lexical: Mapping[str, float],
    ) -> list[Ranked]:
        """Score chunks and rank them by the fused score, or newest first where that is asked for.

        `lexical` holds the lexical score of each of them that has one.
        """
        home = self._home
        stored = passages.of_chunks(home.catalog, list(dict.fromkeys(chunk_ids)))
        cosines = {key: float((vectors @ vector).max()) for key, (_, vector) in stored.items()}
        weights = {key: score for key, score in lexical.items() if key in stored}
        fused = dict(fuse_scores(cosines, weights, weight=home.settings.lexical_weight))
        days = home.catalog.days([stored[key][0] for key in fused]) if question.newest_first else {}
        recency = recencies({key: days.get(stored[key][0]) for key in fused})
        bonus = self.wordings.bonuses(wording, list(fused))
        ranked = [
            Ranked(
                key,
                stored[key][0],
                Scores(
                    cosines[key],
                    weights.get(key),
                    score,
                    score + NEWEST_BONUS * recency[key] + bonus.get(key, 0.0) if days or bonus else None,
                ),
            )
            for key, score in fused.items()
        ]
        return sorted(ranked, key=lambda found: (-found.scores.final, found.chunk_id))

    def _candidates(self, ranked: Sequence[Ranked]) -> tuple[Candidate, ...]:
        stored = self._home.catalog.chunks([found.chunk_id for found in ranked])
        return tuple(Candidate(found.chunk_id, stored[found.chunk_id], found.scores) for found in ranked)


def recencies(days: Mapping[str, date | None]) -> dict[str, float]:
    """Return how new each item is among all: 0 for the oldest and the undated, 1 for the newest, linear in days."""
    known = [day for day in days.values() if day]
    if not known:
        return dict.fromkeys(days, 0.0)
    oldest, span = min(known), max(1, (max(known) - min(known)).days)
    return {key: (day - oldest).days / span if day else 0.0 for key, day in days.items()}


def fuse_scores(
    dense: Mapping[str, float], lexical: Mapping[str, float], *, weight: float = 0.5
) -> list[tuple[str, float]]:
    """Rank chunk ids by a convex combination of both scores.

    fused(c) = weight * lexical(c) / max(lexical) + (1 - weight) * max(0, dense(c)); a missing score counts as 0.

    Args:
        dense: Cosine similarity by chunk id, in [-1, 1].
        lexical: BM25 by chunk id, >= 0, unbounded.
        weight: Share of the lexical side, in [0, 1].

    Returns:
        (chunk_id, fused) pairs, fused in [0, 1], best first, ties by id.

    Raises:
        ValueError: weight lies outside [0, 1].

    Source: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023.
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"weight must lie in [0, 1], got {weight}")
    top = max(lexical.values(), default=0.0) or 1.0
    fused = {
        key: weight * lexical.get(key, 0.0) / top + (1 - weight) * max(0.0, dense.get(key, 0.0))
        for key in dense.keys() | lexical.keys()
    }
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))


def to_passage(candidate: Candidate, article: Article, copies: CopyBook) -> Passage:
    """Describe a candidate for people and programs outside."""
    chunk = candidate.stored.chunk
    return Passage(
        article_id=article.id,
        chunk_id=candidate.chunk_id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        author=article.author,
        start_char=chunk.start_char,
        end_char=chunk.end_char,
        text=article.text[chunk.start_char : chunk.end_char],
        scores=candidate.scores,
        also_in=copies.tellers(article, chunk.sentences),
    )


def to_passages(
    candidates: Sequence[Candidate], articles: Mapping[str, Article], copies: CopyBook
) -> tuple[Passage, ...]:
    """Describe candidates in order."""
    return tuple(to_passage(candidate, articles[candidate.stored.chunk.article_id], copies) for candidate in candidates)
