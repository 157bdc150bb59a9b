"""Define the frozen values that the core takes and gives.

Facts of a carrier come in as they stand in its file (`Fact`), in file order, an
inherited file's below one's own; `tracker.core.rules` decides which apply. All dates are
calendar dates in Asia/Tokyo, all money is whole yen with tax.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

MONTH_END = 31
"""Closing day that stands for the last day of every month (31 is clipped to it)."""


class Basis(StrEnum):
    """Say how a value is known; `USER` and `TOOL` occur in reasons only."""

    OFFICIAL = "official"
    REPORTED = "reported"
    SINGLE = "single"
    USER = "user"
    TOOL = "tool"


class Effect(StrEnum):
    """Name what a request does to the line (docs/planning.md 2)."""

    SAME_DAY = "same-day"
    MONTH_END = "month-end"
    PERIOD_END = "period-end"
    CHOSEN_DAY = "chosen-day"
    CHOICE = "choice"
    ON_RETURN = "on-return"
    ON_EXPIRY = "on-expiry"


class Channel(StrEnum):
    """Name a way to ask for the cancellation, in the order in which they are preferred."""

    ONLINE = "online"
    APP = "app"
    FORM = "form"
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    SHOP = "shop"
    POST = "post"


class Line(StrEnum):
    """Say what the line carries; `OTHER` is no SIM at all: fibre, pocket Wi-Fi."""

    VOICE = "voice"
    DATA = "data"
    OTHER = "other"


class Sim(StrEnum):
    """Say what the line sits on; None elsewhere means that nobody has said."""

    PHYSICAL = "physical"
    ESIM = "esim"


class Payment(StrEnum):
    """Name the way the bills are paid."""

    CARD = "card"
    DEBIT_CARD = "debit-card"
    BANK = "bank"
    SLIP = "slip"


class Holder(StrEnum):
    """Name who holds the contract."""

    SELF = "self"
    COMPANY = "company"
    FAMILY = "family"
    SCHOOL = "school"


class Intent(StrEnum):
    """Name what the person wants of the line."""

    LEAVE = "leave"
    SWITCH = "switch"
    KEEP = "keep"
    LAPSE = "lapse"


class Role(StrEnum):
    """Name what a contract is among others, where a carrier may make its rules depend on it."""

    FAMILY_HEAD = "family-head"
    BILLING_HEAD = "billing-head"
    SHARING_HEAD = "sharing-head"
    SHARING_ON = "sharing-on"
    FIBRE_PAIRING = "fibre-pairing"
    PENDING_CHANGE = "pending-change"
    HOLDER_MISMATCH = "holder-mismatch"
    MINOR = "minor"
    CORPORATE = "corporate"
    NO_SMS = "no-sms"
    SUSPENDED = "suspended"


class State(StrEnum):
    """Name the state of a step."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


class Severity(StrEnum):
    """Rank a problem."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


class Outcome(StrEnum):
    """Sum up a plan."""

    OK = "ok"
    WARNINGS = "warnings"
    INFEASIBLE = "infeasible"


# --- what a carrier file says -------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Name a page: `page` is its own date as printed (None: undated), `read` the day it was read."""

    id: str
    kind: str
    read: date
    url: str | None = None
    page: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Hold the conditions of a block; an empty tuple or None does not restrict.

    `closing` uses 1 to 31, 31 for month end. `within_*` are judged on the last day of the
    line, `valid_from`/`valid_until` (inclusive, `from`/`until` in the file) on the request day.
    """

    plan: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    sim: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    closing: tuple[int, ...] = ()
    item: tuple[str, ...] = ()
    signed_from: date | None = None
    signed_until: date | None = None
    within_days: int | None = None
    within_months: int | None = None
    within_calendar_months: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    case: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


FactValue = str | int | bool | date | tuple[str | int, ...]
"""What a fact can hold. A closing or debit day is 1 to 31, 31 for month end; tables of
language to number are tuples `"zh=0120…"`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """Hold one value of one block.

    `header` is as in the file (`channel.online`), `block` counts blocks of the file from 0
    (facts of one block share it), `note` and `conflict` are English sentences that are
    their own catalogue keys.
    """

    header: str
    key: str
    value: FactValue
    basis: Basis
    sources: tuple[Source, ...]
    when: When | None = None
    note: str | None = None
    conflict: str | None = None
    against: tuple[Source, ...] = ()
    block: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remark:
    """Hold a `[[note]]` (to be known) or a `[[check]]` (weak, to be asked), never a rule."""

    about: str
    text: str
    check: bool
    basis: Basis | None
    sources: tuple[Source, ...]
    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carrier:
    """Hold everything a carrier file says, inheritance applied; compared by identity."""

    id: str
    kind: str
    names: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...] = ()
    aliases: tuple[str, ...] = ()
    scope: str | None = None
    group: str | None = None
    plans: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()
    linked: tuple[tuple[str, Carrier], ...] = ()
    """(header name, membership carrier) of every `[[linked.…]]` block."""
    own: bool = False
    """The file stands in, or is changed by, the user's directory."""


