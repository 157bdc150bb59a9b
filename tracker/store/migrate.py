"""Bring an older database up to date with Alembic, which only this module loads."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tracker.store.faults import FULL, IO, LOCKED, READ_ONLY, key_of, migration_failed
from tracker.store.schema import MIGRATIONS, Schema


def upgrade(connection: Connection, schema: Schema, *, place: str, copy: str | None) -> None:
    """Run the missing scripts inside the transaction of the connection.

    Raises StoreError; whatever is raised, the caller's transaction ends without a change.
    `copy` is the name of the copy made before.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", _plain(str(MIGRATIONS)))
    config.set_main_option("version_locations", _plain("\n".join(map(str, schema.scripts))))
    try:
        command.upgrade(config, schema.head)
    except (SQLAlchemyError, CommandError, ValueError) as error:
        key = key_of(error) if isinstance(error, SQLAlchemyError) else None
        if key in {FULL, IO, LOCKED, READ_ONLY}:
            raise
        raise migration_failed(place, copy) from error


def _plain(text: str) -> str:
    """Keep a per cent sign in a path from being read as a placeholder."""
    return text.replace("%", "%%")
