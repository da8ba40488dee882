"""Two reports on the same questions: intervals against scipy, verdicts on made differences, and what is no pair."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evaluation_sets import CLAIMS, OPENED, QUESTIONS, write_lines, write_set
from fakes import BagOfWordsEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

from index.errors import ReportError
from qa.evaluation.comparison import check_same_questions, compare, read_report
from qa.evaluation.metrics import auroc
from qa.evaluation.resampling import draws, interval, weighted_auroc, weighted_means
from qa.evaluation.risk import risk_metrics
from qa.evaluation.run import METRICS, EvaluationSet, evaluate, means

# --- resampling


def test_a_resample_draws_as_many_questions_as_there_are_and_is_the_same_again() -> None:
    weights = np.concatenate(list(draws(20, resamples=1200, seed=5)))
    assert weights.shape == (1200, 20)
    assert (weights.sum(axis=1) == 20).all()
    assert weights.mean() == 1
    assert (weights == np.concatenate(list(draws(20, resamples=1200, seed=5)))).all()
    assert (weights != np.concatenate(list(draws(20, resamples=1200, seed=6)))).any()


def test_interval_is_that_of_scipy() -> None:
    random = np.random.default_rng(7)
    before = random.random(120)
    after = before + random.normal(0.05, 0.2, 120)
    means = np.concatenate([weighted_means(np.stack([before, after], axis=1), weights) for weights in draws(120)])
    ours = interval(means[:, 1] - means[:, 0])
    theirs = bootstrap(
        (after, before), lambda a, b, axis: a.mean(axis) - b.mean(axis), paired=True, vectorized=True,
        n_resamples=20_000, method="percentile", rng=random,
    ).confidence_interval  # fmt: skip
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.003)


def test_mean_leaves_out_questions_that_do_not_count() -> None:
    values = np.array([[1.0, 4.0], [np.nan, 6.0], [0.0, np.nan]])
    found = weighted_means(values, np.array([[2.0, 5.0, 1.0], [0.0, 3.0, 0.0]]))
    assert found[0] == pytest.approx([2 / 3, (2 * 4 + 5 * 6) / 7])
    assert np.isnan(found[1, 0])
    assert found[1, 1] == 6
    assert interval(np.array([np.nan])) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.9]), st.booleans(), st.integers(0, 3)), min_size=2, max_size=30
    )
)
def test_auroc_of_a_resample_is_that_of_scikit_learn_with_weights(rows: list[tuple[float, bool, int]]) -> None:
    scores, positive, weights = (np.array(side) for side in zip(*rows, strict=True))
    found = weighted_auroc(scores, positive, weights[None].astype(float))[0]
    kept = weights > 0
    if len(set(positive[kept])) < 2:
        assert np.isnan(found)
    else:
        expected = roc_auc_score(positive[kept], scores[kept], sample_weight=weights[kept])
        assert found == pytest.approx(expected, abs=1e-9)


# --- verdicts, on reports of forty questions


def question(number: int) -> dict[str, Any]:
    """Return a question answered half well: every metric is 0.5."""
    answerable = number % 4 != 0
    metrics = {part: dict.fromkeys(names, 0.5 if answerable else None) for part, names in METRICS.items()}
    metrics["refusal"] = {
        "refused_unanswerable": None if answerable else 0.0, "refused_answerable": 0.0 if answerable else None,
    }  # fmt: skip
    return {
        "id": f"q{number}", "kind": None, "question": f"Question {number}?", "answerable": answerable, "expected": [],
        "evidence": [], "ranks": {}, "span_ranks": [], "answer": "", "cited": [], "refused": False,
        "confidence": 0.5 + number / 1000, "right": answerable, "metrics": metrics,
    }  # fmt: skip


def built(questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the report of these questions."""
    sides = [[q["confidence"] for q in questions if q["answerable"] is kind] for kind in (True, False)]
    return {
        "retrieval": means(questions, "retrieval"), "answers": means(questions, "answers"),
        "refusal": {"auroc": auroc(*sides), **means(questions, "refusal"), **risk_metrics(questions, 0.32)},
        "counts": {"articles": 3}, "set": {"name": "made", "articles_sha256": "x"}, "settings": {"keep_k": 8},
        "versions": {"citewire": "1"}, "questions": questions,
    }  # fmt: skip


