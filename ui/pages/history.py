"""The conversations of the Ask page: how they are kept, reopened, listed and judged."""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import Final

from index.errors import CitewireError, NotFoundError
from ui import render
from ui.conversations import REASONS, Conversations, Exchange, Row
from ui.pages.talk import Talk
from ui.passing import Shelf

_LOG: Final = logging.getLogger("citewire.ui")
_ENDED: Final = 1000  # answers given up, remembered until what makes them has noticed


class History:
    """What the page keeps.

    Args:
        kept: Where conversations are kept; None where they are nobody else's business.
        shelf: Where they are found again to be copied and saved.
    """

    def __init__(self, kept: Conversations | None, shelf: Shelf) -> None:
        self._kept = kept
        self._shelf = shelf
        self._ended: deque[str] = deque(maxlen=_ENDED)
        self._one_at_a_time = threading.Lock()

    def __bool__(self) -> bool:
        return self._kept is not None

    def new(self) -> Talk:
        """Begin a conversation."""
        return Talk(Conversations.new_id(), kept=bool(self))

    def keep(self, talk: Talk) -> None:
        """Store a conversation as it stands, unless its last answer was given up meanwhile.

        A failure is for the log, as the answer is there all the same.
        """
        with self._one_at_a_time:
            if talk.run not in self._ended:
                self._save(talk)

    def stop(self, talk: Talk) -> Talk:
        """Give up the answer that is being made: what is made of it all the same is not kept.

        Gradio ends the making at its next step only, which may be its last.
        """
        if not talk.busy:
            return talk
        talk = talk.stopped()
        with self._one_at_a_time:
            self._ended.append(talk.run)
            self._save(talk)
        return talk

    def _save(self, talk: Talk) -> None:
        try:
            self._shelf.save(talk.id, talk.exchanges())
        except CitewireError:
            _LOG.exception("the conversation could not be kept")

    def reopened(self, conversation_id: str) -> Talk | None:
        """Return a conversation with what was thought of its answers; None if it is not kept."""
        exchanges: list[Exchange] | None = None
        if self._kept:
            with suppress(NotFoundError):
                exchanges = self._kept.load(conversation_id)
        if self._kept is None or exchanges is None:
            return None
        judged = [self._kept.judgement(one.answer) if one.answer else None for one in exchanges]
        talk = Talk.reopened(conversation_id, exchanges)
        turns = (replace(turn, judged=reason or "") for turn, reason in zip(talk.turns, judged, strict=True))
        return replace(talk, turns=tuple(turns))

    def judge(self, what: str, talk: Talk) -> Talk:
        """Keep what the reader thinks of an answer.

        Args:
            what: Its position and the reason, `2:outdated`; without a reason the judgement is taken back.
            talk: The conversation.

        Returns:
            The conversation with it; as it was if there is no such answer or reason.
        """
        number, _, reason = what.partition(":")
        at = talk.position(number)
        answer = talk.turns[at].answer if at is not None else None
        if self._kept is None or answer is None or at is None or reason not in ("", *REASONS):
            return talk
        if reason in REASONS:
            self._kept.judge(answer, reason)
        else:
            self._kept.withdraw(answer)
        turns = list(talk.turns)
        turns[at] = replace(turns[at], judged=reason)
        return replace(talk, turns=tuple(turns))

    def change(self, verb: str, what: str, deleted: Row | None) -> Row | None:
        """Rename a conversation, delete it, or restore the one deleted last; return what can be restored now."""
        if self._kept is None:
            return deleted
        if verb == "rename":
            conversation_id, _, title = what.partition(":")
            self._kept.rename(conversation_id, title)
        elif verb == "delete":
            return self._kept.delete(what) or deleted
        elif verb == "restore" and deleted:
            self._kept.restore(deleted)
            return None
        return deleted

    def listed(self, search: str, deleted: Row | None, talk: Talk) -> str:
        """Return the list of conversations as HTML."""
        if self._kept is None:
            return ""
        return render.history_html(
            self._kept.headings(search), search, restorable=deleted is not None, current=talk.id,
            judgements=self._kept.judgement_count(),
        )  # fmt: skip
