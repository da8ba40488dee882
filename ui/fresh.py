"""The page as it is now: its head, its outlets and its examples follow the collection, for who comes and who is there.

Gradio sends every reader the values the page was built with. Here they are renewed before the page is sent, whenever
the collection is another, whoever changed it; a page that is open gets the same values after its own changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

Part = tuple[Any, Callable[[], dict[str, Any]]]


class FreshPage:
    """Parts of a page whose values depend on the collection.

    Args:
        page: The page.
        facts: Returns what tells one state of the collection from another; asked for each time the page is sent.
        parts: Each with what returns its properties, at once.
        slow_parts: The same for properties that take long; they are made anew only when the facts are others.
    """

    def __init__(
        self, page: gr.Blocks, facts: Callable[[], object], parts: Sequence[Part], slow_parts: Sequence[Part]
    ) -> None:
        self._page = page
        self._facts = facts
        self._parts = parts
        self._slow_parts = slow_parts
        self._sent = facts()
        self._made: tuple[object, list[dict[str, Any]]] | None = None
        self._one_at_a_time = threading.Lock()

    def follow(self, changes: Sequence[gr.events.Dependency], **event: Any) -> None:
        """Show the present values on the page that is open after each of these events."""
        for change in changes:
            shown = change.then(self._updates, None, [part for part, _ in self._parts], **event)
            shown.then(self._slow_updates, None, [part for part, _ in self._slow_parts], **event)

    def renew(self) -> None:
        """Let the page be sent with the present values."""
        with self._one_at_a_time:
            if (facts := self._facts()) == self._sent:
                return
            values = [made() for _, made in self._parts] + self._slow(facts)
            for (part, _), properties in zip([*self._parts, *self._slow_parts], values, strict=True):
                for name, value in properties.items():
                    setattr(part, name, value)
            self._page.config = self._page.get_config_file()
            self._sent = facts

    def _updates(self) -> Any:
        return _outputs([gr.update(**made()) for _, made in self._parts])

    def _slow_updates(self) -> Any:
        with self._one_at_a_time:
            return _outputs([gr.update(**properties) for properties in self._slow(self._facts())])

    def _slow(self, facts: object) -> list[dict[str, Any]]:
        if self._made is None or self._made[0] != facts:
            self._made = facts, [made() for _, made in self._slow_parts]
        return self._made[1]


def _outputs(values: list[dict[str, Any]]) -> Any:
    """Return values as Gradio wants them: a list for several outputs, and for one the value itself."""
    return values if len(values) > 1 else values[0]
