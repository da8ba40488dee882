"""Statistics of resampled questions: which differences between two runs are more than chance.

A resample draws as many questions as there are, with replacement; it is written as how often each question was drawn,
one row a resample, so that a statistic of all resamples is a few matrix products.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 4000
SEED = 1
_ROWS_AT_ONCE = 500


def draws(count: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Iterator[Floats]:
    """Yield how often each of `count` questions is drawn, shape (rows, count), until there are enough rows."""
    random = np.random.default_rng(seed)
    for start in range(0, resamples, _ROWS_AT_ONCE):
        rows = min(_ROWS_AT_ONCE, resamples - start)
        drawn = random.integers(count, size=(rows, count)) + count * np.arange(rows)[:, None]
        yield np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count).astype(np.float64)


def weighted_means(values: Floats, weights: Floats) -> Floats:
    """Return the mean of each column of values in each resample, shape (rows, m).

    Args:
        values: One row a question, NaN where the question does not count; shape (n, m).
        weights: How often each question is drawn, shape (rows, n).

    Returns:
        NaN for a resample in which no question counts.
    """
    counts = ~np.isnan(values)
    return _ratio(weights @ np.where(counts, values, 0.0), weights @ counts.astype(np.float64))


def weighted_auroc(scores: Floats, positive: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the area under the ROC curve in each resample, shape (rows,); ties count half.

    Args:
        scores: One a question, shape (n,).
        positive: Which should score high, shape (n,).
        weights: How often each is drawn, shape (rows, n).

    Returns:
        NaN for a resample without a positive or without a negative.
    """
    if not len(scores):
        return np.full(len(weights), np.nan)
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(scores[order]) != 0))
    high, low = (np.add.reduceat((weights * which)[:, order], starts, axis=1) for which in (positive, ~positive))
    below = np.cumsum(low, axis=1) - low
    return _ratio((high * (below + low / 2)).sum(axis=1), high.sum(axis=1) * low.sum(axis=1))


def interval(differences: Floats, level: float = 0.95) -> tuple[float, float] | None:
    """Return the middle share of resampled differences (the percentile interval); None if none could be computed.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    known = differences[~np.isnan(differences)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _ratio(above: Floats, below: Floats) -> Floats:
    result: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return result