# --- what the person says -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold the facts of the person that hold for all lines; None is unknown."""

    departure: date | None = None
    residence_card_until: date | None = None
    passport_until: date | None = None
    account_closes: date | None = None
    card_expires: date | None = None
    returns: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundService:
    """Hold a service bound to the number.

    `key` is an id of the services catalogue or, for a free entry, the slug of `label`. `letter`
    (0 = a) is given once and never reused. None means: as the catalogue says.
    """

    key: str
    letter: int
    label: str | None = None
    use: str | None = None
    moving: str | None = None
    lead_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Hold what the person did with one step.

    `due`, `start` and `latest` are the step's dates when it was marked (a done step never
    moves); `moved_to` the day the person set; `appointment` a booked day and time in Asia/Tokyo.
    """

    key: str
    state: State = State.OPEN
    on: date | None = None
    ends: date | None = None
    ref: str | None = None
    start: date | None = None
    due: date | None = None
    latest: date | None = None
    moved_to: date | None = None
    appointment: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Hold a failed attempt at a step, with the channel that was tried."""

    key: str
    on: date
    channel: Channel | None = None
    why: str | None = None


class Paired(NamedTuple):
    """Hold another contract of the person that this one is paired with, and the last day it runs."""

    name: str
    ends: date | None


class Leaving(NamedTuple):
    """Hold when a SIM leaves its contract; `day` and `last` are the same where the person set the day."""

    day: date
    """The day on which its port is to be started or its cancellation asked for."""
    last: date
    """The last day for that without harm."""


class Beside(NamedTuple):
    """Hold another SIM on the same contract, as its own plan has it."""

    name: str
    main: bool
    """The contract is its own, and the one that it stands beside is an additional SIM."""
    how: str
    """How it leaves the contract: `port`, `cancel`, or `stays`; `held`: it ends by itself, or is handed
    back to another; `away`: it is in no plan."""
    rule: Fact | None = None
    """What its carrier says of the order, by the terms of that line."""
    then: Leaving | None = None
    """When it leaves, seen from the day on which the other line was recorded."""
    now: Leaving | None = None
    """The same as it stands today."""
    done: date | None = None
    """The day on which it was ported out, or its cancellation asked for."""
    soonest: date | None = None
    """The first day from today on which its cancellation can be asked for in Japan."""
    free: date | None = None
    """The last day on which leaving costs no further period; None where that is not known."""
    until: date | None = None
    """The last day on which it can still leave; None where that is not known."""
    dated: bool = True
    """It is known when it ends."""
    month: int | None = None
    """What one more period of it costs; None where unknown, or charged by the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Hold one contract as the person recorded it; None is unknown.

    `closing_day` is 1 to 31 (31 = month end), `departure` and `needed_until` only where
    they differ from the person's; an own `needed_until` makes N explicit. `answers` pairs
    a case phrase of the carrier file with the person's yes or no. `row_numbers` pairs a
    row key with the number it was given. `prepaid` None: as the carrier says. `notice_days`: a
    request must arrive so many days before the end, as the person knows and no carrier file does. `shares` is
    the id of the line on whose contract this SIM is an additional one, `sharers` those of the additional SIMs
    on this contract. `paired` and `beside` are not recorded: they are looked up among the person's other
    contracts when a plan is made.
    """

    name: str
    carrier: str
    recorded: date
    id: str = ""
    person: Person = field(default_factory=Person)
    departure: date | None = None
    needed_until: date | None = None
    closing_day: int | None = None
    line: Line = Line.VOICE
    sim: Sim | None = None
    prepaid: bool | None = None
    expires: date | None = None
    valid_days: int | None = None
    notice_days: int | None = None
    started: date | None = None
    signed: date | None = None
    plan: str | None = None
    fee_yen: int | None = None
    payment: Payment | None = None
    debit_day: int | None = None
    channel: Channel | None = None
    services: tuple[BoundService, ...] = ()
    services_listed: bool = False
    holder: Holder = Holder.SELF
    intent: Intent = Intent.LEAVE
    roles: tuple[str, ...] = ()
    number: str | None = None
    device_balance: int | None = None
    device_until: date | None = None
    deposit: int | None = None
    owed: int | None = None
    balance: int | None = None
    item: str = "sim"
    answers: tuple[tuple[str, bool], ...] = ()
    note: str | None = None
    lost: date | None = None
    marks: tuple[Mark, ...] = ()
    failures: tuple[Failure, ...] = ()
    row_numbers: tuple[tuple[str, int], ...] = ()
    archived: bool = False
    shares: str | None = None
    sharers: tuple[str, ...] = ()
    paired: tuple[Paired, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def leaves(self) -> date | None:
        """Return D: the contract's own departure, else the person's."""
        return self.departure or self.person.departure


class BusinessCalendar(NamedTuple):
    """Hold the national holidays of Japan as proleptic ordinals; both years inclusive."""

    holidays: frozenset[int]
    first_year: int
    last_year: int


# --- what a plan says ---------------------------------------------------------------


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
