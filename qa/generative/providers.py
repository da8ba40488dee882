"""The setting `llm` -> a LlamaIndex LLM. Keys come from the environment and go nowhere but to the provider."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from index.errors import LLMError, SettingsError
from index.settings import Settings

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import LLM

NO_MODEL: Final = "none"
OLLAMA_URL: Final = "http://localhost:11434"
KEY_VARIABLE: Final = "CITEWIRE_LLM_KEY"
_USUAL_URLS: Final = {
    "ollama": OLLAMA_URL,
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "openai-like": "",
    "huggingface": "",
}
# Asked for after KEY_VARIABLE. Never for openai-like: a key must not go to a server it was not meant for.
_OWN_KEYS: Final = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_CONNECT_TIMEOUT_S: Final = 10.0
PROVIDERS: Final = tuple(_USUAL_URLS)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the settings name.

    Attributes:
        provider: One of ollama, openai, anthropic, openai-like, huggingface.
        model: As the provider calls it.
        url: Where its server is; empty for a model in this process.
        key: Empty without one; in no `repr`.
    """

    provider: str
    model: str
    url: str
    key: str = field(default="", repr=False)

    @property
    def setting(self) -> str:
        """The choice as the setting `llm` writes it."""
        return f"{self.provider}:{self.model}"

    @property
    def name(self) -> str:
        """What readers of an answer see: the model, without the folder it lies in."""
        return Path(self.model).name if self.provider == "huggingface" else self.model


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A LlamaIndex LLM and what ends its connections; it holds the key, and so is in no `repr`."""

    llm: LLM = field(repr=False)
    close: Callable[[], Awaitable[None]] = field(repr=False)


def read_choice(settings: Settings, environment: Mapping[str, str] | None = None) -> Choice | None:
    """Return the model that the settings name, or None for 'none'.

    Raises:
        SettingsError: The setting is not understood, or an address or a key is missing.
    """
    if settings.llm == NO_MODEL:
        return None
    environment = os.environ if environment is None else environment
    provider, colon, model = settings.llm.partition(":")
    if provider not in _USUAL_URLS or not colon or not model.strip():
        raise SettingsError(
            f"setting 'llm' is not understood: got {settings.llm!r}, expected 'none' or PROVIDER:MODEL with one of "
            f"{', '.join(_USUAL_URLS)} for PROVIDER. For example: ollama:qwen3"
        )
    url = settings.llm_url or _USUAL_URLS[provider]
    if provider == "openai-like" and not url:
        raise SettingsError(
            f"the model {settings.llm!r} needs the address of its server. "
            "Set llm_url, for example: CITEWIRE_LLM_URL=http://localhost:8080/v1"
        )
    own = _OWN_KEYS.get(provider)
    key = environment.get(KEY_VARIABLE) or (environment.get(own) if own else None) or ""
    if own and not key and not settings.llm_url:
        raise SettingsError(
            f"the model {settings.llm!r} needs a key. Put it into the environment variable {own} or {KEY_VARIABLE}."
        )
    if provider == "huggingface":
        return Choice(provider, model.strip(), "")
    return Choice(provider, model.strip(), _checked(url), key.strip())


def key_variables(provider: str) -> tuple[str, ...]:
    """Return the environment variables a provider's key is read from, the first one set; none if it takes no key."""
    if provider not in _USUAL_URLS or provider == "huggingface":
        return ()
    return (KEY_VARIABLE, *([_OWN_KEYS[provider]] if provider in _OWN_KEYS else []))


def needs_key(provider: str) -> bool:
    """Say whether a provider answers nobody without a key."""
    return provider in _OWN_KEYS


def may_hold_secret(url: str) -> bool:
    """Say whether an address holds more than where a server is: a name, a password or a query."""
    return any(mark in url for mark in "@?#")


def open_model(choice: Choice, settings: Settings) -> OpenedModel:
    """Return the LLM of a choice; nothing is sent yet, but a model of this process is loaded.

    Raises:
        ExtraMissing: What reads a `.gguf` file is not installed.
        LLMError: A model of this process cannot be loaded, or the provider does not offer the model this way.
    """
    openers = {"ollama": _ollama, "anthropic": _anthropic, "huggingface": _huggingface}
    try:
        return openers.get(choice.provider, _openai)(choice, settings)
    except ValueError as error:  # a name that the integration knows not to work
        raise LLMError(f"the language model {choice.setting!r} cannot be used: {error} Choose another.") from error


