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


def variant_of(lang: str, *, merged: bool) -> str:
    """Return the variant of exported files: of single lines, or of several in one (`merged`)."""
    return f"{lang} merged" if merged else lang


def revise(before: Revision | None, now: Revision, beside: Revision | None = None) -> Revision:
    """Return the revision to write: `before` if nothing that is exported has changed.

    `now` is the event as if it were new, `beside` what was said of it last in another form of file.
    Whoever reads both forms follows the higher sequence: so what says something new comes after all that
    was said in any of them, and what says the same as before only if another day was named since.
    `changed` only ever rises, by a second at least: ICSx5 takes an event over only when it did.
    """
    last = _later(before, beside)
    if last is None:
        return now
    if before is not None and before.digest == now.digest and (last is before or last.meant == now.meant):
        return before
    if last.digest == now.digest:
        return last._replace(variant=now.variant)
    return now._replace(
        sequence=last.sequence + 1,
        created=last.created,
        changed=max(now.changed, last.changed + _TICK),
    )


def _later(one: Revision | None, other: Revision | None) -> Revision | None:
    if one is None or other is None:
        return one or other
    return other if other.sequence > one.sequence else one


def bury(before: Revision, now: Revision, beside: Revision | None = None) -> Revision:
    """Return the revision of an event that stays in the file as cancelled; `now` is that as if it were new.

    Its day and title stay known, for the tombstone is made of them again at every export.
    """
    digest = _BURIED + now.digest
    if before.digest == digest:
        return before if before.variant == now.variant else before._replace(variant=now.variant)
    buried = now._replace(digest=digest, starts=before.starts, ends=before.ends, summary=before.summary)
    return revise(before, buried, beside)


def is_live(revision: Revision) -> bool:
    """Tell whether the event stood in the last export, and not as cancelled."""
    return revision.digest != GONE and not revision.digest.startswith(_BURIED)


def drop(before: Revision, variant: str) -> Revision:
    """Return the revision of an event that is exported no more; should it come back, it counts as changed."""
    return before._replace(digest=GONE, variant=variant)
