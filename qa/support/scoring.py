"""Likeness and findings -> the strength of a support, by the weights of qa/support/weights.py."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple

from qa.support import weights
from qa.support.findings import Finding
from qa.support.likeness import Likeness, Stretch


def copied_share(likeness: Likeness) -> float:
    """Return how far a sentence is to be judged as a copy, in [0, 1], rather than as one in other words."""
    return 1 / (1 + math.exp(-(likeness.copied - weights.COPY_FROM) / weights.COPY_WIDTH))


def odds(likeness: Likeness, chosen_from: int) -> float:
    """Return the log-odds that a stretch says a sentence, as the best of some number of sentences."""
    copied, chance = copied_share(likeness), -math.log(max(1, chosen_from))
    as_copy, as_reworded = (
        own.bias + own.choice * chance + _dot(own.likeness, likeness) for own in (weights.COPIED, weights.REWORDED)
    )
    return copied * as_copy + (1 - copied) * as_reworded


def score(stretch: Stretch, findings: Sequence[Finding]) -> float:
    """Return the strength of the support, in [0, 1]: likeness, less what is wrong."""
    kinds = {finding.kind for finding in findings}
    likely = 1 / (1 + math.exp(sum(weights.FINDINGS[kind] for kind in kinds) - stretch.score))
    return decided(likely, findings)


def decided(likely: float, findings: Sequence[Finding]) -> float:
    """Return what is left of the strength of a support where a finding decides against the sentence: below the threshold."""
    if not any(finding.decides for finding in findings):
        return likely
    return min(weights.DECIDED * likely, weights.MOST_DECIDED)


def _dot(weighing: Likeness, likeness: Likeness) -> float:
    signed = (-1.0 if name in weights.AGAINST else 1.0 for name in Likeness.__slots__)
    return math.fsum(sign * a * b for sign, a, b in zip(signed, astuple(weighing), astuple(likeness), strict=True))
