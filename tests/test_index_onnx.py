"""ONNX Runtime gives the vectors that torch gives, without torch; a damaged export is never used."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seeds
from index import onnx_export
from index.chunking import chunk_article, embedding_text
from index.embedding import Embedder, SentenceTransformerEmbedder, Vectors, load_sentence_transformer
from index.errors import EmbeddingError, SettingsError
from index.home import Home
from index.manifest import Manifest
from index.model_files import ModelFiles
from index.onnx_embedding import AutoEmbedder, OnnxEmbedder, open_embedder
from index.onnx_export import CACHE_VARIABLE, NotExportable
from index.onnx_model import ExportFacts
from index.readers import ReadOptions, read_path
from index.settings import Settings, load_settings

HARD_TEXTS = (
    "",
    " ",
    "\n",
    "a",
    "Bridge",
    "…!?",
    "Ünïcödé naïveté, Straße, İstanbul",
    "🌉🐋 emoji 👩‍👩‍👧‍👦 only 🚀",
    "橋は金曜日に閉鎖された。東京都知事",
    "لماذا أغلق الجسر؟ הגשר נסגר ביום שישי",
    "\u200b\u00ad zero width",
    "x" * 3000,
    "The bridge opened on Friday. " * 80,
    "42.7m; 1,000,000 (2023-06-14) http://example.org/a?b=c",
)


@pytest.fixture(scope="module")
def torch_embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="module")
def onnx_embedder(onnx_cache: Path) -> OnnxEmbedder:
    return OnnxEmbedder(cache=onnx_cache)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make small models with random weights: any pooling, further modules, prompts, another limit."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,?"
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {piece: row for row, piece in enumerate([*special, *letters, *(f"##{found}" for found in letters)])}

    def make(pooling: str = "cls", *further: Any, prompts: dict[str, str] | None = None) -> Path:
        folder = tmp_path_factory.mktemp("tiny")
        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(vocabulary), hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
            intermediate_size=40, max_position_embeddings=64, initializer_range=0.5,
        )  # fmt: skip
        tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
        )
        BertModel(config).save_pretrained(folder / "plain")
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, model_max_length=48, pad_token="[PAD]", unk_token="[UNK]",
            cls_token="[CLS]", sep_token="[SEP]",
        ).save_pretrained(folder / "plain")  # fmt: skip
        transformer = Transformer(str(folder / "plain"), max_seq_length=48)
        modules = [transformer, Pooling(24, pooling_mode=pooling), *(module(24) for module in further), Normalize()]
        SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder / "model"))
        return folder / "model"

    return make


def assert_same(ours: Vectors, theirs: Vectors) -> None:
    assert ours.shape == theirs.shape
    lengths = np.linalg.norm(theirs, axis=-1)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=-1), lengths, atol=1e-4)
    cosines = (ours * theirs).sum(axis=-1)
    assert (cosines[lengths > 0] >= 0.9999).all(), cosines.min()


def assert_same_embedders(ours: Embedder, theirs: Embedder, texts: list[str]) -> None:
    spans = [
        [(0, len(text)), (0, len(text) // 2), (len(text) // 3, len(text)), (len(text), len(text))] for text in texts
    ]
    assert [ours.token_spans(text) for text in texts] == [list(theirs.token_spans(text)) for text in texts]
    pairs = list(zip(ours.embed_passages(texts, spans), theirs.embed_passages(texts, spans), strict=True))
    assert_same(np.stack([mine.passage for mine, _ in pairs]), np.stack([other.passage for _, other in pairs]))
    for mine, other in pairs:
        assert_same(mine.spans, other.spans)
    assert_same(ours.embed_queries(texts), theirs.embed_queries(texts))
    assert_same(ours.embed_words(texts), theirs.embed_words(texts))
    assert (ours.name, ours.revision, ours.dimension, ours.max_tokens) == (
        theirs.name, theirs.revision, theirs.dimension, theirs.max_tokens,
    )  # fmt: skip


def test_vectors_of_hard_texts_are_those_of_torch(
    onnx_embedder: OnnxEmbedder, torch_embedder: SentenceTransformerEmbedder
) -> None:
    assert_same_embedders(onnx_embedder, torch_embedder, list(HARD_TEXTS))
    assert Manifest.of(onnx_embedder, Settings()) == Manifest.of(torch_embedder, Settings())
    assert onnx_embedder.embed_passages([], []) == []
    assert onnx_embedder.embed_words([]).shape == (0, 384)


def test_vectors_of_the_sample_articles_are_those_of_torch(
    onnx_embedder: OnnxEmbedder, torch_embedder: SentenceTransformerEmbedder
) -> None:
    texts = []
    for path in sorted(seeds.FOLDER.glob("*.txt"))[:4]:
        for article in read_path(path, ReadOptions({}, 10**6)):
            chunks = chunk_article(article, torch_embedder.token_spans, chunk_tokens=200)
            texts += [embedding_text(article, chunk) for chunk in chunks]
    assert len(texts) > 5
    assert_same_embedders(onnx_embedder, torch_embedder, texts)


def test_vectors_do_not_depend_on_the_batch(onnx_embedder: OnnxEmbedder) -> None:
    texts = [text for text in HARD_TEXTS if len(text) < 1000]
    together = onnx_embedder.embed_queries(texts)
    assert_same(together, np.concatenate([onnx_embedder.embed_queries([text]) for text in texts]))


@pytest.mark.parametrize("pooling", ["cls", "max", "mean_sqrt_len_tokens"])
def test_another_model_with_another_pooling_and_prompts(
    tiny_model: Callable[..., Path], tmp_path: Path, pooling: str
) -> None:
    folder = tiny_model(pooling, prompts={"query": "query. ", "document": "text. "})
    ours, theirs = OnnxEmbedder(str(folder), cache=tmp_path), SentenceTransformerEmbedder(str(folder))
    assert_same_embedders(ours, theirs, list(HARD_TEXTS))
    assert ours.dimension == 24
    assert ours.max_tokens == 48
    (query,), (passage,) = ours.embed_queries(["whale"]), ours.embed_passages(["whale"], [[]])
    assert query @ passage.passage < 0.999


def test_model_that_cannot_be_run_is_refused_and_left_to_torch_if_that_is_allowed(
    tiny_model: Callable[..., Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from sentence_transformers.models import LayerNorm

    folder = str(tiny_model("mean", LayerNorm))
    with pytest.raises(NotExportable, match=r"LayerNorm is not supported.*embedding_backend = 'torch'"):
        OnnxEmbedder(folder, cache=tmp_path).embed_queries(["x"])
    assert not list(tmp_path.glob("*.new"))
    auto = AutoEmbedder(folder, cache=tmp_path)
    np.testing.assert_allclose(
        auto.embed_queries(["x"]), SentenceTransformerEmbedder(folder).embed_queries(["x"]), atol=1e-6
    )
    assert "embedding with torch" in caplog.text
    with pytest.raises(NotExportable, match="pools by 'weightedmean'"):
        OnnxEmbedder(str(tiny_model("weightedmean")), cache=tmp_path).load()


def test_export_with_other_vectors_is_not_used(
    tiny_model: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_export, "_pooling", lambda *_: "max")
    with pytest.raises(NotExportable, match="gives other vectors: cosine"):
        OnnxEmbedder(str(tiny_model("cls")), cache=tmp_path).load()
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_changed_model_is_exported_anew(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = tiny_model("cls")
    OnnxEmbedder(str(folder), cache=tmp_path).load()
    (config,) = folder.glob("*_Pooling/config.json")
    config.write_text(config.read_text().replace('"cls"', '"max"'))
    assert_same_embedders(
        OnnxEmbedder(str(folder), cache=tmp_path), SentenceTransformerEmbedder(str(folder)), ["The bridge.", "A whale"]
    )
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _tamper(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "words.npy", "export.json"])
@pytest.mark.parametrize("damage", [_cut, _tamper, Path.unlink], ids=["cut", "tampered", "missing"])
def test_damaged_export_is_made_anew(
    tiny_export: tuple[Path, Path], tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    model, cache = tiny_export
    shutil.copytree(cache, tmp_path / "cache")
    (folder,) = [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]
    sound = OnnxEmbedder(str(model), cache=cache).embed_queries(["The bridge"])
    if (name, damage) == ("export.json", _tamper):
        facts = json.loads((folder / name).read_text())
        facts["checksums"]["model.onnx"] = "0" * 64
        (folder / name).write_text(json.dumps(facts))
    else:
        damage(folder / name)
    np.testing.assert_allclose(
        OnnxEmbedder(str(model), cache=tmp_path / "cache").embed_queries(["The bridge"]), sound, atol=1e-6
    )
    assert ExportFacts.read(folder) == ExportFacts.read(cache / folder.name)


@pytest.fixture(scope="module")
def tiny_export(tiny_model: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small model and a cache with its export."""
    model, cache = tiny_model("cls"), tmp_path_factory.mktemp("cache")
    OnnxEmbedder(str(model), cache=cache).load()
    return model, cache


