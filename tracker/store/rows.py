"""Turn rows into core values and back, field by field.

A table checks nothing when a row is made from it, so both ways are checked here: text
that no database can hold is refused before it is written, and a cell of another
type than its column, or with a word that the core does not know, is a damaged file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import TypeDecorator, inspect
from sqlmodel import SQLModel

from tracker.clock import TOKYO
from tracker.core.contract import BoundService, Contract, Failure, Mark, Person
from tracker.core.feed import Feed
from tracker.core.revision import Revision
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Sim, State
from tracker.errors import UsageError
from tracker.store.keys import name_key, number_key
from tracker.store.tables import (
    AnswerRow,
    ContractRow,
    FailureRow,
    FeedRow,
    MarkRow,
    PersonRow,
    RevisionRow,
    RoleRow,
    RowNumberRow,
    ServiceRow,
    TermRow,
)

RowT = TypeVar("RowT", bound=SQLModel)

CHUNK = 200
"""Contracts read, and published events written, at a time: few queries, little memory."""
WHOLE = 2**63
"""First number that no integer column holds."""


class Parts(NamedTuple):
    """Hold the rows of one contract beside its own, each kind in order."""

    roles: list[RoleRow]
    services: list[ServiceRow]
    answers: list[AnswerRow]
    terms: list[TermRow]
    marks: list[MarkRow]
    failures: list[FailureRow]
    row_numbers: list[RowNumberRow]


_NOTICE = "notice"


class Cell(NamedTuple):
    """Name a column with the type of its values."""

    name: str
    type: type[object]
    nullable: bool


@cache
def _cells(table: type[SQLModel]) -> tuple[Cell, ...]:
    """Return the columns of a table; SQLModel's own types say only what they are made of."""
    cells = []
    for name, column in inspect(table).columns.items():
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        cells.append(Cell(name, kind.python_type, bool(column.nullable)))
    return tuple(cells)


def sound(row: RowT | None) -> RowT:
    """Return the row if every cell has the type of its column; SQLite keeps any type anywhere.

    None stands for a row that has lost its key. Raises ValueError.
    """
    if row is None:
        raise ValueError(row)
    for cell in _cells(type(row)):
        value = getattr(row, cell.name)
        if not (isinstance(value, cell.type) or (value is None and cell.nullable)):
            raise ValueError(cell.name)
    return row


def check_text(text: str, field: str) -> None:
    """Refuse text that UTF-8 or a database cannot hold (UsageError)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError("error.store.text", field=field) from None
    if "\0" in text:
        raise UsageError("error.store.text", field=field)


def storable(row: RowT) -> RowT:
    """Return the row if a database can hold every cell exactly.

    Raises UsageError for NUL, for halves of characters (they come from a terminal in
    another encoding) and for numbers of more than 63 bits; ValueError for an instant without a zone.
    """
    for cell in _cells(type(row)):
        value = getattr(row, cell.name)
        if isinstance(value, str):
            check_text(value, cell.name)
        if isinstance(value, int) and not -WHOLE <= value < WHOLE:
            raise UsageError("error.store.too-large", field=cell.name)
        if isinstance(value, datetime) and value.utcoffset() is None:
            raise ValueError(cell.name)
    return row


def person_row(person: Person, person_id: str) -> PersonRow:
    """Return the row of a person."""
    return PersonRow(
        id=person_id,
        departure=person.departure,
        residence_card_until=person.residence_card_until,
        passport_until=person.passport_until,
        account_closes=person.account_closes,
        card_expires=person.card_expires,
        returns=person.returns,
    )


def person_of(found: PersonRow | None) -> Person:
    """Return the person of a row; ValueError from `sound`."""
    row = sound(found)
    return Person(
        departure=row.departure,
        residence_card_until=row.residence_card_until,
        passport_until=row.passport_until,
        account_closes=row.account_closes,
        card_expires=row.card_expires,
        returns=row.returns,
    )


def contract_row(contract: Contract, person_id: str, position: int) -> ContractRow:
    """Return the contract's own row; its person is a row of another table."""
    return ContractRow(
        id=contract.id,
        person_id=person_id,
        position=position,
        name=contract.name,
        name_key=name_key(contract.name),
        carrier=contract.carrier,
        recorded=contract.recorded,
        departure=contract.departure,
        needed_until=contract.needed_until,
        closing_day=contract.closing_day,
        line=contract.line.value,
        sim=contract.sim and contract.sim.value,
        prepaid=contract.prepaid,
        expires=contract.expires,
        valid_days=contract.valid_days,
        started=contract.started,
        signed=contract.signed,
        plan=contract.plan,
        fee_yen=contract.fee_yen,
        payment=contract.payment and contract.payment.value,
        debit_day=contract.debit_day,
        channel=contract.channel and contract.channel.value,
        services_listed=contract.services_listed,
        holder=contract.holder.value,
        intent=contract.intent.value,
        number=contract.number,
        number_key=None if contract.archived else number_key(contract.number),
        device_balance=contract.device_balance,
        device_until=contract.device_until,
        deposit=contract.deposit,
        owed=contract.owed,
        balance=contract.balance,
        item=contract.item,
        note=contract.note,
        lost=contract.lost,
        archived=contract.archived,
    )


