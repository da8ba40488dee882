"""The pipeline: what is stored, what is left alone, what survives an interruption."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder

from index.dense import nearest
from index.errors import HomeLocked, HomeMissing, ManifestMismatch, NotFoundError, StoreError
from index.generations import rebuild
from index.home import CATALOG_FILE, Home
from index.ingest import IngestReport, Progress, ingest, remove
from index.records import Filters
from index.settings import Settings


def write(folder: Path, name: str, text: str, **front: str) -> Path:
    folder.mkdir(exist_ok=True)
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    (folder / name).write_text(f"---\n{head}---\n{text}\n" if front else text)
    return folder / name


@pytest.fixture
def embedder() -> BagOfWordsEmbedder:
    return BagOfWordsEmbedder()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    write(folder, "a.md", "The bridge opened. It is long.", title="Bridge", date="2023-01-02", source="Post")
    write(folder, "b.md", "The mayor resigned.", title="Mayor", date="2023-05-06", source="Echo")
    write(folder, "c.txt", "A whale was seen off the coast.")
    return folder


def run(home: Path, embedder: BagOfWordsEmbedder, *paths: Path) -> IngestReport:
    with Home.create(home, embedder=embedder) as opened:
        return ingest(opened, paths)


def chroma_rows(home: Path, embedder: BagOfWordsEmbedder) -> int:
    with Home.open(home, embedder=embedder) as opened:
        assert opened.vectors.count() == opened.catalog.chunk_count()
        return opened.vectors.count()


def test_second_run_embeds_nothing(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    first = run(tmp_path / "home", embedder, articles)
    assert (first.added, first.changed, first.unchanged, len(first.failed)) == (3, 0, 0, 0)
    assert first.chunks_embedded == first.chunks_total == embedder.passages_embedded == 3
    second = run(tmp_path / "home", embedder, articles)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 3)
    assert second.chunks_embedded == 0
    assert embedder.passages_embedded == 3


def test_edited_article_replaces_its_passages_only(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    run(tmp_path / "home", embedder, articles)
    write(articles, "b.md", "The mayor did not resign.", title="Mayor", date="2023-05-06", source="Echo")
    report = run(tmp_path / "home", embedder, articles)
    assert (report.added, report.changed, report.unchanged, report.chunks_embedded) == (0, 1, 2, 1)
    with Home.open(tmp_path / "home", embedder=embedder) as home:
        assert home.catalog.article("b").text == "The mayor did not resign."
        assert [key for key, _ in home.lexical.search(["resign"], 5)] == [home.catalog.chunks_of("b")[0].chunk.id]
        assert home.catalog.counts() == {"articles": 3, "chunks": 3, "vectors": 3}


def test_files_of_one_name_in_two_folders_are_two_articles(tmp_path: Path, embedder: BagOfWordsEmbedder) -> None:
    one, two = write(tmp_path / "x", "a.txt", "The bridge."), write(tmp_path / "y", "a.txt", "The mayor.")
    report = run(tmp_path / "home", embedder, one, two)
    assert (report.added, len(report.failed)) == (2, 0)
    again = run(tmp_path / "home", embedder, one, two)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_stated_id_used_twice_is_reported_and_the_first_kept(tmp_path: Path, embedder: BagOfWordsEmbedder) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps({"id": "x", "text": text}) for text in ("The bridge.", "The mayor.")))
    report = run(tmp_path / "home", embedder, file)
    assert report.added == 1
    assert "duplicate id 'x': also in" in report.failed[0].reason
    with Home.open(tmp_path / "home", embedder=embedder) as home:
        assert home.catalog.article("x").text == "The bridge."


def test_good_articles_are_indexed_beside_broken_ones(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    write(articles, "d.txt", "date 2023-99-99 TOWN - No such day.")
    (articles / "e.txt").write_bytes(b"\xff\xfe\xfa")
    report = run(tmp_path / "home", embedder, articles)
    assert report.added == 3
    assert {Path(failure.path).name for failure in report.failed} == {"d.txt", "e.txt"}


def test_removed_article_is_gone_everywhere(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    run(tmp_path / "home", embedder, articles)
    with Home.open(tmp_path / "home", embedder=embedder) as home:
        remove(home, ["b"])
        assert home.lexical.search(["mayor"], 5) == []
        assert home.catalog.counts() == {"articles": 2, "chunks": 2, "vectors": 2}
        with pytest.raises(NotFoundError, match="no article 'b'"):
            remove(home, ["a", "b"])
        assert home.catalog.article("a")
    assert chroma_rows(tmp_path / "home", embedder) == 2


def test_interrupted_run_keeps_what_was_committed_and_goes_on(
    tmp_path: Path, embedder: BagOfWordsEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.pipeline._FEWEST_CHUNKS", 2)
    monkeypatch.setattr("index.pipeline._MOST_CHUNKS", 2)
    for number in range(7):
        write(tmp_path / "articles", f"{number}.txt", f"Article {number} tells of a bridge.")

    def interrupt(progress: Progress) -> None:
        if progress.stage == "embedding" and progress.done == 4:
            raise KeyboardInterrupt

    with Home.create(tmp_path / "home", embedder=embedder) as home, pytest.raises(KeyboardInterrupt):
        ingest(home, [tmp_path / "articles"], on_progress=interrupt)
    report = run(tmp_path / "home", embedder, tmp_path / "articles")
    assert (report.added, report.unchanged, report.chunks_embedded) == (3, 4, 3)
    assert embedder.passages_embedded == 7


def test_vector_store_is_rebuilt_from_the_catalog_without_embedding(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    run(tmp_path / "home", embedder, articles)
    shutil.rmtree(tmp_path / "home" / "chroma")
    assert chroma_rows(tmp_path / "home", embedder) == 3
    assert embedder.passages_embedded == 3


def test_change_that_chroma_missed_is_delivered_on_the_next_open(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path / "home", embedder, articles)
    write(articles, "b.md", "The bridge, not the mayor.", title="Mayor", date="2023-05-06", source="Echo")
    with monkeypatch.context() as patch:
        patch.setattr(Home, "sync_vectors", lambda self: None)  # as if the process had died here
        run(tmp_path / "home", embedder, articles)
    with Home.open(tmp_path / "home", embedder=embedder) as home:
        (chunk,) = home.catalog.chunks_of("b")
        assert home.catalog.outbox() == ["b"]
        ids = [key for key, _ in home.vectors.nearest(chunk.vectors.passage, 3)]
        assert ids[0] == chunk.chunk.id
        assert home.catalog.outbox() == []


def test_chroma_is_given_many_articles_at_once_and_the_rest_at_the_end(
    tmp_path: Path, embedder: BagOfWordsEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        write(tmp_path / "articles", f"{number}.txt", f"Article {number} tells of a bridge.")
    monkeypatch.setattr("index.pipeline._FEWEST_CHUNKS", 2)
    monkeypatch.setattr("index.pipeline._MOST_CHUNKS", 2)
    monkeypatch.setattr("index.ingest._MANY_FOR_CHROMA", 10)
    waiting = []

    def look(progress: Progress) -> None:
        if progress.stage == "embedding":
            waiting.append(len(home.catalog.outbox()))

    with Home.create(tmp_path / "home", embedder=embedder) as home:
        ingest(home, [tmp_path / "articles"], on_progress=look)
        assert waiting == [0, 2, 4, 6, 8, 0, 2, 4, 6, 8, 0, 2, 4, 5]
        assert home.catalog.outbox() == []
        assert home.vectors.count() == 25


def test_process_killed_while_indexing_loses_nothing_committed(tmp_path: Path) -> None:
    for number in range(40):
        write(tmp_path / "articles", f"{number}.txt", f"Article {number} tells of a bridge.")
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[3])\n"
        "from fakes import BagOfWordsEmbedder\n"
        "import index.ingest as i; import index.pipeline; from index.home import Home\n"
        "index.pipeline._FEWEST_CHUNKS = index.pipeline._MOST_CHUNKS = 5\n"
        "def die(p):\n"
        "    if p.stage == 'embedding' and p.done == 20: os.kill(os.getpid(), 9)\n"
        "i.ingest(Home.create(sys.argv[1], embedder=BagOfWordsEmbedder()), [sys.argv[2]], on_progress=die)\n"
    )
    arguments = [str(tmp_path / "home"), str(tmp_path / "articles"), str(Path(__file__).parent)]
    killed = subprocess.run([sys.executable, "-c", script, *arguments], check=False, timeout=120)
    assert killed.returncode == -9
    embedder = BagOfWordsEmbedder()
    report = run(tmp_path / "home", embedder, tmp_path / "articles")
    assert (report.added, report.unchanged, report.chunks_embedded) == (20, 20, 20)
    assert chroma_rows(tmp_path / "home", embedder) == 40


def test_nearest_respects_filters(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    from datetime import date

    run(tmp_path / "home", embedder, articles)
    with Home.open(tmp_path / "home", embedder=embedder) as home:
        (query,) = embedder.embed_queries(["bridge mayor whale"])
        for filters, expected in (
            (Filters(), {"a", "b", "c"}),
            (Filters(published_from=date(2023, 1, 2)), {"a", "b"}),
            (Filters(published_to=date(2023, 1, 2)), {"a"}),
            (Filters(date(2023, 1, 1), date(2023, 12, 31), ("Echo",)), {"b"}),
            (Filters(sources=("Post", "Echo")), {"a", "b"}),
        ):
            dense = {key.partition(":")[0] for key, _ in nearest(home.catalog, home.vectors, query, 10, filters)}
            terms = ["bridg", "mayor", "whale"]
            lexical = {key.partition(":")[0] for key, _ in home.lexical.search(terms, 10, filters=filters)}
            assert dense == lexical == expected


def test_another_model_is_refused_and_rebuilding_mends_it(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    run(tmp_path / "home", embedder, articles)
    other = BagOfWordsEmbedder(("bridge",), name="other")
    with pytest.raises(ManifestMismatch, match=r"'fake' \(5 dims.*'other' \(2 dims.*citewire index --rebuild"):
        Home.open(tmp_path / "home", embedder=other)
    with Home.create(tmp_path / "home", embedder=other) as home:
        with pytest.raises(ManifestMismatch):
            ingest(home, [articles])
        assert rebuild(home).chunks_embedded == 3
    assert chroma_rows(tmp_path / "home", other) == 3


def test_another_chunk_size_is_refused(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    run(tmp_path / "home", embedder, articles)
    with pytest.raises(ManifestMismatch, match="passages of 200 word pieces"):
        Home.open(tmp_path / "home", settings=Settings(chunk_tokens=100), embedder=embedder)


def test_home_has_one_owner_and_says_who(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    import os

    run(tmp_path / "home", embedder, articles)
    with Home.open(tmp_path / "home", embedder=embedder):
        with pytest.raises(HomeLocked, match=f"pid {os.getpid()}.*is using the home"):
            Home.open(tmp_path / "home", embedder=embedder)
        reader = Home.read(tmp_path / "home")  # listing needs no ownership
        assert len(reader.catalog.articles()) == 3
        reader.close()


def test_missing_home_and_damaged_catalog_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="citewire index FOLDER"):
        Home.open(tmp_path / "home")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / CATALOG_FILE).write_text("this is no database, though it is long enough to look at" * 30)
    with pytest.raises(StoreError, match="not a usable catalog"):
        Home.open(tmp_path / "home")
