"""One question on its way: passages -> evidence -> draft -> verified answer, under the settings it was begun with."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Final

from index.home import Home
from index.records import Filters
from qa import prompts, timeliness
from qa.answer import Answer, Found, Notice, Passage
from qa.drafting import draft
from qa.events import AnswerReady, Clock, PassagesFound, Stage, StreamEvent, marked, outcome, text_events
from qa.generative.answerers import EXTRACTIVE, Answerer, Answerers
from qa.generative.writing import Writer
from qa.parts.several import PartsRetriever
from qa.questions import Question, understand
from qa.retrieval import Retrieved, to_passages
from qa.scope import Scope
from qa.searching import described, survey
from qa.verification import Verifier

_NEAREST_SHOWN: Final = 3
_LIVE_DAYS: Final = 7  # an archive whose newest article is no older than this is asked about today


@dataclass(frozen=True, slots=True)
class Answering:
    """What a question needs on its way; a `QueryEngine` has another one after each change of its settings."""

    home: Home
    retriever: PartsRetriever
    verifier: Verifier
    answerers: Answerers

    def stream(self, question: str, answerer: Answerer | None, asked: Scope) -> Iterator[StreamEvent]:
        """Answer step by step; see `QueryEngine.stream`."""
        clock = Clock()
        self.home.require_articles()
        writer = self.answerers.writer(answerer)
        understood = self.understand(question, as_of=asked.as_of, read_period=asked.read_period)
        time = understood.time
        usual = None
        if not time.period:
            today = asked.as_of or time.as_of or self.day()
            usual = asked.usual_period(self.home.settings.period_days, today)
        filters = asked.within(usual).filters(self.home.catalog.sources)
        with clock.step("retrieve"):
            retrieved = self.retriever.retrieve(understood, self.home.settings.keep_k, filters)
        yield PassagesFound(self._passages(retrieved))
        yield Stage("reading")
        answer = yield from self._answering(
            understood, retrieved, writer, filters=filters, as_of=asked.as_of, clock=clock
        )
        yield AnswerReady(replace(answer, period=answer.period or usual, timings_ms=clock.timings()))

    def look_up(self, question: str, k: int, asked: Scope) -> Found:
        """Search; see `QueryEngine.look_up`."""
        self.home.require_articles()
        understood = self.understand(question, as_of=asked.as_of, read_period=asked.read_period)
        retrieved = self.retriever.retrieve(understood, k, asked.filters(self.home.catalog.sources))
        notices = (*retrieved.wording.notices, *self._period_notices(understood, retrieved))
        return Found(question, self._passages(retrieved), understood.time.period, notices)

    def understand(self, question: str, *, as_of: date | None, read_period: bool) -> Question:
        """Read a question; see `QueryEngine.understand`."""
        day = as_of or self.day()
        return understand(
            question,
            max_chars=self.home.settings.max_question_chars,
            as_of=day if read_period else None,
            asked_on=day if as_of or day == date.today() else None,
        )

    def answer(
        self,
        question: Question,
        retrieved: Retrieved,
        *,
        filters: Filters | None,
        as_of: date | None,
        answerer: Answerer | None,
    ) -> Answer:
        """Answer from passages; see `QueryEngine.answer`."""
        clock, writer = Clock(), self.answerers.writer(answerer)
        answer = outcome(self._answering(question, retrieved, writer, filters=filters, as_of=as_of, clock=clock))
        return replace(answer, timings_ms=clock.timings())

    def _answering(
        self,
        question: Question,
        retrieved: Retrieved,
        writer: Writer | None,
        *,
        filters: Filters | None,
        as_of: date | None,
        clock: Clock,
    ) -> Generator[StreamEvent, None, Answer]:
        """Yield the text of an answer and return it; a model writes only where the articles hold evidence."""
        quoting = self._quoted(question, retrieved, filters=filters, as_of=as_of, clock=clock)
        answer = outcome(quoting) if writer else (yield from quoting)
        if writer is None or answer.refused:
            yield from text_events(answer)
            return answer
        with clock.step("llm"):
            return (
                yield from writer.write(
                    question, answer, self._passages(retrieved), retrieved.articles, as_of=answer.as_of
                )
            )

    def _quoted(
        self, question: Question, retrieved: Retrieved, *, filters: Filters | None, as_of: date | None, clock: Clock
    ) -> Generator[StreamEvent, None, Answer]:
        """Answer with sentences of the articles; tell when they are checked, and return the answer."""
        day = as_of or question.time.as_of or self.day()
        with clock.step("answer"):
            drafted = draft(
                question,
                retrieved,
                words=self.retriever.words,
                copies=self.retriever.copies,
                settings=self.home.settings,
                as_of=day,
            )
        yield Stage("checking")
        with clock.step("verify"):
            sentences = self.verifier.verify(drafted.sentences, drafted.citations)
        told = [*(one.markers for one in sentences), *(one.markers for one in drafted.notices)]
        answer = Answer(
            question=question.text,
            standalone_question=question.text,
            text=" ".join(marked(sentence) for sentence in sentences),
            refused=False,
            refusal_reason=None,
            answerer=EXTRACTIVE,
            confidence=round(drafted.confidence, 4),
            as_of=day,
            period=question.time.period,
            sentences=tuple(sentences),
            citations=tuple(citation for citation in drafted.citations if citation.marker in chain(*told)),
            notices=(*retrieved.wording.notices, *drafted.notices, *self._period_notices(question, retrieved)),
            searched=survey(self.home.catalog, filters),
            short=drafted.short,
        )
        if not sentences:
            answer = self._refuse(answer, retrieved, filters)
        return answer

    def _refuse(self, draft: Answer, retrieved: Retrieved, filters: Filters | None) -> Answer:
        if retrieved.candidates:
            text, reason = prompts.REFUSAL, prompts.REASON_WEAK
        elif filters:
            text, reason = prompts.REFUSAL_FILTERED, prompts.REASON_FILTERED
        else:
            text, reason = prompts.REFUSAL_NOTHING_FOUND, prompts.REASON_NOTHING_FOUND
        nearest = self._passages(retrieved)[:_NEAREST_SHOWN]
        if draft.searched:
            text = f"{text} {described(draft.searched)}".rstrip()
        return replace(draft, text=text, refused=True, refusal_reason=reason, nearest=nearest)

    def _period_notices(self, question: Question, retrieved: Retrieved) -> tuple[Notice, ...]:
        if not question.time.period:
            return ()
        found = [(one.article, one.stored.chunk) for one in retrieved.candidates]
        told = any(
            timeliness.is_of(question.time, article.published, article.text[chunk.start_char : chunk.end_char])
            for article, chunk in found
        )
        return timeliness.notices(question.time, [article.published for article, _ in found], told)

    def day(self) -> date:
        """Return the day questions are asked on: today, or that of the newest article of an older collection."""
        covered = self.home.catalog.date_range()
        today = date.today()
        if covered is None or today - covered[1] <= timedelta(days=_LIVE_DAYS):
            return today
        return covered[1]

    def _passages(self, retrieved: Retrieved) -> tuple[Passage, ...]:
        return to_passages(retrieved.candidates, self.retriever.copies)
