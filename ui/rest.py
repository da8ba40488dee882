"""The web server: REST API, reader pages and the chat page on one address, for this machine's own browser."""

from __future__ import annotations

import base64
import errno
import hashlib
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from ipaddress import ip_address
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response

from index.errors import ArticleError, CitewireError, DraftError, NotFoundError, QuestionError, SettingsError
from qa import QueryEngine
from ui import chat_app, conversation, downloads, quotes, reader, texts, upkeep
from ui.conversations import CONVERSATIONS_FILE, Conversations
from ui.downloads import CheckedDrafts
from ui.keeping import Keeper
from ui.kept_assets import KeptAssets
from ui.passing import PassingConversations

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_MOST_BODY_BYTES: Final = 1_000_000
_SUCCESSORS: Final = 20
_OF_THIS_MACHINE: Final = ("origin", "id_given")  # where an article was read from is nobody else's business
_BAD_REQUEST: Final = (QuestionError, DraftError, ArticleError, SettingsError)
# Parts of Gradio that a page without files to fetch, proxies and recorded runs has no use for.
_CLOSED: Final = ("/gradio_api/file", "/gradio_api/proxy", "/gradio_api/runs", "/gradio_api/run-")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
_STATIC_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Gradio writes inline styles everywhere; its inline scripts are listed by their hashes.
_CHAT_POLICY: Final = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_INLINE_SCRIPT: Final = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class Question(BaseModel):
    """What is asked, and of which articles."""

    model_config = ConfigDict(extra="forbid")

    question: str
    published_from: date | None = None
    published_to: date | None = None
    sources: list[str] = Field(default_factory=list, max_length=1000)
    as_of: date | None = None
    read_period: bool = True

    def keywords(self) -> dict[str, Any]:
        """Return all but the question, as the engine takes it."""
        return self.model_dump(exclude={"question"})


class Ask(Question):
    """A question to answer."""

    answerer: Literal["extractive", "llm"] | None = None


class FollowUp(Question):
    """A question in a conversation: the turns before it, and what to search for in its place."""

    turns: list[dict[str, Any]] = Field(default_factory=list, max_length=1000)
    standalone: str | None = None

    def keywords(self) -> dict[str, Any]:
        """Return all but the question and the turns, as a conversation takes it."""
        return self.model_dump(exclude={"question", "turns"})


class Search(Question):
    """A question of which the k best passages are wanted."""

    k: int = Field(default=10, ge=1, le=100)


class Check(BaseModel):
    """A text to check, and by which articles."""

    model_config = ConfigDict(extra="forbid")

    text: str
    published_from: date | None = None
    published_to: date | None = None
    sources: list[str] = Field(default_factory=list, max_length=1000)
    as_of: date | None = None


