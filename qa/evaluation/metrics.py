"""Metrics of rankings, answers and confidence, on plain values; docs/evaluation.md gives their formulas."""

from __future__ import annotations

import math
import re
import statistics
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np

from qa.answer import Citation, Passage

_ARTICLES_OF_SPEECH = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’–—…", " "))


# --- rankings


def covers(found: Passage | Citation, span: tuple[str, int, int]) -> bool:
    """Say whether a passage or citation covers at least half of a gold span (article_id, start, end)."""
    return _shared(found, span) * 2 >= span[2] - span[1] and _shared(found, span) > 0


def lies_in(found: Passage | Citation, span: tuple[str, int, int]) -> bool:
    """Say whether at least half of a passage or citation lies in a gold span (article_id, start, end)."""
    return _shared(found, span) * 2 >= found.end_char - found.start_char and _shared(found, span) > 0


def _shared(found: Passage | Citation, span: tuple[str, int, int]) -> int:
    article_id, start, end = span
    return min(found.end_char, end) - max(found.start_char, start) if found.article_id == article_id else 0


def recall(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Return the share of the relevant items among the first k."""
    return len(relevant.intersection(ranked[:k])) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Return 1 / rank of the first relevant item among the first k, or 0."""
    return next((1 / rank for rank, item in enumerate(ranked[:k], start=1) if item in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Return the normalised discounted cumulative gain of the first k, every relevant item gaining 1."""
    gain = sum(1 / math.log2(rank + 1) for rank, item in enumerate(ranked[:k], start=1) if item in relevant)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))


# --- texts


def normalise(text: str) -> str:
    """Lower the case, drop punctuation and articles (a, an, the), join white space: the normalisation of SQuAD.

    A mark of punctuation becomes a space where SQuAD's own script drops it, so that "short-range" is two words.
    """
    return " ".join(_ARTICLES_OF_SPEECH.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(text: str, gold: str) -> bool:
    """Say whether text and gold answer are the same after normalisation."""
    return normalise(text) == normalise(gold)


def contains(text: str, gold: str) -> bool:
    """Say whether the normalised gold answer stands in the normalised text, at word boundaries."""
    wanted = normalise(gold)
    return bool(wanted) and f" {wanted} " in f" {normalise(text)} "


def f1(text: str, gold: str) -> float:
    """Return the harmonic mean of word precision and recall after normalisation."""
    found, wanted = normalise(text).split(), normalise(gold).split()
    shared = sum((Counter(found) & Counter(wanted)).values())
    return 2 * shared / (len(found) + len(wanted)) if shared else 0.0


# --- scores and samples


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a positive scores above a negative, ties counting half; None if either is empty.

    Source: the Mann-Whitney statistic, Hanley and McNeil, Radiology 143(1), 1982.
    """
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(np.asarray(negative, dtype=np.float64))
    below, not_above = (np.searchsorted(ordered, positive, side=side) for side in ("left", "right"))
    return float((below + not_above).sum() / 2 / (len(positive) * len(negative)))


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, or None of no values."""
    return statistics.fmean(values) if values else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of all values lies, to two decimals, or None of no values."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else None
