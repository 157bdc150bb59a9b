"""Find the database, make it or bring it up to date, and hand it to the repository."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from os.path import expanduser
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tracker.errors import StoreError
from tracker.store.faults import DAMAGED, TARGET, migration_failed, told
from tracker.store.repository import Store
from tracker.store.schema import CURRENT, Schema
from tracker.store.server import Server
from tracker.store.sqlite import WRITES, SqliteFile, default_path
from tracker.store.tables import METADATA, REVISION_TABLE, revision_table


class Ground(Protocol):
    """Say what a place for the data must be able to do."""

    @property
    def place(self) -> str:
        """Return its name for messages."""

    @property
    def writable(self) -> bool:
        """Say whether the schema can be made or changed."""

    def prepare(self) -> None:
        """Make sure that it can be opened."""

    def engine(self, *, foreign_keys: bool = True) -> Engine:
        """Return an engine over it."""

    def tune(self) -> None:
        """Set what helps everyday use; the database is known to be ours."""

    def copy(self, revision: str, now: datetime) -> str | None:
        """Keep a copy from before a revision and return its name, None where there is none."""

    def consistent(self, connection: Connection) -> bool:
        """Say whether every reference leads somewhere."""

    def version(self, engine: Engine) -> Hashable | None:
        """Return what differs once others have changed the data, None where that cannot be seen."""


def open_at(target: str | None, *, now: Callable[[], datetime], schema: Schema = CURRENT) -> Store:
    """Open the store at a path or SQLAlchemy URL, None for the default file.

    A missing file is made and an older one migrated, after a copy. Raises StoreError.
    """
    ground = _ground(target)
    with told(ground.place):
        ground.prepare()
        engine = ground.engine()
        try:
            with engine.connect() as connection:
                found = _revision(connection, ground.place, schema)
            if found != schema.head:
                _settle(ground, now, schema)
            ground.tune()
        except BaseException:
            engine.dispose()
            raise
    return Store(engine, ground.place, ground.version)


def _ground(target: str | None) -> Ground:
    """Return the place that a target names; StoreError, without a password, when it names none."""
    if target is None:
        return SqliteFile(default_path(), default=True)
    if "\0" in target:
        raise StoreError(TARGET, place=target.replace("\0", "?"))
    if "://" not in target:
        return SqliteFile(Path(expanduser(target)))  # noqa: PTH111 - `~nobody` stays as it is
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:
        raise StoreError(TARGET, place=target.partition("://")[0]) from error
    if url.get_backend_name() != "sqlite":
        return Server(url)
    if not url.database or url.database == ":memory:" or url.query:
        raise StoreError(TARGET, place=target)
    return SqliteFile(Path(url.database))


def _revision(connection: Connection, place: str, schema: Schema) -> str | None:
    """Return the revision that the database has, None when it is empty.

    Raises StoreError when it is somebody else's, a newer program's, or not whole.
    """
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    if not tables and not inspector.get_view_names():
        return None
    if REVISION_TABLE not in tables:
        raise StoreError("error.store.foreign", place=place)
    found = connection.execute(select(revision_table.c.version_num)).scalars().all()
    if len(found) != 1:
        raise StoreError(DAMAGED, place=place)
    revision = str(found[0])
    if revision not in schema.revisions:
        raise StoreError("error.store.newer", place=place)
    if revision == schema.head and not tables.issuperset(METADATA.tables):
        raise StoreError(DAMAGED, place=place)
    return revision


def _settle(ground: Ground, now: Callable[[], datetime], schema: Schema) -> None:
    """Create or migrate the database in one transaction, while nobody else can write to it.

    References are not enforced meanwhile: a table that is rebuilt must not take the rows
    that refer to it along; they are checked before the end.
    """
    if not ground.writable:
        raise StoreError("error.store.old-read-only", place=ground.place)
    engine = ground.engine(foreign_keys=False)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            found = _revision(connection, ground.place, schema)  # another process may have been quicker
            if found is None:
                METADATA.create_all(connection, checkfirst=False)
                connection.execute(insert(revision_table).values(version_num=schema.head))
            elif found != schema.head:
                from tracker.store.migrate import upgrade  # noqa: PLC0415 - Alembic is slow to load

                copy = ground.copy(schema.head, now())
                upgrade(connection, schema, place=ground.place, copy=copy)
                if not ground.consistent(connection):
                    raise migration_failed(ground.place, copy)
    finally:
        engine.dispose()
