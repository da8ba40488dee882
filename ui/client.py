"""Questions and upkeep through a running `citewire ui`, for a second process that cannot open the same home."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, Unpack
from urllib.parse import quote

from index.articles import Article, parse_date
from index.errors import CitewireError, HomeLocked, NotFoundError
from index.home import SERVER_FILE
from index.ingest import IngestReport, OnProgress, Progress
from qa.answer import Answer, Found, Passage
from qa.chat import Turn
from qa.drafts.report import CheckReport
from qa.scope import AskOptions, ScopeOptions
from ui.conversation import RemoteChat

_TIMEOUT_S = 60.0
_ASK_TIMEOUT_S = 3600.0  # a language model has limits of its own
_CHECK_TIMEOUT_S = 900.0
_INDEX_TIMEOUT_S = 600.0  # between two lines of progress


class ServerClient:
    """What a second process may want of a home, done by the one that owns it.

    Args:
        url: Where the server listens.
        token: What allows to change the index.
    """

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url.rstrip("/")
        self._token = token

    @classmethod
    def find(cls, home: Path) -> ServerClient | None:
        """Return a client of the server that owns a home, or None if none answers for this home."""
        try:
            note = json.loads((home / SERVER_FILE).read_text())
            client = cls(str(note["url"]), str(note.get("token", "")))
            health = client._call("GET", "/api/health", None, timeout_s=2.0)
        except (OSError, ValueError, KeyError, CitewireError):
            return None
        return client if Path(str(health.get("home", ""))) == home.resolve() else None

    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer:
        """Ask; options as for `QueryEngine.ask`."""
        return Answer.from_dict(self._call("POST", "/api/ask", _body(question, **options), timeout_s=_ASK_TIMEOUT_S))

    def chat(self, turns: Sequence[Turn] = ()) -> RemoteChat:
        """Begin a conversation, or go on with one."""
        return RemoteChat(lambda path, body: self._call("POST", path, body), turns)

    def article_count(self) -> int:
        """Count the articles."""
        return int(self._call("GET", "/api/health", None)["articles"])

    def search(self, question: str, k: int = 10, **scope: Unpack[ScopeOptions]) -> list[Passage]:
        """Search; scope as for `QueryEngine.search`."""
        return list(self.look_up(question, k, **scope).passages)

    def look_up(self, question: str, k: int = 10, **scope: Unpack[ScopeOptions]) -> Found:
        """Search; scope as for `QueryEngine.look_up`."""
        return Found.from_dict(self._call("POST", "/api/search", {**_body(question, **scope), "k": k}))

    def check(
        self,
        text: str,
        *,
        on_progress: Callable[[int, int], None] = lambda *_: None,  # noqa: ARG002  (the server tells none)
        **scope: Unpack[ScopeOptions],
    ) -> CheckReport:
        """Check a text; scope as for `QueryEngine.check`."""
        body = {"text": text, **_plain(scope)}
        return CheckReport.from_dict(self._call("POST", "/api/check", body, timeout_s=_CHECK_TIMEOUT_S))

    def article(self, article_id: str) -> Article:
        """Return one article; where it was read from is not told.

        Raises:
            NotFoundError: There is no such article.
        """
        told = self._call("GET", f"/api/articles/{quote(article_id, safe='')}", None)
        known = {name: told[name] for name in Article.__dataclass_fields__ if name in told}
        return Article(**{**known, "published": parse_date(told["published"])})

    def index(
        self,
        paths: Sequence[str],
        *,
        sync: bool = False,
        gone: Sequence[str] = (),
        field_names: Mapping[str, str] | None = None,
        on_progress: OnProgress = lambda _: None,
    ) -> IngestReport:
        """Index; arguments as for `index.ingest.ingest`."""
        body = {
            "paths": [_absolute(path) for path in paths],
            "sync": sync,
            "gone": [_absolute(path) for path in gone],
            "field_names": dict(field_names or {}),
        }
        with self._open("POST", "/api/index", body, timeout_s=_INDEX_TIMEOUT_S) as lines:
            for line in lines:
                told = json.loads(line)
                if "progress" in told:
                    on_progress(Progress(**told["progress"]))
                elif "report" in told:
                    return IngestReport.from_dict(told["report"])
                else:
                    raise CitewireError(str(told["error"]))
        raise CitewireError("the server stopped in the middle. What it committed is kept: run the same command again.")

    def remove(self, article_ids: Sequence[str]) -> None:
        """Remove articles; errors as for `index.ingest.remove`."""
        self._call("POST", "/api/remove", {"article_ids": list(article_ids)})

    def switch(self) -> bool:
        """Let the generation under construction take over; see `Home.switch_generation`."""
        return bool(self._call("POST", "/api/switch", {}, timeout_s=_INDEX_TIMEOUT_S)["switched"])

    def _call(self, method: str, path: str, body: dict[str, Any] | None, *, timeout_s: float = _TIMEOUT_S) -> Any:
        with self._open(method, path, body, timeout_s=timeout_s) as response:
            return json.load(response)

    @contextmanager
    def _open(self, method: str, path: str, body: dict[str, Any] | None, *, timeout_s: float) -> Iterator[HTTPResponse]:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "X-Citewire-Token": self._token},
        )
        # The server is on this machine: a proxy set for the web must not get the question.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=timeout_s) as response:
                yield response
        except urllib.error.HTTPError as error:
            kind = NotFoundError if error.code == HTTPStatus.NOT_FOUND else CitewireError
            raise kind(_reason(error)) from error
        except OSError as error:
            raise HomeLocked(f"the server at {self.url} does not answer: {error}. Stop it, or try again.") from error


def _absolute(path: str) -> str:
    return path if "://" in path else str(Path(path).resolve())


def _body(question: str, **options: Any) -> dict[str, Any]:
    """Return a question and its options in JSON types."""
    return {"question": question, **_plain(options)}


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in options.items()}


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the server answered {error.code}. Try again."
