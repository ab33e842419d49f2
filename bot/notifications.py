"""What is told to whom: news are noticed by comparing the records with how they were seen last, written down, and then
handed out to be sent, each once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Executable, Row, Table, and_, select, update

from bot.changes import CLOSING, Facts, changed, facts_of, stage_of
from bot.database import Database
from bot.schema import conversations, notifications, sightings, subscriptions, turns
from bot.subscriptions import Subscriptions, read
from knowledge.records import Course, Library, Record
from knowledge.status import Phase

log = structlog.get_logger(__name__)

NOTIFIED = ("telegram",)  # the channels in which something can be said to a person who has not asked just now
REMEMBERED = timedelta(days=14)  # whoever was told a fact hears of its change for so long
_OPEN = (Phase.OPEN.value, CLOSING)
_OVER = (Phase.ENDED.value, Phase.RUNNING.value, Phase.CLOSED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A record has news for a conversation: it is "new", "opened", "closing" or "changed". `before` are its facts until
    they changed; `asked` says that they were told there in an answer, `english` that English is spoken there."""

    id: str
    conversation: str
    record: str
    kind: str
    before: Facts | None
    asked: bool
    english: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """A record that is not as it was seen last. `kinds` are what people are told of that, each with its mark."""

    record: Record
    facts: str
    stage: str
    seen: Row[Any] | None
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether a date, a place or a fee is another one."""
        return any(kind == "changed" for kind, _ in self.kinds)


class Notifications:
    """Every method may be called from any thread and any process, and raises `StoreDown` when the database does not
    answer. A notification is taken by one process, right before it is sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, library: Library, now: datetime) -> int:
        """Compares the records with how they were seen last, and writes down what is to be told of the difference; how
        many notifications that were. `now` is the aware instant that statuses are worked out for. What was never looked
        at before is no news."""
        with self._database.reading() as connection:
            seen = {row.record: row for row in connection.execute(select(sightings))}
            found = list(_news(library, seen, now))
            asked = _asked(connection, [news for news in found if news.changed])
        if not found:
            return 0
        told = self._once(notifications)
        with self._database.writing() as connection:
            noticed = [news for news in found if self._saw(connection, news) and news.kinds]
            rows = _rows(connection, noticed, asked)
            count = sum(connection.execute(told, row).rowcount for row in rows)
        if noticed:
            log.info("alerts.noticed", records=[news.record.id for news in noticed], notifications=count)
        ids = {course.id for course in library.courses}
        over = (news.record.id for news in found if news.stage == Phase.ENDED)
        Subscriptions(self._database).expire([*over, *(id for id in seen if id not in ids)])
        return count

    def due(self, *, before: datetime) -> tuple[Notification, ...]:
        """What waits to be told since before an instant, the oldest first."""
        rows = select(notifications).where(_waiting(before)).order_by(notifications.c.at, notifications.c.id)
        with self._database.reading() as connection:
            return tuple(_read(row) for row in connection.execute(rows))

    def take(self, waiting: Sequence[Notification]) -> tuple[Notification, ...]:
        """Takes notifications to be sent now, by nobody else: those of them that still wait."""
        taken = {"state": "sending", "taken": datetime.now(UTC)}
        with self._database.writing() as connection:
            return tuple(
                each for each in waiting
                if connection.execute(
                    update(notifications).where(notifications.c.id == each.id, notifications.c.state == "waiting").values(taken)
                ).rowcount
            )  # fmt: skip

    def sent(self, taken: Sequence[Notification]) -> None:
        """They are told, or there is nothing left to tell."""
        self._mark(taken, "sent")

    def keep(self, taken: Sequence[Notification]) -> None:
        """They could surely not be sent: they wait again."""
        self._mark(taken, "waiting")

    def give_up(self, *, taken_before: datetime) -> int:
        """Those that a process had taken and did not live to send, or to say that it had: they may have arrived, and
        are not sent again. How many there were."""
        lost = and_(notifications.c.state == "sending", notifications.c.taken < taken_before)
        with self._database.writing() as connection:
            return connection.execute(update(notifications).where(lost).values(state="lost")).rowcount

    def _mark(self, taken: Sequence[Notification], state: str) -> None:
        ids = [each.id for each in taken]
        with self._database.writing() as connection:
            connection.execute(update(notifications).where(notifications.c.id.in_(ids)).values(state=state))

    def _once(self, table: Table) -> Executable:
        """Writes a row that is not there yet; its `rowcount` says whether it was so."""
        new = self._database.upsert(table).on_conflict_do_nothing()
        return new.execution_options(preserve_rowcount=True)  # which Postgres would not tell by itself

    def _saw(self, connection: Connection, news: _News) -> bool:
        """Notes how a record is seen now; False when another process did so meanwhile."""
        now = {"facts": news.facts, "stage": news.stage}
        if news.seen is None:
            row = {"record": news.record.id, **now}
            return bool(connection.execute(self._once(sightings), row).rowcount)
        before = news.seen
        as_seen = (
            sightings.c.record == before.record,
            sightings.c.facts == before.facts,
            sightings.c.stage == before.stage,
        )
        noted = update(sightings).where(*as_seen).values(record=news.record.id, **now)
        if before.record != news.record.id:  # as staff named it anew, its subscribers follow
            renamed = update(subscriptions).where(subscriptions.c.course == before.record)
            connection.execute(renamed.values(course=news.record.id))
        return bool(connection.execute(noted).rowcount)


