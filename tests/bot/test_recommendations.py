"""What to take and where: recommended from the records, with reasons, and with what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers import Abstention, Answer, Clarification
from bot.assistant import Assistant, open_assistant
from bot.recommendations import in_the_evening
from settings import Settings
from tests.bot.test_assistant import ask


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("상봉역 사는데 가까운 데 어디야", ["중랑캠퍼스", "상봉동 100"]),
        ("중랑구 사는데 가까운 캠퍼스 추천", ["중랑캠퍼스", "중랑구"]),
        ("강남역 근처에 캠퍼스 있음?", ["강남캠퍼스", "서초캠퍼스"]),
        ("홍대입구역 근처 캠퍼스 어디", ["마포캠퍼스"]),
        ("저 목동 사는데 제일 가까운 캠퍼스 알려주세요", ["양천캠퍼스"]),
        ("노원 사는데 집에서 가까운 데 추천좀", ["노원캠퍼스"]),
        ("부천 사는데 가까운 캠퍼스 어디예요?", ["구로캠퍼스", "양천캠퍼스"]),
        ("신림역에서 젤 가까운 새싹 어디임", ["관악캠퍼스"]),
        ("잠실 쪽에서 다니기 편한 캠퍼스", ["송파캠퍼스"]),
        ("왕십리역 근처", ["성동캠퍼스"]),
        ("합정역이요", ["마포캠퍼스"]),
        ("은평구 사는데 어디로 다녀야 돼?", ["은평캠퍼스"]),
        ("판교에서 일하는데 가까운 데 있어요?", ["송파캠퍼스", "강남캠퍼스"]),
        ("수유역 근처에서 다닐만한 데", ["강북캠퍼스"]),
        ("강동구 천호동 살아요 젤 가까운 캠 ㅇㄷ", ["강동캠퍼스"]),
        ("구로디지털단지역에서 가까운 캠퍼스 알려줘", ["구로캠퍼스"]),
        ("우리 집 쌍문동인데 근처에 있나요", ["도봉캠퍼스"]),
        ("성북구 주민인데 가까운 데 어디예요", ["성북캠퍼스"]),
        ("신도림 근처에 데이터분석 하는 캠퍼스", ["구로캠퍼스", "교육분야: 데이터분석"]),
        (
            "데이터 쪽 배우고 싶은데 강서에서 가까운 데로",
            ["강서구에는 그 분야를 가르치는 캠퍼스가 없지만", "양천캠퍼스"],
        ),
        ("집이 안양인데 어디가 제일 가까워요", ["안양에는 캠퍼스가 없지만", "금천캠퍼스"]),
        ("성동구랑 광진구 중에 어디가 가까워요 왕십리 사는데", ["성동캠퍼스"]),
    ],
)
def test_a_campus_in_the_same_district_comes_first(assistant: Assistant, question: str, parts: list[str]) -> None:
    reply = ask(assistant, question)
    assert isinstance(reply, Answer)
    assert all(part in reply.text for part in parts)
    assert "이동 시간" in reply.text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("비전공 마케팅 하던 사람인데 뭐 들으면 좋아?", ["콘텐츠 마케터", "디지털마케팅", "라서"]),
        ("디자인 쪽 관심 있음", ["UX/UI", "UI/UX", "마감"]),
        ("코딩 처음인데 추천좀", ["난이도", "D-"]),
        ("새싹 과정 추천해줘", ["D-7", "D-8", "D-17"]),
        ("클라우드 쪽 배우고 싶은데 뭐가 좋을까", ["성동", "클라우드"]),
        ("기획 쪽으로 취업하고 싶은데 뭐 들을까요", ["서비스기획", "송파"]),
        ("나한테 맞는 과정 좀 골라줘 데이터 분석 해보고 싶어", ["데이터 분석"]),
        ("온라인 쇼핑몰 하다 접었는데 들을만한 거 있어?", ["이커머스", "은평"]),
        ("경력 끊긴 디자이너인데 뭐 배우면 좋을까요", ["UX/UI", "마감"]),
        ("앱 개발 쪽 취업하고 싶은데 추천 부탁드려요", ["앱", "강남"]),
        ("노베인데 데이터분석가 되고 싶어요", ["데이터", "난이도"]),
        ("송파 사는데 들을만한 거 추천", ["송파", "같은 송파구에 있어서"]),
        ("게임 기획 배우고 싶은데 뭐 들어야 하나요", ["강북"]),
        ("창업 준비중인데 도움될만한 과정 추천좀요", ["솔로프리너", "도봉"]),
        ("간호사 하다 그만뒀는데 뭐 배우면 좋을까", ["'간호사'", "찾지 못했어요", "D-"]),
        ("뭐 들을지 모르겠음 추천 ㄱㄱ", ["D-7"]),
        ("저 국문과 나왔는데 뭐 배워야 취업에 도움될까요", ["'국문과'", "찾지 못했어요"]),
        ("디자인 하다가 쉬는 중인데 ai 쪽으로 가고싶어요 추천 ㄱ", ["과정명에 'AI'가 있어서"]),
        ("서른 넘은 비전공자인데 어떤 과정이 나을까요", ["비전공", "난이도"]),
        ("회사 그만두고 개발 배우려고 하는데 괜찮은 과정 있을까요", ["D-7"]),
        ("기초반 있나요", ["입문자나 비전공자를 위한다고 적힌 과정 가운데 지금 지원할 수 있는 건 자료에 없어요"]),
        ("10월에 시작하는 과정 추천해줘", ["10월에 개강하는 과정은 2개"]),
        ("영어로 코딩 안하고 할수있는거 추천해줘요", ["D-"]),
    ],
)
def test_courses_are_recommended_with_reasons_from_their_records(
    assistant: Assistant, question: str, parts: list[str]
) -> None:
    reply = ask(assistant, question)
    assert isinstance(reply, Answer)
    assert all(part in reply.text for part in parts)
    assert reply.text.partition("이런 게 있었어요")[0].count("\n- ") <= 3
    assert "취업할 수 있" not in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "퇴근하고 들을 수 있는 거",
        "직장인인데 저녁반 있나요",
        "토요일에만 들을 수 있는 과정 추천",
        "취업 잘되는 거 추천",
        "야간 수업 하는 과정 있음?",
        "주말에 수업하는 반 있나요",
        "영등포에서 회사 다니는데 저녁에 들을 수 있는 거 있나",
    ],
)
def test_what_no_record_says_is_not_recommended(assistant: Assistant, question: str) -> None:
    reply = ask(assistant, question)
    assert isinstance(reply, Abstention)
    assert "자료" in reply.text
    assert "송파" in reply.text  # the nearest thing


def test_what_is_closed_is_labelled_so_and_never_counted_as_open(assistant: Assistant) -> None:
    text = ask(assistant, "과정 추천해줘", on="2026-11-23").text
    assert "지금 지원할 수 있는 과정은 제가 가진 자료에 없어요" in text
    assert "모집 마감됨" in text
    assert "D-" not in text


def test_a_course_that_opens_soon_comes_after_those_that_are_open(assistant: Assistant) -> None:
    lines = ask(assistant, "과정 추천해줘", on="2026-09-01").text.splitlines()
    listed = [line for line in lines if line.startswith("- ")]
    assert "마감, D-" in listed[0]
    assert "모집 시작" in listed[-1]


def test_without_a_place_it_is_asked_for_and_the_next_message_may_be_just_that(assistant: Assistant) -> None:
    assert isinstance(ask(assistant, "집에서 가까운 데 추천해줘"), Clarification)
    assert "마포캠퍼스" in ask(assistant, "가까운 캠퍼스 찾기", "합정역이요").text


def test_an_unknown_station_is_not_guessed(assistant: Assistant) -> None:
    reply = ask(assistant, "무지개역 근처 캠퍼스")
    assert isinstance(reply, Clarification)
    assert "무지개역" in reply.text


def test_an_unknown_neighbourhood_is_not_guessed(assistant: Assistant) -> None:
    assert "신의주동이 어느 구에 있는지" in ask(assistant, "신의주동 사는데 가까운 데").text


@pytest.mark.parametrize(
    "question", ["간식 추천", "남자친구 자취 선물로 뭐가 좋을까?", "뭘하면 행복할까?", "화이트데이에 뭐하지"]
)
def test_advice_on_other_things_is_not_answered_with_courses(assistant: Assistant, question: str) -> None:
    assert "D-" not in ask(assistant, question).text


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (["마케팅 하던 사람인데 뭐 들으면 좋아?", "첫번째거 자세히"], "콘텐츠 마케터"),
        (["추천해줘", "두번째 거 언제 마감이야"], "9월 28일"),
        (["마케팅 배우고 싶어요", "그중에 강서캠퍼스 전화번호 알려줘"], "02-3665-9183"),
        (["상봉역 사는데 가까운 데", "거기 전화번호는?"], "02-493-6903"),
        (["가까운 데 추천", "강동구요"], "고덕로 429"),
    ],
)
def test_what_was_recommended_can_be_asked_about(assistant: Assistant, texts: list[str], part: str) -> None:
    assert part in ask(assistant, *texts).text


def test_where_no_campus_is_near_none_is_named(assistant: Assistant) -> None:
    reply = ask(assistant, "전주 사는데 가까운 캠퍼스 어디예요")
    assert isinstance(reply, Clarification)
    assert "[1]" not in reply.text


def test_advice_says_nothing_of_whether_one_may_apply(assistant: Assistant) -> None:
    reply = ask(assistant, "강남 사는 스물다섯인데 추천 과정 있나요")
    assert reply.engine == "catalog"
    assert "만 15세" not in reply.text


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("신촌역에서 서대문캠퍼스까지 걸어서 얼마나 걸려요?", "3분"),
        ("강남캠퍼스 주차 되나요", "지하 1층"),
        ("은평캠 주말에 열어요?", "주말 휴무"),
        ("도봉캠퍼스 번호가 7400이랑 7402 중 뭐가 맞아요?", "7400"),
        ("저 서울 사는데 지원 가능해요?", "지원할 수 있어요"),
    ],
)
def test_a_question_about_one_campus_or_about_oneself_is_no_wish_for_advice(
    assistant: Assistant, question: str, part: str
) -> None:
    assert part in ask(assistant, question).text


@pytest.mark.parametrize(
    ("schedule", "evening"),
    [
        ("19:00~22:00", True),
        ("월·수 오후 7시~10시", True),
        ("평일 저녁", True),
        ("09:00~18:00", False),
        ("10:00~13:00, 14:00~18:00", False),
        ("주 5일 종일", False),
        ("오전 10시~오후 7시", False),
        ("매일 3시간", False),
        ("", False),
    ],
)
def test_the_evening_begins_at_six(schedule: str, evening: bool) -> None:
    assert in_the_evening(schedule) is evening


EVENING_SCHOOL = """\
- 과정명: 직장인 제과 기초
  캠퍼스: 해운대
  분야: 제과
  모집시작: 2026-12-01
  모집마감: 2026-12-20
  교육시간: 화·목 19:00~21:30
