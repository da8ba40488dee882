"""The command: python -m benchmarks.rivals benchmarks/rivals.yaml --data DIR."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rivals.plan import PlanError, read_plan
from benchmarks.rivals.report import report
from benchmarks.rivals.runner import ROOT, read_results, run_all
from index.errors import CitewireError

_RESULTS = ROOT / "benchmarks" / "results" / "rivals.json"
_TABLE = ROOT / "benchmarks" / "RIVALS.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what has no result yet, and write the page; 1 if the plan or a set cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rivals",
        description="Measure Citewire and other systems over the same articles, questions and embedding model.",
    )
    parser.add_argument("plan", type=Path, help="the YAML file that lists systems and sets")
    parser.add_argument("--data", type=Path, default=Path(), help="folder that holds the folders of the sets")
    parser.add_argument("--only", action="append", default=[], metavar="SYSTEM", help="run this system; repeatable")
    parser.add_argument("--sets", nargs="+", default=[], metavar="SET", help="run these sets")
    parser.add_argument("--again", action="store_true", help="run also what has a result already")
    parser.add_argument("--table", action="store_true", help="run nothing; write the page from the results there are")
    parser.add_argument("--results", type=Path, default=_RESULTS, help="JSON file of results")
    parser.add_argument("--page", type=Path, default=_TABLE, help="Markdown file of tables")
    chosen = parser.parse_args(arguments)
    try:
        plan = read_plan(chosen.plan)
        systems, sets = plan.choose(chosen.only, chosen.sets)
        if not chosen.table:
            run_all(
                plan, systems, sets, data=chosen.data, results=chosen.results, again=chosen.again,
                tell=lambda line: print(line, file=sys.stderr, flush=True),
            )  # fmt: skip
        chosen.page.write_text(report(plan, read_results(chosen.results)), encoding="utf-8")
    except (PlanError, CitewireError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
