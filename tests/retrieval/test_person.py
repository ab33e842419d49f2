"""What people say of themselves."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.person import Person, find_person, find_supposed
from retrieval.spans import Span, years_between

TODAY = date(2026, 9, 20)


def age(low: float, high: float | None = None, *, loose: bool = False) -> Span:
    return Span(low, low if high is None else high, loose)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("98년생이에요", age(27, 28)),
        ("05년생인데요", age(20, 21)),
        ("2007년생입니다", age(18, 19)),
        ("1998년 5월생", age(28)),
        ("98년 10월 3일생이에요", age(27)),
        ("98.05.03생", age(28)),
        ("98년 9월생", age(27, 28)),
        ("빠른 98이에요", age(28)),
        ("만 28세입니다", age(28)),
        ("만으로 스물일곱이에요", age(27)),
        ("제가 올해 만으로 열네 살인데", age(14)),
        ("스물여덟이에요", age(28, loose=True)),
        ("서른여섯 서울 살아요", age(36, loose=True)),
        ("27살인데 되나요", age(27, loose=True)),
        ("한국 나이로 28살이에요", age(26, 27)),
        ("세는 나이 서른", age(28, 29)),
        ("고3이에요", age(17, 18)),
        ("중3인데요", age(14, 15)),
        ("20대 후반", age(27, 29, loose=True)),
        ("30대 초반입니다", age(30, 33, loose=True)),
        ("마흔 넘었는데", age(40, 49)),
        ("미성년자인데 되나요", age(0, 18)),
        ("27 경기 고졸", age(27, loose=True)),
        ("저는 28이고 서울 살아요", age(28, loose=True)),
        ("27세(만 26세)", age(26)),
        ("I'm 28 years old", age(28)),
        ("I was born in 1998", age(27, 28)),
        ("in my late twenties, well, late 20s", age(27, 29)),
    ],
)
def test_an_age_is_known_as_far_as_it_was_told(text: str, span: Span) -> None:
    assert find_person(text, TODAY).age == span


def test_a_birthday_decides_which_of_two_ages() -> None:
    assert find_person("98년 9월 20일생", TODAY).age == age(28)
    assert find_person("98년 9월 21일생", TODAY).age == age(27)
    assert find_person("고3이에요", date(2026, 2, 1)).age == age(18, 19)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("27살 경기도민입니다", {"residence": "경기"}),
        ("지난달에 서울에서 경기로 이사했어요", {"residence": "경기"}),
        ("서울 살다가 다음 달 이사 가요", {"residence": "서울", "moving": "다른 곳"}),
        ("다음 달에 서울로 이사해요 지금은 경기도 살아요", {"residence": "경기", "moving": "서울"}),
        ("직장은 서울 집은 인천", {"residence": "인천", "employment": "재직", "career": "경력자"}),
        ("집은 경기 직장은 서울이에요", {"residence": "경기", "employment": "재직", "career": "경력자"}),
        ("본가는 부산인데 서울에서 자취해요", {"residence": "서울"}),
        ("주민등록은 부산인데 서울에 살아요", {"residence": "서울", "registration": "부산"}),
        ("서울 안 살아요", {"residence": "서울 밖"}),
        ("서울에 살고 있지 않아요", {"residence": "서울 밖"}),
        ("서울이 아니라 경기도 살아요", {"residence": "경기"}),
        ("부산에서 태어나서 서울에 살아요", {"residence": "서울"}),
        ("인천 살다가 지난주에 서울로 이사왔어요", {"residence": "서울"}),
        ("수원시 영통구에 살아요", {"residence": "경기"}),
        ("인천 사는데 강남으로 출근해요", {"residence": "인천"}),
        ("광주 사는데요", {"residence": "광주"}),
        ("서울 안 살면 못 듣나요? 경기도민이에요", {"residence": "경기"}),
        ("서울 살다가 올해 경기도로 왔어요", {"residence": "경기"}),
        ("서울대 나온 친구랑 같이 지원하려는데 저는 부산 살아요", {"residence": "부산"}),
        ("서울에 있는 고등학교 졸업하고 지금 인천 살아요", {"residence": "인천"}),
        ("주소지는 서울인데 실제로는 경기도 살아요", {"residence": "경기", "registration": "서울"}),
        ("지방 사는 28살이에요", {"residence": "지방"}),
        ("I live in Suwon", {"residence": "경기"}),
    ],
)
def test_home_is_where_a_person_lives_now(text: str, facts: dict[str, object]) -> None:
    known = find_person(text, TODAY).known()
    known.pop("age", None)
    assert known == facts


@pytest.mark.parametrize(
    "text",
    [
        "저 서울시민이 아닌데 지원 가능해요?",
        "서울 사람 아닌데 되나요?",
        "서울 거주자 아니어도 돼?",
        "서울시민아닌데지원되나요",
        "서울특별시민이 아닙니다",
        "나 서울주민 아님",
        "서울 사는 거 아닌데 됨?",
        "서울에 사는 건 아니에요",
        "서울 거주 중은 아니에요",
        "서울 거주 안 하는데요",
        "서울에 살진 않아요",
        "집은 서울 아님",
        "서울에 집이 없어요",
        "서울 사람 아니면 못 듣나요",
    ],
)
def test_who_denies_to_live_in_a_region_lives_outside(text: str) -> None:
    assert find_person(text, TODAY).residence == "서울 밖"


@pytest.mark.parametrize(
    ("text", "residence"),
    [
        ("서울 토박이는 아니지만 서울 살아요", "서울"),
        ("경기도민이 아니라 서울시민이에요", "서울"),
        ("서울 사람은 아니고 인천 사람이에요", "인천"),
        ("서울 거주자인데 아니 경력이 없어요", "서울"),
        ("강남구민은 아닌데 되나요?", ""),  # perhaps of the next district
        ("서울은 안 하나요?", ""),
    ],
)
def test_a_denial_of_something_else_is_none_of_the_region(text: str, residence: str) -> None:
    assert find_person(text, TODAY).residence == residence


@pytest.mark.parametrize(
    "text", ["대학은 서울 아님", "학교가 서울이 아닌데 되나요", "서울 소재 대학이 아닌데요", "학교는 서울 밖이에요"]
)
def test_a_university_said_not_to_be_in_a_region_is_outside(text: str) -> None:
    assert find_person(text, TODAY).school == "서울 밖"


@pytest.mark.parametrize(
    ("text", "school", "graduated", "study"),
    [
        ("저는 수원에 살지만 서울에 있는 대학교에 다니고 있어요", "서울", "", "재학"),
        ("경기도 사는데 대학은 서울에서 다녀요", "서울", "", "재학"),
        ("경기도에 사는 대학생인데 학교가 서울", "서울", "", "재학"),
        ("경기도민인데 서울 소재 대학 휴학중이에요", "서울", "", "휴학"),
        ("인천 사는데 서울에 있는 대학 졸업예정이에요", "서울", "", "졸업예정"),
        ("내년 2월에 서울에 있는 대학 졸업해요 지금 부천 살아요", "서울", "", "졸업예정"),
        ("서울에 있는 사이버대 재학중", "서울", "", "사이버대"),
        ("서울 소재 대학 합격해서 내년 3월에 입학해요", "서울", "", "입학예정"),
        ("경기도 고양시 거주중인 대학생(서울 소재)입니다", "서울", "", "재학"),
        ("학교는 서울 집은 의정부 휴학 중", "서울", "", "휴학"),
        ("미국에서 대학 졸업했어요", "", "해외", "졸업"),
        ("대학원 수료했어요 서울에 있는", "서울", "", "수료"),
        ("학부는 부산에서 나왔고 지금 서울에서 대학원 다녀요", "서울", "부산", "재학"),
        ("부산대 졸업 지금 서울 거주", "", "부산", "졸업"),
        ("성균관대 다니는데 수원 살아요", "", "", "재학"),
        ("고려대 졸업했어요", "", "", "졸업"),
        ("대학 다니다가 자퇴했어요 인천 살아요", "없음", "없음", "자퇴"),
        ("고졸입니다", "없음", "없음", ""),
        ("검정고시 봤어요", "없음", "없음", ""),
        ("대학 안 나왔어요", "없음", "없음", ""),
        ("졸업은 아직이요", "", "", "재학"),
        ("서울에서 고등학교 다녀요", "", "", ""),
    ],
)
def test_a_university_is_placed_by_what_was_said_not_by_its_name(
    text: str, school: str, graduated: str, study: str
) -> None:
    person = find_person(text, TODAY)
    assert (person.school, person.graduated_school, person.study) == (school, graduated, study)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("작년에 서울에 있는 대학 졸업했어요", 0.7, 1.8),
        ("서울에 있는 대학 졸업했어요 작년에", 0.7, 1.8),
        ("재작년에 대학 나왔어요", 1.7, 2.8),
        ("3년 전에 대학을 졸업했어요", 2.7, 3.8),
        ("졸업한 지 3년 안 됐어요", 2.0, 2.999),
        ("졸업한 지 7년 됐어요", 7.0, 8.0),
        ("2023년 2월에 대학 졸업했어요", 3.5, 3.7),
        ("대학 졸업은 23년 10월에 했고, 23년 10월 졸업자예요", 2.8, 3.0),
        ("올해 2월에 대학 졸업했어요", 0.5, 0.7),
        ("2023.9.20에 대학 졸업했어요", 3.0, 3.0),
        ("대학 졸업한지 2년 11개월 됐어요", 2.9, 3.0),
        ("대학교 졸업한지 3년하고 2개월 됐어요", 3.1, 3.3),
        ("96년생 수원 거주 서울 모 대학 24년 2월 졸업", 2.5, 2.7),
        ("회사 5년 다녔고 대학은 작년에 졸업했어요", 0.7, 1.8),
        ("I graduated two years ago from a university", 1.7, 2.8),
    ],
)
def test_the_years_since_graduation_are_counted_in_days(text: str, low: float, high: float) -> None:
    since = find_person(text, TODAY).years_since_graduation
    assert since is not None
    assert low <= since.low <= since.high <= high


def test_years_between_days_are_whole_on_anniversaries() -> None:
    assert years_between(date(2023, 9, 20), TODAY) == 3
    assert years_between(date(2023, 9, 19), TODAY) > 3
    assert years_between(date(2023, 9, 21), TODAY) < 3
    assert years_between(date(2024, 2, 29), date(2026, 3, 1)) == 2


@pytest.mark.parametrize(
    ("text", "employment", "career", "doubt"),
    [
        ("회사를 다니는 중인데", "재직", "경력자", ""),
        ("직장 경험은 없어요", "", "없음", ""),
        ("프리랜서예요", "프리랜서", "", ""),
        ("알바만 해봤어요", "", "경력자", "아르바이트"),
        ("알바하고 있어요", "아르바이트", "", ""),
        ("퇴사 예정이에요", "재직", "경력자", ""),
        ("지난달에 퇴사했어요", "미취업", "경력자", ""),
        ("회사 다니다가 작년에 그만뒀어요", "", "경력자", ""),
        ("전역 예정자입니다", "군 복무", "", ""),
        ("취준생이에요", "미취업", "", ""),
        ("공무원 시험 준비중이에요", "", "", ""),
        ("계약직으로 1년 일했어요", "", "경력자", ""),
        ("개인사업자인데요", "사업자", "", ""),
    ],
)
def test_work_is_read_with_its_doubts(text: str, employment: str, career: str, doubt: str) -> None:
    person = find_person(text, TODAY)
    assert (person.employment, person.career, person.doubt("career")) == (employment, career, doubt)


@pytest.mark.parametrize(
    "text",
    [
        "만 15세 이상이면 되나요?",
        "서울 주민만 된다고 들었는데요",
        "서울 캠퍼스가 몇 개예요?",
        "나이 제한 있나요",
        "취업률이 75%인가요",
        "서울 살아야 되나요?",
        "강남인데 주차 되나요",
        "강남 따라치기 졸업 과정 신청 며칠까지 받아요?",
        "19~34세만 되나요",
    ],
)
def test_what_is_not_about_the_person_is_not_taken_as_such(text: str) -> None:
    assert find_person(text, TODAY).known() == {}


def test_a_supposition_is_no_fact() -> None:
    assert find_person("서울로 이사하면 되나요?", TODAY).known() == {}
    assert find_supposed("서울로 이사하면 되나요?", TODAY).residence == "서울"
    assert find_supposed("If I move to Seoul can I apply?", TODAY).residence == "서울"
    person = find_person("경기도 사는데 서울로 주소 옮기면 돼요?", TODAY)
    assert person.residence == "경기"


@pytest.mark.parametrize(
    ("text", "whose", "residence"),
    [
        ("제 동생이 98년생인데 경기도 살아요", "동생", "경기"),
        ("친구는 경기도 살아요", "친구", "경기"),
        ("친구는 경기도 살고 저는 서울 살아요", "", "서울"),
        ("저는 서울 사는데 동생은 부산 살아요", "동생", "부산"),
        ("My brother lives in Incheon", "brother", "인천"),
    ],
)
def test_it_is_known_whom_a_sentence_is_about(text: str, whose: str, residence: str) -> None:
    person = find_person(text, TODAY)
    assert (person.whose, person.residence) == (whose, residence)


def test_later_words_win_over_earlier_ones() -> None:
    def then(*texts: str) -> Person:
        person = Person()
        for text in texts:
            person = person.told(find_person(text, TODAY))
        return person

    assert then("경기도 살아요", "아니 서울에 살아요").residence == "서울"
    assert then("98년생이에요", "아 97년생이에요").age == age(28, 29)
    graduated = then("서울에 있는 대학 다녀요", "아 졸업했어요 대학은")
    assert (graduated.school, graduated.graduated_school) == ("", "서울")
    assert then("주민등록은 부산인데 서울 살아요", "경기도 살아요").registration == ""
    assert not then("알바만 해봤어요", "회사 2년 다녔어요").doubts
