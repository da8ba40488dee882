"""Two evaluation reports on the same questions: what differs, and what of it is more than chance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ReportError
from qa.evaluation.claims import SUPPORT_THRESHOLD
from qa.evaluation.gold import SUPPORTED, GoldQuestion
from qa.evaluation.resampling import RESAMPLES, SEED, Floats, draws, interval, weighted_auroc, weighted_means
from qa.evaluation.risk import area_under_risk
from qa.evaluation.run import METRICS, EvaluationSet

Report = Mapping[str, Any]
Records = Sequence[Mapping[str, Any]]
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]
Statistic = Callable[[Floats], Floats]

LOWER_IS_BETTER = frozenset({"refused_answerable", "aurc"})
# With fewer questions that differ, even a change that always goes one way is not rare by chance: the two-sided sign
# test gives 2 * 0.5**5 = 0.06 for five, 0.03 for six.
FEWEST_CHANGED = 6


def read_report(path: Path) -> dict[str, Any]:
    """Read what `citewire eval --json` printed.

    Raises:
        ReportError: The file is no such report, or lacks the questions.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(
            f"{path} cannot be read: {error.strerror}. Make one: citewire eval DIR --json > {path}"
        ) from error
    except ValueError as error:
        raise ReportError(f"{path} is not JSON: {error}. Make one: citewire eval DIR --json > {path}") from error
    if not isinstance(report, dict) or not {"retrieval", "answers", "refusal", "counts"} <= report.keys():
        raise ReportError(f"{path} is not a report of citewire eval. Make one: citewire eval DIR --json > {path}")
    if not isinstance(report.get("questions"), list) or "set" not in report:
        raise ReportError(
            f"{path} does not hold its questions: it was written by an earlier release or with --no-questions, and "
            f"nothing can be paired. Evaluate again: citewire eval DIR --json > {path}"
        )
    return report


def check_same_questions(before: Report, measured: EvaluationSet, *, shown: str) -> None:
    """Make sure that a report is about the questions and claims that are going to be evaluated.

    Raises:
        ReportError: It is about another set, or the files were edited since.
    """
    _check(
        "questions",
        {record["id"]: _gold_of_record(record) for record in before["questions"]},
        {gold.id: _gold(gold) for gold in measured.questions},
        before,
        measured.folder,
        shown,
    )
    _check(
        "claims",
        {
            record["id"]: (record["claim"], record["label"], record["article_id"])
            for record in before.get("claim_scores", ())
        },
        {claim.id: (claim.text, claim.label, claim.article_id) for claim in measured.claims or ()},
        before,
        measured.folder,
        shown,
    )


def _check(what: str, old: Mapping[str, Any], new: Mapping[str, Any], before: Report, folder: Path, shown: str) -> None:
    if old == new:
        return
    if not old.keys() & new.keys():
        raise ReportError(
            f"{shown} is a report of another set ({before['set']['name']}, {len(old):,} {what}): none of its {what} is "
            f"among the {len(new):,} of {folder}. Compare reports of one set."
        )
    gone, added = old.keys() - new.keys(), new.keys() - old.keys()
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    first = min(gone | added | changed)
    raise ReportError(
        f"{shown} was made with another file of {what}: {len(gone)} are gone, {len(added)} new, {len(changed)} changed, "
        f"{first!r} among them. Evaluate both times with the same file."
    )


def _gold(gold: GoldQuestion) -> tuple[Any, ...]:
    places = [(item.article_id, item.start, item.end) for item in gold.evidence]
    return gold.text, gold.answerable, list(gold.answers), places, sorted(gold.relevant)


def _gold_of_record(record: Mapping[str, Any]) -> tuple[Any, ...]:
    places = [(item["article_id"], item["start"], item["end"]) for item in record["evidence"]]
    return record["question"], record["answerable"], record["expected"], places, sorted(record["ranks"])


def compare(before: Report, after: Report, *, resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, Any]:
    """Compare two reports on the same questions.

    Every interval is the 95 % percentile interval of the difference under the paired bootstrap: both runs are
    measured on the same resampled questions.

    Returns:
        {"metrics": [{"part", "metric", "before", "after", "difference", "interval": [low, high], "changed", "verdict"}],
        "gained", "lost": ids of the questions that are now dealt with rightly, or no longer; "settings", "versions":
        what differs as name -> [before, after]; "resamples", "seed"}. `changed` counts the questions that differ.

    Raises:
        ReportError: The articles are not the same.
    """
    if before["set"]["articles_sha256"] != after["set"]["articles_sha256"]:
        raise ReportError(
            f"the articles are not the same: the report before has {before['counts']['articles']:,}, this run "
            f"{after['counts']['articles']:,}, or a text was edited. Evaluate both times with the same articles."
        )
    old, new = (_by_id(report["questions"]) for report in (before, after))
    pairs = [(old[key], new[key]) for key in new]
    rows = _differences(_question_measures(pairs), before, after, len(pairs), resamples, seed) if pairs else []
    if before.get("claim_scores") and after.get("claim_scores"):
        old_claims, new_claims = (_by_id(report["claim_scores"]) for report in (before, after))
        claims = [(old_claims[key], new_claims[key]) for key in new_claims]
        rows += _differences(_claim_measures(claims), before, after, len(claims), resamples, seed)
    good = [(_dealt_with(first), _dealt_with(second), second["id"]) for first, second in pairs]
    return {
        "metrics": rows,
        "gained": [key for first, second, key in good if second and not first],
        "lost": [key for first, second, key in good if first and not second],
        "settings": _changes(before["settings"], after["settings"]),
        "versions": _changes(before["versions"], after["versions"]),
        "resamples": resamples,
        "seed": seed,
    }


