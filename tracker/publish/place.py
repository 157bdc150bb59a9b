"""Read the address of a calendar on a server, and keep what is secret out of it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from tracker.errors import UsageError

_PORTS = {"http": 80, "https": 443}
_IN_A_PATH = "/%@:+,;=!$&'()*~-._"
_NEVER = re.compile(r"[\s\x00-\x20\x7f\\]")


class Place(NamedTuple):
    """Hold where a calendar is and who opens it; the address holds neither user nor password."""

    url: str
    user: str | None

    @property
    def account(self) -> str:
        """Return the name under which the keyring knows the password: `user@host`."""
        return f"{self.user}@{urlsplit(self.url).netloc}"


def read_place(text: str, user: str | None) -> Place:
    """Return the calendar that an address means, ending in a slash, and its user.

    The user may stand in the address or beside it. Nothing of an address is ever repeated in a
    refusal, because a password may stand in it.

    Raises UsageError for what is no https address, for http to another computer, where the password would
    travel in clear, for a password in the address, which the shell would remember, and for two users.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("error.push.address") from None
    if parts.password is not None:
        raise UsageError("error.push.password-in-address")
    if parts.scheme not in _PORTS or not host or parts.query or parts.fragment or _NEVER.search(text.strip()):
        raise UsageError("error.push.address")
    if parts.scheme == "http" and not _is_here(host):
        raise UsageError("error.push.plain")
    named = unquote(parts.username) if parts.username else None
    if named and user and named != user:
        raise UsageError("error.push.two-users")
    where = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        where = f"{where}:{port}"
    path = quote(parts.path.rstrip("/"), safe=_IN_A_PATH)
    return Place(f"{parts.scheme}://{where}{path}/", user or named)


def _is_here(host: str) -> bool:
    """Tell whether a host is this computer, to which nothing leaves it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
