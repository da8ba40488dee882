"""How likely an answer drawn from some evidence is right; below the threshold it is refused."""

from __future__ import annotations

from collections.abc import Sequence

from qa.evidence import Evidence
from qa.questions import Question
from qa.retrieval import Retrieved


def estimate(question: Question, retrieved: Retrieved, evidence: Sequence[Evidence]) -> float:
    """Return the estimated probability that the best evidence answers the question, in [0, 1]."""
    if not evidence:
        return 0.0
    return evidence[0].score
