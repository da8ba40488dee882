from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ui_fakes import BRIDGE, FERRY, HOSTILE, POISONED, answer_from, cite, refusal

from qa import Answer, AnswerSentence, Notice, ShortAnswer
from qa.answer import Copy, Period, Scores, Span, Verdict
from ui import chat_app, render, texts

OURS = {
    "div", "p", "span", "a", "h2", "h3", "ol", "ul", "li", "blockquote", "mark", "details", "summary", "meter", "q", "strong",
}  # fmt: skip
NOBODY = "Nobody was hurt."


class Shown(HTMLParser):
    """What a page shows of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked = ""
        self._in_mark = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_mark = tag == "mark" or self._in_mark

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self._in_mark else ""

    def links(self) -> list[str | None]:
        return [attrs.get("href") for tag, attrs in self.tags if tag == "a"]


def with_verdict(verdict: Verdict, *problems: str) -> Answer:
    answer = answer_from("q", [cite(FERRY, NOBODY)])
    return replace(answer, sentences=(AnswerSentence(NOBODY, (1,), verdict, 0.5, problems),))


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_any_text_is_shown_as_it_is_and_leaves_markdown_nothing_to_read(text: str) -> None:
    html = render.show(text)
    assert Shown(html).text == text
    assert not re.search(r"[\\`*_~\[\]|$\n\t\r<>\"']", html)


@pytest.mark.parametrize(
    "html",
    [
        render.answer_html(answer_from(HOSTILE, [cite(POISONED, POISONED.text, matched_terms=(HOSTILE,))])),
        render.sources_html(answer_from(HOSTILE, [cite(POISONED, POISONED.text, matched_terms=(HOSTILE,))])),
        render.sources_html(replace(refusal(HOSTILE), question=HOSTILE)),
        render.answer_html(replace(refusal(HOSTILE), text=HOSTILE, refusal_reason=HOSTILE)),
        render.answer_html(replace(with_verdict("unsupported", HOSTILE), notices=(Notice("stale", HOSTILE, (1,)),))),
        render.answer_html(
            replace(with_verdict("partial"), answerer=f"llm:{HOSTILE}", period=Period(None, None, HOSTILE))
        ),
        render.question_html(HOSTILE),
        render.stage_html(HOSTILE, HOSTILE),
        render.stopped_html(HOSTILE),
        render.error_html(HOSTILE),
    ],
)
def test_hostile_text_adds_no_element_and_stays_in_one_block(html: str) -> None:
    shown = Shown(html)
    assert "\n" not in html, "a line break would end the HTML block of Markdown"
    assert not {tag for tag, _ in shown.tags} - OURS
    assert all(str(href).startswith(("/article/", "#cw-sources", "https://example.org/")) for href in shown.links())
    assert not [name for _, attrs in shown.tags for name in attrs if name.startswith("on") or name in ("style", "src")]
    assert "<script>alert(1)</script>" in shown.text


def test_marker_links_to_the_article_with_every_span_the_answer_cites_in_it() -> None:
    first, second = cite(FERRY, NOBODY), cite(FERRY, "The Sabine Tork", 2)
    other = cite(BRIDGE, "Ropewalk Bridge", 3)
    links = Shown(render.answer_html(answer_from("q", [first, second, other]))).links()
    assert links[:3] == [
        "/article/ferry?s=43-58&s=81-97&at=2#cite-2",
        "/article/ferry?s=43-58&s=81-97&at=1#cite-1",
        "/article/bridge%2F2023?s=0-15&at=1#cite-1",
    ]


def test_two_citations_of_one_span_share_its_mark() -> None:
    answer = answer_from("q", [cite(FERRY, NOBODY), cite(FERRY, NOBODY, 2)])
    assert {render.citation_href(c, answer) for c in answer.citations} == {"/article/ferry?s=81-97&at=1#cite-1"}


def test_answer_shows_its_sentences_word_for_word() -> None:
    answer = answer_from("q", [cite(FERRY, NOBODY), cite(BRIDGE, "Ropewalk Bridge was opened on Friday at noon.", 2)])
    text = Shown(render.answer_html(answer)).text
    assert all(sentence.text in text for sentence in answer.sentences)
    assert texts.CHECKED_ALL_MANY.format(count=2) in text


def test_marker_without_a_source_is_shown_as_such_and_not_linked() -> None:
    answer = replace(answer_from("q", []), sentences=(AnswerSentence("Made up.", (9,), "unsupported", 0.0),))
    shown = Shown(render.answer_html(answer))
    assert "9?" in shown.text
    assert (texts.UNKNOWN_MARKER) in [attrs.get("title") for _, attrs in shown.tags]
    assert shown.links() == []


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("partial", texts.VERDICTS["partial"]), ("unsupported", texts.VERDICTS["unsupported"])],
)
def test_weak_verdict_is_told_in_words_with_its_problems(verdict: Verdict, words: str) -> None:
    answer = with_verdict(verdict, "the number differs")
    text = Shown(render.answer_html(answer)).text
    assert words in text
    assert "the number differs" in text
    assert texts.CHECKED_SOME.format(supported=0, count=1) in text
    assert words in Shown(render.sources_html(answer)).text


def test_card_bears_the_worst_verdict_of_the_sentences_that_cite_it() -> None:
    sentences = (
        AnswerSentence("a", (1, 2), "supported", 1.0),
        AnswerSentence("b", (1,), "partial", 0.5),
    )
    answer = replace(answer_from("q", [cite(FERRY, NOBODY), cite(FERRY, NOBODY, 2)]), sentences=sentences)
    assert [render.card_verdict(marker, answer) for marker in (1, 2, 3)] == ["partial", "supported", None]


def test_card_sets_the_quote_off_inside_its_context() -> None:
    shown = Shown(render.sources_html(answer_from("q", [cite(FERRY, NOBODY)])))
    assert shown.marked == NOBODY
    assert f"lost drive at 4.20pm. {NOBODY}\nShe was built in 1991." in shown.text


def test_card_shortens_long_context_at_word_boundaries() -> None:
    text = f"{'before ' * 100}QUOTE{' after' * 100}"
    citation = cite(replace(FERRY, text=text), "QUOTE")
    shown = Shown(render.sources_html(answer_from("q", [citation]))).text
    context = re.search(r"… ((?:before )+)QUOTE((?: after)+) …", shown)
    assert context is not None
    assert 180 < len(context[1]) <= 240
    assert 180 < len(context[2]) <= 240


def test_card_of_a_misplaced_quote_shows_the_quote_alone() -> None:
    citation = replace(cite(FERRY, NOBODY), passage=Span(0, 20, "Something else stands here now."))
    shown = Shown(render.sources_html(answer_from("q", [citation])))
    assert shown.marked == NOBODY
    assert "Something else" not in shown.text


def test_card_tells_where_the_passage_is_from_and_why_it_was_found() -> None:
    shown = Shown(render.sources_html(answer_from("Is the ferry out?", [cite(FERRY, NOBODY)])))
    for words in (
        "The Tarnhavn Courier",
        "14 May 2022",
        FERRY.title,
        "Is the ferry out?",
        "strong (0.70)",
        "medium (8.00)",
    ):
        assert words in shown.text
    assert [attrs["value"] for tag, attrs in shown.tags if tag == "meter"] == ["0.70", "0.50", "0.90"]


def test_score_a_step_did_not_give_is_told_in_words() -> None:
    citation = replace(cite(FERRY, NOBODY), scores=Scores(dense=None, lexical=None, fused=0.2), matched_terms=())
    text = Shown(render.sources_html(answer_from("q", [citation]))).text
    assert text.count(texts.SCORE_NONE) == 2
    assert "weak (0.20)" in text
    assert texts.NO_MATCHED_TERMS in text


def test_other_outlets_of_the_same_report_are_linked() -> None:
    copies = (
        Copy("bridge/2023", BRIDGE.title, "Ostrand Post", None, date(2023, 9, 22)),
        Copy("x", "X", None, None, None),
    )
    shown = Shown(render.sources_html(answer_from("q", [cite(FERRY, NOBODY, also_in=copies)])))
    told = f"{texts.ALSO_IN_MANY.format(count=2)}Ostrand Post 22 September 2023 {BRIDGE.title}{texts.NO_SOURCE} {texts.NO_DATE} X"
    assert told in shown.text
    assert "/article/bridge%2F2023?like=ferry&q=81-97" in shown.links()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x/y", "//evil.example", "", None, "http://["]
)
def test_only_web_pages_are_linked_as_the_original(url: str | None) -> None:
    citation = replace(cite(FERRY, NOBODY), url=url)
    assert texts.ORIGINAL not in render.sources_html(answer_from("q", [citation]))


def test_refusal_says_why_and_marks_the_nearest_passages_as_no_answer() -> None:
    answer = refusal("Who won?")
    told = Shown(render.answer_html(answer)).text
    assert texts.REFUSAL_TITLE in told
    assert answer.text in told
    assert "the nearest passages leave too much of the question open" in told
    cards = Shown(render.sources_html(answer))
    assert texts.NEAREST_BANNER in cards.text
    assert texts.NEAREST_TITLE in cards.text
    assert f"/article/ferry?s=0-{len(FERRY.text)}&at=1#cite-1" in cards.links()


def test_refusal_without_passages_says_so() -> None:
    answer = replace(refusal("Who won?"), nearest=())
    assert texts.NO_NEAREST in render.sources_html(answer)
    assert texts.REFUSAL_NEAREST not in render.answer_html(answer)


@pytest.mark.parametrize(
    "kind", ["stale", "superseded", "conflict", "period", "unknown_marker", "recited", "truncated"]
)
def test_every_kind_of_notice_has_a_title_of_its_own(kind: str) -> None:
    notice = Notice(kind, "The later report says 22 September.", (1,))  # type: ignore[arg-type]
    shown = Shown(render.answer_html(replace(with_verdict("supported"), notices=(notice,))))
    assert f"{texts.NOTICE_TITLES[kind]} The later report says 22 September." in shown.text


def test_markers_within_a_notice_link_where_they_stand() -> None:
    notice = Notice("superseded", "Earlier reports differ: two [1]; the later one says one.", (1,))
    html = render.answer_html(replace(with_verdict("supported"), notices=(notice,)))
    shown = Shown(html)
    assert "two⁠1; the later one says one." in shown.text
    assert len(shown.links()) >= 2
    unknown = Notice("superseded", "An outlet called [7] says two [1].", (1,))
    assert "[7]" in Shown(render.answer_html(replace(with_verdict("supported"), notices=(unknown,)))).text


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(date(2023, 3, 1), date(2023, 3, 31), "in March"), "“in March” as 1 March 2023 to 31 March 2023"),
        (Period(date(2023, 3, 1), date(2023, 3, 1), "that day"), "“that day” as 1 March 2023 ·"),
        (Period(date(2023, 3, 1), None, "since March"), "1 March 2023 or later"),
        (Period(None, date(2023, 3, 1), "before March"), "1 March 2023 or earlier"),
    ],
)
def test_period_is_told_in_days_with_the_day_it_was_asked_on(period: Period, words: str) -> None:
    text = Shown(render.answer_html(replace(with_verdict("supported"), period=period))).text
    assert words in text
    assert texts.AS_OF.format(day="21 February 2024") in text


def test_period_told_in_a_notice_is_not_told_twice() -> None:
    period = Period(date(2023, 3, 1), date(2023, 3, 31), "in March")
    notice = Notice("period", "Read as 1 to 31 March 2023 (“in March”); articles of that time come first.")
    text = Shown(render.answer_html(replace(with_verdict("supported"), period=period, notices=(notice,)))).text
    assert text.count("in March") == 1
    assert texts.AS_OF.format(day="21 February 2024") in text


ASSETS = Path(chat_app.__file__).parent / "assets"
CSS = "".join((ASSETS / f"{name}.css").read_text() for name in ("colours", "reader"))
PALETTES = [
    dict(re.findall(r"--cw-([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r"(?::root|\.dark|body\.cw-page) \{([^}]*)\}", CSS)
    if "--cw-paper: #" in block
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_text_and_edges_meets_wcag_aa_in_light_and_dark() -> None:
    on = {
        "ink": ("paper", "surface", "mark", "mark-strong", "accent-soft", "warn-soft"),
        "muted": ("paper", "surface"),
        "accent": ("paper", "surface", "accent-soft"),
        "on-accent": ("accent", "accent-strong"),
        "warn": ("paper", "warn-soft"),
    }
    assert len(PALETTES) == 3
    for palette in PALETTES:
        for text, grounds in on.items():
            for ground in grounds:
                assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
        assert contrast(palette["edge"], palette["paper"]) >= 3


def test_both_pages_have_the_same_dark_colours() -> None:
    assert PALETTES[1] == PALETTES[2] != PALETTES[0]


def test_text_told_so_far_shows_markers_without_links() -> None:
    shown = Shown(render.stage_html(texts.WRITING, "It is 88 metres long. [1] And [x]."))
    assert shown.text == f"It is 88 metres long. 1 And [x].{texts.WRITING}"
    assert shown.links() == []


def test_the_few_words_that_answer_are_set_off_in_their_sentence() -> None:
    answer = answer_from("When was it built?", [cite(FERRY, "She was built in 1991.")])
    start = FERRY.text.index("1991")
    short = replace(answer, short=ShortAnswer("1991", 1, start, start + 4))
    assert "She was built in <strong>1991</strong>." in render.answer_html(short)
    assert "<strong>" not in render.answer_html(answer)
    hostile = answer_from("What?", [cite(POISONED, POISONED.text)])
    marked = replace(hostile, short=ShortAnswer("<script>alert(1)</script>", 1, 11, 36))
    assert "<script>" not in render.answer_html(marked)
    assert "<strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong>" in render.answer_html(marked)
