"""Every system over every set, each pair in a process of its own; results are kept as they come."""

from __future__ import annotations

import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.measures import asked, mean_chars, measure, quantile
from benchmarks.rivals.plan import Plan, PlanError, SystemPlan
from benchmarks.rivals.system import Found
from index.onnx_model import physical_cores
from index.readers import ReadFailure, ReadOptions, read_path
from qa.evaluation.gold import GoldQuestion

ROOT = Path(__file__).parents[2]
_MAX_ARTICLE_CHARS = 10**9
_QUIET = {  # no system asks a hub, reports its use, or draws bars
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "TOKENIZERS_PARALLELISM": "true",
}

Row = dict[str, Any]
Tell = Callable[[str], None]


def run_all(
    plan: Plan,
    systems: list[SystemPlan],
    sets: list[str],
    *,
    data: Path,
    results: Path,
    tell: Tell,
    again: bool = False,
) -> None:
    """Run what has no result yet, and write each result to the JSON file at once.

    Args:
        plan: The whole plan; systems and sets that it no longer lists are dropped from the file.
        systems, sets: What to run of it.
        data: Folder that holds the folders of sets.
        results: The JSON file.
        tell: Called with a line on each pair.
        again: Run also what has a result.

    Raises:
        PlanError: The folder of a set is missing, or the file of results is not one.
        ArticleError: The questions of a set cannot be read.
    """
    rows = [row for row in read_results(results) if row["set"] in plan.sets]
    folders = {name: _folder(plan.sets[name], data) for name in sets}
    code = code_of_citewire()
    SharedEmbedder().question("exports the model once, so that no system has to")
    for name in sets:
        with tempfile.TemporaryDirectory(prefix="rivals-") as scratch:
            prepared = _Prepared(name, folders[name], Path(scratch))
            for system in _shuffled(systems, f"{plan.seed}:{name}"):
                label = f"{name}: {system.name}"
                if not again and any(still_holds(row, system, name, code) for row in rows):
                    tell(f"{label}: kept from an earlier run")
                    continue
                row = prepared.run(system, plan)
                rows = [other for other in rows if (other["system"], other["set"]) != (system.name, name)] + [row]
                write_results(results, _in_order(rows, plan))
                tell(f"{label}: " + (f"failed: {row['failed']}" if "failed" in row else f"{row['measures']}"))


def read_results(path: Path) -> list[Row]:
    """Return the rows of the file of results; none if there is no file.

    Raises:
        PlanError: It is damaged.
    """
    if not path.is_file():
        return []
    try:
        rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(f"{path} holds no results of this benchmark: {error!r}. Move it away to begin anew.") from error
    return rows


