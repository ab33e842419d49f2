"""Where things lie on the map: a campus by its own coordinates, else by the centre of its district or its region.

General geography, nothing of one academy: the centre of a district or town is where its office stands, to about 100 m.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from math import asin, cos, radians, sin, sqrt

from knowledge.places import region_of
from knowledge.records import Campus

_EARTH = 6371.0088  # mean radius in km


class Precision(IntEnum):
    """How well a position is known: the place itself, its district or town, or no more than its region."""

    PLACE = 0
    DISTRICT = 1
    REGION = 2


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the earth in degrees, north and east positive (WGS 84)."""

    latitude: float
    longitude: float
    precision: Precision = Precision.PLACE

    def km_to(self, other: Position) -> float:
        """The great-circle distance in km."""
        north, south = radians(self.latitude), radians(other.latitude)
        lat, lon = south - north, radians(other.longitude - self.longitude)
        half = sin(lat / 2) ** 2 + cos(north) * cos(south) * sin(lon / 2) ** 2
        return 2 * _EARTH * asin(sqrt(min(1.0, half)))


def position_of(campus: Campus) -> Position | None:
    """Where a campus is; of one in several districts the middle of them. None when nothing known tells."""
    if campus.latitude is not None and campus.longitude is not None:
        return Position(campus.latitude, campus.longitude)
    region = region_of(campus.address) or region_of(campus.district)
    for text in (campus.district, campus.address):
        if centres := _centres_in(text, region):
            return Position(
                sum(latitude for latitude, _ in centres) / len(centres),
                sum(longitude for _, longitude in centres) / len(centres),
                Precision.DISTRICT,
            )
    return Position(*_REGIONS[region], Precision.REGION) if region else None


def _centres_in(text: str, region: str | None) -> list[tuple[float, float]]:
    """The centres of the districts and towns that a text names. "중구" is Seoul's unless another region is named."""
    found = dict.fromkeys(name.removesuffix("시") for name in _NAMED.findall(text))
    return [_CENTRES[name] for name in found if region in (None, "서울" if name.endswith("구") else "경기")]


_CENTRES = {
    "종로구": (37.573, 126.979),
    "중구": (37.564, 126.998),
    "용산구": (37.532, 126.990),
    "성동구": (37.563, 127.037),
    "광진구": (37.538, 127.082),
    "동대문구": (37.574, 127.040),
    "중랑구": (37.606, 127.093),
    "성북구": (37.589, 127.017),
    "강북구": (37.640, 127.026),
    "도봉구": (37.669, 127.047),
    "노원구": (37.654, 127.056),
    "은평구": (37.603, 126.929),
    "서대문구": (37.579, 126.937),
    "마포구": (37.566, 126.902),
    "양천구": (37.517, 126.866),
    "강서구": (37.551, 126.850),
    "구로구": (37.495, 126.888),
    "금천구": (37.457, 126.896),
    "영등포구": (37.526, 126.896),
    "동작구": (37.512, 126.939),
    "관악구": (37.478, 126.951),
    "서초구": (37.484, 127.033),
    "강남구": (37.517, 127.047),
    "송파구": (37.515, 127.106),
    "강동구": (37.530, 127.124),
    "고양": (37.658, 126.832),
    "과천": (37.429, 126.988),
    "광명": (37.478, 126.865),
    "구리": (37.594, 127.130),
    "김포": (37.615, 126.716),
    "남양주": (37.636, 127.216),
    "부천": (37.503, 126.766),
    "성남": (37.420, 127.127),
    "수원": (37.263, 127.029),
    "안양": (37.394, 126.957),
    "용인": (37.241, 127.178),
    "의정부": (37.738, 127.034),
    "하남": (37.539, 127.215),
}
_REGIONS = {
    "서울": (37.567, 126.978),
    "부산": (35.180, 129.075),
    "대구": (35.871, 128.602),
    "인천": (37.456, 126.705),
    "광주": (35.160, 126.851),
    "대전": (36.350, 127.385),
    "울산": (35.539, 129.311),
    "세종": (36.480, 127.289),
    "경기": (37.289, 127.053),
    "강원": (37.885, 127.730),
    "충북": (36.636, 127.491),
    "충남": (36.659, 126.673),
    "전북": (35.820, 127.109),
    "전남": (34.816, 126.463),
    "경북": (36.576, 128.506),
    "경남": (35.238, 128.692),
    "제주": (33.489, 126.498),
}
_NAMED = re.compile(rf"(?<![가-힣])(?:{'|'.join(_CENTRES)})시?(?![가-힣])")
