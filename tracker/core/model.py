"""Define the frozen values of a plan: what the core gives.

They hold catalogue keys and values, never prose. All dates are calendar dates in Asia/Tokyo, all money is
whole yen with tax.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from tracker.core.contract import Contract, Mark
from tracker.core.facts import Carrier, Source
from tracker.core.words import Basis, Channel, Effect, Intent, Outcome, Severity, State


class Term(NamedTuple):
    """Stand for a catalogue text inside the values of another text."""

    key: str


class Names(NamedTuple):
    """Stand for a name in several languages: pairs of language and text."""

    pairs: tuple[tuple[str, str], ...]


class Note(NamedTuple):
    """Stand for a sentence of a carrier file, which is its own catalogue key."""

    text: str


class Joined(NamedTuple):
    """Stand for several values, joined as the language joins a list."""

    items: tuple[str | int | Term | Names | Note, ...]


TextValue = str | int | date | datetime | Term | Joined | Names | Note | None
Values = tuple[tuple[str, TextValue], ...]
"""Placeholders of a text; dates are formatted by the language, ints are plain numbers."""


class Reason(NamedTuple):
    """Say one link of why a date is as it is. `rule` is an English id (`gate`, `effect`, …)."""

    text_key: str
    values: Values
    rule: str
    basis: Basis
    sources: tuple[Source, ...] = ()
    conflict: str | None = None


class Step(NamedTuple):
    """Hold one dated step of a plan (docs/planning.md 4, 8)."""

    key: str
    row: str
    kind: str
    title_key: str
    text_key: str
    values: Values
    start: date | None
    due: date | None
    latest: date | None
    until: date | None
    state: State
    late: bool
    critical: bool
    moved: bool
    estimate: bool
    depends_on: tuple[str, ...]
    reasons: tuple[Reason, ...]
    order: int
    mark: Mark | None = None
    appointment: datetime | None = None
    own_event: bool = False
    """The step gets a calendar event of its own beside its row's (counter, or lead >= 3 days)."""
    details: tuple[Detail, ...] = ()

    @property
    def slack(self) -> int | None:
        """Return latest - due in days, None without latest."""
        if self.latest is None or self.due is None:
            return None
        return (self.latest - self.due).days


class Detail(NamedTuple):
    """Hold one further sentence of a step: how, what before, what if it fails."""

    role: str
    """`before`, `how`, `record`, `fail`, `note`, `check` or `source`."""
    text_key: str
    values: Values
    basis: Basis = Basis.TOOL


class Row(NamedTuple):
    """Hold what people see: one row of at most nine (docs/screens.md); `steps` are keys of its steps."""

    number: int
    key: str
    title_key: str
    values: Values
    due: date | None
    last_day: date | None
    span: tuple[date, date] | None
    estimate: bool
    critical: bool
    hearsay: bool
    state: State
    late: bool
    steps: tuple[str, ...]


class Remedy(NamedTuple):
    """Hold one way out of a problem; cost in yen, None when unknown."""

    text_key: str
    values: Values
    date: date | None
    cost: int | None


class Problem(NamedTuple):
    """Hold one thing that cannot be kept (docs/planning.md 5)."""

    code: str
    severity: Severity
    text_key: str
    values: Values
    steps: tuple[str, ...]
    days: int | None
    date: date | None
    remedies: tuple[Remedy, ...]


class Candidate(NamedTuple):
    """Hold consecutive request days with one billing period of line ends (docs/planning.md 3.7)."""

    request_from: date
    request_to: date
    line_ends_from: date
    line_ends_to: date
    charged_through: date
    gap_days_min: int
    gap_days_max: int
    from_abroad: bool | None
    amount: int | None
    marks: tuple[str, ...]


class Cancellation(NamedTuple):
    """Hold the window in force today; all days inclusive, `closes_at` aware or None."""

    effect: Effect | None
    channel: Channel | None
    opens: date
    recommended: date
    safe_by: date
    closes: date
    closes_at: datetime | None
    request: date
    line_ends: date
    charged_through: date
    ends_line: bool


class Porting(NamedTuple):
    """Hold until when a number has to be ported out; all days inclusive."""

    closes: date
    """The last day to start."""
    completes: date
    """The last day on which the port can be complete: the closing day, or the day before the departure."""
    charged_through: date
    by_day: bool
    """The last period is charged by the day."""


class Keeping(NamedTuple):
    """Hold how long a line lives without being cancelled; None is unknown."""

    last: date | None
    """The last top-up, else the start."""
    until: date | None
    """The last day on which a top-up is surely in time."""
    ends: date | None
    """The day on which the line ends for good if nothing happens."""
    returns: date | None
    top_ups: int | None
    """Top-ups needed until the return; None without a rule, a last day, or a return."""
    yen: int | None
    """What the line costs until the return; None where the fee or the return is unknown."""


class Plan(NamedTuple):
    """Hold the whole timeline of one contract."""

    contract: Contract
    carrier: Carrier
    today: date
    departure: date | None
    needed_until: date | None
    closing_day: int | None
    closing_choices: tuple[int, ...]
    outcome: Outcome
    cancellation: Cancellation | None
    keep_payment_until: date | None
    keep_estimate: bool
    monthly_yen: int | None
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    candidates: tuple[Candidate, ...]
    questions: tuple[str, ...]
    """Case phrases and contract fields that nobody has answered yet and that change something."""
    gate: date | None = None
    expiry: date | None = None
    intent: Intent = Intent.LEAVE
    """What is planned: what the person wants, unless that would go on costing money."""
    porting: Porting | None = None
    keeping: Keeping | None = None
