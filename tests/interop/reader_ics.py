"""Read a calendar with the library ics and print its events as JSON, by UID.

Runs in the environment of the clients: python reader_ics.py FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ics import Calendar


def entry(event: Any) -> dict[str, Any]:
    """Return what an event says; ics gives the alarms from the last to the first."""
    form = "YYYY-MM-DD" if event.all_day else "YYYY-MM-DD[T]HH:mm:ss[Z]"
    return {
        "summary": event.name,
        "description": event.description,
        "location": event.location or "",
        "start": event.begin.to("UTC").format(form),
        "end": event.end.to("UTC").format(form),
        "alarms": [int(alarm.trigger.total_seconds()) for alarm in reversed(event.alarms)],
    }


calendar = Calendar(Path(sys.argv[1]).read_bytes().decode())
print(json.dumps({event.uid: entry(event) for event in calendar.events}))  # noqa: T201 - the answer
