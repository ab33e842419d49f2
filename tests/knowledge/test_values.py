from __future__ import annotations

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.records import Moment
from knowledge.values import (
    BadValue,
    BareMonth,
    ImpossibleDate,
    check_dates,
    day,
    degrees,
    first_day,
    items,
    last_day,
    link,
    moment,
    number,
    shown,
)

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "2026.9.1.",
        "2026. 9. 1.",
        "2026.09.01",
        "2026/9/1",
        "2026년 9월 1일",
        "2026년9월1일",
        "2026년 9월 1일(화)",
        "2026-09-01 (화요일)",
        "２０２６-09-01",
        "2026.9.1.까지",
        " 2026-09-01 ",
    ],
)
def test_a_day_is_read_in_every_way_people_write_it(text: str) -> None:
    assert moment(text) == Moment(DAY)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-09-01 18:00", time(18)),
        ("2026-09-01T18:00:00", time(18)),
        ("2026.9.1. 18:30까지", time(18, 30)),
        ("2026년 9월 1일 오후 6시", time(18)),
        ("2026년 9월 1일(화) 오전 10시 30분", time(10, 30)),
        ("2026-09-01 오후 6:05", time(18, 5)),
        ("2026-09-01 낮 12시", time(12)),
        ("2026-09-01 오전 12시", time(0)),
        ("2026-09-01 저녁 7시 반", time(19, 30)),
        ("2026-09-01 0:00", time(0)),
    ],
)
def test_a_time_of_day_is_carried_along(text: str, at: time) -> None:
    assert moment(text) == Moment(DAY, at)


@pytest.mark.parametrize("text", ["2026-09-01 24:00", "2026년 9월 1일 24시", "2026-09-01 밤 12시"])
def test_twenty_four_hundred_is_the_end_of_the_day(text: str) -> None:
    assert moment(text) == Moment(DAY)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026.13.1", "2026년 4월 31일", "2025-02-29", "0206-09-01", "2026-09-01 25:00"]
)
def test_a_date_that_no_calendar_has_is_impossible(text: str) -> None:
    with pytest.raises(ImpossibleDate) as raised:
        moment(text)
    assert text in raised.value.what


@pytest.mark.parametrize("text", ["2022년 9월", "2022-09", "2022.9.", "2022년", "2022"])
def test_a_bare_month_is_no_day(text: str) -> None:
    with pytest.raises(BareMonth):
        moment(text)


@pytest.mark.parametrize(
    "text", ["곧", "매주 수요일 19:00", "9월 1일", "2026-09-01 ~ 2026-09-28", "2026-09-01 예정", "46266", ""]
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(BadValue):
        moment(text)


def test_a_period_in_one_cell_is_told_apart() -> None:
    with pytest.raises(BadValue) as raised:
        moment("2026-09-01 ~ 2026-09-28")
    assert "나누어" in raised.value.mend


def test_a_bare_month_means_its_first_or_last_day_where_a_rule_begins_or_ends() -> None:
    assert first_day("2025년 4월") == date(2025, 4, 1)
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2025") == date(2025, 12, 31)
    assert last_day("2025-03-15") == date(2025, 3, 15)


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(
        [
            "{0.year}-{0.month}-{0.day}",
            "{0.year:04}.{0.month:02}.{0.day:02}.",
            "{0.year}/{0.month}/{0.day}",
            "{0.year}년 {0.month}월 {0.day}일",
        ]
    ),
)
def test_every_day_and_minute_is_read_back(day: date, at: time | None, form: str) -> None:
    written = form.format(day) + (f" {at:%H:%M}" if at is not None else "")
    assert moment(written) == Moment(day, at)


@given(st.text())
def test_no_text_makes_reading_fail_in_another_way(text: str) -> None:
    for reading in (moment, day, first_day, last_day, number, link, check_dates):
        with suppress(BadValue):
            reading(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("웹, 앱; AI", ("웹", "앱", "AI")),
        ("웹\n앱", ("웹", "앱")),
        ("- 웹\n- 앱", ("웹", "앱")),
        ("AI(파이썬, 토치), 웹", ("AI(파이썬, 토치)", "웹")),
        ("상금 1,000만원, 수료증", ("상금 1,000만원", "수료증")),
        ("A、B，C；D", ("A", "B", "C", "D")),
        ("닫지 않은 (괄호, 다음", ("닫지 않은 (괄호", "다음")),
        (" , ,", ()),
        ("AR/VR, UI·UX", ("AR/VR", "UI·UX")),
        ("C#, .NET", ("C#", ".NET")),
    ],
)
def test_a_list_is_split_where_people_part_its_items(text: str, parts: tuple[str, ...]) -> None:
    assert items(text) == parts


@given(st.lists(st.text("가나다abc123", min_size=1), min_size=1), st.sampled_from([", ", "; ", "\n"]))
def test_every_item_of_a_list_comes_back(parts: list[str], mark: str) -> None:
    assert items(mark.join(parts)) == tuple(parts)


@pytest.mark.parametrize(
    ("text", "value"), [("15", 15), ("만 15세", 15), ("1,000원", 1000), ("3년", 3), ("2.5", 2.5), ("-1", -1)]
)
def test_a_number_may_have_a_unit(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["열다섯", "15~20", "", "세"])
def test_words_are_no_number(text: str) -> None:
    with pytest.raises(BadValue):
        number(text)


def test_a_link_gets_its_scheme() -> None:
    assert link("sesac.seoul.kr/a?b=1") == "https://sesac.seoul.kr/a?b=1"
    assert link("http://한글.kr") == "http://한글.kr"


@pytest.mark.parametrize(
    "text", ["홈페이지", "javascript:alert(1)", "https://", "ftp://a.b", "a b.kr", "mailto:a@b.kr"]
)
def test_what_is_no_web_address_is_no_link(text: str) -> None:
    with pytest.raises(BadValue):
        link(text)


def test_a_quoted_cell_is_one_short_line() -> None:
    assert shown("가\n나") == "‘가 나’"
    assert len(shown("가" * 100)) == 42


@pytest.mark.parametrize(("most", "example"), [(180, "127.02"), (90, "37.56")])
def test_the_example_for_a_coordinate_can_be_one(most: int, example: str) -> None:
    with pytest.raises(BadValue) as raised:
        degrees("동경", most=most)
    assert example in raised.value.mend
    assert abs(float(example)) <= most
