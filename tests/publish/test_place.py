from __future__ import annotations

import pytest

from tracker.errors import UsageError
from tracker.publish.place import Place, read_place


@pytest.mark.parametrize(
    ("text", "url", "user"),
    [
        ("https://cloud.example.org/dav/alice/sim/", "https://cloud.example.org/dav/alice/sim/", None),
        (" https://Cloud.Example.org:443/dav/sim ", "https://cloud.example.org/dav/sim/", None),
        ("https://alice%40home@example.org:8443/a%20b//", "https://example.org:8443/a%20b/", "alice@home"),
        ("https://example.org/日程/", "https://example.org/%E6%97%A5%E7%A8%8B/", None),
        ("http://alice@localhost:5232/a/", "http://localhost:5232/a/", "alice"),
        ("http://127.0.0.1:80/a/", "http://127.0.0.1/a/", None),
        ("http://[::1]:5232/a/", "http://[::1]:5232/a/", None),
        ("https://example.org", "https://example.org/", None),
    ],
)
def test_one_calendar_has_one_address(text: str, url: str, user: str | None) -> None:
    assert read_place(text, None) == Place(url, user)
    assert read_place(url, user) == Place(url, user)


@pytest.mark.parametrize(
    ("text", "user", "key"),
    [
        ("", None, "address"),
        ("example.org/dav", None, "address"),
        ("webcal://example.org/dav", None, "address"),
        ("https:///dav", None, "address"),
        ("https://example.org/a?token=x", None, "address"),
        ("https://example.org/a#x", None, "address"),
        ("https://example.org/a b", None, "address"),
        ("https://example.org:port/a", None, "address"),
        ("https://[::1/a", None, "address"),
        ("https://alice:secret@example.org/a", None, "password-in-address"),
        ("https://alice:@example.org/a", None, "password-in-address"),
        ("ftp://alice:secret@example.org/a", None, "password-in-address"),
        ("http://example.org/a", None, "plain"),
        ("http://127.0.0.1.example.org/a", None, "plain"),
        ("http://192.168.1.2/a", None, "plain"),
        ("https://alice@example.org/a", "bob", "two-users"),
    ],
)
def test_what_is_refused_is_not_repeated(text: str, user: str | None, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_place(text, user)
    assert (caught.value.key, caught.value.values) == (f"error.push.{key}", {})


def test_the_keyring_tells_servers_and_users_apart() -> None:
    assert read_place("https://alice@example.org:8443/a", "alice").account == "alice@example.org:8443"
