"""Questions that are edited or answer to an earlier message, through the Bot API double."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answers import Answer
from tests.bot.telegram.conftest import PreparedAssistant
from tests.doubles.bot_api import BotApi, Json
from tests.doubles.telegram_runner import polling

ME, GROUP = 42, -1007


@pytest.fixture(autouse=True)
def running(api: BotApi, assistant: PreparedAssistant) -> Iterator[None]:
    with polling(api, assistant):
        yield


def asked(api: BotApi, text: str, chat: int = ME) -> Json:
    """The question, once it is answered."""
    before = len(api.messages(chat))
    question = api.send_text(chat, text)
    api.wait(chat, before + 1)
    return question


def stand(api: BotApi, *texts: str, chat: int = ME) -> None:
    api.until(lambda: api.texts(chat) == list(texts), f"the messages {texts}")


def test_an_edited_question_is_answered_where_its_answer_stands(api: BotApi) -> None:
    question = asked(api, "마포 전화번호는?")
    asked(api, "다른 질문")
    api.edit(question, "성동 전화번호는?")
    stand(api, "답: 성동 전화번호는?", "답: 다른 질문")
    api.edit(question, "도봉 전화번호는?")
    stand(api, "답: 도봉 전화번호는?", "답: 다른 질문")


def test_an_answer_that_gets_shorter_leaves_nothing_of_the_longer_one(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.reply = lambda text: Answer(text="가나다 " * 1500 if text == "길게" else "짧아요.", suggestions=("다음",))
    question = asked(api, "길게")
    api.wait(ME, 2)
    api.edit(question, "짧게")
    stand(api, "짧아요.")
    assert "reply_markup" in api.messages(ME)[0]
    api.edit(question, "길게")
    api.until(lambda: len(api.messages(ME)) == 2, "both parts")
    assert "reply_markup" not in api.messages(ME)[0]


def test_an_edit_waits_until_the_first_answer_is_there_and_takes_its_place(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.go.clear()
    question = api.send_text(ME, "천천히")
    api.until(lambda: bool(assistant.asked), "the first question")
    api.edit(question, "빨리")
    assistant.go.set()
    stand(api, "답: 빨리")
    assert [asked.text for asked in assistant.asked] == ["천천히", "빨리"]


def test_an_answer_that_can_no_longer_be_edited_is_sent_anew(api: BotApi) -> None:
    question = asked(api, "하나")
    api.delete(api.messages(ME)[0])
    api.edit(question, "둘")
    stand(api, "답: 둘")


def test_an_edit_that_meets_a_server_error_is_made_once_more(api: BotApi) -> None:
    question = asked(api, "하나")
    api.fail("editMessageText", 500, "Internal Server Error")
    api.edit(question, "둘")
    stand(api, "답: 둘")


def test_an_edit_of_a_question_from_before_a_restart_is_answered_as_a_reply_to_it(api: BotApi) -> None:
    before = api.send(ME, sticker={"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                                   "is_animated": False, "is_video": False})  # fmt: skip
    api.wait(ME)
    before.pop("sticker")  # a question that this process never saw
    api.edit(before, "성동 전화번호는?")
    answer = api.wait(ME, 2)[1]
    assert answer["text"] == "답: 성동 전화번호는?"
    assert answer["reply_to_message"]["message_id"] == before["message_id"]


def test_edits_that_ask_nothing_new_are_left_alone(api: BotApi, assistant: PreparedAssistant) -> None:
    question = asked(api, "마포 전화번호는?")
    api.edit(question, "마포 전화번호는?")  # such as when a preview of a link is taken away
    long_past = asked(api, "하나")
    long_past["date"] -= 3600
    api.edit(long_past, "둘")
    command = asked(api, "/help")
    api.edit(command, "/start")
    chatter = api.send_text(GROUP, "우리끼리 이야기")
    api.edit(chatter, "우리끼리 하는 이야기")
    asked(api, "끝")
    assert [question.text for question in assistant.asked] == ["마포 전화번호는?", "하나", "끝"]
    assert api.messages(GROUP) == []


def test_in_a_group_an_edit_that_first_names_the_bot_is_answered(api: BotApi) -> None:
    question = api.send_text(GROUP, "지원 자격은?")
    api.edit(question, "@saessak_test_bot 지원 자격은?")
    (answer,) = api.wait(GROUP)
    assert answer["text"] == "답: 지원 자격은?"
    assert answer["reply_to_message"]["message_id"] == question["message_id"]


def test_what_a_question_answers_to_is_handed_on(api: BotApi, assistant: PreparedAssistant) -> None:
    asked(api, "마포 위치는?")
    (answer,) = api.messages(ME)
    mine = api.send_text(ME, "전화번호는?", reply_to_message=answer)
    api.wait(ME, 2)
    api.send_text(ME, "거기는?", reply_to_message=answer, quote={"text": "마포", "position": 3})
    api.wait(ME, 3)
    api.send_text(ME, "내 말은?", reply_to_message=mine)
    api.wait(ME, 4)
    assert [question.quoted for question in assistant.asked] == ["", "답: 마포 위치는?", "마포", ""]
