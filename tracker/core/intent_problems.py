"""Find what cannot be kept of a line that is ported out, kept, or left to lapse (PLANNING 5)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.core.case import Case, Found, remedy
from tracker.core.charges import base_fee
from tracker.core.dates import date_of
from tracker.core.endings import mark_of
from tracker.core.intents import TOP_UP
from tracker.core.model import Joined, Remedy, Term, TextValue, Values
from tracker.core.porting import STEP
from tracker.core.window_problems import minimum_term
from tracker.core.words import Payment, Severity, State

# Named once: asking an enumeration for a member is slow on Python 3.11.
_CARD, _DEBIT_CARD = Payment.CARD, Payment.DEBIT_CARD


def cannot_lapse(case: Case) -> Iterator[Found]:
    """Find that a line was to lapse which costs money, or of which nobody knows that it does not."""
    view = case.view
    yen = base_fee(view.rules, view.contract)
    values: Values = (("yen", yen),) if yen is not None else ()
    name = view.contract.name
    cancel = remedy("cancel-instead", view.today, name=name)
    yield Found(
        "cannot-lapse",
        values,
        ("cancel",),
        None,
        view.today,
        Severity.BLOCKING if yen is not None else Severity.WARNING,
        "" if yen is not None else "unknown",
        (cancel,) if yen is not None else (cancel, remedy("tell-fee", view.today, name=name)),
    )


def _is_ported(case: Case) -> bool:
    mark = mark_of(case.view.contract, STEP)
    return mark is not None and mark.state is State.DONE


def port_missed(case: Case) -> Iterator[Found]:
    """Find that the planned last day to port has passed, and another period begins to cost."""
    view, base, now = case.view, case.view.base, case.view.now
    if base is None or now is None or _is_ported(case) or view.today <= base.closes:
        return
    values: list[tuple[str, TextValue]] = [
        ("closes", date_of(base.closes)),
        ("new_closes", date_of(now.closes)),
    ]
    fee = base_fee(view.rules, view.contract)
    costs = (
        fee
        and now.line is not None
        and not now.line.by_day(now.ends, now.ends)
        and now.charged > base.charged
    )
    if costs:
        values.append(("yen", fee))
    ways = (remedy("port-now", view.today, day=date_of(now.closes)),)
    yield Found(
        "window-missed",
        tuple(values),
        (STEP,),
        view.today - base.closes,
        base.closes,
        variant="port" if costs else "port-free",
        remedies=ways,
    )


def port_costs(case: Case) -> Iterator[Found]:
    """Find that the line is ported out within a minimum term."""
    if case.view.now is None or case.view.now.line is None or _is_ported(case):
        return
    for found in minimum_term(case):
        yield found._replace(steps=(STEP,))


def port_unsure(case: Case) -> Iterator[Found]:
    """Find that it is not known when the period closes, or what the last one costs."""
    view, now = case.view, case.view.now
    if now is None or now.line is None or _is_ported(case):
        return
    unknown = [
        name
        for name, holds in (
            ("closing", bool(now.choices)),
            ("proration", view.rules.fact("proration", "last_month") is None),
        )
        if holds
    ]
    if unknown:
        what = Joined(tuple(Term(f"unknown.{name}.name") for name in unknown))
        yield Found("rule-unknown", (("what", what),), ("check-contract", STEP), None, view.today)


def kept_payment(case: Case) -> Iterator[Found]:
    """Find that a kept line with a fee loses what pays it."""
    view = case.view
    contract, person = view.contract, view.contract.person
    if base_fee(view.rules, contract) == 0:
        return
    returns = person.returns
    closes, expires = person.account_closes, person.card_expires
    ways: tuple[Remedy, ...]
    if closes is not None and contract.payment not in (_CARD, None) and (returns is None or closes < returns):
        ways = (remedy("other-payment", view.today),)
        yield Found(
            "account-closes-too-early",
            (("until", closes),),
            (),
            None,
            closes.toordinal(),
            variant="kept",
            remedies=ways,
        )
    if (
        expires is not None
        and contract.payment in (_CARD, _DEBIT_CARD)
        and (returns is None or expires < returns)
    ):
        ways = (remedy("new-card", view.today), remedy("other-payment", view.today))
        yield Found(
            "card-expires-too-early",
            (("until", expires),),
            (),
            None,
            expires.toordinal(),
            variant="kept",
            remedies=ways,
        )


def may_lapse(case: Case) -> Iterator[Found]:
    """Find that it is not known until when the line lives, or that it may have been stopped already."""
    view = case.view
    key = next(
        (step.key for step in case.steps if step.key.startswith(TOP_UP) and step.state is not State.DONE), ""
    )
    if view.alive is None:
        tell = remedy("tell-last-use", view.today, name=view.contract.name)
        what = Joined((Term("unknown.last-use.name"),))
        yield Found("rule-unknown", (("what", what),), (key,), remedies=(tell,))
    elif view.today > view.alive:
        over = view.idle.ends
        yield Found(
            "line-may-lapse",
            (("until", date_of(view.alive)),),
            (key,),
            view.today - view.alive,
            view.alive,
            variant="over" if over is not None and view.today > over else "",
            remedies=(remedy("top-up-now", view.today),),
        )
