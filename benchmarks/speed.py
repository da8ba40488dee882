"""Measure indexing and cold questions: python benchmarks/speed.py [PATH ...] writes benchmarks/results/speed.json.

Indexing, from files to Chroma, is compared with nothing but `SentenceTransformer.encode` over the same texts sorted by
length. Both run in turn several times and the ratio is taken within each turn, since other work on the machine comes and
goes. A file of articles is sampled evenly. `--table` prints the table of the last run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import seeds
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.home import Home
from index.ingest import ingest
from index.onnx_embedding import OnnxEmbedder
from index.onnx_export import CACHE_VARIABLE
from index.onnx_model import physical_cores
from index.pipeline import prepared_batches
from index.readers import ReadFailure, ReadOptions, read_path

RESULT = Path(__file__).parent / "results" / "speed.json"
QUESTION = "How tall is the Angara rocket?"
BARE_BATCH_SIZES = (16, 32)  # the faster one is what all turns are measured with
ASKING = {"torch": "torch", "onnx": "ONNX Runtime", "onnx_first_use": "ONNX Runtime, first use: with the export"}
PACKAGES = ("chromadb", "numpy", "onnxruntime", "sentence-transformers", "tokenizers", "torch", "transformers")


def chunk_texts(path: Path, embedder: Embedder, work: Path) -> list[str]:
    """Return what indexing a path embeds."""
    articles = [item for item in read_path(path, ReadOptions({}, 10**9)) if not isinstance(item, ReadFailure)]
    with Home.create(work / "texts", embedder=embedder) as home:
        return [text for batch in prepared_batches(home, articles) for found in batch for text in found.texts]


def sample_of(path: Path, articles: int, work: Path) -> Path:
    """Return a file with that many lines of a .jsonl file, drawn evenly; anything else as it is."""
    if path.suffix != ".jsonl":
        return path
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    sample = work / path.name
    sample.write_text("".join(lines[:: max(1, len(lines) // articles)][:articles]), encoding="utf-8")
    return sample


def time_bare(model: Any, texts: Sequence[str], batch_size: int) -> float:
    """Return seconds that sentence-transformers needs for texts sorted by length."""
    ordered = sorted(texts, key=len)
    started = time.perf_counter()
    model.encode(ordered, batch_size=batch_size, show_progress_bar=False)
    return time.perf_counter() - started


def time_pipeline(path: Path, embedder: Embedder, chunks: int) -> float:
    """Return seconds from opening a new home to closing it with everything indexed."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with Home.create(folder, embedder=embedder) as home:
            report = ingest(home, [path])
        seconds = time.perf_counter() - started
    if report.chunks_embedded != chunks:
        raise SystemExit(f"{path}: embedded {report.chunks_embedded} chunks, expected {chunks}")
    return seconds


def measure_indexing(path: Path, name: str, embedders: dict[str, Embedder], repeats: int, work: Path) -> dict[str, Any]:
    """Return rates in chunks a second and their ratios to the bare model, one of each a turn."""
    texts = list(dict.fromkeys(chunk_texts(path, embedders["torch"], work / name)))
    model = embedders["torch"]._model  # type: ignore[attr-defined]
    for embedder in embedders.values():  # loaded and imported once, before anything counts
        time_pipeline(path, embedder, len(texts))
    batch_size = min(BARE_BATCH_SIZES, key=lambda size: time_bare(model, texts, size))
    bare: list[float] = []
    rates: dict[str, list[float]] = {backend: [] for backend in embedders}
    for turn in range(repeats):
        steps: list[Callable[[], None]] = [
            lambda: bare.append(len(texts) / time_bare(model, texts, batch_size)),
            *(
                lambda backend=backend: rates[backend].append(  # type: ignore[misc]
                    len(texts) / time_pipeline(path, embedders[backend], len(texts))
                )
                for backend in embedders
            ),
        ]
        for step in steps if turn % 2 else reversed(steps):
            step()
        print(f"{name}, turn {turn + 1}: bare {bare[-1]:.1f}, " + ", ".join(
            f"{backend} {found[-1]:.1f}" for backend, found in rates.items()) + " chunks/s", file=sys.stderr)  # fmt: skip
    return {
        "chunks": len(texts),
        "bare_batch_size": batch_size,
        "bare_chunks_per_s": spread(bare),
        **{
            backend: {
                "chunks_per_s": spread(found),
                "ratio": spread([ours / theirs for ours, theirs in zip(found, bare, strict=True)]),
            }
            for backend, found in rates.items()
        },
    }


