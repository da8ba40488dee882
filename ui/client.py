"""Questions to a running `citewire ui`, for a second process that cannot open the same home."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import CitewireError, HomeLocked
from index.home import SERVER_FILE
from qa.answer import Answer, Passage

_TIMEOUT_S = 60.0


class ServerClient:
    """`QueryEngine.ask` and `.search`, answered by the process that owns the home."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    @classmethod
    def find(cls, home: Path) -> ServerClient | None:
        """Return a client of the server that owns a home, or None if none answers for this home."""
        try:
            url = str(json.loads((home / SERVER_FILE).read_text())["url"])
            client = cls(url)
            health = client._call("GET", "/api/health", None, timeout_s=2.0)
        except (OSError, ValueError, KeyError, CitewireError):
            return None
        return client if Path(str(health.get("home", ""))) == home.resolve() else None

    def ask(
        self,
        question: str,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
        as_of: date | None = None,
    ) -> Answer:
        """Ask; arguments as for `QueryEngine.ask`."""
        body = _body(question, published_from, published_to, sources)
        return Answer.from_dict(self._call("POST", "/api/ask", {**body, "as_of": as_of and as_of.isoformat()}))

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
    ) -> list[Passage]:
        """Search; arguments as for `QueryEngine.search`."""
        body = _body(question, published_from, published_to, sources)
        found = self._call("POST", "/api/search", {**body, "k": k})
        return [Passage.from_dict(passage) for passage in found["passages"]]

    def _call(self, method: str, path: str, body: dict[str, Any] | None, *, timeout_s: float = _TIMEOUT_S) -> Any:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        # The server is on this machine: a proxy set for the web must not get the question.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=timeout_s) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise CitewireError(_reason(error)) from error
        except OSError as error:
            raise HomeLocked(f"the server at {self.url} does not answer: {error}. Stop it, or try again.") from error


def _body(
    question: str, published_from: date | None, published_to: date | None, sources: Sequence[str]
) -> dict[str, Any]:
    return {
        "question": question,
        "published_from": published_from and published_from.isoformat(),
        "published_to": published_to and published_to.isoformat(),
        "sources": list(sources),
    }


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the server answered {error.code}. Try again."
