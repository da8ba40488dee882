"""The query engine: question -> passages -> evidence -> draft -> verified answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from index.articles import Article
from index.embedding import Embedder
from index.errors import HomeMissing, NotFoundError, QuestionError
from index.home import DEFAULT_HOME, Home
from index.records import ArticleSummary, Filters
from index.settings import Settings
from qa import prompts, timeliness
from qa.answer import Answer, Found, Notice, Passage
from qa.drafting import draft
from qa.drafts.checking import DraftChecker, OnProgress
from qa.drafts.report import CheckReport
from qa.events import AnswerReady, Clock, PassagesFound, StreamEvent, marked, text_events
from qa.parts.several import PartsRetriever
from qa.questions import Question, understand
from qa.reranking import Reranker
from qa.retrieval import Retrieved, Retriever, to_passages
from qa.suggestions import suggest
from qa.verification import Verifier

if TYPE_CHECKING:
    from qa.llamaindex import CitewireQueryEngine, CitewireRetriever

EXTRACTIVE = "extractive"
_NEAREST_SHOWN = 3
_LIVE_DAYS = 7  # an archive whose newest article is no older than this is asked about today


class QueryEngine:
    """Answers questions over one home. Use it in a `with` block, or close it."""

    def __init__(self, home: Home, *, reranker: Reranker | None = None) -> None:
        """Build on an open home, which `close` closes; `QueryEngine.open` is the usual way."""
        self.home = home
        self.retriever = PartsRetriever(Retriever(home, reranker), home)
        self.verifier = Verifier(home)

    @classmethod
    def open(
        cls,
        home: str | Path = DEFAULT_HOME,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
    ) -> QueryEngine:
        """Open the index in a home folder.

        Args:
            home: The folder `citewire index` wrote to.
            settings: In place of those of the home and the environment.
            embedder: In place of the model the settings name.
            reranker: In place of the one the settings name; see qa/reranking.py for what it must do.

        Raises:
            HomeMissing: There is no index, or it holds no article.
            HomeLocked: Another process owns the home.
            ManifestMismatch: It was built with another model or chunker.
            StoreError: It is damaged.
        """
        opened = Home.open(home, settings=settings, embedder=embedder)
        if opened.manifest is None:
            opened.close()
            raise HomeMissing(f"the index in {str(home)!r} is empty. Fill it: citewire index FOLDER --home {home}")
        return cls(opened, reranker=reranker)

    def close(self) -> None:
        """Close the home."""
        self.home.close()

    def __enter__(self) -> QueryEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- asking

    def ask(
        self,
        question: str,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
        as_of: date | None = None,
        read_period: bool = True,
    ) -> Answer:
        """Answer a question from the articles, or refuse.

        Args:
            question: In plain words.
            published_from, published_to: First and last day of publication, both included.
            sources: Outlets; none means all.
            as_of: The day the question is asked on; by default today if the newest article is at
                most a week old, else that article's day.
            read_period: Take words such as "last week" for the time meant, and say so in `period` and `notices`;
                otherwise they are words like any other.

        Raises:
            QuestionError: The question is blank or too long, or the period ends before it begins.
            NotFoundError: There is no such outlet.
        """
        for event in self.stream(
            question, published_from=published_from, published_to=published_to, sources=sources, as_of=as_of,
            read_period=read_period,
        ):  # fmt: skip
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
        as_of: date | None = None,
        read_period: bool = True,
    ) -> Iterator[StreamEvent]:
        """Answer like `ask`, telling what is known as soon as it is: passages, then text, then the verified answer.

        No sentence is told before its citations were checked.
        """
        clock = Clock()
        understood = self.understand(question, as_of=as_of, read_period=read_period)
        filters = self._filters(published_from, published_to, sources)
        with clock.step("retrieve"):
            retrieved = self.retriever.retrieve(understood, self.home.settings.keep_k, filters)
        passages = self._passages(retrieved)
        yield PassagesFound(passages)
        answer = self.answer(understood, retrieved, filters=filters, as_of=as_of, clock=clock)
        yield from text_events(answer)
        yield AnswerReady(replace(answer, timings_ms=clock.timings()))

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
        as_of: date | None = None,
        read_period: bool = True,
    ) -> list[Passage]:
        """Return the k best passages for a question, best first; arguments and errors as for `ask`."""
        found = self.look_up(
            question, k, published_from=published_from, published_to=published_to, sources=sources, as_of=as_of,
            read_period=read_period,
        )  # fmt: skip
        return list(found.passages)

    def look_up(
        self,
        question: str,
        k: int = 10,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
        as_of: date | None = None,
        read_period: bool = True,
    ) -> Found:
        """Search like `search`, and tell how the question was read for time."""
        understood = self.understand(question, as_of=as_of, read_period=read_period)
        retrieved = self.retriever.retrieve(understood, k, self._filters(published_from, published_to, sources))
        notices = (*retrieved.wording.notices, *self._period_notices(understood, retrieved))
        return Found(question, self._passages(retrieved), understood.time.period, notices)

    def check(
        self,
        text: str,
        *,
        published_from: date | None = None,
        published_to: date | None = None,
        sources: Sequence[str] = (),
        as_of: date | None = None,
        on_progress: OnProgress = lambda *_: None,
    ) -> CheckReport:
        """Check a text that somebody wrote: every sentence gets a verdict, and what the articles say for and against it.

        Args:
            text: Plain text or Markdown.
            published_from, published_to, sources: As for `ask`.
            as_of: The day of the check; by default as for `ask`.
            on_progress: Told how many of how many sentences are done; what it raises ends the check.

        Raises:
            DraftError: The text is blank, too long, or holds no sentence.
            QuestionError: The period ends before it begins.
            NotFoundError: There is no such outlet.
        """
        filters = self._filters(published_from, published_to, sources)
        checker = DraftChecker(self.home, self.retriever, self.verifier.judge)
        return checker.check(text, as_of=as_of or self._as_of(), filters=filters, on_progress=on_progress)

    def understand(self, question: str, *, as_of: date | None = None, read_period: bool = True) -> Question:
        """Read a question as `ask` does, from the same arguments.

        Raises:
            QuestionError: The question is blank or too long.
        """
        day = as_of or self._as_of()
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
        filters: Filters | None = None,
        as_of: date | None = None,
        clock: Clock | None = None,
    ) -> Answer:
        """Answer from passages that were retrieved already; the second half of `ask`."""
        clock = clock or Clock()
        day = as_of or question.time.as_of or self._as_of()
        with clock.step("answer"):
            drafted = draft(
                question,
                retrieved,
                self._articles_of(retrieved),
                words=self.retriever.words,
                copies=self.retriever.copies,
                settings=self.home.settings,
                as_of=day,
            )
        with clock.step("verify"):
            sentences = self.verifier.verify(drafted.sentences, drafted.citations)
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
            citations=drafted.citations,
            notices=(*retrieved.wording.notices, *drafted.notices, *self._period_notices(question, retrieved)),
        )
        if not sentences:
            answer = self._refuse(answer, retrieved, filters)
        return replace(answer, timings_ms=clock.timings())

    def _refuse(self, draft: Answer, retrieved: Retrieved, filters: Filters | None) -> Answer:
        if retrieved.candidates:
            text, reason = prompts.REFUSAL, prompts.REASON_WEAK
        elif filters:
            text, reason = prompts.REFUSAL_FILTERED, prompts.REASON_FILTERED
        else:
            text, reason = prompts.REFUSAL_NOTHING_FOUND, prompts.REASON_NOTHING_FOUND
        nearest = self._passages(retrieved)[:_NEAREST_SHOWN]
        return replace(draft, text=text, refused=True, refusal_reason=reason, nearest=nearest)

    def _filters(self, published_from: date | None, published_to: date | None, sources: Sequence[str]) -> Filters:
        if published_from and published_to and published_from > published_to:
            raise QuestionError(
                f"the period is empty: it begins on {published_from} and ends on {published_to}. Swap the two dates."
            )
        if sources:
            known = self.sources()
            for source in sources:
                if source not in known:
                    raise NotFoundError(f"no outlet {source!r} in this home. Known: {', '.join(known) or 'none'}.")
        return Filters(published_from, published_to, tuple(sources))

    def _period_notices(self, question: Question, retrieved: Retrieved) -> tuple[Notice, ...]:
        if not question.time.period:
            return ()
        articles = self._articles_of(retrieved)
        found = [(articles[one.stored.chunk.article_id], one.stored.chunk) for one in retrieved.candidates]
        told = any(
            timeliness.is_of(question.time, article.published, article.text[chunk.start_char : chunk.end_char])
            for article, chunk in found
        )
        return timeliness.notices(question.time, [article.published for article, _ in found], told)

    def _as_of(self) -> date:
        covered = self.home.catalog.date_range()
        today = date.today()
        if covered is None or today - covered[1] <= timedelta(days=_LIVE_DAYS):
            return today
        return covered[1]

    def _passages(self, retrieved: Retrieved) -> tuple[Passage, ...]:
        return to_passages(retrieved.candidates, self._articles_of(retrieved), self.retriever.copies)

    def _articles_of(self, retrieved: Retrieved) -> Mapping[str, Article]:
        ids = dict.fromkeys(candidate.stored.chunk.article_id for candidate in retrieved.candidates)
        return {article_id: self.home.catalog.article(article_id) for article_id in ids}

    def switch_generation(self) -> bool:
        """Let the index that is being built beside this one take over; see `Home.switch_generation`."""
        switched = self.home.switch_generation()
        self.retriever.renew_words()
        return switched

    # --- the collection

    def articles(self) -> list[ArticleSummary]:
        """List the articles, the newest first."""
        return self.home.catalog.articles()

    def article_count(self) -> int:
        """Count the articles."""
        return self.home.catalog.counts()["articles"]

    def article(self, article_id: str) -> Article:
        """Return one article.

        Raises:
            NotFoundError: There is no such article.
        """
        return self.home.catalog.article(article_id)

    def sources(self) -> list[str]:
        """List the outlets, those with most articles first."""
        return self.home.catalog.sources()

    def date_range(self) -> tuple[date, date] | None:
        """Return the first and last day of publication, or None if no article has a date."""
        return self.home.catalog.date_range()

    def example_questions(self, n: int = 4) -> list[str]:
        """Return up to n questions made from the articles, each of which `ask` answers."""
        found: list[str] = []
        for question in suggest(self.home.catalog):
            if len(found) == n:
                break
            if not self.ask(question).refused:
                found.append(question)
        return found

    # --- LlamaIndex

    def as_retriever(self, k: int | None = None) -> CitewireRetriever:
        """Return a LlamaIndex retriever over this engine: nodes with chunk ids and character offsets.

        Args:
            k: Most nodes; by default the setting keep_k.
        """
        from qa.llamaindex import CitewireRetriever

        return CitewireRetriever(self, k or self.home.settings.keep_k)

    def as_query_engine(self) -> CitewireQueryEngine:
        """Return a LlamaIndex query engine; its response carries the Answer in `metadata["answer"]`."""
        from qa.llamaindex import CitewireQueryEngine

        return CitewireQueryEngine.build(self)
