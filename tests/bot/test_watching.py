"""Who wants to be told of something later is heard, in the words people use; who asks something else is not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Answer
from bot.assistant import Assistant
from bot.conversation import Channel, Question, Turn

NOW = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def conversation(assistant: Assistant) -> Iterator[str]:
    id = f"telegram:{secrets.randbelow(10**9)}"
    yield id
    assistant.forget(id)


def ask(assistant: Assistant, conversation: str, *texts: str, channel: Channel = "telegram") -> Turn:
    for text in texts:
        turn = assistant.answer(Question(text=text, conversation=conversation, channel=channel), now=NOW)
    return turn


@pytest.mark.parametrize(
    ("texts", "subject"),
    [
        (("열리면 알려줘",), "all"),
        (("새 과정 열리면 알려주세요",), "all"),
        (("마포 과정 열리면 알려줘",), "campus:mapo"),
        (("AI 과정 모집 시작하면 알려줘",), "track:ai"),
        (("성동 4기 과정 마감됐어?", "열리면 알려줘"), "course:c1197"),
        (("성동 4기 과정 마감됐어?", "다음 기수 모집하면 톡 줘"), "course:c1197"),
        (("성동 4기 과정 마감됐어?", "새 과정 나오면 알려줘"), "campus:seongdong"),
        (("강동캠퍼스 과정 있어?", "자리 나면 바로 연락 주세요"), "campus:gangdong"),
        (("도봉 솔로프리너 과정 공고 뜨면 알림 줘",), "course:c1227"),
        (("Let me know when the Mapo campus opens a course",), "campus:mapo"),
    ],
)
def test_a_wish_is_a_subscription(
    assistant: Assistant, conversation: str, texts: tuple[str, ...], subject: str
) -> None:
    reply = ask(assistant, conversation, *texts).reply
    assert [each.subject.key for each in assistant.subscriptions.of(conversation)] == [subject]
    assert "/alerts" in reply.text
    assert reply.citations  # how it stands now is told with it


@pytest.mark.parametrize(
    "text",
    [
        "모집 시작하면 뭐 준비해야 하는지 알려줘",
        "언제 열리는지 알려줘",
        "개강하면 노트북 주나요?",
        "합격하면 연락 오나요?",
        "면접 일정 나오면 알려주나요?",
        "모집 시작하면 연락해 주시나요?",
        "알림 받을 수 있나요?",
        "지금 모집 중인 과정 알려줘",
        "When does it open?",
    ],
)
def test_a_question_is_no_wish(assistant: Assistant, conversation: str, text: str) -> None:
    ask(assistant, conversation, text)
    assert assistant.subscriptions.of(conversation) == ()


def test_where_nobody_can_be_told_later_nothing_is_promised(assistant: Assistant, conversation: str) -> None:
    reply = ask(assistant, conversation, "마포 과정 열리면 알려줘", channel="web").reply
    assert assistant.subscriptions.of(conversation) == ()
    assert "알려 드릴게요" not in reply.text


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("성동 4기 과정 마감됐어?", "course:c1197"),
        ("강동캠퍼스 과정 있어?", "campus:gangdong"),
        ("지금 지원할 수 있는 과정 있어요?", "all"),
        ("도봉캠퍼스 전화번호", None),
        ("국민내일배움카드 필요해요?", None),
    ],
)
def test_an_answer_says_what_it_leaves_to_wait_for(
    assistant: Assistant, conversation: str, text: str, subject: str | None
) -> None:
    watch = ask(assistant, conversation, text).reply.watch
    assert (watch and watch.key) == subject


def test_an_answer_about_open_courses_leaves_nothing(assistant: Assistant) -> None:
    september = NOW.replace(month=9, day=20)
    reply = assistant.answer(Question(text="지금 모집 중인 과정"), now=september).reply
    assert isinstance(reply, Answer)
    assert reply.watch is None
