"""`tracker carriers`: what is known of carriers, from where, and how old it is."""

from __future__ import annotations

import stat
from codecs import BOM_UTF8
from pathlib import Path

import click

from tracker.cli import records
from tracker.cli.complete import carrier_ids
from tracker.cli.context import Session, pass_session
from tracker.cli.options import flag, json_flag
from tracker.cli.words import Argument, Command, Group, Option
from tracker.core.words import Severity
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
    from tracker.carriers.staleness import resting_on

    whole = session.pack().find(carrier)
    found = whole if source is None else resting_on(whole, source)
    if as_json:
        session.out_json(records.carrier_record(found))
    else:
        from tracker.cli import screens

        part = source is not None
        common = None if part else session.pack().common()
        session.show(screens.carrier_show(found, session.words, common=common, part=part))


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
    """Put a sound file in order; who may read it stays as it was, and a file in order is not touched."""
    from tracker.carriers.order import sorted_text
    from tracker.carriers.read import read_text
    from tracker.export.files import replace_file

    text = read_text(path)
    tidy = sorted_text(text)
    if tidy == text:
        return
    mark = BOM_UTF8 if path.read_bytes().startswith(BOM_UTF8) else b""
    mode = stat.S_IMODE(path.stat().st_mode)
    replace_file(path, [mark, tidy.encode()])
    path.chmod(mode)


@pass_session
def _stale(session: Session, as_json: bool) -> None:
    from tracker.carriers import load_policy
    from tracker.carriers.staleness import stale

    pack, months = session.pack(), load_policy().stale_months
    old = tuple(
        (carrier, facts)
        for carrier in map(pack.load, pack.ids())
        if (facts := stale(carrier, session.today, months))
    )
    if as_json:
        session.out_json(records.stale_record(old, session.today, months))
        return
    if not old:
        session.say("cli.carriers.fresh", months=months)
        return
    from tracker.cli import screens

    session.show(screens.stale_lines(old, session.words))


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
