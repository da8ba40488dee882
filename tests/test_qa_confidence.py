"""Confidence: what raises and lowers it, that it is a probability, and that a refusal says what was searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.confidence.cases import ANSWERABLE, BEREFT, UNANSWERABLE, Case, read_cases
from benchmarks.confidence.fitting import Weights, fit, importance, in_force
from benchmarks.confidence.report import expected_calibration_error, tables
from index.home import Home
from index.ingest import ingest
from qa.absences import absent, named
from qa.answer import Answer, Searched
from qa.confidence import Signs, estimate, probability
from qa.engine import QueryEngine
from qa.parts.allotment import combined
from qa.questions import understand
from qa.searching import described, survey
from tests.fakes import BagOfWordsEmbedder

NOTHING = Signs(score=0.0, lead=0.0, names=0.0, numbers=0.0, time=0.0)


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("When was the Golden Gate opened?", ("golden", "gate"), ()),
        ("Who won the race on Sunday 7 May 2023?", (), ("7", "2023")),
        ("Which member of The Beatles died?", ("beatl",), ()),
        ("How many US troops did the EU count?", ("usa", "eu"), ()),
        ("Who did Putin’s aide meet?", ("putin",), ()),
        ("Did it cost $1,500 or 1.5 million?", (), ("1500", "1.5")),
        ("who met kim jong un?", (), ()),
        # Where every word has a capital, none tells anything.
        ("WHERE DID KIM MEET PUTIN?", (), ()),
        ("Where Did The Two Leaders Meet?", (), ()),
    ],
)
def test_names_and_figures_of_a_question_are_told_from_its_other_words(
    question: str, names: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    found = named(understand(question, max_chars=200))
    assert (found.names, found.numbers) == (names, numbers)


def test_absent_is_a_share() -> None:
    assert absent((), {"a"}) == 0
    assert absent(("a", "b", "c", "d"), {"b"}) == 0.75


def test_probability_rises_with_the_score_and_falls_with_what_is_missing() -> None:
    good = replace(NOTHING, score=12.0)
    assert 0 < probability(NOTHING) < probability(good) < probability(replace(good, lead=2.0)) < 1
    for flaw in ({"names": 1.0}, {"numbers": 1.0}, {"time": 1.0}):
        assert probability(replace(good, **flaw)) < probability(replace(good, **dict.fromkeys(flaw, 0.5)))
        assert probability(replace(good, **dict.fromkeys(flaw, 0.5))) < probability(good)


def test_no_evidence_is_no_confidence() -> None:
    assert estimate(understand("Who won?", max_chars=100), []) == 0


def test_parts_count_as_much_as_the_whole() -> None:
    assert combined(0.8, []) == 0.8
    assert combined(0.8, [0.4, 0.2]) == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("answered", "other"),
    [
        # Of another year than the article.
        ("Who won the Storr Island rowing race in 2022?", "Who won the Storr Island rowing race in 2023?"),
        # People no article names.
        ("Where did Putin and Kim Jong Un meet?", "Where did Modi and Justin Trudeau meet?"),
        # A figure no article gives.
        ("What does the 42.7m Angara rocket launch?", "What does the 93.4m Angara rocket launch?"),
    ],
)
def test_evidence_of_something_else_costs_confidence(engine: QueryEngine, answered: str, other: str) -> None:
    right, wrong = engine.ask(answered), engine.ask(other)
    assert not right.refused
    assert wrong.confidence < right.confidence - 0.1


def test_what_happened_in_another_year_is_refused(engine: QueryEngine) -> None:
    answer = engine.ask("Who won the Storr Island rowing race in 2023?")
    assert answer.refused
    assert answer.confidence < 0.2


# --- what was searched


def test_refusal_says_what_was_searched(engine: QueryEngine) -> None:
    answer = engine.ask("What is the boiling point of ethanol?")
    first, last = engine.date_range() or (None, None)
    assert answer.searched == Searched(engine.article_count(), len(engine.sources()), first, last)
    assert answer.text == (
        "The articles do not answer this. Searched: 34 articles from 4 outlets, 8 March 2022 to 21 February 2024."
    )
    assert Answer.from_dict(answer.to_dict()) == answer


def test_filters_count_as_what_was_searched(engine: QueryEngine) -> None:
    outlet, day = engine.sources()[-1], date(2023, 1, 1)
    answer = engine.ask("What is the boiling point of ethanol?", published_from=day, sources=[outlet])
    within = [a for a in engine.articles() if a.source == outlet and a.published and a.published >= day]
    days = [article.published for article in within if article.published]
    assert within
    assert answer.searched == Searched(len(within), 1, min(days), max(days), day, None, (outlet,))
    assert "Searched, within the chosen dates and outlets: " in answer.text
    assert Answer.from_dict(answer.to_dict()) == answer


def test_answer_of_an_earlier_writer_says_nothing_of_it(engine: QueryEngine) -> None:
    plain = engine.ask("How tall is the Angara rocket?").to_dict()
    assert plain.pop("searched")["articles"] == 34
    assert Answer.from_dict(plain).searched is None


@pytest.mark.parametrize(
    ("searched", "words"),
    [
        (Searched(0, 0, None, None), ""),
        (Searched(1, 1, date(2024, 2, 1), date(2024, 2, 1)), "Searched: 1 article from 1 outlet, 1 February 2024."),
        (Searched(1200, 0, None, None), "Searched: 1,200 articles."),
    ],
)
def test_what_was_searched_in_words(searched: Searched, words: str) -> None:
    assert described(searched) == words


def test_count_is_renewed_when_articles_come(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("The mayor opened the bridge on Friday morning.")
    with Home.create(tmp_path / "home", embedder=BagOfWordsEmbedder()) as home:
        ingest(home, [articles])
        engine = QueryEngine(home)
        assert described(survey(home.catalog, None)) == "Searched: 1 article."
        (articles / "b.txt").write_text("A whale was found on the beach at Pell on Monday.")
        ingest(home, [articles])
        assert engine.ask("Who opened the bridge?").searched == survey(home.catalog, None) == Searched(2, 0, None, None)


# --- how it is fitted


def case(kind: str, score: float, *, right: bool, names: float = 0.0) -> Case:
    return Case("1", "?", kind, replace(NOTHING, score=score, names=names), (), right, None)


def test_fit_finds_the_weights_that_made_the_labels() -> None:
    made = Weights(-4.0, (0.6, 0.0, -2.0, 0.0, 0.0))
    random = np.random.default_rng(1)
    cases = []
    for _ in range(20_000):
        blank = case(ANSWERABLE, random.uniform(0, 13), right=False, names=float(random.random() < 0.3))
        cases.append(replace(blank, right=bool(random.random() < made.of(blank))))
    found = fit({"made": cases})
    assert found.bias == pytest.approx(made.bias, abs=0.3)
    assert found.signs[:3] == pytest.approx((0.6, 0.0, -2.0), abs=0.2)


def test_a_quarter_of_the_weight_is_on_questions_without_an_answer() -> None:
    cases = [case(ANSWERABLE, 1, right=True)] * 9 + [case(UNANSWERABLE, 1, right=False), case(BEREFT, 1, right=False)]
    weights = importance(cases)
    assert weights.sum() == pytest.approx(1)
    assert weights[-2:].tolist() == pytest.approx([0.125, 0.125])
    assert importance(cases[:9]).tolist() == pytest.approx([1 / 9] * 9)


def test_calibration_error_is_the_mean_gap_of_its_bins() -> None:
    confidences, right = np.array([0.95, 0.95, 0.15, 1.0]), np.array([1.0, 0.0, 0.0, 1.0])
    # Bin of 0.9 and above: mean 2.9 / 3 against 2 / 3; bin of 0.1: 0.15 against 0.
    assert expected_calibration_error(confidences, right, np.ones(4)) == pytest.approx((0.9 + 0.15) / 4)


def test_cases_are_gathered_once_and_without_the_article_that_answers(tmp_path: Path) -> None:
    folder, work = tmp_path / "set", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    (folder / "articles.jsonl").write_text(
        '{"id": "b", "title": "Bridge", "text": "The new bridge in Holm was opened by Mayor Ida Lund on Friday."}\n'
        '{"id": "w", "title": "Whale", "text": "A whale of 13 metres was found on the beach at Pell."}\n'
    )
    (folder / "questions.jsonl").write_text(
        '{"id": 1, "question": "Who opened the new bridge in Holm?", "answers": ["Ida Lund"], "answerable": true, '
        '"evidence": [{"article_id": "b", "start": 0, "end": 62}]}\n'
        '{"id": 2, "question": "What is the boiling point of ethanol?", "answerable": false}\n'
    )
    cases = read_cases(folder, work, bereft=True)
    assert [(case.id, case.kind, case.right) for case in sorted(cases, key=lambda case: (case.id, case.kind))] == [
        ("1", ANSWERABLE, True), ("1", BEREFT, False), ("2", UNANSWERABLE, False),
    ]  # fmt: skip
    known = {found.kind: in_force().of(found) for found in cases}
    assert known[BEREFT] < 0.2 < known[ANSWERABLE]
    assert read_cases(folder, work, bereft=True) == cases
    shown = tables({"set": cases}, in_force(), {"set": in_force()}, 0.4)
    assert "| set | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 0.000 | 1.000 | 1.000 |" in shown
