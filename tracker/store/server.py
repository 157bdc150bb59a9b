"""Keep the data on a database server, named by a SQLAlchemy URL."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from tracker.errors import StoreError


class Server:
    """Hold the address; copies and rights are the business of whoever runs the server."""

    writable = True

    def __init__(self, url: URL) -> None:
        """Take the address; its password never appears in `place`."""
        self._url = url
        self.place = url.render_as_string(hide_password=True)

    def prepare(self) -> None:
        """Do nothing: the database must exist."""

    def engine(self, *, foreign_keys: bool = True) -> Engine:
        """Return an engine; servers change tables without giving up references.

        Raises StoreError when the driver is not installed or nobody knows such an address.
        """
        del foreign_keys
        try:
            return create_engine(self._url)
        except ModuleNotFoundError as error:
            raise StoreError("error.store.driver", place=self.place, driver=error.name or "") from error
        except ArgumentError as error:
            raise StoreError("error.store.target", place=self.place) from error

    def tune(self) -> None:
        """Do nothing: a server lets people read and write at once."""

    def copy(self, revision: str, now: datetime) -> str | None:
        """Return None: there is no file to copy."""
        del revision, now
        return None

    def consistent(self, connection: Connection) -> bool:
        """Return true: references were enforced all the time."""
        del connection
        return True

    def version(self, engine: Engine) -> Hashable | None:
        """Return None: no server tells it in a way that all of them share."""
        del engine
        return None
