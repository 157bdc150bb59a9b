"""List the contracts, and show all about one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.cli.screens.head import plan_head
from tracker.cli.screens.layout import columns
from tracker.cli.screens.parts import (
    carrier_name,
    cell,
    is_ended,
    is_prepaid,
    left_over,
    month_digits,
    open_top_up,
    sentence,
    step_of,
    title,
)
from tracker.cli.screens.problems import listed
from tracker.cli.screens.questions import answer_lines
from tracker.cli.width import SCREEN, cut, printable, wrap
from tracker.core.contract import Contract
from tracker.core.model import Joined, Plan, Term, TextValue
from tracker.core.words import Intent, Line, Severity, State
from tracker.export.naming import by_payment
from tracker.i18n import Texts


def contract_list(plans: Sequence[Plan], texts: Texts) -> list[str]:
    """Return the contracts, each with its end, its next row and how far it is."""
    if not plans:
        return []
    words = texts.in_year(plans[0].today.year)
    digits = month_digits(_end_day(plan) for plan in plans)
    head = tuple(words.get(f"screen.list.{name}") for name in ("name", "carrier", "end", "progress", "next"))
    rows = [head]
    for plan in plans:
        done = sum(row.state in (State.DONE, State.SKIPPED) for row in plan.rows)
        following = next((row for row in plan.rows if row.state is State.OPEN), None)
        rows.append(
            (
                cut(printable(plan.contract.name), 20),
                carrier_name(plan, words),
                _end(plan, words, digits),
                f"{done}/{len(plan.rows)}",
                f"{following.number}  {title(plan, following, words, alone=True)}"
                if following is not None
                else "",
            )
        )
    return columns(rows)


def _end_day(plan: Plan) -> date | None:
    if is_prepaid(plan):
        return plan.expiry
    left = left_over(plan)
    if left is not None:
        return left.due
    living = step_of(plan, "port-out") or open_top_up(plan)
    if living is not None:
        return living.due if living.state is State.OPEN else None
    return plan.cancellation.request if plan.cancellation is not None else None


def _end(plan: Plan, texts: Texts, digits: int) -> str:
    if plan.contract.archived:
        return texts.get("screen.list.archived")
    cancel = step_of(plan, "cancel")
    day = _end_day(plan)
    if plan.intent in (Intent.SWITCH, Intent.KEEP):
        return texts.get(f"screen.list.{plan.intent.value}", day=day)
    left = left_over(plan)
    if left is None and cancel is not None and cancel.state is State.DONE:
        return texts.get("screen.list.cancelled")
    if day is not None and is_prepaid(plan):
        return texts.get("screen.list.ends", day=day)
    if is_ended(plan):
        return texts.get("screen.list.ended")
    if day is not None:
        return cell(day, texts, months=digits, year=True)
    return texts.get("screen.list.now") if cancel is not None else texts.get("screen.cell.none")


def contract_show(plan: Plan, texts: Texts) -> list[str]:
    """Return all that is recorded of a contract, and what follows from it."""
    words = texts.in_year(plan.today.year)
    rows = [(words.get(f"screen.show.{name}"), _value(name, value, words)) for name, value in _recorded(plan)]
    lines = [*plan_head(plan, words), "", *columns(rows, indent=2)]
    lines += _derived(plan, words)
    problems = listed(plan, words, (Severity.BLOCKING, Severity.WARNING, Severity.NOTE))
    if problems:
        lines += ["", *problems]
    return [*lines, *_questions(plan, words)]


def _recorded(plan: Plan) -> list[tuple[str, TextValue]]:
    """Return the fields that have a value; those that would change the plan and are unknown say so."""
    contract, person = plan.contract, plan.contract.person
    fields: list[tuple[str, TextValue]] = [
        ("recorded", contract.recorded),
        ("signed", contract.signed),
        ("started", contract.started),
        ("plan", contract.plan),
        ("fee", contract.fee_yen),
        ("debit-day", contract.debit_day),
        ("notice", contract.notice_days),
        ("needed-until", contract.needed_until),
        ("device-balance", contract.device_balance),
        ("device-until", contract.device_until),
        ("deposit", contract.deposit),
        ("owed", contract.owed),
        ("balance", contract.balance),
        ("number", _last_digits(contract)),
        ("residence-card", person.residence_card_until),
        ("passport", person.passport_until),
        ("account-closes", person.account_closes),
        ("card-expires", person.card_expires),
        ("returns", person.returns),
        ("intent", contract.intent.value if contract.intent is not Intent.LEAVE else None),
        ("roles", ",".join(contract.roles) or None),
        ("shares", _names(contract, main=True)),
        ("sharers", _names(contract, main=False)),
        ("lost", contract.lost),
        ("note", contract.note),
    ]
    shown: list[tuple[str, TextValue]] = [(name, value) for name, value in fields if value is not None]
    if step_of(plan, "cancel") is not None:
        closing: TextValue = None if plan.closing_choices else plan.closing_day
        shown.insert(1, ("closing", closing))
        unknown = {"sim": contract.sim, "payment": contract.payment, "fee": contract.fee_yen}
        if contract.line is Line.OTHER:
            del unknown["sim"]
        shown += [(name, None) for name, value in unknown.items() if value is None]
    return shown


def _names(contract: Contract, *, main: bool) -> TextValue:
    """Return the main SIM on the same contract, or the additional ones."""
    names = tuple(other.name for other in contract.beside if other.main is main)
    return Joined(names) if names else None


def _last_digits(contract: Contract) -> str | None:
    """Return the number without all but its last two digits."""
    return f"..{contract.number[-2:]}" if contract.number is not None else None


def _value(name: str, value: TextValue, texts: Texts) -> str:
    if value is None:
        return texts.get("value.unknown.name")
    if isinstance(value, int) and name in {"closing", "debit-day"}:
        return texts.closing(value)
    if isinstance(value, int) and name in {"fee", "device-balance", "deposit", "owed", "balance"}:
        return texts.money(value)
    if name == "notice":
        return texts.get("screen.show.notice.days", count=value)
    if isinstance(value, date):
        return texts.date(value, year=True)
    if name == "intent":
        return texts.get(f"screen.intent.{value}")
    if isinstance(value, Joined):
        return printable(texts.joined(value.items))
    if name == "roles":
        roles = str(value).split(",")
        return texts.joined([Term(f"term.blocked.{role}") for role in roles])
    return printable(str(value))


def _derived(plan: Plan, texts: Texts) -> list[str]:
    rows: list[tuple[str, str]] = []
    window = plan.cancellation
    if window is not None:
        for name, day in (
            ("opens", window.opens),
            ("request", window.request),
            ("closes", window.closes),
            ("line-ends", window.line_ends),
            ("charged", window.charged_through),
        ):
            rows.append((texts.get(f"screen.show.{name}"), texts.date(day, year=True)))
    if plan.porting is not None:
        rows.append((texts.get("screen.show.port-closes"), texts.date(plan.porting.closes, year=True)))
        charged = texts.date(plan.porting.charged_through, year=True)
        rows.append((texts.get("screen.show.charged"), charged))
    if plan.keeping is not None and plan.keeping.until is not None:
        rows.append((texts.get("screen.show.alive"), texts.date(plan.keeping.until, year=True)))
    if plan.gate is not None and plan.contract.line is Line.VOICE:
        rows.append((texts.get("screen.show.gate"), texts.date(plan.gate, year=True)))
    if plan.keep_payment_until is not None:
        note = texts.get("screen.cell.estimate") if plan.keep_estimate else ""
        keep = texts.date(plan.keep_payment_until, year=True)
        rows.append((texts.get(by_payment(plan, "screen.show.keep", texts)), f"{keep} {note}".rstrip()))
    return ["", *columns(rows, indent=2)] if rows else []


def _questions(plan: Plan, texts: Texts) -> list[str]:
    if not plan.questions:
        return []
    lines = ["", texts.get("screen.show.questions")]
    for question in plan.questions:
        lines += wrap(sentence(question, texts), SCREEN, first="  - ")
        lines += answer_lines(plan, question, texts)
    return lines
