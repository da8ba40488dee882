"""Copies of one text: what is recognised, what a correction is not taken for, and how search shows them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedder

import seeds
from index.articles import Article
from index.duplicates import CopyGroups, are_copies, read_statement
from index.home import Home
from index.ingest import ingest, remove
from qa.engine import QueryEngine

WIRE = (
    "Two people were killed when the ferry Sabine Tork struck the pier at Morvik on Tuesday morning. "
    "The ferry was carrying 118 passengers, police said.\n\n"
    "Captain Edda Vint said the rudder had jammed. She had reported the fault in March, and it was repaired.\n\n"
    "The pier will be closed until Friday. Divers are to examine the hull, which was damaged below the waterline."
)


def article(key: str, text: str, source: str = "Post", published: str = "2023-05-06") -> dict[str, str]:
    return {"id": key, "title": f"Ferry {key}", "text": text, "source": source, "date": published}


def index(tmp_path: Path, *records: dict[str, str]) -> Path:
    file = tmp_path / "wire.jsonl"
    file.write_text("\n".join(map(json.dumps, records)))
    with Home.create(tmp_path / "home", embedder=BagOfWordsEmbedder()) as home:
        assert not ingest(home, [file], sync=True).failed
    return tmp_path / "home"


def groups(path: Path) -> set[frozenset[str]]:
    with Home.open(path, embedder=BagOfWordsEmbedder()) as home:
        found = CopyGroups(home.catalog)
        return {frozenset(found.members(group)) for group in found.of(list(home.catalog.fingerprints())).values()}


@pytest.mark.parametrize(
    "text",
    [
        f"MORVIK (HALPRESS) - {WIRE}\n\nReporting by the Morvik desk",
        WIRE[: WIRE.index("\n\nThe pier")],
        WIRE.replace("Two people", "2 people").replace("Captain ", ""),
        WIRE.replace(". Divers", ".\n\nA local reader saw it from her kitchen and called the harbour.\n\nDivers"),
        WIRE.replace(". She had", ", and she had"),
    ],
    ids=["dressed", "cut", "house style", "local paragraph", "sentences joined"],
)
def test_what_an_outlet_makes_of_a_wire_text_is_a_copy(text: str) -> None:
    assert are_copies(Article("a", "Ferry", WIRE), Article("b", "Other headline", text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Two people were killed", "One person was killed"),
        ("118 passengers", "181 passengers"),
        ("Edda Vint", "Edda Marl"),
        ("and it was repaired", "and it was not repaired"),
        ("on Tuesday morning", "on Monday morning"),
        ("until Friday", "until Sunday"),
    ],
)
def test_correction_is_no_copy_of_its_earlier_version(old: str, new: str) -> None:
    assert old in WIRE
    assert not are_copies(Article("a", "Ferry", WIRE), Article("b", "Ferry", WIRE.replace(old, new)))


def test_says_the_same_allows_additions_but_no_other_word() -> None:
    sentence = read_statement("The price of oil rose by two per cent on Tuesday in Morvik.")
    assert sentence.says_the_same(read_statement("The price of oil rose by 2% on Tuesday in the port of Morvik."))
    assert not sentence.says_the_same(read_statement("The price of oil fell by two per cent on Tuesday in Morvik."))
    assert not sentence.says_the_same(read_statement("The price of oil rose by three per cent on Tuesday in Morvik."))


def test_copies_are_grouped_at_ingest_and_groups_follow_edits_and_removals(tmp_path: Path) -> None:
    corrected = WIRE.replace("Two people were", "One person was")
    records = [article("a", WIRE, "Post"), article("b", f"MORVIK - {WIRE}", "Echo"), article("c", corrected, "Post")]
    path = index(tmp_path, *records)
    assert groups(path) == {frozenset({"a", "b"})}
    path = index(tmp_path, records[0], article("b", corrected, "Echo"), records[2])
    assert groups(path) == {frozenset({"b", "c"})}
    with Home.open(path, embedder=BagOfWordsEmbedder()) as home:
        remove(home, ["c"])
    assert groups(path) == set()


def test_search_shows_one_copy_and_lists_every_outlet(tmp_path: Path) -> None:
    path = index(
        tmp_path,
        article("a", WIRE, "Post", "2023-05-06"),
        article("b", f"MORVIK - {WIRE}", "Echo", "2023-05-07"),
        article("c", WIRE[: WIRE.index("\n\nThe pier")], "Gazette", "2023-05-08"),
        article("d", WIRE.replace("Two people were", "One person was"), "Post", "2023-05-09"),
    )
    with QueryEngine.open(path, embedder=BagOfWordsEmbedder()) as engine:
        passages = engine.search("How many people were killed when the ferry struck the pier?")
        shown = [passage.article_id for passage in passages]
        assert len(set(shown) & {"a", "b", "c"}) == 1
        assert "d" in shown  # the correction is not swallowed
        (copy,) = [passage for passage in passages if passage.article_id != "d"]
        assert {copy.source, *(other.source for other in copy.also_in)} == {"Post", "Echo", "Gazette"}
        assert all(passage.text == engine.article(passage.article_id).text[passage.start_char : passage.end_char]
                   for passage in passages)  # fmt: skip
        only_echo = engine.search("ferry killed", sources=["Echo"])
        assert [passage.article_id for passage in only_echo] == ["b"]


def test_citation_lists_only_outlets_that_tell_the_sentence(tmp_path: Path) -> None:
    path = index(
        tmp_path,
        article("a", WIRE, "Post", "2023-05-06"),
        article("c", WIRE[: WIRE.index("\n\nThe pier")], "Gazette", "2023-05-08"),
    )
    with QueryEngine.open(path, embedder=BagOfWordsEmbedder()) as engine:
        copies = engine.retriever.copies
        whole = engine.article("a")
        cut_off = whole.text.index("Divers are")
        assert [copy.source for copy in copies.tellers(whole, [(0, whole.text.index(" The ferry was"))])] == ["Gazette"]
        assert copies.tellers(whole, [(cut_off, len(whole.text))]) == ()


def test_detection_on_graded_edits_of_the_sample_articles() -> None:
    location = Path(__file__).parent.parent / "benchmarks" / "duplicates.py"
    spec = importlib.util.spec_from_file_location("benchmark_duplicates", location)
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    report = benchmark.measure(benchmark.read(seeds.FOLDER))
    assert report["articles"] >= 30
    assert report["precision"] >= 0.98
    assert report["recall"] >= 0.98
