"""Points of courses: what a record tells, what it does not, and which course is not meant at all."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot import grounding, wording
from bot.answers import Abstention, Answer, Reply
from bot.assistant import Assistant
from bot.conversation import Question

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))


def ask(assistant: Assistant, text: str) -> Reply:
    reply = assistant.answer(Question(text=text), now=NOW).reply
    assert grounding.check(reply, question=text) == []
    return reply


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("은평 이커머스 과정은 어떻게 지원해요?", ["10월 7일(수)까지", "crsSn=1154"]),
        ("성동 풀스택 4기 신청하려면 어떻게 해야돼", ["9월 28일(월)까지", "crsSn=1197"]),
        ("송파 과정 신청 어디서 해", ["9월 27일(일)까지", "courseList.do"]),
        ("How do I apply for the Eunpyeong course?", ["October 7", "crsSn=1154"]),
        ("성동 6기 콘텐츠 마케터 신청 방법", ["지금 신청을 받지 않아요(교육중)"]),
        ("세일즈포스 과정은 어디서 접수해요", ["캠퍼스의 과정 안내: https://aisesac.seoul.kr/"]),
    ],
)
def test_how_to_apply_for_a_course_is_told_with_its_deadline_and_page(
    assistant: Assistant, text: str, parts: list[str]
) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Answer)
    assert [part for part in parts if part not in reply.text] == []


@pytest.mark.parametrize("text", ["성동 풀스택 4기 면접 언제예요?", "은평 5기 레벨테스트 날짜 알려줘"])
def test_steps_without_a_day_are_no_answer_to_when(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Abstention)
    assert "날짜는 자료에 적혀 있지 않아요" in reply.text


@pytest.mark.parametrize("text", ["한 과정에 몇 명이에요?", "반마다 몇명 들어가", "한 클래스에 몇 명 뽑아요"])
def test_how_many_a_class_takes_is_no_yearly_figure(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Abstention)
    assert "정원은 제가 가진 자료에 적혀 있지 않아요" in reply.text


@pytest.mark.parametrize("text", ["KT랑 하는 채용연계 과정 언제 모집해요?", "LG 채용연계 풀스택 과정 있어?"])
def test_a_course_with_another_company_is_not_the_one_meant(assistant: Assistant, text: str) -> None:
    assert "현대IT&E 채용연계 MSA" not in ask(assistant, text).text


@pytest.mark.parametrize("text", ["파이썬 알아야 돼?", "태블로 몰라도 괜찮나요"])
def test_a_tool_that_is_taught_somewhere_names_no_course(assistant: Assistant, text: str) -> None:
    assert "**AI 데이터 엔지니어**" not in ask(assistant, text).text


@pytest.mark.parametrize(
    ("text", "part"),
    [("점심 공짜예요?", "점심"), ("자격증 시험 무료로 봐요?", "바우처"), ("주차 무료인가요", "주차")],
)
def test_whether_something_is_free_is_asked_of_that_thing(assistant: Assistant, text: str, part: str) -> None:
    reply = ask(assistant, text)
    assert part in reply.text
    assert "교육비는 전액 무료" not in reply.text


def test_a_verb_that_begins_like_a_name_names_nothing(assistant: Assistant) -> None:
    assert "안드로이드" not in ask(assistant, "돈은 따로 안드는거죠?").text
    assert "안드로이드" in ask(assistant, "안드 과정 있었나요").text


@pytest.mark.parametrize(
    ("text", "must", "must_not"),
    [
        ("11월까지 모집하는 과정 있어?", [], ["교육이 끝나는"]),
        ("12월 안에 끝나는 과정 뭐야", ["교육이 끝나는", "송파"], ["은평"]),
        ("10월 7일까지인 과정", ["은평 5기"], ["성동 4기"]),
    ],
)
def test_when_a_course_ends_is_not_when_applications_do(
    assistant: Assistant, text: str, must: list[str], must_not: list[str]
) -> None:
    said = ask(assistant, text).text
    assert [part for part in must if part not in said] == []
    assert [part for part in must_not if part in said] == []


@pytest.mark.parametrize("text", ["성북캠퍼스 언제 문 열었어?", "성동캠 개관일"])
def test_a_campus_that_was_to_open_is_not_said_to_have_opened_then(assistant: Assistant, text: str) -> None:
    said = ask(assistant, text).text
    assert "문을 열었어요" not in said
    assert "예정 보도" in said


@pytest.mark.parametrize(
    "text", ["취준생 엄마인데 지원 가능한가요?", "청각장애인도 수강할 수 있나요?", "은퇴자도 되나요"]
)
def test_whoever_asks_whether_they_may_apply_is_told_the_rules(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Abstention)
    assert "만 15세 이상" in reply.text
    assert "지원할 수 있어요" not in reply.text


@pytest.mark.parametrize("text", ["나이제한 없나요", "지역제한은 없는 거예요?", "학력제한 없는거죠?"])
def test_who_asks_for_limits_commands_nothing(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    assert not (isinstance(reply, Abstention) and reply.reason == "refused")


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("Smart AI Master", "Smart AI Master는"),
        ("sesac.seoul.kr", "sesac.seoul.kr은"),
        ("Excel", "Excel은"),
        ("R", "R은"),
    ],
)
def test_a_latin_name_takes_the_particle_of_how_it_is_read(word: str, read: str) -> None:
    assert wording.with_particle(word, "은/는") == read


@pytest.mark.parametrize(
    "text",
    [
        "모집 마감 언제야?",
        "모집마감 오늘이야?",
        "마감이 며칠이에요",
        "언제까지 신청",
        "지원 언제까지 받아요?",
        "신청 마감일 알려줘",
        "접수 언제 끝나?",
        "원서 마감",
        "모집 기간 알려줘",
        "When is the application deadline?",
    ],
)
def test_a_deadline_of_nothing_named_is_that_of_every_open_course(assistant: Assistant, text: str) -> None:
    said = ask(assistant, text).text
    days = [
        said.find(day)
        for day in (
            ("September 27", "September 28", "October 7") if text.isascii() else ("9월 27일", "9월 28일", "10월 7일")
        )
    ]
    assert -1 not in days
    assert days == sorted(days)


def test_a_deadline_where_nothing_is_open_is_said_to_be_none(assistant: Assistant) -> None:
    later = NOW.replace(year=2027, month=6)
    reply = assistant.answer(Question(text="신청 마감 언제예요?"), now=later).reply
    assert "지금 모집 중인 과정이 없어요" in reply.text


def test_a_deadline_in_a_conversation_is_that_of_what_it_is_about(assistant: Assistant) -> None:
    assistant.answer(Question(text="성동 풀스택 과정 알려줘", conversation="deadline"), now=NOW)
    said = assistant.answer(Question(text="마감 언제야?", conversation="deadline"), now=NOW).reply.text
    assert "9월 28일" in said
    assert "9월 27일" not in said


@pytest.mark.parametrize("text", ["마감 지나면 신청 못 해?", "모집 마감 연장되나요", "수업 언제까지 해요?"])
def test_what_happens_at_a_deadline_lists_no_courses(assistant: Assistant, text: str) -> None:
    assert "지금 모집 중인 과정은" not in ask(assistant, text).text


@pytest.mark.parametrize(
    "text",
    [
        "성동 풀스택 얼마야",
        "은평 이커머스 수강료",
        "성동 풀스택 공짜지?",
        "송파 서비스기획 과정 돈 내야 돼?",
        "성동캠퍼스 교육비 알려줘",
        "풀스택 얼마임",
        "How much is the Seongdong full stack course?",
    ],
)
def test_a_fee_that_no_record_holds_is_the_tuition_of_all(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    whole = ask(assistant, "Is there a tuition fee?" if text.isascii() else "수강료 있어?")
    assert isinstance(reply, Answer)
    assert reply.text == whole.text


def test_a_cost_that_is_borne_for_people_is_no_tuition(assistant: Assistant) -> None:
    assert "교육비는 전액 무료" not in ask(assistant, "강남 AI툴 비용 지원돼?").text


@pytest.mark.parametrize("text", ["도봉 AI 서비스 개발자 과정 언제 시작했어", "도봉캠 AI 서비스 개발자 몇 개월이야?"])
def test_a_course_is_meant_by_its_whole_title(assistant: Assistant, text: str) -> None:
    assert "2026년 2월에 시작한 5개월" in ask(assistant, text).text


@pytest.mark.parametrize(
    "text",
    ["마감일 몇시에 닫혀 은평", "은평 이커머스 마감 몇 시까지야?", "What time does the Eunpyeong application close?"],
)
def test_an_hour_of_a_deadline_that_is_not_written_is_not_made_of_others(assistant: Assistant, text: str) -> None:
    said = ask(assistant, text).text
    assert "몇 시에 마감하는지는" in said or "At what hour they close is not written" in said
    assert "10월 7일" in said or "October 7" in said
    assert not any(hour in said for hour in ("10:00", "19:00", "22:00"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("은평 마감일이랑 운영시간 알려줘", "22:00"),
        ("은평 캠퍼스 몇시에 닫아", "22:00"),
        ("은평 수업 몇시에 시작해", "10:00~19:00"),
    ],
)
def test_hours_of_lessons_and_doors_are_told_still(assistant: Assistant, text: str, part: str) -> None:
    assert part in ask(assistant, text).text
