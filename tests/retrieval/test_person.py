"""What people say of themselves."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.person import find_person

TODAY = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("저는 수원에 살지만 서울에 있는 대학교에 다니고 있어요", {"residence": "경기", "school": "서울"}),
        (
            "2년 전에 서울 소재 대학을 졸업했고 지금은 대전에 살아요",
            {"residence": "대전", "graduated_school": "서울", "years_since_graduation": 2.0},
        ),
        ("제가 올해 만으로 열네 살인데", {"age": 14}),
        ("서른여섯인데 지원 되나요ㅠㅠ", {"age": 36}),
        ("27살 경기도민입니다", {"age": 27, "residence": "경기"}),
        ("회사를 다니는 중인데", {"employment": "재직"}),
        ("직장 경험은 없어요", {"career": "없음"}),
        ("서울에 사는 만 17세 고등학생", {"age": 17, "residence": "서울", "level": "고등학생"}),
        ("98년생이에요", {"age": 28}),
        ("I live in Seoul and I'm 24", {"age": 24, "residence": "서울"}),
        ("전공이 무용이에요", {"major": "비전공"}),
    ],
)
def test_facts_are_read_from_natural_sentences(text: str, facts: dict[str, object]) -> None:
    assert find_person(text, TODAY).known() == facts


@pytest.mark.parametrize(
    "text",
    [
        "만 15세 이상이면 되나요?",
        "서울 주민만 된다고 들었는데요",
        "서울 캠퍼스가 몇 개예요?",
        "나이 제한 있나요",
        "취업률이 75%인가요",
    ],
)
def test_what_is_not_about_the_person_is_not_taken_as_such(text: str) -> None:
    assert find_person(text, TODAY).known() == {}


def test_later_words_win_over_earlier_ones() -> None:
    earlier, later = find_person("경기도 살아요", TODAY), find_person("아니 서울에 살아요", TODAY)
    assert earlier.told(later).residence == "서울"
