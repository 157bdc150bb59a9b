"""Hold how a calendar is written: what can be chosen, and what each calendar app is best given."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import time, timedelta
from enum import StrEnum

from tracker.core.several import NOTHING, Sharing

MOST_OCTETS = 900_000
"""Size from which a file is split or warned of: Google takes 1 MB (CALENDAR 6.9)."""
MOST_EVENTS = 1000
TODOS = "todos"
"""Suffix of the file of the tasks."""


class Alarms(StrEnum):
    """Name how many alarms an event has; USUAL is one, and two where being late costs money."""

    NONE = "none"
    ONE = "one"
    ALL = "all"
    USUAL = "usual"


class AlarmMode(StrEnum):
    """Name from where alarms count: the day where the reader is, or the instant in Japan."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"


class Todos(StrEnum):
    """Name whether tasks are written, and where."""

    NONE = "none"
    SEPARATE = "separate"
    INLINE = "inline"


class Tombstones(StrEnum):
    """Name whether an event that is gone stays for a while, marked as cancelled."""

    ON = "on"
    NONE = "none"


class Split(StrEnum):
    """Name whether several contracts share a file."""

    CONTRACT = "contract"
    MERGED = "merged"


class Method(StrEnum):
    """Name the METHOD that a calendar may be given for tools that ask for one."""

    PUBLISH = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOptions:
    """Say how the plans are written.

    `labels`: titles name their contract, because several are in the file. `whole`: these are all
    contracts there are, so that events of others are gone. `variant`: the name under which the
    revisions are kept; empty means the language. `remind_days` and `remind_at` place the first alarm
    of a day, at 9:00 of the day before unless told otherwise. `past_days`: events that ended more
    days ago are left out. `max_bytes`: a larger file is split between contracts. `sharing`: what
    stands once for several of the plans. `redact`: the caller has taken names, notes and places out of
    the contracts. `source`: the address at which the calendar is served, empty for a file.
    """

    labels: bool = False
    whole: bool = False
    variant: str = ""
    alarms: Alarms = Alarms.USUAL
    alarm_mode: AlarmMode = AlarmMode.RELATIVE
    remind_at: time = time(9)
    remind_days: int = 1
    todos: Todos = Todos.NONE
    tombstones: Tombstones = Tombstones.NONE
    split: Split = Split.MERGED
    windows: bool = False
    utc: bool = False
    private: bool = False
    redact: bool = False
    reminder_events: bool = False
    changes_only: bool = False
    past_days: int | None = None
    max_bytes: int | None = None
    method: Method | None = None
    sharing: Sharing = NOTHING
    source: str = ""

    @property
    def reminder(self) -> timedelta:
        """Return when the first alarm of a day rings, counted from its midnight; negative is before."""
        at = timedelta(hours=self.remind_at.hour, minutes=self.remind_at.minute)
        return at - timedelta(days=self.remind_days)

    @property
    def second_reminder(self) -> timedelta:
        """Return when the second alarm of a day rings: on the day itself."""
        return timedelta(hours=self.remind_at.hour, minutes=self.remind_at.minute)


def to_text(options: CalendarOptions) -> str:
    """Return options as text that can be remembered; what is shared follows from the plans."""
    values = asdict(replace(options, sharing=NOTHING)) | {"remind_at": f"{options.remind_at:%H:%M}"}
    del values["sharing"]
    return json.dumps(values, sort_keys=True)


def from_text(text: str | None) -> CalendarOptions:
    """Return remembered options; what cannot be read is as it is when nothing was chosen."""
    options = CalendarOptions()
    try:
        given = json.loads(text or "{}")
        known = {field.name: given[field.name] for field in fields(options) if field.name in given}
        for name, kind in _READ.items():
            if known.get(name) is not None:
                known[name] = kind(known[name])
        return replace(options, **known)
    except (ValueError, TypeError):
        return options


_READ = {
    "alarms": Alarms,
    "alarm_mode": AlarmMode,
    "todos": Todos,
    "tombstones": Tombstones,
    "split": Split,
    "method": Method,
    "remind_at": time.fromisoformat,
}
