"""The questions of a report that were dealt with worst."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

WRONG = "answered wrongly"
REFUSED = "refused, though the articles answer it"
MISSED = "whose right article was not found"
_WITHIN = 10  # articles: a right one further down counts as not found


@dataclass(frozen=True, slots=True)
class Failures:
    """Questions that failed in one way, the clearest failures first.

    Attributes:
        kind: WRONG, REFUSED or MISSED.
        total: How many failed so; `worst` may hold fewer.
    """

    kind: str
    total: int
    worst: tuple[Record, ...]


def find_failures(records: Sequence[Record], most: int) -> list[Failures]:
    """Return at most so many questions of each kind of failure; a question is listed under the first that fits.

    Answers that are wrong come by confidence, the surest first; refusals by the rank of the right article, since what
    was found and refused failed most clearly; questions whose right article is not among the first ten by its rank,
    those where it was not ranked at all first.

    Args:
        records: The `questions` of a report.
        most: Of each kind, >= 0.
    """
    left = list(records)
    found = []
    for kind, fits, order in _KINDS:
        failed = sorted(filter(fits, left), key=order)
        left = [record for record in left if not fits(record)]
        found.append(Failures(kind, len(failed), tuple(failed[:most])))
    return found


def best_rank(record: Record) -> int | None:
    """Return the rank of the first relevant article; None if none was ranked."""
    return min((rank for rank in record["ranks"].values() if rank is not None), default=None)


def best_span_rank(record: Record) -> int | None:
    """Return the rank of the first passage that holds a gold span; None if none was ranked."""
    return min((rank for rank in record["span_ranks"] if rank is not None), default=None)


def _rank_or_last(record: Record) -> float:
    return best_rank(record) or float("inf")


_KINDS: tuple[tuple[str, Callable[[Record], bool], Callable[[Record], tuple[float, str]]], ...] = (
    (
        WRONG,
        lambda record: not record["refused"] and record["right"] is False,
        lambda record: (-record["confidence"], record["id"]),
    ),
    (
        REFUSED,
        lambda record: record["refused"] and record["answerable"],
        lambda record: (_rank_or_last(record), record["id"]),
    ),
    (
        MISSED,
        lambda record: record["answerable"] and bool(record["ranks"]) and _rank_or_last(record) > _WITHIN,
        lambda record: (-_rank_or_last(record), record["id"]),
    ),
)
