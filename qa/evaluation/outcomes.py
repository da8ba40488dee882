"""What the engine made of one question, measured against what was expected."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from index.errors import CitewireError, NotFoundError
from index.home import Home
from qa.answer import Answer, Citation, Passage
from qa.engine import QueryEngine
from qa.evaluation.gold import GoldQuestion
from qa.evaluation.metrics import contains, covers, exact_match, f1, lies_in, ndcg, normalise, recall, reciprocal_rank

RANKED_PASSAGES = 50
SHORT_WORDS = 5  # a gold answer of more words is hardly ever repeated literally by a right answer

Metrics = dict[str, dict[str, float | None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine made of one question.

    Attributes:
        passages: Ranked for the question, at most RANKED_PASSAGES.
        answer: As anybody gets it.
        unrefused: The same, or where it is a refusal, what is answered if nothing is ever refused.
    """

    gold: GoldQuestion
    passages: tuple[Passage, ...]
    answer: Answer
    unrefused: Answer
    search_ms: float
    ask_ms: float

    @property
    def right(self) -> bool | None:
        """Whether the answer given, or the one that was refused, is right; None if that cannot be told.

        To answer an unanswerable question is wrong. Else an answer is right if it holds a short gold answer (at most
        SHORT_WORDS words), or cites a gold span; of a question with neither, if it cites a relevant article.
        """
        if self.unrefused.refused:
            return None  # not a sentence was found
        gold, citations = self.gold, self.unrefused.citations
        if not gold.answerable:
            return False
        short = [answer for answer in gold.answers if len(normalise(answer).split()) <= SHORT_WORDS]
        if short or gold.spans:
            held = any(contains(_said(self.unrefused), answer) for answer in short)
            return held or any(hits(citation, gold) for citation in citations)
        return any(citation.article_id in gold.relevant for citation in citations) if gold.relevant else None


def ask(engine: QueryEngine, gold: GoldQuestion) -> Outcome:
    """Search and ask for one question.

    Raises:
        CitewireError: The question cannot be asked; the message names it.
    """
    try:
        began = time.perf_counter()
        passages = engine.search(gold.text, RANKED_PASSAGES, as_of=gold.asked_on)
        searched = time.perf_counter()
        answer = engine.ask(gold.text, as_of=gold.asked_on)
        asked = time.perf_counter()
        unrefused = answer
        if answer.refused:
            with _refusing_nothing(engine):
                unrefused = engine.ask(gold.text, as_of=gold.asked_on)
    except CitewireError as error:
        raise type(error)(f"question {gold.id!r}: {error}") from error
    return Outcome(gold, tuple(passages), answer, unrefused, (searched - began) * 1000, (asked - searched) * 1000)


@contextmanager
def _refusing_nothing(engine: QueryEngine) -> Iterator[None]:
    settings = engine.home.settings
    engine.home.settings = settings.model_copy(update={"refusal_threshold": 0.0})
    try:
        yield
    finally:
        engine.home.settings = settings


def hits(citation: Citation, gold: GoldQuestion) -> bool:
    """Say whether a citation covers half of a gold span, or lies in one by half."""
    return any(covers(citation, span) or lies_in(citation, span) for span in gold.spans)


def measure(outcome: Outcome) -> Metrics:
    """Return every metric of one question by part; None where the question does not count for it."""
    gold, answer = outcome.gold, outcome.answer
    return {
        "retrieval": _retrieval(outcome),
        "answers": _answers(outcome),
        "refusal": {
            "refused_unanswerable": None if gold.answerable else float(answer.refused),
            "refused_answerable": float(answer.refused) if gold.answerable else None,
        },
    }


def _retrieval(outcome: Outcome) -> dict[str, float | None]:
    gold, passages = outcome.gold, outcome.passages
    ranked, relevant = article_ranking(passages), gold.relevant
    counts = gold.answerable and bool(relevant)
    return {
        **{f"recall@{k}": recall(ranked, relevant, k) if counts else None for k in (1, 5, 10)},
        "mrr@10": reciprocal_rank(ranked, relevant, 10) if counts else None,
        "ndcg@10": ndcg(ranked, relevant, 10) if counts else None,
        **{
            f"span_hit@{k}": float(any(covers(passage, span) for passage in passages[:k] for span in gold.spans))
            if gold.answerable and gold.spans
            else None
            for k in (1, 5)
        },
    }


def _answers(outcome: Outcome) -> dict[str, float | None]:
    gold, citations = outcome.gold, outcome.answer.citations
    said = _said(outcome.answer)
    texts = gold.answers if gold.answerable else ()
    relevant = gold.relevant if gold.answerable else frozenset()
    cited = [citation.article_id for citation in citations]
    return {
        "exact_match": float(max(exact_match(said, answer) for answer in texts)) if texts else None,
        "f1": max(f1(said, answer) for answer in texts) if texts else None,
        "contains": float(any(contains(said, answer) for answer in texts)) if texts else None,
        "cited_article_hit": float(not relevant.isdisjoint(cited)) if relevant else None,
        "cited_span_hit": float(any(hits(citation, gold) for citation in citations))
        if gold.answerable and gold.spans
        else None,
        "citation_precision": sum(article in relevant for article in cited) / len(cited)
        if relevant and cited
        else None,
    }


def article_ranking(passages: tuple[Passage, ...]) -> list[str]:
    """Return the ids of the passages' articles, each where its first passage stands."""
    return list(dict.fromkeys(passage.article_id for passage in passages))


def to_record(outcome: Outcome, home: Home) -> dict[str, Any]:
    """Return one question of the report: what was expected, what was found, and every metric, as plain JSON types."""
    gold, answer = outcome.gold, outcome.answer
    ranked = article_ranking(outcome.passages)
    places = {article_id: rank for rank, article_id in enumerate(ranked, start=1)}
    return {
        "id": gold.id,
        "kind": gold.kind,
        "question": gold.text,
        "answerable": gold.answerable,
        "expected": list(gold.answers),
        "evidence": [
            {
                "article_id": item.article_id,
                "title": (known := _known(home, item.article_id)).get("title"),
                "start": item.start,
                "end": item.end,
                "quote": item.quote or known.get("text", "")[item.start or 0 : item.end or 0] or None,
            }
            for item in gold.evidence
        ],
        "ranks": {article_id: places.get(article_id) for article_id in sorted(gold.relevant)},
        "span_ranks": [
            next((rank for rank, passage in enumerate(outcome.passages, start=1) if covers(passage, span)), None)
            for span in gold.spans
        ],
        "answer": answer.text,
        "cited": [
            {"article_id": c.article_id, "title": c.title, "start_char": c.start_char, "end_char": c.end_char}
            for c in answer.citations
        ],
        "refused": answer.refused,
        "confidence": answer.confidence,
        "right": outcome.right,
        "metrics": measure(outcome),
        "search_ms": round(outcome.search_ms, 2),
        "ask_ms": round(outcome.ask_ms, 2),
    }


def _known(home: Home, article_id: str) -> Mapping[str, str]:
    try:
        article = home.catalog.article(article_id)
    except NotFoundError:
        return {}
    return {"title": article.title, "text": article.text}


def _said(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)
