"""Calls of a language model: streamed, limited in time, tried again where that helps, and ended when nobody reads on.

A call runs on an event loop on a thread of its own, where it can be cancelled at any moment, the wait for the first
word included; the caller reads a plain iterator.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Coroutine, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from index.settings import Settings
from qa import prompts
from qa.generative.failures import CallFailed, delay_s, explain
from qa.generative.providers import Choice, OpenedModel, open_model

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

Finish = Literal["stop", "length", "unknown"]
Pieces = Generator[str, None, Finish]

_HEARTBEAT_S = 0.5
_CLOSE_S = 5.0
_LIMIT_REASONS = frozenset({"length", "max_tokens", "model_length"})
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, in seconds, and how often it is tried anew.

    Attributes:
        first_token_s: Until the first word, from each attempt on.
        timeout_s: In all, waits between attempts included.
        retries: Attempts after the first one.
    """

    first_token_s: float
    timeout_s: float
    retries: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return those the settings name."""
        return cls(settings.llm_first_token_s, settings.llm_timeout_s, settings.llm_retries)


class LanguageModel:
    """A model that can be asked until it is closed.

    Attributes:
        name: As readers of an answer see it.
    """

    def __init__(
        self, llm: LLM, *, name: str, limits: Limits, opened: OpenedModel | None = None, choice: Choice | None = None
    ) -> None:
        """Ask any LlamaIndex LLM; `open` is the usual way to one.

        Args:
            llm: The model; whoever made it closes it.
            name: What readers of an answer see.
            limits: Of every call.
            opened: What is closed with this object.
            choice: Where the model came from; its key is kept out of messages.
        """
        self.name = name
        self._llm = llm
        self._limits = limits
        self._opened = opened
        self._secrets = (choice.key,) if choice and choice.key else ()
        self._url = choice.url if choice else ""
        self._loop = _Loop()

    @classmethod
    def open(cls, choice: Choice, settings: Settings) -> LanguageModel:
        """Open the model of a choice; errors as for `open_model`."""
        opened = open_model(choice, settings)
        return cls(opened.llm, name=choice.name, limits=Limits.of(settings), opened=opened, choice=choice)

    def close(self) -> None:
        """End calls that still run, and the connections."""
        self._loop.close(self._opened.close() if self._opened else None)

    def stream(self, system: str, user: str) -> Pieces:
        """Yield what the model answers, piece by piece; now and then an empty piece while nothing comes.

        Closing the generator ends the call.

        Args:
            system: The rules.
            user: What is asked.

        Returns:
            Why the model stopped, as far as its provider tells.

        Raises:
            CallFailed: The call failed, or broke off; what was yielded before stands.
        """
        ends = time.monotonic() + self._limits.timeout_s
        attempt, begun = 1, False
        while True:
            call = self._attempt(system, user, ends)
            try:
                while True:
                    try:
                        piece = next(call)
                    except StopIteration as finished:
                        finish: Finish = finished.value
                        return finish
                    begun |= bool(piece)
                    yield piece
            except CallFailed as failure:
                wait_s = delay_s(attempt, failure.retry_after_s)
                in_time = time.monotonic() + wait_s < ends
                if begun or not failure.retryable or attempt > self._limits.retries or not in_time:
                    raise
                again = time.monotonic() + wait_s
            finally:
                call.close()
            while (left := again - time.monotonic()) > 0:
                time.sleep(min(left, _HEARTBEAT_S))
                yield ""
            attempt += 1

    def _attempt(self, system: str, user: str, ends: float) -> Pieces:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        chat = [ChatMessage(role=MessageRole.SYSTEM, content=system), ChatMessage(role=MessageRole.USER, content=user)]
        pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()

        async def call() -> None:
            finish: Finish = "unknown"
            try:
                answer = await self._llm.astream_chat(chat)
                async with contextlib.aclosing(answer) as parts:
                    async for part in parts:
                        pieces.put(part.delta or "")
                        finish = _finish(part) or finish
                pieces.put(_Finished(finish))
            except Exception as error:
                # Rebuilt from words alone: the original holds the request, and with it the key.
                pieces.put(explain(error, secrets=self._secrets, url=self._url))

        running = self._loop.run(call())
        begin, first = time.monotonic() + self._limits.first_token_s, False
        try:
            while True:
                limit = ends if first else min(begin, ends)
                left = limit - time.monotonic()
                try:
                    piece = pieces.get(timeout=max(0.0, min(left, _HEARTBEAT_S)))
                except queue.Empty:
                    if left > 0:
                        yield ""
                        continue
                    late = prompts.LATE if first or ends <= begin else prompts.LATE_FIRST
                    seconds = self._limits.timeout_s if first or ends <= begin else self._limits.first_token_s
                    raise CallFailed(late.format(seconds=seconds)) from None
                if isinstance(piece, CallFailed):
                    raise piece
                if isinstance(piece, _Finished):
                    return piece.finish
                first |= bool(piece)
                yield piece
                if time.monotonic() > ends:
                    raise CallFailed(prompts.LATE.format(seconds=self._limits.timeout_s))
        finally:
            running.cancel()


@dataclass(frozen=True, slots=True)
class _Finished:
    finish: Finish


class _Loop:
    """An event loop on its own thread, begun with the first call."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def run(self, call: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Run a coroutine; the result can be waited for or cancelled."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="citewire-llm", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(call, self._loop)

    def close(self, last: Any = None) -> None:
        """Cancel what runs, wait for `last`, and end the thread."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            if last is not None:
                asyncio.run(_awaited(last))
            return

        async def end() -> None:
            running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            if last is not None:
                await last
            await asyncio.get_running_loop().shutdown_asyncgens()

        # A model that holds up the loop itself is left behind: the thread dies with the process.
        with contextlib.suppress(TimeoutError):
            self.run(end()).result(_CLOSE_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_CLOSE_S)
        if not thread.is_alive():
            loop.close()
        self._loop = self._thread = None


async def _awaited(last: Any) -> None:
    await last


def _finish(part: Any) -> Finish | None:
    """Read why a model stopped from the last part of its answer; each provider puts it elsewhere."""
    raw = part.raw
    choices = getattr(raw, "choices", None)
    told = getattr(choices[0], "finish_reason", None) if choices else None
    if told is None and isinstance(raw, dict):
        told = raw.get("done_reason")
    if told is None:
        told = part.message.additional_kwargs.get("stop_reason")
    if told is None:
        return None
    return "length" if told in _LIMIT_REASONS else "stop"
