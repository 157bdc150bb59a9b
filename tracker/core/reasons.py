"""Say for every date why it is as it is.

A reason names its rule, how well it is known and from which pages (docs/planning.md 7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tracker.core.additional import order_reasons
from tracker.core.catalogue import Expression, StepRule
from tracker.core.channels import channel_header
from tracker.core.charges import ESTIMATE_DAYS, Debit
from tracker.core.dates import date_of
from tracker.core.holding import ways_to_hold
from tracker.core.line import Age, LineRules, LineTerms, terms_of, transit_of
from tracker.core.model import (
    MONTH_END,
    Basis,
    Carrier,
    Channel,
    Effect,
    Fact,
    Payment,
    Reason,
    Step,
    Term,
    TextValue,
)
from tracker.core.outlook import Outlook, running
from tracker.core.prepaid import effect_fact, renewal, validity_fact
from tracker.core.quick import make
from tracker.core.rules import Rules, Situation, once_per_situation, rules_at
from tracker.core.services import Service
from tracker.core.window import COUNTERS, FREE

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


# Named once: asking an enumeration for a member is slow on Python 3.11.
_TOOL, _USER = Basis.TOOL, Basis.USER


def tool(rule: str, *values: tuple[str, TextValue]) -> Reason:
    """Return the reason of a rule of this tool."""
    reason: Reason = make(Reason, (f"reason.{rule}.text", values, rule, _TOOL, (), None))
    return reason


def said(rule: str, fact: Fact, *values: tuple[str, TextValue]) -> Reason:
    """Return the reason of a rule in the carrier's file."""
    fields = (f"reason.{rule}.text", values, rule, fact.basis, fact.sources, fact.conflict)
    reason: Reason = make(Reason, fields)
    return reason


def yours(rule: str, *values: tuple[str, TextValue]) -> Reason:
    """Return the reason of what the person said."""
    reason: Reason = make(Reason, (f"reason.{rule}.text", values, rule, _USER, (), None))
    return reason


def _is_posted(rules: Rules) -> bool:
    """Tell whether sending back what was lent is the cancellation, so that nothing is asked for."""
    return rules.text("effect", "ends") == Effect.ON_RETURN


_Anchor = tuple[str, tuple[str, date]]


class Explanation:
    """Explain the steps of one outlook; what several of them have in common is said once."""

    __slots__ = ("_anchors", "_said", "gate", "is_short", "runway", "view")

    def __init__(self, view: Outlook) -> None:
        """Take what the steps were dated from."""
        self.view = view
        self.runway = view.runway
        self.is_short = self.runway < view.policy.full_runway
        self._anchors: dict[str, _Anchor | tuple[()]] = {}
        self.gate = _gate_reasons(view)
        """Why a step is done before the last day on which a code by SMS still arrives."""
        self._said: dict[Callable[[Outlook], tuple[Reason, ...]], tuple[Reason, ...]] = {}

    def offset(self, offset: Expression) -> tuple[Reason, ...]:
        """Return the offset before an anchor, and how a short runway shrinks it."""
        name = offset.anchors[0]
        anchor = self._anchors.get(name)
        if anchor is None:
            anchor = self._anchors[name] = _anchor(self.view, name)
        if not anchor:
            return ()
        asked = given = -offset.offset
        if self.is_short:
            given = self.view.shrunk(asked)
        first = tool(anchor[0], ("days", given), anchor[1])
        if asked == given or self.runway < 0:
            return (first,)
        return first, tool("scaled", ("days", given), ("runway", self.runway))

    def once(self, explain: Callable[[Outlook], tuple[Reason, ...]]) -> tuple[Reason, ...]:
        """Return what a function says of the outlook, which several steps have in common."""
        found = self._said.get(explain)
        if found is None:
            found = self._said[explain] = explain(self.view)
        return found


_Own = Callable[[Explanation, str, Debit | None], list[Reason]]