def create_app(
    engine: QueryEngine, *, hosts: Sequence[str] | None = LOOPBACK_NAMES, token: str | None = None
) -> FastAPI:
    """Return the server's application.

    Args:
        engine: What answers; it stays open and the caller closes it.
        hosts: Names under which a browser may address the server, so that no other site can pose
            as it (DNS rebinding); None lets every name pass. The page can then be read from other
            machines, and changes nothing.
        token: What a second process must show to change the index; without one nobody can.
    """
    app = FastAPI(title=texts.PRODUCT, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    _guard(app, hosts, _CLOSED if hosts is not None else (*_CLOSED, "/gradio_api/upload"))
    _answer_errors(app)
    keeper = Keeper(engine)
    kept = Conversations(engine.home.path / CONVERSATIONS_FILE) if hosts is not None else None
    drafts = CheckedDrafts()
    if token:
        upkeep.add_routes(app, keeper, token)
    _add_routes(app, engine)
    shelf = kept or PassingConversations()
    downloads.add_routes(app, kept, shelf, drafts)
    quotes.add_routes(app, engine)
    chat_app.mount(app, engine, drafts, keeper if kept else None, kept, shelf)
    app.add_middleware(  # the last one added is reached first
        KeptAssets,
        gradios=chat_app.GRADIOS_ASSETS,
        headers={**_HEADERS, "Content-Security-Policy": _STATIC_POLICY},
        may_ask=lambda host: _is_named(host, _names(hosts)),
    )
    return app


def _add_routes(app: FastAPI, engine: QueryEngine) -> None:
    @app.get("/api/health")
    def health(request: Request) -> dict[str, Any]:
        status = {"status": "ok", "articles": engine.article_count()}
        home = getattr(engine, "home", None)
        near = request.client is not None and _is_loopback(request.client.host)
        # How a second process on this machine recognises the server of its home; nobody else's business.
        return {**status, "home": str(home.path.resolve())} if home is not None and near else status

    @app.post("/api/ask")
    def ask(asked: Ask) -> dict[str, Any]:
        return engine.ask(asked.question, **asked.keywords()).to_dict()

    @app.post("/api/chat")
    def chat(asked: FollowUp) -> dict[str, Any]:
        return conversation.go_on(engine, asked.turns).ask(asked.question, **asked.keywords()).to_dict()

    @app.post("/api/standalone")
    def standalone(asked: FollowUp) -> dict[str, Any]:
        return asdict(conversation.go_on(engine, asked.turns).standalone(asked.question, as_of=asked.as_of))

    @app.post("/api/search")
    def search(asked: Search) -> dict[str, Any]:
        return engine.look_up(asked.question, **asked.keywords()).to_dict()

    @app.post("/api/check")
    def check(given: Check) -> dict[str, Any]:
        return engine.check(given.text, **given.model_dump(exclude={"text"})).to_dict()

    @app.get("/api/articles")
    def articles() -> dict[str, Any]:
        return {"articles": [asdict(summary) for summary in engine.articles()]}

    @app.get("/api/articles/{article_id:path}")
    def article(article_id: str) -> dict[str, Any]:
        found = engine.article(article_id)
        shown = {name: value for name, value in asdict(found).items() if name not in _OF_THIS_MACHINE}
        return {**shown, "content_sha256": found.content_sha256}

    @app.api_route("/api/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(request: Request) -> Response:
        return _error(404, texts.API_NOT_FOUND.format(path=request.url.path), "NotFoundError")

    @app.get("/article/{article_id:path}", response_class=HTMLResponse, include_in_schema=False)
    def article_page(article_id: str, request: Request) -> HTMLResponse:
        try:
            article = engine.article(article_id)
        except CitewireError as error:
            page = reader.message_page(texts.READER_MISSING_TITLE, str(error))
            return HTMLResponse(page, _status(error))
        query = request.query_params
        spans = query.getlist("s") or quotes.same_words(engine, article, query)
        cited = reader.cited_spans(spans, query.get("at"), article.text)
        return HTMLResponse(reader.article_page(article, cited))


# --- errors


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(CitewireError)
    def expected(_: Request, error: CitewireError) -> Response:
        return _error(_status(error), str(error), type(error).__name__, retryable=error.retryable)

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
        return _error(400, texts.API_BAD_REQUEST.format(where=where, problem=first["msg"]), "RequestError")

    @app.exception_handler(Exception)
    def unexpected(_: Request, error: Exception) -> Response:  # noqa: ARG001  (Starlette logs it)
        return _error(500, texts.API_INTERNAL, "InternalError")


def _status(error: CitewireError) -> int:
    if isinstance(error, NotFoundError):
        return 404
    return 400 if isinstance(error, _BAD_REQUEST) else 503


def _error(status: int, message: str, kind: str, *, retryable: bool = False) -> JSONResponse:
    return JSONResponse({"error": message, "kind": kind, "retryable": retryable}, status)


# --- who may ask


def _guard(app: FastAPI, hosts: Sequence[str] | None, closed: tuple[str, ...]) -> None:
    allowed = _names(hosts)

    @app.middleware("http")
    async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
        refused = _refusal(request, allowed, closed)
        response = refused or await call_next(request)
        policy = _STATIC_POLICY
        if refused is None and request.url.path == "/":
            response, policy = await _with_script_hashes(response)
        for name, value in {**_HEADERS, "Content-Security-Policy": policy}.items():
            response.headers[name] = value
        return response


def _names(hosts: Sequence[str] | None) -> frozenset[str] | None:
    return None if hosts is None else frozenset(name.lower() for name in hosts)


def _is_named(host: str, allowed: frozenset[str] | None) -> bool:
    return allowed is None or re.sub(r":\d*$", "", host.strip().lower()) in allowed


def _refusal(request: Request, allowed: frozenset[str] | None, closed: tuple[str, ...]) -> Response | None:
    """Return the response to a request that must not come through, or None."""
    host = request.headers.get("host", "")
    if allowed is not None and not _is_named(host, allowed):
        message = texts.API_FOREIGN_HOST.format(hosts=", ".join(sorted(allowed)), host=host[:80])
        return _error(400, message, "HostError")
    origin = request.headers.get("origin")
    _, path = chat_app.split_language(request.url.path)
    reads_page = request.method == "GET" and not path.startswith(("/api/", "/gradio_api/"))
    foreign = (origin is not None and urlsplit(origin).netloc.lower() != host.lower()) or (
        origin is None and request.headers.get("sec-fetch-site") == "cross-site"
    )
    if foreign and not reads_page:
        return _error(403, texts.API_FOREIGN_ORIGIN.format(origin=(origin or "unknown")[:80]), "OriginError")
    if path.startswith(closed):
        return _error(404, texts.API_NOT_FOUND.format(path=request.url.path), "NotFoundError")
    length = request.headers.get("content-length", "0")
    if request.url.path.startswith("/api/") and (not length.isdigit() or int(length) > _MOST_BODY_BYTES):
        return _error(400, texts.API_TOO_LARGE.format(limit=_MOST_BODY_BYTES), "RequestError")
    return None


async def _with_script_hashes(response: Response) -> tuple[Response, str]:
    """Read the chat page once, to allow exactly the inline scripts that stand in it."""
    chunks = [chunk async for chunk in response.body_iterator]  # type: ignore[attr-defined]  # a streaming response
    body = chat_app.in_language(b"".join(chunks))
    digests = {base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE_SCRIPT.findall(body)}
    hashes = "".join(f" 'sha256-{digest}'" for digest in sorted(digests))
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(body, response.status_code, headers), _CHAT_POLICY.format(hashes=hashes)


# --- serving


def serve(
    engine: QueryEngine,
    host: str,
    port: int | Iterable[int],
    *,
    on_ready: Callable[[str], None] | None = None,
    token: str | None = None,
) -> None:
    """Serve until interrupted.

    Args:
        engine: What answers.
        host: Address to listen on; on a loopback address only requests under its own names are answered.
        port: The port, several to try in turn, or 0 for any free one.
        on_ready: Called with the address to open, once the server answers.
        token: As for `create_app`.

    Raises:
        CitewireError: The ports are in use, or the host is none of this machine's.
    """
    with closing(_listen(host, [port] if isinstance(port, int) else list(port))) as listening:
        bound = listening.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        hosts = (*LOOPBACK_NAMES, name) if _is_loopback(host) else None
        config = uvicorn.Config(
            create_app(engine, hosts=hosts, token=token), log_level="warning", timeout_graceful_shutdown=2
        )
        reached = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(name, name)
        _Server(config, lambda: on_ready and on_ready(f"http://{reached}:{bound}/")).run(sockets=[listening])


def free_port(host: str, preferred: int | Iterable[int] = ()) -> int:
    """Return the first of the preferred ports that is free, else any; after a single one its successors are tried.

    Raises:
        CitewireError: The host is none of this machine's.
    """
    wanted = range(preferred, min(preferred + _SUCCESSORS, 65536)) if isinstance(preferred, int) else preferred
    with closing(_listen(host, [*wanted, 0])) as listening:
        return int(listening.getsockname()[1])


class _Server(uvicorn.Server):
    """Uvicorn that tells when it answers."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()


def _listen(host: str, ports: Sequence[int]) -> socket.socket:
    """Bind the first of the ports that is free; bound at once, so that nobody can take it in between."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    failure = OSError("no port given")
    for port in ports:
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            bound.listen(128)
        except OSError as error:
            bound.close()
            failure = error
        else:
            return bound
    if failure.errno == errno.EADDRINUSE:
        message = texts.PORT_TAKEN.format(port=ports[-1], host=host, other=ports[-1] + 1)
    else:
        message = texts.HOST_UNUSABLE.format(host=host, port=ports[-1], reason=failure.strerror or failure)
    raise CitewireError(message) from failure


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
