"""Brings messages to a chat: each once, formatted where Telegram takes it, plain where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError, TimedOut

from bot.telegram.addressing import Room
from bot.telegram.rendering import Outgoing

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TYPING_AFTER = 0.4  # seconds; a quicker answer needs no "typing…", which would outlive it
TYPING_AGAIN = 4.0  # seconds; Telegram shows it for five

log = structlog.get_logger(__name__)


async def deliver(
    bot: Bot, room: Room, outgoing: Sequence[Outgoing], *, answers: int | None = None, silent: bool = False
) -> None:
    """Sends the messages in their order; the first one as a reply to the message `answers`.

    A message whose formatting Telegram refuses (400) is sent once more as plain text. One that timed out may have
    arrived: it is not sent again, and the next ones follow. Raises what else Telegram answers.
    """
    for number, message in enumerate(outgoing):
        reply = ReplyParameters(answers, allow_sending_without_reply=True) if answers and number == 0 else None
        try:
            try:
                await bot.send_message(
                    room.chat,
                    message.text,
                    entities=message.entities or None,
                    reply_markup=message.keyboard,
                    message_thread_id=room.topic,
                    reply_parameters=reply,
                    link_preview_options=NO_PREVIEW,
                    disable_notification=silent or None,
                )
            except BadRequest as refusal:
                if not (message.entities or message.keyboard):
                    raise
                log.warning("telegram.formatting_refused", conversation=room.conversation, why=refusal.message)
                await bot.send_message(
                    room.chat, message.text, message_thread_id=room.topic, link_preview_options=NO_PREVIEW
                )
        except TimedOut:
            log.warning("telegram.delivery_unknown", conversation=room.conversation, part=number + 1)


@asynccontextmanager
async def typing(bot: Bot, room: Room) -> AsyncIterator[None]:
    """Shows "typing…" in the chat while the block takes longer than a moment."""

    async def show() -> None:
        await asyncio.sleep(TYPING_AFTER)
        while True:
            with suppress(TelegramError):
                await bot.send_chat_action(room.chat, ChatAction.TYPING, message_thread_id=room.topic)
            await asyncio.sleep(TYPING_AGAIN)

    task = asyncio.create_task(show())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
