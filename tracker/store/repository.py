"""Keep contracts, the person, published events and settings in a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar
from uuid import uuid4

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from tracker.core.contract import Contract, Person
from tracker.core.feed import Feed
from tracker.core.pushed import Pushed
from tracker.core.revision import Revision
from tracker.errors import NotFoundError, StoreError, UsageError
from tracker.store.additional import keep_main, rows_of, told_of_others
from tracker.store.faults import readable, told
from tracker.store.keys import name_key
from tracker.store.pushed import forget_pushed, keep_pushed, pushed_in
from tracker.store.rows import (
    CHUNK,
    Parts,
    all_rows,
    check_text,
    contract_of,
    contract_row,
    feed_of,
    feed_row,
    part_rows,
    person_of,
    person_row,
    revision_of,
    revision_row,
    sound,
    storable,
)
from tracker.store.sqlite import WRITES
from tracker.store.tables import (
    AnswerRow,
    ContractRow,
    FailureRow,
    FeedRow,
    MarkRow,
    Part,
    PersonRow,
    RevisionRow,
    RoleRow,
    RowNumberRow,
    ServiceRow,
    SettingRow,
    TermRow,
)

PartT = TypeVar("PartT", bound=Part)

OWNER = "self"
"""Id of the person at the keyboard, the only one so far."""
PART_TABLES: tuple[type[Part], ...] = (
    RoleRow,
    ServiceRow,
    AnswerRow,
    TermRow,
    MarkRow,
    FailureRow,
    RowNumberRow,
)


class Store:
    """Keep the data; every call is a transaction of its own unless `transaction` groups them.

    For one thread. Every method raises StoreError when the database cannot be used.
    """

    def __init__(
        self, engine: Engine, place: str, version: Callable[[Engine], Hashable | None] = lambda _engine: None
    ) -> None:
        """Take a database whose schema is in order; `place` names it in messages, `version` see there."""
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._place = place
        self._version = version
        self._session: Session | None = None
        self._broken: StoreError | None = None

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def version(self) -> Hashable | None:
        """Return what differs from before once others have changed the data; None where that cannot be seen.

        Changes of this store itself do not count. Not to be asked inside a transaction.
        """
        with self._told(reading=True):
            return self._version(self._engine)

    # --- transactions -------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one change: all of it is kept, or after an exception none.

        Inside another transaction it is a part of it that can be undone alone; a failure of the
        database itself undoes the whole, because SQLite may have ended it already.
        """
        with self._group():
            yield

    @contextmanager
    def _group(self) -> Iterator[Session]:
        if self._session is not None:
            with self._savepoint(self._session):
                yield self._session
            return
        session = Session(self._writer, autoflush=False)
        try:
            with self._told():
                session.connection()  # takes the lock now
            self._session = session
            yield session
            if self._broken is not None:
                raise self._broken
            with self._told():
                session.commit()
        finally:
            self._session = self._broken = None
            with self._told():
                session.close()

    @contextmanager
    def _savepoint(self, session: Session) -> Iterator[None]:
        with self._told():
            inner = session.begin_nested()
        try:
            yield
        except BaseException:
            with self._told():
                inner.rollback()
            raise
        with self._told():
            inner.commit()

    @contextmanager
    def _told(self, *, reading: bool = False) -> Iterator[None]:
        """Translate what the database raises, and remember it for the transaction around."""
        if self._broken is not None:
            raise self._broken
        try:
            with readable(self._place) if reading else told(self._place):
                yield
        except StoreError as error:
            if self._session is not None:
                self._broken = error
            raise

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._told(), self._group() as session:
            try:
                yield session
                session.flush()
            finally:
                session.expunge_all()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with self._told(reading=True):
            if self._session is None:
                with Session(self._engine, autoflush=False) as session:
                    yield session
            else:
                try:
                    yield self._session
                finally:
                    self._session.expunge_all()

    # --- contracts ----------------------------------------------------------------

    def contracts(self, *, archived: bool | None = False) -> Iterator[Contract]:
        """Yield the contracts in the order recorded; `archived` None means all.

        They are read a chunk at a time, each as it stands when it is reached; nothing is
        held open in between.
        """
        after = -1
        while True:
            with self._reading() as session:
                found = select(ContractRow).where(col(ContractRow.position) > after)
                if archived is not None:
                    found = found.where(col(ContractRow.archived) == archived)
                rows = session.exec(found.order_by(col(ContractRow.position)).limit(CHUNK)).all()
                contracts = _assembled(session, rows)
            yield from contracts
            if len(rows) < CHUNK:
                return
            after = rows[-1].position

    def names(self, *, archived: bool | None = None) -> tuple[str, ...]:
        """Return the names in the order recorded; `archived` None means all."""
        with self._reading() as session:
            found = select(ContractRow.name)
            if archived is not None:
                found = found.where(col(ContractRow.archived) == archived)
            return tuple(session.exec(found.order_by(col(ContractRow.position))).all())

    def get(self, name: str) -> Contract:
        """Return the contract of that whole name, width and case aside; archived ones too.

        Raises NotFoundError, UsageError for a name that cannot be stored.
        """
        check_text(name, "name")
        with self._reading() as session:
            same = select(ContractRow).where(
                col(ContractRow.person_id) == OWNER, col(ContractRow.name_key) == name_key(name)
            )
            contracts = _assembled(session, session.exec(same).all())
        if not contracts:
            raise NotFoundError("error.store.no-contract", name=name)
        return contracts[0]

    def by_id(self, ids: Sequence[str]) -> tuple[Contract, ...]:
        """Return the contracts with these ids in the order recorded, archived too; without unknown ones."""
        with self._reading() as session:
            return tuple(_assembled(session, rows_of(session, ids)))

    def insert(self, contract: Contract) -> Contract:
        """Record a contract and return it with its id (one of its own is kept) and its person.

        Raises UsageError when the name, the number or the id is taken, or a text cannot be stored.
        """
        named = replace(contract, id=contract.id or str(uuid4()))
        with self._writing() as session:
            check_text(named.id, "id")
            if session.get(ContractRow, named.id) is not None:
                raise UsageError("error.store.id-taken", id=named.id)
            owner = session.get(PersonRow, OWNER)
            if owner is None:
                owner = person_row(Person(), OWNER)
                session.add(owner)
                session.flush()
            position = col(ContractRow.position)
            last = session.exec(select(position).order_by(position.desc()).limit(1)).first()
            self._put(session, named, 0 if last is None else last + 1)
            return replace(named, person=person_of(owner))

    def save(self, contract: Contract) -> None:
        """Replace the contract of the same id, whole; its `person` is not looked at.

        Raises NotFoundError for an unknown id, UsageError as `insert`.
        """
        with self._writing() as session:
            row = session.get(ContractRow, contract.id)
            if row is None:
                raise NotFoundError("error.store.no-contract", name=contract.name)
            position = row.position
            session.expunge_all()
            for table in PART_TABLES:
                session.exec(delete(table).where(col(table.contract_id) == contract.id))
            self._put(session, contract, position)

    def remove(self, contract_id: str) -> None:
        """Delete the contract and all its parts; what was published of it stays known.

        Raises NotFoundError for an unknown id.
        """
        with self._writing() as session:
            row = session.get(ContractRow, contract_id)
            if row is None:
                raise NotFoundError("error.store.no-contract", name=contract_id)
            session.delete(row)

    def _put(self, session: Session, contract: Contract, position: int) -> None:
        """Write the contract's row and insert its parts."""
        row = storable(contract_row(contract, OWNER, position))
        parts = part_rows(contract)
        others = select(ContractRow.name).where(
            col(ContractRow.person_id) == OWNER, col(ContractRow.id) != contract.id
        )
        holder = session.exec(others.where(col(ContractRow.name_key) == row.name_key)).first()
        if holder is not None:
            raise UsageError("error.contract.name-taken", name=holder)
        if row.number_key is not None:
            holder = session.exec(others.where(col(ContractRow.number_key) == row.number_key)).first()
            if holder is not None:
                raise UsageError("error.contract.number-taken", name=holder)
        session.merge(row)
        session.flush()
        session.add_all(map(storable, all_rows(parts)))
        keep_main(session, contract)

    # --- the person, published events, feeds, settings -------------------------------

    def person(self) -> Person:
        """Return the facts of the person; nothing is known at first."""
        with self._reading() as session:
            row = session.get(PersonRow, OWNER)
            return Person() if row is None else person_of(row)

    def save_person(self, person: Person) -> None:
        """Replace the facts of the person."""
        with self._writing() as session:
            session.merge(person_row(person, OWNER))

    def revisions(self, variant: str, contract_id: str | None = None) -> tuple[Revision, ...]:
        """Return the published events of a variant, also those of contracts since removed."""
        with self._reading() as session:
            found = select(RevisionRow).where(col(RevisionRow.variant) == variant)
            if contract_id is not None:
                found = found.where(col(RevisionRow.contract_id) == contract_id)
            ordered = found.order_by(col(RevisionRow.contract_id), col(RevisionRow.slot))
            return tuple(map(revision_of, session.exec(ordered).all()))

    def save_revisions(self, revisions: Iterable[Revision]) -> None:
        """Insert or replace the states of published events by variant and uid; the last of one counts."""
        latest = {(revision.variant, revision.uid): revision for revision in revisions}
        with self._writing() as session:
            for number, revision in enumerate(latest.values(), start=1):
                session.merge(storable(revision_row(revision)))
                if number % CHUNK == 0:
                    # Thousands of events would all be held until the end.
                    session.flush()
                    session.expunge_all()

    def feeds(self) -> tuple[Feed, ...]:
        """Return the feeds in the order in which they were made, revoked ones too."""
        with self._reading() as session:
            found = select(FeedRow).order_by(col(FeedRow.created), col(FeedRow.id))
            return tuple(map(feed_of, session.exec(found).all()))

    def save_feed(self, feed: Feed) -> None:
        """Insert or replace a feed, by id."""
        with self._writing() as session:
            session.merge(storable(feed_row(feed)))

    def pushed(self, collection: str) -> tuple[Pushed, ...]:
        """Return the events sent to a calendar on a server, also those of contracts since removed."""
        with self._reading() as session:
            return pushed_in(session, collection)

    def save_pushed(self, pushed: Pushed) -> None:
        """Insert or replace an event that was sent, by calendar and uid."""
        with self._writing() as session:
            keep_pushed(session, pushed)

    def forget_pushed(self, pushed: Pushed) -> None:
        """Forget an event that was sent."""
        with self._writing() as session:
            forget_pushed(session, pushed)

    def setting(self, key: str) -> str | None:
        """Return a setting, None when it was never saved."""
        with self._reading() as session:
            row = session.get(SettingRow, key)
            return None if row is None else sound(row).value

    def save_setting(self, key: str, value: str) -> None:
        """Insert or replace a setting."""
        with self._writing() as session:
            session.merge(storable(SettingRow(key=key, value=value)))


