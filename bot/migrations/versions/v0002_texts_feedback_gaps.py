"""Masked questions with their replies, feedback and gaps in tables of their own, and what a language model takes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("turn", sa.String(40), sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("value", sa.String(10), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(
        "INSERT INTO feedback (turn, value, comment, at)"
        " SELECT id, feedback, coalesce(comment, ''), at FROM turns WHERE feedback IS NOT NULL"
    )
    with op.batch_alter_table("turns") as turns:  # SQLite before 3.35 drops no column: the table is made anew there
        turns.add_column(sa.Column("question", sa.Text, nullable=False, server_default=""))
        turns.add_column(sa.Column("answer", sa.Text, nullable=False, server_default=""))
        turns.add_column(sa.Column("language", sa.String(10), nullable=False, server_default=""))
        turns.add_column(sa.Column("reason", sa.String(20)))
        turns.add_column(sa.Column("citations", sa.JSON, nullable=False, server_default="[]"))
        turns.add_column(sa.Column("milliseconds", sa.Float, nullable=False, server_default="0"))
        turns.drop_column("feedback")
        turns.drop_column("comment")
    op.execute("UPDATE turns SET conversation = NULL WHERE conversation = ''")
    op.create_table(
        "gaps",
        sa.Column("turn", sa.String(40), sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_gaps_at", "gaps", ["at"])
    op.add_column("conversations", sa.Column("channel", sa.String(20), nullable=False, server_default=""))
    for channel in ("web", "telegram", "terminal"):
        op.execute(f"UPDATE conversations SET channel = '{channel}' WHERE id LIKE '{channel}:%'")
    # A database that was opened between 0.1.0 and this step has this table already.
    op.create_table(
        "spending",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )
