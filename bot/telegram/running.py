"""The channel while it runs, whichever way updates come in: it starts, leads where it may, finishes and stops."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, get_args

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.assistant import Assistant
from bot.conversation import Locale
from bot.errors import StoreDown
from bot.leader import LASTS, Leader
from bot.leases import Leases
from bot.telegram.addressing import room_named
from bot.telegram.channel import TelegramChannel, announce, build_application, token_of
from bot.telegram.claims import Claims
from bot.telegram.intake import Intake
from bot.telegram.messages import messages
from bot.telegram.speaking import TelegramApplication, say
from bot.telegram.turns import AT_ONCE
from settings import Settings

FINISH_WITHIN = 20.0  # seconds that turns in hand get when the program is told to stop
PRUNE_EVERY = 3600.0  # seconds
LOCALES: tuple[Locale, ...] = get_args(Locale)

BotDuty = Callable[[Bot], Coroutine[Any, Any, None]]
"""A `bot.leader.Duty` that is given the bot."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def running(settings: Settings, assistant: Assistant, *duties: BotDuty) -> AsyncIterator[tuple[Bot, Intake]]:
    """The channel, answering what is let in until the block ends; then it finishes what it has in hand.

    `duties` are further things to do once for all processes. Raises `errors.OperatorError` without a token, and
    `TelegramError` when Telegram refuses it or cannot be reached.
    """
    token = token_of(settings)
    # With a language model turns mostly wait for it. Without one each keeps a core busy, and more of them than cores
    # only keep the loop from taking what comes.
    at_once = 2 * AT_ONCE if settings.model else 1 + (os.cpu_count() or 1)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(at_once, "turns"))
    leases = Leases(assistant.database, lasts=LASTS)
    bot_id = int(token.partition(":")[0])
    claims = Claims(assistant.database, bot=bot_id, holder=leases.holder)
    intake = Intake(claims)
    channel = TelegramChannel(assistant, settings)
    application = build_application(settings, channel, intake)
    bot: Bot = application.bot
    own: tuple[BotDuty, ...] = (announce, partial(_make_amends, assistant, claims), partial(_prune, claims), *duties)
    leader = Leader(leases, f"telegram:{bot_id}", (*(partial(duty, bot) for duty in own), *channel.duties(bot)))
    try:
        await application.initialize()
        await application.start()
        log.info("telegram.started", bot=bot.username)
        leading = asyncio.create_task(leader.run())
        try:
            yield bot, intake
        finally:
            await _finish(application, intake)
            leading.cancel()
            await asyncio.wait([leading])
            with suppress(StoreDown):
                await asyncio.to_thread(leases.end)
    finally:
        await application.shutdown()
        await bot.shutdown()  # left open when the application could not be initialized
        intake.close()


async def _finish(application: TelegramApplication, intake: Intake) -> None:
    try:
        async with asyncio.timeout(FINISH_WITHIN):
            await application.stop()
        log.info("telegram.stopped")
    except TimeoutError:
        log.warning("telegram.stopped_with_turns_left", left=intake.in_hand)
        intake.backlog.abandon()


async def _make_amends(assistant: Assistant, claims: Claims, bot: Bot) -> None:
    """Tells those whose turn a process took and, as it was killed, never answered. Nothing of what they wrote is kept,
    so that they are asked to send it again; each is told once at most."""
    while True:
        await asyncio.sleep(LASTS)  # a process that only lost sight of the database says in that time that it lives
        for conversation in await asyncio.to_thread(claims.orphans):
            chosen = await asyncio.to_thread(assistant.locale, conversation)
            log.warning("telegram.turn_lost", conversation=conversation)
            words = [messages(locale).turn_lost for locale in LOCALES if chosen in (locale, None)]
            try:
                await say(bot, room_named(conversation), "\n\n".join(words))
            except TelegramError as error:
                log.warning("telegram.amends_not_sent", conversation=conversation, error=type(error).__name__)


async def _prune(claims: Claims, bot: Bot) -> None:
    while True:
        await asyncio.to_thread(claims.prune)
        await asyncio.sleep(PRUNE_EVERY)
