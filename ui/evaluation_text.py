"""Evaluation reports as text for a terminal: metrics, comparison, worst cases, and progress meanwhile."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from index.ingest import Progress
from qa.evaluation.failures import Failures, best_rank, best_span_rank
from qa.evaluation.run import flatten
from ui.terminal import WIDTH, clean, ingest_progress

_LINE_EVERY_S = 10.0  # where no bar can be drawn
_IDS_SHOWN = 5
_EVIDENCE_SHOWN = 3
_STYLES = {"better": "bold green", "worse": "bold red", "no clear change": "dim"}

MEANINGS = {
    ("retrieval", "recall@1"): "relevant articles that come first",
    ("retrieval", "recall@5"): "relevant articles among the first 5",
    ("retrieval", "recall@10"): "relevant articles among the first 10",
    ("retrieval", "mrr@10"): "1 / rank of the first relevant article",
    ("retrieval", "ndcg@10"): "ranking of the relevant articles, 1 is ideal",
    ("retrieval", "span_hit@1"): "first passage holds the evidence",
    ("retrieval", "span_hit@5"): "one of the first 5 passages holds it",
    ("answers", "exact_match"): "answer is an expected one, word for word",
    ("answers", "f1"): "words shared with the expected answer",
    ("answers", "contains"): "answer holds an expected one",
    ("answers", "cited_article_hit"): "a relevant article is cited",
    ("answers", "cited_span_hit"): "the evidence itself is cited",
    ("answers", "citation_precision"): "citations that are of relevant articles",
    ("refusal", "auroc"): "answerable questions get more confidence",
    ("refusal", "refused_unanswerable"): "refused where it should be",
    ("refusal", "refused_answerable"): "refused where it should not be; lower is better",
    ("refusal", "aurc"): "area under risk against coverage; lower is better",
    ("claims", "auroc"): "supported claims score above others",
    ("claims", "balanced_accuracy"): "claims told apart at the threshold",
    ("speed", "ask_p50_ms"): "milliseconds an answer takes, median",
    ("speed", "ask_p95_ms"): "milliseconds, 95 in 100 take less",
    ("speed", "search_p50_ms"): "milliseconds a search takes, median",
    ("speed", "index_chunks_per_s"): "passages indexed a second",
}


def show_metrics(console: Console, report: Mapping[str, Any]) -> None:
    """Print what was measured, and every metric with its meaning."""
    counts = report["counts"]
    asked = counts["answerable"] + counts["unanswerable"]
    head = f"{report['set']['name']}: {counts['articles']:,} articles, {counts['passages']:,} passages, "
    head += f"{_questions(asked)}, {counts['unanswerable']:,} of them unanswerable"
    console.print(Text(clean(head + (f", {counts['claims']:,} claims" if "claims" in counts else "")), style="bold"))
    table = _table(("part", "left"), ("metric", "left"), ("value", "right"), ("meaning", "left"))
    part_before = None
    for part, name, value in flatten(report):
        if part == "counts":
            continue
        table.add_row(part if part != part_before else "", name, _number(value), MEANINGS.get((part, name), ""))
        part_before = part
    console.print(table)
    at = report["refusal"]["at_threshold"]
    if at["risk"] is not None:
        console.print(
            f"At the threshold in force ({at['threshold']:g}) {at['coverage']:.0%} of the questions are answered, "
            f"{at['risk']:.0%} of those wrongly."
        )


def show_comparison(console: Console, comparison: Mapping[str, Any]) -> None:
    """Print what differs from an earlier report, and what of it is more than chance."""
    console.print(Text("\nAgainst the report before", style="bold"))
    changes = [
        f"{name} {before} → {after}"
        for part in ("settings", "versions")
        for name, (before, after) in comparison[part].items()
    ]
    console.print(Text(clean("changed: " + (", ".join(changes) or "no setting and no version"))), width=_width(console))
    table = _table(
        ("metric", "left"), ("before", "right"), ("after", "right"), ("difference", "right"), ("95 % interval", "right"),
        ("", "left"),
    )  # fmt: skip
    for row in comparison["metrics"]:
        bounds = row["interval"]
        table.add_row(
            f"{row['part']} {row['metric']}",
            _number(row["before"]),
            _number(row["after"]),
            f"{row['difference']:+.3f}",
            f"{bounds[0]:+.3f} to {bounds[1]:+.3f}" if bounds else "-",
            Text(row["verdict"], style=_STYLES[row["verdict"]]),
        )
    console.print(table)
    for key, what in (
        ("gained", "gained: dealt with rightly only now"),
        ("lost", "lost: dealt with rightly only before"),
    ):
        ids = comparison[key]
        listed = ", ".join(ids[:_IDS_SHOWN]) + (" ..." if len(ids) > _IDS_SHOWN else "")
        console.print(
            Text(clean(f"{_questions(len(ids))} {what}" + (f": {listed}" if ids else ""))), width=_width(console)
        )
    console.print(
        Text(f"paired bootstrap over questions, {comparison['resamples']:,} resamples", style="dim"),
        width=_width(console),
    )


def show_failures(console: Console, failures: Sequence[Failures]) -> None:
    """Print the worst cases, what was expected and what was given instead."""
    for group in failures:
        if not group.worst:
            continue
        shown = f", the worst {len(group.worst)}" if len(group.worst) < group.total else ""
        console.print(Text(f"\n{_questions(group.total)} {group.kind}{shown}", style="bold"))
        for record in group.worst:
            _show_failure(console, record)


def _show_failure(console: Console, record: Mapping[str, Any]) -> None:
    kind = f" ({record['kind']})" if record["kind"] else ""
    _field(console, record["id"] + kind, record["question"], style="bold")
    if record["answerable"]:
        _field(console, "expected", " / ".join(record["expected"]) or "no answer is given in the set")
        for item in record["evidence"][:_EVIDENCE_SHOWN]:
            quote = f": “{_short(item['quote'])}”" if item["quote"] else ""
            _field(console, "in", _short(item["title"] or item["article_id"], 80) + quote)
        _field(console, "ranked", _ranks(record))
    else:
        _field(console, "expected", "a refusal: the articles do not answer this")
    confidence = f" (confidence {record['confidence']:.2f})"
    if record["refused"]:
        _field(console, "given", "a refusal" + confidence)
        return
    _field(console, "given", _short(record["answer"], 400) + confidence)
    cited = dict.fromkeys(found["title"] for found in record["cited"])
    _field(console, "cited", " · ".join(_short(title, 80) for title in cited))


def _ranks(record: Mapping[str, Any]) -> str:
    article, passage = best_rank(record), best_span_rank(record)
    words = f"right article at {article}" if article else "right article not found"
    if record["span_ranks"]:
        words += f", right passage at {passage}" if passage else ", right passage not found"
    return words


def _field(console: Console, name: str, text: str, *, style: str = "") -> None:
    indent = 2 if style else 4
    label = f"{name}  " if style else f"{name:<10}"
    lines = textwrap.wrap(
        clean(" ".join(text.split())),
        _width(console),
        initial_indent=" " * (indent + len(label)),
        subsequent_indent=" " * 14,
        break_on_hyphens=False,
    ) or [" " * (indent + len(label))]
    first = Text(" " * indent + clean(label), style=style or "dim")
    console.print(first.append(lines[0][indent + len(label) :], style=style or "default"))
    for line in lines[1:]:
        console.print(Text(line, style=style))


def _questions(count: int) -> str:
    return f"{count:,} question" + ("" if count == 1 else "s")


def _short(text: str, most: int = 200) -> str:
    return textwrap.shorten(text, most, placeholder=" …")


class EvaluationProgress:
    """Shows how far an evaluation is, and remembers it for whoever interrupts."""

    def __init__(self, console: Console, bars: ExitStack) -> None:
        self.what, self.done, self.total = "", 0, 0
        self._console, self._bars = console, bars
        self._ingest = bars.enter_context(ingest_progress(console))
        self._bar: ProgressBar | None = None
        self._began = self._told = time.monotonic()

    def on_progress(self, progress: Progress) -> None:
        """Show how many articles are indexed."""
        self._ingest(progress)

    def on_question(self, what: str, done: int, total: int) -> None:
        """Show how many questions or claims are done, with their rate."""
        now = time.monotonic()
        if what != self.what:
            self._bars.close()
            self._bar = self._bars.enter_context(_bar(self._console))
            self._bar.add_task(what, total=total, rate="")
            self._began = self._told = now
        self.what, self.done, self.total = what, done, total
        rate = f"{done / (now - self._began):.1f} {what}/s" if done and now > self._began else ""
        assert self._bar is not None
        self._bar.update(self._bar.tasks[0].id, completed=done, rate=rate)
        if not self._console.is_terminal and now - self._told >= _LINE_EVERY_S:
            self._console.print(f"{done:,} of {total:,} {what}, {rate}")
            self._told = now


@contextmanager
def evaluation_progress(console: Console) -> Iterator[EvaluationProgress]:
    """Show progress while a set is indexed and its questions are asked."""
    with ExitStack() as bars:
        yield EvaluationProgress(console, bars)


def _bar(console: Console) -> ProgressBar:
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    return ProgressBar(*columns, console=console, transient=True, disable=not console.is_terminal)


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, side in columns:
        table.add_column(name, justify="right" if side == "right" else "left", no_wrap=True)
    return table


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if value < 2 else f"{value:.1f}"


def _width(console: Console) -> int:
    return min(WIDTH, console.width)
