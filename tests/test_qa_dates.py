"""What a question says of time, against a table of expected readings, and the calendar's awkward days."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dates import NO_TIME, Direction, TimeReading, dates_told, read_time

TABLE = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "time_questions.jsonl").read_text().splitlines()
]
Reading = tuple[date | None, date | None, Direction | None, bool]


def read(text: str, as_of: str = "2024-02-21") -> TimeReading:
    return read_time(text, as_of=date.fromisoformat(as_of))


def days(text: str, as_of: str = "2024-02-21") -> tuple[str | None, str | None] | None:
    period = read(text, as_of).period
    return period and (period.start and str(period.start), period.end and str(period.end))


def test_table_of_questions_is_read_as_expected() -> None:
    wrong = []
    for row in TABLE:
        found = read(row["question"], row["as_of"])
        period = days(row["question"], row["as_of"]) or (None, None)
        got = (*period, found.direction and found.direction.value, found.restricts)
        expected = (row["start"], row["end"], row["direction"], row["restricts"])
        if got != expected:
            wrong.append(f"{row['as_of']}  {row['question']}\n    expected {expected}\n    got      {got}")
    assert len(TABLE) >= 320
    assert len({(row["question"], row["as_of"]) for row in TABLE}) == len(TABLE)
    assert len(wrong) <= 0.05 * len(TABLE), "\n".join([f"{len(wrong)} of {len(TABLE)} are wrong:", *wrong])


@pytest.mark.parametrize(
    ("text", "as_of", "expected"),
    [
        ("What happened on 29 February?", "2023-05-15", ("2020-02-29", "2020-02-29")),
        ("What happened on 29 February?", "2024-02-29", ("2024-02-29", "2024-02-29")),
        ("What happened in February 2024?", "2024-05-15", ("2024-02-01", "2024-02-29")),
        ("Who came a year ago?", "2024-02-29", ("2023-01-01", "2023-12-31")),
        ("What rose in the past year?", "2024-02-29", ("2023-02-28", "2024-02-29")),
        ("What happened last week?", "2025-01-01", ("2024-12-23", "2024-12-29")),
        ("What happened this week?", "2025-01-01", ("2024-12-30", "2025-01-05")),
        ("What happened last month?", "2024-01-31", ("2023-12-01", "2023-12-31")),
        ("What is planned for next month?", "2024-01-31", ("2024-02-01", "2024-02-29")),
        ("What happened last Monday?", "2023-05-15", ("2023-05-08", "2023-05-08")),
        ("What happened on Monday?", "2023-05-15", ("2023-05-15", "2023-05-15")),
        ("What will happen next Monday?", "2023-05-15", ("2023-05-22", "2023-05-22")),
        ("A loan was announced in the US. Will it open on Friday?", "2022-08-25", ("2022-08-26", "2022-08-26")),
        (
            "On Wednesday Mr. Lund named a sum in the US. How much will he get?",
            "2022-08-25",
            ("2022-08-24", "2022-08-24"),
        ),
        ("Will Mr. Lund speak on Wednesday?", "2022-08-25", ("2022-08-31", "2022-08-31")),
        ("Why were their Fourth of July fireworks cancelled?", "2022-07-08", ("2022-07-04", "2022-07-04")),
        ("What opened on the twentieth of May 2023?", "2024-01-01", ("2023-05-20", "2023-05-20")),
        ("What happened on Sunday?", "2023-05-15", ("2023-05-14", "2023-05-14")),
        ("What happened yesterday?", "2024-03-01", ("2024-02-29", "2024-02-29")),
        ("What happened on 31 April 2023?", "2024-03-01", ("2023-04-01", "2023-04-30")),  # there is no such day
        ("What happened on 12/13/2022?", "2024-03-01", ("2022-12-13", "2022-12-13")),
        ("How was it between November and February?", "2024-06-01", ("2023-11-01", "2024-02-29")),
        ("How was last winter?", "2023-01-15", ("2021-12-01", "2022-02-28")),
    ],
)
def test_edges_of_the_calendar(text: str, as_of: str, expected: tuple[str, str]) -> None:
    assert days(text, as_of) == expected


def test_words_of_the_question_are_named() -> None:
    for text, words in (
        ("Who was acting mayor in April 2023?", "in April 2023"),
        ("Who has been mayor since last June?", "since last June"),
        ("What was reported last week about the dam?", "last week"),
        ("How did house prices in 2021 and 2022 differ?", "in 2021 and 2022"),
    ):
        period = read(text).period
        assert period
        assert period.from_text == words


def test_what_is_restricted_is_what_was_published() -> None:
    assert read("Which articles published in March mention seals?").restricts
    assert not read("How many seals were counted in March?").restricts
    assert not read("Which book published in March 2023 won?").restricts


def test_question_without_time_leaves_the_model_out() -> None:
    assert read("Where did they meet?") == TimeReading(date(2024, 2, 21))
    assert TimeReading() == NO_TIME


@given(st.text(max_size=80), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_text_is_read_and_a_period_begins_before_it_ends(text: str, as_of: date) -> None:
    period = read_time(text, as_of=as_of).period
    if period:
        assert period.from_text in text
        assert period.start or period.end
        assert not (period.start and period.end) or period.start <= period.end


@given(st.dates(date(1000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%-d %B %Y", "%B %-d, %Y", "%Y-%m-%d", "%A %-d %B %Y", "%-d %b %Y"]))  # fmt: skip
def test_every_day_is_found_in_every_form(day: date, form: str) -> None:
    written = f"{day:%-d}".join(f"{day.strftime(part)}" for part in form.split("%-d"))
    text = f"What happened on {written.replace(f'{day:%Y}', f'{day.year:04}')}?"
    assert days(text) == (day.isoformat(), day.isoformat())


def test_a_question_is_read_in_no_time() -> None:
    texts = [row["question"] for row in TABLE]
    read(texts[0])
    took = []
    for text in texts:
        began = time.perf_counter()
        read(text, "2021-06-15")
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.003


# --- dates told in a text


def told(text: str, published: str | None = "2023-06-14") -> list[tuple[str, str]]:
    return [
        (str(first), str(last))
        for first, last in dates_told(text, date.fromisoformat(published) if published else None)
    ]


def test_dates_of_a_text_are_read_against_its_day() -> None:
    assert told("It closed in March 2020 after 86 years.") == [("2020-03-01", "2020-03-31")]
    assert told("On 2 March the paper told of it; the next vote is in May 2025.") == [
        ("2023-03-02", "2023-03-02"), ("2025-05-01", "2025-05-31"),
    ]  # fmt: skip
    assert told("They meet in January.", "2023-12-20") == [("2024-01-01", "2024-01-31")]
    assert told("They met in January.", None) == []
    assert told("Built in 1991, it cost 2000 tonnes of steel and $1950.") == [("1991-01-01", "1991-12-31")]
    assert told("Mrs May may march.") == []
    assert told("On 31 April 2023 nothing happened.") == []
