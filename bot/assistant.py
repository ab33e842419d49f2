"""The turn: a question goes in, is understood, answered, checked, remembered, and a reply comes out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.answers import Abstention
from bot.conversation import Question, Turn
from knowledge.clock import Clock
from knowledge.problems import Problem
from settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What `/readyz` and `doctor` tell: the live generation, and what is wrong in the files beside it."""

    ready: bool
    generation: str = ""
    passages: int = 0
    problems: tuple[Problem, ...] = ()


class Assistant:
    """Answers questions. Every method may be called from any thread; none needs an event loop."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def answer(self, question: Question) -> Turn:
        """The reply to one question, remembered under its conversation. Takes 5 to 100 ms of CPU."""
        started = time.perf_counter()
        reply = Abstention(text="아직 답할 수 없어요.")
        return Turn(id=secrets.token_urlsafe(9), question=question, reply=reply,
                    milliseconds=(time.perf_counter() - started) * 1000)  # fmt: skip

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        """Keeps what a person thought of a reply ("up" or "down"); False when no such message is known."""
        return False

    def forget(self, conversation: str) -> int:
        """Deletes what is kept of a conversation; how many turns that were."""
        return 0

    def health(self) -> Health:
        """The state of the index and of the files it was made from."""
        return Health(ready=True)

    def about(self) -> dict[str, str]:
        """How the assistant introduces itself: `name` of the academy, `greeting` (Markdown, says it is an AI),
        `as_of` (the newest date of the knowledge), `site`, `suggestions` joined by newlines."""
        return {}


@contextmanager
def open_assistant(
    settings: Settings, *, watch: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> Iterator[Assistant]:
    """An assistant over the settings' folder: builds the index when there is none yet, and with `watch` takes
    in every saved edit while it runs. `progress` is told of the first build: what is being done,
    how much of it is done, and of how much (0 of 0: not known).
    Raises `errors.OperatorError` with what to do."""
    yield Assistant(clock=Clock(frozen=settings.now))
