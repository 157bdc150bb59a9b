"""Say what matters most of a line that nobody cancels: ported out, kept, or left to lapse."""

from __future__ import annotations

from tracker.cli.screens.parts import command, open_top_up, step_of
from tracker.core.model import Plan
from tracker.core.words import State
from tracker.i18n import Texts


def port_texts(plan: Plan, texts: Texts) -> tuple[str, str, str]:
    """Return when to port and how, the last day for it, and what follows; the first two may be empty."""
    step, port = step_of(plan, "port-out"), plan.porting
    if step is not None and step.state is State.DONE:
        on = step.mark.on if step.mark is not None else None
        return "", "", texts.get("screen.head.ported", day=on or plan.today)
    warning = texts.get("screen.head.switch")
    if step is None or step.due is None or step.latest is None:
        return "", "", warning
    day = texts.date(max(step.due, plan.today))
    if step.due <= plan.today:
        day = texts.get("screen.head.today", day=texts.date(plan.today))
    last = texts.get("screen.head.last-day", day=step.latest)
    charge = ""
    if port is not None and plan.monthly_yen != 0:
        name = "day" if port.by_day else "full" if port.charged_through == port.completes else "further"
        if any(reason.rule in ("proration-unknown", "port-closing-unknown") for reason in step.reasons):
            name = "maybe"
        charge = texts.get(f"screen.body.port-{name}", completes=port.completes, charged=port.charged_through)
    return texts.get("screen.head.port", day=day), last, _together(texts, warning, charge)


def keep_text(plan: Plan, texts: Texts, monthly: str) -> str:
    """Return how long a kept line lives, what that takes until the return, and what it costs."""
    keeping = plan.keeping
    said = [texts.get("screen.head.keep")]
    top_up = open_top_up(plan)
    if keeping is None:
        return said[0]
    if top_up is not None and keeping.until is None:
        tell = command("edit", plan, "--started", texts.get("screen.word.date"))
        said.append(texts.get("screen.head.keep-no-day", command=tell))
    elif top_up is not None:
        said.append(texts.get("screen.head.keep-until", until=keeping.until, over=keeping.ends))
    if keeping.returns is not None and keeping.top_ups is not None:
        name = "keep-lasts" if keeping.top_ups == 0 else "keep-times"
        returns = texts.date(keeping.returns, year=True)
        said.append(texts.get(f"screen.head.{name}", returns=returns, count=keeping.top_ups))
    if plan.monthly_yen != 0:
        said.append(monthly)
        if keeping.yen and keeping.returns is not None:
            back = texts.date(keeping.returns, year=True)
            said.append(texts.get("screen.head.keep-cost", returns=back, yen=keeping.yen))
    return _together(texts, *said)


def lapse_text(plan: Plan, texts: Texts) -> str:
    """Return from when a line without a fee lapses by itself."""
    if plan.expiry is None:
        return texts.get("screen.head.lapse-unknown")
    name = "lapsed" if plan.expiry < plan.today else "lapses"
    return texts.get(f"screen.head.{name}", day=texts.date(plan.expiry, year=True))


def _together(texts: Texts, *sentences: str) -> str:
    """Join sentences as the language does: with a blank in English, without elsewhere."""
    return (" " if texts.lang == "en" else "").join(sentence for sentence in sentences if sentence)
