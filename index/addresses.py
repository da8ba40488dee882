"""Web addresses: which are accepted, which machines they may lead to, and the form an article is known by."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.errors import FetchError

if TYPE_CHECKING:
    import httpx

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) -> its IP addresses; raises OSError if it has none."""

_MOST_CHARS = 4000
_SLUG_CHARS = 60
# A drive letter of Windows is no scheme.
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://|(file|ftp|data|mailto|javascript|view-source|https?):", re.IGNORECASE)
_SPACE_OR_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi",
    re.IGNORECASE,
)
_SAME_SITE_LABELS = re.compile(r"^(?:(?:www|m|amp|mobile)\.)+(?=[^.]+\.)")
_PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".cms"})
_NAMELESS = frozenset({"", "index", "default", "amp"})

_EMBEDDED = {  # networks of IPv6 -> how far right in an address of theirs its IPv4 address stands, in bits
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,  # mapped
    ipaddress.IPv6Network("64:ff9b::/96"): 0,  # NAT64
    ipaddress.IPv6Network("2002::/16"): 80,  # 6to4
}
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        # What Python 3.11 counts as global, or not, depends on its patch release.
        "0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 3fff::/20"
    ).split()
)


def is_address(path: str | Path) -> bool:
    """Tell an address from the path of a file; `file:` and `ftp:` are addresses too, which nobody reads."""
    return isinstance(path, str) and _SCHEME.match(path) is not None


def parse_address(text: str) -> httpx.URL:
    """Return an address that may be asked for.

    Raises:
        FetchError: It is malformed, not http or https, or holds a user name or password.
    """
    import httpx

    scheme = _SCHEME.match(text)
    name = (scheme[1] or scheme[2]).lower() if scheme else ""
    if name not in {"http", "https"}:
        raise FetchError(
            f"addresses of the kind {name or 'unknown'!r} are not read. Give an http:// or https:// address."
        )
    if len(text) > _MOST_CHARS or _SPACE_OR_CONTROL.search(text):
        raise FetchError(
            f"no address: it is longer than {_MOST_CHARS:,} characters or holds spaces. Write them as %20."
        )
    try:
        url = httpx.URL(text)
        host = url.raw_host
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(f"no address: {error}. Check the spelling.") from error
    if not host or (url.port is not None and not 0 < url.port < 65536):
        raise FetchError("no address: it names no host, or no possible port. Check the spelling.")
    if url.userinfo:
        raise FetchError("the address holds a user name or password, which would be stored. Leave it out.")
    return url.copy_with(fragment=None, path=url.path or "/")


def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system for the IP addresses of a host."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def checked_addresses(host: str, port: int, *, resolve: Resolve, private: bool) -> list[str]:
    """Return the IP addresses of a host, all of which may be connected to.

    Args:
        host: Name or number.
        port: Where it listens.
        resolve: Asked once; only what it answers may be connected to, or else the answer could change meanwhile.
        private: Whether every address will do.

    Raises:
        FetchError: The host is unknown, or one of its addresses is not on the public internet.
    """
    try:
        addresses = list(resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"host {host!r} is not known: {error}. Check the spelling and the network.") from error
    if not addresses:
        raise FetchError(f"host {host!r} has no address. Check the spelling.")
    if not private and (inner := [address for address in addresses if not is_public(address)]):
        raise FetchError(
            f"host {host!r} is not on the public internet: {inner[0]}. "
            "To read from private networks, set fetch_private = true in settings.toml."
        )
    return addresses


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, also when it stands inside of an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return False
        for network, shift in _EMBEDDED.items():
            if ip in network:
                return is_public(str(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_V6:
            return False
    return not (ip.is_private or ip.is_loopback or ip.is_multicast or ip.is_reserved) and not any(
        ip in network for network in _SPECIAL if network.version == ip.version
    )


def canonical_address(address: str) -> str:
    """Return an address without what does not tell articles apart: the fragment and the marks of campaigns.

    Raises:
        FetchError: As `parse_address`.
    """
    url = parse_address(address)
    kept = [
        part for part in url.query.split(b"&") if part and not _TRACKING.fullmatch(part.partition(b"=")[0].decode())
    ]
    return str(url.copy_with(query=b"&".join(kept) or None))


def stated_address(stated: str | None, fetched: str) -> str:
    """Return the canonical address of a page: the one it states if that lies on the site it came from, or else its own.

    Sites that name their front page, or another site, as the address of every article are not believed.
    """
    own = parse_address(fetched)
    if stated:
        try:
            url = parse_address(stated)
        except FetchError:
            return canonical_address(fetched)
        if _site(url) == _site(own) and (url.path != "/" or own.path == "/"):
            return canonical_address(stated)
    return canonical_address(fetched)


def article_id(canonical: str) -> str:
    """Return `host/slug-hash`, the same for http and https, and with `www.` or without."""
    url = parse_address(canonical)
    host = url.netloc.decode().removeprefix("www.")
    names = [PurePosixPath(unquote(part)) for part in url.path.split("/")]
    stems = [(name.stem if name.suffix.lower() in _PAGE_ENDINGS else name.name).lower() for name in names]
    slug = next((stem for stem in reversed(stems) if stem not in _NAMELESS), "page")
    slug = re.sub(r"[\W_]+", "-", slug)[:_SLUG_CHARS].strip("-") or "page"
    known_by = host + url.raw_path.decode()
    return f"{host}/{slug}-{hashlib.sha256(known_by.encode()).hexdigest()[:8]}"


def _site(url: httpx.URL) -> tuple[str, int | None]:
    return _SAME_SITE_LABELS.sub("", url.host), url.port
