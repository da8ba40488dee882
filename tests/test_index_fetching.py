"""Fetching: whom it asks, how politely, and what it refuses."""

from __future__ import annotations

import gzip
import ssl
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import trustme
from web_servers import Page, WebServer, serving

from index import CITEWIRE
from index.addresses import article_id, canonical_address, is_address, is_public, parse_address, stated_address
from index.answers import gunzip
from index.errors import FetchError
from index.fetching import Fetcher
from index.hosts import Hosts
from index.readers.source import FetchOptions

HERE = ["127.0.0.1"]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with serving() as server:
        server.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /secret\n", "text/plain")
        server.pages["/a"] = Page("<html>hello</html>")
        yield server


class Asleep:
    """Waits for nobody, and remembers for how long it should have."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def fetcher(sleep: Asleep | None = None, hosts: Hosts | None = None, **limits: float) -> Fetcher:
    options = FetchOptions(**{"delay_s": 0.0, "timeout_s": 5.0, "private": True, **limits})  # type: ignore[arg-type]
    return Fetcher(options, hosts=hosts or Hosts(), resolve=lambda host, port: HERE, sleep=sleep or Asleep())


# --- what is allowed


def test_robots_txt_is_asked_once_and_followed(web: WebServer) -> None:
    with fetcher() as fetch:
        assert fetch.get(web.url("/a")).content == b"<html>hello</html>"
        with pytest.raises(FetchError, match=r"robots\.txt of 127\.0\.0\.1 does not allow"):
            fetch.get(web.url("/secret/page"))
        fetch.get(web.url("/a"))
    assert web.asked == ["/robots.txt", "/a", "/a"]
    assert web.headers["user-agent"] == f"citewire/{CITEWIRE}"


def test_rules_for_citewire_win_over_those_for_all(web: WebServer) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Citewire\nDisallow: /secret\nAllow: /secret/open$\n"
    web.pages |= {"/robots.txt": Page(rules, "text/plain"), "/secret/open": Page("yes")}
    with fetcher() as fetch:
        assert fetch.get(web.url("/secret/open")).content == b"yes"
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetch.get(web.url("/secret/open/not"))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_missing_robots_txt_allows_everything(web: WebServer, status: int) -> None:
    web.pages["/robots.txt"] = Page("Disallow: /", "text/plain", status)
    with fetcher() as fetch:
        assert fetch.get(web.url("/a")).url == web.url("/a")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_txt_that_cannot_be_served_allows_nothing(web: WebServer, status: int) -> None:
    web.pages["/robots.txt"] = Page("", "text/plain", status)
    with fetcher() as fetch:
        for _ in range(2):
            with pytest.raises(FetchError, match=rf"{status}.*Until robots\.txt answers, nothing"):
                fetch.get(web.url("/a"))
    assert "/a" not in web.asked
    assert web.asked.count("/robots.txt") == (1 if status == 500 else 3)


def test_robots_txt_may_be_redirected_and_long(web: WebServer) -> None:
    web.pages |= {
        "/robots.txt": Page(status=301, headers={"Location": "/rules"}),
        "/rules": Page("User-agent: *\nDisallow: /a\n" + "# much\n" * 200_000 + "Disallow: /late\n", "text/plain"),
        "/late": Page("late"),
    }
    with fetcher() as fetch:
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetch.get(web.url("/a"))
        assert fetch.get(web.url("/late")).content == b"late"  # a rule beyond 500 kB is not read


def test_robots_txt_of_a_redirect_target_counts(web: WebServer) -> None:
    web.pages["/moved"] = Page(status=302, headers={"Location": "/secret/page"})
    with fetcher() as fetch, pytest.raises(FetchError, match=r"robots\.txt"):
        fetch.get(web.url("/moved"))
    assert "/secret/page" not in web.asked


def test_delay_between_requests_to_one_host_and_not_between_hosts(web: WebServer) -> None:
    asleep = Asleep()
    with fetcher(asleep, delay_s=7.0) as fetch:
        fetch.get(web.url("/a"))
        assert asleep.waits == []
        fetch.get(web.url("/a", host="other.example"))
        assert asleep.waits == []
        fetch.get(web.url("/a"))
    assert asleep.waits == [pytest.approx(7.0, abs=1)]


def test_delay_holds_across_runs(web: WebServer) -> None:
    asleep, hosts = Asleep(), Hosts()
    for _ in range(2):
        with fetcher(asleep, hosts, delay_s=7.0) as fetch:
            fetch.get(web.url("/a"))
    assert len(asleep.waits) == 1
    assert web.asked == ["/robots.txt", "/a", "/a"]


@pytest.mark.parametrize(("asked", "waited"), [(4, 4), (9000, 30)])
def test_crawl_delay_is_kept_up_to_a_limit(web: WebServer, asked: int, waited: int) -> None:
    web.pages["/robots.txt"] = Page(f"User-agent: *\nCrawl-delay: {asked}\n", "text/plain")
    asleep = Asleep()
    with fetcher(asleep) as fetch:
        fetch.get(web.url("/a"))
        fetch.get(web.url("/a"))
    assert asleep.waits == [pytest.approx(waited, abs=1)]


# --- redirects, retries, limits


def test_redirects_are_followed_to_the_final_address(web: WebServer) -> None:
    web.pages |= {
        "/1": Page(status=301, headers={"Location": "2?x=1"}),
        "/2?x=1": Page(status=307, headers={"Location": web.url("/a#part")}),
    }
    with fetcher() as fetch:
        assert fetch.get(web.url("/1")).url == web.url("/a")


def test_redirects_end_after_five(web: WebServer) -> None:
    web.pages |= {f"/{n}": Page(status=302, headers={"Location": f"/{n + 1}"}) for n in range(9)}
    with fetcher() as fetch, pytest.raises(FetchError, match="more than 5 redirects"):
        fetch.get(web.url("/0"))
    assert web.asked == ["/robots.txt", "/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://me:pw@127.0.0.1/", "http://[::1"]
)
def test_redirect_to_what_is_no_accepted_address_is_refused(web: WebServer, target: str) -> None:
    web.pages["/moved"] = Page(status=302, headers={"Location": target})
    with fetcher() as fetch, pytest.raises(FetchError, match="address"):
        fetch.get(web.url("/moved"))


def test_busy_server_is_asked_again_when_it_says(web: WebServer) -> None:
    answers = iter([Page(status=429, headers={"Retry-After": "17"}), Page(status=503), Page("at last")])
    web.pages["/busy"] = lambda _: next(answers)
    asleep = Asleep()
    with fetcher(asleep) as fetch:
        assert fetch.get(web.url("/busy")).content == b"at last"
    assert asleep.waits == [17, 2]


def test_retry_after_may_be_a_date(web: WebServer) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    answers = iter([Page(status=503, headers={"Retry-After": later}), Page("at last")])
    web.pages["/busy"] = lambda _: next(answers)
    asleep = Asleep()
    with fetcher(asleep) as fetch:
        fetch.get(web.url("/busy"))
    assert asleep.waits == [pytest.approx(40, abs=3)]


@pytest.mark.parametrize("stated", ["3600", "soon", "-5", "9" * 400])
def test_server_that_asks_for_a_long_pause_or_none_is_left_alone_in_the_end(web: WebServer, stated: str) -> None:
    web.pages["/busy"] = Page(status=429, headers={"Retry-After": stated})
    asleep = Asleep()
    with fetcher(asleep) as fetch, pytest.raises(FetchError, match="429 Too Many Requests"):
        fetch.get(web.url("/busy"))
    assert asleep.waits == ([] if stated == "3600" else [1, 2])


def test_broken_connections_are_tried_again_and_a_dead_host_is_given_up(web: WebServer) -> None:
    web.pages["/broken"] = lambda _: None
    asleep = Asleep()
    with fetcher(asleep) as fetch:
        for _ in range(5):
            with pytest.raises(FetchError, match=r"connection failed|has not answered 3 times"):
                fetch.get(web.url("/broken"))
    assert web.asked.count("/broken") == 9
    assert asleep.waits == [1, 2] * 3


def test_other_statuses_are_final(web: WebServer) -> None:
    web.pages["/gone"] = Page("x" * 100_000, status=410)
    with fetcher() as fetch, pytest.raises(FetchError, match="410 Gone"):
        fetch.get(web.url("/gone"))
    assert web.asked.count("/gone") == 1


def test_too_large_is_refused_stated_or_not(web: WebServer) -> None:
    sent = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 10_000)
            sent.append(10_000)

    web.pages |= {"/stated": Page("x" * 60_000), "/endless": endless}
    with fetcher(max_bytes=50_000) as fetch:
        for path in ("/stated", "/endless"):
            with pytest.raises(FetchError, match=r"too large: more than 0\.05 MB"):
                fetch.get(web.url(path))
    assert sum(sent) < 50_000_000


def test_gzip_is_unpacked_and_a_bomb_is_not(web: WebServer) -> None:
    packed = {"Content-Encoding": "gzip"}
    web.pages |= {
        "/packed": Page(gzip.compress(b"one") + gzip.compress(b"two"), headers=packed),
        "/bomb": Page(gzip.compress(b"\0" * 300_000_000, 1), headers=packed),
        "/cut": Page(gzip.compress(b"hello" * 1000)[:-20], headers=packed),
        "/torn": Page(b"\x1f\x8b\x08" + b"rubbish" * 9, headers=packed),
        "/brotli": Page(b"x", headers={"Content-Encoding": "br"}),
    }
    with fetcher(max_bytes=10_000_000) as fetch:
        assert fetch.get(web.url("/packed")).content == b"onetwo"
        for path, problem in {"bomb": "too large", "cut": "incomplete", "torn": "damaged", "brotli": "'br'"}.items():
            with pytest.raises(FetchError, match=problem):
                fetch.get(web.url(f"/{path}"))


def test_bomb_costs_no_more_memory_than_is_allowed() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 1)
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="too large"):
            gunzip(bomb, 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("part", ["headers", "body"])
def test_server_that_drips_is_cut_off_after_the_total_time(web: WebServer, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n" + (b"\r\n" if part == "body" else b""))
        for _ in range(100):
            time.sleep(0.05)
            handler.wfile.write(b"X-Drop: 1\r\n" if part == "headers" else b"x")

    web.pages["/drip"] = drip
    started = time.monotonic()
    with fetcher(timeout_s=0.5) as fetch, pytest.raises(FetchError, match=r"not received within 0\.5 s"):
        fetch.get(web.url("/drip"))
    assert time.monotonic() - started < 2


def test_pictures_and_films_are_refused_before_they_are_loaded(web: WebServer) -> None:
    web.pages["/film"] = Page("x" * 1000, "video/mp4")
    with fetcher() as fetch, pytest.raises(FetchError, match="'video/mp4'"):
        fetch.get(web.url("/film"))


def test_charset_of_the_server_is_told(web: WebServer) -> None:
    web.pages["/latin"] = Page("häfen".encode("latin-1"), 'text/HTML; charset="ISO-8859-1"')
    web.pages["/none"] = Page("x", None)
    with fetcher() as fetch:
        latin, none = fetch.get(web.url("/latin")), fetch.get(web.url("/none"))
    assert (latin.media_type, latin.charset) == ("text/html", "ISO-8859-1")
    assert (none.media_type, none.charset) == ("", None)


def test_proxies_of_the_environment_are_ignored(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with fetcher() as fetch:
        assert fetch.get(web.url("/a")).content


# --- private addresses


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
)
def test_this_machine_is_refused_however_it_is_written(web: WebServer, host: str) -> None:
    with (
        Fetcher(FetchOptions(delay_s=0), hosts=Hosts()) as fetch,
        pytest.raises(FetchError, match=r"not on the public|Invalid IPv4"),
    ):
        fetch.get(web.url("/a", host=host))
    assert web.asked == []


@pytest.mark.parametrize(
    "address",
    (
        "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 "
        "198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 "
        "::ffff:0:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: "
        "3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 nonsense"
    ).split(),
)
def test_address_off_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1"]
)
def test_address_on_the_public_internet(address: str) -> None:
    assert is_public(address)


class Connections:
    """Records what would be connected to, in place of the network."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
        import socket

        self.made: list[str] = []
        real = socket.create_connection

        def create_connection(address: tuple[str, int], *rest: object, **named: object) -> socket.socket:
            self.made.append(address[0])
            return real(("127.0.0.1", port), *rest, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "create_connection", create_connection)


