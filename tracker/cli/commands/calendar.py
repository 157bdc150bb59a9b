"""`tracker export`: the calendar file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tracker.cli.context import Session, pass_session
from tracker.cli.options import name_argument
from tracker.cli.words import Command, Option
from tracker.errors import ExitCode, TrackerError, UsageError
from tracker.service.naming import find_contracts

DEFAULT_FILE = "sim-plan.ics"


@pass_session
def _export(session: Session, names: tuple[str, ...], output: str | None, check: str | None) -> None:
    if check is not None:
        _check(session, Path(check))
        return
    from tracker.service.exporting import export as export_plans
    from tracker.service.exporting import into_file

    desk = session.desk()
    chosen = find_contracts(desk.store, names) or tuple(desk.store.contracts())
    if not chosen:
        raise UsageError("error.export.nothing")
    goal = output or (DEFAULT_FILE if session.screen else "-")

    def to_stdout(chunks: Iterator[bytes]) -> None:
        for chunk in chunks:
            session.out_bytes(chunk)

    exported = export_plans(
        desk,
        chosen,
        texts=session.texts,
        now=session.now(),
        deliver=to_stdout if goal == "-" else into_file(Path(goal)),
    )
    where = goal if goal != "-" else session.words.get("cli.export.stdout")
    session.say("cli.export.written", path=where, count=exported.events)
    if exported.again:
        counts = {"added": exported.added, "changed": exported.changed, "removed": exported.removed}
        session.say("cli.export.since", **counts)
        if exported.changed or exported.removed:
            session.say("cli.export.replace")
    if goal != "-":
        session.say("cli.export.phone", path=goal)


def _check(session: Session, path: Path) -> None:
    """Say what is wrong in a calendar file; what is wrong is the result."""
    from tracker.export.lint import lint

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise TrackerError("error.export.unreadable", path=str(path), reason=error.strerror) from error
    findings = lint(data)
    for finding in findings:
        text = session.words.get(finding.key, name=finding.name)
        session.out(session.words.get("cli.export.finding", line=finding.line, text=text))
    if findings:
        session.exit_code = ExitCode.FAILED
    session.say("cli.export.checked", count=len(findings))


export = Command(
    "export",
    callback=_export,
    params=[
        name_argument(many=True),
        Option(["-o", "--output"], metavar="value:file", type=click.Path(allow_dash=True)),
        Option(["--check"], metavar="value:file", type=click.Path(allow_dash=True)),
    ],
    section="calendar",
)
