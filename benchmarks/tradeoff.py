"""Write qa/risk_coverage.json, the figures of the Settings page, from benchmarks/results: python benchmarks/tradeoff.py.

Taken are the collections whose questions are partly without an answer, as a reader's are; docs/confidence.md tells of
them. The results hold every threshold that makes a difference, thinned out to 200.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
TARGET = Path(__file__).parents[1] / "qa" / "risk_coverage.json"
STEPS = 40


def table() -> dict[str, Any]:
    """Return thresholds, and for each collection the shares of all questions answered and answered rightly."""
    reports = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    mixed = [one for one in reports if "refusal" in one and one["counts"]["unanswerable"] > 0]
    thresholds = [step / STEPS for step in range(STEPS + 1)]
    settings = mixed[0]["settings"]
    return {
        "measured_with": {name: settings[name] for name in ("embedding_model", "reranker", "chunk_tokens")},
        "thresholds": thresholds,
        "sets": [
            {
                "name": one["set"]["name"],
                "articles": one["counts"]["articles"],
                "questions": one["counts"]["answerable"] + one["counts"]["unanswerable"],
                "unanswerable": one["counts"]["unanswerable"],
                **_shares(one["refusal"]["risk_coverage"], thresholds),
            }
            for one in mixed
        ],
    }


def _shares(curve: Sequence[tuple[float, float, float]], thresholds: Sequence[float]) -> dict[str, list[float]]:
    answered, right = [], []
    for wanted in thresholds:
        # The last point at or above a threshold: its coverage is what that threshold answers.
        coverage, risk = next(((c, r) for c, r, at in reversed(curve) if at >= wanted), (0.0, 0.0))
        answered.append(round(coverage, 4))
        right.append(round(coverage * (1 - risk), 4))
    return {"answered": answered, "right": right}


def written() -> str:
    """Return the file's text."""
    return json.dumps(table(), indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written())
