"""Another model or chunker, an earlier schema, several processes: what answers meanwhile, and what comes after."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWordsEmbedder

from index.database import Database
from index.errors import HomeLocked, StoreError
from index.generations import rebuild
from index.home import CATALOG_FILE, Home
from index.ingest import Progress, ingest
from index.schema import SCHEMA_VERSION
from index.settings import Settings

DATA = Path(__file__).parent / "data"
OTHER = ("bridge", "whale")


def articles(folder: Path, count: int = 12) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Story {number} tells of a bridge and a whale.")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Home.create(tmp_path / "home", embedder=BagOfWordsEmbedder()) as opened:
        ingest(opened, [articles(tmp_path / "articles")])
    return tmp_path / "home"


def other_model() -> BagOfWordsEmbedder:
    return BagOfWordsEmbedder(OTHER, name="other")


def check(path: Path, embedder: BagOfWordsEmbedder, count: int) -> None:
    with Home.open(path, embedder=embedder) as opened:
        assert opened.catalog.counts() == {"articles": count, "chunks": count, "vectors": count}
        ids = {found.chunk.id for key in opened.catalog.fingerprints() for found in opened.catalog.chunks_of(key)}
        assert opened.vectors.chunk_ids() == ids
        (query,) = embedder.embed_queries(["whale"])
        assert len(opened.vectors.nearest(query, 5)) == 5
        assert opened.lexical.search(["whale"], 100) != []
        assert opened.catalog.problems() == []


def test_present_generation_answers_until_the_switch(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.pipeline._FEWEST_CHUNKS", 4)
    monkeypatch.setattr("index.pipeline._MOST_CHUNKS", 4)
    (query,) = BagOfWordsEmbedder().embed_queries(["whale"])
    answered: list[int] = []

    with Home.open(home, embedder=BagOfWordsEmbedder()) as owner:

        def ask(progress: Progress) -> None:
            answered.append(len(owner.vectors.nearest(query, 5)))
            assert owner.lexical.search(["whale"], 100)
            assert owner.manifest is not None
            assert owner.manifest.model == "fake"
            assert owner.next_manifest is not None
            assert len(owner.catalog.missing_in_next()) == 12 - progress.done

        with Home.build(home, embedder=other_model()) as builder:
            with pytest.raises(HomeLocked):
                Home.build(home, embedder=other_model())
            rebuild(builder, on_progress=ask, switch=lambda: True)
    assert answered == [5, 5, 5]
    with Home.create(home, embedder=other_model()) as owner:
        assert owner.switch_generation()
    check(home, other_model(), 12)


def test_interrupted_rebuild_goes_on_and_the_old_model_answers_meanwhile(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.pipeline._FEWEST_CHUNKS", 4)
    monkeypatch.setattr("index.pipeline._MOST_CHUNKS", 4)

    def interrupt(progress: Progress) -> None:
        if progress.done == 8:
            raise KeyboardInterrupt

    with Home.build(home, embedder=other_model()) as builder, pytest.raises(KeyboardInterrupt):
        rebuild(builder, on_progress=interrupt)
    check(home, BagOfWordsEmbedder(), 12)
    model = other_model()
    with Home.create(home, embedder=model) as owner:
        report = rebuild(owner)
    assert (report.chunks_embedded, model.passages_embedded) == (4, 4)
    check(home, other_model(), 12)


def test_articles_changed_during_a_rebuild_are_in_the_new_generation(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    with Home.open(home, embedder=BagOfWordsEmbedder()) as owner, Home.build(home, embedder=other_model()) as builder:
        calls: list[list[str]] = []

        def switch() -> bool:
            if not calls:
                (folder / "0.txt").write_text("Story 0 tells of a whale alone.")
                (folder / "1.txt").unlink()
                (folder / "new.txt").write_text("A new story of a whale.")
                ingest(owner, [folder], sync=True)
            missing = builder.catalog.missing_in_next()
            calls.append(missing)
            return not missing

        rebuild(builder, switch=switch)
    assert calls == [["0", "new"], []]
    with Home.create(home, embedder=other_model()) as owner:
        assert owner.switch_generation()
    check(home, other_model(), 12)


def test_switch_refuses_an_incomplete_generation(home: Path) -> None:
    with Home.create(home, embedder=other_model()) as owner:
        owner.catalog.begin_generation(owner.current_manifest().to_json(), "chunks-x")
        assert not owner.switch_generation()
    check(home, BagOfWordsEmbedder(), 12)


def test_another_target_starts_anew_and_two_switches_in_a_row_work(home: Path) -> None:
    third = Settings(chunk_tokens=64)
    for settings, model in ((None, other_model()), (None, BagOfWordsEmbedder()), (third, BagOfWordsEmbedder())):
        with Home.create(home, settings=settings, embedder=model) as owner:
            owner.catalog.begin_generation("{}", "chunks-abandoned")
            rebuild(owner)
    with Home.open(home, settings=third, embedder=BagOfWordsEmbedder()) as opened:
        assert opened.manifest is not None
        assert opened.manifest.chunk_tokens == 64
        assert opened.vectors.count() == 12


# --- the schema


def test_catalog_of_the_first_release_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.mkdir()
    shutil.copy(DATA / "catalog-v1.sqlite3", path / CATALOG_FILE)
    embedder = BagOfWordsEmbedder()
    reader = Home.read(path)  # listing migrates too
    assert [summary.id for summary in reader.catalog.articles()] == ["mayor-echo", "mayor", "bridge"]
    reader.close()
    with Home.open(path, embedder=embedder) as home:
        assert home.catalog.get_meta("schema_version") == str(SCHEMA_VERSION)
        bridge = home.catalog.article("bridge")
        assert (bridge.title, bridge.source, bridge.author, bridge.url) == (
            "Bridge opens", "Post", "E. Vint", "https://example.org/bridge",
        )  # fmt: skip
        (chunk,) = home.catalog.chunks_of("bridge")
        (expected,) = embedder.embed_passages(
            ["Bridge opens (2 January 2023)\nThe bridge opened on Friday. It is long."], [[]]
        )
        np.testing.assert_allclose(chunk.vectors.passage, expected.passage, atol=1e-6)
        assert home.vectors.count() == 3
        assert home.journal.articles().keys() == {"bridge", "mayor", "mayor-echo"}
    assert embedder.passages_embedded == 1  # the one above
    with Home.open(path, embedder=embedder) as home:
        file = tmp_path / "more.jsonl"
        file.write_text(json.dumps({"id": "whale", "title": "Whale", "text": "A whale came."}))
        ingest(home, [file])
        assert home.catalog.copy_count() == 1  # copies of what was there before are looked for too
        assert home.catalog.problems() == []


def test_migrated_schema_equals_that_of_a_new_catalog(tmp_path: Path) -> None:
    def shape(path: Path) -> list[tuple[str, str]]:
        database = Database(path)
        try:
            rows = database.rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        finally:
            database.close()
        return [(name, " ".join(sql.replace('"', "").split())) for name, sql in rows if "fts_" not in name]

    shutil.copy(DATA / "catalog-v1.sqlite3", tmp_path / "old.sqlite3")
    assert shape(tmp_path / "old.sqlite3") == shape(tmp_path / "new.sqlite3")


def test_failed_migration_leaves_the_catalog_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite3"
    shutil.copy(DATA / "catalog-v1.sqlite3", path)

    def fail(db: object) -> None:
        db.execute("ALTER TABLE articles ADD COLUMN language TEXT")  # type: ignore[attr-defined]
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("index.schema._MIGRATIONS", {1: fail})
        with pytest.raises(RuntimeError):
            Database(path)
    migrated = Database(path)
    assert migrated.get_meta("schema_version") == str(SCHEMA_VERSION)
    migrated.close()


def test_catalog_of_a_later_version_is_left_alone(home: Path) -> None:
    with Home.open(home, embedder=BagOfWordsEmbedder()) as opened:
        opened.catalog.set_meta("schema_version", str(SCHEMA_VERSION + 1))
    with pytest.raises(StoreError, match="Update citewire"):
        Home.open(home, embedder=BagOfWordsEmbedder())


# --- ownership

_INDEX = """
import sys; sys.path.insert(0, sys.argv[3])
from fakes import BagOfWordsEmbedder
from index.errors import HomeLocked
from index.home import Home
from index.ingest import ingest
sys.stdin.readline()
try:
    with Home.create(sys.argv[1], embedder=BagOfWordsEmbedder()) as home:
        print(ingest(home, [sys.argv[2]]).added)
except HomeLocked as error:
    print(f"locked: {error}")
"""


def test_ten_processes_started_together_corrupt_nothing(tmp_path: Path) -> None:
    folder = articles(tmp_path / "articles", 60)
    command = [sys.executable, "-c", _INDEX, str(tmp_path / "home"), str(folder), str(Path(__file__).parent)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(10)
    ]
    outputs: list[tuple[str, str]] = []

    def start(process: subprocess.Popen[str]) -> None:
        outputs.append(process.communicate("go\n", timeout=120))

    threads = [threading.Thread(target=start, args=(process,)) for process in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [out.strip() for out, _ in outputs]
    assert [process.returncode for process in processes] == [0] * 10, outputs
    assert told.count("60") == 1
    assert all(text in {"60", "0"} or "is using the home" in text for text in told), told
    check(tmp_path / "home", BagOfWordsEmbedder(), 60)
