"""Hold what each calendar app is best given (docs/calendar.md).

The one place for it: a further app is one entry here, and its texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from tracker.export.options import MOST_OCTETS, AlarmMode, Alarms, CalendarOptions, Tombstones


class Client(StrEnum):
    """Name the calendar apps that are known; OTHER is any other one."""

    APPLE = "apple"
    GOOGLE = "google"
    NEXTCLOUD = "nextcloud"
    OUTLOOK = "outlook"
    THUNDERBIRD = "thunderbird"
    GNOME = "gnome"
    KDE = "kde"
    ANDROID = "android"
    KHAL = "khal"
    OTHER = "other"


DEFAULTS: Mapping[Client, Mapping[str, Any]] = MappingProxyType(
    {
        Client.APPLE: {},
        # Alarms of a file are ignored; only the calendar's own notification of a timed event rings.
        # A file may have 1 MB.
        Client.GOOGLE: {"reminder_events": True, "max_bytes": MOST_OCTETS},
        # The server takes the midnight of an all-day alarm to be that of UTC.
        Client.NEXTCLOUD: {"alarm_mode": AlarmMode.ABSOLUTE},
        # At most one alarm is read.
        Client.OUTLOOK: {"alarms": Alarms.ONE},
        Client.THUNDERBIRD: {},
        Client.GNOME: {"tombstones": Tombstones.ON},
        Client.KDE: {},
        Client.ANDROID: {},
        Client.KHAL: {"tombstones": Tombstones.ON},
        Client.OTHER: {},
    }
)
"""Fields of CalendarOptions that an app is given unless the person says otherwise."""


def events_for(client: Client) -> CalendarOptions:
    """Return what suits a client of events that are sent one by one, and deleted when they are gone."""
    # Size and tombstones are matters of a file.
    return options_for(client, CalendarOptions(), frozenset({"max_bytes", "tombstones"}))


def options_for(client: Client, options: CalendarOptions, given: frozenset[str]) -> CalendarOptions:
    """Return `options` with what suits a client where the person did not say otherwise.

    `given` are the names of the fields that the person did set.
    """
    defaults = {name: value for name, value in DEFAULTS[client].items() if name not in given}
    return replace(options, **defaults)
