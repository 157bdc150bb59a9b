"""Say for every date why it is as it is.

A reason names its rule, how well it is known and from which pages (docs/planning.md 7).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.core.catalogue import Expression, StepRule
from tracker.core.charges import Debit
from tracker.core.dates import date_of
from tracker.core.holding import ways_to_hold
from tracker.core.model import Reason, Step, Term
from tracker.core.outlook import Outlook
from tracker.core.payment_reasons import bill_reasons, last_debit_reasons
from tracker.core.prepaid import effect_fact, renewal, validity_fact
from tracker.core.rules import Rules, once_per_situation
from tracker.core.saying import said, tool, yours
from tracker.core.services import Service
from tracker.core.window_reasons import answer_reasons, is_posted, window_reasons
from tracker.core.words import Channel

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
    if anchor == "T" and is_posted(view.rules):
        name = "anchor-posting"
    elif anchor == "T" and view.prepaid:
        name = "anchor-expiry" if day == view.expiry else "anchor-departure"
    elif anchor == "T" and "cancels" not in view.flags:
        name = "anchor-day"
    return name, ("day", date_of(day))


_OF_THE_END = ("T", "gate")


def _gate_reasons(view: Outlook) -> tuple[Reason, ...]:
    base = view.base
    if base is None:
        return ()
    name = "gate-end"
    if base.ends_line:
        name = "gate-posting" if is_posted(view.rules) else "gate"
    return (tool(name, ("day", date_of(base.gate))),)


def _window_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    return window_reasons(told.view)


def _bill_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    return bill_reasons(told.view, kind, debit)


def _until_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    return [*told.once(last_debit_reasons)]


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


def _confirmation_reasons(told: Explanation, kind: str, debit: Debit | None) -> list[Reason]:
    del kind, debit
    return [*told.once(answer_reasons)]


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
