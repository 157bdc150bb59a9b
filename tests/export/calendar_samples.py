"""Plans made by hand for the tests of the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from icalendar import Calendar, Event

from tracker.core.contract import BoundService, Contract, Person
from tracker.core.facts import Carrier, Fact, Source
from tracker.core.model import Cancellation, Detail, Names, Plan, Reason, Row, Step
from tracker.core.revision import Revision
from tracker.core.words import Basis, Channel, Effect, Outcome, State
from tracker.export.ics import CalendarOptions, Export, write_calendar
from tracker.i18n import texts

NOW = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)
RECORDED = date(2027, 2, 1)
DEPARTURE = date(2027, 2, 19)
CANCEL, LAST = date(2027, 2, 17), date(2027, 2, 18)
TOKYO = timezone(timedelta(hours=9))
ID = "0d9c6d2e-5b1f-4a6e-9a55-0d3f1f6f8f00"

OFFICIAL = Source(
    id="prorate", kind="official", read=date(2026, 11, 21), url="https://www.au.com/english/support/"
)
GUIDE = Source(id="ca", kind="guide", read=date(2026, 11, 22), url="https://www.cancelatlas.com/c/au-kddi-jp")


def fact(header: str, key: str, value: Any, **changes: Any) -> Fact:
    changes.setdefault("basis", Basis.OFFICIAL)
    return Fact(header=header, key=key, value=value, sources=(OFFICIAL,), **changes)


AU = Carrier(
    id="au",
    kind="mno",
    names=(("en", "au"), ("zh", "au"), ("ja", "au")),
    facts=(
        fact("contact.general", "phone", "0077-7-111"),
        fact("contact.general", "hours", "09:00-20:00"),
        fact("contact.languages", "phone_by_language", ("en=0120-959-472", "zh=0120-959-476")),
        fact("contact.languages", "hours", "09:00-20:00"),
    ),
)

VALUES = (
    ("name", "main"),
    ("carrier", Names(AU.names)),
    ("departure", DEPARTURE),
    ("where", "My au"),
    ("closes", LAST),
)

WHY = (
    Reason("reason.departure.text", (("day", DEPARTURE),), "departure", Basis.USER),
    Reason("reason.effect-same-day.text", (), "effect-same-day", Basis.REPORTED, (GUIDE,)),
    Reason("reason.proration-none.text", (), "proration-none", Basis.OFFICIAL, (OFFICIAL,)),
    Reason("reason.charged.text", (("day", date(2027, 2, 28)),), "charged", Basis.TOOL),
)

HOW = (
    Detail("before", "detail.before.backup", ()),
    Detail("before", "detail.before.contact", ()),
    Detail("how", "detail.where", (("where", "My au"),)),
    Detail("how", "detail.menu", (("menu", "解約"),), Basis.REPORTED),
    Detail("fail", "detail.fail", (("closes", LAST),)),
)


def step(kind: str, row: str, due: date | None, **changes: Any) -> Step:
    title = "step.cancel.online" if kind == "cancel" else f"step.{kind}"
    made = Step(
        key=kind,
        row=row,
        kind=kind,
        title_key=f"{title}.title",
        text_key=f"step.{kind}.text",
        values=VALUES,
        start=RECORDED,
        due=due,
        latest=None,
        until=None,
        state=State.OPEN,
        late=False,
        critical=False,
        moved=False,
        estimate=False,
        depends_on=(),
        reasons=(),
        order=0,
    )
    return made._replace(**changes)


def row(number: int, key: str, due: date | None, *steps: Step, **changes: Any) -> Row:
    made = Row(
        number=number,
        key=key,
        title_key=f"row.{key}.title",
        values=VALUES,
        due=due,
        last_day=None,
        span=None,
        estimate=False,
        critical=False,
        hearsay=False,
        state=State.OPEN,
        late=False,
        steps=tuple(each.key for each in steps),
    )
    return made._replace(**changes)


CONTRACT = Contract(name="main", carrier="au", recorded=RECORDED, id=ID, person=Person(departure=DEPARTURE))

CANCEL_STEP = step(
    "cancel", "cancel", CANCEL, latest=LAST, critical=True, reasons=WHY, details=HOW, start=date(2027, 2, 1)
)
CANCEL_ROW = row(
    5, "cancel", CANCEL, CANCEL_STEP, title_key="row.cancel.online.title", last_day=LAST, critical=True
)
LOOK_STEP = step("check-contract", "look", date(2027, 2, 2))
LOOK_ROW = row(1, "look", date(2027, 2, 2), LOOK_STEP)
PROOF_STEP = step("confirm-cancellation", "proof", date(2027, 2, 18))
PROOF_ROW = row(6, "proof", date(2027, 2, 18), PROOF_STEP)
KEEP_STEP = step(
    "keep-payment-open",
    "until",
    date(2027, 5, 31),
    estimate=True,
    values=(*VALUES, ("keep", date(2027, 5, 31))),
)
KEEP_ROW = row(9, "until", date(2027, 5, 31), KEEP_STEP, estimate=True)

WINDOW = Cancellation(
    effect=Effect.SAME_DAY,
    channel=Channel.ONLINE,
    opens=date(2027, 2, 1),
    recommended=CANCEL,
    safe_by=CANCEL,
    closes=LAST,
    closes_at=datetime(2027, 2, 18, 21, 10, tzinfo=TOKYO),
    request=CANCEL,
    line_ends=CANCEL,
    charged_through=date(2027, 2, 28),
    ends_line=True,
)


def plan(*pairs: tuple[Row, tuple[Step, ...]], contract: Contract = CONTRACT, **changes: Any) -> Plan:
    made = Plan(
        contract=contract,
        carrier=AU,
        today=RECORDED,
        departure=contract.leaves,
        needed_until=contract.leaves,
        closing_day=31,
        closing_choices=(),
        outcome=Outcome.OK,
        cancellation=WINDOW,
        keep_payment_until=date(2027, 5, 31),
        keep_estimate=True,
        monthly_yen=None,
        steps=tuple(each for _, steps in pairs for each in steps),
        rows=tuple(one for one, _ in pairs),
        problems=(),
        candidates=(),
        questions=(),
    )
    return made._replace(**changes)


def usual(contract: Contract = CONTRACT, **changes: Any) -> Plan:
    """A plan of four rows: look, cancel, proof, until."""
    return plan(
        (LOOK_ROW, (LOOK_STEP,)),
        (CANCEL_ROW, (CANCEL_STEP,)),
        (PROOF_ROW, (PROOF_STEP,)),
        (KEEP_ROW, (KEEP_STEP,)),
        contract=contract,
        **changes,
    )


def service(key: str, letter: int, **changes: Any) -> BoundService:
    return BoundService(key=key, letter=letter, **changes)


def named(name: str, **changes: Any) -> Contract:
    return replace(CONTRACT, name=name, **changes)


def export(
    *plans: Plan,
    lang: str = "en",
    before: Mapping[str, Revision] | None = None,
    now: datetime = NOW,
    labels: bool = False,
) -> Export:
    return write_calendar(
        plans, texts=texts(lang), revisions=before or {}, now=now, options=CalendarOptions(labels=labels)
    )


def octets(exported: Export) -> bytes:
    return b"".join(exported.chunks())


def merged(before: Mapping[str, Revision], exported: Export) -> dict[str, Revision]:
    """The revisions as a store holds them after the export was saved."""
    return {**before, **{revision.uid: revision for revision in exported.revisions}}


def events(exported: Export) -> dict[str, Event]:
    """The events by slot, with the contract id cut off."""
    calendar = Calendar.from_ical(octets(exported))
    found: dict[str, Event] = {}
    for entry in calendar.walk("VEVENT"):
        assert isinstance(entry, Event)
        uid = str(entry["UID"]).removesuffix("@sim-tracker")
        found[uid.removeprefix(f"{ID}-")] = entry
    return found
