"""A question as a channel hands it in, and the names of the channels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from bot.answers import Reply

Channel = Literal["web", "telegram", "terminal"]
Locale = Literal["ko", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asked. `conversation` is the channel's own key of the thread ("telegram:42"), under which
    the turn is remembered; empty means a single question. `locale` None means: as the question is written.
    `quoted` is the text of ours that the person answers to, where the channel lets them point at one."""

    text: str
    conversation: str = ""
    channel: Channel = "web"
    locale: Locale | None = None
    quoted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and its reply. `id` names the message for feedback; `milliseconds` is the time it took. `first`: nobody
    has told the person yet in this conversation whom they speak to."""

    id: str
    question: Question
    reply: Reply
    milliseconds: float
    first: bool = False


class Listener:
    """Whoever waits for an answer: may hear it while it is written, and may leave. This one hears nothing until the
    end; a channel that shows answers as they come overrides `say` and `start_over`. Called from the turn's thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = False
        self._stops: list[Callable[[], None]] = []

    def say(self, text: str) -> None:
        """The next piece of the answer; all pieces joined are its text."""

    def start_over(self) -> None:
        """What was said so far does not hold; another answer follows."""

    def leave(self) -> None:
        """The person has gone: whatever is being done for them ends. From any thread."""
        with self._lock:
            self._left = True
            stops = tuple(self._stops)
        for stop in stops:
            stop()

    @property
    def left(self) -> bool:
        """Whether the person has gone."""
        return self._left

    @contextmanager
    def while_here(self, stop: Callable[[], None]) -> Iterator[None]:
        """Calls `stop` when the person leaves within the block, or has left before."""
        with self._lock:
            self._stops.append(stop)
            left = self._left
        if left:
            stop()
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)


class Aside(Listener):
    """One who hears nothing of a part of an answer, but whose leaving ends it like the whole."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self._whole = listener

    @contextmanager
    def while_here(self, stop: Callable[[], None]) -> Iterator[None]:
        """Calls `stop` when the person leaves within the block, or has left before."""
        with self._whole.while_here(stop):
            yield
