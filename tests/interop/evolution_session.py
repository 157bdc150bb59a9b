"""Answer each line of JSON with what the calendars of Evolution and GNOME do.

Runs under the Python of the system, in a D-Bus session of its own: python3 evolution_session.py
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402 - the versions come first

EVENTS = ECal.ClientSourceType.EVENTS
NONE = ECal.OperationFlags.NONE
NO_WAIT = 2**32 - 1
"""Do not wait for a backend to go online: a local one never does."""


class Calendars:
    """Hold the calendars by name."""

    def __init__(self) -> None:
        self.registry = EDataServer.SourceRegistry.new_sync(None)
        self.clients: dict[str, Any] = {}

    def open(self, name: str) -> None:
        """Make an empty local calendar."""
        self._connect(name, self._source(name, "local"))

    def subscribe(self, name: str, host: str, port: str, path: str) -> None:
        """Make a calendar that follows an address."""
        source = self._source(name, "webcal")
        place = source.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
        place.set_host(host)
        place.set_port(int(port))
        source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_resource_path(path)
        source.get_extension(EDataServer.SOURCE_EXTENSION_SECURITY).set_method("none")
        self._connect(name, source)

    def take(self, name: str, path: str) -> None:
        """Import a file as Evolution does."""
        whole = ICalGLib.Component.new_from_string(content(path))
        self.clients[name].receive_objects_sync(whole, NONE, None)

    def create(self, name: str, path: str) -> list[str]:
        """Create the events of a file one by one as GNOME Calendar does; return the refusals."""
        whole = ICalGLib.Component.new_from_string(content(path))
        refused = []
        for event in components(whole, ICalGLib.ComponentKind.VEVENT_COMPONENT):
            try:
                self.clients[name].create_object_sync(event.clone(), NONE, None)
            except GLib.Error as error:
                refused.append(error.message)
        return refused

    def refresh(self, name: str) -> None:
        """Ask the address again."""
        self.clients[name].refresh_sync(None)

    def shown(self, name: str) -> dict[str, Any]:
        """Return the entries by UID."""
        _, found = self.clients[name].get_object_list_sync("#t", None)
        return {each.get_uid(): entry(each) for each in found}

    def _source(self, name: str, backend: str) -> Any:
        source = EDataServer.Source.new(None, None)
        source.set_display_name(name)
        source.set_parent(f"{backend}-stub")
        source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name(backend)
        return source

    def _connect(self, name: str, source: Any) -> None:
        self.registry.commit_source_sync(source, None)
        until = time.monotonic() + 10
        while name not in self.clients:
            try:
                self.clients[name] = ECal.Client.connect_sync(source, EVENTS, NO_WAIT, None)
            except GLib.Error:  # the other process has not heard of the new source yet
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


def content(path: str) -> str:
    """Return a file with its line ends as they are."""
    return Path(path).read_bytes().decode()


def components(whole: Any, kind: Any) -> list[Any]:
    """Return the parts of one kind."""
    found = []
    part = whole.get_first_component(kind)
    while part is not None:
        found.append(part)
        part = whole.get_next_component(kind)
    return found


def entry(event: Any) -> dict[str, Any]:
    """Return what an event says."""
    alarms = components(event, ICalGLib.ComponentKind.VALARM_COMPONENT)
    triggers = [alarm.get_first_property(ICalGLib.PropertyKind.TRIGGER_PROPERTY) for alarm in alarms]
    return {
        "summary": event.get_summary(),
        "description": event.get_description(),
        "location": event.get_location() or "",
        "start": said(event.get_dtstart()),
        "end": said(event.get_dtend()),
        "alarms": [trigger.get_trigger().get_duration().as_int() for trigger in triggers],
    }


def said(time: Any) -> str:
    """Return a day, or a moment in UTC."""
    day = f"{time.get_year()}-{time.get_month():02}-{time.get_day():02}"
    if time.is_date():
        return day
    utc = time.convert_to_zone(ICalGLib.Timezone.get_utc_timezone())
    day = f"{utc.get_year()}-{utc.get_month():02}-{utc.get_day():02}"
    return f"{day}T{utc.get_hour():02}:{utc.get_minute():02}:{utc.get_second():02}Z"


def main() -> None:
    """Answer until there are no more lines."""
    calendars = Calendars()
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        answer: dict[str, Any]
        try:
            answer = {"value": getattr(calendars, command)(*arguments)}
        except GLib.Error as error:
            answer = {"error": error.message}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


main()
