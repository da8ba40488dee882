"""Results -> benchmarks/RIVALS.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.rivals.measures import MEASURES
from benchmarks.rivals.plan import Plan

_COSTS = (
    ("chars", "first_chars"),
    ("passages", "passages"),
    ("ingest s", "ingest_s"),
    ("p50 ms", "query_p50_ms"),
    ("p95 ms", "query_p95_ms"),
    ("peak MB", "peak_mb"),
    ("after ingest MB", "resident_mb"),
    ("disk MB", "disk_mb"),
)
_INTRODUCTION = """\
# Citewire and other systems

Written by `python -m benchmarks.rivals benchmarks/rivals.yaml --data DIR`; do not edit. The raw results are in
[results/rivals.json](results/rivals.json), the plan in [rivals.yaml](rivals.yaml).

Every system gets the same articles and questions, titles included, and the same embedding model, run by the same code,
so that vectors of equal texts are equal. Each system and set has a process of its own; the order of the systems is
another for each set. The quality is that of the first {passages} passages: `ndcg@10`, `recall@5` and `mrr@10` by
article, `span_hit` by passage ([docs/evaluation.md](../docs/evaluation.md)); only questions that the articles answer
count. `chars` is the mean length of the passages that came first: a longer one covers a span more easily. Ingest runs
from the articles to an index that can be searched, with the model loaded before. Queries run one by one after a
warm-up. `peak` is the most memory the process ever held, `after ingest` what it held before the first question, both
with Python, libraries and model. The best figure of a set is bold, for each measure of quality.
"""


def report(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the whole page.

    Args:
        plan: Gives the order of sets and systems.
        rows: As in the file of results.
    """
    parts = [_INTRODUCTION.format(passages=plan.passages)]
    if lead := _lead(plan, rows):
        parts.append(f"## Citewire against the best of the others\n\n{lead}\n")
    for name in plan.sets:
        if of_set := _of_set(plan, rows, name):
            counts = next(row for row in of_set if row["set"] == name)
            parts.append(
                f"## {name}\n\n{counts['articles']:,} articles, {counts['questions']:,} questions.\n\n{_table(of_set)}\n"
            )
    parts.append(f"## Settings\n\n{_settings(plan)}\n")
    parts.append(f"## Conditions\n\n{_conditions(rows)}\n")
    return "\n".join(parts)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    titles = [*MEASURES, *(title for title, _ in _COSTS)]
    lines = ["| system | " + " | ".join(titles) + " |", "| --- |" + " ---: |" * len(titles)]
    best = {name: max((_quality(row, name) for row in rows), default=-1.0) for name in MEASURES}
    for row in rows:
        if "failed" in row:
            cells = [f"failed: {_plain(row['failed'])}"] + [""] * (len(titles) - 1)
        else:
            cells = [_measure(row, name, best[name]) for name in MEASURES] + [_cost(row.get(key)) for _, key in _COSTS]
        lines.append(f"| {_plain(row['system'])} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _lead(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return ours beside the best of the others by set and measure; nothing if either has no results."""
    ours = {system.name for system in plan.systems if system.ours}
    lines = []
    for name in plan.sets:
        of_set = [row for row in _of_set(plan, rows, name) if "failed" not in row]
        own = [row for row in of_set if row["system"] in ours]
        others = [row for row in of_set if row["system"] not in ours]
        for key in MEASURES if own and others else ():
            rival = max(others, key=lambda row: _quality(row, key))
            value, theirs = _quality(own[0], key), _quality(rival, key)
            if min(value, theirs) >= 0:
                cells = [name, key, f"{value:.3f}", f"{theirs:.3f}", f"{value - theirs:+.3f}", _plain(rival["system"])]
                lines.append("| " + " | ".join(cells) + " |")
    head = "| set | measure | Citewire | best other | difference | which |\n| --- | --- | ---: | ---: | ---: | --- |\n"
    return head + "\n".join(lines) if lines else ""


def _settings(plan: Plan) -> str:
    return "\n".join(f"- **{system.name}**: {system.settings.strip()}" for system in plan.systems)


def _conditions(rows: Sequence[Mapping[str, Any]]) -> str:
    conditions = [row["conditions"] for row in rows]
    if not conditions:
        return "Nothing was run yet."
    versions: dict[str, set[str]] = {}
    for found in conditions:
        for name, number in found["versions"].items():
            versions.setdefault(name, set()).add(number)
    days = sorted({found["at"][:10] for found in conditions})
    loads = sorted(found["load_before"] for found in conditions)
    machines = sorted(
        {f"{f['processor']}, {f['cores']} cores, {f['system']}, Python {f['python']}" for f in conditions}
    )
    return "\n".join(
        [
            f"- Run on {' to '.join(dict.fromkeys([days[0], days[-1]]))}; "
            f"Citewire's code as of commit {', '.join(sorted({found['citewire'] for found in conditions}))}",
            *(f"- {machine}" for machine in machines),
            f"- Load of the machine before a system started: {loads[0]} to {loads[-1]}; threads as each system sets them",
            "- "
            + ", ".join(f"{name} {' and '.join(sorted(versions[name]))}" for name in sorted(versions, key=str.lower)),
        ]
    )


def _of_set(plan: Plan, rows: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    order = [system.name for system in plan.systems]
    found = [row for row in rows if row["set"] == name and row["system"] in order]
    return sorted(found, key=lambda row: order.index(row["system"]))


def _quality(row: Mapping[str, Any], name: str) -> float:
    """Return a measure, -1 where the row has none."""
    value = row.get("measures", {}).get(name)
    return -1.0 if value is None else float(value)


def _measure(row: Mapping[str, Any], name: str, best: float) -> str:
    value = _quality(row, name)
    if value < 0:
        return "-"
    return f"**{value:.3f}**" if value == best else f"{value:.3f}"


def _cost(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _plain(text: str) -> str:
    """Return text that breaks no table."""
    return " ".join(text.replace("|", "\\|").split())
