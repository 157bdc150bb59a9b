"""`tracker done`, `undone`, `skip`, `failed`, `move`, `book`: say what happened to a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracker.cli.complete import names_and_steps
from tracker.cli.context import Session, pass_session
from tracker.cli.options import Word, date_option, read_date, read_moment, text_option
from tracker.cli.width import wrap
from tracker.cli.words import Argument, Command, Option
from tracker.core.model import Plan, Step
from tracker.core.words import Channel, State
from tracker.errors import NotFoundError, UsageError
from tracker.export.naming import typed_name
from tracker.service.bound import split_list
from tracker.service.naming import find_contract, matching

if TYPE_CHECKING:
    from tracker.service.marks import Marked
    from tracker.service.upcoming import Item


def split_words(session: Session, words: Sequence[str], count: int) -> tuple[str, tuple[str, ...]]:
    """Return the name of the contract and the other words, of which there have to be `count`.

    The name may be left out while there is one line. Raises UsageError when there are too many or too few.
    """
    store = session.desk().store
    if len(words) == count + 1:
        return find_contract(store, words[0]).name, tuple(words[1:])
    if len(words) != count:
        raise UsageError("error.cli.words", count=len(words))
    return find_contract(store, None).name, tuple(words)


def split_steps(session: Session, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the name of the contract and the steps: several words, comma lists, or both.

    The name may be left out while there is one line.
    """
    desk = session.desk()
    is_named = len(words) > 1 and not _begins_with_step(session, words[0])
    name = find_contract(desk.store, words[0] if is_named else None).name
    rest = tuple(words[1:] if is_named else words)
    return name, split_list(rest) or rest


def _begins_with_step(session: Session, word: str) -> bool:
    """Tell whether the first of several words is a step of the only line, and no name of a line."""
    from tracker.service.steps import find_steps

    desk = session.desk()
    names = desk.store.names()
    if len(names) != 1 or matching(word, names):
        return False
    plan = desk.plan(desk.store.get(names[0]))
    try:
        for text in split_list([word]):
            find_steps(plan, text)
    except (NotFoundError, UsageError):
        return False
    return True


def split_tail(session: Session, words: Sequence[str]) -> tuple[str, str]:
    """Return the name of the contract and all other words as one text: a moment has blanks."""
    store = session.desk().store
    if len(words) > 1 and matching(words[0], store.names()):
        return find_contract(store, words[0]).name, " ".join(words[1:])
    return find_contract(store, None).name, " ".join(words)


def _arguments(metavar: str) -> Argument:
    return Argument(
        ["words"], nargs=-1, required=True, metavar=f"value:{metavar}", shell_complete=names_and_steps
    )


def titles(session: Session, steps: Sequence[Step]) -> str:
    """Return the titles of steps as a list."""
    return session.texts.joined([session.words.render(step.title_key, step.values) for step in steps])


def tell_next(session: Session, plan: Plan) -> None:
    """Say what comes next in a plan."""
    from tracker.service.upcoming import upcoming

    items = upcoming([plan])
    item = next((one for one in items if not _overtaken(one)), None)
    if item is not None:
        title = session.words.render(item.row.title_key, item.row.values)
        key = "cli.done.next-late" if item.due < plan.today else "cli.done.next"
        session.say(key, name=plan.contract.name, number=item.row.number, title=title, day=item.due)
    else:
        session.say("cli.done.all", name=plan.contract.name)


def _overtaken(item: Item) -> bool:
    """Tell whether a late row was to prepare a cancellation that is done."""
    steps = {step.key: step for step in item.plan.steps}
    cancel = steps.get("cancel")
    if cancel is None or cancel.state is not State.DONE or not item.row.late:
        return False
    return all(steps[key].order < cancel.order for key in item.row.steps if key in steps)


def report(session: Session, key: str, marked: Marked, **values: object) -> None:
    """Say what was marked, and what comes next."""
    name = marked.after.contract.name
    text = session.words.get(key, name=name, steps=titles(session, marked.steps), **values)
    if session.screen:
        session.show(wrap(text))
    else:
        session.out(text)
    _tell_shared(session, key, marked)
    if key == "cli.done.done":
        _tell_esim_only(session, marked)
    tell_next(session, marked.after)


def _tell_esim_only(session: Session, marked: Marked) -> None:
    """Say that a line still runs whose profile was deleted before the cancellation."""
    steps = {step.key: step for step in marked.after.steps}
    cancel = steps.get("cancel")
    if cancel is None or cancel.state is State.DONE:
        return
    if any(step.kind == "delete-esim-profile" for step in marked.steps):
        number = next(row.number for row in marked.after.rows if cancel.key in row.steps)
        session.say("cli.done.esim-only", name=marked.after.contract.name, number=number)


