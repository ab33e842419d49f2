"""Who wants to be told of what, until they stop it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, or_, select, update

from bot.conversation import Channel, Locale
from bot.database import Database
from bot.schema import notifications, subscriptions
from bot.subjects import Subject

MOST = 20  # in one conversation
_LEAST = timedelta(days=180)  # a course that ended may have a next cohort

Outcome = Literal["added", "known", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A conversation is told of a subject's news. `locale` is the language it was asked for in."""

    conversation: str
    subject: Subject
    channel: str
    locale: Locale


class Subscriptions:
    """Every method may be called from any thread, and raises `StoreDown` when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, conversation: str, subject: Subject, *, channel: Channel, locale: Locale) -> Outcome:
        """Tells a conversation of a subject from now on; "full" when it is told of `MOST` others already."""
        row = {"conversation": conversation, "course": subject.course, "campus": subject.campus,
               "track": subject.track, "title": subject.title, "channel": channel, "locale": locale,
               "since": datetime.now(UTC)}  # fmt: skip
        with self._database.writing() as connection:
            if connection.scalar(select(func.count()).where(_is(conversation, subject))):
                return "known"
            own = select(func.count()).where(subscriptions.c.conversation == conversation)
            if (connection.scalar(own) or 0) >= MOST:
                return "full"
            connection.execute(self._database.upsert(subscriptions).values(row).on_conflict_do_nothing())
        return "added"

    def remove(self, conversation: str, subject: Subject) -> bool:
        """Stops one; False when there was none."""
        return bool(self._remove(_is(conversation, subject)))

    def remove_all(self, conversation: str) -> int:
        """Stops every one of a conversation; how many there were."""
        return self._remove(subscriptions.c.conversation == conversation)

    def of(self, conversation: str) -> tuple[Subscription, ...]:
        """What a conversation is told of, in the order in which it was asked for."""
        rows = select(subscriptions).where(subscriptions.c.conversation == conversation)
        with self._database.reading() as connection:
            return read(
                connection, rows.order_by(subscriptions.c.since, subscriptions.c.course, subscriptions.c.campus)
            )

    def end(self, chat: str) -> int:
        """Whoever is there is no longer to be reached: ends all of a chat ("telegram:42") and of its topics, with what
        was still to be told."""
        with self._database.writing() as connection:
            connection.execute(delete(notifications).where(below(notifications.c.conversation, chat)))
            gone = connection.execute(delete(subscriptions).where(below(subscriptions.c.conversation, chat))).rowcount
            self._database.note_deletion(connection)
        return gone

    def move(self, chat: str, to: str) -> None:
        """A chat goes on under another key, as a group does that becomes a supergroup."""
        with self._database.writing() as connection:
            for table in (subscriptions, notifications):
                known = select(table.c.conversation).where(table.c.conversation == to)
                if connection.execute(known.limit(1)).first() is None:
                    moved = update(table).where(table.c.conversation == chat).values(conversation=to)
                    connection.execute(moved)

    def expire(self, over: Sequence[str]) -> int:
        """Ends those of courses that are over, half a year after they were asked for; how many that were."""
        old = subscriptions.c.since < datetime.now(UTC) - _LEAST
        return self._remove(and_(subscriptions.c.course.in_(over), old)) if over else 0

    def _remove(self, chosen: ColumnElement[bool]) -> int:
        with self._database.writing() as connection:
            count = connection.execute(delete(subscriptions).where(chosen)).rowcount
            if count:
                self._database.note_deletion(connection)
        return count


def read(connection: Connection, rows: Select[Any]) -> tuple[Subscription, ...]:
    """Subscriptions out of rows of their table."""
    return tuple(
        Subscription(
            conversation=row.conversation,
            subject=Subject(course=row.course, campus=row.campus, track=row.track, title=row.title),
            channel=row.channel,
            locale="en" if row.locale == "en" else "ko",
        )
        for row in connection.execute(rows)
    )


def below(column: ColumnElement[str], key: str) -> ColumnElement[bool]:
    """Whether a conversation is that of a key, or one below it ("telegram:42" and "telegram:42:7")."""
    start = f"{key}:"
    return or_(column == key, func.substr(column, 1, len(start)) == start)


def _is(conversation: str, subject: Subject) -> ColumnElement[bool]:
    return and_(
        subscriptions.c.conversation == conversation,
        subscriptions.c.course == subject.course,
        subscriptions.c.campus == subject.campus,
        subscriptions.c.track == subject.track,
    )