@dataclass(frozen=True, slots=True)
class _Measure:
    """Metrics of both runs as functions of how often each question is drawn, one column a metric.

    Attributes:
        names: (part, metric) of each column.
        before, after: Weights, shape (rows, n) -> values, shape (rows, len(names)).
        changed: How many questions differ, for each column.
    """

    names: tuple[tuple[str, str], ...]
    before: Statistic
    after: Statistic
    changed: tuple[int, ...]


def _question_measures(pairs: Sequence[Pair]) -> list[_Measure]:
    names = tuple((part, name) for part, of_part in METRICS.items() for name in of_part)
    first, second = (
        np.array([_values([pair[side]["metrics"][part][name] for part, name in names]) for pair in pairs])
        for side in (0, 1)
    )
    confidences = [_values([pair[side]["confidence"] for pair in pairs]) for side in (0, 1)]
    right = [_values([pair[side]["right"] for pair in pairs]) for side in (0, 1)]
    answerable = np.array([pair[1]["answerable"] for pair in pairs], dtype=bool)
    moved = confidences[0] != confidences[1]
    return [
        _Measure(names, _means_of(first), _means_of(second), tuple(map(int, (~_same(first, second)).sum(axis=0)))),
        _Measure(
            (("refusal", "auroc"),),
            _auroc_of(confidences[0], answerable),
            _auroc_of(confidences[1], answerable),
            (int(moved.sum()),),
        ),
        _Measure(
            (("refusal", "aurc"),),
            _risk_of(confidences[0], right[0]),
            _risk_of(confidences[1], right[1]),
            (int((moved | ~_same(*right)).sum()),),
        ),
    ]


def _claim_measures(pairs: Sequence[Pair]) -> list[_Measure]:
    supported = np.array([pair[1]["label"] == SUPPORTED for pair in pairs], dtype=bool)
    first, second = (_values([pair[side]["support_score"] for pair in pairs]) for side in (0, 1))

    def balanced(scores: Floats) -> Statistic:
        found = np.where(supported, scores >= SUPPORT_THRESHOLD, np.nan)
        spared = np.where(supported, np.nan, scores < SUPPORT_THRESHOLD)
        return lambda weights: weighted_means(np.stack([found, spared], axis=1), weights).mean(axis=1, keepdims=True)

    crossed = (first >= SUPPORT_THRESHOLD) != (second >= SUPPORT_THRESHOLD)
    ranked = _auroc_of(first, supported), _auroc_of(second, supported)
    return [
        _Measure((("claims", "auroc"),), ranked[0], ranked[1], (int((first != second).sum()),)),
        _Measure((("claims", "balanced_accuracy"),), balanced(first), balanced(second), (int(crossed.sum()),)),
    ]


def _differences(
    measures: Sequence[_Measure], before: Report, after: Report, count: int, resamples: int, seed: int
) -> list[dict[str, Any]]:
    """Return a row for each metric that both reports have."""
    names = [name for measure in measures for name in measure.names]
    changed = [number for measure in measures for number in measure.changed]
    drawn = np.concatenate(
        [
            np.concatenate([measure.after(weights) - measure.before(weights) for measure in measures], axis=1)
            for weights in draws(count, resamples=resamples, seed=seed)
        ]
    )
    rows = []
    for (part, name), number, column in zip(names, changed, drawn.T, strict=True):
        first, second = before[part].get(name), after[part].get(name)
        if first is None or second is None:
            continue
        bounds = interval(column)
        rows.append(
            {
                "part": part,
                "metric": name,
                "before": first,
                "after": second,
                "difference": second - first,
                "interval": list(bounds) if bounds else None,
                "changed": number,
                "verdict": _verdict(name, number, bounds),
            }
        )
    return rows


def _verdict(name: str, changed: int, bounds: tuple[float, float] | None) -> str:
    if bounds is None or changed < FEWEST_CHANGED or bounds[0] <= 0 <= bounds[1]:
        return "no clear change"
    return "better" if (bounds[0] > 0) is not (name in LOWER_IS_BETTER) else "worse"


def _means_of(values: Floats) -> Statistic:
    return lambda weights: weighted_means(values, weights)


def _auroc_of(scores: Floats, positive: NDArray[np.bool_]) -> Statistic:
    return lambda weights: weighted_auroc(scores, positive, weights)[:, None]


def _risk_of(confidences: Floats, right: Floats) -> Statistic:
    judged = ~np.isnan(right)
    wrong = [not value for value in right[judged]]
    return lambda weights: area_under_risk(confidences[judged].tolist(), wrong, weights[:, judged])[:, None]


def _values(found: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in found])


def _same(first: Floats, second: Floats) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (first == second) | (np.isnan(first) & np.isnan(second))
    return same


def _dealt_with(record: Mapping[str, Any]) -> bool:
    """Say whether a question was answered rightly, or refused where it should be."""
    return not record["answerable"] if record["refused"] else bool(record["right"])


def _by_id(records: Records) -> dict[str, Mapping[str, Any]]:
    return {record["id"]: record for record in records}


def _changes(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, list[Any]]:
    names = dict.fromkeys([*first, *second])
    return {name: [first.get(name), second.get(name)] for name in names if first.get(name) != second.get(name)}
