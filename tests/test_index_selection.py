"""Searching with filters and by the rarer words finds what looking at every chunk finds."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import index.lexical
from index import passages
from index.articles import Article
from index.catalog import Catalog
from index.chunking import Chunk
from index.dense import nearest
from index.embedding import PassageVectors, Vectors
from index.lexical import LexicalIndex
from index.records import Filters
from index.schema import NEXT
from index.selection import Reach, Selection
from index.vectors import VectorRow, VectorStore

FIRST = date(2020, 1, 1)
ARTICLES, CHUNKS_EACH, DIMENSION = 1200, 2, 12
WORDS = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(400)]
# 10 nearest of 2,400 chunks: half and a third are wide for Chroma, the others narrow.
FILTERS = {
    "half the days": Filters(published_to=FIRST + timedelta(days=599)),
    "two outlets of three": Filters(sources=("Echo", "Post")),
    "a third": Filters(published_from=FIRST + timedelta(days=400), sources=("Echo", "Post")),
    "a tenth": Filters(FIRST + timedelta(days=300), FIRST + timedelta(days=419)),
    "five days": Filters(FIRST + timedelta(days=7), FIRST + timedelta(days=11)),
    "one outlet on one day": Filters(FIRST + timedelta(days=9), FIRST + timedelta(days=9), ("Echo",)),
    "nothing": Filters(published_from=date(2030, 1, 1)),
}


def unit(rows: Vectors) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def put(catalog: Catalog, article: Article, vectors: Vectors) -> list[VectorRow]:
    """Store an article whose text falls into as many chunks as there are vectors."""
    size = len(article.text) // len(vectors)
    chunks = [
        Chunk(f"{article.id}:{n * size}", article.id, n, n * size, (n + 1) * size, ((n * size, (n + 1) * size),))
        for n in range(len(vectors))
    ]
    digests = [f"{chunk.id} {vector.tobytes().hex()}" for chunk, vector in zip(chunks, vectors, strict=True)]
    with catalog.transaction():
        catalog.put_vectors(
            {digest: PassageVectors(vector, vector[None]) for digest, vector in zip(digests, vectors, strict=True)}
        )
        catalog.put_article(article, chunks, digests)
    return [VectorRow(chunk.id, article.id, vector) for chunk, vector in zip(chunks, vectors, strict=True)]


class Collection:
    """A catalog and a vector store with random articles, and what brute force finds in them."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog(folder / "catalog.sqlite3")
        self.store = VectorStore(folder / "chroma", catalog_id="x")
        self.rng = np.random.default_rng(1)
        draw = random.Random(1)
        weights = [1 / (place + 2) for place in range(len(WORDS))]
        self.rows: list[VectorRow] = []
        self.articles: dict[str, Article] = {}
        for n in range(ARTICLES):
            text = " ".join(draw.choices(WORDS, weights, k=60))
            day = FIRST + timedelta(days=n) if n % 40 else None
            article = Article(f"a{n}", draw.choice(WORDS), text, day, ("Echo", "Post", "Herald")[n % 3])
            self.articles[article.id] = article
            self.rows += put(self.catalog, article, unit(self.rng.standard_normal((CHUNKS_EACH, DIMENSION))))
        self.store.replace([], self.rows)

    def passes(self, article_id: str, filters: Filters) -> bool:
        article = self.articles[article_id]
        if (filters.published_from or filters.published_to) and not article.published:
            return False
        return (
            (not filters.published_from or article.published >= filters.published_from)  # type: ignore[operator]
            and (not filters.published_to or article.published <= filters.published_to)  # type: ignore[operator]
            and (not filters.sources or article.source in filters.sources)
        )

    def exact(self, vector: Vectors, limit: int, filters: Filters) -> list[str]:
        scored = [
            (-float(row.vector @ vector), row.chunk_id) for row in self.rows if self.passes(row.article_id, filters)
        ]
        return [key for _, key in sorted(scored)[:limit]]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    found = Collection(tmp_path_factory.mktemp("collection"))
    yield found
    found.store.close()
    found.catalog.close()


