"""Define the tables; everything in them is plain text, numbers, dates and UTC instants.

Enumerations are stored by their values as text: an enum column would store the names
of the members. Whole numbers from outside have 64 bits in every database. A contract
belongs to a person, so that several people can be kept side by side; whatever comes
later about a contract refers to `contracts.id`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, PrimaryKeyConstraint, String, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

REVISION_TABLE = "tracker_revision"
"""Name of Alembic's version table; its own name tells our database from everybody else's."""

revision_table = Table(
    REVISION_TABLE,
    METADATA,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{REVISION_TABLE}_pkc"),
)
"""As Alembic makes it."""


class Base(SQLModel):
    """Keep the tables out of SQLModel's shared metadata."""

    metadata = METADATA


class PersonRow(Base, table=True):
    """Hold one person, who owns contracts."""

    __tablename__ = "persons"

    id: str = Field(primary_key=True)
    departure: date | None = None
    residence_card_until: date | None = None
    passport_until: date | None = None
    account_closes: date | None = None
    card_expires: date | None = None
    returns: date | None = None


class ContractRow(Base, table=True):
    """Hold one contract; `position` rises in the order in which contracts were recorded.

    `number_key` is empty for an archived contract: a number that was carried over to
    another carrier lives on in a new contract.
    """

    __tablename__ = "contracts"
    __table_args__: Any = (
        UniqueConstraint("position"),
        UniqueConstraint("person_id", "name_key"),
        UniqueConstraint("person_id", "number_key"),
    )

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="persons.id")
    position: int
    name: str
    name_key: str
    carrier: str
    recorded: date
    departure: date | None = None
    needed_until: date | None = None
    closing_day: int | None = Field(default=None, sa_type=BigInteger)
    line: str
    sim: str | None = None
    prepaid: bool | None = None
    expires: date | None = None
    valid_days: int | None = Field(default=None, sa_type=BigInteger)
    started: date | None = None
    signed: date | None = None
    plan: str | None = None
    fee_yen: int | None = Field(default=None, sa_type=BigInteger)
    payment: str | None = None
    debit_day: int | None = Field(default=None, sa_type=BigInteger)
    channel: str | None = None
    services_listed: bool
    holder: str
    intent: str
    number: str | None = None
    number_key: str | None = None
    device_balance: int | None = Field(default=None, sa_type=BigInteger)
    device_until: date | None = None
    deposit: int | None = Field(default=None, sa_type=BigInteger)
    owed: int | None = Field(default=None, sa_type=BigInteger)
    balance: int | None = Field(default=None, sa_type=BigInteger)
    item: str
    note: str | None = None
    lost: date | None = None
    archived: bool


class Part(Base):
    """Hold what the parts of a contract share: whose they are and where they stand.

    They go with their contract.
    """

    contract_id: str = Field(primary_key=True, foreign_key="contracts.id", ondelete="CASCADE")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class RoleRow(Part, table=True):
    """Hold one role of the contract for others."""

    __tablename__ = "roles"

    role: str


class ServiceRow(Part, table=True):
    """Hold one service bound to the number."""

    __tablename__ = "services"
    __table_args__: Any = (UniqueConstraint("contract_id", "letter"),)

    key: str
    letter: int = Field(sa_type=BigInteger)
    label: str | None = None
    use: str | None = None
    moving: str | None = None
    lead_days: int | None = Field(default=None, sa_type=BigInteger)


class AnswerRow(Part, table=True):
    """Hold the person's yes or no to one case of the carrier's file."""

    __tablename__ = "answers"
    __table_args__: Any = (UniqueConstraint("contract_id", "phrase"),)

    phrase: str
    answer: bool


class TermRow(Part, table=True):
    """Hold one rule of the contract, in days, that the person knows and no carrier file says."""

    __tablename__ = "terms"
    __table_args__: Any = (UniqueConstraint("contract_id", "term"),)

    term: str
    days: int = Field(sa_type=BigInteger)


class MarkRow(Part, table=True):
    """Hold what was done with one step; `appointment` is in UTC."""

    __tablename__ = "marks"
    __table_args__: Any = (UniqueConstraint("contract_id", "step"),)

    step: str
    state: str
    happened: date | None = None
    ends: date | None = None
    ref: str | None = None
    start: date | None = None
    due: date | None = None
    latest: date | None = None
    moved_to: date | None = None
    appointment: datetime | None = None
    place: str | None = None


class FailureRow(Part, table=True):
    """Hold one failed attempt at a step."""

    __tablename__ = "failures"

    step: str
    happened: date
    channel: str | None = None
    why: str | None = None


class RowNumberRow(Part, table=True):
    """Hold the number that one row of the plan was given."""

    __tablename__ = "row_numbers"
    __table_args__: Any = (UniqueConstraint("contract_id", "row"),)

    row: str
    number: int = Field(sa_type=BigInteger)


class AdditionalSimRow(Base, table=True):
    """Hold that a SIM is an additional one on the contract of another line; it goes with either of them."""

    __tablename__ = "additional_sims"

    contract_id: str = Field(primary_key=True, foreign_key="contracts.id", ondelete="CASCADE")
    main_id: str = Field(foreign_key="contracts.id", ondelete="CASCADE")


class RevisionRow(Base, table=True):
    """Hold the state of one published calendar event; it outlives its contract.

    Without a foreign key on purpose: what was published can be missed only if it is
    remembered after the contract is gone.
    """

    __tablename__ = "calendar_revisions"

    variant: str = Field(primary_key=True)
    uid: str = Field(primary_key=True)
    contract_id: str
    slot: str
    digest: str
    sequence: int = Field(sa_type=BigInteger)
    created: datetime
    changed: datetime
    starts: str
    ends: str
    summary: str
    meant: str


class FeedRow(Base, table=True):
    """Hold one feed with the hash of its secret, never the secret; it outlives its contract."""

    __tablename__ = "feeds"
    __table_args__: Any = (UniqueConstraint("digest"),)

    id: str = Field(primary_key=True)
    name: str
    digest: str
    lang: str
    contract_id: str | None = None
    full: bool
    created: datetime
    revoked: datetime | None = None


class PushedRow(Base, table=True):
    """Hold one event that was sent to a calendar on a server; it outlives its contract.

    Without a foreign key on purpose: what was sent can be taken back only if it is remembered.
    """

    __tablename__ = "pushed"

    collection: str = Field(primary_key=True)
    uid: str = Field(primary_key=True)
    contract_id: str
    etag: str
    digest: str
    theirs: bool


class SettingRow(Base, table=True):
    """Hold one setting of the program."""

    __tablename__ = "settings"

    key: str = Field(primary_key=True)
    value: str
