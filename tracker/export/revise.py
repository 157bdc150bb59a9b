"""Give every event its lasting name and keep count of its changes."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from tracker.core.revision import Revision
from tracker.export.text import plain_uid

DOMAIN = "sim-tracker"
_LONGEST_UID = 120
_PARTS = 2
"""Colons of a slot (`unbind:bank:due`); with more of them, two slots could read alike."""
_TICK = timedelta(seconds=1)
GONE = ""
"""Digest of an event that was exported once and is no more."""
_BURIED = "-"
"""Beginning of the digest of an event that is no more and stands in the file as cancelled."""


def uid_of(contract_id: str, slot: str) -> str:
    """Return the UID of a slot of a contract: without day, title or number, so that it never changes.

    A slot whose characters would be lost (a service of the person's own naming), or that
    makes the UID longer than 120 characters, stands in it as a digest.
    """
    readable = slot.replace(":", "-")
    uid = f"{contract_id}-{readable}@{DOMAIN}"
    if plain_uid(uid) == uid and len(uid) <= _LONGEST_UID and slot.count(":") <= _PARTS:
        return uid
    owner = contract_id
    if plain_uid(owner) != owner or len(owner) > _LONGEST_UID // 2:
        owner = digest_of(owner)
    return f"{owner}-{digest_of(slot)}@{DOMAIN}"


def digest_of(*parts: str) -> str:
    """Return a short digest over texts, the same in every run."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(part.encode())
        whole.update(b"\0")
    return whole.hexdigest()


def revise(before: Revision | None, now: Revision) -> Revision:
    """Return the revision to write: `before` if nothing that is exported has changed.

    `now` is the event as if it were new. `changed` only ever rises, by a second at least:
    ICSx5 takes an event over only when it did.
    """
    if before is None:
        return now
    if before.digest == now.digest:
        return before
    return now._replace(
        sequence=before.sequence + 1,
        created=before.created,
        changed=max(now.changed, before.changed + _TICK),
    )


def bury(before: Revision, now: Revision) -> Revision:
    """Return the revision of an event that stays in the file as cancelled; `now` is that as if it were new.

    Its day and title stay known, for the tombstone is made of them again at every export.
    """
    buried = now._replace(
        digest=_BURIED + now.digest, starts=before.starts, ends=before.ends, summary=before.summary
    )
    return revise(before, buried)


def is_live(revision: Revision) -> bool:
    """Tell whether the event stood in the last export, and not as cancelled."""
    return revision.digest != GONE and not revision.digest.startswith(_BURIED)


def drop(before: Revision) -> Revision:
    """Return the revision of an event that is exported no more; should it come back, it counts as changed."""
    return before._replace(digest=GONE)
