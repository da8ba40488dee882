"""The evidence by date and outlet, the cards below it and the notices, as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from test_ui_fakes import BRIDGE, FERRY, HOSTILE, POISONED, FakeEngine, answer_from, built, cite, refusal
from test_ui_render import NOBODY, OURS, Shown

from index.articles import Article
from qa import Answer, AnswerSentence, Notice
from qa.answer import Copy, Period, Scores, Searched
from ui import render, texts
from ui.pages.anew import Anew, wanted
from ui.render.timeline import Mark, Timeline
from ui.rest import create_app

FIRST, LATER, LAST = date(2023, 1, 1), date(2023, 1, 11), date(2023, 1, 21)
OPENED = "Ropewalk Bridge was opened on Friday at noon."


def styles(html: str, name: str) -> list[str | None]:
    return [attrs.get("style") for tag, attrs in Shown(html).tags if name in str(attrs.get("class")).split()]


def chosen_by(html: str) -> list[str | None]:
    return [attrs["value"] for tag, attrs in Shown(html).tags if tag == "button"]


def test_dots_stand_where_their_dates_lie_and_outlets_come_by_frequency() -> None:
    marks = [Mark(1, "1", "Post", FIRST), Mark(2, "2", "Courier", LATER), Mark(3, "3", "Courier", LAST)]
    html = Timeline(marks).html()
    assert styles(html, "cw-dot") == ["--at:50.0%;--lane:0", "--at:100.0%;--lane:0", "--at:0.0%;--lane:0"]
    text = Shown(html).text
    assert text.index("Courier") < text.index("Post")
    assert "Source 1, Post, 1 January 2023" in text
    assert text.endswith(f"1 January 202321 January 2023{texts.TIMELINE_HINT}")
    assert chosen_by(html) == ["cw-by-0", "cw-by-1", "cw-in-0", "cw-in-1", "cw-in-3"]


def test_dots_of_one_outlet_do_not_cover_each_other() -> None:
    marks = [Mark(1, "1", "Post", FIRST), Mark(2, "2", "Post", FIRST), Mark(3, "3", "Post", LAST)]
    html = Timeline(marks).html()
    assert styles(html, "cw-dot") == ["--at:0.0%;--lane:0", "--at:0.0%;--lane:1", "--at:100.0%;--lane:0"]
    assert styles(html, "cw-track") == ["--lanes:2"]


def test_stretch_of_a_card_is_the_one_its_button_names() -> None:
    marks = [Mark(1, "1", "Post", FIRST), Mark(2, "2", "Post", date(2023, 1, 7)), Mark(3, "3", "Post", LAST)]
    plot = Timeline(marks)
    assert [plot.card_classes(card) for card in (1, 2, 3)] == [
        " cw-by-0 cw-in-0", " cw-by-0 cw-in-1", " cw-by-0 cw-in-3",
    ]  # fmt: skip
    titles = [
        attrs["title"]
        for tag, attrs in Shown(plot.html()).tags
        if "cw-stretch" in str(attrs.get("class")) and tag == "button"
    ]
    assert titles == [
        "1 January 2023 to 6 January 2023", "7 January 2023 to 11 January 2023", "17 January 2023 to 21 January 2023",
    ]  # fmt: skip


def test_rare_outlets_share_a_row() -> None:
    marks = [Mark(n, str(n), f"Outlet {n}", FIRST) for n in range(1, 9)] + [Mark(9, "9", "Outlet 8", LAST)]
    html = Timeline(marks).html()
    assert chosen_by(html)[:6] == [f"cw-by-{row}" for row in range(6)]
    text = Shown(html).text
    assert text.index("Outlet 8") < text.index("Outlet 1") < text.index(texts.TIMELINE_OTHERS)
    assert Timeline(marks).card_classes(7).split()[0] == "cw-by-5"


@pytest.mark.parametrize("days", [(), (FIRST,), (FIRST, None)])
def test_fewer_than_two_dates_are_no_course_of_time(days: tuple[date | None, ...]) -> None:
    plot = Timeline([Mark(n, str(n), "Post", day) for n, day in enumerate(days, start=1)])
    assert (plot.html(), plot.card_classes(1)) == ("", "")


def test_evidence_of_one_day_has_one_end_and_no_stretches() -> None:
    html = Timeline([Mark(1, "1", "Post", FIRST), Mark(2, "2", None, FIRST)]).html()
    ends = f"{texts.NO_SOURCE}Source 2, {texts.NO_SOURCE}, 1 January 20231 January 2023{texts.TIMELINE_HINT}"
    assert Shown(html).text.endswith(ends)
    assert chosen_by(html) == ["cw-by-0", "cw-by-1"]


def test_period_asked_about_is_shaded_and_told_in_words() -> None:
    marks = [Mark(1, "1", "Post", FIRST), Mark(2, "2", "Post", LATER)]
    html = Timeline(marks, period=Period(LATER, None, "since"), asked=LAST).html()
    assert styles(html, "cw-band") == ["--from:50.0%;--to:100.0%"]
    assert texts.TIMELINE_PERIOD.format(period="11 January 2023 or later") in Shown(html).text


def test_undated_evidence_is_counted() -> None:
    marks = [Mark(1, "1", "Post", FIRST), Mark(2, "2", "Post", LATER), Mark(3, "3", "Post", None)]
    assert texts.TIMELINE_UNDATED_ONE in Shown(Timeline(marks).html()).text
    assert Timeline(marks).card_classes(3) == " cw-by-0"


def test_hostile_outlets_add_no_element_to_the_plot() -> None:
    dated = replace(POISONED, published=FIRST)
    html = render.sources_html(answer_from(HOSTILE, [cite(dated, dated.text), cite(FERRY, NOBODY, 2)]))
    shown = Shown(html)
    assert "\n" not in html
    assert not {tag for tag, _ in shown.tags} - OURS - {"figure", "figcaption", "bdi", "button"}
    assert not [name for _, attrs in shown.tags for name in attrs if name.startswith("on") or name == "src"]
    kept = {"cw-dot", "cw-dot--cited", "cw-track"}
    assert all(set(str(attrs["class"]).split()) <= kept for _, attrs in shown.tags if "style" in attrs)
    assert shown.text.count(str(POISONED.source)) >= 2


def test_nearest_passages_of_a_refusal_are_plotted_too() -> None:
    near = refusal("Who won?")
    (ferry,) = near.nearest
    html = render.sources_html(replace(near, nearest=(ferry, replace(ferry, published=LATER))))
    assert len(styles(html, "cw-dot--near")) == 2
    assert "Nearest passage 2, The Tarnhavn Courier, 11 January 2023" in Shown(html).text


# --- copies


def copy_of(article: Article) -> Copy:
    return Copy(article.id, article.title, article.source, article.url, article.published)


def test_citations_of_copies_share_a_card_and_keep_their_numbers() -> None:
    answer = answer_from("q", [
        cite(FERRY, NOBODY, also_in=(copy_of(BRIDGE), Copy("c", "C", "Third", None, LAST))),
        cite(FERRY, "The Sabine Tork lost drive at 4.20pm.", 2),
        cite(BRIDGE, OPENED, 3, also_in=(copy_of(FERRY),)),
    ])  # fmt: skip
    html = render.sources_html(answer)
    shown = Shown(html)
    cards = re.split(r"<li class=\"cw-card", html)[1:]
    assert len(cards) == 2
    assert OPENED in cards[0]
    assert texts.ALSO_IN_ONE in cards[0]
    assert "Third" in cards[0]
    assert len(styles(html, "cw-dot--cited")) == 3
    assert len(styles(html, "cw-dot--copy")) == 1
    assert [attrs["id"] for _, attrs in shown.tags if str(attrs.get("id")).startswith("cw-card")] == [
        "cw-card-1",
        "cw-card-2",
    ]


COPIED = Article(id="copy", title="Copy", text=f"Seen elsewhere. {NOBODY} The end.", published=LAST, source="Third")


def test_words_quoted_are_marked_in_a_copy_that_has_them() -> None:
    engine = FakeEngine((FERRY, BRIDGE, COPIED, POISONED))
    with TestClient(built(lambda: create_app(engine)), base_url="http://localhost:7900") as client:  # type: ignore[arg-type]
        at = FERRY.text.index(NOBODY)
        span = f"{at}-{at + len(NOBODY)}"
        assert f">{NOBODY}</mark>" in client.get("/article/copy", params={"like": "ferry", "q": span}).text
        for like, q in (("nowhere", span), ("ferry", "9-1"), ("ferry", "0-40"), ("ferry", "x")):
            page = client.get("/article/copy", params={"like": like, "q": q})
            assert (page.status_code, "<mark" in page.text) == (200, False)
        told = client.get(f"/quote/ferry?s=0-3&s={span}&at=2").json()
        assert told == {"quote": NOBODY, "title": FERRY.title, "outlet": FERRY.source, "date": "14 May 2022"}
        assert client.get("/quote/ferry?s=9-1").json()["quote"] == ""
        assert client.get("/quote/nowhere?s=0-3").status_code == 404


# --- scores


def test_all_scores_are_told_and_reading_is_drawn_beside_the_best() -> None:
    best = cite(FERRY, NOBODY, scores=Scores(0.7, 8.0, 0.9, rerank=16.0, time=1.2))
    other = cite(BRIDGE, OPENED, 2, scores=Scores(0.7, 8.0, 0.9, rerank=15.0))
    shown = Shown(render.sources_html(answer_from("q", [best, other])))
    bars = [attrs["value"] for tag, attrs in shown.tags if tag == "meter"]
    assert bars == ["0.70", "0.50", "0.90", "1.00", "0.77", "0.70", "0.50", "0.90", "0.37"]
    assert f"{texts.SCORE_RERANK}1.00strong (16.00)" in shown.text
    assert f"{texts.SCORE_TIME}0.77ranked higher for it (1.20)" in shown.text


# --- notices


def differing(kind: str, *markers: int) -> Answer:
    first, second = cite(FERRY, NOBODY), cite(BRIDGE, OPENED, 2)
    third = cite(FERRY, "The Sabine Tork lost drive at 4.20pm.", 3)
    return answer_from("q", [first, second, third], notices=(Notice(kind, "They differ.", markers),))  # type: ignore[arg-type]


def test_notice_stands_right_after_the_last_sentence_it_is_about() -> None:
    text = Shown(render.answer_html(differing("conflict", 1, 2))).text
    assert text.index(OPENED) < text.index("They differ.") < text.index("The Sabine Tork")
    general = Shown(render.answer_html(differing("truncated"))).text
    assert general.index("The Sabine Tork") < general.index("They differ.")
    assert texts.NOTICE_HINTS["truncated"] in general


def test_differing_reports_are_compared_and_the_later_one_is_led_to() -> None:
    html = render.answer_html(differing("superseded", 1, 2), at=3)
    shown = Shown(html)
    assert texts.NOTICE_COMPARE in shown.text
    assert shown.text.count(OPENED) == 2
    assert texts.NOTICE_LATER.format(day="22 September 2023") in shown.text
    assert "#cw-do=since%3A3%3A2023-09-22" in shown.links()
    assert "#cw-do" not in render.answer_html(differing("superseded", 1, 2)), "nothing to ask outside a conversation"


def test_question_is_not_offered_again_with_the_scope_it_had() -> None:
    searched = Searched(2, 2, None, None, published_from=date(2023, 9, 22))
    html = render.answer_html(replace(differing("superseded", 1, 2), searched=searched), at=0)
    assert "since" not in html
    assert "Only from 22 September 2023" in Shown(html).text


def test_old_report_leads_to_the_time_after_it() -> None:
    html = render.answer_html(differing("stale", 2), at=0)
    assert "#cw-do=since%3A0%3A2023-09-23" in Shown(html).links()
    today = replace(differing("stale", 2), as_of=date(2023, 9, 22))
    assert "since" not in render.answer_html(today, at=0)


@pytest.mark.parametrize("kind", ["unsupported", "fallback", "truncated"])
def test_sentences_left_out_are_shown_once_with_the_reason(kind: str) -> None:
    dropped = (AnswerSentence(f"Made up. {HOSTILE}", (), "unsupported", 0.0, ("is not in what it cites",)),)
    html = render.answer_html(replace(differing(kind), dropped=dropped), at=0, last=True)
    assert html.count(texts.DROPPED_ONE) == 1
    assert "is not in what it cites" in html
    assert "<script>" not in html
    assert ("#cw-do=again" in html) == (kind != "unsupported")


def test_sentence_tells_its_verdict_by_a_mark_with_a_name() -> None:
    tick = next(
        attrs for _, attrs in Shown(render.answer_html(differing("stale"))).tags if attrs.get("class") == "cw-tick"
    )
    assert (tick["role"], tick["title"]) == ("img", texts.VERDICT_SENTENCE_SUPPORTED)


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("anytime:1", Anew("b", read_period=False)),
        ("since:0:2023-09-22", Anew("a", published_from=date(2023, 9, 22))),
        ("since:0:tomorrow", None),
        ("anytime:2", None),
        ("anytime:²", None),
        ("ask:Who won: A or B?", Anew("Who won: A or B?")),
        ("ask: ", None),
        ("anytime", None),
        ("edit:0", None),
    ],
)
def test_links_of_notices_are_read(command: str, what: Anew | None) -> None:
    assert wanted(command, ["a", "b"]) == what
