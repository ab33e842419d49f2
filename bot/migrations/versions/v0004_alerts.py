"""What people want to be told of, how records were seen last, and what is told to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("conversation", sa.String(200), primary_key=True),
        sa.Column("course", sa.Text, primary_key=True),
        sa.Column("campus", sa.Text, primary_key=True),
        sa.Column("track", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("locale", sa.String(10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "sightings",
        sa.Column("record", sa.Text, primary_key=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("asked", sa.Boolean, nullable=False),
        sa.Column("locale", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("conversation", "record", "kind", "mark", name="uq_notifications_told_once"),
    )
    op.create_index("ix_notifications_at", "notifications", ["at"])
    op.create_index("ix_notifications_state", "notifications", ["state"])
