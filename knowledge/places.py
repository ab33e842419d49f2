"""Korean places by region: 전주 is in 전북, 수원 and 판교 in 경기, and every one of Seoul's districts in 서울.

Source: the administrative divisions of Korea. A name that several regions share (중구, 광주) means Seoul's district or
the metropolitan city, unless the region itself is named with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REGIONS = tuple("서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주".split())

SEOUL_DISTRICTS = tuple(
    (
        "종로구 중구 용산구 성동구 광진구 동대문구 중랑구 성북구 강북구 도봉구 노원구 은평구 서대문구 마포구 양천구 "
        "강서구 구로구 금천구 영등포구 동작구 관악구 서초구 강남구 송파구 강동구"
    ).split()
)

_FULL_NAMES = {
    "서울": "서울특별시 서울시 seoul",
    "부산": "부산광역시 부산시 busan",
    "대구": "대구광역시 대구시 daegu",
    "인천": "인천광역시 인천시 incheon",
    "광주": "광주광역시 gwangju",
    "대전": "대전광역시 대전시 daejeon",
    "울산": "울산광역시 울산시 ulsan",
    "세종": "세종특별자치시 세종시 sejong",
    "경기": "경기도 경기권 gyeonggi gyeonggi-do",
    "강원": "강원특별자치도 강원도 gangwon",
    "충북": "충청북도",
    "충남": "충청남도",
    "전북": "전북특별자치도 전라북도",
    "전남": "전라남도",
    "경북": "경상북도",
    "경남": "경상남도",
    "제주": "제주특별자치도 제주도 제주시 서귀포 서귀포시 jeju",
}

# Towns by region; "*" marks a name that is also an everyday word, believed only where it plainly is a place.
_TOWNS = {
    "서울": (
        "종로 용산 성동 광진 동대문 중랑 성북 강북 도봉 노원 은평 서대문 마포 양천 강서 구로* 금천 영등포 동작* 관악 "
        "서초 강남 송파 강동 신촌 홍대 잠실 여의도 신림 청량리 창동 목동 상암 성수 건대 이태원 압구정 잠원 사당 왕십리 "
        "상계 신사동 논현 역삼 삼성동 대치 도곡 개포 수유 미아동 불광 연신내 가산 독산 신도림 당산 마곡 화곡 천호 길동 "
        "암사"
    ),
    "부산": "해운대 해운대구 수영구 사하구 사상구 기장 기장군 연제구 금정구 동래 동래구 영도구 부산진구 서면* 광안리",
    "대구": "수성구 달서구 달성군 군위 군위군",
    "인천": "미추홀구 연수구 남동구 부평 부평구 계양구 강화 강화군 옹진군 송도 청라 검단 영종도",
    "광주": "광산구",
    "대전": "유성구 대덕구 둔산동",
    "울산": "울주군",
    "경기": (
        "수원 성남 용인 고양* 화성* 부천 남양주 안산 평택 안양 시흥 파주 김포 의정부 하남 광명 군포 양주 오산* 이천* "
        "안성 구리* 의왕 포천 양평 여주 동두천 과천 가평 연천 판교 분당 일산 동탄 광교 영통 기흥 수지* 처인구 덕양구 "
        "미사 다산동 별내 위례 평촌 산본 권선구 팔달구 장안구 만안구 동안구 단원구 상록구 수정구 중원구 suwon bundang "
        "pangyo seongnam yongin goyang bucheon ansan anyang gimpo"
    ),
    "강원": "춘천 원주 강릉 동해* 태백 속초 삼척 홍천 횡성 영월 평창 정선* 철원 화천 양구 인제* 양양",
    "충북": "청주 충주 제천 보은* 옥천 영동* 증평 진천 괴산 음성* 단양",
    "충남": "천안 공주* 보령 아산 서산 논산 계룡 당진 금산 부여* 서천 청양* 홍성 예산* 태안",
    "전북": "전주 군산 익산 정읍 남원 김제 완주* 진안 무주 장수* 임실 순창 고창 부안",
    "전남": (
        "목포 여수 순천 나주 광양 담양 곡성 구례 고흥 보성 화순 장흥 강진* 해남 영암 무안 함평 영광* 장성* 완도 진도* "
        "신안*"
    ),
    "경북": (
        "포항 경주 김천 안동 구미 영주* 영천 상주* 문경 경산 의성* 청송 영양* 영덕 청도* 고령* 성주* 칠곡 예천 봉화 "
        "울진 울릉 울릉도 독도"
    ),
    "경남": "창원 진주* 통영 사천* 김해 밀양 거제 양산* 의령 함안 창녕 남해* 하동 산청 함양* 거창* 합천 마산 진해",
}

_CUE = r"\s*(?:에서?|쪽|지역)?\s*(?:살|사는|사람|거주|출신|시민|군민|주민|도민|소재|으로\s*이사|로\s*이사)|인데|지역"


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a text: the name as it is known, its region, and where it stands."""

    name: str
    region: str
    start: int
    end: int


def _gazetteer() -> tuple[dict[str, str], set[str]]:
    regions: dict[str, str] = {}
    everyday = {"경기"}  # a match, the economy
    for region in REGIONS:
        for name in (region, *_FULL_NAMES[region].split()):
            regions[name] = region
        for entry in _TOWNS.get(region, "").split():
            name = entry.removesuffix("*")
            regions.setdefault(name, region)
            if entry != name:
                everyday.add(name)
    for district in SEOUL_DISTRICTS:
        regions[district] = "서울"
    return regions, everyday


_REGION_OF, _EVERYDAY = _gazetteer()
_NAMES = re.compile(
    r"(?<![가-힣A-Za-z])(?P<name>" + "|".join(sorted(map(re.escape, _REGION_OF), key=len, reverse=True)) + r")"
    r"(?P<unit>시(?![가-힣]*간)|군(?=$|[^가-힣]|에|은|는|이|민)|구(?=$|[^가-힣]|에|은|는|이|민))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"$|[^가-힣A-Za-z]|에|은|는|이|가|의|도|쪽|살|사[는람]|거주|출신|시?민|주민|군민|구민|소재|대(?!왕)|지역|권|으로|로|과|와|랑|하고|인|라|예요|고(?![가-힣]*등)"
)


def places_in(text: str) -> tuple[Place, ...]:
    """The places a text names, in order. A name within a longer word is none."""
    found = []
    alone = text.strip()
    for match in _NAMES.finditer(text):
        name = match["name"]
        after = text[match.end() :]
        known = name if name in _REGION_OF else name.casefold()
        if name[-1].isascii():
            fits = not after[:1].isascii() or not after[:1].isalpha()
        else:
            fits = match["unit"] is not None or _AFTER.match(after) is not None
        plain = name not in _EVERYDAY or match["unit"] or alone == name or re.match(_CUE, after)
        plain = plain or (after[:1] == " " and _NAMES.match(text, match.end() + 1))
        if fits and plain:
            found.append(Place(known, _REGION_OF[known], match.start(), match.end()))
    return tuple(found)


def region_of(text: str) -> str | None:
    """The region of the first place a text names ("경기" of "수원시 영통구"); None when it names none. Where a
    region itself stands before a town ("부산 강서구", "경기도 광주"), the region decides."""
    places = places_in(text)
    return places[0].region if places else None


def is_region(name: str) -> bool:
    """Whether a name is that of a whole region ("경기도"), not of a place in it."""
    return _REGION_OF.get(name) is not None and (name in REGIONS or name in _FULL_NAMES[_REGION_OF[name]].split())
