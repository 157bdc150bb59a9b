"""Keep the data in one SQLite file: everything that only SQLite or a file needs stands here."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Hashable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from tracker.errors import StoreError
from tracker.store.faults import DAMAGED, LOCKED, key_of
from tracker.store.tables import METADATA

BUSY_SECONDS = 5.0
"""How long to wait for another process before giving up."""
WRITES = "tracker_writes"
"""Execution option of an engine whose transactions take the write lock when they begin."""


def default_path() -> Path:
    """Return where the data lies when nobody says otherwise."""
    return platformdirs.user_data_path("sim-tracker", appauthor=False) / "tracker.db"


def ddl() -> str:
    """Return the statements that make an empty file, in a stable order."""
    statements = []
    for table in METADATA.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect.dialect())))
        statements += [
            str(CreateIndex(index).compile(dialect=dialect.dialect()))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    lines = (
        line.rstrip().replace("\t", "  ") for text in statements for line in f"{text.strip()};\n".splitlines()
    )
    return "\n".join(lines) + "\n"


class SqliteFile:
    """Hold the path of the file and how it may be used."""

    def __init__(self, path: Path, *, default: bool = False) -> None:
        """Take the path, through links, as SQLite does; `default`: in the program's own folder."""
        self.path = Path(os.path.realpath(path))  # `resolve` raises on a loop, here `stat` says so
        self.default = default
        self.mode = "rw"
        self._seen: Hashable = None

    @property
    def place(self) -> str:
        """Return the name for messages."""
        return str(self.path)

    @property
    def writable(self) -> bool:
        """Say whether the file and its folder can be written, as far as `prepare` saw."""
        return self.mode == "rw"

    def prepare(self) -> None:
        """Make sure that there is a regular file, private if it is new, and how it can be opened.

        The file is never opened here by other means than SQLite once it exists: closing it
        would drop the locks that this process holds on it
        (https://sqlite.org/howtocorrupt.html, 2.2). Raises StoreError, OSError, sqlite3.Error.
        """
        if self.default:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _close_to_others(self.path.parent, 0o700)
        try:
            mode = self.path.stat().st_mode
        except FileNotFoundError:
            with suppress(FileExistsError):  # another process was quicker
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        else:
            if stat.S_ISDIR(mode):
                raise StoreError("error.store.directory", place=self.place)
            if not stat.S_ISREG(mode):
                raise StoreError("error.store.not-a-file", place=self.place)
            if self.default:
                _close_to_others(self.path, 0o600)
        if not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)):
            self._open_read_only()

    def tune(self) -> None:
        """Let readers go on while somebody writes (WAL); a file in use elsewhere stays as it is for now.

        Done last, because it changes the file, which might have been somebody else's.
        """
        if not self.writable:
            return
        with closing(self.connect()) as connection:
            if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
                return
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if key_of(error) != LOCKED:
                    raise

    def _open_read_only(self) -> None:
        """Choose how to read what cannot be written.

        A file in WAL mode wants companion files, with its own rights, and they would stay
        in the way when the file is made writable again. Without a log nobody has it open and it is
        complete by itself; with one the log is needed, for it holds the newest data.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        self.mode = "ro" if log.exists() else "ro&immutable=1"

    def connect(self, *, foreign_keys: bool = True) -> sqlite3.Connection:
        """Open a connection that begins and ends its transactions by explicit statements."""
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={self.mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        return connection

    def engine(self, *, foreign_keys: bool = True) -> Engine:
        """Return an engine over the file; see `WRITES`."""
        engine = create_engine(
            "sqlite://", creator=lambda: self.connect(foreign_keys=foreign_keys), poolclass=QueuePool
        )
        event.listen(engine, "begin", _begin)
        return engine

    def consistent(self, connection: Connection) -> bool:
        """Say whether every reference leads somewhere."""
        return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None

    def version(self, engine: Engine) -> Hashable:
        """Return what differs once another connection has changed the data, or the file is another one.

        SQLite counts for each connection what others commit (https://sqlite.org/pragma.html#pragma_data_version);
        an engine that is asked for one connection at a time has one. A file that was replaced, or changed
        by other means than SQLite, shows in its inode or time: it is opened anew.
        """
        found = self.path.stat()
        state = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        if state != self._seen:
            engine.dispose()
            self._seen = state
        raw = engine.raw_connection()
        try:
            seen = raw.cursor().execute("PRAGMA data_version").fetchone()
            return state, id(raw.driver_connection), seen
        finally:
            raw.close()

    def copy(self, revision: str, now: datetime) -> str:
        """Write a consistent, checked copy beside the file and return its name.

        It is named by the revision that is about to come and the instant in UTC, and
        appears under that name only when it is whole. Raises StoreError when the file is damaged.
        """
        name = f"{self.path.name}.before-{revision}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        goal, count = self.path.with_name(name), 1
        while goal.exists():
            count += 1
            goal = self.path.with_name(f"{name}-{count}")
        half = self.path.with_name(f".{goal.name}.part")
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        try:
            try:
                with closing(self.connect()) as source, closing(sqlite3.connect(half)) as copy:
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
                    if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                        raise StoreError(DAMAGED, place=self.place)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            half.rename(goal)
        finally:
            half.unlink(missing_ok=True)
        return goal.name


def _begin(connection: Connection) -> None:
    """Begin for real: the driver's own transactions leave out reads and changes of the schema.

    A writer takes the lock at once, so that what it reads stays true until it commits.
    """
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _close_to_others(path: Path, mode: int) -> None:
    """Take the rights of others away where they have any."""
    if stat.S_IMODE(path.stat().st_mode) & ~mode:
        with suppress(PermissionError):  # somebody else's: theirs to decide
            path.chmod(mode)
