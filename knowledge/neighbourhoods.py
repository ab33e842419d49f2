"""Which districts lie beside which, and in which of them a station or a neighbourhood lies. So far of Seoul.

General geography, nothing of one academy. Where a border or a station's district was not certain, it is left out:
nothing is guessed. A station on a border has several districts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.places import SEOUL_DISTRICTS, places_in
from knowledge.romanization import romanized

# Districts that share a border, those across the river last, where a bridge joins them; then the towns around.
_BORDERS = {
    "종로구": "중구 서대문구 은평구 성북구 동대문구",
    "중구": "종로구 서대문구 마포구 용산구 성동구 동대문구",
    "용산구": "중구 마포구 성동구 영등포구 동작구 서초구",
    "성동구": "광진구 동대문구 중구 용산구 강남구",
    "광진구": "성동구 중랑구 동대문구 강남구 송파구 강동구",
    "동대문구": "중랑구 성북구 성동구 광진구 종로구 중구",
    "중랑구": "동대문구 광진구 노원구 성북구",
    "성북구": "강북구 동대문구 종로구 중랑구 노원구",
    "강북구": "도봉구 성북구 노원구",
    "도봉구": "강북구 노원구",
    "노원구": "도봉구 중랑구 강북구 성북구",
    "은평구": "서대문구 마포구 종로구",
    "서대문구": "마포구 은평구 종로구 중구",
    "마포구": "서대문구 은평구 용산구 중구 영등포구 강서구",
    "양천구": "강서구 영등포구 구로구",
    "강서구": "양천구 영등포구 마포구",
    "구로구": "영등포구 양천구 금천구 관악구",
    "금천구": "구로구 관악구",
    "영등포구": "구로구 양천구 동작구 강서구 마포구 용산구",
    "동작구": "관악구 영등포구 서초구 용산구",
    "관악구": "동작구 금천구 서초구 구로구",
    "서초구": "강남구 동작구 관악구 용산구",
    "강남구": "서초구 송파구 성동구 광진구",
    "송파구": "강남구 강동구 광진구",
    "강동구": "송파구 광진구",
    "부천": "구로구 양천구 강서구",
    "광명": "금천구 구로구",
    "안양": "금천구 관악구",
    "과천": "서초구 관악구",
    "성남": "송파구 강남구 서초구",
    "하남": "강동구 송파구",
    "구리": "중랑구 노원구 광진구",
    "남양주": "노원구",
    "의정부": "도봉구 노원구",
    "고양": "은평구 마포구 강서구",
    "김포": "강서구",
}
_PART_OF = {"분당": "성남", "판교": "성남", "일산": "고양", "덕양구": "고양", "미사": "하남", "평촌": "안양", "별내": "남양주",
            "다산동": "남양주"}  # fmt: skip

# Stations and neighbourhoods by district; "*" marks what is also an everyday word or another place's name: it
# counts only with its 역 or 동.
_WITHIN = {
    "종로구": "종각 종로3가 종로5가 동대문* 광화문 경복궁 안국* 혜화 대학로 창신 동묘앞 평창동 부암동 독립문",
    "중구": "시청* 을지로입구 을지로3가 을지로4가 동대문역사문화공원 신당 약수* 동대입구 충무로 명동 회현 남대문 서울역 충정로 황학동",
    "용산구": "남영 숙대입구 삼각지 신용산 이촌 서빙고 한남 이태원 녹사평 한강진 효창공원앞 후암동 보광동 서울역",
    "성동구": "왕십리 상왕십리 한양대 뚝섬 성수 서울숲 응봉* 옥수 금호* 신금호 행당 마장* 용답 신답 답십리 장한평",
    "광진구": "건대 건대입구 구의* 강변* 군자* 아차산 광나루 중곡 어린이대공원 자양 화양동 광장동",
    "동대문구": "청량리 회기* 외대앞 신이문 이문동 제기동 신설동 용두* 전농동 장안동 휘경동 답십리 장한평",
    "중랑구": "상봉 망우 중화* 먹골 면목* 사가정 용마산 신내 봉화산 양원* 묵동",
    "성북구": "성신여대입구 한성대입구 길음 돌곶이 상월곡 월곡 고려대 안암 보문* 정릉 종암동 돈암동 장위동 석관동 석계",
    "강북구": "수유 미아 미아사거리 솔샘 삼양* 삼양사거리 화계* 가오리* 북한산우이 번동 우이동",
    "도봉구": "창동 방학* 도봉산 쌍문",
    "노원구": "상계 당고개 불암산 마들 중계* 하계* 공릉 태릉입구 화랑대 월계* 광운대 수락산 석계",
    "은평구": "연신내 불광 구파발 녹번 응암 역촌 독바위 구산* 새절 증산* 수색* 갈현동 진관동 디지털미디어시티",
    "서대문구": "신촌 이대* 아현 홍제 무악재 가좌 충정로 홍은동 연희동 남가좌동 북가좌동 독립문",
    "마포구": "공덕 애오개 대흥* 광흥창 상수* 합정 망원* 마포구청 월드컵경기장 홍대 홍대입구 서강대 상암 연남동 성산동 신촌 아현 가좌 "
              "디지털미디어시티",
    "양천구": "목동 오목교 신정* 신정네거리 양천구청 신월동",
    "강서구": "김포공항 송정* 마곡 마곡나루 발산* 우장산 화곡 까치산 등촌 염창 증미 가양* 양천향교 신방화 공항시장 개화산 방화*",
    "구로구": "신도림 구일* 개봉* 오류동 온수* 천왕 도림천 남구로 구로디지털단지 고척동 항동",
    "금천구": "가산디지털단지 가산 독산 금천구청",
    "영등포구": "영등포구청 영등포시장 문래 당산 선유도* 신길 여의도 여의나루 국회의사당 샛강 양평* 신풍 대림* 대방",
    "동작구": "노량진 상도* 장승배기 숭실대입구 흑석 이수* 총신대입구 신대방삼거리 노들* 사당* 신대방 대방",
    "관악구": "서울대입구 봉천 낙성대 신림 서원* 관악산 당곡 사당* 신대방",
    "서초구": "강남역 교대* 방배 내방 고속터미널 반포 신반포 구반포 잠원 남부터미널 양재 양재시민의숲 청계산입구 사평 신논현 논현 사당*",
    "강남구": "강남역 역삼 선릉 삼성* 강남구청 압구정 압구정로데오 청담 학동* 언주 선정릉 삼성중앙 봉은사 도곡 대치* 학여울 대청* 일원* "
              "수서 매봉* 한티 구룡* 개포 개포동 대모산입구 신논현 논현 세곡동",
    "송파구": "잠실 잠실나루 잠실새내 종합운동장* 석촌 석촌고분 가락시장 가락동 문정 장지* 방이* 오금* 올림픽공원 몽촌토성 거여 마천 경찰병원 "
              "개롱 송파나루 한성백제 신천동",
    "강동구": "천호 길동 굽은다리 명일 고덕* 상일동 강일 암사 둔촌동 강동구청 성내동 중앙보훈병원",
}  # fmt: skip

# Stations whose English name is no spelling of the Korean one.
_ON_THE_SIGNS = {
    "Hongik Univ": "홍대입구",
    "Hongik University": "홍대입구",
    "Hongdae": "홍대입구",
    "Konkuk Univ": "건대입구",
    "Konkuk University": "건대입구",
    "Seoul National Univ": "서울대입구",
    "Seoul National University": "서울대입구",
    "Hanyang Univ": "한양대",
    "Hanyang University": "한양대",
    "Ewha Womans Univ": "이대",
    "Korea Univ": "고려대",
    "Korea University": "고려대",
    "Express Bus Terminal": "고속터미널",
    "Digital Media City": "디지털미디어시티",
    "Gasan Digital Complex": "가산디지털단지",
    "Guro Digital Complex": "구로디지털단지",
    "National Assembly": "국회의사당",
    "Seoul Forest": "서울숲",
    "Olympic Park": "올림픽공원",
    "Children's Grand Park": "어린이대공원",
    "World Cup Stadium": "월드컵경기장",
    "Gimpo Airport": "김포공항",
    "Seoul Station": "서울역",
    "City Hall station": "시청",
}

_NEAR = (
    r"\s?(?:에서|에|쪽에?|근처에?서?|주변에?|부근에?|인근에?)?(?:도|는|만)?\s?(?:지금|현재)?\s?"
    r"(?:있|없|캠|센터|다닐|살|사는|삽|산다|거주|자취|지내|토박이|근처|주변|부근|인근|쪽|가까|가깝|제일|젤|가장|다니|통학|출발|가기|회사|일하|직장|출퇴근|(?:어디|어느)\s?(?:캠|가))"
)


@dataclass(frozen=True, slots=True)
class Locality:
    """A place as a text names it, and the districts or towns it lies in."""

    name: str
    districts: tuple[str, ...]


def bordering(district: str) -> tuple[str, ...]:
    """The districts beside a district or a town, nearest relations first; empty where none is known."""
    return tuple(_BORDERS.get(district, "").split())


@lru_cache(256)
def localities_in(text: str) -> tuple[Locality, ...]:
    """The districts, stations and neighbourhoods that a text says someone lives in or wants to be near, in order.
    In Latin letters, too ("Sangbong station"). A bare name counts where the words beside it speak of a place."""
    found: dict[str, Locality] = {}
    for match in _pattern().finditer(text):
        name, unit = match["name"], match["unit"] or ""
        districts = _named(name, unit)
        if districts and (unit or _near(text, match)):
            found.setdefault(name, Locality(name + unit, districts))
    for match in _latin_pattern().finditer(text):
        districts = _latin()[match["name"].casefold()]
        found.setdefault(match["name"].casefold(), Locality(match["name"] + match["unit"], districts))
    if not found:
        for place in places_in(text):
            town = _PART_OF.get(place.name, place.name)
            if town in _BORDERS:
                found.setdefault(town, Locality(text[place.start : place.end], (town,)))
    return tuple(found.values())


def _near(text: str, match: re.Match[str]) -> bool:
    name = match["name"]
    alone = re.fullmatch(
        r"\s*(?:저|저는|나|난|집)?\s?" + re.escape(name) + r"(?:이요|요|이에요|예요|임|인데요?)?\s*[.?!]*", text
    )
    home = re.search(r"(?:집|사는\s?(?:곳|데))(?:은|이|도)?\s?$", text[: match.start()])
    return name not in _everyday() and bool(alone or home or re.match(_NEAR, text[match.end() :]))


def _named(name: str, unit: str) -> tuple[str, ...]:
    if name in _BORDERS:
        return (name,)
    if unit == "역" and (found := _districts().get(f"{name}역")):
        return found
    if f"{name}구" in _BORDERS and unit in ("", "구", "역"):
        return (f"{name}구",)
    return _districts().get(name) or _districts().get(name + unit, ())


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for district, names in _WITHIN.items():
        for entry in names.split():
            name = entry.removesuffix("*")
            for key in {name, name.removesuffix("동") if len(name) > 3 else name}:
                found[key] = (*found.get(key, ()), district) if district not in found.get(key, ()) else found[key]
    return found


@cache
def _everyday() -> frozenset[str]:
    return frozenset(entry[:-1] for names in _WITHIN.values() for entry in names.split() if entry.endswith("*"))


@cache
def _pattern() -> re.Pattern[str]:
    stems = {district.removesuffix("구") for district in SEOUL_DISTRICTS if len(district) > 2}
    names = sorted({*_districts(), *SEOUL_DISTRICTS, *stems}, key=len, reverse=True)
    return re.compile(
        rf"(?<![가-힣])(?P<name>{'|'.join(map(re.escape, names))})(?P<unit>역|동|구)?(?![가-힣]*(?:사거리|캠|센터|대학))"
    )


@cache
def _latin() -> dict[str, tuple[str, ...]]:
    found = {english.casefold(): _districts()[name] for english, name in _ON_THE_SIGNS.items()}
    found |= {romanized(name).casefold(): districts for name, districts in _districts().items()}
    found |= {
        romanized(district.removesuffix("구")).casefold(): (district,)
        for district in SEOUL_DISTRICTS
        if len(district) > 2
    }
    found |= {romanized(town).casefold(): (town,) for town in _BORDERS if not town.endswith("구")}
    return found


@cache
def _latin_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _latin()), key=len, reverse=True))
    return re.compile(
        rf"\b(?P<name>{names})(?P<unit>[- ]?(?:gu|dong|station|district)\b|(?=\W|$))",
        re.IGNORECASE,
    )
