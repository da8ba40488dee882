"""Commands that keep the collection: index, articles, show, remove, info, doctor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from index import CITEWIRE
from index.errors import CitewireError, HomeLocked, HomeMissing
from ui.options import Pair, Stretch, common_options, home_path, option, plain, print_json

if TYPE_CHECKING:
    from index.home import Home
    from index.ingest import IngestReport, OnProgress
    from ui.client import ServerClient

_SWITCH_WAIT_S = 60  # for a short command of another process to end


@click.command("index")
@click.argument("paths", nargs=-1, metavar="PATH|URL...")
@click.option("--sync", is_flag=True, help="Also remove the articles that are no longer in these files and folders.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--watch", is_flag=True, help="Sync now and whenever something changes, until Ctrl-C.")
@click.option(
    "--field", "fields", multiple=True, type=Pair(), help="Column or key that holds a field; may be repeated."
)
@click.option("--samples", is_flag=True, help="Index the sample articles that come with citewire.")
@click.option(
    "--rebuild", "rebuild_all", is_flag=True, help="Embed all indexed articles anew with the present settings."
)
@common_options
def index_command(
    paths: tuple[str, ...],
    sync: bool,
    dry_run: bool,
    watch: bool,
    fields: tuple[tuple[str, str], ...],
    samples: bool,
    rebuild_all: bool,
) -> None:
    """Add or update articles from files, folders and the web; what is unchanged is left alone.

    \b
    Examples:
      citewire index articles/
      citewire index articles/ --sync --dry-run     what would change, removals included
      citewire index export.csv --field text=body --field date=published_at
      citewire index https://news.example/feed.xml  the articles a feed lists; a page or a sitemap will do too
      citewire index --rebuild                      after a change of embedding_model or chunk_tokens
    """
    if samples:
        from seeds import FOLDER

        paths = (*paths, str(FOLDER))
    if not paths and not rebuild_all:
        raise click.UsageError("name a file or folder of articles, or use --samples.")
    if watch and any("://" in path for path in paths):
        raise click.UsageError("--watch goes with files and folders. Run the command again to fetch pages anew.")
    if dry_run and (watch or rebuild_all):
        raise click.UsageError("--dry-run goes with PATHs alone or with --sync.")
    if dry_run:
        _show_plan(paths, sync, dict(fields))
        return
    report = _until_interrupted(_rebuild) if rebuild_all else None
    if paths:
        sync = sync or watch
        report = _until_interrupted(lambda on_progress: _ingest(paths, sync, (), dict(fields), on_progress))
    assert report is not None  # one of the two ran
    _print_report(report)
    if watch:
        _watch(paths, dict(fields))
    if report.failed:
        raise click.exceptions.Exit(1)


@click.command("articles")
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


@click.command("show")
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


@click.command("remove")
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

    try:
        with Home.open(home_path()) as home:
            remove(home, article_ids)
    except HomeLocked as error:
        _server_or(error).remove(article_ids)
    if option("json"):
        print_json({"removed": list(article_ids)})
    else:
        click.echo(f"{len(set(article_ids))} removed")


@click.command("info")
@common_options
def info_command() -> None:
    """Tell what the index holds and what it was built with.

    \b
    Example:
      citewire info --json
    """
    with _reading() as home:
        counts, covered, manifest = home.catalog.counts(), home.catalog.date_range(), home.manifest
        following = home.next_manifest
        done = counts["articles"] - len(home.catalog.missing_in_next()) if following else 0
        facts: dict[str, Any] = {
            "home": str(home.path.resolve()),
            "articles": counts["articles"],
            "copies": home.catalog.copy_count(),
            "passages": counts["chunks"],
            "outlets": home.catalog.sources(),
            "published": [day.isoformat() for day in covered] if covered else None,
            "bytes": sum(file.stat().st_size for file in home.path.rglob("*") if file.is_file()),
            "manifest": plain(manifest) if manifest else None,
            "built_with": home.versions,
            "rebuild": {"manifest": plain(following), "articles_done": done} if following else None,
            "version": CITEWIRE,
        }
    if option("json"):
        print_json(facts)
        return
    span = f"{covered[0]} to {covered[1]}" if covered else "no dates"
    click.echo(f"home      {facts['home']}")
    outlets = f"{len(facts['outlets'])} outlet{'' if len(facts['outlets']) == 1 else 's'}"
    click.echo(f"articles  {facts['articles']} from {outlets}, {span}")
    if facts["copies"]:
        click.echo(f"copies    {facts['copies']} tell the text of another article")
    if manifest:
        click.echo(f"passages  {facts['passages']} of at most {manifest.chunk_tokens} word pieces")
        click.echo(f"model     {manifest.model}, {manifest.dimension} dimensions")
    if following:
        click.echo(
            f"rebuild   {done} of {facts['articles']} articles done, for {following.model} and passages of "
            f"{following.chunk_tokens} word pieces; to go on: citewire index --rebuild"
        )
    click.echo(f"on disk   {facts['bytes'] / 1e6:.1f} MB")
    click.echo(f"version   {CITEWIRE}")


@click.command("doctor")
@click.option("--repair", "mend", is_flag=True, help="Mend what is found.")
@common_options
def doctor_command(mend: bool) -> None:
    """Examine every part of the index: articles, passages, full text, vectors, copies, vector store.

    \b
    Examples:
      citewire doctor
      citewire doctor --repair      computes only those vectors anew that cannot be read any more
    """
    from index.doctor import examine, repair
    from ui import terminal

    out, err = terminal.consoles()
    findings = examine(home_path())
    left = findings
    if findings and mend:
        with terminal.ingest_progress(err) as on_progress:
            repair(home_path(), findings, on_progress=on_progress)
        left = examine(home_path())
    if option("json"):
        print_json({"findings": [plain(finding) for finding in findings], "left": [plain(finding) for finding in left]})
    else:
        terminal.show_findings(out, findings, left, mended=mend)
    if left:
        raise click.exceptions.Exit(1)


COMMANDS = (index_command, articles_command, show_command, remove_command, info_command, doctor_command)


# --- indexing


def _until_interrupted(run: Any) -> IngestReport:
    """Run with progress shown, and say after Ctrl-C that nothing is lost."""
    from ui import terminal

    with terminal.ingest_progress(terminal.consoles()[1]) as on_progress:
        try:
            report: IngestReport = run(on_progress)
        except KeyboardInterrupt as error:
            raise CitewireError(
                "interrupted; what was committed is kept. Run the same command to go on from there."
            ) from error
        return report


def _ingest(
    paths: Sequence[str], sync: bool, gone: Sequence[str], fields: dict[str, str], on_progress: OnProgress
) -> IngestReport:
    """Index in this process, or in the one that serves this home."""
    from index.home import Home
    from index.ingest import ingest

    try:
        with Home.create(home_path()) as home:
            return ingest(home, paths, sync=sync, gone=gone, field_names=fields, on_progress=on_progress)
    except HomeLocked as error:
        return _server_or(error).index(paths, sync=sync, gone=gone, field_names=fields, on_progress=on_progress)


def _rebuild(on_progress: OnProgress) -> IngestReport:
    """Build a generation beside the present one, and let the owner of the home switch to it."""
    from index.generations import rebuild
    from index.home import Home
    from ui.client import ServerClient

    path = home_path()

    def switch() -> bool:
        if server := ServerClient.find(path):
            return server.switch()
        with Home.create(path, wait_s=_SWITCH_WAIT_S) as owner:
            return owner.switch_generation()

    with Home.build(path) as home:
        return rebuild(home, on_progress=on_progress, switch=switch)


def _show_plan(paths: Sequence[str], sync: bool, fields: dict[str, str]) -> None:
    from index.ingest import plan
    from ui import terminal

    out, err = terminal.consoles()
    with _reading(or_empty=True) as home:
        steps, failed = plan(home, paths, sync=sync, field_names=fields)
    if option("json"):
        shown = [{"action": step.action, "article_id": step.article_id, "path": step.origin} for step in steps]
        print_json({"dry_run": True, "plan": shown, "failed": [plain(failure) for failure in failed]})
    else:
        terminal.show_plan(out, steps)
    terminal.show_failures(err, failed)
    if failed:
        raise click.exceptions.Exit(1)


def _print_report(report: IngestReport) -> None:
    from ui import terminal

    out, err = terminal.consoles()
    if option("json"):
        print_json(report.to_dict())
    else:
        terminal.show_report(out, report)
    terminal.show_failures(err, report.failed)


def _watch(paths: Sequence[str], fields: dict[str, str]) -> None:
    """Follow files and folders; every change is one run over the files it touches."""
    from index.watching import changes

    click.echo("watching; Ctrl-C stops", err=True)
    with suppress(KeyboardInterrupt):
        for touched, gone in changes(paths):

            def run(on_progress: OnProgress, touched: list[str] = touched, gone: list[str] = gone) -> IngestReport:
                return _ingest(touched, True, gone, fields, on_progress)

            report = _until_interrupted(run)
            if report.added or report.changed or report.renamed or report.removed or report.failed:
                _print_report(report)


# --- shared


@contextmanager
def _reading(*, or_empty: bool = False) -> Iterator[Home]:
    """Open the home to read the catalog only.

    Args:
        or_empty: If there is no index yet, read an empty one.
    """
    import tempfile

    from index.home import Home

    try:
        home = Home.read(home_path())
    except HomeMissing:
        if not or_empty:
            raise
        with tempfile.TemporaryDirectory() as folder, Home.create(folder) as home:
            yield home
        return
    try:
        yield home
    finally:
        home.close()


def _server_or(error: HomeLocked) -> ServerClient:
    """Return a client of the server that owns the home, or raise what opening it raised."""
    from ui.client import ServerClient

    server = ServerClient.find(home_path())
    if server is None:
        raise error
    return server
