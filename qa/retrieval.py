"""Question -> ranked passages: dense and lexical candidates, fused by a convex combination of their scores."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index import passages
from index.articles import Article
from index.dense import nearest
from index.embedding import Vectors
from index.errors import StoreError
from index.home import Home
from index.records import Filters, StoredChunk
from qa import timeliness
from qa.answer import Passage, Scores
from qa.copies import CopyBook
from qa.questions import Question
from qa.relatedness import WordSpace
from qa.reranking import FUSED_WEIGHT, Reranked, Reranker, open_reranker
from qa.sentences import SentenceReader
from qa.wording import PLAIN, Wording, WordingReader


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked chunk and its article, read together: who asks needs neither again, whatever is removed meanwhile."""

    chunk_id: str
    stored: StoredChunk
    article: Article
    scores: Scores


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The outcome of a search.

    Attributes:
        candidates: Best first.
        query_vectors: Unit vectors of the question, of each of its parts and of its other wordings, shape (n, d).
        rarity: Inverse document frequency of each question term, >= 0; rare terms weigh more.
        wording: What was looked for besides the question's own terms.
        parts: The same candidates as each part of a question of several sees them; see qa/parts/several.py.
    """

    candidates: tuple[Candidate, ...]
    query_vectors: Vectors
    rarity: Mapping[str, float]
    wording: Wording = PLAIN
    parts: tuple[AskedPart, ...] = ()

    @property
    def articles(self) -> dict[str, Article]:
        """The articles of the candidates, by id."""
        return {found.article.id: found.article for found in self.candidates}


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One part of a question as it was searched for.

    Attributes:
        question: The part, as a question of its own.
        retrieved: Passages, scored for it.
        later: It asks for what came after the other parts.
        answered_at: Article and first character of the sentence that is known to answer it.
    """

    question: Question
    retrieved: Retrieved
    later: bool = False
    answered_at: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Search:
    """A question ready to be searched for; the fields are those of `Retrieved`."""

    question: Question
    vectors: Vectors
    rarity: Mapping[str, float]
    wording: Wording


