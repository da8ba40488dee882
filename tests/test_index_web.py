"""Reading from the web: pages, feeds and sitemaps, one id for one article, and runs that are interrupted."""

from __future__ import annotations

import gzip
import json
import logging
import signal
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder
from web_servers import PROSE, Page, WebServer, article, serving

from index.articles import Article
from index.fetching import Fetcher
from index.home import Home
from index.hosts import Hosts
from index.ingest import IngestReport, Progress, ingest, plan
from index.readers import FetchOptions, ReadFailure, ReadOptions, read_path
from index.readers.feeds import kind_of
from index.readers.web import read_url
from index.settings import Settings

HOST = "news.example"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with serving() as server:
        for name in ("one", "two", "three"):
            server.pages[f"/{name}"] = Page(article(f"Bridge {name}", f"{PROSE} This is report {name}."))
        yield server


def read(address: str, **limits: float) -> tuple[list[Article], list[ReadFailure]]:
    fetch = FetchOptions(**{"delay_s": 0.0, "timeout_s": 5.0, "private": True, **limits})  # type: ignore[arg-type]
    with Fetcher(fetch, hosts=Hosts(), resolve=lambda *_: ["127.0.0.1"], sleep=lambda _: None) as fetcher:
        items = list(read_url(address, ReadOptions({}, 100_000, fetch), fetcher))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, ReadFailure)]


def rss(*items: str, head: str = "<title>The Harbour Post</title><language>en-GB</language>") -> Page:
    body = "".join(f"<item>{item}</item>" for item in items)
    namespaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return Page(
        f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel>{head}{body}</channel></rss>', "text/xml"
    )


def names(articles: list[Article]) -> list[str]:
    return [found.title.removeprefix("Bridge ") for found in articles]


# --- pages


def test_page_is_an_article_known_by_its_address(web: WebServer) -> None:
    (found,), failed = read(web.url("/one?utm_source=mail#top", HOST))
    assert not failed
    assert found.title == "Bridge one"
    assert "wooden piers" in found.text
    assert found.url == found.origin == web.url("/one", HOST)
    assert found.id.startswith(f"{HOST}:{web.port}/one-")
    assert found.id_given


def test_canonical_link_and_redirect_lead_to_one_id(web: WebServer) -> None:
    link = f'<link rel="canonical" href="{web.url("/one", HOST)}">'
    foreign = '<link rel="canonical" href="https://elsewhere.example/one">'
    web.pages |= {
        "/copy?page=all": Page(article("Bridge one", head=link)),
        "/foreign": Page(article("Bridge one", head=foreign)),
        "/moved": Page(status=301, headers={"Location": "/one"}),
    }
    ids = [read(web.url(path, HOST))[0][0].id for path in ("/one", "/copy?page=all", "/moved", "/foreign")]
    assert len(set(ids[:3])) == 1
    assert ids[3] not in ids[:3]


def test_charset_of_the_server_counts(web: WebServer) -> None:
    page = article("Hafen", "Der Bürgermeister eröffnet die Brücke über den Fluß. " * 8)
    web.pages["/latin"] = Page(page.encode("latin-1"), "text/html; charset=iso-8859-1")
    (found,), _ = read(web.url("/latin"))
    assert "Bürgermeister eröffnet" in found.text


def test_other_formats_are_read_by_type_or_ending(web: WebServer) -> None:
    web.pages |= {
        "/note.txt": Page("date 2023-09-13 The mayor resigned.", "text/plain"),
        "/note.md": Page("---\ntitle: Mayor\ndate: 2024-01-02\n---\nThe mayor resigned.", "text/plain"),
        "/export.jsonl": Page('{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n', "application/octet-stream"),
        "/untyped": Page(article("Untyped"), None),
        "/tool": Page(b"MZ", "application/x-msdownload"),
    }
    assert read(web.url("/note.txt"))[0][0].published == date(2023, 9, 13)
    assert read(web.url("/note.md"))[0][0].title == "Mayor"
    assert [found.id for found in read(web.url("/export.jsonl"))[0]] == ["a", "b"]
    assert read(web.url("/untyped"))[0][0].title == "Untyped"
    assert "is not read" in read(web.url("/tool"))[1][0].reason


