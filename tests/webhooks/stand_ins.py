"""Assistants that do one special thing, where the real one cannot be made to."""

from __future__ import annotations

import threading
from datetime import datetime

from bot.answers import Reply
from bot.assistant import Assistant, Health
from bot.conversation import Listener, Question, Turn
from bot.errors import StoreDown


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
