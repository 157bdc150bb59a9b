"""Decide what becomes of each event: from what the plan says, what is remembered, what is there."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from tracker.core.pushed import Pushed


class Verdict(StrEnum):
    """Name what becomes of one event."""

    SAME = "same"
    """Nothing."""
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ADOPT = "adopt"
    """Only remember: what is there says the same."""
    KEEP = "keep"
    """Only remember: the person wants what is there."""
    FORGET = "forget"
    """Only forget: the event is neither planned nor there, or is not ours any more."""
    TAKEN = "taken"
    """Conflict: an event of this identity is there that was not sent from here."""
    EDITED = "edited"
    """Conflict: it was changed there."""
    MISSING = "missing"
    """Conflict: it was deleted there."""
    ENDED = "ended"
    """Conflict: it was changed there, and the plan no longer has it."""
    MEANWHILE = "meanwhile"
    """Conflict: it was changed there after it was looked at."""


class Side(StrEnum):
    """Name whose version counts where both sides changed."""

    OURS = "ours"
    THEIRS = "theirs"


SENT = frozenset({Verdict.CREATE, Verdict.UPDATE, Verdict.DELETE})
CONFLICTS = frozenset(
    {Verdict.TAKEN, Verdict.EDITED, Verdict.MISSING, Verdict.ENDED, Verdict.MEANWHILE},
)

_OURS = {
    Verdict.TAKEN: Verdict.UPDATE,
    Verdict.EDITED: Verdict.UPDATE,
    Verdict.MISSING: Verdict.CREATE,
    Verdict.ENDED: Verdict.DELETE,
}
_THEIRS = {
    Verdict.TAKEN: Verdict.KEEP,
    Verdict.EDITED: Verdict.KEEP,
    Verdict.MISSING: Verdict.KEEP,
    Verdict.ENDED: Verdict.FORGET,
}


def judge(here: str | None, known: Pushed | None, there: str | None, look: Callable[[], str]) -> Verdict:
    """Return what becomes of an event.

    `here` is the digest of what the plan says, None when it has no such event, and then `known` is
    not None. `there` is the version on the server, None when there is none. `look` fetches what is there
    and returns its digest; it is called only where the version alone does not decide: a version also
    changes when an alarm was dismissed, and then nothing that a reader sees has.
    """
    if known is None:
        return _unknown(here, there, look)
    if there is None:
        if here is None or (known.theirs and here == known.digest):
            return Verdict.FORGET if here is None else Verdict.SAME
        return Verdict.MISSING
    moved = there != known.etag
    if known.theirs:
        if here == known.digest and not moved:
            return Verdict.SAME
        if here is not None and look() == here:
            return Verdict.ADOPT
        if here is None:
            return Verdict.ENDED
        return Verdict.KEEP if here == known.digest else Verdict.EDITED
    if not moved or (found := look()) == known.digest:
        if here is None:
            return Verdict.DELETE
        if here != known.digest:
            return Verdict.UPDATE
        return Verdict.ADOPT if moved else Verdict.SAME
    if here is None:
        return Verdict.ENDED
    return Verdict.ADOPT if found == here else Verdict.EDITED


def _unknown(here: str | None, there: str | None, look: Callable[[], str]) -> Verdict:
    """Return what becomes of an event that was never sent, or was but not remembered."""
    if there is None:
        return Verdict.CREATE
    return Verdict.ADOPT if look() == here else Verdict.TAKEN


def settle(verdict: Verdict, side: Side | None) -> Verdict:
    """Return what becomes of a conflict when one side counts; anything else stays as it is."""
    if side is None:
        return verdict
    return (_OURS if side is Side.OURS else _THEIRS).get(verdict, verdict)
