"""Find the cancellation window the slow way: try every request day and look.

Written from PLANNING 1 to 3 and docs/decisions.md alone, to be compared with the engine: it
imports nothing of the program, reads the carrier files, the holidays and the months by itself
and knows no short cut. The numbers in brackets are those of docs/decisions.md.

Conditions on the age of a contract stand on prices and prorations here, never on an effect or a
cut-off: they are judged on the day that the effect and the cut-off make.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from oracle_days import span
from oracle_line import FREE, Answer, Demand, Line, Offer, needed_on
from oracle_rules import Facts, Spot, day_number, read_rules, value

CHANNELS = ("online", "app", "form", "email", "phone", "chat", "shop", "post")


class Oracle:
    """Answer for one carrier file."""

    def __init__(self, path: Path, folders: tuple[Path, ...] = ()) -> None:
        self.rules = read_rules(path, folders)
        self.lines: dict[tuple[Facts, str | None, int], Line] = {}

    def window(self, facts: Facts, demand: Demand = FREE) -> Answer | None:
        """Return the window as it stands today, None when there is no feasible day or the line is gone."""
        if self._is_ended(facts):
            return None
        known, choices = self.closing_days(facts)
        found = [(closing, self._window(facts, closing, demand)) for closing in choices]
        feasible = [(closing, answer) for closing, answer in found if answer is not None]
        if not feasible:
            return None
        if known:
            return feasible[0][1]
        # min and max keep the first of equals: the order of the choices (9)
        earliest = min(answer.closes for _, answer in feasible)
        tied = [answer for _, answer in feasible if answer.closes == earliest]
        shown = max(tied, key=lambda answer: answer.charged_through)
        lines = [self.line(facts, shown.channel, closing) for closing in choices]
        needed = needed_on(facts)
        return shown._replace(charged_through=max(line.charged(shown.request, needed) for line in lines))

    def _is_ended(self, facts: Facts) -> bool:
        """Tell whether the carrier has ended a line that was lost (29)."""
        days = value(self.rules, "lost", "ends_after_days", Spot(facts=facts, request=facts.departure))
        return facts.lost_on is not None and days is not None and (facts.today - facts.lost_on).days > days

    def offers(self, facts: Facts, channel: str | None, demand: Demand = FREE) -> list[Offer] | None:
        """Return the candidates over the channel of the window, None where no closing day is known."""
        known, choices = self.closing_days(facts)
        return self.line(facts, channel, choices[0]).offers(facts, demand) if known else None

    def requested(self, facts: Facts, channel: str | None, on: date) -> tuple[date, date]:
        """Return the line's last day and the last day charged for of a request made on a day (19)."""
        _, choices = self.closing_days(facts)
        lines = [self.line(facts, channel, closing) for closing in choices]
        needed = facts.needed_until or facts.departure
        return lines[0].ends(on, needed), max(line.charged(on, needed) for line in lines)

    def closing_days(self, facts: Facts) -> tuple[bool, tuple[int, ...]]:
        """Return whether the closing day is known, and the days that it can be (8)."""
        spot = Spot(facts=facts, request=facts.departure)
        day = day_number(value(self.rules, "closing", "day", spot))
        own = facts.closing
        if isinstance(day, int):
            return True, (day,)
        if day == "per-customer":
            listed = value(self.rules, "closing", "choices", spot)
            choices = tuple(map(day_number, listed)) if listed else tuple(range(1, 32))
            return (True, (own,)) if own in choices and own is not None else (False, choices)
        if day == "contract-day" and facts.signed is not None:
            return True, ((facts.signed.day - 1) or 31,)
        if day is None and value(self.rules, "effect", "ends", spot) == "month-end":
            return True, (31,)
        return (True, (own,)) if own is not None else (False, tuple(range(1, 32)))

    def line(self, facts: Facts, channel: str | None, closing: int) -> Line:
        """Return a line; it is remembered, and with it the ends of all request days."""
        fixed = replace(facts, departure=date.min, today=date.min, needed_until=None, lost_on=None)
        key = (fixed, channel, closing)
        if key not in self.lines:
            self.lines[key] = Line(self.rules, fixed, channel, closing)
        return self.lines[key]

    def channels(self, facts: Facts, closing: int) -> list[str | None]:
        """Return the channels that can be tried, in the order in which they are (11)."""
        spot = Spot(facts=facts, closing=closing, request=facts.departure)
        states = {
            name: value(self.rules, f"channel.{name}", "available", spot._replace(channel=name))
            for name in CHANNELS
        }
        known: list[str | None] = [name for name in CHANNELS if states[name] is True]
        if facts.channel is not None and states[facts.channel] is not False:
            known = [facts.channel, *(name for name in known if name != facts.channel)]
        if not known and value(self.rules, "effect", "ends", spot) == "on-return":
            known = ["post"]
        if facts.lost:
            known = [name for name in known if not self._needs_sms(spot._replace(channel=name))]
        return known or [None]

    def _needs_sms(self, spot: Spot) -> bool:
        needs = value(self.rules, f"channel.{spot.channel}", "needs", spot)
        return "sms-to-line" in (needs or ())

    def _window(self, facts: Facts, closing: int, demand: Demand) -> Answer | None:
        needed = needed_on(facts)
        lines = [self.line(facts, channel, closing) for channel in self.channels(facts, closing)]
        if facts.today >= facts.departure:
            return self._from_abroad(facts, lines, needed, demand)
        explicit = facts.needed_until is not None
        key = (facts.departure, needed, explicit, demand)
        days = {line.channel: line.first_sets(*key)[0] for line in lines}
        line = pick(lines, days, needed, facts.channel)
        if line is None or max(days[line.channel]) < facts.today:
            left = {name: [day for day in some if day >= facts.today] for name, some in days.items()}
            line = pick(lines, left, needed, facts.channel)
        return line.answer(facts, needed, demand) if line is not None else None

    def _from_abroad(self, facts: Facts, lines: list[Line], needed: date, demand: Demand) -> Answer | None:
        """Return the window of a person who has left (16)."""
        if lines[0].effect(facts.today) == "on-return":
            return None
        able = [line for line in lines if line.works_abroad is not False]
        ahead = [day for day in span(facts.today, facts.today + timedelta(days=62)) if demand.allows(day)]
        days = {line.channel: [day for day in ahead if line.is_open(day)] for line in able}
        line = pick(able, days, needed, facts.channel)
        if line is None:
            return None
        chosen = line.intended(days[line.channel], needed)
        first = min(chosen)
        return line.shown(first, max(chosen), first, first, first, needed)


def pick(
    lines: list[Line], days: dict[str | None, list[date]], needed: date, chosen: str | None
) -> Line | None:
    """Return the first channel that reaches the intended end (11), None if none has a day."""
    able = [line for line in lines if days[line.channel]]
    if not able:
        return None
    if chosen is not None and able[0].channel == chosen:
        return able[0]
    ends = {line.channel: [line.ends(day, needed) for day in days[line.channel]] for line in able}
    latest = max(max(some) for some in ends.values())
    if latest >= needed:
        return next(line for line in able if max(ends[line.channel]) >= needed)
    period = able[0].period_of(latest)
    return next(line for line in able if able[0].period_of(max(ends[line.channel])) == period)
