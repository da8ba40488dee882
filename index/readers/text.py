"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from index.articles import Article, parse_date
from index.errors import ArticleError
from index.readers.encodings import decode
from index.readers.fields import FIELDS, from_fields, headline
from index.readers.source import ReadOptions, Source

# The wire form: `date 2023-09-13 VLADIVOSTOK, Russia - Russian President ...`
_DATE_LINE = re.compile(r"\s*date[ \t]+(?P<date>\d\S*)(?:[ \t]+(?P<place>[^\n]{2,80}?)[ \t]+[-–—])?(?:[ \t]+|(?=\n)|$)")
# An agency in capitals that ends the article, after a full stop or on a line of its own.
_AGENCY = re.compile(r"(?:(?<=[.!?\"'”’)])[ \t]+|\n\s*)(?P<agency>[^\W\d_a-z]{2,}(?:[ &/-][^\W\d_a-z]{2,}){0,3})\s*\Z")
_AGENCY_CHARS = 200  # looked through for it: what is longer is none, and time grows with the square of white space
_NOTHING: Mapping[str, object] = MappingProxyType({})
_MARKDOWN_HEADING = re.compile(r"\s*#{1,2}[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|\Z)")


def read_txt(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the one article of a plain text, which may begin with a date line and end with its agency."""
    yield prose_article(source, decode(source.read(options), source.encoding))


def prose_article(source: Source, text: str, known: Mapping[str, object] = _NOTHING) -> Article:
    """Return the article of a running text.

    Args:
        source: Where it was read from.
        text: The text; a date line, a headline and an agency in it are recognised.
        known: Values by name in FIELDS, which count more than what the text shows.

    Raises:
        ArticleError: The date is none.
    """
    start, published, place = 0, None, None
    if line := _DATE_LINE.match(text):
        published, place, start = parse_date(line["date"]), line["place"], line.end()
    written = len(text.rstrip())
    agency = _AGENCY.search(text, max(start, written - _AGENCY_CHARS), written)
    end = agency.start() if agency else len(text)
    title, body_start = headline(text, start, end)
    article = from_fields(
        {**known, "title": known.get("title") or title},
        text=text,
        fallback_id=source.stem,
        origin=source.origin,
        id_given=False,
    )
    if known.get("title"):
        title = article.title
        lead = text[start:end].lstrip()
        if lead.startswith(title) and lead[len(title) :].strip():
            body_start = text.index(title, start) + len(title)
    return replace(
        article,
        title=title,
        published=article.published or published,
        source=article.source or (agency["agency"] if agency else None),
        place=place,
        agency=agency["agency"] if agency else None,
        body_start=body_start,
        body_end=end,
    )


def read_md(source: Source, options: ReadOptions) -> Iterator[Article]:
    """Yield the one article of a Markdown text, with front matter or without."""
    import frontmatter
    import yaml

    try:
        post = frontmatter.loads(decode(source.read(options), source.encoding))
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise ArticleError(f"front matter is not YAML: {problem}. Mend the lines between the two '---'.") from error
    known = {name: post.metadata.get(options.field_names.get(name, name)) for name in FIELDS}
    article = from_fields(known, text=post.content, fallback_id=source.stem, origin=source.origin, id_given=False)
    heading = _MARKDOWN_HEADING.match(post.content)
    if heading:
        title = article.title if known["title"] else heading["title"]
        article = replace(article, title=title, body_start=heading.end())
    yield article
