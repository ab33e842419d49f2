"""Brings messages to a chat: each once, formatted where Telegram takes it, plain where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import structlog
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.telegram.addressing import Room
from bot.telegram.rendering import Outgoing

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger(__name__)


async def deliver(
    bot: Bot,
    room: Room,
    outgoing: Sequence[Outgoing],
    *,
    answers: int | None = None,
    silent: bool = False,
    over: Sequence[int] = (),
) -> tuple[int, ...]:
    """Sends the messages in their order, the first one as a reply to the message `answers`; the ids of those that are
    known to have arrived. With `over`, messages of the bot, the new ones take their place: as many are edited as
    there are, and what is left of the old ones is removed.

    A message whose formatting Telegram refuses (400) is sent once more as plain text. One that timed out may have
    arrived: it is not sent again, and the next ones follow. Raises what else Telegram answers.
    """
    arrived: list[int] = []
    left = list(over)
    for number, message in enumerate(outgoing):
        if number < len(over) and left:
            if await _edited(bot, room, over[number], message):
                arrived.append(left.pop(0))
                continue
            await remove(bot, room, left)  # all are sent anew, lest they stand out of order
            left.clear()
        reply = ReplyParameters(answers, allow_sending_without_reply=True) if answers and number == 0 else None
        try:
            arrived.append(await _sent(bot, room, message, reply, silent=silent))
        except TimedOut:
            log.warning("telegram.delivery_unknown", conversation=room.conversation, part=number + 1)
    await remove(bot, room, left)
    return tuple(arrived)


async def remove(bot: Bot, room: Room, messages: Sequence[int]) -> None:
    """Deletes messages of the bot, as far as Telegram lets it."""
    for message in messages:
        with suppress(TelegramError):
            await bot.delete_message(room.chat, message)


async def _sent(bot: Bot, room: Room, message: Outgoing, reply: ReplyParameters | None, *, silent: bool) -> int:
    try:
        sent = await bot.send_message(
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
        sent = await bot.send_message(
            room.chat, message.text, message_thread_id=room.topic, link_preview_options=NO_PREVIEW
        )
    return sent.message_id


async def _edited(bot: Bot, room: Room, old: int, message: Outgoing) -> bool:
    """Whether a message stands now where an old one stood. An edit, unlike a message, may be sent twice."""
    for _ in range(2):
        with suppress(NetworkError):
            try:
                await bot.edit_message_text(
                    message.text,
                    room.chat,
                    old,
                    entities=message.entities or None,
                    reply_markup=message.keyboard,
                    link_preview_options=NO_PREVIEW,
                )
            except BadRequest as refusal:
                return "not modified" in refusal.message.lower()
            return True
    return False
