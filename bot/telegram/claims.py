"""Which updates are taken, and by whom: each is handled once, whatever Telegram sends twice and whoever dies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, bindparam, delete, exists, select, tuple_, update

from bot.database import Database
from bot.leases import living
from bot.schema import Moment, updates

KEEP = timedelta(hours=24)  # Telegram gives up on an update after a day

_IS = (updates.c.bot == bindparam("of"), updates.c.id == bindparam("number"))
_NOW = bindparam("now", type_=Moment)
_ORPHANED = and_(updates.c.conversation.is_not(None), updates.c.holder.not_in(living(_NOW)))
_RELEASE = delete(updates).where(*_IS)
_SETTLE = update(updates).where(*_IS).values(conversation=None)
_ORPHANS = select(updates.c.id, updates.c.conversation).where(updates.c.bot == bindparam("of"), _ORPHANED)
_EARLIER = select(
    exists().where(
        updates.c.conversation == bindparam("among"),
        updates.c.bot == bindparam("of"),
        updates.c.holder != bindparam("mine"),
        tuple_(updates.c.claimed, updates.c.id) < tuple_(bindparam("since", type_=Moment), bindparam("number")),
        updates.c.holder.in_(living(_NOW)),
    )
)


class Claims:
    """The updates of one bot, in the database that all processes share. Of an update nothing is kept but its number
    and, until it has been handled, the conversation it is a turn of.

    Every method may be called from any thread, takes a moment, and raises `StoreDown`.
    """

    def __init__(self, database: Database, *, bot: int, holder: str) -> None:
        """`holder` names this process, as in its leases."""
        self._database = database
        self._bot = bot
        self._holder = holder
        self._taken: dict[int, datetime] = {}
        row = database.upsert(updates)
        self._take = row.on_conflict_do_update(
            index_elements=["bot", "id"],
            set_={"holder": row.excluded.holder, "claimed": row.excluded.claimed},
            where=_ORPHANED,
        ).execution_options(preserve_rowcount=True)

    def take(self, id: int, conversation: str | None) -> bool:
        """Takes an update; False when it is taken already. One that a process took which lives no more, and which it
        had not handled, is taken over."""
        now = datetime.now(UTC)
        row = {"bot": self._bot, "id": id, "claimed": now, "holder": self._holder, "conversation": conversation}
        with self._database.writing() as connection:
            taken = connection.execute(self._take, {**row, "now": now}).rowcount > 0
        if taken and conversation is not None:
            self._taken[id] = now
        return taken

    def release(self, id: int) -> None:
        """Gives an update back, as if it had never come."""
        self._taken.pop(id, None)
        with self._database.writing() as connection:
            connection.execute(_RELEASE, {"of": self._bot, "number": id})

    def settle(self, ids: Collection[int]) -> None:
        """Notes that updates have been handled."""
        rows = [{"of": self._bot, "number": id} for id in ids if id in self._taken]
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(_SETTLE, rows)
        for id in ids:
            self._taken.pop(id, None)

    def must_wait(self, id: int, conversation: str) -> bool:
        """Whether another living process has an earlier turn of this conversation in hand."""
        since = self._taken.get(id)
        if since is None:
            return False
        asked = {"of": self._bot, "mine": self._holder, "among": conversation, "since": since, "number": id,
                 "now": datetime.now(UTC)}  # fmt: skip
        with self._database.reading() as connection:
            return bool(connection.scalar(_EARLIER, asked))

    def orphans(self) -> tuple[str, ...]:
        """The conversations in which a process that lives no more left turns unhandled. Each is told once: they count
        as handled from now on."""
        with self._database.writing() as connection:
            found = connection.execute(_ORPHANS, {"of": self._bot, "now": datetime.now(UTC)}).all()
            if found:
                connection.execute(_SETTLE, [{"of": self._bot, "number": id} for id, _ in found])
        return tuple(dict.fromkeys(conversation for _, conversation in found))

    def prune(self) -> None:
        """Forgets updates that Telegram will not send again."""
        with self._database.writing() as connection:
            connection.execute(delete(updates).where(updates.c.claimed < datetime.now(UTC) - KEEP))