def part_rows(contract: Contract) -> Parts:
    """Return the rows of everything that a contract has several of."""
    own = contract.id
    return Parts(
        roles=[
            RoleRow(contract_id=own, position=place, role=role) for place, role in enumerate(contract.roles)
        ],
        services=[
            ServiceRow(
                contract_id=own,
                position=place,
                key=service.key,
                letter=service.letter,
                label=service.label,
                use=service.use,
                moving=service.moving,
                lead_days=service.lead_days,
            )
            for place, service in enumerate(contract.services)
        ],
        answers=[
            AnswerRow(contract_id=own, position=place, phrase=phrase, answer=answer)
            for place, (phrase, answer) in enumerate(contract.answers)
        ],
        terms=[TermRow(contract_id=own, position=0, term=_NOTICE, days=contract.notice_days)]
        if contract.notice_days is not None
        else [],
        marks=[_mark_row(own, place, mark) for place, mark in enumerate(contract.marks)],
        failures=[
            FailureRow(
                contract_id=own,
                position=place,
                step=failure.key,
                happened=failure.on,
                channel=failure.channel and failure.channel.value,
                why=failure.why,
            )
            for place, failure in enumerate(contract.failures)
        ],
        row_numbers=[
            RowNumberRow(contract_id=own, position=place, row=row, number=number)
            for place, (row, number) in enumerate(contract.row_numbers)
        ],
    )


def _mark_row(contract_id: str, position: int, mark: Mark) -> MarkRow:
    return MarkRow(
        contract_id=contract_id,
        position=position,
        step=mark.key,
        state=mark.state.value,
        happened=mark.on,
        ends=mark.ends,
        ref=mark.ref,
        start=mark.start,
        due=mark.due,
        latest=mark.latest,
        moved_to=mark.moved_to,
        appointment=mark.appointment,
        place=mark.place,
    )


def contract_of(row: ContractRow, person: Person, parts: Parts) -> Contract:
    """Return the contract of its rows.

    Raises ValueError when a cell has the wrong type or holds an unknown word. The contract's
    own row is taken as `sound`.
    """
    return Contract(
        id=row.id,
        name=row.name,
        carrier=row.carrier,
        recorded=row.recorded,
        person=person,
        departure=row.departure,
        needed_until=row.needed_until,
        closing_day=row.closing_day,
        line=Line(row.line),
        sim=None if row.sim is None else Sim(row.sim),
        prepaid=row.prepaid,
        expires=row.expires,
        valid_days=row.valid_days,
        notice_days={sound(part).term: part.days for part in parts.terms}.get(_NOTICE),
        started=row.started,
        signed=row.signed,
        plan=row.plan,
        fee_yen=row.fee_yen,
        payment=None if row.payment is None else Payment(row.payment),
        debit_day=row.debit_day,
        channel=_channel(row.channel),
        services=tuple(map(_service_of, parts.services)),
        services_listed=row.services_listed,
        holder=Holder(row.holder),
        intent=Intent(row.intent),
        roles=tuple(sound(part).role for part in parts.roles),
        number=row.number,
        device_balance=row.device_balance,
        device_until=row.device_until,
        deposit=row.deposit,
        owed=row.owed,
        balance=row.balance,
        item=row.item,
        answers=tuple((sound(part).phrase, part.answer) for part in parts.answers),
        note=row.note,
        lost=row.lost,
        marks=tuple(map(_mark_of, parts.marks)),
        failures=tuple(map(_failure_of, parts.failures)),
        row_numbers=tuple((sound(part).row, part.number) for part in parts.row_numbers),
        archived=row.archived,
    )


def _channel(word: str | None) -> Channel | None:
    return None if word is None else Channel(word)


def _service_of(row: ServiceRow) -> BoundService:
    sound(row)
    return BoundService(
        key=row.key,
        letter=row.letter,
        label=row.label,
        use=row.use,
        moving=row.moving,
        lead_days=row.lead_days,
    )


def _mark_of(row: MarkRow) -> Mark:
    sound(row)
    return Mark(
        key=row.step,
        state=State(row.state),
        on=row.happened,
        ends=row.ends,
        ref=row.ref,
        start=row.start,
        due=row.due,
        latest=row.latest,
        moved_to=row.moved_to,
        appointment=row.appointment and row.appointment.astimezone(TOKYO),
        place=row.place,
    )


def _failure_of(row: FailureRow) -> Failure:
    sound(row)
    return Failure(key=row.step, on=row.happened, channel=_channel(row.channel), why=row.why)


def revision_row(revision: Revision) -> RevisionRow:
    """Return the row of a published event's state."""
    return RevisionRow(**revision._asdict())


def revision_of(row: RevisionRow) -> Revision:
    """Return the state of a published event; ValueError from `sound`."""
    sound(row)
    return Revision(
        contract_id=row.contract_id,
        slot=row.slot,
        variant=row.variant,
        uid=row.uid,
        digest=row.digest,
        sequence=row.sequence,
        created=row.created.astimezone(UTC),
        changed=row.changed.astimezone(UTC),
        starts=row.starts,
        ends=row.ends,
        summary=row.summary,
        meant=row.meant,
    )


def feed_row(feed: Feed) -> FeedRow:
    """Return the row of a feed."""
    return FeedRow(**feed._asdict())


def feed_of(row: FeedRow) -> Feed:
    """Return the feed of a row; ValueError from `sound`."""
    sound(row)
    return Feed(
        id=row.id,
        name=row.name,
        digest=row.digest,
        lang=row.lang,
        contract_id=row.contract_id,
        full=row.full,
        created=row.created.astimezone(UTC),
        revoked=row.revoked and row.revoked.astimezone(UTC),
    )


def all_rows(parts: Parts) -> Iterator[SQLModel]:
    """Yield every row of the parts."""
    for rows in parts:
        yield from rows
