"""/alerts and the buttons of alerts: what a chat is told of, more of it or less, and dates as a calendar file.

The data of its buttons: `a:+:` and `a:-:` begin and end an alert where the button stands (under an answer, a course),
`a:n:` and `a:x:` in the list of alerts; each with the token of a subject. `a:l` is the list, `a:m` the same in a message
of its own, `a:c:PAGE` and `a:t:PAGE` pick a campus or a field, `a:p:CAMPUS:PAGE` a campus's fields, `a:0` and `a:00` stop
all, `a:ics:RECORD` sends a file.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable

import structlog
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TimedOut
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot import english
from bot.answers import Answer
from bot.assistant import Assistant
from bot.calendar_files import calendar_file, last_day
from bot.conversation import Locale, Turn
from bot.errors import StoreDown
from bot.subjects import Subject, subjects_of, tracks_of
from bot.subscriptions import MOST, Subscription
from bot.telegram.alert_buttons import LABEL, paged, replaced, saving, stopping, subscribing
from bot.telegram.alert_words import words_of
from bot.telegram.ids import id_of, record_of, token_of
from bot.telegram.notifying import notify
from bot.telegram.rendering import LONGEST_TITLE, Rows, shortened
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, say, show, the_room
from bot.watching import field_name, name_of
from knowledge.passages import campus_label, title_of
from knowledge.records import Campus, Course
from knowledge.status import Phase, course_status

Button = InlineKeyboardButton

log = structlog.get_logger(__name__)


class Alerts:
    """The part of the channel that has `/alerts` and the buttons `a:`. Keeps nothing between two updates."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        application.add_handler(CommandHandler("alerts", self.command, filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.press, "^a:"))

    async def attend(self, bot: Bot) -> None:
        """Tells people their news, in one process for all, until it is cancelled."""
        await notify(bot, self._assistant)

    def under(self, turn: Turn) -> Rows:
        """The row under an answer that leaves something to wait for, or tells of one course or event that is to come."""
        library, now, locale = self._assistant.library, self._assistant.now(), turn.reply.language
        subject, cited = turn.reply.watch, {citation.record for citation in turn.reply.citations}
        waiting = [subscribing(subject, library, locale, now)] if subject else []
        dated = saving(map(library.record, cited), library, locale, now) if isinstance(turn.reply, Answer) else []
        row = [*waiting, *(dated if len(dated) == 1 else [])]
        return [row] if row else []

    async def command(self, update: Update, context: Context) -> None:
        """/alerts: what this chat is told of."""
        locale = await locale_for(update, self._assistant)
        try:
            await self._list(update, locale)
        except StoreDown:
            await show(update, words_of(locale).later)

    async def press(self, update: Update, context: Context) -> None:
        """A button of alerts."""
        query = update.callback_query
        if query is None:
            return
        locale = await locale_for(update, self._assistant)
        _, action, *rest = (query.data or "").split(":", 2)
        argument = rest[0] if rest else ""
        acts: dict[str, Callable[[Update, CallbackQuery, str, Locale], Awaitable[None]]] = {
            "+": self._begin, "-": self._end, "n": self._begin_listed, "x": self._end_listed, "l": self._leaf, "m": self._list_anew,
            "c": self._leaf_campuses, "t": self._leaf_tracks, "p": self._leaf_campus, "0": self._ask_all,
            "00": self._end_all, "ics": self._save,
        }  # fmt: skip
        act = acts.get(action)
        try:
            await (act or self._gone)(update, query, argument, locale)
        except StoreDown:
            await acknowledge(query, words_of(locale).later)

    async def _begin(self, update: Update, query: CallbackQuery, token: str, locale: Locale) -> None:
        """Subscribes; the button becomes the one that stops it."""
        subject, text = await self._add(update, token, locale)
        await acknowledge(query, text)
        if subject:
            await replaced(query, stopping(subject, locale))

    async def _end(self, update: Update, query: CallbackQuery, token: str, locale: Locale) -> None:
        """Stops; the button becomes the one that subscribes again, where there is still something to subscribe to."""
        subject = await self._remove(update, token)
        await acknowledge(query, words_of(locale).stopped)
        subject = subject or _subject(token, subjects_of(self._assistant.library))
        library, now = self._assistant.library, self._assistant.now()
        await replaced(query, subscribing(subject, library, locale, now) if subject else None)

    async def _begin_listed(self, update: Update, query: CallbackQuery, token: str, locale: Locale) -> None:
        _, text = await self._add(update, token, locale)
        await acknowledge(query, text)
        await self._list(update, locale)

    async def _end_listed(self, update: Update, query: CallbackQuery, token: str, locale: Locale) -> None:
        await self._remove(update, token)
        await acknowledge(query, words_of(locale).stopped)
        await self._list(update, locale)

    async def _leaf(self, update: Update, query: CallbackQuery, _: str, locale: Locale) -> None:
        await acknowledge(query)
        await self._list(update, locale)

    async def _list_anew(self, update: Update, query: CallbackQuery, _: str, locale: Locale) -> None:
        await acknowledge(query)
        text, keyboard = await self._listed(update, locale)
        await say(query.get_bot(), the_room(update), text, keyboard=keyboard)

    async def _leaf_campuses(self, update: Update, query: CallbackQuery, page: str, locale: Locale) -> None:
        await acknowledge(query)
        words, library = words_of(locale), self._assistant.library
        buttons = [
            Button(_campus_name(campus, locale), callback_data=f"a:p:{token_of(campus.id)}:0")
            for campus in library.campuses
        ]
        await show(update, words.which_campus, keyboard=paged(buttons, page, "a:c", words))

    async def _leaf_campus(self, update: Update, query: CallbackQuery, argument: str, locale: Locale) -> None:
        token, _, page = argument.rpartition(":")
        words, library = words_of(locale), self._assistant.library
        campus = record_of(token, library)
        if not isinstance(campus, Campus):
            await self._gone(update, query, argument, locale)
            return
        await acknowledge(query)
        here = [track for track in tracks_of(library) if any(_is_at(c, campus, track) for c in library.courses)]
        subjects = [Subject(campus=campus.id), *(Subject(campus=campus.id, track=track) for track in here)]
        labels = [words.all_of, *(field_name(track, library, locale) for track in here)]
        buttons = [_picking(subject, label) for subject, label in zip(subjects, labels, strict=True)]
        text = words.which_of.format(campus=_campus_name(campus, locale))
        await show(update, text, keyboard=paged(buttons, page, f"a:p:{token}", words))

    async def _leaf_tracks(self, update: Update, query: CallbackQuery, page: str, locale: Locale) -> None:
        await acknowledge(query)
        words, library = words_of(locale), self._assistant.library
        buttons = [_picking(Subject(track=track), field_name(track, library, locale)) for track in tracks_of(library)]
        await show(update, words.which_track, keyboard=paged(buttons, page, "a:t", words))

    async def _ask_all(self, update: Update, query: CallbackQuery, _: str, locale: Locale) -> None:
        await acknowledge(query)
        words, own = words_of(locale), await self._own(update)
        buttons = [[Button(words.stop_all, callback_data="a:00"), Button(words.back, callback_data="a:l")]]
        await show(update, words.sure.format(count=len(own)), keyboard=InlineKeyboardMarkup(buttons))

    async def _end_all(self, update: Update, query: CallbackQuery, _: str, locale: Locale) -> None:
        await asyncio.to_thread(self._assistant.subscriptions.remove_all, the_room(update).conversation)
        await acknowledge(query, words_of(locale).stopped)
        await self._list(update, locale)

    async def _save(self, update: Update, query: CallbackQuery, token: str, locale: Locale) -> None:
        """Sends the dates of a course or an event as a file."""
        words, library, now = words_of(locale), self._assistant.library, self._assistant.now()
        record = record_of(token, library)
        last = last_day(record) if record else None
        content = None
        if record and last and last >= now.date():
            content = await asyncio.to_thread(calendar_file, record, library, locale=locale, now=now)
        if record is None or content is None:
            await acknowledge(query, words.gone if record is None else words.over if last else words.no_dates)
            return
        await acknowledge(query)
        room, title = the_room(update), shortened(title_of(record), LONGEST_TITLE)
        try:
            await query.get_bot().send_document(
                room.chat,
                content,
                filename=f"{re.sub('[^A-Za-z0-9-]+', '-', record.id).strip('-') or 'dates'}.ics",
                caption=words.saved.format(title=title),
                message_thread_id=room.topic,
            )
        except TimedOut:  # it may have arrived
            log.warning("telegram.delivery_unknown", conversation=room.conversation, part=1)

    async def _gone(self, update: Update, query: CallbackQuery, _: str, locale: Locale) -> None:
        await acknowledge(query, words_of(locale).gone)

    async def _add(self, update: Update, token: str, locale: Locale) -> tuple[Subject | None, str]:
        """Subscribes to what a token stands for; that, unless it was not done, and what to say."""
        words = words_of(locale)
        subject = _subject(token, subjects_of(self._assistant.library))
        if subject is None:
            return None, words.gone
        outcome = await asyncio.to_thread(
            self._assistant.subscriptions.add,
            the_room(update).conversation,
            subject,
            channel="telegram",
            locale=locale,
        )
        texts = {"added": words.told, "known": words.known, "full": words.full.format(most=MOST)}
        return (None if outcome == "full" else subject), texts[outcome]

    async def _remove(self, update: Update, token: str) -> Subject | None:
        """Stops what a token stands for; that, if it was subscribed to."""
        subject = _subject(token, (each.subject for each in await self._own(update)))
        if subject:
            await asyncio.to_thread(self._assistant.subscriptions.remove, the_room(update).conversation, subject)
        return subject

    async def _own(self, update: Update) -> tuple[Subscription, ...]:
        return await asyncio.to_thread(self._assistant.subscriptions.of, the_room(update).conversation)

    async def _list(self, update: Update, locale: Locale) -> None:
        text, keyboard = await self._listed(update, locale)
        await show(update, text, keyboard=keyboard)

    async def _listed(self, update: Update, locale: Locale) -> tuple[str, InlineKeyboardMarkup]:
        """What a chat is told of, as Markdown, with buttons for less of it and for more."""
        words, library = words_of(locale), self._assistant.library
        subjects = [each.subject for each in await self._own(update)]
        names = [name_of(subject, library, locale, self._assistant.now()) for subject in subjects]
        lines = [f"- {name}{self._standing(subject, locale)}" for subject, name in zip(subjects, names, strict=True)]
        text = "\n".join([words.list.format(count=len(lines)), *lines]) if lines else words.none
        rows = [
            [Button(words.stop_this.format(name=shortened(name, LABEL)), callback_data=f"a:x:{token_of(subject.key)}")]
            for subject, name in zip(subjects, names, strict=True)
        ]
        picks = []
        if library.campuses:
            picks.append(Button(words.by_campus, callback_data="a:c:0"))
        if tracks_of(library):
            picks.append(Button(words.by_track, callback_data="a:t:0"))
        rows += [picks] if picks else []
        if Subject() not in subjects:
            rows.append([_picking(Subject(), words.everything)])
        if len(subjects) > 1:
            rows.append([Button(words.stop_all, callback_data="a:0")])
        return text, InlineKeyboardMarkup(rows)

    def _standing(self, subject: Subject, locale: Locale) -> str:
        """Where a course that can or will be applied for stands, to be put behind its name."""
        course = self._assistant.library.record(subject.course)
        if not isinstance(course, Course):
            return ""
        status = course_status(course, self._assistant.now())
        if status.phase not in (Phase.UPCOMING, Phase.OPEN):
            return ""  # its next cohort is waited for
        return f" · {english.status(status) if locale == 'en' else status.label}"


def _subject(token: str, subjects: Iterable[Subject]) -> Subject | None:
    """The one of these subjects that a token stands for."""
    by_key = {subject.key: subject for subject in subjects}
    key = id_of(token, by_key)
    return by_key[key] if key is not None else None


def _picking(subject: Subject, label: str) -> Button:
    return Button(shortened(label, LABEL), callback_data=f"a:n:{token_of(subject.key)}")


def _campus_name(campus: Campus, locale: Locale) -> str:
    return english.short_campus(campus) if locale == "en" else campus_label(campus)


def _is_at(course: Course, campus: Campus, track: str) -> bool:
    return course.campus == campus.id and course.track == track
