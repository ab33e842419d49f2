"""How fast the bot speaks to Telegram, and what is said again when it did not arrive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import httpx
import structlog
from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

BURST = 5  # messages a chat may get at once
INTERVAL = 1.0  # seconds between its messages after that. Source: Bot FAQ, "more than one message per second"
LONGEST_WAIT = 300.0  # seconds; when Telegram asks for more, the message is given up
ATTEMPTS = 3
RESERVED = 0.5  # of what Telegram takes, previews leave this share to messages
IF_THERE_IS_ROOM = -1  # as `rate_limit_args`: a preview, sent now or not at all
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

log = structlog.get_logger(__name__)


class NoRoom(TelegramError):
    """A preview would have had to wait, or would have made messages wait."""

    def __init__(self) -> None:
        super().__init__("no room for a preview")


class PatientRateLimiter(AIORateLimiter):
    """At most 30 messages a second over all chats, 20 a minute in a group, and about one a second in any chat.

    A chat that Telegram tells to wait (`RetryAfter`) waits alone; the library's limiter would halt every chat.
    Sending is not idempotent: only what surely did not arrive (told to wait, no connection) is sent again, a timeout
    never. A preview (`IF_THERE_IS_ROOM`) goes at once or not at all, and takes no message's place.
    """

    __slots__ = ("_due",)

    def __init__(self) -> None:
        super().__init__()
        self._due: dict[object, float] = {}  # chat → when its next message would be due at an even pace
        logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)  # it logs each wait as a failure

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Sends one request when it is its turn. Raises what Telegram answers to the last attempt; `NoRoom` for a preview
        whose turn it is not."""
        chat = data.get("chat_id")
        if rate_limit_args == IF_THERE_IS_ROOM:
            if not self._has_room(chat):
                raise NoRoom
            return await super().process_request(callback, args, kwargs, endpoint, data, None)
        attempt = 1
        while True:
            if chat is not None:
                await asyncio.sleep(self._wait(chat, counts=endpoint != "sendChatAction"))
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except RetryAfter as error:
                seconds = _seconds(error.retry_after)
                log.warning("telegram.told_to_wait", chat=chat, endpoint=endpoint, seconds=seconds)
                if chat is None or attempt == ATTEMPTS or seconds > LONGEST_WAIT:
                    raise
                self._due[chat] = asyncio.get_running_loop().time() + seconds + BURST * INTERVAL
            except NetworkError as error:
                if attempt == ATTEMPTS or not isinstance(error.__cause__, NOT_SENT):
                    raise
                log.warning("telegram.unreachable", endpoint=endpoint, attempt=attempt)
                await asyncio.sleep(attempt)
            attempt += 1

    def _has_room(self, chat: object) -> bool:
        """Whether a chat that need not wait may get a preview, and enough is left of the limits for messages."""
        limits = [self._base_limiter]
        if isinstance(chat, int) and chat < 0:
            limits.append(self._get_group_limiter(chat))
        spare = all(limit is None or limit.has_capacity(limit.max_rate * RESERVED) for limit in limits)
        return spare and self._wait(chat, counts=False) == 0

    def _wait(self, chat: object, *, counts: bool) -> float:
        """Seconds until this chat may get its next message; with `counts` that message is reckoned in."""
        now = asyncio.get_running_loop().time()
        due = max(self._due.get(chat, now), now)
        if counts:
            if len(self._due) >= 10_000:
                self._due = {other: when for other, when in self._due.items() if when > now}
            self._due[chat] = due + INTERVAL
        return max(0.0, due - now - BURST * INTERVAL)


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)
