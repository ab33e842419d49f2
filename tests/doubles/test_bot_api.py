"""The double refuses what Telegram refuses; were it lenient, the channel's tests would prove nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.doubles.bot_api import TOKEN, BotApi, open_bot_api

BUTTON = {"text": "가", "callback_data": "ask:0"}


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with open_bot_api() as api:
        api.send_text(42, "안녕")
        yield api


def call(api: BotApi, method: str, *, token: str = TOKEN, **given: Any) -> tuple[int, str]:
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    answer = httpx.post(f"{api.url}/bot{token}/{method}", data=form)
    return answer.status_code, answer.json().get("description", "")


def test_a_right_call_is_taken(api: BotApi) -> None:
    markup = {"inline_keyboard": [[BUTTON]]}
    entities = [{"type": "bold", "offset": 0, "length": 2}]
    assert call(api, "sendMessage", chat_id=42, text="🎓", entities=entities, reply_markup=markup) == (200, "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": "가" * 4095 + "🎓"}, "too long"),
        ({}, "text"),
        ({"text": "가", "colour": "red"}, "sendMessage.colour"),
        ({"text": "가", "link_preview_options": {"is_off": True}}, "link_preview_options.is_off"),
        ({"text": "가", "reply_markup": {"inline_keyboard": [[{"txt": "가"}]]}}, "reply_markup"),
        ({"text": "가", "reply_markup": {"inline_keyboard": [[{**BUTTON, "data": "x"}]]}}, "[0][0].data"),
        (
            {"text": "가", "reply_markup": {"inline_keyboard": [[{**BUTTON, "callback_data": "가" * 22}]]}},
            "BUTTON_DATA",
        ),
        ({"text": "가", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "out of range"),
        ({"text": "🎓", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "inside a character"),
        ({"text": "가", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "x"}]}, "wrong HTTP URL"),
        ({"text": "가", "reply_parameters": {"message_id": 1}}, "replied not found"),
    ],
)
def test_a_wrong_message_is_refused(api: BotApi, given: dict[str, Any], why: str) -> None:
    status, description = call(api, "sendMessage", chat_id=42, **given)
    assert status == 400
    assert why in description


def test_unknown_tokens_methods_and_chats_are_refused(api: BotApi) -> None:
    assert call(api, "getMe", token="1:x") == (401, "Unauthorized")
    assert call(api, "sendTelepathy")[0] == 404
    assert call(api, "sendDice", chat_id=42)[0] == 501
    assert call(api, "sendMessage", chat_id=7, text="가") == (400, "Bad Request: chat not found")


def test_an_edit_must_change_something(api: BotApi) -> None:
    call(api, "sendMessage", chat_id=42, text="처음")
    id = api.messages(42)[-1]["message_id"]
    assert call(api, "editMessageText", chat_id=42, message_id=id, text="처음")[1].endswith("not modified")
    assert call(api, "editMessageText", chat_id=42, message_id=id, text="다음") == (200, "")
    assert api.texts(42)[-1] == "다음"
    assert call(api, "editMessageText", chat_id=42, message_id=1, text="다음")[1].endswith("to edit not found")
