"""Bot tokens are part of every Bot API address, and a webhook's secret of every call: this keeps them out of log
messages, arguments and tracebacks."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import MutableMapping
from typing import Any

HIDDEN = "<token>"
_IN_ADDRESS = re.compile(r"(?i)(bot)\d+(?::|%3A)[\w-]+")
_ALONE = re.compile(r"(?i)\b\d{6,}(?::|%3A)[\w-]{30,}")


_secrets: set[str] = set()


def hide(secret: str) -> None:
    """From now on this text, too, is kept out of all logs of the process."""
    _secrets.add(secret)


def redact(text: str) -> str:
    """The text without bot tokens, neither as part of an address ("bot123:AA…") nor on their own, and without what
    was to be hidden."""
    for secret in _secrets:
        text = text.replace(secret, "<secret>")
    return _ALONE.sub(HIDDEN, _IN_ADDRESS.sub(rf"\1{HIDDEN}", text))


def redacted_traceback(error: BaseException) -> str:
    """The traceback of an error and its causes, without bot tokens."""
    return redact("".join(traceback.format_exception(error)).rstrip())


def redact_event(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: redacts every text of an event. Stands after `format_exc_info`, before the renderer."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact(value)
        elif isinstance(value, BaseException):
            event[key] = redact(repr(value))
    return event


class RedactedRecord(logging.LogRecord):
    """A log record that carries no bot token, whichever handler or formatter takes it.

    The message is formatted at once, because a token may hide in an argument's `str()`. The traceback is formatted
    at once, too; when a token was in it, `exc_info` is dropped, so that no formatter can format it anew.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            message = super().getMessage()
        except Exception:  # a wrong format string must not break the caller; what was meant is still shown
            message, self.msg, self.args = f"{self.msg} {self.args}", f"{self.msg} {self.args}", ()
        if (clean := redact(message)) != message:
            self.msg, self.args = clean, ()
        if self.exc_info and self.exc_info[1] is not None:
            shown = "".join(traceback.format_exception(*self.exc_info)).rstrip()
            if (clean := redact(shown)) != shown:
                self.exc_text, self.exc_info = clean, None


def keep_tokens_out_of_logs() -> None:
    """Makes every record of the standard `logging` a redacted one, and quiets the libraries that log each request.
    Calling it again changes nothing."""
    logging.setLogRecordFactory(RedactedRecord)
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