def write_results(path: Path, rows: list[Row]) -> None:
    """Write the file of results, in one step, so that an interruption leaves the old or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


class _Prepared:
    """A set whose articles are written where the processes of all systems read them."""

    def __init__(self, name: str, folder: Path, scratch: Path) -> None:
        self._name, self._scratch = name, scratch
        self._questions: list[GoldQuestion] = asked(folder)
        articles = folder / "articles.jsonl"
        self._source = articles if articles.is_file() else folder
        self._texts = scratch / "texts.jsonl"
        self._articles = 0
        with self._texts.open("w", encoding="utf-8") as lines:
            for item in read_path(self._source, ReadOptions({}, _MAX_ARTICLE_CHARS)):
                if isinstance(item, ReadFailure):
                    continue
                self._articles += 1
                lines.write(json.dumps({"id": item.id, "title": item.title, "text": item.text}) + "\n")

    def run(self, system: SystemPlan, plan: Plan) -> Row:
        """Return the row of one system: its measures, or why it failed."""
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory(dir=self._scratch) as work:
            folder = Path(work) / "index"
            folder.mkdir()
            job = {
                "module": system.module,
                "options": dict(system.options),
                "source": str(self._source.resolve()),
                "texts": str(self._texts),
                "questions": [question.text for question in self._questions],
                "folder": str(folder),
                "k": plan.passages,
            }
            outcome = _in_process(job, Path(work) / "job.json", plan.timeout_s)
        row: Row = {
            "system": system.name,
            "set": self._name,
            "module": system.module,
            "options": dict(system.options),
            "articles": self._articles,
            "questions": len(self._questions),
            "conditions": {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "citewire": code_of_citewire(),
                "processor": _processor(),
                "cores": physical_cores(),
                "load_before": round(load, 2),
                "python": platform.python_version(),
                "system": f"{platform.system()} {platform.machine()}",
                "versions": outcome.pop("versions", {}),
            },
        }
        if "failed" in outcome:
            return {**row, "failed": outcome["failed"]}
        latencies = outcome["latencies_ms"]
        rankings = [[Found(*found) for found in ranking] for ranking in outcome["rankings"]]
        return {
            **row,
            "measures": measure(self._questions, rankings),
            "first_chars": round(mean_chars(rankings)),
            "passages": outcome["passages"],
            "ingest_s": round(outcome["ingest_s"], 2),
            "query_p50_ms": round(quantile(latencies, 0.5), 2),
            "query_p95_ms": round(quantile(latencies, 0.95), 2),
            **{key: outcome[key] and round(outcome[key], 1) for key in ("peak_mb", "resident_mb", "disk_mb")},
        }


def _in_process(job: dict[str, Any], path: Path, timeout_s: float) -> dict[str, Any]:
    """Return what the worker wrote, or {"failed": why}."""
    path.write_text(json.dumps(job), encoding="utf-8")
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", "benchmarks.rivals.worker", str(path)]
    environment = {**os.environ, **_QUIET, "PYTHONPATH": os.pathsep.join(paths)}
    try:
        ended = subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {timeout_s:,.0f} s"}
    written = path.with_suffix(".out.json")
    if written.is_file():
        outcome: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
        return outcome
    if ended.returncode < 0:
        return {"failed": f"ended by {signal.Signals(-ended.returncode).name}"}
    last = ended.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
    return {"failed": f"exit {ended.returncode}: {last[0][:300]}"}


def still_holds(row: Row, system: SystemPlan, name: str, code: str) -> bool:
    """Say whether a row is the result of a system over a set, as the system is planned now.

    Args:
        row: Of the file of results.
        system: As planned.
        name: Of the set.
        code: As `code_of_citewire` returns it; a result of Citewire holds for the code it was measured with alone.
    """
    planned = (system.name, name, system.module, dict(system.options))
    same = (row["system"], row["set"], row["module"], row["options"]) == planned
    outdated = system.ours and (row["conditions"]["citewire"] != code or code.endswith("+"))
    return same and "failed" not in row and not outdated


def _in_order(rows: Iterable[Row], plan: Plan) -> list[Row]:
    systems, sets = [system.name for system in plan.systems], list(plan.sets)
    listed = [row for row in rows if row["system"] in systems]
    return sorted(listed, key=lambda row: (sets.index(row["set"]), systems.index(row["system"])))


def _shuffled(systems: list[SystemPlan], seed: str) -> list[SystemPlan]:
    return random.Random(seed).sample(systems, len(systems))


def _folder(setting: str, data: Path) -> Path:
    folder = (ROOT if setting.startswith("./") else data) / setting
    if not folder.is_dir():
        raise PlanError(f"{folder} is not a folder. Name the one that holds the sets: --data DIR")
    return folder


def code_of_citewire() -> str:
    """Return the last commit that changed Citewire's code, with a + if it was changed since; "unknown" outside of git."""
    parts = ["--", "index", "qa"]
    last = subprocess.run(
        ["git", "log", "-1", "--format=%h", *parts], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD", *parts], cwd=ROOT, capture_output=True, check=False)
    return f"{last}{'+' if changed.returncode == 1 else ''}" if last else "unknown"


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.is_file() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
