"""What journeys in Telegram share: the bot over the shipped knowledge, and somebody new in each test."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from bot.assistant import Assistant
from settings import Settings
from tests.doubles.bot_api import BotApi, open_bot_api
from tests.doubles.telegram_runner import polling
from tests.journeys.people import Person


@pytest.fixture(scope="module")
def api(settings: Settings, assistant: Assistant) -> Iterator[BotApi]:
    with open_bot_api() as api, polling(api, assistant, settings):
        yield api
    assert [text for text in api.refused if "Bad Request" in text] == []


@pytest.fixture(scope="session")
def chats() -> Iterator[int]:
    """Chats that nobody has spoken in, in any journey: they share what the assistant remembers."""
    return count(1000)


@pytest.fixture
def person(api: BotApi, chats: Iterator[int]) -> Person:
    """Someone new in each test."""
    return Person(api, next(chats))
