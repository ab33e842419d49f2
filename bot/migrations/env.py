"""Runs migrations on the connection that the caller holds, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from bot.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # on SQLite too, as the transaction was begun before its first statement
)
with context.begin_transaction():
    context.run_migrations()
