"""Opens the assistant beside the running server, so that the server can say at once that it is on its way."""

from __future__ import annotations

import threading
from typing import Annotated

import structlog
from fastapi import Depends, Request

from bot.assistant import Assistant, open_assistant
from errors import OperatorError
from settings import Settings
from webhooks.errors import SENTENCES, Refusal

log = structlog.get_logger()

RETRY_AFTER = 3
_SECONDS_BETWEEN_ATTEMPTS = 10.0
_SECONDS_TO_CLOSE = 5.0


class Opening:
    """Holds the assistant once it is open. `reason` tells a person why it is not.

    One thread opens it, waits, and closes it. When opening fails it is tried again, so that a mended file
    needs no restart.
    """

    def __init__(self, settings: Settings, assistant: Assistant | None = None) -> None:
        self.assistant = assistant
        self.reason = SENTENCES["not_ready"]
        self._settings = settings
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_open, name="assistant", daemon=True)
        self._given = assistant is not None

    def start(self) -> None:
        """Returns at once; does nothing for an assistant that was given open."""
        if not self._given:
            self._thread.start()

    def close(self) -> None:
        """Waits some seconds for the assistant to close; a half-built index is safe to leave behind."""
        self._closing.set()
        if not self._given:
            self._thread.join(_SECONDS_TO_CLOSE)

    def _keep_open(self) -> None:
        while not self._closing.is_set():
            try:
                with open_assistant(self._settings, watch=True) as assistant:
                    self.assistant = assistant
                    log.info("assistant.opened")
                    self._closing.wait()
                    self.assistant = None
            except OperatorError as error:
                if self.reason != str(error):
                    log.warning("assistant.unavailable", reason=str(error))
                self.reason = str(error)
            except Exception:
                log.exception("assistant.failed")
                self.reason = "도우미를 여는 중에 문제가 생겼어요. 서버 기록을 확인해 주세요."
            self._closing.wait(_SECONDS_BETWEEN_ATTEMPTS)


def opening_of(request: Request) -> Opening:
    """The app's opening."""
    opening = request.app.state.opening
    assert isinstance(opening, Opening)
    return opening


def ready_assistant(opening: Annotated[Opening, Depends(opening_of)]) -> Assistant:
    """The open assistant. Raises a 503 `Refusal` until there is one."""
    if opening.assistant is None:
        raise Refusal(503, "not_ready", retry_after=RETRY_AFTER)
    return opening.assistant


ReadyAssistant = Annotated[Assistant, Depends(ready_assistant)]
