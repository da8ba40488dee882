"""Phrases, quantities, abbreviations and slips in a question: each finds what the bare words do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest

import seeds
from index.home import Home
from index.ingest import ingest
from index.terms import terms
from qa.answer import Answer
from qa.engine import QueryEngine
from qa.quantities import other_ways
from qa.questions import understand
from qa.relatedness import QuestionWords, WordSpace
from qa.wording import Wording, held, quotations

# --- reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Who said "we will not pay" in May?', ["we will not pay"]),
        ("Who said “we will not pay”?", ["we will not pay"]),
        ("Who said „we will not pay“?", ["we will not pay"]),
        ("Who said «we will not pay»?", ["we will not pay"]),
        ("Who said »we will not pay«?", ["we will not pay"]),
        ("Who said ‘we won’t pay’ and left?", ["we won’t pay"]),
        ('"One" or "two"?', ["One", "two"]),
        ("What are the mayor’s plans for the council’s money?", []),
        ('A 5" pipe', []),
        ("Don't say it's 'nothing'", []),
    ],
)
def test_quotations_are_read_in_every_kind_of_marks(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


def test_phrases_count_in_equal_shares() -> None:
    assert held([("a", "b"), ("b", "x")], "a b x c") == 1.0
    assert held([("a", "b"), ("b", "c")], "a b x c") == 0.5
    assert held([], "a") == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("42.7m", "42.7 metres"),
        ("42.7m", "42.7 meters"),
        ("42.7 metres", "42.7 meters"),
        ("$3bn", "3 billion dollars"),
        ("$3bn", "$3 billion"),
        ("3bn", "3,000,000,000"),
        ("£2.5m", "2.5 million"),
        ("5 per cent", "5 percent"),
        ("three ships", "3 ships"),
        ("twenty-five ships", "25 ships"),
        ("3 million people", "3,000,000 people"),
        ("40 mph", "40 miles per hour"),
        ("40 mph", "40 miles an hour"),
        ("12 km", "twelve kilometres"),
        ("7 kg", "7 kilograms"),
        ("two hours", "2hrs"),
    ],
)
def test_quantity_is_found_in_its_other_spellings_both_ways(one: str, other: str) -> None:
    for asked, told in ((one, other), (other, one)):
        ways = {phrase for _, phrase in other_ways(terms(asked))}
        held_by = f" {' '.join(terms(told))} "
        assert any(f" {' '.join(phrase)} " in held_by for phrase in ways), (asked, told)


def test_sign_that_is_no_term_may_stand_for_its_word() -> None:
    assert (tuple(terms("5 per cent")), ("5",)) in list(other_ways(terms("5 per cent")))
    assert (tuple(terms("3bn dollars")), tuple(terms("$3bn"))) in list(other_ways(terms("3bn dollars")))


@pytest.mark.parametrize("text", ["the mayor", "in May 2022", "1,234", "No. 1", "1.2.2024", "m", "per cent", ""])
def test_what_is_no_quantity_stays_as_it_is(text: str) -> None:
    assert list(other_ways(terms(text))) == []


def test_quantity_is_not_taken_for_one_of_another_size() -> None:
    ways = {" ".join(phrase) for _, phrase in other_ways(terms("42.7 metres"))}
    assert ways == {"42.7 meter", "42.7 m"}
    assert "30 million" not in {" ".join(phrase) for _, phrase in other_ways(terms("3bn"))}


# --- searching


ARTICLES = {
    "phrase": "The harbour board met late. Its chairman shouted that not a penny more would be paid for the new crane.",
    "scattered": "Not one more crane driver would come, not a crane, the board said. More was paid: a penny, or more, for "
    "a crane and a penny for a crane driver; a new crane, a penny, paid more.",
    "name": "On Monday, after a long delay because of rain, Holm Aske Berg opened the exhibition of glass at the museum.",
    "names": "Aske opened the exhibition of glass at the museum on Monday. Holm spoke after the mayor, then Berg.",
    "billion": "The pension fund of the Varde miners holds 3 billion in bonds, its trustees have told members in a letter.",
    "three": "The fund of the port holds 3 seats on the board.",
    "introduces": "The Coastal Ferry Regulator (CFR) was founded in 1987 in the capital.",
    "long": "The Coastal Ferry Regulator has moved its staff to a former school in Varde after the flood.",
    "other-office": "The water works moved its staff to another office, the council said.",
    "slip": "The Skjoldungen lighthouse was repainted in red and white by volunteers last summer.",
    "lighthouses": "Volunteers repainted many a lighthouse: white, red, and blue. The volunteers came each summer.",
}


@pytest.fixture(scope="module")
def wording_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryEngine]:
    folder = tmp_path_factory.mktemp("wording")
    rows = [json.dumps({"id": key, "title": "Report", "text": text}) for key, text in ARTICLES.items()]
    (folder / "articles.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with Home.create(folder / "home") as home:
        ingest(home, [folder / "articles.jsonl"])
    with QueryEngine.open(folder / "home") as opened:
        yield opened


@pytest.fixture
def words_alone(
    wording_engine: QueryEngine, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], AbstractContextManager[None]]:
    """The same engine as it was before it read wordings, to compare with."""

    @contextmanager
    def without() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(wording_engine.retriever.wordings, "read", lambda _: Wording())
            yield

    return without


WordsAlone = Callable[[], AbstractContextManager[None]]


def ranked(engine: QueryEngine, question: str) -> list[str]:
    return [passage.article_id for passage in engine.search(question)]


def lead(engine: QueryEngine, question: str, wanted: str) -> float:
    """How far an article's best passage lies before all others', the one that introduces abbreviations left out."""
    scores = {passage.article_id: passage.scores.final for passage in reversed(engine.search(question))}
    return scores.get(wanted, 0.0) - max(score for name, score in scores.items() if name not in {wanted, "introduces"})


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who said “not a penny more” about the crane?", "phrase"),
        ("Which fund holds 3bn?", "billion"),
        ("Where has the CFR moved its staff?", "long"),
        ("Which Skjoldngen building did volunteers repaint?", "slip"),
    ],
)
def test_wording_finds_what_the_words_alone_find_less_well(
    wording_engine: QueryEngine, words_alone: WordsAlone, question: str, wanted: str
) -> None:
    found = lead(wording_engine, question, wanted)
    with words_alone():
        before = lead(wording_engine, question, wanted)
    assert found > max(before, 0)


def test_phrase_that_no_article_holds_leaves_the_words_as_they_are(
    wording_engine: QueryEngine, words_alone: WordsAlone
) -> None:
    question = "Who said “more not a penny” about the crane?"
    answer = wording_engine.ask(question)
    found = ranked(wording_engine, question)
    with words_alone():
        assert ranked(wording_engine, question) == found
    assert answer.notices == ()


def test_phrase_is_looked_for_among_the_articles_that_may_be_used(wording_engine: QueryEngine) -> None:
    question = "Who said “not a penny more” about the crane?"
    assert wording_engine.search(question, published_from=date(2020, 1, 1)) == []


def test_part_of_a_name_is_found_too(wording_engine: QueryEngine) -> None:
    assert ranked(wording_engine, "What did Aske Berg open?")[0] == "name"


def test_reader_is_told_of_a_word_taken_for_a_slip(wording_engine: QueryEngine, words_alone: WordsAlone) -> None:
    question = "Who repainted the Skjoldngen lighthouse?"
    answer = wording_engine.ask(question)
    assert (answer.refused, answer.citations[0].article_id) == (False, "slip")
    assert [(notice.kind, notice.text) for notice in answer.notices] == [
        ("reworded", "“Skjoldngen” is not in the articles; also searched for “Skjoldungen”.")
    ]
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    with words_alone():
        assert wording_engine.ask(question).confidence < answer.confidence


@pytest.mark.parametrize(
    "question",
    [
        "Who repainted the “Skjoldngen” lighthouse?",  # in quotation marks it is meant as it is
        "Who repainted the Wendeline lighthouse?",  # no word of the articles is near
        "Who wrote about the penny's waking?",  # a real word that no article happens to hold
        "Who repainted the Skjoldungen lighthouse?",
        "Zzzz qqqq?",
    ],
)
def test_what_is_no_slip_is_not_taken_for_one(wording_engine: QueryEngine, question: str) -> None:
    assert wording_engine.ask(question).notices == ()


def test_abbreviation_is_not_missing_where_its_long_form_stands_and_the_other_way_round(
    wording_engine: QueryEngine,
) -> None:
    text = "The Coastal Ferry Regulator has moved."
    for asked, told in (("Where is the CFR?", text), ("Where is the Coastal Ferry Regulator?", "The CFR has moved.")):
        question = understand(asked, max_chars=2000)
        wording = wording_engine.retriever.wordings.read(question)
        rarity = dict.fromkeys(question.terms, 1.0)
        space = WordSpace(wording_engine.home.embedder)
        assert QuestionWords(question, rarity, space, wording).find([told]).related.min() == 1
        assert QuestionWords(question, rarity, space).find([told]).related.min() < 0.5


def test_what_was_refused_stays_refused(engine: QueryEngine) -> None:
    rows = [json.loads(line) for line in (seeds.FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in rows if not row["answerable"]]
    after = {question: engine.ask(question).refused for question in asked}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.retriever.wordings, "read", lambda _: Wording())
        before = {question: engine.ask(question).refused for question in asked}
    assert len(asked) > 15
    assert after == before


def test_page_pasted_as_a_question_takes_no_more_than_a_few_corrections(wording_engine: QueryEngine) -> None:
    page = " ".join([*(f"Skjoldungn{letter}" for letter in "abcdefgh"), *(f"{n}.5 km," for n in range(150)), "crane"])
    wording = wording_engine.retriever.wordings.read(understand(page, max_chars=2000))
    assert 1 <= len(wording.corrections) <= 4
    assert len(wording.alternatives) <= 40
    assert "scattered" in ranked(wording_engine, page)


def test_passages_given_by_id_are_scored_by_the_wording_too(wording_engine: QueryEngine) -> None:
    question = "Where has the CFR moved its staff?"
    found = wording_engine.search(question)
    again = wording_engine.retriever.rescore(
        wording_engine.understand(question), [passage.chunk_id for passage in found]
    )
    assert [candidate.scores for candidate in again.candidates] == [passage.scores for passage in found]
