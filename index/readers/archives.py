"""Zip archives: their members are read like the files of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from index.articles import Article
from index.errors import ArticleError
from index.readers.ids import MemberIds
from index.readers.source import ReadFailure, ReadOptions, Source
from index.readers.untrusted import Members

_FOR_THE_FINDER = "__MACOSX"  # where macOS keeps what other systems have no place for
_DEEPEST = 1  # an archive may be attached to a mail


def read_zip(source: Source, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the articles of the members, in order of name; one that is broken does not stop the others."""
    from index.readers.files import READERS, read_source

    if source.depth > _DEEPEST:
        raise ArticleError("an archive within an archive is not opened. Unpack it first.")
    ids = MemberIds()
    with source.open() as file:
        members = Members(file, "a zip archive", "Pack it anew.")
        names = [name for name in sorted(members.infos) if _is_member(name)]
        if not names:
            raise ArticleError(f"no articles here: none of its members ends in {', '.join(READERS)}.")
        for name in names:
            members.refuse_if_exhausted()
            origin = f"{source.origin}!{name}"
            if PurePosixPath(name).suffix.lower() == ".zip":
                yield ReadFailure(origin, "an archive within an archive is not opened. Unpack it first.")
                continue
            try:
                content = members.read(name)
            except ArticleError as error:
                yield ReadFailure(origin, str(error))
                continue
            for item in read_source(source.member(name, content), options):
                yield ids.settle(item, name)


def _is_member(name: str) -> bool:
    from index.readers.files import is_article_file

    parts = name.split("/")
    hidden = any(part.startswith(".") or part == _FOR_THE_FINDER for part in parts)
    return not hidden and is_article_file(PurePosixPath(name))
