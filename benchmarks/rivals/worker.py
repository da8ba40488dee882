"""One system over one set, in a process of its own: python -m benchmarks.rivals.worker JOB.

Everything the system needs is imported and the model is loaded before the clock starts. Neither questions nor metrics
are read here, so that the memory measured is the system's.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.rivals.embedding import SharedEmbedder
from benchmarks.rivals.system import Corpus, OpenSystem

_COMMON = ("numpy", "onnxruntime", "tokenizers")
_STATUS = Path("/proc/self/status")
_KB_PER_MB = 1024
_WARM_UP_QUESTIONS = 5


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Index the articles of a job and answer its questions.

    Args:
        job: {"module", "options", "source", "texts", "questions", "folder", "k"}.

    Returns:
        {"passages", "ingest_s", "latencies_ms", "rankings", "resident_mb", "peak_mb", "disk_mb", "versions"}.
    """
    adapter = importlib.import_module(job["module"])
    embedder = SharedEmbedder()
    embedder.question("warm up")
    folder = Path(job["folder"])
    open_system: OpenSystem = adapter.open_system
    system = open_system(embedder, folder, job["k"], job["options"])
    started = time.perf_counter()
    passages = system.ingest(Corpus(Path(job["source"]), Path(job["texts"])))
    ingest_s = time.perf_counter() - started
    resident_mb, disk_mb = _status("VmRSS"), _disk_mb(folder)
    for question in job["questions"][:_WARM_UP_QUESTIONS]:
        system.search(question, job["k"])
    latencies_ms, rankings = [], []
    for question in job["questions"]:
        began = time.perf_counter()
        found = system.search(question, job["k"])
        latencies_ms.append((time.perf_counter() - began) * 1000)
        rankings.append(found)
    peak_mb = _peak_mb()
    system.close()
    return {
        "passages": passages,
        "ingest_s": ingest_s,
        "latencies_ms": latencies_ms,
        "rankings": rankings,
        "resident_mb": resident_mb,
        "peak_mb": peak_mb,
        "disk_mb": disk_mb,
        "versions": {name: version(name) for name in (*adapter.PACKAGES, *_COMMON)},
    }


def _status(key: str) -> float | None:
    """Return a size from the kernel's account of this process, in MB; None where there is none."""
    if not _STATUS.is_file():
        return None
    lines = _STATUS.read_text().splitlines()
    return next(int(line.split()[1]) / _KB_PER_MB for line in lines if line.startswith(f"{key}:"))


def _peak_mb() -> float:
    # `ru_maxrss` of a child counts its parent's memory, which it shares until it becomes another program.
    peak = _status("VmHWM")
    if peak is not None:
        return peak
    unit = _KB_PER_MB**2 if sys.platform == "darwin" else _KB_PER_MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _disk_mb(folder: Path) -> float | None:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes) / _KB_PER_MB**2 if sizes else None


def main() -> None:
    """Read the job, and write the outcome beside it."""
    path = Path(sys.argv[1])
    try:
        outcome = run(json.loads(path.read_text(encoding="utf-8")))
    except Exception as error:  # whatever a system raises becomes a row that says so
        outcome = {"failed": " ".join(f"{type(error).__name__}: {error}".split())[:300]}
        if isinstance(error, ModuleNotFoundError):
            outcome["failed"] += ". Install it: pip install -r benchmarks/rivals/requirements.txt"
        path.with_suffix(".out.json").write_text(json.dumps(outcome), encoding="utf-8")
        raise
    path.with_suffix(".out.json").write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main()
