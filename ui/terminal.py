"""Answers, passages and lists as text for a terminal. Colour only where the terminal shows it."""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as ProgressBar,
)
from rich.table import Table
from rich.text import Text

from index.articles import Article
from index.doctor import PARTS, Finding
from index.ingest import IngestReport, OnProgress, Progress
from index.planning import Step
from index.readers import ReadFailure
from index.records import ArticleSummary
from qa.answer import Answer, Citation, Notice, Passage
from qa.timeliness import in_words
from ui import texts

WIDTH = 100
_PIPE_WIDTH = 160
_UNSAFE = frozenset({"Cc", "Cf", "Co", "Cs"})  # controls, bidi and zero-width marks, private use, surrogates
_FAILURES_SHOWN = 20


def consoles() -> tuple[Console, Console]:
    """Return the consoles of stdout and stderr; what is piped has a fixed width."""
    out, err = (
        Console(file=stream, highlight=False, emoji=False, width=None if stream.isatty() else _PIPE_WIDTH)
        for stream in (sys.stdout, sys.stderr)
    )
    return out, err


def clean(text: str) -> str:
    """Replace control characters, so that an article cannot steer the terminal; offsets, line breaks and tabs stay."""
    return "".join(char if char in "\n\t" or unicodedata.category(char) not in _UNSAFE else "\ufffd" for char in text)


def long_date(day: date | None) -> str:
    """Write a date as 13 September 2023."""
    return f"{day.day} {day:%B %Y}" if day else "undated"


def show_answer(console: Console, answer: Answer) -> None:
    """Print an answer with its sources, or a refusal with the nearest passages."""
    if answer.refused:
        console.print(Text(clean(answer.text), style="bold"))
        show_notices(console, answer.notices)
        if answer.nearest:
            console.print("\nNearest passages (not an answer):")
        for passage in answer.nearest:
            console.print()
            _show_passage(console, passage, "-")
        return
    body = Text()
    for number, sentence in enumerate(answer.sentences):
        start = len(body) + (number > 0)
        body.append(("" if number == 0 else " ") + clean(sentence.text) + " ")
        if answer.short and answer.short.marker in sentence.markers:
            at = clean(sentence.text).find(words := clean(" ".join(answer.short.text.split())))
            if at >= 0:
                body.stylize("bold", start + at, start + at + len(words))
        body.append("".join(f"[{marker}]" for marker in sentence.markers), style="bold cyan")
        if sentence.verdict != "supported":
            body.append(f" ({sentence.verdict}: {'; '.join(sentence.problems)})", style="bold red")
    console.print(body, width=_width(console))
    if answer.notices:
        console.print()
    show_notices(console, answer.notices)
    if answer.period and not answer.period.from_text:
        told = texts.PERIOD_USUAL_TERMINAL.format(period=in_words(answer.period))
        console.print(Text(f"\n{told}", style="dim"))
    console.print("\n[bold]Sources[/bold]")
    for citation in answer.citations:
        _show_citation(console, citation)


def show_notices(console: Console, notices: Sequence[Notice]) -> None:
    """Print what a reader should know of an answer as a whole."""
    for notice in notices:
        line = Text(f"{texts.NOTICE_TITLES.get(notice.kind, notice.kind)}: ", style="bold yellow")
        line.append(clean(notice.text), style="not bold")
        if unsaid := [f"[{marker}]" for marker in notice.markers if f"[{marker}]" not in notice.text]:
            line.append(" " + "".join(unsaid), style="bold cyan")
        console.print(line, width=_width(console))


def _show_citation(console: Console, citation: Citation) -> None:
    head = Text(f"[{citation.marker}] ", style="bold cyan")
    head.append(f"{clean(citation.source or 'unknown outlet')}, {long_date(citation.published)}", style="bold")
    head.append(f" · {clean(citation.title)}")
    console.print(head, width=_width(console))
    _indented(console, f"“{clean(' '.join(citation.quote.split()))}”", "italic")
    place = f"{citation.article_id}, characters {citation.start_char}-{citation.end_char}"
    others = ", ".join(copy.source or copy.article_id for copy in citation.also_in)
    _indented(console, clean(place + (f" · also in {others}" if others else "")), "dim")


def show_passages(console: Console, passages: Sequence[Passage], *, explain: bool) -> None:
    """Print ranked passages; with `explain`, the scores each ranking step gave."""
    if not passages:
        console.print("No passage found.")
    for rank, passage in enumerate(passages, start=1):
        _show_passage(console, passage, f"{rank}.")
        if explain:
            scores = passage.scores
            parts = [
                ("dense", scores.dense),
                ("lexical", scores.lexical),
                ("fused", scores.fused),
                ("rerank", scores.rerank),
                ("date", scores.time),
            ]
            shown = "  ".join(f"{name} {'-' if value is None else f'{value:.3f}'}" for name, value in parts)
            _indented(console, shown, "cyan")
        console.print()


