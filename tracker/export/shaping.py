"""Shape the events of plans as somebody chose: alarms, bars, reminders, tasks, and what comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from tracker.clock import TOKYO
from tracker.core.model import Plan, Row
from tracker.core.several import shortened
from tracker.core.words import State
from tracker.export.events import Event, Role, day_of, make_events
from tracker.export.options import Alarms, CalendarOptions, Split, Todos
from tracker.export.revise import uid_of
from tracker.export.tasks import ROLE as TODO
from tracker.export.tasks import STEP_ROLE as STEP_TODO
from tracker.export.tasks import Task, make_tasks
from tracker.export.wording import Wording
from tracker.i18n import Texts

_DAY = timedelta(days=1)
_REMINDER = timedelta(minutes=15)
_BEFORE_TIMED = (timedelta(hours=-2), timedelta(days=-1))
_WINDOW = "window"
_REMINDERS = ("-r1", "-r2")

Entry = Event | Task


def is_derived(slot: str) -> bool:
    """Tell whether an entry only repeats another one: a bar, a reminder or a task."""
    role = slot.rpartition(":")[2]
    return role == _WINDOW or role.startswith(TODO) or role.endswith(_REMINDERS)


def is_task(slot: str) -> bool:
    """Tell whether an entry is a task."""
    return slot.rpartition(":")[2].startswith(TODO)


def days_alone(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the slots of what a line can share with others, with the days that its own plan has for them."""
    yield from _with_reminders(f"departure:{Role.DUE}", str(plan.departure))
    for row in plan.rows:
        due, last = str(day_of(row)), str(row.last_day)
        if row.state is State.OPEN:
            yield from _with_reminders(f"{row.key}:{Role.DUE}", due)
            yield from _with_reminders(f"{row.key}:{Role.LAST}", last)
            yield f"{row.key}:{_WINDOW}", f"{due}/{last}"
        yield f"{row.key}:{TODO}", due
    for step in plan.steps:
        yield f"{step.key}:{STEP_TODO}", str(step.due)


def _with_reminders(slot: str, days: str) -> Iterator[tuple[str, str]]:
    return ((f"{slot}{suffix}", days) for suffix in ("", *_REMINDERS))


def is_past(entry: Entry, options: CalendarOptions, today: date) -> bool:
    """Tell whether an entry ended longer ago than was wished."""
    end = entry.due if isinstance(entry, Task) else entry.end
    if options.past_days is None or end is None:
        return False
    day = end.astimezone(TOKYO).date() if isinstance(end, datetime) else end
    return day + _DAY * options.past_days < today


def make_entries(plans: Iterable[Plan], texts: Texts, options: CalendarOptions) -> Iterator[Entry]:
    """Yield the events of plans, shaped, and what else was chosen; plans are taken one by one.

    In files of their own, each contract has what it would share with others.
    """
    if options.split is Split.CONTRACT:
        for plan in plans:
            yield from _shaped([plan], texts, options)
    else:
        yield from _shaped(plans, texts, options)


def _shaped(plans: Iterable[Plan], texts: Texts, options: CalendarOptions) -> Iterator[Entry]:
    labels, sharing = options.labels, options.sharing
    first: dict[str, dict[str, tuple[str, ...]]] = {}
    days: dict[str, date] = {}
    further: list[Entry] = []

    def noting() -> Iterator[Plan]:
        for plan in plans:
            own = shortened(plan, sharing)
            first[plan.contract.id] = _what_comes_first(own)
            days[plan.contract.id] = plan.today
            if options.windows:
                further.extend(_windows(own, texts, options))
            if options.todos is not Todos.NONE:
                further.extend(make_tasks(own, texts, labels=labels, sharing=sharing))
            yield plan

    events = make_events(noting(), texts, labels=labels, sharing=sharing)
    for contract_id, group in groupby(events, key=lambda event: event.contract_id):
        made = tuple(group)
        today = days.get(contract_id, date.min)
        targets = [event for event in made if not is_past(event, options, today)]
        for event in _linked(made, targets, first.get(contract_id, {}), texts):
            shaped = replace(event, alarms=_alarms(event, options))
            yield shaped
            if options.reminder_events:
                yield from _reminders(event, options)
        yield from further
        further.clear()
    yield from further


