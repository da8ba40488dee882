"""Print benchmarks/results/*.json as a Markdown table: python benchmarks/table.py."""

from __future__ import annotations

import json
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
COLUMNS = (
    ("articles", "counts", "articles"),
    ("passages", "counts", "passages"),
    ("questions", "counts", "answerable"),
    ("unanswerable", "counts", "unanswerable"),
    ("ndcg@10", "retrieval", "ndcg@10"),
    ("span_hit@1", "retrieval", "span_hit@1"),
    ("span_hit@5", "retrieval", "span_hit@5"),
    ("contains", "answers", "contains"),
    ("cited article", "answers", "cited_article_hit"),
    ("cited span", "answers", "cited_span_hit"),
    ("precision", "answers", "citation_precision"),
    ("auroc", "refusal", "auroc"),
    ("refused unanswerable", "refusal", "refused_unanswerable"),
    ("refused answerable", "refusal", "refused_answerable"),
    ("ask p50 ms", "speed", "ask_p50_ms"),
)


def table() -> str:
    """Return one row a result file, in order of name."""
    lines = ["| set | " + " | ".join(title for title, _, _ in COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    for path in sorted(RESULTS.glob("*.json")):
        report = json.loads(path.read_text())
        if "retrieval" not in report:  # of another benchmark
            continue
        cells = [_cell(report[part][key]) for _, part, key in COLUMNS]
        lines.append(f"| {path.stem} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.0f}" if value >= 2 else f"{value:.3f}"


if __name__ == "__main__":
    print(table())
