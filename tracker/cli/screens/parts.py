"""Word the small parts that every screen is made of: names, dates in columns, states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.cli.width import GLUE, NO_BREAK, clusters, pad, printable
from tracker.core.facts import Carrier
from tracker.core.model import Plan, Row, Step
from tracker.core.words import Holder, Intent, Line, Sim, State
from tracker.export.naming import by_payment, typed_name, without_brackets
from tracker.i18n import Texts
from tracker.i18n.formats import FORMATS, MONTHS
from tracker.service.steps import letters

_QUOTES = {"en": ('"', '"', "'", "'"), "zh": ("「", "」", "『", "』"), "ja": ("「", "」", "『", "』")}
_PLAIN = {"…": "...", "–": "-", "—": "-", "―": "-", "→": "->", "×": "x", "·": "/", "°": " deg"}
_NARROW = str.maketrans("（）", "()")


def sentence(text: str, texts: Texts) -> str:
    """Return a sentence of a carrier file in the language, without marks of ambiguous width."""
    marks: dict[str, str | int | None] = {**dict(zip("“”‘’", _QUOTES[texts.lang], strict=True)), **_PLAIN}
    return printable(texts.note(text)).translate(str.maketrans(marks))


def carrier_name(plan: Plan, texts: Texts) -> str:
    """Return the carrier's name in the language, without what stands behind it in brackets."""
    return without_brackets(full_name(plan.carrier, texts)) or plan.carrier.id


def full_name(carrier: Carrier, texts: Texts) -> str:
    """Return the carrier's name in the language, in English if there is none, else its id."""
    names = dict(carrier.names)
    return names.get(texts.lang) or names.get("en") or carrier.id


def facts(plan: Plan, texts: Texts) -> str:
    """Return what the line is, in a few words: `au, eSIM, card`."""
    contract = plan.contract
    words = [carrier_name(plan, texts)]
    if contract.line is not Line.VOICE:
        words.append(texts.get("screen.fact.data" if contract.line is Line.DATA else "screen.fact.other"))
    if is_prepaid(plan) and contract.line is not Line.OTHER and plan.intent is not Intent.LAPSE:
        words.append(texts.get("screen.fact.prepaid"))
    if contract.sim is not None:
        words.append(texts.get("screen.fact.esim" if contract.sim is Sim.ESIM else "screen.fact.physical"))
    if contract.payment is not None:
        words.append(texts.get(f"screen.fact.{contract.payment.value}"))
    if contract.holder is not Holder.SELF:
        words.append(
            texts.get("screen.fact.holder", holder=texts.get(f"holder.{contract.holder.value}.name"))
        )
    return texts.get("screen.comma").join(words)


def command(verb: str, plan: Plan, *words: str) -> str:
    """Return what to type about a contract, so that no line break falls into it."""
    name = typed_name(printable(plan.contract.name))
    glued = name if name.isascii() else GLUE.join(clusters(name))
    typed = ("tracker", *verb.split(), glued.replace(" ", NO_BREAK), *" ".join(words).split())
    return NO_BREAK.join(typed)


def is_prepaid(plan: Plan) -> bool:
    """Tell whether the line ends by itself: its plan has the step for that."""
    return any(step.kind == "expires" for step in plan.steps)


def is_ended(plan: Plan) -> bool:
    """Tell whether the carrier has ended a lost line for which nothing was done."""
    decide = step_of(plan, "reissue-or-cancel")
    if decide is None or decide.state is not State.MISSED or plan.intent is not Intent.LEAVE:
        return False
    return not is_prepaid(plan) and all(step_of(plan, kind) is None for kind in ("cancel", "hand-back"))


def step_of(plan: Plan, kind: str) -> Step | None:
    """Return the first step of a kind."""
    return next((step for step in plan.steps if step.kind == kind), None)


def open_top_up(plan: Plan) -> Step | None:
    """Return the next top-up of a line that is kept alive."""
    return next((step for step in plan.steps if step.kind == "keep-alive" and step.state is State.OPEN), None)


def still_runs(plan: Plan) -> bool:
    """Tell whether the person has left and the contract is not cancelled."""
    cancel = step_of(plan, "cancel")
    return has_left(plan) and cancel is not None and cancel.state in (State.OPEN, State.MISSED)


def costs_on(plan: Plan) -> bool:
    """Tell whether the person has left and something of the contract goes on costing money."""
    return still_runs(plan) or (has_left(plan) and left_over(plan) is not None)


def has_left(plan: Plan) -> bool:
    """Tell whether the departure has passed."""
    return plan.departure is not None and plan.departure < plan.today


