"""What weighs how much in the score of a sentence; fitted by benchmarks/fit_support.py, see benchmarks/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.support.findings import Kind
from qa.support.likeness import Likeness

BIAS = -5.0
# Taken off for each further power of e of sentences to choose from: the best of many is alike by chance.
CHOICE = 0.7
LIKENESS = Likeness(
    similarity=2.52, coverage=0.65, related=1.5, pairs=0.0, triples=1.27, order=0.14, unbroken=1.3, anywhere=1.78, weakest=0.52
)  # fmt: skip
# Log-odds taken off for each kind of finding.
FINDINGS: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.QUOTE: 0.74, Kind.FIGURE: 0.55, Kind.DATE: 1.17, Kind.NAME: 0.41, Kind.NEGATION: 0.94, Kind.REVERSAL: 1.76,
        Kind.ROLES: 1.1,
    }
)  # fmt: skip

SUPPORTED = 0.5  # score from which a sentence counts as supported
PARTIAL = 0.3  # and from which as supported in part
DECIDED = 0.45  # what is left of the score where a finding decides against the sentence
