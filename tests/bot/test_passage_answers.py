"""What prose answers, and what is not written although something like it is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Abstention, Answer, Reply
from bot.assistant import Assistant
from bot.conversation import Question

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))


def ask(assistant: Assistant, text: str) -> Reply:
    return assistant.answer(Question(text=text), now=NOW).reply


@pytest.mark.parametrize(
    ("text", "phone"),
    [("강남캠퍼스 와이파이 있어요?", "02-3443-0921"), ("구로캠 프린터 되나요", "02-2619-3876"), ("송파캠퍼스 정수기 있나요", "02-408-1636")],
)  # fmt: skip
def test_what_the_record_of_a_campus_does_not_tell_is_not_answered_with_its_card(
    assistant: Assistant, text: str, phone: str
) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Abstention)
    assert phone in reply.text


@pytest.mark.parametrize("text", ["설날에도 수업해요?", "수업 첫날 준비물 있어요?", "오후반 낮잠 시간 있나"])
def test_a_question_none_of_whose_words_is_written_is_not_answered_with_what_is(
    assistant: Assistant, text: str
) -> None:
    assert isinstance(ask(assistant, text), Abstention)


@pytest.mark.parametrize(
    ("text", "part"), [("로봇 과정", "IOT/로봇 분야의 과정이나"), ("사물인터넷 수업은요", "IOT/로봇 분야의 과정이나")]
)
def test_a_field_that_nobody_teaches_is_said_to_be_so(assistant: Assistant, text: str, part: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Abstention)
    assert part in reply.text


@pytest.mark.parametrize(("text", "part"), [("클라우드", "성동 4기"), ("보안 과정이요", "금천")])
def test_a_field_alone_is_answered_with_its_courses_and_campuses(assistant: Assistant, text: str, part: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Answer)
    assert part in reply.text


def test_what_a_field_is_is_told_who_asks_that(assistant: Assistant) -> None:
    assert "금융과 기술이 만나는 분야예요" in ask(assistant, "핀테크가 뭐예요?").text


@pytest.mark.parametrize("text", ["비 오면 쉬나요?", "양자컴퓨터 과정 있나요", "do i need a passport?"])
def test_who_asks_is_not_thanked_for_telling(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Abstention)
    assert "말씀 고마워요" not in reply.text
    assert "Thanks for telling" not in reply.text
