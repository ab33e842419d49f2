"""What people are told of the assistant and of what is kept of them."""

from __future__ import annotations

from typing import Literal

import pytest

from bot.conversation import Locale
from bot.introduction import introduction, privacy_notice
from knowledge.records import Library
from settings import Settings


@pytest.mark.parametrize(("locale", "ai"), [("ko", "AI 안내 도우미"), ("en", "AI assistant")])
def test_it_says_that_it_is_an_ai_and_whose(library: Library, locale: Locale, ai: str) -> None:
    told = introduction(library, locale=locale)
    assert ai in told.greeting
    assert library.academy.name in told.greeting
    assert told.suggestions
    assert told.contact.email


@pytest.mark.parametrize(("channel", "by"), [("web", "'대화 기록 지우기'"), ("telegram", "/forget")])
def test_the_notice_tells_for_how_long_and_how_to_delete(
    settings: Settings, library: Library, channel: Literal["web", "telegram"], by: str
) -> None:
    notice = privacy_notice(library, settings.model_copy(update={"keep_days": 7}), channel=channel, locale="ko")
    assert "7일이 지나면" in notice
    assert by in notice
    assert library.academy.email in notice
    assert all(line.startswith("- **") for line in notice.splitlines())


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_language_model_is_told_of_only_where_there_is_one(
    settings: Settings, library: Library, locale: Locale
) -> None:
    def notice(**update: object) -> str:
        return privacy_notice(library, settings.model_copy(update=update), channel="web", locale=locale)

    word = "언어 모델" if locale == "ko" else "Language model"
    assert word not in notice()
    assert word in notice(model="gpt-5-mini")
    assert word in notice(embedding="openai")
