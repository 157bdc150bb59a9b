"""Word the titles and descriptions of calendar events.

The event alone must carry the reader through: it may be the only thing that is still read
after departure (UX, "The calendar event of the cancel step"). Nothing here depends on the day
of the export or on lateness, so that an unchanged plan gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time

from tracker.core.model import Names, Plan, Problem, Reason, Row, Step, Term
from tracker.core.several import NOTHING, Part, Sharing
from tracker.core.words import Basis, Line, State
from tracker.export.desk import Desk, find_desk
from tracker.export.naming import by_payment, number_pattern, typed_name, without_brackets
from tracker.export.rows import (
    MOVES_WITH_TODAY,
    anchor_of,
    cost_of_missing,
    hour_of,
    is_final,
    open_steps,
    page_of,
    service_number,
    sorted_sources,
)
from tracker.i18n import Texts

_MOST_ADDRESSES = 4
_HEARSAY = (Basis.REPORTED, Basis.SINGLE)
_TOLD_ELSEWHERE = MOVES_WITH_TODAY | {"scaled"}
"""Reasons that an event leaves to `tracker explain`."""

_BY_A_CHANNEL = re.compile(r"row\.cancel\.(online|app|form|email|phone|chat|shop|post|unknown|linked)\.title")
"""Titles of a cancellation that is asked for, as against things sent back or given back."""


class Wording:
    """Word the events of one plan; `labels` puts the contract's name at the end of every title.

    `sharing` says which rows stand for other lines too.
    """

    def __init__(self, plan: Plan, texts: Texts, *, labels: bool, sharing: Sharing = NOTHING) -> None:
        self._plan = plan
        self._sharing = sharing
        self._texts = texts
        self._labels = labels
        self._steps = {step.key: step for step in plan.steps}
        self._number = number_pattern(plan.contract.number)

    # --- titles

    def title(self, row: Row) -> str:
        """Return the title of a row: the verb first, the place and the hour where there are."""
        return self._labelled(self._plain_title(row, place=True), self._others(row))

    def last_title(self, row: Row) -> str:
        """Return the title of a row on its last day."""
        title = self._texts.get("calendar.last.title", title=self._plain_title(row, place=False))
        return self._labelled(title, self._others(row))

    def step_title(self, step: Step) -> str:
        """Return the title of a step that has an event of its own."""
        return self._labelled(self._texts.render(step.title_key, step.values))

    def start_title(self, step: Step) -> str:
        """Return the title of a step that must be begun on this day."""
        title = self._texts.render(step.title_key, step.values)
        return self._labelled(self._texts.get("calendar.start.title", title=title, due=step.due))

    def appointment_title(self, step: Step) -> str:
        """Return the title of a booked appointment."""
        title = self._texts.render(step.title_key, step.values)
        return self._labelled(self._texts.get("calendar.appointment.title", title=title))

    def departure_title(self, *, whose: bool) -> str:
        """Return the title of the departure; `whose` names the contract it belongs to."""
        title = self._texts.get("calendar.departure.title")
        return self._labelled(title) if whose else title

    def window_title(self, row: Row) -> str:
        """Return the title of the bar over the days on which a row can be done."""
        title = self._plain_title(row, place=False)
        return self._labelled(self._texts.get("calendar.window.title", title=title))

    def problem_title(self) -> str:
        """Return the title of the event of the blocking problems."""
        return self._labelled(self._texts.get("calendar.problem.title"))

    def _labelled(self, title: str, others: tuple[Part, ...] = ()) -> str:
        if self._labels:
            name = self._texts.joined([self._plan.contract.name, *(part.name for part in others)])
            title = self._texts.get("calendar.labelled.title", title=title, name=name)
        return self._masked(title)

    def _others(self, row: Row) -> tuple[Part, ...]:
        """Return what the row stands for beside, one part for each other line."""
        return self._sharing.also(self._plan.contract.name, row)

    def _plain_title(self, row: Row, *, place: bool) -> str:
        texts = self._texts
        if row.due is not None and self._until(row):
            return texts.get(by_payment(self._plan, "calendar.until.title", texts))
        if row.title_key == "row.move.title":
            return texts.render("calendar.move.title", row.values)
        if not _BY_A_CHANNEL.fullmatch(row.title_key):
            return texts.render(by_payment(self._plan, row.title_key, texts), row.values)
        title = self._cancel_title(row, place=place)
        membership = dict(row.values).get("membership")
        if membership is None:
            return title
        return texts.get("calendar.linked.title", title=title, membership=membership)

    def _cancel_title(self, row: Row, *, place: bool) -> str:
        texts = self._texts
        line = "voice" if self._plan.contract.line is Line.VOICE else "data"
        title = texts.get(f"calendar.cancel.{line}.title", carrier=self._carrier())
        where = dict(row.values).get("where") if place and "unknown" not in row.title_key else None
        where = without_brackets(texts.joined([where])) if where is not None else None
        hour = hour_of(self._plan.cancellation)
        if where is not None and hour is not None:
            return texts.get("calendar.place-and-hour.title", title=title, where=where, hour=hour)
        if where is not None:
            return texts.get("calendar.place.title", title=title, where=where)
        if hour is not None:
            return texts.get("calendar.hour.title", title=title, hour=hour)
        return title

    # --- descriptions

    def row_text(self, row: Row, day: date, *, steps: tuple[Step, ...], also: tuple[Row, ...] = ()) -> str:
        """Return the description of a row on its day; `also` are rows without an event of their own."""
        anchor = anchor_of(row, steps)
        paragraphs = [
            self._estimate(row),
            self._why(anchor),
            self._costs(row) if is_final(row, day) else "",
            self._before(steps),
            self._how(row, steps, day),
            self._also(also),
            self._shared(row),
            self._record(row),
            self._fails(steps),
            *self._basis(steps),
        ]
        return self._joined(paragraphs)

    def last_text(self, row: Row, steps: tuple[Step, ...], day: date) -> str:
        """Return the description of a row on its last day, which points to that of its due day."""
        command = self._command(row)
        paragraphs = [
            self._texts.get("calendar.last.ignore.text", command=command),
            self._costs(row),
            self._texts.get("calendar.last.how.text", title=self._plain_title(row, place=True), due=row.due),
            self._shared(row),
            self._desk(steps, day),
            *self._basis(steps),
        ]
        return self._joined(paragraphs)

    def step_text(self, step: Step, row: Row, day: date) -> str:
        """Return the description of a step that has an event of its own."""
        steps = (step,)
        command = self._command(row, step)
        paragraphs = [
            self._why(step),
            self._before(steps),
            self._how(row, steps, day),
            self._texts.get("calendar.record.text", command=command) if step.kind != "expires" else "",
            *self._basis(steps),
        ]
        return self._joined(paragraphs)

    def departure_text(self) -> str:
        """Return the description of the departure."""
        contract = self._plan.contract
        own = f"edit {typed_name(contract.name)}" if contract.departure is not None else "me"
        command = f"tracker {own} --departure {self._texts.get('screen.word.date')}"
        return self._joined([self._texts.get("calendar.departure.text", command=command)])

    def window_text(self, row: Row, begin: date, end: date) -> str:
        """Return the description of a bar, which points to the event of the day to do it."""
        due = row.due if row.span is None else None
        return self._joined([self._texts.get("calendar.window.text", begin=begin, end=end, due=due)])

    def problem_text(self, problems: Iterable[Problem]) -> str:
        """Return what blocks the plan, each with its remedies."""
        paragraphs = []
        for problem in problems:
            lines = [self._texts.render(problem.text_key, problem.values)]
            lines += [self._texts.render(remedy.text_key, remedy.values) for remedy in problem.remedies]
            paragraphs.append("\n- ".join(lines))
        command = f"tracker plan {typed_name(self._plan.contract.name)}"
        paragraphs.append(self._texts.get("calendar.problem.text", command=command))
        return self._joined(paragraphs)

    # --- paragraphs

    def _why(self, step: Step) -> str:
        lines = [self._said(reason) for reason in step.reasons if reason.rule not in _TOLD_ELSEWHERE]
        return self._listed("calendar.why.text", dict.fromkeys(lines))

    def _said(self, reason: Reason) -> str:
        return self._judged(self._texts.render(reason.text_key, reason.values), reason.basis)

    def _judged(self, text: str, basis: Basis) -> str:
        return self._texts.get("calendar.reported.text", text=text) if basis in _HEARSAY else text

    def _details(self, steps: Iterable[Step], *roles: str) -> list[str]:
        return [
            self._judged(self._texts.render(detail.text_key, detail.values), detail.basis)
            for step in steps
            for detail in step.details
            if detail.role in roles
        ]

    def _before(self, steps: tuple[Step, ...]) -> str:
        lines = dict.fromkeys(self._details(steps, "before"))
        if any(step.kind == "cancel" for step in steps):
            return self._listed("calendar.before.cancel.text", lines, numbered=True)
        return self._listed("calendar.before.text", lines)

    def _how(self, row: Row, steps: tuple[Step, ...], day: date) -> str:
        lines: list[str] = []
        if self._until(row):
            lines.append(self._texts.get(by_payment(self._plan, "calendar.until.text", self._texts)))
            steps = tuple(step for step in steps if step.kind != "keep-payment-open")
        alone = len(steps) == 1
        if not alone and any(map(self._is_hinted, steps)):
            lines.append(self._texts.get("calendar.move.text"))
        for step in steps:
            hints = self._details((step,), "how", "note", "check")
            text = self._texts.render(self._text_key(step), step.values)
            if self._text_key(step) == "step.cancel.text" and hints:
                # The hints of a cancellation say all that its sentence says, one thing on a line.
                lines += hints
            elif step.kind == "unbind" and hints and not alone:
                told = hints if self._is_hinted(step) else [text, *hints]
                space = " " if self._texts.lang == "en" else ""
                lines.append(self._task(step, day, space.join(told), alone=alone))
            elif step.kind == "unbind":
                # What a service needs beforehand is read beforehand.
                lines += [*hints, self._task(step, day, text, alone=alone)]
            else:
                lines += [self._task(step, day, text, alone=alone), *hints]
        return "\n".join(filter(None, [*dict.fromkeys(lines), self._desk(steps, day)]))

    def _is_hinted(self, step: Step) -> bool:
        """Tell whether there is a hint that says how a service is moved."""
        return self._text_key(step) == "step.unbind.text" and any(
            detail.role == "how" for detail in step.details
        )

    def _task(self, step: Step, day: date, text: str, *, alone: bool) -> str:
        elsewhere = step.due is not None and step.due != day
        if alone and not elsewhere:
            return text
        title = self._texts.render(step.title_key, step.values)
        if elsewhere:
            return self._texts.get("calendar.task-on.text", title=title, due=step.due, text=text)
        return self._texts.get("calendar.task.text", title=title, text=text)

    def _text_key(self, step: Step) -> str:
        """Return the text of a step as it is in time: the event must not follow today."""
        if not step.text_key.endswith((".now", ".missed")):
            return step.text_key
        own = f"{step.title_key.removesuffix('.title')}.text"
        return own if self._texts.has(own) else f"step.{step.kind}.text"

    def _also(self, rows: tuple[Row, ...]) -> str:
        lines = [
            self._texts.get("calendar.also-by.text", title=self._plain_title(row, place=True), due=row.due)
            for row in rows
        ]
        return self._listed("calendar.also.text", lines)

    def _shared(self, row: Row) -> str:
        """Return which other lines the row is for; in a visit each of them is recorded by itself."""
        others = self._others(row)
        if not others:
            return ""
        if row.key != "cancel":
            return self._texts.get("calendar.shared.text", names=[part.name for part in others])
        lines = []
        for part in others:
            command = f"tracker done {typed_name(part.name)} {part.number}"
            lines.append(self._texts.get("calendar.visit.text", name=part.name, command=command))
        return "\n".join(lines)

    def _costs(self, row: Row) -> str:
        hour = hour_of(self._plan.cancellation)
        return self._texts.get(f"calendar.last.{cost_of_missing(self._plan, row)}.text", hour=hour)

    def _desk(self, steps: tuple[Step, ...], day: date) -> str:
        """Return whom to call when the cancellation fails, from where the person then is."""
        if not any(step.kind == "cancel" for step in steps):
            return ""
        leaves = self._plan.departure
        abroad = leaves is not None and day >= leaves
        desk = find_desk(self._plan.carrier, self._texts.lang, abroad=abroad)
        if desk is None:
            return ""
        carrier = self._carrier()
        if desk.phone is None:
            text = self._texts.get("calendar.desk-written.text", carrier=carrier, address=desk.address)
            return self._judged(text, desk.basis)
        text = self._texts.get(
            "calendar.desk.text",
            carrier=carrier,
            phone=desk.phone,
            language=Term(f"lang.{desk.language}.name") if desk.language is not None else None,
            hours=self._hours(desk),
        )
        if desk.own_only:
            text = self._texts.get("calendar.desk-own.text", text=text)
        elif desk.japan_only:
            text = self._texts.get("calendar.desk-japan.text", text=text)
        return self._judged(text, desk.basis)

    def _hours(self, desk: Desk) -> str | None:
        if desk.hours is None or not desk.weekdays:
            return desk.hours if desk.hours != "24h" else None
        return self._texts.get("calendar.weekdays.text", hours=desk.hours)

    def _record(self, row: Row) -> str:
        commands = [self._command(row)]
        if dict(row.values).get("membership") is not None and "where" in dict(row.values):
            # The row of two contracts records the first; the other one has a command of its own.
            linked = (step for step in open_steps(self._plan, row) if step.kind == "cancel-membership")
            commands += [self._command(row, step) for step in linked]
        # The day is left out: whoever does it later and copies the line would record a wrong one.
        lines = [self._texts.get("calendar.record.text", command=command) for command in commands]
        if row.key == "cancel":
            lines.append(self._texts.get("calendar.record-later.text"))
        following = self._next(row)
        if following is not None and following.key != "until":
            title = self._texts.render(following.title_key, following.values)
            lines.append(self._texts.get("calendar.next.text", title=title))
        return "\n".join(lines)

    def _next(self, row: Row) -> Row | None:
        rows = self._plan.rows
        later = rows[rows.index(row) + 1 :]
        return next((other for other in later if other.state is State.OPEN), None)

    def _command(self, row: Row, step: Step | None = None) -> str:
        name = typed_name(self._plan.contract.name)
        if step is None:
            return f"tracker done {name} {row.number}"
        return f"tracker done {name} {service_number(self._plan.contract, row, step)}"

    def _fails(self, steps: tuple[Step, ...]) -> str:
        moment = self._plan.cancellation.closes_at if self._plan.cancellation is not None else None
        lines = []
        for step in steps:
            for detail in step.details:
                values = dict(detail.values)
                day = values.get("closes")
                if moment is not None and moment.time() != time(0) and day == moment.date():
                    values["closes"] = moment
                if detail.role == "fail":
                    lines.append(self._texts.render(detail.text_key, tuple(values.items())))
        return "\n".join(dict.fromkeys(lines))

    def _estimate(self, row: Row) -> str:
        return self._texts.get("calendar.estimate.text") if row.estimate else ""

    def _basis(self, steps: tuple[Step, ...]) -> tuple[str, str]:
        """Return when the pages were read, and their addresses, the carrier's own first."""
        sources = sorted_sources(steps)
        read = min((source.read for source in sources), default=None)
        shown = self._texts.date(read, year=True, weekday=False) if read is not None else None
        page = page_of(self._plan, steps)
        addresses = dict.fromkeys(filter(None, [page, *(source.url for source in sources)]))
        return self._texts.get("calendar.basis.text", read=shown), "\n".join(
            list(addresses)[:_MOST_ADDRESSES]
        )

    def _listed(self, heading: str, lines: Iterable[str], *, numbered: bool = False) -> str:
        marks = (f"{number}. " if numbered else "- " for number in range(1, 100))
        items = [f"{mark}{line}" for mark, line in zip(marks, lines, strict=False)]
        return "\n".join([self._texts.get(heading), *items]) if items else ""

    def _until(self, row: Row) -> bool:
        return any(self._steps[key].kind == "keep-payment-open" for key in row.steps if key in self._steps)

    def _carrier(self) -> str:
        """Return the short name of the carrier."""
        return without_brackets(self._texts.joined([Names(self._plan.carrier.names)]))

    def _joined(self, paragraphs: Iterable[str]) -> str:
        return self._masked("\n\n".join(filter(None, paragraphs)))

    def _masked(self, text: str) -> str:
        """Return `text` without the phone number, of which the last two digits stay."""
        if self._number is None:
            return text
        return self._number.sub(lambda match: f"**{match[0][-2:]}", text)