def test_front_page_names_the_feed_it_advertises(web: WebServer) -> None:
    links = "".join(f'<h2><a href="/{n}">The headline of story {n}</a></h2>' for n in range(20))
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml?utm_medium=x">'
    web.pages["/"] = Page(f"<html><head><title>News</title>{feed}</head><body>{links}</body></html>")
    articles, (failure,) = read(web.url("/"))
    assert not articles
    assert failure.reason.endswith(f"citewire index {web.url('/feed.xml')}")


def test_article_that_advertises_a_feed_is_just_an_article(web: WebServer) -> None:
    web.pages["/x"] = Page(article("X", head='<link rel="alternate" type="application/rss+xml" href="/feed.xml">'))
    assert names(read(web.url("/x"))[0]) == ["X"]
    assert "/feed.xml" not in web.asked


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://news.example/a", "http://me:pw@news.example/", "http:/x"]
)
def test_other_addresses_are_refused(address: str) -> None:
    (failure,) = read_path(address, ReadOptions({}, 1000))
    assert isinstance(failure, ReadFailure)
    assert "address" in failure.reason


def test_private_address_is_refused_by_default(web: WebServer) -> None:
    (failure,) = read_path(web.url("/one"), ReadOptions({}, 1000))
    assert isinstance(failure, ReadFailure)
    assert "fetch_private" in failure.reason
    assert web.asked == []


# --- feeds

ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>The Harbour Post</title>
<entry><title>Bridge &lt;b&gt;one&lt;/b&gt;</title><link rel="enclosure" href="/film.mp4"/><link href="one"/>
<published>2024-03-01T23:30:00-05:00</published><updated>2024-04-01T00:00:00Z</updated>
<author><name>Ann Field</name></author></entry>
<entry><title>Bridge two</title><link href="/two"/><updated>2024-02-01T00:00:00Z</updated></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="/"><title>The Harbour Post</title></channel>
<item rdf:about="/one"><title>Bridge one</title><link>/one</link><dc:date>2024-03-01T22:00:00-05:00</dc:date>
<dc:creator>Ann Field</dc:creator></item>
<item rdf:about="/two"><title>Bridge two</title><link>/two</link></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Harbour Post",
    "items": [
        "no item",
        {"id": "2", "url": "/two", "date_modified": "2024-02-01T00:00:00Z"},
        {"id": 1, "url": "/one", "date_published": "2024-03-01T23:30:00-05:00", "authors": [{"name": "Ann Field"}, 7]},
    ],
}
RSS_ITEMS = (
    "<title>Bridge two</title><link>/two</link>",
    "<title>Bridge one</title><guid>/one</guid><pubDate>Fri, 01 Mar 2024 23:30:00 -0500</pubDate>"
    "<dc:creator>Ann Field</dc:creator>",
)


@pytest.mark.parametrize(
    "feed",
    [
        rss(*RSS_ITEMS),
        Page(ATOM, "application/atom+xml"),
        Page(ATOM.replace("utf-8", "utf-16").encode("utf-16"), "application/octet-stream"),
        Page(RDF, "text/html"),
        Page("\ufeff" + json.dumps(JSON_FEED), "application/json"),
    ],
    ids=["rss", "atom", "utf-16", "rdf", "json"],
)
def test_feed_gives_the_pages_it_lists_and_fills_in_what_they_do_not_state(web: WebServer, feed: Page) -> None:
    web.pages["/feed"] = feed
    articles, failed = read(web.url("/feed", HOST))
    assert not failed
    assert names(articles) == ["one", "two"]  # newest first
    one, two = articles
    assert (one.published, one.author, one.source) == (date(2024, 3, 1), "Ann Field", "The Harbour Post")
    assert (two.published, two.author) == (None, None)  # a change is no publication
    assert "This is report one." in one.text
    assert one.id == read(web.url("/one", HOST))[0][0].id


