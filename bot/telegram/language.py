"""/lang: the language that a conversation is answered in, and that the menu of a private chat speaks."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.assistant import Assistant
from bot.conversation import Locale
from bot.errors import StoreDown
from bot.telegram.addressing import Room
from bot.telegram.messages import messages
from bot.telegram.personal_texts import texts
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, show, the_room

PREFIX = "l:"
AUTOMATIC = "auto"
_LOCALES: dict[str, Locale | None] = {"ko": "ko", "en": "en", AUTOMATIC: None}
_NAMES = {"ko": "한국어", "en": "English"}

log = structlog.get_logger(__name__)


class LanguageChoice:
    """Lets people choose. What is chosen is kept with the conversation, and goes with it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        application.add_handler(CommandHandler("lang", self.offer, filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.press, f"^{PREFIX}"))

    async def offer(self, update: Update, context: Context) -> None:
        """/lang: the languages as buttons, or at once with its name: "/lang en"."""
        said = context.args[0].lower() if context.args else ""
        if said in _LOCALES:
            await self._choose(update, said)
            return
        locale = await locale_for(update, self._assistant)
        await show(update, texts(locale).which_language, keyboard=await self._keyboard(update, locale))

    async def press(self, update: Update, context: Context) -> None:
        """A language."""
        query = update.callback_query
        if query is None or query.data is None:
            return
        await acknowledge(query)
        if (chosen := query.data.removeprefix(PREFIX)) in _LOCALES:
            await self._choose(update, chosen)

    async def _choose(self, update: Update, chosen: str) -> None:
        room = the_room(update)
        try:
            await asyncio.to_thread(
                self._assistant.choose_locale, room.conversation, _LOCALES[chosen], channel="telegram"
            )
        except StoreDown:
            await show(update, texts(await locale_for(update, self._assistant)).language_not_kept)
            return
        locale = await locale_for(update, self._assistant)
        words = texts(locale)
        sentence = words.language_chosen if _LOCALES[chosen] else words.language_automatic
        await show(update, sentence, keyboard=await self._keyboard(update, locale))
        await set_menu(update.get_bot(), room, _LOCALES[chosen])

    async def _keyboard(self, update: Update, locale: Locale) -> InlineKeyboardMarkup:
        chosen = await asyncio.to_thread(self._assistant.locale, the_room(update).conversation)
        names = {**_NAMES, AUTOMATIC: texts(locale).automatic}
        row = [
            InlineKeyboardButton(
                f"✓ {name}" if code == (chosen or AUTOMATIC) else name, callback_data=f"{PREFIX}{code}"
            )
            for code, name in names.items()
        ]
        return InlineKeyboardMarkup([row])


async def set_menu(bot: Bot, room: Room, locale: Locale | None) -> None:
    """The commands of a private chat in a language of its own; None: in that of the person's Telegram again. Where it
    fails, only the menu is in the wrong language."""
    if not room.private:
        return
    scope = BotCommandScopeChat(room.chat)
    try:
        if locale:
            await bot.set_my_commands([BotCommand(*command) for command in messages(locale).commands], scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        log.warning("telegram.menu_not_set", conversation=room.conversation, error=type(error).__name__)
