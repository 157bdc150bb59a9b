"""Define what is remembered of a published calendar event."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Revision(NamedTuple):
    """Hold the state of one event in one variant (a language is a variant of its own).

    `slot` is `<row or step>:<role>`; `uid` is stable for the life of the contract; `digest` is
    over the exported content; `sequence` rises by one and `changed` to the export's instant
    (UTC) only when the digest changes. `starts`, `ends` and `summary` are what a person was told
    last: ISO dates, `ends` the day after, or moments in Asia/Tokyo; empty is not known.
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
