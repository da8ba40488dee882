"""Measure an index of any size on synthetic news: python benchmarks/scale.py --chunks 100000.

Writes benchmarks/results/scale_<chunks>.json and prints a table. Articles come from benchmarks/synthetic.py and pass
through the pipeline that `citewire index` uses; only the embedding model is a stub. Every phase runs in a process of
its own, so that its peak of resident memory is the index's and not the generator's.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from synthetic import DAYS, FIRST_DAY, WORDS_OF_CHUNK, StubEmbedder, World

import index.catalog
import index.ingest
import index.journal
import index.pipeline
import index.planning
from index.dense import nearest
from index.derived import DerivedStore
from index.home import Home
from index.ingest import Progress, ingest
from index.records import Filters
from index.settings import Settings
from qa.engine import QueryEngine
from qa.questions import understand

RESULTS = Path(__file__).parent / "results"
SETTINGS = Settings(chunk_tokens=WORDS_OF_CHUNK)
PHASES = ("generate", "ingest", "unchanged", "open", "search", "truth")
_SHOWN_EVERY_S = 20.0
_TRUTH_K = 10
_RECALL_QUERIES = 120


@dataclass(frozen=True)
class Work:
    """Where a run keeps its files."""

    folder: Path
    chunks: int
    questions: int  # of each kind

    @property
    def articles(self) -> Path:
        return self.folder / "articles.jsonl"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def result(self, phase: str) -> Path:
        return self.folder / f"{phase}.json"


# --- phases


def generate(work: Work) -> dict[str, Any]:
    began = time.perf_counter()
    articles = World().write(work.articles, work.chunks)
    return {"articles": articles, "bytes": work.articles.stat().st_size, "seconds": time.perf_counter() - began}


def run_ingest(work: Work) -> dict[str, Any]:
    shutil.rmtree(work.home, ignore_errors=True)
    embedder, stages = StubEmbedder(World()), Stages()
    stages.count(index.pipeline, "chunk_article", "chunk")
    stages.count(index.pipeline, "_prepare", "prepare")
    stages.count(index.catalog.Catalog, "put_vectors", "vectors")
    stages.count(index.catalog.Catalog, "put_article", "articles_fts")
    stages.count(DerivedStore, "_deliver", "chroma")
    stages.count(index.ingest, "find_copies", "copies")
    stages.count(index.journal.Journal, "add", "journal")
    stages.count_iterator(index.planning.Planner, "steps", "read")
    began, cpu_began, shown = time.perf_counter(), time.process_time(), 0.0

    def show(progress: Progress) -> None:
        nonlocal shown
        if time.perf_counter() - shown > _SHOWN_EVERY_S:
            shown = time.perf_counter()
            done = f"{progress.done:,}/{progress.total or 0:,} articles, {progress.chunks_embedded:,} chunks"
            print(f"{shown - began:7.0f} s {progress.stage} {done}, {peak_mb():,.0f} MB", file=sys.stderr, flush=True)

    with Home.create(work.home, settings=SETTINGS, embedder=embedder) as home:
        report = ingest(home, [work.articles], on_progress=show)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    stages.seconds["prepare"] -= stages.seconds["chunk"]
    net = seconds - embedder.seconds
    return {
        "chunks": report.chunks_total,
        "seconds": seconds,
        "stub_embedding_s": embedder.seconds,
        "chunks_per_s": report.chunks_total / net,
        "chunks_per_cpu_s": report.chunks_total / (cpu - embedder.seconds),
        "stages_s": {**stages.seconds, "rest": net - sum(stages.seconds.values())},
        "peak_mb": peak_mb(),
        "disk_mb": {
            "catalog": size_mb(work.home.glob("catalog.sqlite3*")),
            "chroma": size_mb((work.home / "chroma").rglob("*")),
            "all": size_mb(work.home.rglob("*")),
        },
    }


def unchanged(work: Work) -> dict[str, Any]:
    embedder = StubEmbedder(World())
    began = time.perf_counter()
    with Home.create(work.home, settings=SETTINGS, embedder=embedder) as home:
        report = ingest(home, [work.articles])
    assert report.unchanged, report
    return {"seconds": time.perf_counter() - began, "articles": report.unchanged, "peak_mb": peak_mb()}


def run_open(work: Work) -> dict[str, Any]:
    """Open and ask once, in a process that has done nothing else yet but import Chroma."""
    import chromadb  # noqa: F401

    world = World()
    began = time.perf_counter()
    with QueryEngine.open(work.home, settings=SETTINGS, embedder=StubEmbedder(world)) as engine:
        opened = time.perf_counter()
        engine.search(f"What about {world.topic_names[0]}?")
        searched = time.perf_counter()
        engine.articles()
        listed = time.perf_counter()
    return {
        "open_s": opened - began,
        "first_search_s": searched - opened,
        "list_articles_s": listed - searched,
        "peak_mb": peak_mb(),
    }


def search(work: Work) -> dict[str, Any]:
    world = World()
    articles = json.loads(work.result("generate").read_text())["articles"]
    queries = world.queries(articles, of_each_kind=work.questions)
    found: dict[str, Any] = {"queries": len(queries), "filters": {}, "by_question": {}}
    with QueryEngine.open(work.home, settings=SETTINGS, embedder=StubEmbedder(world)) as engine:
        home = engine.home
        for query in queries[:40]:
            engine.search(query.text)  # caches warm up
        tops_by_filter: dict[str, Any] = {}
        for name, filters in filter_kinds(home).items():
            arguments = {
                "published_from": filters.published_from,
                "published_to": filters.published_to,
                "sources": filters.sources,
            }
            whole, dense, lexical = [], [], []
            tops = []
            for query in queries:
                whole.append(timed(engine.search, query.text, **arguments)[0])
                (vector,) = home.embedder.embed_queries([query.text])
                limit = home.settings.candidates
                spent, near = timed(nearest, home.catalog, home.vectors, vector, limit, filters)
                dense.append(spent)
                tops.append([key for key, _ in near[:_TRUTH_K]])
                terms = understand(query.text, max_chars=2000).terms
                lexical.append(timed(home.lexical.search, terms, limit, filters=filters)[0])
            passing = home.catalog.rows(*_count_sql(filters))[0]
            found["filters"][name] = {
                "articles": passing[0],
                "chunks": passing[1],
                "search": spread(whole),
                "dense": spread(dense),
                "lexical": spread(lexical),
            }
            tops_by_filter[name] = tops[:_RECALL_QUERIES]
            if name == "none":
                for kind in dict.fromkeys(query.kind for query in queries):
                    chosen = [spent for spent, query in zip(whole, queries, strict=True) if query.kind == kind]
                    found["by_question"][kind] = spread(chosen)
        found["ask"] = spread([timed(engine.ask, query.text)[0] for query in queries])
        found["filter_kinds"] = {
            name: [str(kind.published_from), str(kind.published_to), list(kind.sources)]
            for name, kind in filter_kinds(home).items()
        }
    work.result("nearest").write_text(json.dumps(tops_by_filter))
    return {**found, "peak_mb": peak_mb()}


def truth(work: Work) -> dict[str, Any]:
    """Compare the nearest passages to those an exact comparison with every vector finds."""
    world = World()
    embedder = StubEmbedder(world)
    found = json.loads(work.result("nearest").read_text())
    articles = json.loads(work.result("generate").read_text())["articles"]
    texts = [query.text for query in world.queries(articles, of_each_kind=work.questions)][:_RECALL_QUERIES]
    queries = embedder.embed_queries(texts)
    with Home.create(work.home, settings=SETTINGS, embedder=embedder) as home:
        rows = home.catalog.rows(
            "SELECT c.id, a.published, a.source, v.passage FROM chunks c JOIN articles a ON a.id = c.article_id "
            "JOIN vectors v ON v.sha256 = c.vector_sha256"
        )
        kinds = filter_kinds(home)
    ids = np.array([row[0] for row in rows])
    days, sources = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    scores = queries @ np.frombuffer(b"".join(row[3] for row in rows), dtype="<f4").reshape(len(rows), -1).T
    recall = {}
    for name, filters in kinds.items():
        passing = np.ones(len(rows), dtype=bool)
        if filters.published_from:
            passing &= days >= filters.published_from.isoformat()
        if filters.published_to:
            passing &= days <= filters.published_to.isoformat()
        if filters.sources:
            passing &= np.isin(sources, filters.sources)
        held = []
        for row, near in zip(np.where(passing, scores, -2), found[name], strict=True):
            k = min(_TRUTH_K, int(passing.sum()))
            best = set(ids[np.argpartition(-row, k - 1)[:k]])
            held.append(len(best & set(near)) / k)
        recall[name] = float(np.mean(held))
    return {"recall@10": recall}


# --- filters


def filter_kinds(home: Home) -> dict[str, Filters]:
    """Name the filters measured; what each leaves follows from the articles."""
    days = [row[0] for row in home.catalog.rows("SELECT published FROM articles ORDER BY published")]
    sizes: dict[str, int] = dict(
        home.catalog.rows("SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC")
    )

    def day(share: float) -> date:
        return date.fromisoformat(days[min(len(days) - 1, int(share * len(days)))])

    half: list[str] = []
    for source in sizes:
        if sum(sizes[name] for name in half) * 2 < len(days):
            half.append(source)
    smallest = list(sizes)[-1]
    few_days = next(
        span
        for span in range(1, DAYS)
        if len([d for d in days if FIRST_DAY <= date.fromisoformat(d) < FIRST_DAY + timedelta(days=span)]) >= 5
    )
    return {
        "none": Filters(),
        "dates, half": Filters(published_to=day(0.5)),
        "outlets, half": Filters(sources=tuple(half)),
        "dates and outlets, a quarter": Filters(published_from=day(0.5), sources=tuple(half)),
        "dates, a tenth": Filters(published_from=day(0.6), published_to=day(0.7)),
        "dates, 3 %": Filters(published_from=day(0.6), published_to=day(0.63)),
        "dates, 1 %": Filters(published_from=day(0.6), published_to=day(0.61)),
        "outlet, under 1 %": Filters(sources=(smallest,)),
        "a handful of articles": Filters(published_to=FIRST_DAY + timedelta(days=few_days - 1)),
    }


def _count_sql(filters: Filters) -> tuple[str, list[object]]:
    sql = "SELECT count(DISTINCT a.id), count(*) FROM chunks c JOIN articles a ON a.id = c.article_id WHERE 1"
    values: list[object] = []
    if filters.published_from:
        sql, values = sql + " AND a.published >= ?", [*values, filters.published_from.isoformat()]
    if filters.published_to:
        sql, values = sql + " AND a.published <= ?", [*values, filters.published_to.isoformat()]
    if filters.sources:
        sql += f" AND a.source IN ({', '.join('?' * len(filters.sources))})"
        values += filters.sources
    return sql, values


# --- measuring


class Stages:
    """Seconds spent in functions of the pipeline, which are wrapped in place."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def count(self, owner: Any, name: str, stage: str) -> None:
        """Add the time of every call of `owner.name` to a stage."""
        original: Callable[..., Any] = getattr(owner, name)
        self.seconds[stage] = 0.0

        @functools.wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                self.seconds[stage] += time.perf_counter() - began

        setattr(owner, name, call)

    def count_iterator(self, owner: Any, name: str, stage: str) -> None:
        """Add the time each item of a generator takes to a stage."""
        original: Callable[..., Iterator[Any]] = getattr(owner, name)
        self.seconds[stage] = 0.0

        @functools.wraps(original)
        def call(*args: Any, **kwargs: Any) -> Iterator[Any]:
            items = original(*args, **kwargs)
            while True:
                began = time.perf_counter()
                item = next(items, None)
                self.seconds[stage] += time.perf_counter() - began
                if item is None:
                    return
                yield item

        setattr(owner, name, call)


