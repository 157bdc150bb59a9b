"""Describe the services bound to the number, as the person and the catalogue say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tracker.core.catalogue import Policy, ServiceRule
from tracker.core.contract import BoundService, Contract
from tracker.core.model import Names
from tracker.core.quick import make


class Service(NamedTuple):
    """Hold a bound service as the person and the catalogue describe it."""

    key: str
    """The key of its step."""
    name: Names
    """Per language; a free entry has one for all."""
    lead: int
    """Days between starting and being moved."""
    moving: str
    """What moving it needs: app, sms, counter or counter-abroad."""
    by_sms: bool
    """A code to the old number is needed."""
    money: bool
    """A dead number costs money here (payment, bank)."""
    counter: bool
    """A visit to a counter is needed."""
    rank: tuple[bool, int, int]
    """The order of moving: payment and banks first, then as in the catalogue, then as given."""
    hint: str | None = None
    """The key of what to know before moving it."""


def _service(bound: BoundService, rule: ServiceRule | None) -> Service:
    own_lead, moving, use = bound.lead_days, bound.moving, bound.use
    names: tuple[tuple[str, str], ...] = (("en", bound.label or bound.key),)
    if rule is None:
        lead, place, by_sms, money, order = 1, "sms", True, False, 999
    else:
        names = rule.names if bound.label is None else names
        lead, place, by_sms, money, order = rule.lead_days, rule.moving, rule.sms, rule.money, rule.order
    if use is not None:
        by_sms, money = use != "login", use == "payment"
    moving = moving or place
    fields = (
        f"unbind:{bound.key}",
        Names(names),
        lead if own_lead is None else own_lead,
        moving,
        by_sms,
        money,
        moving.startswith("counter"),
        (not money, order, bound.letter),
        f"service.{bound.key}.hint" if rule is not None and rule.hint else None,
    )
    service: Service = make(Service, fields)
    return service


def services_of(contract: Contract, policy: Policy) -> tuple[Service, ...]:
    """Return the services bound to the number of a contract, as they were given."""
    if not contract.services:
        return ()
    known = _known_services(policy)
    return tuple([_service(bound, known.get(bound.key)) for bound in contract.services])


@lru_cache(maxsize=8)
def _known_services(policy: Policy) -> Mapping[str, ServiceRule]:
    return {service.key: service for service in policy.services}
