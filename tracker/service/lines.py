"""Record, change, put away and remove contracts."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from typing import Literal, NamedTuple

from tracker.carriers.names import fold, nearest
from tracker.core.contract import Contract, Person
from tracker.core.facts import Carrier
from tracker.core.model import Plan
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Sim
from tracker.errors import NotFoundError, UsageError
from tracker.service.additional import check_sharing, main_of
from tracker.service.bound import bind, next_letter, remember_letters, wanted, without
from tracker.service.desk import Desk
from tracker.service.naming import LONGEST_NOTE, clean, clean_name, find_contract, free_name, shown


class Unset(Enum):
    """Stand for a value that was not given, where None says that it is unknown."""

    UNSET = "unset"


OTHER_CARRIER = "other"
"""Id of the carrier file of which nothing is known."""

UNSET: Literal[Unset.UNSET] = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hold what was said about a contract; what was not said stays as it is.

    `services` are the words of the person (`wanted` reads them); the fields named as in Contract
    mean the same there.
    """

    name: str | Unset = UNSET
    carrier: str | Unset = UNSET
    departure: date | Unset | None = UNSET
    needed_until: date | Unset | None = UNSET
    closing_day: int | Unset | None = UNSET
    line: Line | Unset = UNSET
    sim: Sim | Unset | None = UNSET
    prepaid: bool | Unset | None = UNSET
    expires: date | Unset | None = UNSET
    valid_days: int | Unset | None = UNSET
    notice_days: int | Unset | None = UNSET
    started: date | Unset | None = UNSET
    signed: date | Unset | None = UNSET
    plan: str | Unset | None = UNSET
    fee_yen: int | Unset | None = UNSET
    payment: Payment | Unset | None = UNSET
    debit_day: int | Unset | None = UNSET
    channel: Channel | Unset | None = UNSET
    services: tuple[str, ...] | Unset | None = UNSET
    holder: Holder | Unset = UNSET
    intent: Intent | Unset = UNSET
    roles: tuple[str, ...] | Unset = UNSET
    number: str | Unset | None = UNSET
    device_balance: int | Unset | None = UNSET
    device_until: date | Unset | None = UNSET
    deposit: int | Unset | None = UNSET
    owed: int | Unset | None = UNSET
    balance: int | Unset | None = UNSET
    item: str | Unset = UNSET
    answers: tuple[tuple[str, bool | None], ...] | Unset = UNSET
    note: str | Unset | None = UNSET
    shares: str | Unset | None = UNSET
    """The name of the line on whose contract this SIM is an additional one."""


_READ_APART = frozenset({"name", "carrier", "departure", "plan", "services", "answers", "note", "shares"})


class Added(NamedTuple):
    """Hold the plan of a new contract; `own_departure` when its day differs from the other lines'."""

    plan: Plan
    own_departure: bool


class Edited(NamedTuple):
    """Hold the plan of a contract before and after a change."""

    before: Plan
    after: Plan


def draft_contract(desk: Desk, draft: Draft) -> Contract:
    """Return the contract that `add` would record, without keeping anything.

    Raises NotFoundError and UsageError for what cannot be understood.
    """
    store = desk.store
    carrier = desk.pack.find(_carrier_word(draft))
    name = (
        free_name(carrier.id, store.names(archived=None))
        if isinstance(draft.name, Unset)
        else clean_name(draft.name)
    )
    contract = Contract(name=name, carrier=carrier.id, recorded=desk.today, person=store.person())
    return _said(desk, contract, carrier, replace(draft, name=UNSET))


def needs_no_carrier(draft: Draft) -> bool:
    """Tell whether an end was said that stands without any rule of a carrier: prepaid."""
    return draft.prepaid is True or isinstance(draft.expires, date) or isinstance(draft.valid_days, int)


