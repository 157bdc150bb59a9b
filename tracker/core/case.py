"""Give the triggers what they look at, and the words for what they find."""

from __future__ import annotations

from typing import NamedTuple

from tracker.core.channels import channel_header
from tracker.core.charges import Prices
from tracker.core.dates import date_of
from tracker.core.model import Candidate, Remedy, Step, Term, TextValue, Values
from tracker.core.outlook import Outlook, running
from tracker.core.words import Channel, Severity, State

# Named once: asking an enumeration for a member is slow on Python 3.11.
_OPEN = State.OPEN


class Found(NamedTuple):
    """Hold a problem before its remedies are weighed."""

    code: str
    values: Values = ()
    steps: tuple[str, ...] = ()
    days: int | None = None
    day: int | None = None
    severity: Severity | None = None
    variant: str = ""
    remedies: tuple[Remedy, ...] = ()


class Case(NamedTuple):
    """Hold what the triggers look at."""

    view: Outlook
    steps: tuple[Step, ...]
    candidates: tuple[Candidate, ...]
    cancelled: bool
    """The cancellation is done."""

    def open_step(self, key: str) -> Step | None:
        """Return a step that is still open."""
        return next((step for step in self.steps if step.key == key and step.state is _OPEN), None)


def remedy(name: str, on: int | None = None, cost: int | None = None, /, **values: TextValue) -> Remedy:
    """Return a way out by the name of its text, on a day (ordinal) and at a cost in yen."""
    return Remedy(f"remedy.{name}.text", tuple(values.items()), date_of(on) if on is not None else None, cost)


def cost_of(case: Case, request: int) -> int | None:
    """Return the yen still to be paid when asked for on a day, None where unknown."""
    _, line = running(case.view)
    ends = line.ends(request)
    abroad = case.view.departure is not None and request >= case.view.departure
    prices = Prices.of(line, case.view.today)
    return prices.of_request(request, ends, line.charged_to(ends, request), abroad=abroad)


def header_of(case: Case, channel: Channel | None = None) -> str:
    """Return the header of a channel in the carrier file, by default of the channel of the plan."""
    return channel_header(channel or case.view.channel)


def channel_name(channel: Channel | None) -> TextValue:
    """Return the name of a channel as a value of a text."""
    return Term(f"channel.{channel or 'unknown'}.name")


def is_gone(view: Outlook) -> bool:
    """Tell whether the departure has come."""
    return view.departure is not None and view.today >= view.departure