def _tell_shared(session: Session, key: str, marked: Marked) -> None:
    """Say what other lines share with what was marked, and how to take it back there."""
    also = f"{key.rpartition('.')[0]}.also"
    if marked.also:
        lines = [f"{part.name} {part.number}" for part in marked.also]
        command = f"tracker undone {typed_name(marked.also[0].name)} {marked.also[0].number}"
        session.say(also, lines=lines, command=command)
    if marked.visit and key == "cli.book.done":
        session.say(also, names=[part.name for part in marked.visit])
    elif marked.visit and key == "cli.done.done":
        for part in marked.visit:
            command = f"tracker done {typed_name(part.name)} {part.number}"
            session.say("cli.done.visit", name=part.name, command=command)


@pass_session
def _done(
    session: Session, words: tuple[str, ...], on: date | None, ends: date | None, ref: str | None
) -> None:
    from tracker.service.marks import close

    name, steps = split_steps(session, words)
    day = on or session.today
    marked = close(session.desk(), name, steps, state=State.DONE, on=day, ends=ends, ref=ref)
    report(session, "cli.done.done", marked, day=day)
    cancelled = marked.after.cancellation
    if any(one.kind == "cancel" for one in marked.steps) and cancelled is not None:
        session.say("cli.done.ends", day=cancelled.line_ends)
        _tell_memberships(session, marked.after)


def _tell_memberships(session: Session, plan: Plan) -> None:
    """Say which contracts beside the cancelled line still cost money."""
    for step in plan.steps:
        if step.kind == "cancel-membership" and step.state in (State.OPEN, State.MISSED):
            header = "linked." + step.key.removeprefix("cancel:")
            yen = next(
                (
                    fact.value
                    for fact in plan.carrier.facts
                    if (fact.header, fact.key) == (header, "yen_month")
                ),
                None,
            )
            membership = dict(step.values).get("membership")
            name = plan.contract.name
            session.say("cli.done.membership", membership=membership, yen=yen, name=name, step=step.key)


done = Command(
    "done",
    callback=_done,
    params=[
        _arguments("name-step"),
        date_option("--on", past=True),
        date_option("--ends"),
        text_option("--ref", metavar="text"),
    ],
)


def _simple(act: Callable[[Session, str, Sequence[str]], Marked], key: str) -> Callable[..., None]:
    @pass_session
    def callback(session: Session, words: tuple[str, ...]) -> None:
        name, steps = split_steps(session, words)
        report(session, key, act(session, name, steps))

    return callback


def _skip_steps(session: Session, name: str, steps: Sequence[str]) -> Marked:
    from tracker.service.marks import close

    return close(session.desk(), name, steps, state=State.SKIPPED, on=session.today)


def _reopen_steps(session: Session, name: str, steps: Sequence[str]) -> Marked:
    from tracker.service.marks import reopen

    return reopen(session.desk(), name, steps)


skip = Command(
    "skip", callback=_simple(_skip_steps, "cli.skip.done"), params=[_arguments("name-step")], section="change"
)
undone = Command(
    "undone",
    callback=_simple(_reopen_steps, "cli.undone.done"),
    params=[_arguments("name-step")],
    section="change",
)


@pass_session
def _failed(
    session: Session, words: tuple[str, ...], why: str | None, channel: Channel | None, on: date | None
) -> None:
    from tracker.service.marks import fail

    name, (step,) = split_words(session, words, 1)
    failed = fail(session.desk(), name, step, on=on or session.today, why=why, channel=channel)
    session.out(session.words.get("cli.failed.done", name=name, steps=titles(session, [failed.step])))
    again = next((one for one in failed.after.steps if one.key == failed.step.key), None)
    if again is not None and again.due is not None:
        title = session.words.render(again.title_key, again.values)
        day = max(again.due, session.today)
        session.out(session.words.get("cli.failed.again", title=title, day=day, last=again.latest))


failed = Command(
    "failed",
    callback=_failed,
    params=[
        _arguments("name-step"),
        text_option("--why", metavar="text"),
        Option(["--channel"], type=Word("channel", Channel)),
        date_option("--on", past=True),
    ],
    section="change",
)


@pass_session
def _move(session: Session, words: tuple[str, ...]) -> None:
    from tracker.service.marks import move as move_step

    if len(words) < 2:
        raise UsageError("error.cli.words", count=len(words))
    names = session.desk().store.names()
    has_name = len(words) > 2 and bool(matching(words[0], names))
    name = find_contract(session.desk().store, words[0] if has_name else None).name
    step, *rest = words[1:] if has_name else words
    day = read_date(session, " ".join(rest))
    report(session, "cli.move.done", move_step(session.desk(), name, step, day), day=day)


move = Command("move", callback=_move, params=[_arguments("name-step-date")], section="change")


@pass_session
def _book(session: Session, words: tuple[str, ...], place: str | None) -> None:
    from tracker.service.marks import book as book_step

    name, text = split_tail(session, words)
    at = read_moment(session, text)
    report(session, "cli.book.done", book_step(session.desk(), name, at, place), at=at)


book = Command(
    "book",
    callback=_book,
    params=[_arguments("name-moment"), text_option("--place", metavar="text")],
    section="change",
)
