"""Feeds and sitemaps -> what they list: addresses of pages, and what is said of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

from index.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element

Kind = Literal["feed", "json feed", "sitemap", "other"]

_HEAD_BYTES = 65_536
_JSON_FEED = re.compile(rb'\s*\{[^{}\[\]]*?"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_ROOTS: Mapping[str, Kind] = {
    "rss": "feed", "feed": "feed", "rdf": "feed", "urlset": "sitemap", "sitemapindex": "sitemap",
}  # fmt: skip
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as a feed or a sitemap lists it.

    Attributes:
        url: Absolute; "" if none is stated.
        published: Day of publication in the zone that is stated.
        moment: Publication, or else the last change: what is new is read first.
        outlet: Who publishes it.
        content: Its full text as HTML, where a feed carries it.
    """

    url: str
    title: str | None = None
    published: date | None = None
    moment: datetime | None = None
    author: str | None = None
    outlet: str | None = None
    language: str | None = None
    content: str | None = None


@dataclass(slots=True)
class Listing:
    """What a feed or a sitemap lists: pages, and further sitemaps."""

    entries: list[Entry] = field(default_factory=list)
    sitemaps: list[Entry] = field(default_factory=list)


def kind_of(content: bytes) -> Kind:
    """Tell a feed or a sitemap by what it holds; servers call them anything."""
    head = content[:_HEAD_BYTES]
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "latin-1")
    if _JSON_FEED.match(head.removeprefix(codecs.BOM_UTF8)):
        return "json feed"
    text, start = head.decode(encoding, "replace").lstrip("\ufeff"), 0
    while skipped := _BEFORE_ROOT.match(text, start):
        start = skipped.end()
    root = _ROOT.match(text, start)
    return _ROOTS.get(root[1].lower(), "other") if root else "other"


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Sort by moment; those without one stand last, in their order."""
    return sorted(entries, key=lambda entry: entry.moment or datetime.min.replace(tzinfo=UTC), reverse=True)


def read_feed(content: bytes, url: str, content_type: str) -> Listing:
    """Read an RSS, RDF or Atom feed.

    Args:
        content: Its bytes, well-formed or not.
        url: Where it was fetched from.
        content_type: As the server stated it, with the charset.

    Raises:
        ArticleError: It cannot be read at all.
    """
    import feedparser

    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    try:
        parsed = feedparser.parse(BytesIO(content), response_headers=headers)  # of bytes alone it would open files
    except Exception as error:  # whatever a feed breaks is a fault of that feed
        raise ArticleError(f"the feed cannot be read: {type(error).__name__}. Give its articles instead.") from error
    outlet, language = _text(parsed.feed.get("title")), _text(parsed.feed.get("language"))
    if parsed.bozo and not parsed.entries:
        raise ArticleError(f"the feed cannot be read: {_text(str(parsed.bozo_exception))}. Give its articles instead.")
    # RSS has no date of change: what `dc:date` gives there is the day of publication, which feedparser calls `updated`.
    is_dc = str(parsed.version).startswith("rss") and b":updated" not in content
    return Listing([_feed_entry(entry, url, outlet, language, is_dc=is_dc) for entry in parsed.entries])


def _feed_entry(entry: Any, base: str, outlet: str | None, language: str | None, *, is_dc: bool) -> Entry:
    # Past feedparser's own lookup, which answers `published` when asked for a missing `updated`.
    changed = _moment(dict.get(entry, "updated")) or _utc(dict.get(entry, "updated_parsed"))
    stated = _moment(entry.get("published")) or _utc(entry.get("published_parsed")) or (changed if is_dc else None)
    whole = [str(part.get("value") or "") for part in entry.get("content", ())]
    source = entry.get("source") or {}
    return Entry(
        url=_absolute(entry.get("link"), base),
        title=_plain(entry.get("title")),
        published=stated.date() if stated else None,
        moment=_aware(stated or changed),
        author=_text(entry.get("author")),
        outlet=_text(source.get("title")) or outlet,
        language=language,
        content=max(whole, key=len, default="") or None,
    )


def read_json_feed(content: bytes, url: str) -> Listing:
    """Read a JSON feed, version 1 or 1.1.

    Raises:
        ArticleError: It is none.
    """
    try:
        feed = json.loads(content)
        items = feed["items"]
        if not isinstance(items, list):
            raise TypeError("items")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArticleError("the JSON feed cannot be read: it holds no list of items. Give its articles.") from error
    listing = Listing()
    for item in items:
        if not isinstance(item, dict):
            continue
        authors = item.get("authors") or feed.get("authors") or [item.get("author") or feed.get("author")]
        names = [_text(one.get("name")) for one in _list(authors) if isinstance(one, dict)]
        stated = _moment(item.get("date_published"))
        listing.entries.append(
            Entry(
                url=_absolute(item.get("url") or item.get("external_url"), url),
                title=_text(item.get("title")),
                published=stated.date() if stated else None,
                moment=_aware(stated or _moment(item.get("date_modified"))),
                author=", ".join(name for name in names if name) or None,
                outlet=_text(feed.get("title")),
                language=_text(item.get("language") or feed.get("language")),
                content=_string(item.get("content_html")) or _paragraphs(_string(item.get("content_text"))),
            )
        )
    return listing


def read_sitemap(content: bytes, url: str) -> Listing:
    """Read a sitemap, a news sitemap, or an index of sitemaps.

    Raises:
        ArticleError: It is no XML.
    """
    from lxml import etree

    # Entities are not expanded and nothing is fetched. What is not well-formed is read as far as it can be.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"the sitemap cannot be read: {error}. Give its articles instead.") from error
    if root is None:
        raise ArticleError("the sitemap cannot be read: it is no XML. Give its articles instead.")
    listing = Listing()
    for element in root:
        facts: dict[str, str] = {}
        for name, text in _leaves(element):
            facts.setdefault(name, text)
        if not facts.get("loc"):
            continue
        stated = _moment(facts.get("publication_date"))
        entry = Entry(
            url=_absolute(facts["loc"], url),
            title=_text(facts.get("news:title")),
            published=stated.date() if stated else None,
            moment=_aware(stated or _moment(facts.get("lastmod"))),
            outlet=_text(facts.get("news:name")),
            language=_text(facts.get("news:language")),
        )
        (listing.sitemaps if _local(element) == "sitemap" else listing.entries).append(entry)
    return listing


def _leaves(element: _Element) -> Iterator[tuple[str, str]]:
    """Yield what a sitemap says of a page; titles of its pictures and films are not the page's."""
    for child in element.iterchildren("*"):
        name = _local(child)
        if name == "news":
            for leaf in child.iterdescendants("*"):
                inner = _local(leaf)
                yield (inner if inner == "publication_date" else f"news:{inner}"), leaf.text or ""
        elif name in {"loc", "lastmod"}:
            yield name, child.text or ""


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _moment(stated: object) -> datetime | None:
    """Read a date as feeds write it, in its own zone; None if it is none."""
    text = str(stated or "").strip()
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _utc(parsed: Sequence[int] | None) -> datetime | None:
    """Return what feedparser made of a date in one of the many forms it knows."""
    if not parsed:
        return None
    year, month, day, hour, minute, second = parsed[:6]
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _absolute(link: object, base: str) -> str:
    try:
        return urljoin(base, str(link or "").strip()) if link else ""
    except ValueError:
        return ""


def _plain(markup: object) -> str | None:
    """Return a title without the markup some feeds put into it."""
    from lxml import html

    text = str(markup or "")
    if "<" in text or "&" in text:
        try:
            text = html.fromstring(f"<p>{text}</p>").text_content()
        except (ValueError, html.etree.ParserError):
            return _text(text)
    return _text(text)


def _paragraphs(text: str | None) -> str | None:
    from html import escape

    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text)) if text else None


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
