"""Damage of every kind: what is found, what is mended, and that nothing is lost, doubled or misplaced."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder

from index import recovery
from index.derived import DerivedStore
from index.doctor import PARTS, examine, repair
from index.errors import HomeLocked, StoreError
from index.home import CATALOG_FILE, CHROMA_FOLDER, JOURNAL_FILE, Home
from index.ingest import ingest, remove
from index.journal import Journal
from qa.engine import QueryEngine

ARTICLES = 60


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of 60 articles, most of a few pages of the catalog; copy it before use."""
    folder = tmp_path_factory.mktemp("articles")
    for number in range(ARTICLES):
        sentences = [
            f"Sentence {at} of story {number} tells of a bridge and of case {number * 31 + at}." for at in range(60)
        ]
        (folder / f"story-{number}.txt").write_text(" ".join(sentences))
    path = tmp_path_factory.mktemp("sound") / "home"
    with Home.create(path, embedder=BagOfWordsEmbedder()) as home:
        ingest(home, [folder])
    return path


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "home")
    return tmp_path / "home"


def contents(path: Path) -> dict[str, list[str]]:
    """Return the passages by article, after checking that every store agrees on them."""
    with Home.open(path, embedder=BagOfWordsEmbedder()) as home:
        found: dict[str, list[str]] = {}
        ids = set()
        for key in home.catalog.fingerprints():
            text = home.catalog.article(key).text
            chunks = [stored.chunk for stored in home.catalog.chunks_of(key)]
            found[key] = [text[chunk.start_char : chunk.end_char] for chunk in chunks]
            ids |= {chunk.id for chunk in chunks}
        assert home.vectors.chunk_ids() == ids
        assert home.lexical.problem() is None
        return found


def mend(path: Path, embedder: BagOfWordsEmbedder | None = None) -> set[str]:
    """Repair, check that nothing is left, and return the parts that were damaged."""
    embedder = embedder or BagOfWordsEmbedder()
    findings = examine(path, embedder=embedder)
    repair(path, findings, embedder=embedder)
    assert examine(path, embedder=embedder) == []
    return {finding.part for finding in findings}


def test_sound_home_has_no_findings_and_examining_changes_nothing(home: Path) -> None:
    before = contents(home)
    assert examine(home, embedder=BagOfWordsEmbedder()) == []
    assert contents(home) == before
    assert len(before) == ARTICLES


def edit(path: Path, *statements: str) -> None:
    with sqlite3.connect(path / CATALOG_FILE) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("DELETE FROM chunks_fts WHERE rowid = 3", "full text"),
        ("DELETE FROM chunks_fts_data WHERE id > 10", "full text"),
        ("UPDATE vectors SET passage = zeroblob(length(passage))", "passages"),
        ("UPDATE vectors SET passage = substr(passage, 5)", "passages"),
        ("UPDATE chunks SET end_char = 1000000 WHERE number = 2", "passages"),
        ("DELETE FROM bands", "copies"),
    ],
)
def test_damaged_part_of_the_catalog_is_found_and_mended(home: Path, statement: str, part: str) -> None:
    before = contents(home)
    edit(home, statement)
    assert part in mend(home)
    assert contents(home) == before


def test_vector_lost_from_the_catalog_alone_is_found(home: Path) -> None:
    edit(home, "DELETE FROM vectors WHERE sha256 = (SELECT vector_sha256 FROM chunks LIMIT 1)")
    (finding,) = examine(home, embedder=BagOfWordsEmbedder())
    assert (finding.part, "refers to nothing" in finding.problem) == ("catalog", True)
    before = {f"story-{number}" for number in range(ARTICLES)}
    mend(home)
    assert contents(home).keys() == before


def damage_pages(path: Path, change: Callable[[bytearray, int], None]) -> None:
    raw = bytearray((path / CATALOG_FILE).read_bytes())
    change(raw, int.from_bytes(raw[16:18], "big"))
    (path / CATALOG_FILE).write_bytes(raw)