def test_what_the_page_states_wins(web: WebServer) -> None:
    web.pages["/one"] = Page(article("Bridge one", day="2023-12-24"))
    web.pages["/feed"] = rss("<title>Other</title><link>/one</link><pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate>")
    ((found,), _) = read(web.url("/feed"))
    assert (found.title, found.published) == ("Bridge one", date(2023, 12, 24))


def test_one_page_listed_twice_is_fetched_once(web: WebServer) -> None:
    link = f'<link rel="canonical" href="{web.url("/one")}">'
    web.pages["/copy"] = Page(article("Bridge one", head=link))
    links = ("/one?utm_source=rss", "/one#comments", web.url("/one"), "/copy")
    web.pages["/feed"] = rss(*(f"<link>{link}</link>" for link in links))
    articles, failed = read(web.url("/feed"))
    assert (names(articles), failed) == (["one"], [])
    assert web.asked == ["/robots.txt", "/feed", "/one?utm_source=rss", "/copy"]


def test_only_the_newest_are_fetched_and_the_log_counts_the_rest(
    web: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    dates = {
        "one": "01 Mar 2024 10:00:00 +0900",
        "two": "01 Mar 2024 09:00:00 GMT",
        "three": "01 Mar 2023 10:00:00 GMT",
    }
    web.pages["/feed"] = rss(
        "<link>/undated</link>", *(f"<link>/{name}</link><pubDate>{day}</pubDate>" for name, day in dates.items())
    )
    with caplog.at_level(logging.WARNING, "citewire"):
        articles, _ = read(web.url("/feed"), pages=2)
    assert names(articles) == ["two", "one"]
    assert "lists 4 pages: the newest 2 are read, 2 are left out" in caplog.text
    assert web.asked[2:] == ["/two", "/one"]


def test_full_text_of_the_feed_stands_in_for_a_page_that_fails(web: WebServer) -> None:
    web.pages["/feed"] = rss(
        f"<title>Whole</title><link>/gone</link><content:encoded><![CDATA[<p>{PROSE}</p>]]></content:encoded>"
        "<pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate>",
        "<title>Teaser</title><link>/gone-too</link><content:encoded>Read more</content:encoded>",
        f"<title>Summary</title><link>/gone-as-well</link><description>{PROSE}</description>",
        "<title>No address</title>",
    )
    (found,), failed = read(web.url("/feed"))
    assert (found.title, found.published, found.url) == ("Whole", date(2024, 3, 1), web.url("/gone"))
    assert "wooden piers" in found.text
    assert [failure.path for failure in failed] == [web.url("/gone-too"), web.url("/gone-as-well"), "No address"]
    assert "404 Not Found" in failed[0].reason


def test_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(web: WebServer) -> None:
    web.pages["/feed"] = Page(
        "<rss><channel><title>A & B</title><item><link>/one</link><title>x<br></item>", "text/xml"
    )
    assert names(read(web.url("/feed"))[0]) == ["one"]


def test_entries_that_are_feeds_are_not_followed(web: WebServer) -> None:
    web.pages["/feed"] = rss("<link>/feed</link>", "<link>/one</link>")
    articles, (failure,) = read(web.url("/feed"))
    assert names(articles) == ["one"]
    assert "a feed or a sitemap" in failure.reason


@pytest.mark.parametrize(
    "document",
    [
        "<rss><channel><title>&j;</title><item><link>/one?x=&file;</link><title>&j;</title></item></channel></rss>",
        "<urlset><url><loc>/one?x=&file;</loc><lastmod>&j;</lastmod></url></urlset>",
        "<urlset><url><loc>/one?x=&j;</loc></url></urlset>",
    ],
    ids=["feed", "sitemap", "sitemap of a long address"],
)
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, web: WebServer, document: str) -> None:
    (tmp_path / "secret").write_text("TREASURE")
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'  # b is ten times a, and so on
        for n in range(9)
    )
    external = f'<!ENTITY file SYSTEM "file://{tmp_path}/secret">'
    web.pages["/x"] = Page(f"<!DOCTYPE x [{entities}{external}]>{document}", "text/xml")
    started = time.monotonic()
    articles, failed = read(web.url("/x"))
    assert time.monotonic() - started < 5
    for found in (*articles, *failed, *web.asked):
        assert len(str(found)) < 3000
        assert "TREASURE" not in str(found)


