"""Say for every date why it is as it is.

A reason names its rule, how well it is known and from which pages (docs/planning.md 7).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.core.catalogue import Expression, StepRule
from tracker.core.charges import ESTIMATE_DAYS, Debit
from tracker.core.holding import ways_to_hold
from tracker.core.line import LineRules
from tracker.core.model import (
    MONTH_END,
    Basis,
    Effect,
    Fact,
    Note,
    Payment,
    Reason,
    Step,
    Term,
    TextValue,
)
from tracker.core.outlook import Outlook, running
from tracker.core.prepaid import effect_fact, renewal, validity_fact
from tracker.core.rules import Rules
from tracker.core.services import Service
from tracker.core.window import COUNTERS

_ANCHORS = {
    "T": "anchor-request",
    "gate": "anchor-gate",
    "D": "anchor-departure",
    "pay_until": "anchor-payment",
}


class Trace(NamedTuple):
    """Hold what moved a due day while it was reckoned."""

    recorded: bool = False
    depends: Step | None = None
    roll: tuple[int, int] | None = None
    moved: date | None = None


_UNMOVED = Trace()


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


# Named once: asking an enumeration for a member is slow on Python 3.11.
_TOOL, _USER = Basis.TOOL, Basis.USER


def _tool(rule: str, *values: tuple[str, TextValue]) -> Reason:
    return Reason(f"reason.{rule}.text", values, rule, _TOOL)


def _said(rule: str, fact: Fact, *values: tuple[str, TextValue]) -> Reason:
    return Reason(f"reason.{rule}.text", values, rule, fact.basis, fact.sources, fact.conflict)


def _yours(rule: str, *values: tuple[str, TextValue]) -> Reason:
    return Reason(f"reason.{rule}.text", values, rule, _USER)


def _is_posted(rules: Rules) -> bool:
    """Tell whether sending back what was lent is the cancellation, so that nothing is asked for."""
    return rules.text("effect", "ends") == Effect.ON_RETURN


def place_of(view: Outlook) -> TextValue:
    """Return the name of the place where the channel is found, or a general word for it."""
    channel = view.channel
    if channel is None:
        return Term("channel.unknown.place")
    where = view.rules.text(f"channel.{channel.value}", "where")
    return Note(where) if where is not None else Term(f"channel.{channel.value}.place")


def reasons_of(
    view: Outlook, rule: StepRule, trace: Trace | None, service: Service | None, debit: Debit | None
) -> tuple[Reason, ...]:
    """Return the chain of reasons of one step; without a trace nothing has moved its due day."""
    trace = trace or _UNMOVED
    found: list[Reason] = []
    if rule.kind == "cancel":
        found += _window_reasons(view)
    elif rule.row in ("bill", "until"):
        found += _payment_reasons(view, rule, debit)
    elif rule.kind == "expires":
        found += _expiry_reasons(view)
    elif rule.kind == "stop-auto-renewal":
        found += _renewal_reasons(view)
    elif rule.kind in ("confirm-cancellation", "save-evidence"):
        found += _confirmation_reasons(view)
    elif rule.kind == "return-sim":
        found += _return_reasons(view)
    if rule.due is not None and rule.due.scaled:
        found += _offset_reasons(view, rule.due)
    if rule.latest is not None and "gate" in rule.latest.anchors:
        found += _gate_reasons(view)
    if service is not None:
        found.append(_tool("lead", ("days", service.lead)))
        if service.moving == "counter-abroad" and service.by_sms:
            found += _holding_reasons(view)
    if trace.recorded:
        found.append(_tool("recorded", ("day", _day(view.recorded))))
    if trace.depends is not None:
        found.append(_tool("depends", ("step", Term(f"step.{trace.depends.kind}.short"))))
    if trace.roll is not None:
        before, after = trace.roll
        name = "roll-back" if after < before else "roll-forward"
        found.append(_tool(name, ("from_day", _day(before)), ("to_day", _day(after))))
    if trace.moved is not None:
        found.append(_yours("moved", ("day", trace.moved)))
    return tuple(found)


def _offset_reasons(view: Outlook, offset: Expression) -> list[Reason]:
    """Return the offset before an anchor, and how a short runway shrinks it."""
    base, anchor, asked = view.base, offset.anchors[0], -offset.offset
    leaves = view.departure
    days = {"D": leaves, "pay_until": view.pay_until}
    if base is not None:
        days |= {"T": base.request, "gate": base.gate}
    day = days.get(anchor)
    if day is None:
        return []
    given = view.shrunk(asked)
    name = _ANCHORS["D" if anchor == "pay_until" and day == leaves else anchor]
    if anchor == "T" and _is_posted(view.rules):
        name = "anchor-posting"
    elif anchor == "T" and view.prepaid:
        name = "anchor-expiry" if day == view.expiry else "anchor-departure"
    elif anchor == "T" and "cancels" not in view.flags:
        name = "anchor-day"
    found = [_tool(name, ("days", given), ("day", _day(day)))]
    if asked != given:
        found.append(_tool("scaled", ("days", given), ("runway", view.runway)))
    return found


def _gate_reasons(view: Outlook) -> list[Reason]:
    base = view.base
    if base is None:
        return []
    name = "gate-end"
    if base.ends_line:
        name = "gate-posting" if _is_posted(view.rules) else "gate"
    return [_tool(name, ("day", _day(base.gate)))]


def _window_reasons(view: Outlook) -> list[Reason]:
    now, line = running(view)
    found = [_yours("departure", ("day", view.contract.leaves))]
    if view.contract.needed_until is not None:
        found.append(_yours("needed-until", ("day", view.contract.needed_until)))
    found += _effect_reasons(line, now.request)
    window = now.window
    if window is None:
        return found
    posted = _is_posted(line.rules)
    if view.departure is not None and window.closes == view.departure - 1:
        found.append(_tool("last-day-posting" if posted else "last-day", ("day", _day(window.closes))))
    if window.channel in COUNTERS and window.safe_by < window.closes:
        name = "margin-posting" if posted else "margin-open-days"
        found.append(_tool(name, ("days", 3), ("day", _day(window.safe_by))))
    elif window.safe_by < window.closes and not window.abroad:
        found.append(_tool("margin", ("days", window.closes - window.safe_by), ("day", _day(window.safe_by))))
    if not now.ends_line and not window.abroad:
        if window.recommended == window.safe_by - 7:
            found.append(_tool("week-before", ("day", _day(window.recommended))))
        elif window.recommended == window.opens + 1:
            found.append(_tool("just-passed", ("day", _day(window.opens))))
    if view.needed is not None and 0 < view.needed - window.charged <= view.policy.short_remainder:
        found.append(_tool("short-remainder", ("closing", _day(window.charged))))
    moment = line.closes_at(window.closes)
    if moment is not None:
        clock, fact = moment
        name = {"daily": "cutoff-daily", "time": "cutoff-time"}.get(fact.key, "hours")
        key = "hours" if name == "hours" else "time"
        found.append(_said(name, fact, (key, str(fact.value) if key == "hours" else clock.strftime("%H:%M"))))
    found += _charge_reasons(view, line, now.charged)
    if window.missed:
        found.append(_tool("window-new", ("closes", _day(window.closes))))
    if now.request > window.recommended:
        found.append(_tool("request-late", ("day", _day(now.request))))
    found.append(_abroad_reason(line))
    return found


def _effect_reasons(line: LineRules, request: int) -> list[Reason]:
    """Return what a request on a day does to the line, by the rules in force then."""
    rules, found = line.rules, []
    fact = rules.fact("effect", "ends", request)
    if fact is None:
        found.append(_tool("effect-unknown"))
    else:
        days = line.regime(request).notice
        values: tuple[tuple[str, TextValue], ...] = (("days", days),) if fact.value == "chosen-day" else ()
        found.append(_said(f"effect-{fact.value}", fact, *values))
    found += _review_reasons(line)
    posted = line.effect is Effect.ON_RETURN
    for key, name in (
        ("day", "cutoff-day"),
        ("days_before_end", "cutoff-before-end"),
        ("notice_days", "cutoff-notice"),
        ("days_before_departure", "cutoff-departure"),
    ):
        cutoff = rules.fact("cutoff", key, request)
        if (
            cutoff is not None
            and isinstance(cutoff.value, int)
            and not (key == "notice_days" and not cutoff.value)
        ):
            rule = "cutoff-arrival" if posted and key == "days_before_end" else name
            found.append(_said(rule, cutoff, ("day" if key == "day" else "days", cutoff.value)))
    if posted:
        found += _transit_reasons(line)
    if line.effect in (Effect.MONTH_END, Effect.PERIOD_END) and not any(
        header == "cutoff" for header, _ in rules.table
    ):
        found.append(_tool("cutoff-unknown"))
    return found


def _transit_reasons(line: LineRules) -> list[Reason]:
    """Return how long the parcel is taken to travel, nothing where the day of posting counts."""
    days, business = line.transit
    found = []
    for key, name, length in (
        ("transit_days", "transit", days),
        ("transit_business_days", "transit-business", business),
    ):
        fact = line.rules.fact("return", key)
        if length:
            said = ("days", length)
            found.append(_said(name, fact, said) if fact is not None else _tool(name, said))
    return found


def closing_value(day: int) -> TextValue:
    """Return a closing day as a value of a text: a word for month end, else the number."""
    return Term("closing.month-end.name") if day == MONTH_END else day


def _charge_reasons(view: Outlook, line: LineRules, charged: int) -> list[Reason]:
    rules, found = line.rules, []
    now = view.now
    fact = rules.fact("proration", "last_month", now.request if now else None, now.ends if now else None)
    found.append(_said(f"proration-{fact.value}", fact) if fact is not None else _tool("proration-unknown"))
    closing = rules.fact("closing", "day")
    window = view.now.window if view.now is not None else None
    shown = ("closing", closing_value(line.closing))
    if window is not None and not window.closing_known:
        found.append(_tool("closing-unknown", ("count", len(window.choices))))
    elif closing is not None and isinstance(closing.value, int):
        found.append(_said("closing-fixed", closing, shown))
    elif closing is not None and closing.value == "contract-day" and view.contract.signed is not None:
        found.append(_said("closing-contract-day", closing, shown))
    elif view.contract.closing_day is not None:
        found.append(_yours("closing-yours", shown))
    else:
        found.append(_tool("closing-month", shown))
    found.append(_tool("charged", ("day", _day(charged))))
    return found


def _abroad_reason(line: LineRules) -> Reason:
    if line.channel in COUNTERS:
        return _tool("from-abroad-no")
    header = f"channel.{line.channel.value}" if line.channel else ""
    fact = line.rules.fact(header, "from_abroad")
    if fact is None:
        return _tool("from-abroad-unknown")
    return _said("from-abroad-yes" if fact.value is True else "from-abroad-no", fact)


def _payment_reasons(view: Outlook, rule: StepRule, debit: Debit | None) -> list[Reason]:
    owed = view.payments
    assert owed is not None  # noqa: S101 - these rows are made for lines that cancel and pay
    if rule.kind == "request-refund":
        fact = view.rules.fact("deposit", "months")
        return [_said("deposit", fact)] if fact is not None else []
    found: list[Reason] = []
    shown = debit
    if rule.row == "until":
        shown = max(owed.debits, key=lambda other: other.nominal)
    if shown is not None:
        item = ("item", Term(f"item.{shown.item}.name"))
        if shown.fact is not None:
            name = "statement" if rule.kind == "final-bill" else "charge"
            found.append(_said(name, shown.fact, item, ("day", _day(shown.nominal))))
        elif shown.item != "device":
            found.append(_tool("charge-unknown", ("days", ESTIMATE_DAYS)))
        if shown.or_later:
            found.append(_tool("or-later"))
        if shown.due != shown.nominal:
            found.append(
                _tool("roll-forward", ("from_day", _day(shown.nominal)), ("to_day", _day(shown.due)))
            )
    if view.contract.payment is None:
        found.append(_tool("payment-unknown"))
    if rule.row == "until":
        if owed.card_cycle and view.contract.payment in (None, Payment.CARD):
            found.append(_tool("card-cycle"))
        if owed.merged is not None:
            found.append(_said("small-bill", owed.merged))
        found.append(_tool("keep-until", ("day", _day(owed.keep))) if owed.keep else _tool("keep-unknown"))
    return found


def _holding_reasons(view: Outlook) -> list[Reason]:
    """Return how the number could be kept alive until a counter abroad can be reached."""
    ways = ways_to_hold(view.rules, view.contract)
    return [_said(f"hold-{way.kind}", way.fact, ("yen", way.yen)) for way in ways] or [_tool("hold-unknown")]


def _expiry_reasons(view: Outlook) -> list[Reason]:
    contract, rules = view.contract, view.rules
    effect, validity = effect_fact(contract, rules), validity_fact(contract, rules)
    found = [_said("effect-on-expiry", effect)] if effect is not None else []
    if view.expiry is None:
        return [*found, _tool("expiry-unknown")]
    if contract.expires is not None:
        return [*found, _yours("expiry", ("day", contract.expires))]
    if validity is None:
        return [*found, _yours("expiry-validity", ("days", contract.valid_days or 0))]
    days = view.expiry - (contract.started or _day(view.expiry)).toordinal() + 1
    return [*found, _said("expiry-validity", validity, ("days", days))]


def _renewal_reasons(view: Outlook) -> list[Reason]:
    decision = renewal(view.rules)
    if decision.fact is not None:
        return [_said("renewal", decision.fact)]
    return [_said("renewal-unsure", fact) for fact in decision.open[:1]]


def _review_reasons(line: LineRules) -> list[Reason]:
    """Return how long a request is checked before it counts."""
    name, days = "review", line.terms.review_days
    if line.terms.review_business >= days:
        name, days = "review-business", line.terms.review_business
    header = f"channel.{line.channel.value}" if line.channel else ""
    fact = line.rules.fact(header, f"{name.replace('-', '_')}_days") if days else None
    return [_said(name, fact, ("days", days))] if fact is not None else []


def _confirmation_reasons(view: Outlook) -> list[Reason]:
    return [*_review_reasons(running(view)[1]), _processing_reason(view)]


def _processing_reason(view: Outlook) -> Reason:
    rules = view.rules
    header = f"channel.{view.channel.value}" if view.channel else ""
    for place, key in (
        ("confirmation", "days"),
        ("confirmation", "business_days"),
        (header, "processing_days"),
        (header, "processing_business_days"),
    ):
        fact = rules.fact(place, key)
        if fact is not None and isinstance(fact.value, int):
            return _said("processing", fact, ("days", fact.value))
    return _tool("processing-unknown")


def _return_reasons(view: Outlook) -> list[Reason]:
    rules, now = view.rules, view.now
    decision = rules.decide("return", "required")
    found: list[Reason] = []
    said = [fact for fact in (decision.fact, *decision.open) if fact is not None]
    found += [_said("return-unknown" if decision.open else "return-duty", fact) for fact in said[:1]]
    deposit = rules.fact("return", "deposit_yen")
    if deposit is not None and isinstance(deposit.value, int):
        found.append(_said("return-deposit", deposit, ("yen", deposit.value)))
    days = rules.fact("return", "days")
    if days is not None and isinstance(days.value, int):
        found.append(_said("deadline", days, ("days", days.value)))
    else:
        found.append(_tool("deadline-unknown"))
    if now is not None and view.departure is not None and now.ends >= view.departure:
        found.append(_tool("return-post", ("day", _day(view.departure))))
    return found
