"""`citewire recheck`, and the options by which an answer is written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from index.errors import ExportError
from ui.asking import asking
from ui.options import common_options, option, print_json

if TYPE_CHECKING:
    from qa.answer import Answer

Command = TypeVar("Command", bound=Callable[..., Any])

_MOST_BYTES = 60_000_000


def export_options(command: Command) -> Command:
    """Add the options by which a result is written as a document, or to a file."""
    for decorate in (
        click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to a file."),
        click.option("--format", "form", type=click.Choice(["text", "markdown", "html", "json"]), default="text",
                     show_default=True, help="How to write it; all but text can be checked again by `citewire recheck`."),
    ):  # fmt: skip
        command = decorate(command)
    return command


def export_answer(answer: Answer, form: str, output: Path | None) -> bool:
    """Write an answer as a document if one is asked for; say whether it was."""
    from qa.exports import Format, export

    if form == "text" and output is None:
        return False
    chosen: Format = "json" if option("json") else "markdown" if form == "text" else form  # type: ignore[assignment]
    write_result(export(answer, chosen), output)
    return True


def write_result(text: str, output: Path | None) -> None:
    """Write to a file, or to stdout without one.

    Raises:
        ExportError: The file cannot be written.
    """
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise ExportError(f"cannot write {str(output)!r}: {error.strerror or error}. Choose another file.") from error
    click.echo(f"written to {output}", err=True)


@click.command("recheck")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ask-again", is_flag=True, help="Ask each question once more, as of now, and compare the answers.")
@common_options
def recheck_command(file: Path, ask_again: bool) -> None:
    """Hold an exported answer against the articles as they are now; exit 1 if a quote is gone or an answer differs.

    \b
    Examples:
      citewire ask "How tall is the Angara rocket?" --format html --output angara.html
      citewire recheck angara.html
      citewire recheck angara.html --ask-again --json
    """
    from qa.exports import read_export, recheck
    from ui import check_text, recheck_text, terminal, texts

    document = read_export(_read(file))
    out, err = terminal.consoles()
    with asking() as engine, check_text.progress(err, texts.RECHECKING) as on_progress:
        report = recheck(document, engine, ask_again=ask_again, on_progress=on_progress)
    if option("json"):
        print_json(report.to_dict())
    else:
        recheck_text.show_report(out, report, document)
    if not report.stands:
        raise click.exceptions.Exit(1)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ExportError(f"{str(file)!r} is too large: at most {_MOST_BYTES:,} bytes are read.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ExportError(
            f"cannot read {str(file)!r}: {error.strerror or error}. Name an export of an answer."
        ) from error
    except UnicodeDecodeError as error:
        raise ExportError(f"{str(file)!r} is no UTF-8 text, so no export of an answer.") from error