class Why(NamedTuple):
    """Hold what the catalogue says of why a step has its days."""

    kind: str
    own: _Own | None
    """What explains the days of this kind of step beside all that follows."""
    offset: Expression | None
    """An offset that a short runway shrinks."""
    is_gated: bool
    """It is done before the last day on which a code by SMS still arrives."""


def why_of(rule: StepRule) -> Why:
    """Return what an entry of the catalogue says of why its steps have their days."""
    own = _OWN_REASONS.get(rule.kind) or _ROW_REASONS.get(rule.row)
    offset = rule.due if rule.due is not None and rule.due.scaled else None
    return Why(rule.kind, own, offset, rule.latest is not None and "gate" in rule.latest.anchors)


def reasons_of(
    told: Explanation, why: Why, trace: Trace | None, service: Service | None, debit: Debit | None
) -> tuple[Reason, ...]:
    """Return the chain of reasons of one step; without a trace nothing has moved its due day."""
    kind, own, offset, is_gated = why
    found: list[Reason] = own(told, kind, debit) if own is not None else []
    if offset is not None:
        found += told.offset(offset)
    if is_gated:
        found += told.gate
    if service is not None:
        found.append(tool("lead", ("days", service.lead)))
        if service.moving == "counter-abroad" and service.by_sms:
            found += _holding_reasons(told.view)
    if trace is not None:
        found += _moves(told.view, trace)
    return tuple(found)


def _moves(view: Outlook, trace: Trace) -> list[Reason]:
    """Return what moved a due day, in the order in which it did."""
    recorded, depends, roll, moved = trace
    found = [tool("recorded", ("day", date_of(view.recorded)))] if recorded else []
    if depends is not None:
        found.append(_waiting(depends.kind))
    if roll is not None:
        before, after = roll
        name = "roll-back" if after < before else "roll-forward"
        found.append(tool(name, ("from_day", date_of(before)), ("to_day", date_of(after))))
    if moved is not None:
        found.append(yours("moved", ("day", moved)))
    return found


@lru_cache(maxsize=64)
def _waiting(kind: str) -> Reason:
    return tool("depends", ("step", Term(f"step.{kind}.short")))


def _anchor(view: Outlook, anchor: str) -> _Anchor | tuple[()]:
    """Return the name of the reason for an offset before an anchor, and its day; nothing without one."""
    base, leaves = view.base, view.departure
    if anchor in _OF_THE_END:
        day = None if base is None else base.request if anchor == "T" else base.gate
    else:
        day = leaves if anchor == "D" else view.pay_until
    if day is None:
        return ()
    name = _ANCHORS["D" if anchor == "pay_until" and day == leaves else anchor]
    if anchor == "T" and _is_posted(view.rules):
        name = "anchor-posting"
    elif anchor == "T" and view.prepaid:
        name = "anchor-expiry" if day == view.expiry else "anchor-departure"
    elif anchor == "T" and "cancels" not in view.flags:
        name = "anchor-day"
    return name, ("day", date_of(day))


_nominal = itemgetter(Debit._fields.index("nominal"))
_OF_THE_END = ("T", "gate")


def _gate_reasons(view: Outlook) -> tuple[Reason, ...]:
    base = view.base
    if base is None:
        return ()
    name = "gate-end"
    if base.ends_line:
        name = "gate-posting" if _is_posted(view.rules) else "gate"
    return (tool(name, ("day", date_of(base.gate))),)


