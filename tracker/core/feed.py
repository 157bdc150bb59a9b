"""Define a feed: a calendar that others fetch under a secret address."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Feed(NamedTuple):
    """Hold one feed; the secret of its address is known to nobody but its owner.

    `name` is the file in the address, `digest` the SHA-256 of the secret in hexadecimal.
    `contract_id` None: all contracts that are not archived. `full`: with the names, notes and places
    that the person typed. `revoked` is the instant (UTC) from which nothing is served any more.
    """

    id: str
    name: str
    digest: str
    lang: str
    contract_id: str | None
    full: bool
    created: datetime
    revoked: datetime | None = None
