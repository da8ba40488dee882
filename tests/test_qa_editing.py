"""Answers edited like an editor would: few words, marked omissions, names for pronouns, whole quotations, sums."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from index.chunking import split_sentences
from index.home import Home
from index.ingest import ingest
from qa import QueryEngine
from qa.editing.candidates import candidates
from qa.editing.clauses import cuts
from qa.editing.edits import Edit, apply
from qa.editing.quotations import completed
from qa.editing.references import name_for_pronoun
from qa.editing.totals import adds_up
from qa.questions import understand
from ui.terminal import show_answer

ARTICLES = (
    ("boats22", "Boats at Tarnhavn", "2022-12-30", "The port of Tarnhavn took in 410 boats in 2022. The winter was mild."),
    ("boats23", "Boats at Tarnhavn again", "2023-12-30", "The port of Tarnhavn took in 372 boats in 2023. Ice came late."),
    ("trees21", "Trees", "2021-11-01", "Volunteers planted 1,200 trees in Ostrand in 2021."),
    ("trees22", "Trees again", "2022-11-01", "Volunteers planted about 900 trees in Ostrand in 2022."),
    ("jobs", "Jobs", "2023-01-11", "The yard at Holm cut 55 jobs in January. The yard at Pell cut 48 jobs in February."),
    ("whale", "Whale on the beach", "2023-04-02", "A whale 13 metres long was found dead on the beach at Pell by the fisherman Jon Lund on Sunday."),
    ("whale2", "Dead whale", "2023-04-03", "On Sunday the fisherman Jon Lund found a dead whale on the beach at Pell that was 13 metres long."),
    ("quiz", "Quiz of the week", "2023-01-20", "Which pier in Lauve was pulled down by the gale? How high was the tide?"),
    ("gale", "After the gale", "2023-01-19", "The gale pulled down a pier in Lauve, the old Brandt Pier of 1902."),
    (
        "pilot", "Harbour pilot retires", "2023-05-02",
        "Ilse Drago, 61, steered ships into Tarnhavn for 26 years. She will open a school for young pilots in Dorn in June.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryEngine]:
    folder: Path = tmp_path_factory.mktemp("edited")
    rows = [dict(zip(("id", "title", "published", "text"), article, strict=True)) for article in ARTICLES]
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with Home.create(folder / "home") as home:
        assert not ingest(home, [folder / "articles.jsonl"]).failed
    with QueryEngine.open(folder / "home") as engine:
        engine.home.settings = engine.home.settings.model_copy(update={"refusal_threshold": 0.0})
        yield engine


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How many boats did the port of Tarnhavn take in in 2022?", "410"),
        ("How many metres long was the dead whale on the beach at Pell?", "13 metres"),
        ("Who found the dead whale on the beach at Pell?", "Jon Lund"),
        ("How many trees did volunteers plant in Ostrand in 2022?", "about 900"),
    ],
)
def test_the_few_words_that_answer_are_found_in_their_article(made: QueryEngine, question: str, short: str) -> None:
    answer = made.ask(question)
    assert answer.short is not None
    assert answer.short.text == short
    cited = answer.citations[answer.short.marker - 1]
    text = made.article(cited.article_id).text
    assert text[answer.short.start_char : answer.short.end_char] == short
    assert cited.start_char <= answer.short.start_char < answer.short.end_char <= cited.end_char
    assert short in answer.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Was the whale dead?",
        "Who leads the opposition in Ruritania?",
        "Who is Ilse Drago?",
        "Who steered ships into Tarnhavn before Drago?",
        "Which fishermen found the dead whale on the beach at Pell?",
        "How many boats and how many trees were there?",
        "When did the port of Tarnhavn take in boats in 1950?",
    ],
)
def test_nothing_is_put_forward_as_the_answer_without_ground(made: QueryEngine, question: str) -> None:
    assert made.ask(question).short is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many boats did the port of Tarnhavn take in in total in 2022 and 2023?", "410 + 372 = 782 boats."),
        ("How many jobs were cut in total at Holm and Pell?", "55 + 48 = 103 jobs."),
    ],
)
def test_a_total_is_added_up_with_a_citation_for_each_figure(made: QueryEngine, question: str, text: str) -> None:
    first = made.ask(question).sentences[0]
    assert (first.text, first.markers, first.verdict) == (text, (1, 2), "supported")


@pytest.mark.parametrize(
    "question",
    [
        "How many trees did volunteers plant in Ostrand in total in 2021 and 2022?",  # one is only about right
        "How many boats did the port of Tarnhavn take in in 2022 and 2023?",  # no total is asked for
        "How many jobs were cut in total at Holm and Lauve?",  # one is not told
        "How many boats did the port of Tarnhavn take in in total in 2021 and 2023?",
    ],
)
def test_no_total_is_given_of_figures_that_are_not_its_parts(made: QueryEngine, question: str) -> None:
    assert not any(" = " in sentence.text for sentence in made.ask(question).sentences)


def test_two_articles_that_say_the_same_are_cited_on_one_sentence(made: QueryEngine) -> None:
    answer = made.ask("How long was the dead whale on the beach at Pell?")
    whales = [sentence for sentence in answer.sentences if "whale" in sentence.text]
    assert len(whales) == 1
    cited = {answer.citations[marker - 1].article_id for marker in whales[0].markers}
    assert cited == {"whale", "whale2"}
    assert whales[0].verdict == "supported"


def test_a_question_is_no_answer_to_itself(made: QueryEngine) -> None:
    answer = made.ask("Which pier in Lauve was pulled down by the gale?")
    assert answer.citations[0].article_id == "gale"
    assert not any(sentence.text.endswith("?") for sentence in answer.sentences)


def test_a_pronoun_gets_the_name_it_stands_for(made: QueryEngine) -> None:
    answer = made.ask("What will the pilot open in Dorn in June?")
    assert answer.sentences[0].text.startswith("[Ilse Drago] will open a school")
    assert answer.citations[0].quote.startswith("She will open")


REFERENCES = [
    ("Ilse Drago, 54, lost two boats. She said the ice was thick.", "[Ilse Drago] said the ice was thick."),
    ("“It is over,” Mr Storr said. “We are tired,” he added.", "“We are tired,” [Storr] added."),
    ("Jon Lund, 54, won the race. In 2019, he came second.", "In 2019, [Jon Lund] came second."),
    # Two people, another sex, somebody who is not named, a place, a body, a woman spoken of: the pronoun stays.
    ("Ilse Drago, 54, met Jon Lund. She said the ice was thick.", None),
    ("Mr Storr was there. She said the ice was thick.", None),
    ("Ilse Drago, 54, thanked her brother. He said the ice was thick.", None),
    ("The ship left Tarnhavn. He said the ice was thick.", None),
    ("The Ostrand Fishing Company paid. He said the ice was thick.", None),
    ("She described Jon Lund as a friend. He said the ice was thick.", None),
    ("Two men were seen near the mill. He said the ice was thick.", None),
    ("Ilse Drago, 54, lost two boats. They said the ice was thick.", None),
    ("Ilse Drago, 54, lost two boats. The ice was thick.", None),
    ("The words of Jon Lund moved the crowd. He or his wife will pay.", None),
]


@pytest.mark.parametrize(("text", "edited"), REFERENCES)
def test_a_name_is_put_only_for_the_one_person_it_can_be(text: str, edited: str | None) -> None:
    *before, last = split_sentences(text)
    found = name_for_pronoun(text, last, before)
    sentence = text[slice(*last)]
    shown = found and apply(sentence, [Edit(found.start_char, found.end_char, found.name)])
    assert shown == edited
    assert found is None or found.name in text


CLAUSES = [
    (
        "The bridge over the Lauve, which had been closed since the storm tore away two of its piers in March, "
        "was opened again on Friday by the mayor in front of a large crowd.",
        "Friday",
        "The bridge over the Lauve … was opened again on Friday by the mayor in front of a large crowd.",
    ),
    (
        "The council will spend 4.5 million crowns on the repair of the quay this year, and the harbour master "
        "said that he was hoping for an early start in spring before the boats return.",
        "4.5 million crowns",
        "The council will spend 4.5 million crowns on the repair of the quay this year …",
    ),
    (
        "When the ferry had been towed back to the harbour by two tugs, the captain told the waiting reporters that "
        "41 people had been taken off the ship during the night.",
        "41",
        "… the captain told the waiting reporters that 41 people had been taken off the ship during the night.",
    ),
]


@pytest.mark.parametrize(("sentence", "answer", "shown"), CLAUSES)
def test_a_long_sentence_keeps_the_clause_with_the_answer(sentence: str, answer: str, shown: str) -> None:
    at = sentence.index(answer)
    assert apply(sentence, cuts(sentence, (at, at + len(answer)), "What happened?")) == shown


@pytest.mark.parametrize(
    ("sentence", "answer", "question"),
    [
        ("The bridge, which was closed in March, opened on Friday.", "Friday", "When did it open?"),  # short
        (CLAUSES[0][0], "March", "When was it closed?"),  # the answer stands in the clause
        (CLAUSES[0][0], "Friday", "When was the bridge that lost piers in the storm opened?"),  # it is asked about
        (
            "If the council agrees to the plan before the end of the month, the yard will build four ferries for the "
            "islands and take on 90 people from the town.", "90", "How many people?",
        ),
        (
            "The yard will take on 90 people from the town and from the islands, according to a letter that the owner "
            "of the yard sent to the council on Friday.", "90", "How many people?",
        ),
    ],
)  # fmt: skip
def test_what_the_claim_rests_on_is_not_left_out(sentence: str, answer: str, question: str) -> None:
    at = sentence.index(answer)
    assert cuts(sentence, (at, at + len(answer)), question) == []


@pytest.mark.parametrize(
    ("sentences", "number", "shown"),
    [
        (["Lund spoke.", "“It was cold.", "We saw nothing.”", "They slept."], 2, "“… We saw nothing.”"),
        (["Lund spoke.", "“It was cold.", "We saw nothing,” he said.", "They slept."], 1, "“It was cold. …” he said."),
        (["Lund spoke.", "“It was cold.", "All slept.", "We saw nothing,” he said."], 1, "“It was cold. …” he said."),
        (["Lund spoke.", '"It was cold.', 'We saw nothing," he said.'], 2, '"… We saw nothing," he said.'),
        (["Lund spoke.", "“It was cold,” he said.", "They slept."], 1, None),
        (["Lund spoke.", "It was cold.", "They slept."], 1, None),
        (["“It was cold.\n\nLund spoke.", "They slept.”"], 1, None),  # the other mark is of another paragraph
        (["“It was cold.", "Two.", "Three.", "Four.”"], 0, None),  # too far
    ],
)
def test_a_quotation_keeps_both_its_marks(sentences: list[str], number: int, shown: str | None) -> None:
    text = " ".join(sentences)
    spans = [(text.index(one), text.index(one) + len(one)) for one in sentences]
    whole = completed(text, spans[number], spans)
    assert (whole and apply(text[whole.start_char : whole.end_char], whole.edits)) == shown


@pytest.mark.parametrize(
    ("text", "quotes", "right"),
    [
        ("410 + 372 = 782 boats.", ["It took in 410 boats.", "It took in 372 boats."], True),
        ("12 + seven = 19 schools.", ["Lauve has 12 schools.", "Ostrand has seven schools."], True),
        ("410 + 372 = 783 boats.", ["It took in 410 boats.", "It took in 372 boats."], False),
        ("410 + 372 = 782 boats.", ["It took in 410 boats.", "It took in 371 boats."], False),
        ("410 + 372 = 782 boats.", ["It took in 410 boats.", "It took in about 372 boats."], False),
        ("410 + 372 = 782 boats.", ["It took in 410 boats."], False),
        ("The port took in 782 boats.", ["It took in 410 boats.", "It took in 372 boats."], False),
    ],
)
def test_a_sum_stands_only_with_its_figures(text: str, quotes: list[str], right: bool) -> None:
    assert adds_up(text, quotes) is right


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("When did the fair open?", "The fair opened on 5 May 2023 at noon.", ["5 May 2023"]),
        ("In what year did the fair open?", "The fair opened on 5 May 2023.", ["2023"]),
        ("Where did they meet?", "They met in Dorn near the Lauve.", ["Dorn", "Lauve"]),
        ("Who won the cup in 2023?", "In 1987 Harald Storr won the cup.", []),
        ("Who won the cup?", "Ida Lund defeated Harald Storr and won the cup.", ["Ida Lund"]),
        ("How much does one turbine weigh?", "They will sink six turbines of 140 tonnes each.", ["140 tonnes"]),
        ("Which country elected a leader?", "The Colombian people elected a leader in Peru.", ["Peru"]),
        ("How many homes were flooded?", "It was not two homes.", []),
        ("How many turbines are turning?", "Four of the six turbines off Pell are turning.", ["Four"]),
        ("Who is the sister of Jon Lund?", "His sister, Ida Lund, is head of the Dorn Association.", ["Ida Lund"]),
        ("Who runs the ferry?", "The Storr Company runs the ferry.", ["Storr Company"]),
        ("Which city did he name?", "A critic of it, Abbot named no place. “It is far,” Abbot said.", []),
        ("How much have prices risen?", "The average price was 5 crowns a litre.", []),
        ("How much have prices risen?", "The average price rose by 5 crowns a litre.", ["5 crowns"]),
    ],
)
def test_what_can_be_the_answer_is_of_the_kind_asked_for(question: str, sentence: str, found: list[str]) -> None:
    spans = candidates(understand(question, max_chars=200), sentence, sentence)
    assert [sentence[start:end] for start, end in dict.fromkeys(spans)] == found


def test_the_terminal_sets_the_few_words_in_bold(made: QueryEngine) -> None:
    answer = made.ask("How many boats did the port of Tarnhavn take in in 2022?")
    console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", width=200)
    show_answer(console, answer)
    assert "took in \x1b[1m410\x1b[0m boats" in console.file.getvalue()  # type: ignore[attr-defined]
