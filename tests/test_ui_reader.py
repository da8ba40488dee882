from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ui_fakes import FERRY, HOSTILE, POISONED

from index.articles import Article
from ui import texts
from ui.reader import CitedSpans, article_href, article_page, cited_spans, escape, message_page, paragraphs

OURS = {
    "html", "head", "meta", "title", "link", "body", "header", "a", "main", "nav", "span", "article", "p", "bdi",
    "time", "h1", "div", "mark",
}  # fmt: skip


class Page(HTMLParser):
    """What a browser makes of a page: its tags, and the text of every paragraph and mark."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[dict[str, str | None], str]] = []
        self.paragraphs: list[str] = []
        self._open: list[int] = []
        self._inside_text = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "div" and dict(attrs).get("class") == "cw-article__text":
            self._inside_text = 1
        elif tag == "p" and self._inside_text:
            self.paragraphs.append("")
            self._inside_text = 2
        elif tag == "mark":
            self._open.append(len(self.marks))
            self.marks.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open.pop()
        elif tag == "p" and self._inside_text:
            self._inside_text = 1

    def handle_data(self, data: str) -> None:
        if self._inside_text == 2:
            self.paragraphs[-1] += data
        for number in self._open:
            self.marks[number] = (self.marks[number][0], self.marks[number][1] + data)


def marked(page: Page, number: int) -> list[tuple[int, int, str]]:
    """Return (start, end, text) of every piece of a citation."""
    return [
        (int(attrs["data-start"] or 0), int(attrs["data-end"] or 0), text)
        for attrs, text in page.marks
        if attrs["data-cite"] == str(number)
    ]


def assert_marks_equal_quotes(article: Article, cited: CitedSpans) -> None:
    html = article_page(article, cited)
    page = Page(html)
    assert "\r" not in html, "a browser would read a bare carriage return as a line feed"
    assert not {tag for tag, _ in page.tags} - OURS
    assert "".join("".join(page.paragraphs).split()) == "".join(article.text.split())
    for number, (start, end) in enumerate(cited.spans, start=1):
        pieces = marked(page, number)
        position = start
        for left, right, text in pieces:
            assert text == article.text[left:right]
            assert not article.text[position:left].strip(), "only white space between paragraphs may be left out"
            position = right
        assert pieces[0][0] >= start
        assert position <= end
        assert not article.text[position:end].strip()
    ids = [attrs["id"] for attrs, _ in page.marks if "id" in attrs]
    assert sorted(ids) == sorted(f"cite-{number}" for number in range(1, len(cited.spans) + 1))


FRAGMENTS = [
    "word", "A sentence. ", " ", "\n", "\n\n", "\r\n\r\n", " \n \n", "\t", "<b>", "</p>", "<!--", "&amp;",
    "&lt", '"', "'", "\u200b", "\u202e", "\u2066", "\u00ad", "\u2029", "\x0b", "x" * 101, f"{'y ' * 30}\n{'z ' * 30}\n",
]  # fmt: skip
TEXTS = (
    st.lists(
        st.one_of(
            st.sampled_from(FRAGMENTS),
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=5),
        ),
        min_size=1,
        max_size=25,
    )
    .map("".join)
    .filter(str.strip)
)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, numbers=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 150)), max_size=6))
def test_marks_equal_quotes_for_any_text_and_any_spans(text: str, numbers: list[tuple[int, int]]) -> None:
    article = Article(id="x", title=text, text=text, source=text, author=text, place=text, agency=text, url=text)
    cited = cited_spans([f"{start}-{end}" for start, end in numbers], "1", text)
    assert len(cited.spans) + len(cited.problems) == len(numbers)
    assert_marks_equal_quotes(article, cited)


@given(text=TEXTS)
def test_paragraphs_leave_out_nothing_but_white_space(text: str) -> None:
    position = 0
    for start, end, _ in paragraphs(text):
        assert not text[position:start].strip()
        assert text[start:end].strip()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("name", "quotes"),
    [
        ("overlapping", ["The Sabine Tork lost drive", "lost drive at 4.20pm"]),
        ("nested", ["The Sabine Tork lost drive at 4.20pm.", "Tork"]),
        ("adjacent", ["The Sabine ", "Tork lost"]),
        ("the same twice", ["Nobody was hurt.", "Nobody was hurt."]),
        ("crossing paragraphs", ["out of service.\n\nThe Sabine Tork", "hurt.\n\nShe was built"]),
        ("everything", [FERRY.text]),
    ],
)
def test_marks_equal_quotes_when_spans_are(name: str, quotes: list[str]) -> None:
    spans = tuple((FERRY.text.index(quote), FERRY.text.index(quote) + len(quote)) for quote in quotes)
    assert_marks_equal_quotes(FERRY, CitedSpans(spans, 1, ()))


def test_span_across_paragraphs_becomes_pieces_of_one_citation() -> None:
    quote = "Nobody was hurt.\n\nShe was built"
    start = FERRY.text.index(quote)
    page = Page(article_page(FERRY, CitedSpans(((start, start + len(quote)),), None, ())))
    assert [text for _, _, text in marked(page, 1)] == ["Nobody was hurt.", "She was built"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("abc", texts.READER_BAD_SPAN.format(value="abc")),
        ("-1-5", texts.READER_BAD_SPAN.format(value="-1-5")),
        ("9-9", texts.READER_BAD_SPAN.format(value="9-9")),
        ("12-3", texts.READER_BAD_SPAN.format(value="12-3")),
        ("¹-³", texts.READER_BAD_SPAN.format(value="¹-³")),
        ("<b>", texts.READER_BAD_SPAN.format(value="<b>")),
        ("0-9999", texts.READER_OUTSIDE.format(start=0, end=9999, length=len(FERRY.text))),
        ("41-43", texts.READER_BLANK.format(start=41, end=43)),
    ],
)
def test_invalid_span_gets_a_message_and_the_article_is_still_shown(value: str, message: str) -> None:
    cited = cited_spans([value, "0-3"], "2", FERRY.text)
    html = article_page(FERRY, cited)
    assert cited.problems == (message,)
    assert escape(message) in html
    assert [text for _, _, text in marked(Page(html), 1)] == ["The"]
    assert cited.current == 1, "the clicked citation keeps its place when an earlier one is dropped"


def test_more_spans_than_are_shown_are_reported() -> None:
    cited = cited_spans(["0-3"] * 201, None, FERRY.text)
    assert len(cited.spans) == 200
    assert cited.problems == (texts.READER_TOO_MANY.format(count=201, limit=200),)


@pytest.mark.parametrize("at", [None, "", "0", "3", "x", "-1"])
def test_unknown_position_marks_no_citation_as_current(at: str | None) -> None:
    cited = cited_spans(["0-3", "4-9"], at, FERRY.text)
    assert cited.current is None
    assert "cw-at" not in article_page(FERRY, cited)


@given(article_id=st.text(st.characters(exclude_categories=("Cs",)), min_size=1), at=st.sampled_from([1, 2]))
def test_reader_link_leads_back_to_its_article_and_spans(article_id: str, at: int) -> None:
    parts = urlsplit(article_href(article_id, [(1, 5), (9, 12)], at))
    query = parse_qs(parts.query)
    assert unquote(parts.path.removeprefix("/article/")) == article_id
    assert (query["s"], query["at"], parts.fragment) == (["1-5", "9-12"], [str(at)], f"cite-{at}")


def test_hostile_article_adds_no_element_and_no_link() -> None:
    html = article_page(POISONED, cited_spans(["0-20"], "1", POISONED.text))
    page = Page(html)
    assert not {tag for tag, _ in page.tags} - OURS
    assert {attrs.get("href") for tag, attrs in page.tags if tag == "a"} == {"/", "#cite-1"}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]
    assert HOSTILE in "".join(page.paragraphs)


def test_page_has_no_script_and_no_inline_style() -> None:
    html = article_page(FERRY, cited_spans(["0-3"], "1", FERRY.text))
    assert not re.search(r"<script|<style|style=", html)


def test_nul_and_half_a_surrogate_pair_become_the_replacement_character() -> None:
    assert escape("a\0b\ud800c\udfffd") == "a\ufffdb\ufffdc\ufffdd"


def test_original_page_is_linked_without_a_referrer() -> None:
    page = Page(article_page(FERRY, CitedSpans((), None, ())))
    links = [attrs for tag, attrs in page.tags if tag == "a" and attrs.get("href") == FERRY.url]
    assert [(link["target"], link["rel"]) for link in links] == [("_blank", "noopener noreferrer")]


def test_text_around_the_running_prose_is_set_apart_and_kept() -> None:
    article = replace(FERRY, text="HARBOUR, Monday - The news.", body_start=18, body_end=27)
    html = article_page(article, CitedSpans(((0, 27),), 1, ()))
    assert '<span class="cw-offbody">HARBOUR, Monday - </span>' in html
    assert_marks_equal_quotes(article, CitedSpans(((0, 27),), 1, ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\n\ntwo", [("one", False), ("two", False)]),
        ("one\r\n \t\r\ntwo", [("one\r", False), ("two", False)]),
        (f"{'a' * 120}\n{'b' * 90}", [("a" * 120, False), ("b" * 90, False)]),
        (f"{'a' * 70}\n{'b' * 72}\n{'c' * 20}", [(f"{'a' * 70}\n{'b' * 72}\n{'c' * 20}", False)]),
        ("Herring 5\nCod 7", [("Herring 5\nCod 7", True)]),
    ],
)
def test_paragraphs_follow_blank_lines_long_lines_and_wrapping(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text[start:end], keeps) for start, end, keeps in paragraphs(text)] == expected


def test_message_page_escapes_its_message() -> None:
    html = message_page("Gone", "no article '<script>'")
    assert "<script>" not in html
    assert "no article &#x27;&lt;script&gt;&#x27;" in html
