"""Telegram's webhook: who is let in, what is taken once, and what Telegram is told to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from errors import OperatorError
from tests.bot.telegram.conftest import PreparedAssistant, api, assistant
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.telegram_runner import SECRET, by_webhook, telegram_settings
from webhooks.app import create_app

__all__ = ["api", "assistant"]

ME = 42
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def address(api: BotApi, assistant: PreparedAssistant) -> Iterator[str]:
    with by_webhook(api, assistant) as address:
        yield address


def post(address: str, content: Any, *, secret: str | None = SECRET) -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {} if secret is None else {HEADER: secret}
    return httpx.post(f"{address}/telegram/webhook", content=body, headers=headers)


def message(id: int, text: str) -> dict[str, Any]:
    chat = {"id": ME, "type": "private", "first_name": "지원자"}
    return {"update_id": id, "message": {"message_id": id, "date": 1, "chat": chat, "text": text}}


def test_a_question_that_is_posted_is_answered(api: BotApi, address: str) -> None:
    api.send_text(ME, "안녕")
    assert api.wait(ME)[0]["text"] == "답: 안녕"
    assert api.pending() == 0


def test_the_webhook_is_registered_with_the_secret_and_the_kinds_that_are_wanted(api: BotApi, address: str) -> None:
    (call,) = api.called("setWebhook")
    assert call.parameters["url"] == f"{address}/telegram/webhook"
    assert call.parameters["secret_token"] == SECRET
    assert {"message", "callback_query"} <= set(call.parameters["allowed_updates"])


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "a", "가"])
def test_who_does_not_know_the_secret_is_not_let_in(api: BotApi, address: str, secret: str | None) -> None:
    headers = {} if secret is None else {HEADER.encode(): secret.encode()}
    answer = httpx.post(f"{address}/telegram/webhook", content=b"x" * 5_000_000, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthorized"
    assert not api.called("sendMessage")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"{}", b"7", b"\xff", b"[" * 100_000, {"update_id": "1"}, {"update_id": -1},
     {"update_id": 2**70}, {"update_id": 1, "message": 5}, {"update_id": 1, "message": {"chat": {}}},
     b'{"update_id": 1, "message": "' + b"a" * 2_000_000 + b'"}'],
    ids=lambda content: str(content)[:30],
)  # fmt: skip
def test_what_can_never_be_read_is_not_sent_again(api: BotApi, address: str, content: Any) -> None:
    assert post(address, content).status_code == 200
    api.send_text(ME, "안녕")
    assert api.wait(ME)[0]["text"] == "답: 안녕"


def test_an_update_of_an_unknown_kind_is_taken_and_nothing_is_said(api: BotApi, address: str) -> None:
    assert post(address, {"update_id": 1, "something_of_next_year": {"a": 1}}).status_code == 200
    api.send_text(ME, "안녕")
    assert len(api.wait(ME)) == 1


def test_an_update_that_comes_twice_is_answered_once(api: BotApi, assistant: PreparedAssistant, address: str) -> None:
    api.send_text(ME, "하나")
    api.wait(ME)
    api.send_again()
    api.until(lambda: api.pending() == 0, "the update taken again")
    api.send_text(ME, "둘")
    assert [message["text"] for message in api.wait(ME, 2)] == ["답: 하나", "답: 둘"]
    assert [question.text for question in assistant.asked] == ["하나", "둘"]


def test_a_long_update_is_taken_although_a_question_on_the_web_may_not_be_so_long(api: BotApi, address: str) -> None:
    api.send_text(ME, "긴 글", link_preview_options={"url": "https://hanbit.example/" + "a" * 100_000})
    assert api.wait(ME)[0]["text"] == "답: 긴 글"


def test_without_a_webhook_address_there_is_no_such_page(api: BotApi, assistant: PreparedAssistant) -> None:
    from fastapi.testclient import TestClient

    with TestClient(create_app(telegram_settings(api), assistant)) as client:  # type: ignore[arg-type]
        assert client.post("/telegram/webhook", headers={HEADER: SECRET}).status_code == 404


@pytest.mark.parametrize(
    ("webhook", "secret", "said"),
    [
        ("https://bot.example", "", "TELEGRAM_WEBHOOK_SECRET"),
        ("https://bot.example", "짧은 비밀", "영문자"),
        ("https://bot.example", "a" * 257, "256"),
        ("http://bot.example", SECRET, "https://"),
        ("https://bot.example:99999", SECRET, "읽을 수 없어요"),
    ],
)
def test_a_webhook_that_could_not_work_is_refused_with_what_to_do(
    api: BotApi, webhook: str, secret: str, said: str
) -> None:
    with pytest.raises(OperatorError, match=said) as failure:
        create_app(telegram_settings(api, webhook=webhook, secret=secret))
    assert SECRET not in str(failure.value)
    assert TOKEN not in str(failure.value)


@pytest.mark.parametrize(
    ("webhook", "said"), [("https://127.0.0.1", "공개 주소"), ("https://bot.example:8080", "8443")]
)
def test_telegram_itself_reaches_only_public_addresses_on_its_ports(webhook: str, said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        create_app(telegram_settings(BotApi(url="https://api.telegram.org"), webhook=webhook))
