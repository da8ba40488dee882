"""What an export holds: answers, when it was made; written as Markdown, HTML or JSON, and read back from any of them."""

from __future__ import annotations

import base64
import binascii
import json
import re
import textwrap
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol, get_args, runtime_checkable

from index import CITEWIRE
from index.errors import ExportError
from qa.answer import SCHEMA_VERSION, Answer

Format = Literal["markdown", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

_KIND = "citewire export"
_MOST_CHARS = 30_000_000
_IN_HTML = re.compile(r'<script type="application/json" id="citewire-export">(.*?)</script>', re.DOTALL)
_IN_MARKDOWN = re.compile(r"<!-- citewire-export:1\s+([A-Za-z0-9+/=\s]*?)\s*-->")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


@runtime_checkable
class _Turn(Protocol):
    """A turn of a conversation."""

    @property
    def answer(self) -> Answer: ...


@runtime_checkable
class _Conversation(Protocol):
    """What has turns."""

    @property
    def turns(self) -> Iterable[_Turn]: ...


Exportable = Answer | _Conversation | Iterable[Answer | _Turn | tuple[str, Answer]]


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """Answers in the order they were given.

    Attributes:
        exported: The day it was made.
    """

    answers: tuple[Answer, ...]
    exported: date

    @classmethod
    def of(cls, what: Exportable, *, exported: date | None = None) -> ExportDocument:
        """Make one of an answer, of several, of turns with an `answer`, or of a conversation with `turns`.

        Raises:
            ExportError: There is no answer in it.
        """
        answers = tuple(_answers(what))
        if not answers:
            raise ExportError("there is nothing to export: the conversation has no answer yet. Ask something first.")
        return cls(answers, exported or date.today())

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        answers = [answer.to_dict() for answer in self.answers]
        return {
            "kind": _KIND,
            "schema": SCHEMA_VERSION,
            "citewire": CITEWIRE,
            "exported": self.exported.isoformat(),
            "answers": answers,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ExportDocument:
        """Rebuild from `to_dict`, or from an answer's own.

        Raises:
            ExportError: It is neither.
        """
        try:
            if data.get("kind") == _KIND and data.get("schema") == SCHEMA_VERSION:
                answers = tuple(Answer.from_dict(answer) for answer in data["answers"])
                return cls(answers, date.fromisoformat(data["exported"]))
            answer = Answer.from_dict(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ExportError(f"this is no export of answers: {_said(error)}. {_EXPECTED}") from error
        return cls((answer,), answer.as_of)


_EXPECTED = "Make one: citewire ask QUESTION --format markdown --output FILE"


def export(what: Exportable, form: Format, *, exported: date | None = None) -> str:
    """Write answers as a document that can be read, printed and checked again.

    Args:
        what: An answer, several, turns with an `answer`, or a conversation with `turns`.
        form: `markdown`, `html` or `json`.
        exported: The day to name; by default today.

    Raises:
        ExportError: There is no answer, or no such format.
    """
    from qa.exports.pages import html_page
    from qa.exports.papers import markdown_paper

    document = ExportDocument.of(what, exported=exported)
    if form == "json":
        return json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n"
    if form == "html":
        return html_page(document, _script(document))
    if form == "markdown":
        return markdown_paper(document, _comment(document))
    raise ExportError(f"no format {form!r}. Known: {', '.join(FORMATS)}.")


def read_export(text: str) -> ExportDocument:
    """Read an export of any format back, or the JSON of an answer.

    Raises:
        ExportError: It is none, or was cut or changed.
    """
    if len(text) > _MOST_CHARS:
        raise ExportError(f"the file is too large: got {len(text):,} characters, at most {_MOST_CHARS:,} are read.")
    if found := _IN_HTML.search(text):
        return ExportDocument.from_dict(_parsed(found[1]))
    if found := _IN_MARKDOWN.search(text):
        return ExportDocument.from_dict(_parsed(_unpacked(found[1])))
    return ExportDocument.from_dict(_parsed(text))


def _answers(what: Any) -> Iterable[Answer]:
    if isinstance(what, Answer):
        yield what
        return
    for item in what.turns if isinstance(what, _Conversation) else what:
        if isinstance(item, Answer):
            yield item
        elif isinstance(item, _Turn):
            yield item.answer
        else:
            _, answer = item
            yield answer


def _script(document: ExportDocument) -> str:
    """Write a document as a data block of HTML, which no text in it can end."""
    data = json.dumps(document.to_dict(), separators=(",", ":"))
    safe = "".join(_ESCAPES.get(char, char) for char in data)
    return f'<script type="application/json" id="citewire-export">{safe}</script>'


def _comment(document: ExportDocument) -> str:
    """Write a document as a comment of Markdown, which no text in it can end."""
    packed = base64.b64encode(zlib.compress(json.dumps(document.to_dict()).encode(), 9)).decode()
    return "\n".join(["<!-- citewire-export:1", *textwrap.wrap(packed, 120), "-->"])


def _unpacked(packed: str) -> str:
    try:
        stream = zlib.decompressobj()
        raw = stream.decompress(base64.b64decode("".join(packed.split()), validate=True), _MOST_CHARS)
        if not stream.eof:
            raise ExportError("the export at the end of the file was cut, or is too large. Export the answer again.")
        return raw.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise ExportError(
            f"the export at the end of the file was changed: {_said(error)}. Export the answer again."
        ) from error


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExportError(f"this is no export of answers: {_said(error)}. {_EXPECTED}") from error
    if not isinstance(data, dict):
        raise ExportError(f"this is no export of answers: got a {type(data).__name__}. {_EXPECTED}")
    return data


def _said(error: Exception) -> str:
    said = " ".join(str(error).split())[:100] or type(error).__name__
    return f"{said} is missing" if isinstance(error, KeyError) else said
