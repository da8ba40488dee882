"""Questions with the answers expected, and claims with their labels, as an evaluation folder holds them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from index.errors import ArticleError

QUESTIONS_FILE = "questions.jsonl"
CLAIMS_FILE = "claims.jsonl"
SUPPORTED = "supported"
LABELS = (SUPPORTED, "unsupported", "contradicted", "not_enough_info")

Item = TypeVar("Item", "GoldQuestion", "GoldClaim")


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """Where an answer stands: an article, and the characters of its text where they are known."""

    article_id: str
    start: int | None = None
    end: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its expected answers and the evidence for them.

    Attributes:
        answers: Acceptable answers; a match with any counts.
        also_supported_by: Ids of further articles that hold the answer.
        asked_on: The day it is asked on, which "this week" is relative to; None for the engine's own reckoning.
        kind: What the set calls this sort of question, if it says so.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    answerable: bool
    evidence: tuple[GoldEvidence, ...] = ()
    also_supported_by: tuple[str, ...] = ()
    kind: str | None = None
    asked_on: date | None = None

    @property
    def relevant(self) -> frozenset[str]:
        """Ids of the articles that hold the answer."""
        return frozenset([item.article_id for item in self.evidence] + list(self.also_supported_by))

    @property
    def spans(self) -> tuple[tuple[str, int, int], ...]:
        """(article_id, start_char, end_char) of the evidence, where it is known."""
        return tuple(
            (item.article_id, item.start, item.end)
            for item in self.evidence
            if item.start is not None and item.end is not None
        )


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim, to be checked against one article of the index or against a text of its own.

    Attributes:
        label: One of LABELS.
        article_id: The article, or None if there is `evidence_text`.
    """

    id: str
    text: str
    label: str
    article_id: str | None = None
    evidence_text: str | None = None


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read `questions.jsonl`.

    Raises:
        ArticleError: The file is missing, a line lacks what it needs, or two questions share an id.
    """
    return list(_read(path, _question, "a question"))


def read_claims(path: Path) -> list[GoldClaim]:
    """Read `claims.jsonl`.

    Raises:
        ArticleError: As for `read_questions`.
    """
    return list(_read(path, _claim, "a claim"))


def _read(path: Path, parse: Callable[[Mapping[str, Any]], Item], what: str) -> Iterator[Item]:
    if not path.is_file():
        raise ArticleError(f"{path} is missing. An evaluation folder holds articles.jsonl and questions.jsonl.")
    seen: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = parse(json.loads(line))
        except KeyError as error:
            raise ArticleError(f"{path}:{number}: not {what}: {error} is missing. See docs/evaluation.md.") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise ArticleError(f"{path}:{number}: not {what}: {error}. See docs/evaluation.md.") from error
        if item.id in seen:
            raise ArticleError(f"{path}:{number}: the id {item.id!r} is that of line {seen[item.id]} too. Rename one.")
        seen[item.id] = number
        yield item


def _question(row: Mapping[str, Any]) -> GoldQuestion:
    evidence = tuple(
        GoldEvidence(item["article_id"], item.get("start"), item.get("end"), item.get("quote"))
        for item in row.get("evidence") or ()
    )
    for item in evidence:
        if (item.start is None) != (item.end is None) or (item.start is not None and not item.start < (item.end or 0)):
            raise ValueError(f"evidence from {item.start!r} to {item.end!r}, expected two offsets, start < end")
    return GoldQuestion(
        id=str(row["id"]),
        text=_text(row["question"], "question"),
        answers=tuple(_text(answer, "answers") for answer in row.get("answers") or ()),
        answerable=bool(row["answerable"]),
        evidence=evidence,
        also_supported_by=tuple(row.get("also_supported_by") or ()),
        kind=row.get("kind"),
        asked_on=date.fromisoformat(row["date"]) if row.get("date") else None,
    )


def _claim(row: Mapping[str, Any]) -> GoldClaim:
    claim = GoldClaim(
        id=str(row["id"]),
        text=_text(row["claim"], "claim"),
        label=row["label"],
        article_id=row.get("article_id"),
        evidence_text=row.get("evidence_text"),
    )
    if claim.label not in LABELS:
        raise ValueError(f"label {claim.label!r}, expected one of {', '.join(LABELS)}")
    if not claim.article_id and not claim.evidence_text:
        raise ValueError("neither 'article_id' nor 'evidence_text' says what the claim is checked against")
    return claim


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name!r} holds {value!r}, expected a text")
    return value
