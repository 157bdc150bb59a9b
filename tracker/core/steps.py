"""Date the steps of the catalogue for one contract.

Everything up to the cancellation is dated by the window of the day recorded, everything after
it by today's (PLANNING 4). A step's due day is never before the recording nor before
the due day of what it depends on; offsets before T, the gate and D shrink with a short
runway; a roll never goes before the step's start.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from tracker.core.catalogue import Expression, StepRule
from tracker.core.charges import Debit
from tracker.core.dates import (
    business_days_after,
    end_of_month_after,
    is_business_day,
    months_later,
)
from tracker.core.model import (
    Derived,
    Effect,
    Names,
    State,
    Step,
    Term,
    Values,
)
from tracker.core.outlook import Ending, Outlook, Service
from tracker.core.reasons import DETAILED, Trace, details_of, place_of, reasons_of

AFTER_REQUEST = frozenset({"proof", "clear", "bill", "until"})
"""Rows that are dated by what happens today, not by the plan of the day recorded."""

Anchors = dict[str, int | None]


class Subject(NamedTuple):
    """Hold what one step of a repeated entry is about, with its own anchors."""

    key: str
    kind: str
    values: Values
    anchors: Anchors
    sort: int
    service: Service | None = None
    debit: Debit | None = None


def build_steps(view: Outlook) -> tuple[Step, ...]:
    """Return the steps of a contract, ordered by due day, then as in the catalogue; undated last."""
    context = _Context(view)
    made: list[Step] = []
    for rule in _applicable(view.policy.steps, view.flags, rest=context.only_rest):
        for subject in _subjects(view, rule):
            step = context.step(rule, subject)
            if step is not None:
                made.append(step)
                context.add(step)
    if view.contract.marks or view.contract.services_listed or context.any_missed:
        made = [context.with_dependencies(step) for step in made]
    made.sort(key=_by_due)
    return tuple(made)


def _by_due(step: Step) -> tuple[date, int]:
    return step.due or date.max, step.order


@lru_cache(maxsize=1024)
def _applicable(steps: tuple[StepRule, ...], flags: frozenset[str], *, rest: bool) -> tuple[StepRule, ...]:
    """Return the entries that apply; `rest`: recorded when the departure had come."""
    return tuple(
        rule
        for rule in steps
        if (rule.after_departure or not rest) and any(words <= flags for words in rule.applies)
    )


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None


@lru_cache(maxsize=256)
def _single(rule: StepRule) -> tuple[Subject, ...]:
    return (Subject(rule.key, rule.kind, (), {}, 0),)


def _subjects(view: Outlook, rule: StepRule) -> Sequence[Subject]:
    if rule.each == "service":
        services = sorted(
            view.services,
            key=lambda service: (
                not service.money,
                service.rule.order if service.rule else 999,
                service.bound.letter,
            ),
        )
        return [
            Subject(
                service.key,
                "unbind",
                (("service", Names(service.names)),),
                {"lead": service.lead},
                position,
                service=service,
            )
            for position, service in enumerate(services)
        ]
    if rule.each == "membership":
        found = []
        for position, (header, carrier, window) in enumerate(view.memberships):
            now = view.now
            floor = now.request if now is not None else view.today
            days: Anchors = {
                "membership": max(window.request, floor) if window else floor,
                "membership_opens": max(window.opens, floor) if window else floor,
                "membership_closes": max(window.closes, floor) if window else None,
            }
            values: Values = (("membership", Names(carrier.names)),)
            key = f"cancel:{header.removeprefix('linked.')}"
            found.append(Subject(key, rule.kind, values, days, position))
        return found
    if rule.each in ("bill", "debit") and view.payments is not None:
        debits = (view.payments.bill,) if rule.each == "bill" else view.payments.debits
        return [
            Subject(
                f"{rule.key}:{debit.item}",
                rule.kind,
                (("item", Term(f"item.{debit.item}.name")),),
                {"item": debit.due, "item_start": debit.start},
                position,
                debit=debit,
            )
            for position, debit in enumerate(debits)
        ]
    return () if rule.each else _single(rule)


class _Context:
    """Hold the anchors of one outlook and the steps made so far."""

    def __init__(self, view: Outlook) -> None:
        self.view = view
        self.made: dict[str, Step] = {}
        self.any_missed = False
        self.marks = {mark.key: mark for mark in view.contract.marks}
        self.common: Values = (
            ("name", view.contract.name),
            ("carrier", Names(view.carrier.names)),
            ("departure", view.contract.leaves),
            ("where", place_of(view)),
        )
        self.keys_by_rule: dict[str, list[str]] = {}
        self.is_short = view.runway < view.policy.full_runway
        self.only_rest = view.departure is not None and view.recorded >= view.departure and not view.prepaid
        base, now = view.base, view.now
        common: Anchors = {
            "recorded": view.recorded,
            "D": view.departure,
            "expiry": view.expiry if view.expiry is not None else (now.ends if now else None),
            "lost": _ordinal(view.contract.lost),
        }
        self.before = {**common, **self._ending(base)}
        self.after = {**common, **self._ending(now), **self._after_request()}
        self.taken_over = (
            base is not None
            and now is not None
            and now.window is not base.window
            and (base.window is None or view.today > base.closes)
        )
        if base is not None:
            self.before["look"] = self._look(base)

    @staticmethod
    def _ending(ending: Ending | None) -> Anchors:
        if ending is None:
            return {}
        return {
            "T": ending.request,
            "E": ending.ends,
            "gate": ending.gate,
            "opens": ending.opens,
            "closes": ending.closes,
        }

    def scaled(self, days: int) -> int:
        """Return an offset as a short runway shrinks it: rounded up, at least 1 day."""
        if not self.is_short:
            return days
        return max(1, -(-days * max(self.view.runway, 0) // self.view.policy.full_runway))

    def _look(self, base: Ending) -> int:
        """Return T - 30, or a week after recording when a rule that decides the window is unknown."""
        due = base.request - self.scaled(30)
        rules = self.view.rules
        window = base.window
        unknown = (
            ("effect", "ends") not in rules.table
            or (window is not None and not window.closing_known)
            or not any(header == "cutoff" for header, _ in rules.table)
        )
        return min(due, self.view.recorded + 7) if unknown else due

    def _after_request(self) -> Anchors:
        view, now, owed = self.view, self.view.now, self.view.payments
        if now is None or owed is None or view.departure is None:
            return {}
        rules = view.rules
        confirm = self._confirm(now)
        found: Anchors = {
            "confirm": confirm,
            "bill": owed.bill.due,
            "debit": owed.last_debit,
            "keep": owed.keep,
            "refund": self._refund(now),
            "page": self._kept_until("after.page", now),
            "deadline": self._deadline(now),
        }
        mail = rules.number("keep.mail", "apply_within_days")
        found["mail"] = now.ends + mail if mail is not None else None
        start = now.ends + 1
        needed = view.needed if view.needed is not None else view.departure
        if view.departure <= now.ends and needed <= view.departure:
            start = view.departure
        free = found["deadline"] is None and rules.number("return", "penalty_yen") == 0
        found["return_start"] = start
        found["return_due"] = max(start, view.departure if free else view.departure - 1)
        return found

    def _confirm(self, now: Ending) -> int:
        """Return the day by which the confirmation should be there."""
        rules = self.view.rules
        header = f"channel.{self.view.channel.value}" if self.view.channel else ""
        calendar = [rules.number("confirmation", "days"), rules.number(header, "processing_days")]
        business = [
            rules.number("confirmation", "business_days"),
            rules.number(header, "processing_business_days"),
        ]
        known = [now.request + days for days in calendar if days is not None]
        known += [
            business_days_after(now.request, days, self.view.business)
            for days in business
            if days is not None
        ]
        if known:
            return max(known)
        return max(now.request, min(now.request + 7, now.closes))

    def _refund(self, now: Ending) -> int:
        months = self.view.rules.number("deposit", "refund_months")
        return end_of_month_after(now.ends, months) if months is not None else now.request + 7

    def _kept_until(self, header: str, now: Ending) -> int | None:
        rules = self.view.rules
        days, months = rules.number(header, "days"), rules.number(header, "months")
        if days is not None:
            return now.ends + days
        return months_later(now.ends, months) if months is not None else None

    def _deadline(self, now: Ending) -> int | None:
        """Return the last day to send the card back, None when there is none or it is unknown."""
        rules = self.view.rules
        days = rules.number("return", "days")
        if days is not None:
            after = rules.text("return", "after")
            return (now.request if after in ("request", "cancellation") else now.ends) + days
        if rules.text("return", "on") == "month-end":
            return end_of_month_after(now.ends, 0)
        return None

    def add(self, step: Step) -> None:
        """Remember a step for those that depend on it."""
        self.made[step.key] = step
        self.keys_by_rule.setdefault(step.kind, []).append(step.key)

    def _dependencies(self, rule: StepRule) -> list[str]:
        found = [key for name in rule.depends_on for key in self.keys_by_rule.get(name, ())]
        now = self.view.now
        if rule.kind == "cancel" and now is not None and now.line is not None and now.line.ends_line:
            found += self.keys_by_rule.get("unbind", []) + self.keys_by_rule.get("back-up-data", [])
        return found

    def with_dependencies(self, step: Step) -> Step:
        """Return the step with only those dependencies that are still open."""
        still = tuple(key for key in step.depends_on if self.made[key].state is State.OPEN)
        return step if still == step.depends_on else step._replace(depends_on=still)

    def evaluate(self, expression: Expression, anchors: Anchors, extra: Anchors) -> int | None:
        """Return the day an expression names, None when one of its anchors is unknown."""
        choose, names, offset, scaled = expression
        name = names[0]
        day = extra[name] if name in extra else anchors.get(name)
        if day is None:
            return None
        if len(names) > 1:
            for name in names[1:]:
                other = extra[name] if name in extra else anchors.get(name)
                if other is None:
                    return None
                day = min(day, other) if choose == "min" else max(day, other)
        if scaled and self.is_short:
            return day - self.scaled(-offset)
        return day + offset

    def step(self, rule: StepRule, subject: Subject) -> Step | None:
        """Return the dated step, None when it is not to be made."""
        view = self.view
        if rule.kind == "cancel":
            return self._cancel(rule, subject)
        anchors = self.after if rule.row in AFTER_REQUEST else self.before
        extra = subject.anchors
        service = subject.service
        recorded = view.recorded
        trace = Trace()
        until = None
        if rule.until is not None and (service is None or service.by_sms):
            until = self.evaluate(rule.until, self.after, extra)
            if until is not None and until < recorded and not rule.after_departure:
                return None
        due = self.evaluate(rule.due, anchors, extra) if rule.due is not None else None
        dependencies = self._dependencies(rule)
        if due is not None:
            if rule.due is not None and rule.due.scaled:
                trace.offset = rule.due
            due = self._not_before(due, dependencies, trace)
            if rule.latest is not None and "due" in rule.latest.anchors:
                extra = {**extra, "due": due}
            if service is not None:
                extra = {**extra, "lead_start": due - service.lead}
        start = latest = None
        if rule.start is not None:
            start = self.evaluate(rule.start, anchors, extra)
            if start is not None and start < recorded:
                start = recorded
        if rule.latest is not None:
            latest = self._latest(rule.latest, anchors, extra)
        if rule.roll is not None and due is not None:
            due = self._roll(rule, subject, start, due, latest, trace)
        if due is not None:
            if start is not None and start > due:
                start = due
            if latest is not None and latest < due:
                latest = due
        return self._finish(rule, subject, (start, due, latest, until), dependencies, trace)

    def _latest(self, latest: Expression, anchors: Anchors, extra: Anchors) -> int | None:
        """Return the latest day; once the first window has closed the gate is the new one's."""
        if self.taken_over and "gate" in latest.anchors:
            anchors = {**anchors, "gate": self.after.get("gate")}
        return self.evaluate(latest, anchors, extra)

    def _not_before(self, due: int, dependencies: list[str], trace: Trace) -> int:
        if due < self.view.recorded:
            trace.recorded = True
            due = self.view.recorded
        for key in dependencies:
            other = self.made[key]
            if other.state is State.OPEN and other.due is not None and other.due.toordinal() > due:
                due = other.due.toordinal()
                trace.depends = other
        return due

    def _roll(
        self,
        rule: StepRule,
        subject: Subject,
        start: int | None,
        due: int,
        latest: int | None,
        trace: Trace,
    ) -> int:
        """Return the due day moved back to a day on which the counter or desk is open.

        Where no such day lies between the start and the due day, the next one up to `latest`.
        """
        if subject.service is not None and not subject.service.counter:
            return due
        floor = max(start if start is not None else self.view.recorded, self.view.recorded)
        if self._is_open(rule, due):
            return due
        days = chain(range(due - 1, floor - 1, -1), range(due + 1, (latest or due) + 1))
        rolled = next((day for day in days if self._is_open(rule, day)), due)
        trace.note_roll(due, rolled)
        return rolled

    def _is_open(self, rule: StepRule, day: int) -> bool:
        base = self.view.base
        if rule.roll_to == "channel" and base is not None and base.line is not None:
            return base.line.is_open(day)
        return is_business_day(day, self.view.business)

    def _cancel(self, rule: StepRule, subject: Subject) -> Step | None:
        view, base, now = self.view, self.view.base, self.view.now
        if base is None or now is None:
            return None
        trace = Trace()
        dependencies = self._dependencies(rule)
        if now.window is None:
            days: tuple[int | None, int | None, int | None, int | None] = (
                view.recorded,
                view.today,
                None,
                None,
            )
            return self._finish(rule, subject, days, dependencies, trace, late=view.today > view.recorded)
        ending = base
        late = view.today > base.request
        if base.window is None or view.today > base.closes:
            ending = now
            late = view.today > view.recorded
        days = (min(ending.opens, ending.request), ending.request, max(ending.closes, ending.request), None)
        return self._finish(rule, subject, days, dependencies, trace, late=late)

    def _finish(
        self,
        rule: StepRule,
        subject: Subject,
        days: tuple[int | None, int | None, int | None, int | None],
        dependencies: list[str],
        trace: Trace,
        *,
        late: bool | None = None,
    ) -> Step | None:
        """Return the step with its state, marks, texts and reasons."""
        view = self.view
        mark = self.marks.get(subject.key) if self.marks else None
        start, due, latest, until = days
        state = State.OPEN
        moved = False
        if mark is not None and mark.state in (State.DONE, State.SKIPPED):
            state = mark.state
            start = _ordinal(mark.start) if mark.start is not None else start
            due = _ordinal(mark.due) if mark.due is not None else due
            latest = _ordinal(mark.latest) if mark.latest is not None else latest
        elif rule.kind == "list-services" and view.contract.services_listed:
            state, due = State.DONE, view.recorded
            start = due
        else:
            if mark is not None and mark.moved_to is not None:
                moved = True
                due = mark.moved_to.toordinal()
                start = min(start, due) if start is not None else None
                trace.moved = mark.moved_to
            if until is not None and view.today > until and not rule.passive:
                state = State.MISSED
                self.any_missed = True
        is_open = state is State.OPEN
        if late is None or not is_open:
            late = is_open and due is not None and view.today > due
        late = late and not rule.passive and rule.row not in ("bill", "until")
        title_key, text_key, extra = _texts(view, rule, subject, state, latest=latest)
        to_date = date.fromordinal
        return Step(
            subject.key,
            rule.row,
            rule.kind,
            title_key,
            text_key,
            subject.values + self.common + extra,
            to_date(start) if start is not None else None,
            to_date(due) if due is not None else None,
            to_date(latest) if latest is not None else None,
            to_date(until) if until is not None else None,
            state,
            late,
            rule.critical,
            moved,
            _is_estimate(view, rule, subject),
            tuple(dependencies),
            Derived(reasons_of, view, rule, trace, subject.service, subject.debit),
            rule.order * 100 + subject.sort,
            mark,
            mark.appointment if mark is not None and is_open else None,
            _own_event(subject),
            Derived(details_of, view, rule) if is_open and rule.kind in DETAILED else (),
        )


