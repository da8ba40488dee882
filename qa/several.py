"""Questions of several parts: each part is searched for by itself, and each gets its own sentence.

A bridge takes two searches, one after the other: the second asks for the name that the first one found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from index.articles import Article
from index.catalog import Catalog
from index.records import Filters
from qa.answer import AnswerSentence
from qa.confidence import estimate
from qa.evidence import Evidence, gather
from qa.naming import name_in
from qa.questions import AnswerType, Question, understand
from qa.relatedness import WordSpace
from qa.retrieval import AskedPart, Candidate, Retrieved, Retriever
from qa.subquestions import Part, Relation


class PartsRetriever:
    """A `Retriever` for questions of any number of parts; one of a single part passes through unchanged."""

    def __init__(self, retriever: Retriever, catalog: Catalog, words: Callable[[], WordSpace], max_chars: int) -> None:
        self._retriever = retriever
        self._catalog = catalog
        self._words = words
        self._max_chars = max_chars
        self.copies = retriever.copies

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> Retrieved:
        """Rank passages; with several parts the best for the whole and for each part take turns.

        Args:
            question: The question.
            k: Most passages to return, >= 1.
            filters: Articles that may be used.
        """
        whole = self._retriever.retrieve(question, k, filters)
        asked = self._asked(question, k, filters)
        if not asked:
            return whole
        lists = [whole.candidates, *(part.retrieved.candidates for part in asked)]
        taken = {candidate.chunk_id: candidate for candidate in _in_turn(lists)}
        kept = self.copies.fold(list(taken.values()), k)
        return self._seen_by(question, asked, [candidate.chunk_id for candidate in kept])

    def rescore(self, question: Question, chunk_ids: Sequence[str]) -> Retrieved:
        """Score given passages for a question and each of its parts; unknown ids are left out."""
        keep_k = max(1, len(chunk_ids))
        return self._seen_by(question, self._asked(question, keep_k, None), chunk_ids)

    def _seen_by(self, question: Question, asked: Sequence[AskedPart], chunk_ids: Sequence[str]) -> Retrieved:
        whole = self._retriever.rescore(question, chunk_ids)
        parts = [replace(part, retrieved=self._retriever.rescore(part.question, chunk_ids)) for part in asked]
        return replace(whole, parts=tuple(parts))

    def _asked(self, question: Question, k: int, filters: Filters | None) -> list[AskedPart]:
        """Search for each part; empty if there is one only, or if a bridge leads nowhere."""
        if question.made_of is None:
            return []
        asked: list[AskedPart] = []
        for part in question.made_of.parts:
            text = self._resolved(part, asked[0]) if part.refers else part.text
            if text is None:
                if question.made_of.relation is Relation.BRIDGE:
                    return []
                text = part.text
            understood = self._understood(text, part)
            asked.append(AskedPart(understood, self._retriever.retrieve(understood, k, filters), part.later))
        return asked

    def _understood(self, text: str, part: Part) -> Question:
        question = replace(understand(text, max_chars=max(self._max_chars, len(text))), parts=(), made_of=None)
        guessed = question.expects is AnswerType.OTHER and part.wants_figure
        return replace(question, expects=AnswerType.COUNT) if guessed else question

    def _resolved(self, part: Part, first: AskedPart) -> str | None:
        """Write a part with the name that the first part's best sentence gives; None if it is weak or gives none."""
        evidence = gather(first.question, first.retrieved, self._articles(first.retrieved.candidates), self._words())
        if not evidence or part.refers is None:
            return None
        name = name_in(evidence[0], first.question.text, part)
        return part.text.replace(part.refers, name, 1) if name else None

    def _articles(self, candidates: Sequence[Candidate]) -> Mapping[str, Article]:
        ids = dict.fromkeys(candidate.stored.chunk.article_id for candidate in candidates)
        return {article_id: self._catalog.article(article_id) for article_id in ids}


def _in_turn(lists: Sequence[Sequence[Candidate]]) -> Iterator[Candidate]:
    """Yield the first of each list, then the second of each, each chunk once."""
    seen: set[str] = set()
    for row in zip_longest(*lists):
        for candidate in row:
            if candidate is not None and candidate.chunk_id not in seen:
                seen.add(candidate.chunk_id)
                yield candidate


Found = tuple[AskedPart, list[Evidence]]


def sentences_for(retrieved: Retrieved, articles: Mapping[str, Article], space: WordSpace) -> list[list[Evidence]]:
    """Return the scored sentences of each part, best first; empty for a question of one part."""
    return [gather(part.question, part.retrieved, articles, space) for part in retrieved.parts]


def best_for_parts(
    retrieved: Retrieved, by_part: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Choose one sentence for each part, in the order of the parts.

    A sentence that stands for one part stands for another only if it holds what they differ in, such
    as both years; what is asked to have come later is taken from a later article, if there is one.

    Args:
        retrieved: Passages with the parts they were ranked for.
        by_part: Scored sentences of each part, best first.
        evidence: The same sentences, scored for the whole question.

    Returns:
        Members of `evidence`, distinct.
    """
    whole = {_place(found): found for found in evidence}
    chosen: list[tuple[AskedPart, Evidence]] = []
    for part, ranked in zip(retrieved.parts, by_part, strict=True):
        free = [found for found in ranked if _may_stand(found, part, chosen)]
        if part.later and chosen:
            free = _later(free, chosen[0][1].article.published) or free
        if free:
            chosen.append((part, free[0]))
    places = dict.fromkeys(_place(found) for _, found in chosen)
    return [whole[place] for place in places if place in whole]


def _may_stand(found: Evidence, part: AskedPart, chosen: Sequence[tuple[AskedPart, Evidence]]) -> bool:
    for other, taken in chosen:
        if _place(taken) == _place(found):
            own = set(part.question.terms) - set(other.question.terms)
            if not own or not own <= found.terms:
                return False
    return True


def _later(evidence: Sequence[Evidence], day: date | None) -> list[Evidence]:
    return [found for found in evidence if day and found.article.published and found.article.published > day]


def _place(found: Evidence) -> tuple[str, int]:
    return found.article.id, found.start_char


def confidence_of(by_part: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]) -> float:
    """Estimate how likely an answer to all parts is right: that of the weakest part, or of the only question."""
    return min((estimate(ranked) for ranked in by_part), default=estimate(evidence))
