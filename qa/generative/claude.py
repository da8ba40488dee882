"""Models of Anthropic, as a LlamaIndex LLM over their Messages API.

LlamaIndex's own class for them brings 75 MB of clients for two clouds, refuses every model that is newer than its list, and
fails with the present release of the client it asks for; one request and its stream need no client at all.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_completion_callback

from qa.generative.failures import ServerRefused

_VERSION = "2023-06-01"  # of the API; its events may grow in kinds, not change


class AnthropicModel(CustomLLM):
    """A model behind the Messages API.

    Attributes:
        model_name: As Anthropic calls it.
        context_tokens: Most tokens of prompt and answer together.
        answer_tokens: Most tokens of the answer.
        temperature: In [0, 1]; 0 takes the likeliest word each time.
    """

    model_name: str
    context_tokens: int
    answer_tokens: int
    temperature: float = 0.0

    _client: httpx.AsyncClient = PrivateAttr()

    @classmethod
    def over(cls, client: httpx.AsyncClient, **settings: Any) -> AnthropicModel:
        """Return a model reached through a client, which holds address, key and time limits; see `client_of`."""
        self = cls(callback_manager=CallbackManager(), **settings)
        self._client = client
        return self

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex wants to know of a model."""
        return LLMMetadata(
            context_window=self.context_tokens, num_output=self.answer_tokens, is_chat_model=True,
            model_name=self.model_name,
        )  # fmt: skip

    async def astream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseAsyncGen:
        """Answer a chat piece by piece."""
        del kwargs

        async def read() -> ChatResponseAsyncGen:
            text = ""
            async with self._client.stream("POST", "/v1/messages", json=self._body(messages)) as response:
                if response.status_code != httpx.codes.OK:
                    await response.aread()
                    raise ServerRefused(response.status_code, response.headers, _json_of(response.text))
                async for event in _events(response.aiter_lines()):
                    delta, told = _read(event)
                    text += delta
                    message = ChatMessage(
                        role=MessageRole.ASSISTANT, content=text, additional_kwargs={"stop_reason": told}
                    )
                    yield ChatResponse(message=message, delta=delta, raw=event)

        return read()

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Answer one message."""
        del formatted, kwargs
        *_, last = [CompletionResponse(text=""), *self._answer(prompt)]
        return last

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """Answer one message piece by piece."""
        del formatted, kwargs
        return self._answer(prompt)

    def _answer(self, prompt: str) -> CompletionResponseGen:
        text = ""
        body = self._body([ChatMessage(role=MessageRole.USER, content=prompt)])
        ours = self._client
        with (
            httpx.Client(
                base_url=ours.base_url, headers=ours.headers, timeout=ours.timeout, trust_env=ours.trust_env
            ) as client,
            client.stream("POST", "/v1/messages", json=body) as response,
        ):
            if response.status_code != httpx.codes.OK:
                response.read()
                raise ServerRefused(response.status_code, response.headers, _json_of(response.text))
            for line in response.iter_lines():
                if (event := _event(line)) is not None:
                    delta, _ = _read(event)
                    text += delta
                    yield CompletionResponse(text=text, delta=delta, raw=event)

    def _body(self, messages: Sequence[ChatMessage]) -> dict[str, Any]:
        rules = "\n\n".join(message.content or "" for message in messages if message.role == MessageRole.SYSTEM)
        said = [
            {"role": "assistant" if message.role == MessageRole.ASSISTANT else "user", "content": message.content or ""}
            for message in messages
            if message.role != MessageRole.SYSTEM
        ]
        body = {
            "model": self.model_name, "max_tokens": self.answer_tokens, "temperature": self.temperature, "stream": True,
            "messages": said,
        }  # fmt: skip
        return {**body, "system": rules} if rules else body


def client_of(url: str, key: str, timeout: httpx.Timeout, *, trust_env: bool) -> httpx.AsyncClient:
    """Return a client for the API at an address; it follows no redirect, which could carry the key elsewhere."""
    headers = {"x-api-key": key, "anthropic-version": _VERSION}
    return httpx.AsyncClient(base_url=url.removesuffix("/v1"), headers=headers, timeout=timeout, trust_env=trust_env)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    async for line in lines:
        if (event := _event(line)) is not None:
            yield event


def _event(line: str) -> dict[str, Any] | None:
    """Read a line of the stream; those without data name what the data repeat."""
    name, _, data = line.partition(":")
    if name != "data":
        return None
    event = json.loads(data)
    if not isinstance(event, dict):
        raise TypeError(f"an event is {type(event).__name__}, expected an object")
    if event.get("type") == "error":
        raise ServerRefused(None, {}, event)
    return event


def _read(event: dict[str, Any]) -> tuple[str, str | None]:
    """Return what an event adds to the text, and why the model stopped if it tells."""
    delta = event.get("delta") or {}
    return (delta.get("text") or "" if delta.get("type") == "text_delta" else ""), delta.get("stop_reason")


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
