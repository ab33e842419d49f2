"""The way in: each update is taken once, waits where it counts, and is noted as handled when it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from telegram import Update

from bot.errors import StoreDown
from bot.telegram.addressing import conversation_of
from bot.telegram.claims import Claims
from bot.telegram.turns import AT_ONCE

MOST_WAITING = 500  # updates; what comes beyond stays with Telegram for a while
LONGEST_WAIT = 100.0  # seconds for another process's turn of the same conversation; longer than a turn takes
LOOK_AGAIN = 0.1  # seconds

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Backlog(asyncio.Queue[object]):
    """The application's queue. It hands out no more updates than may be in hand at once: the library would take all of
    them out at once, and a bound would bind nothing."""

    def __init__(self) -> None:
        super().__init__(MOST_WAITING)
        self._places = asyncio.Semaphore(AT_ONCE)

    async def get(self) -> object:
        """The next update, when there is a place for it."""
        await self._places.acquire()
        try:
            return await super().get()
        except BaseException:
            self._places.release()
            raise

    def abandon(self) -> None:
        """Takes out the updates that still wait, and leaves what tells the application to stop."""
        waiting = [self.get_nowait() for _ in range(self.qsize())]
        for item in waiting:
            super().task_done()
            if not isinstance(item, Update):
                self.put_nowait(item)

    def task_done(self) -> None:
        """An update has been handled: its place is free."""
        self._places.release()
        super().task_done()


class Intake:
    """Lets updates in, once each over all processes, and keeps the turns of a conversation in the order they came,
    also where another process has the one before."""

    def __init__(self, claims: Claims) -> None:
        self.backlog = Backlog()
        self._claims = claims
        self._in_hand: set[int] = set()
        self._handled: set[int] = set()  # and not yet noted in the database
        # A thread of its own: the loop's threads may all be busy answering, and an update must not wait for them.
        self._thread = ThreadPoolExecutor(1, "claims")

    @property
    def in_hand(self) -> int:
        """How many updates were let in and have not been handled."""
        return len(self._in_hand)

    async def admit(self, update: Update) -> bool:
        """Puts an update into the backlog; False when it was let in before, here or elsewhere. Raises `StoreDown`, and
        `asyncio.QueueFull` when too many wait: then it may come again."""
        if self.backlog.full():
            raise asyncio.QueueFull
        id, conversation = update.update_id, conversation_of(update)
        if not await self._within(lambda: self._claims.take(id, conversation)):
            log.info("telegram.known_update", update=id)
            return False
        try:
            self.backlog.put_nowait(update)
        except asyncio.QueueFull:
            await self._within(lambda: self._claims.release(id))
            raise
        self._in_hand.add(id)
        return True

    async def admit_when_possible(self, update: Update) -> None:
        """The same for who asks Telegram for updates and has nobody to send one back to: waits while too many wait.
        While the database is down an update is let in all the same, as it will not come again."""
        while True:
            try:
                await self.admit(update)
                return
            except asyncio.QueueFull:
                await asyncio.sleep(LOOK_AGAIN)
            except StoreDown:
                await self.backlog.put(update)
                self._in_hand.add(update.update_id)
                return

    async def turn(self, update: Update, conversation: str) -> None:
        """Waits until no other process has an earlier turn of this conversation in hand."""
        until = time.monotonic() + LONGEST_WAIT
        try:
            while await self._within(lambda: self._claims.must_wait(update.update_id, conversation)):
                if time.monotonic() > until:
                    log.warning("telegram.turn_not_awaited", conversation=conversation)
                    return
                await asyncio.sleep(LOOK_AGAIN)
        except StoreDown:
            return  # nobody can tell; better out of order than not at all

    async def handled(self, update: Update) -> None:
        """Notes that nothing more is owed for an update; while the database is down, with the next one."""
        self._in_hand.discard(update.update_id)
        self._handled.add(update.update_id)
        await self._within(self._settle)

    def close(self) -> None:
        """Ends the thread."""
        self._thread.shutdown(wait=False)

    async def _within(self, ask: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, ask)

    def _settle(self) -> None:
        ids = frozenset(self._handled)
        try:
            self._claims.settle(ids)
        except StoreDown:
            return
        self._handled -= ids
