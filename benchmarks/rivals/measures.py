"""Rankings of passages -> measures. The one place that knows Citewire's own metrics."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from benchmarks.rivals.system import Found
from qa.answer import Passage
from qa.evaluation.gold import GoldQuestion, read_questions
from qa.evaluation.metrics import covers, ndcg, recall, reciprocal_rank

MEASURES = ("ndcg@10", "recall@5", "mrr@10", "span_hit@1", "span_hit@5")


def asked(folder: Path) -> list[GoldQuestion]:
    """Return the questions of a set that its articles answer.

    Raises:
        ArticleError: The file is missing or malformed.
    """
    questions = read_questions(folder / "questions.jsonl")
    return [question for question in questions if question.answerable and question.relevant]


def measure(questions: Sequence[GoldQuestion], rankings: Sequence[Sequence[Found]]) -> dict[str, float | None]:
    """Return the mean of each of `MEASURES`; None where no question has what it looks at.

    Args:
        questions: As `asked` returns them.
        rankings: For each question, passages, best first; an article ranks where its first passage does.
    """
    articles = [list(dict.fromkeys(found.article_id for found in ranking)) for ranking in rankings]
    pairs = [(ids, question.relevant) for ids, question in zip(articles, questions, strict=True)]
    located = [(found, question.spans) for found, question in zip(rankings, questions, strict=True) if question.spans]
    return {
        "ndcg@10": _mean([ndcg(ids, relevant, 10) for ids, relevant in pairs]),
        "recall@5": _mean([recall(ids, relevant, 5) for ids, relevant in pairs]),
        "mrr@10": _mean([reciprocal_rank(ids, relevant, 10) for ids, relevant in pairs]),
        **{
            f"span_hit@{k}": _mean(
                [any(covers(cast(Passage, p), span) for p in found[:k] for span in spans) for found, spans in located]
            )
            for k in (1, 5)
        },
    }


def mean_chars(rankings: Sequence[Sequence[Found]]) -> float:
    """Return the mean length of the passages that came first, in characters: a longer one covers a span more easily."""
    return statistics.fmean([first.end_char - first.start_char for first, *_ in filter(None, rankings)] or [0])


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of the values lies, as `citewire eval` counts it."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None
