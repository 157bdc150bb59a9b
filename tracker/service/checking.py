"""Hold a calendar file against the plans: is it ours, and is it what an export would write now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from tracker.core.contract import Contract
from tracker.core.revision import Revision
from tracker.export.options import CalendarOptions, from_text
from tracker.export.reading import Found, is_ours, read_entries
from tracker.export.revise import variant_of
from tracker.export.shaping import is_derived
from tracker.export.writer import Change
from tracker.i18n import LANGUAGES, Texts
from tracker.service.desk import Desk
from tracker.service.exporting import Known, known_events, options_key, shared
from tracker.service.shelf import called_so, discreet


class Standing(StrEnum):
    """Name how a file stands to the plans."""

    CURRENT = "current"
    OUTDATED = "outdated"
    FOREIGN = "foreign"


class Verdict(NamedTuple):
    """Hold what was found; `changes` lead from the file to the plan, in the order of their days.

    `names` are the contracts that the file is about.
    """

    standing: Standing
    names: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


FOREIGN = Verdict(Standing.FOREIGN)


def look_over(
    data: bytes, open_desk: Callable[[], Desk], texts_of: Callable[[str], Texts], now: datetime
) -> Verdict:
    """Return how a calendar file stands to the plans; the data is opened only for a file of ours."""
    found = {uid: entry for uid, entry in read_entries([data]).items() if is_ours(uid)}
    if not found:
        return FOREIGN
    desk = open_desk()
    lang, merged, known = _known(desk, found)
    if not known:
        return FOREIGN
    variant = variant_of(lang, merged=merged)
    remembered = from_text(desk.store.setting(options_key(variant)))
    contracts = _contracts(desk, known, everyone=merged and remembered.whole)
    options = replace(remembered, variant=variant, labels=merged, changes_only=False, max_bytes=None)
    revisions = known_events(desk, lang, merged=merged)
    meant = _meant(desk, contracts, texts_of(lang), options, now, revisions)
    kinds = {entry.kind for entry in found.values()}
    meant = {uid: entry for uid, entry in meant.items() if entry[1].kind in kinds}
    changes = []
    same = found.keys() == meant.keys()
    for uid in found.keys() | meant.keys():
        old = found.get(uid)
        revision, new = meant.get(uid, (revisions.own.get(uid), None))
        if old is not None and new is not None and old.text == new.text:
            continue
        same = False
        if revision is not None and not is_derived(revision.slot):
            changes.append(_change(revision, old, new))
    changes.sort(key=lambda change: (str(change.after or change.before or ""), change.slot))
    standing = Standing.CURRENT if same else Standing.OUTDATED
    return Verdict(standing, tuple(contract.name for contract in contracts), tuple(changes))


def _known(desk: Desk, found: dict[str, Found]) -> tuple[str, bool, dict[str, Revision]]:
    """Return the language of the file, whether it is of several lines, and the revisions of its entries."""
    best: tuple[int, str, bool, dict[str, Revision]] = (0, LANGUAGES[0], False, {})
    for lang, merged in product(LANGUAGES, (False, True)):
        remembered = desk.store.revisions(variant_of(lang, merged=merged))
        known = {each.uid: each for each in remembered if each.uid in found}
        alike = sum(found[uid].summary == each.summary for uid, each in known.items())
        score = len(known) + len(found) * alike
        if score > best[0]:
            best = (score, lang, merged, known)
    return best[1:]


def _contracts(desk: Desk, known: dict[str, Revision], *, everyone: bool) -> tuple[Contract, ...]:
    """Return the contracts that the file is about; `everyone`: it is of all there are."""
    ids = {revision.contract_id for revision in known.values()}
    return tuple(contract for contract in desk.store.contracts() if everyone or contract.id in ids)


def _meant(
    desk: Desk,
    contracts: tuple[Contract, ...],
    texts: Texts,
    options: CalendarOptions,
    now: datetime,
    known: Known,
) -> dict[str, tuple[Revision | None, Found]]:
    """Return what an export would write now, by UID, with the revision of each entry."""
    from tracker.export.ics import write_calendar

    written = discreet(contracts) if options.redact else contracts
    shown = called_so(desk, written) if options.redact else desk
    options = replace(options, sharing=shared(shown, written, options))
    calendar = write_calendar(
        map(shown.plan, written),
        texts=texts,
        revisions=known.own,
        beside=known.beside,
        now=now,
        options=options,
    )
    revisions = {**known.beside, **known.own, **{revision.uid: revision for revision in calendar.revisions}}
    return {
        uid: (revisions.get(uid), entry)
        for document in calendar.documents
        for uid, entry in read_entries(document.chunks()).items()
    }


def _change(revision: Revision, old: Found | None, new: Found | None) -> Change:
    shown = new or old
    return Change(
        contract_id=revision.contract_id,
        slot=revision.slot,
        category=revision.slot.partition(":")[0],
        title=shown.summary if shown is not None else revision.summary,
        before=None if old is None else old.begins or "",
        after=new.begins if new is not None else None,
    )
