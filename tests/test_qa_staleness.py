"""Which questions ask for a present state, and what is said of evidence that is old for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.home import Home
from index.ingest import ingest
from qa import QueryEngine
from qa.conflicts.staleness import allowed_days
from qa.questions import understand

OFFICE = """---
id: office
title: Mayor opens school in Quelm
date: {day}
source: Quelm Post
---

Mayor Joss Petrik of Quelm opened the new school on Wednesday. The school has 24 classrooms.
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryEngine]:
    folder = tmp_path_factory.mktemp("office")
    (folder / "office.md").write_text(OFFICE.format(day="2022-03-03"))
    (folder / "ferry.txt").write_text(
        "The ferry Lune is still out of service in Dorn, its owner said. A pump has failed.\n"
    )
    with Home.create(folder / "home") as home:
        assert not ingest(home, [folder / "office.md", folder / "ferry.txt"]).failed
    with QueryEngine.open(folder / "home") as opened:
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Tarnhavn?",
        "Who's the prime minister of Norland now?",
        "What is the current price of petrol in Altena?",
        "What is the price of petrol in Altena?",
        "Is the ferry still out of service?",
        "How many grey seals are there now?",
        "What is the latest count of seals?",
        "How much does a ticket to the Alhambra cost?",
    ],
)
def test_questions_about_a_present_state_have_an_age_limit(question: str) -> None:
    days = allowed_days(understand(question, max_chars=500))
    assert days
    assert days > 0


@pytest.mark.parametrize(
    "question",
    [
        "Who was the mayor of Tarnhavn in 2015?",
        "Who was mayor when the bridge opened?",
        "How tall is the Angara rocket?",
        "How long is the bridge?",
        "What is the capital of Norland?",
        "When is the bridge due to open?",
        "Why is the ferry still out of service?",
        "How many people died in Storm Maren?",
        "Who is the director of the film?",
        "What did the mayor say about the current price?",
        "What will the council do now?",
        "Where was the summit held?",
    ],
)
def test_questions_about_the_past_or_the_lasting_have_none(question: str) -> None:
    assert allowed_days(understand(question, max_chars=500)) is None


def test_prices_age_before_offices_and_offices_before_fares() -> None:
    price, office, fare = (
        allowed_days(understand(question, max_chars=500)) or 0
        for question in ("What is the price of petrol?", "Who is the mayor of Quelm?", "How much does a ticket cost?")
    )
    assert price < office < fare


def test_old_evidence_is_given_with_its_day_and_age(office: QueryEngine) -> None:
    answer = office.ask("Who is the mayor of Quelm?", as_of=date(2023, 11, 2))
    (notice,) = answer.notices
    assert (notice.kind, notice.markers) == ("stale", (1,))
    assert (
        notice.text == "The newest article that says this is from 3 March 2022 [1], 19 months before 2 November 2023."
    )


def test_fresh_evidence_gives_no_notice(office: QueryEngine) -> None:
    assert office.ask("Who is the mayor of Quelm?", as_of=date(2022, 5, 1)).notices == ()


def test_question_about_the_past_gives_no_notice(office: QueryEngine) -> None:
    assert office.ask("Who was the mayor of Quelm who opened the school?", as_of=date(2023, 11, 2)).notices == ()


def test_undated_evidence_says_so(office: QueryEngine) -> None:
    answer = office.ask("Is the ferry Lune still out of service?")
    assert [notice.kind for notice in answer.notices] == ["stale"]
    assert "has no date [1]" in answer.notices[0].text


def test_refusal_gives_no_notice(office: QueryEngine) -> None:
    answer = office.ask("What is the current price of petrol in Altena?")
    assert answer.refused
    assert answer.notices == ()


def test_notice_is_shown_in_the_terminal_with_its_marker(office: QueryEngine, tmp_path: Path) -> None:
    from rich.console import Console

    from ui.terminal import show_answer

    with (tmp_path / "out.txt").open("w+") as out:
        show_answer(Console(file=out, width=200), office.ask("Who is the mayor of Quelm?", as_of=date(2023, 11, 2)))
        out.seek(0)
        shown = out.read()
    assert "Older report: The newest article that says this is from 3 March 2022 [1]" in shown
    assert shown.index("Older report") < shown.index("Sources")
