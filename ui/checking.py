"""`citewire check`: a verdict on every sentence of a text."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import DraftError
from ui.asking import asking
from ui.exporting import write_result
from ui.options import common_options, filter_options, option, print_json

if TYPE_CHECKING:
    from qa.drafts.report import CheckReport

_MOST_BYTES = 4_000_000  # of a file that is read at all; the check itself takes fewer characters
_STDIN = "-"


@click.command("check")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "html", "json"]),
    default="table",
    show_default=True,
    help="A table, the draft with a sign and a note for each sentence, or JSON as with --json.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to a file.")
@click.option("--strict", is_flag=True, help="Exit 1 if a sentence is not supported, or a quotation is wrong.")
@filter_options
@common_options
def check_command(
    file: str, form: str, output: Path | None, strict: bool, as_of: date | None, read_period: bool, **filters: Any
) -> None:
    """Check a draft, sentence by sentence, against the articles.

    Markdown or plain text. Headings, questions, greetings and the writer's own views are left alone.

    \b
    Examples:
      citewire check draft.md
      citewire check draft.md --format html --output checked.html
      pandoc draft.docx -t plain | citewire check - --strict
    """  # fmt: skip
    from ui import check_text, terminal

    del read_period  # a statement names its time; there is nothing to be read from it
    draft = read_draft(file)
    out, err = terminal.consoles()
    with asking() as engine, check_text.progress(err) as on_progress:
        report = engine.check(draft, as_of=as_of, on_progress=on_progress, **filters)
    if option("json") or form == "json":
        if output:
            write_result(check_text.as_json(report), output)
        else:
            print_json(report.to_dict())
    elif form != "table":
        write_result(check_text.annotated(report, draft, form), output)
    elif output:
        write_result(check_text.as_plain_text(report), output)
    else:
        check_text.show_report(out, report)
    if strict and _falls_short(report):
        raise click.exceptions.Exit(1)


def _falls_short(report: CheckReport) -> bool:
    counts = report.summary
    return bool(counts["unsupported"] or counts["contradicted"] or counts["misquoted"])


def read_draft(file: str) -> str:
    """Read a draft from a file, or from stdin for `-`.

    Raises:
        DraftError: It is missing, no text, or too large.
    """
    name = "what came on stdin" if file == _STDIN else repr(file)
    try:
        if file == _STDIN:
            raw = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with open(file, "rb") as opened:
                raw = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise DraftError(
            f"cannot read {name}: {error.strerror or error}. Name a text or Markdown file, or - for stdin."
        ) from error
    if len(raw) > _MOST_BYTES:
        raise DraftError(f"{name} is too large: at most {_MOST_BYTES:,} bytes are read. Split it.")
    try:
        draft = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DraftError(
            f"{name} is no UTF-8 text: byte {error.start} is none of it. Save it as text, UTF-8."
        ) from error
    if "\0" in draft:
        raise DraftError(f"{name} is no text: it holds a zero byte. Save it as text, UTF-8.")
    return draft
