"""Remember what was sent to calendars on servers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of events that were sent."""
    op.create_table(
        "pushed",
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("theirs", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("collection", "uid", name=op.f("pk_pushed")),
    )