def _own_event(subject: Subject) -> bool:
    service = subject.service
    return service is not None and (service.counter or service.lead >= 3)


def _is_estimate(view: Outlook, rule: StepRule, subject: Subject) -> bool:
    if subject.debit is not None:
        return subject.debit.estimate
    owed = view.payments
    if owed is None:
        return rule.kind == "expires" and view.expiry is None
    if rule.row == "until":
        return owed.estimate
    if rule.kind == "save-bills":
        return owed.bill.estimate
    return False


def _texts(
    view: Outlook,
    rule: StepRule,
    subject: Subject,
    state: State,
    *,
    latest: int | None,
) -> tuple[str, str, Values]:
    """Return the title key, the text key and the further values of a step."""
    kind = rule.kind
    extra: Values = ()
    title, text = f"step.{kind}.title", f"step.{kind}.text"
    special = _SPECIAL_TEXTS.get(kind)
    if special is not None:
        title, text, extra = special(view, subject)
    if state is State.MISSED:
        text = f"step.{kind}.missed"
    elif state is State.OPEN and latest is not None and view.today > latest:
        text = f"step.{kind}.now"
    return title, text, extra


def _cancel_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    del subject
    now = view.now
    closes: Values = (("closes", _day(now.closes) if now is not None else None),)
    if now is None or now.window is None:
        return "step.cancel.reach.title", "step.cancel.reach.text", closes
    if view.rules.text("effect", "ends") == Effect.ON_RETURN:
        return "step.cancel.return.title", "step.cancel.text", closes
    name = view.channel.value if view.channel is not None else "unknown"
    return f"step.cancel.{name}.title", "step.cancel.text", closes