def _show_passage(console: Console, passage: Passage, mark: str) -> None:
    head = Text(f"{mark} ", style="bold")
    head.append(f"{clean(passage.source or 'unknown outlet')}, {long_date(passage.published)}", style="bold")
    head.append(f" · {clean(passage.title)}")
    console.print(head, width=_width(console))
    _indented(console, clean(textwrap.shorten(passage.text, 400, placeholder=" …")), "")
    _indented(console, clean(f"{passage.article_id}, characters {passage.start_char}-{passage.end_char}"), "dim")
    if others := ", ".join(copy.source or copy.article_id for copy in passage.also_in):
        _indented(console, clean(f"also in {others}"), "dim")


def show_articles(console: Console, articles: Iterable[ArticleSummary]) -> None:
    """Print the list of articles."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, options in (
        ("date", {"no_wrap": True}),
        ("outlet", {}),
        ("title", {"ratio": 1}),
        ("id", {"overflow": "fold"}),
    ):
        table.add_column(name, **options)
    for article in articles:
        row = (str(article.published or "undated"), article.source or "", article.title, article.id)
        table.add_row(*(escape(clean(cell)) for cell in row))
    console.print(table)


def show_article(console: Console, article: Article, spans: Sequence[tuple[int, int]]) -> None:
    """Print a whole article with some spans of its text set off."""
    facts = (article.source, long_date(article.published), article.author, article.place, article.url)
    console.print(Text(clean(article.title), style="bold"), width=_width(console))
    console.print(Text(clean(" · ".join(fact for fact in facts if fact)), style="dim"), width=_width(console))
    text = Text(clean(article.text))
    for start, end in spans:
        text.stylize("reverse bold", start, end)
    plain = Text()
    for line in text.split(allow_blank=True):
        plain.append_text(line)
        plain.append("\n")
    console.print()
    console.print(plain, width=_width(console), end="")


def show_report(console: Console, report: IngestReport) -> None:
    """Print what an index run did."""
    renamed = f"{report.renamed} renamed, " if report.renamed else ""
    copies = (
        f"{report.copies} {'copy' if report.copies == 1 else 'copies'} of other articles; " if report.copies else ""
    )
    console.print(
        f"{report.added} added, {report.changed} changed, {renamed}{report.unchanged} unchanged, "
        f"{report.removed} removed, {len(report.failed)} failed; {copies}{report.chunks_embedded} of {report.chunks_total} "
        f"passages embedded in {report.seconds:.1f} s"
    )


def show_plan(console: Console, steps: Sequence[Step]) -> None:
    """Print what an index run would do, article by article; unchanged ones are only counted."""
    for step in steps:
        if step.action != "unchanged":
            moved = f" (was {step.before})" if step.action == "renamed" else ""
            console.print(
                Text(f"{step.action:<8} ", style="bold").append(
                    clean(f"{step.article_id}  {step.origin}{moved}"), style="default"
                )
            )
    counts = Counter(step.action for step in steps)
    summary = ", ".join(
        f"{counts[action]} {action}" for action in ("added", "changed", "renamed", "unchanged", "removed")
    )
    console.print(f"would be: {summary}; nothing was done")


def show_findings(console: Console, findings: Sequence[Finding], left: Sequence[Finding], *, mended: bool) -> None:
    """Print what the doctor found, part by part, and what is left of it after a repair."""
    for part in PARTS:
        problems = [finding.problem for finding in findings if finding.part == part]
        still = any(finding.part == part for finding in left)
        state = "ok" if not problems else "mended" if mended and not still else "DAMAGED"
        console.print(
            Text(f"{part:<13} ", style="bold").append(state, style="default" if state != "DAMAGED" else "bold red")
        )
        for problem in problems:
            _indented(console, clean(problem), "dim")
    if left and not mended:
        console.print("Mend it: citewire doctor --repair")


def show_failures(console: Console, failed: Sequence[ReadFailure]) -> None:
    """Print every file or record that was left out, and why."""
    for failure in failed[:_FAILURES_SHOWN]:
        console.print(
            Text("failed ", style="bold red").append(clean(f"{failure.path}: {failure.reason}"), style="default")
        )
    if (more := len(failed) - _FAILURES_SHOWN) > 0:
        console.print(f"... and {more} more; --json lists all")


@contextmanager
def ingest_progress(console: Console) -> Iterator[OnProgress]:
    """Show a bar with rate and time left while articles are indexed."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with ProgressBar(*columns, console=console, transient=True) as bars:
        reading = bars.add_task("reading articles", total=None, rate="")
        embedding: TaskID | None = None

        def on_progress(progress: Progress) -> None:
            nonlocal embedding
            if progress.stage != "embedding":
                what = "fetching pages" if progress.stage == "fetching" else "reading articles"
                bars.update(reading, completed=progress.done, description=what, visible=True)
                return
            bars.update(reading, visible=False)
            if embedding is None:
                embedding = bars.add_task("loading the model", total=progress.total, rate="")
            task = bars.tasks[-1]
            rate = f"{progress.chunks_embedded / task.elapsed:.0f} passages/s" if task.elapsed and progress.done else ""
            description = "embedding articles" if progress.chunks_embedded else "loading the model"
            bars.update(embedding, completed=progress.done, total=progress.total, rate=rate, description=description)

        yield on_progress


def _indented(console: Console, text: str, style: str) -> None:
    for line in textwrap.wrap(text, _width(console) - 4, break_on_hyphens=False) or [""]:
        console.print(Text("    " + line, style=style))


def _width(console: Console) -> int:
    return min(WIDTH, console.width)
