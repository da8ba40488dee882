"""Conversations: what a turn leans on, numbers that go on, branches, and storing them."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from test_ui_fakes import BRIDGE, FERRY, FakeEngine, answer_from, cite

from index.errors import QuestionError
from qa import (
    Answer,
    AnswerReady,
    AnswerSentence,
    Chat,
    Notice,
    PassagesFound,
    QueryEngine,
    ShortAnswer,
    TextDelta,
    Turn,
)
from qa.followups import Exchange
from qa.numbering import Numbering, renumbered

FIRST, SECOND = "Nobody was hurt.", "The Sabine Tork lost drive at 4.20pm."


def chat(*questions: str, **settings: object) -> Chat:
    held = Chat(FakeEngine(), **settings)  # type: ignore[arg-type]
    for question in questions:
        held.ask(question)
    return held


# --- numbers


def test_numbers_go_on_and_a_quote_keeps_its_own() -> None:
    earlier = answer_from("a", [cite(FERRY, FIRST, 1), cite(FERRY, SECOND, 2)])
    later = answer_from("b", [cite(BRIDGE, "The bridge is 88 metres long.", 1), cite(FERRY, FIRST, 2)])
    found = Numbering([earlier]).answer(later)
    assert [citation.marker for citation in found.citations] == [3, 1]
    assert found.text == f"The bridge is 88 metres long. [3] {FIRST} [1]"
    assert [sentence.markers for sentence in found.sentences] == [(3,), (1,)]


def test_everything_that_carries_a_number_is_renumbered() -> None:
    answer = replace(
        answer_from("b", [cite(FERRY, FIRST, 1)]),
        notices=(Notice("stale", "From 2022 [1].", (1,)), Notice("period", "See [1] in the text.")),
        short=ShortAnswer("Nobody", 1, 42, 48),
        dropped=(AnswerSentence("Somebody was.", (1,), "unsupported", 0.1, ("[1] says nobody",)),),
    )
    found = renumbered(answer, {1: 7})
    assert found.notices == (Notice("stale", "From 2022 [7].", (7,)), Notice("period", "See [1] in the text."))
    assert found.short == ShortAnswer("Nobody", 7, 42, 48)
    assert (found.dropped[0].markers, found.dropped[0].problems) == ((7,), ("[7] says nobody",))


def test_bracketed_number_of_an_article_is_no_marker() -> None:
    sentence = AnswerSentence("The law [1] was passed.", (1, 2), "supported", 1.0)
    answer = replace(
        answer_from("a", [cite(FERRY, FIRST, 1), cite(FERRY, SECOND, 2)]),
        text="The law [1] was passed. [1][2]",
        sentences=(sentence,),
    )
    assert renumbered(answer, {1: 4, 2: 5}).text == "The law [1] was passed. [4][5]"


def test_changed_article_gets_a_number_of_its_own() -> None:
    earlier = answer_from("a", [cite(FERRY, FIRST, 1)])
    later = answer_from("b", [cite(FERRY, FIRST, 1, content_sha256="other")])
    assert [citation.marker for citation in Numbering([earlier]).answer(later).citations] == [2]


def test_marker_without_a_citation_never_takes_the_number_of_one() -> None:
    earlier = answer_from("a", [cite(FERRY, FIRST, 1), cite(FERRY, SECOND, 2)])
    lies = replace(
        answer_from("b", []), text="It flew. [2]", sentences=(AnswerSentence("It flew.", (2,), "unsupported", 0.0),),
        notices=(Notice("unknown_marker", "[2] cites nothing.", (2,)),),
    )  # fmt: skip
    found = Numbering([earlier]).answer(lies)
    assert (found.text, found.notices[0].text) == ("It flew. [3]", "[3] cites nothing.")
    third = Numbering([earlier, found]).answer(answer_from("c", [cite(BRIDGE, "The bridge is 88 metres long.", 1)]))
    assert third.citations[0].marker == 4


def test_first_answer_is_left_as_it_is() -> None:
    answer = answer_from("a", [cite(FERRY, FIRST, 1), cite(FERRY, SECOND, 2)])
    assert Numbering([]).answer(answer) is answer


# --- turns


def test_turns_keep_what_was_typed_and_what_was_searched_for() -> None:
    held = chat("What happened to the Storr ferry?")
    answer = held.ask("  When was  it built? ")
    assert (answer.question, answer.standalone_question) == ("When was it built?", "When was the Storr ferry built?")
    assert [turn.question for turn in held.turns] == ["What happened to the Storr ferry?", "When was it built?"]
    assert held.turns[-1].answer == answer


def test_person_may_write_the_standalone_question() -> None:
    held = chat("What happened to the Storr ferry?")
    answer = held.ask("And that?", standalone="Is the bridge open?")
    assert (answer.question, answer.standalone_question) == ("And that?", "Is the bridge open?")


def test_standalone_adds_no_turn() -> None:
    held = chat("What happened to the Storr ferry?")
    found = held.standalone("When was it built?")
    assert (found.text, found.reasons) == (
        "When was the Storr ferry built?",
        ("it = the Storr ferry, from your question",),
    )
    assert len(held.turns) == 1


def test_stream_tells_the_text_with_the_numbers_of_the_conversation() -> None:
    held = chat("What happened to the Storr ferry?")
    events = list(held.stream("Is the bridge open?"))
    assert isinstance(events[0], PassagesFound)
    assert isinstance(events[-1], AnswerReady)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert text == events[-1].answer.text == "Ropewalk Bridge was opened on Friday at noon. [3]"


def test_stream_left_early_and_failure_add_no_turn() -> None:
    held = chat("What happened to the Storr ferry?")
    stream = held.stream("Is the bridge open?")
    next(stream)
    stream.close()
    with pytest.raises(QuestionError):
        held.ask(" ")
    assert len(held.turns) == 1


def test_regenerate_puts_a_new_answer_in_the_place_of_the_last() -> None:
    held = chat("What happened to the Storr ferry?", "Is the bridge open?")
    answer = held.regenerate(standalone="Is the ferry running?")
    assert [turn.question for turn in held.turns] == ["What happened to the Storr ferry?", "Is the bridge open?"]
    assert held.turns[1].answer is answer
    assert [citation.marker for citation in answer.citations] == [1, 2]
    with pytest.raises(QuestionError, match="Ask one first"):
        chat().regenerate()


def test_branch_leaves_the_conversation_alone() -> None:
    held = chat("What happened to the Storr ferry?", "Is the bridge open?")
    branch = held.branch(1)
    branch.ask("When was it built?")
    assert branch.turns[0] == held.turns[0]
    assert (len(branch.turns), len(held.turns)) == (2, 2)
    assert branch.turns[1].answer.standalone_question == "When was the Storr ferry built?"
    assert held.branch(0).turns == ()
    with pytest.raises(QuestionError, match="has 2 turns: got 3"):
        held.branch(3)


def test_conversation_survives_json() -> None:
    held = chat("What happened to the Storr ferry?", "When was it built?")
    back = Chat.from_dict(json.loads(json.dumps(held.to_dict())), FakeEngine())
    assert back.turns == held.turns
    assert back.ask("Is the bridge open?") == held.ask("Is the bridge open?")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"schema": 9, "turns": []},
        {"turns": [{}]},
        {"turns": [{"question": "a", "answer": {"schema": 1}}]},
        {"turns": ["x"]},
    ],
)
def test_what_is_no_conversation_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(QuestionError, match=r"[Ee]xpected"):
        Chat.from_dict(data, FakeEngine())


def test_brief_turns_are_enough_to_go_on_with() -> None:
    held = chat("What happened to the Storr ferry?")
    brief = Chat(FakeEngine(), [turn.brief() for turn in held.turns])
    assert brief.ask("When was it built?").citations == held.ask("When was it built?").citations
    numbers = Chat(FakeEngine(), [turn.brief(told=False) for turn in held.turns])
    assert [citation.marker for citation in numbers.ask("Is the bridge open?").citations] == [3]


def test_limits_keep_follow_ups_from_what_is_long_past() -> None:
    assert (
        chat("What happened to the Storr ferry?", most_turns=0).standalone("When was it built?").text
        == "When was it built?"
    )
    short = chat("What happened to the Storr ferry?", max_question_chars=25)
    assert short.standalone("When was it built?").text == "When was it built?"


def test_refused_answers_and_unsupported_sentences_are_nothing_to_lean_on() -> None:
    answer = answer_from("Who?", [cite(FERRY, FIRST)])
    false = replace(answer.sentences[0], verdict="unsupported")
    assert Turn("Who?", replace(answer, sentences=(false,))).exchange().replied == ""
    assert Turn("Who?", replace(answer, refused=True)).exchange().replied == ""


def test_two_hundred_turns_are_numbered_without_a_clash() -> None:
    held = chat(*(["What happened to the Storr ferry?", "Is the bridge open?"] * 100))
    meaning: dict[int, str] = {}
    for turn in held.turns:
        for citation in turn.answer.citations:
            assert meaning.setdefault(citation.marker, citation.quote) == citation.quote
    assert len(meaning) == 3


def test_questions_asked_at_once_all_become_turns() -> None:
    held = chat("What happened to the Storr ferry?")
    threads = [threading.Thread(target=held.ask, args=("Is the bridge open?",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held.turns) == 9
    assert {citation.marker for turn in held.turns[1:] for citation in turn.answer.citations} == {3}


# --- a model that rewrites


class Model:
    def __init__(self, written: str | Exception) -> None:
        self.written = written
        self.asked: list[tuple[list[str], str]] = []

    def __call__(self, turns: Sequence[Exchange], question: str, /) -> str:
        self.asked.append(([turn.asked for turn in turns], question))
        if isinstance(self.written, Exception):
            raise self.written
        return self.written


def test_model_writes_the_question() -> None:
    model = Model("When was the Sabine Tork built?")
    held = chat("What happened to the Storr ferry?", rewriter=model)
    found = held.standalone("When was it built?")
    assert (found.text, found.reasons) == ("When was the Sabine Tork built?", ("written by the language model",))
    assert model.asked == [(["What happened to the Storr ferry?"], "When was it built?")]


@pytest.mark.parametrize(
    "written", ["", "I cannot help with that.", "When was the Titanic built?", TimeoutError("slow"), "When " * 500]
)
def test_rules_write_it_where_the_model_fails(written: str | Exception) -> None:
    held = chat("What happened to the Storr ferry?", rewriter=Model(written))
    assert held.standalone("When was it built?").text == "When was the Storr ferry built?"


def test_model_may_find_that_a_question_stands_alone() -> None:
    held = chat("What happened to the Storr ferry?", rewriter=Model("Is it raining?"))
    found = held.standalone("Is it raining?")
    assert (found.text, found.changed, found.reasons) == ("Is it raining?", False, ())


# --- on the sample articles

CONVERSATIONS = [
    (["Where did Vladimir Putin meet Kim Jong Un?", "And what did he say there?"], "000_5b5becaf9b9bcc65"),
    (["How tall is the Angara rocket?", "Where is it assembled?"], "000_5b5becaf9b9bcc65"),
    (["When did the Storr ferry lose its gearbox?", "Who was its captain?"], "2022-05-14-ferry-sabine-tork-out-of-service"),
    (["When did the Storr ferry lose its gearbox?", "How many passengers were aboard?"], "2022-05-14-ferry-sabine-tork-out-of-service"),
    (["How many people died in Storm Maren?", "How many homes were flooded?"], "2022-11-24-storm-maren"),
    (["How many grey seals were counted on the Storr Skerries in spring 2023?", "What do they eat?"], "2023-05-27-grey-seal-count"),
    (["Why did Corvin Tolle resign?", "When was he elected?"], "2023-03-11-mayor-tolle-resigns"),
    (["Why did Ilse Dragø become a pilot?", "Who is her successor?"], "2022-12-17-interview-pilot-ilse-drago"),
]  # fmt: skip


def found_by(engine: QueryEngine, questions: Sequence[str]) -> Answer:
    held = engine.chat()
    for question in questions:
        answer = held.ask(question)
    return answer


@pytest.mark.parametrize(("questions", "article_id"), CONVERSATIONS, ids=lambda value: str(value)[-40:])
def test_follow_up_finds_its_article(engine: QueryEngine, questions: list[str], article_id: str) -> None:
    answer = found_by(engine, questions)
    assert article_id in {citation.article_id for citation in answer.citations}


def test_follow_ups_asked_alone_find_less(engine: QueryEngine) -> None:
    alone = [
        article_id in {c.article_id for c in engine.ask(questions[-1]).citations}
        for questions, article_id in CONVERSATIONS
    ]
    assert sum(alone) <= len(CONVERSATIONS) / 2


def test_numbers_mean_the_same_passage_throughout(engine: QueryEngine) -> None:
    held = engine.chat()
    for questions, _ in CONVERSATIONS:
        for question in questions:
            held.ask(question)
    meaning: dict[int, tuple[str, int, int]] = {}
    for turn in held.turns:
        for cited in turn.answer.citations:
            place = (cited.article_id, cited.start_char, cited.end_char)
            assert meaning.setdefault(cited.marker, place) == place
        assert {m for s in turn.answer.sentences for m in s.markers} <= {c.marker for c in turn.answer.citations}
        for sentence in turn.answer.sentences:
            assert f"{sentence.text} {''.join(f'[{marker}]' for marker in sentence.markers)}" in turn.answer.text
    assert sorted(meaning) == list(range(1, len(meaning) + 1))
