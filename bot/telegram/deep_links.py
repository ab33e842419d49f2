"""/start with a payload: a link that opens the chat with a course, a campus or an event to talk about.

A payload holds letters, digits, "_" and "-" only (Bot API, deep linking), so that ids are read generously: `mapo`,
`campus_mapo` and `Mapo` are one campus, `course_1197`, `c1197` and `1197` one course.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

from telegram import Message, Update
from telegram.ext import CommandHandler, filters

from bot import campus_answers, course_answers
from bot.assistant import Assistant
from bot.conversation import Locale
from bot.telegram.events import EventPages
from bot.telegram.finder import CoursePages
from bot.telegram.finder_codes import DETAIL, Spot
from bot.telegram.ids import id_of
from bot.telegram.messages import messages
from bot.telegram.places import CampusPages
from bot.telegram.rendering import suggested
from bot.telegram.sheets import Page, open_page
from bot.telegram.speaking import Context, TelegramApplication, locale_for, say, the_room
from knowledge.records import Campus, Course, Event, Library, Record

_KINDS: dict[str, type[Record]] = {"course": Course, "campus": Campus, "event": Event}
_PAYLOAD = re.compile(r"(?i)(?:(?P<kind>course|campus|event)[_-])?(?P<id>[A-Za-z0-9_-]{1,64})")


def linked_record(payload: str, library: Library) -> Record | None:
    """The course, campus or event that a payload means; None where it means none."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        return None
    kinds = (_KINDS[match["kind"].lower()],) if match["kind"] else (Campus, Course, Event)
    pool = [record for record in (*library.campuses, *library.courses, *library.events) if isinstance(record, kinds)]
    wanted = _plain(match["id"])
    for record in pool:
        if wanted in map(_plain, _names(record)):
            return record
    hashed = id_of(f"~{match['id']}", (record.id for record in pool))  # of an id that no payload can hold
    return next((record for record in pool if record.id == hashed), None)


def _names(record: Record) -> Iterator[str]:
    """What a link may call a record: its id, its number alone, the names of a campus."""
    yield record.id
    if number := re.fullmatch(r"[A-Za-z]{1,3}-?(\d{2,})", record.id):
        yield number[1]
    if isinstance(record, Campus):
        yield from (name for name in (record.name, *record.aliases) if name.isascii())


def _plain(text: str) -> str:
    return re.sub(r"[_\s-]+", "-", text.casefold())


class _Links(filters.MessageFilter):
    """Whether a message is a /start whose payload means a record."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def filter(self, message: Message) -> bool:
        _, _, payload = (message.text or "").partition(" ")
        return bool(payload) and linked_record(payload.strip(), self._assistant.library) is not None


class DeepLinks:
    """Begins a conversation with what a link is about. Any other /start is the channel's own."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        link = filters.UpdateType.MESSAGE & _Links(self._assistant)
        application.add_handler(CommandHandler("start", self.start, link, has_args=1))

    async def start(self, update: Update, context: Context) -> None:
        """The introduction in short, then the record; the next question is about it."""
        library = self._assistant.library
        record = linked_record(context.args[0], library) if context.args else None
        if record is None:
            return
        locale, room = await locale_for(update, self._assistant), the_room(update)
        words = messages(locale)
        about = await asyncio.to_thread(self._assistant.about, locale)
        await say(context.bot, room, f"{about.greeting} {words.how_to}")
        page = await asyncio.to_thread(self._page, record, library, locale)
        await open_page(update, self._assistant, page)

    def _page(self, record: Record, library: Library, locale: Locale) -> Page:
        now, english = self._assistant.now(), locale == "en"
        offers: tuple[str, ...] = ()
        match record:
            case Course():
                page = CoursePages(library, locale=locale, now=now).at(Spot(view=DETAIL, courses=(record.id,)))
                offers = course_answers.card(record, library, now, english=english).suggestions
            case Campus():
                page = CampusPages(library, locale=locale, now=now).detail(record)
                offers = campus_answers.card(record, library, english=english).suggestions
            case Event():
                page = EventPages(library, locale=locale, now=now).detail(record)
            case _:
                raise ValueError(f"{record.id} is nothing that is linked to")
        asked = suggested(offers)
        return page.with_rows(*(list(row) for row in (asked.inline_keyboard if asked else ())))
