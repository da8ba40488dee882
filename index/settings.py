"""Every setting in one frozen model; it feeds the command line, the docs and the manifest.

Order of precedence, strongest first: explicit values (command-line flags), environment
variables `CITEWIRE_<NAME>`, `settings.toml` in the home folder, the defaults below.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import SettingsError

BUNDLED_MODEL = "bundled"
EmbeddingBackend = Literal["auto", "onnx", "torch"]
Language = Literal["en", "de"]
SETTINGS_FILE = "settings.toml"
# Settings that the index was built with, and what runs its model: an open home cannot change them.
NEED_REOPENING = ("embedding_model", "chunk_tokens", "embedding_backend")
_ENVIRONMENT_PREFIX = "CITEWIRE_"


class Settings(BaseModel):
    """All settings, with their meaning and bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    embedding_model: str = Field(
        BUNDLED_MODEL,
        min_length=1,
        description="Embedding model: 'bundled' (all-MiniLM-L6-v2, offline), a folder, or a Hugging Face id.",
    )
    embedding_backend: EmbeddingBackend = Field(
        "auto",
        description="What runs the model: 'onnx' (ONNX Runtime; exported once, starts fast), 'torch', "
        "or 'auto': ONNX Runtime where it can run the model, else torch. The vectors are the same.",
    )
    chunk_tokens: int = Field(
        200, ge=32, le=8192, description="Word pieces of article text a passage may hold, below the model's own limit."
    )
    max_article_chars: int = Field(
        2_000_000,
        ge=1000,
        description="Longest article accepted, in characters; longer ones are reported and left out.",
    )
    fetch_timeout_s: float = Field(
        20.0, gt=0, le=600, description="Seconds one page may take from the first byte asked to the last one received."
    )
    fetch_max_bytes: int = Field(
        20_000_000, ge=1000, description="Largest page, feed or document fetched, in bytes, unpacked or not."
    )
    fetch_delay_s: float = Field(
        1.0, ge=0, le=600, description="Seconds between two requests to one web server; more if its robots.txt asks."
    )
    fetch_pages: int = Field(
        200, ge=1, le=100_000, description="Most pages of one feed or sitemap fetched in one run, the newest first."
    )
    fetch_private: bool = Field(
        False, description="Whether pages may be fetched from this machine and from private networks."
    )
    candidates: int = Field(
        60, ge=1, le=1000, description="Passages fetched from each of the dense and the lexical index."
    )
    lexical_weight: float = Field(
        0.5, ge=0, le=1, description="Share of the lexical score in the fused score; the rest is dense."
    )
    reranker: str = Field(
        "bundled",
        min_length=1,
        description="What reorders the best passages: 'bundled' (their sentences, weighed), 'none', "
        "or a cross-encoder: a folder or a Hugging Face id.",
    )
    rerank_depth: int = Field(60, ge=1, le=1000, description="Passages the reranker reads; a cross-encoder is slow.")
    checker: str = Field(
        "bundled",
        min_length=1,
        description="What checks sentences besides the rules for figures, names and negations: 'bundled' (likeness), "
        "or a cross-encoder trained on natural language inference: a folder or a Hugging Face id.",
    )
    keep_k: int = Field(8, ge=1, le=100, description="Passages an answer is drawn from.")
    max_sentences: int = Field(3, ge=1, le=20, description="Most sentences in an extractive answer.")
    refusal_threshold: float = Field(
        0.375,
        ge=0,
        le=1,
        description="Answers less likely right than this are refused: at 0.375 those of which hardly four in ten "
        "would be right. 0 never refuses, 1 always. What other values do: docs/confidence.md.",
    )
    chat_turns: int = Field(
        6, ge=0, le=100, description="Turns of a conversation that a follow-up may lean on, the last ones; 0 for none."
    )
    chat_chars: int = Field(
        6000, ge=0, description="Most characters of questions and answers that a follow-up may lean on."
    )
    llm: str = Field(
        "none",
        min_length=1,
        description="Language model that writes answers: 'none' (sentences are quoted), or PROVIDER:MODEL with the "
        "provider ollama, openai, anthropic, openai-like or huggingface; docs/models.md tells of each. "
        "Keys are read from the environment only.",
    )
    llm_url: str = Field(
        "",
        description="Address of the model's server, where it is not the usual one; 'openai-like' needs it, "
        "for example http://localhost:8080/v1.",
    )
    llm_context_tokens: int = Field(
        4096,
        ge=512,
        le=2_000_000,
        description="Room for prompt and answer together; passages that do not fit are left out.",
    )
    llm_max_tokens: int = Field(400, ge=16, le=100_000, description="Longest answer of a language model, in tokens.")
    llm_temperature: float = Field(
        0.0, ge=0, le=2, description="0 takes the likeliest word each time; a few models accept only 1."
    )
    llm_first_token_s: float = Field(
        60.0, gt=0, le=3600, description="Seconds a language model may take until it begins to answer."
    )
    llm_timeout_s: float = Field(
        120.0, gt=0, le=3600, description="Seconds a language model may take in all, further attempts included."
    )
    llm_retries: int = Field(
        2, ge=0, le=10, description="Further attempts if a model's server is overloaded, fails or cannot be reached."
    )
    period_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="Questions that name no time are asked of the articles of so many days before the day of asking; "
        "0 asks them of all. Given dates and the option --no-period lift it.",
    )
    language: Language = Field(
        "en", description="Language of the page: 'en' or 'de'. Articles and answers keep their own."
    )
    max_question_chars: int = Field(2000, ge=1, description="Longest question accepted, in characters.")


def load_settings(home: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """Merge defaults, `home/settings.toml`, the environment and `overrides`.

    Raises:
        SettingsError: A name is unknown, a value is out of bounds, or the file is not TOML.
    """
    values: dict[str, Any] = {}
    if home is not None and (file := home / SETTINGS_FILE).is_file():
        try:
            values.update(tomllib.loads(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{file} is not readable TOML: {error}. Mend or delete the file.") from error
        _refuse_unknown(values, where=str(file))
    for name, variable in from_environment().items():
        values[name] = os.environ[variable]
    values.update(overrides or {})
    return checked(values)


def from_environment() -> dict[str, str]:
    """Return the settings that environment variables set, each with the variable's name."""
    variables = {name: _ENVIRONMENT_PREFIX + name.upper() for name in Settings.model_fields}
    return {name: variable for name, variable in variables.items() if variable in os.environ}


def checked(values: Mapping[str, Any]) -> Settings:
    """Return settings with these values and defaults for the rest.

    Raises:
        SettingsError: A name is unknown, or a value of the wrong kind or out of bounds.
    """
    _refuse_unknown(values, where="settings")
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting {name!r} is not valid: got {first['input']!r}, {first['msg'][0].lower()}{first['msg'][1:]}. "
            f"It means: {Settings.model_fields[name].description}"
        ) from error


def _refuse_unknown(values: Mapping[str, Any], *, where: str) -> None:
    for name in values:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(Settings.model_fields)}."
            raise SettingsError(f"{where}: unknown setting {name!r}. {hint}")
