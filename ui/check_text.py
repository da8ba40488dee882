"""A check as text for a terminal: sign, verdict and evidence of each sentence; a bar while it runs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from qa.answer import Citation
from qa.drafts import phrases
from qa.drafts.annotation import annotated_html, annotated_markdown
from qa.drafts.report import CheckedSentence, CheckReport, UncheckedSentence
from qa.drafts.telling import label, sources, summed_up
from qa.exports.markup import in_marks
from ui import texts
from ui.terminal import WIDTH, clean, long_date

_STYLES = {"supported": "bold green", "partial": "bold yellow", "unsupported": "bold red"}
_QUOTE_CHARS = 240
_SENTENCE_CHARS = 400


def show_report(console: Console, report: CheckReport) -> None:
    """Print a line for each sentence, below it what is wrong and the passages for and against it, then the counts."""
    table = Table(box=None, pad_edge=False, show_header=False, width=min(WIDTH, console.width))
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    for part in report.in_order:
        if isinstance(part, UncheckedSentence):
            told = f"{_short(part.text, _SENTENCE_CHARS)} ({phrases.NOT_CHECKED}: {phrases.REASONS[part.reason]})"
            table.add_row(Text(phrases.SIGN_UNCHECKED, style="dim"), Text(told, style="dim"))
        else:
            table.add_row(Text(label(part)[0], style=_STYLES[part.verdict]), _sentence(part))
    console.print(table)
    told = phrases.CHECKED_AS_OF.format(day=long_date(report.as_of))
    console.print(Text(f"\n{summed_up(report)}.\n{told}.", style="bold"), width=min(WIDTH, console.width))


def _sentence(sentence: CheckedSentence) -> Text:
    text = Text(_short(sentence.text, _SENTENCE_CHARS))
    text.append(f"\n{label(sentence)[1]}", style=_STYLES[sentence.verdict])
    if sentence.problems:
        text.append(clean(f": {'; '.join(sentence.problems)}"))
    for heading, citation in sources(sentence):
        text.append(f"\n  {heading}: ", style="bold")
        text.append(_source(citation))
    return text


def _source(citation: Citation) -> str:
    outlet = citation.source or texts.NO_SOURCE
    return clean(f"{outlet}, {long_date(citation.published)}: {in_marks(_short(citation.quote, _QUOTE_CHARS))}")


def _short(text: str, most: int) -> str:
    line = clean(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 2]} …"


def as_plain_text(report: CheckReport) -> str:
    """Return what `show_report` prints, without colours."""
    console = Console(file=io.StringIO(), width=WIDTH, highlight=False, emoji=False)
    show_report(console, report)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def as_json(report: CheckReport) -> str:
    """Return a report as JSON."""
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"


def annotated(report: CheckReport, draft: str, form: str) -> str:
    """Return the draft with its verdicts, as `markdown` or `html`."""
    return (annotated_html if form == "html" else annotated_markdown)(report, draft)


@contextmanager
def progress(console: Console, what: str = "") -> Iterator[Callable[[int, int], None]]:
    """Show a bar while something is done step by step; yields what is told how many of how many are done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with ProgressBar(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what or texts.CHECKING, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
