"""Remember in which calendar app somebody reads the events."""

from __future__ import annotations

from tracker.export.clients import Client
from tracker.service.desk import Desk

_FILE = "export.client"


def _key(place: str) -> str:
    return f"push.client.{place}" if place else _FILE


def remembered_client(desk: Desk, place: str = "") -> Client | None:
    """Return the app that was named for a calendar on a server, else for files; without `place` for files."""
    for key in (_key(place), _FILE):
        remembered = desk.store.setting(key)
        if remembered in set(Client):
            return Client(remembered)
    return None


def remember_client(desk: Desk, client: Client, place: str = "") -> None:
    """Remember the app that a calendar on a server is read in; without `place` that of files."""
    if desk.store.setting(_key(place)) != client:
        desk.store.save_setting(_key(place), client)
