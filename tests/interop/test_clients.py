"""A client that is missing fails its test and says how to get it; one that hangs is ended."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from clients import at_home, installed, session


def test_missing_client_says_what_to_install() -> None:
    sentence = r"no-such-calendar is missing or incomplete; install it with: apt-get install one two"
    with pytest.raises(AssertionError, match=sentence):
        installed("no-such-calendar", "one", "two")


def test_client_without_what_it_needs_is_incomplete() -> None:
    with pytest.raises(AssertionError, match="install it with: apt-get install bindings"):
        installed("sh", "bindings", proof=("-c", "exit 1"))
    assert installed("sh", "bindings", proof=("-c", "exit 0")).is_file()


def test_client_that_hangs_is_ended_and_its_complaint_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = "read line; echo no mood >&2; exec sleep 60"
    began = time.monotonic()
    with (
        session("sh", "-c", script, env=at_home(tmp_path), log=log, seconds=1) as running,
        pytest.raises(AssertionError, match="no mood"),
    ):
        running.ask("show")
    assert time.monotonic() - began < 20
