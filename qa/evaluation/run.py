"""How well retrieval, answers and refusals do on a folder of articles and questions; see docs/evaluation.md."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.embedding import Embedder
from index.errors import ArticleError, HomeError
from index.home import Home
from index.ingest import IngestReport, OnProgress, ingest, plan
from qa.engine import QueryEngine
from qa.evaluation.claims import claim_metrics, score_claims
from qa.evaluation.gold import CLAIMS_FILE, QUESTIONS_FILE, GoldClaim, GoldQuestion, read_claims, read_questions
from qa.evaluation.metrics import auroc, mean, quantile
from qa.evaluation.outcomes import ask, to_record
from qa.evaluation.risk import risk_metrics

_PACKAGES = ("chromadb", "llama-index-core", "numpy", "sentence-transformers", "torch")

# Parts of a report that hold no metrics.
_NO_METRICS = frozenset({"set", "settings", "versions", "questions", "claim_scores", "comparison"})

OnQuestion = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """An evaluation folder, its questions and claims read and checked."""

    folder: Path
    questions: tuple[GoldQuestion, ...]
    claims: tuple[GoldClaim, ...] | None

    @classmethod
    def read(cls, folder: Path) -> EvaluationSet:
        """Read the questions and the claims of a folder; one of both must be there.

        Raises:
            ArticleError: Neither file is there, or one is malformed.
        """
        claims = folder / CLAIMS_FILE
        questions = folder / QUESTIONS_FILE
        return cls(
            folder,
            tuple(read_questions(questions)) if questions.is_file() or not claims.is_file() else (),
            tuple(read_claims(claims)) if claims.is_file() else None,
        )

    @property
    def articles(self) -> Path:
        """What is indexed: `articles.jsonl`, or the whole folder where there is none."""
        file = self.folder / "articles.jsonl"
        return file if file.is_file() else self.folder


def evaluate(
    folder: Path | EvaluationSet,
    *,
    work: Path | None = None,
    embedder: Embedder | None = None,
    on_progress: OnProgress = lambda _: None,
    on_question: OnQuestion = lambda *_: None,
) -> dict[str, Any]:
    """Index the articles of a folder, ask its questions, score its claims, and return every metric.

    Nothing is written to the folder.

    Args:
        folder: Holds `questions.jsonl`, `claims.jsonl` or both, and `articles.jsonl` or articles in other files.
        work: Where the index is kept for the next run; by default it is thrown away.
        embedder: In place of the model the settings name.
        on_progress: Called while articles are indexed.
        on_question: Told ("questions" or "claims", how many are done, of how many), first with 0.

    Returns:
        {"retrieval", "answers", "refusal", "claims", "speed", "counts", "set", "settings", "versions", "questions",
        "claim_scores"}, both of claims only if there is `claims.jsonl`; a metric no question counts for is None.

    Raises:
        ArticleError: The folder lacks a file, or a question or claim is malformed.
        HomeError: `work` holds other articles, or lies in the folder.
    """
    measured = folder if isinstance(folder, EvaluationSet) else EvaluationSet.read(folder)
    with _indexed(measured, work, embedder, on_progress) as (home, indexed):
        engine = QueryEngine(home)
        records = []
        if measured.questions:
            on_question("questions", 0, len(measured.questions))
            engine.ask("warm up")  # the model is loaded and the stores are open from here on
        for number, gold in enumerate(measured.questions, start=1):
            records.append(to_record(ask(engine, gold), home))
            on_question("questions", number, len(measured.questions))
        claims = None
        if measured.claims is not None:
            on_question("claims", 0, len(measured.claims))
            claims = score_claims(home, measured.claims, lambda done, total: on_question("claims", done, total))
        return _report(measured, records, claims, indexed, home)


@contextmanager
def _indexed(
    measured: EvaluationSet, work: Path | None, embedder: Embedder | None, on_progress: OnProgress
) -> Iterator[tuple[Home, IngestReport]]:
    if work is not None and measured.folder.resolve() in (work.resolve(), *work.resolve().parents):
        raise HomeError(
            f"{str(work)!r} lies in the folder that is measured, which stays as it is. Choose another --work."
        )
    with (
        tempfile.TemporaryDirectory(prefix="citewire-eval-") as scratch,
        Home.create(work or scratch, embedder=embedder) as home,
    ):
        _refuse_other_articles(home, measured.articles)
        indexed = ingest(home, [measured.articles], sync=True, on_progress=on_progress)
        if home.manifest is None:
            reason = f" {indexed.failed[0].path}: {indexed.failed[0].reason}" if indexed.failed else ""
            raise ArticleError(f"{measured.articles} holds no article that can be read.{reason}")
        _refuse_unknown_articles(home, measured.questions)
        yield home, indexed


def _refuse_other_articles(home: Home, articles: Path) -> None:
    """Other articles would be among the answers; an index kept from an earlier run holds just these."""
    if home.manifest is None:
        return
    steps, _ = plan(home, [articles], sync=True)
    if others := sorted(home.catalog.fingerprints().keys() - {step.article_id for step in steps}):
        more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
        raise HomeError(
            f"the index in {str(home.path)!r} holds articles that are not of {str(articles)!r}: {others[0]!r}{more}. "
            "Choose another --work, or delete that folder."
        )


def _refuse_unknown_articles(home: Home, questions: Sequence[GoldQuestion]) -> None:
    """Evidence in an article that was not indexed would pass for a failure of the search."""
    known = home.catalog.fingerprints().keys()
    for gold in questions:
        if missing := sorted(gold.relevant - known):
            raise ArticleError(
                f"question {gold.id!r} names the article {missing[0]!r}, which the folder does not hold or which could "
                "not be read. Add it, or correct the question."
            )


def _report(
    measured: EvaluationSet,
    records: Sequence[Mapping[str, Any]],
    claims: list[dict[str, Any]] | None,
    indexed: IngestReport,
    home: Home,
) -> dict[str, Any]:
    confidences: dict[bool, list[float]] = {True: [], False: []}
    for record in records:
        confidences[record["answerable"]].append(record["confidence"])
    embedded = indexed.chunks_embedded
    return {
        "retrieval": means(records, "retrieval"),
        "answers": means(records, "answers"),
        "refusal": {
            "auroc": auroc(confidences[True], confidences[False]),
            **means(records, "refusal"),
            **risk_metrics(records, home.settings.refusal_threshold),
        },
        **({} if claims is None else {"claims": claim_metrics(claims)}),
        "speed": {
            "ask_p50_ms": quantile([record["ask_ms"] for record in records], 0.5),
            "ask_p95_ms": quantile([record["ask_ms"] for record in records], 0.95),
            "search_p50_ms": quantile([record["search_ms"] for record in records], 0.5),
            "index_chunks_per_s": round(embedded / indexed.seconds, 1) if embedded else None,
        },
        "counts": {
            "articles": home.catalog.counts()["articles"],
            "passages": indexed.chunks_total,
            "answerable": len(confidences[True]),
            "unanswerable": len(confidences[False]),
            **({} if claims is None else {"claims": len(claims)}),
        },
        "set": {"name": measured.folder.resolve().name, "articles_sha256": _digest(home)},
        "settings": home.settings.model_dump(),
        "versions": {name: version(name) for name in ("citewire", *_PACKAGES)},
        "questions": list(records),
        **({} if claims is None else {"claim_scores": claims}),
    }


def means(records: Sequence[Mapping[str, Any]], part: str) -> dict[str, float | None]:
    """Return the mean of every metric of a part over the questions that count for it; None if none does."""
    names = METRICS[part]
    rows = [record["metrics"][part] for record in records]
    return {name: mean([row[name] for row in rows if row[name] is not None]) for name in names}


METRICS = {
    "retrieval": ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "span_hit@1", "span_hit@5"),
    "answers": ("exact_match", "f1", "contains", "cited_article_hit", "cited_span_hit", "citation_precision"),
    "refusal": ("refused_unanswerable", "refused_answerable"),
}


def _digest(home: Home) -> str:
    """Hash the texts of all articles, in whatever order they were read."""
    texts = sorted((key, found.content_sha256) for key, found in home.catalog.fingerprints().items())
    return hashlib.sha256("\n".join(f"{key} {digest}" for key, digest in texts).encode()).hexdigest()


def flatten(report: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """Return the metrics and counts of a report as (part, name, value) rows."""
    return [
        (part, name, value)
        for part, metrics in report.items()
        if part not in _NO_METRICS
        for name, value in metrics.items()
        if not isinstance(value, list | dict)
    ]
