from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places import REGIONS, SEOUL_DISTRICTS, places_in, region_of


@pytest.mark.parametrize("district", SEOUL_DISTRICTS)
def test_every_district_of_seoul_is_in_seoul(district: str) -> None:
    assert region_of(district) == "서울"
    if len(district) > 2:
        assert region_of(f"저는 {district.removesuffix('구')} 살아요") == "서울"


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_is_itself(region: str) -> None:
    assert region_of(region) == region
    assert region_of(f"{region} 살아요") == region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("전주", "전북"),
        ("전주에 살아요", "전북"),
        ("수원시 영통구", "경기"),
        ("판교에서 일해요", "경기"),
        ("경기도 사는데", "경기"),
        ("서울시민이에요", "서울"),
        ("서울특별시 강남구 역삼동", "서울"),
        ("부산 강서구", "부산"),
        ("대구 중구", "대구"),
        ("경기도 광주시", "경기"),
        ("경기 광주", "경기"),
        ("광주 살아요", "광주"),
        ("남양주", "경기"),
        ("인천인데 되나요", "인천"),
        ("강원도민", "강원"),
        ("서울 소재 대학", "서울"),
        ("경상남도 진주시", "경남"),
        ("이천 살아요", "경기"),
        ("예산군", "충남"),
        ("I live in Suwon", "경기"),
        ("Seoul", "서울"),
        ("busan", "부산"),
    ],
)
def test_a_town_is_in_its_region(text: str, region: str) -> None:
    assert region_of(text) == region


@pytest.mark.parametrize(
    "text",
    [
        "예산이 부족해요",
        "음성 인식 과정",
        "이천만원",
        "진도가 빠른가요",
        "너구리",
        "고양이 키워요",
        "경기가 안 좋아요",
        "동작이 느려요",
        "서면으로 제출",
        "부여해 주세요",
        "영주권자",
        "세종대왕",
        "한국",
        "지방",
        "",
        "incheonair",
    ],
)
def test_an_everyday_word_is_no_place(text: str) -> None:
    assert region_of(text) is None


def test_every_place_of_a_text_is_found_where_it_stands() -> None:
    text = "수원 살고 학교는 서울에 있어요"
    assert [(place.name, place.region, text[place.start : place.end]) for place in places_in(text)] == [
        ("수원", "경기", "수원"),
        ("서울", "서울", "서울"),
    ]


@given(st.text())
def test_any_text_is_searched(text: str) -> None:
    for place in places_in(text):
        assert place.region in REGIONS
        assert 0 <= place.start < place.end <= len(text)
