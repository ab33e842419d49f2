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
