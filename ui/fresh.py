"""The page as it is now: its head, its outlets and its examples follow the collection, for who comes and who is there.

Gradio sends every reader the values the page was built with. Here they are renewed before the page is sent, whenever
the collection is another, whoever changed it; a page that is open gets the same values after its own changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send


class FreshPage:
    """Parts of a page whose values depend on the collection.

    Args:
        page: The page.
        facts: Returns what tells one state of the collection from another; asked for each time the page is sent.
        parts: Each with what returns its properties; made anew only when the facts are others.
    """

    def __init__(
        self,
        page: gr.Blocks,
        facts: Callable[[], object],
        parts: list[tuple[Any, Callable[[], dict[str, Any]]]],
    ) -> None:
        self._page = page
        self._facts = facts
        self._parts = parts
        self._known = facts()
        self._one_at_a_time = threading.Lock()

    @property
    def components(self) -> list[Any]:
        """The parts, as the outputs of an event."""
        return [part for part, _ in self._parts]

    def updates(self) -> list[dict[str, Any]]:
        """Return the present values of `components`, for an event."""
        return [gr.update(**made()) for _, made in self._parts]

    def renew(self) -> None:
        """Let the page be sent with the present values."""
        with self._one_at_a_time:
            if (facts := self._facts()) == self._known:
                return
            for part, made in self._parts:
                for name, value in made().items():
                    setattr(part, name, value)
            self._page.config = self._page.get_config_file()
            self._known = facts


class RenewingMiddleware:
    """Renews the page before it is sent."""

    def __init__(self, app: ASGIApp, page: FreshPage) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] == "http" and scope["path"] == "/":
            await run_in_threadpool(self._page.renew)
        await self._app(scope, receive, send)
