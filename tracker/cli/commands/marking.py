"""`tracker done`, `undone`, `skip`, `failed`, `move`, `book`: say what happened to a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracker.cli.complete import names_and_steps
from tracker.cli.context import Session, pass_session
from tracker.cli.options import Word, date_option, read_date, read_moment, text_option
from tracker.cli.words import Argument, Command, Option
from tracker.core.model import Channel, Plan, State, Step
from tracker.errors import UsageError
from tracker.service.naming import find_contract, matching

if TYPE_CHECKING:
    from tracker.service.marks import Marked


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
    if items:
        item = items[0]
        title = session.words.render(item.row.title_key, item.row.values)
        session.say(
            "cli.done.next", name=plan.contract.name, number=item.row.number, title=title, day=item.due
        )
    else:
        session.say("cli.done.all", name=plan.contract.name)


def _report(session: Session, key: str, marked: Marked, **values: object) -> None:
    name = marked.after.contract.name
    session.out(session.words.get(key, name=name, steps=titles(session, marked.steps), **values))
    tell_next(session, marked.after)


@pass_session
def _done(
    session: Session, words: tuple[str, ...], on: date | None, ends: date | None, ref: str | None
) -> None:
    from tracker.service.marks import close

    name, (step,) = split_words(session, words, 1)
    day = on or session.today
    marked = close(session.desk(), name, step, state=State.DONE, on=day, ends=ends, ref=ref)
    _report(session, "cli.done.done", marked, day=day)
    cancelled = marked.after.cancellation
    if any(one.kind == "cancel" for one in marked.steps) and cancelled is not None:
        session.say("cli.done.ends", day=cancelled.line_ends)


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


def _simple(act: Callable[[Session, str, str], Marked], key: str) -> Callable[..., None]:
    @pass_session
    def callback(session: Session, words: tuple[str, ...]) -> None:
        name, (step,) = split_words(session, words, 1)
        _report(session, key, act(session, name, step))

    return callback


def _skip_steps(session: Session, name: str, step: str) -> Marked:
    from tracker.service.marks import close

    return close(session.desk(), name, step, state=State.SKIPPED, on=session.today)


def _reopen_steps(session: Session, name: str, step: str) -> Marked:
    from tracker.service.marks import reopen

    return reopen(session.desk(), name, step)


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
    _report(session, "cli.move.done", move_step(session.desk(), name, step, day), day=day)


move = Command("move", callback=_move, params=[_arguments("name-step-date")], section="change")


@pass_session
def _book(session: Session, words: tuple[str, ...], place: str | None) -> None:
    from tracker.service.marks import book as book_step

    name, text = split_tail(session, words)
    at = read_moment(session, text)
    _report(session, "cli.book.done", book_step(session.desk(), name, at, place), at=at)


book = Command(
    "book",
    callback=_book,
    params=[_arguments("name-moment"), text_option("--place", metavar="text")],
    section="change",
)
