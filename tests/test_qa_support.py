"""Whether sources support a sentence: each check by itself, the judge over news-like cases, and a model of entailment."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import BagOfWordsEmbedder

from index.embedding import SentenceTransformerEmbedder
from index.errors import CheckingError
from qa.support.entailment import CrossEncoderEntailment, Entailment, open_checker
from qa.support.figures import figures_in
from qa.support.judge import NO_SOURCE, NOTHING_TO_CHECK, Judge
from qa.support.judgement import Judgement, Source
from qa.support.opposites import alike
from qa.support.plain import plain_sentence
from qa.support.polarity import negations_in
from qa.support.texts import read_text, root_of

GROUPS = [json.loads(line) for line in (Path(__file__).parent / "data" / "support.jsonl").read_text().splitlines()]
# Cases the judge gets wrong; what makes one right or another wrong shows here.
MOST_FALSE_ALARMS, MOST_MISSES, MOST_UNTOLD = 13, 6, 8


def source_of(group: dict[str, Any]) -> Source:
    return Source(group["text"], date.fromisoformat(group["published"]), group["title"])


@pytest.fixture(scope="module")
def judge() -> Judge:
    """The judge as it is shipped."""
    return Judge(SentenceTransformerEmbedder())


@pytest.fixture(scope="module")
def judged(judge: Judge) -> list[tuple[str, str, str, Judgement]]:
    """(sentence, expected, fragment, judgement) of all cases."""
    rows = [(sentence, *expected, source_of(group)) for group in GROUPS for sentence, *expected in group["sentences"]]
    found = judge.judge_all([(sentence, [source]) for sentence, _, _, source in rows])
    return [(row[0], row[1], row[2], each) for row, each in zip(rows, found, strict=True)]


def test_faithful_sentences_are_supported(judged: list[tuple[str, str, str, Judgement]]) -> None:
    faithful = [(sentence, found) for sentence, expected, _, found in judged if expected == "supported"]
    alarms = [(sentence, found.problems) for sentence, found in faithful if found.verdict != "supported"]
    assert len(faithful) >= 85
    assert len(alarms) <= MOST_FALSE_ALARMS, alarms


def test_false_sentences_are_not_supported(judged: list[tuple[str, str, str, Judgement]]) -> None:
    false = [(sentence, found) for sentence, expected, _, found in judged if expected != "supported"]
    missed = [sentence for sentence, found in false if found.verdict == "supported"]
    assert len(false) >= 85
    assert len(missed) <= MOST_MISSES, missed
    assert all(found.problems for _, found in false if found.verdict != "supported")


def test_problems_say_what_is_wrong(judged: list[tuple[str, str, str, Judgement]]) -> None:
    caught = [row for row in judged if row[1] != "supported" and row[3].verdict != "supported"]
    untold = [
        (sentence, fragment, found.problems)
        for sentence, expected, fragment, found in caught
        if fragment not in " ".join(found.problems) or (expected == "contradicted" and not found.contradicted)
    ]
    assert len(untold) <= MOST_UNTOLD, untold


FERRY = Source(
    "A ferry carrying 187 passengers ran aground off Kell on Wednesday, injuring 12 people. Captain Jonas Storr said a "
    "rudder had failed. The Holm Line apologised.",
    date(2019, 3, 14),
    "Ferry runs aground",
)


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("The ferry carried 178 passengers.", "the passage says 187, the sentence says 178"),
        ("Captain Jonas Storr praised Elon Musk.", "the passage does not mention Elon Musk"),
        (
            "The ferry ran aground on Friday, injuring 12 people.",
            "the passage says Wednesday, the sentence says Friday",
        ),
        ("Captain Storr said “the engine had failed”.", "the passage does not hold the words “the engine had failed”"),
        ("The Holm Line did not apologise.", "did not apologise"),
    ],
)
def test_problem_is_told_in_plain_words(judge: Judge, sentence: str, problem: str) -> None:
    found = judge.judge(sentence, [FERRY])
    assert found.verdict == "unsupported"
    assert problem in " ".join(found.problems)


def test_span_is_the_stretch_that_speaks(judge: Judge) -> None:
    found = judge.judge("Captain Jonas Storr said a rudder had failed.", [Source("Snow fell in the hills."), FERRY])
    assert found.source == 1
    assert found.span is not None
    assert FERRY.text[slice(*found.span)] == "Captain Jonas Storr said a rudder had failed."
    assert (found.verdict, found.problems, found.contradicted) == ("supported", (), False)


def test_sentence_may_rest_on_two_sources(judge: Judge) -> None:
    other = Source("The ferry company is owned by Ada Brandt.", date(2019, 3, 15), "Who owns the Holm Line")
    found = judge.judge("Captain Jonas Storr said a rudder had failed on Ada Brandt's ferry.", [FERRY, other])
    assert not any("Brandt" in problem for problem in found.problems)
    assert any("Brandt" in problem for problem in judge.judge("The captain is Ada Brandt.", [FERRY]).problems)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "…", "?!", "---", "* ", "[1][2]", "\x00\x01", "🙂🙂", "| a | b |", "1.", "((((", "“", "%%% $ €",
        "Die Fähre lief am Mittwoch vor Kell auf Grund.", "フェリーが座礁した。", "العبّارة جنحت", "x" * 5000,
        "The ferry ran aground. " * 220, "12 " * 1500, "[[[" * 900, "“a” " * 900, "not " * 1200, "Ab " * 1500,
    ],
)  # fmt: skip
def test_any_text_gets_a_verdict(judge: Judge, text: str) -> None:
    found = judge.judge(text, [FERRY])
    assert 0 <= found.score <= 1
    assert found.verdict == "supported" or found.problems
    assert judge.judge("The ferry ran aground.", [Source(text)]).score <= 1


def test_nothing_is_no_support(judge: Judge) -> None:
    assert judge.judge("?!", [FERRY]).problems == (NOTHING_TO_CHECK,)
    assert judge.judge("The ferry ran aground.", []).problems == (NO_SOURCE,)
    assert judge.judge("The ferry ran aground.", [Source("")]).verdict == "unsupported"
    assert judge.judge_all([]) == []


def test_text_of_several_sentences_is_supported_in_part(judge: Judge) -> None:
    found = judge.judge("Captain Jonas Storr said a rudder had failed. Whales sing in the deep sea at night.", [FERRY])
    assert found.verdict == "partial"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("- **The ferry** ran aground [1].", "The ferry ran aground."),
        ("2) The ferry ran aground [1, 2].", "The ferry ran aground."),
        ("According to the article, the ferry ran aground.", "the ferry ran aground."),
        ("Based on the provided passages, it sank.", "it sank."),
        ("The [ferry](https://example.org/a) sank.", "The ferry sank."),
        ("It rose 2.5 per cent.", "It rose 2.5 per cent."),
        ("According to police, it sank.", "According to police, it sank."),
    ],
)
def test_marks_of_a_model_are_taken_off(written: str, plain: str) -> None:
    assert plain_sentence(written) == plain


def test_forms_of_a_word_share_a_root() -> None:
    assert root_of("won") == root_of("wins") == root_of("winning")
    assert root_of("fell") in alike(root_of("dropped"))
    assert root_of("rose") not in alike(root_of("dropped"))


def test_negations_reach_what_they_negate() -> None:
    (negation,) = negations_in(read_text("The council has not approved the plan."))
    assert negation.reaches[0] == root_of("approve")
    assert not negations_in(read_text("Not only the council but no fewer than 40 people agreed; no doubt."))


def test_figures_are_read_with_what_is_said_of_them() -> None:
    at_least, about = figures_in("More than 40 ships and about 1.2 million tonnes")
    assert (at_least.amount, at_least.rough) == (40, "least")
    assert (about.amount, about.rough) == (1.2e9, "about")


class Sure:
    """A model that is as sure as it is told."""

    def __init__(self, entailed: float, contradicted: float) -> None:
        self.said = Entailment(entailed, contradicted)

    def entailment(self, text: str, sentence: str) -> Entailment:
        return self.said


def test_model_of_entailment_decides_where_the_rules_do_not() -> None:
    sentence = "A rudder broke on the ferry."
    low, high = (Judge(BagOfWordsEmbedder(), Sure(sure, 0.0)).judge(sentence, [FERRY]).score for sure in (0.0, 1.0))
    assert high - low == pytest.approx(0.6, abs=1e-3)
    against = Judge(BagOfWordsEmbedder(), Sure(0.0, 0.9)).judge(
        "Captain Jonas Storr said a rudder had failed.", [FERRY]
    )
    assert (against.verdict, against.contradicted) == ("unsupported", True)


def test_rules_keep_their_veto_over_the_model() -> None:
    found = Judge(BagOfWordsEmbedder(), Sure(1.0, 0.0)).judge("The ferry carried 178 passengers.", [FERRY])
    assert found.verdict == "unsupported"


def cross_encoder(folder: Path, labels: dict[int, str]) -> str:
    """Make a small cross-encoder with random weights and these labels."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "ferry", "captain", "aground", "failed", "the", "ran"]
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words), hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, id2label=labels, label2id={name: place for place, name in labels.items()},
        initializer_range=0.8,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=48, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)  # fmt: skip
    return str(folder)


def test_labels_of_a_cross_encoder_are_found_by_name(tmp_path: Path) -> None:
    order = cross_encoder(tmp_path / "a", {0: "CONTRADICTION", 1: "ENTAILMENT", 2: "NEUTRAL"})
    turned = cross_encoder(tmp_path / "b", {0: "entailment", 1: "contradiction", 2: "neutral"})
    text, sentence = "the ferry ran aground", "the captain failed"
    one, other = (CrossEncoderEntailment(folder).entailment(text, sentence) for folder in (order, turned))
    assert (one.entailed, one.contradicted) == pytest.approx((other.contradicted, other.entailed), abs=1e-6)
    assert one.entailed != pytest.approx(one.contradicted, abs=1e-3)


def test_checker_without_its_label_or_its_files_is_refused(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "a", {0: "good", 1: "bad"})
    with pytest.raises(CheckingError, match="has the labels good, bad, expected one called 'entailment'"):
        CrossEncoderEntailment(folder).entailment("a", "b")
    with pytest.raises(CheckingError, match="cannot be loaded"):
        CrossEncoderEntailment(str(tmp_path / "nowhere")).entailment("a", "b")
    assert open_checker("bundled") is None
