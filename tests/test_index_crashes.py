"""A short run of the crash benchmark: kills, a full disk, lost and damaged stores, truncated catalogs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "crashes.py"


def test_nothing_is_lost_doubled_or_misplaced_whatever_strikes() -> None:
    command = [sys.executable, str(BENCHMARK), "--faults", "14", "--seed", "3"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "14 rounds, 0 lost, 0 doubled, 0 wrong_spans, 0 bad" in run.stdout
    struck = re.findall(
        r"^ *\d+ (kill|disk full|removed|bricked|truncated) +\d+ (killed|error|finished)", run.stdout, re.M
    )
    assert len(struck) == 14
    assert {fault for fault, _ in struck} == {"kill", "disk full", "removed", "bricked", "truncated"}
    assert sum(end == "killed" for _, end in struck) >= 6
