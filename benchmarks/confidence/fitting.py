"""Weights of the confidence: weighted logistic regression over the cases of several sets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.confidence.cases import ANSWERABLE, BEREFT, UNANSWERABLE, Case
from qa import confidence
from qa.confidence import Signs
from qa.parts.allotment import combined

Floats = NDArray[np.float64]

UNANSWERABLE_SHARE = 0.25  # of the questions put to a collection, about that of realtimeqa_2022 and of seeds
# How much a set counts: squad2's unanswerable questions are near misses on purpose, scifact's are claims, and most
# snippets of rgb_fact repeat one another.
SET_WEIGHTS = {"squad2": 0.5, "scifact": 0.5, "rgb_fact": 0.25}
_RIDGE = 1e-3  # of standardised signs, against a mean loss


@dataclass(frozen=True)
class Weights:
    """Log-odds are `bias` and the signs times `signs`."""

    bias: float
    signs: tuple[float, ...]

    def of(self, case: Case) -> float:
        """Return the confidence of a case, in [0, 1]."""
        return combined(self._one(case.whole), [self._one(part) for part in case.parts])

    def _one(self, signs: Signs) -> float:
        odds = self.bias + sum(weight * sign for weight, sign in zip(self.signs, astuple(signs), strict=True))
        return 1 / (1 + math.exp(-odds))


def in_force() -> Weights:
    """Return the weights of qa/confidence.py."""
    return Weights(confidence._BIAS, astuple(confidence._WEIGHTS))


def importance(cases: Sequence[Case]) -> Floats:
    """Weigh cases so that UNANSWERABLE_SHARE of a set has no answer, both kinds of those alike; the sum is 1."""
    kinds = np.array([case.kind for case in cases])
    without = [kind for kind in (UNANSWERABLE, BEREFT) if (kinds == kind).any()]
    shares = {ANSWERABLE: 1 - UNANSWERABLE_SHARE if without else 1.0}
    shares |= {kind: UNANSWERABLE_SHARE / len(without) for kind in without}
    weights = np.zeros(len(cases))
    for kind, share in shares.items():
        weights[kinds == kind] = share / max(1, (kinds == kind).sum())
    return weights / weights.sum()


def fit(sets: Mapping[str, Sequence[Case]]) -> Weights:
    """Fit bias and weights on questions of one part, by Newton's method."""
    rows, labels, weights = [], [], []
    for name, cases in sets.items():
        for case, weight in zip(cases, importance(cases), strict=True):
            if not case.parts:
                rows.append(astuple(case.whole))
                labels.append(case.right)
                weights.append(weight * SET_WEIGHTS.get(name, 1.0))
    signs, right = np.array(rows), np.array(labels, dtype=float)
    share = np.array(weights) / sum(weights)
    centre, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    x = np.hstack([np.ones((len(signs), 1)), (signs - centre) / spread])
    penalty = np.diag([0.0] + [_RIDGE] * signs.shape[1])
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (share * (right - p)) - penalty @ beta
        step = np.linalg.solve(x.T @ (x * (share * p * (1 - p))[:, None]) + penalty, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    slopes = beta[1:] / spread
    return Weights(float(beta[0] - slopes @ centre), tuple(float(slope) for slope in slopes))
