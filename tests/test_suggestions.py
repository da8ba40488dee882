"""Questions made from sentences of articles, and those offered after an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from test_ui_fakes import HOSTILE

from index.articles import Article
from qa import Answer, QueryEngine
from qa.interrogation import questions_in
from qa.verbs import BASE_OF


def asked(text: str) -> list[str]:
    article = Article("a", "Title", text, published=date(2024, 2, 3))
    return [found.question for found in questions_in(article)]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Ropewalk Bridge was opened to traffic on Friday.", "When was Ropewalk Bridge opened to traffic?"),
        ("Hollis & Brandt, whose tins are blue, will close its cannery on 29 February.",
         "When will Hollis & Brandt close its cannery?"),
        ("Corvin Tolle, the mayor, resigned on Friday. Mr Tolle left.", "When did Corvin Tolle resign?"),
        ("Anna Lind, a singer, was born in Chester. Ms Lind is 40.", "Where was Anna Lind born?"),
        ("The Ropewalk Bridge is 88 metres long.", "How long is the Ropewalk Bridge?"),
        ("The bridge cost 41.6 million crowns. They like Ropewalk Bridge.", "How much did Ropewalk Bridge cost?"),
        ("Two people were killed in a shooting at a church near Birmingham on Thursday.",
         "How many people were killed in a shooting at a church near Birmingham?"),
        ("The Coast Guard rescued 41 people on Monday.", "How many people did the Coast Guard rescue?"),
        ("Lauve Tidal Energy announced a delay.", "What did Lauve Tidal Energy announce?"),
        ("Ropewalk Bridge was closed because the deck had jammed.", "Why was Ropewalk Bridge closed?"),
        ("Chief executive Ottilie Vass came. Ms Vass left.", "Who is Ottilie Vass?"),
        ("Leopold Garrick, 44, a former diver of Weir Street, was jailed. Mr Garrick left.", "Who is Leopold Garrick?"),
        ("Mayor Jørn Kettrick said the Coast Fund had agreed to pay. Mr Kettrick left.",
         "What did Jørn Kettrick say about the Coast Fund?"),
        ("The Storr Line said on Friday that it would repair the ferry at Sellenberg.",
         "What did the Storr Line say about Sellenberg?"),
        ("The council of Morvik agreed to buy a ferry. The Storr Line agreed to sell it.",
         "What did the Storr Line agree to do?"),
        ("Corvin Tolle pleaded guilty to theft. Mr Tolle wept.", "What did Corvin Tolle plead guilty to?"),
        ("Storm Maren made landfall near Morvik. Three boats sank.", "Where did Storm Maren make landfall?"),
        ("Ropewalk Bridge was closed Monday, officials of “Team Deck” said.", "When was Ropewalk Bridge closed?"),
        ("Ferry Minister Corvin Tolle resigned on Friday. Mr Tolle left.", "When did Corvin Tolle resign?"),
    ],
)  # fmt: skip
def test_a_sentence_becomes_the_question_it_answers(text: str, question: str) -> None:
    assert question in asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "It was opened to traffic on Friday.",
        "He resigned in May.",
        "Ropewalk Bridge was not opened on Friday.",
        "Ropewalk Bridge could be opened on Friday.",
        "“Ropewalk Bridge was opened on Friday.”",
        "Ropewalk Bridge was opened (at last) on Friday.",
        "Two men were jailed for stealing them.",
        "Mr Tolle resigned on Friday.",
        "The animals were fed on Friday.",
        "The whale was stranded on Tuesday.",
        "The minister announced a review.",
        "The President signed a law.",
        "President Tolle said so. Tolle announced a review. A Corvin Tolle and a Jan Tolle came.",
        "Parts of Ropewalk Bridge were closed on Friday. All parts were.",
        "Ropewalk Bridge agreed on Friday.",
        "Lauve Tidal Energy declined to comment.",
        "Corvin Tolle said nothing was wrong. Mr Tolle left.",
        "Corvin Tolle received the award on Friday. Mr Tolle left.",
        "And then Ropewalk Bridge was opened on Friday.”",
        "Monday was closed on Friday.",
        "A bridge was opened on Friday",
        f"{HOSTILE} was opened on Friday.",
        "",
    ],
)
def test_what_cannot_stand_alone_or_is_unsure_becomes_none(text: str) -> None:
    assert asked(text) == []


def test_two_people_of_one_surname_are_not_mixed_up() -> None:
    text = "Anneke Silverdale said so. Joost Silverdale said no. Mr Silverdale resigned on Friday."
    assert not any("resign" in question for question in asked(text))


def test_past_forms_lead_to_verbs() -> None:
    assert {past: BASE_OF[past] for past in ("carried", "planned", "raised", "opened", "sank", "played")} == {
        "carried": "carry", "planned": "plan", "raised": "raise", "opened": "open", "sank": "sink", "played": "play",
    }  # fmt: skip


# --- after an answer


@pytest.fixture(scope="module")
def engine(seeds_home: Path) -> Iterator[QueryEngine]:
    with QueryEngine.open(seeds_home) as engine:
        yield engine


@pytest.fixture(scope="module")
def bridge(engine: QueryEngine) -> Answer:
    return engine.ask("Why did the deck of the Lauve bridge jam during its test in April 2023?")


def test_suggestions_are_answered_from_articles_near_the_answer(engine: QueryEngine, bridge: Answer) -> None:
    suggested = engine.suggest(bridge)
    assert "How long is Ropewalk Bridge?" in suggested
    assert len(suggested) == len(set(suggested)) <= 3
    for question in suggested:
        assert question.endswith("?")
        assert not engine.ask(question).refused


def test_what_was_asked_already_is_not_suggested(engine: QueryEngine, bridge: Answer) -> None:
    first = engine.suggest(bridge)
    later = engine.suggest(bridge, asked=first)
    assert set(first).isdisjoint(later)
    assert bridge.question not in first


def test_suggestions_keep_to_the_outlets_and_days_of_the_answer(engine: QueryEngine) -> None:
    answer = engine.ask("How long is Ropewalk Bridge?", sources=("Ostrand Post",))
    assert not answer.refused
    for question in engine.suggest(answer):
        assert not engine.ask(question, sources=("Ostrand Post",)).refused


@pytest.mark.parametrize("question", ["How did the oyster growers find out where the thieves parked their van?"])
def test_after_a_refusal_what_the_nearest_passages_answer_is_suggested(engine: QueryEngine, question: str) -> None:
    refused = engine.ask(question)
    assert refused.refused
    suggested = engine.suggest(refused)
    assert suggested
    near = {passage.article_id for passage in refused.nearest}
    assert any(cited.article_id in near for cited in engine.ask(suggested[0]).citations)


def test_examples_are_about_several_articles_and_not_only_who_somebody_is(engine: QueryEngine) -> None:
    examples = engine.example_questions(4)
    assert len({engine.ask(question).citations[0].article_id for question in examples}) == 4
    assert sum(question.startswith("Who is ") for question in examples) <= 2


def test_number_of_suggestions_can_be_chosen(engine: QueryEngine, bridge: Answer) -> None:
    assert engine.suggest(bridge, n=0) == []
    assert len(engine.suggest(bridge, n=1)) == 1


def test_a_language_model_is_not_asked(engine: QueryEngine, bridge: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    answerers: list[str | None] = []
    ask = engine.ask

    def told(question: str, *, answerer: str | None = None, **scope: object) -> Answer:
        answerers.append(answerer)
        return ask(question, answerer=answerer, **scope)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "ask", told)
    engine.suggest(bridge)
    assert answerers
    assert set(answerers) == {"extractive"}
