"""Hold the commands, one module for a command or a few of a kind."""

from __future__ import annotations

from tracker.cli.commands.bound import services
from tracker.cli.commands.calendar import export
from tracker.cli.commands.carriers import carriers
from tracker.cli.commands.changing import archive, edit, me, remove
from tracker.cli.commands.compare import compare
from tracker.cli.commands.helping import cancel, help_command
from tracker.cli.commands.losing import lost
from tracker.cli.commands.marking import book, done, failed, move, skip, undone
from tracker.cli.commands.pushing import push
from tracker.cli.commands.reading import explain, list_command, plan, show
from tracker.cli.commands.recording import add
from tracker.cli.commands.serving import feed, serve
from tracker.cli.commands.upcoming import next_command, start

__all__ = ["ALIASES", "COMMANDS", "start"]

COMMANDS = (
    add,
    next_command,
    plan,
    done,
    explain,
    list_command,
    show,
    compare,
    services,
    lost,
    skip,
    failed,
    undone,
    move,
    book,
    edit,
    me,
    archive,
    remove,
    cancel,
    export,
    feed,
    serve,
    push,
    carriers,
    help_command,
)

ALIASES = {"ls": "list", "status": "list", "rm": "remove", "today": "next"}
