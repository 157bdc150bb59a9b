"""Make feeds, give them new secrets, end them, and find the one that a secret opens.

The secret stands in the address, because calendar services can send no password. It is
shown once and never stored: only its SHA-256 is, which needs no salt for 192 random bits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from tracker.carriers.names import nearest
from tracker.core.contract import Contract
from tracker.core.feed import Feed
from tracker.errors import NotFoundError, UsageError
from tracker.i18n import Language
from tracker.service.naming import free_name, shown
from tracker.service.ports import Store

SECRET_BYTES = 24
"""192 bits; 128 are the least that cannot be guessed."""
DEFAULT_NAME = "sim-plan"
DEFAULT_BASE = "http://127.0.0.1:8765"

_BASE = "feed.base"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def live_feeds(store: Store) -> tuple[Feed, ...]:
    """Return the feeds that are served, in the order in which they were made."""
    return tuple(feed for feed in store.feeds() if feed.revoked is None)


def create_feed(
    store: Store, *, contract: Contract | None, name: str | None, lang: Language, full: bool, now: datetime
) -> tuple[Feed, str]:
    """Keep a new feed of one contract, or of all for None; return it with its secret.

    Raises UsageError for a name that is taken or cannot stand in an address.
    """
    with store.transaction():
        taken = [feed.name for feed in live_feeds(store)]
        if name is None:
            name = free_name(DEFAULT_NAME, taken)
        elif not _NAME.fullmatch(name):
            raise UsageError("error.feed.name", name=shown(name))
        elif name in taken:
            raise UsageError("error.feed.taken", name=name)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        feed = Feed(
            id=str(uuid4()),
            name=name,
            digest=digest_of(secret),
            lang=lang,
            contract_id=contract.id if contract is not None else None,
            full=full,
            created=now,
        )
        store.save_feed(feed)
    return feed, secret


def rotate_feed(store: Store, name: str) -> tuple[Feed, str]:
    """Give a feed a new secret, which is returned; the old address is unknown from then on.

    Raises NotFoundError.
    """
    with store.transaction():
        secret = secrets.token_urlsafe(SECRET_BYTES)
        feed = find_feed(store, name)._replace(digest=digest_of(secret))
        store.save_feed(feed)
    return feed, secret


def revoke_feed(store: Store, name: str, *, now: datetime) -> Feed:
    """End a feed for good; its address then answers that it is gone. Raises NotFoundError."""
    with store.transaction():
        feed = find_feed(store, name)._replace(revoked=now)
        store.save_feed(feed)
    return feed


def find_feed(store: Store, name: str) -> Feed:
    """Return the feed of a name among those that are served; raises NotFoundError with the nearest names."""
    feeds = {feed.name: feed for feed in live_feeds(store)}
    if not feeds:
        raise NotFoundError("error.feed.none")
    if name not in feeds:
        near = nearest(name, tuple(feeds)) or tuple(feeds)
        raise NotFoundError("error.feed.unknown", name=shown(name), near=near)
    return feeds[name]


def digest_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opened_by(secret: str, feeds: Iterable[Feed]) -> Feed | None:
    """Return the feed that a secret opens.

    All are compared, each in constant time, so that the time of the answer tells nothing.
    """
    digest = digest_of(secret)
    found = None
    for feed in feeds:
        if hmac.compare_digest(feed.digest, digest):
            found = feed
    return found


def base_address(store: Store) -> str:
    """Return the beginning of every feed's address, as the server was last told."""
    return store.setting(_BASE) or DEFAULT_BASE


def remember_base(store: Store, base: str) -> None:
    """Remember the beginning of the addresses for those that are printed later."""
    if base_address(store) != base:
        store.save_setting(_BASE, base)


def path_of(secret: str, name: str) -> str:
    """Return the path of a feed in its address."""
    return f"/f/{secret}/{name}.ics"
