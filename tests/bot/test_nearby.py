"""Whether there is a campus at a place, and which ones are near it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Answer, Clarification, Reply
from bot.assistant import Assistant
from bot.conversation import Question

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))


def ask(assistant: Assistant, text: str) -> Reply:
    return assistant.answer(Question(text=text), now=NOW).reply


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("양천구에 새싹있나요", "양천캠퍼스가 있어요"),
        ("도봉에도 새싹있음??", "도봉캠퍼스가 있어요"),
        ("종로에 캠퍼스 있나", "종로캠퍼스가 있어요"),
        ("청취사 관악에도 있어요?", "관악캠퍼스가 있어요"),
    ],
)
def test_whether_there_is_a_campus_is_said_first(assistant: Assistant, text: str, part: str) -> None:
    assert ask(assistant, text).text.startswith(part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("여의도에 새싹있어?", "영등포구의 영등포캠퍼스가 가까워요"),
        ("판교에도 캠퍼스 있나요", "성남에는 캠퍼스가 없지만"),
        ("분당에서 다닐 수 있는 데", "성남에는 캠퍼스가 없지만"),
        ("집은 노량진인데 서비스기획 배우고 싶어", "노량진"),
    ],
)
def test_a_place_without_one_is_told_the_nearest(assistant: Assistant, text: str, part: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Answer)
    assert part in reply.text


@pytest.mark.parametrize("text", ["대전에도 새싹있나요?", "천안에서 다닐만한데", "광주 사는데 다닐만한 캠퍼스"])
def test_who_lives_far_off_is_told_where_they_all_are(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text)
    assert isinstance(reply, Clarification)
    assert "캠퍼스는 모두 서울에 있어요" in reply.text
    assert "지원 자격 알려줘" in reply.suggestions


def test_a_line_named_like_a_town_makes_no_station_of_it(assistant: Assistant) -> None:
    assert "분당에서 가장 가까운" not in ask(assistant, "분당에서 가까운 캠퍼스").text


@pytest.mark.parametrize("text", ["서울에 있는 대학 졸업했어요. 지원돼요?", "서울에 있는 대학 다녀요"])
def test_a_university_at_a_place_is_no_campus_of_ours(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text).engine == "eligibility"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("클라우드 어디서 해요", "클라우드를 가르치는 캠퍼스는"),
        ("임베디드 어디로 가야 배워", "종로"),
        ("게임은 어디서 가르쳐", "강북"),
        ("해킹은 어디서 배워요", "보안을 가르치는 캠퍼스는"),
        ("메타버스 어디서 하나요", "AR/VR을 가르치는 캠퍼스는"),
    ],
)
def test_where_a_field_is_taught_is_told_not_what_it_is(assistant: Assistant, text: str, part: str) -> None:
    assert part in ask(assistant, text).text
