"""The reader page: one whole article with exactly the cited stretches marked, at a link that can be shared."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final
from urllib.parse import quote, urlsplit

from index.articles import Article
from ui import texts
from ui.kept_assets import address

Offsets = tuple[int, int]

_STYLES: Final = ("colours", "reader", "access", "print")
_MOST_SPANS: Final = 200
_SPAN: Final = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")
_LONG_LINE: Final = 100  # characters: a line as long as this is a paragraph of its own
_WRAPPED_LINE: Final = 50  # characters: lines between both lengths were wrapped by a program


@dataclass(frozen=True, slots=True)
class CitedSpans:
    """What a reader link asks to mark.

    Attributes:
        spans: (start, end) in characters of the article's text, in the order of the link.
        current: Position of the citation that was clicked, from 1; None if the link names none.
        problems: What is wrong with the link, in words.
    """

    spans: tuple[Offsets, ...]
    current: int | None
    problems: tuple[str, ...]


def escape(text: str) -> str:
    """Escape text for HTML content and quoted attributes so that a browser reads back the same characters.

    A carriage return is written as a reference, as parsers turn a bare one into a line feed. NUL and
    half a surrogate pair cannot stand in a page: the replacement character takes their place.
    """
    valid = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not text.isascii() else text
    if len(valid) != len(text):  # each half pair became three replacement characters
        valid = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return html.escape(valid, quote=True).replace("\r", "&#13;").replace("\0", "\ufffd")


def article_href(article_id: str, spans: Sequence[Offsets] = (), at: int | None = None) -> str:
    """Return the link to an article with spans marked.

    Args:
        article_id: The article.
        spans: (start, end) in characters of its text.
        at: Position in `spans` of the one to go to, from 1.
    """
    href = f"/article/{quote(article_id, safe='')}"
    query = [f"s={start}-{end}" for start, end in spans]
    if at is None:
        return f"{href}?{'&'.join(query)}" if query else href
    return f"{href}?{'&'.join([*query, f'at={at}'])}#cite-{at}"


def web_link(url: str | None) -> str | None:
    """Return the URL if it leads to a web page; None for every other scheme."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return (url or "").strip() if parts.scheme in ("http", "https") and parts.netloc else None


def day(value: date | None) -> str:
    """Return a date as readers write it, e.g. `5 May 2023`."""
    if value is None:
        return texts.NO_DATE
    return texts.DAY.format(day=value.day, month=texts.MONTHS[value.month - 1], year=f"{value.year:04}")


def cited_spans(values: Sequence[str], at: str | None, text: str) -> CitedSpans:
    """Read the `s` and `at` parameters of a reader link; what cannot be marked becomes a problem.

    Args:
        values: One `start-end` for each citation.
        at: Position of the citation that was clicked, from 1.
        text: The article's text.
    """
    spans: list[Offsets] = []
    problems: list[str] = []
    if len(values) > _MOST_SPANS:
        problems.append(texts.READER_TOO_MANY.format(count=len(values), limit=_MOST_SPANS))
    current = None
    for position, value in enumerate(values[:_MOST_SPANS], start=1):
        match = _SPAN.fullmatch(value)
        if match is None or int(match[1]) >= int(match[2]):
            problems.append(texts.READER_BAD_SPAN.format(value=value[:40]))
            continue
        start, end = int(match[1]), int(match[2])
        if end > len(text):
            problems.append(texts.READER_OUTSIDE.format(start=start, end=end, length=len(text)))
        elif not text[start:end].strip():
            problems.append(texts.READER_BLANK.format(start=start, end=end))
        else:
            spans.append((start, end))
            if at == str(position):
                current = len(spans)
    return CitedSpans(tuple(spans), current, tuple(problems))


def paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Cut a text into paragraphs without changing it.

    Only white space lies between and around paragraphs. Blank lines separate them; so does every
    line break where lines are paragraphs long.

    Yields:
        (start, end, keeps_lines); keeps_lines is true where single line breaks carry meaning.
    """
    block: list[Offsets] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            block.append((position, position + len(line)))
        elif block:
            yield from _paragraphs_of(block)
            block = []
        position += len(line) + 1
    if block:
        yield from _paragraphs_of(block)


def _paragraphs_of(lines: Sequence[Offsets]) -> Iterator[tuple[int, int, bool]]:
    lengths = [end - start for start, end in lines]
    wrapped = len(lines) > 2 and all(_WRAPPED_LINE <= length < _LONG_LINE for length in lengths[:-1])
    if not wrapped and any(length >= _LONG_LINE for length in lengths):
        for start, end in lines:
            yield start, end, False
    else:
        yield lines[0][0], lines[-1][1], len(lines) > 1 and not wrapped


def text_html(article: Article, cited: CitedSpans) -> str:
    """Return the article's text as paragraphs with every span marked, numbered from 1.

    A span that crosses paragraphs or overlaps others becomes several `<mark>` pieces with the same
    `data-cite`; each piece also tells its own offsets, and the first one has the id `cite-N`.
    """
    cuts = {article.body_start, article.body_end, *(offset for span in cited.spans for offset in span)}
    ordered = sorted(cuts)
    begun: set[int] = set()
    parts: list[str] = []
    for start, end, keeps_lines in paragraphs(article.text):
        edges = [start, *(cut for cut in ordered if start < cut < end), end]
        pieces = [_piece(article, cited, begun, left, right) for left, right in pairwise(edges)]
        name = ' class="cw-lines"' if keeps_lines else ""
        parts.append(f'<p dir="auto"{name}>{"".join(pieces)}</p>')
    return "\n".join(parts)


def _piece(article: Article, cited: CitedSpans, begun: set[int], start: int, end: int) -> str:
    """Return one stretch that no edge of a span cuts, inside a mark for each span that covers it."""
    piece = escape(article.text[start:end])
    if end <= article.body_start or start >= article.body_end:
        piece = f'<span class="cw-offbody">{piece}</span>'
    covering = [number for number, (left, right) in enumerate(cited.spans, start=1) if left <= start and end <= right]
    for number in reversed(covering):
        identity = "" if number in begun else f' id="cite-{number}"'
        begun.add(number)
        name = "cw-cite cw-at" if number == cited.current else "cw-cite"
        offsets = f'data-start="{start}" data-end="{end}"'
        piece = f'<mark{identity} class="{name}" data-cite="{number}" {offsets}>{piece}</mark>'
    return piece


def article_page(article: Article, cited: CitedSpans) -> str:
    """Return the reader page of an article as a full HTML document."""
    count = len(cited.spans)
    links = " ".join(
        f'<a href="#cite-{number}">{escape(texts.READER_PASSAGE.format(number=number))}</a>'
        for number in range(1, count + 1)
    )
    if count == 0:
        summary = texts.READER_UNCITED
    else:
        summary = texts.READER_CITED_ONE if count == 1 else texts.READER_CITED_MANY.format(count=count)
    body = (
        f'<nav class="cw-page__cited"><span>{escape(summary)}</span>{links}</nav>'
        f'<article class="cw-article">{_article_head(article)}{_problems(cited.problems)}'
        f'<div class="cw-article__text">{text_html(article, cited)}</div></article>'
    )
    return _page(article.title, body)


def message_page(title: str, message: str) -> str:
    """Return a page in place of an article that cannot be shown."""
    head = f'<header class="cw-article__head"><h1>{escape(title)}</h1></header>'
    return _page(title, f'<article class="cw-article">{head}{_problems([message])}</article>')


def _article_head(article: Article) -> str:
    kicker = [f"<bdi>{escape(article.source)}</bdi>"] if article.source else []
    if article.published:
        kicker.append(f'<time datetime="{article.published.isoformat()}">{day(article.published)}</time>')
    byline = [f"<bdi>{escape(texts.READER_BY.format(author=article.author))}</bdi>"] if article.author else []
    byline += [f"<bdi>{escape(part)}</bdi>" for part in (article.place, article.agency) if part]
    if link := web_link(article.url):
        byline.append(f'<a href="{escape(link)}" rel="noopener noreferrer" target="_blank">{texts.ORIGINAL}</a>')
    return (
        '<header class="cw-article__head">'
        f'<p class="cw-kicker">{_joined(kicker)}</p><h1 dir="auto">{escape(article.title)}</h1>'
        f'<p class="cw-byline">{_joined(byline)}</p></header>'
    )


def _joined(parts: Sequence[str]) -> str:
    return '<span class="cw-dot"> · </span>'.join(parts)


def _problems(problems: Sequence[str]) -> str:
    return "".join(f'<p class="cw-problem" role="alert"><bdi>{escape(problem)}</bdi></p>' for problem in problems)


def style_links(names: Sequence[str]) -> str:
    """Return the links to style sheets of ui/assets, in their order."""
    return "".join(f'<link rel="stylesheet" href="{address(f"{name}.css")}">' for name in names)


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{texts.language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(texts.READER_TITLE.format(title=title))}</title>"
        f'<meta name="color-scheme" content="light dark"><link rel="icon" href="{address("icon.svg")}">'
        f'{style_links(_STYLES)}</head><body class="cw-page">'
        f'<header class="cw-page__bar"><a class="cw-brand" href="/">{texts.PRODUCT}</a>'
        f'<a href="/">{texts.READER_BACK}</a></header><main>{body}</main></body></html>\n'
    )
