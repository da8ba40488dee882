"""What weighs how much in the score of a sentence; fitted by benchmarks/fit_support.py, see benchmarks/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qa.support.findings import Kind
from qa.support.likeness import Likeness


@dataclass(frozen=True, slots=True)
class Weighing:
    """How one way of telling things is judged, in log-odds.

    Attributes:
        choice: Taken off for each further power of e of sentences to choose from: the best of many is alike by chance.
    """

    bias: float
    choice: float
    likeness: Likeness


# A sentence that copies is judged by how whole its copy is, one in other words by how many of its words are known.
COPIED = Weighing(
    bias=-5.88,
    choice=0.65,
    likeness=Likeness(
        similarity=2.89, coverage=0.75, related=0.0, pairs=0.59, triples=3.99, order=0.26, unbroken=0.5,
        anywhere=1.42, weakest=0.11, rare=0.0, turned=0.63, crossed=0.63, copied=0.0,
    ),
)  # fmt: skip
REWORDED = Weighing(
    bias=-6.08,
    choice=0.01,
    likeness=Likeness(
        similarity=2.51, coverage=0.46, related=2.16, pairs=0.0, triples=0.0, order=0.0, unbroken=0.0,
        anywhere=0.0, weakest=0.09, rare=3.89, turned=0.0, crossed=0.0, copied=0.0,
    ),
)  # fmt: skip
AGAINST = frozenset({"turned", "crossed"})  # which likenesses are taken off
# Share of copied triples of words at which both count alike, and how soon one prevails.
COPY_FROM, COPY_WIDTH = 0.35, 0.08
# Log-odds taken off for each kind of finding.
FINDINGS: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.QUOTE: 1.86, Kind.FIGURE: 1.57, Kind.DATE: 3.00, Kind.NAME: 0.71, Kind.NEGATION: 1.64, Kind.REVERSAL: 2.35,
        Kind.ROLES: 2.97, Kind.WORD: 2.25,
    }
)  # fmt: skip

SUPPORTED = 0.5  # score from which a sentence counts as supported
PARTIAL = 0.3  # and from which as supported in part
DECIDED, MOST_DECIDED = (
    0.75,
    0.49,
)  # what is left of the score where a finding decides against the sentence, and at most
