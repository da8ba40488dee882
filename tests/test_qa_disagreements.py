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
