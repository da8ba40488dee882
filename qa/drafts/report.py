"""What a check of a draft found: frozen, typed, and the same in Python, JSON and REST."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, cast

from qa.answer import SCHEMA_VERSION, Citation, Verdict, to_plain
from qa.drafts.statements import Reason

QuotationStatus = Literal["verbatim", "misquoted", "not_found"]


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """Words that a sentence has in quotation marks.

    Attributes:
        text: The words, as the draft has them.
        status: They stand in an article, stand there otherwise, or stand in none.
        found: Where they stand: its quote is the true wording; None if they stand nowhere.
    """

    text: str
    status: QuotationStatus
    found: Citation | None = None


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a draft and what the articles say of it.

    Attributes:
        text: What a reader sees of it.
        start_char, end_char: Where it stands in the draft, in characters, markup around it included.
        verdict: What all passages together make of it.
        support_score: Strength of the support, in [0, 1].
        problems: What is wrong, in words, one entry a problem.
        evidence: Passages that speak for it, the best first.
        against: Passages that speak against it. A supported sentence may have some: the articles then disagree.
        nearest: The closest passage where none speaks for it or against it; it is no evidence.
        quotations: What it has in quotation marks, looked for in every article.
    """

    text: str
    start_char: int
    end_char: int
    verdict: Verdict
    support_score: float
    problems: tuple[str, ...] = ()
    evidence: tuple[Citation, ...] = ()
    against: tuple[Citation, ...] = ()
    nearest: Citation | None = None
    quotations: tuple[CheckedQuotation, ...] = ()


@dataclass(frozen=True, slots=True)
class UncheckedSentence:
    """A part of a draft that states nothing articles could confirm.

    Attributes:
        reason: Why: it is a heading, a question, the writer's own view ...
    """

    text: str
    start_char: int
    end_char: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of a check, in the order of the draft. Markers of its citations are unique within it.

    Attributes:
        sentences: What was checked.
        unchecked: What was not, and why.
        as_of: The day of the check, as for an answer.
    """

    sentences: tuple[CheckedSentence, ...]
    unchecked: tuple[UncheckedSentence, ...]
    as_of: date

    @property
    def summary(self) -> dict[str, int]:
        """Count sentences by verdict, those that an article speaks against, wrong quotations, and what was not checked."""
        verdicts = Counter(sentence.verdict for sentence in self.sentences)
        quotations = [found for sentence in self.sentences for found in sentence.quotations]
        return {
            **{verdict: verdicts[verdict] for verdict in ("supported", "partial", "unsupported")},
            "contradicted": sum(bool(sentence.against) for sentence in self.sentences),
            "misquoted": sum(found.status != "verbatim" for found in quotations),
            "unchecked": len(self.unchecked),
        }

    @property
    def in_order(self) -> list[CheckedSentence | UncheckedSentence]:
        """Both kinds, as they follow one another in the draft."""
        return sorted([*self.sentences, *self.unchecked], key=lambda one: one.start_char)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        shown = {"sentences": self.sentences, "unchecked": self.unchecked, "as_of": self.as_of}
        sentences = [{**asdict(one), "checked": True} for one in self.sentences]
        unchecked = [{**asdict(one), "checked": False} for one in self.unchecked]
        shown = {**shown, "sentences": sentences, "unchecked": unchecked}
        return {"schema": SCHEMA_VERSION, "summary": self.summary, **to_plain(shown)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CheckReport:
        """Rebuild a report from `to_dict`; unknown keys of later schema-1 writers are ignored.

        Raises:
            ValueError: `data` is not schema 1.
        """
        if data.get("schema") != SCHEMA_VERSION:
            raise ValueError(f"report has schema {data.get('schema')!r}, expected {SCHEMA_VERSION}")
        unchecked = (_known(UncheckedSentence, one) for one in data["unchecked"])
        return cls(
            tuple(_sentence(one) for one in data["sentences"]),
            tuple(UncheckedSentence(**one) for one in unchecked),
            date.fromisoformat(data["as_of"]),
        )


def _sentence(data: Mapping[str, Any]) -> CheckedSentence:
    return CheckedSentence(
        **{
            **_known(CheckedSentence, data),
            "problems": tuple(data["problems"]),
            "evidence": _citations(data["evidence"]),
            "against": _citations(data["against"]),
            "nearest": Citation.from_dict(data["nearest"]) if data["nearest"] else None,
            "quotations": tuple(_quotation(one) for one in data["quotations"]),
        }
    )


def _quotation(data: Mapping[str, Any]) -> CheckedQuotation:
    status = cast(QuotationStatus, data["status"])
    return CheckedQuotation(data["text"], status, Citation.from_dict(data["found"]) if data["found"] else None)


def _citations(data: Sequence[Mapping[str, Any]]) -> tuple[Citation, ...]:
    return tuple(Citation.from_dict(one) for one in data)


def _known(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in kind.__dataclass_fields__ if name in data}  # type: ignore[attr-defined]