- 과정명: 주말 한식 입문
  캠퍼스: 서면점
  분야: 한식
  모집시작: 2026-12-01
  모집마감: 2026-12-24
  교육시간: 토요일 10:00~16:00
- 과정명: 한식 종일반
  캠퍼스: 서면점
  분야: 한식
  모집시작: 2026-12-01
  모집마감: 2026-12-28
  교육시간: 월~금 09:00~17:00
"""


@pytest.fixture(scope="module")
def evening_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Another city's academy, with evening and weekend classes and no districts."""
    folder: Path = tmp_path_factory.mktemp("evening")
    (folder / "academy.yaml").write_text("name: 바다요리학원\nemail: help@bada.example\n", "utf-8")
    (folder / "campuses.csv").write_text(
        "캠퍼스,주소,가까운 역\n해운대 교육장,부산 해운대구 바다로 1,해운대역\n서면점,부산 부산진구 중앙로 2,서면역\n",
        "utf-8",
    )
    (folder / "courses.yaml").write_text(EVENING_SCHOOL, "utf-8")
    settings = Settings(
        _env_file=None, SAESSAK_KNOWLEDGE_DIR=folder, SAESSAK_DATA_DIR=folder / "data", SAESSAK_NOW=date(2026, 12, 10)
    )
    with open_assistant(settings) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "parts", "absent"),
    [
        ("퇴근하고 들을 수 있는 거 있어?", ["직장인 제과", "주말 한식"], ["종일반"]),
        ("주말반 있어요?", ["주말 한식", "토요일"], ["제과", "종일반"]),
        ("한식 처음인데 추천좀", ["주말 한식 입문", "종일반"], ["제과"]),
        ("제과 배우고 싶어요", ["직장인 제과"], ["종일반"]),
        ("해운대 사는데 가까운 데 어디예요", ["해운대 교육장", "서면점"], ["자치구", "서울"]),
        ("서면역 근처에 있어?", ["서면점"], ["자치구"]),
    ],
)
def test_another_academy_is_advised_from_its_own_records(
    evening_school: Assistant, question: str, parts: list[str], absent: list[str]
) -> None:
    reply = ask(evening_school, question, on="2026-12-10")
    assert isinstance(reply, Answer)
    assert [part for part in parts if part not in reply.text] == []
    assert [part for part in absent if part in reply.text] == []


@pytest.mark.parametrize("question", ["비전공인데 뭐 들을까", "문과생 추천좀"])
def test_a_past_course_never_stands_among_those_that_are_open(assistant: Assistant, question: str) -> None:
    text = ask(assistant, question).text
    open_, _, past = text.partition("이런 게 있었어요")
    assert open_.count("마감, D-") == 3
    assert "날짜는 자료에 없음" not in open_
    assert "날짜는 자료에 없음" in past
