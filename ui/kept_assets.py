"""Scripts and styles that a browser keeps for good: each under an address of its content, sent from memory.

Opening the page takes about a hundred of them. Gradio names its own by their content; ours stand in a folder that
is named so. What is asked for once is held packed and answered before the application is reached.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER: Final = Path(__file__).parent / "assets"
_GRADIOS_NAME: Final = re.compile(r"/assets/(?P<name>[\w.-]+-[\w-]{8}\d?\.(?:js|css))")
_KINDS: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_REFUSED: Final = re.compile(r"q=0(?:\.0*)?")


@cache
def version() -> str:
    """Return the name of the folder our own assets are found in; other contents, another name."""
    contents = hashlib.sha256()
    for file in sorted(FOLDER.iterdir()):
        contents.update(file.name.encode() + b"\0" + file.read_bytes())
    return contents.hexdigest()[:12]


def address(name: str) -> str:
    """Return the address of a file of ui/assets."""
    return f"/citewire/{version()}/{name}"


@dataclass(frozen=True, slots=True)
class _Asset:
    """A file as it is sent: plain, packed if that is smaller, and the tag a browser shows to be told it is the same."""

    plain: bytes
    packed: bytes | None
    kind: str
    tag: str


class KeptAssets:
    """Answers for scripts and styles, and lets everything else through.

    Args:
        app: The application behind.
        gradios: The folder of Gradio's own.
        headers: Sent with each of them.
        may_ask: Takes the `Host` a request names; where it returns False the application answers.
    """

    def __init__(
        self, app: ASGIApp, *, gradios: Path, headers: Mapping[str, str], may_ask: Callable[[str], bool]
    ) -> None:
        self._app = app
        self._gradios = gradios
        self._headers = headers
        self._may_ask = may_ask
        self._held: dict[Path, _Asset] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asset = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and (file := self._file(scope["path"])):
            asked = Headers(scope=scope)
            asset = await self._asset(file) if self._may_ask(asked.get("host", "")) else None
        if asset is None:
            await self._app(scope, receive, send)
        else:
            await self._response(asset, asked, bodiless=scope["method"] == "HEAD")(scope, receive, send)

    def _file(self, path: str) -> Path | None:
        """Return where the file of an address lies, whether it is there or not; None for any other address."""
        if found := _GRADIOS_NAME.fullmatch(path):
            return self._gradios / found["name"]
        folder, _, name = path.rpartition("/")
        return FOLDER / name if folder == f"/citewire/{version()}" and Path(name).suffix in _KINDS else None

    async def _asset(self, file: Path) -> _Asset | None:
        if file not in self._held:
            try:
                self._held[file] = await run_in_threadpool(_read, file)
            except OSError:  # no such file: the application says so
                return None
        return self._held[file]

    def _response(self, asset: _Asset, asked: Headers, *, bodiless: bool) -> Response:
        """Return the whole of it, as parts of so little are not worth a request, or that it is the same."""
        headers = {**self._headers, "Cache-Control": _FOR_GOOD, "ETag": asset.tag}
        if asset.packed is not None:
            headers["Vary"] = "Accept-Encoding"
        if _names(asked.get("if-none-match", ""), asset.tag):
            return Response(status_code=304, headers=headers)
        body = asset.plain
        if asset.packed is not None and _takes_gzip(asked.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            body = asset.packed
        headers["Content-Length"] = str(len(body))
        return Response(b"" if bodiless else body, headers=headers, media_type=asset.kind)


def _read(file: Path) -> _Asset:
    plain = file.read_bytes()
    packed = gzip.compress(plain, 6, mtime=0)
    tag = f'W/"{hashlib.sha256(plain).hexdigest()[:16]}"'  # weak, as it stands for both ways of sending
    return _Asset(plain, packed if len(packed) < len(plain) else None, _KINDS[file.suffix], tag)


def _names(tags: str, tag: str) -> bool:
    given = [one.strip() for one in tags.split(",")]
    return given == ["*"] or tag.removeprefix("W/") in [one.removeprefix("W/") for one in given]


def _takes_gzip(accepted: str) -> bool:
    for one in accepted.lower().split(","):
        coding, _, weight = one.partition(";")
        if coding.strip() == "gzip":
            return not _REFUSED.fullmatch(weight.strip())
    return False
