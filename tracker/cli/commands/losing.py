"""`tracker lost`: what to do now when a phone is lost or stolen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.cli import records
from tracker.cli.complete import carrier_ids
from tracker.cli.context import Session, pass_session
from tracker.cli.options import flag, json_flag, name_argument
from tracker.cli.words import Command, Option
from tracker.core.facts import Carrier
from tracker.core.model import Plan
from tracker.errors import NotFoundError, UsageError
from tracker.service.naming import find_contract, find_name, matching

if TYPE_CHECKING:
    from tracker.service.lost import Stop


@pass_session
def _lost(session: Session, name: str | None, carrier: str | None, found: bool, as_json: bool) -> None:
    from tracker.service.lost import stop_of

    if carrier is not None:
        if name is not None or found:
            raise UsageError("error.lost.both")
        # Nothing recorded is needed for this, so a store that cannot be read is no obstacle.
        _show(session, [stop_of(session.pack().find(carrier), session.today)], None, as_json)
    elif found:
        _found(session, name)
    else:
        _now(session, name, as_json)


def _found(session: Session, name: str | None) -> None:
    from tracker.service.lost import take_back

    desk = session.desk()
    plan = take_back(desk, find_contract(desk.store, name, archived=False).name)
    session.say("cli.lost.found", name=plan.contract.name)


def _now(session: Session, name: str | None, as_json: bool) -> None:
    """Record the line that is meant, if one is, and show what to do."""
    from tracker.service.lost import report, says_how_to_stop, stop_of, stop_of_plan

    desk = session.desk()
    names = desk.store.names(archived=False)
    if name is not None and not matching(name, names):
        _show(session, [stop_of(_carrier_of(session, name, names), desk.today)], None, as_json)
    elif name is not None or len(names) == 1:
        plan = report(desk, find_name(name or names[0], names))
        _show(session, [stop_of_plan(plan, desk.policy)], plan, as_json)
        session.say("cli.lost.recorded", name=plan.contract.name, day=plan.contract.lost)
    elif names:
        _show(session, [stop_of_plan(plan, desk.policy) for plan in desk.plans()], None, as_json)
    else:
        pack = session.pack()
        known = [carrier for one in pack.ids() if says_how_to_stop(carrier := pack.load(one))]
        _show(session, [stop_of(carrier, desk.today) for carrier in known], None, as_json)


def _carrier_of(session: Session, word: str, names: Sequence[str]) -> Carrier:
    """Return the carrier that is meant where no line has the name; raises NotFoundError for the word."""
    try:
        return session.pack().find(word)
    except NotFoundError:
        if names:
            find_name(word, names)
        raise


def _show(session: Session, stops: Sequence[Stop], plan: Plan | None, as_json: bool) -> None:
    if as_json:
        session.out_json(records.lost_record(stops, session.today))
        return
    from tracker.cli import screens

    session.show(screens.lost_first(stops, session.words))
    if plan is not None:
        session.out("")
        session.show(screens.plan_table(plan, session.words, every=False, colour=session.colour))


lost = Command(
    "lost",
    callback=_lost,
    params=[
        name_argument(),
        Option(["--carrier"], metavar="value:carrier", shell_complete=carrier_ids),
        flag("--found"),
        json_flag(),
    ],
)
