"""Remember which SIMs are additional ones on the contract of another line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of additional SIMs."""
    op.create_table(
        "additional_sims",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("main_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_additional_sims")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_additional_sims_contract_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["main_id"], ["contracts.id"], name=op.f("fk_additional_sims_main_id"), ondelete="CASCADE"
        ),
    )
