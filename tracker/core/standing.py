"""Say how well the rules that decide dates are known: missing, by hearsay, or old (PLANNING 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.core.case import Case, Found
from tracker.core.dates import months_later
from tracker.core.facts import Carrier, Fact
from tracker.core.model import Joined, Term, Values
from tracker.core.outlook import running
from tracker.core.prepaid import effect_fact, hangs_on_the_plan, validity_fact
from tracker.core.rules import Rules, Situation, rules_at
from tracker.core.words import Basis, Effect, Sim

_ESIM = Sim.ESIM
_DATE_RULES = (
    ("effect", (("effect", "ends"),)),
    ("closing", (("closing", "day"),)),
    (
        "cutoff",
        (
            ("cutoff", "day"),
            ("cutoff", "days_before_end"),
            ("cutoff", "notice_days"),
            ("cutoff", "time"),
            ("cutoff", "daily"),
        ),
    ),
    ("proration", (("proration", "last_month"),)),
)
"""The rules that decide dates, with the values that hold them."""


class _Standing(NamedTuple):
    """Say how well the rules that decide dates are known."""

    missing: tuple[str, ...]
    hearsay: tuple[str, ...]
    reads: tuple[tuple[str, date], ...]
    """The day on which the oldest page behind a rule was read, of each that has one."""


@lru_cache(maxsize=2048)
def _standing(carrier: Carrier, at: Situation, *, esim: bool) -> _Standing:
    rules = rules_at(carrier, at)
    facts = [
        (name, [fact for place in places if (fact := rules.fact(*place)) is not None])
        for name, places in _DATE_RULES
    ]
    effect = rules.text("effect", "ends")
    missing = ["plan"] if _hangs_on_the_plan(rules) else []
    missing += [name for name, found in facts if not found]
    if effect == Effect.MONTH_END and "closing" in missing:
        missing.remove("closing")
    if effect is None and "cutoff" in missing:
        missing.remove("cutoff")
    if not any(("charge.base", key) in rules.table for key in ("months", "day", "days", "choices")):
        missing.append("charge")
    if ("fee.termination", "yen") not in rules.table:
        missing.append("fee")
    duty = rules.decide("return", "required")
    if not esim and duty.fact is None and not duty.open:
        missing.append("return")
    hearsay = [
        name for name, found in facts if any(fact.basis in (Basis.REPORTED, Basis.SINGLE) for fact in found)
    ]
    reads = [
        (name, min(_read_day(fact) for fact in found if fact.sources))
        for name, found in facts
        if any(fact.sources for fact in found)
    ]
    return _Standing(tuple(missing), tuple(hearsay), tuple(reads))


def _hangs_on_the_plan(rules: Rules) -> bool:
    """Say whether a rule that decides dates is taken from one plan because the person's own is not told."""
    decided = (rules.decide(*place) for _, places in _DATE_RULES for place in places)
    return any(
        fact.when is not None and fact.when.plan
        for decision in decided
        if decision.fact is None
        for fact in decision.open
    )


@lru_cache(maxsize=4096)
def _read_day(fact: Fact) -> date:
    """Return the day a fact was last confirmed: another's page does not refresh the carrier's own word."""
    official = [source.read for source in fact.sources if source.kind == "official"]
    return max(official if fact.basis is Basis.OFFICIAL and official else [s.read for s in fact.sources])


@lru_cache(maxsize=256)
def _terms(names: tuple[str, ...]) -> Joined:
    return Joined(tuple(Term(f"unknown.{name}.name") for name in names))


def expiry_unsure(case: Case) -> Iterator[Found]:
    """Find that the end of a prepaid card is not known, known from others only, or was read long ago."""
    view = case.view
    if view.expiry is None:
        unknown = ("plan", "expiry") if hangs_on_the_plan(view.rules, None) else ("expiry",)
        yield Found("rule-unknown", (("what", _terms(unknown)),), ("expires",))
    pairs = (
        ("effect", effect_fact(view.contract, view.rules)),
        ("expiry", validity_fact(view.contract, view.rules)),
    )
    facts = [(name, fact) for name, fact in pairs if fact is not None]
    hearsay = tuple(name for name, fact in facts if fact.basis is not Basis.OFFICIAL)
    if hearsay:
        yield Found("rule-unverified", (("what", _terms(hearsay)),), ("expires",), None, view.today)
    yield from _stale(case, [(name, _read_day(fact)) for name, fact in facts if fact.sources], "expires")


def rules_unsure(case: Case) -> Iterator[Found]:
    """Find what is not known, known from others only, or was read long ago."""
    view = case.view
    now, line = running(view)
    window, given, day = now.window, view.contract.closing_day, view.today
    standing = _standing(line.rules.carrier, line.rules.at, esim=view.contract.sim is _ESIM)
    unknown = [name for name in standing.missing if name != "closing" or given is None]
    if window is not None and not window.closing_known and "closing" not in unknown:
        unknown.append("closing")
    if view.channel is None:
        unknown.append("channel")
    if unknown:
        what = _terms(tuple(unknown))
        yield Found("rule-unknown", (("what", what),), ("check-contract", "cancel"), None, day)
    if standing.hearsay:
        yield Found("rule-unverified", (("what", _terms(standing.hearsay)),), ("cancel",), None, day)
    yield from _stale(case, standing.reads, "cancel")


@lru_cache(maxsize=64)
def _stale_before(today: int, months: int) -> date:
    return date.fromordinal(months_later(today, -months))


def _stale(case: Case, reads: Sequence[tuple[str, date]], step: str) -> Iterator[Found]:
    """Find the rules whose page was read longer ago than a rule keeps."""
    limit = _stale_before(case.view.today, case.view.policy.stale_months)
    stale = [(name, read) for name, read in reads if read < limit]
    if stale:
        names = _terms(tuple(name for name, _ in stale))
        values: Values = (("what", names), ("read", min(read for _, read in stale)))
        yield Found("rule-stale", values, (step,), None, case.view.today)
