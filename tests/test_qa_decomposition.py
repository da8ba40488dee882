"""How questions are taken apart by their wording, and which ones must be left whole."""

from __future__ import annotations

import time

import pytest

from qa.parts.decomposition import Relation, decompose

COMPARED = {
    "How did Tarnhavn’s crab landings in 2023 compare with those in 2021?": [
        "What were Tarnhavn’s crab landings in 2023?", "What were Tarnhavn’s crab landings in 2021?"],
    "How does the 2023 harvest compare to the 2022 harvest?": [
        "What was the 2023 harvest?", "What was the 2022 harvest?"],
    "How did turnout in Morvik compare with turnout in Tarnhavn?": [
        "What was turnout in Morvik?", "What was turnout in Tarnhavn?"],
    "Compare the wages of nurses in 2021 with those in 2023.": [
        "What were the wages of nurses in 2021?", "What were the wages of nurses in 2023?"],
    "Was the count at the 2023 fair higher or lower than the police estimate for 2022?": [
        "What was the count at the 2023 fair?", "What was the police estimate for 2022?"],
    "Was attendance at the fair in 2023 higher than in 2022?": [
        "What was attendance at the fair in 2023?", "What was attendance at the fair in 2022?"],
    "Were there more storms in 2021 than in 2023?": [
        "How many storms were there in 2021?", "How many storms were there in 2023?"],
    "Did more people visit the fair in 2022 than in 2021?": [
        "How many people visit the fair in 2022?", "How many people visit the fair in 2021?"],
    "Did the Storr race draw more crews than the Pellan race?": [
        "How many crews did the Storr race draw?", "How many crews did the Pellan race draw?"],
    "Did the bridge open earlier than the cinema?": [
        "When did the bridge open?", "When did the cinema open?"],
    "Was the bridge more expensive than the tunnel?": [
        "How expensive was the bridge?", "How expensive was the tunnel?"],
    "Is the Angara taller than the Soyuz?": ["How tall is the Angara?", "How tall is the Soyuz?"],
    "How much taller is the Angara than the Soyuz?": ["How tall is the Angara?", "How tall is the Soyuz?"],
    "How many more votes did Kettrick get than Säll?": [
        "How many votes did Kettrick get?", "How many votes did Säll get?"],
    "How much more did the bridge cost than planned?": [
        "How much did the bridge cost?", "How much did the bridge cost as planned?"],
    "How many more trees were planted along the road in 2023 than in 2022?": [
        "How many trees were planted along the road in 2023?", "How many trees were planted along the road in 2022?"],
    "By how much did the final price of the array exceed the first estimate?": [
        "What was the final price of the array?", "What was the first estimate of the array?"],
    "What was the difference between the organisers’ and the police’s estimate of the crowd?": [
        "What was the organisers’ estimate of the crowd?", "What was the police’s estimate of the crowd?"],
    "What is the difference in price between a ticket in 2021 and in 2023?": [
        "What was the price of a ticket in 2021?", "What was the price of a ticket in 2023?"],
    "How many boats were registered at the end of 2021 compared with the end of 2023?": [
        "How many boats were registered at the end of 2021?", "How many boats were registered at the end of 2023?"],
    "How many seals were counted in 2023 compared with the year before?": [
        "How many seals were counted in 2023?", "How many seals were counted in 2022?"],
    "How many people attended in 2021 versus 2022?": [
        "How many people attended in 2021?", "How many people attended in 2022?"],
    "What was the unemployment rate in March compared with April?": [
        "What was the unemployment rate in March?", "What was the unemployment rate in April?"],
    "How did rents change between 2019 and 2023?": ["What were rents in 2019?", "What were rents in 2023?"],
    "Which is older, the Alhambra or the Grand Pier Hotel?": [
        "How old is the Alhambra?", "How old is the Grand Pier Hotel?"],
    "Who got more votes, Jørn Kettrick or Birgit Säll?": [
        "Jørn Kettrick got how many votes?", "Birgit Säll got how many votes?"],
}  # fmt: skip

