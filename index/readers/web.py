"""Addresses -> articles: a page, or the pages that a feed or a sitemap lists."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from index.addresses import article_id, canonical_address, stated_address
from index.answers import gunzip
from index.articles import Article
from index.errors import ArticleError, FetchError
from index.fetching import Fetched, Fetcher
from index.readers.feeds import Entry, Listing, kind_of, newest_first, read_feed, read_json_feed, read_sitemap
from index.readers.fields import headline
from index.readers.files import READERS, read_source
from index.readers.source import ReadFailure, ReadOptions, Source

_log = logging.getLogger("citewire")

_GZIP = b"\x1f\x8b"
_MOST_SITEMAPS = 50  # of one index, opened in one run
_DEEPEST = 2  # an index may list indexes, though the protocol forbids it
_MOST_LINKS = 5000  # looked at in search of a feed
_ENDINGS = {  # of media types
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})


def read_url(address: str, options: ReadOptions, fetcher: Fetcher | None = None) -> Iterator[Article | ReadFailure]:
    """Yield the article of a page, or those of the pages that a feed or a sitemap lists, newest first.

    Args:
        address: Where to begin.
        options: How to read, and how to fetch.
        fetcher: Fetches; by default one of its own.
    """
    if fetcher:
        yield from _Reading(fetcher, options).start(address)
        return
    with Fetcher(options.fetch) as own:
        yield from _Reading(own, options).start(address)


class _Reading:
    """One address, and what it leads to."""

    def __init__(self, fetcher: Fetcher, options: ReadOptions) -> None:
        self._fetcher = fetcher
        self._options = options
        self._read: set[str] = set()  # ids

    def start(self, address: str) -> Iterator[Article | ReadFailure]:
        try:
            fetched = self._get(address)
            kind = kind_of(fetched.content)
            listing = None if kind == "other" else self._listing(fetched, address)
        except ArticleError as error:
            yield ReadFailure(address, str(error))
            return
        if listing is None:
            yield from self._page(fetched, address)
        elif not listing.entries:
            yield ReadFailure(address, f"the {kind} lists no pages. Check the address in a browser.")
        else:
            for entry in self._chosen(listing, address):
                yield from self._entry(entry)

    def _get(self, address: str) -> Fetched:
        fetched = self._fetcher.get(address)
        if fetched.content.startswith(_GZIP):
            fetched = replace(fetched, content=gunzip(fetched.content, self._options.fetch.max_bytes))
        return fetched

    def _listing(self, fetched: Fetched, address: str, depth: int = 0) -> Listing:
        """Return all that a feed or a sitemap lists, with the sitemaps that an index names."""
        listing = _listed(fetched)
        left = newest_first(listing.sitemaps)
        if left and depth >= _DEEPEST:
            raise ArticleError(f"sitemaps are nested deeper than {_DEEPEST}. Give one that lists pages.")
        opened = 0
        while left and opened < _MOST_SITEMAPS and len(listing.entries) < self._options.fetch.pages:
            inner = left.pop(0)
            opened += 1
            try:
                listing.entries += self._listing(self._get(inner.url), inner.url, depth + 1).entries
            except ArticleError as error:
                _log.warning("%s: sitemap %s is left out: %s", address, inner.url, error)
        if left:
            _log.warning("%s: %d sitemaps, the oldest, are not opened. Give them to read more.", address, len(left))
        return listing

    def _chosen(self, listing: Listing, address: str) -> list[Entry]:
        """Return the newest pages, each once, as many as are read in one run."""
        distinct: dict[str, Entry] = {}
        for entry in newest_first(listing.entries):
            try:
                known_by = canonical_address(entry.url)
            except FetchError:
                known_by = entry.url or f"{entry.title} {entry.moment}"  # to be reported
            distinct.setdefault(known_by, entry)
        chosen = list(distinct.values())[: self._options.fetch.pages]
        if (more := len(distinct) - len(chosen)) > 0:
            _log.warning(
                "%s lists %d pages: the newest %d are read, %d are left out. To read more, raise the setting fetch_pages.",
                address, len(distinct), len(chosen), more,
            )  # fmt: skip
        return chosen

    def _entry(self, entry: Entry) -> Iterator[Article | ReadFailure]:
        """Yield the article of an entry: of its page, or else of the full text that the feed carries."""
        if not entry.url:
            yield ReadFailure(entry.title or "an entry", "the feed states no address for it. Look it up on the site.")
            return
        try:
            fetched = self._get(entry.url)
            if kind_of(fetched.content) != "other":
                raise ArticleError("a feed or a sitemap, which another one lists. Give its address itself.")
            items = list(self._page(fetched, entry.url))
        except ArticleError as error:
            items = [ReadFailure(entry.url, str(error))]
        if entry.content and not any(isinstance(item, Article) for item in items):
            carried = [item for item in self._carried(entry) if isinstance(item, Article)]
            items = list(carried) or items
        for item in items:
            if isinstance(item, ReadFailure):
                yield item
            elif item.id not in self._read:
                self._read.add(item.id)
                yield _completed(item, entry)

    def _carried(self, entry: Entry) -> Iterator[Article | ReadFailure]:
        """Read the full text that a feed carries as if it were a page."""
        title = escape(entry.title or "")
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:type" content="article"></head>'
            f"<body><article><h1>{title}</h1>{entry.content}</article></body></html>"
        )
        yield from self._page(Fetched(entry.url, page.encode(errors="replace"), "text/html", "utf-8"), entry.url)

    def _page(self, fetched: Fetched, address: str) -> Iterator[Article | ReadFailure]:
        source = Source(
            name=_file_name(fetched),
            origin=fetched.url,
            content=fetched.content,
            url=fetched.url,
            encoding=fetched.charset,
        )
        for item in read_source(source, self._options, shown=address):
            if isinstance(item, ReadFailure):
                yield _with_feed(item, fetched, address) if source.name.endswith(".html") else item
            elif item.origin == source.origin:
                known_by = stated_address(item.url, fetched.url)
                yield replace(item, id=article_id(known_by), id_given=True, url=known_by, origin=known_by)
            else:  # one record of several, which has an id and an address of its own or none
                yield item


def _listed(fetched: Fetched) -> Listing:
    kind = kind_of(fetched.content)
    if kind == "feed":
        charset = f"; charset={fetched.charset}" if fetched.charset else ""
        return read_feed(fetched.content, fetched.url, f"{fetched.media_type}{charset}")
    if kind == "json feed":
        return read_json_feed(fetched.content, fetched.url)
    if kind == "sitemap":
        return read_sitemap(fetched.content, fetched.url)
    raise ArticleError("no sitemap: it holds none of the elements of one.")


def _file_name(fetched: Fetched) -> str:
    """Return a name whose ending tells the format: by the media type, by the address, or by the look of it."""
    path = PurePosixPath(unquote(urlsplit(fetched.url).path))
    ending = _ENDINGS.get(fetched.media_type, "")
    if not ending and path.suffix.lower() in READERS:
        ending = path.suffix.lower()
    if not ending and fetched.media_type == "text/plain":
        ending = ".txt"
    if not ending and fetched.content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(
        (b"<!doctype", b"<html")
    ):
        ending = ".html"
    return f"{path.stem or 'page'}{ending or path.suffix}"


def _completed(article: Article, entry: Entry) -> Article:
    """Fill in what the page does not state by what the feed does."""
    stated = article.title
    if entry.title and stated == headline(article.text, 0, len(article.text))[0]:  # made from the text
        stated = entry.title
    host = (urlsplit(article.url or "").hostname or "").removeprefix("www.").removeprefix("amp.")
    outlet = article.source if article.source != host else None  # the host stands in for an outlet without a name
    language = (entry.language or "").partition("-")[0].lower()
    return replace(
        article,
        title=stated,
        published=article.published or entry.published,
        author=article.author or entry.author,
        source=outlet or entry.outlet or article.source,
        language=article.language or (language if len(language) in {2, 3} and language.isalpha() else None),
    )


def _with_feed(failure: ReadFailure, fetched: Fetched, address: str) -> ReadFailure:
    """Name the feed that a page without an article advertises."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(fetched.content)
        links = [link for _, link in zip(range(_MOST_LINKS), tree.iter("link"), strict=False)]
        feed = next(
            link.get("href")
            for link in links
            if "alternate" in (link.get("rel") or "").lower().split()
            and (link.get("type") or "").lower().strip() in _FEED_TYPES
            and link.get("href")
        )
        found = canonical_address(urljoin(fetched.url, feed.strip()))
    except (etree.LxmlError, ValueError, StopIteration, FetchError):
        return failure
    return (
        failure
        if found == address
        else replace(failure, reason=f"{failure.reason} It has a feed: citewire index {found}")
    )
