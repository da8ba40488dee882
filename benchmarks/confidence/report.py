"""What a fit is worth: calibration, refusals by threshold, and risk against coverage, as Markdown and as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.confidence.cases import ANSWERABLE, BEREFT, UNANSWERABLE, Case
from benchmarks.confidence.fitting import Floats, Weights, importance
from qa.evaluation.metrics import auroc
from qa.evaluation.risk import risk_coverage

BINS = 10
THRESHOLDS = (0.2, 0.3, 0.38, 0.5, 0.6, 0.7)

Sets = Mapping[str, Sequence[Case]]


def expected_calibration_error(confidences: Floats, right: Floats, weights: Floats) -> float:
    """Return the mean gap between confidence and share right over BINS equal bins, by weight.

    Source: Naeini, Cooper and Hauskrecht, AAAI 2015.
    """
    places = _bins(confidences)
    gaps = [abs((weights * (confidences - right))[places == place].sum()) for place in range(BINS)]
    return float(sum(gaps) / weights.sum())


def _bins(confidences: Floats) -> Floats:
    return np.minimum((confidences * BINS).astype(int), BINS - 1)


def _arrays(cases: Sequence[Case], weights: Weights) -> tuple[Floats, Floats, Floats]:
    confidences = np.array([weights.of(case) for case in cases])
    return confidences, np.array([case.right for case in cases], dtype=float), importance(cases)


def tables(sets: Sets, fitted: Weights, left_out: Mapping[str, Weights], threshold: float) -> str:
    """Return every table as Markdown.

    Args:
        sets: The cases of each set.
        fitted: The weights in force.
        left_out: For each set, weights fitted without it.
        threshold: The one in force.
    """
    parts = [
        ("How well it is calibrated", _calibration(sets, fitted, left_out)),
        ("Reliability", _reliability(sets, left_out)),
        (f"At the default threshold, {threshold:g}", _operating(sets, fitted, left_out, threshold)),
        ("Other thresholds", _thresholds(sets, fitted)),
    ]
    return "\n\n".join(f"### {title}\n\n{table}" for title, table in parts)


def _calibration(sets: Sets, fitted: Weights, left_out: Mapping[str, Weights]) -> str:
    rows = []
    for name, cases in sets.items():
        cells = []
        for weights in (fitted, left_out[name]):
            confidences, right, importances = _arrays(cases, weights)
            brier = float((importances * (confidences - right) ** 2).sum())
            cells += [f"{expected_calibration_error(confidences, right, importances):.3f}", f"{brier:.3f}"]
        confidences, right, importances = _arrays(cases, left_out[name])
        means = [f"{float((importances * values).sum()):.2f}" for values in (confidences, right)]
        rows.append([name, str(len(cases)), *cells, *means])
    head = ["set", "cases", "ECE", "Brier", "ECE, left out", "Brier, left out", "mean confidence", "share right"]
    return _markdown(head, rows)


def _reliability(sets: Sets, left_out: Mapping[str, Weights]) -> str:
    pooled = [_arrays(cases, left_out[name]) for name, cases in sets.items()]
    confidences, right, importances = (np.concatenate(column) for column in zip(*pooled, strict=True))
    places = _bins(confidences)
    rows = []
    for place in range(BINS):
        here = places == place
        if not here.any():
            continue
        mean, share = (np.average(values[here], weights=importances[here]) for values in (confidences, right))
        rows.append([f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}", str(here.sum()), f"{mean:.2f}", f"{share:.2f}"])
    return _markdown(["confidence", "cases", "mean confidence", "share right"], rows)


def _operating(sets: Sets, fitted: Weights, left_out: Mapping[str, Weights], threshold: float) -> str:
    rows = []
    for name, cases in sets.items():
        confidence = _by_kind(cases, fitted)
        held = _by_kind(cases, left_out[name])
        answered = [case for case in cases if case.kind != BEREFT and fitted.of(case) >= threshold]
        spans = [case for case in cases if case.kind == ANSWERABLE and case.cites_span is not None]
        cited = [bool(case.cites_span) and fitted.of(case) >= threshold for case in spans]
        rows.append([
            name,
            _number(auroc(confidence(ANSWERABLE), confidence(UNANSWERABLE))),
            _number(auroc(held(ANSWERABLE), held(UNANSWERABLE))),
            _number(auroc(confidence(ANSWERABLE), confidence(BEREFT))),
            *(_share_below(confidence(kind), threshold) for kind in (UNANSWERABLE, BEREFT, ANSWERABLE)),
            _number(float(np.mean([case.right for case in answered])) if answered else None),
            _number(float(np.mean(cited)) if cited else None),
        ])  # fmt: skip
    return _markdown(
        ["set", "AUROC", "AUROC, left out", "AUROC against bereft", "refused unanswerable", "refused bereft",
         "refused answerable", "right of those answered", "span cited"],
        rows,
    )  # fmt: skip


def _thresholds(sets: Sets, fitted: Weights) -> str:
    rows = []
    for name, cases in sets.items():
        asked = [case for case in cases if case.kind != BEREFT]
        confidences = np.array([fitted.of(case) for case in asked])
        right = np.array([case.right for case in asked])
        cells = []
        for threshold in THRESHOLDS:
            answered = confidences >= threshold
            wrong = f"{1 - right[answered].mean():.2f}" if answered.any() else "-"
            cells.append(f"{answered.mean():.2f}, {wrong}")
        rows.append([name, *cells])
    return _markdown(["answered, wrong of those", *(f"{threshold:g}" for threshold in THRESHOLDS)], rows)


def _by_kind(cases: Sequence[Case], weights: Weights) -> Callable[[str], list[float]]:
    return lambda kind: [weights.of(case) for case in cases if case.kind == kind]


def _share_below(confidences: Sequence[float], threshold: float) -> str:
    return _number(float(np.mean(np.array(confidences) < threshold)) if confidences else None)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plot(sets: Sets, fitted: Weights, threshold: float, path: Path) -> None:
    """Draw risk against coverage of each set whose questions are not all answerable; the dot is the threshold."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    figure = Figure(figsize=(7.5, 4.8), layout="constrained")
    axes = figure.add_subplot()
    for name, cases in sets.items():
        asked = [case for case in cases if case.kind != BEREFT]
        if not any(case.kind == UNANSWERABLE for case in asked):
            continue
        confidences = [fitted.of(case) for case in asked]
        curve = risk_coverage(confidences, [not case.right for case in asked])
        (line,) = axes.plot(*zip(*[point[:2] for point in curve], strict=True), linewidth=1.6, label=name)
        at = [point for point in curve if point[2] >= threshold]
        if at:
            axes.plot(*at[-1][:2], "o", color=line.get_color(), markeredgecolor="white", markersize=7)
    axes.set(
        xlabel="Coverage: questions answered", ylabel="Risk: answers that are wrong", xlim=(0, 1.02), ylim=(0, None)
    )
    axes.set_title(f"Risk against coverage; dots: threshold {threshold:g}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=130)
