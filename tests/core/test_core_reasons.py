"""Show that every date says why it is as it is, and every step how it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from core_cases import AT_ONCE, BY_MONTH, LEAVES, TODAY, after, made, planned, reason, row, said, step

from tracker.core.contract import BoundService, Mark
from tracker.core.model import Joined, Names, Note, Plan, Term
from tracker.core.words import Basis, Channel, Payment, Sim, State

SHOP = AT_ONCE.replace("channel.online", "channel.shop")
CLOSED = 'closed = ["01-01..12-31"]'


def told_of(rules: str, today: date = TODAY, **told: Any) -> list[str]:
    return said(step(planned(made(rules), today, **told), "cancel").reasons)


@pytest.mark.parametrize(
    ("effect", "rule", "values"),
    [
        ('ends = "same-day"', "effect-same-day", ()),
        ('ends = "month-end"', "effect-month-end", ()),
        ('ends = "chosen-day"; notice_days = 4', "effect-chosen-day", (("days", 4),)),
        ('ends = "choice"', "effect-choice", ()),
    ],
)
def test_the_effect_is_said_with_its_page(
    effect: str, rule: str, values: tuple[tuple[str, int], ...]
) -> None:
    found = reason(step(planned(made(AT_ONCE.replace('ends = "same-day"', effect))), "cancel"), rule)
    assert (found.basis, found.values) == (Basis.OFFICIAL, values)
    assert [source.id for source in found.sources] == ["page"]
    assert found.text_key == f"reason.{rule}.text"


@pytest.mark.parametrize(
    ("cutoff", "rule", "values"),
    [
        ("day = 25", "cutoff-day", (("day", 25),)),
        ("days_before_end = 5", "cutoff-before-end", (("days", 5),)),
        ("notice_days = 10", "cutoff-notice", (("days", 10),)),
        ("days_before_departure = 7", "cutoff-departure", (("days", 7),)),
        ("notice_days = 0", None, ()),
    ],
)
def test_a_cutoff_is_said(cutoff: str, rule: str | None, values: tuple[tuple[str, int], ...]) -> None:
    found = step(planned(made(BY_MONTH.replace('daily = "24:00"', cutoff))), "cancel")
    named = [each for each in found.reasons if each.rule.startswith("cutoff")]
    assert [each.rule for each in named] == ([rule] if rule else [])
    assert [each.values for each in named] == ([values] if rule else [])


POSTED = (
    AT_ONCE.replace("same-day", "on-return")
    .replace("channel.online", "channel.post")
    .replace('daily = "24:00"', "days_before_end = 0")
)


def test_where_posting_is_the_cancellation_nothing_is_asked_for() -> None:
    plan = planned(made(POSTED))
    cancel = step(plan, "cancel")
    # Posted on 26 March, a Friday, it would arrive on the 31st, the last day of the period.
    assert plan.cancellation is not None
    assert (plan.cancellation.closes, cancel.due) == (date(2027, 3, 26), date(2027, 3, 23))
    assert reason(cancel, "cutoff-arrival").values == (("days", 0),)
    assert reason(cancel, "transit-business").values == (("days", 3),)
    assert reason(cancel, "transit-business").basis is Basis.TOOL
    assert reason(cancel, "margin-posting").values == (("days", 3), ("day", date(2027, 3, 23)))
    assert (cancel.title_key, cancel.text_key) == ("step.cancel.return.title", "step.cancel.return.text")
    ways = [detail.text_key for detail in cancel.details]
    assert {"detail.parcel", "detail.tracked"} < set(ways)
    assert not {"detail.where", "detail.not-mnp", "detail.before-signing"} & set(ways)
    papers = step(plan, "collect-documents")
    assert papers.title_key == "step.collect-documents.return.title"
    assert said(papers.reasons) == ["anchor-posting"]
    assert "step.collect-documents.return.short" in repr(row(plan, "prepare"))
    gate = step(planned(made(POSTED), services=(BoundService(key="wechat", letter=0),)), "unbind:wechat")
    assert "gate-posting" in said(gate.reasons)


@pytest.mark.parametrize(
    ("transit", "rules"),
    [
        ("transit_days = 2", ["transit"]),
        ("transit_business_days = 1", ["transit-business"]),
        ("transit_days = 2; transit_business_days = 1", ["transit", "transit-business"]),
        ("transit_days = 0", []),
    ],
)
def test_how_long_a_parcel_travels_is_said(transit: str, rules: list[str]) -> None:
    told = POSTED.replace("return | required = false", f"return | {transit}")
    found = step(planned(made(told), departure=date(2027, 3, 20)), "cancel").reasons
    named = [each for each in found if each.rule.startswith("transit")]
    assert [each.rule for each in named] == rules
    assert all(each.basis is Basis.OFFICIAL for each in named)
    assert "last-day-posting" in said(found)


def test_an_unknown_cutoff_is_said_where_there_could_be_one() -> None:
    without = 'cutoff | daily = "24:00"'
    assert "cutoff-unknown" in told_of(BY_MONTH.replace(without, ""))
    assert "cutoff-unknown" not in told_of(BY_MONTH)
    assert "cutoff-unknown" not in told_of(AT_ONCE.replace(without, ""))


def test_the_days_of_the_person_are_theirs() -> None:
    found = step(planned(made(AT_ONCE), needed_until=date(2027, 3, 20)), "cancel")
    assert reason(found, "departure").basis is Basis.USER
    assert reason(found, "needed-until").values == (("day", date(2027, 3, 20)),)
    assert "needed-until" not in told_of(AT_ONCE)


def test_the_margin_before_the_last_day_is_said() -> None:
    online = step(planned(made(AT_ONCE)), "cancel")
    assert reason(online, "margin").values == (("days", 1), ("day", date(2027, 3, 26)))
    assert reason(online, "last-day").values == (("day", date(2027, 3, 27)),)
    shop = step(planned(made(SHOP)), "cancel")
    assert reason(shop, "margin-open-days").values == (("days", 3), ("day", date(2027, 3, 24)))
    none = told_of(AT_ONCE, departure=date(2027, 4, 2), needed_until=date(2027, 4, 1))
    assert not {"margin", "margin-open-days"} & set(none)


def test_the_recommended_day_is_said() -> None:
    assert reason(step(planned(made(BY_MONTH)), "cancel"), "week-before").values == (
        ("day", date(2027, 3, 18)),
    )
    # Only five days are left before safe_by: not on the morning after the month closed.
    just = step(planned(made(BY_MONTH), departure=date(2027, 4, 8)), "cancel")
    assert reason(just, "just-passed").values == (("day", date(2027, 4, 1)),)
    assert just.due == date(2027, 4, 2)
    forward = BY_MONTH.replace('where = "My page"', 'closed = ["04-01..04-03"]')
    plan = planned(made(forward), departure=date(2027, 4, 8))
    assert step(plan, "cancel").due in (date(2027, 4, 4), date(2027, 4, 5))
    assert not {"week-before", "just-passed"} <= set(said(step(plan, "cancel").reasons))


def test_a_short_remainder_is_said() -> None:
    found = step(planned(made(BY_MONTH), departure=date(2027, 4, 3)), "cancel")
    assert reason(found, "short-remainder").values == (("closing", date(2027, 3, 31)),)
    assert "short-remainder" not in told_of(BY_MONTH, departure=date(2027, 4, 4))


@pytest.mark.parametrize(
    ("old", "new", "rule", "value"),
    [
        ("24:00", "21:10", "cutoff-daily", ("time", "21:10")),
        ('where = "My page"', 'hours = "09:00-19:30"', "hours", ("hours", "09:00-19:30")),
    ],
)
def test_an_hour_is_said(old: str, new: str, rule: str, value: tuple[str, str]) -> None:
    found = step(planned(made(AT_ONCE.replace(old, new))), "cancel")
    assert reason(found, rule).values == (value,)
    timed = BY_MONTH.replace('daily = "24:00"', 'day = 25; time = "17:59"')
    assert reason(step(planned(made(timed)), "cancel"), "cutoff-time").values == (("time", "17:59"),)


@pytest.mark.parametrize(
    ("closing", "told", "rule", "basis"),
    [
        ("day = 20", {}, "closing-fixed", Basis.OFFICIAL),
        ('day = "contract-day"', {"signed": date(2025, 5, 8)}, "closing-contract-day", Basis.OFFICIAL),
        ('day = "contract-day"', {"closing_day": 7}, "closing-yours", Basis.USER),
        ('day = "per-customer"; choices = [10, 20]', {"closing_day": 10}, "closing-yours", Basis.USER),
        ('day = "per-customer"; choices = [10, 20]', {}, "closing-unknown", Basis.TOOL),
    ],
)
def test_the_closing_day_is_said(closing: str, told: dict[str, Any], rule: str, basis: Basis) -> None:
    carrier = made(AT_ONCE.replace('day = "month-end"', closing))
    assert reason(step(planned(carrier, **told), "cancel"), rule).basis is basis


def test_a_closing_day_that_only_follows_from_the_effect_is_said() -> None:
    assert "closing-month" in told_of(BY_MONTH.replace('closing | day = "month-end"', ""))
    assert "proration-unknown" in told_of(AT_ONCE.replace('proration | last_month = "none"', ""))
    assert "proration-none" in told_of(AT_ONCE)


@pytest.mark.parametrize(
    ("rules", "rule"),
    [
        (SHOP, "from-abroad-no"),
        (AT_ONCE, "from-abroad-unknown"),
        (AT_ONCE.replace('where = "My page"', "from_abroad = true"), "from-abroad-yes"),
        (AT_ONCE.replace('where = "My page"', "from_abroad = false"), "from-abroad-no"),
    ],
)
def test_whether_it_works_from_abroad_is_said(rules: str, rule: str) -> None:
    assert told_of(rules)[-1] == rule


def test_without_any_day_only_the_effect_is_said() -> None:
    assert told_of(AT_ONCE.replace('where = "My page"', CLOSED)) == ["departure", "effect-same-day"]


def test_after_the_departure_no_week_before_is_said() -> None:
    found = told_of(BY_MONTH, after(LEAVES, 1))
    assert not {"week-before", "just-passed"} & set(found)


def test_what_waits_and_what_is_short_is_said() -> None:
    plan = planned(made(AT_ONCE), services=(BoundService(key="bank", letter=0),), recorded=date(2027, 3, 16))
    move = step(plan, "unbind:bank")
    assert reason(move, "lead").values == (("days", 3),)
    assert reason(move, "gate").values == (("day", date(2027, 3, 25)),)
    # Ten days before the request three days before the gate shrink to one.
    assert reason(move, "scaled").values == (("days", 1), ("runway", 10))
    assert reason(move, "anchor-gate").values == (("days", 1), ("day", date(2027, 3, 25)))
    undated = planned(made(AT_ONCE), departure=None)
    assert said(step(undated, "set-contact").reasons) == []


@pytest.mark.parametrize(
    ("rules", "told", "rules_said"),
    [
        ("return | required = true; days = 9", {}, ["return-duty", "deadline"]),
        ("return | required = true", {}, ["return-duty", "deadline-unknown"]),
        ('return | when = { plan = "big" }; required = true', {}, ["return-unknown", "deadline-unknown"]),
    ],
)
def test_a_return_is_said(rules: str, told: dict[str, Any], rules_said: list[str]) -> None:
    carrier = made(AT_ONCE.replace("return | required = false", rules))
    plan = planned(carrier, sim=Sim.PHYSICAL, **told)
    assert said(step(plan, "return-sim").reasons) == rules_said


def test_a_refund_and_a_confirmation_are_said() -> None:
    carrier = made(
        AT_ONCE + 'deposit | months = 2; refund_to = ["a Japanese account"]\nconfirmation | days = 3'
    )
    plan = planned(carrier)
    assert said(step(plan, "request-refund").reasons) == ["deposit"]
    assert said(step(planned(made(AT_ONCE), deposit=1), "request-refund").reasons) == []
    assert said(step(plan, "confirm-cancellation").reasons) == ["processing"]
    assert said(step(planned(made(AT_ONCE)), "confirm-cancellation").reasons) == ["processing-unknown"]
    where = step(plan, "request-refund").details[0]
    assert (where.text_key, where.values) == (
        "detail.refund-to",
        (("where", Joined((Note("a Japanese account"),))),),
    )
    assert step(planned(made(AT_ONCE), deposit=1), "request-refund").details == ()


def test_the_payment_is_said() -> None:
    plan = planned(made(AT_ONCE), payment=Payment.CARD)
    keep = said(step(plan, "keep-payment-open").reasons)
    assert keep == ["charge", "card-cycle", "keep-until"]
    assert said(step(planned(made(AT_ONCE)), "keep-payment-open").reasons)[1] == "payment-unknown"
    assert said(step(plan, "final-debit:base").reasons) == ["charge"]
    assert said(step(plan, "save-bills").reasons) == []


# --- details -------------------------------------------------------------------------------------


def details(plan: Plan, key: str) -> list[str]:
    return [each.text_key.removeprefix("detail.") for each in step(plan, key).details]


def test_how_a_cancellation_is_done_online() -> None:
    rules = AT_ONCE.replace(
        'needs = ["login"]; where = "My page"',
        'needs = ["login", "sms-to-line"]; where = "My page"; menu = "解約"; hours = "09:00-19:00"; '
        'blocked_by = ["minor"]',
    )
    bank = (BoundService(key="bank", letter=0),)
    plan = planned(made(rules), services=bank)
    assert details(plan, "cancel") == [
        *("before.services", "before.backup", "before.sim-in", "before.contact"),
        *("where", "menu", "needs", "hours", "no-public-wifi"),
        *("official-only", "check-digits", "not-mnp", "screenshot", "blocked", "fail"),
    ]
    found = {each.text_key: each for each in step(plan, "cancel").details}
    assert found["detail.where"].values == (("where", Note("My page")),)
    assert found["detail.blocked"].values == (("roles", Joined((Term("term.blocked.minor"),))),)
    assert found["detail.fail"].values == (("closes", date(2027, 3, 27)),)
    services = found["detail.before.services"].values[0][1]
    assert isinstance(services, Joined)
    assert isinstance(services.items[0], Names)


def test_how_a_cancellation_is_done_at_a_counter() -> None:
    plan = planned(made(SHOP.replace('where = "My page"', 'hours = "24h"')))
    assert details(plan, "cancel") == [
        *("before.backup", "before.contact", "where", "needs"),
        *("before-signing", "not-mnp", "japan-only", "fail"),
    ]
    needs = step(plan, "collect-documents").details
    assert [each.values for each in needs] == [(("needs", Joined((Term("term.needs.login"),))),)]
    bare = planned(made(SHOP.replace('; needs = ["login"]', "")))
    assert details(bare, "collect-documents") == []


def test_on_the_last_day_nothing_else_is_left() -> None:
    plan = planned(made(AT_ONCE.replace('where = "My page"', CLOSED)), channel=Channel.ONLINE)
    assert details(plan, "cancel")[-1] == "fail.last"


def test_a_done_step_says_no_more_how() -> None:
    plan = planned(made(AT_ONCE), marks=(Mark(key="cancel", state=State.DONE, on=TODAY),))
    assert step(plan, "cancel").details == ()


def test_how_other_steps_are_done() -> None:
    rules = AT_ONCE.replace(
        "return | required = false", 'return | required = true; address = ["1-2-3 Minato", "Tokyo"]'
    )
    services = (BoundService(key="line", letter=0), BoundService(key="x", letter=1))
    plan = planned(made(rules), services=services)
    back = step(plan, "return-sim").details
    assert [each.text_key for each in back] == [
        "detail.return-address",
        "detail.return-how",
        "detail.post-before-security",
    ]
    assert back[0].values == (("address", "1-2-3 Minato Tokyo"),)
    no_address = planned(made(rules.replace('; address = ["1-2-3 Minato", "Tokyo"]', "")))
    assert details(no_address, "return-sim") == ["return-how", "post-before-security"]
    assert details(plan, "delete-esim-profile") == ["esim-last"]
    assert details(plan, "unbind:line") == ["service.line.hint", "no-sms-after"]
    assert details(plan, "unbind:x") == ["no-sms-after"]
    assert details(plan, "get-replacement-number") == ["no-sms-after"]
    assert details(planned(made(AT_ONCE), departure=None, services=services), "unbind:line") == []
    club = (("club", 'effect | ends = "month-end"'),)
    linked = planned(made(AT_ONCE + 'linked.club | carrier = "club"; yen_month = 220', beside=club))
    assert details(linked, "cancel:club") == ["membership"]


@pytest.mark.parametrize(("turn", "days", "cutoff"), [("2027-03-01", 10, 2), ("2027-03-27", 30, 4)])
def test_the_effect_is_that_of_the_day_of_the_request(turn: str, days: int, cutoff: int) -> None:
    """A rule that takes hold between the request and the departure explains nothing yet."""
    rules = AT_ONCE.replace('"same-day"', '"chosen-day"; notice_days = 30').replace(
        'daily = "24:00"', "days_before_end = 4"
    )
    later = f'effect | when = {{ from = {turn} }}; ends = "chosen-day"; notice_days = 10\n'
    later += f"cutoff | when = {{ from = {turn} }}; days_before_end = 2\n"
    found = step(planned(made(later + rules)), "cancel")
    assert reason(found, "effect-chosen-day").values == (("days", days),)
    assert reason(found, "cutoff-before-end").values == (("days", cutoff),)