BEFORE = built([question(number) for number in range(40)])


def after(changed: range, **changes: Any) -> dict[str, Any]:
    """Return a report in which some questions differ: `metric=value`, or a key of the question itself."""
    questions = copy.deepcopy(BEFORE["questions"])
    for number in changed:
        for key, value in changes.items():
            part = next((part for part, names in METRICS.items() if key in names), None)
            if part is None:
                questions[number][key] = value
            elif questions[number]["metrics"][part][key] is not None:
                questions[number]["metrics"][part][key] = value
    return built(questions)


def row(comparison: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in comparison["metrics"] if each["metric"] == name]
    return found


@pytest.mark.parametrize(
    ("changed", "value", "verdict"),
    [
        (range(1, 12), 1.0, "better"),
        (range(1, 12), 0.0, "worse"),
        (range(1, 4), 1.0, "no clear change"),  # three questions are too few whatever the interval says
        (range(0), 1.0, "no clear change"),
    ],
)
def test_verdict_on_a_metric(changed: range, value: float, verdict: str) -> None:
    found = row(compare(BEFORE, after(changed, contains=value)), "contains")
    count = sum(number % 4 != 0 for number in changed)
    assert found["changed"] == count
    assert found["before"] == 0.5
    assert found["difference"] == pytest.approx(count * (value - 0.5) / 30)
    assert found["interval"][0] <= found["difference"] <= found["interval"][1]
    assert found["verdict"] == verdict


def test_changes_that_even_out_are_no_clear_change() -> None:
    mixed = after(range(1, 20), contains=1.0)
    for number in range(21, 40):
        if mixed["questions"][number]["answerable"]:
            mixed["questions"][number]["metrics"]["answers"]["contains"] = 0.0
    found = row(compare(BEFORE, built(mixed["questions"])), "contains")
    assert found["changed"] > 20
    assert found["verdict"] == "no clear change"


def test_fewer_refusals_of_answerable_questions_are_better() -> None:
    refused = after(range(1, 30), refused_answerable=1.0)
    assert row(compare(BEFORE, refused), "refused_answerable")["verdict"] == "worse"
    assert row(compare(refused, BEFORE), "refused_answerable")["verdict"] == "better"


def test_surer_answers_to_answerable_questions_are_better() -> None:
    questions = copy.deepcopy(BEFORE["questions"])
    for each in questions:
        each["confidence"] += 0.2 if each["answerable"] else -0.2
    comparison = compare(BEFORE, built(questions))
    assert row(comparison, "auroc")["after"] == 1
    assert row(comparison, "auroc")["verdict"] == "better"
    assert row(comparison, "aurc")["difference"] < 0
    assert row(comparison, "aurc")["verdict"] == "better"


def test_metric_that_one_report_lacks_is_left_out() -> None:
    assert "contains" not in {each["metric"] for each in compare(BEFORE, after(range(40), contains=None))["metrics"]}


def test_questions_gained_and_lost_and_changed_settings_are_listed() -> None:
    changed = after(range(4, 6), refused=True)  # q4 is unanswerable, q5 is not
    changed["settings"] = {"keep_k": 4}
    comparison = compare(BEFORE, changed)
    assert (comparison["gained"], comparison["lost"]) == (["q4"], ["q5"])
    assert (comparison["settings"], comparison["versions"]) == ({"keep_k": [8, 4]}, {})
    assert json.loads(json.dumps(comparison)) == comparison


