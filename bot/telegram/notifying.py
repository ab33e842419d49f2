"""Brings the news to those who wait for them: notices them, and sends each once, at a pace that Telegram takes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.answers import Answer
from bot.assistant import Assistant
from bot.errors import StoreDown
from bot.notices import at_night, notice, too_late_in_the_morning
from bot.notifications import Notification
from bot.redaction import redacted_traceback
from bot.telegram.addressing import Room, room_named
from bot.telegram.alert_buttons import saving
from bot.telegram.alert_words import words_of
from bot.telegram.delivery import NO_PREVIEW
from bot.telegram.pacing import NOT_SENT
from bot.telegram.rendering import Rows, pages, suggested, written
from knowledge.records import Library

LOOK = timedelta(minutes=1)  # between two looks at the clock; a new generation of the knowledge is looked at at once
SETTLE = timedelta(minutes=5)  # what staff mend within that time is told as it is then, or not at all
LOST = timedelta(minutes=10)  # after which nobody can still be sending what was taken
PACE = 0.04  # seconds between two messages: 25 a second, which leaves some of Telegram's 30 to those who ask
AT_ONCE = 8  # messages under way
FINISH_WITHIN = 5.0  # seconds, when told to stop
_GONE = ("chat not found", "thread not found", "chat was deleted", "chat_write_forbidden", "not enough rights")

log = structlog.get_logger(__name__)


async def notify(
    bot: Bot, assistant: Assistant, *, tick: float = 5.0, look: timedelta = LOOK, settle: timedelta = SETTLE
) -> None:
    """Notices and sends news until it is cancelled; only one process should. Every `tick` seconds it sends what waits
    since `settle`. While the store or Telegram is down it waits and goes on then."""
    seen: Library | None = None
    due = datetime.min.replace(tzinfo=UTC)
    while True:
        try:
            library, now = assistant.library, datetime.now(UTC)
            if library is not seen or now >= due:
                await asyncio.to_thread(assistant.notifications.look, library, assistant.now())
                seen, due = library, now + look
                if lost := await asyncio.to_thread(assistant.notifications.give_up, taken_before=now - LOST):
                    log.warning(
                        "alerts.lost", count=lost, why="taken by a process that ended before it said they were sent"
                    )
            await _send_due(bot, assistant, settle)
        except StoreDown:
            log.warning("alerts.store_down")
        await asyncio.sleep(tick)


async def _send_due(bot: Bot, assistant: Assistant, settle: timedelta) -> None:
    """Sends what waits, one message a conversation, until all is sent or Telegram cannot be reached."""
    waiting = await asyncio.to_thread(assistant.notifications.due, before=datetime.now(UTC) - settle)
    by_conversation: defaultdict[str, list[Notification]] = defaultdict(list)
    for each in waiting:
        by_conversation[each.conversation].append(each)
    library, now = assistant.library, assistant.now()
    under_way: set[asyncio.Task[bool]] = set()
    try:
        for conversation, news in by_conversation.items():
            if at_night(now) and not any(too_late_in_the_morning(library.record(each.record), now) for each in news):
                continue
            if len(under_way) >= AT_ONCE:
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                if not all(task.result() for task in done):
                    break
            under_way.add(asyncio.create_task(_tell(bot, assistant, conversation, news)))
            await asyncio.sleep(PACE)
        if under_way:
            _, under_way = await asyncio.wait(under_way)
    finally:
        await _finish(under_way)


async def _finish(under_way: set[asyncio.Task[bool]]) -> None:
    """When told to stop: what is being sent is sent, and noted, within a moment."""
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=FINISH_WITHIN)
        for task in late:
            task.cancel()


async def _tell(bot: Bot, assistant: Assistant, conversation: str, news: Sequence[Notification]) -> bool:
    """Tells one conversation its news; False when Telegram or the store cannot be reached now. Never raises."""
    try:
        return await _told(bot, assistant, conversation, news)
    except Exception as error:
        shown = {} if isinstance(error, StoreDown) else {"traceback": redacted_traceback(error)}
        log.error("alerts.failed", conversation=conversation, error=type(error).__name__, **shown)
        return False


async def _told(bot: Bot, assistant: Assistant, conversation: str, news: Sequence[Notification]) -> bool:
    """As `_tell`, but for what goes wrong on our side.

    The news are taken right before they are sent, and noted as sent right after: a process that dies between the two has
    told them or not, nobody knows, and they are not told again. Only what surely did not arrive waits for another time.
    """
    room, notifications = room_named(conversation), assistant.notifications
    taken = await asyncio.to_thread(notifications.take, news)
    answer = await asyncio.to_thread(_worded, assistant, conversation, taken)
    if answer is None:
        await asyncio.to_thread(notifications.sent, taken)
        return True
    try:
        await _send(bot, room, answer, _rows(answer, assistant.library, assistant.now()))
    except ChatMigrated as moved:
        await asyncio.to_thread(notifications.keep, taken)
        new = Room(moved.new_chat_id).conversation
        await asyncio.to_thread(assistant.subscriptions.move, Room(room.chat).conversation, new)
        return True
    except (Forbidden, BadRequest) as refusal:
        await _refused(assistant, room, refusal)
    except TelegramError as error:
        if _surely_not_sent(error):
            await asyncio.to_thread(notifications.keep, taken)
            log.warning("alerts.not_sent", conversation=conversation, error=type(error).__name__)
            return isinstance(error, RetryAfter)
        log.warning("alerts.delivery_unknown", conversation=conversation, error=type(error).__name__)
    else:
        log.info("alerts.sent", conversation=conversation, records=[each.record for each in taken])
    await asyncio.to_thread(notifications.sent, taken)
    return True


async def _send(bot: Bot, room: Room, answer: Answer, rows: Rows) -> None:
    for message in pages(written(answer), keyboard=InlineKeyboardMarkup(rows)):
        await bot.send_message(
            room.chat,
            message.text,
            entities=message.entities or None,
            reply_markup=message.keyboard,
            message_thread_id=room.topic,
            link_preview_options=NO_PREVIEW,
        )


def _worded(assistant: Assistant, conversation: str, news: Sequence[Notification]) -> Answer | None:
    """What is told of news now, in the language of the conversation."""
    if not news:
        return None
    subjects = [each.subject for each in assistant.subscriptions.of(conversation)]
    chosen = assistant.locale(conversation)
    return notice(
        news,
        assistant.library,
        assistant.now(),
        in_english=chosen == "en" if chosen else news[-1].english,
        wanted=lambda record: any(subject.covers(record) for subject in subjects),
    )


def _rows(answer: Answer, library: Library, now: datetime) -> list[list[InlineKeyboardButton]]:
    """The buttons under a notice: dates to save, the next questions, and the list of alerts."""
    locale = answer.language
    records = [library.record(citation.record) for citation in answer.citations]
    offered = suggested(answer.suggestions)
    questions = [list(row) for row in offered.inline_keyboard] if offered else []
    manage = [InlineKeyboardButton(words_of(locale).manage, callback_data="a:m")]
    return [*([button] for button in saving(records, library, locale, now)), *questions, manage]


async def _refused(assistant: Assistant, room: Room, refusal: TelegramError) -> None:
    """Telegram will never take this message: whoever blocked the bot, or is gone, is told nothing more."""
    if isinstance(refusal, Forbidden) or any(why in refusal.message.lower() for why in _GONE):
        ended = await asyncio.to_thread(assistant.subscriptions.end, Room(room.chat).conversation)
        log.info("alerts.ended", conversation=room.conversation, subscriptions=ended)
    else:
        log.error("alerts.refused", conversation=room.conversation, why=refusal.message)


def _surely_not_sent(error: TelegramError) -> bool:
    """Whether a message that failed cannot have arrived: Telegram said so, or was not reached."""
    if isinstance(error.__cause__, NOT_SENT):
        return True
    told = isinstance(error, NetworkError) and not isinstance(error, TimedOut) and error.__cause__ is None
    return told or isinstance(error, RetryAfter | InvalidToken)
