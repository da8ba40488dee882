"""Addresses -> bytes: politely, within limits, and only from where fetching is allowed.

Proxies named in the environment are not used: behind one, the address that was checked would not be the one
connected to. Cookies are not kept.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus

import httpcore
import httpx
from protego import Protego

from index import CITEWIRE
from index.addresses import Resolve, parse_address, system_resolve
from index.answers import Answer, gunzip, named, refuse_no_text, too_large
from index.connections import CheckedBackend
from index.errors import FetchError
from index.hosts import HOSTS, Hosts
from index.readers.source import FetchOptions

USER_AGENT = f"citewire/{CITEWIRE}"
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"
_MOST_REDIRECTS = 5
_RETRIED = frozenset({429, 502, 503, 504})
_TRIES = 3
_BACK_OFF_S = 1.0  # doubled at every further try
_LONGEST_WAIT_S = 60.0  # a server that asks for more is left alone in this run
_LONGEST_CRAWL_DELAY_S = 30.0
_FAILURES_OF_A_HOST = 3  # in a row; then it is left alone in this run
_ROBOTS_BYTES = 512_000  # RFC 9309 asks for at least 500 kibibytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered.

    Attributes:
        url: Where it came from after all redirects.
        media_type: Such as "text/html", in lower case; "" if the server states none.
        charset: Encoding the server states.
    """

    url: str
    content: bytes
    media_type: str = ""
    charset: str | None = None


class Fetcher:
    """Fetches addresses, one after the other.

    Args:
        options: Limits.
        hosts: What is remembered of servers.
        resolve: Host -> IP addresses.
        sleep: Waits for seconds.
        ssl_context: Whom to trust; by default the authorities that certifi lists, or the file SSL_CERT_FILE.
    """

    def __init__(
        self,
        options: FetchOptions,
        *,
        hosts: Hosts = HOSTS,
        resolve: Resolve = system_resolve,
        sleep: Callable[[float], None] = time.sleep,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._options = options
        self._hosts = hosts
        self._sleep = sleep
        self._backend = CheckedBackend(options, resolve)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(), network_backend=self._backend, keepalive_expiry=30
        )
        self._without_robots: dict[str, str] = {}
        self._failures: dict[str, int] = {}

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def get(self, address: str) -> Fetched:
        """Fetch an address, if its server allows.

        Raises:
            FetchError: It is refused, unreachable, too slow or too large, or no text.
        """
        url = parse_address(address)
        for _ in range(_MOST_REDIRECTS + 1):
            rules = self._robots(url)
            if not rules.can_fetch(str(url), USER_AGENT):
                raise FetchError(f"robots.txt of {url.host} does not allow it. Open it in a browser and save the page.")
            asked_s = min(rules.crawl_delay(USER_AGENT) or 0.0, _LONGEST_CRAWL_DELAY_S)
            delay_s = max(self._options.delay_s, asked_s)
            with self._hosts.turn(url.host, delay_s, self._sleep):
                answer = self._persist(url, delay_s)
            if target := answer.redirect(url):
                url = target
            elif answer.status != HTTPStatus.OK:
                raise FetchError(f"the server answered {named(answer.status)}. Check the address in a browser.")
            else:
                return Fetched(str(url), answer.content, *answer.type())
        raise FetchError(
            f"more than {_MOST_REDIRECTS} redirects. Open it in a browser and give the address it ends at."
        )

    def _robots(self, url: httpx.URL) -> Protego:
        """Return what the server of an address allows; 4xx allows everything, and no answer nothing (RFC 9309)."""
        origin = str(url.copy_with(raw_path=b"/"))
        if rules := self._hosts.robots(origin):
            return rules
        if origin not in self._without_robots:
            try:
                rules = Protego.parse(self._robots_text(url.copy_with(raw_path=b"/robots.txt")))
            except FetchError as error:
                self._without_robots[origin] = str(error)
            else:
                self._hosts.keep_robots(origin, rules)
                return rules
        raise FetchError(f"{self._without_robots[origin]} Until robots.txt answers, nothing is fetched from there.")

    def _robots_text(self, url: httpx.URL) -> str:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._persist(url, self._options.delay_s, robots=True)
            if target := answer.redirect(url):
                url = target
                continue
            if answer.status == HTTPStatus.OK:
                return answer.content.decode(errors="replace").removeprefix("\ufeff")
            if answer.status < 500:
                return ""
            raise FetchError(f"the server answered {named(answer.status)}. Try again later.")
        return ""

    def _persist(self, url: httpx.URL, delay_s: float, *, robots: bool = False) -> Answer:
        """Ask, and ask again when the server is busy or the connection broke."""
        if self._failures.get(url.host, 0) >= _FAILURES_OF_A_HOST:
            raise FetchError(f"{url.host} has not answered {_FAILURES_OF_A_HOST} times. Try again later.")
        for number in range(1, _TRIES + 1):
            wait_s = max(delay_s, _BACK_OFF_S * 2 ** (number - 1))
            try:
                answer = self._ask(url, robots=robots)
            except httpcore.TimeoutException as error:
                self._count_failure(url)
                raise FetchError(
                    f"not received within {self._options.timeout_s:g} s. Try again later, or raise fetch_timeout_s."
                ) from error
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                problem = f"the connection failed: {str(error) or type(error).__name__}. Try again later."
                if number == _TRIES or isinstance(error.__cause__, ssl.SSLError):
                    self._count_failure(url)
                    raise FetchError(problem) from error
            else:
                if answer.status not in _RETRIED:
                    self._failures.pop(url.host, None)
                    return answer
                wait_s = max(wait_s, answer.retry_after_s() or 0)
                if number == _TRIES or wait_s > _LONGEST_WAIT_S:
                    self._count_failure(url)
                    raise FetchError(
                        f"the server answered {named(answer.status)}. Try again in {wait_s:,.0f} s or later."
                    )
            self._sleep(wait_s)
        raise AssertionError("unreachable")

    def _count_failure(self, url: httpx.URL) -> None:
        self._failures[url.host] = self._failures.get(url.host, 0) + 1

    def _ask(self, url: httpx.URL, *, robots: bool) -> Answer:
        self._backend.begin()
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        headers: dict[bytes | str, bytes | str] = {
            "Host": url.netloc,
            "User-Agent": USER_AGENT,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
        }
        with self._pool.stream("GET", target, headers=headers) as response:
            answer = Answer(response.status, Message())
            for name, value in response.headers:
                answer.headers[name.decode("latin-1")] = value.decode("latin-1")
            if response.status == HTTPStatus.OK:
                answer.content = self._body(response.iter_stream(), answer, robots=robots)
            return answer

    def _body(self, chunks: Iterable[bytes], answer: Answer, *, robots: bool) -> bytes:
        most = _ROBOTS_BYTES if robots else self._options.max_bytes
        if not robots:
            refuse_no_text(answer.type()[0])
            if int(answer.number("content-length") or 0) > most:
                raise FetchError(too_large(most))
        packed = bytearray()
        for chunk in chunks:
            packed += chunk
            if len(packed) > most:
                if robots:
                    break
                raise FetchError(too_large(most))
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding in {"gzip", "x-gzip"}:
            return gunzip(bytes(packed), most, cut=robots)
        if encoding not in {"", "identity"}:
            raise FetchError(
                f"the server sends it packed as {encoding[:20]!r}, which was not asked for. Save the page."
            )
        return bytes(packed[:most])
