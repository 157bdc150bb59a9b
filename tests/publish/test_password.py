from __future__ import annotations

import pytest

from tracker.errors import UsageError
from tracker.publish.password import from_keyring


def test_a_keyring_that_is_not_installed_is_said() -> None:
    with pytest.raises(UsageError) as caught:
        from_keyring("alice@example.org")
    assert caught.value.key == "error.push.extra"