def _assembled(session: Session, rows: Sequence[ContractRow]) -> list[Contract]:
    """Return the contracts of the rows, with their parts and persons."""
    ids = [sound(row).id for row in rows]
    if not ids:
        return []
    owners = session.exec(select(PersonRow).where(col(PersonRow.id).in_({row.person_id for row in rows})))
    people = {row.id: row for row in owners}
    roles = _grouped(session, RoleRow, ids)
    services = _grouped(session, ServiceRow, ids)
    answers = _grouped(session, AnswerRow, ids)
    marks = _grouped(session, MarkRow, ids)
    terms = _grouped(session, TermRow, ids)
    failures = _grouped(session, FailureRow, ids)
    numbers = _grouped(session, RowNumberRow, ids)
    found = [
        contract_of(
            row,
            person_of(people.get(row.person_id)),
            Parts(
                roles=roles[row.id],
                services=services[row.id],
                answers=answers[row.id],
                terms=terms[row.id],
                marks=marks[row.id],
                failures=failures[row.id],
                row_numbers=numbers[row.id],
            ),
        )
        for row in rows
    ]
    return told_of_others(session, found)


def _grouped(session: Session, table: type[PartT], ids: Sequence[str]) -> defaultdict[str, list[PartT]]:
    """Return the parts of one kind by contract, in order."""
    grouped: defaultdict[str, list[PartT]] = defaultdict(list)
    for row in session.exec(
        select(table).where(col(table.contract_id).in_(ids)).order_by(col(table.position))
    ):
        grouped[row.contract_id].append(row)
    return grouped
