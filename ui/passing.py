"""Conversations of a page that keeps none: held while the server runs, so that they can be copied and saved."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, Protocol

from index.errors import NotFoundError
from ui import texts
from ui.conversations import Exchange

_MOST: Final = 200


class Shelf(Protocol):
    """Where a conversation is found again: `Conversations`, or `PassingConversations`."""

    def save(self, conversation_id: str, exchanges: Sequence[Exchange]) -> None:
        """Store a conversation as it stands now."""

    def load(self, conversation_id: str) -> list[Exchange]:
        """Return the exchanges of a conversation, or raise NotFoundError."""


class PassingConversations:
    """The latest conversations, each under an id that cannot be guessed; nobody can list them."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, list[Exchange]] = OrderedDict()
        self._lock = threading.Lock()

    def save(self, conversation_id: str, exchanges: Sequence[Exchange]) -> None:
        """Hold a conversation as it stands now; without exchanges nothing is held."""
        if not exchanges:
            return
        with self._lock:
            self._held[conversation_id] = list(exchanges)
            self._held.move_to_end(conversation_id)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)

    def load(self, conversation_id: str) -> list[Exchange]:
        """Return the exchanges of a conversation.

        Raises:
            NotFoundError: It is not held any more.
        """
        with self._lock:
            found = self._held.get(conversation_id)
        if found is None:
            raise NotFoundError(texts.CONVERSATION_GONE)
        return list(found)
