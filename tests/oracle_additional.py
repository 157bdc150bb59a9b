"""Say by enumeration in which order SIMs on one contract leave it.

Written from docs/planning.md 6 and docs/decisions.md 53 to 56 alone, to be compared with the engine: it
imports nothing of the program. The numbers in brackets are those of docs/decisions.md.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from oracle import Oracle
from oracle_days import ONE_DAY, span
from oracle_line import FREE, Answer, Demand, Offer, needed_on
from oracle_living import Port, ported
from oracle_rules import Facts, Spot, value


class Sim(NamedTuple):
    """Hold one SIM: what is told of it, how it leaves (`port`, `cancel`, or not), and what was done."""

    facts: Facts
    """As of the day on which it was recorded."""
    how: str
    moved: date | None = None
    done: date | None = None

    def on(self, day: date) -> Facts:
        return replace(self.facts, today=max(day, self.facts.today))


class Days(NamedTuple):
    """Hold the day on which a main SIM is to leave, and the last one for that (P and Q)."""

    day: date
    last: date


class Contract(NamedTuple):
    """Hold the two SIMs of one contract and the rules of the carrier."""

    oracle: Oracle
    main: Sim
    extra: Sim

    def is_ordered(self) -> bool:
        """Tell whether it is known that the additional SIM goes first (53)."""
        return self.extra.how == "cancel" and self.rule_holds()

    def rule_holds(self) -> bool:
        found = [
            value(
                self.oracle.rules,
                "additional_sim",
                "drop_before",
                Spot(facts=sim.facts, request=sim.facts.departure),
            )
            for sim in (self.main, self.extra)
        ]
        return all(self.main.how in (words or ()) for words in found)

    # --- the main SIM alone ---------------------------------------------------------

    def main_days(self, day: date) -> Days | None:
        """Return P and Q as they stand on a day (54)."""
        main, facts = self.main, self.main.on(day)
        if main.done is not None:
            return None
        if main.moved is not None and main.moved >= facts.today:
            return Days(main.moved, main.moved)
        if main.how == "port":
            planned = self.port_alone(day)
            return Days(planned.due, planned.closes)
        window = self.oracle.window(facts)
        return Days(window.recommended, window.closes) if window is not None else None

    def port_alone(self, day: date) -> Port:
        facts = self.main.on(day)
        planned = ported(self.oracle, self.main.facts, facts.departure)
        return planned if facts.today <= planned.closes else ported(self.oracle, facts, facts.departure)

    # --- the additional SIM ---------------------------------------------------------

    def demand_on_extra(self, day: date) -> Demand:
        days = self.main_days(self.extra.on(day).today) if self.is_ordered() else None
        if days is None:
            return FREE
        return Demand(last=days.last - ONE_DAY, before=days.day - ONE_DAY)

    def extra_window(self, day: date) -> Answer | None:
        """Return the window of the additional SIM; where no day is left that of a line alone (54)."""
        facts = self.extra.on(day)
        return self.oracle.window(facts, self.demand_on_extra(day)) or self.oracle.window(facts)

    def extra_offers(self, day: date) -> list[Offer] | None:
        facts, demand = self.extra.on(day), self.demand_on_extra(day)
        window = self.oracle.window(facts, demand)
        if window is not None:
            return self.oracle.offers(facts, window.channel, demand)
        window = self.oracle.window(facts)
        return self.oracle.offers(facts, window.channel) if window is not None else None

    def extra_day(self, day: date) -> date | None:
        """Return the day on which the additional SIM is asked for, as it stands on a day."""
        extra = self.extra
        if extra.done is not None:
            return extra.done
        window = self.extra_window(day)
        if window is None:
            return None
        if extra.moved is not None and extra.moved >= extra.on(day).today:
            return extra.moved
        return window.request

    # --- the main SIM ---------------------------------------------------------------

    def first(self, day: date) -> date | None:
        """Return F as it stands on a day (55)."""
        asked = self.extra_day(day) if self.is_ordered() else None
        return asked + ONE_DAY if asked is not None else None

    def main_port(self, day: date) -> tuple[date, date, date]:
        """Return first, planned and last day of the step that ports the main SIM, not yet missed."""
        planned = self.port_alone(self.main.facts.today)
        seen = [self.first(self.main.facts.today), self.first(day)]
        first = max([self.main.facts.today, *(one for one in seen if one is not None)])
        if first > planned.closes:
            first = self.main.facts.today
        return first, max(first, planned.due), planned.closes

    def main_window(self, day: date) -> Answer | None:
        """Return the window of a main SIM that is cancelled, on a day (55)."""
        facts, first = self.main.on(day), self.first(day)
        window = self.oracle.window(facts)
        if window is None or first is None or first <= window.opens:
            return window
        _, choices = self.oracle.closing_days(facts)
        lines = [self.oracle.line(facts, window.channel, closing) for closing in choices]
        left = [one for one in span(first, window.closes) if lines[0].is_open(one)]
        if not left:
            return window
        request = max(window.request, left[0])
        charged = max(line.charged(request, needed_on(facts)) for line in lines)
        return window._replace(
            opens=max(window.opens, left[0]),
            recommended=max(window.recommended, left[0]),
            safe_by=max(window.safe_by, left[0]),
            request=request,
            line_ends=lines[0].ends(request, needed_on(facts)),
            charged_through=charged,
        )

    # --- the verdict ----------------------------------------------------------------

    def verdict(self, day: date) -> str | None:
        """Return what is wrong between the two, None if nothing."""
        if self.main.how not in ("port", "cancel") or self.extra.done is not None:
            return None
        if self.extra.how == "port" or not self.rule_holds():
            return "unknown" if self.main.done is None else None
        if self.main.done is not None:
            return "gone"
        days = self.main_days(day)
        if days is None:
            return None
        window = self.extra_window(day) if self.extra.how == "cancel" else None
        if window is None:
            return "stays"
        asked = self.extra_day(day)
        assert asked is not None
        if asked < days.last:
            return None
        return "moved" if window.closes < days.last else "late"
