"""`tracker compare`: when cancelling costs what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.cli import records
from tracker.cli.context import Session, pass_session
from tracker.cli.options import date_option, json_flag, name_argument
from tracker.cli.words import Command
from tracker.service.naming import find_contract


@pass_session
def _compare(session: Session, name: str | None, departure: date | None, as_json: bool) -> None:
    desk = session.desk()
    contract = find_contract(desk.store, name)
    if departure is not None:
        contract = replace(contract, departure=departure)
    plan = desk.plan(contract)
    if as_json:
        session.out_json(records.compare_record(plan))
    else:
        from tracker.cli import screens

        session.show(screens.compare_table(plan, session.words))


compare = Command(
    "compare", callback=_compare, params=[name_argument(), date_option("--departure"), json_flag()]
)
