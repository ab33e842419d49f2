"""What is remembered: conversations and their topics, masked turns, feedback, gaps, and what a language model takes.

Everything of a person goes when they ask, and by itself after `keep`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import (
    URL,
    Column,
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError

from bot.answer_object import kind_of
from bot.answers import Abstention
from bot.conversation import Channel, Locale, Turn
from bot.database import Database
from bot.errors import StoreDown
from bot.schema import conversations, feedback, gaps, notifications, spending, subscriptions, turns
from bot.topic import ADAPTER, Topic
from errors import OperatorError

log = structlog.get_logger(__name__)

# Put together once: for a turn of a millisecond, putting a statement together is half of it.
_TOPIC = select(conversations.c.topic).where(conversations.c.id == bindparam("conversation"))
_LOCALE = select(conversations.c.locale).where(conversations.c.id == bindparam("conversation"))
_KEPT = (
    select(turns, conversations.c.channel, feedback.c.value, feedback.c.comment, feedback.c.at.label("said"))
    .join_from(turns, conversations, turns.c.conversation == conversations.c.id, isouter=True)
    .join(feedback, feedback.c.turn == turns.c.id, isouter=True)
)
_INSERT_TURN = insert(turns)
_INSERT_GAP = insert(gaps)

GAP_REASONS = ("not_written", "off_topic")
_LONGEST = 2000  # characters of a question that are kept
_PRUNE_EVERY = 3600.0
_SWEEP_EVERY = 60.0  # at most, as it takes some time and anybody may ask to be forgotten
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a person thought of a turn: "up" or "down", and a masked word."""

    value: str
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTurn:
    """A turn as it is kept. `conversation` is empty for a single question."""

    id: str
    conversation: str
    channel: str
    at: datetime
    question: str
    answer: str
    kind: str
    engine: str
    language: str
    reason: str | None
    citations: tuple[str, ...]
    milliseconds: float
    feedback: Opinion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that nothing written answers; `reason` is one of GAP_REASONS."""

    question: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much was deleted; `alerts` are the subscriptions."""

    turns: int
    feedback: int
    gaps: int
    alerts: int = 0


