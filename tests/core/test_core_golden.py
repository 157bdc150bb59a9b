"""Compare whole plans, every value of them, with what was reviewed against docs/planning.md.

`pytest tests/core --update-golden` writes the files; read the diff before keeping it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from core_cases import AT_ONCE, BY_MONTH, TODAY, made, person, planned
from plan_text import plan_lines, several_lines

from tracker.core.contract import BoundService, Failure, Mark, Paired
from tracker.core.model import Plan
from tracker.core.several import merge
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Sim, State

TOKYO = timezone(timedelta(hours=9))
SERVICES = tuple(
    BoundService(key=key, letter=letter) for letter, key in enumerate(("wechat", "bank", "suica", "employer"))
)
OWN = BoundService(
    key="my-club", letter=4, label="My club", use="sms-code", moving="counter-abroad", lead_days=10
)
RICH = """
closing | day = "per-customer"; choices = [10, 20, "month-end"]
effect | ends = "period-end"
cutoff | days_before_end = 3; time = "17:59"; single = ["other"]
proration | last_month = "none"
channel.online | available = true; needs = ["login", "sms-to-line"]; where = "My page"; menu = "解約"; \
hours = "09:00-21:00"; blocked_by = ["family-head", "fibre-pairing", "unpaid"]; from_abroad = true; \
processing_days = 3
channel.phone | available = true; hours = "10:00-19:00"; days = "weekdays"; \
closed = ["12-31..01-03"]; conflict = "Another page says Sundays too."; against = ["third"]
channel.shop | available = true; lead_days = 4
confirmation | business_days = 2
statement | months = 1; day = 5
charge.base | months = 1; days = [8, 11]; reported = ["other", "third"]
charge.usage | months = 2; day = 26; or_later = true
charge.fee | months = 3; day = 10
small_bill | below_yen = 500; into = "next-month"
fee.base | yen = 2970
fee.termination | yen = 9500; at_most = "monthly-fee"
minimum_term | calendar_months = 24
return | required = true; days = 14; after = "request"; penalty_yen = 3300; \
address = ["〒100-0001", "東京都千代田区"]; envelope = true
after.page | months = 3
after.carrier-payment | user_must_cancel = true
deposit | months = 2; refund_months = 3; refund_to = ["A Japanese account."]; single = ["old"]
keep.mail | available = true; apply_within_days = 31
keep.storage | available = true; yen_month = 440; start_yen = 1100; max_years = 6; note = "By web."
keep.cheap-plan | available = true; yen_year = 440; reported = ["other", "third"]
lost | where = "Lost desk"; ends_after_days = 30
linked.extra | carrier = "extra"; yen_month = 300
note | about = "effect"; text = "Ask by mail too."
check | about = "effect"; text = "Does it end at noon?"; weak = ["third"]
"""
"""A line of which nearly everything is known and something of everything is asked."""
MEMBERSHIP = (
    ("extra", 'effect | ends = "month-end"\nclosing | day = "month-end"\nproration | last_month = "none"'),
)
RENTAL = """
closing | day = "month-end"
effect | ends = "on-return"
cutoff | days_before_end = 2
proration | last_month = "none"
channel.post | available = true; needs = ["device", "iccid"]
return | required = true; transit_days = 1; transit_business_days = 2; address = ["〒100-0001"]; \
penalty_yen = 22000; deposit_yen = 5000
fee.base | yen = 4000
"""
CARD = """
effect | ends = "on-expiry"
expiry.validity | days = 90; counted_from = "activation"; single = ["other"]
expiry.renewal | automatic = true
fee.base | yen = 0
return | required = true
check | about = "expiry"; text = "Does a top-up lengthen it?"; weak = ["third"]
"""
IDLE = """
fee.base | yen = 0
effect | ends = "same-day"
expiry.idle | days = 180; counted_from = ["top-up", "activation"]; then = "suspended"; \
end_after_days = 30; notice_days = 14; exempt_over_yen = 660; note = "It came later."
keep.cheap-plan | available = true; yen_year = 440
keep.storage | available = true; yen_month = 440; start_yen = 1100; max_years = 6; note = "By web."
keep.pause | available = true
"""
PORT = (
    AT_ONCE.replace('last_month = "none"', 'last_month = "none"; when = { plan = ["big"] }')
    + """