def test_intervals_are_the_same_again() -> None:
    changed = after(range(1, 12), contains=1.0)
    assert compare(BEFORE, changed) == compare(BEFORE, changed)
    assert row(compare(BEFORE, changed, seed=2), "contains")["interval"] != row(compare(BEFORE, changed), "contains")["interval"]  # fmt: skip


# --- reports of sets, and what is no pair


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("set") / "small", claims=CLAIMS)


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, Any]:
    return evaluate(folder, embedder=BagOfWordsEmbedder())


def test_report_is_no_different_from_itself(folder: Path, report: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_text(json.dumps(report))
    before = read_report(path)
    check_same_questions(before, EvaluationSet.read(folder), shown=str(path))
    comparison = compare(before, report)
    assert {each["part"] for each in comparison["metrics"]} == {"retrieval", "answers", "refusal", "claims"}
    for each in comparison["metrics"]:
        assert (each["difference"], each["changed"], each["verdict"]) == (0, 0, "no clear change"), each["metric"]
        assert each["interval"] == [0, 0]
    assert comparison["gained"] == comparison["lost"] == []


def test_claims_are_compared_too(report: dict[str, Any]) -> None:
    other = copy.deepcopy(report)
    for each in other["claim_scores"]:
        each["support_score"] = 1 - each["support_score"]
    other["claims"] = {"auroc": 0.0, "balanced_accuracy": 0.0}
    rows = [each for each in compare(report, other)["metrics"] if each["part"] == "claims"]
    assert [(each["metric"], each["difference"]) for each in rows] == [("auroc", -1), ("balanced_accuracy", -1)]
    assert all(each["verdict"] == "no clear change" for each in rows)  # three claims say nothing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "cannot be read: No such file or directory"),
        ("nonsense", "is not JSON"),
        ("[]", "is not a report of citewire eval"),
        ('{"median_s": 4}', "is not a report of citewire eval"),
        ('{"retrieval": {}, "answers": {}, "refusal": {}, "counts": {}}', "does not hold its questions"),
    ],
)
def test_file_that_is_no_report_is_named(tmp_path: Path, text: str | None, expected: str) -> None:
    path = tmp_path / "before.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert expected in str(caught.value)
    assert f"citewire eval DIR --json > {path}" in str(caught.value)


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([{**OPENED, "id": "other"}], "before.json is a report of another set (small, 3 questions)"),
        (QUESTIONS[:2], "1 are gone, 0 new, 0 changed, 'q3' among them"),
        ([*QUESTIONS, {**OPENED, "id": "q4"}], "0 are gone, 1 new, 0 changed, 'q4' among them"),
        ([{**OPENED, "answers": ["Lund"]}, *QUESTIONS[1:]], "0 are gone, 0 new, 1 changed, 'q1' among them"),
        ([{**OPENED, "also_supported_by": ["w"]}, *QUESTIONS[1:]], "1 changed, 'q1' among them"),
    ],
)
def test_report_on_other_questions_is_refused(
    report: dict[str, Any], tmp_path: Path, questions: list[dict[str, Any]], expected: str
) -> None:
    other = EvaluationSet.read(write_set(tmp_path, questions=questions, claims=CLAIMS))
    with pytest.raises(ReportError) as caught:
        check_same_questions(report, other, shown="before.json")
    assert expected in str(caught.value)


def test_report_on_other_claims_or_articles_is_refused(report: dict[str, Any], tmp_path: Path) -> None:
    write_set(tmp_path, claims=[{**CLAIMS[0], "label": "unsupported"}, *CLAIMS[1:]])
    with pytest.raises(ReportError, match=r"another file of claims: .* 1 changed, 'c1' among them"):
        check_same_questions(report, EvaluationSet.read(tmp_path), shown="before.json")
    with pytest.raises(ReportError, match="the articles are not the same"):
        compare(report, {**report, "set": {**report["set"], "articles_sha256": "other"}})
    write_lines(tmp_path / "claims.jsonl", CLAIMS)
    check_same_questions(report, EvaluationSet.read(tmp_path), shown="before.json")