@pytest.mark.parametrize("body", ["<rss>", "<feed></feed>", "<urlset/>", "<sitemapindex></sitemapindex>"])
def test_listing_of_nothing_is_reported(web: WebServer, body: str) -> None:
    web.pages["/x"] = Page(body, "text/xml")
    articles, (failure,) = read(web.url("/x"))
    assert not articles
    assert "lists no pages" in failure.reason or "cannot be read" in failure.reason


@pytest.mark.parametrize(
    "body",
    ['{"version": "https://jsonfeed.org/version/1", "items": 3}', '{"version": "https://jsonfeed.org/version/1"'],
)
def test_broken_json_feed_is_reported(web: WebServer, body: str) -> None:
    web.pages["/x"] = Page(body, "application/json")
    assert "no list of items" in read(web.url("/x"))[1][0].reason


def test_kind_is_told_by_the_root_element() -> None:
    assert kind_of(b'<?xml version="1.0"?><!-- <html> --><!DOCTYPE rss [<!ENTITY a ">">]>\n<rss>') == "feed"
    assert kind_of(b"\xef\xbb\xbf<atom:feed>") == "feed"
    assert kind_of(b"<rdf:RDF>") == "feed"
    assert kind_of(b"<!doctype html><html><rss>") == "other"
    assert kind_of(b"the <rss> element") == "other"
    assert kind_of(b'{"title": "x", "version": "https:\\/\\/jsonfeed.org\\/version\\/1"}') == "json feed"
    assert kind_of(b"<!--" * 20_000) == "other"
    assert kind_of(b"") == "other"


# --- sitemaps


def urlset(*urls: str) -> str:
    inner = "".join(f"<url>{url}</url>" for url in urls)
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{inner}</urlset>'
    )


def test_sitemap_and_news_sitemap(web: WebServer) -> None:
    news = (
        "<news:news><news:publication><news:name>The Harbour Post</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>2024-03-01</news:publication_date><news:title>T</news:title></news:news>"
    )
    web.pages["/sitemap.xml"] = Page(
        urlset(
            "<loc>/two</loc><lastmod>2024-01-01</lastmod>",
            f"<image:image><image:loc>/p.png</image:loc></image:image><loc> /one </loc>{news}",
            "<lastmod>2024-01-01</lastmod>",
        ),
        "application/xml",
    )
    articles, failed = read(web.url("/sitemap.xml"))
    assert not failed
    assert names(articles) == ["one", "two"]
    assert (articles[0].published, articles[0].source) == (date(2024, 3, 1), "The Harbour Post")
    assert articles[1].published is None  # a change is no publication


