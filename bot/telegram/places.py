"""/campus and locations: the campuses one by one, and those nearest to where somebody is.

A location is personal. It is used to measure distances and then dropped: not kept, not logged, not put into a question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, KeyboardButton, Location, Message, ReplyKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import english, nearby
from bot.assistant import Assistant
from bot.conversation import Locale
from bot.course_finder import Choice
from bot.nearest import Near, nearest
from bot.subjects import Subject
from bot.telegram.addressing import is_addressed
from bot.telegram.alert_buttons import subscribing
from bot.telegram.browsing_texts import texts
from bot.telegram.entities import Formatted, bold, joined
from bot.telegram.finder_codes import Spot, code_of
from bot.telegram.ids import record_of, token_of
from bot.telegram.messages import messages
from bot.telegram.rendering import shortened
from bot.telegram.sheets import LONGEST_NAME, LONGEST_TERM, Page, button, grid, open_page, sheet, sources
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, say, the_room
from knowledge.coordinates import Position, Precision
from knowledge.passages import campus_label
from knowledge.records import Campus, Library

PREFIX = "p:"
LIST, DETAIL, NEAR = f"{PREFIX}l:", f"{PREFIX}d:", f"{PREFIX}n"

_ONE_PAGE, _A_PAGE = 30, 24  # campuses that one page holds, and those on each where it does not hold all
_NEAREST = 5
_LONGEST_ADDRESS = 150


class Places:
    """Shows pages of campuses. All of where one is stands in the buttons."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        new = filters.UpdateType.MESSAGE
        application.add_handler(CommandHandler("campus", self.campus, new))
        application.add_handler(MessageHandler(new & filters.LOCATION, self.located))
        application.add_handler(CallbackQueryHandler(self.ask_where, f"^{NEAR}$"))
        application.add_handler(CallbackQueryHandler(self.press, f"^{PREFIX}"))

    async def campus(self, update: Update, context: Context) -> None:
        """/campus, or with what to begin with: "/campus 마포", "/campus 홍대입구역"."""
        locale = await locale_for(update, self._assistant)
        page = await asyncio.to_thread(self._wished, " ".join(context.args or ()), locale)
        await open_page(update, self._assistant, page)

    async def press(self, update: Update, context: Context) -> None:
        """A button of the campuses, however old."""
        query = update.callback_query
        if query is None or query.data is None:
            return
        locale = await locale_for(update, self._assistant)
        pages = self._pages(locale)
        code = query.data
        if code.startswith(DETAIL):
            campus = record_of(code.removeprefix(DETAIL), self._assistant.library)
            await acknowledge(query)
            page = pages.detail(campus) if isinstance(campus, Campus) else pages.listing(note=texts(locale).campus_gone)
            await open_page(update, self._assistant, page)
        elif code.startswith(LIST) and (number := code.removeprefix(LIST)).isdecimal():
            await acknowledge(query)
            await open_page(update, self._assistant, pages.listing(int(number[:4])))
        else:
            await acknowledge(query, messages(locale).old_button)

    async def ask_where(self, update: Update, context: Context) -> None:
        """Asks for the location: in a private chat with a button that sends it, elsewhere by words."""
        query, room = update.callback_query, the_room(update)
        if query is None:
            return
        words = texts(await locale_for(update, self._assistant))
        await acknowledge(query)
        if not room.private:
            await say(context.bot, room, words.in_a_group)
            return
        sends = KeyboardButton(words.share_location, request_location=True)
        keyboard = ReplyKeyboardMarkup([[sends]], resize_keyboard=True, one_time_keyboard=True)
        await context.bot.send_message(
            room.chat, words.where_are_you, reply_markup=keyboard, message_thread_id=room.topic
        )

    async def located(self, update: Update, context: Context) -> None:
        """A location or a venue: the nearest campuses."""
        message = update.effective_message
        if not isinstance(message, Message) or message.location is None or not is_addressed(message, context.bot):
            return
        pages = self._pages(await locale_for(update, self._assistant))
        page = await asyncio.to_thread(pages.near, _position(message.location))
        await open_page(update, self._assistant, page)

    def _wished(self, wish: str, locale: Locale) -> Page:
        pages, library = self._pages(locale), self._assistant.library
        if not wish.strip():
            return pages.listing()
        asked = self._assistant.understand(wish)
        ids = dict.fromkeys((*asked.campuses, *asked.partners))
        found = [campus for id in ids if (campus := library.campus(id))]
        if not found and (around := nearby.neighbourhood(asked, library.campuses, library)):
            found = [*around.campuses]
        if len(found) == 1:
            return pages.detail(found[0])
        if found:
            return pages.of(found)
        note = texts(locale).not_understood.format(text=shortened(wish, LONGEST_TERM))
        return pages.listing(note=note)

    def _pages(self, locale: Locale) -> CampusPages:
        return CampusPages(self._assistant.library, locale=locale, now=self._assistant.now())


