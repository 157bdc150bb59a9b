"""Date the steps of the catalogue for one contract.

Everything up to the cancellation is dated by the window of the day recorded, everything after
it by today's (docs/planning.md 4). A step's due day is never before the recording nor before
the due day of what it depends on; offsets before T, the gate and D shrink with a short
runway; a roll never goes before the step's start.
"""

from __future__ import annotations

from itertools import chain
from operator import itemgetter

from tracker.core.anchors import OWN_PLACES, PLACE_OF, Days, anchors_of
from tracker.core.catalogue import StepRule
from tracker.core.contract import Mark
from tracker.core.dates import date_of, is_business_day
from tracker.core.entries import DayRule, Entries, Entry, entries_for
from tracker.core.model import Detail, Names, Step, Values
from tracker.core.outlook import Outlook, running, shrunk
from tracker.core.porting import STEP as PORT_OUT
from tracker.core.quick import make
from tracker.core.reasons import Explanation, Trace
from tracker.core.subjects import Subject, subjects_of
from tracker.core.words import State

_DUE = PLACE_OF["due"]
_LEAD_START = PLACE_OF["lead_start"]
_OWN = slice(OWN_PLACES.start, OWN_PLACES.stop)
_SETTLED = (State.DONE, State.SKIPPED)
# Named once: asking an enumeration for a member is slow on Python 3.11.
_OPEN, _DONE, _MISSED = State.OPEN, State.DONE, State.MISSED
_LONG_LEAD = 3
"""Days of lead from which a service gets a calendar event of its own."""

_by_due = itemgetter(Step._fields.index("due"))


def build_steps(view: Outlook) -> tuple[Step, ...]:
    """Return the steps of a contract, ordered by due day, then as in the catalogue; undated last."""
    ends_line = view.now is not None and view.now.ends_line
    too_late = view.departure is not None and view.recorded >= view.departure
    applying = entries_for(view.policy, view.flags, rest=too_late, ends_line=ends_line)
    dating = _Dating(view, applying)
    for entry in applying.entries:
        if entry.pick is not None:
            dating.plain(entry, *entry.pick(dating.days))
        elif entry.rule.kind == "cancel":
            dating.cancel(entry)
        elif entry.rule.kind == PORT_OUT:
            dating.port_out(entry)
        else:
            for subject in subjects_of(view, entry.rule):
                dating.own(entry, subject)
    # Those of one day stay in the order of the catalogue, in which they were made.
    dating.dated.sort(key=_by_due)
    return (*dating.dated, *dating.undated)


