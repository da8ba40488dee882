"""The answer and everything in it: frozen, typed, and the same in Python, JSON, REST and the UI.

Schema v1. A key may be added within a schema version, none is renamed or removed.
Every offset counts characters (code points) of the original article's text, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

SCHEMA_VERSION = 1

Verdict = Literal["supported", "partial", "unsupported"]
NoticeKind = Literal[
    "stale", "superseded", "conflict", "period", "unknown_marker", "recited", "truncated", "reworded", "unsupported",
    "fallback",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scores:
    """What each ranking step thought of a passage; None where the step did not score it.

    Attributes:
        dense: Cosine similarity of question and passage, in [-1, 1].
        lexical: BM25 of the passage, >= 0, unbounded.
        fused: Convex combination of both after normalisation, in [0, 1].
        rerank: Score of the step that reorders them, where there is one; it then decides.
        time: What the passage gained by its date or one it tells, where the question asks for a time.
    """

    dense: float | None = None
    lexical: float | None = None
    fused: float = 0.0
    rerank: float | None = None
    time: float | None = None

    @property
    def relevance(self) -> float:
        """How well the passage answers, whenever that was."""
        return self.fused if self.rerank is None else self.rerank

    @property
    def final(self) -> float:
        """The score passages are ranked by."""
        return self.relevance + (self.time or 0.0)


@dataclass(frozen=True, slots=True)
class Copy:
    """Another outlet's near-copy of a cited article."""

    article_id: str
    title: str
    source: str | None
    url: str | None
    published: date | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A ranked stretch of one article: `article.text[start_char:end_char] == text`."""

    article_id: str
    chunk_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    author: str | None
    start_char: int
    end_char: int
    text: str
    scores: Scores
    also_in: tuple[Copy, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        plain: dict[str, Any] = to_plain(asdict(self))
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Passage:
        """Rebuild a passage from `to_dict`."""
        known = {"published": _date(data["published"]), "scores": Scores(**data["scores"])}
        return cls(**{**data, **known, "also_in": _copies(data.get("also_in", ()))})


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text with its offsets."""

    start_char: int
    end_char: int
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered reference: an exact quote, the passage around it and where both stand.

    Attributes:
        marker: The number shown as `[1]`, from 1, unique within an answer.
        quote: `article.text[start_char:end_char]`, character for character.
        passage: The retrieved passage the quote was taken from; it contains the quote.
        matched_terms: Words of the question found in the quote or its passage, as the article writes them.
        content_sha256: Hash of the article's text when it was cited; a later difference means the article changed.
    """

    marker: int
    article_id: str
    title: str
    source: str | None
    author: str | None
    url: str | None
    published: date | None
    start_char: int
    end_char: int
    quote: str
    passage: Span
    scores: Scores
    content_sha256: str
    also_in: tuple[Copy, ...] = ()
    matched_terms: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Citation:
        """Rebuild a citation from its plain JSON types."""
        return cls(
            **{
                **data,
                "published": _date(data["published"]),
                "passage": Span(**data["passage"]),
                "scores": Scores(**data["scores"]),
                "also_in": _copies(data["also_in"]),
                "matched_terms": tuple(data.get("matched_terms", ())),
            }
        )


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of the answer, the markers it cites and what the check of those citations found.

    Attributes:
        text: The sentence without its markers.
        markers: Citations it rests on; empty means it cites nothing.
        verdict: Outcome of the check against the cited passages.
        support_score: Strength of the support, in [0, 1].
        problems: What is wrong, in words, one entry a problem.
    """

    text: str
    markers: tuple[int, ...]
    verdict: Verdict
    support_score: float
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The few words that answer the question: `article.text[start_char:end_char] == text` in the cited article.

    Attributes:
        marker: The citation whose quote holds the words.
    """

    text: str
    marker: int
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know about the answer as a whole."""

    kind: NoticeKind
    text: str
    markers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """The days a question is about, both ends included; None leaves an end open.

    Attributes:
        from_text: The words of the question that name it; empty for what the setting `period_days` limits it to.
    """

    start: date | None
    end: date | None
    from_text: str


