"""The engine the tests of ui/ run against: made by hand, so that every answer can be foretold."""

from __future__ import annotations

import asyncio
import inspect
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Unpack

import pytest

from index.articles import Article
from index.errors import DraftError, HomeLocked, NotFoundError, QuestionError
from index.records import ArticleSummary
from index.settings import Settings
from qa import (
    Answer,
    AnswerReady,
    AnswerSentence,
    Chat,
    CheckedSentence,
    CheckReport,
    Citation,
    Passage,
    PassagesFound,
    QueryEngine,
    Stage,
    TextDelta,
    Turn,
    UncheckedSentence,
)
from qa.answer import Found, Notice, Period, Scores, Span
from qa.events import text_events
from qa.followups import Rewriter
from qa.generative.answerers import Answerer
from qa.scope import Scope, ScopeOptions

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> **bold** [link](javascript:alert(3)) `code` $x$\t"
    "<a href='https://evil.example/'>&lt;b&gt; \u202eright to left\u202c zero\u200bwidth https://evil.example/beacon.png"
)

IN_MARCH = Period(date(2023, 3, 1), date(2023, 3, 31), "in March")
MARCH_TOLD = "Read as 1 to 31 March 2023 (“in March”); articles of that time come first."

FERRY = Article(
    id="ferry",
    title="Ferry laid up with broken gearbox",
    text="The Storr Island ferry is out of service.\n\n"
    "The Sabine Tork lost drive at 4.20pm. Nobody was hurt.\n\nShe was built in 1991.",
    published=date(2022, 5, 14),
    source="The Tarnhavn Courier",
    author="Dario Quill",
    url="https://example.org/ferry",
)
BRIDGE = Article(
    id="bridge/2023",
    title="New swing bridge opens",
    text="Ropewalk Bridge was opened on Friday at noon. The bridge is 88 metres long.",
    published=date(2023, 9, 22),
    source="Ostrand Post",
)
POISONED = Article(
    id='"><script>alert(9)</script>',
    title=f"Title {HOSTILE}",
    text=f"First line {HOSTILE} ends here.\n\nSecond paragraph {HOSTILE}",
    published=None,
    source=f"Source {HOSTILE}",
    author=f"Author {HOSTILE}",
    url="javascript:alert(4)",
)


def cite(article: Article, quote: str, marker: int = 1, **changes: Any) -> Citation:
    """Return a citation of a quote, with the whole text as its passage."""
    start = article.text.index(quote)
    values: dict[str, Any] = {
        "marker": marker, "article_id": article.id, "title": article.title, "source": article.source,
        "author": article.author, "url": article.url, "published": article.published, "start_char": start,
        "end_char": start + len(quote), "quote": quote, "passage": Span(0, len(article.text), article.text),
        "scores": Scores(dense=0.7, lexical=8.0, fused=0.9), "content_sha256": article.content_sha256,
        "matched_terms": ("ferry",),
    }  # fmt: skip
    return Citation(**{**values, **changes})


def answer_from(question: str, citations: Sequence[Citation], **changes: Any) -> Answer:
    """Return an answer with one supported sentence for each citation."""
    sentences = tuple(AnswerSentence(" ".join(c.quote.split()), (c.marker,), "supported", 1.0) for c in citations)
    values: dict[str, Any] = {
        "question": question, "standalone_question": question,
        "text": " ".join(f"{s.text} [{s.markers[0]}]" for s in sentences), "refused": False, "refusal_reason": None,
        "answerer": "extractive", "confidence": 0.9, "as_of": date(2024, 2, 21), "sentences": sentences,
        "citations": tuple(citations),
    }  # fmt: skip
    return Answer(**{**values, **changes})


def passage_of(article: Article) -> Passage:
    """Return the whole article as a passage."""
    return Passage(
        article.id, f"{article.id}:0", article.title, article.source, article.published, article.url, article.author,
        0, len(article.text), article.text, Scores(dense=0.3, lexical=None, fused=0.4),
    )  # fmt: skip


def refusal(question: str) -> Answer:
    """Return a refusal with one nearest passage."""
    return answer_from(
        question, (), text="The articles do not answer this.", refused=True,
        refusal_reason="the nearest passages leave too much of the question open", nearest=(passage_of(FERRY),),
    )  # fmt: skip