class _Dating:
    """Hold the days of one outlook and the steps made so far."""

    def __init__(self, view: Outlook, applying: Entries) -> None:
        self.view = view
        self.told = Explanation(view)
        self.today = view.today
        self.recorded = view.recorded
        self.dated: list[Step] = []
        self.undated: list[Step] = []
        self.awaited: dict[str, list[Step]] = {}
        """Steps that others wait for and nobody has done, by kind."""
        marks = view.contract.marks
        self.marks = {mark.key: mark for mark in marks} if marks else {}
        self.runway = view.runway
        self.is_short = view.runway < view.policy.full_runway
        anchors: Days = anchors_of(view)
        self.anchors = anchors
        simple = applying.simple
        if self.is_short:
            simple = tuple(
                [(place, self._shrunk(by) if scaled else by, scaled) for place, by, scaled in simple]
            )
        self.days: Days = [
            day + offset if (day := anchors[place]) is not None else None for place, offset, _ in simple
        ]
        self.days += map(self.reckon, applying.combined)
        self.common: Values = (
            ("name", view.contract.name),
            ("carrier", Names(view.carrier.names)),
            ("departure", view.contract.leaves),
            ("where", view.where),
        )
        self.is_touched = bool(self.marks) or view.contract.services_listed
        # Nothing is left to empty once a card has ended by itself, or a number is ported.
        ends = view.prepaid or "ports" in view.flags
        self.over = anchors[PLACE_OF["E today"]] if ends else None
        owed = view.payments
        self.estimates = {
            "": False,
            "until": owed is not None and owed.estimate,
            "bill": owed is not None and owed.bill.estimate,
            "expires": owed is None and view.expiry is None,
        }

    def _shrunk(self, offset: int) -> int:
        """Return a negative offset as a short runway shrinks it."""
        return -shrunk(-offset, self.runway, self.view.policy.full_runway)

    def reckon(self, rule: DayRule | None) -> int | None:
        """Return the day that a rule names, None when one of its anchors is unknown."""
        if rule is None:
            return None
        choose, places, offset, scaled = rule
        day = self.anchors[places[0]]
        if day is None:
            return None
        if len(places) > 1:
            days = [day for place in places if (day := self.anchors[place]) is not None]
            if len(days) < len(places):
                return None
            day = min(days) if choose == "min" else max(days)
        return day + (self._shrunk(offset) if scaled and self.is_short else offset)

    def plain(
        self, entry: Entry, start: int | None, due: int | None, latest: int | None, until: int | None
    ) -> None:
        """Make a step from days that all steps share."""
        recorded = self.recorded
        if until is None and entry.ends_with_line:
            until = self.over
        if until is not None and until < recorded:
            return
        awaits = self._awaited(entry.awaits) if entry.awaits else ()
        trace = None
        if due is not None and (awaits or due < recorded):
            due, trace = self._not_before(due, awaits)
        self._add(entry, None, start, due, latest, until, awaits, trace)

    def own(self, entry: Entry, subject: Subject) -> None:
        """Make a step with days of its own: of a service, a bill, or an opening hour."""
        rule, service, anchors = entry.rule, subject.service, self.anchors
        anchors[_OWN] = subject.anchors
        until: int | None = None
        if entry.until is not None and (service is None or service.by_sms):
            until = self.reckon(entry.until)
        awaits = self._awaited(entry.awaits)
        due, trace = self.reckon(entry.due), None
        if due is not None:
            due, trace = self._not_before(due, awaits)
            anchors[_DUE] = due
            anchors[_LEAD_START] = due - service.lead if service is not None else None
        start, latest = self.reckon(entry.start), self.reckon(entry.latest)
        if rule.roll is not None and due is not None and (service is None or service.counter):
            floor = max([self.recorded, *(day.toordinal() for other in awaits if (day := other.due))])
            due, trace = self._rolled(rule, max(start or floor, floor), due, latest, trace)
        self._add(entry, subject, start, due, latest, until, awaits, trace)

    def cancel(self, entry: Entry) -> None:
        """Make the cancellation itself, dated by its window."""
        view = self.view
        now, _ = running(view)
        base = view.base or now
        awaits = self._awaited(entry.awaits)
        if now.window is None:
            late = view.today > view.recorded
            self._add(entry, None, view.recorded, view.today, None, None, awaits, None, late)
            return
        ending, late = base, view.today > base.request
        if base.window is None or view.today > base.closes:
            ending, late = now, view.today > view.recorded
        opens, closes = min(ending.opens, ending.request), max(ending.closes, ending.request)
        self._add(entry, None, opens, ending.request, closes, None, awaits, None, late)

    def port_out(self, entry: Entry) -> None:
        """Make the step that ports the number out; once its last day has passed it takes the next one."""
        view, base, now = self.view, self.view.base, self.view.now
        awaits = self._awaited(entry.awaits)
        if base is None or now is None:
            self._add(entry, None, None, None, None, None, awaits, None)
            return
        ending, late = base, view.today > base.request
        if view.today > base.closes:
            ending, late = now, view.today > view.recorded
        self._add(entry, None, ending.opens, ending.request, ending.closes, None, awaits, None, late)

    def _awaited(self, kinds: tuple[str, ...]) -> tuple[Step, ...]:
        """Return the steps of some kinds that nobody has done; a missed one still holds its days in place."""
        found: list[Step] = []
        for kind in kinds:
            if kind in self.awaited:
                found += self.awaited[kind]
        return tuple(found)

    def _not_before(self, due: int, awaits: tuple[Step, ...]) -> tuple[int, Trace | None]:
        """Return the day, or the recording or the due day of what is waited for if that is later."""
        trace = None
        if due < self.recorded:
            due, trace = self.recorded, Trace(recorded=True)
        for other in awaits:
            if other.due is not None and other.due.toordinal() > due:
                due = other.due.toordinal()
                trace = Trace(trace is not None and trace.recorded, other)
        return due, trace

    def _rolled(
        self, rule: StepRule, floor: int, due: int, latest: int | None, trace: Trace | None
    ) -> tuple[int, Trace | None]:
        """Return the due day moved back to a day on which the counter or desk is open.

        Where no such day lies between `floor` and the due day, the next one up to `latest`.
        """
        if self._is_open(rule, due):
            return due, trace
        days = chain(range(due - 1, floor - 1, -1), range(due + 1, (latest or due) + 1))
        rolled = next((day for day in days if self._is_open(rule, day)), due)
        if rolled == due:
            return due, trace
        return rolled, (trace or Trace())._replace(roll=(due, rolled))

    def _is_open(self, rule: StepRule, day: int) -> bool:
        base = self.view.base
        if rule.roll_to == "channel" and base is not None and base.line is not None:
            return base.line.is_open(day)
        return is_business_day(day, self.view.business)

    def _add(
        self,
        entry: Entry,
        subject: Subject | None,
        start: int | None,
        due: int | None,
        latest: int | None,
        until: int | None,
        awaits: tuple[Step, ...],
        trace: Trace | None,
        late: bool | None = None,
    ) -> None:
        """Add a step with its state, marks and texts.

        Its days are put in order: none starts before the recording or after it is due. `late` is given
        for the cancellation, whose days are those of its window; else it is late once today is past due.
        """
        view, rule, today = self.view, entry.rule, self.today
        values, order, estimate = self.common, entry.order, self.estimates[entry.estimate]
        if subject is None:
            key, service, debit, own_event = rule.key, None, None, False
        else:
            key, service, debit = subject.key, subject.service, subject.debit
            values, order = subject.values + values, order + subject.sort
            own_event = service is not None and (service.counter or service.lead >= _LONG_LEAD)
            if debit is not None:
                estimate = debit.estimate
        if late is None:
            if start is not None and start < self.recorded:
                start = self.recorded
            if due is not None and latest is not None and latest < due:
                latest = due
        state, mark, moved, appointment = _OPEN, None, False, None
        if self.is_touched:
            mark = self.marks.get(key)
            if mark is not None and mark.state in _SETTLED:
                state = mark.state
                start, due, latest = _as_marked(mark, start, due, latest)
            elif rule.kind == "list-services" and view.contract.services_listed:
                state, start, due = _DONE, self.recorded, self.recorded
            elif mark is not None and mark.moved_to is not None:
                moved, due = True, mark.moved_to.toordinal()
                start = min(start, due) if start is not None else None
                trace = (trace or Trace())._replace(moved=mark.moved_to)
        if state is _OPEN:
            if until is not None and today > until and not rule.passive:
                state = _MISSED
            elif entry.happens and due is not None and today > due:
                state = _DONE
        title, text = entry.title_key, entry.text_key
        if entry.titles is not None:
            title, text, more = entry.titles(view, rule.kind, service)
            values += more
        details: tuple[Detail, ...] = ()
        if state is _OPEN:
            late = not entry.never_late and (due is not None and today > due if late is None else late)
            if latest is not None and today > latest:
                text = f"step.{rule.kind}.now"
            if entry.details is not None:
                details = entry.details(view, service)
            if mark is not None:
                appointment = mark.appointment
        else:
            late = False
            if state is _MISSED:
                text = f"step.{rule.kind}.missed"
        fields = (
            key,
            rule.row,
            rule.kind,
            title,
            text,
            values,
            None if start is None else date_of(start),
            None if due is None else date_of(due),
            None if latest is None else date_of(latest),
            None if until is None else date_of(until),
            state,
            late,
            rule.critical,
            moved,
            estimate,
            tuple([other.key for other in awaits if other.state is _OPEN]) if awaits else (),
            entry.reasons(self.told, entry.why, trace, service, debit),
            order,
            mark,
            appointment,
            own_event,
            details,
        )
        step: Step = make(Step, fields)
        (self.undated if due is None else self.dated).append(step)
        if entry.is_awaited and (state is _OPEN or state is _MISSED):
            self.awaited.setdefault(rule.kind, []).append(step)


def _as_marked(
    mark: Mark, start: int | None, due: int | None, latest: int | None
) -> tuple[int | None, int | None, int | None]:
    """Return the dates that a step had when it was marked: a done step never moves.

    Without a due day nothing is known of them; with one, a day that is missing was missing then.
    """
    if mark.due is None:
        return start, due, latest
    return (
        mark.start.toordinal() if mark.start is not None else None,
        mark.due.toordinal(),
        mark.latest.toordinal() if mark.latest is not None else None,
    )
