"""A date, a time, an amount is one fact, however it is written."""

from __future__ import annotations

import pytest

from bot.facts import Facts, facts_of


@pytest.mark.parametrize(
    "written",
    ["2026년 9월 28일", "2026. 9. 28.", "2026-09-28", "2026/9/28", "26.9.28", "September 28, 2026", "28 Sep 2026", "Sept. 28th, 2026"],
)  # fmt: skip
def test_a_date_in_all_its_spellings(written: str) -> None:
    assert facts_of(f"마감은 {written} 예요") == Facts(dates=frozenset({(2026, 9, 28)}))


@pytest.mark.parametrize("written", ["오후 2시 30분", "오후 2시 반", "14:30", "14시 30분", "2:30 PM", "낮 2시 반"])
def test_a_time_in_all_its_spellings(written: str) -> None:
    assert facts_of(f"{written}에 시작해요").times == {(14, 30, True)}


@pytest.mark.parametrize("written", ["500,000원", "50만원", "50만 원", "오십만 원", "500000 won"])
def test_an_amount_in_all_its_spellings(written: str) -> None:
    assert facts_of(f"지원금 {written}").numbers == {("500000", "원")}


@pytest.mark.parametrize(
    ("written", "number"),
    [("열두 명", ("12", "명")), ("세 곳", ("3", "개")), ("이십팔 일", ("28", "일")), ("1만 2천 명", ("12000", "명")),
     ("1.5억 원", ("150000000", "원")),
     ("80퍼센트", ("80", "%")), ("스물여덟 살", ("28", "세")), ("3번 출구", ("3", "출구")), ("두 달", ("2", "개월")), ("6 months", ("6", "개월"))],
)  # fmt: skip
def test_a_number_and_its_unit_in_all_their_spellings(written: str, number: tuple[str, str]) -> None:
    assert facts_of(written).numbers == {number}


@pytest.mark.parametrize(
    "written", ["02-6216-3804", "02)6216-3804", "(02) 6216-3804", "02.6216.3804", "+82-2-6216-3804"]
)
def test_a_phone_in_all_its_spellings(written: str) -> None:
    assert facts_of(f"전화 {written}").phones == {"0262163804"}


def test_a_unit_said_once_counts_for_the_whole_row() -> None:
    assert facts_of("3·7·9호선").numbers == {("3", "호선"), ("7", "호선"), ("9", "호선")}
    assert facts_of("2025년 8~11월") == Facts(
        numbers=frozenset({("2025", "년"), ("8", "월"), ("11", "월")}), ranges=frozenset({"8~11"}), months=frozenset({(2025, 8)})
    )  # fmt: skip


@pytest.mark.parametrize("text", ["한 번 더 확인해 주세요", "You may apply", "[1] [e2]", "이 과정은 새싹이 해요"])
def test_what_counts_nothing_states_nothing(text: str) -> None:
    assert facts_of(text) == Facts()
