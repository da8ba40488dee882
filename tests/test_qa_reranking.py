"""What reorders passages: the bundled way with numbers worked out by hand, cross-encoders, and rerankers of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWordsEmbedder

from index.articles import Article
from index.chunking import Chunk
from index.embedding import PassageVectors
from index.errors import RerankingError
from index.home import Home
from index.ingest import ingest
from index.records import StoredChunk
from index.settings import Settings
from qa import QueryEngine
from qa.questions import Question, understand
from qa.relatedness import WordSpace
from qa.reranking import CrossEncoderReranker, FusedReranker, Reranked, SentenceReranker, open_reranker, views
from qa.sentences import Floats, SentenceReader

QUESTION = understand("Who opened the bridge?", max_chars=100)
EMBEDDER = BagOfWordsEmbedder()


def reranked(article_id: str, *sentences: str, dense: float = 0.5, lexical: float = 0.5) -> Reranked:
    """A candidate that consists of these sentences."""
    text = " ".join(sentences)
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences]) - 1
    spans = [(int(end) - len(sentence), int(end)) for sentence, end in zip(sentences, ends, strict=True)]
    article = Article(id=article_id, text=text, title="Harbour news")
    chunk = Chunk(f"{article_id}:0", article_id, 0, 0, len(text), tuple(spans))
    (vectors,) = EMBEDDER.embed_passages([text], [spans])
    reader = SentenceReader(
        QUESTION, EMBEDDER.embed_queries([QUESTION.text]), dict.fromkeys(QUESTION.terms, 1.0), WordSpace(EMBEDDER)
    )
    stored = StoredChunk(chunk, PassageVectors(vectors.passage, vectors.spans))
    (reading,) = reader.read([(stored, article)])
    return Reranked(article, chunk, vectors.passage, dense, lexical, (dense + lexical) / 2, reading)


def test_reading_measures_each_sentence() -> None:
    reading = reranked("a", "The mayor opened it.", "The bridge is long.").reading
    opened, bridge = reading.features
    assert (opened.coverage, bridge.coverage) == (0.5, 0.5)
    assert (opened.context_coverage, bridge.context_coverage) == (0.5, 1.0)  # the second reads on from the first
    assert reading.missing == 0
    assert reading.share == 1
    assert reading.terms[1] >= {"bridg", "long"}
    assert reranked("b", "The whale is long.").reading.missing == pytest.approx(0.5)


def test_views_are_what_they_are_called() -> None:
    one = reranked("a", "The mayor opened the bridge.", dense=0.8, lexical=1.0)
    two = reranked("a", "The bridge is long.", "A rocket rose.", dense=0.4, lexical=0.2)
    other = reranked("b", "A whale stranded.", dense=0.1, lexical=0.0)
    table = views([one, two, other])
    assert table[:, 0] == pytest.approx([0.8, 0.4, 0.1])
    assert table[:, 1] == pytest.approx([1.0, 0.2, 0.0])
    assert table[0, 2] == pytest.approx(one.reading.scores[0])
    assert table[0, 3] == pytest.approx(1)
    assert table[:, 4] == pytest.approx([1.2 / 3, 1.2 / 3, 0.05 / 3])
    assert table[0, 5] > table[2, 5]


def test_bundled_reranker_prefers_the_sentence_that_answers() -> None:
    scattered = reranked("a", "Ann opened a shop.", "A bridge is near.", dense=0.6, lexical=0.6)
    answers = reranked("b", "Ann Holm opened the bridge.", "It rained.", dense=0.6, lexical=0.6)
    assert np.argmax(SentenceReranker().scores(QUESTION, [scattered, answers])) == 1
    assert np.argmax(FusedReranker().scores(QUESTION, [answers, scattered])) == 0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three articles that mention a bridge."""
    lines = {"a": "The mayor opened the bridge.", "b": "The bridge is closed.", "c": "A whale swam under the bridge."}
    for name, text in lines.items():
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n{text}\n")
    with Home.create(tmp_path / "home", embedder=BagOfWordsEmbedder()) as made:
        assert not ingest(made, [tmp_path]).failed
    return tmp_path / "home"


