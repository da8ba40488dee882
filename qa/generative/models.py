"""Which models there are, and whether the chosen one answers."""

from __future__ import annotations

import time
from dataclasses import dataclass

from index.errors import LLMError
from index.settings import Settings
from qa import prompts
from qa.generative.calls import LanguageModel
from qa.generative.failures import CallFailed
from qa.generative.providers import OLLAMA_URL, Choice, is_on_this_machine

_LIST_TIMEOUT_S = 2.0
_MOST_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Tested:
    """A short call that went well.

    Attributes:
        seconds: How long it took.
        said: What the model answered, cut to 80 characters.
    """

    seconds: float
    said: str


def ollama_models(url: str = OLLAMA_URL) -> list[str] | None:
    """Return the models of an Ollama server by name, or None if there is no such server."""
    import httpx

    try:
        with httpx.Client(timeout=_LIST_TIMEOUT_S, trust_env=not is_on_this_machine(url)) as client:
            listed = client.get(f"{url.rstrip('/')}/api/tags").raise_for_status().json()["models"]
        return sorted(str(model["name"]) for model in listed)
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None


def try_model(choice: Choice, settings: Settings) -> Tested:
    """Ask a model for one word.

    Raises:
        LLMError: It does not answer, or cannot be loaded.
        ExtraMissing: Its packages are not installed.
    """
    begun = time.perf_counter()
    model = LanguageModel.open(choice, settings)
    try:
        said = "".join(model.stream(prompts.MODEL_TEST_SYSTEM, prompts.MODEL_TEST))
    except CallFailed as failure:
        raise LLMError(f"the language model {choice.setting!r} {failure}. {_advice(choice)}") from None
    finally:
        model.close()
    if not said.strip():
        raise LLMError(f"the language model {choice.setting!r} {prompts.FALLBACK_EMPTY}. Try another model.")
    shown = " ".join(said.split())
    return Tested(round(time.perf_counter() - begun, 2), shown[:_MOST_SHOWN_CHARS])


def _advice(choice: Choice) -> str:
    if choice.provider != "ollama":
        return "Check the settings llm and llm_url, the key, and the server."
    there = ollama_models(choice.url)
    if there is None:
        return "Start it: ollama serve"
    if choice.model not in there and f"{choice.model}:latest" not in there:
        return f"Fetch it: ollama pull {choice.model}"
    return "See what it says: ollama ps"
