"""Settings: what is read, what is refused, and in which words."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from errors import OperatorError
from settings import Settings, read_settings, variable


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without a `.env`, and an environment without our variables."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    return tmp_path


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(OperatorError) as caught:
        read_settings()
    return str(caught.value)


def test_nothing_set_gives_the_shipped_knowledge_and_no_model() -> None:
    settings = read_settings()
    assert (settings.knowledge_dir / "academy.yaml").is_file()
    assert settings.model == ""
    assert settings.now is None


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAESSAK_KNOWLEDGE_DIR", "")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    settings = read_settings()
    assert settings.knowledge_dir == Settings.model_fields["knowledge_dir"].default
    assert settings.telegram_bot_token is None


def test_a_dot_env_file_is_read(empty_folder: Path) -> None:
    (empty_folder / ".env").write_text("SAESSAK_RATE_LIMIT=5/second\n", encoding="utf-8")
    assert read_settings().rate_limit == "5/second"


def test_a_dot_env_file_in_another_encoding_is_refused_in_korean(empty_folder: Path) -> None:
    (empty_folder / ".env").write_bytes("SAESSAK_KNOWLEDGE_DIR=우리학원".encode("cp949"))
    with pytest.raises(OperatorError, match="UTF-8"):
        read_settings()


def test_the_clock_can_be_frozen_at_a_day_or_an_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAESSAK_NOW", "2026-09-20")
    assert read_settings().now == date(2026, 9, 20)
    monkeypatch.setenv("SAESSAK_NOW", "2026-09-20T14:30")
    assert read_settings().now == datetime.fromisoformat("2026-09-20T14:30")


@pytest.mark.parametrize("written", ["2026-02-30", "내일", "30", "2026-09-20T25:00"])
def test_a_date_that_is_not_in_the_calendar_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "달력에 있는 날짜" in refusal(monkeypatch, SAESSAK_NOW=written)


@pytest.mark.parametrize("written", ["30", "0/minute", "30/fortnight", "many/minute", "-1/minute"])
def test_a_rate_limit_that_is_no_rate_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "30/minute처럼" in refusal(monkeypatch, SAESSAK_RATE_LIMIT=written)


@pytest.mark.parametrize("written", ["0", "-1", "한 달", "1.5", "10000", "30 days"])
def test_days_that_are_no_days_are_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "날수" in refusal(monkeypatch, SAESSAK_KEEP_DAYS=written)


def test_days_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().keep_days == 30
    monkeypatch.setenv("SAESSAK_KEEP_DAYS", "7")
    assert read_settings().keep_days == 7


def test_every_bad_setting_is_named_at_once_and_no_value_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, SAESSAK_RATE_LIMIT="sk-secret", SAESSAK_EMBEDDING="magic", CHROMA_URL="sk-secret-too")
    assert {"SAESSAK_RATE_LIMIT", "SAESSAK_EMBEDDING", "CHROMA_URL"} <= set(said.replace(":", " ").split())
    assert "sk-secret" not in said


@pytest.mark.parametrize("variables", [{"SAESSAK_EMBEDDING": "openai"}, {"SAESSAK_MODEL": "gpt-5"}])
def test_what_needs_a_key_is_refused_without_one(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "OPENAI_API_KEY" in refusal(monkeypatch, **variables)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    assert read_settings().openai_api_key is not None


def test_origins_are_split_at_commas_and_lose_a_closing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAESSAK_ALLOWED_ORIGINS", "https://a.example/, https://b.example,")
    assert read_settings().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize("written", ["*", "https://*.example", "school.example", "https://a.example/courses"])
def test_every_site_that_may_ask_is_named(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "https://school.example처럼" in refusal(monkeypatch, SAESSAK_ALLOWED_ORIGINS=written)


def test_secrets_hide_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "very-secret")
    settings = read_settings()
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in settings.model_dump_json()
