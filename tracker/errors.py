"""Name what can go wrong with an order, each with its exit code and catalogue key."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """List the documented exit codes of the command line."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    CARRIER_FILE = 4
    STORE = 5
    INFEASIBLE = 6
    DUE = 10


class TrackerError(Exception):
    """Carry one sentence for the person: a catalogue key and its values.

    The sentence is made where it is printed, in the language of the person; nothing
    below the command line formats prose.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, key: str, /, **values: object) -> None:
        """Store the catalogue key (`error.…`) and the values of its placeholders."""
        super().__init__(key, values)
        self.key = key
        self.values = values


class UsageError(TrackerError):
    """Say that the input cannot be used and what to type instead."""

    exit_code = ExitCode.USAGE


class NotFoundError(TrackerError):
    """Say that a named thing does not exist, with the nearest names."""

    exit_code = ExitCode.NOT_FOUND


class CarrierFileError(TrackerError):
    """Say what is wrong in a carrier file, and where."""

    exit_code = ExitCode.CARRIER_FILE


class StoreError(TrackerError):
    """Say that the data store cannot be used."""

    exit_code = ExitCode.STORE
