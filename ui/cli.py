"""The command line: results on stdout, progress and messages on stderr; exit 0 ok, 1 error, 2 usage.

Nothing heavy is imported before a command needs it: `citewire --help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index import CITEWIRE
from index.errors import CitewireError, HomeLocked
from ui.options import Day, Pair, Stretch, common_options, filter_options, home_path, option, plain, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from index.home import Home
    from index.ingest import IngestReport
    from qa.engine import QueryEngine
    from ui.client import ServerClient

DEFAULT_PORT = 7860


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(CITEWIRE, prog_name="citewire")
@common_options
def cli() -> None:
    """Ask a collection of news articles; every sentence of the answer cites the passage it rests on.

    \b
    First steps:
      citewire index ARTICLES/        read a folder of .txt, .md, .jsonl and .csv articles
      citewire ask "Who ...?"         a cited answer in the terminal
      citewire ui                     the same in the browser
    """


@cli.command("index")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "--field", "fields", multiple=True, type=Pair(), help="Column or key that holds a field; may be repeated."
)
@click.option("--samples", is_flag=True, help="Index the sample articles that come with citewire.")
@click.option(
    "--rebuild", "rebuild_all", is_flag=True, help="Embed all indexed articles anew with the present settings."
)
@common_options
def index_command(
    paths: tuple[str, ...], fields: tuple[tuple[str, str], ...], samples: bool, rebuild_all: bool
) -> None:
    """Add or update articles from files and folders; what is unchanged is left alone.

    \b
    Examples:
      citewire index articles/
      citewire index export.csv --field text=body --field date=published_at
      citewire index --rebuild        after a change of embedding_model or chunk_tokens
    """
    from index.home import Home
    from index.ingest import ingest, rebuild
    from ui import terminal

    if samples:
        from seeds import FOLDER

        paths = (*paths, str(FOLDER))
    if not paths and not rebuild_all:
        raise click.UsageError("name a file or folder of articles, or use --samples.")
    out, err = terminal.consoles()
    with Home.create(home_path()) as home, terminal.ingest_progress(err) as on_progress:
        try:
            report = rebuild(home, on_progress=on_progress) if rebuild_all else None
            if paths:
                report = ingest(home, paths, field_names=dict(fields), on_progress=on_progress)
        except KeyboardInterrupt as error:
            raise CitewireError(
                "interrupted; what was committed is kept. Run the same command to go on from there."
            ) from error
    assert report is not None  # one of the two ran
    _print_report(report, out, err)


def _print_report(report: IngestReport, out: Console, err: Console) -> None:
    from ui import terminal

    if option("json"):
        print_json(report.to_dict())
    else:
        terminal.show_report(out, report)
    terminal.show_failures(err, report)
    if report.failed:
        raise click.exceptions.Exit(1)


@cli.command("articles")
@common_options
def articles_command() -> None:
    """List the indexed articles, the newest first.

    \b
    Examples:
      citewire articles
      citewire articles --json | jq '.articles[].id'
    """
    from ui import terminal

    with _reading() as home:
        found = home.catalog.articles()
    if option("json"):
        print_json({"articles": [plain(summary) for summary in found]})
    else:
        terminal.show_articles(terminal.consoles()[0], found)


@cli.command("show")
@click.argument("article_id", metavar="ID")
@click.option("--span", "spans", multiple=True, type=Stretch(), help="Highlight these characters; may be repeated.")
@common_options
def show_command(article_id: str, spans: tuple[tuple[int, int], ...]) -> None:
    """Print one article as it was indexed, with cited passages highlighted.

    \b
    Examples:
      citewire show 2023-06-14-kettrick-elected-mayor
      citewire show 000_5b5becaf9b9bcc65 --span 2029-2091
    """
    from ui import terminal

    with _reading() as home:
        article = home.catalog.article(article_id)
    for start, end in spans:
        if end > len(article.text):
            raise click.UsageError(
                f"--span {start}-{end} lies outside the article, which has {len(article.text)} characters."
            )
    if option("json"):
        quotes = [{"start_char": start, "end_char": end, "quote": article.text[start:end]} for start, end in spans]
        print_json({**plain(article), "spans": quotes})
    else:
        terminal.show_article(terminal.consoles()[0], article, spans)


@cli.command("remove")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
@common_options
def remove_command(article_ids: tuple[str, ...]) -> None:
    """Remove articles from the index; the files they were read from stay.

    \b
    Example:
      citewire remove 2023-06-14-kettrick-elected-mayor
    """
    from index.home import Home
    from index.ingest import remove

    with Home.open(home_path()) as home:
        remove(home, article_ids)
    if option("json"):
        print_json({"removed": list(article_ids)})
    else:
        click.echo(f"{len(set(article_ids))} removed")


@cli.command("info")
@common_options
def info_command() -> None:
    """Tell what the index holds and what it was built with.

    \b
    Example:
      citewire info --json
    """
    with _reading() as home:
        counts, covered, manifest = home.catalog.counts(), home.catalog.date_range(), home.manifest
        facts: dict[str, Any] = {
            "home": str(home.path.resolve()),
            "articles": counts["articles"],
            "passages": counts["chunks"],
            "outlets": home.catalog.sources(),
            "published": [day.isoformat() for day in covered] if covered else None,
            "bytes": sum(file.stat().st_size for file in home.path.rglob("*") if file.is_file()),
            "manifest": plain(manifest) if manifest else None,
            "version": CITEWIRE,
        }
    if option("json"):
        print_json(facts)
        return
    span = f"{covered[0]} to {covered[1]}" if covered else "no dates"
    click.echo(f"home      {facts['home']}")
    outlets = f"{len(facts['outlets'])} outlet{'' if len(facts['outlets']) == 1 else 's'}"
    click.echo(f"articles  {facts['articles']} from {outlets}, {span}")
    if manifest:
        click.echo(f"passages  {facts['passages']} of at most {manifest.chunk_tokens} word pieces")
        click.echo(f"model     {manifest.model}, {manifest.dimension} dimensions")
    click.echo(f"on disk   {facts['bytes'] / 1e6:.1f} MB")
    click.echo(f"version   {CITEWIRE}")


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
    """
    from ui import terminal

    with _asking() as engine:
        passages = engine.search(question, k, **filters)
    if option("json"):
        print_json({"question": question, "period": None, "passages": [passage.to_dict() for passage in passages]})
    else:
        terminal.show_passages(terminal.consoles()[0], passages, explain=explain)


