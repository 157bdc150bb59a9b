"""Turn answers of the commands into records for JSON: English, whatever the language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date

from tracker.carriers import CarrierHead
from tracker.carriers.staleness import bearing, read_day
from tracker.core.catalogue import Policy, ServiceRule
from tracker.core.contract import BoundService, Contract, Person
from tracker.core.facts import Carrier, Fact, FactValue, When
from tracker.core.model import Plan
from tracker.core.several import merge
from tracker.core.words import State
from tracker.export.desk import find_loss_desks
from tracker.export.record import (
    Record,
    candidate_record,
    closing_word,
    english,
    iso,
    part_record,
    plans_record,
    source_record,
    step_record,
)
from tracker.service.lines import PersonDraft
from tracker.service.lost import ORDER, Stop
from tracker.service.steps import Selection, letters
from tracker.service.upcoming import Item, upcoming

NEXT_SCHEMA = "tracker/next/1"
LIST_SCHEMA = "tracker/list/1"
SHOW_SCHEMA = "tracker/show/1"
EXPLAIN_SCHEMA = "tracker/explain/1"
SERVICES_SCHEMA = "tracker/services/1"
CATALOGUE_SCHEMA = "tracker/service-catalogue/1"
COMPARE_SCHEMA = "tracker/compare/1"
CARRIERS_SCHEMA = "tracker/carriers/1"
CARRIER_SCHEMA = "tracker/carrier/1"
STALE_SCHEMA = "tracker/stale/1"
ME_SCHEMA = "tracker/me/1"
LOST_SCHEMA = "tracker/lost/1"


def plans(found: tuple[Plan, ...]) -> Record:
    """Return the record of several plans."""
    return plans_record(merge(found))


def next_record(items: Iterable[Item], today: date) -> Record:
    """Return what to do next."""
    return {
        "schema": NEXT_SCHEMA,
        "today": iso(today),
        "items": [_item(item, today) for item in items],
    }


def _item(item: Item, today: date) -> Record:
    row = item.row
    return {
        "name": item.plan.contract.name,
        "carrier": item.plan.carrier.id,
        "number": row.number,
        "row": row.key,
        "title": english(item.plan).render(row.title_key, row.values),
        "title_key": row.title_key,
        "due": iso(item.due),
        "last_day": iso(row.last_day),
        "in_days": (item.due - today).days,
        "late": row.late,
        "critical": row.critical,
        "estimate": row.estimate,
        "steps": list(row.steps),
        "also": [part_record(part) for part in item.also],
    }


def list_record(found: Iterable[Plan], today: date) -> Record:
    """Return the contracts with what counts of their plans."""
    return {
        "schema": LIST_SCHEMA,
        "today": iso(today),
        "contracts": [_summary(plan, today) for plan in found],
    }


def _summary(plan: Plan, today: date) -> Record:
    window = plan.cancellation
    closed = [step for step in plan.steps if step.state in (State.DONE, State.SKIPPED)]
    items = upcoming([plan])
    return {
        "name": plan.contract.name,
        "carrier": plan.carrier.id,
        "archived": plan.contract.archived,
        "departure": iso(plan.departure),
        "outcome": plan.outcome.value,
        "request": None if window is None else iso(window.request),
        "closes": None if window is None else iso(window.closes),
        "keep_payment_until": iso(plan.keep_payment_until),
        "steps": len(plan.steps),
        "steps_closed": len(closed),
        "next": _item(items[0], today) if items else None,
    }


def show_record(plan: Plan) -> Record:
    """Return everything that was said about a contract, and the summary of its plan."""
    contract = plan.contract
    return {
        "schema": SHOW_SCHEMA,
        "today": iso(plan.today),
        "contract": contract_record(contract),
        "person": _person(contract.person),
        "plan": _summary(plan, plan.today),
    }


def contract_record(contract: Contract) -> Record:
    """Return everything that was said about a contract."""
    return {
        "id": contract.id,
        "name": contract.name,
        "carrier": contract.carrier,
        "recorded": iso(contract.recorded),
        "archived": contract.archived,
        "departure": iso(contract.departure),
        "needed_until": iso(contract.needed_until),
        "closing_day": closing_word(contract.closing_day),
        "line": contract.line.value,
        "sim": None if contract.sim is None else contract.sim.value,
        "prepaid": contract.prepaid,
        "expires": iso(contract.expires),
        "valid_days": contract.valid_days,
        "notice_days": contract.notice_days,
        "started": iso(contract.started),
        "signed": iso(contract.signed),
        "plan": contract.plan,
        "fee": contract.fee_yen,
        "payment": None if contract.payment is None else contract.payment.value,
        "debit_day": closing_word(contract.debit_day),
        "channel": None if contract.channel is None else contract.channel.value,
        "services_listed": contract.services_listed,
        "services": [service.label or service.key for service in contract.services],
        "holder": contract.holder.value,
        "intent": contract.intent.value,
        "roles": list(contract.roles),
        "shares": next((other.name for other in contract.beside if other.main), None),
        "number": contract.number,
        "device_balance": contract.device_balance,
        "device_until": iso(contract.device_until),
        "deposit": contract.deposit,
        "owed": contract.owed,
        "balance": contract.balance,
        "item": contract.item,
        "answers": [{"question": question, "answer": answer} for question, answer in contract.answers],
        "note": contract.note,
        "lost": iso(contract.lost),
        "marks": [
            {
                "step": mark.key,
                "state": mark.state.value,
                "on": iso(mark.on),
                "ends": iso(mark.ends),
                "ref": mark.ref,
                "moved_to": iso(mark.moved_to),
                "appointment": iso(mark.appointment),
                "place": mark.place,
            }
            for mark in contract.marks
        ],
        "failures": [
            {
                "step": failure.key,
                "on": iso(failure.on),
                "channel": None if failure.channel is None else failure.channel.value,
                "why": failure.why,
            }
            for failure in contract.failures
        ],
    }


def explain_record(found: Selection) -> Record:
    """Return steps with the reasons of their dates."""
    words = english(found.plan)
    return {
        "schema": EXPLAIN_SCHEMA,
        "today": iso(found.plan.today),
        "name": found.plan.contract.name,
        "carrier": found.plan.carrier.id,
        "steps": [step_record(step, words) for step in found.steps],
    }


def services_record(plan: Plan, policy: Policy) -> Record:
    """Return the services bound to the number of a contract."""
    rules = {rule.key: rule for rule in policy.services}
    states = {step.key.removeprefix("unbind:"): step for step in plan.steps if step.kind == "unbind"}

    def entry(service: BoundService) -> Record:
        rule, step = rules.get(service.key), states.get(service.key)
        return {
            "key": service.key,
            "letters": letters(service.letter),
            "name": service.label or (dict(rule.names).get("en") if rule else None) or service.key,
            "use": service.use or (rule.use if rule else None),
            "moving": service.moving or (rule.moving if rule else None),
            "lead_days": service.lead_days
            if service.lead_days is not None
            else (rule.lead_days if rule else None),
            "state": None if step is None else step.state.value,
            "due": None if step is None else iso(step.due),
        }

    return {
        "schema": SERVICES_SCHEMA,
        "today": iso(plan.today),
        "name": plan.contract.name,
        "listed": plan.contract.services_listed,
        "services": [entry(service) for service in plan.contract.services],
    }


def catalogue_record(policy: Policy) -> Record:
    """Return the catalogue of services."""

    def entry(rule: ServiceRule) -> Record:
        return {
            "key": rule.key,
            "names": dict(rule.names),
            "aliases": list(rule.aliases),
            "category": rule.category,
            "use": rule.use,
            "moving": rule.moving,
            "lead_days": rule.lead_days,
            "sms": rule.sms,
            "money": rule.money,
        }

    return {"schema": CATALOGUE_SCHEMA, "services": [entry(rule) for rule in policy.services]}


def compare_record(plan: Plan) -> Record:
    """Return when cancelling costs what."""
    return {
        "schema": COMPARE_SCHEMA,
        "today": iso(plan.today),
        "name": plan.contract.name,
        "carrier": plan.carrier.id,
        "departure": iso(plan.departure),
        "candidates": [candidate_record(candidate) for candidate in plan.candidates],
    }


def person_record(person: Person) -> Record:
    """Return the facts of the person."""
    return {"schema": ME_SCHEMA, **_person(person)}


def _person(person: Person) -> Record:
    return {field.name: iso(getattr(person, field.name)) for field in fields(PersonDraft)}


def carriers_record(heads: Iterable[CarrierHead]) -> Record:
    """Return the carriers that are known."""
    return {
        "schema": CARRIERS_SCHEMA,
        "carriers": [
            {
                "id": head.id,
                "kind": head.kind,
                "names": dict(head.names),
                "aliases": list(head.aliases),
                "own": head.own,
            }
            for head in heads
        ],
    }


def carrier_record(carrier: Carrier) -> Record:
    """Return everything that is known of a carrier, fact by fact, with its sources."""
    return {
        "schema": CARRIER_SCHEMA,
        "id": carrier.id,
        "kind": carrier.kind,
        "names": dict(carrier.names),
        "aliases": list(carrier.aliases),
        "own": carrier.own,
        "plans": dict(carrier.plans),
        "facts": [_fact(fact) for fact in carrier.facts],
        "remarks": [
            {
                "about": remark.about,
                "text": remark.text,
                "check": remark.check,
                "basis": None if remark.basis is None else remark.basis.value,
                "sources": [source_record(source) for source in remark.sources],
            }
            for remark in carrier.remarks
        ],
    }


def _fact(fact: Fact) -> Record:
    return {
        "header": fact.header,
        "key": fact.key,
        "value": _plain(fact.value),
        "basis": fact.basis.value,
        "when": None if fact.when is None else _when(fact.when),
        "note": fact.note,
        "conflict": fact.conflict,
        "sources": [source_record(source) for source in fact.sources],
    }


def _plain(value: FactValue | None) -> object:
    if isinstance(value, date):
        return iso(value)
    return list(value) if isinstance(value, tuple) else value


def _when(when: When) -> Record:
    """Return the conditions that restrict, under the names that the file has for them."""
    names = {"valid_from": "from", "valid_until": "until", "exceptions": "except"}
    held = {field.name: getattr(when, field.name) for field in fields(when)}
    return {names.get(name, name): _plain(value) for name, value in held.items() if value not in (None, ())}


def stale_record(old: Iterable[tuple[Carrier, Iterable[Fact]]], today: date, months: int) -> Record:
    """Return the facts that nobody has looked up for `months` months, with the pages to read again."""
    return {
        "schema": STALE_SCHEMA,
        "today": iso(today),
        "months": months,
        "carriers": [{"id": carrier.id, "facts": list(map(_old_fact, facts))} for carrier, facts in old],
    }


def _old_fact(fact: Fact) -> Record:
    return {
        "header": fact.header,
        "key": fact.key,
        "read": iso(read_day(fact)),
        "sources": [source_record(source) for source in bearing(fact)],
    }


def lost_record(stops: Iterable[Stop], today: date) -> Record:
    """Return what to do when a phone is gone, in order, and where each line is stopped."""
    return {
        "schema": LOST_SCHEMA,
        "today": iso(today),
        "order": list(ORDER),
        "lines": [_stop(stop) for stop in stops],
    }


def _stop(stop: Stop) -> Record:
    where = stop.where
    return {
        "name": stop.name,
        "carrier": stop.carrier.id,
        "lost": iso(stop.lost),
        "where": None if where is None else str(where.value),
        "hours": stop.hours,
        "self_service": stop.self_service,
        "fee_continues": stop.fee_continues,
        "ends_after_days": stop.ends_after_days,
        "basis": None if where is None else where.basis.value,
        "sources": [] if where is None else [source_record(source) for source in where.sources],
        "desks": [
            {
                "phone": desk.phone,
                "address": desk.address,
                "language": desk.language,
                "hours": desk.hours,
                "weekdays_only": desk.weekdays,
                "from_japan_only": desk.japan_only,
                "basis": desk.basis.value,
            }
            for desk in find_loss_desks(stop.carrier, "en")
        ],
    }
