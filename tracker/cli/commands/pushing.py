"""`tracker push`: the events in a calendar on a server."""

from __future__ import annotations

import click

from tracker.cli.commands.calendar import CLIENTS
from tracker.cli.context import Session, pass_session
from tracker.cli.options import flag, text_option
from tracker.cli.words import Argument, Command, Option
from tracker.errors import ExitCode, UsageError
from tracker.export.clients import Client, events_for
from tracker.service.clients import remember_client, remembered_client
from tracker.service.naming import find_contracts

PASSWORD = "TRACKER_CALDAV_PASSWORD"  # noqa: S105 - the name of a variable
"""Environment variable that holds the password."""
_WIDEST_TITLE = 120


@pass_session
def _push(
    session: Session,
    url: str,
    names: tuple[str, ...],
    user: str | None,
    client: Client | None,
    ours: bool,
    theirs: bool,
    dry_run: bool,
) -> None:
    from tracker.publish.collection import Collection
    from tracker.publish.compare import Side, Verdict
    from tracker.publish.place import read_place
    from tracker.service.pushing import push as push_plans

    if ours and theirs:
        raise UsageError("error.push.both")
    place = read_place(url, user)
    desk = session.desk()
    chosen = find_contracts(desk.store, names)
    # From then on it is the calendar's own: a file for another app must not change what was sent.
    client = client or remembered_client(desk, place.url)

    def connect() -> Collection:
        return Collection(place, lambda: _password(session, place.account))

    pushing = push_plans(
        desk,
        place.url,
        chosen,
        texts=session.texts,
        now=session.now(),
        connect=connect,
        options=events_for(client or Client.OTHER),
        side=Side.OURS if ours else Side.THEIRS if theirs else None,
        dry=dry_run,
    )
    if client is not None and not dry_run:
        remember_client(desk, client, place.url)
    listed = pushing.changes if dry_run or session.verbose else pushing.conflicts
    for change in listed:
        title = "".join(one if one.isprintable() else " " for one in change.title)[:_WIDEST_TITLE]
        session.out(session.words.get(f"cli.push.change.{change.verdict.value}", day=change.day, title=title))
    session.out(
        session.words.get(
            "cli.push.would" if dry_run else "cli.push.done",
            created=pushing.count(Verdict.CREATE),
            updated=pushing.count(Verdict.UPDATE),
            deleted=pushing.count(Verdict.DELETE),
            same=pushing.same,
            place=place.url,
        )
    )
    if pushing.conflicts:
        session.say("cli.push.conflicts", count=len(pushing.conflicts))
        session.exit_code = ExitCode.FAILED


def _password(session: Session, account: str) -> str:
    """Return the password: of the environment, of the system's keyring, or typed unseen at a terminal.

    Raises UsageError when there is none and nobody to ask.
    """
    from tracker.publish.password import from_keyring

    found = session.env.get(PASSWORD) or from_keyring(account)
    if found is None and session.interactive:
        prompt = session.words.get("cli.push.password", account=account)
        found = str(click.prompt(prompt, hide_input=True, err=True, prompt_suffix=" "))
    if not found:
        raise UsageError("error.push.no-password", account=account, variable=PASSWORD)
    return found


push = Command(
    "push",
    callback=_push,
    params=[
        Argument(["url"], metavar="value:url"),
        Option(["--name", "names"], multiple=True, metavar="value:name"),
        text_option("--user", metavar="user"),
        Option(["--for", "client"], type=CLIENTS, metavar="value:client"),
        flag("--ours"),
        flag("--theirs"),
        flag("--dry-run"),
    ],
    section="calendar",
)
