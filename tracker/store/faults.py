"""Translate everything that a database or its drivers can raise, in this one place."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,  # noqa: A004 - of the pool of connections
)

from tracker.errors import StoreError

READ_ONLY = "error.store.read-only"
FULL = "error.store.full"
LOCKED = "error.store.locked"
DAMAGED = "error.store.damaged"
NOT_A_DATABASE = "error.store.not-a-database"
NO_PERMISSION = "error.store.no-permission"
NO_FOLDER = "error.store.no-folder"
IO = "error.store.io"
CONFLICT = "error.store.conflict"
TARGET = "error.store.target"
UNREACHABLE = "error.store.unreachable"
FAILED = "error.store.failed"

_SYSTEM = {
    errno.ENOENT: NO_FOLDER,
    errno.ENOTDIR: NO_FOLDER,
    errno.EEXIST: NO_FOLDER,  # a file stands where a folder belongs
    errno.ENAMETOOLONG: TARGET,
    errno.ELOOP: TARGET,
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EROFS: READ_ONLY,
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
}

_SQLITE = {
    sqlite3.SQLITE_ERROR: DAMAGED,  # a table or column is missing
    sqlite3.SQLITE_PERM: NO_PERMISSION,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: IO,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: NO_PERMISSION,
    sqlite3.SQLITE_NOTADB: NOT_A_DATABASE,
    sqlite3.SQLITE_CONSTRAINT: CONFLICT,
}

_SQLITE_EXTENDED = {
    # A quota, a limit on the size of a file and some full disks show as failed writes.
    sqlite3.SQLITE_IOERR_WRITE: FULL,
    sqlite3.SQLITE_IOERR_FSYNC: FULL,
    sqlite3.SQLITE_IOERR_TRUNCATE: FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
}


@contextmanager
def told(place: str) -> Iterator[None]:
    """Raise whatever the database, its driver or the system raises inside as a StoreError.

    `place` names the file or server to the person.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(key_of(error), place=place) from error
    except UnicodeDecodeError as error:  # SQLite's own words about a damaged file are not text
        raise StoreError(DAMAGED, place=place) from error


@contextmanager
def readable(place: str) -> Iterator[None]:
    """Do the same while rows are read: a cell that does not fit its column is damage."""
    try:
        with told(place):
            yield
    except (ValueError, TypeError) as error:
        raise StoreError(DAMAGED, place=place) from error


def migration_failed(place: str, copy: str | None) -> StoreError:
    """Return the error for a migration that was undone; `copy` names the copy made before, if any."""
    if copy is None:
        return StoreError("error.store.migration-uncopied", place=place)
    return StoreError("error.store.migration", place=place, copy=copy)


def key_of(error: SQLAlchemyError | sqlite3.Error | OSError) -> str:
    """Return the catalogue key for an error."""
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, IO)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _sqlite_key(cause)
    if isinstance(error, IntegrityError):
        return CONFLICT
    if isinstance(error, (OperationalError, InterfaceError, TimeoutError)):
        return UNREACHABLE
    return FAILED


def _sqlite_key(error: sqlite3.Error) -> str:
    """Return the key for SQLite's result code (https://sqlite.org/rescode.html).

    Errors without a code come from the driver; the only one that data can cause is
    text that is not UTF-8.
    """
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return DAMAGED if isinstance(error, sqlite3.OperationalError) else FAILED
    return _SQLITE_EXTENDED.get(code) or _SQLITE.get(code & 0xFF, FAILED)