def _carrier_word(draft: Draft) -> str:
    if not isinstance(draft.carrier, Unset):
        return draft.carrier
    if needs_no_carrier(draft):
        return OTHER_CARRIER
    raise UsageError("error.add.carrier")


def add(desk: Desk, draft: Draft) -> Added:
    """Record a contract and return its plan.

    The first departure named holds for all lines; a differing one for this line alone.
    Raises UsageError when the name or the number is taken, or a value cannot be used.
    """
    store = desk.store
    with store.transaction():
        contract = draft_contract(desk, draft)
        person = contract.person
        first = person.departure is None or not store.names(archived=False)
        if contract.departure is not None and first:
            person = replace(person, departure=contract.departure)
            store.save_person(person)
        own = None if contract.departure == person.departure else contract.departure
        contract = replace(contract, departure=own, person=person)
        contract = replace(contract, id=store.insert(contract).id)
        remember_letters(desk, contract)
        return Added(desk.keep(contract), own is not None)


def edit(desk: Desk, name: str, draft: Draft, *, everyone: bool, preview: bool = False) -> Edited:
    """Change a contract; with `everyone` a departure is changed for all lines.

    With `preview` nothing is kept. Raises as `add`.
    """
    store = desk.store
    with store.transaction():
        contract = store.get(name)
        before = desk.plan(contract)
        carrier = desk.pack.load(contract.carrier)
        if not isinstance(draft.carrier, Unset):
            carrier = desk.pack.find(draft.carrier)
            # Plans and questions are those of one carrier's file.
            contract = replace(contract, carrier=carrier.id, plan=None, answers=())
        changed = _said(desk, contract, carrier, draft)
        person = changed.person
        if everyone and not isinstance(draft.departure, Unset):
            person = replace(person, departure=draft.departure)
            changed = replace(changed, departure=None, person=person)
        if preview:
            return Edited(before, desk.plan(changed))
        if person != contract.person:
            store.save_person(person)
            _same_departure_for_all(desk)
        remember_letters(desk, changed)
        after = desk.keep(changed)
        if person != contract.person:
            desk.keep_numbers()
        return Edited(before, after)


def shares_departure(desk: Desk, name: str) -> bool:
    """Tell whether a new departure of this contract could be meant for other lines too."""
    return any(other != name for other in desk.store.names(archived=False))


def _same_departure_for_all(desk: Desk) -> None:
    for contract in tuple(desk.store.contracts()):
        if contract.departure is not None:
            desk.store.save(replace(contract, departure=None))


def _said(desk: Desk, contract: Contract, carrier: Carrier, draft: Draft) -> Contract:
    """Return the contract with what was said about it."""
    plain = {
        field.name: value
        for field in fields(draft)
        if field.name not in _READ_APART and not isinstance(value := getattr(draft, field.name), Unset)
    }
    changed = _with_notice(replace(contract, **plain), carrier, draft)
    if not isinstance(draft.name, Unset):
        changed = replace(changed, name=clean_name(draft.name))
    if not isinstance(draft.departure, Unset):
        changed = replace(changed, departure=draft.departure)
    if not isinstance(draft.plan, Unset):
        changed = replace(changed, plan=None if draft.plan is None else _plan_key(carrier, draft.plan))
    if not isinstance(draft.note, Unset):
        note = None if draft.note is None else clean(draft.note, what="note", longest=LONGEST_NOTE)
        changed = replace(changed, note=note)
    if not isinstance(draft.answers, Unset):
        changed = _answered(changed, carrier, draft.answers)
    if not isinstance(draft.shares, Unset):
        changed = replace(changed, shares=None if draft.shares is None else main_of(desk, draft.shares))
    check_sharing(desk, changed)
    if draft.services is None:
        return replace(changed, services=(), services_listed=False)
    if not isinstance(draft.services, Unset):
        return _bound(desk, changed, draft.services)
    return changed