def measure_asking(work: Path, repeats: int) -> dict[str, Any]:
    """Return seconds of `citewire ask` on the sample articles by backend: process start to exit, and of processors."""
    home = work / "seeds-home"
    with Home.create(home) as opened:
        ingest(opened, [seeds.FOLDER])
    found: dict[str, list[tuple[float, float]]] = {"torch": [], "onnx": []}
    for _ in range(repeats):
        for backend, seconds in found.items():
            seconds.append(time_ask(home, {"CITEWIRE_EMBEDDING_BACKEND": backend}))
    with tempfile.TemporaryDirectory() as cache:
        found["onnx_first_use"] = [time_ask(home, {"CITEWIRE_EMBEDDING_BACKEND": "onnx", CACHE_VARIABLE: cache})]
    return {
        backend: dict(zip(("seconds", "processor_seconds"), map(spread, zip(*seconds, strict=True)), strict=True))
        for backend, seconds in found.items()
    }


def time_ask(home: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds of one question in a process of its own, from start to exit and of processors."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "ui.cli", "ask", QUESTION, "--home", str(home)],
        check=True, capture_output=True, env={**os.environ, **environment},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, used


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return median, lowest and highest."""
    return {
        "median": round(statistics.median(values), 3),
        "low": round(min(values), 3),
        "high": round(max(values), 3),
    }


def table(report: dict[str, Any]) -> str:
    """Return a report as Markdown."""
    lines = [
        "| articles | chunks | bare, chunks/s | torch, chunks/s | torch / bare | ONNX, chunks/s | ONNX / bare |",
        "| --- |" + " ---: |" * 6,
    ]
    for name, found in report["indexing"].items():
        cells = [_range(found["bare_chunks_per_s"])]
        for backend in ("torch", "onnx"):
            cells += [_range(found[backend]["chunks_per_s"]), _range(found[backend]["ratio"], digits=2)]
        lines.append(f"| {name} | {found['chunks']:,} | " + " | ".join(cells) + " |")
    lines += ["", "| `citewire ask` | start to exit, s | processor time, s |", "| --- | ---: | ---: |"]
    for backend, label in ASKING.items():
        found = report["asking"][backend]
        lines.append(f"| {label} | " + " | ".join(_range(part, digits=1) for part in found.values()) + " |")
    conditions = report["conditions"]
    versions = ", ".join(f"{name} {number}" for name, number in conditions["versions"].items())
    lines += [
        "",
        f"Median (lowest to highest) of {conditions['repeats']} turns, questions of {conditions['asks']}; "
        f"{conditions['cores']} cores, Python {conditions['python']}, {versions}.",
    ]
    return "\n".join(lines)


def _range(found: dict[str, float], *, digits: int = 1) -> str:
    if found["low"] == found["high"]:
        return f"{found['median']:.{digits}f}"
    return f"{found['median']:.{digits}f} ({found['low']:.{digits}f} to {found['high']:.{digits}f})"


def main() -> None:
    """Measure, write the result, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, help="files or folders of articles; the sample articles if none")
    parser.add_argument("--articles", type=int, default=50, help="how many articles of a .jsonl file")
    parser.add_argument("--repeats", type=int, default=5, help="turns")
    parser.add_argument("--asks", type=int, default=7, help="questions by each backend")
    parser.add_argument("--only-asking", action="store_true", help="keep the last figures of indexing")
    parser.add_argument("--table", action="store_true", help="print the table of the last run only")
    options = parser.parse_args()
    if options.only_asking:
        report = json.loads(RESULT.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            report["asking"] = measure_asking(Path(folder), options.asks)
        report["conditions"]["asks"] = options.asks
        RESULT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    elif not options.table:
        embedders: dict[str, Embedder] = {"torch": SentenceTransformerEmbedder(), "onnx": OnnxEmbedder()}
        with tempfile.TemporaryDirectory() as folder:
            work, indexing = Path(folder), {}
            for path in options.paths or [seeds.FOLDER]:
                name = path.parent.name if path.suffix else path.name
                sample = sample_of(path, options.articles, work)
                indexing[name] = measure_indexing(sample, name, embedders, options.repeats, work)
            report = {
                "conditions": {
                    "cores": physical_cores(),
                    "python": platform.python_version(),
                    "repeats": options.repeats,
                    "asks": options.asks,
                    "versions": {name: version(name) for name in PACKAGES},
                },
                "indexing": indexing,
                "asking": measure_asking(work, options.asks),
            }
        RESULT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(table(json.loads(RESULT.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