class CampusPages:
    """The pages of the campuses of one library at one moment."""

    def __init__(self, library: Library, *, locale: Locale, now: datetime) -> None:
        self._library = library
        self._locale = locale
        self._now = now
        self._words = texts(locale)

    def listing(self, page: int = 0, *, note: str = "") -> Page:
        """A page of all campuses."""
        words, campuses = self._words, self._library.campuses
        if not campuses:
            return Page(Formatted("\n\n".join(filter(None, (words.no_campuses, self._library.academy.site)))))
        size = len(campuses) if len(campuses) <= _ONE_PAGE else _A_PAGE
        page = min(page, (len(campuses) - 1) // size)
        shown = campuses[page * size : (page + 1) * size]
        leafing = [button(words.before, f"{LIST}{page - 1}")] if page else []
        leafing += [button(words.next, f"{LIST}{page + 1}")] if (page + 1) * size < len(campuses) else []
        head = bold(words.campuses.format(count=len(campuses)))
        text = joined((Formatted(note), head, Formatted(words.press_campus), self._sources(campuses)), separator="\n\n")
        return Page(text, (*grid(map(self._button, shown)), leafing, [button(words.near_me, NEAR)]))

    def of(self, campuses: Sequence[Campus]) -> Page:
        """Some campuses, with where they are."""
        shown = campuses[:_NEAREST]
        text = joined((joined(map(self._item, shown), separator="\n\n"), self._sources(shown)), separator="\n\n")
        return Page(text, (*grid(map(self._button, shown)), [self._to_all()]))

    def detail(self, campus: Campus) -> Page:
        """All of one campus."""
        page = sheet(campus, self._library, locale=self._locale, now=self._now)
        count = sum(course.campus == campus.id for course in self._library.courses)
        here = code_of(Spot(choice=Choice(campus=campus.id)))
        courses = [button(self._words.courses_here.format(count=count), here)] if count else []
        subject = Subject(campus=campus.id)
        alert = [subscribing(subject, self._library, self._locale, self._now)] if self._library.courses else []
        return page.with_rows(courses, alert, [button(self._words.back, f"{LIST}0")])

    def near(self, here: Position) -> Page:
        """The campuses nearest to a point."""
        words = self._words
        found = nearest(here, self._library.campuses)[:_NEAREST]
        if not found:
            return Page(Formatted(words.nowhere if self._library.campuses else words.no_campuses), ([self._to_all()],))
        text = joined(
            (
                Formatted(words.far if found[0].far else words.nearest),
                joined((self._item(near.campus, self._distance(near)) for near in found), separator="\n\n"),
                Formatted("\n".join(self._caveats(found))),
                self._sources([near.campus for near in found]),
            ),
            separator="\n\n",
        )
        return Page(text, (*grid(self._button(near.campus) for near in found), [self._to_all()]))

    def _distance(self, near: Near) -> str:
        if near.precision is Precision.REGION:
            return ""
        words = self._words.km if near.precision is Precision.PLACE else self._words.about_km
        return words.format(km=f"{near.km:.{0 if near.far else 1}f}")

    def _caveats(self, found: Sequence[Near]) -> Iterator[str]:
        yield self._words.kept_not
        if any(near.precision is Precision.DISTRICT for near in found):
            yield self._words.by_district
        if any(near.precision is Precision.REGION for near in found):
            yield self._words.by_region

    def _item(self, campus: Campus, distance: str = "") -> Formatted:
        name = english.campus_name(campus) if self._locale == "en" else campus_label(campus)
        station = english.value(campus.station) if self._locale == "en" and campus.station else campus.station
        head = joined(
            (bold(shortened(name, LONGEST_NAME)), Formatted(f" · {distance}" if distance else "")), separator=""
        )
        where = (Formatted(shortened(text, _LONGEST_ADDRESS)) for text in (campus.address, station))
        return joined((head, *where), separator="\n")

    def _sources(self, campuses: Sequence[Campus]) -> Formatted:
        return sources(campuses, self._locale, title=self._words.campus_list, url=self._library.academy.site)

    def _button(self, campus: Campus) -> InlineKeyboardButton:
        name = english.latin(campus) if self._locale == "en" else campus.name
        return button(name, f"{DETAIL}{token_of(campus.id)}")

    def _to_all(self) -> InlineKeyboardButton:
        return button(self._words.to_campuses, f"{LIST}0")


def _position(location: Location) -> Position:
    return Position(location.latitude, location.longitude)
