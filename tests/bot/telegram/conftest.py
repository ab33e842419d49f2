"""What the tests of the Telegram channel share: the Bot API double, and an assistant with prepared replies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Answer, Reply
from bot.conversation import Channel, Listener, Locale, Question, Turn
from bot.database import Database
from bot.errors import StoreDown
from bot.introduction import Introduction, introduction
from bot.notifications import Notifications
from bot.store import Forgotten
from bot.subscriptions import Subscriptions
from knowledge.records import Academy, Campus, Library, Origin, Record
from tests.doubles.bot_api import BotApi, open_bot_api

MAPO = Campus(id="mapo", origin=Origin("campuses.yaml"), name="마포", phone="02-333-4444", hours="월~금 09:00~18:00")
ACADEMY = Academy(id="academy", origin=Origin("academy.yaml"), name="한빛배움터", phone="02-111-2222",
                  site="https://hanbit.example", as_of=date(2026, 9, 22))  # fmt: skip
LIBRARY = Library(academy=ACADEMY, campuses=(MAPO,))


class PreparedAssistant:
    """Has the assistant's face; replies what a test wants, as slowly as it wants."""

    def __init__(self) -> None:
        self.reply: Callable[[str], Reply] = lambda text: Answer(text=f"답: {text}")
        self.asked: list[Question] = []
        self.write: Callable[[Listener], None] = lambda listener: None
        self.forgotten: list[str] = []
        self.greeted: list[str] = []
        self.locales: dict[str, Locale] = {}
        self.opinions: dict[str, tuple[str, str]] = {}
        self.library = LIBRARY
        self.about_now: Record | None = None
        self.store_is_down = False
        self.database = Database("sqlite://")
        self.notifications = Notifications(self.database)
        self.subscriptions = Subscriptions(self.database)
        self.go = threading.Event()
        self.go.set()

    def answer(self, question: Question, *, listener: Listener | None = None) -> Turn:
        self.asked.append(question)
        if listener:
            self.write(listener)
        if "천천히" in question.text:
            assert self.go.wait(30)
        return Turn(id=f"t{len(self.asked)}", question=question, reply=self.reply(question.text), milliseconds=1.0)

    def asking(self, conversation: str) -> tuple[str, ...]:
        return ()

    def locale(self, conversation: str) -> Locale | None:
        return self.locales.get(conversation)

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        if self.store_is_down:
            raise StoreDown
        if not message_id.startswith("t"):
            return False
        self.opinions[message_id] = (value, comment)
        return True

    def subject(self, conversation: str) -> Record | None:
        return self.about_now

    def now(self) -> datetime:
        return datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))

    def introduced(self, conversation: str, *, channel: Channel) -> None:
        self.greeted.append(conversation)

    def choose_locale(self, conversation: str, locale: Locale | None, *, channel: Channel) -> None:
        if self.store_is_down:
            raise StoreDown
        self.locales.pop(conversation, None)
        if locale:
            self.locales[conversation] = locale

    def forget_person(self, key: str) -> Forgotten:
        if self.store_is_down:
            raise StoreDown
        self.forgotten.append(key)
        self.locales.pop(key, None)
        return Forgotten(turns=2, feedback=1, gaps=0, alerts=3)

    def about(self, locale: Locale = "ko") -> Introduction:
        return introduction(self.library, locale=locale)


@pytest.fixture
def assistant() -> Iterator[PreparedAssistant]:
    assistant = PreparedAssistant()
    yield assistant
    assistant.database.close()


@pytest.fixture
def api() -> Iterator[BotApi]:
    with open_bot_api() as api:
        yield api
