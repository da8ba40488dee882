"""Files of records: JSON lines and CSV."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from index.articles import Article
from index.errors import ArticleError
from index.readers.encodings import decode, decoded_lines, encoding_of_lines, encoding_problem
from index.readers.fields import FIELDS, from_fields
from index.readers.source import ReadFailure, ReadOptions, Source, refuse_oversize

_MOST_TABLE_BYTES = 1 << 31  # of a CSV file, which is read whole


def read_jsonl(source: Source, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the article of each line; the file may be larger than memory."""
    with source.open() as file:
        for number, line in enumerate(decoded_lines(file, encoding_of_lines(file)), start=1):
            if isinstance(line, str) and not line.strip():
                continue
            origin = f"{source.origin}:{number}"
            try:
                yield _from_record(_json_object(line, options), source, origin, options)
            except ArticleError as error:
                yield ReadFailure(origin, str(error))


def _json_object(line: str | UnicodeDecodeError, options: ReadOptions) -> Mapping[str, Any]:
    if isinstance(line, UnicodeDecodeError):
        raise ArticleError(encoding_problem(line)) from line
    refuse_oversize(len(line), options.max_bytes, options, what="line")
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError(f"not JSON: {error}. Each line holds one complete object.") from error
    if not isinstance(record, dict):
        raise ArticleError(f"not a JSON object: got {type(record).__name__}, expected keys such as title and text.")
    return record


def read_csv(source: Source, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the article of each row; the first row names the columns, which a comma, semicolon or tab separates."""
    csv.field_size_limit(options.max_bytes)
    content = decode(source.read(options, most_bytes=_MOST_TABLE_BYTES), source.encoding)
    header = content.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(content.splitlines(keepends=True), delimiter=delimiter)
    try:
        for row in rows:
            origin = f"{source.origin}:{rows.line_num}"
            try:
                yield _from_record(row, source, origin, options)
            except ArticleError as error:
                yield ReadFailure(origin, str(error))
    except csv.Error as error:
        yield ReadFailure(f"{source.origin}:{rows.line_num}", f"not CSV: {error}. Check the quotes around this row.")


def _from_record(record: Mapping[str, Any], source: Source, origin: str, options: ReadOptions) -> Article:
    known = {name: record.get(options.field_names.get(name, name)) for name in FIELDS}
    text = known["text"]
    if not isinstance(text, str):
        key = options.field_names.get("text", "text")
        found = ", ".join(str(name) for name in list(record)[:8])
        raise ArticleError(f"no text in {key!r}: this record has {found}. Name its column: --field text=COLUMN.")
    # Without an id the record is known by its address, else by its words: line numbers move.
    identity = known["url"] or text
    digest = hashlib.sha256(str(identity).encode(errors="replace")).hexdigest()[:12]
    return from_fields(known, text=text, fallback_id=f"{source.stem}-{digest}", origin=origin, id_given=False)
