"""What each part of the ranking gives on each set: python benchmarks/ablation.py FOLDER... [--held FOLDER...]

Prints a Markdown table. Each row leaves one view of a passage out and fits the others anew on the folders together
(`--held` folders are only measured), so that a view is worth what the others cannot make up for. Takes the questions
that fit.py takes, without the time model: hardly any question of the sets names a time.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from fit import PASSAGE, SENTENCE, Sample, conditional, fit, passage_views, read_samples

from qa.evaluation.metrics import ndcg

RANKED = 10


def measure(folder: list[Sample], scores: list[torch.Tensor]) -> tuple[float, float, float]:
    """Return ndcg@10 by article, and how often one of the first one and five passages covers half of a gold span."""
    gains, first, five = [], [], []
    for sample, score in zip(folder, scores, strict=True):
        if not (sample.gold.answerable and sample.gold.relevant):
            continue
        order = score.argsort(descending=True, stable=True).tolist()
        gains.append(ndcg(list(dict.fromkeys(sample.articles[at] for at in order)), sample.gold.relevant, RANKED))
        if sample.gold.spans:
            first.append(bool(sample.passage_holds[order[:1]].any()))
            five.append(bool(sample.passage_holds[order[:5]].any()))
    return float(np.mean(gains)), float(np.mean(first)), float(np.mean(five))


def rows(
    samples: dict[str, list[Sample]], fitted_on: list[str]
) -> list[tuple[str, dict[str, tuple[float, float, float]]]]:
    """Return (what ranks, measures by set) for each row of the table."""
    lexical, dense = PASSAGE.index("lexical"), PASSAGE.index("dense")
    alone = (
        ("lexical alone", lambda sample: sample.passages[:, lexical]),
        ("dense alone", lambda sample: sample.passages[:, dense]),
        ("both, fused", lambda sample: sample.fused),
    )
    table = [
        (label, {name: measure(folder, [score(sample) for sample in folder]) for name, folder in samples.items()})
        for label, score in alone
    ]
    everything = fit([samples[name] for name in fitted_on])
    for left_out in (None, *PASSAGE):
        kept = [place for place, name in enumerate(PASSAGE) if name != left_out]
        table.append(
            (
                f"reranked without {left_out}" if left_out else "**reranked**",
                _reranked(samples, fitted_on, everything.sentence, kept),
            )
        )
    for left_out in SENTENCE:
        sentence = everything.sentence.clone()
        sentence[SENTENCE.index(left_out)] = 0
        table.append(
            (f"best sentence without {left_out}", _reranked(samples, fitted_on, sentence, list(range(len(PASSAGE)))))
        )
    return table


def _reranked(
    samples: dict[str, list[Sample]], fitted_on: list[str], sentence: torch.Tensor, kept: list[int]
) -> dict[str, tuple[float, float, float]]:
    seen = {name: [passage_views(sample, sentence)[:, kept] for sample in folder] for name, folder in samples.items()}
    weights = conditional(
        [
            [(views, sample.passage_holds) for views, sample in zip(seen[name], samples[name], strict=True)]
            for name in fitted_on
        ]
    )
    return {name: measure(folder, [views @ weights for views in seen[name]]) for name, folder in samples.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--held", nargs="*", default=[], type=Path)
    parser.add_argument("--work", type=Path, default=Path(".citewire-fit"))
    options = parser.parse_args()
    samples = {folder.name: read_samples(folder, options.work) for folder in [*options.folders, *options.held]}
    table = rows(samples, [folder.name for folder in options.folders])
    print("| ranked by |", " | ".join(samples), "|")
    print("| --- |", " --- |" * len(samples), sep="")
    for label, measured in table:
        cells = [" / ".join(f"{value:.3f}".removeprefix("0") for value in measured[name]) for name in samples]
        print(f"| {label} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
