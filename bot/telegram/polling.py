"""Runs the Telegram channel by long polling: no public address, no certificate, one process."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.assistant import Assistant
from bot.redaction import keep_tokens_out_of_logs, redact
from bot.telegram.intake import Intake
from bot.telegram.kinds import KINDS
from bot.telegram.running import running
from errors import OperatorError
from settings import Settings

LONG_POLL = timedelta(seconds=30)
LONGEST_PAUSE = 30.0  # seconds between two attempts to reach Telegram

log = structlog.get_logger(__name__)


def run_polling(settings: Settings, assistant: Assistant) -> None:
    """Answers until SIGINT or SIGTERM, then finishes the turns in hand. Blocks; call it from the main thread.

    Raises `errors.OperatorError` when the token is missing or refused, or Telegram cannot be reached at the start.
    """
    keep_tokens_out_of_logs()
    asyncio.run(_until_told(settings, assistant))


async def _until_told(settings: Settings, assistant: Assistant) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C ends the program there
            loop.add_signal_handler(number, stop.set)
    await poll(settings, assistant, stop)


async def poll(settings: Settings, assistant: Assistant, stop: asyncio.Event) -> None:
    """Answers until `stop` is set. Raises as `run_polling` does."""
    try:
        async with running(settings, assistant) as (bot, intake):
            await bot.delete_webhook()  # Telegram gives updates either to a webhook or to a poll
            await _receive_until(stop, bot, intake)
    except InvalidToken:
        raise _refused() from None
    except TelegramError as error:
        raise OperatorError(
            f"텔레그램({settings.telegram_api_base_url})에 연결하지 못했어요. 네트워크와 TELEGRAM_API_BASE_URL을 "
            f"확인한 뒤 다시 실행해 주세요. ({redact(str(error))})"
        ) from None


async def _receive_until(stop: asyncio.Event, bot: Bot, intake: Intake) -> None:
    receiving = asyncio.create_task(_receive(bot, intake))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((receiving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        receiving.cancel()
        await asyncio.wait((receiving, stopping))
    if not receiving.cancelled():
        receiving.result()


async def _receive(bot: Bot, intake: Intake) -> None:
    """Takes updates from Telegram, for ever; waits out what passes. A token that is revoked while running ends it with
    `OperatorError` (the library's own `Updater` would go on in silence)."""
    offset: int | None = None
    pause = 0.0
    try:
        while True:
            try:
                received = await bot.get_updates(offset=offset, timeout=LONG_POLL, allowed_updates=KINDS)
            except InvalidToken:
                raise _refused() from None
            except TelegramError as error:
                pause = _pause(error, pause)
                await asyncio.sleep(pause)
                continue
            pause = 0.0
            for update in received:
                await intake.admit_when_possible(update)
                offset = update.update_id + 1
    finally:
        if offset is not None:
            await _confirm(bot, offset)


def _pause(error: TelegramError, last: float) -> float:
    """Seconds to wait after a failed poll: none after a timeout, else longer each time."""
    if isinstance(error, TimedOut):
        return 0.0
    if isinstance(error, RetryAfter):
        told = error.retry_after
        return told.total_seconds() if isinstance(told, timedelta) else float(told)
    if isinstance(error, Conflict):
        log.warning(
            "telegram.conflict", hint="같은 봇 토큰으로 다른 곳에서도 메시지를 받고 있어요. 한 곳만 남기고 꺼 주세요."
        )
    else:
        log.warning("telegram.poll_failed", error=redact(str(error)))
    return min(LONGEST_PAUSE, max(1.0, last * 1.5))


async def _confirm(bot: Bot, offset: int) -> None:
    """Tells Telegram what was received, so that the next start does not get it again."""
    with suppress(TelegramError, TimeoutError):
        async with asyncio.timeout(5):
            await bot.get_updates(offset=offset, limit=1, timeout=0, allowed_updates=KINDS)


def _refused() -> OperatorError:
    return OperatorError(
        "텔레그램이 봇 토큰을 받아들이지 않아요. @BotFather에서 토큰을 다시 확인하고 TELEGRAM_BOT_TOKEN을 고쳐 주세요."
    )
