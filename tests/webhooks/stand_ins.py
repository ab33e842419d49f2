"""Assistants that do one special thing, where the real one cannot be made to."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot import eligibility_check
from bot.answers import Abstention, Reply
from bot.assistant import Assistant, Health
from bot.conversation import Listener, Locale, Question, Turn
from bot.eligibility_check import Check
from bot.errors import StoreDown
from bot.store import ConversationStore, KeptTurn
from bot.topic import Topic
from knowledge.clock import SEOUL
from knowledge.records import Academy, Campus, Condition, Course, Event, Library, Moment, Origin, Rule

LIBRARY = Library(
    academy=Academy(id="academy", origin=Origin("academy.yaml"), name="한빛학교", site="https://hanbit.example"),
    campuses=(
        Campus(id="mapo", origin=Origin("campuses.yaml"), name="마포", address="서울 마포구 백범로 1", phone="02-123-4567",
               station="공덕역", url="https://hanbit.example/mapo"),
    ),
    courses=(
        Course(id="ai-3", origin=Origin("courses.yaml"), title="[한빛] AI 개발, 처음부터", campus="mapo", cohort="3기",
               apply_start=Moment(date(2026, 9, 1)), apply_end=Moment(date(2026, 9, 23)),
               start=Moment(date(2026, 10, 5)), end=Moment(date(2027, 1, 29)), schedule="09:00~18:00",
               as_of=date(2026, 9, 18), url="https://hanbit.example/ai-3"),
        Course(id="old", origin=Origin("courses.yaml"), title="지난 과정"),
    ),
    events=(
        Event(id="open day", origin=Origin("events.yaml"), title="열린 날", start=Moment(date(2026, 10, 1), time(14)),
              venue="1층 라운지", campus="mapo"),
    ),
    rules=(
        Rule(id="age", origin=Origin("rules.yaml"), name="나이", attribute="age", clause="만 18세 이상 34세 이하",
             condition=Condition(attribute="age", min=18, max=34), ask="만 나이가 어떻게 되세요?", as_of=date(2026, 1, 10)),
        Rule(id="home", origin=Origin("rules.yaml"), name="거주", attribute="residence", clause="서울이나 경기에 사는 사람",
             condition=Condition(attribute="residence", one_of=("서울", "경기")), as_of=date(2026, 1, 10)),
        Rule(id="license", origin=Origin("rules.yaml"), name="면허", attribute="license", clause="운전면허가 있는 사람",
             condition=Condition(attribute="license", one_of=("운전면허",)), ask="운전면허가 있으신가요?",
             applies_to=("ai-3",), as_of=date(2026, 1, 10)),
    ),
)  # fmt: skip


class Saying(Assistant):
    """Always says the same, and keeps what it was asked and told."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.asked: list[Question] = []
        self.told: list[tuple[str, str, str]] = []

    def answer(self, question: Question, *, now: datetime | None = None, listener: Listener | None = None) -> Turn:
        self.asked.append(question)
        return Turn(id=f"m{len(self.asked)}", question=question, reply=self.reply, milliseconds=12.0)

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        self.told.append((message_id, value, comment))
        return message_id.startswith("m")

    def signing_key(self, name: str) -> bytes:
        return b"a key that every worker shares"

    def history(self, conversation: str, *, most: int) -> list[KeptTurn]:
        return []

    def forget(self, conversation: str) -> int:
        return 0

    def health(self) -> Health:
        return Health(ready=True)

    @property
    def library(self) -> Library:
        return LIBRARY

    def now(self) -> datetime:
        return datetime(2026, 9, 20, 12, tzinfo=SEOUL)

    def check(self, answers: Mapping[str, str], *, course: str = "", locale: Locale = "ko") -> Check:
        return eligibility_check.check(
            course,
            answers,
            LIBRARY,
            today=self.now().date(),
            locale=locale,
            texts=lambda text: Abstention(text=f"{text} 모르겠어요."),
        )


class Forgetful(Saying):
    """Cannot keep, read or delete anything now."""

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        raise StoreDown

    def signing_key(self, name: str) -> bytes:
        raise StoreDown

    def history(self, conversation: str, *, most: int) -> list[KeptTurn]:
        raise StoreDown

    def forget(self, conversation: str) -> int:
        raise StoreDown


class Remembering(Saying):
    """Keeps what is said in a real store."""

    def __init__(self, reply: Reply, store: ConversationStore) -> None:
        super().__init__(reply)
        self._store = store

    def answer(self, question: Question, *, now: datetime | None = None, listener: Listener | None = None) -> Turn:
        turn = replace(super().answer(question, now=now, listener=listener), id=secrets.token_urlsafe(9))
        self._store.remember(turn, Topic(prose="무엇에 관한 대화인지"))
        return turn

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        return self._store.feedback(message_id, value, comment)

    signing_key = Assistant.signing_key
    history = Assistant.history
    forget = Assistant.forget


class Waiting(Saying):
    """Thinks until it is released."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.thinking = threading.Event()
        self.released = threading.Event()

    def answer(self, question: Question, *, now: datetime | None = None, listener: Listener | None = None) -> Turn:
        self.thinking.set()
        self.released.wait(10)
        return super().answer(question, now=now, listener=listener)


class Failing(Saying):
    """Meets a bug, with a secret in its message."""

    def answer(self, question: Question, *, now: datetime | None = None, listener: Listener | None = None) -> Turn:
        raise RuntimeError("비밀 경로 /srv/secret")
