"""The tables of what is remembered, as the newest migration leaves them: the same on SQLite and on Postgres.

Whoever changes a table writes a migration beside the last one in `bot/migrations/versions` and raises `VERSION`;
a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = "0004"
VERSION_TABLE = "saessak_version"  # of our own, as the database may be shared with another program that uses Alembic


class Moment(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps no time zone, so that it is written and read there as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


metadata = MetaData()

# What a conversation is about. `id` is the channel's own key of the thread, `locale` the language chosen for it.
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("touched", Moment, nullable=False, index=True),
    Column("channel", String(20), nullable=False, server_default=""),
    Column("locale", String(10), nullable=False, server_default=""),
)

# A question, masked, and its reply. `reason` is why there was no answer, `citations` the records or files it rests on.
# `conversation` is null for a single question.
turns = Table(
    "turns",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(200), index=True),
    Column("kind", String(20), nullable=False),
    Column("engine", String(20), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("question", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("language", String(10), nullable=False, server_default=""),
    Column("reason", String(20)),
    Column("citations", JSON, nullable=False, server_default="[]"),
    Column("milliseconds", Float, nullable=False, server_default="0"),
)

# What a person thought of a turn, the last word of it.
feedback = Table(
    "feedback",
    metadata,
    Column("turn", String(40), ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("value", String(10), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# What was asked and is not written, for those who write. Goes with its turn.
gaps = Table(
    "gaps",
    metadata,
    Column("turn", String(40), ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("question", Text, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

# The tokens that a language model took, a row a day.
spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
)

# The updates that some worker has taken, so that none is handled twice. `bot` is whose they are: each counts its own.
# `holder` is the process that took one, `conversation` the one it is a turn of until it has been handled, then null.
updates = Table(
    "updates",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("claimed", Moment, nullable=False, index=True),
    Column("holder", String(40), nullable=False),
    Column("conversation", String(200), index=True),
)

# What one process does for all of them, and until when it has said it will.
leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("until", Moment, nullable=False),
)

# Keys that every process signs with, made by the first.
keys = Table(
    "keys",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(100), nullable=False),
)

# What a conversation wants to be told of: one course and its next cohorts, or the courses of a campus, of a field, of
# both, or all of them. `title` tells which courses are cohorts of the same one.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("conversation", String(200), primary_key=True),
    Column("course", Text, primary_key=True),
    Column("campus", Text, primary_key=True),
    Column("track", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("locale", String(10), nullable=False),
    Column("since", Moment, nullable=False),
)

# The records as they were looked at last: their dates, place and fee (a JSON object), and where they stood then.
sightings = Table(
    "sightings",
    metadata,
    Column("record", Text, primary_key=True),
    Column("facts", Text, nullable=False),
    Column("stage", String(20), nullable=False),
)

# What is told to whom, once: `mark` is the date it is about, `before` the facts until it changed, `asked` says that an
# answer had cited them. `state` is waiting, sending, sent, or lost: taken to be sent by a process that ended then.
notifications = Table(
    "notifications",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("record", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("mark", String(40), nullable=False),
    Column("before", Text),
    Column("asked", Boolean, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("state", String(10), nullable=False, index=True),
    Column("taken", Moment),
    UniqueConstraint("conversation", "record", "kind", "mark", name="uq_notifications_told_once"),
)
