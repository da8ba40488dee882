"""EPUB books: each chapter that holds running text is an article."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from index.articles import Article, parse_date
from index.errors import ArticleError
from index.readers.fields import from_fields
from index.readers.ids import MemberIds
from index.readers.markup import EPUB_TYPE, Block, blocks, local_name, parse_xhtml, parse_xml, text_of
from index.readers.source import ReadFailure, ReadOptions, Source
from index.readers.untrusted import Members, parsing, refuse_huge

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FRONT_MATTER = frozenset(
    "cover titlepage halftitlepage frontispiece copyright-page colophon imprint toc landmarks loi lot page-list "
    "dedication epigraph index".split()
)
_FRONT_NAME = re.compile(r"(?i)(cover|nav|toc|contents|title[-_]?page|copyright|colophon|imprint)[-_\d]*")
_LEAST_WORDS = 20  # outside of headings and links
_MARKUP = 4  # most bytes of a chapter for one of its text
_FIRST_YEAR = 1400  # programs write the year 101 for an unknown date
_OPF_EVENT = "{http://www.idpf.org/2007/opf}event"


@dataclass(frozen=True, slots=True)
class _Package:
    """What the package document says: chapters in order of reading, and fields of the whole book."""

    chapters: Sequence[str]
    known: Mapping[str, object]


def read_epub(source: Source, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """Yield the chapters of a book, each with the book's date, author, publisher and language."""
    refuse_huge(source)
    with source.open() as file:
        members = Members(file, "an EPUB book")
        with parsing("an EPUB book"):
            package = _package(members)
            locked = _locked(members)
        ids = MemberIds(f"{source.stem}/")
        found = 0
        for name in package.chapters:
            origin = f"{source.origin}!{name}"
            try:
                members.refuse_if_exhausted()
                if name in locked:
                    raise ArticleError("encrypted: the book is protected against copying. Get it without protection.")
                raw = members.read(name, most_bytes=_MARKUP * options.max_bytes)
                article = _chapter(raw, name, origin, package.known)
            except ArticleError as error:
                found += 1
                yield ReadFailure(origin, str(error))
                continue
            if article:
                found += 1
                yield ids.settle(article, name)
    if not found:
        raise ArticleError("no text: none of its chapters holds running text; pictures are not read. Remove it.")


def _package(members: Members) -> _Package:
    roots = [
        found.get("full-path", "")
        for found in parse_xml(members.read(_CONTAINER)).iter()
        if local_name(found) == "rootfile"
    ]
    if not roots:
        raise ArticleError(f"no package document: {_CONTAINER} names none. Save the book anew.")
    root = parse_xml(members.read(roots[0]))
    folder = posixpath.dirname(roots[0])
    front = {_path(folder, found.get("href", "")) for found in root.iter() if _is_front_reference(found)}
    items = {
        found.get("id"): _path(folder, found.get("href", ""))
        for found in root.iter()
        if local_name(found) == "item"
        and "html" in found.get("media-type", "")
        and "nav" not in found.get("properties", "").split()
    }
    spine = (found for found in root.iter() if local_name(found) == "itemref" and found.get("linear") != "no")
    names = dict.fromkeys(items[found.get("idref")] for found in spine if found.get("idref") in items)
    return _Package([name for name in names if name not in front and not _is_front_name(name)], _book_fields(root))


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _is_front_reference(element: Any) -> bool:
    kind = element.get("type", "")
    return local_name(element) == "reference" and kind in {*_FRONT_MATTER, "title-page"}


def _is_front_name(name: str) -> bool:
    return bool(_FRONT_NAME.fullmatch(posixpath.splitext(posixpath.basename(name))[0]))


def _book_fields(root: Any) -> Mapping[str, object]:
    found: dict[str, list[Any]] = {}
    for element in root.iter("{http://purl.org/dc/elements/1.1/}*"):
        if text_of(element):
            found.setdefault(local_name(element), []).append(element)
    return {
        "author": ", ".join(map(text_of, found.get("creator", []))),
        "source": ", ".join(map(text_of, found.get("publisher", []))),
        "language": text_of(found["language"][0]) if "language" in found else None,
        "date": _publication(found.get("date", [])),
    }


def _publication(dates: Sequence[Any]) -> object:
    """Return the day of publication; a year alone is no day."""
    stated = [element for element in dates if element.get(_OPF_EVENT) == "publication"]
    for element in stated or [element for element in dates if not element.get(_OPF_EVENT)]:
        try:
            day = parse_date(text_of(element))
        except ArticleError:
            continue
        if day and day.year >= _FIRST_YEAR:
            return day
    return None


def _locked(members: Members) -> set[str]:
    """Return names of encrypted members; fonts may be, which does not matter here."""
    if _ENCRYPTION not in members.infos:
        return set()
    root = parse_xml(members.read(_ENCRYPTION))
    return {_path("", found.get("URI", "")) for found in root.iter() if local_name(found) == "cipherreference"}


def _chapter(raw: bytes, name: str, origin: str, known: Mapping[str, object]) -> Article | None:
    with parsing("a chapter", "Open the book with an editor and mend it."):
        root = parse_xhtml(raw)
        if _is_front_matter(root):
            return None
        found = blocks(root)
        page_title = next((text_of(element) for element in root.iter() if local_name(element) == "title"), "")
    if not _holds_prose(found):
        return None
    heading = next((at for at, block in enumerate(found) if block.is_heading), None)
    text = "\n\n".join(block.text for block in found)
    title = found[heading].text if heading is not None else page_title or None
    article = from_fields(
        {**known, "title": title},
        text=text,
        fallback_id=posixpath.splitext(posixpath.basename(name))[0],
        origin=origin,
        id_given=False,
    )
    if heading == 0:
        article = replace(article, body_start=len(found[0].text))
    return article


def _is_front_matter(root: Any) -> bool:
    """Tell by the marks of the body, or of the one section in it, whether it is a cover, contents and the like."""
    for body in root.iter():
        if local_name(body) == "body":
            marked = [body, *body] if len(body) == 1 else [body]
            kinds = {kind for element in marked for kind in element.get(EPUB_TYPE, "").split()}
            return bool(kinds & _FRONT_MATTER)
    return False


def _holds_prose(found: Sequence[Block]) -> bool:
    prose = [block for block in found if not block.is_heading and block.linked * 2 < len(block.text)]
    return sum(len(block.text.split()) for block in prose) >= _LEAST_WORDS
