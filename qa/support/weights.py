"""What weighs how much in the score of a sentence; fitted by benchmarks/fit_support.py, see benchmarks/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qa.support.findings import Kind
from qa.support.likeness import Likeness

BIAS = -4.0
LIKENESS = Likeness(similarity=3.2, coverage=1.0, related=1.3, pairs=0.2, triples=0.5, order=0.7, unbroken=1.2)
# Log-odds taken off for each kind of finding.
FINDINGS: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.QUOTE: 1.0, Kind.FIGURE: 1.0, Kind.DATE: 1.0, Kind.NAME: 1.0, Kind.NEGATION: 1.0, Kind.REVERSAL: 1.0, Kind.ROLES: 1.0,
    }
)  # fmt: skip

SUPPORTED = 0.6  # score from which a sentence counts as supported
PARTIAL = 0.35  # and from which as supported in part
DECIDED = 0.5  # what is left of the score where a finding decides against the sentence
