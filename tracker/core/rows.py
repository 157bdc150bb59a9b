"""Fold the steps of a plan into the rows that people see: at most nine (UX)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tracker.core.model import (
    Basis,
    Carrier,
    Joined,
    Names,
    Row,
    Sim,
    State,
    Step,
    Term,
    TextValue,
    Values,
)
from tracker.core.outlook import Outlook
from tracker.core.reasons import place_of
from tracker.core.rules import Rules, Situation, variants

ORDER = ("lost", "look", "number", "move", "empty", "prepare", "cancel", "proof", "clear", "bill", "until")
MOST_ROWS = 9
_MARKED = frozenset({"lost", "prepare", "cancel"})
"""Rows that carry the mark "costs money after its last day"."""


def build_rows(view: Outlook, steps: tuple[Step, ...]) -> tuple[Row, ...]:
    """Return the rows in their order of display, each with the number it was given.

    A number is given once per contract and never reused: rows without one take the next free
    numbers, in the order of display.
    """
    groups: dict[str, list[Step]] = {}
    for step in steps:
        groups.setdefault(step.row, []).append(step)
    if len(groups) > MOST_ROWS and "until" in groups and "bill" in groups:
        groups["bill"] += groups.pop("until")
    given = dict(view.contract.row_numbers)
    free = max(given.values(), default=0)
    numbers: dict[str, int] = {}
    for key in ORDER:
        if key not in groups:
            continue
        if key not in given:
            free += 1
        numbers[key] = given.get(key, free)
    hearsay = _hearsay(view)
    return tuple(_row(view, key, groups, numbers, hearsay) for key in ORDER if key in groups)


def _row(
    view: Outlook,
    key: str,
    groups: dict[str, list[Step]],
    numbers: dict[str, int],
    hearsay: frozenset[str],
) -> Row:
    steps = groups[key]
    pending = [step for step in steps if step.state is State.OPEN]
    shown = pending or steps
    estimate = critical = late = False
    due: date | None = None
    farthest: date | None = None
    last: date | None = None
    last_critical: date | None = None
    cancel: Step | None = None
    for step in shown:
        estimate = estimate or step.estimate
        late = late or step.late
        day, latest = step.due, step.latest
        if day is not None:
            due = day if due is None or day < due else due
            farthest = day if farthest is None or day > farthest else farthest
        if latest is not None:
            last = latest if last is None or latest < last else last
        if step.critical:
            critical = True
            if latest is not None:
                last_critical = latest if last_critical is None or latest < last_critical else last_critical
        if step.kind == "cancel":
            cancel = step
    last_day = last_critical or last
    span: tuple[date, date] | None = None
    if key == "bill":
        span = _span(shown, estimate=estimate)
    if key == "until" or span is not None:
        due = farthest
    if key in ("bill", "until"):
        last_day = None
    if cancel is not None and cancel.state is State.OPEN:
        due, last_day = cancel.due, cancel.latest
    title, values = _title(
        view, key, shown, numbers, merged="until" in {step.row for step in steps} and key == "bill"
    )
    return Row(
        number=numbers[key],
        key=key,
        title_key=title,
        values=values,
        due=due,
        last_day=last_day,
        span=span,
        estimate=estimate,
        critical=critical and bool(pending) and key in _MARKED,
        hearsay=key in hearsay,
        state=_state(steps),
        late=late and bool(pending),
        steps=tuple(step.key for step in steps),
    )


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


def _hearsay(view: Outlook) -> frozenset[str]:
    """Return the rows that are dated by a rule which is not from the carrier itself."""
    return _reported(view.rules.carrier, view.rules.at)


@lru_cache(maxsize=2048)
def _reported(carrier: Carrier, at: Situation) -> frozenset[str]:
    rules = Rules(carrier, variants(carrier, at), None, at)
    return frozenset(
        row
        for row, places in _HEARSAY_RULES
        if any(
            (fact := rules.fact(*place)) is not None and fact.basis is not Basis.OFFICIAL for place in places
        )
    )


def _span(steps: list[Step], *, estimate: bool) -> tuple[date, date] | None:
    """Return the days between which bills and debits fall, None when there is one known day."""
    passive = [step for step in steps if step.kind in ("final-bill", "final-debit")]
    starts = [step.start for step in passive if step.start is not None]
    ends = {step.due for step in passive if step.due is not None}
    if starts and ends and (estimate or len(ends) > 1):
        return min(starts), max(ends)
    return None


def _state(steps: list[Step]) -> State:
    states = {step.state for step in steps}
    if State.OPEN in states:
        return State.OPEN
    for state in (State.MISSED, State.DONE):
        if state in states:
            return state
    return State.SKIPPED


def _title(
    view: Outlook, key: str, steps: list[Step], numbers: dict[str, int], *, merged: bool
) -> tuple[str, Values]:
    kinds = {step.kind for step in steps}
    where: tuple[str, TextValue] = ("where", place_of(view))
    if key == "look":
        if "check-expiry" in kinds and "check-contract" not in kinds:
            return "row.look.prepaid.title", ()
        return ("row.look.title" if "check-login" in kinds else "row.look.open.title"), (where,)
    if key == "move":
        names = tuple(value for step in steps for name, value in step.values if name == "service")
        services = Joined(tuple(name for name in names if isinstance(name, Names)))
        return "row.move.title", (("services", services),)
    if key == "empty":
        return ("row.empty.title" if "back-up-data" in kinds else "row.empty.data.title"), ()
    if key == "prepare":
        tasks = Joined(tuple(Term(f"step.{step.kind}.short") for step in steps))
        return "row.prepare.title", (("tasks", tasks),)
    if key == "cancel":
        return _cancel_title(steps, where)
    if key == "clear":
        return _clear_title(view, kinds, numbers)
    if key == "bill":
        payment = view.contract.payment
        if merged:
            return "row.bill-until.title", ()
        return f"row.bill.{payment.value if payment else 'unknown'}.title", ()
    if key == "until" and view.payments is not None and view.payments.keep is None:
        return "row.until.balance.title", ()
    return f"row.{key}.title", ()


def _cancel_title(steps: list[Step], where: tuple[str, TextValue]) -> tuple[str, Values]:
    cancel = next((step for step in steps if step.kind == "cancel"), None)
    if cancel is not None:
        return cancel.title_key.replace("step.cancel.", "row.cancel."), (where,)
    first = steps[0]
    kinds = {step.kind: step for step in steps}
    if "hand-back" in kinds:
        holder = next(value for name, value in kinds["hand-back"].values if name == "holder")
        return "row.cancel.hand-back.title", (("holder", holder),)
    if "expires" in kinds:
        expiry = next((value for name, value in kinds["expires"].values if name == "expiry"), None)
        if expiry is None:
            return "row.cancel.expires-unknown.title", ()
        return "row.cancel.expires.title", (("expiry", expiry),)
    return first.title_key, first.values


def _clear_title(view: Outlook, kinds: set[str], numbers: dict[str, int]) -> tuple[str, Values]:
    number: tuple[str, TextValue] = ("number", numbers.get("proof", 0))
    has_esim, has_card = "delete-esim-profile" in kinds, "return-sim" in kinds
    if has_esim and view.contract.sim is not Sim.ESIM:
        return ("row.clear.unknown.title" if has_card else "row.clear.if-esim.title"), (number,)
    if has_esim:
        return "row.clear.esim.title", (number,)
    return ("row.clear.card.title" if has_card else "row.clear.mail.title"), ()