def left_over(plan: Plan) -> Step | None:
    """Return the linked contract that still runs although the line is cancelled."""
    cancel = step_of(plan, "cancel")
    if cancel is None or cancel.state is not State.DONE:
        return None
    linked = (step for step in plan.steps if step.kind == "cancel-membership")
    return next((step for step in linked if step.state in (State.OPEN, State.MISSED)), None)


def value_of(step: Step, name: str, texts: Texts) -> str:
    """Return a value of a step's texts as the language says it, empty where there is none."""
    value = next((value for key, value in step.values if key == name), None)
    return printable(texts.joined([value])) if value is not None else ""


def cell(day: date, texts: Texts, *, months: int = 1, weekday: bool = True, year: bool = False) -> str:
    """Return a day for a column: the figures of all its days stand below each other.

    `months` is the number of digits that months take in the column; `year` says the year of a
    day in another one than that of `texts`.
    """
    pattern = FORMATS[texts.lang]
    text = pattern.day.format(
        d=pad(str(day.day), 2, right=True),
        m=pad(str(day.month), months, right=True),
        month=MONTHS[day.month - 1],
    )
    if year and texts.year not in (None, day.year):
        text = pattern.year.format(day=text, y=day.year)
    if weekday:
        text = pattern.weekday.format(day=text, weekday=texts.weekday(day))
    return text.translate(_NARROW)


def month_digits(days: Iterable[date | None]) -> int:
    """Return how many digits the months of some days take."""
    return max((len(str(day.month)) for day in days if day is not None), default=1)


def span(first: date, last: date, texts: Texts) -> str:
    """Return the months that a span touches: `Mar to Apr`, over a new year `Dec to Jan 2028`."""
    begins, ends = (texts.get(f"screen.month-short.{day.month}") for day in (first, last))
    if (first.year, first.month) == (last.year, last.month):
        return begins
    if first.year != last.year:
        ends = texts.get("screen.cell.month-of-year", month=ends, year=last.year)
    return texts.get("screen.cell.span", first=begins, last=ends)


def month(day: date, texts: Texts) -> str:
    """Return the name of a day's month for a sentence."""
    return texts.get(f"screen.month.{day.month}")


def title(plan: Plan, row: Row, texts: Texts, *, numbered: bool = False, alone: bool = False) -> str:
    """Return what a row asks for.

    `numbered` gives each service of the move row its number (`3a WeChat`); `alone` words the
    row for a list in which the row before it is not in sight. What stands in brackets behind
    the name of a place is left to the head.
    """
    if row.key == "move" and numbered:
        return texts.get(row.title_key, services="  ".join(_services(plan, row, texts)))
    if row.key == "move" and alone:
        return texts.render("row.move.each.title", row.values)
    if row.key == "cancel" and row.due is not None and not alone:
        # The column beside it says the day already.
        short = f"{row.title_key}.short"
        if texts.has(short):
            return texts.get(short)
    values = dict(row.values)
    if values.get("where") is not None:
        values["where"] = without_brackets(texts.joined([values["where"]]))
    return texts.render(by_payment(plan, row.title_key, texts), tuple(values.items()))


def _services(plan: Plan, row: Row, texts: Texts) -> list[str]:
    """Return the services of the row that are still open (all once none is), by number."""
    steps = [step for step in plan.steps if step.key in row.steps and step.kind == "unbind"]
    shown = [step for step in steps if step.state is State.OPEN] or steps
    return [f"{number(plan, row, step)}{NO_BREAK}{service_name(step, texts)}" for step in shown]


def service_name(step: Step, texts: Texts) -> str:
    """Return the name of the service that a step moves."""
    return value_of(step, "service", texts) or step.key


def number(plan: Plan, row: Row, step: Step | None = None) -> str:
    """Return what is typed for a row, or for the step of a service: `3`, `3a`."""
    if step is not None and step.kind == "unbind":
        for service in plan.contract.services:
            if step.key == f"unbind:{service.key}":
                return f"{row.number}{letters(service.letter)}"
    return str(row.number)


def days_apart(day: date, today: date) -> int:
    """Return the days from today to a day."""
    return (day - today).days


def in_days(day: date, today: date, texts: Texts, *, digits: int = 1) -> str:
    """Return how far a day is: `today`, `tomorrow`, `in 4 days`; a past one is `now`."""
    apart = days_apart(day, today)
    if apart < 0:
        return texts.get("screen.cell.now")
    if apart == 0:
        return texts.get("screen.cell.today")
    if apart == 1:
        return texts.get("screen.cell.tomorrow")
    return texts.get("screen.cell.in-days", number=pad(str(apart), digits, right=True))


def row_of(plan: Plan, steps: Iterable[Step]) -> Row | None:
    """Return the row that consists of exactly these steps."""
    keys = {step.key for step in steps}
    return next((row for row in plan.rows if set(row.steps) == keys), None)
