"""Say where a lost line is stopped, and record that it is lost or found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tracker.core.catalogue import Policy
from tracker.core.contract import Contract
from tracker.core.facts import Carrier, Fact
from tracker.core.model import Names, Plan
from tracker.core.rules import Rules
from tracker.core.services import Service, services_of
from tracker.errors import UsageError
from tracker.service.desk import Desk

ORDER = ("suspend-line", "block-payment-apps", "lock-device", "report-loss", "reissue-or-cancel")
"""What to do when a phone is gone: first what stops others from spending (docs/decisions.md)."""


class Stop(NamedTuple):
    """Hold what is known of stopping one line; None is unknown.

    `name`, `lost` and `row`, the number of its row in the plan, are None without a record. `services` are
    those that pay or hold money.
    """

    carrier: Carrier
    name: str | None
    lost: date | None
    row: int | None
    services: tuple[Names, ...]
    where: Fact | None
    hours: str | None
    self_service: bool | None
    fee_continues: bool | None
    ends_after_days: int | None


def stop_of(carrier: Carrier, today: date) -> Stop:
    """Return where and how a line of a carrier is stopped of which nothing is recorded."""
    return _stop(carrier, Contract(name="", carrier=carrier.id, recorded=today))


def stop_of_plan(plan: Plan, policy: Policy) -> Stop:
    """Return where and how a recorded line is stopped."""
    contract = plan.contract
    row = next((row.number for row in plan.rows if row.key == "lost"), None)
    bound = services_of(contract, policy)
    return _stop(plan.carrier, contract, bound)._replace(name=contract.name, lost=contract.lost, row=row)


def _stop(carrier: Carrier, contract: Contract, bound: tuple[Service, ...] = ()) -> Stop:
    rules = Rules.of(carrier, contract)
    return Stop(
        carrier=carrier,
        name=None,
        lost=None,
        row=None,
        services=tuple(service.name for service in bound if service.money),
        where=rules.fact("lost", "where"),
        hours=rules.text("lost", "hours"),
        self_service=rules.flag("lost", "self_service"),
        fee_continues=rules.flag("lost", "fee_continues"),
        ends_after_days=rules.number("lost", "ends_after_days"),
    )


def says_how_to_stop(carrier: Carrier) -> bool:
    """Tell whether anything is known of stopping a lost line of a carrier."""
    return any(fact.header in ("lost", "contact.lost") for fact in carrier.facts)


def report(desk: Desk, name: str) -> Plan:
    """Record the line of this name as lost since today and return its plan; a lost one keeps its day."""
    with desk.store.transaction():
        contract = desk.store.get(name)
        if contract.lost is not None:
            return desk.plan(contract)
        return desk.keep(replace(contract, lost=desk.today))


def take_back(desk: Desk, name: str) -> Plan:
    """Record that the line was found and return its plan; what was done about the loss is forgotten.

    Raises UsageError when it is not lost.
    """
    with desk.store.transaction():
        contract = desk.store.get(name)
        if contract.lost is None:
            raise UsageError("error.lost.not", name=name)
        about = {rule.kind for rule in desk.policy.steps if rule.row == "lost"}
        marks = tuple(mark for mark in contract.marks if mark.key not in about)
        return desk.keep(replace(contract, lost=None, marks=marks))
