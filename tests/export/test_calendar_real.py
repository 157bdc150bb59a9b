"""The calendars of real plans: every shipped carrier, every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from calendar_samples import CONTRACT, ID, NOW, events, export, merged, octets, service
from icalendar import Calendar

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import Contract, Mark
from tracker.core.model import Plan, Step
from tracker.core.plan import build_plan
from tracker.core.words import State
from tracker.export.ics import CalendarOptions, write_calendar
from tracker.export.lint import lint
from tracker.i18n import texts

PACK = Pack(None)
RECORDED = date(2027, 2, 1)
DEPARTURE = date(2027, 3, 28)
NUMBER = "090-8765-4321"

DEMANDING = replace(
    CONTRACT,
    name="main",
    recorded=RECORDED,
    departure=DEPARTURE,
    number=NUMBER,
    services=tuple(service(key, letter) for letter, key in enumerate(("wechat", "bank", "line", "au-pay"))),
    services_listed=True,
)
"""A contract with an hour of everything: services, a number, a departure of its own."""


def planned(contract: Contract, today: date = RECORDED) -> Plan:
    return build_plan(contract, PACK.load(contract.carrier), load_policy(), load_calendar(), today)


def everyone() -> Iterator[Plan]:
    for carrier in PACK.ids():
        if PACK.load(carrier).kind != "common":
            yield planned(replace(DEMANDING, carrier=carrier, name=carrier, id=f"{carrier}-{ID}"))


@pytest.mark.parametrize("lang", ["en", "zh", "ja"])
def test_every_carrier_has_a_sound_calendar(lang: str) -> None:
    data = octets(export(*everyone(), lang=lang, labels=True))
    assert lint(data) == ()
    entries = Calendar.from_ical(data).walk("VEVENT")
    assert len({str(entry["UID"]) for entry in entries}) == len(entries) > 100
    for entry in entries:
        said = f"{entry['SUMMARY']} {entry['DESCRIPTION']}"
        assert "4321" not in said
        assert not set("{}<>") & set(said.replace("</", ""))
        assert str(entry["SUMMARY"]).strip()


@pytest.mark.parametrize("past_days", [None, 0, 14])
def test_what_comes_first_is_always_in_the_same_file(past_days: int | None) -> None:
    today = RECORDED + timedelta(days=30)
    contracts = (
        replace(DEMANDING, carrier=id_, name=id_, id=f"{id_}-{ID}") for id_ in ("au", "docomo", "iijmio")
    )
    made = write_calendar(
        (planned(contract, today) for contract in contracts),
        texts=texts("en"),
        revisions={},
        now=NOW + timedelta(days=30),
        options=CalendarOptions(labels=True, past_days=past_days, windows=True, reminder_events=True),
    )
    entries = Calendar.from_ical(octets(made)).walk("VEVENT")
    uids = {str(entry["UID"]) for entry in entries}
    related = [entry["RELATED-TO"] for entry in entries if "RELATED-TO" in entry]
    named = {str(uid) for each in related for uid in (each if isinstance(each, list) else [each])}
    assert named
    assert named <= uids


def test_every_open_row_with_a_day_is_an_event_on_it() -> None:
    plan = planned(replace(DEMANDING, carrier="au"))
    found = events(export(plan))
    for row in plan.rows:
        if row.state is State.OPEN and row.due is not None:
            day = row.span[1] if row.span is not None else row.due
            assert found[f"{row.key}-due"].decoded("DTSTART") == day


def test_days_that_pass_change_no_byte() -> None:
    contract = replace(DEMANDING, carrier="au")
    first = export(planned(contract))
    for days in (1, 10, 30, 50):
        later = planned(contract, RECORDED + timedelta(days=days))
        again = export(later, before=merged({}, first), now=NOW + timedelta(days=days))
        assert octets(again) == octets(first)


def test_what_is_done_leaves_the_calendar() -> None:
    contract = replace(DEMANDING, carrier="au")
    plan = planned(contract)
    look = next(row for row in plan.rows if row.key == "look")

    def done(step: Step) -> Mark:
        return Mark(key=step.key, state=State.DONE, on=RECORDED, due=step.due)

    marks = tuple(done(step) for step in plan.steps if step.row == "look")
    after = planned(replace(contract, marks=marks))
    assert "look-due" in events(export(plan))
    assert "look-due" not in events(export(after))
    assert look.number == 1


def test_cancelled_line_keeps_only_what_follows() -> None:
    contract = replace(DEMANDING, carrier="au")
    step = next(step for step in planned(contract).steps if step.key == "cancel")
    mark = Mark(key="cancel", state=State.DONE, on=step.due, due=step.due)
    assert step.due is not None
    found = events(export(planned(replace(contract, marks=(mark,)), step.due)))
    assert not {"cancel-due", "cancel-last"} & set(found)
    assert {"proof-due", "until-due"} <= set(found)
