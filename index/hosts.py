"""What a process remembers of web servers, so that all of its runs together stay polite."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from protego import Protego

_ROBOTS_LAST_S = 3600.0


@dataclass(slots=True)
class Hosts:
    """When each server was last asked, and what its robots.txt allows."""

    _robots: dict[str, tuple[float, Protego]] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    @contextmanager
    def turn(self, host: str, delay_s: float, sleep: Callable[[float], None]) -> Iterator[None]:
        """Wait until `delay_s` after the last request to a host has ended; one at a time."""
        with self._locks.setdefault(host, threading.Lock()):
            if (last := self._last.get(host)) is not None and (wait := last + delay_s - time.monotonic()) > 0:
                sleep(wait)
            try:
                yield
            finally:
                self._last[host] = time.monotonic()

    def robots(self, origin: str) -> Protego | None:
        """Return the rules of a server, if they were read lately."""
        read_at, rules = self._robots.get(origin, (0.0, None))
        return rules if rules and time.monotonic() - read_at < _ROBOTS_LAST_S else None

    def keep_robots(self, origin: str, rules: Protego) -> None:
        """Remember the rules of a server."""
        self._robots[origin] = time.monotonic(), rules


HOSTS = Hosts()