class FakeEngine:
    """`QueryEngine` as ui/ sees it.

    Attributes:
        calls: (question, keywords) of every question asked.
        answerers: What each of them was to be answered by.
        gate: A question that contains "slow" waits for it after its first sentence.
    """

    def __init__(self, articles: Sequence[Article] = (FERRY, BRIDGE, POISONED)) -> None:
        self.by_id = {article.id: article for article in articles}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answerers: list[Answerer | None] = []
        self.gate = threading.Event()
        self.home = SimpleNamespace(
            manifest=None, path=Path(tempfile.mkdtemp(prefix="citewire-fake-")), settings=Settings()
        )

    def take(self, settings: Settings) -> None:
        self.home.settings = settings

    def _answer(self, question: str) -> Answer:
        asked = question.lower()
        if not asked.strip():
            raise QuestionError("the question is empty. Type one.")
        if "locked" in asked:
            raise HomeLocked("another process is using the home. Wait for it.")
        if "broken" in asked:
            raise RuntimeError("a secret in a traceback")
        if "poison" in asked:
            quote = POISONED.text[: POISONED.text.index(" ends")]
            return answer_from(f"{question} {HOSTILE}", [cite(POISONED, quote, matched_terms=(HOSTILE,))])
        if "bridge" in asked:
            return answer_from(question, [cite(BRIDGE, "Ropewalk Bridge was opened on Friday at noon.")])
        if "ferry" in asked:
            first = cite(FERRY, "Nobody was hurt.\n\nShe was built in 1991.")
            return answer_from(question, [first, cite(FERRY, "The Sabine Tork lost drive at 4.20pm.", 2)])
        return refusal(question)

    def stream(
        self,
        question: str,
        *,
        answerer: Answerer | None = None,
        **scope: Unpack[ScopeOptions],
    ) -> Iterator[PassagesFound | Stage | TextDelta | AnswerReady]:
        asked = Scope(**scope)
        given = asdict(asked)
        self.calls.append((question, {**given, "sources": tuple(asked.sources)}))
        self.answerers.append(answerer)
        answer = self._answer(question)
        if asked.read_period and IN_MARCH.from_text in question:
            answer = replace(answer, period=IN_MARCH, notices=(Notice("period", MARCH_TOLD),))
        yield PassagesFound((passage_of(FERRY), passage_of(BRIDGE)))
        yield Stage("writing")
        for delta in text_events(answer):
            yield delta
            if "slow" in question:
                self.gate.wait(20)
        yield AnswerReady(answer)

    def ask(
        self,
        question: str,
        *,
        answerer: Answerer | None = None,
        **scope: Unpack[ScopeOptions],
    ) -> Answer:
        *_, last = self.stream(question, **scope)
        assert isinstance(last, AnswerReady)
        return last.answer

    def chat(self, turns: Sequence[Turn] = (), *, rewriter: Rewriter | None = None) -> Chat:
        return Chat(self, turns, rewriter=rewriter)

    def search(
        self,
        question: str,
        k: int = 10,
        **scope: Unpack[ScopeOptions],
    ) -> list[Passage]:
        return list(self.look_up(question, k).passages)

    def look_up(
        self,
        question: str,
        k: int = 10,
        **scope: Unpack[ScopeOptions],
    ) -> Found:
        self._answer(question)
        passages = tuple(passage_of(article) for article in self.by_id.values())[:k]
        if Scope(**scope).read_period and IN_MARCH.from_text in question:
            return Found(question, passages, IN_MARCH, (Notice("period", MARCH_TOLD),))
        return Found(question, passages)

    def check(
        self,
        text: str,
        *,
        on_progress: Callable[[int, int], None] = lambda *_: None,
        **scope: Unpack[ScopeOptions],
    ) -> CheckReport:
        if not text.strip():
            raise DraftError("the draft is empty. Write something.")
        on_progress(1, 1)
        evidence = (cite(FERRY, "Nobody was hurt."),)
        checked = CheckedSentence(text, 0, len(text), "supported", 0.9, evidence=evidence)
        heading = UncheckedSentence("Ferry", len(text), len(text) + 5, "heading")
        return CheckReport((checked,), (heading,), Scope(**scope).as_of or date(2024, 2, 21))

    def article_count(self) -> int:
        return len(self.by_id)

    def articles(self) -> list[ArticleSummary]:
        return [
            ArticleSummary(a.id, a.title, a.source, a.author, a.published, a.url, len(a.text), 1)
            for a in self.by_id.values()
        ]

    def article(self, article_id: str) -> Article:
        try:
            return self.by_id[article_id]
        except KeyError as error:
            raise NotFoundError(f"no article {article_id!r}. List them: citewire articles") from error

    def sources(self) -> list[str]:
        return [article.source for article in self.by_id.values() if article.source]

    def date_range(self) -> tuple[date, date] | None:
        days = sorted(article.published for article in self.by_id.values() if article.published)
        return (days[0], days[-1]) if days else None

    def suggest(self, answer: Answer, *, asked: Sequence[str] = (), n: int = 3) -> list[str]:
        known = ["What happened to the ferry?", "When did the bridge open?", "What does the poisoned article say?"]
        return [question for question in known if question not in (answer.question, *asked)][:n]

    def example_questions(self, n: int = 4) -> list[str]:
        return ["What happened to the ferry?", "When did the bridge open?"][:n]


def built(make: Callable[[], Any]) -> Any:
    """Build a page inside an event loop: without one Gradio makes two of its own and closes neither.

    In a thread, as Playwright keeps a loop running in this one.
    """

    async def call() -> Any:
        return make()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(call())).result()


@pytest.mark.parametrize("name", [name for name in vars(FakeEngine) if not name.startswith("_")])
def test_fake_engine_takes_what_the_real_one_takes(name: str) -> None:
    real, fake = (list(inspect.signature(getattr(engine, name)).parameters) for engine in (QueryEngine, FakeEngine))
    assert fake == real
