"""Models named by their Hugging Face id, with and without network."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import huggingface_hub
import pytest
from huggingface_hub import constants

from index.embedding import SentenceTransformerEmbedder
from index.errors import CheckingError, EmbeddingError, LLMError, RerankingError
from index.hub import load_model
from index.model_files import bundled_folder
from qa.generative.local import LocalModel
from qa.reranking import CrossEncoderReranker
from qa.support.entailment import CrossEncoderEntailment

COMMIT = "1" * 40


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture
def no_network(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("the network is down")

    monkeypatch.setattr(socket, "getaddrinfo", fail)


def load_llm() -> None:
    LocalModel.load("nobody/no-such-model", name="x", context_tokens=100, answer_tokens=10)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("kind", "load"),
    [
        (EmbeddingError, lambda: SentenceTransformerEmbedder("nobody/no-such-model").embed_queries(["x"])),
        (RerankingError, lambda: CrossEncoderReranker("nobody/no-such-model")._model),
        (CheckingError, lambda: CrossEncoderEntailment("nobody/no-such-model")._model),
        (LLMError, load_llm),
    ],
)
def test_model_that_cannot_be_had_says_so_soon_and_what_to_do(
    kind: type[Exception],
    load: Callable[[], object],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    import sentence_transformers  # noqa: F401  # takes long the first time

    before = time.monotonic()
    with pytest.raises(
        kind, match=r"Hugging Face does not answer, and the model is not kept on this machine\. Give a f"
    ):
        load()
    assert time.monotonic() - before < 30
    assert (capfd.readouterr().err, caplog.text) == ("", "")


@pytest.mark.usefixtures("no_network")
def test_model_kept_on_this_machine_is_loaded_without_network(cache: Path) -> None:
    kept = cache / "models--somebody--small"
    shutil.copytree(bundled_folder(), kept / "snapshots" / COMMIT)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(COMMIT)
    embedder = SentenceTransformerEmbedder("somebody/small")
    assert embedder.embed_queries(["x"]).shape == (1, 384)
    assert embedder.revision == COMMIT


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(("status", "kept_only"), [(200, False), (404, False), (401, False), (503, None), (429, None)])
def test_hub_is_asked_once(status: int, kept_only: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(status, json={"id": "somebody/small"})

    client = httpx2.Client(transport=httpx2.MockTransport(answer))
    monkeypatch.setattr("huggingface_hub.hf_api.get_session", lambda: client)
    if kept_only is None:
        with pytest.raises(OSError, match="does not answer"):
            load_model("somebody/small", lambda kept: kept)
    else:
        assert load_model("somebody/small", lambda kept: kept) is kept_only
    assert asked == ["/api/models/somebody/small"]


@pytest.fixture
def silent_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    answered = threading.Event()
    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", lambda *_, **__: answered.wait(60))
    yield
    answered.set()


@pytest.mark.usefixtures("cache", "silent_hub")
def test_hub_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.hub._MOST_SECONDS", 0.2)
    with pytest.raises(OSError, match="does not answer"):
        load_model("somebody/small", lambda kept: kept)
