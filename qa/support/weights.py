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
    bias=-4.5,
    choice=0.64,
    likeness=Likeness(
        similarity=2.1, coverage=0.4, related=0.0, pairs=1.0, triples=2.9, order=0.1, unbroken=0.9, anywhere=0.4,
        weakest=0.4, rare=0.0, turned=0.6, crossed=0.5, copied=0.0,
    ),
)  # fmt: skip
REWORDED = Weighing(
    bias=-4.2,
    choice=0.04,
    likeness=Likeness(
        similarity=2.3, coverage=0.4, related=2.2, pairs=0.0, triples=0.0, order=0.0, unbroken=0.0, anywhere=0.6,
        weakest=0.3, rare=1.3, turned=0.0, crossed=0.0, copied=0.0,
    ),
)  # fmt: skip
AGAINST = frozenset({"turned", "crossed"})  # which likenesses are taken off
COPY_FROM, COPY_WIDTH = (
    0.35,
    0.08,
)  # share of copied triples of words at which both count alike, and how soon one prevails
# Log-odds taken off for each kind of finding.
FINDINGS: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.QUOTE: 0.74, Kind.FIGURE: 0.55, Kind.DATE: 1.17, Kind.NAME: 0.41, Kind.NEGATION: 0.94, Kind.REVERSAL: 1.76,
        Kind.ROLES: 1.1, Kind.WORD: 0.5,
    }
)  # fmt: skip

SUPPORTED = 0.5  # score from which a sentence counts as supported
PARTIAL = 0.3  # and from which as supported in part
DECIDED = 0.45  # what is left of the score where a finding decides against the sentence
