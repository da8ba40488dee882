"""Fit the weights of qa/support/weights.py:

    python benchmarks/fit_support.py FOLDER... [--made FOLDER...] [--held FOLDER...]

Each folder holds articles and labelled claims in the evaluation format (docs/evaluation.md). The weights are fitted on
all of them together, each counting alike and both classes of each, with sentences made from the articles of `--made`
counting as one folder more. Then each folder is left out in turn. Claims of `--held` no fit sees.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np
import torch

from index.embedding import SentenceTransformerEmbedder
from qa.evaluation.gold import SUPPORTED, read_claims
from qa.evaluation.metrics import auroc
from qa.relatedness import WordSpace
from qa.support import weights
from qa.support.findings import Kind
from qa.support.judge import Judge
from qa.support.judgement import Source
from qa.support.likeness import Likeness, Reader, ReadSource
from qa.support.names import names_in
from qa.support.plain import plain_sentence
from qa.support.texts import read_text

LIKENESS = [field.name for field in fields(Likeness)]
KINDS = list(Kind)
COLUMNS = [*LIKENESS, *(kind.value for kind in KINDS)]
MADE_ARTICLES, ROUNDS, PENALTY = 150, 3, 0.003
MOST_OFF = 3.0  # log-odds that one kind of finding may take off
OPPOSITES = {
    "rose": "fell", "fell": "rose", "won": "lost", "lost": "won", "before": "after", "after": "before", "more": "less",
    "increased": "decreased", "higher": "lower", "accepted": "rejected", "first": "last", "opened": "closed",
}  # fmt: skip


@dataclass
class Row:
    """One labelled claim and what it is checked against."""

    text: str
    label: str
    source: ReadSource
    vector: np.ndarray

    @property
    def holds(self) -> bool:
        return self.label == SUPPORTED


def read_rows(folder: Path, judge: Judge, embedder: SentenceTransformerEmbedder) -> list[Row]:
    """Read the claims of a folder with their articles."""
    articles = read_sources(folder)
    claims = read_claims(folder / "claims.jsonl")
    sources = {
        claim.id: articles[claim.article_id] if claim.article_id else Source(claim.evidence_text or "")
        for claim in claims
    }
    read = judge.read(list(sources.values()))
    texts = [plain_sentence(claim.text) for claim in claims]
    vectors = embedder.embed_queries(texts)
    return [
        Row(text, claim.label, read[sources[claim.id]], vector)
        for claim, text, vector in zip(claims, texts, vectors, strict=True)
    ]


def read_sources(folder: Path) -> dict[str, Source]:
    """Return the articles of a folder by id."""
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text().splitlines()]
    return {
        row["id"]: Source(
            row["text"], date.fromisoformat(row["published"][:10]) if row.get("published") else None, row.get("title") or ""
        )
        for row in rows
    }


def make_rows(folder: Path, judge: Judge, embedder: SentenceTransformerEmbedder) -> list[Row]:
    """Make true and false sentences from the articles of a folder."""
    draw = random.Random(3)
    sources = list(read_sources(folder).values())
    draw.shuffle(sources)
    sources = sources[:MADE_ARTICLES]
    read = judge.read(sources)
    made = [(text, label, read[source]) for source in sources for text, label in sentences_made(read[source], draw)]
    vectors = embedder.embed_queries([text for text, _, _ in made])
    return [Row(text, label, source, vector) for (text, label, source), vector in zip(made, vectors, strict=True)]


def sentences_made(source: ReadSource, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (sentence, label): shortened ones, which stay true, and ones with one thing changed or two spliced."""
    texts = [text.text for text in source.sentences if 8 <= len(text.words) <= 40 and text.text[0].isupper()]
    if len(texts) < 4:
        return
    chosen = draw.sample(texts, min(6, len(texts)))
    names = [source_text.text[name.start : name.end] for source_text in source.sentences for name in names_in(source_text) if name.is_sure]
    for text in chosen:
        shortened = re.sub(r", [^,]{5,80},", "", text, count=1)
        yield shortened, SUPPORTED
        words = text.split()
        if len(words) > 14 and "," in text[len(text) // 2 :]:
            yield text[: text.rindex(",")] + ".", SUPPORTED
        other = draw.choice([each for each in texts if each != text]).split()
        yield " ".join(words[: len(words) // 2] + other[len(other) // 2 :]), "unsupported"
        for changed in _changed(text, names, draw):
            yield changed, "contradicted"


def _changed(text: str, names: Sequence[str], draw: random.Random) -> Iterator[str]:
    if number := re.search(r"(?<![\w.,])\d{1,3}(?![\w.,:-])", text):
        yield text[: number.start()] + str(int(number.group()) + draw.choice([2, 3, 7])) + text[number.end() :]
    own = [text[name.start : name.end] for name in names_in(read_text(text)) if name.is_sure]
    others = [name for name in names if name not in text]
    if own and others:
        yield text.replace(draw.choice(own), draw.choice(others), 1)
    if len(own) > 1 and own[0] != own[1]:
        yield text.replace(own[0], "\0").replace(own[1], own[0]).replace("\0", own[1])
    if auxiliary := re.search(r"\b(?:was|were|is|are|has|have|had|will|would|can|could)\b(?! not)", text):
        yield text[: auxiliary.end()] + " not" + text[auxiliary.end() :]
    for word, opposite in OPPOSITES.items():
        if re.search(rf"\b{word}\b", text):
            yield re.sub(rf"\b{word}\b", opposite, text, count=1)
            break


def table(rows: Sequence[Row], likeness: Sequence[float], judge: Judge, space: WordSpace) -> torch.Tensor:
    """Return the columns of each row, shape (rows, columns), its best stretch chosen by weights of likeness."""
    judge._reader = Reader(space, likeness)  # noqa: SLF001
    found = []
    for row in rows:
        features = judge.features(row.text, row.vector, [row.source])
        if features is None:
            found.append([0.0] * len(COLUMNS))
            continue
        stretch, findings = features
        kinds = {finding.kind for finding in findings}
        found.append([*astuple(stretch.likeness), *(-float(kind in kinds) for kind in KINDS)])
    return torch.tensor(found)


def fit(folders: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> torch.Tensor:
    """Return (bias, one weight a column), none below 0: logistic regression, folders and classes counting alike."""
    x, y = (torch.cat([folder[part] for folder in folders]) for part in (0, 1))
    importance = torch.cat(
        [torch.where(holds > 0, 0.5 / holds.sum(), 0.5 / (1 - holds).sum()) / len(folders) for _, holds in folders]
    )
    raw = torch.full((x.shape[1] + 1,), 0.5, requires_grad=True)
    optimizer = torch.optim.Adam([raw], lr=0.05)
    for _ in range(1500):
        weight = _limited(raw[1:])
        losses = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + raw[0], y, reduction="none")
        loss = (losses * importance).sum() + PENALTY * (weight**2).sum() / 10
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return torch.cat([raw[:1], _limited(raw[1:])]).detach()


def _limited(raw: torch.Tensor) -> torch.Tensor:
    positive = torch.nn.functional.softplus(4 * raw) / 4
    return torch.cat([positive[: len(LIKENESS)], positive[len(LIKENESS) :].clamp(max=MOST_OFF)])


def labels(rows: Sequence[Row]) -> torch.Tensor:
    return torch.tensor([float(row.holds) for row in rows])


def report(name: str, x: torch.Tensor, y: torch.Tensor, weight: torch.Tensor) -> None:
    """Print how weights do on a folder."""
    odds = x @ weight[1:] + weight[0]
    area = auroc(odds[y > 0].tolist(), odds[y == 0].tolist())
    balanced = [(float(((odds > at) == (y > 0))[y > 0].float().mean()) + float((odds <= at)[y == 0].float().mean())) / 2 for at in (-0.4, 0.0, 0.4)]
    print(f"{name:<34} auroc {area:.3f}  balanced accuracy at .4, .5, .6: {'  '.join(f'{b:.3f}' for b in balanced)}", flush=True)


def main() -> None:
    """Fit, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--made", nargs="*", type=Path, default=[])
    parser.add_argument("--held", nargs="*", type=Path, default=[])
    given = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    judge, space = Judge(embedder), WordSpace(embedder)
    sets = {folder.name: read_rows(folder, judge, embedder) for folder in given.folders}
    if given.made:
        sets["made"] = [row for folder in given.made for row in make_rows(folder, judge, embedder)]
    likeness: Sequence[float] = astuple(weights.LIKENESS)
    for _ in range(ROUNDS):
        data = {name: (table(rows, likeness, judge, space), labels(rows)) for name, rows in sets.items()}
        fitted = fit(list(data.values()))
        likeness = fitted[1 : 1 + len(LIKENESS)].tolist()
    for name, (x, y) in data.items():
        report(f"{name}, in the fit", x, y, fitted)
        report(f"{name}, left out", x, y, fit([pair for other, pair in data.items() if other != name]))
    for folder in given.held:
        rows = read_rows(folder, judge, embedder)
        report(f"{folder.name}, held", table(rows, likeness, judge, space), labels(rows), fitted)
    print(f"bias {float(fitted[0]):.2f}")
    print("  ".join(f"{name} {value:.2f}" for name, value in zip(COLUMNS, fitted[1:].tolist(), strict=True)))


if __name__ == "__main__":
    main()
