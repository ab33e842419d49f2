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
