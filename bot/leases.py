"""Leases: which of the processes that share a database live, and which of them does what is done once."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select

from bot.database import Database
from bot.schema import leases


class Leases:
    """The leases of this process. Each runs out by itself, so that what a killed process held is free soon after.

    Instants are this machine's: where processes run on several, their clocks should agree to a second. Every method
    may be called from any thread, takes a moment, and raises `StoreDown`.
    """

    def __init__(self, database: Database, *, lasts: float) -> None:
        """`lasts` is how many seconds a lease holds when it is not renewed."""
        self.holder = secrets.token_hex(8)
        self._database = database
        self.lasts = lasts
        row = database.upsert(leases)
        self._take = row.on_conflict_do_update(
            index_elements=["name"], set_={"until": row.excluded.until}, where=leases.c.holder == row.excluded.holder
        ).execution_options(preserve_rowcount=True)

    def renew(self, name: str) -> bool:
        """Says that this process lives, and takes or keeps a lease; False when another process holds it."""
        now = datetime.now(UTC)
        row = {"holder": self.holder, "until": now + timedelta(seconds=self.lasts)}
        with self._database.writing() as connection:
            connection.execute(delete(leases).where(leases.c.until <= now))
            connection.execute(self._take, {"name": f"alive:{self.holder}", **row})
            return connection.execute(self._take, {"name": name, **row}).rowcount > 0

    def end(self) -> None:
        """Gives up every lease: this process lives no more."""
        with self._database.writing() as connection:
            connection.execute(delete(leases).where(leases.c.holder == self.holder))


def living(now: ColumnElement[datetime]) -> Select[tuple[str]]:
    """The holders that live, as a subquery."""
    return select(leases.c.holder).where(leases.c.until > now)
