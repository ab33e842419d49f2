"""The way to people: /human, and a button under answers, tell whom to ask, how, and when."""

from __future__ import annotations

import asyncio

from telegram import InlineKeyboardButton, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.assistant import Assistant
from bot.conversation import Locale, Turn
from bot.people import introduced, people_for
from bot.telegram.ids import record_of, token_of
from bot.telegram.rendering import Rows
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, say, the_room
from knowledge.records import Campus, Course, Event, Library, Record

HUMAN = "h:"  # then the record that the answer was about; nothing: what the conversation is about when it is pressed
LABELS: dict[Locale, str] = {"ko": "담당자에게 물어보기", "en": "Ask a person"}


class Human:
    """Puts people through to people."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        application.add_handler(CommandHandler("human", self.command, filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.press, f"^{HUMAN}"))

    async def command(self, update: Update, context: Context) -> None:
        """/human: the people of what the conversation is about; "/human 마포": those of a campus or a course by its name."""
        said, library = " ".join(context.args or ()), self._assistant.library
        if said:
            asked = await asyncio.to_thread(self._assistant.understand, said)
            named = (*asked.campuses, *asked.partners, *asked.courses, *asked.events)
            record = library.record(named[0]) if named else None
        else:
            record = await asyncio.to_thread(self._assistant.subject, the_room(update).conversation)
        locale = await locale_for(update, self._assistant)
        await say(context.bot, the_room(update), introduced(people_for(record, library), locale))

    def under(self, turn: Turn) -> Rows:
        """The button under an answer."""
        subject = subject_of(turn, self._assistant.library)
        data = f"{HUMAN}{token_of(subject.id) if subject else ''}"
        return ((InlineKeyboardButton(LABELS[turn.reply.language], callback_data=data),),)

    async def press(self, update: Update, context: Context) -> None:
        """The button: the contacts and hours of the right campus."""
        query = update.callback_query
        if query is None:
            return
        await acknowledge(query)
        token = (query.data or "").removeprefix(HUMAN)
        library, room = self._assistant.library, the_room(update)
        if token:
            record = record_of(token, library)
        else:
            record = await asyncio.to_thread(self._assistant.subject, room.conversation)
        locale = await locale_for(update, self._assistant)
        await say(context.bot, room, introduced(people_for(record, library), locale))


def subject_of(turn: Turn, library: Library) -> Record | None:
    """The one course, event or campus that an answer cites, or the one campus of several; None if there is no one."""
    cited = [library.record(id) for citation in turn.reply.citations for id in (citation.listed or (citation.record,))]
    records = {record.id: record for record in cited if isinstance(record, Campus | Course | Event)}
    if len(records) == 1:
        return next(iter(records.values()))
    campuses = {record.id if isinstance(record, Campus) else record.campus for record in records.values()}
    return library.campus(campuses.pop()) if len(campuses) == 1 else None
