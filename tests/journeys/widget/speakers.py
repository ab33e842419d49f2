"""Assistants that speak in a way the real one cannot be made to."""

from __future__ import annotations

import threading
from datetime import datetime

from bot.answers import Reply
from bot.conversation import Listener, Question, Turn
from tests.webhooks.stand_ins import Saying


class Halting(Saying):
    """Says the first half of its answer, and the rest once it is released; gives up when nobody listens any more."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.released = threading.Event()

    def answer(self, question: Question, *, now: datetime | None = None, listener: Listener | None = None) -> Turn:
        assert listener is not None
        listener.say(self.reply.text[: len(self.reply.text) // 2])
        while not (listener.left or self.released.wait(0.05)):
            pass
        return super().answer(question, now=now, listener=listener)


class Rekeyed(Saying):
    """Signs sessions with a key that can be exchanged."""

    key = b"the first key, 32 bytes at least!"

    def signing_key(self, name: str) -> bytes:
        return self.key
