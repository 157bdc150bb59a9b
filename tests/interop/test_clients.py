"""A client that is missing is named with how to get it, in CI as a failure; one that hangs is ended."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from clients import at_home, installed, session

SENTENCE = r"no-such-calendar is missing or incomplete; install it with: apt-get install one two"


def test_missing_client_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=SENTENCE):
        installed("no-such-calendar", "one", "two")


def test_missing_client_is_named_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=SENTENCE):
        installed("no-such-calendar", "one", "two")


def test_client_without_what_it_needs_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="install it with: apt-get install bindings"):
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
