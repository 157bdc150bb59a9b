"""Hold what every use case needs, and build and keep plans with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tracker.core.beside import besides
from tracker.core.catalogue import Policy
from tracker.core.contract import Beside, BusinessCalendar, Contract, Paired
from tracker.core.model import Plan
from tracker.core.plan import build_plan
from tracker.core.words import Line, Role
from tracker.service.ports import Pack, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Hold the store, the rules and the day on which somebody asks."""

    store: Store
    pack: Pack
    policy: Policy
    calendar: BusinessCalendar
    today: date
    names: Mapping[str, str] | None = None
    """Names by the ids of contracts, where lines are not called as the person calls them."""

    def plan(self, contract: Contract) -> Plan:
        """Return the plan of a contract as of today.

        Raises NotFoundError when its carrier is no longer there, CarrierFileError when the
        person's own file of it is invalid.
        """
        carrier = self.pack.load(contract.carrier)
        paired, beside = self._paired(contract), self._beside(contract)
        if paired != contract.paired or beside:
            contract = replace(contract, paired=paired, beside=beside)
        return build_plan(contract, carrier, self.policy, self.calendar, self.today)

    def _paired(self, contract: Contract) -> tuple[Paired, ...]:
        """Return the contracts that this one is paired with: home internet of a line, or the line of it."""
        line, other = contract.line is Line.OTHER, Role.FIBRE_PAIRING in contract.roles
        if not line and not other:
            return ()
        return tuple(
            Paired(self._called(each), self._end_of(each))
            for each in self.store.contracts()
            if each.id != contract.id
            and (Role.FIBRE_PAIRING in each.roles if line else each.line is Line.OTHER)
        )

    def _beside(self, contract: Contract) -> tuple[Beside, ...]:
        """Return the other SIMs on the same contract: the main one, or the additional ones of this one."""
        ids = (contract.shares,) if contract.shares is not None else contract.sharers
        if not ids:
            return ()
        others = [replace(other, name=self._called(other)) for other in self.store.by_id(ids)]
        carrier = self.pack.load(contract.carrier)
        return besides(contract, others, carrier, self.policy, self.calendar, self.today)

    def _called(self, contract: Contract) -> str:
        """Return the name by which the texts of another line call a contract."""
        return contract.name if self.names is None else self.names.get(contract.id, contract.carrier)

    def _end_of(self, contract: Contract) -> date | None:
        """Return the last day that a contract runs, as planned."""
        carrier = self.pack.load(contract.carrier)
        plan = build_plan(contract, carrier, self.policy, self.calendar, self.today)
        if plan.cancellation is not None:
            return plan.cancellation.line_ends
        return plan.expiry

    def plans(self, contracts: Iterable[Contract] | None = None) -> tuple[Plan, ...]:
        """Return the plans of the contracts given, else of all that are not archived."""
        return tuple(map(self.plan, self.store.contracts() if contracts is None else contracts))

    def keep(self, contract: Contract) -> Plan:
        """Save a changed contract with the row numbers that its plan shows; return that plan."""
        plan = numbered(self.plan(contract))
        self.store.save(plan.contract)
        return plan

    def keep_numbers(self) -> None:
        """Save the row numbers of all plans, after a change that is not of one contract."""
        for before in tuple(self.store.contracts()):
            after = numbered(self.plan(before)).contract
            if after.row_numbers != before.row_numbers:
                self.store.save(after)


def numbered(plan: Plan) -> Plan:
    """Return the plan with the numbers of its rows written into its contract.

    Numbers given before stay, also those of rows that are gone: a number is never reused.
    """
    given = dict(plan.contract.row_numbers)
    for row in plan.rows:
        given.setdefault(row.key, row.number)
    contract = replace(plan.contract, row_numbers=tuple(given.items()))
    return plan._replace(contract=contract)
