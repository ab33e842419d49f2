"""What every part of the channel says with: where an update stands, in which language, and how a reply gets there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackContext

from bot.assistant import Assistant
from bot.conversation import Locale
from bot.telegram.addressing import Room, room_of
from bot.telegram.delivery import NO_PREVIEW, deliver
from bot.telegram.entities import Formatted, formatted
from bot.telegram.messages import Messages, locale_of, messages
from bot.telegram.rendering import pages

Context = CallbackContext[Any, Any, Any, Any]
TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


def the_room(update: Update) -> Room:
    """Where an update stands. Raises ValueError for one that belongs to no chat; the channel handles none."""
    room = room_of(update)
    if room is None:
        raise ValueError("only updates of a chat are handled")
    return room


async def locale_for(update: Update, assistant: Assistant) -> Locale:
    """The language to speak in a conversation: the one chosen for it, else that of the person's Telegram."""
    chosen = await asyncio.to_thread(assistant.locale, the_room(update).conversation)
    return chosen or locale_of(update.effective_user.language_code if update.effective_user else None)


async def words_for(update: Update, assistant: Assistant) -> Messages:
    """The channel's texts in the language to speak."""
    return messages(await locale_for(update, assistant))


async def say(
    bot: Bot, room: Room, markdown: str, *, keyboard: InlineKeyboardMarkup | None = None, answers: int | None = None
) -> None:
    """Sends a text of our own, the keyboard under its last message."""
    await deliver(bot, room, pages(formatted(markdown), keyboard=keyboard), answers=answers)


async def show(update: Update, text: str | Formatted, *, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """A page that is leafed through: in place of the message whose button was pressed, else as a new message. A plain
    string is Markdown."""
    *before, page = pages(formatted(text) if isinstance(text, str) else text, keyboard=keyboard)
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or before:
        await deliver(update.get_bot(), the_room(update), (*before, page))
        return
    try:
        await query.edit_message_text(
            page.text,
            entities=page.entities or None,
            reply_markup=page.keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as refusal:  # pressed twice, or too old to be changed
        if "not modified" not in refusal.message.lower():
            await deliver(update.get_bot(), the_room(update), (page,))


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Every press is answered, or the button keeps spinning. Telegram refuses when the press is too long ago."""
    with suppress(TelegramError):
        await query.answer(text)
