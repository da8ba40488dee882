"""Files, folders and their parts -> articles.

`source` says what a reader gets, `files` walks folders and finds the reader, `web` fetches pages and feeds, and each
format has a module.
"""

from index.readers.fields import FIELDS
from index.readers.files import (
    CONTAINERS,
    NOT_ARTICLES,
    article_files,
    is_article_file,
    read_file,
    read_path,
    read_source,
)
from index.readers.source import FetchOptions, ReadFailure, ReadOptions, Source

__all__ = [
    "CONTAINERS",
    "FIELDS",
    "NOT_ARTICLES",
    "FetchOptions",
    "ReadFailure",
    "ReadOptions",
    "Source",
    "article_files",
    "is_article_file",
    "read_file",
    "read_path",
    "read_source",
]
