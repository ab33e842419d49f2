"""A course, a campus or an event as a page of a chat: what is written of it, where and as of when, and where to go on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.assistant import Assistant
from bot.cards import Card, Cards
from bot.conversation import Locale
from bot.telegram.alert_buttons import saving
from bot.telegram.browsing_texts import texts
from bot.telegram.entities import Formatted, bold, joined, linked, utf16_length
from bot.telegram.rendering import LONGEST_LABEL, LONGEST_TITLE, shortened
from bot.telegram.speaking import show, the_room
from knowledge.passages import title_of
from knowledge.records import Library, Record

Row = list[InlineKeyboardButton]

LONGEST_NAME = 120  # characters of a title or a name, in lists and over a page
LONGEST_TERM = 40  # characters of what was typed, where it is said back
_LONGEST = 3400  # UTF-16 units of facts: a page that is leafed through must fit into one message
_OPENS = re.compile(r"(?i)https?://[^\s/.]+(?:\.[^\s/.]+)+(?:[/?#:]\S*)?")  # what Telegram lets a button open
_WIDE, _MIDDLE = 12, 6  # characters of the longest label from which a grid has one column, or two


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is leafed through: its text, rows of buttons under it, and the id of the one record it is about."""

    text: Formatted
    rows: tuple[Row, ...] = ()
    about: str = ""

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The rows that hold a button, as Telegram wants them."""
        rows = [row for row in self.rows if row]
        return InlineKeyboardMarkup(rows) if rows else None

    def with_rows(self, *rows: Row) -> Page:
        """The same page with more rows under its own."""
        return replace(self, rows=(*self.rows, *rows))


async def open_page(update: Update, assistant: Assistant, page: Page) -> None:
    """Shows a page; the next question is about the record that it is about."""
    await show(update, page.text, keyboard=page.keyboard)
    if page.about:
        conversation = the_room(update).conversation
        await asyncio.to_thread(assistant.begin, conversation, about=page.about, channel="telegram")


def sheet(record: Record, library: Library, *, locale: Locale, now: datetime) -> Page:
    """All that is written of a course, a campus or an event. Its buttons open what it links to and save dates that are
    still to come. Raises ValueError for another kind of record."""
    card = Cards(library, locale=locale, now=now, calendar=str).of(record, full=True)
    if card is None:
        raise ValueError(f"{record.id} is neither a course nor a campus nor an event")
    words = texts(locale)
    status = Formatted(f" · {card.status.label}" if card.status else "")
    head = joined((bold(shortened(card.title, LONGEST_NAME)), status), separator="")
    text = joined((head, _facts(card), sources((record,), locale)), separator="\n\n")
    links: Row = []
    for link in card.links:
        label = {"apply": words.apply, "source": words.details, "map": words.map}.get(link.rel)
        if label and _OPENS.fullmatch(link.url):
            links.append(InlineKeyboardButton(label, url=link.url))
    return Page(text, (links, saving((record,), library, locale, now)), about=record.id)


def _facts(card: Card) -> Formatted:
    """The facts, a line each, as many as one message holds."""
    lines: list[Formatted] = []
    length = 0
    for fact in card.facts:
        line = Formatted(f"• {fact.label}: {' '.join(fact.value.split())}")
        length += utf16_length(line.text) + 1
        if length > _LONGEST:
            lines.append(Formatted("…"))
            break
        lines.append(line)
    return joined(lines, separator="\n")


def sources(records: Sequence[Record], locale: Locale, *, title: str = "", url: str = "") -> Formatted:
    """Where some records are written and as of when, in a line: "출처: 성동캠퍼스 · 2026-09-22 기준". `title` and `url`
    name several at once."""
    words = texts(locale)
    first = records[0] if records else None
    name = title or (title_of(first) if first else "")
    days = [record.as_of for record in records if record.as_of]
    dated = Formatted(f" · {words.as_of.format(day=_span(days))}" if days else "")
    source = linked(shortened(name, LONGEST_TITLE), url or (first.url if first and not title else ""))
    return joined((Formatted(f"{words.source}: "), source, dated), separator="") if name else Formatted("")


def _span(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return last.isoformat() if first == last else f"{first.isoformat()}~{last.isoformat()}"


def grid(buttons: Iterable[InlineKeyboardButton]) -> Iterator[Row]:
    """Buttons in as many columns as their labels leave room for on a phone."""
    left = list(buttons)
    longest = max((len(button.text) for button in left), default=0)
    columns = 1 if longest > _WIDE else 2 if longest > _MIDDLE else 3
    for start in range(0, len(left), columns):
        yield left[start : start + columns]


def button(label: str, data: str) -> InlineKeyboardButton:
    """A button that sends this data; the label in one line, cut where it is too long."""
    return InlineKeyboardButton(shortened(label, LONGEST_LABEL), callback_data=data)