def _window_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    view = told.view
    now, line = running(view)
    found = [yours("departure", ("day", view.contract.leaves))]
    if view.contract.needed_until is not None:
        found.append(yours("needed-until", ("day", view.contract.needed_until)))
    found += _effect_reasons(line, now.request)
    window = now.window
    if window is None:
        return found
    posted = _is_posted(line.rules)
    if view.departure is not None and window.closes == view.departure - 1:
        found.append(tool("last-day-posting" if posted else "last-day", ("day", date_of(window.closes))))
    if window.channel in COUNTERS and window.safe_by < window.closes:
        name = "margin-posting" if posted else "margin-open-days"
        found.append(tool(name, ("days", 3), ("day", date_of(window.safe_by))))
    elif window.safe_by < window.closes and not window.abroad:
        found.append(
            tool("margin", ("days", window.closes - window.safe_by), ("day", date_of(window.safe_by)))
        )
    if window.limits != FREE:
        found += order_reasons(view.orders, view.way)
    if not now.ends_line and not window.abroad:
        if window.recommended == window.safe_by - 7:
            found.append(tool("week-before", ("day", date_of(window.recommended))))
        elif window.recommended == window.opens + 1:
            found.append(tool("just-passed", ("day", date_of(window.opens))))
    if view.needed is not None and 0 < view.needed - window.charged <= view.policy.short_remainder:
        found.append(tool("short-remainder", ("closing", date_of(window.charged))))
    moment = view.moment
    if moment is not None:
        clock, fact = moment
        name = {"daily": "cutoff-daily", "time": "cutoff-time"}.get(fact.key, "hours")
        key = "hours" if name == "hours" else "time"
        found.append(
            said(name, fact, (key, str(fact.value) if key == "hours" else clock.isoformat("minutes")))
        )
    found += _charge_reasons(view, line, now.charged)
    if window.missed:
        found.append(tool("window-new", ("closes", date_of(window.closes))))
    if now.request > window.recommended:
        found.append(tool("request-late", ("day", date_of(now.request))))
    found.append(_abroad_reason(line.rules, line.channel))
    return found


def _effect_reasons(line: LineRules, request: int) -> Sequence[Reason]:
    """Return what a request on a day does to the line, by the rules in force then."""
    rules, terms = line.rules, line.terms
    if terms.is_settled:
        return _settled_effect(rules.carrier, rules.at, line.channel)
    return _stated_effect(rules, line.channel, terms, line.regime(request).notice, request)


@lru_cache(maxsize=1024)
def _settled_effect(carrier: Carrier, at: Situation, channel: Channel | None) -> tuple[Reason, ...]:
    terms = terms_of(carrier, at, channel, Age.UNKNOWN)
    notice = terms.regime.notice if terms.regime is not None else 0
    return tuple(_stated_effect(rules_at(carrier, at), channel, terms, notice, None))


def _stated_effect(
    rules: Rules, channel: Channel | None, terms: LineTerms, notice: int, request: int | None
) -> list[Reason]:
    """Return what a request does; with `notice`, in days, an unknown effect is that of a chosen day."""
    found, fact = [], rules.fact("effect", "ends", request)
    if fact is None:
        found.append(tool("effect-unknown-notice" if notice else "effect-unknown"))
    else:
        values: tuple[tuple[str, TextValue], ...] = (("days", notice),) if fact.value == "chosen-day" else ()
        found.append(said(f"effect-{fact.value}", fact, *values))
    found += _review_reasons(rules, channel, terms)
    posted = terms.effect is Effect.ON_RETURN
    for key, name in _CUTOFFS:
        cutoff = rules.fact("cutoff", key, request)
        if (
            cutoff is not None
            and isinstance(cutoff.value, int)
            and not (key == "notice_days" and not cutoff.value)
        ):
            rule = "cutoff-arrival" if posted and key == "days_before_end" else name
            found.append(said(rule, cutoff, ("day" if key == "day" else "days", cutoff.value)))
    if posted:
        found += _transit_reasons(rules)
    if terms.effect in _BY_PERIODS and not any(header == "cutoff" for header, _ in rules.table):
        found.append(tool("cutoff-unknown"))
    return found


_BY_PERIODS = (Effect.MONTH_END, Effect.PERIOD_END)
_CUTOFFS = (
    ("day", "cutoff-day"),
    ("days_before_end", "cutoff-before-end"),
    ("notice_days", "cutoff-notice"),
    ("days_before_departure", "cutoff-departure"),
)


def _transit_reasons(rules: Rules) -> list[Reason]:
    """Return how long the parcel is taken to travel, nothing where the day of posting counts."""
    days, business = transit_of(rules)
    found = []
    for key, name, length in (
        ("transit_days", "transit", days),
        ("transit_business_days", "transit-business", business),
    ):
        fact = rules.fact("return", key)
        if length:
            lasting = ("days", length)
            found.append(said(name, fact, lasting) if fact is not None else tool(name, lasting))
    return found


