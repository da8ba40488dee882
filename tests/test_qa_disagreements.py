"""Differing values in made-up pairs of articles: one home, the real model, every question asked for real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.home import Home
from index.ingest import ingest
from qa import QueryEngine
from qa.answer import Answer

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "disagreements.jsonl").read_text().splitlines()
]


@dataclass(frozen=True)
class Case:
    row: dict[str, Any]
    answer: Answer

    @property
    def told(self) -> str | None:
        kinds = [notice.kind for notice in self.answer.notices if notice.kind in {"superseded", "conflict"}]
        return kinds[0] if kinds else None


@pytest.fixture(scope="module")
def engine_of_pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryEngine]:
    folder = tmp_path_factory.mktemp("pairs")
    articles = [
        {"id": f"{place:02}-{side}", **row[side]} for place, row in enumerate(ROWS) for side in ("earlier", "later")
    ]
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)))
    with Home.create(folder / "home") as home:
        assert not ingest(home, [folder / "articles.jsonl"]).failed
    with QueryEngine.open(folder / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def cases(engine_of_pairs: QueryEngine) -> list[Case]:
    return [Case(row, engine_of_pairs.ask(row["question"])) for row in ROWS]


def test_table_is_large_and_mostly_hard_negatives(cases: list[Case]) -> None:
    assert len(cases) >= 60
    assert sum(case.row["kind"] is None for case in cases) >= 30


def test_notices_are_right_far_more_often_than_they_are_missing(cases: list[Case]) -> None:
    given = [case for case in cases if case.told]
    due = [case for case in cases if case.row["kind"]]
    right = [case for case in given if case.told == case.row["kind"]]
    assert len(right) >= 0.95 * len(given), [(c.row["question"], c.told) for c in given if c not in right]
    assert len(right) >= 0.8 * len(due), [(c.row["question"], c.told) for c in due if c not in right]


def test_later_value_comes_first_with_the_earlier_one_behind_it(cases: list[Case]) -> None:
    shown = [case for case in cases if case.told and case.row["first"]]
    assert len(shown) >= 30
    for case in shown:
        first, second = (citation.article_id for citation in case.answer.citations[:2])
        assert case.row["first"].lower() in case.answer.sentences[0].text.lower()
        assert (first[-5:], second[-5:]) == ("later", "rlier")


def test_notice_names_both_values_with_outlet_day_and_marker(cases: list[Case]) -> None:
    case = next(case for case in cases if "Vantor" in case.row["question"])
    (notice,) = case.answer.notices
    assert (notice.kind, notice.markers) == ("superseded", (1, 2))
    assert notice.text == (
        "Earlier reports differ: 190 metres (Vantor Weekly, 1 February 2022) [2]; "
        "the later article says 182 metres (Vantor Weekly, 15 February 2022) [1]."
    )


def test_notice_of_a_conflict_says_who_says_what(cases: list[Case]) -> None:
    case = next(case for case in cases if "Iskar" in case.row["question"])
    (notice,) = case.answer.notices
    assert notice.text == (
        "Two articles differ: 8,000 people according to police (Daily Iskar, 13 June 2022) [1], "
        "but some 30,000 people according to the organisers (Iskar Voice, 12 June 2022) [2]. Neither corrects the other."
    )


def test_one_sentence_with_two_figures_tells_whose_they_are(cases: list[Case]) -> None:
    case = next(case for case in cases if "Palms Square" in case.row["question"])
    (notice,) = case.answer.notices
    assert notice.markers == (1,)
    assert "12,000 according to organisers, and 5,000 according to police (Plaza News, 5 March 2022) [1]" in notice.text


def test_one_sentence_allowed_shows_the_later_value_alone(engine_of_pairs: QueryEngine) -> None:
    home = engine_of_pairs.home
    settings = home.settings
    home.settings = settings.model_copy(update={"max_sentences": 1})
    try:
        answer = engine_of_pairs.ask("How tall is the Vantor tower?")
    finally:
        home.settings = settings
    assert len(answer.citations) == 1
    assert "182 metres" in answer.sentences[0].text
    assert answer.notices[0].markers == (1,)
    assert "190 metres (Vantor Weekly, 1 February 2022);" in answer.notices[0].text


def test_earlier_value_stays_first_when_it_is_asked_for(engine_of_pairs: QueryEngine) -> None:
    answer = engine_of_pairs.ask("When was the Orsa museum originally due to reopen?")
    assert "20 June" in answer.sentences[0].text


def test_every_citation_of_a_reordered_answer_stands(engine_of_pairs: QueryEngine, cases: list[Case]) -> None:
    for case in cases:
        assert [citation.marker for citation in case.answer.citations] == list(range(1, len(case.answer.citations) + 1))
        for citation in case.answer.citations:
            text = engine_of_pairs.article(citation.article_id).text
            assert text[citation.start_char : citation.end_char] == citation.quote
        for notice in case.answer.notices:
            assert set(notice.markers) <= {citation.marker for citation in case.answer.citations}


@pytest.mark.parametrize(
    ("question", "kind", "first", "values"),
    [
        ("How many people lost their lives in Storm Maren?", "superseded", "One person, not two", ("one person", "two people")),
        ("How many people came to the Herring Fair in 2022, according to its organisers and according to the police?",
         "conflict", "19,500", ("about 19,500 people", "31,000 people")),
        ("To which date was the opening of the Lauve swing bridge postponed?", "superseded", "22 September", ("22 September", "5 May")),
        ("How many homes were flooded by Storm Maren, by the fire service’s later count?", "superseded", "63", ("63", "about 40 homes")),
        ("Why was the figure of 112 million crowns for the tidal array wrong?", "superseded", "104.5 million", ("104.5 million crowns", "112 million crowns")),
    ],
)  # fmt: skip
def test_sample_corrections_and_contradictions_are_told(
    engine: QueryEngine, question: str, kind: str, first: str, values: tuple[str, str]
) -> None:
    answer = engine.ask(question)
    (notice,) = (notice for notice in answer.notices if notice.kind not in {"stale", "period"})
    assert notice.kind == kind
    assert first in answer.sentences[0].text
    assert all(value in notice.text for value in values)
