"""The double refuses what Telegram refuses; were it lenient, the channel's tests would prove nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.doubles.bot_api import TOKEN, BotApi, open_bot_api

QUOTE = {"type": "blockquote", "offset": 0, "length": 1}
BUTTON = {"text": "가", "callback_data": "ask:0"}


@pytest.fixture
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
        ({"text": "가", "entities": [{"type": "text_link", "offset": 0, "length": 1}]}, "wrong HTTP URL"),
        ({"text": "가", "entities": [{"type": "blink", "offset": 0, "length": 1}]}, "unsupported entity type"),
        ({"text": "가나", "entities": [QUOTE, {**QUOTE, "length": 2}]}, "can't be nested"),
        ({"text": "가", "reply_parameters": {"message_id": 1}}, "replied not found"),
        ({"text": "가", "reply_markup": {"inline_keyboard": [[{"text": "가"}]]}}, "exactly one thing"),
        ({"text": "가", "reply_markup": {"inline_keyboard": [[{**BUTTON, "url": "https://a.b"}]]}}, "exactly one"),
        ({"text": "가", "reply_markup": {"inline_keyboard": [[{"text": "가", "url": "a.b"}]]}}, "BUTTON_URL"),
        ({"text": "가", "reply_markup": {"inline_keyboard": [[BUTTON] * 8] * 13}}, "too long"),
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
    assert call(api, "editMessageText", chat_id=42, message_id=id, text="처음")[1].startswith(
        "Bad Request: message is not modified"
    )
    assert call(api, "editMessageText", chat_id=42, message_id=id, text="다음") == (200, "")
    assert api.texts(42)[-1] == "다음"
    assert call(api, "editMessageText", chat_id=42, message_id=1, text="다음")[1].endswith("to edit not found")


def test_only_messages_of_the_bot_that_are_there_can_be_edited(api: BotApi) -> None:
    mine = api.send_text(42, "내 글")
    assert call(api, "editMessageText", chat_id=42, message_id=mine["message_id"], text="남의 글")[1].endswith("edited")
    call(api, "sendMessage", chat_id=42, text="봇의 글")
    bots = api.messages(42)[-1]
    api.delete(bots)
    assert call(api, "editMessageText", chat_id=42, message_id=bots["message_id"], text="다음")[1].endswith("not found")


def test_a_keyboard_is_changed_alone_and_must_change(api: BotApi) -> None:
    markup = {"inline_keyboard": [[BUTTON]]}
    call(api, "sendMessage", chat_id=42, text="**그대로**")
    id = api.messages(42)[-1]["message_id"]
    assert call(api, "editMessageReplyMarkup", chat_id=42, message_id=id, reply_markup=markup) == (200, "")
    assert "not modified" in call(api, "editMessageReplyMarkup", chat_id=42, message_id=id, reply_markup=markup)[1]
    assert call(api, "editMessageReplyMarkup", chat_id=42, message_id=id) == (200, "")
    assert api.messages(42)[-1]["text"] == "**그대로**"


def test_a_text_is_trimmed_with_its_entities_as_telegram_does(api: BotApi) -> None:
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    assert call(api, "sendMessage", chat_id=42, text="  🎓 ", entities=bold) == (200, "")
    assert api.messages(42)[-1]["text"] == "🎓"
    assert api.messages(42)[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert call(api, "sendMessage", chat_id=42, text="가" * 4096 + "\n") == (200, "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"draft_id": 0, "text": "가"}, "DRAFT_ID"),
        ({"text": "가"}, "draft_id"),
        ({"draft_id": 1, "text": "가" * 4097}, "too long"),
        ({"draft_id": 1, "text": "가", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "out of range"),
        ({"draft_id": 1, "text": "가", "chat_id": -1007}, "private chats only"),
    ],
)
def test_a_wrong_draft_is_refused(api: BotApi, given: dict[str, Any], why: str) -> None:
    api.send_text(-1007, "안녕")
    status, description = call(api, "sendMessageDraft", **{"chat_id": 42, **given})
    assert status == 400
    assert why in description


def test_a_draft_is_shown_and_is_no_message(api: BotApi) -> None:
    before = len(api.messages(42))
    assert call(api, "sendMessageDraft", chat_id=42, draft_id=1, text="쓰는 중") == (200, "")
    assert call(api, "sendMessageDraft", chat_id=42, draft_id=1, text="") == (200, "")
    assert api.drafts(42)[-2:] == ["쓰는 중", ""]
    assert len(api.messages(42)) == before


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"commands": [{"command": "Start", "description": "처음"}]}, "COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "처음"}]}, "COMMAND_INVALID"),
        ({"commands": [{"command": "start", "description": " "}]}, "DESCRIPTION_INVALID"),
        ({"commands": [{"command": "start", "description": "가" * 257}]}, "DESCRIPTION_INVALID"),
        ({"commands": [{"command": f"a{n}", "description": "가"} for n in range(101)]}, "too many"),
        ({"commands": [], "language_code": "kor"}, "LANG_CODE"),
    ],
)
def test_a_wrong_menu_is_refused(api: BotApi, given: dict[str, Any], why: str) -> None:
    status, description = call(api, "setMyCommands", **given)
    assert status == 400
    assert why in description


def test_a_press_is_answered_in_time_with_a_short_word(api: BotApi) -> None:
    press = api.press_data({"chat": {"id": 42}}, "x")
    assert call(api, "answerCallbackQuery", callback_query_id=press, text="가" * 201)[1].endswith("TOO_LONG")
    assert call(api, "answerCallbackQuery", callback_query_id=press, text="가" * 200) == (200, "")
    old = api.press_data({"chat": {"id": 42}}, "x", expired=True)
    assert "too old" in call(api, "answerCallbackQuery", callback_query_id=old)[1]
    assert "invalid" in call(api, "answerCallbackQuery", callback_query_id="never pressed")[1]


def upload(api: BotApi, name: str, body: bytes, **given: str) -> tuple[int, str]:
    answer = httpx.post(f"{api.url}/bot{TOKEN}/sendDocument", data={"chat_id": "42", **given},
                        files={"document": (name, body, "text/calendar")})  # fmt: skip
    return answer.status_code, answer.json().get("description", "")


def test_a_file_arrives_as_it_was_sent_with_its_name_and_what_stands_under_it(api: BotApi) -> None:
    body = "BEGIN:VCALENDAR\r\n성동 4기\r\n".encode()
    assert upload(api, "성동 4기.ics", body, caption="달력에 넣을 파일") == (200, "")
    message = api.messages(42)[-1]
    assert (message["document"]["file_name"], message["caption"]) == ("성동 4기.ics", "달력에 넣을 파일")
    assert api.file(message).content == body
    assert api.texts(42)[-1] == "달력에 넣을 파일"
    assert call(api, "sendDocument", chat_id=42, document=message["document"]["file_id"]) == (200, "")


def test_a_wrong_file_is_refused(api: BotApi) -> None:
    assert upload(api, "a.ics", b"")[1].endswith("non-empty")
    assert upload(api, "a.ics", b"x", caption="가" * 1025)[1].endswith("caption is too long")
    assert "sendDocument.colour" in upload(api, "a.ics", b"x", colour="red")[1]
    assert "document" in call(api, "sendDocument", chat_id=42)[1]
    assert "wrong file identifier" in call(api, "sendDocument", chat_id=42, document="no such file")[1]


def test_a_place_must_be_on_earth_and_a_venue_have_a_name(api: BotApi) -> None:
    here: dict[str, Any] = {"chat_id": 42, "latitude": 37.5, "longitude": 127.0}
    assert call(api, "sendLocation", **here) == (200, "")
    assert api.messages(42)[-1]["location"] == {"latitude": 37.5, "longitude": 127.0}
    assert call(api, "sendVenue", **here, title="성동캠퍼스", address="성동구") == (200, "")
    assert api.messages(42)[-1]["venue"]["title"] == "성동캠퍼스"
    assert call(api, "sendLocation", **{**here, "latitude": 91})[1].endswith("wrong coordinates")
    assert "non-empty" in call(api, "sendVenue", **here, title=" ", address="성동구")[1]


def test_what_people_edit_arrives_as_an_edit_of_the_same_message(api: BotApi) -> None:
    message = api.send_text(42, "처음 질문")
    api.edit(message, "고친 질문")
    answer = httpx.post(f"{api.url}/bot{TOKEN}/getUpdates", data={"allowed_updates": '["edited_message"]'})
    (update,) = answer.json()["result"]
    assert update["edited_message"]["message_id"] == message["message_id"]
    assert update["edited_message"]["text"] == "고친 질문"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"url": "http://bot.example"}, "HTTPS"),
        ({"url": "https://bot.example", "secret_token": "짧은 비밀"}, "unallowed characters"),
        ({"url": "https://bot.example", "max_connections": 101}, "max_connections"),
        ({"url": "https://bot.example", "secret": "x"}, "secret"),
    ],
)
def test_a_webhook_that_telegram_refuses_is_refused(api: BotApi, given: dict[str, Any], why: str) -> None:
    status, description = call(api, "setWebhook", **given)
    assert status == 400
    assert why in description


def test_a_poll_is_refused_while_there_is_a_webhook(api: BotApi) -> None:
    assert call(api, "setWebhook", url="http://127.0.0.1:9/x")[0] == 200
    assert call(api, "getUpdates")[0] == 409
    assert call(api, "deleteWebhook")[0] == 200
    assert call(api, "getUpdates", timeout="0")[0] == 200


def test_updates_are_posted_with_the_secret_and_again_until_they_are_taken_each_chats_in_their_order() -> None:
    came: list[tuple[str, str | None]] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            came.append((update["message"]["text"], self.headers["X-Telegram-Bot-Api-Secret-Token"]))
            self.send_response(503 if len(came) == 1 else 200)
            self.send_header("Retry-After", "0.1")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Tests need no access log."""

    with open_bot_api() as api, ThreadingHTTPServer(("127.0.0.1", 0), Webhook) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        for text in ("하나", "둘", "셋"):
            api.send_text(42, text)
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        assert call(api, "setWebhook", url=url, secret_token="s", allowed_updates=["message"])[0] == 200
        api.until(lambda: api.pending() == 0, "all updates taken")
        server.shutdown()
        thread.join()
    assert came == [("하나", "s"), ("하나", "s"), ("둘", "s"), ("셋", "s")]
