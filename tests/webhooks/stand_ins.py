"""Assistants that do one special thing, where the real one cannot be made to."""

from __future__ import annotations

import threading
from datetime import date, datetime, time

from bot.answers import Reply
from bot.assistant import Assistant, Health
from bot.conversation import Listener, Question, Turn
from bot.errors import StoreDown
from knowledge.clock import SEOUL
from knowledge.records import Academy, Campus, Course, Event, Library, Moment, Origin

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

    def health(self) -> Health:
        return Health(ready=True)

    @property
    def library(self) -> Library:
        return LIBRARY

    def now(self) -> datetime:
        return datetime(2026, 9, 20, 12, tzinfo=SEOUL)

    def about(self) -> dict[str, str]:
        return {
            "name": "한빛학교",
            "greeting": "저는 **AI 도우미**예요.",
            "as_of": "2026-09-22",
            "site": "https://hanbit.example",
            "suggestions": "수강료가 있나요?\n어디에 있어요?",
        }


class Forgetful(Saying):
    """Cannot keep anything now."""

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        raise StoreDown


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
