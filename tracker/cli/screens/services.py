"""Show what is bound to a number, and what can be."""

from __future__ import annotations

from tracker.cli.screens.layout import columns
from tracker.cli.screens.parts import cell, command, month_digits, number
from tracker.cli.width import printable, wrap
from tracker.core.catalogue import Policy, ServiceRule
from tracker.core.contract import BoundService
from tracker.core.model import Plan, Step
from tracker.core.words import State
from tracker.i18n import Texts
from tracker.service.steps import letters


def services_table(plan: Plan, policy: Policy, texts: Texts) -> list[str]:
    """Return the services bound to the number: what is typed, by when, how each is moved."""
    words = texts.in_year(plan.today.year)
    if not plan.contract.services:
        key = "none" if plan.contract.services_listed else "unlisted"
        return wrap(words.get(f"screen.services.{key}", command=command("services add", plan, "wechat,line")))
    rules = {rule.key: rule for rule in policy.services}
    steps = {step.key: step for step in plan.steps}
    bound = [(one, steps.get(f"unbind:{one.key}")) for one in plan.contract.services]
    digits = month_digits(day for _, step in bound if step for day in (step.due, step.latest))
    head = ("#", *(words.get(f"screen.services.{column}") for column in ("by", "last", "service", "how")))
    rows = [head]
    for one, step in bound:
        rows.append(
            (
                _number(plan, one, step),
                _due(step, words, digits),
                _latest(step, words, digits),
                _name(one, rules.get(one.key), words),
                _how(one, rules.get(one.key), words),
            )
        )
    hints = [line for one, step in bound for line in _hint(one, rules.get(one.key), step, words)]
    return [
        *columns(rows, right={0}),
        "",
        *([*hints, ""] if hints else []),
        *wrap(words.get("screen.services.hint", command=command("services done", plan, "3a"))),
    ]


def _hint(one: BoundService, rule: ServiceRule | None, step: Step | None, texts: Texts) -> list[str]:
    """Return what to mind when an open service is moved."""
    if rule is None or not rule.hint or step is None or step.state is not State.OPEN:
        return []
    hint = texts.get(f"service.{rule.key}.hint")
    return wrap(texts.get("screen.fact.pair", key=_name(one, rule, texts), value=hint))


def _number(plan: Plan, one: BoundService, step: Step | None) -> str:
    row = next((row for row in plan.rows if step is not None and step.key in row.steps), None)
    return number(plan, row, step) if row is not None else letters(one.letter)


def _due(step: Step | None, texts: Texts, digits: int) -> str:
    if step is None or step.due is None:
        return texts.get("screen.cell.none")
    if step.state is not State.OPEN:
        return texts.get(f"screen.state.{step.state.value}")
    return texts.get("screen.cell.now") if step.late else cell(step.due, texts, months=digits, year=True)


def _latest(step: Step | None, texts: Texts, digits: int) -> str:
    if step is None or step.latest is None or step.state is not State.OPEN:
        return texts.get("screen.cell.none")
    return cell(step.latest, texts, months=digits, year=True)


def _name(one: BoundService, rule: ServiceRule | None, texts: Texts) -> str:
    if one.label is not None:
        return printable(one.label)
    return _rule_name(rule, texts) if rule is not None else one.key


def _rule_name(rule: ServiceRule, texts: Texts) -> str:
    names = dict(rule.names)
    return names.get(texts.lang) or names.get("en") or rule.key


def _how(one: BoundService, rule: ServiceRule | None, texts: Texts) -> str:
    moving = one.moving or (rule.moving if rule is not None else None)
    lead = one.lead_days if one.lead_days is not None else rule.lead_days if rule is not None else None
    parts = [texts.get(f"screen.moving.{moving}")] if moving is not None else []
    if lead:
        parts.append(texts.get("screen.services.lead", days=lead))
    return texts.get("screen.comma").join(parts)


def services_catalogue(policy: Policy, texts: Texts) -> list[str]:
    """Return the services that can be bound, by category: what is typed, the name, how it is moved."""
    lines: list[str] = []
    for category in dict.fromkeys(rule.category for rule in policy.services):
        rows = [
            (rule.key, _rule_name(rule, texts), texts.get(f"screen.moving.{rule.moving}"))
            for rule in policy.services
            if rule.category == category
        ]
        heading = texts.get(f"screen.category.{category}")
        lines += [*([""] if lines else []), heading, *columns(rows, indent=2, least=(18, 24))]
    return [*lines, "", *wrap(texts.get("screen.services.own"))]
