"""Ask at the terminal, on stderr, so that the result can still be piped."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from tracker.cli.context import Session, spread
from tracker.cli.lineoptions import read_yes_no
from tracker.cli.options import is_unknown
from tracker.errors import TrackerError, UsageError

T = TypeVar("T")


def read_line(session: Session, prompt: str) -> str:
    """Show a prompt and return the line that was typed, without its end.

    Raises click.Abort when the input ends.
    """
    del session
    click.echo(f"{spread(prompt)} ", nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        click.echo(err=True)
        raise click.Abort
    return line.strip()


def ask(session: Session, prompt: str, read: Callable[[str], T]) -> T | None:
    """Ask until the answer can be read; Enter alone, and a word for it, mean unknown."""
    while True:
        text = read_line(session, prompt)
        if not text or is_unknown(text):
            return None
        try:
            return read(text)
        except TrackerError as error:
            click.echo(spread(session.words.get(error.key, **error.values)), err=True)


def confirm(session: Session, prompt: str, *, option: str, default: bool = False) -> bool:
    """Ask for a yes or no; Enter alone is `default`.

    Raises UsageError naming the option to pass when there is no terminal to ask at.
    """
    if not session.interactive:
        raise UsageError("error.cli.no-terminal", option=option)
    answer = ask(session, prompt, read_yes_no)
    return default if answer is None else answer
