"""How many questions one address, and one session, may ask: a moving window, counted in memory or together in Redis."""

from __future__ import annotations

import ipaddress
import math
import time
from typing import Annotated

import anyio
import structlog
from fastapi import Depends, Request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from errors import OperatorError
from settings import Settings
from webhooks.errors import Refusal
from webhooks.sessions import AnySession, OwnSession

log = structlog.get_logger()

_REDIS_SECONDS = 1.0


class RateLimit:
    """Counts requests by whoever sends them. When Redis cannot be reached this process counts on its own."""

    def __init__(self, settings: Settings) -> None:
        self._item = None if settings.rate_limit == "off" else parse(settings.rate_limit)
        self._memory = MovingWindowRateLimiter(MemoryStorage())
        self._shared = _shared(settings)

    async def charge(self, subject: str, who: str) -> None:
        """Counts one request. Raises a 429 `Refusal` that says how many seconds to wait."""
        if self._item is None:
            return
        wait = await anyio.to_thread.run_sync(self._seconds_to_wait, self._item, subject, who)
        if wait:
            log.info("limit.exceeded", subject=subject)
            raise Refusal(429, "too_many_requests", retry_after=wait)

    def _seconds_to_wait(self, item: RateLimitItem, subject: str, who: str) -> int:
        if self._shared is not None:
            try:
                return _hit(self._shared, item, subject, who)
            except StorageError as error:
                log.warning("limit.unshared", reason=type(error.storage_error).__name__)
        return _hit(self._memory, item, subject, who)


def _hit(limiter: MovingWindowRateLimiter, item: RateLimitItem, subject: str, who: str) -> int:
    if limiter.hit(item, subject, who):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(item, subject, who).reset_time - time.time()))


def _shared(settings: Settings) -> MovingWindowRateLimiter | None:
    if settings.redis_url is None:
        return None
    try:
        storage = storage_from_string(
            settings.redis_url.get_secret_value(),
            wrap_exceptions=True,
            socket_timeout=_REDIS_SECONDS,
            socket_connect_timeout=_REDIS_SECONDS,
        )
    except Exception as error:  # `limits` and the Redis client raise whatever they meet in a bad address
        raise OperatorError("REDIS_URL을 읽을 수 없어요. redis://호스트:6379/0처럼 적어 주세요.") from error
    return MovingWindowRateLimiter(storage)


def household(address: str) -> str:
    """The address, or the /64 of an IPv6 one: a single line owns all of it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


async def charge_question(request: Request, session: AnySession) -> None:
    """Counts a question of the caller, and of their session wherever they are. Forwarded headers count only as far as the
    server trusts its proxy."""
    await _charge(request, "question")
    if session is not None:
        await _limit_of(request).charge("session", session.id)


async def charge_feedback(request: Request, _: AnySession) -> None:
    """Counts a feedback of the caller, apart from the questions."""
    await _charge(request, "feedback")


async def charge_check(request: Request) -> None:
    """Counts a step of an eligibility check, apart from the questions."""
    await _charge(request, "check")


async def charge_history(request: Request, session: OwnSession) -> None:
    """Counts a look at a session's history. Of many behind one address each has their own count."""
    await _limit_of(request).charge("history", session.id)


async def charge_deletion(request: Request, _: OwnSession) -> None:
    """Counts a deletion of the caller: it holds the database for others, and a new session costs nothing."""
    await _charge(request, "deletion")


async def _charge(request: Request, subject: str) -> None:
    await _limit_of(request).charge(subject, household(request.client.host if request.client else ""))


def _limit_of(request: Request) -> RateLimit:
    limit = request.app.state.limit
    assert isinstance(limit, RateLimit)
    return limit


ChargedQuestion = Annotated[None, Depends(charge_question)]
ChargedFeedback = Annotated[None, Depends(charge_feedback)]
ChargedCheck = Annotated[None, Depends(charge_check)]
ChargedDeletion = Annotated[None, Depends(charge_deletion)]
ChargedHistory = Annotated[None, Depends(charge_history)]