def is_on_this_machine(url: str) -> bool:
    """Say whether an address is one of this machine; then no proxy is asked for it."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(url: str) -> str:
    if may_hold_secret(url):  # before all else: what follows quotes the address
        raise SettingsError(
            f"llm_url must be an address alone, without name, password or query. Put a key into {KEY_VARIABLE}."
        )
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            f"llm_url is not an address: got {url!r}, expected one such as http://localhost:8080/v1. Mend the setting."
        )
    return url.rstrip("/")


def _openai(choice: Choice, settings: Settings) -> OpenedModel:
    import httpx
    from llama_index.core.callbacks import CallbackManager
    from llama_index.llms.openai_like import OpenAILike

    # Ours, so that it can be closed, follows no redirect with the key, and asks no proxy for this machine.
    client = httpx.AsyncClient(timeout=_timeout(settings), trust_env=not is_on_this_machine(choice.url))
    # OpenAI's newer models know the limit only under its newer name, most other servers only under the older one.
    newer = choice.provider == "openai"
    llm = OpenAILike(
        model=choice.model,
        api_base=choice.url,
        api_key=choice.key or "none",  # without any, the key for OpenAI would be looked for in the environment
        is_chat_model=True,
        context_window=settings.llm_context_tokens,
        max_tokens=None if newer else settings.llm_max_tokens,
        additional_kwargs={"max_completion_tokens": settings.llm_max_tokens} if newer else {},
        temperature=settings.llm_temperature,
        max_retries=0,
        timeout=settings.llm_timeout_s,
        async_http_client=client,
        callback_manager=CallbackManager(),
    )
    return OpenedModel(llm, client.aclose)


def _ollama(choice: Choice, settings: Settings) -> OpenedModel:
    from llama_index.core.callbacks import CallbackManager
    from llama_index.llms.ollama import Ollama
    from ollama import AsyncClient

    client = AsyncClient(
        host=choice.url,
        timeout=_timeout(settings),
        headers={"Authorization": f"Bearer {choice.key}"} if choice.key else None,
        follow_redirects=False,
        trust_env=not is_on_this_machine(choice.url),
    )
    llm = Ollama(
        model=choice.model,
        base_url=choice.url,
        temperature=settings.llm_temperature,
        context_window=settings.llm_context_tokens,  # also what Ollama makes room for
        additional_kwargs={"num_predict": settings.llm_max_tokens},
        is_function_calling_model=False,
        thinking=False,  # the passages are all there is to think about, and thoughts would use up the limits
        async_client=client,
        callback_manager=CallbackManager(),
    )
    return OpenedModel(llm, client.close)


def _anthropic(choice: Choice, settings: Settings) -> OpenedModel:
    from qa.generative.claude import AnthropicModel, client_of

    client = client_of(
        choice.url, choice.key or "none", _timeout(settings), trust_env=not is_on_this_machine(choice.url)
    )
    llm = AnthropicModel.over(
        client,
        model_name=choice.model,
        context_tokens=settings.llm_context_tokens,
        answer_tokens=settings.llm_max_tokens,
        temperature=min(1.0, settings.llm_temperature),
    )
    return OpenedModel(llm, client.aclose)


def _huggingface(choice: Choice, settings: Settings) -> OpenedModel:
    from qa.generative.local import LocalModel

    llm = LocalModel.load(
        choice.model,
        name=choice.name,
        context_tokens=settings.llm_context_tokens,
        answer_tokens=settings.llm_max_tokens,
        temperature=settings.llm_temperature,
    )

    async def close() -> None:
        pass  # it ends with the last reader of its answer

    return OpenedModel(llm, close)


def _timeout(settings: Settings) -> httpx.Timeout:
    import httpx

    return httpx.Timeout(settings.llm_timeout_s, connect=min(_CONNECT_TIMEOUT_S, settings.llm_timeout_s))
