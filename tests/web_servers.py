"""A web server on this machine, and pages to serve."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROSE = (
    "The council of the harbour town voted on Tuesday to rebuild the old bridge across the river after years of debate. "
    "Engineers had warned for a decade that the wooden piers would not stand another winter of ice and heavy lorries. "
    "The mayor said the work would begin in the spring and that the ferry would run every hour until it is finished."
)


@dataclass
class Page:
    """What is answered to one path."""

    body: bytes | str = b""
    media_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


NOT_FOUND = Page("not here", "text/plain", 404)
Answer = Page | Callable[[BaseHTTPRequestHandler], Page | None]


@dataclass
class WebServer:
    """Answers by path, with the marks of campaigns or without; 404 for others. `asked` lists the paths in order, `headers` those of the last request."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """Serve until the block ends."""
    web: WebServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked.append(self.path)
            web.headers = {name.lower(): value for name, value in self.headers.items()}
            page = web.pages.get(self.path) or web.pages.get(self.path.partition("?utm_")[0]) or NOT_FOUND
            answer = page(self) if callable(page) else page
            if answer is None:
                self.close_connection = True
                return
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            if answer.media_type:
                self.send_header("Content-Type", answer.media_type)
            for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:  # a client that hangs up
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web = WebServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def article(title: str, text: str = PROSE, *, head: str = "", day: str = "") -> str:
    """Return a page that says it is an article."""
    dated = f'<meta property="article:published_time" content="{day}T08:00:00Z">' if day else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{title}">{dated}{head}</head>'
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )
