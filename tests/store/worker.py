"""Use the store in a process of its own: with fewer rights, with a limit, beside another one.

`python worker.py [--drop] [--limit BYTES] [--scripts DIR] ACTION FILE [ARGUMENT…]` prints one JSON
value a line; an error as `{"error": key}`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from store_cases import NEXT, now, plain

from tracker.errors import TrackerError
from tracker.store import migrate
from tracker.store.opening import open_at
from tracker.store.repository import Store
from tracker.store.schema import CURRENT, Schema

NOBODY = 65534
LOADED = (migrate,)
"""Loaded while everything can still be read."""


def say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def insert(store: Store, *names: str) -> Iterator[object]:
    for name in names:
        yield store.insert(plain(name)).name


def names(store: Store) -> Iterator[object]:
    yield [contract.name for contract in store.contracts(archived=None)]


def fill(store: Store, prefix: str, count: str) -> Iterator[object]:
    """Record contracts until it fails."""
    for index in range(int(count)):
        yield store.insert(plain(f"{prefix}{index}", note="長" * 3000)).name


def leave(store: Store) -> Iterator[object]:
    """Stand in the middle of a change until somebody ends the process."""
    with store.transaction():
        store.insert(plain("half"))
        yield "held"
        sys.stdin.read()


ACTIONS: dict[str, Callable[..., Iterator[object]]] = {
    action.__name__: action for action in (insert, names, fill, leave)
}


def hold(path: str, statement: str) -> Iterator[object]:
    """Hold a lock of SQLite until standard input ends."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE" if statement == "EXCLUSIVE" else "SELECT 1")
    connection.execute(f"BEGIN {statement}")
    yield "held"
    sys.stdin.read()
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--drop", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--scripts", type=Path)
    parser.add_argument("action")
    parser.add_argument("file")
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    schema = CURRENT
    if options.scripts:
        schema = Schema((*CURRENT.revisions, NEXT), (*CURRENT.scripts, options.scripts))
    if options.limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.limit, options.limit))
    if options.drop and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    os.umask(0)
    try:
        if options.action == "hold":
            for value in hold(options.file, *options.arguments):
                say(value)
            return
        with open_at(options.file or None, now=now, schema=schema) as store:
            for value in ACTIONS[options.action](store, *options.arguments):
                say(value)
    except TrackerError as error:
        say({"error": error.key})


if __name__ == "__main__":
    main()
