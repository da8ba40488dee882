"""How likely an answer drawn from some evidence is right; below the threshold it is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.evidence import Evidence, share
from qa.questions import Question

# Logistic regression of "an article among the first sentences holds the answer", fitted on answerable and
# unanswerable questions; benchmarks/README.md says on which, and how it does on collections left out.
_BIAS = -4.48
_SIMILARITY = 7.9  # of the best sentence and the question
_NAMES = 0.57  # share of the question's names in one of the first sentences
_MISSING = -2.33  # weight of a word of the question that nothing found is related to
_FIRST_SENTENCES = 5


def estimate(question: Question, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> float:
    """Return the estimated probability that the best evidence answers the question, in [0, 1].

    Args:
        question: The question.
        evidence: Scored sentences, best first.
        rarity: Weight of each question term.
    """
    if not evidence:
        return 0.0
    names = max(share(question.names, found.terms, rarity) for found in evidence[:_FIRST_SENTENCES])
    missing = min(found.missing for found in evidence)
    log_odds = (
        _BIAS
        + _SIMILARITY * evidence[0].features.similarity
        + _NAMES * (names if question.names else 0.5)
        + _MISSING * missing
    )
    return 1 / (1 + math.exp(-log_odds))
