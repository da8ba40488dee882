"""What a run does to articles that were added, edited, renamed, moved or deleted; and the plan it shows before."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder

from index.home import Home
from index.ingest import IngestReport, ingest, plan
from index.readers import ReadOptions, read_path


@pytest.fixture
def embedder() -> BagOfWordsEmbedder:
    return BagOfWordsEmbedder()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (
        ("bridge.txt", "The bridge opened."),
        ("mayor.txt", "The mayor resigned."),
        ("whale.txt", "A whale was seen."),
    ):
        (folder / name).write_text(text)
    return folder


def sync(home: Path, embedder: BagOfWordsEmbedder, *paths: Path, **options: object) -> IngestReport:
    with Home.create(home, embedder=embedder) as opened:
        return ingest(opened, paths, sync=True, **options)  # type: ignore[arg-type]


def stored(home: Path, embedder: BagOfWordsEmbedder) -> dict[str, str]:
    """Return file names by article id, after checking that all three stores hold the same."""
    with Home.open(home, embedder=embedder) as opened:
        ids = {found.chunk.id for key in opened.catalog.fingerprints() for found in opened.catalog.chunks_of(key)}
        assert opened.vectors.chunk_ids() == ids
        assert opened.lexical.problem() is None
        assert opened.journal.articles().keys() == opened.catalog.fingerprints().keys()
        return {key: Path(found.origin).name for key, found in opened.catalog.fingerprints().items()}


def test_index_becomes_equal_to_the_folder(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    (articles / "bridge.txt").unlink()
    (articles / "mayor.txt").write_text("The mayor stayed.")
    (articles / "rocket.txt").write_text("A rocket rose.")
    (articles / "whale.txt").rename(articles / "beach.txt")
    report = sync(home, embedder, articles)
    assert (report.added, report.changed, report.renamed, report.unchanged, report.removed) == (1, 1, 1, 0, 1)
    assert report.chunks_embedded == 2
    assert stored(home, embedder) == {"mayor": "mayor.txt", "rocket": "rocket.txt", "whale": "beach.txt"}


def test_renamed_file_keeps_its_id_when_it_is_edited_later(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    (articles / "whale.txt").rename(articles / "beach.txt")
    sync(home, embedder, articles)
    (articles / "beach.txt").write_text("Two whales were seen.")
    report = sync(home, embedder, articles)
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    assert stored(home, embedder)["whale"] == "beach.txt"


def test_renaming_doubles_nothing_without_sync_either(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    (articles / "whale.txt").rename(articles / "beach.txt")
    with Home.create(home, embedder=embedder) as opened:
        report = ingest(opened, [articles])
    assert (report.added, report.renamed, report.removed, report.chunks_embedded) == (0, 1, 0, 0)
    assert len(stored(home, embedder)) == 3


def test_copied_file_is_an_article_of_its_own(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    shutil.copy(articles / "whale.txt", articles / "beach.txt")
    report = sync(home, embedder, articles)
    assert (report.added, report.renamed, report.removed) == (1, 0, 0)
    assert stored(home, embedder).keys() == {"bridge", "mayor", "whale", "beach"}


def test_two_files_that_swap_names_are_two_changes(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    (articles / "bridge.txt").rename(articles / "x.txt")
    (articles / "mayor.txt").rename(articles / "bridge.txt")
    (articles / "x.txt").rename(articles / "mayor.txt")
    report = sync(home, embedder, articles)
    assert (report.added, report.changed, report.removed) == (0, 2, 0)
    with Home.open(home, embedder=embedder) as opened:
        assert opened.catalog.article("mayor").text == "The bridge opened."


def test_only_the_given_folders_are_made_equal(tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder) -> None:
    home, other = tmp_path / "home", tmp_path / "articles-other"
    other.mkdir()
    (other / "rocket.txt").write_text("A rocket rose.")
    sync(home, embedder, articles, other)
    (other / "rocket.txt").unlink()
    (other / "moon.txt").write_text("The moon rose.")
    assert sync(home, embedder, articles).removed == 0
    assert sync(home, embedder, other).removed == 1
    assert stored(home, embedder).keys() == {"bridge", "mayor", "whale", "moon"}


def test_file_that_breaks_keeps_the_article_it_held(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    records = [{"id": str(number), "text": f"Story {number}."} for number in range(3)]
    (articles / "wire.jsonl").write_text("\n".join(map(json.dumps, records)))
    sync(home, embedder, articles)
    (articles / "mayor.txt").write_text("")
    (articles / "wire.jsonl").write_text("\n".join([json.dumps(records[0]), "{broken", json.dumps(records[2])]))
    report = sync(home, embedder, articles)
    assert (report.removed, len(report.failed)) == (0, 2)
    assert stored(home, embedder).keys() == {"bridge", "mayor", "whale", "0", "1", "2"}


def test_folder_that_is_missing_or_empty_removes_nothing(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    shutil.rmtree(articles)
    report = sync(home, embedder, articles)
    assert (report.removed, len(report.failed)) == (0, 1)
    articles.mkdir()  # as a disk that is not mounted looks
    report = sync(home, embedder, articles)
    assert (report.removed, len(report.failed)) == (0, 1)
    assert len(stored(home, embedder)) == 3


def test_records_that_move_within_their_file_are_unchanged(tmp_path: Path, embedder: BagOfWordsEmbedder) -> None:
    home, file = tmp_path / "home", tmp_path / "wire.jsonl"
    records = [json.dumps({"title": f"Story {number}", "text": f"It is story {number}."}) for number in range(3)]
    file.write_text("\n".join(records))
    sync(home, embedder, file)
    file.write_text("\n".join(reversed(records[1:])))
    report = sync(home, embedder, file)
    assert (report.added, report.renamed, report.unchanged, report.removed) == (0, 0, 2, 1)
    assert report.chunks_embedded == 0


def test_what_is_known_to_be_gone_is_removed_without_reading_the_rest(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    (articles / "whale.txt").rename(articles / "beach.txt")
    (articles / "mayor.txt").unlink()
    report = sync(
        home, embedder, articles / "beach.txt", gone=[str(articles / "whale.txt"), str(articles / "mayor.txt")]
    )
    assert (report.renamed, report.removed) == (1, 1)
    assert stored(home, embedder) == {"bridge": "bridge.txt", "whale": "beach.txt"}


def test_plan_tells_what_a_run_would_do_and_does_nothing(
    tmp_path: Path, articles: Path, embedder: BagOfWordsEmbedder
) -> None:
    home = tmp_path / "home"
    sync(home, embedder, articles)
    before = stored(home, embedder)
    (articles / "bridge.txt").unlink()
    (articles / "mayor.txt").write_text("The mayor stayed.")
    (articles / "rocket.txt").write_text("A rocket rose.")
    (articles / "empty.txt").write_text("")
    with Home.open(home, embedder=embedder) as opened:
        steps, failed = plan(opened, [articles], sync=True)
        without, _ = plan(opened, [articles])
    assert Counter(step.action for step in steps) == {"added": 1, "changed": 1, "unchanged": 1, "removed": 1}
    assert [Path(failure.path).name for failure in failed] == ["empty.txt"]
    assert "removed" not in {step.action for step in without}
    assert stored(home, embedder) == before
    report = sync(home, embedder, articles)
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 1, 1, 1)


def test_edited_article_embeds_only_passages_whose_text_changed(tmp_path: Path) -> None:
    home, embedder, folder = tmp_path / "home", BagOfWordsEmbedder(), tmp_path / "articles"
    folder.mkdir()
    paragraphs = [" ".join(f"Word{number}x{at}." for at in range(180)) for number in range(20)]
    (folder / "long.txt").write_text("\n\n".join(paragraphs))
    first = sync(home, embedder, folder)
    assert first.chunks_embedded >= 20
    paragraphs[10] += " An addition."
    (folder / "long.txt").write_text("\n\n".join(paragraphs))
    report = sync(home, embedder, folder)
    assert (report.changed, report.chunks_embedded) == (1, 1)
    assert report.chunks_total == first.chunks_total


def test_catalog_keeps_everything_known_of_an_article(tmp_path: Path, embedder: BagOfWordsEmbedder) -> None:
    file = tmp_path / "a.jsonl"
    record = {"id": "x", "title": "T", "text": "The bridge.", "date": "2023-01-02", "source": "S", "author": "A"}
    file.write_text(json.dumps({**record, "url": "https://example.org/x"}))
    sync(tmp_path / "home", embedder, file)
    (read,) = read_path(file, ReadOptions({}, 1000))
    with Home.open(tmp_path / "home", embedder=embedder) as home:
        assert home.catalog.article("x") == read
        assert home.journal.articles() == {"x": read}
