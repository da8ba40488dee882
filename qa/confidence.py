"""How likely an answer drawn from some evidence is right; below the threshold it is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.evidence import Evidence

# Logistic regression of "an article among the first sentences holds the answer", fitted on answerable and
# unanswerable questions; benchmarks/README.md says on which, and how it does on collections left out.
_BIAS = -3.96
_SIMILARITY = 7.63  # of the question and the best sentence
_MISSING = -2.62  # for a word of the question that nothing found is related to, by its weight


def estimate(evidence: Sequence[Evidence]) -> float:
    """Return the estimated probability that the best evidence answers the question, in [0, 1].

    Args:
        evidence: Scored sentences, best first.
    """
    if not evidence:
        return 0.0
    missing = min(found.missing for found in evidence)
    log_odds = _BIAS + _SIMILARITY * evidence[0].features.similarity + _MISSING * missing
    return 1 / (1 + math.exp(-log_odds))
