"""Say what the steps of a repeated entry are about: services, memberships, bills and debits."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tracker.core.catalogue import StepRule
from tracker.core.charges import Debit
from tracker.core.intents import TOP_UP, settled_top_ups
from tracker.core.model import Names, Term, Values
from tracker.core.outlook import Outlook
from tracker.core.quick import make
from tracker.core.services import Service

OwnDays = tuple[int | None, int | None, int | None, int | None, int | None, int | None, int | None]
"""The days of `anchors.OWN`, in that order."""

_NONE: OwnDays = (None, None, None, None, None, None, None)


class Subject(NamedTuple):
    """Hold what one step is about, with the days that are its own."""

    key: str
    values: Values
    anchors: OwnDays
    sort: int
    service: Service | None = None
    debit: Debit | None = None


def subjects_of(view: Outlook, rule: StepRule) -> tuple[Subject, ...]:
    """Return what an entry is repeated for; one for an entry that is not."""
    if rule.each == "service":
        return _services(view)
    if rule.each == "membership":
        return _memberships(view)
    if rule.each == "top-up":
        return _top_ups(view)
    if rule.each == "bill":
        return _debits(rule, (view.payments.bill,)) if view.payments is not None else ()
    if rule.each == "debit":
        return _debits(rule, view.payments.debits) if view.payments is not None else ()
    return _single(rule)


@lru_cache(maxsize=256)
def _single(rule: StepRule) -> tuple[Subject, ...]:
    return (Subject(rule.key, (), _NONE, 0),)


_rank_of = itemgetter(Service._fields.index("rank"))


def _services(view: Outlook) -> tuple[Subject, ...]:
    """Return the bound services: payment and banks first, then as in the catalogue, then as given."""
    ranked = sorted(view.services, key=_rank_of)
    return tuple(
        [
            make(Subject, (service.key, (("service", service.name),), _NONE, position, service, None))
            for position, service in enumerate(ranked)
        ]
    )


def _memberships(view: Outlook) -> tuple[Subject, ...]:
    floor = view.now.request if view.now is not None else view.today
    found = []
    for position, (header, carrier, window) in enumerate(view.memberships):
        days: tuple[int, int, int | None] = (floor, floor, None)
        if window is not None:
            days = (max(window.request, floor), max(window.opens, floor), max(window.closes, floor))
        key = f"cancel:{header.removeprefix('linked.')}"
        values: Values = (("membership", Names(carrier.names)),)
        found.append(Subject(key, values, (None, None, None, None, *days), position))
    return tuple(found)


def _top_ups(view: Outlook) -> tuple[Subject, ...]:
    """Return the times a line was kept alive, and the next one."""
    keys = [mark.key for mark in settled_top_ups(view.contract)]
    last = int(keys[-1].removeprefix(TOP_UP)) if keys else 0
    keys.append(f"{TOP_UP}{last + 1}")
    return tuple(Subject(key, (), _NONE, position) for position, key in enumerate(keys))


def _debits(rule: StepRule, debits: tuple[Debit, ...]) -> tuple[Subject, ...]:
    return tuple(
        [
            make(
                Subject,
                (
                    *_named(rule.key, debit.item),
                    (None, None, debit.due, debit.start, None, None, None),
                    position,
                    None,
                    debit,
                ),
            )
            for position, debit in enumerate(debits)
        ]
    )


@lru_cache(maxsize=64)
def _named(key: str, item: str) -> tuple[str, Values]:
    """Return the key of the step for an item, and its name."""
    return f"{key}:{item}", (("item", Term(f"item.{item}.name")),)