def cut_in_half(raw: bytearray, page: int) -> None:
    del raw[len(raw) // page // 2 * page :]


def cut_within_a_page(raw: bytearray, page: int) -> None:
    del raw[len(raw) - page // 3 :]


def zero_a_stretch(raw: bytearray, page: int) -> None:
    middle = len(raw) // page // 2 * page
    raw[middle : middle + 6 * page] = bytes(6 * page)


def overwrite_the_head(raw: bytearray, page: int) -> None:
    raw[:page] = b"\xa5" * page


@pytest.mark.parametrize("change", [cut_in_half, cut_within_a_page, zero_a_stretch, overwrite_the_head])
def test_damaged_catalog_file_is_restored_with_every_article(
    home: Path, change: Callable[[bytearray, int], None]
) -> None:
    before = contents(home)
    damage_pages(home, change)
    assert [finding.part for finding in examine(home, embedder=BagOfWordsEmbedder())] == ["catalog"]
    embedder = BagOfWordsEmbedder()
    mend(home, embedder)
    assert contents(home) == before
    assert list(home.glob("catalog.sqlite3.damaged-*"))
    if change is cut_within_a_page:
        assert embedder.passages_embedded < sum(map(len, before.values())) / 4  # the rest was still readable


def test_truncated_catalog_says_at_open_what_to_do(home: Path) -> None:
    damage_pages(home, cut_within_a_page)
    with pytest.raises(StoreError, match=r"ends after .* of .* bytes. Mend it: citewire doctor --repair"):
        Home.open(home, embedder=BagOfWordsEmbedder())


def test_interrupted_repair_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(home)
    damage_pages(home, zero_a_stretch)
    findings = examine(home, embedder=BagOfWordsEmbedder())
    with monkeypatch.context() as patch:
        patch.setattr("index.doctor.store_articles", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            repair(home, findings, embedder=BagOfWordsEmbedder())
    assert [finding.problem for finding in examine(home, embedder=BagOfWordsEmbedder())] == [
        "its repair was interrupted"
    ]
    mend(home)
    assert contents(home) == before


def test_articles_only_the_damaged_catalog_holds_are_taken_over(home: Path) -> None:
    before = contents(home)
    (home / JOURNAL_FILE).unlink()
    Journal(home / JOURNAL_FILE).add([])
    (home / JOURNAL_FILE).write_bytes(b"")
    damage_pages(home, cut_within_a_page)
    recovery.recover_catalog(home)
    known = Journal(home / JOURNAL_FILE).articles()
    assert len(known) >= ARTICLES - 1  # the page that was cut may have held one
    assert set(known) <= set(before)


def test_journal_that_lacks_articles_is_written_anew(home: Path) -> None:
    raw = (home / JOURNAL_FILE).read_bytes()
    (home / JOURNAL_FILE).write_bytes(raw[: len(raw) // 2])
    assert mend(home) == {"journal"}
    assert len(Journal(home / JOURNAL_FILE).articles()) == ARTICLES


def test_journal_reads_on_behind_damage_and_forgets_what_was_removed(home: Path) -> None:
    with Home.open(home, embedder=BagOfWordsEmbedder()) as opened:
        remove(opened, ["story-7"])
    journal = Journal(home / JOURNAL_FILE)
    assert journal.articles().keys() == {f"story-{number}" for number in range(ARTICLES)} - {"story-7"}
    raw = bytearray((home / JOURNAL_FILE).read_bytes())
    raw[len(raw) // 3] ^= 0xFF
    (home / JOURNAL_FILE).write_bytes(raw)
    assert 0 < len(journal.articles()) < ARTICLES
    assert "story-59" in journal.articles()
    assert "story-7" not in journal.articles()


# --- Chroma


def brick_sqlite(chroma: Path) -> None:
    (chroma / "chroma.sqlite3").write_bytes(b"\x00" * 4096 + os.urandom(8192))


def brick_segment(chroma: Path) -> None:
    for file in chroma.rglob("*.bin"):
        file.write_bytes(os.urandom(64))
    for file in chroma.rglob("*.pickle"):
        file.write_bytes(b"\x80\x04.")


def lose_a_table(chroma: Path) -> None:
    with sqlite3.connect(chroma / "chroma.sqlite3") as db:
        db.execute("DROP TABLE embeddings_queue")
    db.close()


def lose_everything(chroma: Path) -> None:
    shutil.rmtree(chroma)


def lose_the_log(chroma: Path) -> None:
    with sqlite3.connect(chroma / "chroma.sqlite3") as db:
        db.execute("DELETE FROM embeddings_queue")
        db.execute("DELETE FROM embeddings WHERE id % 2")
    db.close()


@pytest.mark.parametrize("damage", [brick_sqlite, brick_segment, lose_a_table, lose_everything, lose_the_log])
@pytest.mark.parametrize("way", ["next open", "doctor"])
def test_damaged_chroma_store_is_made_anew_without_embedding(
    home: Path, damage: Callable[[Path], None], way: str
) -> None:
    before = contents(home)
    damage(home / CHROMA_FOLDER)
    embedder = BagOfWordsEmbedder()
    if way == "doctor":
        assert mend(home, embedder) <= {"vector store"}
    with Home.open(home, embedder=embedder) as opened:
        assert opened.vectors.count() == opened.catalog.chunk_count()
    assert contents(home) == before
    assert examine(home, embedder=embedder) == []
    assert embedder.passages_embedded == 0


def test_store_that_crashes_its_process_is_probed_and_made_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(home)
    (home / "owner.json").write_text('{"pid": 1, "command": "killed"}')  # as a crash leaves it
    monkeypatch.setattr("index.health._PROBE", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    asked: list[str] = []
    sound_open = DerivedStore.open_as_it_is

    def guarded(self: DerivedStore):  # type: ignore[no-untyped-def]
        assert not (home / CHROMA_FOLDER).exists(), "opened although the probe crashed"
        asked.append("opened")
        return sound_open(self)

    monkeypatch.setattr(DerivedStore, "open_as_it_is", guarded)
    with Home.open(home, embedder=BagOfWordsEmbedder()) as opened:
        assert opened.vectors.count() == opened.catalog.chunk_count()
    assert asked == ["opened"]
    monkeypatch.undo()
    assert contents(home) == before


def test_crash_is_remembered_until_somebody_has_opened_the_store(home: Path) -> None:
    (home / "owner.json").write_text('{"pid": 1, "command": "killed"}')
    with Home.create(home, embedder=BagOfWordsEmbedder()):
        pass
    assert (home / "owner.json").exists()
    contents(home)
    assert not (home / "owner.json").exists()


def test_vectors_that_differ_from_the_catalog_are_found(home: Path) -> None:
    with Home.open(home, embedder=BagOfWordsEmbedder()) as opened:
        rows = list(opened.derived.rows(["story-3"]))
        opened.vectors.replace(["story-3"], [replace(row, vector=row.vector[::-1].copy()) for row in rows])
    (finding,) = examine(home, embedder=BagOfWordsEmbedder())
    assert finding.problem == "it does not hold the vectors of story-3"
    mend(home)


def test_doctor_needs_the_home_for_itself(home: Path) -> None:
    with Home.open(home, embedder=BagOfWordsEmbedder()), pytest.raises(HomeLocked):
        examine(home, embedder=BagOfWordsEmbedder())


def test_command_line_shows_each_part_and_repairs(seeds_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "home"
    shutil.copytree(seeds_home, path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ui.cli", *arguments, "--home", str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    sound = run("doctor")
    assert sound.returncode == 0, sound.stderr
    assert [line.split("  ")[0].strip() for line in sound.stdout.splitlines()] == list(PARTS)
    damage_pages(path, cut_within_a_page)
    assert "citewire doctor --repair" in run("ask", "Who?").stderr
    assert run("doctor").returncode == 1
    mended = run("doctor", "--repair")
    assert mended.returncode == 0, mended.stderr
    assert "catalog       mended" in mended.stdout
    assert run("doctor").returncode == 0


def test_store_deleted_under_an_open_engine_is_made_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with QueryEngine.open(home, embedder=BagOfWordsEmbedder()) as engine:
        before = [passage.chunk_id for passage in engine.search("bridge of story 7", 5)]
        broken = engine.home.vectors
        lose_everything(home / CHROMA_FOLDER)
        monkeypatch.setattr(broken, "nearest", lambda *_: (_ for _ in ()).throw(StoreError("gone")))
        assert [passage.chunk_id for passage in engine.search("bridge of story 7", 5)] == before
        assert engine.home.vectors is not broken
    contents(home)


def test_vectors_of_a_torn_page_are_computed_again(home: Path) -> None:
    before = contents(home)
    with sqlite3.connect(home / CATALOG_FILE) as db:
        torn = db.execute("SELECT sha256, passage, spans FROM vectors LIMIT 2").fetchall()
        for (digest, passage, spans), (kept, left) in zip(torn, ((8, 10**6), (10**6, 8)), strict=True):
            zeroed = passage[:kept].ljust(len(passage), b"\0"), spans[:left].ljust(len(spans), b"\0")
            db.execute("UPDATE vectors SET passage = ?, spans = ? WHERE sha256 = ?", (*zeroed, digest))
    db.close()
    damage_pages(home, cut_within_a_page)
    embedder = BagOfWordsEmbedder()
    mend(home, embedder)
    assert contents(home) == before
    assert embedder.passages_embedded >= 2