def _expiry_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    stem = f"step.{subject.kind}" if view.expiry is not None else f"step.{subject.kind}.unknown"
    return f"{stem}.title", f"{stem}.text", (("expiry", _day(view.expiry)),)


def _card_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    stem = f"step.{subject.kind}" if view.contract.sim is not None else f"step.{subject.kind}.unknown"
    return f"{stem}.title", f"{stem}.text", ()


def _unbind_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    text = _unbind_text(view, subject.service) if subject.service is not None else "step.unbind.text"
    return "step.unbind.title", text, ()


def _device_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    stem = f"step.{subject.kind}"
    return f"{stem}.title", f"{stem}.text", (("yen", view.contract.device_balance),)


def _holder_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    stem = f"step.{subject.kind}"
    return f"{stem}.title", f"{stem}.text", (("holder", Term(f"holder.{view.contract.holder.value}.name")),)


def _keep_words(view: Outlook, subject: Subject) -> tuple[str, str, Values]:
    stem = f"step.{subject.kind}"
    return f"{stem}.title", f"{stem}.text", (("keep", _day(view.payments.keep) if view.payments else None),)


_SPECIAL_TEXTS = {
    "cancel": _cancel_words,
    "check-expiry": _expiry_words,
    "expires": _expiry_words,
    "delete-esim-profile": _card_words,
    "return-sim": _card_words,
    "unbind": _unbind_words,
    "settle-device": _device_words,
    "hand-back": _holder_words,
    "keep-payment-open": _keep_words,
    "verify-closed": _keep_words,
    "remove-carrier-app": _keep_words,
}
"""Kinds whose texts depend on the contract; all others have one title and one text."""


def _unbind_text(view: Outlook, service: Service) -> str:
    if view.departure is not None and view.recorded >= view.departure:
        return "step.unbind.gone.text"
    if service.moving == "counter-abroad":
        return "step.unbind.abroad.text"
    return "step.unbind.counter.text" if service.counter else "step.unbind.text"
