"""What the page offers to keep: conversations and checked drafts as documents, by links of the server itself."""

from __future__ import annotations

import json
import secrets
import threading
from collections import OrderedDict
from typing import Final

from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from index.errors import NotFoundError
from qa.answer import Answer
from qa.drafts.annotation import annotated_html, annotated_markdown
from qa.drafts.report import CheckReport
from qa.exports import Format, clip_html, clip_markdown, clip_text, export
from ui import texts
from ui.conversations import Conversations, evaluation_rows
from ui.judging import json_lines
from ui.passing import Shelf

_TYPES: Final = {"html": "text/html", "md": "text/markdown", "json": "application/json", "jsonl": "application/jsonl"}
_FORMATS: Final[dict[str, Format]] = {"html": "html", "md": "markdown", "json": "json"}
_MOST_DRAFTS: Final = 50


class CheckedDrafts:
    """The latest checked drafts, each under a name that cannot be guessed; they are gone when the server stops."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, tuple[CheckReport, str]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, report: CheckReport, draft: str) -> str:
        """Keep a draft and what its check found; return its name."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._drafts[name] = (report, draft)
            while len(self._drafts) > _MOST_DRAFTS:
                self._drafts.popitem(last=False)
        return name

    def document(self, name: str, ending: str) -> str:
        """Return a checked draft as `html`, `md` or `json`.

        Raises:
            NotFoundError: It is not kept any more.
        """
        with self._lock:
            found = self._drafts.get(name)
        if found is None:
            raise NotFoundError(texts.DRAFT_GONE)
        report, draft = found
        if ending == "json":
            return json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"
        return annotated_html(report, draft) if ending == "html" else annotated_markdown(report, draft)


def add_routes(app: FastAPI, kept: Conversations | None, shelf: Shelf, drafts: CheckedDrafts) -> None:
    """Add the links to documents: conversations of the shelf, checked drafts, and judgements where they are kept."""

    @app.get("/export/{name}.{ending}", include_in_schema=False)
    def conversation(name: str, ending: str) -> Response:
        if ending not in _FORMATS:
            raise NotFoundError(texts.API_NOT_FOUND.format(path=f"/export/{name}.{ending}"))
        return _attached(export(_answers(shelf, name), _FORMATS[ending]), "citewire-conversation", ending)

    @app.get("/copied/{name}/{number}", include_in_schema=False)
    def copied(name: str, number: int) -> Response:
        answers = _answers(shelf, name)
        if not 1 <= number <= len(answers):
            raise NotFoundError(texts.API_NOT_FOUND.format(path=f"/copied/{name}/{number}"))
        answer = answers[number - 1]
        said = {"html": clip_html(answer), "markdown": clip_markdown(answer), "text": clip_text(answer)}
        return JSONResponse(said, headers={"Cache-Control": "no-store"})

    @app.get("/judgements.jsonl", include_in_schema=False)
    def judgements() -> Response:
        if kept is None:
            raise NotFoundError(texts.API_NOT_FOUND.format(path="/judgements.jsonl"))
        return _attached(json_lines(evaluation_rows(kept.judged())), "citewire-judgements", "jsonl")

    @app.get("/checked/{name}.{ending}", include_in_schema=False)
    def draft(name: str, ending: str) -> Response:
        if ending not in _FORMATS:
            raise NotFoundError(texts.API_NOT_FOUND.format(path=f"/checked/{name}.{ending}"))
        return _attached(drafts.document(name, ending), "citewire-checked-draft", ending)


def _answers(shelf: Shelf, name: str) -> list[Answer]:
    return [exchange.answer for exchange in shelf.load(name) if exchange.answer]


def _attached(document: str, stem: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{ending}"', "Cache-Control": "no-store"}
    return Response(document, media_type=f"{_TYPES[ending]}; charset=utf-8", headers=headers)
