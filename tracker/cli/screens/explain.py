"""Answer why a date is as it is, from which pages, and what nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from tracker.cli.screens.desk import reach
from tracker.cli.screens.parts import carrier_name, has_left, row_of, sentence, title
from tracker.cli.screens.questions import answer_lines
from tracker.cli.width import SCREEN, pad, printable, width, wrap
from tracker.core.facts import Remark, Source
from tracker.core.model import Detail, Joined, Plan, Reason, Row, Step
from tracker.core.words import Basis, State
from tracker.export.desk import find_desk
from tracker.i18n import Texts

_TEXT = 54
"""Columns of what is said; how it is known stands to the right of it."""

_EARLIER = ("proration-", "cheaper-", "charged", "min-term")
_ABROAD = ("from-abroad-",)
_ASKED = ("effect", "cutoff", "proration", "closing", "confirmation", "return")
"""Headers whose weak findings are to be asked about."""


class _Pages:
    """Number the sources in the order in which they are first named."""

    def __init__(self) -> None:
        """Start without any."""
        self.sources: list[Source] = []

    def refs(self, sources: Iterable[Source]) -> str:
        """Return the numbers of some sources: `[1][2]`."""
        numbers = []
        for source in sources:
            if source not in self.sources:
                self.sources.append(source)
            numbers.append(self.sources.index(source) + 1)
        return "".join(f"[{number}]" for number in numbers)


def explain(plan: Plan, steps: Sequence[Step], texts: Texts) -> list[str]:
    """Return why the dates of some steps, all of one row or one alone, are as they are."""
    words = texts.in_year(plan.today.year)
    pages = _Pages()
    row = row_of(plan, steps)
    cancel = next((step for step in steps if step.kind == "cancel"), None)
    lines: list[str] = []
    if cancel is not None:
        lines += _title(plan, row, cancel, words)
        lines += _cancel(plan, cancel, words, pages)
        steps = [step for step in steps if step is not cancel]
    said: Sequence[Reason] = cancel.reasons if cancel is not None else ()
    for step in steps:
        lines += [""] if lines else []
        lines += _title(plan, None, step, words)
        if step.reasons and step.reasons != said and step.state in (State.OPEN, State.MISSED):
            lines += ["", _why(step.due, words), *_lines_of(step.reasons, plan, words, pages)]
            said = step.reasons
        lines += _how(step, words)
    return [*lines, *_sources(pages, words)]


def _title(plan: Plan, row: Row | None, step: Step, texts: Texts) -> list[str]:
    name = printable(plan.contract.name)
    if row is not None:
        what = title(plan, row, texts, alone=True)
    else:
        what = texts.render(step.title_key, step.values)
    head = texts.get("screen.explain.title", what=what, name=name)
    if step.due is None:
        return wrap(head)
    if step.state is not State.OPEN:
        state = texts.get(f"screen.state.{step.state.value}")
        on = step.mark.on if step.mark is not None else None
        key = "state" if on is None else "done"
        return wrap(texts.get(f"screen.explain.{key}", head=head, state=state, day=on))
    due = texts.date(step.due, year=True)
    if step.latest is None:
        return wrap(texts.get("screen.explain.due", head=head, due=due))
    return wrap(
        texts.get("screen.explain.due-last", head=head, due=due, last=texts.date(step.latest, year=True))
    )


def _why(due: date | None, texts: Texts) -> str:
    return (
        texts.get("screen.explain.why", day=texts.date(due))
        if due is not None
        else texts.get("screen.explain.why-it")
    )


# --- the cancellation ---------------------------------------------------------------


def _cancel(plan: Plan, step: Step, texts: Texts, pages: _Pages) -> list[str]:
    earlier = [reason for reason in step.reasons if reason.rule.startswith(_EARLIER)]
    abroad = [reason for reason in step.reasons if reason.rule.startswith(_ABROAD)]
    why = [reason for reason in step.reasons if reason not in earlier and reason not in abroad]
    lines = ["", _why(step.due, texts), *_lines_of(why, plan, texts, pages)]
    same = _same_price(plan, step)
    if earlier:
        lines += [
            texts.get("screen.explain.why-not-earlier"),
            *_lines_of([*earlier, *same], plan, texts, pages),
        ]
    if abroad:
        lines += [texts.get("screen.explain.why-not-abroad"), *_lines_of(abroad, plan, texts, pages)]
        for remark in _remarks(plan, check=False, about=(_channel_header(plan),)):
            lines += _said(sentence(remark.text, texts), remark.basis, remark.sources, plan, texts, pages)
    return [*lines, *_unknown(plan, step, texts), *_how(step, texts)]


def _same_price(plan: Plan, step: Step) -> list[Reason]:
    """Return the reason that no earlier day is cheaper, where the last period is charged in full anyway."""
    window = plan.cancellation
    rules = {reason.rule for reason in step.reasons}
    if window is None or not window.ends_line or rules & {"proration-daily", "cheaper-not"}:
        return []
    values = (("day", window.closes),)
    return [Reason("reason.cheaper-not.text", values, "cheaper-not", Basis.TOOL)]


def _channel_header(plan: Plan) -> str:
    window = plan.cancellation
    return f"channel.{window.channel.value}" if window is not None and window.channel is not None else ""


def _remarks(plan: Plan, *, check: bool, about: Sequence[str]) -> list[Remark]:
    return [remark for remark in plan.carrier.remarks if remark.check is check and remark.about in about]


def _unknown(plan: Plan, step: Step, texts: Texts) -> list[str]:
    """Return what is not known and could be asked."""
    asked: list[str] = []
    for problem in plan.problems:
        if problem.code == "rule-unknown":
            what = dict(problem.values)["what"]
            asked += [texts.joined([one]) for one in (what.items if isinstance(what, Joined) else (what,))]
    asked += [
        sentence(remark.text, texts)
        for remark in _remarks(plan, check=True, about=(*_ASKED, _channel_header(plan)))
    ]
    if step.state is not State.OPEN:
        return []
    lines = _only_you(plan, texts)
    if not asked:
        return lines
    carrier = carrier_name(plan, texts)
    desk = find_desk(plan.carrier, texts.lang, abroad=has_left(plan))
    where = reach(desk, texts, language=True, brief=True) if desk is not None else None
    lines += wrap(texts.get("screen.explain.unknown", carrier=carrier, reach=where))
    for one in asked:
        lines += wrap(one, SCREEN, first="  - ")
    return lines


def _only_you(plan: Plan, texts: Texts) -> list[str]:
    """Return the questions that only the person can answer."""
    lines = [texts.get("screen.explain.only-you")] if plan.questions else []
    for question in plan.questions:
        lines += wrap(sentence(question, texts), SCREEN, first="  - ")
        lines += answer_lines(plan, question, texts)
    return lines


# --- reasons ------------------------------------------------------------------------


def _lines_of(reasons: Iterable[Reason], plan: Plan, texts: Texts, pages: _Pages) -> list[str]:
    lines: list[str] = []
    for reason in reasons:
        text = texts.render(reason.text_key, reason.values)
        basis = None if reason.rule.endswith("-unknown") else reason.basis
        lines += _said(text, basis, reason.sources, plan, texts, pages)
        if reason.conflict is not None:
            against = texts.get("screen.explain.against", text=sentence(reason.conflict, texts))
            lines += wrap(against, _TEXT, first="    ")
    return lines


def _said(
    text: str,
    basis: Basis | None,
    sources: Sequence[Source],
    plan: Plan,
    texts: Texts,
    pages: _Pages,
) -> list[str]:
    """Return a sentence, and to the right of its end how it is known."""
    left = wrap(text, _TEXT, first="  ")
    known = _known(basis, plan, texts)
    refs = pages.refs(sources)
    right = wrap(f"{known} {refs}".strip(), SCREEN - _TEXT - 2)
    blank = [""] * (len(left) - 1)
    beside = [*blank, *right]
    left += [""] * (len(beside) - len(left))
    return [(pad(one, _TEXT + 2) + other).rstrip() for one, other in zip(left, beside, strict=True)]


def _known(basis: Basis | None, plan: Plan, texts: Texts) -> str:
    if basis is None:
        return ""
    if basis is Basis.OFFICIAL:
        carrier = carrier_name(plan, texts)
        return texts.get("screen.basis.official", carrier=carrier if width(carrier) <= 12 else None)
    if basis is Basis.USER:
        return texts.get("screen.basis.user", day=texts.date(plan.contract.recorded, weekday=False))
    return texts.get(f"screen.basis.{basis.value}")


def _how(step: Step, texts: Texts) -> list[str]:
    """Return how an open step is done; what is only reported says so."""
    if step.state not in (State.OPEN, State.MISSED):
        return []
    first = [detail for detail in step.details if detail.role == "before"]
    then = [detail for detail in step.details if detail.role != "before"]
    lines: list[str] = []
    if first:
        lines += ["", texts.get("screen.explain.before"), *_listed(first, texts)]
    text = wrap(texts.render(step.text_key, step.values), SCREEN, first="  ")
    hints = _listed(then, texts)
    # What a service needs beforehand is read beforehand.
    how = [*hints, *text] if step.kind == "unbind" else [*text, *hints]
    return [*lines, "", texts.get("screen.explain.how"), *how]


def _listed(details: Iterable[Detail], texts: Texts) -> list[str]:
    lines: list[str] = []
    for detail in details:
        text = texts.render(detail.text_key, detail.values)
        if detail.basis in (Basis.REPORTED, Basis.SINGLE):
            text = texts.get("screen.explain.reported", text=text)
        lines += wrap(text, SCREEN, first="  - ")
    return lines


# --- sources ------------------------------------------------------------------------


def _sources(pages: _Pages, texts: Texts) -> list[str]:
    if not pages.sources:
        return []
    return ["", *sources_lines(pages.sources, texts)]


def sources_lines(sources: Sequence[Source], texts: Texts) -> list[str]:
    """Return numbered sources with the date of the page and the day it was read.

    An address stands whole on a line wherever it fits one.
    """
    entries = [
        (f"[{place}]", page_name(source, texts), stamp(source, texts))
        for place, source in enumerate(sources, 1)
    ]
    numbers = max(width(number) for number, _, _ in entries)
    stamps = max(width(read) for _, _, read in entries)
    room = SCREEN - numbers - 1 - 2 - stamps
    column = max((width(page) for _, page, _ in entries if width(page) <= room), default=0)
    lines: list[str] = []
    for number, page, read in entries:
        lead = pad(number, numbers) + " "
        if width(page) <= room:
            lines.append(lead + pad(page, column) + "  " + read)
        else:
            lines += wrap(page, SCREEN, first=lead)
            lines.append(" " * width(lead) + read)
    return lines


def page_name(source: Source, texts: Texts) -> str:
    """Return the address of a page without its scheme, else what is noted about it."""
    if source.url is None:
        return sentence(source.note, texts) if source.note else texts.get(f"screen.source.{source.kind}")
    return printable(re.sub(r"^https?://(?:www\.)?", "", source.url)).rstrip("/")


def stamp(source: Source, texts: Texts) -> str:
    """Return the page's own date and the day it was read."""
    read = texts.date(source.read, year=True, weekday=False)
    if source.page is None:
        return texts.get("screen.source.undated", read=read)
    return texts.get("screen.source.dated", page=_page_date(source.page, texts), read=read)


def _page_date(page: str, texts: Texts) -> str:
    try:
        return texts.date(date.fromisoformat(page), year=True, weekday=False)
    except ValueError:
        return page