port | one_stop = true; menu = "MNP予約番号発行"; ends_on_confirmation = true; note = "Said here."
note | about = "port"; text = "Said there."
minimum_term | months = 24
after.carrier-payment | user_must_cancel = true
"""
)


class Case(NamedTuple):
    """Hold a plan to be written down: of which rules, for which contract, on which day."""

    rules: str
    told: Mapping[str, Any] = MappingProxyType({})
    today: date | None = None
    kind: str = "mvno"
    beside: tuple[tuple[str, str], ...] = ()

    def plan(self, **more: Any) -> Plan:
        return planned(made(self.rules, self.kind, self.beside), self.today, **self.told, **more)


def day(month: int, number: int, year: int = 2027) -> date:
    return date(year, month, number)


FULL: dict[str, Any] = {
    "services": (*SERVICES, OWN),
    "signed": day(6, 1, 2026),
    "payment": Payment.CARD,
    "sim": Sim.PHYSICAL,
    "device_balance": 24000,
    "device_until": day(9, 30),
    "deposit": 6000,
    "owed": 1200,
    "roles": ("family-head", "fibre-pairing"),
    "paired": (Paired("home", day(4, 30)),),
}
PAPERS = person(
    departure=day(3, 28),
    residence_card_until=day(3, 1),
    passport_until=day(2, 28),
    account_closes=day(4, 10),
    card_expires=day(3, 31),
)
UNKNOWN = "channel.online | available = true"

CASES = {
    # What a request does to the line.
    "same-day": Case(AT_ONCE, {"services": SERVICES}),
    "same-day-by-the-day": Case(
        AT_ONCE.replace('"none"', '"daily"'), {"sim": Sim.ESIM, "payment": Payment.BANK}
    ),
    "month-end": Case(BY_MONTH, {"services": SERVICES, "sim": Sim.ESIM, "payment": Payment.DEBIT_CARD}),
    "short-remainder": Case(BY_MONTH, {"departure": day(4, 2)}),
    "cut-off": Case(
        BY_MONTH.replace('daily = "24:00"', 'day = 25; time = "18:00"').replace(
            "where", 'hours = "10:00-18:00"; where'
        ),
        {"departure": day(4, 27)},
    ),
    "period-end": Case(RICH, FULL, beside=MEMBERSHIP),
    "chosen-day": Case(
        AT_ONCE.replace('"same-day"', '"chosen-day"; notice_days = 10'), {"needed_until": day(3, 29)}
    ),
    "notice-alone": Case("cutoff | notice_days = 20\n" + UNKNOWN),
    "choice": Case(
        AT_ONCE.replace('"same-day"', '"choice"').replace('"month-end"', "20", 1),
        {"needed_until": day(3, 20)},
    ),
    "on-return": Case(RENTAL, {"item": "device", "line": Line.DATA, "services": ()}, kind="rental"),
    "on-expiry": Case(
        CARD,
        {"started": day(1, 20), "prepaid": True, "services": SERVICES, "needed_until": day(4, 30)},
        kind="prepaid",
    ),
    "expiry-unknown": Case('effect | ends = "on-expiry"', {"prepaid": True, "number": "090"}, kind="prepaid"),
    "nothing-known": Case("", {"services": SERVICES, "departure": day(4, 1)}),
    "no-departure": Case(RICH, {**FULL, "departure": None}, beside=MEMBERSHIP),
    "review": Case(
        BY_MONTH.replace('needs = ["login"]', "review_days = 4; review_business_days = 4"),
        {"payment": Payment.CARD},
    ),
    "contract-day": Case(
        BY_MONTH.replace('day = "month-end"', 'day = "contract-day"'), {"signed": day(5, 16, 2026)}
    ),
    # Where it is asked for.
    "shop": Case(
        AT_ONCE.replace(
            'channel.online | available = true; needs = ["login"]',
            'channel.shop | available = true; needs = ["residence-card", "sim-card"]; proxy = true',
        ),
        {"person": PAPERS, "departure": None, "payment": Payment.CARD},
    ),
    "post": Case(
        AT_ONCE.replace("channel.online", "channel.post"), {"payment": Payment.SLIP, "person": PAPERS}
    ),
    "phone": Case(
        AT_ONCE.replace("channel.online", "channel.phone"),
        {"channel": Channel.PHONE, "prepaid": False, "expires": day(5, 1)},
    ),
    "channel-replaced": Case(
        AT_ONCE + '\nchannel.shop | available = true; days = "weekdays"',
        {"channel": Channel.SHOP, "departure": day(2, 8), "recorded": day(2, 6)},
    ),
    "channel-failed": Case(
        AT_ONCE + "\nchannel.phone | available = true; from_abroad = false",
        {"failures": (Failure(key="cancel", on=day(2, 20), channel=Channel.ONLINE),)},
        day(2, 21),
    ),
    # As days pass.
    "late": Case(RICH, FULL, day(3, 10), beside=MEMBERSHIP),
    "missed": Case(
        BY_MONTH.replace('daily = "24:00"', "day = 25"),
        {"departure": day(3, 30), "services": SERVICES},
        day(3, 27),
    ),
    "missed-at-once": Case(
        BY_MONTH.replace('daily = "24:00"', "day = 25"), {"recorded": day(3, 27), "departure": day(3, 30)}
    ),
    "on-the-departure": Case(RICH, FULL, day(3, 28), beside=MEMBERSHIP),
    "departed": Case(RICH, {**FULL, "sim": None}, day(4, 3), beside=MEMBERSHIP),
    "departed-unknown": Case(AT_ONCE, {"recorded": day(4, 1), "services": SERVICES}),
    "needs-japan": Case(
        AT_ONCE.replace("channel.online | available = true", "channel.shop | available = true; proxy = true"),
        {},
        day(4, 1),
    ),
    "short-runway": Case(RICH, {**FULL, "departure": day(2, 12)}, beside=MEMBERSHIP),
    "done": Case(
        RICH,
        {
            **FULL,
            "marks": (
                Mark(key="cancel", state=State.DONE, on=day(3, 5), ends=day(3, 31), due=day(3, 4)),
                Mark(key="unbind:bank", state=State.DONE, on=day(3, 1), due=day(2, 28)),
                Mark(key="back-up-data", state=State.SKIPPED, due=day(3, 2)),
            ),
        },
        day(3, 20),
        beside=MEMBERSHIP,
    ),
    "moved": Case(
        AT_ONCE,
        {
            "services": SERVICES,
            "marks": (
                Mark(key="cancel", moved_to=day(3, 20)),
                Mark(key="unbind:wechat", moved_to=day(3, 22)),
                Mark(
                    key="unbind:bank", appointment=datetime(2027, 3, 9, 14, 30, tzinfo=TOKYO), place="Branch"
                ),
            ),
        },
    ),
    # Money and papers.
    "payment-ends": Case(
        RICH, {**FULL, "person": PAPERS, "payment": Payment.BANK, "channel": Channel.SHOP}, beside=MEMBERSHIP
    ),
    "card-ends": Case(
        AT_ONCE, {"person": PAPERS, "payment": Payment.CARD, "device_balance": 5000, "closing_day": 20}
    ),
    "slip": Case(BY_MONTH, {"payment": Payment.SLIP, "balance": 0}),
    "cheaper": Case(BY_MONTH, {"departure": day(4, 5)}),
    "needed-longer": Case(
        AT_ONCE.replace('["login"]', '["login"]; from_abroad = true'), {"needed_until": day(4, 20)}
    ),
    # Another's, lost, no SIM.
    "company": Case(AT_ONCE, {"holder": Holder.COMPANY, "services": SERVICES}),
    "lost": Case(
        AT_ONCE.replace('["login"]', '["sms-to-line"]')
        + '\nlost | where = "Lost desk"; ends_after_days = 30\nchannel.phone | available = true',
        {"lost": day(2, 10), "services": (*SERVICES, OWN)},
        day(2, 12),
    ),
    "lost-ended": Case(
        AT_ONCE.replace("required = false", "required = true; days = 10") + "\nlost | ends_after_days = 7",
        {
            "lost": day(2, 3),
            "services": SERVICES,
            "sim": Sim.PHYSICAL,
            "device_balance": 5000,
            "device_until": day(6, 30),
        },
        day(2, 11),
    ),
    "port-lost": Case(
        AT_ONCE + "\nport | one_stop = false",
        {"intent": Intent.SWITCH, "lost": day(2, 3), "departure": day(2, 20), "closing_day": 31},
        day(2, 4),
    ),
    "fee-falls": Case(
        BY_MONTH.replace(
            "fee.termination | yen = 0",
            'fee.termination | when = { within_months = 12 }; yen = 1100; at_most = "monthly-fee"\n'
            "fee.termination | yen = 0",
        ),
        {"signed": day(4, 5, 2026), "departure": day(4, 10)},
    ),
    "rules-change": Case(
        'effect | when = { from = 2027-03-15 }; ends = "month-end"\n' + AT_ONCE, {"services": SERVICES}
    ),
    "shop-at-once": Case(
        AT_ONCE.replace("channel.online", "channel.shop"), {"departure": day(2, 3), "needed_until": day(2, 1)}
    ),
    "shop-missed": Case(
        BY_MONTH.replace("channel.online", "channel.shop").replace('daily = "24:00"', "day = 25"),
        {"recorded": day(3, 27), "departure": day(3, 28)},
    ),
    "departed-shop": Case(
        AT_ONCE + "\nchannel.shop | available = true",
        {"channel": Channel.SHOP, "recorded": day(3, 1)},
        day(4, 1),
    ),
    "one-day": Case(
        AT_ONCE.replace('where = "My page"', 'closed = ["01-01..03-26"]')
        .replace('"login"', '"sim-in-phone"')
        .replace("required = false", "required = true; penalty_yen = 0"),
        {"sim": Sim.PHYSICAL, "payment": Payment.BANK},
    ),
    "port-linked": Case(
        AT_ONCE.replace("required = false", 'required = true; address = ["〒100-0001", "東京都"]')
        + '\nlinked.extra | carrier = "extra"; yen_month = 300\ndeposit | months = 2',
        {"intent": Intent.SWITCH, "deposit": 2000, "device_balance": 3000, "debit_day": 10},
        beside=MEMBERSHIP,
    ),
    "rules-change-late": Case(
        'effect | when = { from = 2027-03-27 }; ends = "month-end"\n'
        "return | when = { within_months = 12 }; required = true; penalty_yen = 800\n" + AT_ONCE,
        {"services": SERVICES, "signed": day(6, 1, 2026), "sim": Sim.PHYSICAL},
    ),
    "rules-change-on-the-departure": Case(
        'effect | when = { from = 2027-03-28 }; ends = "month-end"\n' + AT_ONCE, {"payment": Payment.CARD}
    ),
    "proration-turns": Case(
        'proration | when = { within_months = 12 }; last_month = "daily"\n' + AT_ONCE,
        {"signed": day(3, 20, 2026), "departure": day(4, 10), "closing_day": 31},
    ),
    "proration-turns-by-month": Case(
        'proration | when = { within_months = 12 }; last_month = "daily"\n'
        + BY_MONTH.replace('day = "month-end"', "day = 10", 1),
        {"signed": day(3, 20, 2026), "departure": day(4, 5)},
    ),
    "lapse-by-product": Case(
        IDLE.replace("days = 180", "days = 180; per_product = true"),
        {"intent": Intent.LAPSE, "started": day(1, 10)},
    ),
    "moved-and-missed": Case(
        BY_MONTH, {"marks": (Mark(key="cancel", moved_to=day(3, 20)),), "services": SERVICES}, day(4, 2)
    ),
    "long-after": Case(
        RICH,
        {**FULL, "marks": (Mark(key="cancel", state=State.DONE, on=day(3, 20), due=day(3, 19)),)},
        day(8, 10),
        beside=MEMBERSHIP,
    ),
    "pending-change": Case(
        AT_ONCE.replace('where = "My page"', 'blocked_by = ["pending-change", "minor"]'),
        {"roles": ("pending-change", "minor")},
    ),
    "port-missed-for-nothing": Case(
        AT_ONCE + "\nport | processing_days = 4",
        {
            "intent": Intent.SWITCH,
            "departure": day(2, 20),
            "marks": (
                Mark(key="check-contract", moved_to=day(2, 8)),
                Mark(key="port-out", moved_to=day(2, 17)),
            ),
        },
        day(2, 16),
    ),
    "mail": Case(BY_MONTH + "\nkeep.mail | available = true; apply_within_days = 31", {"sim": Sim.ESIM}),
    "fibre": Case(
        BY_MONTH, {"line": Line.OTHER, "paired": (Paired("main", None),), "item": "device", "deposit": 3000}
    ),
    # What else is wanted of a line.
    "port": Case(
        PORT, {"intent": Intent.SWITCH, "signed": day(1, 5), "services": SERVICES, "holder": Holder.FAMILY}
    ),
    "port-missed": Case(
        AT_ONCE + "\nport | processing_days = 4; one_stop = false",
        {"intent": Intent.SWITCH, "departure": None},
        day(2, 27),
    ),
    "port-done": Case(
        AT_ONCE,
        {
            "intent": Intent.SWITCH,
            "marks": (Mark(key="port-out", state=State.DONE, on=day(2, 20), due=day(2, 18)),),
        },
        day(2, 25),
    ),
    "port-own-closing": Case(
        "fee.base | yen = 1000\nport | ends_on_confirmation = true",
        {"intent": Intent.SWITCH, "closing_day": 20, "departure": day(4, 30)},
    ),
    "port-card": Case(
        CARD, {"intent": Intent.SWITCH, "prepaid": True, "started": day(1, 1), "departure": None}
    ),
    "port-unknown-closing": Case(
        "fee.base | yen = 1000\nport | one_stop = true", {"intent": Intent.SWITCH, "payment": Payment.SLIP}
    ),
    "keep": Case(
        IDLE,
        {
            "intent": Intent.KEEP,
            "started": day(1, 10),
            "person": person(departure=day(3, 28), returns=day(3, 1, 2029)),
            "departure": None,
            "marks": (
                Mark(key="keep-alive:1", state=State.DONE, on=day(1, 30)),
                Mark(key="leave-contact", state=State.DONE, on=day(2, 1)),
            ),
        },
    ),
    "keep-lapsed": Case(
        IDLE, {"intent": Intent.KEEP, "started": day(6, 1, 2026), "recorded": day(12, 1, 2026)}
    ),
    "keep-unknown": Case(IDLE, {"intent": Intent.KEEP}),
    "keep-with-a-fee": Case(
        AT_ONCE + '\nkeep.storage | available = true; single = ["other"]',
        {"intent": Intent.KEEP, "payment": Payment.DEBIT_CARD, "person": PAPERS, "departure": None},
    ),
    "lapse": Case(IDLE, {"intent": Intent.LAPSE, "started": day(1, 10), "services": SERVICES}),
    "lapse-unknown": Case(IDLE, {"intent": Intent.LAPSE}),
    "cannot-lapse": Case(AT_ONCE, {"intent": Intent.LAPSE}),
    "lapse-fee-unknown": Case(UNKNOWN, {"intent": Intent.LAPSE}),
}

Golden = Callable[[str, Iterable[str]], None]


@pytest.mark.parametrize("name", CASES)
def test_a_whole_plan_is_as_it_was_reviewed(name: str, golden: Golden) -> None:
    golden(name, plan_lines(CASES[name].plan()))


def test_several_lines_are_merged_as_it_was_reviewed(golden: Golden) -> None:
    told: dict[str, Any] = {"departure": None, "person": person(departure=day(3, 28)), "services": SERVICES}
    shop = AT_ONCE + "\nchannel.shop | available = true"
    code = AT_ONCE.replace('["login"]', '["one-time-code"]').replace("fee.base", "fee.other")
    lines = (
        Case(shop, {**told, "name": "a", "channel": Channel.SHOP}),
        Case(shop, {**told, "name": "b", "channel": Channel.SHOP, "payment": Payment.SLIP}),
        Case(code, {**told, "name": "c", "line": Line.DATA, "services": ()}),
        Case(
            BY_MONTH.replace("channel.online", "channel.phone"),
            {**told, "name": "d", "needed_until": day(4, 15)},
        ),
        Case(AT_ONCE, {**told, "name": "e", "holder": Holder.SCHOOL}),
        Case(IDLE, {**told, "name": "f", "intent": Intent.KEEP, "started": TODAY}),
    )
    golden("several", several_lines(merge([line.plan() for line in lines])))


def test_a_visit_to_a_shop_is_shared_as_it_was_reviewed(golden: Golden) -> None:
    told: dict[str, Any] = {
        "departure": None,
        "person": person(departure=day(3, 28)),
        "payment": Payment.SLIP,
    }
    hearsay = BY_MONTH.replace("channel.online", "channel.shop").replace(
        'ends = "month-end"', 'ends = "month-end"; single = ["other"]'
    )
    linked = hearsay + '\nlinked.extra | carrier = "extra"; yen_month = 300'
    lines = (
        Case(hearsay, {**told, "name": "a", "balance": 300, "owed": 500}),
        Case(hearsay, {**told, "name": "b", "sim": Sim.ESIM, "device_balance": 900, "deposit": 100}),
        Case(linked, {**told, "name": "c", "needed_until": day(3, 20)}, beside=MEMBERSHIP),
        Case(linked, {**told, "name": "d", "roles": ("minor",)}, beside=MEMBERSHIP),
    )
    golden("visit", several_lines(merge([line.plan() for line in lines])))


def test_lines_that_end_in_the_wrong_order_are_told_as_it_was_reviewed(golden: Golden) -> None:
    told: dict[str, Any] = {"departure": None, "person": person(departure=day(3, 28))}
    code = BY_MONTH.replace('["login"]', '["sms-to-line"]')
    by_day = AT_ONCE.replace('"none"', '"daily"')
    lines = (
        Case(
            by_day,
            {
                **told,
                "name": "voice",
                "services": SERVICES,
                "needed_until": day(3, 5),
                "marks": (Mark(key="unbind:wechat", moved_to=day(3, 20)),),
            },
        ),
        Case(code, {**told, "name": "data", "line": Line.DATA, "number": None}, kind="travel-esim"),
        Case(AT_ONCE.replace("channel.online", "channel.phone"), {**told, "name": "call", "line": Line.DATA}),
        Case(AT_ONCE, {**told, "name": "lost", "lost": TODAY}),
        Case(by_day, {**told, "name": "friend", "departure": day(4, 20), "line": Line.DATA}),
    )
    card = Case(CARD, {**told, "name": "card", "prepaid": True, "expires": day(3, 5), "number": "090"})
    alone = Case(code, {**told, "name": "alone", "line": Line.DATA}, kind="travel-esim")
    golden("order-of-a-card", several_lines(merge([card.plan(), alone.plan()])))
    golden("order", several_lines(merge([line.plan() for line in lines])))