def _with_notice(contract: Contract, carrier: Carrier, draft: Draft) -> Contract:
    """Return the contract with its notice only where no carrier file could know it better.

    Raises UsageError where it was said now for another contract.
    """
    if contract.notice_days is None or contract.line is Line.OTHER or carrier.id == OTHER_CARRIER:
        return contract
    if isinstance(draft.notice_days, int):
        raise UsageError("error.notice.known", carrier=carrier.id)
    return replace(contract, notice_days=None)


def _bound(desk: Desk, contract: Contract, words: tuple[str, ...]) -> Contract:
    """Return the contract with exactly the services named; those it had keep their letters."""
    listed = wanted(words)
    first = next_letter(desk, contract) if contract.id else 0
    gone = {service.key for service in contract.services} - {one.key for one in listed}
    kept = without(contract, frozenset(gone))
    return replace(kept, services=bind(kept.services, listed, first), services_listed=True)


def _plan_key(carrier: Carrier, text: str) -> str:
    """Return the key of the plan that `text` names."""
    for key, name in carrier.plans:
        if fold(text) in (fold(key), fold(name)):
            return key
    known = [key for key, _ in carrier.plans]
    if not known:
        raise NotFoundError("error.plan.none", carrier=carrier.id)
    near = nearest(text, known) or tuple(known)
    raise NotFoundError("error.plan.unknown", plan=shown(text), carrier=carrier.id, near=near)


def cases(carrier: Carrier) -> tuple[str, ...]:
    """Return the questions that only the person can answer, in the order of the file."""
    found: list[str] = []
    for fact in carrier.facts:
        if fact.when is not None:
            found.extend(one for one in (*fact.when.case, *fact.when.exceptions) if one not in found)
    return tuple(found)


def _answered(contract: Contract, carrier: Carrier, said: tuple[tuple[str, bool | None], ...]) -> Contract:
    """Return the contract with answers to the carrier's questions; None takes one back."""
    answers = dict(contract.answers)
    known = cases(carrier)
    for text, answer in said:
        word = fold(text)
        found = [one for one in known if fold(one) == word] or [one for one in known if word in fold(one)]
        if not found:
            raise NotFoundError("error.answer.unknown", question=shown(text), carrier=carrier.id)
        if len(found) > 1:
            raise UsageError("error.answer.ambiguous", question=shown(text), count=len(found))
        answers.pop(found[0], None)
        if answer is not None:
            answers[found[0]] = answer
    return replace(contract, answers=tuple(answers.items()))


def archive(desk: Desk, text: str | None, *, undo: bool) -> Contract:
    """Put a contract away, or with `undo` take it back; it is in no plan and no calendar while away.

    Raises UsageError when it is so already.
    """
    with desk.store.transaction():
        contract = find_contract(desk.store, text, archived=None if text is not None else undo)
        if contract.archived is not undo:
            key = "error.archive.not-archived" if undo else "error.archive.archived"
            raise UsageError(key, name=contract.name)
        changed = replace(contract, archived=not undo)
        desk.store.save(changed)
        return changed


def remove(desk: Desk, name: str) -> None:
    """Forget the contract of this name."""
    with desk.store.transaction():
        desk.store.remove(desk.store.get(name).id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """Hold what was said about the person; what was not said stays as it is."""

    departure: date | Unset | None = UNSET
    residence_card_until: date | Unset | None = UNSET
    passport_until: date | Unset | None = UNSET
    account_closes: date | Unset | None = UNSET
    card_expires: date | Unset | None = UNSET
    returns: date | Unset | None = UNSET


def tell_person(desk: Desk, draft: PersonDraft) -> Person:
    """Keep facts of the person, which hold for all lines, and return all of them."""
    said = {
        field.name: value
        for field in fields(draft)
        if not isinstance(value := getattr(draft, field.name), Unset)
    }
    with desk.store.transaction():
        person = replace(desk.store.person(), **said)
        if said:
            desk.store.save_person(person)
            desk.keep_numbers()
        return person