class ByLength:
    """The shortest passage first."""

    def scores(self, question: Question, candidates: Sequence[Reranked]) -> Floats:
        return np.array([-len(candidate.text) for candidate in candidates], dtype=np.float32)


def test_engine_takes_a_reranker_of_ones_own(home: Path) -> None:
    with QueryEngine.open(home, embedder=BagOfWordsEmbedder(), reranker=ByLength()) as engine:
        found = engine.search("bridge", 3)
        assert [len(passage.text) for passage in found] == sorted(len(passage.text) for passage in found)
        assert [passage.scores.rerank for passage in found] == [-len(passage.text) for passage in found]


def test_reranker_none_keeps_the_fused_order(home: Path) -> None:
    with QueryEngine.open(home, embedder=BagOfWordsEmbedder(), settings=Settings(reranker="none")) as engine:
        fused = [passage.scores.fused for passage in engine.search("Who opened the bridge?", 3)]
        assert fused == sorted(fused, reverse=True)


def test_only_the_best_fused_passages_are_reranked_unless_more_are_asked_for(home: Path) -> None:
    settings = Settings(rerank_depth=1)
    with QueryEngine.open(home, embedder=BagOfWordsEmbedder(), settings=settings, reranker=ByLength()) as engine:
        assert engine.search("Who opened the bridge?", 1)[0].text == "The mayor opened the bridge."
        assert engine.search("Who opened the bridge?", 3)[0].text == "The bridge is closed."


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Callable[[int], Path]:
    """Make a small cross-encoder with random weights and any number of outputs."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "bridge", "mayor", "whale", "opened", "closed", "the", "who", "is"]

    def make(outputs: int) -> Path:
        folder = tmp_path / f"cross{outputs}"
        torch.manual_seed(3)
        config = BertConfig(
            vocab_size=len(words), hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
            max_position_embeddings=64, num_labels=outputs, initializer_range=0.8,
        )  # fmt: skip
        BertForSequenceClassification(config).save_pretrained(folder)
        vocabulary = {word: row for row, word in enumerate(words)}
        tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
        )
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, model_max_length=48, pad_token="[PAD]", unk_token="[UNK]",
            cls_token="[CLS]", sep_token="[SEP]",
        ).save_pretrained(folder)  # fmt: skip
        return folder

    return make


def test_cross_encoder_in_a_folder_decides(home: Path, cross_encoder: Callable[[int], Path]) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    folder = str(cross_encoder(1))
    question = "who opened the bridge"
    with QueryEngine.open(home, embedder=BagOfWordsEmbedder(), settings=Settings(reranker=folder)) as engine:
        found = engine.search(question, 3)
        texts = [f"{passage.title}\n{passage.text}" for passage in found]
    expected = CrossEncoder(folder, activation_fn=Identity(), device="cpu").predict(
        [(question, text) for text in texts]
    )
    assert len({round(float(score), 3) for score in expected}) == 3
    assert [passage.scores.rerank for passage in found] == sorted(
        (passage.scores.rerank or 0 for passage in found), reverse=True
    )
    assert [passage.scores.rerank for passage in found] == pytest.approx(list(map(float, expected)), abs=1e-3)


def test_model_that_is_no_ranker_is_refused(cross_encoder: Callable[[int], Path]) -> None:
    reranker = open_reranker(str(cross_encoder(3)))
    with pytest.raises(RerankingError, match="gives 3 numbers a passage, expected one"):
        reranker.scores(QUESTION, [reranked("a", "The bridge is long.")])


def test_folder_that_holds_no_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RerankingError, match=r"cannot be loaded: .* set reranker = 'bundled'"):
        CrossEncoderReranker(str(tmp_path)).scores(QUESTION, [reranked("a", "The bridge is long.")])
