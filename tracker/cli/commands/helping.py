"""`tracker help`, and the answer to a command that people will try: `tracker cancel`."""

from __future__ import annotations

import click

from tracker.cli.context import Session, pass_session
from tracker.cli.options import name_argument
from tracker.cli.words import Argument, Command
from tracker.errors import ExitCode, NotFoundError, UsageError
from tracker.service.naming import find_contract, shown


@click.pass_context
def _help(ctx: click.Context, words: tuple[str, ...]) -> None:
    current = ctx.find_root()
    command = current.command
    for word in words:
        found = command.get_command(current, word) if isinstance(command, click.Group) else None
        if found is None:
            raise NotFoundError("error.help.unknown", command=shown(" ".join(words)))
        command = found
        current = found.context_class(found, info_name=found.name, parent=current)
    click.echo(command.get_help(current))


help_command = Command(
    "help",
    callback=_help,
    params=[Argument(["words"], nargs=-1, metavar="value:command")],
    section="data",
)


@pass_session
def _cancel(session: Session, name: str | None) -> None:
    """Say that only the person can cancel, and how to record that it was done."""
    try:
        known = find_contract(session.desk().store, name).name
    except (NotFoundError, UsageError):
        known = shown(name or "")
    session.say("cli.cancel.text", name=known)
    session.exit_code = ExitCode.USAGE


cancel = Command("cancel", callback=_cancel, params=[name_argument()], hidden=True)