def _news(library: Library, seen: dict[str, Row[Any]], now: datetime) -> Iterator[_News]:
    records = (*library.courses, *library.events, *library.campuses)
    ids = {record.id for record in records}
    known = bool(ids & seen.keys())  # else it is another academy's folder, or the first look of all
    gone = {row.facts: row for row in seen.values() if row.record not in ids and known}
    for record in records:
        facts = facts_of(record, library) or {}
        written = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        stage = stage_of(record, now)
        before = seen.get(record.id)
        if before is None and isinstance(record, Course) and any(facts[name] for name in ("apply_start", "apply_end")):
            before = gone.pop(written, None)  # the same under another id: a title that was mended
        if before and (before.record, before.facts, before.stage) == (record.id, written, stage):
            continue
        kinds = tuple(_kinds(record, facts, stage, before)) if known else ()
        yield _News(record=record, facts=written, stage=stage, seen=before, kinds=kinds)


def _kinds(record: Record, facts: Facts, stage: str, before: Row[Any] | None) -> Iterator[tuple[str, str]]:
    """What people are told of a record that is not as it was seen last, each kind with the mark that it has once."""
    opening = facts.get("apply_start") or facts.get("apply_end") or ""
    if before is None:
        if isinstance(record, Course) and stage not in _OVER:
            yield ("opened", opening) if stage in _OPEN else ("new", "")
        return
    if stage != Phase.ENDED and changed(json.loads(before.facts), facts):
        yield "changed", datetime.now(UTC).isoformat()
    if isinstance(record, Course) and stage in _OPEN and before.stage not in _OPEN:
        yield "opened", opening
    elif isinstance(record, Course) and stage == CLOSING != before.stage:
        yield CLOSING, facts["apply_end"]


def _asked(connection: Connection, news: Sequence[_News]) -> dict[str, dict[str, tuple[str, str]]]:
    """For each record that changed, the conversations in which an answer cited it lately, with channel and language."""
    asked: dict[str, dict[str, tuple[str, str]]] = {}
    if not news:
        return asked
    of = {each.seen.record: each.record.id for each in news if each.seen}
    rows = (
        select(turns.c.conversation, turns.c.citations, turns.c.language, conversations.c.channel)
        .join_from(turns, conversations, turns.c.conversation == conversations.c.id)
        .where(turns.c.at >= datetime.now(UTC) - REMEMBERED, turns.c.kind == "answer", conversations.c.channel.in_(NOTIFIED))
        .order_by(turns.c.at)
    )  # fmt: skip
    for row in connection.execute(rows):
        for id in of.keys() & set(row.citations):
            asked.setdefault(of[id], {})[row.conversation] = (row.channel, row.language)
    return asked


def _rows(
    connection: Connection, noticed: Sequence[_News], asked: dict[str, dict[str, tuple[str, str]]]
) -> Iterator[dict[str, object]]:
    """The notifications of some news: for who wants to hear of it, and for who was told before it changed."""
    if not noticed:
        return
    wanted = read(connection, select(subscriptions).where(subscriptions.c.channel.in_(NOTIFIED)))
    waiting = select(notifications.c.conversation, notifications.c.record).where(
        notifications.c.state == "waiting", notifications.c.kind == "changed"
    )
    untold = {(row.conversation, row.record) for row in connection.execute(waiting)}
    for news in noticed:
        people = {each.conversation: (each.channel, each.locale) for each in wanted if each.subject.covers(news.record)}
        for kind, mark in news.kinds:
            cited = asked.get(news.record.id, {}) if kind == "changed" else {}
            for conversation, (channel, locale) in {**cited, **people}.items():
                if kind == "changed" and (conversation, news.record.id) in untold:
                    continue  # what it was before that is told with it: the text is made when it is sent
                yield {
                    "id": secrets.token_urlsafe(9), "conversation": conversation, "channel": channel,
                    "record": news.record.id, "kind": kind, "mark": mark,
                    "before": news.seen.facts if news.seen and kind == "changed" else None,
                    "asked": conversation in cited, "locale": locale, "at": datetime.now(UTC), "state": "waiting",
                }  # fmt: skip


def _waiting(before: datetime) -> ColumnElement[bool]:
    return and_(notifications.c.state == "waiting", notifications.c.at <= before)


def _read(row: Row[Any]) -> Notification:
    return Notification(
        id=row.id,
        conversation=row.conversation,
        record=row.record,
        kind=row.kind,
        before=json.loads(row.before) if row.before else None,
        asked=row.asked,
        english=row.locale == "en",
    )
