"""Make contracts for the tests of the store: one full example, and any at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from tracker.clock import TOKYO
from tracker.core.contract import BoundService, Contract, Failure, Mark, Person
from tracker.core.feed import Feed
from tracker.core.pushed import Pushed
from tracker.core.revision import Revision
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Sim, State
from tracker.store.schema import CURRENT, Schema

T = TypeVar("T")

NOW = datetime(2027, 2, 1, 10, 15, tzinfo=UTC)
DAY = date(2027, 2, 1)


def now() -> datetime:
    return NOW


def plain(name: str, **values: object) -> Contract:
    return Contract(name=name, carrier="au", recorded=DAY, **values)  # type: ignore[arg-type]


NEXT = f"{len(CURRENT.revisions) + 1:04}"
"""Revision that a later version would have."""

HEAD = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{CURRENT.head}"


def upgrade():
    op.add_column("persons", sa.Column("label", sa.String()))
    with op.batch_alter_table("contracts") as table:
        table.alter_column("closing_day", type_=sa.BigInteger())
        table.add_column(sa.Column("colour", sa.String(), server_default="blue", nullable=False))
"""
FAULTS = {
    "sql": '    op.execute("INSERT INTO nowhere VALUES (1)")\n',
    "rule": "    op.execute(\"INSERT INTO settings VALUES ('a', 'a'), ('a', 'a')\")\n",
    "data": '    raise ValueError("2027-02-30")\n',
    "reference": "    op.execute(\"INSERT INTO roles VALUES ('nobody', 0, 'x')\")\n",
}


def grown(folder: Path, fault: str = "") -> Schema:
    """Return a schema with a second revision, as a later version would have."""
    folder.mkdir()
    (folder / f"{NEXT}_later.py").write_text(HEAD + fault)
    return Schema((*CURRENT.revisions, NEXT), (*CURRENT.scripts, folder))


FULL = Contract(
    name="au メイン",
    carrier="au",
    recorded=DAY,
    id="6a1c0a5e-6a53-4b39-9d11-7f7d5a0f3a55",
    departure=date(2027, 3, 28),
    needed_until=date(2027, 3, 30),
    closing_day=31,
    line=Line.DATA,
    sim=Sim.ESIM,
    prepaid=False,
    expires=date(2027, 4, 1),
    valid_days=30,
    notice_days=14,
    started=date(2026, 4, 1),
    signed=date(2026, 3, 31),
    plan="使い放題MAX",
    fee_yen=7238,
    payment=Payment.DEBIT_CARD,
    debit_day=26,
    channel=Channel.SHOP,
    services=(
        BoundService(key="line", letter=0),
        BoundService(
            key="mein-verein", letter=2, label="Mein Verein", use="login", moving="mail", lead_days=3
        ),
    ),
    services_listed=True,
    holder=Holder.FAMILY,
    intent=Intent.SWITCH,
    roles=("family-head", "fibre"),
    number="090-1234-5678",
    device_balance=48_000,
    device_until=date(2028, 1, 31),
    deposit=10_000,
    owed=0,
    balance=2_000_000_000_000,
    item="router",
    answers=(("the line is the family's first", True), ("points are left", False)),
    note="مرحبا 🗾\n'\"; DROP TABLE contracts; --\t%s {x} \\",
    lost=date(2027, 1, 31),
    marks=(
        Mark(
            key="cancel",
            state=State.DONE,
            on=date(2027, 2, 2),
            ends=date(2027, 2, 28),
            ref="AB-1",
            start=date(2027, 2, 1),
            due=date(2027, 2, 2),
            latest=date(2027, 2, 27),
            moved_to=date(2027, 2, 2),
            appointment=datetime(2027, 2, 2, 10, 30, tzinfo=TOKYO),
            place="au Style 新宿",
        ),
        Mark(key="unbind:line"),
    ),
    failures=(
        Failure(key="cancel", on=date(2027, 2, 1), channel=Channel.PHONE, why="no answer"),
        Failure(key="cancel", on=date(2027, 2, 1)),
    ),
    row_numbers=(("move", 3), ("look", 1)),
    archived=True,
)
"""Every field differs from its default, and tuples stand in no natural order."""

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
"""Everything that UTF-8 can hold but NUL: emoji, right-to-left marks, controls, quotes."""
days = st.dates()
whole = st.integers(-(2**63), 2**63 - 1)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(TOKYO))


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


def several(
    strategy: st.SearchStrategy[T], key: Callable[[T], Hashable] | None = None
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=4, unique_by=key).map(tuple)


people = st.builds(
    Person,
    departure=maybe(days),
    residence_card_until=maybe(days),
    passport_until=maybe(days),
    account_closes=maybe(days),
    card_expires=maybe(days),
    returns=maybe(days),
)
services = st.builds(
    BoundService,
    key=words,
    letter=st.integers(0, 2**63 - 1),
    label=maybe(words),
    use=maybe(words),
    moving=maybe(words),
    lead_days=maybe(whole),
)
marks = st.builds(
    Mark,
    key=words,
    state=st.sampled_from(State),
    on=maybe(days),
    ends=maybe(days),
    ref=maybe(words),
    start=maybe(days),
    due=maybe(days),
    latest=maybe(days),
    moved_to=maybe(days),
    appointment=maybe(instants),
    place=maybe(words),
)
failures = st.builds(Failure, key=words, on=days, channel=maybe(st.sampled_from(Channel)), why=maybe(words))
contracts = st.builds(
    Contract,
    name=words,
    carrier=words,
    recorded=days,
    departure=maybe(days),
    needed_until=maybe(days),
    closing_day=maybe(st.integers(1, 31)),
    line=st.sampled_from(Line),
    sim=maybe(st.sampled_from(Sim)),
    prepaid=maybe(st.booleans()),
    expires=maybe(days),
    valid_days=maybe(whole),
    notice_days=maybe(whole),
    started=maybe(days),
    signed=maybe(days),
    plan=maybe(words),
    fee_yen=maybe(whole),
    payment=maybe(st.sampled_from(Payment)),
    debit_day=maybe(st.integers(1, 31)),
    channel=maybe(st.sampled_from(Channel)),
    services=several(services, lambda service: service.letter),
    services_listed=st.booleans(),
    holder=st.sampled_from(Holder),
    intent=st.sampled_from(Intent),
    roles=several(words),
    number=maybe(words),
    device_balance=maybe(whole),
    device_until=maybe(days),
    deposit=maybe(whole),
    owed=maybe(whole),
    balance=maybe(whole),
    item=words,
    answers=several(st.tuples(words, st.booleans()), lambda pair: pair[0]),
    note=maybe(words),
    lost=maybe(days),
    marks=several(marks, lambda mark: mark.key),
    failures=several(failures),
    row_numbers=several(st.tuples(words, whole), lambda pair: pair[0]),
    archived=st.booleans(),
)
revisions = st.builds(
    Revision,
    contract_id=words,
    slot=words,
    variant=words,
    uid=words,
    digest=words,
    sequence=whole,
    created=instants,
    changed=instants,
    starts=words,
    ends=words,
    summary=words,
    meant=words,
)
pushes = st.builds(
    Pushed,
    collection=words,
    uid=words,
    contract_id=words,
    etag=words,
    digest=words,
    theirs=st.booleans(),
)
feeds = st.builds(
    Feed,
    id=words,
    name=words,
    digest=words,
    lang=words,
    contract_id=maybe(words),
    full=st.booleans(),
    created=instants,
    revoked=maybe(instants),
)
