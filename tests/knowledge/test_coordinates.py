from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.coordinates import Position, Precision, position_of
from knowledge.library import Reading, read_folder
from knowledge.places import SEOUL_DISTRICTS
from knowledge.records import Campus, Library, Origin


def campus(**fields: object) -> Campus:
    values: dict[str, object] = {"id": "a", "origin": Origin("campuses.yaml"), "name": "가온", **fields}
    return Campus(**values)  # type: ignore[arg-type]


def reading(folder: Path, row: str, heading: str = "캠퍼스,위도,경도") -> Reading:
    (folder / "academy.yaml").write_text("name: 가온학원\n", "utf-8")
    (folder / "campuses.csv").write_text(f"{heading}\n{row}\n", "utf-8")
    return read_folder(folder)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((37.5663, 126.9779), (35.1798, 129.0750), 325),  # the city halls of Seoul and Busan
        ((37.5663, 126.9779), (35.6895, 139.6917), 1157),  # and Tokyo's
        ((0, 179.5), (0, -179.5), 111),
        ((90, 0), (-90, 0), 20015),
        ((37.5, 127.0), (37.5, 127.0), 0),
    ],
)
def test_distances_are_those_of_the_globe(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert Position(*one).km_to(Position(*other)) == pytest.approx(km, rel=0.005)
    assert Position(*other).km_to(Position(*one)) == pytest.approx(km, rel=0.005)


def test_a_campus_lies_where_its_own_coordinates_say() -> None:
    found = position_of(campus(latitude=37.1, longitude=127.2, district="강남구"))
    assert found == Position(37.1, 127.2, Precision.PLACE)


def test_without_coordinates_it_lies_in_the_middle_of_its_district() -> None:
    for district in SEOUL_DISTRICTS:
        found = position_of(campus(district=district))
        assert found is not None
        assert found.precision is Precision.DISTRICT
        assert 37.42 < found.latitude < 37.71
        assert 126.76 < found.longitude < 127.19
    by_address = position_of(campus(address="서울특별시 도봉구 마들로13길 61"))
    assert by_address == position_of(campus(district="도봉구"))
    assert position_of(campus(district="부천시")) == position_of(campus(address="경기 부천 길주로 1"))


def test_one_in_two_districts_lies_between_them() -> None:
    one, other = position_of(campus(district="도봉구")), position_of(campus(district="강북구"))
    between = position_of(campus(district="도봉구/강북구"))
    assert one
    assert other
    assert between
    assert between.latitude == pytest.approx((one.latitude + other.latitude) / 2)


@pytest.mark.parametrize("address", ["부산 해운대구 바다로 1", "부산광역시 강서구 1", "부산 중구 1"])
def test_of_a_city_whose_districts_are_not_known_only_the_region_is(address: str) -> None:
    found = position_of(campus(address=address))
    assert found is not None
    assert found.precision is Precision.REGION
    assert found.km_to(Position(35.18, 129.08)) < 1


def test_a_campus_of_which_nothing_is_known_lies_nowhere() -> None:
    assert position_of(campus()) is None
    assert position_of(campus(address="별빛로 1")) is None


def test_every_shipped_campus_can_be_placed(library: Library) -> None:
    assert all(position_of(campus) for campus in library.campuses)


def test_coordinates_are_read_from_a_table(tmp_path: Path) -> None:
    library = reading(tmp_path, "가온,37.5665°,126.9780").library
    assert library is not None
    assert (library.campuses[0].latitude, library.campuses[0].longitude) == (37.5665, 126.978)
    library = reading(tmp_path, "가온,미정,").library
    assert library is not None
    assert library.campuses[0].latitude is None


@pytest.mark.parametrize("row", ["가온,137.5,126.9", "가온,북위 37도,126.9", "가온,37.5,226.9"])
def test_what_is_no_coordinate_is_a_problem_in_its_cell(tmp_path: Path, row: str) -> None:
    found = reading(tmp_path, row)
    assert found.library is None
    assert [problem.cell or problem.line for problem in found.errors]


def test_half_a_position_is_told(tmp_path: Path) -> None:
    found = reading(tmp_path, "가온,37.5,")
    assert found.library is not None
    assert any("하나만" in problem.what for problem in found.problems)
