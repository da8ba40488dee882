"""Files and folders -> articles. A broken file or record becomes a ReadFailure; the rest is read on."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.articles import Article, parse_date, validate
from index.errors import ArticleError

FIELDS = ("id", "title", "text", "date", "source", "author", "url")
# Files that stand beside articles without being any: notes, and evaluation data (docs/evaluation.md).
NOT_ARTICLES = frozenset({"readme.md", "readme.txt", "questions.jsonl", "claims.jsonl", "dialogues.jsonl"})
TITLE_CHARS = 110
_BYTES_PER_CHAR = 4  # the most UTF-8 needs

# The wire form: `date 2023-09-13 VLADIVOSTOK, Russia - Russian President ...`
_DATE_LINE = re.compile(r"\s*date[ \t]+(?P<date>\d\S*)(?:[ \t]+(?P<place>[^\n]{2,80}?)[ \t]+[-–—])?(?:[ \t]+|(?=\n)|$)")
# An agency in capitals that ends the article, after a full stop or on a line of its own.
_AGENCY = re.compile(r"(?:(?<=[.!?\"'”’)])[ \t]+|\n\s*)(?P<agency>[^\W\d_a-z]{2,}(?:[ &/-][^\W\d_a-z]{2,}){0,3})\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,2}[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file or a record that is no article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    Attributes:
        field_names: Our field name -> the column or key that holds it, where they differ.
        max_chars: Longest article accepted.
    """

    field_names: Mapping[str, str]
    max_chars: int


