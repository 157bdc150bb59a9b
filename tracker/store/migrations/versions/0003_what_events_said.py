"""Remember the day and the title of published events, so that a move can be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEPT = "variant, uid, contract_id, slot, digest, sequence, created, changed"


def upgrade() -> None:
    """Lay the table out anew; what older rows said is not known and stays empty."""
    # Not ADD COLUMN: SQLite would keep another text of the table than a new file has.
    op.execute(f"CREATE TABLE calendar_revisions_before AS SELECT {_KEPT} FROM calendar_revisions")
    op.drop_table("calendar_revisions")
    op.create_table(
        "calendar_revisions",
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("variant", "uid", name=op.f("pk_calendar_revisions")),
    )
    op.execute(
        f"INSERT INTO calendar_revisions ({_KEPT}, starts, ends, summary) "
        f"SELECT {_KEPT}, '', '', '' FROM calendar_revisions_before"
    )
    op.drop_table("calendar_revisions_before")
