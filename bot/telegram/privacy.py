"""/privacy and /forget: what is kept of people, and how it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.assistant import Assistant
from bot.errors import StoreDown
from bot.introduction import privacy_notice
from bot.store import Forgotten
from bot.telegram.language import set_menu
from bot.telegram.personal_texts import Texts, texts
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, show, the_room
from settings import Settings

PREFIX = "forget:"
_YES, _NO = "forget:yes", "forget:no"

log = structlog.get_logger(__name__)


class Privacy:
    """Says what is kept, and deletes it once the person has said so twice."""

    def __init__(self, assistant: Assistant, settings: Settings, *, forgets: Callable[[int], None]) -> None:
        """`forgets` is told of a chat that this process is to forget, too."""
        self._assistant = assistant
        self._settings = settings
        self._forgets = forgets

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        new = filters.UpdateType.MESSAGE
        application.add_handler(CommandHandler("privacy", self.tell, new))
        application.add_handler(CommandHandler("forget", self.ask, new))
        application.add_handler(CallbackQueryHandler(self.press, f"^{PREFIX}"))

    async def tell(self, update: Update, context: Context) -> None:
        """/privacy: what is kept, how long, what is masked and passed on, how to delete it."""
        locale = await locale_for(update, self._assistant)
        notice = privacy_notice(self._assistant.library, self._settings, channel="telegram", locale=locale)
        button = InlineKeyboardButton(texts(locale).forget, callback_data=PREFIX)
        await show(update, f"{texts(locale).privacy}\n\n{notice}", keyboard=InlineKeyboardMarkup([[button]]))

    async def ask(self, update: Update, context: Context) -> None:
        """/forget: asks whether everything is to be deleted. In a group only its administrators may."""
        words = texts(await locale_for(update, self._assistant))
        private = the_room(update).private
        if not await self._may(update):
            await show(update, words.only_administrators)
            return
        buttons = [
            [InlineKeyboardButton(words.yes, callback_data=_YES)],
            [InlineKeyboardButton(words.no, callback_data=_NO)],
        ]
        await show(update, words.really if private else words.really_group, keyboard=InlineKeyboardMarkup(buttons))

    async def press(self, update: Update, context: Context) -> None:
        """Yes or no, or "delete" under /privacy."""
        query = update.callback_query
        if query is None:
            return
        words = texts(await locale_for(update, self._assistant))
        if query.data != _NO and not await self._may(update):
            await acknowledge(query, words.only_administrators)
            return
        await acknowledge(query)
        if query.data == _YES:
            await show(update, await self._forget(update, words))
        elif query.data == _NO:
            await show(update, words.kept)
        else:
            await self.ask(update, context)

    async def _forget(self, update: Update, words: Texts) -> str:
        """Deletes what is kept of a chat, all its topics; what to say of it."""
        room = the_room(update)
        spoken = await asyncio.to_thread(self._assistant.locale, room.conversation)
        try:
            gone = await asyncio.to_thread(self._assistant.forget_person, f"telegram:{room.chat}")
        except StoreDown:
            return words.not_forgotten
        self._forgets(room.chat)
        await set_menu(update.get_bot(), room, None)
        log.info("telegram.forgotten", conversation=room.conversation, turns=gone.turns, feedback=gone.feedback,
                 alerts=gone.alerts)  # fmt: skip
        what = [*_counted(gone, words), *([words.language] if spoken else [])]
        return words.forgotten.format(what=", ".join(what)) if what else words.nothing_kept

    async def _may(self, update: Update) -> bool:
        """Whether who asks may delete what was said here: in a group its administrators, also unnamed ones."""
        room, user = the_room(update), update.effective_user
        message = update.message
        if room.private:
            return True
        if isinstance(message, Message) and message.sender_chat and message.sender_chat.id == room.chat:
            return True
        if user is None:
            return False
        try:
            member = await update.get_bot().get_chat_member(room.chat, user.id)
        except TelegramError:
            return False
        return member.status in (member.ADMINISTRATOR, member.OWNER)


def _counted(gone: Forgotten, words: Texts) -> list[str]:
    counts = ((words.turns, gone.turns), (words.opinions, gone.feedback), (words.alerts, gone.alerts))
    return [name.format(n=n) for name, n in counts if n]
