"""The query engine: question -> passages -> evidence -> draft -> verified answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from index.articles import Article
from index.embedding import Embedder
from index.errors import HomeMissing
from index.home import DEFAULT_HOME, Home
from index.records import ArticleSummary, Filters
from index.settings import Settings
from qa.answer import Answer, Found, Passage
from qa.answering import Answering
from qa.chat import Chat, Turn
from qa.drafts.checking import DraftChecker, OnProgress
from qa.drafts.report import CheckReport
from qa.events import AnswerReady, StreamEvent
from qa.following import following, is_answered
from qa.followups import Rewriter
from qa.generative.answerers import Answerer, Answerers
from qa.generative.checking import SentenceJudge
from qa.parts.several import PartsRetriever
from qa.questions import Question
from qa.reranking import Reranker
from qa.retrieval import Retrieved, Retriever
from qa.scope import Scope, ScopeOptions
from qa.suggestions import suggest
from qa.verification import Verifier

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from qa.llamaindex import CitewireQueryEngine, CitewireRetriever


class QueryEngine:
    """Answers questions over one home. Use it in a `with` block, or close it."""

    def __init__(
        self,
        home: Home,
        *,
        reranker: Reranker | None = None,
        llm: LLM | None = None,
        judge: SentenceJudge | None = None,
    ) -> None:
        """Build on an open home, which `close` closes; `QueryEngine.open` is the usual way."""
        self._given = (reranker, llm, judge)
        self._taking = threading.Lock()
        retriever, verifier = PartsRetriever(Retriever(home, reranker), home), Verifier(home)
        answerers = Answerers(home, retriever.copies, judge or verifier.judge, llm=llm)
        self._now = Answering(home, retriever, verifier, answerers)

    @classmethod
    def open(
        cls,
        home: str | Path = DEFAULT_HOME,
        *,
        empty_ok: bool = False,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        llm: LLM | None = None,
        judge: SentenceJudge | None = None,
    ) -> QueryEngine:
        """Open the index in a home folder.

        Args:
            home: The folder `citewire index` wrote to.
            empty_ok: Take a home without articles too, and make the folder if there is none; whatever is asked
                raises HomeMissing until articles are added.
            settings: In place of those of the home and the environment.
            embedder: In place of the model the settings name.
            reranker: In place of the one the settings name; see qa/reranking.py for what it must do.
            llm: Any LlamaIndex LLM in place of the one the settings name; whoever made it closes it.
            judge: What says whether passages support a model's sentence, in place of qa/support.

        Raises:
            HomeMissing: There is no index, or it holds no article.
            HomeLocked: Another process owns the home.
            ManifestMismatch: It was built with another model or chunker.
            StoreError: It is damaged.
        """
        opened = Home.open(home, make=empty_ok, settings=settings, embedder=embedder)
        try:
            if not empty_ok:
                opened.require_articles()
        except HomeMissing:
            opened.close()
            raise
        return cls(opened, reranker=reranker, llm=llm, judge=judge)

    def take(self, settings: Settings) -> None:
        """Go on with other settings; what is being answered is finished with those it was begun with.

        Raises:
            SettingsError: They need another index, see `Home.under`; nothing is taken then.
        """
        reranker, llm, judge = self._given
        with self._taking:
            before = self._now
            home = before.home.under(settings)
            verifier = before.verifier if settings.checker == before.home.settings.checker else Verifier(home)
            answerers = before.answerers.under(home, judge or verifier.judge, llm=llm)
            self._now = Answering(home, before.retriever.under(home, reranker), verifier, answerers)
        before.answerers.retire(answerers)

    @property
    def home(self) -> Home:
        """The home, under the settings in force."""
        return self._now.home

    @property
    def retriever(self) -> PartsRetriever:
        """What finds passages."""
        return self._now.retriever

    @property
    def verifier(self) -> Verifier:
        """What checks sentences against what they cite."""
        return self._now.verifier

    def close(self) -> None:
        """Close the home, and end what a language model is still doing."""
        self._now.answerers.close()
        self.home.close()

    def __enter__(self) -> QueryEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- asking

    def ask(self, question: str, *, answerer: Answerer | None = None, **scope: Unpack[ScopeOptions]) -> Answer:
        """Answer a question from the articles, or refuse.

        Args:
            question: In plain words.
            answerer: `extractive` quotes the articles, `llm` lets the language model of the settings write; by
                default it writes if there is one. Whatever fails there, the extractive answer is given, and a
                notice says why.
            **scope: `published_from`, `published_to`, `sources`, `as_of`, `read_period`; see `ScopeOptions`.

        Raises:
            HomeMissing: There is no article to answer from.
            QuestionError: The question is blank or too long, or the period ends before it begins.
            NotFoundError: There is no such outlet.
            SettingsError: The language model is not set, or its setting is not understood.
            ExtraMissing, LLMError: It is not installed, or cannot be loaded.
        """
        for event in self.stream(question, answerer=answerer, **scope):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(
        self, question: str, *, answerer: Answerer | None = None, **scope: Unpack[ScopeOptions]
    ) -> Iterator[StreamEvent]:
        """Answer like `ask`, telling what is known as soon as it is: passages, then text, then the verified answer.

        No sentence is told before its citations were checked. Closing the generator ends a language model's call.
        """
        now = self._now
        with now.answerers.in_use():
            yield from now.stream(question, answerer, Scope(**scope))

    def search(self, question: str, k: int = 10, **scope: Unpack[ScopeOptions]) -> list[Passage]:
        """Return the k best passages for a question, best first; scope and errors as for `ask`."""
        return list(self.look_up(question, k, **scope).passages)

    def look_up(self, question: str, k: int = 10, **scope: Unpack[ScopeOptions]) -> Found:
        """Search like `search`, and tell how the question was read for time."""
        return self._now.look_up(question, k, Scope(**scope))

    def chat(self, turns: Sequence[Turn] = (), *, rewriter: Rewriter | None = None) -> Chat:
        """Begin a conversation, or go on with one: follow-ups are understood by the turns before them.

        Args:
            turns: What was asked and answered before.
            rewriter: Writes follow-ups as questions that can be understood alone; by default the language model
                of the settings if there is one, and rules without one or where it fails.
        """
        settings = self.home.settings
        return Chat(
            self, turns, rewriter=rewriter or self._now.answerers.rewriter(), most_turns=settings.chat_turns, most_chars=settings.chat_chars,
            max_question_chars=settings.max_question_chars,
        )  # fmt: skip

    def check(
        self,
        text: str,
        *,
        on_progress: OnProgress = lambda *_: None,
        **scope: Unpack[ScopeOptions],
    ) -> CheckReport:
        """Check a text that somebody wrote: every sentence gets a verdict, and what the articles say for and against it.

        Args:
            text: Plain text or Markdown.
            **scope: As for `ask`; `as_of` is the day of the check.
            on_progress: Told how many of how many sentences are done; what it raises ends the check.

        Raises:
            HomeMissing: There is no article to check it by.
            DraftError: The text is blank, too long, or holds no sentence.
            QuestionError: The period ends before it begins.
            NotFoundError: There is no such outlet.
        """
        self.home.require_articles()
        asked = Scope(**scope)
        filters = asked.filters(self.sources)
        checker = DraftChecker(self.home, self.retriever, self.verifier.judge)
        return checker.check(text, as_of=asked.as_of or self._now.day(), filters=filters, on_progress=on_progress)

    def understand(self, question: str, *, as_of: date | None = None, read_period: bool = True) -> Question:
        """Read a question as `ask` does, from the same arguments.

        Raises:
            QuestionError: The question is blank or too long.
        """
        return self._now.understand(question, as_of=as_of, read_period=read_period)

    def answer(
        self,
        question: Question,
        retrieved: Retrieved,
        *,
        filters: Filters | None = None,
        as_of: date | None = None,
        answerer: Answerer | None = None,
    ) -> Answer:
        """Answer from passages that were retrieved already; the second half of `ask`."""
        return self._now.answer(question, retrieved, filters=filters, as_of=as_of, answerer=answerer)

    def switch_generation(self) -> bool:
        """Let the index that is being built beside this one take over; see `Home.switch_generation`."""
        switched = self.home.switch_generation()
        self.retriever.renew_words()
        self._now.answerers.renew()
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
        """Return up to n questions made from sentences of the articles that `ask` answers them with."""
        found: list[str] = []
        for question in suggest(self.home.catalog):
            if len(found) == n:
                break
            if is_answered(self, question):
                found.append(question.question)
        return found

    def suggest(self, answer: Answer, *, asked: Sequence[str] = (), n: int = 3) -> list[str]:
        """Return up to n questions to ask next, each made from a sentence of the articles that `ask` answers it with.

        No language model is asked. After an answer they come from the articles it cites, after a refusal from the
        nearest passages.

        Args:
            answer: The last answer; what it was narrowed to, the suggestions keep to as well.
            asked: Questions asked before in the conversation: none of them is suggested again.
            n: Most questions.
        """
        return following(self, answer, asked=asked, n=n)

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
