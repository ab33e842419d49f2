"""What several workers share: the updates that are taken, who does what is done once, and keys. The language chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("locale", sa.String(10), nullable=False, server_default=""))
    op.create_table(
        "updates",
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("claimed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("conversation", sa.String(200)),
    )
    op.create_index("ix_updates_claimed", "updates", ["claimed"])
    op.create_index("ix_updates_conversation", "updates", ["conversation"])
    op.create_table(
        "leases",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(100), nullable=False),
    )
