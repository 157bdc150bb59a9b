"""`tracker next`, and `tracker` without a word."""

from __future__ import annotations

from tracker.cli import records
from tracker.cli.commands.recording import guided_add
from tracker.cli.context import Session, pass_session
from tracker.cli.options import Count, Reading, flag, json_flag, read_days
from tracker.cli.words import Command, Option
from tracker.errors import ExitCode

SHOWN = 3
"""Rows that `next` shows unless told otherwise."""


def _next(
    session: Session, count: int | None, days: int | None, *, as_json: bool, by_exit_code: bool
) -> None:
    from tracker.cli import screens
    from tracker.core.several import merge
    from tracker.service.upcoming import is_due, upcoming, within

    desk = session.desk()
    several = merge(desk.plans())
    plans = several.shown
    items = upcoming(plans, several.sharing)
    limit = count if count is not None or days is not None else SHOWN
    chosen = within(items, desk.today, days=days, count=limit)
    if as_json:
        session.out_json(records.next_record(chosen, desk.today))
    elif not plans:
        session.say("cli.next.empty")
    elif session.screen:
        session.show(screens.next_lines(plans, session.words, desk.today, chosen))
    else:
        session.show(screens.next_piped(session.words, chosen))
    undated = [plan.contract.name for plan in plans if not any(row.due for row in plan.rows)]
    if undated:
        session.say("cli.next.undated", names=undated)
    if by_exit_code and is_due(items, desk.today):
        session.exit_code = ExitCode.DUE


@pass_session
def _next_command(
    session: Session, count: int | None, days: int | None, as_json: bool, exit_code: bool
) -> None:
    _next(session, count, days, as_json=as_json, by_exit_code=exit_code)


next_command = Command(
    "next",
    callback=_next_command,
    params=[
        Option(["-n", "count"], type=Count(1), metavar="N"),
        Option(["--days"], type=Reading(lambda _session, text: read_days(text)), metavar="N"),
        json_flag(),
        flag("--exit-code"),
    ],
)


def start(session: Session) -> None:
    """Show what is next; where nothing is recorded yet and somebody is there, ask for the first line."""
    if session.interactive and not session.desk().store.names():
        guided_add(session)
    else:
        _next(session, None, None, as_json=False, by_exit_code=False)
