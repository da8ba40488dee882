"""Files and folders -> articles. A broken file or record becomes a ReadFailure; the rest is read on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath

from index.addresses import is_address
from index.articles import Article, validate
from index.errors import ArticleError
from index.readers.archives import read_zip
from index.readers.books import read_epub
from index.readers.documents import read_docx, read_pdf
from index.readers.mail import read_eml
from index.readers.pages import read_html
from index.readers.source import Reader, ReadFailure, ReadOptions, Source
from index.readers.tables import read_csv, read_jsonl
from index.readers.text import read_md, read_txt

# Files that stand beside articles without being any: notes, and evaluation data (docs/evaluation.md).
NOT_ARTICLES = frozenset({"readme.md", "readme.txt", "questions.jsonl", "claims.jsonl", "dialogues.jsonl"})

# Formats whose parts are articles of their own, read from `file!part`.
CONTAINERS = frozenset({".eml", ".epub", ".zip"})


def read_path(path: str | Path, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the articles of a file, of a folder and everything below it in order of name, or of a web address.

    An address is given as a string: a `Path` makes one slash of its two.
    """
    if is_address(path):
        from index.readers.web import read_url

        yield from read_url(str(path), options)
        return
    path = Path(path)
    if not path.exists():
        yield ReadFailure(str(path), "no such file or folder. Check the spelling.")
    elif path.is_dir():
        files = article_files(path)
        if not files:
            yield ReadFailure(str(path), f"no articles here: none of its files ends in {', '.join(READERS)}.")
        for file in files:
            yield from read_file(file, options)
    else:
        yield from read_file(path, options)


def article_files(folder: Path) -> list[Path]:
    """List the files below a folder that may hold articles; hidden ones and NOT_ARTICLES are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if is_article_file(path)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )


def is_article_file(path: PurePath) -> bool:
    """Tell by its name whether a file in a folder may hold articles."""
    return path.suffix.lower() in READERS and path.name.lower() not in NOT_ARTICLES


def read_file(path: Path, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the articles of one file."""
    yield from read_source(Source.of_file(path), options, shown=str(path))


def read_source(source: Source, options: ReadOptions, *, shown: str | None = None) -> Iterator[Article | ReadFailure]:
    """Yield the articles of a file, a member of an archive or a fetched page.

    Args:
        source: What to read.
        options: How.
        shown: How a failure names it; by default by its origin.
    """
    shown = shown or source.origin
    ending = PurePosixPath(source.name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        yield ReadFailure(shown, f"format {ending or 'without ending'!r} is not read. Known: {', '.join(READERS)}.")
        return
    try:
        for item in reader(source, options):
            yield _checked(item, options)
    except ArticleError as error:
        yield ReadFailure(shown, str(error))
    except OSError as error:
        yield ReadFailure(shown, f"cannot be read: {error.strerror or error}. Check its permissions.")


def _checked(item: Article | ReadFailure, options: ReadOptions) -> Article | ReadFailure:
    if isinstance(item, ReadFailure):
        return item
    try:
        return validate(item, max_chars=options.max_chars)
    except ArticleError as error:
        return ReadFailure(item.origin, str(error))


READERS: dict[str, Reader] = {
    ".txt": read_txt,
    ".md": read_md,
    ".jsonl": read_jsonl,
    ".csv": read_csv,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".epub": read_epub,
    ".eml": read_eml,
    ".zip": read_zip,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
