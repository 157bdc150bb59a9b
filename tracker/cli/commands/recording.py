"""`tracker add`: record a contract, by options or by questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracker.cli.context import Session, pass_session
from tracker.cli.guide import guided
from tracker.cli.lineoptions import draft_of, line_options
from tracker.cli.words import Argument, Command
from tracker.service.lines import Draft, Unset, needs_no_carrier


@pass_session
def _add(session: Session, /, **values: Any) -> None:
    draft = draft_of(values)
    if isinstance(draft.carrier, Unset) and session.interactive and not needs_no_carrier(draft):
        guided_add(session, draft)
    else:
        _record(session, draft)


def guided_add(session: Session, draft: Draft | None = None) -> None:
    """Ask what was not said yet, then record."""
    _record(session, guided(session, draft or Draft()))


def _record(session: Session, draft: Draft) -> None:
    from tracker.cli import screens
    from tracker.service.lines import add as add_line

    added = add_line(session.desk(), replace(draft))
    session.show(screens.added(added.plan, session.words, session.today))
    if added.own_departure:
        session.say("cli.add.own-departure", name=added.plan.contract.name)


add = Command(
    "add",
    callback=_add,
    params=[Argument(["name"], required=False, metavar="value:name"), *line_options()],
)
