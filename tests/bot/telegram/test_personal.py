"""/lang, /privacy and /forget, and the word on who answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.telegram.conftest import PreparedAssistant
from tests.doubles.bot_api import BotApi, Json
from tests.doubles.telegram_runner import polling

ME, GROUP = 42, -1007


@pytest.fixture(autouse=True)
def running(api: BotApi, assistant: PreparedAssistant) -> Iterator[None]:
    with polling(api, assistant):
        yield
    assert [text for text in api.refused if "Bad Request" in text] == []


def pressed(api: BotApi, message: Json, label: str) -> Json:
    """The message once it has changed after a press."""
    before = message["text"]

    def now() -> Json:
        return next(m for m in api.messages(message["chat"]["id"]) if m["message_id"] == message["message_id"])

    api.press(message, label)
    api.until(lambda: bool(now()["text"] != before), f"another text than {before!r}")
    return now()


def test_a_language_is_chosen_by_a_button_and_the_menu_follows(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(ME, "/lang")
    (message,) = api.wait(ME)
    assert [button["text"] for button in message["reply_markup"]["inline_keyboard"][0]] == [
        "한국어",
        "English",
        "✓ 자동",
    ]
    message = pressed(api, message, "English")
    assert message["text"] == "I'll answer in English from now on."
    assert [button["text"] for button in message["reply_markup"]["inline_keyboard"][0]] == [
        "한국어",
        "✓ English",
        "Automatic",
    ]
    assert assistant.locales == {"telegram:42": "en"}
    api.until(lambda: len(api.called("setMyCommands")) == 3, "a menu of its own")
    call = api.called("setMyCommands")[-1]
    assert call.parameters["scope"] == {"type": "chat", "chat_id": ME}
    assert call.parameters["commands"][1] == {"command": "help", "description": "How to use this assistant"}
    api.send_text(ME, "/privacy")
    assert api.wait(ME, 2)[1]["text"].startswith("I'm an AI assistant.")
    assert pressed(api, message, "Automatic")["text"] == "이제 질문하신 언어로 답할게요."
    assert assistant.locales == {}
    api.until(lambda: bool(api.called("deleteMyCommands")), "the menu of everyone again")


def test_in_a_group_the_language_changes_and_no_menu(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(GROUP, "/lang en")
    assert "English" in api.wait(GROUP)[0]["text"]
    assert assistant.locales == {f"telegram:{GROUP}": "en"}
    assert len(api.called("setMyCommands")) == 2


def test_a_language_that_cannot_be_kept_is_said(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.store_is_down = True
    api.send_text(ME, "/lang en")
    assert "바꾸지 못했어요" in api.wait(ME)[0]["text"]


def test_privacy_says_what_is_kept_and_for_how_long_and_leads_to_deletion(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    api.send_text(ME, "/privacy")
    (message,) = api.wait(ME)
    assert "AI" in message["text"]
    assert "30일이 지나면" in message["text"]
    assert "가리는 것" in message["text"]
    assert "/forget" in message["text"]
    assert "정말 지울까요?" in pressed(api, message, "내 기록 지우기")["text"]
    assert assistant.forgotten == []


def test_forget_asks_first_and_says_in_figures_what_it_deleted(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.locales["telegram:42"] = "ko"
    api.send_text(ME, "/forget")
    (message,) = api.wait(ME)
    assert "정말 지울까요?" in message["text"]
    assert assistant.forgotten == []
    message = pressed(api, message, "네, 모두 지울게요")
    assert "질문과 답 2개, 의견 1개, 알림 신청 3개, 고른 언어" in message["text"]
    assert "reply_markup" not in message
    assert assistant.forgotten == ["telegram:42"]
    assert assistant.locales == {}
    api.until(lambda: bool(api.called("deleteMyCommands")), "the menu of everyone again")


def test_who_says_no_keeps_everything(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(ME, "/forget")
    assert pressed(api, api.wait(ME)[0], "아니요, 그대로 둘게요")["text"] == "그대로 두었어요."
    assert assistant.forgotten == []


def test_what_could_not_be_deleted_is_said(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(ME, "/forget")
    (message,) = api.wait(ME)
    assistant.store_is_down = True
    assert "지우지 못했어요" in pressed(api, message, "네, 모두 지울게요")["text"]


def test_in_a_group_only_administrators_forget(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(GROUP, "/forget")
    assert "방 관리자만" in api.wait(GROUP)[0]["text"]
    api.chats.administers.add(GROUP)
    api.send_text(GROUP, "/forget")
    offer = api.wait(GROUP, 2)[1]
    api.chats.administers.clear()
    api.press(offer, "네, 모두 지울게요")
    api.until(lambda: bool(api.called("answerCallbackQuery")), "an answered press")
    assert "방 관리자만" in api.called("answerCallbackQuery")[0].parameters["text"]
    assert assistant.forgotten == []
    api.chats.administers.add(GROUP)
    pressed(api, offer, "네, 모두 지울게요")
    assert assistant.forgotten == [f"telegram:{GROUP}"]


def test_an_administrator_who_writes_without_a_name_may_forget(api: BotApi) -> None:
    group = {"id": GROUP, "type": "supergroup", "title": "스터디"}
    api.send_text(GROUP, "/forget", sender_chat=group)
    assert "정말 지울까요?" in api.wait(GROUP)[0]["text"]


def test_start_notes_that_the_person_was_told_of_the_ai(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(ME, "/start")
    api.wait(ME)
    api.until(lambda: assistant.greeted == ["telegram:42"], "a note")
