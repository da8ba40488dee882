"""Metrics against maintained libraries and against values worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG
from sklearn.metrics import auc, roc_auc_score

from qa.evaluation.metrics import (
    auroc,
    contains,
    covers,
    exact_match,
    f1,
    lies_in,
    mean,
    ndcg,
    quantile,
    recall,
    reciprocal_rank,
)
from qa.evaluation.risk import MOST_POINTS, area_under_risk, risk_coverage, risk_metrics

IDS = [f"d{number}" for number in range(30)]
SCORES = st.lists(st.floats(0, 1) | st.sampled_from([0.25, 0.5]), min_size=1, max_size=40)  # ties among them


@settings(max_examples=150, deadline=None)
@given(
    st.permutations(IDS), st.integers(0, 30), st.sets(st.sampled_from([*IDS, "not ranked"]), min_size=1, max_size=15)
)
def test_ranking_metrics_are_those_of_trec_eval(order: list[str], length: int, relevant: set[str]) -> None:
    ranked = order[:length]
    theirs = ir_measures.calc_aggregate(
        [R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10],
        [ir_measures.Qrel("q", article, 1) for article in relevant],
        # A ranking that is empty is no run at all to trec_eval; an article that is not judged changes nothing.
        [ir_measures.ScoredDoc("q", article, -rank) for rank, article in enumerate([*ranked, "not judged"])],
    )
    gold = frozenset(relevant)
    for k in (1, 5, 10):
        assert recall(ranked, gold, k) == pytest.approx(theirs[R @ k], abs=1e-9)
    assert reciprocal_rank(ranked, gold, 10) == pytest.approx(theirs[RR @ 10], abs=1e-9)
    assert ndcg(ranked, gold, 10) == pytest.approx(theirs[nDCG @ 10], abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(SCORES, SCORES)
def test_auroc_is_that_of_scikit_learn(positive: list[float], negative: list[float]) -> None:
    labels = [1] * len(positive) + [0] * len(negative)
    assert auroc(positive, negative) == pytest.approx(roc_auc_score(labels, positive + negative), abs=1e-9)


# --- spans


@pytest.mark.parametrize(
    ("start", "end", "covering", "lying"),
    [
        (0, 100, True, False),  # around the span
        (10, 30, True, True),  # the span itself
        (10, 20, True, True),  # just half of it
        (10, 19, False, True),
        (20, 60, True, False),
        (21, 60, False, False),
        (30, 40, False, False),  # beside it
    ],
)
def test_spans_overlap_by_half_of_one_side_or_the_other(start: int, end: int, covering: bool, lying: bool) -> None:
    found = SimpleNamespace(article_id="a", start_char=start, end_char=end)
    assert covers(found, ("a", 10, 30)) is covering  # type: ignore[arg-type]
    assert lies_in(found, ("a", 10, 30)) is lying  # type: ignore[arg-type]
    assert not covers(found, ("b", 10, 30))  # type: ignore[arg-type]
    assert not lies_in(found, ("b", 10, 30))  # type: ignore[arg-type]


# --- texts, worked out by hand


@pytest.mark.parametrize(
    ("text", "gold", "exact", "shared"),
    [
        ("The Eiffel Tower!", "eiffel tower", True, 1.0),
        ("a cat", "the cat", True, 1.0),
        ("in 1998", "1998", False, 2 / 3),  # precision 1/2, recall 1
        ("Paris, France", "Paris", False, 2 / 3),
        ("two two one", "two one one", False, 2 / 3),  # a word counts as often as both have it: 2 of 3 and 2 of 3
        ("nothing alike", "at all", False, 0.0),
        ("", "Paris", False, 0.0),
        ("the", "a", True, 0.0),  # nothing is left of either
    ],
)
def test_exact_match_and_f1_by_hand(text: str, gold: str, exact: bool, shared: float) -> None:
    assert exact_match(text, gold) is exact
    assert f1(text, gold) == pytest.approx(shared)


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("He lives in New York.", "new york", True),
        ("He lives in Newark.", "New", False),
        ("Twenty-two boats", "two boats", True),
        ("Anything", "the", False),  # nothing is left to look for
    ],
)
def test_contained_answers_stand_at_word_boundaries(text: str, gold: str, expected: bool) -> None:
    assert contains(text, gold) is expected


def test_no_values_have_no_mean() -> None:
    assert mean([]) is None
    assert quantile([], 0.5) is None
    assert (mean([1, 2]), quantile([3, 1, 2], 0.5), quantile([1, 2], 1.0)) == (1.5, 2, 2)


# --- risk against coverage


def test_risk_by_hand() -> None:
    curve = risk_coverage([0.9, 0.5, 0.7, 0.5], [False, True, True, False])
    assert curve == [(0.25, 0.0, 0.9), (0.5, 0.5, 0.7), (1.0, 0.5, 0.5)]
    # Risk at the confidence of each of the four: 0, 1/2, and 1/2 for both at 0.5.
    assert area_under_risk([0.9, 0.5, 0.7, 0.5], [False, True, True, False]) == pytest.approx([1.5 / 4])
    assert risk_coverage([], []) == []
    assert np.isnan(area_under_risk([], [])).all()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_risk_of_answering_everything_is_the_share_of_wrong_answers(pairs: list[tuple[float, bool]]) -> None:
    confidences, wrong = (list(side) for side in zip(*pairs, strict=True))
    curve = risk_coverage(confidences, wrong)
    assert curve[-1][:2] == (1.0, pytest.approx(sum(wrong) / len(wrong)))
    thresholds = [threshold for _, _, threshold in curve]
    assert thresholds == sorted(set(confidences), reverse=True)
    for coverage, risk, threshold in curve:
        answered = [failed for confidence, failed in pairs if confidence >= threshold]
        assert (coverage, risk) == (pytest.approx(len(answered) / len(pairs)), pytest.approx(sum(answered) / len(answered)))  # fmt: skip


def test_area_is_the_one_below_the_steps_of_the_curve() -> None:
    random = np.random.default_rng(3)
    confidences, wrong = random.permutation(500) / 500, random.random(500) < 0.3
    coverage, risk, _ = zip(*risk_coverage(confidences.tolist(), wrong.tolist()), strict=True)
    steps = auc(np.repeat([0, *coverage], 2)[1:-1], np.repeat(risk, 2))
    assert area_under_risk(confidences.tolist(), wrong.tolist())[0] == pytest.approx(steps)


def test_repeated_questions_weigh_as_often_as_they_are_repeated() -> None:
    weights = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    area = area_under_risk([0.2, 0.9, 0.5], [True, False, True], weights)
    assert area[0] == area_under_risk([0.2, 0.9, 0.9], [True, False, False])[0]
    assert np.isnan(area[1])


def test_curve_of_a_report_is_thinned_and_leaves_out_what_cannot_be_judged() -> None:
    records = [
        {"confidence": number / 1000, "right": number % 3 != 0, "refused": number < 320} for number in range(1000)
    ]
    found = risk_metrics([*records, {"confidence": 1.0, "right": None, "refused": False}], 0.32)
    assert len(found["risk_coverage"]) == MOST_POINTS
    assert found["risk_coverage"][0] == [0.001, 1.0, 0.999]
    assert found["risk_coverage"][-1] == [1.0, 0.334, 0.0]
    assert found["at_threshold"] == {"threshold": 0.32, "coverage": 0.68, "risk": round(227 / 680, 4)}
    assert risk_metrics([], 0.32) == {
        "aurc": None, "risk_coverage": [], "at_threshold": {"threshold": 0.32, "coverage": None, "risk": None},
    }  # fmt: skip
