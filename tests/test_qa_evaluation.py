"""The evaluation of a small set: what is read, what a report holds, and what is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evaluation_sets import ARTICLES, BRIDGE, CLAIMS, ETHANOL, FOUND, OPENED, write_lines, write_set
from fakes import BagOfWordsEmbedder

from index.errors import ArticleError, HomeError, QuestionError
from index.home import Home
from index.ingest import ingest
from qa.answer import Answer, AnswerSentence, Citation, Scores, Span
from qa.evaluation.claims import claim_metrics
from qa.evaluation.failures import MISSED, REFUSED, WRONG, find_failures
from qa.evaluation.gold import GoldEvidence, GoldQuestion, read_claims, read_questions
from qa.evaluation.outcomes import Outcome, measure
from qa.evaluation.run import METRICS, evaluate, flatten


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("set") / "small", claims=CLAIMS)


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, Any]:
    return evaluate(folder, embedder=BagOfWordsEmbedder())


# --- what a report holds


def test_report_holds_every_key_and_is_plain_json(report: dict[str, Any]) -> None:
    assert list(report) == [
        "retrieval", "answers", "refusal", "claims", "speed", "counts", "set", "settings", "versions", "questions",
        "claim_scores",
    ]  # fmt: skip
    assert json.loads(json.dumps(report)) == report
    assert report["counts"] == {"articles": 2, "passages": 2, "answerable": 2, "unanswerable": 1, "claims": 3}
    assert report["retrieval"]["ndcg@10"] == report["retrieval"]["span_hit@1"] == 1
    assert report["answers"]["contains"] == report["answers"]["cited_span_hit"] == 1


def test_question_is_recorded_with_what_was_expected_and_what_was_found(report: dict[str, Any]) -> None:
    record = report["questions"][0]
    assert record["question"] == OPENED["question"]
    assert (record["id"], record["kind"], record["expected"]) == ("q1", "fact", ["Ida Lund"])
    assert record["evidence"] == [
        {"article_id": "b", "title": "Bridge opens", "start": 0, "end": 62, "quote": BRIDGE[:62]}
    ]
    assert record["ranks"] == {"b": 1}
    assert record["span_ranks"] == [1]
    assert (record["refused"], record["right"]) == (False, True)
    assert record["answer"].startswith("The new bridge in Holm was opened by Mayor Ida Lund on Friday. [1]")
    assert record["cited"][0] == {"article_id": "b", "title": "Bridge opens", "start_char": 0, "end_char": 62}
    assert {part: tuple(names) for part, names in record["metrics"].items()} == METRICS


def test_metrics_are_the_means_of_those_of_the_questions(report: dict[str, Any]) -> None:
    for part, names in METRICS.items():
        for name in names:
            values = [record["metrics"][part][name] for record in report["questions"]]
            counted = [value for value in values if value is not None]
            assert report[part][name] == pytest.approx(np.mean(counted)), name
    unanswerable = report["questions"][2]["metrics"]
    assert set(unanswerable["retrieval"].values()) | set(unanswerable["answers"].values()) == {None}


def test_refused_question_is_judged_by_the_answer_that_was_held_back(
    folder: Path, report: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWIRE_REFUSAL_THRESHOLD", "1")
    strict = evaluate(folder, embedder=BagOfWordsEmbedder())
    assert strict["refusal"]["refused_answerable"] == 1
    assert strict["settings"]["refusal_threshold"] == 1
    assert [record["right"] for record in strict["questions"]] == [record["right"] for record in report["questions"]]
    assert strict["refusal"]["risk_coverage"] == report["refusal"]["risk_coverage"]
    assert strict["refusal"]["at_threshold"] == {"threshold": 1, "coverage": 0, "risk": None}


def test_flat_report_is_numbers_only(report: dict[str, Any]) -> None:
    rows = flatten(report)
    assert {part for part, _, _ in rows} == {"retrieval", "answers", "refusal", "claims", "speed", "counts"}
    assert all(value is None or isinstance(value, int | float) for _, _, value in rows)
    assert ("counts", "articles", 2) in rows


def test_progress_counts_questions_and_claims(folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    evaluate(folder, embedder=BagOfWordsEmbedder(), on_question=lambda *done: told.append(done))
    assert told == [("questions", n, 3) for n in range(4)] + [("claims", n, 3) for n in range(4)]


def test_question_that_cannot_be_asked_is_named(tmp_path: Path) -> None:
    long = write_set(tmp_path, questions=[{**OPENED, "question": "Who opened it? " * 1000}])
    with pytest.raises(QuestionError, match="question 'q1': the question is too long"):
        evaluate(long, embedder=BagOfWordsEmbedder())


# --- right and wrong


def answer(*quotes: tuple[str, int], refused: bool = False) -> Answer:
    """Return an answer that quotes the article "a" from the given places."""
    citations = tuple(
        Citation(
            marker=1, article_id="a", title="T", source=None, author=None, url=None, published=None, start_char=start,
            end_char=start + len(text), quote=text, passage=Span(start, start + len(text), text), scores=Scores(),
            content_sha256="",
        )
        for text, start in quotes
    )  # fmt: skip
    sentences = tuple(AnswerSentence(text, (1,), "supported", 1.0) for text, _ in quotes)
    return Answer("?", "?", "", refused, None, "extractive", 0.5, date(2023, 1, 1), None, sentences, citations)


GOLD = GoldQuestion("q", "?", ("42.7m",), True, (GoldEvidence("a", 100, 110),))
LONG = ("a text that is much too long to be repeated",)


@pytest.mark.parametrize(
    ("gold", "quote", "expected"),
    [
        (GOLD, ("It is 42.7m tall.", 0), True),  # holds the short answer
        (GOLD, ("It is tall.", 100), True),  # cites the span
        (GOLD, ("It is 43m tall.", 0), False),
        (replace(GOLD, answers=LONG), (f"It says {LONG[0]}.", 0), False),  # only the span counts
        (replace(GOLD, answers=LONG, evidence=(GoldEvidence("a"),)), ("It is tall.", 0), True),  # the article
        (replace(GOLD, answers=LONG, evidence=(GoldEvidence("b"),)), ("It is tall.", 0), False),
        (replace(GOLD, answers=(), evidence=()), ("It is tall.", 0), None),
        (replace(GOLD, answerable=False), ("It is 42.7m tall.", 0), False),
    ],
)
def test_answer_is_right_by_what_it_says_or_else_by_what_it_cites(
    gold: GoldQuestion, quote: tuple[str, int], expected: bool | None
) -> None:
    given = answer(quote)
    assert Outcome(gold, (), given, given, 0, 0).right is expected


def test_answer_that_never_comes_is_neither_right_nor_wrong() -> None:
    none = answer(refused=True)
    assert Outcome(GOLD, (), none, none, 0, 0).right is None


def test_answer_metrics_by_hand() -> None:
    given = answer(("It is 42.7m", 95), ("unrelated", 300))
    metrics = measure(Outcome(GOLD, (), given, given, 0, 0))
    assert metrics["answers"] == {
        "exact_match": 0, "f1": pytest.approx(4 / 7), "contains": 1, "cited_article_hit": 1, "cited_span_hit": 1,
        "citation_precision": 1,
    }  # fmt: skip
    assert metrics["retrieval"]["recall@10"] == metrics["retrieval"]["span_hit@5"] == 0
    assert metrics["refusal"] == {"refused_unanswerable": None, "refused_answerable": 0}


# --- worst cases


def record(key: str, **changes: Any) -> dict[str, Any]:
    values = {"id": key, "answerable": True, "refused": False, "right": True, "confidence": 0.5, "ranks": {"a": 1}}
    return {**values, **changes}


def test_worst_cases_come_by_kind_and_the_clearest_first() -> None:
    records = [
        record("fine"),
        record("unsure", right=False, confidence=0.4),
        record("sure", right=False, confidence=0.9),
        record("made up", right=False, confidence=0.6, answerable=False, ranks={}),
        record("refused far", refused=True, ranks={"a": 7}),
        record("refused first", refused=True),
        record("refused blind", refused=True, ranks={"a": None}),
        record("rightly refused", refused=True, answerable=False, right=False, ranks={}),
        record("elsewhere", ranks={"a": 14}),
        record("nowhere", ranks={"a": None}),
        record("one of two", ranks={"a": None, "b": 2}),
    ]
    found = find_failures(records, 2)
    assert [(group.kind, group.total) for group in found] == [(WRONG, 3), (REFUSED, 3), (MISSED, 2)]
    assert [[each["id"] for each in group.worst] for group in found] == [
        ["sure", "made up"], ["refused first", "refused far"], ["nowhere", "elsewhere"],
    ]  # fmt: skip
    assert [group.worst for group in find_failures(records, 0)] == [(), (), ()]


# --- claims


def test_claims_are_checked_against_their_article_or_text(report: dict[str, Any]) -> None:
    scores = {row["id"]: row["support_score"] for row in report["claim_scores"]}
    assert scores["c1"] > scores["c2"]
    assert scores["c3"] > 0.8  # every word of it, in a text of its own
    assert report["claims"]["auroc"] == 1
    assert report["claim_scores"][2]["article_id"] is None


def test_claim_metrics_by_hand() -> None:
    rows = [
        {"label": label, "support_score": score}
        for label, score in (
            ("supported", 0.9), ("supported", 0.45), ("contradicted", 0.7), ("unsupported", 0.2), ("not_enough_info", 0.1),
        )
    ]  # fmt: skip
    assert claim_metrics(rows) == {
        "auroc": pytest.approx(5 / 6),
        "balanced_accuracy": pytest.approx((1 / 2 + 2 / 3) / 2),
    }
    assert claim_metrics(rows[:2]) == {"auroc": None, "balanced_accuracy": None}


def test_folder_of_claims_alone_is_evaluated(tmp_path: Path) -> None:
    found = evaluate(write_set(tmp_path, questions=None, claims=CLAIMS), embedder=BagOfWordsEmbedder())
    assert found["claims"]["auroc"] == 1
    assert found["questions"] == []
    assert set(found["retrieval"].values()) == {None}


def test_claim_about_an_article_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = write_set(tmp_path, questions=None, claims=[{**CLAIMS[0], "article_id": "x"}])
    with pytest.raises(ArticleError, match="claim 'c1' names the article 'x'"):
        evaluate(folder, embedder=BagOfWordsEmbedder())


# --- folders that are not right, and folders left as they are


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"question": "Who?", "answerable": True}, "questions.jsonl:2: not a question: 'id' is missing"),
        ({**FOUND, "id": "q1"}, "questions.jsonl:2: the id 'q1' is that of line 1 too"),
        ({**FOUND, "question": " "}, "'question' holds ' ', expected a text"),
        ({**FOUND, "answers": ["", "x"]}, "'answers' holds '', expected a text"),
        ({**FOUND, "evidence": [{"article_id": "w", "start": 5, "end": 5}]}, "from 5 to 5, expected two offsets"),
        ({**FOUND, "evidence": [{"article_id": "w", "start": 5}]}, "from 5 to None, expected two offsets"),
        ({**FOUND, "evidence": [{"article_id": "w", "end": 5}]}, "from None to 5, expected two offsets"),
    ],
)
def test_malformed_question_is_named_with_its_line(tmp_path: Path, row: dict[str, Any], expected: str) -> None:
    path = write_lines(tmp_path / "questions.jsonl", [OPENED, row])
    with pytest.raises(ArticleError) as caught:
        read_questions(path)
    assert expected in str(caught.value)


def test_line_separators_within_a_question_do_not_end_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({**OPENED, "question": "Who\u2028opened it?"}, ensure_ascii=False))
    assert read_questions(path)[0].text == "Who\u2028opened it?"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({**CLAIMS[0], "label": "true"}, "label 'true', expected one of supported, unsupported"),
        ({"id": "c", "claim": "x", "label": "supported"}, "neither 'article_id' nor 'evidence_text'"),
    ],
)
def test_malformed_claim_is_named(tmp_path: Path, row: dict[str, Any], expected: str) -> None:
    with pytest.raises(ArticleError, match=r"claims\.jsonl:1: not a claim") as caught:
        read_claims(write_lines(tmp_path / "claims.jsonl", [row]))
    assert expected in str(caught.value)


def test_folder_without_questions_or_articles_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"holds articles\.jsonl and questions\.jsonl"):
        evaluate(tmp_path)
    write_lines(tmp_path / "questions.jsonl", [ETHANOL])
    with pytest.raises(ArticleError, match="holds no article that can be read"):
        evaluate(tmp_path, embedder=BagOfWordsEmbedder())


def test_evidence_in_an_article_that_is_not_there_is_no_failure_of_the_search(tmp_path: Path) -> None:
    folder = write_set(tmp_path, questions=[{**OPENED, "also_supported_by": ["x"]}])
    with pytest.raises(ArticleError, match="question 'q1' names the article 'x'"):
        evaluate(folder, embedder=BagOfWordsEmbedder())


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_nothing_is_written_to_the_folder(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set")
    before = contents(folder)
    evaluate(folder, work=tmp_path / "work", embedder=BagOfWordsEmbedder())
    assert contents(folder) == before
    for inside in (folder, folder / "work"):
        with pytest.raises(HomeError, match="lies in the folder that is measured"):
            evaluate(folder, work=inside, embedder=BagOfWordsEmbedder())
    assert contents(folder) == before


def test_kept_index_is_used_again_and_follows_the_folder(tmp_path: Path) -> None:
    folder, work = write_set(tmp_path / "set"), tmp_path / "work"
    evaluate(folder, work=work, embedder=BagOfWordsEmbedder())
    embedder = BagOfWordsEmbedder()
    again = evaluate(folder, work=work, embedder=embedder)
    assert embedder.passages_embedded == 0
    assert again["speed"]["index_chunks_per_s"] is None
    write_set(folder, articles=ARTICLES[:1], questions=[OPENED])
    assert evaluate(folder, work=work, embedder=embedder)["counts"]["articles"] == 1


def test_index_of_other_articles_is_left_alone(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set")
    other = write_lines(tmp_path / "other.jsonl", [{"id": "x", "title": "T", "text": "The mayor resigned on Monday."}])
    with Home.create(tmp_path / "work", embedder=BagOfWordsEmbedder()) as home:
        ingest(home, [other])
    with pytest.raises(HomeError, match=r"holds articles that are not of .*: 'x'\. Choose another --work"):
        evaluate(folder, work=tmp_path / "work", embedder=BagOfWordsEmbedder())
    with Home.read(tmp_path / "work") as home:
        assert [row.id for row in home.catalog.articles()] == ["x"]


def test_same_articles_in_another_order_are_the_same_set(tmp_path: Path, report: dict[str, Any]) -> None:
    turned = evaluate(write_set(tmp_path, articles=ARTICLES[::-1]), embedder=BagOfWordsEmbedder())
    assert turned["set"]["articles_sha256"] == report["set"]["articles_sha256"]
    edited = [{**ARTICLES[0], "text": BRIDGE + " More."}, ARTICLES[1]]
    other = evaluate(write_set(tmp_path, articles=edited), embedder=BagOfWordsEmbedder())
    assert other["set"]["articles_sha256"] != report["set"]["articles_sha256"]