def closing_value(day: int) -> TextValue:
    """Return a closing day as a value of a text: a word for month end, else the number."""
    return Term("closing.month-end.name") if day == MONTH_END else day


def _charge_reasons(view: Outlook, line: LineRules, charged: int) -> list[Reason]:
    rules, found = line.rules, []
    now = view.now
    fact = rules.fact("proration", "last_month", now.request if now else None, now.ends if now else None)
    found.append(said(f"proration-{fact.value}", fact) if fact is not None else tool("proration-unknown"))
    closing = rules.fact("closing", "day")
    window = view.now.window if view.now is not None else None
    shown = ("closing", closing_value(line.closing))
    if window is not None and not window.closing_known:
        found.append(tool("closing-unknown", ("count", len(window.choices))))
    elif closing is not None and isinstance(closing.value, int):
        found.append(said("closing-fixed", closing, shown))
    elif closing is not None and closing.value == "contract-day" and view.contract.signed is not None:
        found.append(said("closing-contract-day", closing, shown))
    elif view.contract.closing_day is not None:
        found.append(yours("closing-yours", shown))
    else:
        found.append(tool("closing-month", shown))
    found.append(tool("charged", ("day", date_of(charged))))
    return found


@once_per_situation
def _abroad_reason(rules: Rules, channel: Channel | None) -> Reason:
    if channel in COUNTERS:
        return tool("from-abroad-no")
    fact = rules.fact(channel_header(channel), "from_abroad")
    if fact is None:
        return tool("from-abroad-unknown")
    return said("from-abroad-yes" if fact.value is True else "from-abroad-no", fact)


def _bill_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    view = told.view
    if kind == "request-refund":
        fact = view.rules.fact("deposit", "months")
        return [said("deposit", fact)] if fact is not None else []
    found = _debit_reasons(debit, "statement" if kind == "final-bill" else "charge") if debit else []
    if view.contract.payment is None:
        found.append(tool("payment-unknown"))
    return found


def _until_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    return [*told.once(_last_debit_reasons)]


def _last_debit_reasons(view: Outlook) -> tuple[Reason, ...]:
    """Return why a means of payment has to live until then."""
    owed = view.payments
    assert owed is not None  # noqa: S101 - this row is made for lines that cancel and pay
    found = _debit_reasons(max(owed.debits, key=_nominal), "charge")
    if view.contract.payment is None:
        found.append(tool("payment-unknown"))
    if owed.card_cycle and view.contract.payment in _CARDS:
        found.append(tool("card-cycle"))
    if owed.merged is not None:
        found.append(said("small-bill", owed.merged))
    found.append(tool("keep-until", ("day", date_of(owed.keep))) if owed.keep else tool("keep-unknown"))
    return tuple(found)


_CARDS = (None, Payment.CARD)


def _debit_reasons(debit: Debit, name: str) -> list[Reason]:
    """Return why a bill or debit is expected on its day; `name` is that of a charge by the carrier's rule."""
    found: list[Reason] = []
    if debit.fact is not None:
        found.append(said(name, debit.fact, _item(debit.item), ("day", date_of(debit.nominal))))
    elif debit.item == "device":
        found.append(yours("charge-yours", _item(debit.item), ("day", date_of(debit.nominal))))
    else:
        found.append(tool("charge-unknown", ("days", ESTIMATE_DAYS)))
    if debit.or_later:
        found.append(tool("or-later"))
    if debit.due != debit.nominal:
        found.append(
            tool("roll-forward", ("from_day", date_of(debit.nominal)), ("to_day", date_of(debit.due)))
        )
    return found


@lru_cache(maxsize=16)
def _item(name: str) -> tuple[str, TextValue]:
    return "item", Term(f"item.{name}.name")


