"""The command line: results on stdout, progress and messages on stderr; exit 0 ok, 1 error, 2 usage.

Nothing heavy is imported before a command needs it: `citewire --help` answers at once.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from index import CITEWIRE
from index.errors import CitewireError
from ui import library
from ui.asking import asking
from ui.checking import check_command
from ui.evaluation import eval_command
from ui.exporting import export_answer, export_options, recheck_command
from ui.judging import judgements_command
from ui.models import llm_command
from ui.options import common_options, filter_options, home_path, option, print_json

DEFAULT_PORT = 7860


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(CITEWIRE, prog_name="citewire")
@common_options
def cli() -> None:
    """Ask a collection of news articles; every sentence of the answer cites the passage it rests on.

    \b
    First steps:
      citewire index ARTICLES/        read articles: text, tables, pages, PDF, Word, mail, zip
      citewire ask "Who ...?"         a cited answer in the terminal
      citewire ui                     the same in the browser; articles can be added there too
    """


@cli.command("search")
@click.argument("question")
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="Most passages.")
@click.option("--explain", is_flag=True, help="Show what each ranking step gave.")
@filter_options
@common_options
def search_command(question: str, k: int, explain: bool, **filters: Any) -> None:
    """Rank passages for a question or a few words.

    \b
    Examples:
      citewire search "ferry cancellations" -k 5
      citewire search "tidal array" --from 2023-01-01 --to 2023-12-31 --explain
      citewire search "storms last winter" --as-of 2023-06-01
    """
    from ui import terminal

    with asking() as engine:
        found = engine.look_up(question, k, **filters)
    if option("json"):
        print_json(found.to_dict())
        return
    out = terminal.consoles()[0]
    terminal.show_notices(out, found.notices)
    terminal.show_passages(out, found.passages, explain=explain)


@cli.command("ask")
@click.argument("question")
@click.option(
    "--answerer",
    type=click.Choice(["extractive", "llm"]),
    help="Quote the articles, or let the language model write.  [default: the language model if one is set]",
)
@export_options
@filter_options
@common_options
def ask_command(question: str, form: str, output: Path | None, **options: Any) -> None:
    """Answer a question from the articles, every sentence cited; refuse what they do not say.

    \b
    Examples:
      citewire ask "How tall is the Angara rocket?"
      citewire ask "Who is the mayor?" --from 2023-06-01 --source "The Tarnhavn Courier" --json
      citewire ask "What changed in March 2023?" --no-period
      citewire ask "Who is the mayor?" --format html --output mayor.html
    """
    from ui import terminal

    with asking() as engine:
        answer = engine.ask(question, **options)
    if export_answer(answer, form, output):
        return
    if option("json"):
        print_json(answer.to_dict())
        return
    out, err = terminal.consoles()
    terminal.show_answer(out, answer)
    err.print(f"\nconfidence {answer.confidence:.2f}, {answer.timings_ms['total'] / 1000:.2f} s", style="dim")


@cli.command("chat")
@filter_options
@common_options
def chat_command(**options: Any) -> None:
    """Ask one question after another; "And what did he say there?" is understood by what was asked before.

    What each follow-up was understood as is shown; a line that begins with = asks it in your own words. Without a
    terminal every line of the input is a question, and --json prints one answer a line.

    \b
    Examples:
      citewire chat
      citewire chat --json < questions.txt
    """
    from ui import conversation

    with asking() as engine:
        failed = conversation.hold(engine, options, as_json=bool(option("json")))
    if failed:
        sys.exit(1)


@cli.command("ui")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help=f"Port.  [default: {DEFAULT_PORT}, or the next free one]",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@common_options
def ui_command(host: str, port: int | None, open_browser: bool) -> None:
    """Open the chat in the browser, with the REST API beside it. Ctrl-C stops it.

    Without an index it begins with an empty one: articles can be added on the page.

    \b
    Examples:
      citewire ui --open
      citewire ui --port 8000 --home archive/
    """
    from index.home import SERVER_FILE
    from qa.engine import QueryEngine

    with QueryEngine.open(home_path(), empty_ok=True) as engine:
        from ui import texts
        from ui.rest import free_port, serve

        texts.use(engine.home.settings.language)

        note = engine.home.path / SERVER_FILE
        token = secrets.token_urlsafe(32)

        def on_ready(url: str) -> None:
            note.unlink(missing_ok=True)
            with open(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump({"url": url, "pid": os.getpid(), "token": token}, file)
            click.echo(f"Citewire is at {url} (Ctrl-C stops it)")
            if open_browser:
                webbrowser.open(url)  # does nothing where there is no browser

        try:
            serve(engine, host, free_port(host, DEFAULT_PORT) if port is None else port, on_ready=on_ready, token=token)
        finally:
            note.unlink(missing_ok=True)


for command in (*library.COMMANDS, check_command, recheck_command, eval_command, judgements_command, llm_command):
    cli.add_command(command)


def main() -> None:
    """Run the command line; the one place that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that homes are closed
    try:
        code = cli.main(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(1)
    except CitewireError as error:
        if "--debug" in sys.argv:
            raise
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left, as `head` does
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
