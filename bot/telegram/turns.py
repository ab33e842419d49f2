"""Whose turn it is: updates of one conversation are handled in their order, those of others at the same time."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 64  # updates in hand over all conversations
WAITING = 3  # turns that may wait in one conversation behind the one being answered


class Order(Protocol):
    """Keeps the order over all processes."""

    async def turn(self, update: Update, conversation: str) -> None:
        """Waits until an update is next in its conversation."""

    async def handled(self, update: Update) -> None:
        """Is told that an update has been handled, or turned away; not of one whose handling was cancelled."""


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    turns: int = 0
    told: bool = False


class OneAtATime(BaseUpdateProcessor):
    """Orders updates within a conversation.

    `conversation` names the one an update belongs to; None is handled at once. A waiting update holds one of the
    `AT_ONCE` places, so only `WAITING` may wait in a conversation, lest one person block everyone. One too many is
    not handled: `turned_away(update, first)` may say so, where `first` means the first one since the line was free.
    """

    __slots__ = ("_conversation", "_in_hand", "_lines", "_order", "_turned_away")

    def __init__(
        self,
        *,
        conversation: Callable[[Update], str | None],
        turned_away: Callable[[Update, bool], Awaitable[None]],
        order: Order,
    ) -> None:
        super().__init__(AT_ONCE)
        self._conversation = conversation
        self._turned_away = turned_away
        self._order = order
        self._lines: dict[str, _Line] = {}
        self._in_hand: set[asyncio.Task[object]] = set()

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Awaits the handling of an update when it is its turn, or turns it away."""
        if not isinstance(update, Update):
            await coroutine
            return
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        try:
            await self._handle(update, coroutine)
        except Exception:
            await self._order.handled(update)
            raise
        finally:
            self._in_hand.discard(task)
        await self._order.handled(update)

    async def _handle(self, update: Update, coroutine: Awaitable[object]) -> None:
        key = self._conversation(update)
        if key is None:
            await coroutine
            return
        line = self._lines.setdefault(key, _Line())
        if line.turns > WAITING:
            _drop(coroutine)
            first, line.told = not line.told, True
            await self._turned_away(update, first)
            return
        line.turns += 1
        try:
            async with line.lock:
                await self._order.turn(update, key)
                await coroutine
        finally:
            _drop(coroutine)  # nothing to drop, unless a wait was cancelled
            line.turns -= 1
            if not line.turns:
                del self._lines[key]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Gives up what is still in hand."""
        for task in self._in_hand:
            task.cancel()
        if self._in_hand:
            await asyncio.wait(self._in_hand)


def _drop(coroutine: Awaitable[object]) -> None:
    if inspect.iscoroutine(coroutine):
        coroutine.close()
