"""What must be done once, however many processes run: one of them leads and does it, another takes over when it dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog

from bot.errors import StoreDown
from bot.leases import Leases
from bot.redaction import redacted_traceback

BEAT = 2.0  # seconds between two renewals
LASTS = 10.0  # seconds until another process takes over from one that is gone
LONGEST_PAUSE = 60.0  # seconds before a duty that failed is tried again

Duty = Callable[[], Coroutine[Any, Any, None]]
"""Something to do while leading: begun anew by whoever leads next, so it must bear being cancelled and done twice. It
may end, or go on for ever; when it fails it is tried again after a growing pause."""

log = structlog.get_logger(__name__)


class Leader:
    """Runs duties in that one of the processes which leads. Renews this process's leases from a thread of its own,
    whatever else keeps the loop's threads busy."""

    def __init__(self, leases: Leases, name: str, duties: tuple[Duty, ...], *, beat: float = BEAT) -> None:
        """`name` is what is led, the same in every process, at most 40 characters."""
        self._leases = leases
        self._name = name
        self._duties = duties
        self._beat = beat
        self._until = 0.0
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._thread = ThreadPoolExecutor(1, "leader")

    async def run(self) -> None:
        """Leads whenever this process may, until it is cancelled; the leases are not given up then (`Leases.end`)."""
        try:
            while True:
                if not await self._holds():
                    await self._step_down()
                elif not self._tasks:
                    log.info("leader.leads", name=self._name, process=self._leases.holder)
                    self._tasks = tuple(asyncio.create_task(_faithfully(duty)) for duty in self._duties)
                await asyncio.sleep(self._beat)
        finally:
            await self._step_down()
            self._thread.shutdown(wait=False)

    async def _holds(self) -> bool:
        began = time.monotonic()
        try:
            held = await asyncio.get_running_loop().run_in_executor(self._thread, self._leases.renew, self._name)
        except Exception as error:
            if not isinstance(error, StoreDown):
                log.error("leader.not_renewed", error=type(error).__name__)
            return began < self._until  # nobody else can have taken it before
        if held:
            self._until = began + self._leases.lasts
        return held

    async def _step_down(self) -> None:
        tasks, self._tasks = self._tasks, ()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def _faithfully(duty: Duty) -> None:
    pause = 1.0
    while True:
        began = time.monotonic()
        try:
            await duty()
            return
        except Exception as error:
            shown = {} if isinstance(error, StoreDown) else {"traceback": redacted_traceback(error)}
            log.warning("leader.duty_failed", duty=_name(duty), error=type(error).__name__, **shown)
        pause = 1.0 if time.monotonic() - began > LONGEST_PAUSE else min(LONGEST_PAUSE, pause * 2)
        await asyncio.sleep(pause)


def _name(duty: Duty) -> str:
    called = duty.func if isinstance(duty, partial) else duty
    return str(getattr(called, "__qualname__", called))
