"""Say why bills and debits are expected on their days, and until when one has to be able to pay."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter

from tracker.core.charges import ESTIMATE_DAYS, Debit
from tracker.core.dates import date_of
from tracker.core.model import Reason, Term, TextValue
from tracker.core.outlook import Outlook
from tracker.core.saying import said, tool, yours
from tracker.core.words import Payment

_nominal = itemgetter(Debit._fields.index("nominal"))


def bill_reasons(view: Outlook, kind: str, debit: Debit | None) -> list[Reason]:
    """Return why a bill, debit or refund is expected on its day; `kind` is that of its step."""
    if kind == "request-refund":
        fact = view.rules.fact("deposit", "months")
        return [said("deposit", fact)] if fact is not None else []
    found = _debit_reasons(debit, "statement" if kind == "final-bill" else "charge") if debit else []
    if view.contract.payment is None:
        found.append(tool("payment-unknown"))
    return found


def last_debit_reasons(view: Outlook) -> tuple[Reason, ...]:
    """Return why a means of payment has to live until then."""
    owed = view.payments
    assert owed is not None  # noqa: S101 - this row is made for lines that cancel and pay
    found = _debit_reasons(max(owed.debits, key=_nominal), "charge")
    if view.contract.payment is None:
        found.append(tool("payment-unknown"))
    if owed.card_cycle and view.contract.payment in _CARDS:
        found.append(tool("card-cycle"))
    if owed.merged is not None:
        found.append(said("small-bill", owed.merged))
    found.append(tool("keep-until", ("day", date_of(owed.keep))) if owed.keep else tool("keep-unknown"))
    return tuple(found)


_CARDS = (None, Payment.CARD)


def _debit_reasons(debit: Debit, name: str) -> list[Reason]:
    """Return why a bill or debit is expected on its day; `name` is that of a charge by the carrier's rule."""
    found: list[Reason] = []
    if debit.fact is not None:
        found.append(said(name, debit.fact, _item(debit.item), ("day", date_of(debit.nominal))))
    elif debit.item == "device":
        found.append(yours("charge-yours", _item(debit.item), ("day", date_of(debit.nominal))))
    else:
        found.append(tool("charge-unknown", ("days", ESTIMATE_DAYS)))
    if debit.or_later:
        found.append(tool("or-later"))
    if debit.due != debit.nominal:
        found.append(
            tool("roll-forward", ("from_day", date_of(debit.nominal)), ("to_day", date_of(debit.due)))
        )
    return found


@lru_cache(maxsize=16)
def _item(name: str) -> tuple[str, TextValue]:
    return "item", Term(f"item.{name}.name")
