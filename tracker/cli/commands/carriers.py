"""`tracker carriers`: what is known of carriers, from where, and how old it is."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import records
from tracker.cli.complete import carrier_ids
from tracker.cli.context import Session, pass_session
from tracker.cli.options import flag, json_flag
from tracker.cli.words import Argument, Command, Group, Option
from tracker.core.model import Severity
from tracker.errors import ExitCode


@pass_session
def _list(session: Session, as_json: bool) -> None:
    heads = session.pack().heads()
    if as_json:
        session.out_json(records.carriers_record(heads))
    else:
        from tracker.cli import screens

        session.show(screens.carriers_table(heads, session.words))


@pass_session
def _show(session: Session, carrier: str, source: str | None, as_json: bool) -> None:
    found = session.pack().find(carrier)
    if as_json:
        session.out_json(records.carrier_record(found))
    else:
        from tracker.cli import screens

        session.show(screens.carrier_show(found, session.words, source=source))


@pass_session
def _check(session: Session, file: str, fix: bool) -> None:
    """Print what is wrong, the worst first; what is only doubtful or unknown does not fail."""
    from tracker.carriers.check import check_file

    path = Path(file)
    pack = session.pack()
    findings = check_file(path, pack, session.today)
    if fix and all(finding.severity is not Severity.BLOCKING for finding in findings):
        _sort(path)
        findings = check_file(path, pack, session.today)
    for finding in findings:
        text = session.words.render(finding.key, finding.values)
        session.out(session.words.get(f"cli.carriers.{finding.severity.value}", text=text))
    if any(finding.severity is Severity.BLOCKING for finding in findings):
        session.exit_code = ExitCode.CARRIER_FILE
    session.say("cli.carriers.checked", count=len(findings), file=file)


def _sort(path: Path) -> None:
    from tracker.carriers.order import sorted_text
    from tracker.carriers.read import read_text
    from tracker.export.files import replace_file

    replace_file(path, [sorted_text(read_text(path)).encode()])


@pass_session
def _stale(session: Session, as_json: bool) -> None:
    from tracker.carriers.staleness import read_day, stale

    pack = session.pack()
    old = tuple(
        records.OldFacts(carrier, tuple((fact, read_day(fact)) for fact in facts))
        for carrier in map(pack.load, pack.ids())
        if (facts := stale(carrier, session.today))
    )
    if as_json:
        session.out_json(records.stale_record(old, session.today))
        return
    for one in old:
        oldest = min(day for _, day in one.facts)
        session.out(
            session.words.get(
                "cli.carriers.stale", carrier=one.carrier.id, count=len(one.facts), day=oldest.isoformat()
            )
        )
    if not old:
        session.say("cli.carriers.fresh")


carriers = Group("carriers", section="data")
for _command in (
    Command("list", callback=_list, params=[json_flag()]),
    Command(
        "show",
        callback=_show,
        params=[
            Argument(["carrier"], metavar="value:carrier", shell_complete=carrier_ids),
            Option(["--source"], metavar="value:source"),
            json_flag(),
        ],
    ),
    Command(
        "check",
        callback=_check,
        params=[Argument(["file"], metavar="value:file", type=click.Path()), flag("--fix")],
    ),
    Command("stale", callback=_stale, params=[json_flag()]),
):
    carriers.add_command(_command)
