"""Give click's commands and options their texts from the catalogue, when they are printed."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Sequence
from typing import Any

import click

from tracker.carriers.names import nearest
from tracker.cli.context import session_of
from tracker.cli.width import pad, width, wrap
from tracker.errors import UsageError

SECTIONS = ("daily", "change", "calendar", "data")
"""Groups of commands in the help of the program, in their order."""

_MOST_LEFT = 30
"""Columns of the left side of a list of options; what is wider gets a line of its own."""


def _tell_database(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    session_of(ctx).use(database=value)


def _tell_today(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    session_of(ctx).use(today=value)


def _tell_quiet(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    session_of(ctx).use(quiet=value)


def _tell_verbose(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    session_of(ctx).use(verbose=value)


def global_options(*, hidden: bool) -> tuple[click.Option, ...]:
    """Return the options that every command takes; only the program itself shows them.

    `--lang` is read before anything is parsed, so that refusals speak the language too.
    """
    kept: dict[str, Any] = {"expose_value": False, "hidden": hidden, "allow_from_autoenv": not hidden}
    return (
        Option(["--db"], metavar="value:database", callback=_tell_database, is_eager=True, **kept),
        Option(["--lang"], metavar="en|zh|ja", **kept),
        Option(["--today"], metavar="value:date", callback=_tell_today, is_eager=True, **kept),
        Option(["-q", "--quiet"], is_flag=True, callback=_tell_quiet, **kept),
        Option(["-v", "--verbose"], is_flag=True, callback=_tell_verbose, **kept),
    )


class Formatter(click.HelpFormatter):
    """Write help in columns that hold for wide characters too."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        lead = f"{prefix or gettext.gettext('Usage:')} {prog} "
        self._lines(wrap(args, self.width, first=lead))

    def write_text(self, text: str) -> None:
        """Write paragraphs; a line that begins with blanks is an example and stays as it is."""
        indent = " " * self.current_indent
        for line in text.splitlines():
            if line.startswith(" ") or not line:
                self._lines([f"{indent}{line}".rstrip()])
            else:
                self._lines(wrap(line, self.width, first=indent))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _MOST_LEFT, col_spacing: int = 2
    ) -> None:
        """Write two columns: what is typed, and what it means."""
        indent = " " * self.current_indent
        rows = tuple(rows)
        left = min(max(width(first) for first, _ in rows), col_max) + col_spacing
        for first, second in rows:
            lead = indent + pad(first, left)
            rest = indent + " " * left
            if width(first) + col_spacing > left:
                self._lines([indent + first])
                lead = rest
            self._lines(wrap(second, self.width, first=lead, rest=rest) if second else [lead.rstrip()])

    def _lines(self, lines: Sequence[str]) -> None:
        self.write("".join(f"{line}\n" for line in lines))


class Context(click.Context):
    """Carry the formatter of this program."""

    formatter_class = Formatter


def _key(ctx: click.Context) -> str:
    """Return the words of the command without the program's: `services.add`."""
    words: list[str] = []
    current: click.Context | None = ctx
    while current is not None and current.parent is not None:
        words.append(current.command.name or "")
        current = current.parent
    return ".".join(reversed(words)) or "tracker"


class Option(click.Option):
    """Be an option whose help is `help.<command>.<name>`, else `help.option.<name>`."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return what is typed and what it means, in the person's language."""
        if not self.hidden:
            self.help = _meaning(ctx, self.name)
        return super().get_help_record(ctx)

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the word that stands for the value."""
        return _metavar(ctx, self.metavar) or super().make_metavar(ctx)


class Argument(click.Argument):
    """Be an argument that is named in the person's language."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the word that stands for the value, in brackets where it may be left out."""
        word = _metavar(ctx, self.metavar)
        if self.required:
            return f"{word}"
        return f"[{word}]..." if self.nargs != 1 else f"[{word}]"


def _meaning(ctx: click.Context, name: str | None) -> str:
    texts = session_of(ctx).texts
    own = f"help.{_key(ctx)}.option.{name}"
    return texts.get(own if texts.has(own) else f"help.option.{name}")


def _metavar(ctx: click.Context, metavar: str | None) -> str | None:
    """Return the text of `value:<word>` metavars, other ones as they stand."""
    if metavar is None or not metavar.startswith("value:"):
        return metavar
    return session_of(ctx).texts.get(f"help.value.{metavar.removeprefix('value:')}")


_EVERYWHERE = global_options(hidden=True)


class Command(click.Command):
    """Be a command whose texts are `help.<command>.text` and `.short`; takes the global options too."""

    context_class = Context
    section = "daily"

    def __init__(self, *args: Any, section: str = "daily", **kwargs: Any) -> None:
        """Take what click takes, and the section of the program's help to stand in."""
        super().__init__(*args, **kwargs)
        self.section = section

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, with the global options, which nobody should have to put first."""
        return [*super().get_params(ctx), *_EVERYWHERE]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed; what is wrong in it is told with the command it was typed for."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        _write_text(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        return [session_of(ctx).texts.get("help.value.options"), *super().collect_usage_pieces(ctx)[1:]]


def _write_text(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(session_of(ctx).texts.get(f"help.{_key(ctx)}.text"))


class Group(click.Group):
    """Be a group of commands that offers the nearest one for a word it does not know."""

    context_class = Context
    command_class = Command
    section = "daily"

    def __init__(
        self, *args: Any, section: str = "daily", aliases: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        """Take what click takes, the section to stand in, and further words for commands."""
        super().__init__(*args, **kwargs)
        self.section = section
        self.aliases = aliases or {}

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters; a group inside the program takes the global options too."""
        return [*super().get_params(ctx), *(_EVERYWHERE if ctx.parent is not None else ())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a word or of its alias."""
        return super().get_command(ctx, self.aliases.get(cmd_name, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with; raises UsageError with the nearest ones."""
        word = args[0]
        if not word.startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, word) is None:
            known = [*self.commands, *self.aliases]
            near = nearest(word, known) or tuple(name for name in known if word and name.startswith(word))
            raise UsageError("error.cli.command", word=word, near=near, program=ctx.command_path)
        return super().resolve_command(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the group is for."""
        _write_text(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        texts = session_of(ctx).texts
        return [texts.get("help.value.options"), texts.get("help.value.command"), "..."]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, the program's in four sections."""
        texts = session_of(ctx).texts
        commands = [command for command in self.commands.values() if not command.hidden]
        prefix = "" if ctx.parent is None else f"{_key(ctx)}."
        columns = max(width(command.name or "") for command in commands) + 2
        for section in SECTIONS:
            rows = [
                (pad(command.name or "", columns - 2), texts.get(f"help.{prefix}{command.name}.short"))
                for command in commands
                if getattr(command, "section", "") == section
            ]
            if rows:
                title = f"help.section.{section}" if ctx.parent is None else "help.section.commands"
                with formatter.section(texts.get(title)):
                    formatter.write_dl(rows)
