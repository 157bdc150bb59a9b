"""Tell files of several lines from those of single ones, and remember what each line's own plan meant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEPT = "uid, contract_id, slot, digest, sequence, created, changed, starts, ends, summary"
_MERGED = "SELECT key FROM settings WHERE key LIKE 'export.options.%' AND value LIKE '%\"labels\": true%'"
"""The options of those languages whose last file was one of several lines: its titles name them."""


def upgrade() -> None:
    """Lay the table out anew; what was meant by older rows is not known and stays empty."""
    # Not ADD COLUMN: SQLite would keep another text of the table than a new file has.
    op.execute(f"CREATE TABLE calendar_revisions_before AS SELECT variant, {_KEPT} FROM calendar_revisions")
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
        sa.Column("meant", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("variant", "uid", name=op.f("pk_calendar_revisions")),
    )
    form = f"CASE WHEN 'export.options.' || variant IN ({_MERGED}) THEN variant || ' merged' ELSE variant END"
    op.execute(
        f"INSERT INTO calendar_revisions (variant, {_KEPT}, meant) "
        f"SELECT {form}, {_KEPT}, '' FROM calendar_revisions_before"
    )
    op.drop_table("calendar_revisions_before")
    op.execute(f"UPDATE settings SET key = key || ' merged' WHERE key IN ({_MERGED})")
