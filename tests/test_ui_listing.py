"""What the Library's table shows: searched, sorted, a page at a time."""

from __future__ import annotations

from datetime import date

import pytest

from index.records import ArticleSummary
from ui.listing import COLUMNS, PAGE_ROWS, Column, Listing, listed
from ui.render.library import table_html


def summary(key: str, **changes: object) -> ArticleSummary:
    values: dict[str, object] = {
        "id": key, "title": f"Title {key}", "source": "Ostrand Post", "author": None, "published": date(2023, 1, 1),
        "url": None, "characters": 100, "chunks": 1,
    }  # fmt: skip
    return ArticleSummary(**{**values, **changes})  # type: ignore[arg-type]


ARTICLES = [
    summary("a", title="bridge opens", published=date(2023, 9, 22), characters=900, copy_group="g"),
    summary("b", title="Bridge to open", source="HALPRESS", published=date(2023, 9, 21), chunks=3, copy_group="g"),
    summary("c", title="Ferry laid up", source=None, published=None, author="Dario Quill", characters=50),
    summary("d", title="Scan", published=date(2022, 1, 1), chunks=0, url="https://example.org/scan"),
]


def ids(listing: Listing) -> list[str]:
    return [row.article.id for row in listed(ARTICLES, listing).rows]


@pytest.mark.parametrize(
    ("column", "descending", "expected"),
    [
        ("date", True, ["a", "b", "d", "c"]),
        ("date", False, ["d", "b", "a", "c"]),  # what has no date stands last both ways
        ("title", False, ["a", "b", "c", "d"]),  # whatever its case
        ("outlet", False, ["b", "a", "d", "c"]),
        ("length", True, ["a", "b", "d", "c"]),
        ("passages", True, ["b", "a", "c", "d"]),
        ("copies", True, ["a", "b", "c", "d"]),
        ("state", False, ["d", "c", "a", "b"]),  # what needs a look first
    ],
)
def test_each_column_sorts(column: Column, descending: bool, expected: list[str]) -> None:
    assert ids(Listing(column=column, descending=descending)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("BRIDGE", ["a", "b"]), ("open bridge halpress", ["b"]), ("quill", ["c"]), ("example.org", ["d"]),
        ("no such", []), ("  ", ["a", "b", "d", "c"]),
    ],
)  # fmt: skip
def test_all_words_must_stand_in_title_outlet_author_or_address(words: str, expected: list[str]) -> None:
    assert ids(Listing(search=words)) == expected


def test_a_column_is_turned_round_by_the_second_click_and_begins_at_the_first_page() -> None:
    by_title = Listing(page=3).sorted_by("title")
    assert (by_title.column, by_title.descending, by_title.page) == ("title", False, 0)
    assert by_title.sorted_by("title").descending
    assert by_title.sorted_by("copies").descending


def test_pages_follow_each_other_and_a_page_that_is_gone_gives_way_to_the_last() -> None:
    many = [summary(f"{number:04}") for number in range(2 * PAGE_ROWS + 5)]
    pages = [listed(many, Listing(page=page)) for page in range(3)]
    assert [row.article for page in pages for row in page.rows] == many
    assert [(page.start, page.more) for page in pages] == [(0, True), (PAGE_ROWS, True), (2 * PAGE_ROWS, False)]
    gone = listed(many, Listing(page=9))
    assert (gone.listing.page, len(gone.rows)) == (2, 5)
    assert listed([], Listing(page=4)).listing.page == 0


def test_copies_and_state_are_told() -> None:
    rows = {row.article.id: row for row in listed(ARTICLES, Listing()).rows}
    assert {key: (row.copies, row.state) for key, row in rows.items()} == {
        "a": (1, "ready"), "b": (1, "ready"), "c": (0, "undated"), "d": (0, "empty"),
    }  # fmt: skip


def test_the_table_holds_one_page_and_no_markup_of_an_article() -> None:
    many = [summary(f"{number}", title="<img onerror=1> | **b**", source="<b>") for number in range(PAGE_ROWS + 1)]
    page = table_html(listed(many, Listing(opened="7")), many[:30], removable=True)
    assert "\n" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "**" not in page
    assert page.count("cw-list--details") == PAGE_ROWS
    assert page.count("cw-row--details") == 1
    assert page.count('scope="col"') == len(COLUMNS) + 1
    assert "and 10 more" in page
    assert "remove%3A7" in page
    assert "remove%3A" not in table_html(listed(many, Listing(opened="7")))
