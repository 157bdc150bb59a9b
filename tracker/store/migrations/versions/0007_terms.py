"""Remember what the person knows of a contract's own rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of rules that no carrier file says."""
    op.create_table(
        "terms",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_terms")),
        sa.UniqueConstraint("contract_id", "term", name=op.f("uq_terms_contract_id_term")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_terms_contract_id"), ondelete="CASCADE"
        ),
    )