@cli.command("ask")
@click.argument("question")
@click.option("--as-of", type=Day(), help="The day the question is asked on.")
@filter_options
@common_options
def ask_command(question: str, **options: Any) -> None:
    """Answer a question from the articles, every sentence cited; refuse what they do not say.

    \b
    Examples:
      citewire ask "How tall is the Angara rocket?"
      citewire ask "Who is the mayor?" --from 2023-06-01 --source "The Tarnhavn Courier" --json
    """
    from ui import terminal

    with _asking() as engine:
        answer = engine.ask(question, **options)
    if option("json"):
        print_json(answer.to_dict())
        return
    out, err = terminal.consoles()
    terminal.show_answer(out, answer)
    err.print(f"\nconfidence {answer.confidence:.2f}, {answer.timings_ms['total'] / 1000:.2f} s", style="dim")


@cli.command("eval")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the index here for the next run.",
)
@common_options
def eval_command(folder: Path, work: Path | None) -> None:
    """Measure retrieval, answers and refusals on articles.jsonl and questions.jsonl of a folder.

    The articles are indexed into a home of their own; yours is not touched.

    \b
    Example:
      citewire eval my-benchmark/ --json > before.json
    """
    from qa.evaluation import evaluate, flatten
    from ui import terminal

    out, err = terminal.consoles()
    with terminal.ingest_progress(err) as on_progress:
        report = evaluate(folder, work=work, on_progress=on_progress)
    if option("json"):
        print_json(report)
        return
    for part, name, value in flatten(report):
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        out.print(f"{part:<10} {name:<22} {shown:>9}")


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

    \b
    Examples:
      citewire ui --open
      citewire ui --port 8000 --home archive/
    """
    from index.home import SERVER_FILE
    from qa.engine import QueryEngine

    with QueryEngine.open(home_path()) as engine:
        from ui.rest import free_port, serve

        note = engine.home.path / SERVER_FILE

        def on_ready(url: str) -> None:
            note.write_text(json.dumps({"url": url, "pid": os.getpid()}))
            click.echo(f"Citewire is at {url} (Ctrl-C stops it)")
            if open_browser:
                webbrowser.open(url)  # does nothing where there is no browser

        try:
            serve(engine, host, free_port(host, DEFAULT_PORT) if port is None else port, on_ready=on_ready)
        finally:
            note.unlink(missing_ok=True)


def main() -> None:
    """Run the command line; the one place that turns errors into exit codes."""
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


# --- shared by the commands


@contextmanager
def _reading() -> Iterator[Home]:
    """Open the home to read the catalog only."""
    from index.home import Home

    home = Home.read(home_path())
    try:
        yield home
    finally:
        home.close()


@contextmanager
def _asking() -> Iterator[QueryEngine | ServerClient]:
    """Open the engine, or reach the server that owns the home."""
    from qa.engine import QueryEngine
    from ui.client import ServerClient

    path = home_path()
    try:
        engine = QueryEngine.open(path)
    except HomeLocked:
        client = ServerClient.find(path)
        if client is None:
            raise
        yield client
        return
    with engine:
        yield engine


if __name__ == "__main__":
    main()
