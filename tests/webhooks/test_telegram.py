"""Telegram's webhook: who is let in, what is taken once, and what Telegram is told to keep."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from bot.answers import Answer
from bot.assistant import Assistant
from bot.database import Database
from bot.redaction import RedactedRecord, redact_event
from bot.telegram import intake, running
from bot.telegram import webhook as webhook_module
from errors import OperatorError
from tests.bot.telegram.conftest import PreparedAssistant, api, assistant
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.telegram_runner import SECRET, by_webhook, telegram_settings
from tests.serving import free_port, serving
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


def test_a_webhook_that_somebody_took_away_is_registered_again_and_trouble_with_it_is_told(
    api: BotApi, assistant: PreparedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_module, "LOOK_EVERY", 0.2)
    with capture_logs() as logs, by_webhook(api, assistant):
        httpx.post(f"{api.url}/bot{TOKEN}/deleteWebhook")
        api.until(lambda: len(api.called("setWebhook")) == 2, "the webhook registered again")
        api.send_text(ME, "안녕")
        api.wait(ME)
        api.troubled(time.time() + 2, "Connection timed out")
        looks = len(api.called("getWebhookInfo"))
        api.until(lambda: len(api.called("getWebhookInfo")) > looks + 2, "two more looks")
    assert [entry["said"] for entry in logs if entry["event"] == "telegram.webhook_troubled"] == [
        "Connection timed out"
    ]


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
    with TestClient(create_app(telegram_settings(api), cast(Assistant, assistant))) as client:
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


def test_telegram_that_is_not_there_at_the_start_is_waited_for_and_the_web_chat_serves_meanwhile(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    api.fail("getMe", 502, "Bad Gateway")
    port = free_port()
    app = create_app(telegram_settings(api, webhook=f"http://127.0.0.1:{port}"), cast(Assistant, assistant))
    with capture_logs() as logs, serving(app, port=port) as address:
        api.until(lambda: "Bad Gateway" in api.refused, "the first attempt")
        answer = httpx.post(f"{address}/api/chat", json={"message": "웹에서 물어요"})
        assert answer.json()["answer"] == "답: 웹에서 물어요"
        kept = post(address, message(1, "안녕"))
        assert kept.status_code == 503
        assert int(kept.headers["Retry-After"]) >= 1
        api.send_text(ME, "안녕")
        assert api.wait(ME)[0]["text"] == "답: 안녕"
    assert [entry["event"] for entry in logs].count("telegram.unreachable") == 1


def test_while_the_database_is_down_telegram_keeps_what_comes(
    api: BotApi, assistant: PreparedAssistant, tmp_path: Path
) -> None:
    file = tmp_path / "a.sqlite"
    assistant.database.close()
    assistant.database = Database(f"sqlite:///{file}", rest=0.2)
    with by_webhook(api, assistant) as address, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept = post(address, message(1, "하나"))
        assert kept.status_code == 503
        assert kept.headers["Retry-After"]
        api.send_text(ME, "둘")
        api.until(lambda: any(call.status == 503 for call in api.postman.posted), "the update sent back")
        other.execute("COMMIT")
        assert api.wait(ME)[0]["text"] == "답: 둘"
    assert [question.text for question in assistant.asked] == ["둘"]


def test_what_does_not_fit_is_sent_back_and_answered_later(
    api: BotApi, assistant: PreparedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_WAITING", 2)
    monkeypatch.setattr(intake, "AT_ONCE", 1)
    assistant.go.clear()
    with by_webhook(api, assistant):
        api.send_text(ME, "천천히")
        api.until(lambda: bool(assistant.asked), "the slow question")
        for chat in range(100, 104):
            api.send_text(chat, "저는요?")
        api.until(lambda: any(call.status == 503 for call in api.postman.posted), "an update sent back")
        assistant.go.set()
        for chat in range(100, 104):
            api.wait(chat)
    assert [question.text for question in assistant.asked] == ["천천히", *["저는요?"] * 4]


def test_what_is_not_finished_when_it_must_stop_is_counted_and_told_by_who_comes_next(
    api: BotApi, assistant: PreparedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FINISH_WITHIN", 0.3)
    monkeypatch.setattr(running, "LASTS", 0.5)
    assistant.go.clear()
    with capture_logs() as logs, by_webhook(api, assistant):
        api.send_text(ME, "천천히")
        api.send_text(ME, "천천히 하나 더")
        api.until(lambda: bool(assistant.asked) and api.pending() == 0, "the slow questions")
        threading.Timer(1.5, assistant.go.set).start()  # long after nobody waits for it any more
    assert {"event": "telegram.stopped_with_turns_left", "left": 2, "log_level": "warning"} in logs
    with by_webhook(api, assistant):
        assert "한 번 더 보내 주세요" in api.wait(ME)[0]["text"]
        api.send_text(ME, "다시")
        assert api.wait(ME, 2)[1]["text"] == "답: 다시"
    assert len(api.messages(ME)) == 2


def test_neither_token_nor_secret_is_in_any_log_even_when_all_libraries_tell_everything(
    api: BotApi, assistant: PreparedAssistant, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> Answer:
        raise RuntimeError(f"{api.url}/bot{TOKEN}/setWebhook?secret_token={SECRET}")

    monkeypatch.setattr(logging, "_logRecordFactory", RedactedRecord)
    for name in ("httpx", "httpcore", "telegram", "uvicorn", "uvicorn.access", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    assistant.reply = broken
    with capture_logs(processors=[redact_event]) as events, by_webhook(api, assistant) as address:
        post(address, message(1, "x"), secret="wrong")
        api.fail("sendMessage", 502, "Bad Gateway")
        api.send_text(ME, "안녕")
        api.until(lambda: bool(api.called("sendMessage")), "the apology")
    assert "setWebhook" in caplog.text
    assert "<secret>" in caplog.text
    for secret in (TOKEN, SECRET):
        assert secret not in caplog.text
        assert secret not in str(events)
    assert any("bot<token>/setWebhook" in event.get("traceback", "") for event in events)
