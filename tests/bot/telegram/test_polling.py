from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.answers import Answer
from bot.assistant import Assistant
from bot.redaction import RedactedRecord
from bot.telegram.polling import run_polling
from errors import OperatorError
from settings import Settings
from tests.bot.telegram.conftest import PreparedAssistant
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.telegram_runner import polling, telegram_settings

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
from bot.database import Database
from bot.telegram import running
from bot.telegram.polling import run_polling
from tests.bot.telegram.conftest import PreparedAssistant
from settings import Settings
running.LASTS = 3.0
settings = Settings()
assistant = PreparedAssistant()
assistant.go.clear()
assistant.database = Database(settings.database_url.get_secret_value())
run_polling(settings, assistant)
print("stopped cleanly")
"""


def start(api: BotApi, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": api.url,
                   "DATABASE_URL": f"sqlite:///{folder / 'a.sqlite'}"}  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly_and_what_was_answered_is_not_received_again(
    api: BotApi, assistant: PreparedAssistant, number: signal.Signals, tmp_path: Path
) -> None:
    with start(api, tmp_path) as program:
        api.send_text(42, "안녕")
        assert api.wait(42)[0]["text"] == "답: 안녕"
        program.send_signal(number)
        said, _ = program.communicate(timeout=30)
    assert program.returncode == 0
    assert "stopped cleanly" in said
    assert "Traceback" not in said
    assert TOKEN not in said
    with polling(api, assistant):
        api.send_text(42, "다시")
        api.wait(42, 2)
    assert [question.text for question in assistant.asked] == ["다시"]


def test_killed_while_it_answers_the_person_is_told_by_the_next_one_and_nothing_is_answered_twice(
    api: BotApi, tmp_path: Path
) -> None:
    with start(api, tmp_path) as program:
        api.send_text(42, "안녕")
        api.wait(42)
        api.send_text(42, "천천히")
        api.until(lambda: bool(api.called("sendChatAction")), "typing")
        program.kill()
        program.communicate(timeout=30)
    with start(api, tmp_path) as program:
        assert "한 번 더 보내 주세요" in api.wait(42, 2)[1]["text"]
        api.send_text(42, "다시")
        assert api.wait(42, 3)[2]["text"] == "답: 다시"
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=30)
    assert len(api.messages(42)) == 3


def test_a_turn_in_hand_is_finished_before_it_stops(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.go.clear()
    with polling(api, assistant):
        api.send_text(42, "천천히")
        api.until(lambda: bool(assistant.asked), "the question")
        api.until(lambda: bool(api.called("sendChatAction")), "typing")
        assistant.go.set()
    assert api.texts(42) == ["답: 천천히"]


def test_a_refused_token_is_told_in_a_sentence_without_the_token(api: BotApi, assistant: PreparedAssistant) -> None:
    wrong = "1234567890:wrong-token-that-nobody-has-ever-seen1"
    with pytest.raises(OperatorError, match="토큰을 다시 확인") as failure:
        run_polling(telegram_settings(api, token=wrong), cast(Assistant, assistant))
    assert wrong not in str(failure.value)
    assert failure.value.__suppress_context__


def test_a_missing_token_is_told_with_what_to_do(api: BotApi, assistant: PreparedAssistant) -> None:
    with pytest.raises(OperatorError, match="@BotFather"):
        run_polling(telegram_settings(api, token=" "), cast(Assistant, assistant))


def test_a_server_that_is_not_there_is_told_with_what_to_do(assistant: PreparedAssistant) -> None:
    nowhere = BotApi(url="http://127.0.0.1:9")
    with pytest.raises(OperatorError, match="TELEGRAM_API_BASE_URL") as failure:
        run_polling(telegram_settings(nowhere), cast(Assistant, assistant))
    assert TOKEN not in str(failure.value)


def test_a_token_revoked_while_running_ends_it(api: BotApi, assistant: PreparedAssistant) -> None:
    def until_revoked() -> None:
        with polling(api, assistant) as ended:
            api.revoke()
            assert ended.wait(15)

    with pytest.raises(OperatorError, match="토큰을 다시 확인"):
        until_revoked()


def test_two_programs_with_one_token_are_told_and_each_question_is_answered_once(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    with capture_logs() as logs, polling(api, assistant), polling(api, assistant):
        api.until(lambda: any("Conflict" in text for text in api.refused), "the conflict")
        api.send_text(42, "누가 답해요?")
        api.wait(42)
    assert [question.text for question in assistant.asked] == ["누가 답해요?"]
    assert any(entry["event"] == "telegram.conflict" and "한 곳만" in entry["hint"] for entry in logs)


def test_with_a_language_model_many_people_wait_for_it_at_the_same_time(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.go.clear()
    base = Settings(_env_file=None, SAESSAK_MODEL="slow", OPENAI_BASE_URL="http://127.0.0.1:9")
    with polling(api, assistant, base):
        for chat in range(100, 140):
            api.send_text(chat, "천천히")
        api.until(lambda: len(assistant.asked) == 40, "forty questions in hand")
        assistant.go.set()
        for chat in range(100, 140):
            api.wait(chat)


def test_a_telegram_that_stumbles_is_asked_again(api: BotApi, assistant: PreparedAssistant) -> None:
    with polling(api, assistant):
        api.fail("getUpdates", 502, "Bad Gateway")
        api.send_text(42, "하나")
        api.wait(42)
        api.until(lambda: "Bad Gateway" in api.refused, "the failed poll")
        api.send_text(42, "둘")
        assert [message["text"] for message in api.wait(42, 2)] == ["답: 하나", "답: 둘"]


def test_the_token_is_in_no_log_even_when_all_libraries_tell_everything(
    api: BotApi, assistant: PreparedAssistant, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> Answer:
        raise RuntimeError(f"{api.url}/bot{TOKEN}/getMe")

    monkeypatch.setattr(logging, "_logRecordFactory", RedactedRecord)
    for name in ("httpx", "httpcore", "telegram"):
        caplog.set_level(logging.DEBUG, name)
    assistant.reply = broken
    with capture_logs() as events, polling(api, assistant):
        api.fail("getUpdates", 502, "Bad Gateway")
        api.fail("sendMessage", 429, "Too Many Requests")
        api.send_text(42, "안녕")
        api.until(lambda: bool(api.called("sendMessage")), "the apology")
    assert f"{api.url}/bot<token>/sendMessage" in caplog.text
    assert TOKEN not in caplog.text
    assert any("bot<token>/getMe" in event.get("traceback", "") for event in events)
    assert TOKEN not in str(events)