def read_path(path: Path, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the articles of a file, or of a folder and everything below it, in order of name."""
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


def is_article_file(path: Path) -> bool:
    """Tell by its name whether a file in a folder may hold articles."""
    return path.suffix.lower() in READERS and path.name.lower() not in NOT_ARTICLES


def read_file(path: Path, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the articles of one file."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        yield ReadFailure(
            str(path), f"format {path.suffix or 'without ending'!r} is not read. Known: {', '.join(READERS)}."
        )
        return
    try:
        for item in reader(path.resolve(), options):
            yield _checked(item, options)
    except ArticleError as error:
        yield ReadFailure(str(path), str(error))
    except OSError as error:
        yield ReadFailure(str(path), f"cannot be read: {error.strerror or error}. Check its permissions.")


def _checked(item: Article | ReadFailure, options: ReadOptions) -> Article | ReadFailure:
    if isinstance(item, ReadFailure):
        return item
    try:
        return validate(item, max_chars=options.max_chars)
    except ArticleError as error:
        return ReadFailure(item.origin, str(error))


def _read_txt(path: Path, options: ReadOptions) -> Iterator[Article]:
    text = _decode(path, options)
    start, published, place = 0, None, None
    if line := _DATE_LINE.match(text):
        published, place, start = parse_date(line["date"]), line["place"], line.end()
    agency = _AGENCY.search(text, start)
    end = agency.start() if agency else len(text)
    title, body_start = _headline(text, start, end)
    yield Article(
        id=path.stem,
        title=title,
        text=text,
        published=published,
        source=agency["agency"] if agency else None,
        place=place,
        agency=agency["agency"] if agency else None,
        origin=str(path),
        body_start=body_start,
        body_end=end,
        id_given=False,
    )


def _headline(text: str, start: int, end: int) -> tuple[str, int]:
    """Return a title and where the prose begins: a first line without a full stop, or else the lead shortened."""
    lead, gap, rest = text[start:end].lstrip().partition("\n")
    lead = lead.strip()
    if gap and rest.strip() and lead and len(lead) <= TITLE_CHARS and not _SENTENCE_END.search(lead):
        return lead, start + text[start:end].index(lead) + len(lead)
    if len(lead) <= TITLE_CHARS:
        return lead.rstrip(".") or "Untitled", start
    return lead[: TITLE_CHARS - 1].rsplit(" ", 1)[0].rstrip(",;:-–— ") + "…", start


def _read_md(path: Path, options: ReadOptions) -> Iterator[Article]:
    import frontmatter
    import yaml

    try:
        post = frontmatter.loads(_decode(path, options))
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise ArticleError(f"front matter is not YAML: {problem}. Mend the lines between the two '---'.") from error
    known = {name: post.metadata.get(options.field_names.get(name, name)) for name in FIELDS}
    article = _from_fields(known, text=post.content, fallback_id=path.stem, origin=str(path))
    heading = _MARKDOWN_HEADING.match(post.content)
    if heading:
        title = article.title if known["title"] else heading["title"]
        article = replace(article, title=title, body_start=heading.end())
    yield replace(article, id_given=bool(known["id"]))


def _read_jsonl(path: Path, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            if not raw.strip():
                continue
            origin = f"{path}:{number}"
            try:
                yield _from_record(_json_object(raw, options), path, origin, options)
            except ArticleError as error:
                yield ReadFailure(origin, str(error))


def _json_object(raw: bytes, options: ReadOptions) -> Mapping[str, Any]:
    _refuse_oversize(len(raw), options, what="line")
    try:
        record = json.loads(raw)
    except UnicodeDecodeError as error:
        raise ArticleError(_encoding_problem(error)) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError(f"not JSON: {error}. Each line holds one complete object.") from error
    if not isinstance(record, dict):
        raise ArticleError(f"not a JSON object: got {type(record).__name__}, expected keys such as title and text.")
    return record


def _read_csv(path: Path, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    csv.field_size_limit(options.max_chars * _BYTES_PER_CHAR)
    content = _decode(path, options, whole_file_is_one_article=False)
    header = content.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(content.splitlines(keepends=True), delimiter=delimiter)
    try:
        for row in rows:
            origin = f"{path}:{rows.line_num}"
            try:
                yield _from_record(row, path, origin, options)
            except ArticleError as error:
                yield ReadFailure(origin, str(error))
    except csv.Error as error:
        yield ReadFailure(f"{path}:{rows.line_num}", f"not CSV: {error}. Check the quotes around this row.")


def _from_record(record: Mapping[str, Any], path: Path, origin: str, options: ReadOptions) -> Article:
    known = {name: record.get(options.field_names.get(name, name)) for name in FIELDS}
    text = known["text"]
    if not isinstance(text, str):
        key = options.field_names.get("text", "text")
        found = ", ".join(str(name) for name in list(record)[:8])
        raise ArticleError(f"no text in {key!r}: this record has {found}. Name its column: --field text=COLUMN.")
    # Without an id the record is known by its address, else by its words: line numbers move.
    identity = known["url"] or text
    digest = hashlib.sha256(str(identity).encode(errors="replace")).hexdigest()[:12]
    return _from_fields(known, text=text, fallback_id=f"{path.stem}-{digest}", origin=origin)


def _from_fields(known: Mapping[str, Any], *, text: str, fallback_id: str, origin: str) -> Article:
    def clean(name: str) -> str | None:
        value = known[name]
        return " ".join(str(value).split()) or None if value is not None else None

    title = clean("title") or _headline(text, 0, len(text))[0]
    return Article(
        id=clean("id") or fallback_id,
        title=title,
        text=text,
        published=parse_date(known["date"]),
        source=clean("source"),
        author=clean("author"),
        url=clean("url"),
        origin=origin,
    )


def _decode(path: Path, options: ReadOptions, *, whole_file_is_one_article: bool = True) -> str:
    """Read a file without changing a character of it, line ends included.

    Raises:
        ArticleError: The file is empty, too large or in no encoding we can be sure of.
    """
    if whole_file_is_one_article:
        _refuse_oversize(path.stat().st_size, options, what="file")
    raw = path.read_bytes()
    if not raw.strip():
        raise ArticleError("the file is empty. Remove it or fill it in.")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(_encoding_problem(error)) from error


def _encoding_problem(error: UnicodeDecodeError) -> str:
    return (
        f"not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}. "
        "Convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
    )


def _refuse_oversize(size: int, options: ReadOptions, *, what: str) -> None:
    if size > options.max_chars * _BYTES_PER_CHAR:
        raise ArticleError(
            f"{what} too large for one article: got {size / 1e6:,.1f} MB, at most {options.max_chars:,} characters "
            "are accepted. Split it, or raise the setting max_article_chars."
        )


Reader = Callable[[Path, ReadOptions], Iterator[Article | ReadFailure]]
READERS: dict[str, Reader] = {".txt": _read_txt, ".md": _read_md, ".jsonl": _read_jsonl, ".csv": _read_csv}
