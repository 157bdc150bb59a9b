"""The use cases on a real store and the shipped rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.model import Plan
from tracker.core.words import State
from tracker.errors import NotFoundError, StoreError, TrackerError, UsageError
from tracker.i18n import texts
from tracker.service import bound, marks
from tracker.service.desk import Desk
from tracker.service.exporting import export, into_files
from tracker.service.lines import Draft, PersonDraft, add, edit, tell_person
from tracker.service.questions import open_questions
from tracker.service.upcoming import is_due, upcoming, within
from tracker.store import open_store

TODAY = date(2027, 2, 1)
NOW = datetime(2027, 2, 1, 3, tzinfo=UTC)
LEAVES = date(2027, 3, 28)


@pytest.fixture(name="desk")
def fixture_desk(tmp_path: Path) -> Iterator[Desk]:
    with open_store(str(tmp_path / "x.db"), now=lambda: NOW) as store:
        yield Desk(store=store, pack=Pack(), policy=load_policy(), calendar=load_calendar(), today=TODAY)


def test_the_service_keeps_what_the_store_gives_back(desk: Desk) -> None:
    plan = add(desk, Draft(carrier="au", departure=LEAVES, services=("wechat",))).plan
    (kept,) = desk.store.contracts()
    assert kept == plan.contract
    assert dict(kept.row_numbers) == {row.key: row.number for row in plan.rows}
    assert desk.plan(kept) == plan


def test_a_failure_half_way_keeps_nothing(desk: Desk) -> None:
    add(desk, Draft(carrier="au", name="main", number="09012345678"))
    before = tuple(desk.store.contracts())
    for draft in (
        Draft(carrier="povo", name="main", departure=LEAVES),
        Draft(carrier="povo", name="b", number="09012345678", departure=LEAVES),
    ):
        with pytest.raises(UsageError):
            add(desk, draft)
    assert tuple(desk.store.contracts()) == before
    assert desk.store.person().departure is None


def test_a_full_store_in_the_middle_keeps_the_person_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add(desk, Draft(carrier="au", name="main"))

    def full(_contract: object) -> None:
        raise StoreError("error.store.full", place="x")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.store), "save", lambda _self, contract: full(contract))
        with pytest.raises(StoreError):
            edit(desk, "main", Draft(departure=LEAVES), everyone=True)
    assert desk.store.person().departure is None


def test_numbers_of_other_lines_are_kept_when_the_person_changes(desk: Desk) -> None:
    for name in ("a", "b"):
        add(desk, Draft(carrier="softbank", name=name, services=()))
    assert all(row_numbers_match(desk, name) for name in ("a", "b"))
    edit(desk, "a", Draft(departure=LEAVES), everyone=True)
    assert all(row_numbers_match(desk, name) for name in ("a", "b"))
    tell_person(desk, PersonDraft(card_expires=date(2027, 2, 28)))
    assert all(row_numbers_match(desk, name) for name in ("a", "b"))


def row_numbers_match(desk: Desk, name: str) -> bool:
    contract = desk.store.get(name)
    kept = dict(contract.row_numbers)
    return all(kept[row.key] == row.number for row in desk.plan(contract).rows)


def test_a_number_is_never_given_to_another_row(desk: Desk) -> None:
    add(desk, Draft(carrier="au", name="a", departure=LEAVES, services=()))
    seen: dict[int, str] = {}

    def check(plan: Plan) -> None:
        for key, number in plan.contract.row_numbers:
            assert seen.setdefault(number, key) == key

    check(bound.add(desk, "a", ("wechat",)))
    check(edit(desk, "a", Draft(payment=None, owed=5000), everyone=True).after)
    check(edit(desk, "a", Draft(owed=None, carrier="povo"), everyone=True).after)
    check(edit(desk, "a", Draft(departure=None), everyone=True).after)
    check(edit(desk, "a", Draft(carrier="airalo", expires=date(2027, 3, 1)), everyone=True).after)
    check(edit(desk, "a", Draft(carrier="softbank", departure=LEAVES), everyone=True).after)


def test_the_day_of_a_departure_for_all_replaces_those_of_single_lines(desk: Desk) -> None:
    add(desk, Draft(carrier="au", name="a", departure=LEAVES))
    add(desk, Draft(carrier="povo", name="b", departure=date(2027, 4, 1)))
    edit(desk, "a", Draft(departure=date(2027, 5, 1)), everyone=True)
    assert {contract.leaves for contract in desk.store.contracts()} == {date(2027, 5, 1)}


def test_what_is_next_over_all_lines(desk: Desk) -> None:
    add(desk, Draft(carrier="au", name="a", departure=LEAVES, services=("wechat",)))
    add(desk, Draft(carrier="povo", name="b"))
    later = replace(desk, today=date(2027, 3, 1))
    items = upcoming(later.plans())
    late = [item.row.late for item in items]
    assert late == sorted(late, reverse=True)
    assert any(late)
    assert is_due(items, later.today)
    ahead = [item for item in items if not item.row.late]
    assert [item.due for item in ahead] == sorted(item.due for item in ahead)
    assert all(item.row.state is State.OPEN for item in items)
    assert within(items, later.today, days=None, count=2) == items[:2]
    assert within(items, later.today, days=0, count=None) == tuple(
        item for item in items if item.due <= later.today
    )
    assert not is_due(upcoming(desk.plans()), date(2027, 1, 1))


def test_questions_are_those_that_change_something(desk: Desk) -> None:
    def asked(**said: object) -> tuple[str, ...]:
        draft = Draft(name="q", departure=LEAVES, **said)  # type: ignore[arg-type]
        plan = add(desk, draft).plan
        desk.store.remove(plan.contract.id)
        return open_questions(plan)

    assert "closing_day" in asked(carrier="softbank")
    assert "closing_day" not in asked(carrier="softbank", closing_day=20)
    assert "closing_day" not in asked(carrier="au")
    assert "plan" in asked(carrier="mineo")
    assert "plan" not in asked(carrier="mineo", plan="a")
    assert "signed" in asked(carrier="docomo")
    assert "signed" not in asked(carrier="docomo", signed=date(2026, 1, 1))
    (case, *_) = [question for question in asked(carrier="docomo") if " " in question]
    assert case not in asked(carrier="docomo", answers=((case, False),))


def test_marks_are_kept_whole_or_not_at_all(desk: Desk) -> None:
    add(desk, Draft(carrier="au", name="a", departure=LEAVES, services=("wechat",)))
    before = desk.store.get("a")
    with pytest.raises(UsageError):
        marks.close(desk, "a", "1", state=State.DONE, on=date(2027, 2, 2))
    with pytest.raises(UsageError):
        marks.close(desk, "a", "cancel", state=State.DONE, on=TODAY, ends=date(2027, 1, 1))
    with pytest.raises(NotFoundError):
        marks.move(desk, "a", "nothing", TODAY)
    with pytest.raises(UsageError):
        marks.reopen(desk, "a", "cancel")
    assert desk.store.get("a") == before


def test_a_calendar_that_could_not_be_delivered_is_not_remembered(desk: Desk, tmp_path: Path) -> None:
    add(desk, Draft(carrier="au", name="a", departure=LEAVES))

    def out(path: Path) -> tuple[int, int, int, bool]:
        done = export(desk, desk.store.contracts(), texts=texts("en"), now=NOW, deliver=into_files(path))
        return done.calendar.added, done.calendar.changed, done.calendar.removed, done.again

    with pytest.raises(TrackerError):
        out(tmp_path / "missing" / "x.ics")
    assert desk.store.revisions("en") == ()
    first = out(tmp_path / "x.ics")
    assert first[0] > 0
    assert first[1:] == (0, 0, False)
    assert out(tmp_path / "x.ics") == (0, 0, 0, True)
    edit(desk, "a", Draft(departure=date(2027, 6, 30)), everyone=True)
    assert out(tmp_path / "x.ics")[1] > 0
