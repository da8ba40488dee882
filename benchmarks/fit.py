"""Fit the weights of qa/evidence.py and qa/confidence.py: python benchmarks/fit.py FOLDER... [--held FOLDER...]

Each folder is in the evaluation format (docs/evaluation.md). The weights are fitted on the folders together, each
counting alike; then each folder is left out in turn and scored with weights fitted on the others, and the `--held`
folders, which no fit sees, with those of all. Indexes are kept in --work.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import astuple, dataclass
from pathlib import Path

import torch

from index.home import Home
from index.ingest import ingest
from qa.engine import QueryEngine
from qa.evidence import Evidence, Features, gather
from qa.extractive import cite
from qa.gold import GoldQuestion, read_questions
from qa.metrics import auroc, contains, covers, lies_in
from qa.questions import understand

MOST_QUESTIONS = 600  # of a folder, drawn with a fixed seed
FIRST_SENTENCES = 3
FEATURES = tuple(Features.__dataclass_fields__)


@dataclass
class Sample:
    """One question: its sentences' features, which of them hold the answer, and how the first of them look."""

    answerable: bool
    features: torch.Tensor  # (sentences, features)
    holds: torch.Tensor  # (sentences,) bool
    right_article: torch.Tensor  # (sentences,) bool
    missing: float


def read_samples(folder: Path, work: Path) -> list[Sample]:
    """Index a folder and gather the evidence of its questions."""
    articles = folder / "articles.jsonl"
    home = Home.create(work / folder.name)
    ingest(home, [articles if articles.is_file() else folder])
    questions = read_questions(folder / "questions.jsonl")
    random.Random(1).shuffle(questions)
    with QueryEngine(home) as engine:
        return [sample for gold in questions[:MOST_QUESTIONS] if (sample := _sample(engine, gold))]


def _sample(engine: QueryEngine, gold: GoldQuestion) -> Sample | None:
    question = understand(gold.text, max_chars=10_000)
    retrieved = engine.retriever.retrieve(question, engine.home.settings.keep_k)
    evidence = gather(question, retrieved, engine._articles_of(retrieved), engine._words)
    if not evidence:
        return None
    return Sample(
        gold.answerable,
        torch.tensor([astuple(found.features) for found in evidence]),
        torch.tensor([_holds(found, gold) for found in evidence]),
        torch.tensor([found.article.id in gold.relevant for found in evidence]),
        min(found.missing for found in evidence),
    )


def _holds(found: Evidence, gold: GoldQuestion) -> bool:
    citation = cite(understand(gold.text, max_chars=10_000), found, 1, [])
    if any(covers(citation, span) or lies_in(citation, span) for span in gold.spans):
        return True
    # Where the evidence is an article without a span, a sentence with the answer in it holds it.
    without_spans = gold.relevant - {article for article, _, _ in gold.spans}
    return found.article.id in without_spans and any(contains(found.quote, answer) for answer in gold.answers)


def fit_evidence(folders: list[list[Sample]], *, steps: int = 150, penalty: float = 0.002) -> torch.Tensor:
    """Return weights, shape (features,), that make sentences holding the answer likeliest among their question's."""
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=0.15)
    usable = [[sample for sample in folder if sample.holds.any()] for folder in folders]
    for _ in range(steps):
        loss = penalty * (weights**2).sum()
        for folder in filter(None, usable):
            losses = [
                torch.logsumexp(scores := sample.features @ weights, 0) - torch.logsumexp(scores[sample.holds], 0)
                for sample in folder
            ]
            loss = loss + torch.stack(losses).mean() / len(usable)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return weights.detach()


def fit_confidence(folders: list[list[Sample]], weights: torch.Tensor, *, steps: int = 800) -> torch.Tensor:
    """Return (bias, similarity, missing) of a logistic regression of "the right article is among the first sentences"."""
    rows, labels, importance = [], [], []
    for folder in folders:
        for sample in folder:
            rows.append(_confidence_row(sample, weights))
            order = (sample.features @ weights).argsort(descending=True)[:FIRST_SENTENCES]
            labels.append(float(sample.answerable and bool(sample.right_article[order].any())))
            importance.append(1 / len(folder))
    x, y, w = torch.tensor(rows), torch.tensor(labels), torch.tensor(importance)
    coefficients = torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.Adam([coefficients], lr=0.1)
    for _ in range(steps):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ coefficients, y, weight=w / w.mean())
        loss = loss + 0.5 * (coefficients[1:] ** 2).sum() / len(y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return coefficients.detach()


def _confidence_row(sample: Sample, weights: torch.Tensor) -> list[float]:
    best = int((sample.features @ weights).argmax())
    return [1.0, float(sample.features[best, FEATURES.index("similarity")]), sample.missing]


def report(name: str, folder: list[Sample], weights: torch.Tensor, coefficients: torch.Tensor) -> None:
    """Print how weights do on a folder."""
    ranked = [
        sample.holds[(sample.features @ weights).argsort(descending=True)] for sample in folder if sample.holds.any()
    ]
    first = sum(bool(holds[0]) for holds in ranked) / max(1, len(ranked))
    among = sum(bool(holds[:FIRST_SENTENCES].any()) for holds in ranked) / max(1, len(ranked))
    logits = {kind: [float(torch.tensor(_confidence_row(s, weights)) @ coefficients) for s in folder if s.answerable is kind]
              for kind in (True, False)}  # fmt: skip
    area = auroc(logits[True], logits[False])
    print(
        f"{name:<18} first {first:.3f}  among {FIRST_SENTENCES} {among:.3f}  auroc {'-' if area is None else f'{area:.3f}'}"
    )


def main() -> None:
    """Fit, leave each folder out in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--held", nargs="*", default=[], type=Path)
    parser.add_argument("--work", type=Path, default=Path(".citewire-fit"))
    options = parser.parse_args()
    samples = {folder: read_samples(folder, options.work) for folder in [*options.folders, *options.held]}
    fitted = [samples[folder] for folder in options.folders]
    weights = fit_evidence(fitted)
    # Folders without unanswerable questions would only teach that everything can be answered.
    two_sided = [folder for folder in fitted if any(not sample.answerable for sample in folder)]
    coefficients = fit_confidence(two_sided, weights)
    print("evidence  ", {name: round(float(value), 2) for name, value in zip(FEATURES, weights, strict=True)})
    print(
        "confidence",
        [round(float(value), 2) for value in coefficients],
        "(bias, similarity, missing)",
    )
    for folder in options.folders:
        others = [samples[other] for other in options.folders if other != folder]
        report(f"{folder.name} left out", samples[folder], fit_evidence(others), coefficients)
    for folder in options.held:
        report(f"{folder.name} held", samples[folder], weights, coefficients)


if __name__ == "__main__":
    main()
