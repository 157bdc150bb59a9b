"""Say which events the plans put into a calendar (CALENDAR, "Which events")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.clock import TOKYO
from tracker.core.model import Plan, Row, Step
from tracker.core.several import NOTHING, Sharing, shortened
from tracker.core.words import Severity, State
from tracker.export.rows import is_final, open_steps, page_of
from tracker.export.wording import Wording
from tracker.i18n import Texts

_DAY = timedelta(days=1)
_DAY_BEFORE = timedelta(hours=-15)
"""09:00 of the day before an all-day event, where its reader is."""
_SAME_DAY = timedelta(hours=9)
_TIMED = (timedelta(hours=-2), timedelta(days=-1))
_APPOINTMENT = timedelta(hours=1)
_LONG_LEAD = timedelta(days=3)


class Role(StrEnum):
    """Name what an event of a row or step stands for; with the contract it makes the UID."""

    DUE = "due"
    LAST = "last"
    APPOINTMENT = "appointment"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Hold one event, still without a word of iCalendar.

    `slot` is `<row or step>:<role>`, `category` the key of the row. `start` and `end` are both dates,
    `end` the day after the last, or both aware moments; None: the event stands on the day in
    Japan on which it was first exported as it is now. `alarms` count from the start, the first of
    them negative, because Outlook takes only one and its absolute value. `busy`: the time is taken.
    `after` are UIDs in the same file that come first. `gone`: it stands only to say that it is off.
    """

    contract_id: str
    slot: str
    category: str
    start: date | datetime | None
    end: date | datetime | None
    summary: str
    description: str
    url: str | None = None
    location: str | None = None
    tentative: bool = False
    alarms: tuple[timedelta | datetime, ...] = (_DAY_BEFORE,)
    busy: bool = False
    after: tuple[str, ...] = ()
    gone: bool = False


def make_events(
    plans: Iterable[Plan], texts: Texts, *, labels: bool, sharing: Sharing = NOTHING
) -> Iterator[Event]:
    """Yield the events of plans, one plan at a time.

    A departure of the person, which several contracts share, is one event, of the first of them; so is a row
    that `sharing` gives to one of them.
    """
    speaking: dict[int, Texts] = {}
    departures: set[date] = set()
    for plan in plans:
        maker = _Maker(shortened(plan, sharing), texts, speaking, labels=labels, sharing=sharing)
        yield from maker.events()
        leaves = plan.departure
        if leaves is None:
            continue
        own = plan.contract.departure is not None
        if own or leaves not in departures:
            yield maker.departure(leaves, own=own)
        if not own:
            departures.add(leaves)