class Retriever:
    """Hybrid search over one home; `copies` knows which of its articles tell the same."""

    def __init__(self, home: Home, reranker: Reranker | None = None) -> None:
        """Build on an open home; the reranker is by default the one its settings name."""
        self._home = home
        self._reranker = reranker or open_reranker(home.settings.reranker)
        self.copies = CopyBook(home.catalog)
        self.words = WordSpace(home.embedder)
        self.wordings = WordingReader(home)

    def under(self, home: Home, reranker: Reranker | None = None) -> Retriever:
        """Return the same for the same home under other settings, with what was read so far."""
        other = copy.copy(self)
        if reranker is None and home.settings.reranker != self._home.settings.reranker:
            other._reranker = open_reranker(home.settings.reranker)
        other._home, other.wordings = home, self.wordings.under(home)
        return other

    def renew_words(self) -> None:
        """Forget the word vectors, as another model may take over."""
        self.words = WordSpace(self._home.embedder)

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> Retrieved:
        """Rank passages for a question.

        Candidates come from both indexes; each is then scored by both, so that a passage one side
        did not list is not taken for one that it finds worthless.

        Args:
            question: The question.
            k: Most passages to return, >= 1.
            filters: Articles that may be used; a question for what was published in a period narrows them
                further, as long as that leaves anything.
        """
        search = self._search(question)
        ranked = self._rank(search, k, filters)
        return Retrieved(self.copies.fold(ranked, k), search.vectors, search.rarity, search.wording)

    def rescore(self, question: Question, chunk_ids: Sequence[str]) -> Retrieved:
        """Score given passages for a question and keep their order; unknown ids are left out."""
        search = self._search(question)
        # What a passage gains by its date, and by others like it, depends on those it is ranked with.
        known = {found.chunk_id: found for found in self._rank(search, len(chunk_ids), None)}
        if not known.keys() >= set(chunk_ids):
            scored = self._score(search, *self._candidates(search, len(chunk_ids), None, chunk_ids), also=chunk_ids)
            known = {found.chunk_id: found for found in scored} | known
        kept = tuple(known[chunk_id] for chunk_id in dict.fromkeys(chunk_ids) if chunk_id in known)
        return Retrieved(kept, search.vectors, search.rarity, search.wording)

    def _search(self, question: Question) -> _Search:
        wording = self.wordings.read(question)
        vectors = self._home.embedder.embed_queries([question.text, *question.parts, *wording.texts])
        return _Search(question, vectors, self.wordings.rarity(question, wording), wording)

    def _rank(self, search: _Search, k: int, filters: Filters | None) -> list[Candidate]:
        if narrowed := timeliness.within(filters, search.question.time):
            anytime = replace(search.question, time=replace(search.question.time, restricts=False))
            if ranked := self._rank(replace(search, question=anytime), k, narrowed):
                return ranked
        return self._score(search, *self._candidates(search, k, filters), at_least=k)

    def _candidates(
        self, search: _Search, k: int, filters: Filters | None, also: Sequence[str] = ()
    ) -> tuple[list[str], dict[str, float]]:
        """Return the chunks that either index finds, `also` among them, and the lexical scores of those that have one."""
        limit = max(self._home.settings.candidates, k)
        dense = [found for vector in search.vectors for found, _ in self._nearest(vector, limit, filters)]
        dense += [*also, *self.wordings.holders(search.wording, limit, filters)]
        lexical = self.wordings.search(search.question, search.wording, limit, filters=filters, also=dense)
        return list(dict.fromkeys([*dense, *lexical])), lexical

    def _nearest(self, vector: Vectors, limit: int, filters: Filters | None) -> list[tuple[str, float]]:
        home = self._home
        try:
            return nearest(home.catalog, home.vectors, vector, limit, filters)
        except StoreError:
            home.derived.rebuild()  # its files were damaged or deleted while it was open
            return nearest(home.catalog, home.vectors, vector, limit, filters)

    def _score(
        self,
        search: _Search,
        chunk_ids: Sequence[str],
        lexical: Mapping[str, float],
        *,
        at_least: int = 0,
        also: Sequence[str] = (),
    ) -> list[Candidate]:
        """Score chunks, and rank the best of them by what the reranker and their time make of them.

        Args:
            search: The question.
            chunk_ids: What to score.
            lexical: Lexical score of each chunk that has one.
            at_least: Fewest to rank, if there are as many.
            also: Chunks to rank however low their fused score is.
        """
        stored = passages.of_chunks(self._home.catalog, chunk_ids)
        cosines = {key: float((search.vectors @ vector).max()) for key, (_, vector) in stored.items()}
        weights = {key: score for key, score in lexical.items() if key in stored}
        fused = dict(fuse_scores(cosines, weights, weight=self._home.settings.lexical_weight))
        bonuses = self.wordings.bonuses(search.wording, list(fused))
        depth, wanted = max(self._home.settings.rerank_depth, at_least), set(also)
        order = sorted(fused, key=lambda key: -fused[key] - bonuses.get(key, 0.0))
        best = [key for rank, key in enumerate(order) if rank < depth or key in wanted]
        if not best:
            return []
        vectors = {key: stored[key][1] for key in best}
        pool = self._read(search, {key: Scores(cosines[key], weights.get(key), fused[key]) for key in best}, vectors)
        if not pool:
            return []
        reranked = self._reranker.scores(search.question, [seen for _, seen in pool])
        lifts = [FUSED_WEIGHT * bonuses.get(found.chunk_id, 0.0) for found, _ in pool]
        scores = reranked + np.array(lifts, dtype=np.float32)
        dated = [(seen.article.published, f"{seen.article.title}\n{seen.text}") for _, seen in pool]
        gains = timeliness.effects(search.question, scores, dated)
        candidates = [
            replace(found, scores=replace(found.scores, rerank=float(score), time=gain))
            for (found, _), score, gain in zip(pool, scores, gains, strict=True)
        ]
        return sorted(candidates, key=lambda found: (-found.scores.final, found.chunk_id))

    def _read(
        self, search: _Search, scored: Mapping[str, Scores], vectors: Mapping[str, Vectors]
    ) -> list[tuple[Candidate, Reranked]]:
        """Read scored chunks, in their order, and hold their sentences against the question.

        Chunks that were removed since they were found are left out.
        """
        read = self._home.catalog.chunks_in_articles(list(scored))
        reader = SentenceReader(search.question, search.vectors, search.rarity, self.words, search.wording)
        top = max((scores.lexical or 0.0 for scores in scored.values()), default=0.0) or 1.0
        there = {key: scores for key, scores in scored.items() if key in read}
        passages_read = [read[key] for key in there]
        readings = reader.read(passages_read)
        pool = []
        for (key, scores), (stored, article), reading in zip(there.items(), passages_read, readings, strict=True):
            seen = Reranked(
                article=article,
                chunk=stored.chunk,
                vector=vectors[key],
                dense=scores.dense or 0.0,
                lexical=(scores.lexical or 0.0) / top,
                fused=scores.fused,
                reading=reading,
            )
            pool.append((Candidate(key, stored, article, scores), seen))
        return pool


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


def to_passage(candidate: Candidate, copies: CopyBook) -> Passage:
    """Describe a candidate for people and programs outside."""
    article, chunk = candidate.article, candidate.stored.chunk
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


def to_passages(candidates: Sequence[Candidate], copies: CopyBook) -> tuple[Passage, ...]:
    """Describe candidates in order."""
    return tuple(to_passage(candidate, copies) for candidate in candidates)
