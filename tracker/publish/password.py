"""Find a password where it lies safely; it is neither stored nor shown by this program."""

from __future__ import annotations

from tracker.errors import UsageError

KEYRING = "sim-tracker"
"""Name of the service under which the system's keyring holds passwords for this program."""


def from_keyring(account: str) -> str | None:
    """Return the password of an account (`user@host`), None where no keyring can be opened or knows it.

    Raises UsageError when the library is not installed.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError as missing:
        raise UsageError("error.push.extra") from missing
    try:
        found: str | None = keyring.get_password(KEYRING, account)
    except KeyringError:
        return None
    return found
