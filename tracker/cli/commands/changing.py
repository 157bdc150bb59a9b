"""`tracker edit`, `me`, `archive`, `remove`: change what is recorded."""

from __future__ import annotations

from typing import Any

from tracker.cli import records
from tracker.cli.asking import confirm
from tracker.cli.context import Session, pass_session
from tracker.cli.lineoptions import draft_of, line_options
from tracker.cli.options import Unknown, date_option, flag, json_flag, name_argument, text_option
from tracker.cli.words import Command, Option
from tracker.core.contract import Person
from tracker.core.words import Severity
from tracker.errors import ExitCode, UsageError
from tracker.service.lines import Draft, PersonDraft, Unset
from tracker.service.naming import find_contract

_PERSON = (
    "departure",
    "residence_card_until",
    "passport_until",
    "account_closes",
    "card_expires",
    "returns",
)


@pass_session
def _edit(
    session: Session,
    /,
    name: str | None,
    new_name: str | None,
    preview: bool,
    everyone: bool | None,
    **values: Any,
) -> None:
    from tracker.cli import screens
    from tracker.service.lines import edit as edit_line

    draft = draft_of({**values, "name": new_name})
    if draft == Draft():
        raise UsageError("error.edit.nothing")
    desk = session.desk()
    contract = find_contract(desk.store, name)
    if everyone is None:
        everyone = _for_everyone(session, contract.name, draft, preview=preview)
    edited = edit_line(desk, contract.name, draft, everyone=everyone, preview=preview)
    if not preview:
        session.say("cli.edit.done", name=edited.after.contract.name)
    session.show(screens.preview(edited.before, edited.after, session.words))
    if preview:
        session.say("cli.edit.preview")


def _for_everyone(session: Session, name: str, draft: Draft, *, preview: bool) -> bool:
    """Tell whether a new departure is meant for all lines; asks only where others would change."""
    from tracker.service.lines import shares_departure

    if isinstance(draft.departure, Unset) or not shares_departure(session.desk(), name):
        return True
    if preview and not session.interactive:
        return False
    prompt = session.words.get("cli.edit.everyone")
    return confirm(session, prompt, option="--all-lines / --this-line", default=True)


edit = Command(
    "edit",
    callback=_edit,
    params=[
        name_argument(),
        text_option("--name", "new_name", metavar="name"),
        *line_options(),
        Option(["--all-lines/--this-line", "everyone"], default=None),
        flag("--preview"),
    ],
    section="change",
)


@pass_session
def _me(session: Session, /, as_json: bool, **values: Any) -> None:
    from tracker.service.lines import tell_person

    said = {
        name: None if value is Unknown.UNKNOWN else value
        for name, value in values.items()
        if value is not None
    }
    person = tell_person(session.desk(), PersonDraft(**said))
    if as_json:
        session.out_json(records.person_record(person))
        return
    _show_person(session, person)
    if said:
        _tell_blocked(session)


def _tell_blocked(session: Session) -> None:
    """Name the lines with a problem that blocks them, one line each."""
    for plan in session.desk().plans():
        found = next((one for one in plan.problems if one.severity is Severity.BLOCKING), None)
        if found is not None:
            problem = session.words.render(found.text_key, found.values)
            session.say("cli.me.problem", name=plan.contract.name, problem=problem)


def _show_person(session: Session, person: Person) -> None:
    for field in _PERSON:
        day = getattr(person, field)
        shown = session.words.get("cli.me.unknown") if day is None else session.texts.date(day, year=True)
        session.out(session.words.get(f"cli.me.{field}", day=shown))


me = Command(
    "me",
    callback=_me,
    params=[
        *(date_option(f"--{field.replace('_', '-')}", unknown=True) for field in _PERSON),
        json_flag(),
    ],
    section="change",
)


@pass_session
def _archive(session: Session, name: str | None, undo: bool) -> None:
    from tracker.service.lines import archive as archive_line

    contract = archive_line(session.desk(), name, undo=undo)
    session.out(session.words.get("cli.archive.undone" if undo else "cli.archive.done", name=contract.name))


archive = Command("archive", callback=_archive, params=[name_argument(), flag("--undo")], section="change")


@pass_session
def _remove(session: Session, name: str | None, yes: bool) -> None:
    from tracker.service.lines import remove as remove_line

    desk = session.desk()
    contract = find_contract(desk.store, name)
    prompt = session.words.get("cli.remove.sure", name=contract.name)
    if not yes and not confirm(session, prompt, option="--yes"):
        session.say("cli.remove.kept", name=contract.name)
        session.exit_code = ExitCode.FAILED
        return
    remove_line(desk, contract.name)
    session.out(session.words.get("cli.remove.done", name=contract.name))


remove = Command("remove", callback=_remove, params=[name_argument(), flag("--yes", "-y")], section="change")