def _holding_reasons(view: Outlook) -> list[Reason]:
    """Return how the number could be kept alive until a counter abroad can be reached."""
    ways = ways_to_hold(view.rules, view.contract)
    return [said(f"hold-{way.kind}", way.fact, ("yen", way.yen)) for way in ways] or [tool("hold-unknown")]


def _expiry_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    return expiry_reasons(told.view)


def expiry_reasons(view: Outlook) -> list[Reason]:
    """Return why a card ends on its last day, or that this day is not known."""
    contract, rules = view.contract, view.rules
    effect, validity = effect_fact(contract, rules), validity_fact(contract, rules)
    found = [said("effect-on-expiry", effect)] if effect is not None else []
    if view.expiry is None:
        return [*found, tool("expiry-unknown")]
    if contract.expires is not None:
        return [*found, yours("expiry", ("day", contract.expires))]
    if validity is None:
        return [*found, yours("expiry-validity", ("days", contract.valid_days or 0))]
    days = view.expiry - (contract.started or date_of(view.expiry)).toordinal() + 1
    return [*found, said("expiry-validity", validity, ("days", days))]


def _renewal_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    fact, is_sure = renewal(told.view.rules)
    return [said("renewal" if is_sure else "renewal-unsure", fact)]


def _review_reasons(rules: Rules, channel: Channel | None, terms: LineTerms) -> list[Reason]:
    """Return how long a request is checked before it counts."""
    name, days = "review", terms.review_days
    if terms.review_business >= days:
        name, days = "review-business", terms.review_business
    fact = rules.fact(channel_header(channel), f"{name.replace('-', '_')}_days") if days else None
    return [said(name, fact, ("days", days))] if fact is not None else []


def _confirmation_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    return [*told.once(_answer_reasons)]


def _answer_reasons(view: Outlook) -> tuple[Reason, ...]:
    _, line = running(view)
    answer = _processing_reason(view.rules, view.channel)
    if not line.terms.is_reviewed:
        return (answer,)
    return *_review_reasons(line.rules, line.channel, line.terms), answer


@once_per_situation
def _processing_reason(rules: Rules, channel: Channel | None) -> Reason:
    header = channel_header(channel)
    for place, key in (
        ("confirmation", "days"),
        ("confirmation", "business_days"),
        (header, "processing_days"),
        (header, "processing_business_days"),
    ):
        fact = rules.fact(place, key)
        if fact is not None and isinstance(fact.value, int):
            return said("processing", fact, ("days", fact.value))
    return tool("processing-unknown")


def _return_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    view, now = told.view, told.view.now
    found = [*_duty_reasons(view.rules, view.channel)]
    if now is not None and view.departure is not None and now.ends >= view.departure:
        found.append(tool("return-post", ("day", date_of(view.departure))))
    return found


@once_per_situation
def _duty_reasons(rules: Rules, channel: Channel | None) -> tuple[Reason, ...]:
    """Return whether something goes back, for how much, and by when."""
    del channel
    decision = rules.decide("return", "required")
    found: list[Reason] = []
    duties = [fact for fact in (decision.fact, *decision.open) if fact is not None]
    found += [said("return-unknown" if decision.open else "return-duty", fact) for fact in duties[:1]]
    deposit = rules.fact("return", "deposit_yen")
    if deposit is not None and isinstance(deposit.value, int):
        found.append(said("return-deposit", deposit, ("yen", deposit.value)))
    days = rules.fact("return", "days")
    if days is not None and isinstance(days.value, int):
        found.append(said("deadline", days, ("days", days.value)))
    else:
        found.append(tool("deadline-unknown"))
    return tuple(found)


_OWN_REASONS: dict[str, _Own] = {
    "cancel": _window_reasons,
    "expires": _expiry_reasons,
    "stop-auto-renewal": _renewal_reasons,
    "confirm-cancellation": _confirmation_reasons,
    "save-evidence": _confirmation_reasons,
    "return-sim": _return_reasons,
}
"""What explains the days of some kinds of steps beside the offsets of the catalogue."""
_ROW_REASONS: dict[str, _Own] = {"bill": _bill_reasons, "until": _until_reasons}
"""The same for all steps of a row."""
