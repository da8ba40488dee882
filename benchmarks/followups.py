"""Passages found for the last turn of a conversation, with and without what came before it.

    python benchmarks/followups.py DIALOGUES.jsonl --home DIR            index once, measure the half for development
    python benchmarks/followups.py DIALOGUES.jsonl --home DIR --half held   the half that no rule was written on
    python benchmarks/followups.py --table                               the tables of the last runs

A line of the file is a conversation: `id`, `collection`, `turns` (`speaker` user or agent, `text`), and `contexts`,
the reference passages of its last turn (`id`, `title`, `text`). The passages of all conversations are indexed as
articles. Conversations without reference passages cannot be measured and are left out. A dialogue belongs to a half by
the hash of its id, so that the halves are the same everywhere. Each user turn is rewritten in the light of those
before it, as a conversation does it; the agents' turns are taken for the answers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.home import Home
from index.ingest import Progress, ingest
from qa import QueryEngine
from qa.evaluation.metrics import ndcg, recall
from qa.evaluation.resampling import draws, interval, weighted_means
from qa.followups import Exchange, Standalone, standalone

RESULTS = Path(__file__).parent / "results" / "followups.json"
FETCHED = 30  # passages, so that ten articles are among them
METRICS = {"recall@5": 5, "ndcg@10": 10}
SYSTEMS = ("last turn alone", "whole conversation", "last turn rewritten")
Dialogue = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found for one dialogue: metrics by system, and whether the last turn was rewritten."""

    values: Mapping[str, Mapping[str, float]]
    rewritten: bool
    follows: bool


def half_of(dialogue_id: str) -> str:
    """Return the half a dialogue belongs to; tasks of one conversation, `<conversation><::><turn>`, share it."""
    conversation = dialogue_id.partition("<")[0]
    return "development" if int(hashlib.sha256(conversation.encode()).hexdigest(), 16) % 2 == 0 else "held"


def article_id(dialogue: Dialogue, context: Mapping[str, Any]) -> str:
    """Return the id of a reference passage as an article."""
    return f"{dialogue['collection']}:{context['id']}"


def articles(dialogues: Iterable[Dialogue]) -> list[dict[str, str]]:
    """Return the reference passages of all dialogues as articles, each once."""
    found = {}
    for dialogue in dialogues:
        for context in dialogue["contexts"]:
            title = context.get("title") or context["text"].strip().split("\n")[0][:80]
            key = article_id(dialogue, context)
            found.setdefault(key, {"id": key, "title": title, "text": context["text"]})
    return list(found.values())


def index(dialogues: Sequence[Dialogue], home: Path) -> None:
    """Index the reference passages, unless they are there; says on stderr how far it is."""

    def tell(progress: Progress) -> None:
        print(f"\r{progress.stage} {progress.done} of {progress.total or '?'}", end="", file=sys.stderr)

    source = home.with_name(f"{home.name}.jsonl")
    source.write_text("".join(json.dumps(article) + "\n" for article in articles(dialogues)))
    with Home.create(home) as opened:
        report = ingest(opened, [source], on_progress=tell)
    print(f"\r{report.added} added, {report.unchanged} unchanged, {len(report.failed)} failed", file=sys.stderr)


def rewritten(dialogue: Dialogue) -> Standalone:
    """Return the last user turn, rewritten in the light of what came before it."""
    past: list[Exchange] = []
    turns = dialogue["turns"]
    found = Standalone("", "")
    for place, turn in enumerate(turns):
        if turn["speaker"] == "user":
            found = standalone(turn["text"], past)
            reply = turns[place + 1]["text"] if place + 1 < len(turns) else ""
            past.append(Exchange(found.text, reply))
    return found


def measure(dialogue: Dialogue, ranked: Callable[[str], list[str]], longest: int) -> Measured:
    """Return what each system finds for one dialogue.

    Args:
        dialogue: A conversation with reference passages.
        ranked: Returns article ids for a question, best first.
        longest: Most characters of a question; of the whole conversation the end is taken.
    """
    relevant = frozenset(article_id(dialogue, context) for context in dialogue["contexts"])
    found = rewritten(dialogue)
    whole = " ".join(turn["text"] for turn in dialogue["turns"])[-longest:]
    values = {}
    for system, question in zip(SYSTEMS, (found.original, whole, found.text), strict=True):
        ids = ranked(question[:longest])
        values[system] = {"recall@5": recall(ids, relevant, 5), "ndcg@10": ndcg(ids, relevant, 10)}
    return Measured(values, found.changed, len(dialogue["turns"]) > 1)


def summary(measured: Sequence[Measured]) -> dict[str, Any]:
    """Return the mean of each system, and its difference from the last turn alone with a 95 % interval."""
    result: dict[str, Any] = {"n": len(measured)}
    for system in SYSTEMS:
        for metric in METRICS:
            values, alone = (
                np.array([[one.values[which][metric]] for one in measured]) for which in (system, SYSTEMS[0])
            )
            resampled = np.concatenate([weighted_means(values - alone, drawn) for drawn in draws(len(measured))])
            result.setdefault(system, {})[metric] = {
                "mean": round(float(values.mean()), 4),
                "difference": round(float((values - alone).mean()), 4),
                "interval": [round(end, 4) for end in interval(resampled[:, 0]) or ()],
            }
    return result


def run(dialogues: Sequence[Dialogue], home: Path, half: str) -> dict[str, Any]:
    """Measure the dialogues of a half that have reference passages."""
    chosen = [one for one in dialogues if one["contexts"] and half in {"both", half_of(one["id"])}]
    measured = []
    with QueryEngine.open(home) as engine:

        def ranked(question: str) -> list[str]:
            return list(
                dict.fromkeys(found.article_id for found in engine.search(question, FETCHED, read_period=False))
            )

        for place, dialogue in enumerate(chosen, start=1):
            measured.append(measure(dialogue, ranked, engine.home.settings.max_question_chars))
            print(f"\r{place} of {len(chosen)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return {
        "all": summary(measured),
        "later turns": summary([one for one in measured if one.follows]),
        "rewritten": summary([one for one in measured if one.rewritten]),
    }


def table(results: Mapping[str, Any]) -> str:
    """Return the results of all halves as Markdown."""
    lines = [
        "| half | dialogues | n | searched for | recall@5 | gain (95 %) | nDCG@10 | gain (95 %) |",
        "| --- | --- | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for half, parts in results.items():
        for part, found in parts.items():
            for system in SYSTEMS:
                cells = []
                for metric in METRICS:
                    value = found[system][metric]
                    gain = "{:+.3f} ({:+.3f} to {:+.3f})".format(value["difference"], *value["interval"])
                    cells += [f"{value['mean']:.3f}", "" if system == SYSTEMS[0] else gain]
                lines.append(f"| {half} | {part} | {found['n']} | {system} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dialogues", type=Path, nargs="?")
    parser.add_argument("--home", type=Path, help="where the passages are indexed, or shall be")
    parser.add_argument("--half", choices=("development", "held", "both"), default="development")
    parser.add_argument("--table", action="store_true", help="print the tables of the last runs")
    given = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if not given.table:
        if given.dialogues is None or given.home is None:
            parser.error("a file of dialogues and --home are needed, or --table")
        dialogues = [json.loads(line) for line in given.dialogues.read_text().splitlines()]
        index(dialogues, given.home)
        results[given.half] = run(dialogues, given.home, given.half)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(table(results))


if __name__ == "__main__":
    main()
