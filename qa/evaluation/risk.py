"""Risk against coverage: how often the answers are wrong, the more questions are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 200

Floats = NDArray[np.float64]


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, float, float]]:
    """Return (coverage, risk, threshold) for every threshold that makes a difference, the highest first.

    At a threshold the questions with at least that confidence are answered: coverage is their share of all, risk the
    share of them that is answered wrongly.

    Args:
        confidences: One for each question.
        wrong: Whether its answer is wrong.

    Source: El-Yaniv and Wiener, Journal of Machine Learning Research 11, 2010.
    """
    scores = np.asarray(confidences, dtype=np.float64)
    if not len(scores):
        return []
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)  # equal confidences are answered together
    answered = np.arange(1, len(scores) + 1)[last]
    failed = np.cumsum(np.asarray(wrong, dtype=np.float64)[order])[last]
    return [
        (float(count / len(scores)), float(errors / count), float(threshold))
        for count, errors, threshold in zip(answered, failed, scores[order][last], strict=True)
    ]


def area_under_risk(confidences: Sequence[float], wrong: Sequence[bool], weights: Floats | None = None) -> Floats:
    """Return the area under risk against coverage: the mean over questions of the risk at their own confidence.

    aurc = sum over i of w_i * risk(threshold = confidence_i) / sum over i of w_i; 0 is best.

    Args:
        confidences: One for each question, n in all.
        wrong: Whether its answer is wrong.
        weights: How often each question counts, shape (rows, n); by default once, in one row.

    Returns:
        One area a row, shape (rows,); NaN where no question counts.

    Source: Geifman, Uziel and El-Yaniv, ICLR 2019.
    """
    scores = np.asarray(confidences, dtype=np.float64)
    table = np.ones((1, len(scores))) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(scores[order]) != 0)) if len(scores) else np.array([], dtype=int)
    if not len(starts):
        return np.full(len(table), np.nan)
    sorted_weights = table[:, order]
    counts = np.add.reduceat(sorted_weights, starts, axis=1)
    errors = np.add.reduceat(sorted_weights * np.asarray(wrong, dtype=np.float64)[order], starts, axis=1)
    answered = np.cumsum(counts, axis=1)
    risk = np.divide(np.cumsum(errors, axis=1), answered, out=np.zeros_like(answered), where=answered > 0)
    total = answered[:, -1]
    area: Floats = np.divide((counts * risk).sum(axis=1), total, out=np.full(len(table), np.nan), where=total > 0)
    return area


def judged(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the questions of a report whose answer is known to be right or wrong."""
    return [record for record in records if record["right"] is not None]


def risk_metrics(records: Sequence[Mapping[str, Any]], threshold: float) -> dict[str, Any]:
    """Return {"aurc", "risk_coverage", "at_threshold"} of a report's questions.

    `risk_coverage` holds at most MOST_POINTS points, spread evenly; `at_threshold` what the engine itself answered.
    """
    counted = judged(records)
    confidences = [record["confidence"] for record in counted]
    wrong = [not record["right"] for record in counted]
    curve = risk_coverage(confidences, wrong)
    places = np.unique(np.linspace(0, max(0, len(curve) - 1), MOST_POINTS).round().astype(int))
    answered = [record for record in counted if not record["refused"]]
    return {
        "aurc": round(float(area_under_risk(confidences, wrong)[0]), 6) if counted else None,
        "risk_coverage": [[round(value, 4) for value in curve[place]] for place in places if curve],
        "at_threshold": {
            "threshold": threshold,
            "coverage": round(len(answered) / len(counted), 4) if counted else None,
            "risk": round(sum(not record["right"] for record in answered) / len(answered), 4) if answered else None,
        },
    }
