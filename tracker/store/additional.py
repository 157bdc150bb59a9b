"""Read and write which SIMs are additional ones on the contract of another line, within a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session, col, delete, or_, select

from tracker.core.contract import Contract
from tracker.store.rows import CHUNK, sound, storable
from tracker.store.tables import AdditionalSimRow, ContractRow


def told_of_others(session: Session, contracts: Iterable[Contract]) -> list[Contract]:
    """Return the contracts with the main or additional SIMs that each has; ValueError from `sound`."""
    known = list(contracts)
    ids = [contract.id for contract in known]
    found = select(AdditionalSimRow).where(
        or_(col(AdditionalSimRow.contract_id).in_(ids), col(AdditionalSimRow.main_id).in_(ids))
    )
    ordered = found.join(ContractRow, col(ContractRow.id) == AdditionalSimRow.contract_id)
    rows = [sound(row) for row in session.exec(ordered.order_by(col(ContractRow.position)))]
    if not rows:
        return known
    mains = {row.contract_id: row.main_id for row in rows}
    sharers: dict[str, list[str]] = {}
    for row in rows:
        sharers.setdefault(row.main_id, []).append(row.contract_id)
    return [
        replace(contract, shares=mains.get(contract.id), sharers=tuple(sharers.get(contract.id, ())))
        for contract in known
    ]


def keep_main(session: Session, contract: Contract) -> None:
    """Keep whose contract a SIM is an additional one on, or that it has its own."""
    session.exec(delete(AdditionalSimRow).where(col(AdditionalSimRow.contract_id) == contract.id))
    if contract.shares is not None:
        session.add(storable(AdditionalSimRow(contract_id=contract.id, main_id=contract.shares)))


def rows_of(session: Session, ids: Sequence[str]) -> list[ContractRow]:
    """Return the rows of the contracts with these ids, in the order recorded."""
    rows: list[ContractRow] = []
    for first in range(0, len(ids), CHUNK):
        found = select(ContractRow).where(col(ContractRow.id).in_(ids[first : first + CHUNK]))
        rows += session.exec(found)
    return sorted(rows, key=lambda row: row.position)
