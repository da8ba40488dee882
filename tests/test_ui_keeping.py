"""Adding to a running engine's collection, and taking it back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import NotFoundError
from index.ingest import OnProgress, Progress
from qa.engine import QueryEngine
from ui.keeping import Addition, Done, Keeper, Stopped, telling
from ui.render.library import report_html

LAMP = "---\ntitle: Lamp goes dark\nsource: Ostrand Post\ndate: 2024-03-03\n---\nThe lamp at Pellan Point went dark on {day}.\n"


@pytest.fixture
def keeper(seeds_home: Path, tmp_path: Path) -> Iterator[tuple[Keeper, QueryEngine]]:
    shutil.copytree(seeds_home, tmp_path / "home")
    with QueryEngine.open(tmp_path / "home") as engine:
        yield Keeper(engine), engine


def written(folder: Path, day: str) -> Path:
    file = folder / "lamp.md"
    file.write_text(LAMP.format(day=day))
    return file


def test_what_is_added_can_be_asked_about_and_taken_back(keeper: tuple[Keeper, QueryEngine], tmp_path: Path) -> None:
    keep, engine = keeper
    before = {article.id for article in engine.articles()}
    addition = keep.add(keep.keep([written(tmp_path, "Saturday")]))
    (added,) = addition.added
    assert {article.id for article in engine.articles()} - before == {added}
    assert engine.ask("What went dark at Pellan Point?").citations[0].article_id == added
    assert keep.undo(addition) == (1, 0)
    assert {article.id for article in engine.articles()} == before
    assert added not in {found.article_id for found in engine.search("lamp at Pellan Point went dark")}


def test_files_of_one_name_given_together_are_all_kept(keeper: tuple[Keeper, QueryEngine], tmp_path: Path) -> None:
    keep, engine = keeper
    files = []
    for folder, day in (("one", "Saturday"), ("two", "Sunday")):
        (tmp_path / folder).mkdir()
        files.append(written(tmp_path / folder, day))
    assert len(keep.add(keep.keep(files)).added) == 2
    assert len(keep.add(keep.keep(files)).added) == 0  # known again
    assert {article.title for article in engine.articles()} >= {"Lamp goes dark"}


def test_a_changed_article_is_restored_as_it_was(keeper: tuple[Keeper, QueryEngine], tmp_path: Path) -> None:
    keep, engine = keeper
    (article_id,) = keep.add(keep.keep([written(tmp_path, "Saturday")])).added
    stood = engine.article(article_id)
    changed = keep.add(keep.keep([written(tmp_path, "Sunday")]))
    assert (changed.added, [article.id for article in changed.earlier]) == ([], [article_id])
    assert "Sunday" in engine.article(article_id).text
    assert keep.undo(changed) == (0, 1)
    assert engine.article(article_id) == stood
    assert "Saturday" in engine.ask("When did the lamp at Pellan Point go dark?").text


def test_undo_leaves_alone_what_was_removed_since(keeper: tuple[Keeper, QueryEngine], tmp_path: Path) -> None:
    keep, _ = keeper
    addition = keep.add(keep.keep([written(tmp_path, "Saturday")]))
    keep.remove(addition.added)
    assert keep.undo(addition) == (0, 0)
    with pytest.raises(NotFoundError):
        keep.remove(addition.added)


def test_failures_are_told_with_their_reason_and_the_rest_is_added(
    keeper: tuple[Keeper, QueryEngine], tmp_path: Path
) -> None:
    keep, _ = keeper
    (tmp_path / "<b>.pdf").write_bytes(b"\0\1 no pdf")
    addition = keep.add([written(tmp_path, "Saturday"), tmp_path / "<b>.pdf", tmp_path / "missing"])
    page = report_html(addition.report)
    assert page.startswith('<p role="status">1 article added, 2 could not be read.')
    assert "&lt;b&gt;.pdf" in page
    assert "<b>" not in page
    assert "no such file" in page


def test_what_is_removed_can_be_brought_back_once(keeper: tuple[Keeper, QueryEngine]) -> None:
    keep, engine = keeper
    before = {article.id for article in engine.articles()}
    gone = sorted(before)[:2]
    removed = keep.remove(gone)
    assert [article.id for article in removed] == gone
    assert {article.id for article in engine.articles()} == before - set(gone)
    assert (keep.restore(removed), keep.restore(removed)) == (2, 0)
    assert {article.id for article in engine.articles()} == before


def test_a_run_that_is_stopped_ends_and_keeps_what_it_stored(
    keeper: tuple[Keeper, QueryEngine], tmp_path: Path
) -> None:
    keep, engine = keeper
    count = engine.article_count()
    addition = Addition()

    def stop_while_storing(progress: Progress) -> None:
        if progress.stage == "embedding" and progress.done:
            addition.stop.set()

    lines = [
        f'{{"title": "Light {n}", "text": "Light {n} of Hallin was lit. {"It shone. " * 900}"}}' for n in range(60)
    ]
    (tmp_path / "lights.jsonl").write_text("\n".join(lines))
    with pytest.raises(Stopped):
        keep.add([tmp_path / "lights.jsonl"], stop_while_storing, addition)
    stored = engine.article_count() - count
    assert 0 < stored < 60
    assert engine.home.catalog.outbox() == []  # what was stored is searched by meaning, too
    assert keep.undo(addition) == (stored, 0)
    assert engine.article_count() == count


def test_a_page_is_told_the_latest_step_and_the_result() -> None:
    def run(on_progress: OnProgress) -> str:
        for number in range(1000):
            on_progress(Progress("reading", number, None))
        return "done"

    *steps, last = telling(run, every_s=0.05)
    assert isinstance(last, Done)
    assert last.result == "done"
    assert len(steps) < 1000


def test_a_run_whose_reader_left_stops(tmp_path: Path) -> None:
    steps: list[int] = []

    def run(on_progress: OnProgress) -> str:
        for number in range(1000):
            on_progress(Progress("reading", number, None))
            steps.append(number)
        return "done"

    told = telling(run)
    next(told)
    told.close()
    assert len(steps) <= 1000
    assert isinstance(list(telling(run))[-1], Done)


def test_a_run_that_fails_tells_its_error() -> None:
    def run(on_progress: OnProgress) -> str:
        on_progress(Progress("reading", 1, None))
        raise NotFoundError("gone")

    told = telling(run)
    assert next(told) == Progress("reading", 1, None)
    with pytest.raises(NotFoundError, match="gone"):
        next(told)