LISTED = {
    "Who won the contest in 2022, and who in 2023?": ["Who won the contest in 2022?", "Who won the contest in 2023?"],
    "How many people came in 2022, and in 2023?": ["How many people came in 2022?", "How many people came in 2023?"],
    "Who won the race in 2022 and 2023?": ["Who won the race in 2022?", "Who won the race in 2023?"],
    "Who led the party in 2019, 2020 and 2021?": [
        "Who led the party in 2019?", "Who led the party in 2020?", "Who led the party in 2021?"],
    "What did the mayor say in March, and in June?": [
        "What did the mayor say in March?", "What did the mayor say in June?"],
    "How tall is the Angara, and how tall the Soyuz?": ["How tall is the Angara?", "How tall is the Soyuz?"],
    "How often has he travelled abroad, and in which years?": [
        "How often has he travelled abroad?", "In which years has he travelled abroad?"],
    "Who built the fishing boat Clementine, and which skipper fishes with it?": [
        "Who built the fishing boat Clementine?", "Which skipper fishes with the fishing boat Clementine?"],
    "What annual pay did Blue Line first offer the crews and what did the court finally make it pay?": [
        "What annual pay did Blue Line first offer the crews?",
        "What annual pay did the court finally make Blue Line pay?"],
    "Which firm built the bridge and which firm painted it?": [
        "Which firm built the bridge?", "Which firm painted the bridge?"],
    "When did the ferry break down, and when was it repaired?": [
        "When did the ferry break down?", "When was it repaired (the ferry break down)?"],
    "How many came according to the organisers, and how many according to the police?": [
        "How many came according to the organisers?", "How many came according to the police?"],
    "How many goals did Falk and Sandhurst each score in 2023?": [
        "How many goals did Falk score in 2023?", "How many goals did Sandhurst score in 2023?"],
    "Where did Falk work, and how many jobs went when that employer closed?": [
        "Where did Falk work?", "How many jobs went when that employer closed?"],
}  # fmt: skip

TOTALLED = {
    "How many jobs were lost in total at the cannery and the yard?": [
        "How many jobs were lost at the cannery?", "How many jobs were lost at the yard?"],
    "How many visitors came to the museum in 2022 and 2023 combined?": [
        "How many visitors came to the museum in 2022?", "How many visitors came to the museum in 2023?"],
    "How much rain fell altogether from 2021 to 2023?": [
        "How much rain fell in 2021?", "How much rain fell in 2022?", "How much rain fell in 2023?"],
}  # fmt: skip

FOLLOWED = {
    "Why was the ferry taken out of service, and what happened next?": [
        "Why was the ferry taken out of service?", "What happened afterwards (the ferry taken out of service)?"],
    "Who resigned as mayor, and how did it end?": [
        "Who resigned as mayor?", "What happened afterwards (resigned as mayor)?"],
    "What came of the plan to sell the net store?": [
        "What about the plan to sell the net store?", "What came of the plan to sell the net store?"],
    "What happened after the mayor resigned?": [
        "What about the mayor resigned?", "What happened after the mayor resigned?"],
    "What became of the cannery workers?": ["What about the cannery workers?", "What became of the cannery workers?"],
}  # fmt: skip

DESCRIBED = {
    "How much did the club led by the brother of pilot Ilse Dragø ask for?": "the brother of pilot Ilse Dragø",
    "What boat did the fisherman wrongly counted among the dead of Storm Maren later register?":
        "the fisherman wrongly counted among the dead of Storm Maren",
    "What does the man who built the Clementine think of plastic boats?": "the man who built the Clementine",
    "How many people work for the company that built the Ropewalk Bridge?":
        "the company that built the Ropewalk Bridge",
    "When did Ilse Dragø’s brother buy his boat?": "Ilse Dragø’s brother",
    "Which school did the daughter of Sixtus Brandal attend?": "the daughter of Sixtus Brandal",
}  # fmt: skip

