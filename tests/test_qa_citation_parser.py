"""The parser of a model's markers: what weak models write, and that the cutting of the stream changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.generative.citations import CitationParser, Written

PASSAGES = 4


def parsed(pieces: Sequence[str], passages: int = PASSAGES) -> list[Written]:
    parser = CitationParser(passages)
    found = [written for piece in pieces for written in parser.feed(piece)]
    return [*found, *parser.finish()]


def seen(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(written.text, written.markers) for written in parsed([text])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is tall [1].", [("It is tall.", (1,))]),
        ("It is tall. [1]", [("It is tall.", (1,))]),
        ("It is tall.[1]", [("It is tall.", (1,))]),
        ("It is tall [1]. It is old [2].", [("It is tall.", (1,)), ("It is old.", (2,))]),
        ("It is tall. [1] It is old. [2]", [("It is tall.", (1,)), ("It is old.", (2,))]),
        ("[1] It is tall. [2] It is old.", [("It is tall.", (1,)), ("It is old.", (2,))]),
        ("It is tall.\n[1] It is old.", [("It is tall.", ()), ("It is old.", (1,))]),
        ("It is tall.\n[1]\nIt is old.", [("It is tall.", (1,)), ("It is old.", ())]),
        ("It is tall [1, 2].", [("It is tall.", (1, 2))]),
        ("It is tall [1][2].", [("It is tall.", (1, 2))]),
        ("It is tall [1-3].", [("It is tall.", (1, 2, 3))]),
        ("It is tall [1 and 3].", [("It is tall.", (1, 3))]),
        ("It is tall [Source 1; Source 2].", [("It is tall.", (1, 2))]),
        ("It is tall 【1】.", [("It is tall.", (1,))]),
        ("It is tall【1†source】.", [("It is tall.", (1,))]),
        ("It is tall [^1].", [("It is tall.", (1,))]),
        ("It is tall (1).", [("It is tall.", (1,))]),
        ("It is tall (Passage 2).", [("It is tall.", (2,))]),
        ("It is tall ([1]).", [("It is tall.", (1,))]),
        ("It is **tall** [1].", [("It is tall.", (1,))]),
        ("- It is tall [1].\n- It is old [2].", [("It is tall.", (1,)), ("It is old.", (2,))]),
        ("1. It is tall [1].\n2. It is old [2].", [("It is tall.", (1,)), ("It is old.", (2,))]),
        ("Answer: It is tall [1].", [("It is tall.", (1,))]),
        ("According to [1], it is tall.", [("It is tall.", (1,))]),
        ("It is tall, according to source [2].", [("It is tall.", (2,))]),
        ("The report in [2] says it is tall.", [("The report in the article says it is tall.", (2,))]),
        ("<think>Is it tall [3]?</think>\n\nIt is tall [1].", [("It is tall.", (1,))]),
        ("Mr. Smith met Gen. J. P. Doe [1].", [("Mr. Smith met Gen. J. P. Doe.", (1,))]),
        ("It is 42.7m tall, U.S. officials said [1].", [("It is 42.7m tall, U.S. officials said.", (1,))]),
        ('"Why?" he asked [1]. She left.', [('"Why?" he asked.', (1,)), ("She left.", ())]),
        ("It is tall [1", [("It is tall", ())]),
        ("Here is what they say:\nIt is tall [1].", [("It is tall.", (1,))]),
    ],
)  # fmt: skip
def test_forms_that_models_write(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    ["He was born in (1990).", "They won (3) times.", "The [sic] bridge opened.", "It opened in [2023].", "Rule (9)."],
)
def test_other_brackets_stay(text: str) -> None:
    assert seen(text) == [(text, ())]


def test_a_number_in_round_brackets_is_none_once_the_model_cites_in_square_ones() -> None:
    assert seen("It is tall [1]. They came in place (2).") == [("It is tall.", (1,)), ("They came in place (2).", ())]


def test_unknown_markers_are_taken_out_and_told() -> None:
    (written,) = parsed(["It is tall [9][2][0]."])
    assert written == Written("It is tall.", (2,), (9, 0))


def test_the_end_of_a_text_that_was_cut_is_known() -> None:
    assert [written.ended for written in parsed(["It is tall [1]. It was bui"])] == [True, False]


def test_a_sentence_comes_out_as_soon_as_the_next_one_begins() -> None:
    parser = CitationParser(PASSAGES)
    assert list(parser.feed("It is tall [")) == []
    assert list(parser.feed("1]. ")) == []
    assert [written.text for written in parser.feed("I")] == ["It is tall."]


def test_a_model_that_only_thinks_says_nothing() -> None:
    assert parsed(["<think>It may be tall [1]. It may", " be old."]) == []


FRAGMENTS = st.sampled_from(
    ["It is tall", "old", " ", "\n", "\n\n", ". ", ".", "! ", "[1]", "[2]", "[9]", "[1, 2]", "[1-3]", "(1)", "(2).", "【1】", "[", "]",
     "(", "Mr. ", "3.5", "- ", "1. ", "A", "**", "According to ", "<think>", "</think>", '"', "[Source 2]", "[sic]", ":", ",", "x" * 50]
)  # fmt: skip
TEXTS = st.one_of(st.lists(FRAGMENTS, max_size=14).map("".join), st.text(alphabet='Ab .\n[]()12,-"', max_size=40))


@given(TEXTS, st.lists(st.integers(0, 200), max_size=12))
def test_any_cutting_of_a_text_gives_the_same_sentences(text: str, places: list[int]) -> None:
    cuts = sorted({0, len(text), *(place for place in places if place < len(text))})
    pieces = [text[begin:end] for begin, end in pairwise(cuts)]
    assert parsed(pieces) == parsed([text]) == parsed(list(text))


@given(TEXTS)
def test_no_sentence_holds_a_marker_and_every_cited_passage_exists(text: str) -> None:
    for written in parsed(list(text)):
        assert not re.search(r"\[\d{1,2}\]|【\d", written.text)
        assert all(1 <= marker <= PASSAGES for marker in written.markers)
        assert "\x00" not in written.text


@given(st.lists(st.tuples(st.sampled_from(["The bridge opened", "Rain fell", "Nobody came"]), st.integers(1, PASSAGES)), min_size=1, max_size=5))  # fmt: skip
def test_well_formed_text_comes_back_whole(sentences: list[tuple[str, int]]) -> None:
    text = " ".join(f"{said} [{marker}]." for said, marker in sentences)
    assert seen(text) == [(f"{said}.", (marker,)) for said, marker in sentences]
