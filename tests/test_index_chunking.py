"""Sentences and chunks: offsets hold for any text, limits for any length."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.chunking import MAX_CHUNK_CHARS, chunk_article, split_sentences


def words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def test_abbreviations_and_quotations_do_not_end_a_sentence() -> None:
    text = "Mr. Smith met Dr. J. K. Holm at 10 a.m. on Jan. 5. “We did it! We won!” he said. It cost £3.2m."
    assert [text[start:end] for start, end in split_sentences(text)] == [
        "Mr. Smith met Dr. J. K. Holm at 10 a.m. on Jan. 5.",
        "“We did it! We won!” he said.",
        "It cost £3.2m.",
    ]


@given(st.text(max_size=400))
@settings(deadline=None)
def test_sentences_stand_in_order_hold_no_outer_space_and_lose_no_word(text: str) -> None:
    spans = split_sentences(text)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join("".join(text[start:end].split()) for start, end in spans)
    assert kept == "".join(text.split())


@given(st.text(alphabet=st.sampled_from("ab é.\n!”\U0001f600 "), max_size=600), st.integers(1, 12))
@settings(deadline=None)
def test_chunks_hold_every_sentence_once_within_the_limit(text: str, limit: int) -> None:
    article = Article(id="a", title="t", text=text)
    chunks = chunk_article(article, words, chunk_tokens=limit)
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert (chunk.start_char, chunk.end_char) == (chunk.sentences[0][0], chunk.sentences[-1][1])
        starts = [start for start, _ in words(text) if chunk.start_char <= start < chunk.end_char]
        assert len(starts) <= limit
    kept = "".join("".join(text[s:e].split()) for chunk in chunks for s, e in chunk.sentences)
    assert kept == "".join(text.split())


def test_one_word_of_ten_megabytes_is_cut_into_bounded_chunks() -> None:
    text = "x" * 10_000_000
    chunks = chunk_article(Article(id="a", title="t", text=text), words, chunk_tokens=200)
    assert max(chunk.end_char - chunk.start_char for chunk in chunks) <= MAX_CHUNK_CHARS
    assert sum(chunk.end_char - chunk.start_char for chunk in chunks) == len(text)


def test_only_the_body_is_chunked() -> None:
    text = "date 2023-09-13 TOWN - Body one. Body two. AGENCY"
    article = Article(id="a", title="t", text=text, body_start=23, body_end=42)
    (chunk,) = chunk_article(article, words, chunk_tokens=50)
    assert text[chunk.start_char : chunk.end_char] == "Body one. Body two."
    assert chunk.id == "a:23-42"
