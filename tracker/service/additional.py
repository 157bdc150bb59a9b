"""Say of a line that its SIM is an additional one on the contract of another."""

from __future__ import annotations

from tracker.core.contract import Contract
from tracker.errors import UsageError
from tracker.service.desk import Desk
from tracker.service.naming import find_name


def main_of(desk: Desk, text: str) -> str:
    """Return the id of the line that `text` means; raises NotFoundError and UsageError as `find_name`."""
    return desk.store.get(find_name(text, desk.store.names())).id


def check_sharing(desk: Desk, contract: Contract) -> None:
    """Refuse SIMs on one contract that cannot be so.

    Raises UsageError for the line itself, for lines of two carriers, and where a main SIM would be an
    additional one as well.
    """
    extras = desk.store.by_id(contract.sharers)
    for extra in extras:
        _same_carrier(extra, contract)
    if contract.shares is None:
        return
    if contract.shares == contract.id:
        raise UsageError("error.shares.itself", name=contract.name)
    if extras:
        names = [extra.name for extra in extras]
        raise UsageError("error.shares.main", name=contract.name, others=names, first=names[0])
    for main in desk.store.by_id((contract.shares,)):
        _same_carrier(contract, main)
        for root in desk.store.by_id((main.shares,)) if main.shares is not None else ():
            raise UsageError("error.shares.chain", other=main.name, main=root.name)


def _same_carrier(extra: Contract, main: Contract) -> None:
    if extra.carrier != main.carrier:
        raise UsageError(
            "error.shares.carrier",
            name=extra.name,
            other=main.name,
            carrier=extra.carrier,
            theirs=main.carrier,
        )
