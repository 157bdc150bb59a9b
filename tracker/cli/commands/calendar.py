"""`tracker export`: the calendar file."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import fields, replace
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.asking import ask
from tracker.cli.context import Session, pass_session
from tracker.cli.options import Count, Reading, Word, flag, name_argument
from tracker.cli.screens.exported import say_export, say_standing
from tracker.cli.words import Command, Option
from tracker.errors import ExitCode, TrackerError, UsageError
from tracker.export.clients import Client, options_for
from tracker.export.options import (
    AlarmMode,
    Alarms,
    CalendarOptions,
    Method,
    Split,
    Todos,
    Tombstones,
)
from tracker.service.clients import remember_client, remembered_client
from tracker.service.naming import find_contracts, shown

if TYPE_CHECKING:
    from tracker.export.ics import Export
    from tracker.service.desk import Desk

DEFAULT_FILE = "sim-plan.ics"
STDOUT = "-"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_FIELDS = frozenset(field.name for field in fields(CalendarOptions))
CLIENTS = Word("client", Client)


@pass_session
def _export(
    session: Session,
    /,
    names: tuple[str, ...],
    output: str | None,
    check: str | None,
    client: Client | None,
    **chosen: Any,
) -> None:
    if check is not None:
        _check(session, Path(check))
        return
    from tracker.service.exporting import export as export_plans
    from tracker.service.exporting import into_files

    desk = session.desk()
    contracts = find_contracts(desk.store, names) or tuple(desk.store.contracts())
    if not contracts:
        raise UsageError("error.export.nothing")
    goal = output or (DEFAULT_FILE if session.screen else STDOUT)
    client = _client(session, desk, client, goal)
    options = _options(client, chosen, to_file=goal != STDOUT, whole=not names)
    if goal == STDOUT and (options.split is Split.CONTRACT or options.todos is Todos.SEPARATE):
        raise UsageError("error.export.several")

    def to_stdout(calendar: Export) -> None:
        for chunk in calendar.chunks():
            session.out_bytes(chunk)

    exported = export_plans(
        desk,
        contracts,
        texts=session.texts,
        now=session.now(),
        deliver=to_stdout if goal == STDOUT else into_files(Path(goal)),
        options=options,
    )
    path = None if goal == STDOUT else Path(goal)
    say_export(session, desk, exported, client, path, options)


def _client(session: Session, desk: Desk, client: Client | None, goal: str) -> Client | None:
    """Return the app that was named, now or before; asks once at a terminal, and remembers."""
    if client is None:
        remembered = remembered_client(desk)
        if remembered is not None:
            return remembered
    if client is None and session.interactive and session.screen and goal != STDOUT and not session.quiet:
        client = _ask_client(session)
    if client is not None:
        remember_client(desk, client)
    return client


def _ask_client(session: Session) -> Client:
    known = list(Client)
    listed = [f"  {number}  {name}" for number, name in enumerate(CLIENTS.names(session).values(), start=1)]
    session.talk("\n".join([session.words.get("cli.export.ask"), *listed]))

    def read(text: str) -> Client:
        number = int(text) if text.isdecimal() else 0
        return known[number - 1] if 1 <= number <= len(known) else CLIENTS.read(session, text)

    return ask(session, session.words.get("cli.export.ask-number"), read) or Client.OTHER


def _options(client: Client | None, chosen: dict[str, Any], *, to_file: bool, whole: bool) -> CalendarOptions:
    """Return what was chosen, over what suits the app."""
    given = {
        name: value
        for name, value in chosen.items()
        if name in _FIELDS and value is not None and value is not False
    }
    if chosen["reminder_events"] is False:
        given["reminder_events"] = False
    options = options_for(client or Client.OTHER, CalendarOptions(**given, whole=whole), frozenset(given))
    # A pipe takes one calendar, however large.
    return options if to_file else replace(options, max_bytes=None)


def _check(session: Session, path: Path) -> None:
    """Say how a calendar file stands to the plans, and what is wrong in it; what is wrong is the result."""
    from tracker.export.lint import lint
    from tracker.i18n import texts
    from tracker.service.checking import Standing, look_over

    try:
        data = sys.stdin.buffer.read() if str(path) == STDOUT else path.read_bytes()
    except FileNotFoundError as error:
        raise TrackerError("error.export.missing", path=str(path)) from error
    except OSError as error:
        raise TrackerError("error.export.unreadable", path=str(path), reason=error.strerror) from error
    findings = lint(data)
    for finding in findings:
        text = session.words.get(finding.key, name=finding.name)
        session.out(session.words.get("cli.export.finding", line=finding.line, text=text))
    session.say("cli.export.checked", count=len(findings))
    verdict = look_over(data, session.desk, texts, session.now())
    say_standing(session, verdict)
    if findings:
        session.exit_code = ExitCode.FAILED
    elif verdict.standing is Standing.OUTDATED:
        session.exit_code = ExitCode.DUE
    elif verdict.standing is Standing.FOREIGN:
        session.exit_code = ExitCode.NOT_FOUND


def _read_time(_session: Session, text: str) -> time:
    """Return a time of day; raises UsageError."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is None:
        raise UsageError("error.value.time", text=shown(text))
    return time(int(match[1]), int(match[2]))


export = Command(
    "export",
    callback=_export,
    params=[
        name_argument(many=True),
        Option(["-o", "--output"], metavar="value:file", type=click.Path(allow_dash=True)),
        Option(["--for", "client"], type=CLIENTS, metavar="value:client"),
        Option(["--check"], metavar="value:file", type=click.Path(allow_dash=True)),
        Option(["--alarms"], type=Word("alarms", Alarms)),
        Option(["--alarm-mode"], type=Word("alarm-mode", AlarmMode)),
        Option(["--remind-at"], type=Reading(_read_time), metavar="HH:MM"),
        Option(["--remind-days"], type=Count(0, 365), metavar="value:count"),
        Option(["--reminder-events/--no-reminder-events"], default=None),
        Option(["--todos"], type=Word("todos", Todos)),
        flag("--windows"),
        Option(["--split"], type=Word("split", Split)),
        Option(["--tombstones"], type=Word("tombstones", Tombstones)),
        flag("--changes-only"),
        Option(["--past-days"], type=Count(0), metavar="value:count"),
        Option(["--max-bytes"], type=Count(10_000), metavar="value:count"),
        flag("--utc"),
        flag("--private"),
        flag("--redact"),
        Option(["--method"], type=Word("method", Method)),
    ],
    section="calendar",
)
