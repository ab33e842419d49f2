"""Where conversations are kept: what they are about and what was thought of replies. SQLite, or any SQL database.

No text of a person or of a reply is kept here, only ids and the topic; everything goes after `keep` days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from bot.topic import ADAPTER, Topic
from errors import OperatorError

_metadata = MetaData()
_conversations = Table(
    "conversations",
    _metadata,
    Column("id", String(200), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("touched", DateTime(timezone=True), nullable=False, index=True),
)
_turns = Table(
    "turns",
    _metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation", String(200), index=True),
    Column("kind", String(20), nullable=False),
    Column("engine", String(20), nullable=False),
    Column("feedback", String(10)),
    Column("comment", Text),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
)
_spending = Table(
    "spending",
    _metadata,
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
)


class ConversationStore:
    """Topics by conversation, turns by id. Every method may be called from any thread."""

    def __init__(self, url: str, *, keep: timedelta = timedelta(days=30)) -> None:
        """Opens (and makes, when new) the database. Raises OperatorError when it cannot."""
        self._keep = keep
        try:
            self._engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
            if url.startswith("sqlite"):
                event.listen(self._engine, "connect", _tune_sqlite)
            _metadata.create_all(self._engine)
        except (SQLAlchemyError, ValueError) as error:
            raise OperatorError(
                f"대화 저장소를 열 수 없어요. DATABASE_URL을 확인해 주세요. ({type(error).__name__})"
            ) from error
        self.prune()

    @classmethod
    def in_folder(cls, folder: Path) -> ConversationStore:
        """The store in a folder's SQLite file."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{folder / 'conversations.sqlite'}")

    def topic(self, conversation: str) -> Topic:
        """What a conversation is about; an empty topic for a new one."""
        if not conversation:
            return Topic()
        with self._engine.connect() as connection:
            found = connection.scalar(select(_conversations.c.topic).where(_conversations.c.id == conversation))
        return ADAPTER.validate_json(found) if found else Topic()

    def remember(self, conversation: str, topic: Topic, *, turn: str, kind: str, engine: str) -> None:
        """Keeps a turn and what the conversation is about now."""
        now = datetime.now(UTC)
        with self._engine.begin() as connection:
            connection.execute(
                insert(_turns).values(id=turn, conversation=conversation, kind=kind, engine=engine, at=now)
            )
            if conversation:
                kept = {"topic": ADAPTER.dump_json(topic).decode(), "touched": now}
                changed = connection.execute(
                    update(_conversations).where(_conversations.c.id == conversation).values(**kept)
                )
                if not changed.rowcount:
                    connection.execute(insert(_conversations).values(id=conversation, **kept))

    def feedback(self, turn: str, value: str, comment: str) -> bool:
        """Notes what a person thought of a turn; False when there is no such turn."""
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(_turns).where(_turns.c.id == turn).values(feedback=value, comment=comment)
            )
        return bool(changed.rowcount)

    def forget(self, conversation: str) -> int:
        """Deletes a conversation and its turns; how many turns there were."""
        with self._engine.begin() as connection:
            count = connection.scalar(
                select(func.count()).select_from(_turns).where(_turns.c.conversation == conversation)
            )
            connection.execute(delete(_turns).where(_turns.c.conversation == conversation))
            connection.execute(delete(_conversations).where(_conversations.c.id == conversation))
        return int(count or 0)

    def spend(self, day: date, tokens: int) -> None:
        """Adds to the tokens that the language model took on a day, over all processes."""
        upsert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        row = upsert(_spending).values(day=day, tokens=tokens)
        total = {"tokens": _spending.c.tokens + row.excluded.tokens}
        with self._engine.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["day"], set_=total))

    def spent(self, day: date) -> int:
        """The tokens that the language model took on a day."""
        with self._engine.connect() as connection:
            return connection.scalar(select(_spending.c.tokens).where(_spending.c.day == day)) or 0

    def prune(self) -> None:
        """Deletes what is older than is kept."""
        before = datetime.now(UTC) - self._keep
        with self._engine.begin() as connection:
            connection.execute(delete(_turns).where(_turns.c.at < before))
            connection.execute(delete(_conversations).where(_conversations.c.touched < before))

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()


def _tune_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=3000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
