"""Hold what one run of the program was told: language, day, place of the data, how much to say."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import platformdirs

from tracker.cli.dates import parse_date
from tracker.cli.width import SCREEN, wrap
from tracker.clock import TOKYO, now, today
from tracker.errors import ExitCode, TrackerError, UsageError
from tracker.i18n import Texts

if TYPE_CHECKING:
    from tracker.carriers import Pack
    from tracker.service.desk import Desk

APP = "sim-tracker"
_KNOWN = frozenset({"lang", "db"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Hold the person's configuration file."""

    lang: str | None = None
    db: str | None = None


def config_folder() -> Path:
    """Return the folder of `config.toml` and of the person's own carrier files."""
    return platformdirs.user_config_path(APP, appauthor=False)


def read_config(folder: Path) -> Config:
    """Return what `config.toml` says; a missing file says nothing.

    Raises UsageError when it cannot be read, names an unknown key or holds something else than text.
    """
    path = folder / "config.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("error.config.unreadable", path=str(path), reason=str(error)) from error
    for key, value in table.items():
        if key not in _KNOWN:
            raise UsageError("error.config.key", path=str(path), entry=key, known=sorted(_KNOWN))
        if not isinstance(value, str):
            raise UsageError("error.config.value", path=str(path), entry=key)
    return Config(lang=table.get("lang"), db=table.get("db"))


def spread(text: str) -> str:
    """Return a text as it is said on stderr: wrapped where that is a screen, one line each elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        return text
    return "\n".join(line for part in text.splitlines() for line in wrap(part, SCREEN))


@dataclass(slots=True, kw_only=True)
class Session:
    """Be the one thing that every command is handed.

    `interactive`: there is a terminal to ask at; `screen`: the result goes to one. `config_fault`
    is what is wrong with the configuration: help is given all the same. Opens the store and the
    carrier files when they are first needed and closes them with `close`.
    """

    texts: Texts
    config: Config = field(default_factory=Config)
    config_fault: TrackerError | None = None
    interactive: bool = False
    screen: bool = False
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    exit_code: ExitCode = ExitCode.OK
    quiet: bool = False
    verbose: bool = False
    _database: str | None = None
    _today: date | None = None
    _desk: Desk | None = None
    _closing: ExitStack = field(default_factory=ExitStack)

    def use(
        self,
        *,
        database: str | None = None,
        today: str | None = None,
        quiet: bool = False,
        verbose: bool = False,
    ) -> None:
        """Take over global options; what is not given stays. Raises UsageError for a day that is none."""
        self._database = database or self._database
        if today is not None:
            self._today = parse_date(today, self.today, lang=self.texts.lang).day
        self.quiet = self.quiet or quiet
        self.verbose = self.verbose or verbose

    @property
    def today(self) -> date:
        """Return the day of this run in Asia/Tokyo."""
        return self._today or today()

    @property
    def words(self) -> Texts:
        """Return the texts, in which a date of another year than this one says its year."""
        return self.texts.in_year(self.today.year)

    @property
    def colour(self) -> bool:
        """Tell whether the result may be coloured: on a terminal, unless NO_COLOR says no (no-color.org)."""
        return self.screen and not self.env.get("NO_COLOR") and self.env.get("TERM") != "dumb"

    def now(self) -> datetime:
        """Return the instant of this run in UTC: noon in Japan where the day was given."""
        if self._today is None:
            return now()
        return datetime.combine(self._today, time(12), TOKYO).astimezone(now().tzinfo)

    @property
    def database(self) -> str | None:
        """Return the path or URL of the store: option, environment, config; None is the platform's."""
        return self._database or self.config.db

    def pack(self) -> Pack:
        """Return the carrier files, the person's own among them.

        Raises UsageError when the configuration cannot be used.
        """
        if self.config_fault is not None:
            raise self.config_fault
        from tracker.carriers import Pack

        return Pack(config_folder() / "carriers")

    def desk(self) -> Desk:
        """Return the store, opened, with the rules and the day; raises as `pack`."""
        if self._desk is None:
            pack = self.pack()
            from tracker.carriers import load_calendar, load_policy
            from tracker.service.desk import Desk
            from tracker.store import open_store

            store = self._closing.enter_context(open_store(self.database, now=self.now))
            if self.verbose:
                place = self.database or platformdirs.user_data_path(APP, appauthor=False) / "tracker.db"
                self.say("cli.verbose.places", data=place, config=config_folder())
            self._desk = Desk(
                store=store,
                pack=pack,
                policy=load_policy(),
                calendar=load_calendar(),
                today=self.today,
            )
        return self._desk

    def close(self) -> None:
        """Close what was opened."""
        self._desk = None
        self._closing.close()

    def out(self, text: str) -> None:
        """Print a result."""
        click.echo(text)

    def show(self, lines: Iterable[str]) -> None:
        """Print a screen; an empty one is nothing."""
        text = "\n".join(lines)
        if text:
            self.out(text)

    def talk(self, text: str) -> None:
        """Say something beside the result, unless told to be quiet."""
        if not self.quiet:
            click.echo(spread(text), err=True)

    def say(self, key: str, **values: object) -> None:
        """Say a text of the catalogue beside the result."""
        self.talk(self.words.get(key, **values))

    def out_json(self, record: object) -> None:
        """Print a record as JSON; where the terminal cannot show its characters, in ASCII."""
        plain = "utf" not in (sys.stdout.encoding or "").lower()
        self.out(json.dumps(record, indent=2, ensure_ascii=plain))

    @staticmethod
    def out_bytes(data: bytes) -> None:
        """Write bytes to the standard output as they are."""
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def session_of(ctx: click.Context) -> Session:
    """Return the session of the run that a context belongs to."""
    session: Session = ctx.find_root().obj
    return session


pass_session = click.make_pass_decorator(Session)
