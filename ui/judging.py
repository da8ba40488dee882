"""`citewire judgements`: what readers thought of answers, as questions that `citewire eval` asks again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import StoreError
from ui.options import common_options, home_path

if TYPE_CHECKING:
    from index.articles import Article


@click.command("judgements")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a folder that `citewire eval` reads: these questions, and the articles of the home.",
)
@common_options
def judgements_command(folder: Path | None) -> None:
    """Print every judgement of an answer made in the browser, one JSON object a line.

    An answer judged right is expected again, with the passages it cited; of any other the question is known to have
    an answer, and the reason stands in "kind".

    \b
    Examples:
      citewire judgements > rows.jsonl
      citewire judgements --folder judged/ && citewire eval judged/
    """
    from index.home import Home
    from ui.conversations import CONVERSATIONS_FILE, Conversations, evaluation_rows

    with Home.read(home_path()) as home:
        kept = home.path / CONVERSATIONS_FILE
        rows = evaluation_rows(Conversations(kept).judged()) if kept.exists() else []
        if folder is None:
            click.echo(json_lines(rows), nl=False)
            return
        if not rows:
            raise StoreError(f"nobody has judged an answer in {str(home.path)!r} yet. Judge some: citewire ui")
        articles = (_as_read(article) for article in home.stored_articles())
        _write(folder, {"questions.jsonl": json_lines(rows), "articles.jsonl": json_lines(articles)})
    click.echo(f"{len(rows)} judgements written to {folder}", err=True)


def json_lines(rows: Iterable[dict[str, Any]]) -> str:
    """Write rows as JSON, one a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _as_read(article: Article) -> dict[str, Any]:
    """Return an article as a reader of JSON lines takes it, so that ids and offsets stay what they are."""
    published = article.published.isoformat() if article.published else None
    known = {
        "id": article.id, "title": article.title, "text": article.text, "date": published, "source": article.source,
        "author": article.author, "url": article.url,
    }  # fmt: skip
    return {name: value for name, value in known.items() if value is not None}


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with open(folder / name, "x", encoding="utf-8", newline="") as file:
                file.write(text)
    except FileExistsError as error:
        raise StoreError(f"{str(folder)!r} has a {Path(error.filename).name} already. Name a new folder.") from error
    except OSError as error:
        raise StoreError(f"cannot write to {str(folder)!r}: {error.strerror or error}. Name another folder.") from error
