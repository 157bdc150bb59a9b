"""`tracker serve` and `tracker feed`: calendars that other programs fetch and keep up to date."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click

from tracker.cli.complete import contract_names
from tracker.cli.context import Session, pass_session, spread
from tracker.cli.options import Count, flag, json_flag, text_option
from tracker.cli.words import Argument, Command, Group, Option
from tracker.core.feed import Feed
from tracker.errors import TrackerError, UsageError
from tracker.export.record import Record
from tracker.service import feeds
from tracker.service.naming import find_contract, shown

HOST = "127.0.0.1"
PORT = 8765
FEEDS_SCHEMA = "tracker/feeds/1"
_WEB = frozenset({"starlette", "uvicorn"})
"""What the extra `web` brings."""
_EVERYWHERE = {"0.0.0.0": HOST, "::": "::1"}  # noqa: S104 - compared with, not listened at


@pass_session
def _serve(session: Session, host: str, port: int, public: str | None) -> None:
    """Serve until Ctrl-C; what the server is for is checked before it begins."""
    try:
        from tracker.web.server import listen, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _WEB:
            raise
        raise TrackerError("error.serve.extra") from error
    from tracker.service.shelf import Shelf

    desk = session.desk()
    if not _is_loopback(host):
        click.echo(spread(session.words.get("cli.serve.open", host=host)), err=True)
    listening = listen(host, port)
    with listening:
        local = _local(host, listening.getsockname()[1])
        base = public or local
        if public is not None or port:
            feeds.remember_base(desk.store, base)
        session.say("cli.serve.started", count=len(feeds.live_feeds(desk.store)), address=local)
        if not feeds.live_feeds(desk.store):
            session.say("cli.serve.none")
        told: list[str] = []

        def tell(error: TrackerError) -> None:
            text = session.words.get(error.key, **error.values)
            if told != [text]:  # programs ask every few minutes: say it once
                told[:] = [text]
                click.echo(spread(text), err=True)

        names = [urlsplit(base).hostname or "", host]
        serve(
            listening,
            Shelf(desk, now=session.now, base=base),
            session.texts,
            names=names,
            tell=tell,
        )


def _local(host: str, port: int) -> str:
    """Return the address at which this computer itself reaches the server."""
    host = _EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read_public(text: str) -> str:
    """Return the beginning of public addresses, without a slash at its end; raises UsageError."""
    parts = urlsplit(text)
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or not text.isascii():
        raise UsageError("error.serve.public", text=shown(text))
    return text.rstrip("/")


@pass_session
def _create(session: Session, contract: str | None, name: str | None, full: bool) -> None:
    store = session.desk().store
    feed, secret = feeds.create_feed(
        store,
        contract=find_contract(store, contract, archived=False) if contract is not None else None,
        name=name,
        lang=session.texts.lang,
        full=full,
        now=session.now(),
    )
    session.say("cli.feed.created", name=feed.name)
    _show_addresses(session, feed, secret)
    session.say("cli.feed.full" if full else "cli.feed.discreet")


def _show_addresses(session: Session, feed: Feed, secret: str) -> None:
    """Print the address of a feed in its forms, the only time that anybody sees its secret."""
    base = feeds.base_address(session.desk().store)
    address = base + feeds.path_of(secret, feed.name)
    webcal = f"webcal{address[address.index(':') :]}"
    session.out(session.words.get("cli.feed.https", address=address))
    session.out(session.words.get("cli.feed.webcal", address=webcal))
    session.say("cli.feed.once", name=feed.name)
    if _is_loopback(urlsplit(base).hostname or ""):
        session.say("cli.feed.local")
    path = Path(f"{feeds.DEFAULT_NAME}.ics").resolve()
    session.say("cli.feed.file", address=path.as_uri(), path=path)


@pass_session
def _list(session: Session, as_json: bool) -> None:
    store = session.desk().store
    found = feeds.live_feeds(store)
    names = {contract.id: contract.name for contract in store.contracts(archived=None)}
    if as_json:
        session.out_json(_record(found, names))
        return
    words = session.words
    for feed in found:
        of = words.get("cli.feed.all") if feed.contract_id is None else names.get(feed.contract_id)
        session.out(
            words.get(
                "cli.feed.line.full" if feed.full else "cli.feed.line",
                name=feed.name,
                of=of or words.get("cli.feed.removed"),
                lang=feed.lang,
                day=words.date(feed.created.date(), year=True, weekday=False),
            )
        )
    if not found:
        session.say("cli.serve.none")


def _record(found: Iterable[Feed], names: Mapping[str, str]) -> Record:
    """Return the feeds that are served, without their secrets; `names` are those of contracts by id."""
    return {
        "schema": FEEDS_SCHEMA,
        "feeds": [
            {
                "name": feed.name,
                "contract": names.get(feed.contract_id) if feed.contract_id is not None else None,
                "all": feed.contract_id is None,
                "lang": feed.lang,
                "full": feed.full,
                "created": feed.created.isoformat(),
            }
            for feed in found
        ],
    }


@pass_session
def _rotate(session: Session, name: str) -> None:
    feed, secret = feeds.rotate_feed(session.desk().store, name)
    session.say("cli.feed.rotated", name=feed.name)
    _show_addresses(session, feed, secret)


@pass_session
def _revoke(session: Session, name: str) -> None:
    feed = feeds.revoke_feed(session.desk().store, name, now=session.now())
    session.out(session.words.get("cli.feed.revoked", name=feed.name))


def _feed_argument() -> Argument:
    return Argument(["name"], metavar="value:feed")


feed = Group("feed", section="calendar")
for _command in (
    Command(
        "create",
        callback=_create,
        params=[
            Argument(["contract"], required=False, metavar="value:name", shell_complete=contract_names),
            Option(["--name"], metavar="value:feed"),
            flag("--full"),
        ],
    ),
    Command("list", callback=_list, params=[json_flag()]),
    Command("rotate", callback=_rotate, params=[_feed_argument()]),
    Command("revoke", callback=_revoke, params=[_feed_argument()]),
):
    feed.add_command(_command)

serve = Command(
    "serve",
    callback=_serve,
    params=[
        Option(["--host"], metavar="value:host", default=HOST),
        Option(["--port"], type=Count(0, 65535), metavar="value:port", default=PORT),
        text_option("--public", metavar="url", read=_read_public),
    ],
    section="calendar",
)
