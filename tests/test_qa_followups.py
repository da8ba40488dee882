"""Follow-ups become questions that can be understood alone; questions that can be already stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qa.followups import Exchange, standalone
from qa.followups.history import recent
from qa.followups.rewriter import accepted

SUMMIT = Exchange(
    "Where did Vladimir Putin meet Kim Jong Un?",
    "Russian President Vladimir Putin met North Korean leader Kim Jong Un at Russia's most modern space rocket launch site. "
    "“I am glad to see you,” Mr Putin said as he shook Mr Kim’s hand, welcoming him at Vostochny Cosmodrome.",
)
SEALS = Exchange(
    "How many grey seals were counted on the Storr Skerries in spring 2023?",
    "Scientists at the Ruddock Marine Station counted 1,340 adult grey seals there this spring.",
)
RESIGNED = Exchange(
    "Why did Corvin Tolle resign as mayor in March 2023?",
    "Corvin Tolle resigned as mayor of Tarnhavn on Friday. Mr Tolle said that he had taken no money. "
    "Birgit Säll, leader of the Harbour List, said she would run.",
)
ELECTED = Exchange(
    "Who was elected mayor of Tarnhavn in 2023?",
    "Jørn Kettrick, a school caretaker’s son who has never sat on the council, is the new mayor of Tarnhavn. "
    "Mr Kettrick, 47, has run the workshop. Ms Säll was gracious in defeat.",
)
SCHOOLED = Exchange(
    "Who is the mayor of Tarnhavn?",
    "Jørn Kettrick, a school caretaker’s son who has never sat on the council, is the new mayor of Tarnhavn. "
    "Corvin Tolle resigned as mayor of Tarnhavn on Friday.",
)
DETAINED = Exchange(
    "Where was Brittney Griner detained?",
    "Russian authorities are to give access to all detained citizens. Trevor Reed, another American who’d been detained in Russia, "
    "was freed; Paul Whelan is still held.",
    "Russia",
)
PILOT = Exchange(
    "Who is Ilse Dragø?",
    "Ilse Dragø has brought ships into Tarnhavn for 26 years. She was the first woman to hold a licence.",
    around="Pétur Dragø said he would like to know who chose the pencil.",
)
INVESTOR = Exchange("Who is Ida Lund?", "The final Power Lunch with Ida Lund, who is 90, raised 19 million.")
BUYER = Exchange("How much did Ida Lund pay?", "JUST WATCHED Ida Lund may be on the hook. Ida Lund paid 44 million.")
CASES = Exchange("How many cases are there in Peru?", "There are 300 cases in Peru.")
DAMAGE = Exchange("How much damage did Fiona cause?", "Fiona caused damage of 47 million.")
ROCKET = Exchange("How tall is the Angara rocket?", "The 42.7m Angara rocket launches objects into low Earth orbit.")
BOUGHT = Exchange(
    "Which company bought the old net store on the Fish Quay?",
    "It was sold in November to Quayside Lofts, a company owned by Lorens Wick.",
    "Quayside Lofts",
)
STORM = Exchange("How many people died in Storm Maren?", "One person, not two, died in Storm Maren.")
FERRY = Exchange("When did the Storr ferry lose its gearbox?", "The Sabine Tork lost drive at 4.20pm.")
CARNEGIE = Exchange("How much did Andrew Carnegie donate over his lifetime?", "Carnegie gave away $350 million.")
VPN = Exchange("How are a VPN and a firewall different?", "A VPN encrypts traffic; a firewall filters it.")
HALVORSEN = Exchange(
    "When did Marit Halvorsen win the downhill?", "Halvorsen won on Sunday in Kitzbühel. Ms Halvorsen is 24."
)
COURT = Exchange("Where is the Ventura Superior Court?", "It is at 800 South Victoria Avenue.")
CLIMATE = Exchange("What did the Paris Agreement decide in 2015?", "It set a limit of two degrees.")

REWRITTEN = [
    # pronouns for people
    (SUMMIT, "And what did he say there?", "And what did Vladimir Putin say at Vostochny Cosmodrome?"),
    (SUMMIT, "What did they talk about?", "What did Vladimir Putin and Kim Jong Un talk about?"),
    (SUMMIT, "Did he shake his hand?", "Did Vladimir Putin shake his hand?"),
    (RESIGNED, "Who succeeded him?", "Who succeeded Corvin Tolle?"),
    (RESIGNED, "What did she say?", "What did Birgit Säll say in March 2023?"),
    (RESIGNED, "When was he elected?", "When was Corvin Tolle elected?"),
    (RESIGNED, "What was his job before?", "What was Corvin Tolle’s job before?"),
    (ELECTED, "How old is he?", "How old is Jørn Kettrick?"),
    (ELECTED, "Who did he beat?", "Who did Jørn Kettrick beat in 2023?"),
    (CARNEGIE, "How old was he when he died?", "How old was Andrew Carnegie when he died?"),
    (HALVORSEN, "How old is she?", "How old is Marit Halvorsen?"),
    (HALVORSEN, "Who is her coach?", "Who is Marit Halvorsen’s coach?"),
    (HALVORSEN, "What did reporters ask her?", "What did reporters ask Marit Halvorsen?"),
    (SCHOOLED, "When was he elected?", "When was Jørn Kettrick elected?"),
    (DETAINED, "Why was she arrested?", "Why was Brittney Griner arrested?"),
    (PILOT, "What does she think of it?", "What does Ilse Dragø think of it?"),
    (INVESTOR, "How old is she?", "How old is Ida Lund?"),
    (BUYER, "Why did she want it?", "Why did Ida Lund want it?"),
    # things and groups
    (ROCKET, "What does it do?", "What does the Angara rocket do?"),
    (ROCKET, "Who builds it?", "Who builds the Angara rocket?"),
    (ROCKET, "Where is it assembled?", "Where is the Angara rocket assembled?"),
    (ROCKET, "How heavy is the rocket?", "How heavy is the Angara rocket?"),
    (ROCKET, "What is its payload?", "What is the Angara rocket’s payload?"),
    (SEALS, "Who counted them?", "Who counted the grey seals?"),
    (SEALS, "What do they eat?", "What do the grey seals eat?"),
    (STORM, "When did it strike?", "When did Storm Maren strike?"),
    (FERRY, "Was the ferry mended?", "Was the Storr ferry mended?"),
    (FERRY, "Which boat replaced it?", "Which boat replaced the Storr ferry?"),
    (FERRY, "Who was its captain?", "Who was the Storr ferry’s captain?"),
    (COURT, "Do they provide online services?", "Do the Ventura Superior Court provide online services?"),
    (BOUGHT, "Who owns the company?", "Who owns the company (Quayside Lofts)?"),
    # what is left out
    (SUMMIT, "Why?", "Why did Vladimir Putin meet Kim Jong Un?"),
    (SUMMIT, "When?", "When did Vladimir Putin meet Kim Jong Un?"),
    (SUMMIT, "And Xi Jinping?", "Where did Vladimir Putin meet Xi Jinping?"),
    (SUMMIT, "What about Xi Jinping?", "Where did Vladimir Putin meet Xi Jinping?"),
    (SUMMIT, "And in 2019?", "Where did Vladimir Putin meet Kim Jong Un in 2019?"),
    (SEALS, "And in 2022?", "How many grey seals were counted on the Storr Skerries in 2022?"),
    (SEALS, "And last year?", "How many grey seals were counted on the Storr Skerries last year?"),
    (SEALS, "What about 2021?", "How many grey seals were counted on the Storr Skerries in spring 2021?"),
    (SEALS, "And harbour seals?", "How many harbour seals were counted on the Storr Skerries in spring 2023?"),
    (ELECTED, "And in 2021?", "Who was elected mayor of Tarnhavn in 2021?"),
    (ROCKET, "And the Soyuz rocket?", "How tall is the Soyuz rocket?"),
    (CLIMATE, "And the Kyoto Protocol?", "What did the Kyoto Protocol decide in 2015?"),
    (DAMAGE, "And in Cuba?", "How much damage did Fiona cause in Cuba?"),
    # time
    (RESIGNED, "Who was mayor then?", "Who was mayor in March 2023?"),
]  # fmt: skip

IN_CONTEXT = [
    (SUMMIT, "Why was that important?", "Putin"),
    (SUMMIT, "How long did it take?", "Kim Jong Un"),
    (SEALS, "How many pups?", "Storr Skerries"),
    (SEALS, "What about Storr?", "grey seals"),
    (RESIGNED, "Who took over?", "Tolle"),
    (STORM, "How many were injured?", "Storm Maren"),
    (STORM, "Was anybody hurt?", "Storm Maren"),
    (STORM, "What was the damage?", "Storm Maren"),
    (STORM, "What happened next?", "Storm Maren"),
    (STORM, "How many homes were flooded?", "Storm Maren"),
    (STORM, "Tell me more.", "Storm Maren"),
    (STORM, "I meant the injured", "Storm Maren"),
    (FERRY, "Who was captain?", "Storr ferry"),
    (FERRY, "Did anyone get hurt?", "Storr ferry"),
    (FERRY, "Any other reasons?", "Storr ferry"),
]

ALONE = [
    "How tall is the Angara rocket?",
    "What did Kim say when he arrived?",
    "Is there a bridge at Tarnhavn?",
    "Who is the mayor of Tarnhavn?",
    "Did the council change its mind about the tidal array?",
    "When was penicillin discovered?",
    "Is it true that the whale was sold?",
    "How long does it take to cross the Sound?",
    "What time is it in Vladivostok?",
    "Why did Leopold Garrick say that he was sorry?",
    "Which ships did the Storr Line buy for their new route?",
    "And who was Edwin Hubble?",
    "But why did Wendeline Aspry speak up for tidal power?",
    "How many tonnes of fish were landed at the Fish Quay in 2019?",
    "What is the length of the swing bridge at Tarnhavn?",
    "Who told Ilse Dragø that she would succeed her?",
    "What causes earthquakes?",
    "herring landings 2021",
    "If the turbine breaks, who mends it?",
    "What happened in the house that Aksel Tornmark built?",
    "Is it safe to swim in Ruddock Sound?",
    "Who won the Coast Cup final in 2023 and who scored?",
]

PAST: tuple[Exchange, ...] = (SUMMIT, SEALS, RESIGNED, STORM, BOUGHT, FERRY)


@pytest.mark.parametrize(("past", "question", "expected"), REWRITTEN, ids=lambda value: str(value)[:40])
def test_follow_up_is_written_out(past: Exchange, question: str, expected: str) -> None:
    found = standalone(question, [past])
    assert found.text == expected
    assert found.original == question
    assert found.changed
    assert found.reasons


@pytest.mark.parametrize(("past", "question", "subject"), IN_CONTEXT, ids=lambda value: str(value)[:40])
def test_question_without_a_subject_of_its_own_gets_that_of_the_conversation(
    past: Exchange, question: str, subject: str
) -> None:
    found = standalone(question, [past])
    assert subject in found.text
    assert found.reasons
    assert (
        set(question.rstrip("?.").split()) <= set(found.text.replace("?", " ").replace(".", " ").split())
        or subject in found.text
    )


@pytest.mark.parametrize("past", PAST, ids=lambda past: past.asked[:20])
@pytest.mark.parametrize("question", ALONE)
def test_question_that_stands_alone_is_left_as_it_is(past: Exchange, question: str) -> None:
    found = standalone(question, [past])
    assert (found.text, found.reasons) == (question, ())


@pytest.mark.parametrize("question", ["And what did he say there?", "Why?", "And in 2022?", "Was anybody hurt?", "…?"])
def test_first_question_is_left_as_it_is(question: str) -> None:
    assert standalone(question, []).text == question


@pytest.mark.parametrize(
    ("past", "question", "wrong"),
    [
        (BUYER, "Which of them paid?", "Lund"),
        (CASES, "Is there a vaccine for it?", "for Peru"),
        (BUYER, "Was it cheap?", "Was Ida"),
        (PILOT, "What did he ask for?", "Ilse"),
    ],
)
def test_a_pronoun_is_rather_left_than_given_a_wrong_name(past: Exchange, question: str, wrong: str) -> None:
    assert wrong not in standalone(question, [past]).text.split("(")[0]


def test_reasons_say_what_was_taken_over_and_where_from() -> None:
    assert standalone("And what did he say there?", [SUMMIT]).reasons == (
        "he = Vladimir Putin, from your question",
        "there = Vostochny Cosmodrome, from the answer",
    )


def test_latest_question_goes_before_earlier_ones() -> None:
    assert standalone("How old is he?", [CARNEGIE, RESIGNED]).text == "How old is Corvin Tolle?"
    assert standalone("How old is he?", [CARNEGIE, ROCKET]).text == "How old is Andrew Carnegie?"


def test_words_that_ask_nothing_are_passed_over() -> None:
    assert (
        standalone("Who builds it?", [ROCKET, Exchange("Thanks!", "You are welcome.")]).text
        == "Who builds the Angara rocket?"
    )


def test_context_does_not_grow_with_every_turn() -> None:
    past: list[Exchange] = [STORM]
    for question in (
        "How many homes were flooded?",
        "Was anybody hurt?",
        "What was the damage?",
        "What happened next?",
    ):
        past.append(Exchange(standalone(question, past).text))
    assert past[-1].asked == "What happened next (people died in Storm Maren)?"


def test_only_the_last_exchanges_are_looked_at() -> None:
    long = [Exchange(f"How many boats were there in {year}?", "x" * 900) for year in range(1800, 2000)]
    kept = recent(long, most=6, max_chars=2000)
    assert kept == long[:-3:-1]
    assert recent(long, most=6, max_chars=1) == long[-1:]
    assert recent(long, most=0, max_chars=2000) == []


def rewriting(text: str, question: str = "What did he say?", turns: Sequence[Exchange] = (SUMMIT,)) -> str | None:
    return accepted(text, question, turns)


def test_a_model_may_write_the_question() -> None:
    assert rewriting("What did Vladimir Putin say to Kim Jong Un?") == "What did Vladimir Putin say to Kim Jong Un?"
    assert rewriting(' Question: "What did Putin say?" ') == "What did Putin say?"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\n", "What did Putin say?\nHere is why I wrote that.", "What did Putin say " * 60, "What did Xi Jinping say?",
     "What did Putin say in 1999?", "The weather will be fine tomorrow across most regions", "I cannot help with that request, sorry."],
)  # fmt: skip
def test_what_a_model_writes_is_refused_if_it_is_no_rewriting(text: str) -> None:
    assert rewriting(text) is None