def spy_fetches(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    fetches: list[int] = []
    original = store.nearest

    def record(vector: Vectors, limit: int) -> list[tuple[str, float]]:
        fetches.append(limit)
        return original(vector, limit)

    monkeypatch.setattr(store, "nearest", record)
    return fetches


@pytest.mark.parametrize("name", FILTERS)
def test_nearest_with_a_filter_is_what_brute_force_finds(collection: Collection, name: str) -> None:
    for vector in unit(collection.rng.standard_normal((20, DIMENSION))):
        found = nearest(collection.catalog, collection.store, vector, 10, FILTERS[name])
        assert [key for key, _ in found] == collection.exact(vector, 10, FILTERS[name])
        by_id = {row.chunk_id: row.vector for row in collection.rows}
        assert [score for _, score in found] == pytest.approx(
            [float(by_id[key] @ vector) for key, _ in found], abs=1e-5
        )


def test_wide_filters_ask_chroma_and_narrow_ones_the_catalog(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetches = spy_fetches(collection.store, monkeypatch)
    asked = {}
    for name, filters in FILTERS.items():
        fetches.clear()
        nearest(collection.catalog, collection.store, collection.rows[0].vector, 10, filters)
        asked[name] = bool(fetches)
    assert [name for name, was in asked.items() if was] == ["half the days", "two outlets of three", "a third"]


def test_fetching_widens_until_enough_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 60 chunks nearest to the question are all of the other outlet; beyond them both take turns."""
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    store = VectorStore(tmp_path / "chroma", catalog_id="x")
    rows = []
    for n in range(1200):
        angle = n * 0.001
        article = Article(f"a{n:04}", "T", "Some text.", source="Echo" if n < 60 or n % 2 else "Post")
        rows += put(catalog, article, np.array([[np.cos(angle), np.sin(angle)]], dtype=np.float32))
    store.replace([], rows)
    fetches = spy_fetches(store, monkeypatch)
    found = nearest(catalog, store, np.array([1, 0], dtype=np.float32), 5, Filters(sources=("Post",)))
    assert [key for key, _ in found] == [f"a{n:04}:0" for n in (60, 62, 64, 66, 68)]
    assert len(fetches) > 1
    assert fetches == sorted(fetches)
    assert fetches[0] < 60 < fetches[-1] < 600
    store.close()
    catalog.close()


def test_reach_widens_by_the_share_that_passed() -> None:
    assert Reach(1000, 100).wider(20, 40) == Reach(1000, 300)  # 40 / 0.2, and half as many more
    assert Reach(1000, 100).wider(39, 40) == Reach(1000, 200)  # at least doubled
    assert Reach(1000, 100).wider(0, 40) == Reach(1000, 800)  # at most eight times as many
    assert Reach(1000, 100).narrow(10)
    assert not Reach(1000, 100).narrow(9)


def test_selection_knows_what_passes(collection: Collection) -> None:
    for filters in FILTERS.values():
        selection = Selection(collection.catalog, filters)
        expected = [row.chunk_id for row in collection.rows if collection.passes(row.article_id, filters)]
        assert selection.passing([row.chunk_id for row in collection.rows]) == expected
        assert len(selection.numbers()) == len(expected)
        assert selection.passing_numbers(selection.numbers()) == selection.numbers()


def all_scores(collection: Collection, terms: Sequence[str]) -> dict[str, float]:
    """Return what FTS5 itself says of every chunk."""
    rows = collection.catalog.rows(
        f"SELECT c.id, -bm25(chunks_fts, {index.lexical.TITLE_WEIGHT}, 1.0) FROM chunks_fts "
        "JOIN chunks c ON c.number = chunks_fts.rowid WHERE chunks_fts MATCH ?",
        (" OR ".join(terms),),
    )
    return dict(rows)


def questions() -> list[list[str]]:
    """Common and rare words together, from mostly common to mostly rare."""
    draw = random.Random(2)
    return [
        list(dict.fromkeys(draw.sample(WORDS[:15], common) + draw.sample(WORDS[40:], rare)))
        for common, rare in ((1, 1), (1, 4), (2, 3), (4, 1), (5, 0), (0, 4), (3, 8))
        for _ in range(6)
    ]


@pytest.mark.parametrize("name", [None, *FILTERS])
@pytest.mark.parametrize("many_places", [0, 10**9])
def test_lexical_ranking_is_that_of_all_terms_over_all_chunks(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, name: str | None, many_places: int
) -> None:
    monkeypatch.setattr(index.lexical, "_MANY_PLACES", many_places)
    lexical, limit = LexicalIndex(collection.catalog), 15
    filters = FILTERS[name] if name else Filters()
    for terms in questions():
        scores = all_scores(collection, terms)
        expected = {key: score for key, score in scores.items() if collection.passes(key.partition(":")[0], filters)}
        best = sorted(expected.values(), reverse=True)[:limit]
        found = lexical.search(terms, limit, filters=filters)
        assert [score for _, score in found] == pytest.approx(best)
        assert all(expected[key] == pytest.approx(score) for key, score in found)
        also = [row.chunk_id for row in collection.rows[::37] if collection.passes(row.article_id, filters)]
        wider = dict(lexical.search(terms, limit, filters=filters, also=also))
        assert wider == pytest.approx({**dict(found), **{key: expected[key] for key in also if key in expected}})


def test_common_terms_are_left_for_last_where_rare_ones_decide(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.lexical, "_MANY_PLACES", 0)
    lexical = LexicalIndex(collection.catalog)
    asked: list[int] = []
    original = lexical._matches

    def record(query: index.lexical._Query, *args: object, **kwargs: object) -> index.lexical.Ranked:
        asked.append(len(query.terms))
        return original(query, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(lexical, "_matches", record)
    rare = WORDS[200:212]
    lexical.search([WORDS[0], *rare], 5)
    assert len(asked) == 2  # candidates by the rare ones, then all terms for these alone
    assert asked[0] < asked[1] == 13
    asked.clear()
    lexical.search([WORDS[0], WORDS[1]], 5)
    assert asked == [2]


def test_common_terms_decide_where_the_rare_one_says_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rare word stands once in each of 38 long chunks, the common ones ten times in short ones."""
    monkeypatch.setattr(index.lexical, "_MANY_PLACES", 0)
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    for n in range(200):
        text = "rare " + "filler " * 200 if n < 38 else "alpha beta " * 10 if n < 100 else "filler " * 20
        put(catalog, Article(f"a{n:03}", "T", text), np.array([[1, 0]], dtype=np.float32))
    found = LexicalIndex(catalog).search(["rare", "alpha", "beta"], 5)
    assert all(38 <= int(key[1:4]) < 100 for key, _ in found)
    catalog.close()


def test_lexical_search_widens_until_enough_pass(tmp_path: Path) -> None:
    """The longer the text the lower its score; the best 60 are of the other outlet."""
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    for n in range(700):
        outlet = "Echo" if n < 60 or n % 2 else "Post"
        article = Article(f"a{n:03}", "T", "bridge" + " and" * n, source=outlet)
        put(catalog, article, np.array([[1, 0]], dtype=np.float32))
    also = [f"a{n}:0" for n in range(680, 700, 2)]
    found = LexicalIndex(catalog).search(["bridg"], 5, filters=Filters(sources=("Post",)), also=also)
    assert [key for key, _ in found] == [f"a{n:03}:0" for n in (60, 62, 64, 66, 68)] + also
    catalog.close()


def test_passage_vectors_follow_the_articles(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    rng = np.random.default_rng(1)
    put(catalog, Article("a", "T", "One two three."), unit(rng.standard_normal((3, 4))))
    (kept,) = put(catalog, Article("b", "T", "Four five."), unit(rng.standard_normal((1, 4))))
    (changed,) = put(catalog, Article("a", "T", "Six seven."), unit(rng.standard_normal((1, 4))))
    found = list(passages.of_articles(catalog, ["a", "b", "c"]))
    assert {(key, owner, vector.tobytes()) for key, owner, vector in found} == {
        (row.chunk_id, row.article_id, row.vector.tobytes()) for row in (kept, changed)
    }
    catalog.remove_articles(["b"])
    assert catalog.rows("SELECT count(*) FROM passages") == [(1,)]
    catalog.close()


def test_catalog_of_an_earlier_schema_is_given_passage_vectors(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parent / "data" / "catalog-v1.sqlite3", tmp_path / "catalog.sqlite3")
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    stored = [found for article in catalog.fingerprints() for found in catalog.chunks_of(article)]
    assert stored
    found = passages.of_chunks(catalog, [chunk.chunk.id for chunk in stored])
    assert {key: vector.tobytes() for key, (_, vector) in found.items()} == {
        chunk.chunk.id: chunk.vectors.passage.tobytes() for chunk in stored
    }
    assert catalog.problems() == []
    catalog.close()


def test_generation_under_construction_is_given_passage_vectors_too(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    article = Article("a", "T", "One two three.")
    (row,) = put(catalog, article, np.array([[1, 0]], dtype=np.float32))
    catalog.begin_generation("manifest", "collection")
    other = np.array([0, 1], dtype=np.float32)
    with catalog.transaction():
        catalog.put_vectors({"digest": PassageVectors(other, other[None])}, NEXT)
        catalog.put_chunks_if_unchanged(article, [Chunk("a:0", "a", 0, 0, 14, ((0, 14),))], ["digest"])
        for table in (f"passages{NEXT}", "passages"):
            catalog.execute(f"DROP TABLE {table}")
        catalog.set_meta("schema_version", "2")
    catalog.close()
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    for generation, vector in (("", row.vector), (NEXT, other)):
        ((key, owner, found),) = passages.of_articles(catalog, ["a"], generation)
        assert (key, owner, found.tobytes()) == ("a:0", "a", vector.tobytes())
    assert catalog.problems() == []
    assert catalog.switch_generation()
    assert passages.of_chunks(catalog, ["a:0"])["a:0"][1].tobytes() == other.tobytes()
    catalog.close()


def test_facts_are_counted_anew_after_every_change(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    beside = Catalog(tmp_path / "catalog.sqlite3", read_only=True)
    lexical = LexicalIndex(catalog)
    vector = np.array([[1, 0]], dtype=np.float32)
    for count in (1, 2):
        put(catalog, Article(f"a{count}", "T", "bridge", source=f"Post {count}"), vector)
        for reader in (catalog, beside):
            assert reader.chunk_count() == count
            assert len(reader.sources()) == count
        assert lexical.document_frequencies(["bridg", "bridge", "whale"]) == {"bridg": count}
    catalog.remove_articles(["a1"])
    assert (catalog.chunk_count(), beside.chunk_count(), catalog.sources()) == (1, 1, ["Post 2"])
    beside.close()
    catalog.close()
