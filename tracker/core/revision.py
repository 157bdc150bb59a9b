"""Define what is remembered of a published calendar event."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Revision(NamedTuple):
    """Hold the state of one event in one variant.

    Variants are a feed, a calendar on a server, and of exported files each language, in it the files of
    single lines and those of several for themselves: they name the same events in other words.

    `slot` is `<row or step>:<role>`; `uid` is stable for the life of the contract; `digest` is
    over the exported content; `sequence` rises by one and `changed` to the export's instant
    (UTC) only when the digest changes. `starts`, `ends` and `summary` are what a person was told
    last: ISO dates, `ends` the day after, or moments in Asia/Tokyo; empty is not known. `meant` is when
    the plan of the line alone had it, whatever stood in a file for several.
    """

    contract_id: str
    slot: str
    variant: str
    uid: str
    digest: str
    sequence: int
    created: datetime
    changed: datetime
    starts: str = ""
    ends: str = ""
    summary: str = ""
    meant: str = ""
