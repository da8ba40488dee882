"""Indexing, removing and switching generations in the running server, for the command line of the same user.

A second process must not open the home, so `citewire index` beside a running `citewire ui` comes here. The
server writes a token into `server.json`, which only its user can read; without it these routes do not exist.
"""

from __future__ import annotations

import json
import queue
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Final

from fastapi import Depends, FastAPI, Header
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from index.errors import CitewireError, NotFoundError
from index.ingest import OnProgress, ingest, remove
from qa.engine import QueryEngine
from ui import texts

TOKEN_HEADER: Final = "X-Citewire-Token"


class IndexRequest(BaseModel):
    """What to index; paths are absolute, as the server has a working folder of its own."""

    model_config = ConfigDict(extra="forbid")

    paths: list[str]
    sync: bool = False
    gone: list[str] = Field(default_factory=list)
    field_names: dict[str, str] = Field(default_factory=dict)


class RemoveRequest(BaseModel):
    """Articles to remove."""

    model_config = ConfigDict(extra="forbid")

    article_ids: list[str] = Field(min_length=1)


def add_routes(app: FastAPI, engine: QueryEngine, token: str) -> None:
    """Add the routes for whoever can show the token."""
    one_at_a_time = threading.Lock()

    def authorised(x_citewire_token: str = Header("")) -> None:
        if not secrets.compare_digest(x_citewire_token.encode(), token.encode()):
            raise NotFoundError(texts.API_NOT_FOUND.format(path="this path"))

    @app.post("/api/index", dependencies=[Depends(authorised)], include_in_schema=False)
    def index(asked: IndexRequest) -> StreamingResponse:
        def run(on_progress: OnProgress) -> dict[str, Any]:
            with one_at_a_time:
                return ingest(engine.home, **asked.model_dump(), on_progress=on_progress).to_dict()

        return StreamingResponse(_lines(run), media_type="application/x-ndjson")

    @app.post("/api/remove", dependencies=[Depends(authorised)], include_in_schema=False)
    def remove_articles(asked: RemoveRequest) -> dict[str, Any]:
        with one_at_a_time:
            remove(engine.home, asked.article_ids)
        return {"removed": asked.article_ids}

    @app.post("/api/switch", dependencies=[Depends(authorised)], include_in_schema=False)
    def switch() -> dict[str, Any]:
        with one_at_a_time:
            return {"switched": engine.switch_generation()}


def _lines(run: Callable[[OnProgress], dict[str, Any]]) -> Iterator[str]:
    """Run in a thread and yield its progress line by line, then its report or its error.

    When the reader leaves, as after Ctrl-C, the run stops at its next step.
    """
    told: queue.Queue[dict[str, Any] | None] = queue.Queue()
    left = threading.Event()

    def on_progress(progress: Any) -> None:
        if left.is_set():
            raise InterruptedError
        told.put({"progress": asdict(progress)})

    def work() -> None:
        try:
            told.put({"report": run(on_progress)})
        except CitewireError as error:
            told.put({"error": str(error)})
        except InterruptedError:
            pass
        except Exception:
            told.put({"error": texts.API_INTERNAL})
            raise
        finally:
            told.put(None)

    threading.Thread(target=work, name="citewire-index", daemon=True).start()
    try:
        while (item := told.get()) is not None:
            yield json.dumps(item) + "\n"
    finally:
        left.set()
