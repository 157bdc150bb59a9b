"""`tracker services`: what is bound to the number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from tracker.cli import records
from tracker.cli.commands.marking import report, tell_next
from tracker.cli.complete import contract_names
from tracker.cli.context import Session, pass_session
from tracker.cli.options import date_option, json_flag, name_argument, read_days, text_option
from tracker.cli.words import Argument, Command, Group, Option
from tracker.core.words import State
from tracker.errors import NotFoundError, UsageError
from tracker.service.bound import bound_keys, split_list, wanted
from tracker.service.naming import find_contract, matching

MOVING = ("app", "sms", "counter", "counter-abroad")
"""What moving a service to another number can take, as in the catalogue."""


def _split(session: Session, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the name of the contract and the services; the name may be left out while there is one line."""
    store = session.desk().store
    names = store.names(archived=False)
    named = len(words) > 1 and bool(matching(words[0], names))
    if named and len(names) == 1 and _is_service(words[0], names):
        named = False
    contract = find_contract(store, words[0] if named else None)
    services = split_list(words[1:] if named else words)
    if not services:
        raise UsageError("error.bound.none-given")
    return contract.name, services


def _is_service(word: str, names: Sequence[str]) -> bool:
    """Tell whether a word that may also be the beginning of a name is a service."""
    if word in names:
        return False
    try:
        wanted(split_list([word]))
    except NotFoundError:
        return False
    return True


def _words() -> Argument:
    return Argument(
        ["words"], nargs=-1, required=True, metavar="value:name-services", shell_complete=contract_names
    )


@pass_session
def _list(session: Session, name: str | None, as_json: bool) -> None:
    desk = session.desk()
    plan = desk.plan(find_contract(desk.store, name))
    if as_json:
        session.out_json(records.services_record(plan, desk.policy))
    else:
        from tracker.cli import screens

        session.show(screens.services_table(plan, desk.policy, session.words))


@pass_session
def _add(session: Session, words: tuple[str, ...], moving: str | None, lead_days: int | None) -> None:
    from tracker.service.bound import add

    name, services = _split(session, words)
    plan = add(session.desk(), name, services, moving=moving, lead_days=lead_days)
    session.out(session.words.get("cli.services.added", name=name, count=len(plan.contract.services)))
    tell_next(session, plan)


@pass_session
def _remove(session: Session, words: tuple[str, ...]) -> None:
    from tracker.service.bound import remove

    name, services = _split(session, words)
    plan = remove(session.desk(), name, services)
    session.out(session.words.get("cli.services.removed", name=name, count=len(plan.contract.services)))


@pass_session
def _done(session: Session, words: tuple[str, ...], on: date | None) -> None:
    from tracker.service.marks import close

    desk = session.desk()
    name, services = _split(session, words)
    keys = bound_keys(desk.store.get(name), services)
    day = on or session.today
    marked = close(desk, name, [f"unbind:{key}" for key in keys], state=State.DONE, on=day)
    report(session, "cli.done.done", marked, day=day)


@pass_session
def _catalogue(session: Session, as_json: bool) -> None:
    from tracker.carriers import load_policy

    if as_json:
        session.out_json(records.catalogue_record(load_policy()))
        return
    from tracker.cli import screens

    session.show(screens.services_catalogue(load_policy(), session.words))


services = Group("services", section="daily")
for _command in (
    Command("list", callback=_list, params=[name_argument(), json_flag()]),
    Command(
        "add",
        callback=_add,
        params=[
            _words(),
            Option(["--moving"], type=click.Choice(MOVING), metavar="|".join(MOVING)),
            text_option("--lead-days", metavar="days", read=read_days),
        ],
    ),
    Command("done", callback=_done, params=[_words(), date_option("--on", past=True)]),
    Command("remove", callback=_remove, params=[_words()]),
    Command("catalogue", callback=_catalogue, params=[json_flag()]),
):
    services.add_command(_command)
