"""Nothing is stated that no source holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Abstention, Answer, Citation
from bot.grounding import Evidence, check, grounded

SOURCE = "성동 4기. 모집 2026-08-13 ~ 2026-09-28. 전화 02-6216-3804, 3803. 총 776시간. https://sesac.seoul.kr/a?b=1 연 10,000명, a@b.kr 14:00"


@pytest.mark.parametrize(
    "said",
    ["9월 28일(월) 마감이에요", "2026년 9월 28일", "September 28", "2026.09.28", "02-6216-3804", "02)6216-3804", "776시간", "1만 명", "10000명",
     "sesac.seoul.kr/a?b=1", "a@b.kr", "4기", "14:00", "8월 13일부터", "D-8이에요 [1]"],
)  # fmt: skip
def test_what_a_source_holds_may_be_said_in_any_of_its_spellings(said: str) -> None:
    assert Evidence([SOURCE], ["8"]).unsupported(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "9월 29일 마감이에요",
        "2025년 9월 28일",
        "September 27",
        "02-6216-3805",
        "777시간",
        "2만 명",
        "sesac.seoul.kr/c",
        "c@b.kr",
        "5기",
        "15:00",
        "D-9",
    ],
)
def test_what_no_source_holds_is_caught(said: str) -> None:
    assert Evidence([SOURCE], ["8"]).unsupported(said)


def _answer(text: str) -> Answer:
    return Answer(
        text=text, citations=(Citation(n=1, title="t", file="f", record="r", as_of=date(2026, 9, 22), texts=(SOURCE,)),)
    )


def test_a_line_that_is_not_grounded_is_dropped_and_the_rest_stays() -> None:
    kept = grounded(_answer("총 776시간이에요. [1]\n정원은 31명이에요. [1]"), Abstention(text="몰라요"))
    assert kept.text == "총 776시간이에요. [1]"


def test_an_answer_with_nothing_left_becomes_an_abstention() -> None:
    fallback = Abstention(text="몰라요")
    assert grounded(_answer("정원은 31명이에요. [1]"), fallback) is fallback


def test_the_as_of_date_of_a_citation_may_be_said() -> None:
    assert check(_answer("2026-09-22 기준이에요")) == []


@given(st.integers(0, 10**9))
def test_a_number_is_supported_exactly_when_it_is_written(number: int) -> None:
    assert bool(Evidence([f"값은 {number}개"]).unsupported(f"{number:,}개예요")) is False
    assert Evidence([f"값은 {number}개"]).unsupported(f"{number + 1}개예요")
