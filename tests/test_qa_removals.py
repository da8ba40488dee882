"""An article is removed in the middle of a question: whatever was asked is answered from what is there, or refused."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.database import Database
from index.errors import NotFoundError
from index.ingest import remove, store_articles
from qa import Answer, QueryEngine

ANGARA = "How tall is the Angara rocket?"
BRIDGE = "When was the Ropewalk Bridge opened to traffic?"  # told by copies in several outlets
TRIED = 8  # moments of each question
BLOCKED_S = 0.1  # waited for a removal that has to wait for the question in turn


@pytest.fixture(scope="module")
def own(seeds_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryEngine]:
    copy = tmp_path_factory.mktemp("removals") / "home"
    shutil.copytree(seeds_home, copy)
    with QueryEngine.open(copy) as engine:
        yield engine


class Removal:
    """Removes an article when the thread that asks reads the catalog for the n-th time."""

    def __init__(self, engine: QueryEngine, article_id: str, patch: pytest.MonkeyPatch) -> None:
        self._engine = engine
        self._article = engine.article(article_id)
        self._asking = threading.current_thread()
        self._at = 0
        self.reads = 0
        real = Database.rows

        def rows(catalog: Database, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
            if catalog is engine.home.catalog and threading.current_thread() is self._asking:
                self.reads += 1
                if self.reads == self._at:
                    self._thread.start()
                    self._thread.join(BLOCKED_S)
            return real(catalog, sql, values)

        patch.setattr(Database, "rows", rows)

    def during(self, asked: Callable[[], Any], at: int) -> Any:
        """Ask with the article removed at a read of the catalog; afterwards it is back."""
        self._thread = threading.Thread(target=remove, args=(self._engine.home, [self._article.id]))
        self.reads, self._at = 0, at
        try:
            return asked()
        finally:
            self._at = 0
            if at:
                self._thread.join()
                with pytest.raises(NotFoundError):
                    self._engine.article(self._article.id)
                store_articles(self._engine.home, [self._article])


def cited_first(engine: QueryEngine, question: str) -> str:
    return engine.ask(question).citations[0].article_id


DOORS: dict[str, Callable[[QueryEngine], Any]] = {
    "ask": lambda engine: engine.ask(ANGARA),
    "ask within dates": lambda engine: engine.ask(ANGARA, published_from=date(2000, 1, 1)),
    "ask what copies tell": lambda engine: engine.ask(BRIDGE),
    "ask for two things": lambda engine: engine.ask(f"{ANGARA[:-1]} and when was the Ropewalk Bridge opened?"),
    "search": lambda engine: engine.search(ANGARA),
    "check": lambda engine: engine.check(
        'The 42.7m Angara rocket lifted off. It "launches objects into low Earth orbit".'
    ),
    "examples": lambda engine: engine.example_questions(1),
}


@pytest.mark.parametrize("door", DOORS)
def test_an_article_removed_at_any_moment_of_a_question_breaks_nothing(
    own: QueryEngine, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    asked = DOORS[door]
    newest = own.home.catalog.newest(1)[0]
    gone = newest if door == "examples" else cited_first(own, BRIDGE if "copies" in door else ANGARA)
    removal = Removal(own, gone, monkeypatch)
    before = removal.during(lambda: asked(own), at=0)
    reads = removal.reads
    assert reads > TRIED
    for at in range(1, reads + 1, max(1, reads // TRIED)):
        found = removal.during(lambda: asked(own), at=at)
        if isinstance(found, Answer):  # a sentence that was drafted before and checked after says so
            wrong = [one.problems for one in found.sentences if one.verdict != "supported"]
            assert all("is no longer in the index" in problems[0] for problems in wrong)
    after = removal.during(lambda: asked(own), at=0)
    assert _told(after) == _told(before)


def test_what_can_be_asked_next_leaves_out_an_article_that_was_removed(
    own: QueryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = own.ask(ANGARA)
    removal = Removal(own, answer.citations[0].article_id, monkeypatch)
    offered = removal.during(lambda: own.suggest(answer), at=1)
    assert all(not own.ask(question).refused for question in offered)


def _told(found: Any) -> Any:
    return (found.text, found.refused) if isinstance(found, Answer) else found