def test_what_a_killed_export_left_behind_is_removed(tiny_export: tuple[Path, Path], tmp_path: Path) -> None:
    model, cache = tiny_export
    (key,) = [path.name for path in cache.iterdir() if path.is_dir()]
    (tmp_path / f"{key}.abc.new").mkdir()
    (tmp_path / f"{key}.abc.new" / "model.onnx").write_bytes(b"half")
    OnnxEmbedder(str(model), cache=tmp_path).load()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {key}


def test_two_at_once_export_once(
    tiny_model: Callable[..., Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Threads with embedders of their own exclude each other by the lock file, as processes do."""
    folder = str(tiny_model("cls"))
    embedders = [OnnxEmbedder(folder, cache=tmp_path) for _ in range(3)]
    with caplog.at_level(logging.WARNING, "citewire"):
        threads = [threading.Thread(target=embedder.load) for embedder in embedders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert caplog.text.count("preparing the embedding model") == 1
    vectors = [embedder.embed_queries(["The bridge"]) for embedder in embedders]
    np.testing.assert_array_equal(vectors[0], vectors[1])
    np.testing.assert_array_equal(vectors[0], vectors[2])


def test_cache_that_cannot_be_written_names_the_variable(tiny_export: tuple[Path, Path], tmp_path: Path) -> None:
    model, _ = tiny_export
    (tmp_path / "file").write_text("")
    with pytest.raises(NotExportable, match=CACHE_VARIABLE):
        OnnxEmbedder(str(model), cache=tmp_path / "file" / "cache").load()


def test_bundled_model_is_verified_before_it_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"tampered")
    monkeypatch.setattr("index.model_files.bundled_folder", lambda: tmp_path)
    for embedder in (OnnxEmbedder(cache=tmp_path / "cache"), AutoEmbedder(cache=tmp_path / "cache")):
        with pytest.raises(EmbeddingError, match="not the one expected"):
            embedder.embed_queries(["x"])


def test_name_of_the_bundled_model_means_the_bundled_model() -> None:
    files = ModelFiles("sentence-transformers/all-MiniLM-L6-v2")
    assert files.revision == ModelFiles().revision
    assert files.folder == ModelFiles().folder


def test_settings_choose_what_runs_the_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert isinstance(open_embedder(), AutoEmbedder)
    assert isinstance(open_embedder("bundled", "onnx"), OnnxEmbedder)
    assert isinstance(open_embedder("bundled", "torch"), SentenceTransformerEmbedder)
    monkeypatch.setenv("CITEWIRE_EMBEDDING_BACKEND", "torch")
    with Home.create(tmp_path / "home") as home:
        assert isinstance(home.embedder, SentenceTransformerEmbedder)
    with pytest.raises(SettingsError, match="embedding_backend"):
        load_settings(overrides={"embedding_backend": "tensorflow"})


def test_asking_imports_no_torch(seeds_home: Path, onnx_cache: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_home, tmp_path / "home")
    script = """
import sys
import index.embedding, index.onnx_embedding
assert not {"torch", "onnxruntime", "transformers", "sentence_transformers"} & sys.modules.keys()
from qa import QueryEngine
with QueryEngine.open(sys.argv[1]) as engine:
    print(engine.ask("How tall is the Angara rocket?").text)
assert "onnxruntime" in sys.modules
assert not {"torch", "transformers", "sentence_transformers"} & sys.modules.keys()
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "home")],
        capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, CACHE_VARIABLE: str(onnx_cache.parent), "CITEWIRE_EMBEDDING_BACKEND": "onnx"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "42.7m" in result.stdout
    assert result.stderr == ""


def test_model_loads_offline_in_a_fresh_cache(tiny_export: tuple[Path, Path]) -> None:
    """What is exported is all that is needed: the model's own folder may be gone but for its weights' checksum."""
    model, cache = tiny_export
    (folder,) = [path for path in cache.iterdir() if path.is_dir()]
    assert {path.name for path in folder.iterdir()} == {"model.onnx", "tokenizer.json", "words.npy", "export.json"}
    loaded = load_sentence_transformer(ModelFiles(str(model)))
    assert ExportFacts.read(folder).dimension == loaded.get_embedding_dimension()