@dataclass(frozen=True, slots=True)
class Searched:
    """The articles an answer was looked for in.

    Attributes:
        articles, sources: How many there are, and from how many outlets.
        first, last: First and last day of publication; None if none of them has a date.
        published_from, published_to, chosen_sources: What they were narrowed to by the asker; the period read from the
            question is `Answer.period`.
    """

    articles: int
    sources: int
    first: date | None
    last: date | None
    published_from: date | None = None
    published_to: date | None = None
    chosen_sources: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Searched:
        """Rebuild from plain JSON types."""
        days = {name: _date(data.get(name)) for name in ("first", "last", "published_from", "published_to")}
        return cls(**{**data, **days, "chosen_sources": tuple(data.get("chosen_sources", ()))})


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought up: the passages, best first, and how the question was read for time."""

    question: str
    passages: tuple[Passage, ...]
    period: Period | None = None
    notices: tuple[Notice, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        plain: dict[str, Any] = to_plain(asdict(self))
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Found:
        """Rebuild from `to_dict`."""
        return cls(
            data["question"],
            tuple(Passage.from_dict(passage) for passage in data["passages"]),
            _period(data.get("period")),
            _notices(data.get("notices", ())),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer, or a refusal with the nearest passages.

    Attributes:
        text: The sentences with their markers, ready to show: `It is 42.7m tall. [1]`
        refused: True when the articles do not hold enough evidence; `text` then says so in words.
        answerer: `extractive`, or `llm:<model>`.
        confidence: Estimated probability that the answer is right, in [0, 1].
        as_of: The day the question was understood to be asked on.
        short: The few words of a citation that answer the question, where they could be told apart.
        dropped: Sentences that a language model wrote and the cited passages do not support; `text` is without them.
        nearest: On a refusal, the passages that came closest; empty otherwise.
        searched: Which articles the answer was looked for in.
        timings_ms: Milliseconds by step, `total` among them.
    """

    question: str
    standalone_question: str
    text: str
    refused: bool
    refusal_reason: str | None
    answerer: str
    confidence: float
    as_of: date
    period: Period | None = None
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    short: ShortAnswer | None = None
    dropped: tuple[AnswerSentence, ...] = ()
    nearest: tuple[Passage, ...] = ()
    searched: Searched | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return schema v1 as plain JSON types."""
        return {"schema": SCHEMA_VERSION, **to_plain(asdict(self))}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Answer:
        """Rebuild an answer from `to_dict`; unknown keys of later schema-1 writers are ignored.

        Raises:
            ValueError: `data` is not schema 1.
        """
        if data.get("schema") != SCHEMA_VERSION:
            raise ValueError(f"answer has schema {data.get('schema')!r}, expected {SCHEMA_VERSION}")
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        return cls(
            **{
                **known,
                "as_of": date.fromisoformat(data["as_of"]),
                "period": _period(data.get("period")),
                "sentences": _sentences(data["sentences"]),
                "citations": tuple(Citation.from_dict(c) for c in data["citations"]),
                "notices": _notices(data["notices"]),
                "short": ShortAnswer(**data["short"]) if data.get("short") else None,
                "dropped": _sentences(data.get("dropped", ())),
                "nearest": tuple(Passage.from_dict(p) for p in data.get("nearest", ())),
                "searched": Searched.from_dict(data["searched"]) if data.get("searched") else None,
                "timings_ms": dict(data["timings_ms"]),
            }
        )


def _sentences(plain: Sequence[Mapping[str, Any]]) -> tuple[AnswerSentence, ...]:
    return tuple(
        AnswerSentence(**{**s, "markers": tuple(s["markers"]), "problems": tuple(s["problems"])}) for s in plain
    )


def _copies(plain: Sequence[Mapping[str, Any]]) -> tuple[Copy, ...]:
    return tuple(Copy(**{**copy, "published": _date(copy["published"])}) for copy in plain)


def _period(plain: Mapping[str, Any] | None) -> Period | None:
    return Period(_date(plain["start"]), _date(plain["end"]), plain["from_text"]) if plain else None


def _notices(plain: Sequence[Mapping[str, Any]]) -> tuple[Notice, ...]:
    return tuple(Notice(**{**notice, "markers": tuple(notice["markers"])}) for notice in plain)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def to_plain(value: Any) -> Any:
    """Turn dates into ISO strings and tuples into lists, all the way down."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value
