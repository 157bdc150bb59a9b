"""Start the program: find the language, run the command, print what went wrong in one place."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO

import click

from tracker import __version__
from tracker.cli import commands
from tracker.cli.context import Config, Session, config_folder, pass_session, read_config, spread
from tracker.cli.words import Group, Option, global_options
from tracker.errors import ExitCode, TrackerError, UsageError
from tracker.i18n import LANGUAGES, CataloguesMissingError, MissingTextError, pick_language, texts
from tracker.i18n.clickwords import activate
from tracker.i18n.language import is_language
from tracker.service.naming import shown

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of the signal, as shells have it."""


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"tracker {__version__}")
        ctx.exit()


@pass_session
@click.pass_context
def _start(ctx: click.Context, session: Session) -> None:
    """Do what is wanted most when no command was named."""
    if ctx.invoked_subcommand is None:
        commands.start(session)


cli = Group(
    name="tracker",
    callback=_start,
    invoke_without_command=True,
    params=[
        *global_options(hidden=False),
        Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_print_version),
    ],
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "TRACKER"},
    aliases=commands.ALIASES,
)
for command in commands.COMMANDS:
    cli.add_command(command)


def _wished_language(args: Sequence[str]) -> str | None:
    """Return the value of the last `--lang`, which may stand anywhere before `--`."""
    wished = None
    words = list(args[: args.index("--")] if "--" in args else args)
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            wished = words[place + 1]
        elif word.startswith("--lang="):
            wished = word.removeprefix("--lang=")
    return wished


def _system_locale() -> str | None:
    """Return the locale in force where the environment says none (Windows)."""
    import locale

    return locale.getlocale()[0] if os.name == "nt" else None


def run(args: Sequence[str]) -> int:
    """Run one command and return the exit code; whatever is wrong is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        # A code page that lacks a character must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    config, fault = _configured()
    wished = _wished_language(args)
    lang = pick_language(
        wished if wished and is_language(wished) else None, os.environ, config.lang, _system_locale()
    )
    try:
        speech = texts(lang)
    except CataloguesMissingError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    session = Session(
        texts=speech,
        config=config,
        config_fault=fault,
        interactive=_is_terminal(sys.stdin),
        screen=_is_terminal(sys.stdout),
    )
    with activate(lang):
        try:
            if wished and wished.strip() and not is_language(wished):
                raise UsageError("error.value.word", text=shown(wished), near=LANGUAGES)
            return _run(session, args)
        except (KeyboardInterrupt, click.Abort):
            return INTERRUPTED
        except TrackerError as error:
            _complain(session.words.get(error.key, **error.values))
            return error.exit_code
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx is not None else "tracker"
            text = error.format_message().rstrip(".。")
            key = "error.cli.usage-asked" if text.endswith(("?", "?)", "？")) else "error.cli.usage"
            _complain(speech.get(key, text=text, command=f"{path} --help"))
            return ExitCode.USAGE
        except MissingTextError as error:
            _complain(speech.get("error.cli.text", reason=error.args[0]))
            return ExitCode.FAILED
        except OSError as error:
            # What still waits to be written must not be tried again when the interpreter ends.
            _forget(sys.stdout)
            _complain(speech.get("error.cli.system", reason=error.strerror or type(error).__name__))
            return ExitCode.FAILED
        finally:
            session.close()


def _configured() -> tuple[Config, TrackerError | None]:
    """Return the configuration, or an empty one and what is wrong with it."""
    try:
        return read_config(config_folder()), None
    except TrackerError as error:
        return Config(), error


def _run(session: Session, args: Sequence[str]) -> int:
    try:
        code = cli.main(list(args), prog_name="tracker", standalone_mode=False, obj=session)
    except SystemExit as stop:
        # Click ends so after printing completions, and where a reader of the output went away.
        code = stop.code
    return code if isinstance(code, int) and code else session.exit_code


def _complain(text: str) -> None:
    """Print what went wrong; where even that cannot be written, the exit code says it."""
    try:
        click.echo(spread(text), err=True)
    except OSError:
        _forget(sys.stderr)


def _is_terminal(stream: TextIO | None) -> bool:
    # A stream is missing where the program was started without any (pythonw, some services).
    return stream is not None and stream.isatty()


def _forget(stream: TextIO) -> None:
    """Let the interpreter flush a stream into nothing when it ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def main() -> NoReturn:
    """Run the program with the arguments of the process."""
    sys.exit(run(sys.argv[1:]))
