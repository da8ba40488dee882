"""Fit the weights of qa/support/weights.py:

    python benchmarks/fit_support.py FOLDER... [--made FOLDER...] [--cases tests/data/support.jsonl] [--kept FOLDER]

Each folder holds articles and labelled claims in the evaluation format (docs/evaluation.md). The weights are fitted on all
of them together, each counting alike and both classes of each. Sets differ in what share of their true claims is worded like
the source; a constant for each, held small, takes up the rest of that. Sentences made from the articles of `--made` and the
cases written by hand count less. The threshold is put where it does best, on average over the folders and the cases, on the fifth
of each that a fit on the other fifths has not seen. Then each folder is left out in turn. With `--kept`, what was read and
compared is written to a folder and read from there the next time; empty it when the rules change.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.embedding import SentenceTransformerEmbedder
from qa.evaluation.gold import SUPPORTED, read_claims
from qa.evaluation.metrics import auroc
from qa.support import weights
from qa.support.findings import Kind
from qa.support.judge import Judge
from qa.support.judgement import Source
from qa.support.likeness import Likeness, ReadSource
from qa.support.names import names_in
from qa.support.plain import plain_sentence
from qa.support.scoring import copied_share
from qa.support.texts import read_text

WAYS = ("copied", "reworded")
LIKENESS = [field.name for field in fields(Likeness) if field.name != "copied"]
KINDS = list(Kind)
COLUMNS = [
    *(f"{way} {name}" for way in WAYS for name in (*LIKENESS, "choice", "bias")),
    *(kind.value for kind in KINDS),
]
# A copy is judged by all; of a sentence in other words, the order of the words says nothing.
LEFT_OUT = {f"reworded {name}" for name in ("pairs", "triples", "order", "unbroken", "turned", "crossed")}
FREE = {"copied bias", "reworded bias"}  # all other weights are at least 0
FIFTHS = 5
MADE_ARTICLES = 20
PENALTY, PENALTY_OF_A_SET = 0.0001, 0.02
SHARES = {"made": 0.15, "cases": 0.5}  # what made sentences and cases count, beside 1 for a folder of claims
MOST_OFF = 3.0  # log-odds that one kind of finding may take off
OPPOSITES = {
    "rose": "fell", "fell": "rose", "won": "lost", "lost": "won", "before": "after", "after": "before", "more": "less",
    "increased": "decreased", "higher": "lower", "accepted": "rejected", "first": "last", "opened": "closed",
}  # fmt: skip


Array = NDArray[np.float64]


@dataclass
class Data:
    """The columns of the rows of a set, shape (rows, columns), which of them hold, and which a finding decides against."""

    columns: Array
    holds: NDArray[np.bool_]
    decided: NDArray[np.bool_]

    def at(self, rows: NDArray[np.bool_]) -> Data:
        return Data(self.columns[rows], self.holds[rows], self.decided[rows])


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
            row["text"],
            date.fromisoformat(row["published"][:10]) if row.get("published") else None,
            row.get("title") or "",
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
    names = [
        source_text.text[name.start : name.end]
        for source_text in source.sentences
        for name in names_in(source_text)
        if name.is_sure
    ]
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


def table(rows: Sequence[Row], judge: Judge) -> Data:
    """Return what the score of each row is made of."""
    columns, holds, decided = [], [], []
    for row in rows:
        features = judge.features(row.text, row.vector, [row.source])
        if features is None:
            continue
        stretch, findings = features
        kinds = {finding.kind for finding in findings}
        copied = copied_share(stretch.likeness)
        known = [
            -value if name in weights.AGAINST else value
            for name, value in zip(LIKENESS, astuple(stretch.likeness), strict=False)
        ]
        own = np.array([*known, -np.log(stretch.chosen_from), 1.0])
        columns.append(np.concatenate([copied * own, (1 - copied) * own, [-float(kind in kinds) for kind in KINDS]]))
        holds.append(row.holds)
        decided.append(any(finding.decides for finding in findings))
    return Data(np.array(columns), np.array(holds), np.array(decided))


def fit(sets: Sequence[Data], shares: Sequence[float]) -> Array:
    """Return one weight a column: logistic regression, with a constant of each set that is dropped afterwards."""
    x, y = np.concatenate([each.columns for each in sets]), np.concatenate([each.holds for each in sets]).astype(float)
    own = np.eye(len(sets))[np.concatenate([np.full(len(each.holds), place) for place, each in enumerate(sets)])]
    importance = np.concatenate(
        [
            share * np.where(each.holds, 0.5 / each.holds.sum(), 0.5 / (~each.holds).sum()) / sum(shares)
            for share, each in zip(shares, sets, strict=True)
        ]
    )
    count = len(COLUMNS)
    penalty = np.concatenate([[PENALTY * (name not in FREE) for name in COLUMNS], np.full(len(sets), PENALTY_OF_A_SET)])

    def loss(w: Array) -> tuple[float, Array]:
        odds = x @ w[:count] + own @ w[count:]
        error = importance * (1 / (1 + np.exp(-odds)) - y)
        value = (importance * (np.logaddexp(0, odds) - y * odds)).sum() + (penalty * w**2).sum()
        return value, np.concatenate([error @ x, error @ own]) + 2 * penalty * w

    bounds = [_bound(name) for name in COLUMNS] + [(None, None)] * len(sets)
    start = np.full(count + len(sets), 0.1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000})
    return np.asarray(found.x[:count])


def _bound(name: str) -> tuple[float | None, float | None]:
    if name in FREE:
        return None, None
    if name in LEFT_OUT:
        return 0.0, 0.0
    return 0.0, MOST_OFF if name in list(Kind) else None


def scores(data: Data, weight: Array, shift: float = 0.0) -> Array:
    """Return the scores of the rows, as the judge gives them with these weights."""
    return scored(data, data.columns @ weight + shift)


def scored(data: Data, odds: Array) -> Array:
    """Return the scores of rows by their log-odds; see `decided` of qa/support/scoring.py."""
    likely = 1 / (1 + np.exp(-odds))
    return np.where(data.decided, np.minimum(weights.DECIDED * likely, weights.MOST_DECIDED), likely)


def balanced(data: Data, score: Array) -> float:
    """Return the mean of the share of true claims at or above the threshold, and of the others below it."""
    found = score >= weights.SUPPORTED
    return float((found[data.holds].mean() + (~found[~data.holds]).mean()) / 2)


def unseen(sets: Mapping[str, Data], shares: Mapping[str, float]) -> dict[str, Array]:
    """Return the log-odds of every row by a fit that has not seen its fifth, which holds whole articles."""
    odds = {name: np.zeros(len(data.holds)) for name, data in sets.items()}
    fifth = {name: np.arange(len(data.holds)) * FIFTHS // len(data.holds) for name, data in sets.items()}
    for number in range(FIFTHS):
        seen = [data.at(fifth[name] != number) for name, data in sets.items()]
        weight = fit(seen, list(shares.values()))
        for name, data in sets.items():
            mine = fifth[name] == number
            odds[name][mine] = data.columns[mine] @ weight
    return odds


def best_shift(sets: Mapping[str, Data], odds: Mapping[str, Array]) -> float:
    """Return what to add to the log-odds so that the threshold is best, on average over the sets."""

    def quality(shift: float) -> float:
        return float(np.mean([balanced(data, scored(data, odds[name] + shift)) for name, data in sets.items()]))

    shifts = np.linspace(-2, 2, 161)
    found = np.array([quality(shift) for shift in shifts])
    smooth = np.convolve(np.pad(found, 4, mode="edge"), np.full(9, 1 / 9), mode="valid")  # no single row decides
    return float(shifts[smooth.argmax()])


def report(name: str, data: Data, score: Array) -> None:
    """Print how scores do on a set."""
    area = auroc(score[data.holds].tolist(), score[~data.holds].tolist())
    print(f"{name:<34} auroc {area:.3f}  balanced accuracy {balanced(data, score):.3f}", flush=True)


def read_cases(path: Path, judge: Judge, embedder: SentenceTransformerEmbedder) -> list[Row]:
    """Read the cases that tests/test_qa_support.py is measured on."""
    rows = []
    for line in path.read_text().splitlines():
        group = json.loads(line)
        source = Source(group["text"], date.fromisoformat(group["published"]), group["title"])
        read = judge.read([source])[source]
        texts = [plain_sentence(sentence) for sentence, *_ in group["sentences"]]
        vectors = embedder.embed_queries(texts)
        rows += [
            Row(text, label, read, vector)
            for text, (_, label, _), vector in zip(texts, group["sentences"], vectors, strict=True)
        ]
    return rows


def kept_table(name: str, kept: Path | None, rows: Callable[[], list[Row]], judge: Judge) -> Data:
    """Return the table of a set, from the folder of what is kept if it stands there."""
    path = kept / f"{name.replace(' ', '-')}.npz" if kept else None
    if path and path.is_file():
        with np.load(path) as found:
            return Data(found["columns"], found["holds"], found["decided"])
    data = table(rows(), judge)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, columns=data.columns, holds=data.holds, decided=data.decided)
    return data


def print_weights(weight: Array, shift: float) -> None:
    """Print the weights as weights.py writes them."""
    found = dict(zip(COLUMNS, weight.tolist(), strict=True))
    for way in WAYS:
        print(f"{way.upper()} = bias {found[f'{way} bias'] + shift:.2f}, choice {found[f'{way} choice']:.2f}")
        print("   ", ", ".join(f"{name}={found[f'{way} {name}']:.2f}" for name in LIKENESS))
    print("FINDINGS =", ", ".join(f"{kind.name} {found[kind.value]:.2f}" for kind in KINDS))


def main() -> None:
    """Fit, and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--made", nargs="*", type=Path, default=[])
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--kept", type=Path)
    given = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    judge = Judge(embedder)
    sources: dict[str, Callable[[], list[Row]]] = {
        folder.name: partial(read_rows, folder, judge, embedder) for folder in given.folders
    }
    if given.cases:
        sources["cases"] = partial(read_cases, given.cases, judge, embedder)
    for folder in given.made:
        sources[f"made from {folder.name}"] = partial(make_rows, folder, judge, embedder)
    sets = {name: kept_table(name, given.kept, rows, judge) for name, rows in sources.items()}
    shares = {name: SHARES.get(name.partition(" ")[0], 1.0) for name in sets}
    judged_by = {name: data for name, data in sets.items() if not name.startswith("made")}
    odds = unseen(sets, shares)
    shift = best_shift(judged_by, odds)
    weight = fit(list(sets.values()), list(shares.values()))
    for name, data in sets.items():
        report(f"{name}, in the fit", data, scores(data, weight, shift))
        report(f"{name}, its fifth left out", data, scored(data, odds[name] + shift))
        others = [other for other in sets if other != name]
        if others:
            without = fit([sets[other] for other in others], [shares[other] for other in others])
            report(f"{name}, left out", data, scores(data, without, shift))
    print_weights(weight, shift)


if __name__ == "__main__":
    main()
