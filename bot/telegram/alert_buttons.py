"""The buttons of alerts: begin one, end one, save dates, leaf through campuses and fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot import english
from bot.calendar_files import last_day
from bot.conversation import Locale
from bot.subjects import Subject
from bot.telegram.alert_words import Words, words_of
from bot.telegram.ids import token_of
from bot.telegram.rendering import shortened
from bot.wording import nickname
from knowledge.passages import title_of
from knowledge.records import Course, Event, Library, Record
from knowledge.status import Phase, course_status

A_PAGE = 10  # campuses or fields on one page
LABEL = 40  # characters of a name on a button

Button = InlineKeyboardButton


def subscribing(subject: Subject, library: Library, locale: Locale, now: datetime) -> Button:
    """The button that begins an alert, and says what of: an open course's deadline, or what will open."""
    words = words_of(locale)
    course = library.record(subject.course)
    is_open = isinstance(course, Course) and course_status(course, now).phase is Phase.OPEN
    label = words.remind_me if is_open else words.tell_me if subject.course else words.tell_me_of_new
    return Button(label, callback_data=f"a:+:{token_of(subject.key)}")


def stopping(subject: Subject, locale: Locale) -> Button:
    """The button that ends one where it stands."""
    return Button(words_of(locale).stop, callback_data=f"a:-:{token_of(subject.key)}")


def saving(records: Iterable[Record | None], library: Library, locale: Locale, now: datetime) -> list[Button]:
    """Buttons that send the dates of courses and events as files, named where there are several; none for what is over."""
    words, today = words_of(locale), now.date()
    dated = [each for each in records if isinstance(each, Course | Event) and (last_day(each) or date.min) >= today]
    labels = [words.save] if len(dated) == 1 else [
        words.save_this.format(name=shortened(_short_name(record, library, locale), LABEL)) for record in dated
    ]  # fmt: skip
    return [
        Button(label, callback_data=f"a:ics:{token_of(record.id)}") for record, label in zip(dated, labels, strict=True)
    ]


def paged(buttons: Sequence[Button], page: str, data: str, words: Words) -> InlineKeyboardMarkup:
    """One page of buttons, two side by side, with the way on and back."""
    last = max(0, (len(buttons) - 1) // A_PAGE)
    number = min(int(page), last) if page.isdecimal() else 0
    shown = buttons[number * A_PAGE : (number + 1) * A_PAGE]
    rows = [list(shown[start : start + 2]) for start in range(0, len(shown), 2)]
    turns = [Button(words.previous, callback_data=f"{data}:{number - 1}")] if number else []
    turns += [Button(words.next, callback_data=f"{data}:{number + 1}")] if number < last else []
    return InlineKeyboardMarkup([*rows, *([turns] if turns else []), [Button(words.back, callback_data="a:l")]])


async def replaced(query: CallbackQuery, button: Button | None) -> None:
    """Puts another button in the place of the one that was pressed, or takes it away; the others stay."""
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return
    rows = [
        [kept for each in row if (kept := button if each.callback_data == query.data else each)]
        for row in query.message.reply_markup.inline_keyboard
    ]
    rows = [row for row in rows if row]
    with suppress(BadRequest):  # pressed twice, or too old to be changed
        await query.edit_message_reply_markup(InlineKeyboardMarkup(rows) if rows else None)


def _short_name(record: Record, library: Library, locale: Locale) -> str:
    if isinstance(record, Course):
        return english.nickname(record, library) if locale == "en" else nickname(record, library)
    return title_of(record)
