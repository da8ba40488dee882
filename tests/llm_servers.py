"""Servers that speak the protocols of OpenAI, Ollama and Anthropic on this machine, and say what a test scripts: lies, junk, nothing."""

from __future__ import annotations

import json
import select
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Protocol = Literal["openai", "ollama", "anthropic"]
Reply = Callable[["Handler"], None]


@dataclass(slots=True)
class ScriptedServer:
    """The replies, one a request, the last one for all that follow; what was asked; whether a client left while it waited."""

    port: int
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    waits: threading.Event = field(default_factory=threading.Event)
    models: tuple[str, ...] = ("qwen3:latest", "smollm2:135m")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    scripted: ScriptedServer

    def do_GET(self) -> None:
        body = json.dumps({"models": [{"name": name} for name in self.scripted.models]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        script = self.scripted
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        script.requests.append(json.loads(body))
        script.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = script.replies.pop(0) if len(script.replies) > 1 else script.replies[0]
        reply(self)

    def begin(self, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def hang(self) -> None:
        """Wait until the test is over or the client has gone."""
        self.scripted.waits.set()
        while not self.scripted.released.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable and not self.connection.recv(1):
                self.scripted.left.set()
                break
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def says(
    *pieces: str, then: Literal["stop", "length", "cut", "hang", "end"] = "stop", protocol: Protocol = "openai"
) -> Reply:
    """Stream a text; `cut` closes the connection in the middle, `end` just stops without saying why."""

    def reply(handler: Handler) -> None:
        handler.begin("application/x-ndjson" if protocol == "ollama" else "text/event-stream")
        for event in _opening(protocol):
            handler.chunk(event)
        for piece in pieces:
            handler.chunk(_piece(protocol, piece))
        if then == "hang":
            handler.hang()
        elif then == "cut":
            handler.close_connection = True
        else:
            if then != "end":
                for event in _closing(protocol, then):
                    handler.chunk(event)
            handler.end()

    return reply


def hangs(handler: Handler) -> None:
    """Take the request and say nothing at all."""
    handler.hang()


def fails(
    status: int, body: str = '{"error": {"message": "no"}}', media_type: str = "application/json", **headers: str
) -> Reply:
    def reply(handler: Handler) -> None:
        handler.send_response(status)
        data = body.encode()
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def raw(*chunks: str, media_type: str = "text/event-stream") -> Reply:
    """Stream chunks as they are."""

    def reply(handler: Handler) -> None:
        handler.begin(media_type)
        for chunk in chunks:
            handler.chunk(chunk)
        handler.end()

    return reply


def _opening(protocol: Protocol) -> Sequence[str]:
    if protocol != "anthropic":
        return ()
    message = {
        "id": "m", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
        "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
    }  # fmt: skip
    return (
        _event("message_start", {"message": message}),
        _event("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
    )


def _piece(protocol: Protocol, piece: str) -> str:
    if protocol == "ollama":
        return json.dumps({"model": "m", "created_at": "2024-01-01T00:00:00Z", "message": {"role": "assistant", "content": piece}, "done": False}) + "\n"  # fmt: skip
    if protocol == "anthropic":
        return _event("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": piece}})
    return _data({"delta": {"role": "assistant", "content": piece}, "finish_reason": None})


def _closing(protocol: Protocol, reason: str) -> Sequence[str]:
    if protocol == "ollama":
        done = {"model": "m", "created_at": "2024-01-01T00:00:00Z", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reason, "prompt_eval_count": 1, "eval_count": 1}  # fmt: skip
        return (json.dumps(done) + "\n",)
    if protocol == "anthropic":
        told = "max_tokens" if reason == "length" else "end_turn"
        return (
            _event("content_block_stop", {"index": 0}),
            _event(
                "message_delta", {"delta": {"stop_reason": told, "stop_sequence": None}, "usage": {"output_tokens": 9}}
            ),
            _event("message_stop", {}),
        )
    return (_data({"delta": {}, "finish_reason": reason}), "data: [DONE]\n\n")


def _data(choice: dict[str, Any]) -> str:
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, **choice}],
    }
    return f"data: {json.dumps(chunk)}\n\n"


def _event(kind: str, data: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"


@contextmanager
def scripted(*replies: Reply) -> Iterator[ScriptedServer]:
    """Serve until the block ends."""

    class Bound(Handler):
        pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:  # a client that hangs up
            pass

    server = Server(("127.0.0.1", 0), Bound)
    script = ScriptedServer(server.server_port, list(replies))
    Bound.scripted = script
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield script
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
