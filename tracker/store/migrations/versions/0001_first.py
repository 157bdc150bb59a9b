"""Lay out the first form of the data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
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
        sa.PrimaryKeyConstraint("variant", "uid", name=op.f("pk_calendar_revisions")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("departure", sa.Date(), nullable=True),
        sa.Column("residence_card_until", sa.Date(), nullable=True),
        sa.Column("passport_until", sa.Date(), nullable=True),
        sa.Column("account_closes", sa.Date(), nullable=True),
        sa.Column("card_expires", sa.Date(), nullable=True),
        sa.Column("returns", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "contracts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("recorded", sa.Date(), nullable=False),
        sa.Column("departure", sa.Date(), nullable=True),
        sa.Column("needed_until", sa.Date(), nullable=True),
        sa.Column("closing_day", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("sim", sa.String(), nullable=True),
        sa.Column("prepaid", sa.Boolean(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("valid_days", sa.BigInteger(), nullable=True),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("signed", sa.Date(), nullable=True),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("fee_yen", sa.BigInteger(), nullable=True),
        sa.Column("payment", sa.String(), nullable=True),
        sa.Column("debit_day", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("services_listed", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("number_key", sa.String(), nullable=True),
        sa.Column("device_balance", sa.BigInteger(), nullable=True),
        sa.Column("device_until", sa.Date(), nullable=True),
        sa.Column("deposit", sa.BigInteger(), nullable=True),
        sa.Column("owed", sa.BigInteger(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("lost", sa.Date(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("position", name=op.f("uq_contracts_position")),
        sa.UniqueConstraint("person_id", "name_key", name=op.f("uq_contracts_person_id_name_key")),
        sa.UniqueConstraint("person_id", "number_key", name=op.f("uq_contracts_person_id_number_key")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_contracts_person_id")),
    )
    op.create_table(
        "answers",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_answers")),
        sa.UniqueConstraint("contract_id", "phrase", name=op.f("uq_answers_contract_id_phrase")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_answers_contract_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "failures",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("happened", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_failures")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_failures_contract_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "marks",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("happened", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("appointment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_marks")),
        sa.UniqueConstraint("contract_id", "step", name=op.f("uq_marks_contract_id_step")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_marks_contract_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "roles",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_roles")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_roles_contract_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "row_numbers",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_row_numbers")),
        sa.UniqueConstraint("contract_id", "row", name=op.f("uq_row_numbers_contract_id_row")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_row_numbers_contract_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "services",
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("letter", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("use", sa.String(), nullable=True),
        sa.Column("moving", sa.String(), nullable=True),
        sa.Column("lead_days", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_id", "position", name=op.f("pk_services")),
        sa.UniqueConstraint("contract_id", "letter", name=op.f("uq_services_contract_id_letter")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_services_contract_id"), ondelete="CASCADE"
        ),
    )
