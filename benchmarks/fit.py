"""Fit the weights of qa/sentences.py, qa/reranking.py and qa/evidence.py (those of qa/confidence.py: benchmarks/confidence):

    python benchmarks/fit.py FOLDER... [--held FOLDER...]

Each folder is in the evaluation format (docs/evaluation.md). The weights are fitted on the folders together, each
counting alike; then each folder is left out in turn and scored with weights fitted on the others, and the `--held`
folders, which no fit sees, with those of all. Indexes are kept in --work.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import torch

from index.home import Home
from index.ingest import ingest
from index.settings import load_settings
from qa.engine import QueryEngine
from qa.evaluation.gold import GoldQuestion, read_questions
from qa.evaluation.metrics import contains, covers, lies_in
from qa.questions import Question
from qa.reranking import FusedReranker, Reranked, Weights, views
from qa.sentences import Features, Floats

MOST_QUESTIONS = 600  # of a folder, drawn with a fixed seed
FIRST_SENTENCES = 3
PASSAGES_READ = 8
SENTENCE = tuple(Features.__dataclass_fields__)
PASSAGE = tuple(Weights.__dataclass_fields__)
BEST = PASSAGE.index("sentence")


@dataclass
class Stretch:
    """Characters of an article, as the metrics want them."""

    article_id: str
    start_char: int
    end_char: int


@dataclass
class Sample:
    """One question: its candidates, best fused score first, and which of them, and of their sentences, hold the answer."""

    passages: torch.Tensor  # (passages, weights); the column of the best sentence is filled in later
    fused: torch.Tensor  # (passages,)
    passage_holds: torch.Tensor  # (passages,) bool
    sentences: torch.Tensor  # (sentences, features)
    owner: torch.Tensor  # (sentences,) the passage of each
    sentence_holds: torch.Tensor  # (sentences,) bool
    right_article: torch.Tensor  # (passages,) bool
    articles: list[str]  # of the passages
    gold: GoldQuestion


class Recorder:
    """A reranker that changes nothing and keeps what it was given."""

    def __init__(self) -> None:
        self.seen: Sequence[Reranked] = ()

    def scores(self, question: Question, candidates: Sequence[Reranked]) -> Floats:
        """As for `Reranker`."""
        self.seen = sorted(candidates, key=lambda candidate: -candidate.fused)
        return FusedReranker().scores(question, candidates)


def read_samples(folder: Path, work: Path) -> list[Sample]:
    """Index a folder and gather the candidates of its questions."""
    articles = folder / "articles.jsonl"
    home = Home.create(work / folder.name)
    ingest(home, [articles if articles.is_file() else folder])
    questions = read_questions(folder / "questions.jsonl")
    random.Random(1).shuffle(questions)
    recorder = Recorder()
    samples = []
    with QueryEngine(home, reranker=recorder) as engine:
        for gold in questions[:MOST_QUESTIONS]:
            recorder.seen = ()
            engine.search(gold.text, load_settings().keep_k, read_period=False)
            if recorder.seen:
                samples.append(_sample(recorder.seen, gold))
    return samples


def _sample(pool: Sequence[Reranked], gold: GoldQuestion) -> Sample:
    sentences = [
        (place, astuple(features), _holds(Stretch(found.article.id, start, end), found.article.text[start:end], gold))
        for place, found in enumerate(pool)
        for (start, end), features in zip(found.chunk.sentences, found.reading.features, strict=True)
    ]
    return Sample(
        passages=torch.tensor(views(pool)),
        fused=torch.tensor([found.fused for found in pool]),
        passage_holds=torch.tensor([_passage_holds(found, gold) for found in pool]),
        sentences=torch.tensor([features for _, features, _ in sentences]),
        owner=torch.tensor([place for place, _, _ in sentences]),
        sentence_holds=torch.tensor([holds for _, _, holds in sentences]),
        right_article=torch.tensor([found.article.id in gold.relevant for found in pool]),
        articles=[found.article.id for found in pool],
        gold=gold,
    )


def _passage_holds(found: Reranked, gold: GoldQuestion) -> bool:
    chunk = found.chunk
    if gold.spans:
        return any(covers(Stretch(found.article.id, chunk.start_char, chunk.end_char), span) for span in gold.spans)
    return found.article.id in gold.relevant


def _holds(stretch: Stretch, text: str, gold: GoldQuestion) -> bool:
    if any(covers(stretch, span) or lies_in(stretch, span) for span in gold.spans):
        return True
    # Where the evidence is an article without a span, a sentence with the answer in it holds it.
    without_spans = gold.relevant - {article for article, _, _ in gold.spans}
    return stretch.article_id in without_spans and any(contains(text, answer) for answer in gold.answers)


@dataclass
class Fitted:
    """All weights."""

    sentence: torch.Tensor
    passage: torch.Tensor
    fused: float
    lift: float


def fit(folders: list[list[Sample]]) -> Fitted:
    """Fit in the order the weights are used: sentences, passages by their sentences, sentences by their passages."""
    near = [[(_near(sample), sample) for sample in folder] for folder in folders]
    with_fused = [
        [
            (torch.cat([sample.sentences, sample.fused[sample.owner, None]], 1)[kept], sample.sentence_holds[kept])
            for kept, sample in folder
        ]
        for folder in near
    ]
    sentence = conditional(with_fused)[:-1]
    ranked = [[(passage_views(sample, sentence), sample.passage_holds) for sample in folder] for folder in folders]
    passage = conditional(ranked)
    fused = conditional([[(sample.fused[:, None], sample.passage_holds) for sample in folder] for folder in folders])
    lifted = [
        [
            (
                torch.stack(
                    [sample.sentences @ sentence, (passage_views(sample, sentence) @ passage)[sample.owner]], 1
                )[kept],
                sample.sentence_holds[kept],
            )
            for sample in folder
            if (kept := _near(sample, passage_views(sample, sentence) @ passage)) is not None
        ]
        for folder in folders
    ]
    own, lift = conditional(lifted, penalty=0.0)
    return Fitted(sentence, passage, float(fused), float(lift / own))


def _near(sample: Sample, scores: torch.Tensor | None = None) -> torch.Tensor:
    """Return which sentences stand in the first passages."""
    order = (sample.fused if scores is None else scores).argsort(descending=True)[:PASSAGES_READ]
    return torch.isin(sample.owner, order)


def passage_views(sample: Sample, sentence: torch.Tensor) -> torch.Tensor:
    best = torch.full((len(sample.passages),), -1e9).scatter_reduce(
        0, sample.owner, sample.sentences @ sentence, "amax"
    )
    return torch.cat([sample.passages[:, :BEST], best[:, None], sample.passages[:, BEST + 1 :]], 1)


def conditional(folders: list[list[tuple[torch.Tensor, torch.Tensor]]], *, penalty: float = 0.002) -> torch.Tensor:
    """Return weights that make the rows holding the answer likeliest among their question's, by maximum likelihood."""
    batches = [_padded([(rows, holds) for rows, holds in folder if holds.any()]) for folder in folders]
    batches = [batch for batch in batches if batch is not None]
    weights = torch.zeros(batches[0][0].shape[2], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimizer.zero_grad()
        loss = penalty * (weights**2).sum()
        for rows, present, holding in batches:
            scores = rows @ weights
            losses = torch.logsumexp(scores + present, 1) - torch.logsumexp(scores + holding, 1)
            loss = loss + losses.mean() / len(batches)
        loss.backward()
        return float(loss.detach())

    optimizer.step(closure)
    return weights.detach()


def _padded(pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None:
    if not pairs:
        return None
    most = max(len(rows) for rows, _ in pairs)
    padded = torch.zeros(len(pairs), most, pairs[0][0].shape[1])
    present, holding = torch.full((2, len(pairs), most), -1e9)
    for number, (rows, holds) in enumerate(pairs):
        padded[number, : len(rows)] = rows
        present[number, : len(rows)] = 0
        holding[number, : len(rows)][holds] = 0
    return padded, present, holding


def ranked_sentences(sample: Sample, fitted: Fitted) -> torch.Tensor:
    """Return the sentences of the first passages, best first."""
    scores = passage_views(sample, fitted.sentence) @ fitted.passage
    kept = _near(sample, scores).nonzero()[:, 0]
    worth = sample.sentences @ fitted.sentence + fitted.lift * scores[sample.owner]
    return kept[worth[kept].argsort(descending=True)]


def report(name: str, folder: list[Sample], fitted: Fitted) -> None:
    """Print how weights do on a folder."""
    passages = [
        (passage_views(sample, fitted.sentence) @ fitted.passage, sample) for sample in folder if sample.gold.answerable
    ]
    held = [
        sample.passage_holds[scores.argsort(descending=True)]
        for scores, sample in passages
        if sample.passage_holds.any()
    ]
    before = [sample.passage_holds for _, sample in passages if sample.passage_holds.any()]
    found = [
        sample.sentence_holds[ranked_sentences(sample, fitted)] for sample in folder if sample.sentence_holds.any()
    ]
    rates = [
        ("fused@1", [bool(holds[0]) for holds in before]),
        ("passage@1", [bool(holds[0]) for holds in held]),
        ("passage@5", [bool(holds[:5].any()) for holds in held]),
        ("sentence@1", [bool(holds[:1].any()) for holds in found]),
        (f"sentence@{FIRST_SENTENCES}", [bool(holds[:FIRST_SENTENCES].any()) for holds in found]),
    ]
    line = "  ".join(f"{label} {np.mean(hits):.3f}" for label, hits in rates)
    print(f"{name:<18} {line}", flush=True)


def main() -> None:
    """Fit, leave each folder out in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--held", nargs="*", default=[], type=Path)
    parser.add_argument("--work", type=Path, default=Path(".citewire-fit"))
    options = parser.parse_args()
    samples = {folder: read_samples(folder, options.work) for folder in [*options.folders, *options.held]}
    fitted = fit([samples[folder] for folder in options.folders])
    print("sentence  ", {name: round(float(value), 2) for name, value in zip(SENTENCE, fitted.sentence, strict=True)})
    print("passage   ", {name: round(float(value), 2) for name, value in zip(PASSAGE, fitted.passage, strict=True)})
    print("fused     ", round(fitted.fused, 2), " passage in sentence ", round(fitted.lift, 2))
    for folder in options.held:
        report(folder.name + " (held)", samples[folder], fitted)
    for left_out in options.folders:
        others = [samples[folder] for folder in options.folders if folder != left_out]
        report(left_out.name + " (left out)", samples[left_out], fit(others) if others else fitted)


if __name__ == "__main__":
    main()
