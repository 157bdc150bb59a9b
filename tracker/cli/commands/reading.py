"""`tracker plan`, `list`, `show`, `explain`: read what is recorded and what follows from it."""

from __future__ import annotations

from tracker.cli import records
from tracker.cli.commands.marking import split_words
from tracker.cli.complete import names_and_steps
from tracker.cli.context import Session, pass_session
from tracker.cli.options import flag, json_flag, name_argument
from tracker.cli.words import Argument, Command
from tracker.core.several import merge
from tracker.core.words import Outcome
from tracker.errors import ExitCode
from tracker.service.naming import find_contract, find_contracts


@pass_session
def _plan(
    session: Session, names: tuple[str, ...], every: bool, as_json: bool, check: bool, chart: bool
) -> None:
    desk = session.desk()
    plans = desk.plans(find_contracts(desk.store, names) or None)
    if as_json and len(names) == len(plans) == 1:
        from tracker.export.record import plan_record

        session.out_json(plan_record(plans[0]))
    elif as_json:
        session.out_json(records.plans(plans))
    elif not plans:
        session.say("cli.next.empty")
    else:
        from tracker.cli import screens

        if chart:
            session.show(screens.chart(merge(plans).shown, session.words))
        elif len(plans) == 1:
            session.show(screens.plan_table(plans[0], session.words, every=every, colour=session.colour))
        else:
            session.show(screens.plan_tables(plans, session.words, every=every, colour=session.colour))
    if check and any(plan.outcome is Outcome.INFEASIBLE for plan in plans):
        session.exit_code = ExitCode.INFEASIBLE


plan = Command(
    "plan",
    callback=_plan,
    params=[
        name_argument(many=True),
        flag("--all", "every"),
        flag("--chart"),
        flag("--check"),
        json_flag(),
    ],
)


@pass_session
def _list(session: Session, every: bool, as_json: bool) -> None:
    desk = session.desk()
    plans = desk.plans(desk.store.contracts(archived=None if every else False))
    if as_json:
        session.out_json(records.list_record(plans, desk.today))
    elif not plans:
        session.say("cli.next.empty")
    else:
        from tracker.cli import screens

        session.show(screens.contract_list(plans, session.words))


list_command = Command("list", callback=_list, params=[flag("--all", "every"), json_flag()])


@pass_session
def _show(session: Session, name: str | None, as_json: bool) -> None:
    desk = session.desk()
    found = desk.plan(find_contract(desk.store, name))
    if as_json:
        session.out_json(records.show_record(found))
    else:
        from tracker.cli import screens

        session.show(screens.contract_show(found, session.words))


show = Command("show", callback=_show, params=[name_argument(), json_flag()])


@pass_session
def _explain(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    from tracker.service.steps import find_steps

    desk = session.desk()
    name, (step,) = split_words(session, words, 1)
    found = find_steps(desk.plan(desk.store.get(name)), step)
    if as_json:
        session.out_json(records.explain_record(found))
    else:
        from tracker.cli import screens

        session.show(screens.explain(found.plan, found.steps, session.words))


explain = Command(
    "explain",
    callback=_explain,
    params=[
        Argument(
            ["words"], nargs=-1, required=True, metavar="value:name-step", shell_complete=names_and_steps
        ),
        json_flag(),
    ],
)
