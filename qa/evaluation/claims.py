"""How well claims are told apart: those an article supports, and all others.

The score is a baseline, made of what the engine knows of sentences: likeness and shared words. It does not read, and
cannot see a negation or an exchanged figure. A checker that does takes the place of `support_score`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.articles import Article
from index.embedding import Vectors
from index.errors import ArticleError, NotFoundError
from index.home import Home
from index.pipeline import prepared_batches
from index.terms import content_terms, terms
from qa.evaluation.gold import SUPPORTED, GoldClaim
from qa.evaluation.metrics import auroc

# Set by hand, between what is best on claims about abstracts (0.5) and on sentences of news summaries (0.75).
SUPPORT_THRESHOLD = 0.6


@dataclass(frozen=True, slots=True)
class ReadText:
    """What a claim is checked against: the sentences of a text, and their unit vectors, shape (n, d)."""

    sentences: tuple[str, ...]
    vectors: Vectors


def support_score(claim: str, claim_vector: Vectors, text: ReadText) -> float:
    """Return how much the best sentence of a text speaks for a claim, in [0, 1].

    support = max over sentences of (cosine(claim, sentence) + coverage) / 2, where coverage is the share of the
    claim's content words that the sentence holds; negative cosines count as 0.

    Args:
        claim: The claim.
        claim_vector: Its unit vector, shape (d,).
        text: What it is checked against; a text without sentences supports nothing.
    """
    if not text.sentences:
        return 0.0
    wanted = content_terms(claim)
    coverage = [len(set(wanted) & set(terms(sentence))) / len(wanted) if wanted else 0.0 for sentence in text.sentences]
    cosines = np.clip(text.vectors @ claim_vector, 0, 1)
    return float(((cosines + coverage) / 2).max())


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
    """
    records = []
    for number, claim in enumerate(claims, start=1):
        vector = home.embedder.embed_queries([claim.text])[0]
        score = support_score(claim.text, vector, _read(home, claim))
        records.append(
            {
                "id": claim.id,
                "claim": claim.text,
                "label": claim.label,
                "article_id": claim.article_id,
                "support_score": round(score, 4),
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


def _read(home: Home, claim: GoldClaim) -> ReadText:
    if claim.article_id is None:
        return _embedded(home, Article(id="", title="", text=claim.evidence_text or ""))
    try:
        article = home.catalog.article(claim.article_id)
    except NotFoundError as error:
        raise ArticleError(
            f"claim {claim.id!r} names the article {claim.article_id!r}, which the folder does not hold. "
            "Add it to articles.jsonl, or correct the claim."
        ) from error
    stored = home.catalog.chunks_of(article.id)
    offsets = [span for found in stored for span in found.chunk.sentences]
    return _text(article, offsets, [found.vectors.spans for found in stored])


def _embedded(home: Home, article: Article) -> ReadText:
    (batch,) = prepared_batches(home, [article])
    (prepared,) = batch
    offsets = [span for chunk in prepared.chunks for span in chunk.sentences]
    return _text(
        article, offsets, [found.spans for found in home.embedder.embed_passages(prepared.texts, prepared.spans)]
    )


def _text(article: Article, offsets: Sequence[tuple[int, int]], vectors: Sequence[Vectors]) -> ReadText:
    sentences = tuple(article.text[start:end] for start, end in offsets)
    return ReadText(sentences, np.concatenate(vectors) if vectors else np.empty((0, 0), dtype=np.float32))