class ConversationStore:
    """Every method may be called from any thread. What a turn needs (`topic`, `remember`, `turn_to`, `spend`, `spent`) never
    fails: while the database is down a conversation begins afresh, and its turns are not kept. The other methods raise
    `StoreDown` then."""

    def __init__(self, url: str | URL, *, keep: timedelta = timedelta(days=30), rest: float = 5.0) -> None:
        """Opens the database, makes or migrates it where needed, and deletes what is too old. Raises OperatorError when
        something has to be changed first; a server that is down is waited for, asked again every `rest` seconds."""
        self.database = Database(url, rest=rest)
        upsert = self.database.upsert
        touched = upsert(conversations)
        self._touch = touched.on_conflict_do_update(
            index_elements=["id"], set_={"topic": touched.excluded.topic, "touched": touched.excluded.touched}
        )
        chosen = upsert(conversations)
        self._choose = chosen.on_conflict_do_update(index_elements=["id"], set_={"locale": chosen.excluded.locale})
        said = upsert(feedback)
        self._say = said.on_conflict_do_update(
            index_elements=["turn"], set_={name: said.excluded[name] for name in ("value", "comment", "at")}
        )
        spent = upsert(spending)
        self._spend = spent.on_conflict_do_update(
            index_elements=["day"], set_={"tokens": spending.c.tokens + spent.excluded.tokens}
        )
        self._keep = keep
        self._missed = 0
        self._prune_at = 0.0
        self._sweep_at = 0.0
        self._ledger = Lock()
        self._owed: dict[date, int] = {}
        self._known: dict[date, int] = {}
        self._prune_when_due()

    @classmethod
    def in_folder(cls, folder: Path, *, keep: timedelta = timedelta(days=30)) -> ConversationStore:
        """The store in a folder's SQLite file, which only its owner can read. Raises `OperatorError` for a folder that
        cannot be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(
                f"{folder}: 폴더를 만들 수 없어요 ({error.strerror}). SAESSAK_DATA_DIR을 확인해 주세요."
            ) from None
        file = folder / "conversations.sqlite"
        # Only where there is none yet: closing a file gives up every lock that this process holds on it. Of a file that
        # cannot be made, the database tells more.
        with suppress(OSError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        return cls(URL.create("sqlite", database=str(file)), keep=keep)

    @classmethod
    def in_memory(cls) -> ConversationStore:
        """A store that leaves nothing behind."""
        return cls("sqlite://")

    def topic(self, conversation: str) -> Topic:
        """What a conversation is about; an empty topic for a new one."""
        if not conversation:
            return Topic()
        try:
            with self.database.reading() as connection:
                found = connection.scalar(_TOPIC, {"conversation": conversation})
            return ADAPTER.validate_json(found) if found else Topic()
        except StoreDown:
            return Topic()
        except Exception as error:  # such as a topic that another version wrote
            log.error("topic.unreadable", conversation=conversation, error=type(error).__name__)
            return Topic()

    def locale(self, conversation: str) -> Locale | None:
        """The language chosen for a conversation; None when none was, and while the database is down."""
        try:
            with self.database.reading() as connection:
                found = connection.scalar(_LOCALE, {"conversation": conversation})
        except StoreDown:
            return None
        return "ko" if found == "ko" else "en" if found == "en" else None

    def choose_locale(self, conversation: str, locale: Locale | None, *, channel: Channel) -> None:
        """Notes the language chosen for a conversation, also one that has not begun."""
        row = {"id": conversation, "channel": channel, "touched": datetime.now(UTC), "locale": locale or "",
               "topic": ADAPTER.dump_json(Topic()).decode()}  # fmt: skip
        with self.database.writing() as connection:
            connection.execute(self._choose, row)

    def turn_to(self, conversation: str, topic: Topic, *, channel: Channel) -> None:
        """Notes what a conversation is about now, though nothing was asked. Fails as little as `remember`."""
        row = {"id": conversation, "channel": channel, "touched": datetime.now(UTC),
               "topic": ADAPTER.dump_json(topic).decode()}  # fmt: skip
        with suppress(StoreDown), self.database.writing() as connection:
            connection.execute(self._touch, row)

    def remember(self, turn: Turn, topic: Topic, *, ongoing: bool = False) -> None:
        """Keeps a turn, its gap if it was not answered, and what its conversation is about now. `ongoing`: only where
        the conversation is there; it may have been deleted since the question was asked."""
        try:
            self._write(turn, topic, ongoing=ongoing)
        except StoreDown:
            self._missed += 1
            return
        except Exception as error:  # whatever it is, the person gets the answer; the message might hold their words
            log.error("turn.not_kept", turn=turn.id, error=type(error).__name__)
            return
        if self._missed:
            log.info("store.recovered", missed=self._missed)
            self._missed = 0
        self._prune_when_due()

    def _write(self, turn: Turn, topic: Topic, *, ongoing: bool) -> None:
        reply, now = turn.reply, datetime.now(UTC)
        conversation = turn.question.conversation
        question = turn.question.text[:_LONGEST]
        reason = reply.reason if isinstance(reply, Abstention) else None
        kept = {
            "id": turn.id,
            "conversation": conversation or None,
            "at": now,
            "question": question,
            "answer": reply.text,
            "kind": kind_of(reply),
            "engine": reply.engine,
            "language": reply.language,
            "reason": reason,
            "citations": [citation.record or citation.file for citation in reply.citations],
            "milliseconds": turn.milliseconds,
        }
        gap = {"turn": turn.id, "question": question, "reason": reason, "at": now}
        about = {"id": conversation, "channel": turn.question.channel, "touched": now,
                 "topic": ADAPTER.dump_json(topic).decode()}  # fmt: skip
        with self.database.writing() as connection:
            if ongoing and connection.scalar(_TOPIC, {"conversation": conversation}) is None:
                return
            connection.execute(_INSERT_TURN, kept)
            if reason in GAP_REASONS:
                connection.execute(_INSERT_GAP, gap)
            if conversation:
                connection.execute(self._touch, about)

    def feedback(self, turn: str, value: str, comment: str) -> bool:
        """Notes what a person thought of a turn, in place of what they thought before; False when there is no such
        turn."""
        opinion = {"turn": turn, "value": value, "comment": comment, "at": datetime.now(UTC)}
        try:
            with self.database.writing() as connection:
                connection.execute(self._say, opinion)
        except IntegrityError:
            return False
        return True

    def forget(self, conversation: str) -> int:
        """Deletes a conversation and all of its turns; how many there were."""
        return self._delete(lambda id: id == conversation).turns

    def forget_person(self, key: str) -> Forgotten:
        """Deletes every conversation under a channel's key of a person: that of this name ("telegram:42") and those
        below it ("telegram:42:7")."""
        below = f"{key}:"
        return self._delete(lambda id: or_(id == key, func.substr(id, 1, len(below)) == below))

    def _delete(self, chosen: Callable[[Column[str]], ColumnElement[bool]]) -> Forgotten:
        its = select(turns.c.id).where(chosen(turns.c.conversation))
        with self.database.writing() as connection:
            counts = {
                table.name: connection.scalar(select(func.count()).select_from(table).where(column.in_(its))) or 0
                for table, column in ((turns, turns.c.id), (feedback, feedback.c.turn), (gaps, gaps.c.turn))
            }
            connection.execute(delete(turns).where(turns.c.id.in_(its)))  # and with them feedback and gaps
            topics = connection.execute(delete(conversations).where(chosen(conversations.c.id))).rowcount
            alerts = connection.execute(delete(subscriptions).where(chosen(subscriptions.c.conversation))).rowcount
            told = connection.execute(delete(notifications).where(chosen(notifications.c.conversation))).rowcount
            if topics or alerts or told or counts["turns"]:
                self.database.note_deletion(connection)
        self._sweep()
        return Forgotten(**counts, alerts=alerts)

    def kept(self, *, since: datetime | None = None) -> Iterator[KeptTurn]:
        """The turns that are kept, the oldest first, from an instant on."""
        rows = _KEPT.where(turns.c.at >= since) if since else _KEPT
        return map(_kept, self._in_order(rows, turns.c.at, turns.c.id))

    def latest(self, conversation: str, *, most: int) -> list[KeptTurn]:
        """The last turns of a conversation, the oldest first."""
        rows = _KEPT.where(turns.c.conversation == conversation).order_by(turns.c.at.desc(), turns.c.id.desc())
        with self.database.reading() as connection:
            found = connection.execute(rows.limit(most)).all()
        return [_kept(row) for row in reversed(found)]

    def unanswered(self) -> Iterator[Unanswered]:
        """Every gap that is kept, the oldest first."""
        for row in self._in_order(select(gaps), gaps.c.at, gaps.c.turn):
            yield Unanswered(question=row.question, reason=row.reason, at=row.at)

    def _in_order(self, rows: Select[Any], at: Column[datetime], id: Column[str]) -> Iterator[Row[Any]]:
        """The rows by their instant, some hundred a transaction: whoever reads slowly holds nothing up."""
        rows = rows.order_by(at, id).limit(_BATCH)
        batch: Sequence[Row[Any]] = ()
        while True:
            after = rows
            if batch:
                last = batch[-1]._mapping
                after = rows.where(or_(at > last[at], and_(at == last[at], id > last[id])))
            with self.database.reading() as connection:
                batch = connection.execute(after).all()
            yield from batch
            if len(batch) < _BATCH:
                return

    def spend(self, day: date, tokens: int) -> None:
        """Adds to the tokens that the language model took on a day, over all processes. What cannot be written now is
        written with the next."""
        with self._ledger:
            self._owed[day] = self._owed.get(day, 0) + tokens
            try:
                with self.database.writing() as connection:
                    for owed, count in self._owed.items():
                        connection.execute(self._spend, {"day": owed, "tokens": count})
            except StoreDown:
                return
            for owed, count in self._owed.items():
                self._known[owed] = self._known.get(owed, 0) + count
            self._owed.clear()

    def spent(self, day: date) -> int:
        """The tokens that the language model took on a day; while the database is down, as far as is known here."""
        with suppress(StoreDown), self.database.reading() as connection:
            found = connection.scalar(select(spending.c.tokens).where(spending.c.day == day)) or 0
            self._known = {day: found}
        return self._known.get(day, 0) + self._owed.get(day, 0)

    def prune(self) -> None:
        """Deletes what is older than is kept, some hundred rows at a time. It is done when opening and, by the way of a
        turn, once an hour; nobody has to call it."""
        before = datetime.now(UTC) - self._keep
        self._delete_older(turns, turns.c.id, turns.c.at < before)
        self._delete_older(conversations, conversations.c.id, conversations.c.touched < before)
        self._delete_older(notifications, notifications.c.id, notifications.c.at < before)
        self._delete_older(spending, spending.c.day, spending.c.day < before.date())
        self._sweep()

    def close(self) -> None:
        """Closes every connection."""
        self._sweep_at = 0.0
        self._sweep()
        self.database.close()

    def _delete_older(self, table: Table, key: Column[Any], old: ColumnElement[bool]) -> None:
        batch = delete(table).where(key.in_(select(key).where(old).limit(_BATCH)))
        count = _BATCH
        while count == _BATCH:
            with self.database.writing() as connection:
                count = connection.execute(batch).rowcount
                if count:
                    self.database.note_deletion(connection)

    def _sweep(self) -> None:
        """Makes sure that what was deleted is nowhere in the files, now or by the way of a later turn."""
        with suppress(StoreDown):
            if self.database.has_to_be_swept() and time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + _SWEEP_EVERY
                self.database.sweep()
            if not self.database.has_to_be_swept():
                return
        self._prune_at = min(self._prune_at, max(self._sweep_at, time.monotonic() + 1))

    def _prune_when_due(self) -> None:
        if time.monotonic() < self._prune_at:
            return
        self._prune_at = time.monotonic() + _PRUNE_EVERY
        try:
            self.prune()
        except StoreDown:
            self._prune_at = time.monotonic() + _SWEEP_EVERY
        except Exception as error:
            log.error("store.not_pruned", error=type(error).__name__)


def _kept(row: Row[Any]) -> KeptTurn:
    return KeptTurn(
        id=row.id,
        conversation=row.conversation or "",
        channel=row.channel or "",
        at=row.at,
        question=row.question,
        answer=row.answer,
        kind=row.kind,
        engine=row.engine,
        language=row.language,
        reason=row.reason,
        citations=tuple(row.citations),
        milliseconds=row.milliseconds,
        feedback=Opinion(value=row.value, comment=row.comment, at=row.said) if row.value else None,
    )
