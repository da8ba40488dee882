"""Indexing, removing and switching generations in the running server, for the command line of the same user.

A second process must not open the home, so `citewire index` beside a running `citewire ui` comes here. The
server writes a token into `server.json`, which only its user can read; without it these routes do not exist.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Final

from fastapi import Depends, FastAPI, Header
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from index.errors import CitewireError, NotFoundError
from index.ingest import OnProgress
from ui import texts
from ui.keeping import Done, Keeper, telling

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


def add_routes(app: FastAPI, keeper: Keeper, token: str) -> None:
    """Add the routes for whoever can show the token."""

    def authorised(x_citewire_token: str = Header("")) -> None:
        if not secrets.compare_digest(x_citewire_token.encode(), token.encode()):
            raise NotFoundError(texts.API_NOT_FOUND.format(path="this path"))

    @app.post("/api/index", dependencies=[Depends(authorised)], include_in_schema=False)
    def index(asked: IndexRequest) -> StreamingResponse:
        def run(on_progress: OnProgress) -> dict[str, Any]:
            return keeper.index(on_progress, **asked.model_dump()).to_dict()

        return StreamingResponse(_lines(run), media_type="application/x-ndjson")

    @app.post("/api/remove", dependencies=[Depends(authorised)], include_in_schema=False)
    def remove_articles(asked: RemoveRequest) -> dict[str, Any]:
        keeper.remove(asked.article_ids)
        return {"removed": asked.article_ids}

    @app.post("/api/switch", dependencies=[Depends(authorised)], include_in_schema=False)
    def switch() -> dict[str, Any]:
        return {"switched": keeper.switch_generation()}


def _lines(run: Callable[[OnProgress], dict[str, Any]]) -> Iterator[str]:
    """Yield the progress of a run line by line, then its report or its error."""
    try:
        for told in telling(run):
            item = {"report": told.result} if isinstance(told, Done) else {"progress": asdict(told)}
            yield json.dumps(item) + "\n"
    except CitewireError as error:
        yield json.dumps({"error": str(error)}) + "\n"
    except Exception:
        yield json.dumps({"error": texts.API_INTERNAL}) + "\n"
        raise
