"""The real bundled model: verified, offline, and pooled as documented."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import model_files
from index.embedding import SentenceTransformerEmbedder
from index.errors import EmbeddingError


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def test_passage_vectors_equal_those_of_sentence_transformers(embedder: SentenceTransformerEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["The bridge opened on Friday.", "A whale came ashore. It was 13.6m long, and young."]
    reference = SentenceTransformer(str(model_files.bundled_folder())).encode(texts, normalize_embeddings=True)
    ours = embedder.embed_passages(texts, [[], []])
    np.testing.assert_allclose(np.stack([found.passage for found in ours]), reference, atol=1e-5)


def test_span_over_the_whole_text_is_the_mean_of_its_tokens(embedder: SentenceTransformerEmbedder) -> None:
    text = "The bridge opened on Friday. It is long."
    (found,) = embedder.embed_passages([text], [[(0, 28), (29, len(text)), (0, len(text))]])
    tokens = embedder._model.encode(text, output_value="token_embeddings").numpy()[1:-1]
    mean = tokens.mean(axis=0)
    np.testing.assert_allclose(found.spans[2], mean / np.linalg.norm(mean), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(found.spans, axis=1), 1, atol=1e-5)
    (query,) = embedder.embed_queries(["When did it open?"])
    assert found.spans[0] @ query > found.spans[1] @ query


def test_related_words_lie_nearer_than_unrelated_ones(embedder: SentenceTransformerEmbedder) -> None:
    cost, price, whale = embedder.embed_words(["cost", "price", "whale"])
    assert cost @ price > 0.4
    assert cost @ whale < 0.2


def test_model_with_another_checksum_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"tampered")
    monkeypatch.setattr(model_files, "bundled_folder", lambda: tmp_path)
    with pytest.raises(EmbeddingError, match="not the one expected"):
        SentenceTransformerEmbedder().embed_queries(["x"])


def test_folder_is_a_model_too_and_its_revision_is_its_checksum(tmp_path: Path) -> None:
    shutil.copytree(model_files.bundled_folder(), tmp_path / "model")
    from_folder = SentenceTransformerEmbedder(str(tmp_path / "model"))
    assert len(from_folder.revision) == 64
    assert from_folder.dimension == 384


def test_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="holds no model weights"):
        _ = SentenceTransformerEmbedder(str(tmp_path)).revision


def test_indexing_and_asking_use_no_network(tmp_path: Path) -> None:
    """In a process of its own, so that nothing is loaded yet; every connection attempt fails it."""
    script = """
import socket, sys
def refuse(*args, **kwargs):
    raise SystemExit(f"network use: {args}")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from index.home import Home
from index.ingest import ingest
from qa import QueryEngine
with Home.create(sys.argv[1]) as home:
    ingest(home, [sys.argv[2]])
with QueryEngine.open(sys.argv[1]) as engine:
    print(engine.ask("When did the bridge open?").text)
    print(engine.as_query_engine().query("When did the bridge open?"))
"""
    (tmp_path / "a.txt").write_text("The bridge opened on Friday. It is long.")
    result = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "home"), str(tmp_path / "a.txt")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("The bridge opened on Friday. [1]") == 2
