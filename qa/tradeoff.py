"""What a refusal threshold does: how many questions are answered and how many of those rightly, as it was measured.

The figures are in risk_coverage.json, made by benchmarks/tradeoff.py from the evaluation of collections whose questions
are partly without an answer; each collection counts alike.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

_FILE = Path(__file__).with_name("risk_coverage.json")


@dataclass(frozen=True, slots=True)
class Measured:
    """One collection at one threshold; shares of all questions, in [0, 1].

    Attributes:
        answered: Questions answered.
        right: Questions answered rightly, <= answered.
    """

    answered: float
    right: float

    @property
    def precision(self) -> float | None:
        """Share of the answers that is right; None if nothing is answered."""
        return self.right / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Collection:
    """What was measured on one collection: a point for each of `Tradeoff.thresholds`."""

    name: str
    articles: int
    questions: int
    unanswerable: int
    points: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """The whole table.

    Attributes:
        thresholds: Ascending, from 0 to 1.
        measured_with: Settings that the figures depend on, by name.
    """

    thresholds: tuple[float, ...]
    collections: tuple[Collection, ...]
    measured_with: dict[str, object]

    def each(self, threshold: float) -> tuple[Measured, ...]:
        """Return what each collection gives at a threshold in [0, 1]; between two measured ones, in proportion."""
        above = next((place for place, at in enumerate(self.thresholds) if at >= threshold), len(self.thresholds) - 1)
        below = max(0, above - 1)
        span = self.thresholds[above] - self.thresholds[below]
        part = (threshold - self.thresholds[below]) / span if span else 1.0
        return tuple(_between(one.points[below], one.points[above], part) for one in self.collections)

    def at(self, threshold: float) -> Measured:
        """Return the mean over the collections, each counting alike."""
        return _mean(self.each(threshold))

    def curve(self) -> tuple[Measured, ...]:
        """Return the mean at each of `thresholds`."""
        return tuple(_mean(points) for points in zip(*(one.points for one in self.collections), strict=True))


@cache
def tradeoff() -> Tradeoff:
    """Return the figures that come with Citewire."""
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    collections = tuple(
        Collection(
            one["name"], one["articles"], one["questions"], one["unanswerable"],
            tuple(map(Measured, one["answered"], one["right"])),
        )
        for one in table["sets"]
    )  # fmt: skip
    return Tradeoff(tuple(table["thresholds"]), collections, table["measured_with"])


def _between(below: Measured, above: Measured, part: float) -> Measured:
    return Measured(
        below.answered + part * (above.answered - below.answered), below.right + part * (above.right - below.right)
    )


def _mean(points: Sequence[Measured]) -> Measured:
    return Measured(fmean(point.answered for point in points), fmean(point.right for point in points))
