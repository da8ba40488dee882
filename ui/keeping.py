"""What the running server does to its collection: one thing at a time, and the last addition can be undone."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from index.articles import Article
from index.doctor import Finding, mend_open
from index.errors import NotFoundError
from index.ingest import IngestReport, OnProgress, Progress, ingest, remove, store_articles
from index.planning import Step
from qa.engine import QueryEngine

_Result = TypeVar("_Result")
_Step = TypeVar("_Step")

TOLD_EVERY_S = 0.2  # how often a page is told how far a run is
ADDED_FOLDER = "added"  # of a home: files given to the page, so that they can be read again


@dataclass(slots=True)
class Addition:
    """What one run added to the collection, and what it replaced.

    Attributes:
        added: Ids of articles that were not there before.
        earlier: Articles as they stood before this run changed them.
        stop: Set to end the run at its next step.
    """

    report: IngestReport = field(default_factory=IngestReport)
    added: list[str] = field(default_factory=list)
    earlier: list[Article] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __bool__(self) -> bool:
        return bool(self.added or self.earlier)


class Stopped(Exception):
    """A run was stopped; what was stored until then is kept."""


class Keeper:
    """Adds to an engine's collection and removes from it; whoever comes second waits."""

    def __init__(self, engine: QueryEngine) -> None:
        self._engine = engine
        self._one_at_a_time = threading.Lock()

    def index(self, on_progress: OnProgress, **options: Any) -> IngestReport:
        """Run `index.ingest.ingest` with its options."""
        with self._one_at_a_time, self._found_if_stopped():
            return ingest(self._engine.home, **options, on_progress=on_progress)

    def add(
        self,
        paths: Sequence[str | Path],
        on_progress: OnProgress = lambda _: None,
        addition: Addition | None = None,
    ) -> Addition:
        """Add files, folders and web addresses so that it can be undone.

        Args:
            paths: Files and folders; addresses as strings.
            on_progress: Called often, from this thread.
            addition: Takes what is added, so that a run that is stopped can be undone too; a new one by default.

        Raises:
            CitewireError: As of `index.ingest.ingest`.
            Stopped: `addition.stop` was set.
        """
        addition = Addition() if addition is None else addition  # an empty one is false

        def note(step: Step) -> None:
            if step.action == "added":
                addition.added.append(step.article_id)
            elif step.action == "changed":
                addition.earlier.append(self._engine.article(step.article_id))

        def go_on(progress: Progress) -> None:
            if addition.stop.is_set():
                raise Stopped
            on_progress(progress)

        with self._one_at_a_time, self._found_if_stopped():
            addition.report = ingest(self._engine.home, paths, on_progress=go_on, on_step=note)
        return addition

    def keep(self, files: Sequence[Path]) -> list[Path]:
        """Copy files given to the page into the home, each under its own name.

        What was given earlier under a name gives way; of several with one name given together each is kept.
        """
        folder = self._engine.home.path / ADDED_FOLDER
        kept: list[Path] = []
        for file in files:
            place, number = folder / file.name, 1
            while place in kept:
                number += 1
                place = folder / str(number) / file.name
            place.parent.mkdir(parents=True, exist_ok=True)
            kept.append(Path(shutil.copy(file, place)))
        return kept

    def undo(self, addition: Addition) -> tuple[int, int]:
        """Take an addition back: remove what it added, store what it changed as it was.

        Returns:
            How many articles were removed and how many restored; one that was removed in the meantime counts as neither.
        """
        with self._one_at_a_time:
            there = [article_id for article_id in addition.added if self._holds(article_id)]
            if there:
                remove(self._engine.home, there)
            restored = [article for article in addition.earlier if self._holds(article.id)]
            store_articles(self._engine.home, restored)
            self._engine.home.sync_vectors()
        return len(there), len(restored)

    def remove(self, article_ids: Sequence[str]) -> list[Article]:
        """Remove articles and return them for `restore`; the files they were read from stay.

        Raises:
            NotFoundError: An id is unknown; nothing is removed then.
        """
        with self._one_at_a_time:
            removed = [self._engine.article(article_id) for article_id in article_ids]
            remove(self._engine.home, article_ids)
        return removed

    def restore(self, articles: Sequence[Article]) -> int:
        """Store articles that were removed, unless they came back meanwhile; return how many."""
        with self._one_at_a_time:
            gone = [article for article in articles if not self._holds(article.id)]
            store_articles(self._engine.home, gone)
            self._engine.home.sync_vectors()
        return len(gone)

    def mend(self, findings: Sequence[Finding]) -> None:
        """Mend what can be mended while the home is in use; see `index.doctor.MENDABLE_OPEN`."""
        with self._one_at_a_time:
            mend_open(self._engine.home, findings)

    def switch_generation(self) -> bool:
        """Let the engine use what `citewire index --rebuild` built."""
        with self._one_at_a_time:
            return self._engine.switch_generation()

    @contextmanager
    def _found_if_stopped(self) -> Iterator[None]:
        """Let what a run stored before it was stopped be found as well."""
        try:
            yield
        except (Stopped, InterruptedError):
            self._engine.home.sync_vectors()
            raise

    def _holds(self, article_id: str) -> bool:
        try:
            self._engine.article(article_id)
        except NotFoundError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Done(Generic[_Result]):
    """The last thing a run tells: what it returned."""

    result: _Result


def telling(
    run: Callable[[Callable[[_Step], None]], _Result], *, every_s: float = 0.0
) -> Iterator[_Step | Done[_Result]]:
    """Run in a thread and yield its progress, then its result.

    When the reader leaves, as after Ctrl-C or a closed page, the run stops at its next step; what was
    committed is kept.

    Args:
        run: Takes what it is to call at every step.
        every_s: Seconds between two steps that are passed on, the latest each time; a page that is told of
            thousands falls behind.

    Raises:
        Exception: What the run raised.
    """
    told: queue.Queue[_Step | Done[_Result] | Exception] = queue.Queue()
    left = threading.Event()

    def on_progress(progress: _Step) -> None:
        if left.is_set():
            raise InterruptedError
        told.put(progress)

    def work() -> None:
        try:
            told.put(Done(run(on_progress)))
        except InterruptedError:
            pass
        except Exception as error:
            told.put(error)

    threading.Thread(target=work, name="citewire-run", daemon=True).start()
    try:
        while not isinstance(item := (_latest(told) if every_s else told.get()), Done):
            if isinstance(item, Exception):
                raise item
            yield item
            if every_s:
                time.sleep(every_s)
        yield item
    finally:
        left.set()


def _latest(told: queue.Queue[_Step | Done[_Result] | Exception]) -> _Step | Done[_Result] | Exception:
    """Wait for the next item, and return the last one there is then."""
    item = told.get()
    while not told.empty():
        item = told.get()
    return item
