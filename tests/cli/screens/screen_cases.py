"""Plans of the real engine for the tests of what people see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from tracker.carriers import load_calendar, load_policy
from tracker.carriers.pack import Pack
from tracker.cli import screens
from tracker.core.catalogue import Policy
from tracker.core.contract import BoundService, BusinessCalendar, Contract, Mark, Person
from tracker.core.model import Plan, Step
from tracker.core.plan import build_plan
from tracker.core.several import merge
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Sim, State
from tracker.i18n import Texts
from tracker.service.upcoming import upcoming

RECORDED = date(2027, 2, 1)
DEPARTURE = date(2027, 2, 19)
SERVICES = ("wechat", "alipay", "line", "bank")
PACK = Pack(None)


@cache
def policy() -> Policy:
    return load_policy()


@cache
def calendar() -> BusinessCalendar:
    return load_calendar()


def contract(
    carrier: str = "au", *, name: str = "main", services: tuple[str, ...] = SERVICES, **facts: Any
) -> Contract:
    bound = tuple(BoundService(key=key, letter=letter) for letter, key in enumerate(services))
    given = {
        "recorded": RECORDED,
        "person": Person(departure=DEPARTURE),
        "services": bound,
        "services_listed": True,
        **facts,
    }
    return Contract(name=name, carrier=carrier, **given)


def plan(carrier: str = "au", *, today: date = RECORDED, **facts: Any) -> Plan:
    recorded = contract(carrier, **facts)
    return build_plan(recorded, PACK.load(carrier), policy(), calendar(), today)


def leaving(day: date, **facts: date) -> Person:
    return Person(departure=day, **facts)


def au(**facts: Any) -> Plan:
    return plan(**{"sim": Sim.ESIM, "payment": Payment.CARD, **facts})


def data(**facts: Any) -> Plan:
    return plan("iijmio", name="data", services=(), line=Line.DATA, payment=Payment.CARD, **facts)


def travel(**facts: Any) -> Plan:
    return plan("other", name="travel", services=(), prepaid=True, expires=date(2027, 3, 3), **facts)


def steps_of(found: Plan, row: str) -> list[Step]:
    keys = next(one.steps for one in found.rows if one.key == row)
    return [step for step in found.steps if step.key in keys]


def done(key: str, on: date, **more: Any) -> Mark:
    return Mark(key=key, state=State.DONE, on=on, **more)


def brand(name: str, **facts: Any) -> Plan:
    return plan("softbank", name=name, channel=Channel.SHOP, person=leaving(date(2027, 3, 28)), **facts)


def code_lost() -> list[Plan]:
    """Return a line that gets the codes of another and is moved before it."""
    person = leaving(date(2027, 3, 28))
    early = (Mark(key="cancel", moved_to=date(2027, 3, 10)),)
    main = plan("docomo", person=person, marks=early, fee_yen=2970)
    return [main, plan("au", name="data", services=(), line=Line.DATA, person=person)]


def _next(plans: list[Plan], texts: Texts, count: int) -> list[str]:
    several = merge(plans)
    items = upcoming(several.shown, several.sharing)[:count]
    return screens.next_lines(several.shown, texts, plans[0].today, items)


NOVEMBER = date(2027, 11, 1)
LEFT = date(2027, 3, 3)
Screen = Callable[[Texts], list[str]]

CASES: dict[str, Screen] = {
    "added": lambda t: screens.added(au(), t, RECORDED),
    "added-closing-unknown": lambda t: screens.added(
        plan("softbank", person=leaving(date(2027, 4, 6))), t, RECORDED
    ),
    "added-prepaid": lambda t: screens.added(travel(), t, RECORDED),
    "added-undated": lambda t: screens.added(au(person=Person()), t, RECORDED),
    "plan": lambda t: screens.plan_table(au(), t),
    "plan-all": lambda t: screens.plan_table(au(), t, every=True),
    "plan-month-end": lambda t: screens.plan_table(
        plan("iijmio", payment=Payment.CARD, person=leaving(date(2027, 4, 1))), t
    ),
    "plan-prorated": lambda t: screens.plan_table(
        plan("mineo", person=leaving(date(2027, 12, 28)), recorded=NOVEMBER, today=NOVEMBER),
        t,
    ),
    "plan-closing-unknown": lambda t: screens.plan_table(
        plan("softbank", person=leaving(date(2027, 4, 6))), t
    ),
    "plan-unknown": lambda t: screens.plan_table(plan("gtn-mobile"), t),
    "plan-late": lambda t: screens.plan_table(au(today=date(2027, 2, 14)), t),
    "plan-left": lambda t: screens.plan_table(au(today=LEFT, fee_yen=2970), t),
    "plan-done": lambda t: screens.plan_table(
        au(
            today=date(2027, 2, 20),
            marks=(
                done("check-contract", date(2027, 2, 2)),
                done("check-login", date(2027, 2, 2)),
                done("set-contact", date(2027, 2, 2)),
                done("unbind:line", date(2027, 2, 9)),
                done("cancel", date(2027, 2, 17)),
            ),
        ),
        t,
    ),
    "plan-account-closes": lambda t: screens.plan_table(
        au(payment=Payment.BANK, person=leaving(DEPARTURE, account_closes=date(2027, 2, 20))), t
    ),
    "plan-undated": lambda t: screens.plan_table(au(person=Person(), fee_yen=2970), t),
    "plan-prepaid": lambda t: screens.plan_table(travel(), t),
    "plan-prepaid-unknown": lambda t: screens.plan_table(plan("other", prepaid=True), t),
    "plan-company": lambda t: screens.plan_table(plan(holder=Holder.COMPANY), t),
    "plan-switch": lambda t: screens.plan_table(au(intent=Intent.SWITCH), t),
    "plan-lost": lambda t: screens.plan_table(au(lost=RECORDED), t),
    "plans": lambda t: screens.plan_tables([au(), data(), travel()], t),
    "plans-all": lambda t: screens.plan_tables([brand("a"), brand("b")], t, every=True),
    "plans-visit": lambda t: screens.plan_tables([brand("a"), brand("b", services=())], t),
    "plans-order": lambda t: screens.plan_tables(code_lost(), t),
    "next": lambda t: _next([au()], t, 3),
    "next-several": lambda t: _next([au(), data(), travel()], t, 6),
    "next-left": lambda t: _next([au(today=LEFT)], t, 3),
    "next-nothing": lambda t: screens.next_lines([au()], t, RECORDED, []),
    "explain-cancel": lambda t: screens.explain(au(), steps_of(au(), "cancel"), t),
    "explain-look": lambda t: screens.explain(au(), steps_of(au(), "look"), t),
    "explain-service": lambda t: screens.explain(au(), steps_of(au(), "move")[:1], t),
    "explain-until": lambda t: screens.explain(au(), steps_of(au(), "until"), t),
    "explain-unknown": lambda t: screens.explain(
        plan("gtn-mobile"), steps_of(plan("gtn-mobile"), "cancel"), t
    ),
    "list": lambda t: screens.contract_list([au(), data(), travel()], t),
    "show": lambda t: screens.contract_show(au(number="+819012345678", fee_yen=2970), t),
    "compare": lambda t: screens.compare_table(au(fee_yen=2970), t),
    "compare-no-fee": lambda t: screens.compare_table(data(), t),
    "preview": lambda t: screens.preview(
        au(), au(person=leaving(date(2027, 3, 6)), services=("wechat", "line", "paypay")), t
    ),
    "services": lambda t: screens.services_table(au(marks=(done("unbind:line", RECORDED),)), policy(), t),
    "services-catalogue": lambda t: screens.services_catalogue(policy(), t),
    "carriers": lambda t: screens.carriers_table(PACK.heads(), t),
    "carrier": lambda t: screens.carrier_show(PACK.load("au"), t, common=PACK.common()),
    "carrier-unknown": lambda t: screens.carrier_show(PACK.load("gtn-mobile"), t),
    "chart": lambda t: screens.chart([au()], t),
    "charts": lambda t: screens.chart([au(), data(), travel()], t),
}
