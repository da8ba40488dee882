"""The plot of risk against coverage, drawn by matplotlib, which is installed on demand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ExtraMissing, ReportError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".svg", ".png")
_BLUE, _GREY = "#1f5fa8", "#8a8a8a"


def check_plot(path: Path) -> None:
    """Make sure that a plot can be drawn, before the work that leads to it.

    Raises:
        ExtraMissing: matplotlib is not installed.
        ReportError: There is no folder for the file.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise ExtraMissing(
            "a plot needs matplotlib, which is not installed. Install it: pip install 'citewire[eval]'"
        ) from error
    if not path.absolute().parent.is_dir():
        raise ReportError(
            f"the plot cannot be written: {path.parent} is no folder. Make it first, or name another file."
        )


def plot_risk(report: Mapping[str, Any], path: Path, *, before: Mapping[str, Any] | None = None) -> None:
    """Draw how the share of wrong answers grows with the share of questions answered.

    Args:
        report: Of `evaluate`.
        path: Where to; its ending, one of FORMATS, says how.
        before: An earlier report, drawn in grey.

    Raises:
        ReportError: No question of the report can be judged, or the file cannot be written.
    """
    if not report["refusal"]["risk_coverage"]:
        raise ReportError("there is nothing to draw: no question was answered that can be judged right or wrong.")
    figure = _figure(report, before)
    import matplotlib

    try:
        # Without a date and random ids the same report gives the same file.
        with matplotlib.rc_context({"svg.hashsalt": "citewire", "svg.fonttype": "none"}):
            figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
    except OSError as error:
        raise ReportError(f"the plot cannot be written to {path}: {error.strerror}. Name another file.") from error


def _figure(report: Mapping[str, Any], before: Mapping[str, Any] | None) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    figure = Figure(figsize=(7.5, 4.8), layout="constrained")
    axes = figure.add_subplot()
    counts = report["counts"]
    asked = counts["answerable"] + counts["unanswerable"]
    axes.set_title(f"Risk against coverage: {report['set']['name']}, {asked:,} questions".replace("$", r"\$"))
    axes.set_xlabel("Coverage: questions answered")
    axes.set_ylabel("Risk: answers that are wrong")
    if before and before["refusal"].get("risk_coverage"):
        _draw(axes, before, _GREY, "before")
    _draw(axes, report, _BLUE, "this run" if before else "risk")
    tops = [point[1] for each in (report, before) if each for point in each["refusal"]["risk_coverage"]]
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, min(1.05, max(0.1, *tops) * 1.15))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="best")
    return figure


def _draw(axes: Axes, report: Mapping[str, Any], colour: str, name: str) -> None:
    refusal = report["refusal"]
    coverage, risk, _ = zip(*refusal["risk_coverage"], strict=True)
    axes.plot(coverage, risk, color=colour, linewidth=1.8, label=f"{name} (area {refusal['aurc']:.3f})")
    at = refusal["at_threshold"]
    if at["risk"] is None:
        return
    label = f"threshold {at['threshold']:g}: {at['coverage']:.0%} answered, {at['risk']:.0%} of those wrong"
    axes.plot(
        [at["coverage"]], [at["risk"]], "o", color=colour, markersize=7, markeredgecolor="white", label=label, zorder=3
    )
