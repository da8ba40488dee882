"""The setting `llm`: what it opens, what it refuses, and that a key goes nowhere but to its provider."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llm_servers import fails, hangs, says, scripted

from index.errors import LLMError, SettingsError
from index.settings import Settings
from qa import prompts
from qa.generative.failures import CallFailed, delay_s, explain, redacted
from qa.generative.models import ollama_models, try_model
from qa.generative.providers import open_model, read_choice

ROOT = Path(__file__).parent.parent
KEY = "sk-verysecret-0123456789"


def choose(llm: str, url: str = "", environment: Mapping[str, str] | None = None) -> Any:
    return read_choice(Settings(llm=llm, llm_url=url), environment or {})


def test_no_model_is_the_default() -> None:
    assert read_choice(Settings()) is None


@pytest.mark.parametrize(
    ("llm", "url", "shown", "server"),
    [
        ("ollama:qwen3", "", "qwen3", "http://localhost:11434"),
        ("ollama:qwen3:8b", "http://10.0.0.5:11434/", "qwen3:8b", "http://10.0.0.5:11434"),
        ("openai-like:org/Model-7B", "http://localhost:8080/v1", "org/Model-7B", "http://localhost:8080/v1"),
        ("huggingface:/models/SmolLM2-135M", "", "SmolLM2-135M", ""),
        ("huggingface:org/SmolLM2", "", "SmolLM2", ""),
    ],
)
def test_a_setting_names_provider_model_and_server(llm: str, url: str, shown: str, server: str) -> None:
    choice = choose(llm, url)
    assert (choice.setting, choice.name, choice.url) == (llm, shown, server)


@pytest.mark.parametrize(
    ("llm", "url", "said"),
    [
        ("gpt-5", "", "expected 'none' or PROVIDER:MODEL"),
        ("bedrock:x", "", "one of ollama, openai"),
        ("ollama:", "", "expected 'none' or PROVIDER:MODEL"),
        ("openai-like:m", "", "CITEWIRE_LLM_URL=http://localhost:8080/v1"),
        ("openai-like:m", "localhost:8080", "llm_url is not an address"),
        ("openai-like:m", "http://host:port", "llm_url is not an address"),
        ("openai-like:m", f"http://me:{KEY}@host/v1", "without name, password"),
        ("openai-like:m", f"http://host/v1?key={KEY}", "without name, password"),
        ("openai:gpt-5", "", "environment variable OPENAI_API_KEY or CITEWIRE_LLM_KEY"),
        ("anthropic:claude-sonnet-5", "", "environment variable ANTHROPIC_API_KEY or CITEWIRE_LLM_KEY"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_in_one_line(llm: str, url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=r"^[^\n]+$") as refused:
        choose(llm, url)
    assert said in str(refused.value)
    assert KEY not in str(refused.value)


def test_a_key_goes_only_to_the_provider_it_is_for() -> None:
    everyone = {"OPENAI_API_KEY": "of-openai", "ANTHROPIC_API_KEY": "of-anthropic"}
    assert choose("openai:gpt-5", "", everyone).key == "of-openai"
    assert choose("anthropic:claude", "", everyone).key == "of-anthropic"
    assert choose("openai-like:m", "http://localhost:1/v1", everyone).key == ""
    assert choose("ollama:m", "", everyone).key == ""
    assert choose("openai:gpt-5", "", {**everyone, "CITEWIRE_LLM_KEY": "mine"}).key == "mine"


def test_openai_is_called_with_the_newer_name_of_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(says("ready")) as server:
        settings = Settings(llm="openai:gpt-5", llm_url=f"{server.url}/v1")
        try_model(read_choice(settings, {"OPENAI_API_KEY": KEY}), settings)  # type: ignore[arg-type]  # it is one
        (request,), (headers,) = server.requests, server.headers
    assert request["max_completion_tokens"] == 400
    assert "max_tokens" not in request
    assert headers["authorization"] == f"Bearer {KEY}"


def test_without_a_key_that_of_openai_is_not_sent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with scripted(says("ready")) as server:
        settings = Settings(llm="openai-like:m", llm_url=f"{server.url}/v1")
        try_model(choose("openai-like:m", f"{server.url}/v1"), settings)
        assert KEY not in str(server.headers)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama", "openai-like"])
def test_a_key_is_in_no_repr_and_no_traceback(provider: str) -> None:
    with scripted(fails(401, json.dumps({"error": {"message": f"bad key {KEY}"}}))) as server:
        settings = Settings(llm=f"{provider}:m", llm_url=server.url)
        choice = read_choice(settings, {"CITEWIRE_LLM_KEY": KEY})
        assert choice is not None
        opened = open_model(choice, settings)
        shown = repr(choice) + repr(opened) + repr(settings)
        with pytest.raises(LLMError, match=r"refused the key \(401\)") as failed:
            try_model(choice, settings)
        shown += "".join(traceback.format_exception(failed.value))
        import asyncio

        asyncio.run(opened.close())
    assert KEY not in shown


def test_the_models_of_ollama_are_listed() -> None:
    with scripted() as server:
        assert ollama_models(server.url) == ["qwen3:latest", "smollm2:135m"]
    assert ollama_models(server.url) is None


def test_a_model_that_ollama_lacks_is_named_with_the_command_that_fetches_it() -> None:
    with scripted(fails(404, '{"error": "model \'gemma\' not found"}')) as server:
        settings = Settings(llm="ollama:gemma", llm_url=server.url)
        with pytest.raises(LLMError, match=r"is not known to its server \(404\).*Fetch it: ollama pull gemma"):
            try_model(choose("ollama:gemma", server.url), settings)
    with pytest.raises(LLMError, match=r"cannot be reached at http://127\.0\.0\.1:\d+.*Start it: ollama serve"):
        try_model(choose("ollama:gemma", server.url), Settings(llm="ollama:gemma", llm_url=server.url, llm_retries=0))


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    settings = Settings(llm=f"huggingface:{tmp_path}")
    with pytest.raises(LLMError, match=r"cannot be loaded: .*Give a folder"):
        open_model(choose(settings.llm), settings)


# --- failures


@given(st.integers(1, 12), st.one_of(st.none(), st.floats(0, 100)))
def test_waits_grow_and_are_never_shorter_than_asked(attempt: int, asked: float | None) -> None:
    waited = delay_s(attempt, asked)
    assert waited >= (asked or 0)
    assert 0.25 <= waited <= max(45.0, asked or 0)


@given(st.text(max_size=300), st.integers(0, 300))
def test_no_key_survives_in_a_message(text: str, place: int) -> None:
    shown = redacted(text[:place] + KEY + text[place:], [KEY])
    assert KEY not in shown
    assert len(shown) <= 162


def test_the_time_of_day_to_come_back_is_understood() -> None:
    class Refused(Exception):
        status_code = 429

        class response:  # noqa: N801
            headers = {"retry-after": "Wed, 21 Oct 2065 07:28:00 GMT"}  # noqa: RUF012

    failure = explain(Refused())
    assert failure.retryable
    assert failure.retry_after_s is not None
    assert failure.retry_after_s > 1e8


def test_what_is_not_known_is_told_by_its_name_alone() -> None:
    assert explain(RuntimeError(KEY)).reason == "failed (RuntimeError)"
    assert explain(CallFailed("x")).reason == "x"


# --- the command


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments, "--home", str(home)],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_command_shows_the_model_tests_it_and_lists_others(tmp_path: Path) -> None:
    with scripted(says("ready", protocol="ollama")) as server:
        result = run(tmp_path, "llm", CITEWIRE_LLM="ollama:qwen3", CITEWIRE_LLM_URL=server.url)
        assert result.returncode == 0, result.stderr
        assert server.requests[0]["messages"][-1]["content"] == prompts.MODEL_TEST
        told = json.loads(
            run(tmp_path, "llm", "--json", CITEWIRE_LLM="ollama:qwen3", CITEWIRE_LLM_URL=server.url).stdout
        )
    assert "model     ollama:qwen3\n" in result.stdout
    assert "ollama    qwen3:latest, smollm2:135m\n" in result.stdout
    assert "ready" in result.stdout
    assert (told["llm"], told["test"]["said"]) == ("ollama:qwen3", "ready")


def test_command_says_in_one_line_why_a_model_does_not_answer(tmp_path: Path) -> None:
    with scripted(hangs) as server:
        result = run(
            tmp_path, "llm", CITEWIRE_LLM="openai-like:m", CITEWIRE_LLM_URL=server.url, CITEWIRE_LLM_KEY=KEY,
            CITEWIRE_LLM_FIRST_TOKEN_S="0.3",
        )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr.startswith("error: the language model 'openai-like:m' did not begin to answer within 0.3 s.")
    assert len(result.stderr.splitlines()) == 1
    assert KEY not in result.stdout + result.stderr
    assert "'llm' is not understood" in run(tmp_path, "llm", CITEWIRE_LLM="gpt").stderr