def test_index_of_sitemaps_is_followed_newest_first_and_packed_ones_are_unpacked(
    web: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    web.pages |= {
        "/index.xml": Page(
            "<sitemapindex>"
            "<sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
            "<sitemap><loc>/missing.xml</loc><lastmod>2024-05-01</lastmod></sitemap>"
            "<sitemap><loc>/new.xml.gz</loc><lastmod>2024-04-01</lastmod></sitemap></sitemapindex>"
        ),
        "/new.xml.gz": Page(gzip.compress(urlset("<loc>/one</loc>", "<loc>/two</loc>").encode()), "application/x-gzip"),
        "/old.xml": Page(urlset("<loc>/three</loc>")),
    }
    with caplog.at_level(logging.WARNING, "citewire"):
        articles, failed = read(web.url("/index.xml"), pages=2)
    assert names(articles) == ["one", "two"]
    assert not failed
    assert "/old.xml" not in web.asked
    assert "missing.xml is left out" in caplog.text
    assert "1 sitemaps, the oldest, are not opened" in caplog.text
    assert names(read(web.url("/index.xml"))[0]) == ["one", "two", "three"]


def test_index_that_lists_itself_comes_to_an_end(web: WebServer) -> None:
    web.pages["/index.xml"] = Page("<sitemapindex><sitemap><loc>/index.xml</loc></sitemap></sitemapindex>")
    articles, (failure,) = read(web.url("/index.xml"))
    assert not articles
    assert "lists no pages" in failure.reason
    assert web.asked.count("/index.xml") == 3


def test_packed_sitemap_that_is_a_bomb_is_refused(web: WebServer) -> None:
    web.pages["/sitemap.xml.gz"] = Page(gzip.compress(b" " * 200_000_000, 1), "application/gzip")
    assert "too large" in read(web.url("/sitemap.xml.gz"), max_bytes=1_000_000)[1][0].reason


# --- from the address to the index


def run(home: Path, *paths: str, embedder: BagOfWordsEmbedder | None = None, **named: object) -> IngestReport:
    settings = Settings(fetch_private=True, fetch_delay_s=0, fetch_timeout_s=5)
    with Home.create(home, settings=settings, embedder=embedder or BagOfWordsEmbedder()) as opened:
        return ingest(opened, paths, **named)  # type: ignore[arg-type]


def test_feed_is_indexed_once_and_never_removed_by_sync(tmp_path: Path, web: WebServer) -> None:
    home, feed = tmp_path / "home", web.url("/feed")
    web.pages["/feed"] = rss(*(f"<link>/{name}</link>" for name in ("one", "two", "gone")))
    stages: list[Progress] = []
    first = run(home, feed, on_progress=stages.append)
    assert (first.added, len(first.failed)) == (2, 1)
    assert {progress.stage for progress in stages} == {"fetching", "embedding"}
    assert stages[0] == Progress("fetching", 0, None)
    web.pages["/feed"] = rss("<link>/two?utm_source=x</link>", "<link>/three</link>")
    second = run(home, feed, sync=True)
    assert (second.added, second.unchanged, second.removed, second.renamed) == (1, 1, 0, 0)
    embedder = BagOfWordsEmbedder()
    third = run(home, feed, web.url("/two"), web.url("/three"), sync=True, embedder=embedder)
    assert (third.added, third.changed, third.removed, third.failed) == (0, 0, 0, [])
    assert embedder.passages_embedded == 0
    with Home.open(home, embedder=embedder) as opened:
        assert len(opened.catalog.fingerprints()) == 3


def test_pages_that_changed_are_changed(tmp_path: Path, web: WebServer) -> None:
    run(tmp_path / "home", web.url("/one"))
    web.pages["/one"] = Page(article("Bridge one", PROSE + " The mayor has since resigned."))
    report = run(tmp_path / "home", web.url("/one"))
    assert (report.added, report.changed) == (0, 1)


def test_plan_fetches_and_writes_nothing(tmp_path: Path, web: WebServer) -> None:
    settings = Settings(fetch_private=True, fetch_delay_s=0)
    with Home.create(tmp_path / "home", settings=settings, embedder=BagOfWordsEmbedder()) as home:
        steps, failed = plan(home, [web.url("/one"), web.url("/none")], sync=True)
        assert ([step.action for step in steps], len(failed)) == (["added"], 1)
        assert not home.catalog.fingerprints()


def test_interruption_ends_at_once_and_keeps_what_was_committed(tmp_path: Path, web: WebServer) -> None:
    for n in range(50):
        web.pages[f"/n{n}"] = Page(article(f"Bridge {n}", f"{PROSE} This is report number {n}."))
    web.pages["/feed"] = rss(*(f"<link>/n{n}</link>" for n in range(50)))

    def interrupt(_: BaseHTTPRequestHandler) -> Page:
        signal.raise_signal(signal.SIGINT)  # handled by the main thread, which waits for this page
        time.sleep(3)
        return Page()

    web.pages["/n45"] = interrupt
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "home", web.url("/feed"))
    assert time.monotonic() - started < 20
    with Home.open(tmp_path / "home", embedder=BagOfWordsEmbedder()) as home:
        assert len(home.catalog.fingerprints()) == 40
    web.pages["/n45"] = Page(article("Bridge 45", f"{PROSE} This is report number 45."))
    again = run(tmp_path / "home", web.url("/feed"))
    assert (again.added, again.unchanged) == (10, 40)
