from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import hide, keep_tokens_out_of_logs, redact, redact_event, redacted_traceback

TOKEN = "7654321098:token_of-nobody_0123456789-012345678"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


@pytest.fixture(autouse=True)
def kept_out(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    before = logging.getLogRecordFactory()
    names = ("httpx", "httpcore", "telegram")
    levels = [logging.getLogger(name).level for name in names]
    keep_tokens_out_of_logs()
    caplog.set_level(logging.DEBUG)
    yield
    logging.setLogRecordFactory(before)
    for name, level in zip(names, levels, strict=True):
        logging.getLogger(name).setLevel(level)


def test_a_token_is_hidden_in_an_address_and_alone() -> None:
    assert redact(f"POST {ADDRESS} 200") == "POST https://api.telegram.org/bot<token>/sendMessage 200"
    assert redact(ADDRESS.replace("8:", "8%3A")).endswith("/bot<token>/sendMessage")
    assert redact(f"The token `{TOKEN}` was rejected") == "The token `<token>` was rejected"
    assert redact("bot1:x") == "bot<token>"


def test_what_was_to_be_hidden_is_hidden_too(caplog: pytest.LogCaptureFixture) -> None:
    hide("the-secret-of-a-webhook")
    logging.getLogger("anything").debug("with %s", {"secret_token": "the-secret-of-a-webhook"})
    assert "with {'secret_token': '<secret>'}" in caplog.text


@given(st.text(alphabet="abot:/ 0123456789-가", max_size=60))
def test_times_dates_and_numbers_are_left_as_they_are(text: str) -> None:
    assert redact("2026-09-22 14:00:05 02-123-4567 id:1234567890") == "2026-09-22 14:00:05 02-123-4567 id:1234567890"
    if "bot" not in text:
        assert redact(text) == text


def test_messages_and_arguments_are_redacted(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("anything")
    log.debug("to %s took %d ms", httpx.URL(ADDRESS), 12)
    log.warning(ADDRESS)
    log.info("%s", {"url": ADDRESS})
    assert TOKEN not in caplog.text
    assert "bot<token>/sendMessage took 12 ms" in caplog.text


def test_tracebacks_are_redacted_with_their_causes(caplog: pytest.LogCaptureFixture) -> None:
    try:
        try:
            raise ConnectionError(f"cannot reach {ADDRESS}")
        except ConnectionError as error:
            raise RuntimeError("sending failed") from error
    except RuntimeError as error:
        logging.getLogger("anything").exception("failed")
        shown = redacted_traceback(error)
    for text in (caplog.text, shown):
        assert TOKEN not in text
        assert "RuntimeError: sending failed" in text
        assert "cannot reach https://api.telegram.org/bot<token>/sendMessage" in text


def test_harmless_records_stay_as_they_were(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("plain")
    except ValueError:
        logging.getLogger("anything").exception("took %d", 3)
    (record,) = caplog.records
    assert record.args == (3,)
    assert record.exc_info is not None


def test_a_wrong_format_string_neither_breaks_the_caller_nor_leaks(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("anything").warning("%d messages to", ADDRESS)
    assert TOKEN not in caplog.text
    assert "messages to" in caplog.text


def test_each_request_is_logged_by_nobody_until_someone_asks_for_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST %s", ADDRESS)
    logging.getLogger("telegram.ext.Application").debug("Processing update: 사람이 쓴 글")
    assert caplog.records == []


def test_structlog_events_are_redacted() -> None:
    event = redact_event(None, "info", {"event": ADDRESS, "error": ValueError(ADDRESS), "count": 3})
    assert TOKEN not in str(event)
    assert event["count"] == 3
