"""Questions of several parts: each part is searched for by itself, and each gets its own sentence.

A bridge takes two searches, one after the other: the second asks for the name that the first one found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.home import Home
from index.records import Filters
from qa.evidence import gather
from qa.parts.naming import name_for
from qa.parts.subquestions import Part, Relation
from qa.questions import AnswerType, Question, understand
from qa.relatedness import WordSpace
from qa.reranking import Reranker
from qa.retrieval import AskedPart, Candidate, Retrieved, Retriever
from qa.wording import WordingReader

_FEWEST_OWN = 2  # passages that a part is left with of those its own search found


class PartsRetriever:
    """A `Retriever` for questions of any number of parts; one of a single part passes through unchanged."""

    def __init__(self, retriever: Retriever, home: Home) -> None:
        self._retriever = retriever
        self._home = home
        self.copies = retriever.copies

    @property
    def words(self) -> WordSpace:
        """Word vectors of the embedding model."""
        return self._retriever.words

    @property
    def wordings(self) -> WordingReader:
        """Reads what to look for besides a question's own words."""
        return self._retriever.wordings

    def under(self, home: Home, reranker: Reranker | None = None) -> PartsRetriever:
        """Return the same for the same home under other settings."""
        return PartsRetriever(self._retriever.under(home, reranker), home)

    def renew_words(self) -> None:
        """Forget the word vectors, as another model may take over."""
        self._retriever.renew_words()

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
        """Score passages for the whole question; a part keeps the scores of its own search for what that found."""
        whole = self._retriever.rescore(question, chunk_ids)
        shown = set(chunk_ids)
        parts = []
        for part in asked:
            own = tuple(candidate for candidate in part.retrieved.candidates if candidate.chunk_id in shown)
            if len(own) < min(_FEWEST_OWN, len(part.retrieved.candidates)):  # fuller copies are shown in their place
                own = self._retriever.rescore(part.question, chunk_ids).candidates
            parts.append(replace(part, retrieved=replace(part.retrieved, candidates=own)))
        return replace(whole, parts=tuple(parts))

    def _asked(self, question: Question, k: int, filters: Filters | None) -> list[AskedPart]:
        """Search for each part; empty if there is one only, or if a bridge leads nowhere."""
        if question.made_of is None:
            return []
        asked: list[AskedPart] = []
        for part in question.made_of.parts:
            text = part.text
            if part.refers and (named := self._named(part.refers, f"{asked[0].question.text} {text}", asked[0])):
                text = text.replace(part.refers, named[0], 1)
                asked[0] = replace(asked[0], answered_at=named[1])
            elif part.refers and question.made_of.relation is Relation.BRIDGE:
                return []
            understood = self._understood(text, part, question)
            asked.append(AskedPart(understood, self._retriever.retrieve(understood, k, filters), part.later))
        return asked

    def _understood(self, text: str, part: Part, whole: Question) -> Question:
        most = max(self._home.settings.max_question_chars, len(text))
        question = understand(text, max_chars=most, as_of=whole.time.as_of, asked_on=whole.asked_on)
        question = replace(question, parts=(), made_of=None)
        guessed = question.expects is AnswerType.OTHER and part.wants_figure
        return replace(question, expects=AnswerType.COUNT) if guessed else question

    def _named(self, described: str, question: str, first: AskedPart) -> tuple[str, tuple[str, int]] | None:
        """Return the name that the first part's best sentences give, and where; None if they are weak or give none."""
        evidence = gather(first.question, first.retrieved, self.words)
        return name_for(described, evidence, question)


def _in_turn(lists: Sequence[Sequence[Candidate]]) -> Iterator[Candidate]:
    """Yield the first of each list, then the second of each, each chunk once."""
    seen: set[str] = set()
    for row in zip_longest(*lists):
        for candidate in row:
            if candidate is not None and candidate.chunk_id not in seen:
                seen.add(candidate.chunk_id)
                yield candidate
