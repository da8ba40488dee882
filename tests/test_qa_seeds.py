"""What the sample questions measure with the real model; the bars are those of the README."""

from __future__ import annotations

from pathlib import Path

import pytest

import seeds
from index.readers import ReadOptions, read_path
from qa import QueryEngine
from qa.answer import Answer
from qa.evaluation.gold import GoldQuestion, read_questions

QUESTIONS = read_questions(seeds.FOLDER / "questions.jsonl")


@pytest.fixture(scope="module")
def answers(engine: QueryEngine) -> list[tuple[GoldQuestion, Answer]]:
    return [(gold, engine.ask(gold.text)) for gold in QUESTIONS]


def test_every_evidence_span_stands_in_its_article() -> None:
    import json

    articles = {item.id: item for item in read_path(seeds.FOLDER, ReadOptions({}, 2_000_000))}  # type: ignore[union-attr]
    rows = [json.loads(line) for line in (seeds.FOLDER / "questions.jsonl").read_text().splitlines()]
    assert len(rows) >= 80
    assert sum(not row["answerable"] for row in rows) >= 20
    for row in rows:
        assert bool(row["evidence"]) == row["answerable"]
        for item in row["evidence"]:
            assert articles[item["article_id"]].text[item["start"] : item["end"]] == item["quote"]  # type: ignore[union-attr]


def test_right_article_is_cited(answers: list[tuple[GoldQuestion, Answer]]) -> None:
    answered = [(gold, answer) for gold, answer in answers if gold.answerable and not answer.refused]
    right = [
        gold.relevant & {citation.article_id for citation in answer.citations} != set() for gold, answer in answered
    ]
    assert sum(right) >= 0.9 * len(answered)


def test_unanswerable_questions_are_refused_and_answerable_ones_are_not(
    answers: list[tuple[GoldQuestion, Answer]],
) -> None:
    refused = {kind: [a.refused for gold, a in answers if gold.answerable is kind] for kind in (True, False)}
    assert sum(refused[False]) >= 0.7 * len(refused[False])
    assert sum(refused[True]) <= 0.1 * len(refused[True])


def test_every_citation_of_every_answer_stands(engine: QueryEngine, answers: list[tuple[GoldQuestion, Answer]]) -> None:
    checked = 0
    for _, answer in answers:
        for citation in answer.citations:
            assert engine.article(citation.article_id).text[citation.start_char : citation.end_char] == citation.quote
            checked += 1
    assert checked > 100


def test_evaluation_reports_every_metric(tmp_path: Path) -> None:
    import json

    from qa.evaluation.run import evaluate

    (tmp_path / "articles.jsonl").write_text(
        "\n".join(
            json.dumps({"id": key, "title": title, "text": text})
            for key, title, text in (
                ("b", "Bridge opens", "The new bridge in Holm was opened by Mayor Ida Lund on Friday."),
                ("w", "Whale found", "A whale 13 metres long was found on the beach at Pell."),
            )
        )
    )
    questions = [
        {"id": 1, "question": "Who opened the new bridge in Holm?", "answers": ["Ida Lund"], "answerable": True,
         "evidence": [{"article_id": "b", "start": 0, "end": 62}]},
        {"id": 2, "question": "What is the boiling point of ethanol?", "answers": [], "answerable": False, "evidence": []},
    ]  # fmt: skip
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    report = evaluate(tmp_path)
    assert report["retrieval"] == {
        "recall@1": 1, "recall@5": 1, "recall@10": 1, "mrr@10": 1, "ndcg@10": 1, "span_hit@1": 1, "span_hit@5": 1,
    }  # fmt: skip
    assert report["answers"]["contains"] == report["answers"]["cited_span_hit"] == 1
    refusal = {name: report["refusal"][name] for name in ("auroc", "refused_unanswerable", "refused_answerable")}
    assert refusal == {"auroc": 1, "refused_unanswerable": 1, "refused_answerable": 0}
    assert report["counts"] == {"articles": 2, "passages": 2, "answerable": 1, "unanswerable": 1}
