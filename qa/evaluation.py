"""How well retrieval, answers and refusals do on a folder of articles and questions; see docs/evaluation.md."""

from __future__ import annotations

import json
import math
import re
import statistics
import string
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.home import Home
from index.ingest import IngestReport, OnProgress, ingest
from qa.answer import Answer, Citation, Passage
from qa.engine import QueryEngine

_RANKED_PASSAGES = 50
_PACKAGES = ("chromadb", "llama-index-core", "numpy", "sentence-transformers", "torch")
_ARTICLES_OF_SPEECH = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’–—…", " "))


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its expected answers and the evidence for them.

    Attributes:
        relevant: Ids of the articles that hold the answer.
        spans: (article_id, start_char, end_char) of the evidence, where it is known.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    answerable: bool
    relevant: frozenset[str]
    spans: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine made of one question."""

    gold: GoldQuestion
    passages: tuple[Passage, ...]
    answer: Answer
    search_ms: float
    ask_ms: float


def evaluate(folder: Path, *, work: Path | None = None, on_progress: OnProgress = lambda _: None) -> dict[str, Any]:
    """Index the articles of a folder, ask its questions, and return every metric.

    Args:
        folder: Holds `questions.jsonl`, and `articles.jsonl` or articles in other files.
        work: Where the index is kept for the next run; by default it is thrown away.
        on_progress: Called while articles are indexed.

    Returns:
        {"retrieval", "answers", "refusal", "speed", "counts", "settings", "versions"}; a metric no
        question counts for is None.

    Raises:
        ArticleError: The folder lacks a file, or a question is malformed.
    """
    questions = read_questions(folder / "questions.jsonl")
    with tempfile.TemporaryDirectory(prefix="citewire-eval-") as scratch:
        home = Home.create(work or scratch)
        try:
            articles = folder / "articles.jsonl"
            indexed = ingest(home, [articles if articles.is_file() else folder], on_progress=on_progress)
        except BaseException:
            home.close()
            raise
        with QueryEngine(home) as engine:
            engine.ask("warm up")  # the model is loaded and the stores are open from here on
            outcomes = [_ask(engine, question) for question in questions]
            return _report(outcomes, indexed, engine)


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read `questions.jsonl`.

    Raises:
        ArticleError: The file is missing, or a line lacks what it needs.
    """
    if not path.is_file():
        raise ArticleError(f"{path} is missing. An evaluation folder holds articles.jsonl and questions.jsonl.")
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            evidence = row.get("evidence") or []
            questions.append(
                GoldQuestion(
                    id=str(row["id"]),
                    text=row["question"],
                    answers=tuple(row.get("answers") or ()),
                    answerable=bool(row["answerable"]),
                    relevant=frozenset(
                        [item["article_id"] for item in evidence] + (row.get("also_supported_by") or [])
                    ),
                    spans=tuple(
                        (e["article_id"], e["start"], e["end"]) for e in evidence if e.get("start") is not None
                    ),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ArticleError(f"{path}:{number}: not a question: {error!r}. See docs/evaluation.md.") from error
    return questions


def _ask(engine: QueryEngine, gold: GoldQuestion) -> Outcome:
    began = time.perf_counter()
    passages = engine.search(gold.text, _RANKED_PASSAGES)
    searched = time.perf_counter()
    answer = engine.ask(gold.text)
    asked = time.perf_counter()
    return Outcome(gold, tuple(passages), answer, (searched - began) * 1000, (asked - searched) * 1000)


def _report(outcomes: Sequence[Outcome], indexed: IngestReport, engine: QueryEngine) -> dict[str, Any]:
    answerable = [outcome for outcome in outcomes if outcome.gold.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.gold.answerable]
    embedded = indexed.chunks_embedded
    return {
        "retrieval": _retrieval([outcome for outcome in answerable if outcome.gold.relevant]),
        "answers": _answers(answerable),
        "refusal": {
            "auroc": auroc(
                [outcome.answer.confidence for outcome in answerable],
                [outcome.answer.confidence for outcome in unanswerable],
            ),
            "refused_unanswerable": _mean([outcome.answer.refused for outcome in unanswerable]),
            "refused_answerable": _mean([outcome.answer.refused for outcome in answerable]),
        },
        "speed": {
            "ask_p50_ms": _quantile([outcome.ask_ms for outcome in outcomes], 0.5),
            "ask_p95_ms": _quantile([outcome.ask_ms for outcome in outcomes], 0.95),
            "search_p50_ms": _quantile([outcome.search_ms for outcome in outcomes], 0.5),
            "index_chunks_per_s": round(embedded / indexed.seconds, 1) if embedded else None,
        },
        "counts": {
            "articles": engine.home.catalog.counts()["articles"],
            "passages": indexed.chunks_total,
            "answerable": len(answerable),
            "unanswerable": len(unanswerable),
        },
        "settings": engine.home.settings.model_dump(),
        "versions": {name: version(name) for name in ("citewire", *_PACKAGES)},
    }


def _retrieval(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    ranked = [(list(dict.fromkeys(p.article_id for p in o.passages)), o.gold.relevant) for o in outcomes]
    with_spans = [outcome for outcome in outcomes if outcome.gold.spans]
    return {
        **{f"recall@{k}": _mean([recall(ids, relevant, k) for ids, relevant in ranked]) for k in (1, 5, 10)},
        "mrr@10": _mean([reciprocal_rank(ids, relevant, 10) for ids, relevant in ranked]),
        "ndcg@10": _mean([ndcg(ids, relevant, 10) for ids, relevant in ranked]),
        **{
            f"span_hit@{k}": _mean(
                [any(covers(p, span) for p in o.passages[:k] for span in o.gold.spans) for o in with_spans]
            )
            for k in (1, 5)
        },
    }


def _answers(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    with_answers = [outcome for outcome in outcomes if outcome.gold.answers]
    with_articles = [outcome for outcome in outcomes if outcome.gold.relevant]
    texts = [(" ".join(s.text for s in outcome.answer.sentences), outcome.gold.answers) for outcome in with_answers]
    cited = [([c.article_id for c in outcome.answer.citations], outcome.gold.relevant) for outcome in with_articles]
    return {
        "exact_match": _mean([max(normalise(text) == normalise(gold) for gold in golds) for text, golds in texts]),
        "f1": _mean([max(f1(text, gold) for gold in golds) for text, golds in texts]),
        "contains": _mean([any(contains(text, gold) for gold in golds) for text, golds in texts]),
        "cited_article_hit": _mean([not relevant.isdisjoint(ids) for ids, relevant in cited]),
        "cited_span_hit": _mean(
            [
                any(covers(c, span) or lies_in(c, span) for c in o.answer.citations for span in o.gold.spans)
                for o in outcomes
                if o.gold.spans
            ]
        ),
        "citation_precision": _mean(
            [sum(article in relevant for article in ids) / len(ids) for ids, relevant in cited if ids]
        ),
    }


def covers(found: Passage | Citation, span: tuple[str, int, int]) -> bool:
    """Say whether a passage or citation covers at least half of a gold span."""
    article_id, start, end = span
    shared = min(found.end_char, end) - max(found.start_char, start)
    return found.article_id == article_id and shared > 0 and shared >= 0.5 * (end - start)


def lies_in(found: Passage | Citation, span: tuple[str, int, int]) -> bool:
    """Say whether at least half of a passage or citation lies in a gold span."""
    article_id, start, end = span
    shared = min(found.end_char, end) - max(found.start_char, start)
    return found.article_id == article_id and shared > 0 and shared >= 0.5 * (found.end_char - found.start_char)


def recall(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Return the share of the relevant items among the first k."""
    return len(relevant.intersection(ranked[:k])) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Return 1 / rank of the first relevant item among the first k, or 0."""
    return next((1 / rank for rank, item in enumerate(ranked[:k], start=1) if item in relevant), 0.0)


def ndcg(ranked: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """Return the normalised discounted cumulative gain of the first k, every relevant item gaining 1."""
    gain = sum(1 / math.log2(rank + 1) for rank, item in enumerate(ranked[:k], start=1) if item in relevant)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a positive scores above a negative, ties counting half; None if either is empty."""
    if not positive or not negative:
        return None
    higher = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return higher / (len(positive) * len(negative))


def normalise(text: str) -> str:
    """Lower the case, drop punctuation and articles (a, an, the), join white space: the normalisation of SQuAD."""
    return " ".join(_ARTICLES_OF_SPEECH.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def contains(text: str, gold: str) -> bool:
    """Say whether the normalised gold answer stands in the normalised text, at word boundaries."""
    wanted = normalise(gold)
    return bool(wanted) and f" {wanted} " in f" {normalise(text)} "


def f1(text: str, gold: str) -> float:
    """Return the harmonic mean of word precision and recall after normalisation."""
    found, wanted = normalise(text).split(), normalise(gold).split()
    shared = sum((Counter(found) & Counter(wanted)).values())
    return 2 * shared / (len(found) + len(wanted)) if shared else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None


def _quantile(values: Sequence[float], share: float) -> float | None:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else None


def flatten(report: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, Any]]:
    """Return the metrics as (part, name, value) rows, settings and versions left out."""
    return [
        (part, name, value)
        for part, metrics in report.items()
        if part not in {"settings", "versions"}
        for name, value in metrics.items()
    ]