class _Maker:
    """Make the events of one plan."""

    def __init__(
        self, plan: Plan, texts: Texts, speaking: dict[int, Texts], *, labels: bool, sharing: Sharing
    ) -> None:
        self._plan = plan
        self._sharing = sharing
        self._texts = texts
        self._speaking = speaking
        self._labels = labels
        self._rows = {step: row for row in plan.rows for step in row.steps}

    def events(self) -> Iterator[Event]:
        """Yield every event but the departure."""
        yield from self._problems()
        expires = next((step for step in self._plan.steps if step.kind == "expires"), None)
        rows = [row for row in self._plan.rows if row.state is State.OPEN]
        if expires is not None:
            yield from self._prepaid(expires, rows)
            return
        for row in rows:
            steps = open_steps(self._plan, row)
            day = day_of(row)
            if day is None or not steps:
                continue
            yield self._due(row, steps, day)
            if row.critical and row.last_day is not None and row.last_day > day:
                yield self._last(row, steps, row.last_day)
        for step in self._plan.steps:
            if step.state is State.OPEN:
                yield from self._own(step)

    def departure(self, leaves: date, *, own: bool) -> Event:
        """Return the event of the departure; `own` when it is this contract's alone."""
        wording = self._wording(leaves)
        return self._all_day(
            "departure",
            Role.DUE,
            leaves,
            category="departure",
            summary=wording.departure_title(whose=own),
            description=wording.departure_text(),
        )

    def _wording(self, day: date) -> Wording:
        """Return the wording in which a date of another year than `day` says its year."""
        texts = self._speaking.get(day.year)
        if texts is None:
            texts = self._speaking[day.year] = self._texts.in_year(day.year)
        return Wording(self._plan, texts, labels=self._labels, sharing=self._sharing)

    def _all_day(
        self,
        key: str,
        role: Role,
        day: date | None,
        *,
        category: str,
        summary: str,
        description: str,
        url: str | None = None,
        tentative: bool = False,
        alarms: tuple[timedelta, ...] = (_DAY_BEFORE,),
    ) -> Event:
        return Event(
            contract_id=self._plan.contract.id,
            slot=f"{key}:{role}",
            category=category,
            start=day,
            end=day + _DAY if day is not None else None,
            summary=summary,
            description=description,
            url=url,
            tentative=tentative,
            alarms=alarms,
        )

    def _problems(self) -> Iterator[Event]:
        blocking = [problem for problem in self._plan.problems if problem.severity is Severity.BLOCKING]
        if not blocking:
            return
        wording = self._wording(self._plan.contract.recorded)
        yield self._all_day(
            "plan",
            Role.PROBLEM,
            None,
            category="problem",
            summary=wording.problem_title(),
            description=wording.problem_text(blocking),
        )

    def _due(self, row: Row, steps: tuple[Step, ...], day: date, also: tuple[Row, ...] = ()) -> Event:
        wording = self._wording(day)
        final = is_final(row, day)
        return self._all_day(
            row.key,
            Role.DUE,
            day,
            category=row.key,
            summary=wording.last_title(row) if final else wording.title(row),
            description=wording.row_text(row, day, steps=steps, also=also),
            url=page_of(self._plan, steps),
            tentative=row.estimate or row.span is not None,
            alarms=_alarms(critical=row.critical),
        )

    def _last(self, row: Row, steps: tuple[Step, ...], day: date) -> Event:
        wording = self._wording(day)
        return self._all_day(
            row.key,
            Role.LAST,
            day,
            category=row.key,
            summary=wording.last_title(row),
            description=wording.last_text(row, steps, day),
            url=page_of(self._plan, steps),
        )

    def _own(self, step: Step) -> Iterator[Event]:
        """Yield the appointment of a step, and its event of its own if it takes a counter or days.

        Where moving takes three days or more, the event stands on the day to begin: on the due
        day it would come too late, and that day is in the row's event.
        """
        row = self._rows.get(step.key)
        if row is None:
            return
        if step.appointment is not None:
            yield self._appointment(step, row, step.appointment)
        if not step.own_event or step.due is None:
            return
        begins = step.start is not None and step.due - step.start >= _LONG_LEAD
        day = step.start if begins and step.start is not None else step.due
        wording = self._wording(day)
        yield self._all_day(
            step.key,
            Role.DUE,
            day,
            category=row.key,
            summary=wording.start_title(step) if begins else wording.step_title(step),
            description=wording.step_text(step, row, day),
            url=page_of(self._plan, (step,)),
            alarms=_alarms(critical=step.critical),
        )

    def _appointment(self, step: Step, row: Row, moment: datetime) -> Event:
        start = moment.astimezone(TOKYO) if moment.tzinfo is not None else moment.replace(tzinfo=TOKYO)
        day = start.date()
        wording = self._wording(day)
        return Event(
            contract_id=self._plan.contract.id,
            slot=f"{step.key}:{Role.APPOINTMENT}",
            category=row.key,
            start=start,
            end=start + _APPOINTMENT,
            summary=wording.appointment_title(step),
            description=wording.row_text(row, day, steps=open_steps(self._plan, row)),
            url=page_of(self._plan, (step,)),
            location=step.mark.place if step.mark is not None else None,
            busy=True,
            alarms=_TIMED if step.critical else _TIMED[:1],
        )

    def _prepaid(self, expires: Step, rows: list[Row]) -> Iterator[Event]:
        """Yield the expiry and at most two events before it; what is over stands in the first of them."""
        before: list[tuple[date, Row, tuple[Step, ...]]] = []
        for row in rows:
            steps = tuple(step for step in open_steps(self._plan, row) if step is not expires)
            day = min((step.due for step in steps if step.due is not None), default=None)
            if day is None:
                continue
            if row.key == "lost":
                yield self._due(row, steps, day)
            else:
                before.append((day, row, steps))
        before.sort(key=lambda entry: (entry[0], entry[1].number))
        over: tuple[Row, ...] = ()
        if len(before) > 2:
            first, *middle = before
            second = next((entry for entry in reversed(middle) if entry[1].critical), middle[-1])
            over = tuple(entry[1] for entry in middle if entry is not second)
            before = [first, second]
        for index, (day, row, steps) in enumerate(before):
            yield self._due(row, steps, day, also=over if index == 0 else ())
        row = self._rows[expires.key]
        if expires.state is State.OPEN and expires.due is not None:
            wording = self._wording(expires.due)
            yield self._all_day(
                expires.key,
                Role.DUE,
                expires.due,
                category=row.key,
                summary=wording.step_title(expires),
                description=wording.step_text(expires, row, expires.due),
                url=page_of(self._plan, (expires,)),
                tentative=expires.estimate,
            )


def day_of(row: Row) -> date | None:
    """Return the day of a row: the last one of a span."""
    return row.span[1] if row.span is not None else row.due


def _alarms(*, critical: bool) -> tuple[timedelta, ...]:
    return (_DAY_BEFORE, _SAME_DAY) if critical else (_DAY_BEFORE,)
