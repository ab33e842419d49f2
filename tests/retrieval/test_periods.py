"""Spans of time in questions."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.periods import find_period

TODAY = date(2026, 9, 20)  # a Sunday


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10월에 개강하는 과정", "2026-10-01", "2026-10-31"),
        ("2027년 상반기 모집", "2027-01-01", "2027-06-30"),
        ("내년 하반기", "2027-07-01", "2027-12-31"),
        ("작년에 연 캠퍼스", "2025-01-01", "2025-12-31"),
        ("2025년에 새로", "2025-01-01", "2025-12-31"),
        ("이번 주 마감", "2026-09-14", "2026-09-20"),
        ("다음 달 개강", "2026-10-01", "2026-10-31"),
        ("내일까지인 과정", "2026-09-21", "2026-09-21"),
        ("9월 28일 마감", "2026-09-28", "2026-09-28"),
        ("2026-10-07 마감", "2026-10-07", "2026-10-07"),
        ("지난주에 끝난", "2026-09-07", "2026-09-13"),
        ("any courses closing next week?", "2026-09-21", "2026-09-27"),
        ("what starts this month", "2026-09-01", "2026-09-30"),
        ("courses starting in October", "2026-10-01", "2026-10-31"),
        ("what opens in March 2027?", "2027-03-01", "2027-03-31"),
        ("which campuses opened in 2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_span_is_read_from_the_words_and_the_clock(text: str, start: str, end: str) -> None:
    period = find_period(text, TODAY)
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["지금 모집 중인 과정", "오늘 뭐 해", "13월 40일", "청취사 2.0"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert find_period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("내일모레 마감되는 과정", "2026-09-22"),
        ("낼모레까지 받는 거", "2026-09-22"),
        ("내일 모레 끝나는 과정", "2026-09-22"),
        ("모레 마감하는 데 있어?", "2026-09-22"),
        ("글피에 닫는 과정", "2026-09-23"),
        ("낼 마감", "2026-09-21"),
        ("내일마감 과정", "2026-09-21"),
        ("어제 끝난 과정", "2026-09-19"),
        ("그저께 마감된 거", "2026-09-18"),
        ("엊그제 끝난 거", "2026-09-18"),
    ],
)
def test_a_day_near_today_is_counted_from_it(text: str, day: str) -> None:
    period = find_period(text, TODAY)
    assert period is not None
    assert period.start.isoformat() == period.end.isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "내일채움공제 들었는데 되나요",
        "내일이룸학교 다녀요",
        "지원서 낼 때 뭐가 필요해요",
        "서류는 어디로 보낼까요",
        "지금 주소 알려줘",
        "둘이 많이 달라요?",
        "과정이 달라요?",
    ],
)
def test_no_span_is_taken_from_the_letters_of_other_words(text: str) -> None:
    assert find_period(text, TODAY) is None


def test_no_day_is_taken_from_a_name_that_the_knowledge_knows() -> None:
    names = {"내일배움카드", "모레아카데미"}
    assert find_period("내일 배움 카드로 되나요", TODAY, names) is None
    assert find_period("모레 아카데미가 뭐야", TODAY, names) is None
    period = find_period("내일배움카드 있는데 모레까지 신청돼?", TODAY, names)
    assert period is not None
    assert period.words == "모레"


@pytest.mark.parametrize("text", ["담달꺼 뭐 있어", "이번주말에 마감", "다음주월요일 마감", "지난 달에 끝난"])
def test_a_span_may_run_on_into_the_next_word(text: str) -> None:
    assert find_period(text, TODAY) is not None
