"""Kills, full disks and damaged files, again and again: what each leaves behind, and that nothing is lost or doubled.

    python benchmarks/crashes.py --faults 240 > benchmarks/results/crashes.log

Each round changes a folder of articles at random (edits, additions, deletions, renames) and starts a process that
makes an index equal to it, or builds a generation with another model. The round's fault strikes at a random moment:

    kill       SIGKILL
    disk full  no file may grow beyond a limit a little above the present sizes
    removed    SIGKILL, then Chroma's folder is deleted
    bricked    SIGKILL, then Chroma's files are overwritten in places
    truncated  SIGKILL, then the catalog loses its last pages; `citewire doctor --repair` follows

Then the home is opened and examined: every article must be there as it was before or as it was meant to become, those
whose commit was reported as they were meant to become, once each; every passage must lie where its article has it; the
full-text index and Chroma must hold exactly the passages of the catalog.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import chromadb  # noqa: E402, F401  (before the forks, so that each starts at once)
from fakes import BagOfWordsEmbedder  # noqa: E402

from index import pipeline  # noqa: E402
from index.doctor import examine, repair  # noqa: E402
from index.errors import CitewireError, StoreError  # noqa: E402
from index.generations import rebuild  # noqa: E402
from index.home import CATALOG_FILE, CHROMA_FOLDER, Home  # noqa: E402
from index.ingest import Progress, ingest  # noqa: E402

FAULTS = ("kill", "kill", "kill", "disk full", "removed", "bricked", "truncated")
VOCABULARIES = {"fake": ("bridge", "mayor", "whale", "rocket"), "other": ("bridge", "whale")}


@dataclass
class Archive:
    """The folder of articles, and what the index may hold of it.

    Attributes:
        texts: Text by file name, as the folder is now.
        before: The same as it was when the index last was sound.
    """

    folder: Path
    rng: random.Random
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def change(self) -> None:
        """Edit, add, delete and rename some articles."""
        self.before = dict(self.texts)
        for _ in range(self.rng.randint(3, 12)):
            self.made += 1
            self._write(f"story-{self.made}.txt")
        for name in self.rng.sample(sorted(self.texts), min(len(self.texts), max(8, len(self.texts) // 4))):
            action = self.rng.choice(["edit", "edit", "delete", "rename"])
            if action == "edit":
                self._write(name)
                continue
            text = self.texts.pop(name)
            (self.folder / name).unlink()
            if action == "rename":
                self.made += 1
                self._write(f"renamed-{self.made}.txt", text)

    def _write(self, name: str, text: str | None = None) -> None:
        self.made += 1
        words = [self.rng.choice(["bridge", "mayor", "whale", "rocket", "street"]) for _ in range(9)]
        sentences = [
            f"Sentence {at} of text {self.made} tells of a {' and a '.join(words)}."
            for at in range(self.rng.randint(3, 30))
        ]
        self.texts[name] = text or " ".join(sentences)
        (self.folder / name).write_text(self.texts[name])


def embedder(model: str) -> BagOfWordsEmbedder:
    """Return the stub model of this name."""
    return BagOfWordsEmbedder(VOCABULARIES[model], name=model)


def work(home: Path, folder: Path, model: str, build: bool, tell: Callable[[Any], None], limit: int | None) -> None:
    """Index in this process, telling after each commit what the catalog holds."""
    began = time.perf_counter()
    pipeline._FEWEST_CHUNKS = pipeline._MOST_CHUNKS = 6
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with Home.create(home, embedder=embedder(model)) as opened:

        def on_progress(progress: Progress) -> None:
            if progress.stage == "embedding":
                stored = {key: found.content_sha256 for key, found in opened.catalog.fingerprints().items()}
                tell({"committed": stored})

        if build:
            rebuild(opened, on_progress=on_progress)
        else:
            ingest(opened, [folder], sync=True, on_progress=on_progress)
    tell({"done_s": time.perf_counter() - began})


def forked(run: Callable[[Callable[[Any], None]], None], kill_after_s: float | None = None) -> tuple[list[Any], int]:
    """Run in a forked process, kill it after a while, and return what it told and how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w", buffering=1) as out:
                run(lambda item: print(json.dumps(item), file=out))
            code = 0
        except CitewireError as error:
            code = 3
            print(f"      {type(error).__name__}: {error}", file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as lines:
        told = [json.loads(line) for line in lines if line.endswith("\n")]
    _, status = os.waitpid(child, 0)
    return told, os.waitstatus_to_exitcode(status)


def damage(fault: str, home: Path, rng: random.Random) -> None:
    """Do to the files what the fault does beyond ending the process."""
    chroma = home / CHROMA_FOLDER
    if fault == "removed":
        shutil.rmtree(chroma, ignore_errors=True)
    if fault == "bricked":
        for file in chroma.rglob("*"):
            if file.is_file() and file.stat().st_size and rng.random() < 0.7:
                with file.open("r+b") as raw:
                    raw.seek(rng.randrange(file.stat().st_size))
                    raw.write(rng.randbytes(512))
    if fault == "truncated":
        catalog = home / CATALOG_FILE
        catalog.with_name(f"{CATALOG_FILE}-wal").unlink(missing_ok=True)
        catalog.with_name(f"{CATALOG_FILE}-shm").unlink(missing_ok=True)
        os.truncate(catalog, max(4096, catalog.stat().st_size - rng.choice([1, 1000, 4096, 5000, 20_000])))


def inspect(home: Path, model: str, tell: Callable[[Any], None]) -> None:
    """Open the home as the next user would, mend it if that is what opening says, and tell what is in it."""
    notes: list[str] = []

    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            notes.append("Chroma made anew")

    logging.getLogger("citewire").addHandler(Notes())
    try:
        with Home.create(home, embedder=embedder(model)) as opened:
            model = opened.manifest.model if opened.manifest else model
        findings = examine(home, embedder=embedder(model))
        notes += [f"{finding.part}: {finding.problem}" for finding in findings]
    except StoreError as error:
        notes.append("open says: doctor --repair" if "doctor --repair" in str(error) else f"UNCLEAR: {error}")
        findings = examine(home, embedder=embedder(model))
    if any(finding.part != "vector store" for finding in findings):
        repair(home, findings, embedder=embedder(model))
    with Home.create(home, embedder=embedder(model)) as opened:
        if pending := len(opened.catalog.outbox()):
            notes.append(f"{pending} articles not yet in Chroma")
        opened.vectors.count()
    left = [finding.problem for finding in examine(home, embedder=embedder(model))]
    with Home.create(home, embedder=embedder(model)) as opened:
        stored = {key: opened.catalog.article(key) for key in opened.catalog.fingerprints()}
        chunks = {key: opened.catalog.chunks_of(key) for key in stored}
        held = opened.vectors.chunk_ids()
        tell(
            {
                "notes": notes,
                "left": left,
                "texts": {key: article.text for key, article in stored.items()},
                "held": held == {found.chunk.id for found in sum(chunks.values(), [])},  # noqa: RUF017
                "model": opened.manifest.model if opened.manifest else None,
                "next": opened.next_manifest is not None,
                "wrong_spans": sum(_misplaced(stored[key].text, chunks[key]) for key in stored),
            }
        )


def _misplaced(text: str, chunks: list[Any]) -> int:
    """Count the passages that do not hold, in order, the sentences of the text."""
    wrong = 0
    for found in chunks:
        inside = text[found.chunk.start_char : found.chunk.end_char]
        sentences = [text[start:end] for start, end in found.chunk.sentences]
        wrong += not inside.startswith("Sentence") or any(not told.startswith("Sentence") for told in sentences)
    return wrong + (" ".join(text[found.chunk.start_char : found.chunk.end_char] for found in chunks) != text)


def judge(archive: Archive, seen: dict[str, Any], reported: dict[str, str]) -> tuple[int, int]:
    """Return how many articles are lost and how many doubled or strange.

    Lost: texts that are in the earlier and the later state, or in the later one and reported as committed.
    Doubled: texts that are in the index more often than in either state.
    """
    found, earlier, later = (
        Counter(seen["texts"].values()),
        Counter(archive.before.values()),
        Counter(archive.texts.values()),
    )
    by_digest = {hashlib.sha256(text.encode()).hexdigest(): text for text in later}
    due = (earlier & later) | Counter({by_digest[digest] for digest in reported.values() if digest in by_digest})
    return sum((due - found).values()), sum((found - (earlier | later)).values())


def main() -> None:
    """Run the rounds and print one line each; exit 1 if anything was lost, doubled, misplaced or left damaged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=FAULTS, help="this fault in every round")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        home, folder = Path(scratch) / "home", Path(scratch) / "articles"
        folder.mkdir()
        archive = Archive(folder, rng)
        model, longest_s = "fake", 0.5
        print("round fault      after_ms ended    articles lost doubled wrong_spans found")
        for number in range(1, options.faults + 1):
            fault = options.only or rng.choice(FAULTS)
            building = home.exists() and rng.random() < 0.25
            target = ("other" if model == "fake" else "fake") if building else model
            if building:
                archive.before = dict(archive.texts)
            else:
                archive.change()
            size = max((file.stat().st_size for file in home.rglob("*") if file.is_file()), default=0)
            limit = size + rng.randrange(1, 200_000) if fault == "disk full" else None
            wait_s = None if fault == "disk full" else rng.uniform(0, 1.1 * longest_s)
            began = time.perf_counter()
            told, code = forked(lambda tell: work(home, folder, target, building, tell, limit), wait_s)  # noqa: B023
            took_s = time.perf_counter() - began
            longest_s = max([0.97 * longest_s, *(item["done_s"] for item in told if "done_s" in item)])
            ((built,),), _ = forked(lambda tell: tell([built_with(home, model)]))  # noqa: B023
            damage(fault, home, rng)
            reports = [item["committed"] for item in told if "committed" in item]
            (seen,), seen_code = forked(lambda tell: inspect(home, built, tell))  # noqa: B023
            model = seen["model"] or model
            lost, doubled = judge(archive, seen, reports[-1] if reports else {})
            bad = seen["wrong_spans"] + len(seen["left"]) + (not seen["held"]) + (seen_code != 0)
            totals.update(rounds=1, lost=lost, doubled=doubled, wrong_spans=seen["wrong_spans"], bad=bad)
            totals[fault] += 1
            ended = {0: "finished", 3: "error", -signal.SIGKILL: "killed"}.get(code, str(code))
            notes = "; ".join(seen["notes"] + [f"LEFT {text}" for text in seen["left"]]) or "sound"
            print(
                f"{number:5} {fault:10} {took_s * 1000:8.0f} {ended:8} {len(seen['texts']):8} {lost:4} {doubled:7} "
                f"{seen['wrong_spans']:11} {notes}",
                flush=True,
            )
            if not building:
                rest, _ = forked(lambda tell: work(home, folder, model, False, tell, None))  # noqa: B023
                longest_s = max([longest_s, *(item["done_s"] for item in rest if "done_s" in item)])
                (after,), _ = forked(lambda tell: inspect(home, model, tell))  # noqa: B023
                if Counter(after["texts"].values()) != Counter(archive.texts.values()):
                    totals["bad"] += 1
                    print("      the next run did not make the index equal to the folder")
    print(", ".join(f"{count} {name}" for name, count in totals.items()))
    sys.exit(1 if totals["lost"] or totals["doubled"] or totals["bad"] else 0)


def built_with(home: Path, otherwise: str) -> str:
    """Return the name of the model the home was built with."""
    with Home.create(home, embedder=embedder(otherwise)) as opened:
        return opened.manifest.model if opened.manifest else otherwise


if __name__ == "__main__":
    main()
