"""Fold the steps of a plan into the rows that people see: at most nine (docs/screens.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tracker.core.facts import Carrier
from tracker.core.model import Joined, Row, Step, Term, TextValue, Values
from tracker.core.outlook import Outlook
from tracker.core.prepaid import effect_fact, validity_fact
from tracker.core.quick import make
from tracker.core.rules import Situation, rules_at
from tracker.core.services import Service
from tracker.core.titles import is_rented
from tracker.core.words import Basis, Payment, Sim, State

ORDER = ("lost", "look", "number", "move", "empty", "prepare", "cancel", "proof", "clear", "bill", "until")
MOST_ROWS = 9
_MARKED = frozenset({"lost", "prepare", "cancel"})
"""Rows that carry the mark "costs money after its last day"."""


class _Sum(NamedTuple):
    """Hold what the steps of a row come to."""

    steps: list[Step]
    pending: list[Step]
    shown: list[Step]
    """Those of which the row speaks."""
    due: date | None
    last: date | None
    span: tuple[date, date] | None
    estimate: bool
    critical: bool
    late: bool
    state: State


# Named once: asking an enumeration for a member is slow on Python 3.11.
_SLIP = Payment.SLIP
_OPEN, _DONE, _MISSED, _SKIPPED = State.OPEN, State.DONE, State.MISSED, State.SKIPPED
_NEVER = date.max
_key_of, _row_of, _kind_of = (itemgetter(Step._fields.index(name)) for name in ("key", "row", "kind"))
_due_of, _latest_of, _state_of = (itemgetter(Step._fields.index(name)) for name in ("due", "latest", "state"))
_OFFICIAL = Basis.OFFICIAL


def build_rows(view: Outlook, steps: tuple[Step, ...]) -> tuple[Row, ...]:
    """Return the rows in the order of their days, each with the number it was given.

    A number is given once per contract and never reused: rows without one take the next free
    numbers, in the order of display.
    """
    untouched = {*map(_state_of, steps)} == {_OPEN}
    groups: dict[str, list[Step]] = {}
    for step in steps:
        row = step.row
        if row in groups:
            groups[row].append(step)
        else:
            groups[row] = [step]
    for one, other in _MERGED:
        if len(groups) > MOST_ROWS and one in groups and other in groups:
            groups[other] += groups.pop(one)
    sums = {key: _sum(key, groups[key], untouched=untouched) for key in ORDER if key in groups}
    dues = {key: found.due or _NEVER for key, found in sums.items()}
    shown = sorted(sums, key=dues.__getitem__)
    if "lost" in sums:
        shown.sort(key=_after_lost)
    numbers = dict(view.contract.row_numbers)
    free = max(numbers.values(), default=0)
    for key in shown:
        if key not in numbers:
            free += 1
            numbers[key] = free
    hearsay = _reported(view.rules.carrier, view.rules.at)
    if view.prepaid:
        hearsay = hearsay - {"cancel"} | _ending_reported(view)
    rule = view.idle.rule
    idles = rule is not None and rule.basis is not _OFFICIAL
    return tuple([_row(view, key, sums[key], numbers, hearsay, idles=idles) for key in shown])


def _after_lost(key: str) -> bool:
    return key != "lost"


_MERGED = (("until", "bill"), ("number", "move"))
"""Rows that are folded into another when there would be more than nine."""


def _sum(key: str, steps: list[Step], *, untouched: bool) -> _Sum:
    """Return what the steps of a row come to; it speaks of the open ones, or of all once none is open.

    `untouched`: all of them are known to be open.
    """
    pending = steps if untouched else [step for step in steps if step.state is _OPEN]
    shown = pending or steps
    estimate = critical = late = False
    due: date | None = None
    last: date | None = None
    urgent: date | None = None
    for step in shown:
        if step.estimate:
            estimate = True
        if step.late:
            late = True
        day = step.due
        if day is not None and (due is None or day < due):
            due = day
        day = step.latest
        if step.critical:
            critical = True
            if day is not None and (urgent is None or day < urgent):
                urgent = day
        if day is not None and (last is None or day < last):
            last = day
    last, span = urgent or last, None
    if key in _OF_BILLS:
        due, last, span = _bill_days(key, steps, shown)
    elif key in _OF_ONE:
        # The days of the request, or of the card: not those of what else stands in the row.
        wanted = [step for step in shown if step.kind in _OF_ONE[key]]
        if wanted:
            due, last = _earliest(wanted, _due_of), _earliest(wanted, _latest_of)
    is_open = bool(pending)
    critical = critical and is_open and key in _MARKED
    state = _OPEN if is_open else _state(steps)
    found: _Sum = make(_Sum, (steps, pending, shown, due, last, span, estimate, critical, late, state))
    return found


def _bill_days(
    key: str, steps: list[Step], shown: list[Step]
) -> tuple[date | None, date | None, tuple[date, date] | None]:
    """Return the due day of a row of bills, no last day, and the days between which they fall."""
    merged = {*map(_row_of, steps)} != {key}
    span = None if merged or key == "until" else _span(shown)
    far = merged or key == "until" or span is not None
    dues = [step.due for step in shown if step.due is not None]
    return (max if far else min)(dues, default=None), None, span


def _earliest(steps: list[Step], day_of: Callable[[Step], date | None]) -> date | None:
    return min([day for day in map(day_of, steps) if day is not None], default=None)


_OF_BILLS = ("bill", "until")
_OF_ONE = {"cancel": ("cancel",), "clear": ("return-sim", "delete-esim-profile")}
"""Rows that have the days of some of their steps, if they have any."""


def _row(
    view: Outlook, key: str, found: _Sum, numbers: dict[str, int], hearsay: frozenset[str], *, idles: bool
) -> Row:
    """Return a row; `idles`: the rule on idle lines, where one counts, is not from the carrier itself."""
    title, values = _title(view, key, found.shown, numbers)
    reported = key in hearsay and (key != "cancel" or any(step.kind in _DATED for step in found.pending))
    fields = (
        numbers[key],
        key,
        title,
        values,
        found.due,
        found.last,
        found.span,
        found.estimate,
        found.critical,
        reported or (idles and any(step.kind in _LIVES and step.due is not None for step in found.pending)),
        found.state,
        found.late,
        tuple(map(_key_of, found.steps)),
    )
    row: Row = make(Row, fields)
    return row


def refolded(row: Row, steps: list[Step], payment: Payment | None, *, several: bool) -> Row:
    """Return a row as it stands with these steps: fewer than it had, or on other days.

    `payment` is the way its line is paid. `several`: what it keeps is done for other lines too, which
    may be in other phones.
    """
    found = _sum(row.key, steps, untouched=False)
    shown = found.shown
    kinds = {step.kind for step in steps}
    title, values = row.title_key, row.values
    if row.key == "empty" and "back-up-data" in kinds:
        title = "row.empty.several.title" if several else title
    elif row.key == "bill" and not any(step.row == "until" for step in steps):
        title = _bill_title(payment, kinds)
    elif row.key in ("empty", "prepare") and len(steps) < len(row.steps):
        tasks = Joined(tuple(Term(f"step.{step.kind}.short") for step in shown))
        title, values = (f"row.{'rest' if row.key == 'empty' else 'prepare'}.title", (("tasks", tasks),))
    elif row.key == "cancel" and not kinds & {"cancel", "hand-back", "expires"}:
        title, values = _own_title(shown[0])
    return row._replace(
        title_key=title,
        values=values,
        due=found.due,
        last_day=found.last,
        span=found.span,
        estimate=found.estimate,
        critical=found.critical,
        hearsay=row.hearsay and (row.key != "cancel" or not kinds.isdisjoint((*_DATED, "keep-alive"))),
        state=found.state,
        late=found.late,
        steps=tuple(map(_key_of, steps)),
    )


_DATED = ("cancel", "expires")
"""Steps that the rules of the row "cancel" give a day."""
_LIVES = ("keep-alive", "expires")
"""Steps that the rule on idle lines gives a day."""
_HEARSAY_RULES = (
    (
        "cancel",
        (
            ("effect", "ends"),
            ("cutoff", "day"),
            ("cutoff", "days_before_end"),
            ("cutoff", "time"),
            ("cutoff", "daily"),
        ),
    ),
    ("clear", (("return", "required"), ("return", "days"))),
)
"""The rules that date a row, where it matters that only others report them."""


@lru_cache(maxsize=2048)
def _reported(carrier: Carrier, at: Situation) -> frozenset[str]:
    """Return the rows that are dated by a rule which is not from the carrier itself."""
    rules = rules_at(carrier, at)
    return frozenset(
        row
        for row, places in _HEARSAY_RULES
        if any((fact := rules.fact(*place)) is not None and fact.basis is not _OFFICIAL for place in places)
    )


def _ending_reported(view: Outlook) -> frozenset[str]:
    """Return the row of a card whose end is said by others and not by the carrier itself."""
    facts = (effect_fact(view.contract, view.rules), validity_fact(view.contract, view.rules))
    told = any(fact is not None and fact.basis is not _OFFICIAL for fact in facts)
    return frozenset({"cancel"}) if told else frozenset()


def _span(steps: list[Step]) -> tuple[date, date] | None:
    """Return the days between which bills and debits fall, None when there is one known day."""
    passive = [step for step in steps if step.kind in ("final-bill", "final-debit")]
    starts = [step.start for step in passive if step.start is not None]
    ends = {step.due for step in passive if step.due is not None}
    if starts and ends and (len(ends) > 1 or any(step.estimate for step in steps)):
        return min(starts), max(ends)
    return None


def _state(steps: list[Step]) -> State:
    """Return the state of a row of which no step is open."""
    states = {step.state for step in steps}
    for state in (_MISSED, _DONE):
        if state in states:
            return state
    return _SKIPPED


def _title(view: Outlook, key: str, steps: list[Step], numbers: dict[str, int]) -> tuple[str, Values]:
    if key in _PLAIN_TITLES:
        return _PLAIN_TITLES[key], ()
    if key == "lost":
        return _lost_title(steps)
    if key == "move":
        return _move_title(view, steps)
    if key == "prepare":
        tasks = Joined(tuple([_short(step.title_key) for step in steps]))
        return "row.prepare.title", (("tasks", tasks),)
    if key == "until":
        return _until_title(view), ()
    if key == "cancel":
        return _cancel_title(steps, ("where", view.where))
    kinds = {*map(_kind_of, steps)}
    if key == "bill":
        merged = "until" in map(_row_of, steps)
        return "row.bill-until.title" if merged else _bill_title(view.contract.payment, kinds), ()
    if key == "look":
        return _look_title(view, steps, kinds)
    if key == "empty":
        return ("row.empty.title" if "back-up-data" in kinds else "row.empty.data.title"), ()
    return _clear_title(view, kinds, numbers)


def _until_title(view: Outlook) -> str:
    if view.contract.payment is _SLIP:
        return "row.until.slip.title"
    if view.payments is not None and view.payments.keep is None:
        return "row.until.balance.title"
    return "row.until.title"


@lru_cache(maxsize=256)
def _short(title: str) -> Term:
    return Term(f"{title.removesuffix('.title')}.short")


_PLAIN_TITLES = {key: f"row.{key}.title" for key in ("number", "proof")}
"""Rows whose title is the same for every contract."""


def _look_title(view: Outlook, steps: list[Step], kinds: Collection[str]) -> tuple[str, Values]:
    if "check-expiry" in kinds and "check-contract" not in kinds:
        title = next(step.title_key for step in steps if step.kind == "check-expiry")
        name = "lapse" if ".lapse" in title else "other" if title.endswith(".other.title") else "prepaid"
        return f"row.look.{name}.title", ()
    if "leave-contact" in kinds:
        return "row.look.keep.title", ()
    title = "row.look.title" if "check-login" in kinds else "row.look.open.title"
    return title, (("where", view.where),)


def _move_title(view: Outlook, steps: list[Step]) -> tuple[str, Values]:
    """Return the title that names the services to move, as they were given."""
    asked = {*map(_key_of, steps)}
    services = sorted(view.services, key=_letter_of) if len(view.services) > 1 else view.services
    names = Joined(tuple([service.name for service in services if service.key in asked]))
    return "row.move.title", (("services", names),)


def _letter_of(service: Service) -> int:
    return service.rank[-1]


def _bill_title(payment: Payment | None, kinds: Collection[str]) -> str:
    if payment is _SLIP and "request-refund" in kinds:
        return "row.bill.deposit.title"
    return f"row.bill.{payment.value if payment else 'unknown'}.title"


_LIVING = ("port-out", "keep-alive", "arrange-keeping")
"""Kinds of steps of a line that nobody cancels, the one that names the row first."""


def _cancel_title(steps: list[Step], where: tuple[str, TextValue]) -> tuple[str, Values]:
    # Of steps of one kind the first counts.
    kinds = {step.kind: step for step in reversed(steps)}
    cancel, membership = kinds.get("cancel"), kinds.get("cancel-membership")
    if cancel is not None and membership is None:
        return cancel.title_key.replace("step.cancel.", "row.cancel."), (where,)
    living = next((kinds[kind] for kind in _LIVING if kind in kinds), None)
    if living is not None:
        title = living.title_key.replace("step.", "row.cancel.", 1)
        if membership is None:
            return title, living.values
        return "row.cancel.port-out.linked.title", (*living.values, *membership.values)
    if membership is not None:
        name = next(value for key, value in membership.values if key == "membership")
        return (
            ("row.cancel.linked.title", (where, ("membership", name))) if cancel else _own_title(membership)
        )
    if "hand-back" in kinds:
        holder = next(value for name, value in kinds["hand-back"].values if name == "holder")
        return "row.cancel.hand-back.title", (("holder", holder),)
    if "stop-auto-renewal" in kinds:
        return "row.cancel.renewal.title", ()
    if "expires" in kinds:
        expiry = next((value for name, value in kinds["expires"].values if name == "expiry"), None)
        if expiry is None:
            return "row.cancel.expires-unknown.title", ()
        if kinds["expires"].title_key == "step.expires.lapse.title":
            return "row.cancel.lapses.title", (("expiry", expiry),)
        return "row.cancel.expires.title", (("expiry", expiry),)
    return _own_title(steps[0])


def _own_title(step: Step) -> tuple[str, Values]:
    return step.title_key, step.values


def _lost_title(steps: list[Step]) -> tuple[str, Values]:
    """Return the title of what is left to be done when a phone is gone."""
    if any(step.kind == "suspend-line" for step in steps):
        return "row.lost.title", ()
    return ("row.lost.rest.title", ()) if len(steps) > 1 else _own_title(steps[0])


def _clear_title(view: Outlook, kinds: Collection[str], numbers: dict[str, int]) -> tuple[str, Values]:
    number: tuple[str, TextValue] = ("number", numbers.get("proof", 0))
    has_esim, has_card = "delete-esim-profile" in kinds, "return-sim" in kinds
    if has_esim and view.contract.sim is not Sim.ESIM:
        return ("row.clear.unknown.title" if has_card else "row.clear.if-esim.title"), (number,)
    if has_esim:
        return "row.clear.esim.title", (number,)
    card = "row.clear.rental.title" if is_rented(view) else "row.clear.card.title"
    return (card if has_card else "row.clear.mail.title"), ()
