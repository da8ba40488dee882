"""The article: one text, kept character for character, and what is known about it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from index.errors import ArticleError


@dataclass(frozen=True)
class Article:
    """One news article.

    Attributes:
        id: Unique in a home.
        text: The original text. Every offset in Citewire counts its characters.
        published: Day of publication as the article states it, never the day it was read.
        source: Outlet, e.g. "The Harbour Post".
        place: Dateline place, e.g. "VLADIVOSTOK, Russia".
        agency: Agency named at the end of the text, e.g. "REUTERS".
        language: Code such as "en" (ISO 639-1), as the article declares it.
        origin: Where it was read from: an absolute path, with `:line` for records of a file and `!member`
            for parts of an archive, a book or a mail; or an address.
        body_start, body_end: The part of `text` that is running prose; dateline, headline and
            agency outside of it are kept in `text` and left out of passages.
        id_given: Whether the article states its id; if not, it was made from the file's name.
    """

    id: str
    title: str
    text: str
    published: date | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    place: str | None = None
    agency: str | None = None
    origin: str = ""
    body_start: int = 0
    body_end: int = -1
    id_given: bool = True
    language: str | None = None

    def __post_init__(self) -> None:
        if self.body_end < 0:
            object.__setattr__(self, "body_end", len(self.text))

    @cached_property
    def content_sha256(self) -> str:
        """Hash of the text alone."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def record_sha256(self) -> str:
        """Hash of the text and everything known about it, but not of where it was read from."""
        record: tuple[object, ...] = (
            self.title, self.text, str(self.published), self.source, self.author, self.url,
            self.place, self.agency, self.body_start, self.body_end,
        )  # fmt: skip
        if self.language:  # records from before languages were read keep their hash
            record += (self.language,)
        return hashlib.sha256(json.dumps(record).encode()).hexdigest()


def dated_title(article: Article) -> str:
    """Return the title with the day of publication, which places what the text leaves undated."""
    return (
        f"{article.title} ({article.published.day} {article.published:%B %Y})" if article.published else article.title
    )


def validate(article: Article, *, max_chars: int) -> Article:
    """Return the article if it can be indexed.

    Raises:
        ArticleError: The text is blank, too long, or holds half a surrogate pair.
    """
    if not article.text[article.body_start : article.body_end].strip():
        raise ArticleError("no text: the article is empty or only white space. Remove the file or fill it in.")
    if len(article.text) > max_chars:
        raise ArticleError(
            f"article too long: got {len(article.text):,} characters, at most {max_chars:,} are accepted. "
            "Split it, or raise the setting max_article_chars."
        )
    for name, value in (("id", article.id), ("title", article.title), ("text", article.text)):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ArticleError(
                f"{name} holds half a surrogate pair at character {error.start}, which is no text. "
                "Write the file anew as UTF-8."
            ) from error
    return article


def parse_date(value: object, *, name: str = "date") -> date | None:
    """Read a publication date; blank means unknown.

    Accepts YYYY-MM-DD, alone or followed by a time.

    Raises:
        ArticleError: The value is no such date.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or not str(value).strip():
        return None
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else datetime.fromisoformat(text).date()
    except ValueError as error:
        raise ArticleError(
            f'"{name}" is not a date: got {text[:40]!r}, expected YYYY-MM-DD. Correct it, or leave it out if unknown.'
        ) from error