WHOLE = """
Where is the bed and breakfast that burned down?
How many people live in Trinidad and Tobago?
How many people in total live in Trinidad and Tobago?
Who leads the search and rescue team at Pellan?
Who and what is behind the strike?
When and where was the whale found?
What did Putin and Kim say?
Who was named as Ilse Dragø’s successor as pilot?
Who is the brother of pilot Ilse Dragø?
What was the name of the man who built the Clementine?
Who is the man who fell off the quay and who was pulled out of the water?
Which town was founded in 1200 and is now the capital?
What happened between 2019 and 2021?
What happened between March and June 2021?
How did Kim travel to the cosmodrome, by train or by plane?
How many people died in total?
How many ships were there in all?
When the election produced a majority, what did the king say?
Where the river meets the sea, what was found?
Who won the match against Morvik United?
What is the case against the harbour master?
By how many votes did Kettrick beat Säll?
How many more turbines will be built?
How much longer will the bridge stay closed?
What did the council think of the pros and cons of the plan?
Who wrote Pride and Prejudice?
What is more than a metre wide?
Why was research and development cut in 2023?
How long did it take to repair the lock and gate?
Which fish is the first or second most caught?
What did Marks and Spencer sell?
In what year was the school renamed as Harvard College?
House Speaker Nancy Pelosi’s husband, Paul Pelosi, was attacked. Where did it happen?
How many boys and girls took part in the race in 2022?
What did the mayor, who resigned in March, say about the bridge?
Did the council vote for the bridge and the library?
""".strip().splitlines()  # fmt: skip

TABLE = [
    *((question, Relation.COMPARE, parts) for question, parts in COMPARED.items()),
    *((question, Relation.LIST, parts) for question, parts in LISTED.items()),
    *((question, Relation.TOTAL, parts) for question, parts in TOTALLED.items()),
    *((question, Relation.SEQUEL, parts) for question, parts in FOLLOWED.items()),
]


@pytest.mark.parametrize(("question", "relation", "parts"), TABLE)
def test_question_is_taken_apart_into_questions_of_their_own(
    question: str, relation: Relation, parts: list[str]
) -> None:
    found = decompose(question)
    assert found is not None
    assert found.relation is relation
    assert [part.text for part in found.parts] == parts


@pytest.mark.parametrize(("question", "described"), DESCRIBED.items())
def test_description_is_asked_for_first_and_named_in_the_second_question(question: str, described: str) -> None:
    found = decompose(question)
    assert found is not None
    assert found.relation is Relation.BRIDGE
    first, second = found.parts
    assert first.text in {f"Who is {described}?", f"What is {described}?"}
    assert first.wording == second.refers == described
    assert second.text == question


@pytest.mark.parametrize("question", WHOLE)
def test_question_that_asks_one_thing_is_left_whole(question: str) -> None:
    assert decompose(question) is None


def test_wording_stands_in_the_question() -> None:
    for question, _, _ in TABLE:
        found = decompose(question)
        assert found is not None
        for part in found.parts:
            assert part.wording in question


def test_words_that_point_to_the_first_answer_are_known() -> None:
    found = decompose("Where did Falk work, and how many jobs went when that employer closed?")
    assert found is not None
    assert [part.refers for part in found.parts] == [None, "that employer"]


def test_what_came_later_is_known_from_the_wording() -> None:
    found = decompose("By how much did the final price of the array exceed the first estimate?")
    assert found is not None
    assert [part.later for part in found.parts] == [True, False]


@pytest.mark.parametrize(
    "words", ["which a ", "Did more than ", "Aa ", "How did x compare with and ", "in 2021, ", "the man who was a ", "and what "]
)  # fmt: skip
def test_repeated_words_take_no_time(words: str) -> None:
    began = time.perf_counter()
    for length in (390, 2000):
        decompose((words * 300)[:length])
    assert time.perf_counter() - began < 0.5
