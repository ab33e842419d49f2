"""/events: the events to come, the past ones and those without a certain date, each in full."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.assistant import Assistant
from bot.conversation import Locale
from bot.telegram.browsing_texts import texts
from bot.telegram.entities import Formatted, bold, joined
from bot.telegram.ids import record_of, token_of
from bot.telegram.messages import messages
from bot.telegram.rendering import shortened
from bot.telegram.sheets import LONGEST_NAME, LONGEST_TERM, Page, Row, button, open_page, sheet, sources
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for
from bot.wording import day
from knowledge.records import Event, Library
from knowledge.status import Phase, event_status, written_span

PREFIX = "v:"
LIST, DETAIL = f"{PREFIX}l:", f"{PREFIX}d:"
COMING, OVER, UNDATED = "u", "p", "t"
_A_PAGE = 5


class Events:
    """Shows pages of events. All of where one is stands in the buttons."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        application.add_handler(CommandHandler("events", self.events, filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.press, f"^{PREFIX}"))

    async def events(self, update: Update, context: Context) -> None:
        """/events, or with which: "/events 매칭데이"."""
        locale = await locale_for(update, self._assistant)
        page = await asyncio.to_thread(self._wished, " ".join(context.args or ()), locale)
        await open_page(update, self._assistant, page)

    async def press(self, update: Update, context: Context) -> None:
        """A button of the events, however old."""
        query = update.callback_query
        if query is None or query.data is None:
            return
        locale = await locale_for(update, self._assistant)
        code, pages = query.data, self._pages(locale)
        if code.startswith(DETAIL):
            event = record_of(code.removeprefix(DETAIL), self._assistant.library)
            await acknowledge(query)
            page = pages.detail(event) if isinstance(event, Event) else pages.listing(note=texts(locale).event_gone)
            await open_page(update, self._assistant, page)
            return
        kind, _, number = code.removeprefix(LIST).partition(":")
        if not code.startswith(LIST) or kind not in (COMING, OVER, UNDATED) or not number.isdecimal():
            await acknowledge(query, messages(locale).old_button)
            return
        await acknowledge(query)
        await open_page(update, self._assistant, pages.listing(kind, int(number[:4])))

    def _wished(self, wish: str, locale: Locale) -> Page:
        pages, library = self._pages(locale), self._assistant.library
        if not wish.strip():
            return pages.listing()
        found = [event for id in self._assistant.understand(wish).events
                 if isinstance(event := library.record(id), Event)]  # fmt: skip
        if len(found) == 1:
            return pages.detail(found[0])
        if found:
            return pages.of(found)
        note = texts(locale).not_understood.format(text=shortened(wish, LONGEST_TERM))
        return pages.listing(note=note)

    def _pages(self, locale: Locale) -> EventPages:
        return EventPages(self._assistant.library, locale=locale, now=self._assistant.now())


class EventPages:
    """The pages of the events of one library at one moment."""

    def __init__(self, library: Library, *, locale: Locale, now: datetime) -> None:
        self._library = library
        self._locale = locale
        self._now = now
        self._words = texts(locale)
        phases = {event.id: event_status(event, now).phase for event in library.events}
        undated = [event for event in library.events if phases[event.id] is Phase.UNKNOWN]
        over = [event for event in library.events if phases[event.id] is Phase.ENDED]
        coming = [event for event in library.events if phases[event.id] in (Phase.UPCOMING, Phase.OPEN, Phase.RUNNING)]
        self._kinds: dict[str, list[Event]] = {
            COMING: sorted(coming, key=_begins),
            OVER: sorted(over, key=_begins, reverse=True),
            UNDATED: sorted(undated, key=lambda event: event.as_of or date.min, reverse=True),
        }

    def listing(self, kind: str = COMING, page: int = 0, *, note: str = "") -> Page:
        """A page of the events to come, the past ones, or those without a certain date."""
        words, events = self._words, self._kinds[kind]
        if not self._library.events:
            return Page(Formatted("\n\n".join(filter(None, (words.no_events, self._library.academy.site)))))
        page = max(0, min(page, (len(events) - 1) // _A_PAGE))
        first = page * _A_PAGE
        shown = events[first : first + _A_PAGE]
        heads = {COMING: words.coming, OVER: words.over, UNDATED: words.undated}
        head = bold(heads[kind].format(count=len(events))) if events else Formatted(words.none_coming)
        leafing = [button(words.before, f"{LIST}{kind}:{page - 1}")] if page else []
        leafing += [button(words.next, f"{LIST}{kind}:{page + 1}")] if first + _A_PAGE < len(events) else []
        items = self._items(shown, first + 1) or [self._sources(self._library.events)]
        text = joined((Formatted(note), head, *items), separator="\n\n")
        return Page(text, (self._numbers(shown, first + 1), leafing, *self._others(kind)))

    def of(self, events: Sequence[Event]) -> Page:
        """Some events as a list of their own."""
        shown = events[:_A_PAGE]
        text = joined(self._items(shown, 1), separator="\n\n")
        return Page(text, (self._numbers(shown, 1), [button(self._words.to_events, f"{LIST}{COMING}:0")]))

    def detail(self, event: Event) -> Page:
        """All of one event."""
        page = sheet(event, self._library, locale=self._locale, now=self._now)
        kind = next(kind for kind, events in self._kinds.items() if event in events)
        return page.with_rows([button(self._words.back, f"{LIST}{kind}:0")])

    def _items(self, events: Sequence[Event], first: int) -> list[Formatted]:
        items = [self._item(event, number) for number, event in enumerate(events, first)]
        return [*items, Formatted(self._words.press_number), self._sources(events)] if items else []

    def _sources(self, events: Sequence[Event]) -> Formatted:
        return sources(events, self._locale, title=self._words.event_list, url=self._library.academy.site)

    def _item(self, event: Event, number: int) -> Formatted:
        in_english = self._locale == "en"
        when = day(event.start, self._now.date(), english=in_english) if event.start else event.when
        status = event_status(event, self._now)
        label = "" if in_english or status.phase is Phase.UNKNOWN else status.label
        title = joined((Formatted(f"{number}. "), bold(shortened(event.title, LONGEST_NAME))), separator="")
        told = " · ".join(part for part in (when, event.venue, label) if part)
        return joined((title, Formatted(shortened(told, LONGEST_NAME))), separator="\n")

    def _numbers(self, events: Sequence[Event], first: int) -> Row:
        return [button(str(number), f"{DETAIL}{token_of(event.id)}") for number, event in enumerate(events, first)]

    def _others(self, kind: str) -> list[Row]:
        """The ways to the other lists, where they hold anything."""
        words = self._words
        labels = {COMING: words.see_coming, OVER: words.see_over, UNDATED: words.see_undated}
        return [[button(label.format(count=len(self._kinds[other])), f"{LIST}{other}:0")]
                for other, label in labels.items() if other != kind and (self._kinds[other] or other == COMING)]  # fmt: skip


def _begins(event: Event) -> date:
    days = written_span(event.when)
    return event.start.day if event.start else days[0] if days else date.max
