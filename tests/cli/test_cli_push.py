"""`tracker push` where its extra is not installed; with it: tests/interop/test_push.py."""

from __future__ import annotations

import pytest
from cli_program import Program, fixture_au, fixture_tracker  # noqa: F401


@pytest.mark.parametrize("lang", ["en", "zh", "ja"])
def test_without_the_extra_one_sentence_says_what_to_install(au: Program, lang: str) -> None:
    ran = au("push", "https://alice@example.org/sim/", "--lang", lang)
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'sim-tracker[caldav]'" in ran.err
    assert ran.err.count("\n") == 1


def test_a_bad_address_is_told_before_anything_is_needed(tracker: Program) -> None:
    ran = tracker("push", "https://alice:hunter2@example.org/alice/sim/")
    assert (ran.code, "hunter2" in ran.err) == (2, False)
    assert tracker("push").code == 2


def test_both_sides_cannot_count(tracker: Program) -> None:
    assert tracker("push", "https://example.org/", "--ours", "--theirs").code == 2
