from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.neighbourhoods import bordering, localities_in
from knowledge.places import SEOUL_DISTRICTS


@pytest.mark.parametrize("district", SEOUL_DISTRICTS)
def test_every_district_borders_others_which_border_it(district: str) -> None:
    around = bordering(district)
    assert len(around) >= 2
    assert district not in around
    assert all(beside in SEOUL_DISTRICTS and district in bordering(beside) for beside in around)


@pytest.mark.parametrize(
    "town", ["부천", "광명", "안양", "과천", "성남", "하남", "구리", "남양주", "의정부", "고양", "김포"]
)
def test_a_town_beside_seoul_borders_districts_of_seoul(town: str) -> None:
    assert bordering(town)
    assert set(bordering(town)) <= set(SEOUL_DISTRICTS)


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        ("상봉역 사는데", {"중랑구"}),
        ("강남역 근처", {"강남구", "서초구"}),
        ("강남 사는데", {"강남구"}),
        ("강남구 역삼동 살아요", {"강남구"}),
        ("신촌역에서 가까운 데", {"서대문구", "마포구"}),
        ("홍대 쪽에서 다니기 편한 곳", {"마포구"}),
        ("저 목동 사는데", {"양천구"}),
        ("중구 살아요", {"중구"}),
        ("서울역 근처", {"중구", "용산구"}),
        ("사당역 살아요", {"동작구", "관악구", "서초구"}),
        ("합정역이요", {"마포구"}),
        ("성수동 살아요", {"성동구"}),
        ("분당 사는데", {"성남"}),
        ("일산에서 가까운 데", {"고양"}),
        ("closest to Sangbong station", {"중랑구"}),
        ("I live in Mapo-gu", {"마포구"}),
        ("near Wangsimni", {"성동구"}),
    ],
)
def test_a_place_lies_in_its_districts(text: str, districts: set[str]) -> None:
    assert {district for place in localities_in(text) for district in place.districts} == districts


@pytest.mark.parametrize(
    "text",
    [
        "방학인데 뭐 들을까",
        "삼성 취업하고 싶어",
        "이수 기준",
        "시청 가능한 강의",
        "강남캠퍼스 근처 맛집",
        "무지개역 근처",
        "교대 근무",
        "남성도 되나요",
        "",
    ],
)
def test_an_everyday_word_or_an_unknown_station_is_no_place(text: str) -> None:
    assert localities_in(text) == ()


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for place in localities_in(text):
        assert place.districts
