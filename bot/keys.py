"""Keys that all processes of a deployment sign with: made once, by whichever asks first, and kept in the database."""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam, select

from bot.database import Database
from bot.schema import keys

_VALUE = select(keys.c.value).where(keys.c.name == bindparam("name"))


def shared_key(database: Database, name: str) -> bytes:
    """The key of this name, 32 random bytes. Raises StoreDown."""
    with database.reading() as connection:
        found = connection.scalar(_VALUE, {"name": name})
    if found is None:
        made = {"name": name, "value": secrets.token_hex(32)}
        with database.writing() as connection:
            connection.execute(database.upsert(keys).on_conflict_do_nothing(), made)
            found = connection.scalar(_VALUE, {"name": name})
    return bytes.fromhex(str(found))