# --- what comes first


def _what_comes_first(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the open rows on whose steps each row waits, in the order of the plan."""
    steps = {step.key: step for step in plan.steps}
    found = {}
    for row in plan.rows:
        waits = {key for step in row.steps if step in steps for key in steps[step].depends_on}
        found[row.key] = tuple(
            other.key
            for other in plan.rows
            if other.key != row.key and other.state is State.OPEN and waits.intersection(other.steps)
        )
    return found


def _linked(
    events: Iterable[Event], targets: Iterable[Event], first: dict[str, tuple[str, ...]], texts: Texts
) -> Iterator[Event]:
    """Yield the events of a contract with those of `targets` that come first, in words and as UIDs."""
    due = {event.category: event for event in targets if event.slot == f"{event.category}:{Role.DUE}"}
    for event in events:
        before = [due[key] for key in first.get(event.category, ()) if key in due]
        if event.slot != f"{event.category}:{Role.DUE}" or not before:
            yield event
            continue
        titles = [other.summary for other in before]
        said = texts.get("calendar.after.text", titles="\n".join(f"- {title}" for title in titles))
        yield replace(
            event,
            description=f"{event.description}\n\n{said}" if event.description else said,
            after=tuple(uid_of(other.contract_id, other.slot) for other in before),
        )


# --- alarms


def _alarms(event: Event, options: CalendarOptions) -> tuple[timedelta | datetime, ...]:
    """Return the alarms of an event, counted from its start."""
    if options.alarms is Alarms.NONE or not event.alarms:
        return ()
    chosen: tuple[timedelta, ...]
    if isinstance(event.start, datetime):
        chosen = _BEFORE_TIMED
    elif options.remind_days == 0:
        chosen = (options.second_reminder,)
    else:
        chosen = (options.reminder, options.second_reminder)
    if options.alarms is Alarms.ONE:
        return chosen[:1]
    if options.alarms is Alarms.ALL:
        return chosen
    return chosen[: len(event.alarms)]


def absolute(alarms: Iterable[timedelta | datetime], start: date | datetime) -> Iterator[datetime]:
    """Yield alarms as instants: from midnight in Japan of a day, or from a moment."""
    begin = start if isinstance(start, datetime) else datetime.combine(start, time(0), TOKYO)
    for alarm in alarms:
        yield alarm if isinstance(alarm, datetime) else begin + alarm


def _reminders(event: Event, options: CalendarOptions) -> Iterator[Event]:
    """Yield a short timed event for each alarm of a day, for calendars that drop alarms.

    It has no alarm: the app's own notification of a timed event is what rings.
    """
    if event.start is None or isinstance(event.start, datetime):
        return
    if options.alarms is Alarms.NONE:
        options = replace(options, alarms=Alarms.USUAL)
    moments = absolute(_alarms(event, options), event.start)
    for suffix, moment in zip(_REMINDERS, moments, strict=False):
        yield replace(
            event,
            slot=f"{event.slot}{suffix}",
            start=moment,
            end=moment + _REMINDER,
            alarms=(),
            after=(),
        )


# --- bars


def _windows(plan: Plan, texts: Texts, options: CalendarOptions) -> Iterator[Event]:
    """Yield a bar over the days on which a row can be done, where there are several."""
    for row in plan.rows:
        days = _window(plan, row)
        if row.state is not State.OPEN or days is None:
            continue
        begin, end = days
        wording = Wording(plan, texts.in_year(end.year), labels=options.labels, sharing=options.sharing)
        yield Event(
            contract_id=plan.contract.id,
            slot=f"{row.key}:{_WINDOW}",
            category=row.key,
            start=begin,
            end=end + _DAY,
            summary=wording.window_title(row),
            description=wording.window_text(row, begin, end),
            tentative=row.estimate or row.span is not None,
            alarms=(),
        )


def _window(plan: Plan, row: Row) -> tuple[date, date] | None:
    if row.span is not None:
        begin, end = row.span
    else:
        starts = [step.start for step in plan.steps if step.key in row.steps and step.start is not None]
        last = row.last_day or row.due
        if not starts or last is None:
            return None
        begin, end = min(starts), last
    return (begin, end) if begin < end else None
