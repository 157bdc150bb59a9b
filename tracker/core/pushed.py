"""Define what is remembered of a calendar event that was sent to a server."""

from __future__ import annotations

from typing import NamedTuple


class Pushed(NamedTuple):
    """Hold how one event stood when this program and a calendar on a server last agreed about it.

    `collection` is the address of the calendar, without a user. `etag` names the version there, empty:
    there is none, or the server did not say. `digest` is over what our version said. `theirs`: the person
    chose what the calendar says, so that ours is not there.
    """

    collection: str
    uid: str
    contract_id: str
    etag: str
    digest: str
    theirs: bool = False
