"""Read and write what is remembered of events that were sent to a server, within a session."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from tracker.core.pushed import Pushed
from tracker.store.rows import sound, storable
from tracker.store.tables import PushedRow


def pushed_in(session: Session, collection: str) -> tuple[Pushed, ...]:
    """Return the events of a calendar by UID; ValueError from `sound`."""
    rows = session.exec(
        select(PushedRow).where(col(PushedRow.collection) == collection).order_by(col(PushedRow.uid))
    ).all()
    return tuple(Pushed(**sound(row).model_dump()) for row in rows)


def keep_pushed(session: Session, pushed: Pushed) -> None:
    """Insert or replace an event by calendar and UID."""
    session.merge(storable(PushedRow(**pushed._asdict())))


def forget_pushed(session: Session, pushed: Pushed) -> None:
    """Delete an event; one that is not known is as wanted."""
    session.exec(
        delete(PushedRow).where(
            col(PushedRow.collection) == pushed.collection, col(PushedRow.uid) == pushed.uid
        )
    )
