"""How well claims are told apart by the judge of qa/support: those an article supports, and all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.errors import ArticleError, NotFoundError
from index.home import Home
from qa.evaluation.gold import SUPPORTED, GoldClaim
from qa.evaluation.metrics import auroc
from qa.support.entailment import open_checker
from qa.support.judge import Judge
from qa.support.judgement import Source
from qa.support.likeness import ReadSource
from qa.support.weights import SUPPORTED as SUPPORT_THRESHOLD

__all__ = ["SUPPORT_THRESHOLD", "claim_metrics", "score_claims"]


def score_claims(
    home: Home, claims: Sequence[GoldClaim], on_claim: Callable[[int, int], None] = lambda *_: None
) -> list[dict[str, Any]]:
    """Score every claim against its article or text.

    Args:
        home: Holds the articles the claims name.
        claims: The claims.
        on_claim: Told how many are done, of how many.

    Returns:
        One record a claim: {"id", "claim", "label", "article_id", "support_score"}.

    Raises:
        ArticleError: A claim names an article the home does not hold.
        CheckingError: The model that checks cannot be loaded or used.
    """
    records = []
    judge = Judge(home.embedder, open_checker(home.settings.checker))
    for number, claim in enumerate(claims, start=1):
        (judgement,) = judge.judge_read([(claim.text, [_read(home, judge, claim)])])
        records.append(
            {
                "id": claim.id,
                "claim": claim.text,
                "label": claim.label,
                "article_id": claim.article_id,
                "support_score": judgement.score,
            }
        )
        on_claim(number, len(claims))
    return records


def claim_metrics(records: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    """Return {"auroc", "balanced_accuracy"} of scored claims, `supported` against all other labels."""
    supported = [record["support_score"] for record in records if record["label"] == SUPPORTED]
    others = [record["support_score"] for record in records if record["label"] != SUPPORTED]
    if not supported or not others:
        return {"auroc": None, "balanced_accuracy": None}
    found = sum(score >= SUPPORT_THRESHOLD for score in supported) / len(supported)
    spared = sum(score < SUPPORT_THRESHOLD for score in others) / len(others)
    return {"auroc": auroc(supported, others), "balanced_accuracy": (found + spared) / 2}


def _read(home: Home, judge: Judge, claim: GoldClaim) -> ReadSource:
    """Return what a claim is checked against; an article with the vectors it has in the home."""
    if claim.article_id is None:
        source = Source(claim.evidence_text or "")
        return judge.read([source])[source]
    try:
        article = home.catalog.article(claim.article_id)
    except NotFoundError as error:
        raise ArticleError(
            f"claim {claim.id!r} names the article {claim.article_id!r}, which the folder does not hold. "
            "Add it to articles.jsonl, or correct the claim."
        ) from error
    stored = home.catalog.chunks_of(article.id)
    vectors = [found.vectors.spans for found in stored]
    return ReadSource(
        Source(article.text, article.published, article.title),
        tuple(span for found in stored for span in found.chunk.sentences),
        np.concatenate(vectors) if vectors else np.empty((0, home.embedder.dimension), dtype=np.float32),
    )