@dataclass(frozen=True)
class Took:
    """Milliseconds by the clock, and those that all threads of this process computed."""

    wall: float
    cpu: float


def timed(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Took, Any]:
    began, cpu_began = time.perf_counter(), time.process_time()
    result = call(*args, **kwargs)
    took = Took((time.perf_counter() - began) * 1000, (time.process_time() - cpu_began) * 1000)
    return took, result


def spread(times: list[Took]) -> dict[str, float]:
    wall, cpu = [took.wall for took in times], [took.cpu for took in times]
    return {
        f"{name}{quantile}_ms": float(np.percentile(values, place))
        for name, values in (("", wall), ("cpu_", cpu))
        for quantile, place in (("p50", 50), ("p95", 95))
    }


def peak_mb() -> float:
    """Return the most resident memory this process has had; Linux only."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def size_mb(paths: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


# --- report


def table(report: dict[str, Any]) -> str:
    """Return Markdown tables of one run."""
    ingested, opened, searched = report["ingest"], report["open"], report["search"]
    stages = ", ".join(f"{name} {seconds:.0f}" for name, seconds in ingested["stages_s"].items())
    recall = report["truth"]["recall@10"]
    lines = [
        "| measure | value |",
        "| --- | --- |",
        f"| articles, chunks | {report['generate']['articles']:,}, {ingested['chunks']:,} |",
        f"| ingest other than embedding | {ingested['chunks_per_s']:,.0f} chunks/s, "
        f"{ingested['chunks_per_cpu_s']:,.0f} per second of CPU |",
        f"| seconds by stage | {stages} |",
        f"| the same articles again, unchanged | {report['unchanged']['seconds']:.1f} s |",
        f"| open, first search | {opened['open_s']:.2f} s, {opened['first_search_s']:.2f} s |",
        f"| list of all articles | {opened['list_articles_s']:.2f} s |",
        f"| most resident memory: ingest, search | {ingested['peak_mb']:,.0f} MB, {searched['peak_mb']:,.0f} MB |",
        f"| disk: catalog, Chroma | {ingested['disk_mb']['catalog']:,.0f} MB, {ingested['disk_mb']['chroma']:,.0f} MB |",
        f"| ask | p50 {searched['ask']['p50_ms']:.0f} ms, p95 {searched['ask']['p95_ms']:.0f} ms |",
        *(
            f"| search, {kind} questions | p50 {took['p50_ms']:.0f} ms, p95 {took['p95_ms']:.0f} ms |"
            for kind, took in searched["by_question"].items()
        ),
        "",
        "| filter | articles | chunks | search p50 | p95 | CPU p50 | p95 | dense p50 | p95 | lexical p50 | p95 | recall@10 |",
        "| --- |" + " ---: |" * 11,
    ]
    for name, kind in searched["filters"].items():
        times = [f"{kind['search'][key]:.1f}" for key in ("p50_ms", "p95_ms", "cpu_p50_ms", "cpu_p95_ms")]
        times += [f"{kind[part][key]:.1f}" for part in ("dense", "lexical") for key in ("p50_ms", "p95_ms")]
        lines.append(
            f"| {name} | {kind['articles']:,} | {kind['chunks']:,} | {' | '.join(times)} | {recall[name]:.3f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=80, help="of each of three kinds")
    parser.add_argument(
        "--work", type=Path, default=Path(".scale"), help="folder for articles and home; about 16 KB a chunk"
    )
    parser.add_argument("--table", action="store_true", help="print the tables of what was measured before")
    parser.add_argument("--out", type=Path, help="by default benchmarks/results/scale_<chunks>.json")
    parser.add_argument("--from", dest="first", choices=PHASES, default="generate", help="go on from this phase")
    parser.add_argument("--only", choices=PHASES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    out = options.out or RESULTS / f"scale_{options.chunks}.json"
    if options.table:
        print(table(json.loads(out.read_text())))
        return
    work = Work(options.work, options.chunks, options.questions)
    work.folder.mkdir(parents=True, exist_ok=True)
    if options.only:
        run = {"ingest": run_ingest, "open": run_open}.get(options.only) or globals()[options.only]
        work.result(options.only).write_text(json.dumps(run(work), indent=1))
        return
    for phase in PHASES[PHASES.index(options.first) :]:
        print(phase, file=sys.stderr, flush=True)
        arguments = [sys.executable, __file__, "--chunks", str(options.chunks), "--work", str(work.folder)]
        arguments += ["--questions", str(options.questions)]
        subprocess.run([*arguments, "--only", phase], check=True)
    report = {phase: json.loads(work.result(phase).read_text()) for phase in PHASES}
    report["conditions"] = {
        "cores": os.cpu_count(),
        "load_at_end": os.getloadavg()[0],
        "python": platform.python_version(),
        **{package: version(package) for package in ("chromadb", "numpy")},
    }
    out.write_text(json.dumps(report, indent=1) + "\n")
    print(table(report))


if __name__ == "__main__":
    main()
