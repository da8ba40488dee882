"""Values as sentences write them, and when two of them differ."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conflicts.units import MEASURE, to_base
from qa.conflicts.values import Kind, Value, read_values, written


def only(text: str) -> Value:
    (value,) = read_values(text)
    return value


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "unit"),
    [
        ("Two people were killed.", Kind.COUNT, 2, 2, ""),
        ("Forty-two homes were flooded.", Kind.COUNT, 42, 42, ""),
        ("Three hundred and ten firefighters came.", Kind.COUNT, 305, 315, ""),
        ("They counted 1,340 grey seals.", Kind.COUNT, 1335, 1345, ""),
        ("About 40 homes were flooded.", Kind.COUNT, 30, 50, ""),
        ("More than 100 trees fell.", Kind.COUNT, 50, math.inf, ""),
        ("Up to 40 trees fell.", Kind.COUNT, -math.inf, 40, ""),
        ("It will cost 104.5 million crowns.", Kind.MONEY, 104.45e6, 104.55e6, "crown"),
        ("He paid $1.2bn.", Kind.MONEY, 1.15e9, 1.25e9, "dollar"),
        ("It costs £3m.", Kind.MONEY, 2.5e6, 3.5e6, "pound"),
        ("The rent is 210 crowns a year.", Kind.MONEY, 205, 215, "crown/year"),
        ("The 42.7m rocket stood ready.", Kind.MEASURE, 42.65, 42.75, "m"),
        ("It is 42.7 metres tall.", Kind.MEASURE, 42.65, 42.75, "m"),
        ("The gust reached 36km/h.", Kind.MEASURE, 35.5 / 3.6, 36.5 / 3.6, "m/s"),
        ("A share of 12 per cent is enough.", Kind.MEASURE, 11.5, 12.5, "%"),
        ("A 71-year-old man was found.", Kind.MEASURE, 71, 71, "age"),
        ("It took 9 hours.", Kind.DURATION, 8.5 * 3600, 9.5 * 3600, "s"),
        ("It opens on 5 May.", Kind.DATE, 505, 505, ""),
        ("It opens on May 5, 2023.", Kind.DATE, 505, 505, ""),
        ("The fire service now puts it at 63.", Kind.BARE, 63, 63, ""),
    ],
)
def test_value_is_read_with_its_kind_interval_and_unit(
    text: str, kind: Kind, low: float, high: float, unit: str
) -> None:
    value = only(text)
    assert (value.kind, value.unit) == (kind, unit)
    assert (value.low, value.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "It closed in 2019.",
        "He came at 10.15pm.",
        "They won 3-2.",
        "Bus number 4 was first.",
        "The 118th minute passed.",
        "No figure here.",
    ],
)
def test_years_times_scores_and_ordinals_are_no_values(text: str) -> None:
    assert read_values(text) == ()


@pytest.mark.parametrize(
    ("text", "current", "replaced"),
    [
        ("One person, not two, died.", "one person", "two"),
        ("It will cost 104.5 million crowns and not 112 million.", "104.5 million crowns", "112 million"),
        ("The toll rose to 45 from 38.", "45", "38"),
        ("It is 212, up from an earlier estimate of 120.", "212", "120"),
        ("Thursday’s count of about 40 was wrong; the service puts it at 63.", "63", "about 40"),
        ("The new date is 22 September, not 5 May.", "22 September", "5 May"),
    ],
)
def test_sentence_that_corrects_a_value_says_which_one_it_replaces(text: str, current: str, replaced: str) -> None:
    by_state = {value.is_replaced: written(text, value) for value in read_values(text)}
    assert by_state == {False: current, True: replaced}


@pytest.mark.parametrize(
    ("text", "fates"),
    [
        ("Killing 12 people and injuring 30, a bus fell.", ["death", "injury"]),
        ("Two people were killed and about 40 homes flooded.", ["death", None]),
        ("The death toll rose to 12.", ["death"]),
        ("Of 50 people on board, 12 drowned.", [None, "death"]),
        ("The fair was attended by 19,500 people.", ["attendance"]),
    ],
)
def test_fate_is_that_of_those_counted(text: str, fates: list[str | None]) -> None:
    assert [value.fate for value in read_values(text)] == fates


@pytest.mark.parametrize(
    "text",
    [
        "Another 12 people were rescued.",
        "It rose by 12.",
        "All but 30 seats were sold.",
        "Nine people who were held appeared in court.",
        "It is 34 million more than planned.",
    ],
)
def test_parts_and_changes_are_no_totals(text: str) -> None:
    assert only(text).is_part


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("It is 42.7 metres tall.", "It is 140 feet tall.", True),
        ("It is 190 metres tall.", "It is 182 metres tall.", False),
        ("About 40 trees fell.", "Some 42 trees fell.", True),
        ("About 40 homes were flooded.", "63 homes were flooded.", False),
        ("More than 100 came.", "120 came.", True),
        ("It cost 8.3 million crowns.", "It cost 8,300,000 crowns.", True),
        ("It is 1,200km long.", "It is 1,204 kilometres long.", True),
        ("31,000 people came.", "31,240 people came.", True),
        ("It opens on 5 May 2022.", "It opens on 5 May 2023.", False),
    ],
)
def test_values_agree_within_what_is_rounded_or_rough(one: str, other: str, agree: bool) -> None:
    assert only(one).agrees_with(only(other)) is agree
    assert only(other).agrees_with(only(one)) is agree


def test_every_unit_that_is_read_has_a_base() -> None:
    spelled = (
        (
            "% per cent|percent|pc|square miles|square kilometers|cubic metres|sq km|sq m|sq ft|km/h|kph|mph|knots|knot|miles an hour|"
            "metres per second|degrees Celsius|degrees Fahrenheit|degrees C|°C|°F|C|F|km|m|cm|mm|ft|km2|m²|ft2|millimetres|centimeters|"
            "inches|inch|feet|foot|yards|hectares|acre|kg|kilo|kilos|kilograms|gram|tonnes|tons|lb|lbs|stone|litres|liter|gallons|kW|MW|"
            "GW|kilowatts|megawatt|gigawatts|seconds|minute|hours|days|weeks|month|years|decades"
        )
        .replace("% ", "%|")
        .split("|")
    )
    for unit in spelled:
        match = MEASURE.match(f" {unit} ")
        assert match
        assert match["unit"] == unit
        factor, base = to_base(unit)
        assert factor > 0
        assert base


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        ("feet", 0.3048, "m"),
        ("square miles", 2589988.110336, "m2"),
        ("litres", 0.001, "m3"),
        ("stone", 6.35029318, "kg"),
        ("miles an hour", 0.44704, "m/s"),
    ],
)
def test_units_are_converted_by_their_definitions(unit: str, factor: float, base: str) -> None:
    assert to_base(unit) == (pytest.approx(factor, rel=1e-12), base)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for value in read_values(text):
        assert 0 <= value.start_char < value.end_char <= len(text)
        assert value.low <= value.high


@given(st.integers(1, 10**7))
def test_number_is_read_as_it_is_written(number: int) -> None:
    value = only(f"They counted {number:,} people.")
    assert value.low <= number <= value.high
