"""Connections to hosts that were checked, each within the time of one request."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable

import httpcore

from index.addresses import Resolve, checked_addresses
from index.readers.source import FetchOptions


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others; the names stay for TLS and the Host header."""

    def __init__(self, options: FetchOptions, resolve: Resolve) -> None:
        self._options = options
        self._resolve = resolve
        self._tcp = httpcore.SyncBackend()
        self._deadline = 0.0

    def begin(self) -> None:
        """Start the time of a request."""
        self._deadline = time.monotonic() + self._options.timeout_s

    def left_s(self, most_s: float | None = None) -> float:
        """Return the time left for the request under way, at most `most_s`."""
        if (left := self._deadline - time.monotonic()) <= 0:
            raise httpcore.ReadTimeout("time is up")
        return left if most_s is None else min(left, most_s)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to one of the addresses of a host.

        Raises:
            FetchError: One of them must not be connected to.
        """
        problem: Exception | None = None
        addresses = checked_addresses(host, port, resolve=self._resolve, private=self._options.private)
        for tried, address in enumerate(addresses):
            share_s = self.left_s(timeout) / (
                len(addresses) - tried
            )  # an address that swallows packets is one of several
            try:
                return TimedStream(self._tcp.connect_tcp(address, port, share_s, local_address, socket_options), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        assert problem is not None  # a host has at least one address
        raise problem


class TimedStream(httpcore.NetworkStream):
    """A connection whose every wait counts against one deadline: a server that drips bytes cannot hold a run."""

    def __init__(self, stream: httpcore.NetworkStream, clock: CheckedBackend) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        return self._stream.read(max_bytes, self._clock.left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        self._stream.write(buffer, self._clock.left_s(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate has to be that of the name."""
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, self._clock.left_s(timeout)), self._clock
        )

    def get_extra_info(self, info: str) -> object:
        """Tell something of the socket."""
        return self._stream.get_extra_info(info)
