"""Questions that need two articles, end to end on short made-up articles: both are found, both are cited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from index.home import Home
from index.ingest import ingest
from index.settings import Settings
from qa import AnswerReady, PassagesFound, QueryEngine
from qa.answer import Answer
from qa.questions import understand
from qa.retrieval import Retriever

DATA = Path(__file__).parent / "data" / "several"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
# Each has its two articles, and is told in one of the ways the wording can ask for two things.
ALWAYS = {
    "s01": "elided", "s02": "more than", "s05": "elided", "s06": "change", "s11": "compare", "s12": "total",
    "s13": "bridge", "s14": "bridge", "s15": "higher or lower", "s17": "two years", "s20": "what came of it",
    "s24": "what came of", "s25": "difference", "s28": "three years",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("several") / "home"
    with Home.create(path) as created:
        assert not ingest(created, [DATA / "articles.jsonl"]).failed
    return path


@pytest.fixture(scope="module")
def towns(home: Path) -> Iterator[QueryEngine]:
    with QueryEngine.open(home) as engine:
        yield engine


def wanted(question: dict[str, Any]) -> set[str]:
    return {evidence["article_id"] for evidence in question["evidence"]}


def cited(answer: Answer) -> list[str]:
    return [citation.article_id for citation in answer.citations]


def understood(text: str):  # type: ignore[no-untyped-def]
    return understand(text, max_chars=2000)


def test_questions_are_many_and_their_evidence_stands(towns: QueryEngine) -> None:
    assert len([question for question in QUESTIONS if question["set"] == "written"]) >= 25
    assert len([question for question in QUESTIONS if question["set"] == "held out"]) >= 10
    for question in QUESTIONS:
        assert len(wanted(question)) >= 2
        for evidence in question["evidence"]:
            text = towns.article(evidence["article_id"]).text
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


@pytest.mark.parametrize("chosen", ["written", "held out"])
def test_both_articles_are_cited_and_among_the_first_five_passages(towns: QueryEngine, chosen: str) -> None:
    asked = [question for question in QUESTIONS if question["set"] == chosen]
    both_cited = [wanted(question) <= set(cited(towns.ask(question["question"]))) for question in asked]
    both_found = [
        wanted(question) <= {passage.article_id for passage in towns.search(question["question"], 5)}
        for question in asked
    ]
    # Held out: written after the rules for wordings were, and not all of them are known to the rules.
    assert sum(both_cited) >= (0.8 if chosen == "written" else 0.6) * len(asked)
    assert sum(both_found) >= 0.95 * len(asked)


@pytest.mark.parametrize("key", ALWAYS, ids=ALWAYS.get)
def test_every_kind_of_question_cites_its_articles(towns: QueryEngine, key: str) -> None:
    question = next(question for question in QUESTIONS if question["id"] == key)
    answer = towns.ask(question["question"])
    assert wanted(question) <= set(cited(answer))
    assert {sentence.verdict for sentence in answer.sentences} == {"supported"}


def test_sentences_follow_the_order_of_the_question(towns: QueryEngine) -> None:
    early_first = towns.ask("How many otters lived on the Brannock in 2022, and how many in 2024?")
    late_first = towns.ask("How many otters lived on the Brannock in 2024, and how many in 2022?")
    assert cited(early_first)[:2] == ["2022-05-19-otters", "2024-05-23-otters"]
    assert cited(late_first)[:2] == ["2024-05-23-otters", "2022-05-19-otters"]


def test_sequel_is_told_in_the_order_of_time(towns: QueryEngine) -> None:
    answer = towns.ask("Why did the ferry crews of Gull Island strike, and what came of it?")
    assert [citation.published for citation in answer.citations[:2]] == [date(2022, 6, 14), date(2022, 7, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "What became of the brickworks of Pell & Sons?",
        "Who retired as head of the grammar school, and what happened next?",
        "Why was the new library late, and what happened in the end?",
    ],
)
def test_sequel_comes_from_a_later_article(towns: QueryEngine, text: str) -> None:
    first, then = (citation.published for citation in towns.ask(text).citations[:2])
    assert first is not None
    assert then is not None
    assert first < then


def test_bridge_cites_the_sentence_that_gives_the_name(towns: QueryEngine) -> None:
    answer = towns.ask("What shop did the woman who rescued two boys from the Brannock open?")
    assert answer.citations[0].quote == "The rescuer, Greta Holm, 44, used to swim for the county."
    assert "Copper Loaf" in answer.citations[1].quote


def test_bridge_that_leads_nowhere_changes_nothing(towns: QueryEngine) -> None:
    text = "What instrument does the son of the mayor of Lisbon play?"
    question = understood(text)
    assert question.made_of is not None
    assert towns.ask(text).refused


def test_more_parts_than_sentences_are_said_to_be_too_many(home: Path, tmp_path: Path) -> None:
    text = "List the winners of the Harrowick Harbour Marathon in 2021, 2022 and 2023."
    copy = copytree(home, tmp_path / "home")
    with QueryEngine.open(copy, settings=Settings(max_sentences=2)) as engine:
        answer = engine.ask(text)
    assert cited(answer) == ["2021-09-06-marathon", "2022-09-05-marathon"]
    (notice,) = (notice for notice in answer.notices if notice.kind != "period")
    assert notice.kind == "truncated"
    assert "needs 3 sentences" in notice.text
    assert "max_sentences" in notice.text


def test_enough_sentences_give_no_notice(towns: QueryEngine) -> None:
    answer = towns.ask("List the winners of the Harrowick Harbour Marathon in 2021, 2022 and 2023.")
    assert len(set(cited(answer))) == 3
    assert {notice.kind for notice in answer.notices} == {"period"}


@pytest.mark.parametrize(
    "text", ["Who drew the swimming pool at Sunde?", "How many seats does the Lantern Theatre have?"]
)
def test_question_of_one_part_is_ranked_as_without_parts(towns: QueryEngine, text: str) -> None:
    plain = Retriever(towns.home).retrieve(understood(text), 8)
    found = towns.retriever.retrieve(understood(text), 8)
    assert found.parts == ()
    assert [candidate.chunk_id for candidate in found.candidates] == [c.chunk_id for c in plain.candidates]
    assert [candidate.scores for candidate in found.candidates] == [c.scores for c in plain.candidates]


@pytest.mark.parametrize("key", ["s01", "s11", "s13", "s20", "s28"])
def test_every_door_gives_the_same(towns: QueryEngine, key: str) -> None:
    from qa.llamaindex import ANSWER_KEY

    text = next(question["question"] for question in QUESTIONS if question["id"] == key)
    answer = towns.ask(text)
    events = list(towns.stream(text))
    assert isinstance(events[0], PassagesFound)
    assert isinstance(events[-1], AnswerReady)
    assert events[-1].answer.citations == answer.citations
    searched = towns.search(text, towns.home.settings.keep_k)
    assert list(events[0].passages) == searched

    response = towns.as_query_engine().query(text)
    given = Answer.from_dict(response.metadata[ANSWER_KEY])
    assert (given.text, given.citations) == (answer.text, answer.citations)
    assert given.confidence == answer.confidence
    nodes = towns.as_retriever().retrieve(text)
    assert [node.node.node_id for node in nodes] == [passage.chunk_id for passage in searched]


def test_filters_bind_the_search_for_every_part(towns: QueryEngine) -> None:
    passages = towns.search(
        "Who won the Harrowick Harbour Marathon in 2021, and who in 2022?", 8, published_to=date(2021, 12, 31)
    )
    assert {passage.article_id for passage in passages} == {"2021-09-06-marathon"}


@pytest.mark.parametrize(
    "text",
    [
        "Who won the Tour de France in 2019, and who in 2020?",
        "How did inflation in Turkey in 2021 compare with that in 2023?",
        "How much did the queen of Denmark earn in 2021, and how much in 2022?",
        "Why was the airport closed, and what happened next?",
        "How many babies were born in total at the hospital in 2022 and 2023?",
    ],
)
def test_parts_that_no_article_answers_are_refused(towns: QueryEngine, text: str) -> None:
    assert towns.ask(text).refused


def test_one_sentence_may_answer_two_parts(engine: QueryEngine) -> None:
    answer = engine.ask("How many boats were registered at the harbour in 2017 and in 2021?")
    assert answer.citations[0].quote == "There were 71 at the end of 2021, against 88 in 2017."