def test_redirect_from_a_public_host_to_a_private_one_is_refused(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Connections(monkeypatch, web.port).made
    web.pages["/moved"] = Page(status=302, headers={"Location": "http://inner.example/admin"})
    names = {"news.example": ["93.184.215.14"], "inner.example": ["10.0.0.1"]}
    with (
        Fetcher(FetchOptions(delay_s=0), hosts=Hosts(), resolve=lambda host, _: names[host]) as fetch,
        pytest.raises(FetchError, match=r"'inner\.example' is not on the public internet: 10\.0\.0\.1"),
    ):
        fetch.get("http://news.example/moved")
    assert set(made) == {"93.184.215.14"}


def test_name_that_changes_its_address_after_the_check_gains_nothing(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Connections(monkeypatch, web.port).made
    web.pages["/a"] = Page("hello", headers={"Connection": "close"})
    answers = [["93.184.215.14"], ["93.184.215.14"], ["127.0.0.1"]]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    web.pages["/robots.txt"] = Page("", headers={"Connection": "close"})
    with Fetcher(FetchOptions(delay_s=0), hosts=Hosts(), resolve=rebinding) as fetch:
        assert fetch.get("http://news.example/a").content == b"hello"
        assert web.headers["host"] == "news.example"
        with pytest.raises(FetchError, match=r"not on the public internet: 127\.0\.0\.1"):
            fetch.get("http://news.example/a")
    # One question for each connection, and what it answered is what was connected to.
    assert (len(asked), made) == (3, ["93.184.215.14", "93.184.215.14"])


def test_host_with_one_private_address_among_public_ones_is_refused() -> None:
    both = ["93.184.215.14", "192.168.0.1"]
    with (
        Fetcher(FetchOptions(delay_s=0), hosts=Hosts(), resolve=lambda *_: both) as fetch,
        pytest.raises(FetchError, match=r"192\.168\.0\.1"),
    ):
        fetch.get("http://news.example/")


def test_certificate_has_to_be_that_of_the_name() -> None:
    authority = trustme.CA()
    inner, trusted = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("news.example").configure_cert(inner)
    authority.configure_trust(trusted)
    told: list[str | None] = []
    inner.sni_callback = lambda _, name, __: told.append(name)
    options = FetchOptions(delay_s=0, private=True)
    with serving(inner) as web:
        web.pages["/a"] = Page("hello")
        with Fetcher(options, hosts=Hosts(), resolve=lambda *_: HERE, ssl_context=trusted) as fetch:
            assert fetch.get(web.url("/a", "news.example", "https")).content == b"hello"
            assert set(told) == {"news.example"}
            with pytest.raises(FetchError, match="certificate"):
                fetch.get(web.url("/a", "other.example", "https"))
        with (
            Fetcher(options, hosts=Hosts(), resolve=lambda *_: HERE) as wary,
            pytest.raises(FetchError, match="certificate"),
        ):
            wary.get(web.url("/a", "news.example", "https"))


# --- addresses


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("file:///etc/passwd", "'file'"),
        ("ftp://news.example/a", "'ftp'"),
        ("javascript:alert(1)", "'javascript'"),
        ("https://me:secret@news.example/", "user name or password"),
        ("https://news.example:99999/", "address"),
        ("https:///nowhere", "no host"),
        ("https://news.example/a b", "spaces"),
        ("https://news.example/a\r\nX: 1", "spaces"),
        ("https://news.example/" + "a" * 5000, "4,000"),
    ],
)
def test_address_that_is_refused(address: str, problem: str) -> None:
    assert is_address(address)
    with pytest.raises(FetchError, match=problem) as caught:
        parse_address(address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("path", ["articles/", "C:\\news\\a.txt", "a:b.txt", "./http/x", Path("http://x")])
def test_path_is_no_address(path: str | Path) -> None:
    assert not is_address(path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("HTTPS://News.Example:443/A?utm_source=x&id=7&fbclid=y#top", "https://news.example/A?id=7"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a?gclid=1", "https://news.example/a"),
        ("https://news.example/a?q=%C3%A4+b&UTM_Medium=z", "https://news.example/a?q=%C3%A4+b"),
        ("https://news.example/über", "https://news.example/%C3%BCber"),
    ],
)
def test_canonical_address(given: str, kept: str) -> None:
    assert canonical_address(given) == kept == canonical_address(kept)


@pytest.mark.parametrize(
    ("stated", "believed"),
    [
        ("https://www.news.example/a?utm_source=rss", "https://www.news.example/a"),
        ("https://news.example/b", "https://news.example/b"),
        ("https://news.example/", None),
        ("https://elsewhere.example/a", None),
        ("https://x.news.example/a", None),
        ("https://me:pw@news.example/a", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_canonical_link_is_believed_on_the_same_site_only(stated: str | None, believed: str | None) -> None:
    fetched = "https://m.news.example/2024/a.html?fbclid=1"
    assert stated_address(stated, fetched) == (believed or "https://m.news.example/2024/a.html")


def test_ids_are_readable_stable_and_the_same_for_http_and_www() -> None:
    found = article_id("https://www.news.example/2024/05/Bridge_opens-today.html")
    assert found == article_id("http://news.example/2024/05/Bridge_opens-today.html")
    assert found.startswith("news.example/bridge-opens-today-")
    assert len(found.rpartition("-")[2]) == 8
    assert found != article_id("https://news.example/2024/06/Bridge_opens-today.html")
    assert article_id("https://news.example/?p=7").startswith("news.example/page-")
    assert article_id("https://news.example/2024/storm/index.html").startswith("news.example/storm-")
    assert article_id("https://news.example/новости/мост").startswith("news.example/мост-")
