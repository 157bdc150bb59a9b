"""What becomes of an event follows from three things, and nothing of somebody else's is ever lost."""

from __future__ import annotations

from itertools import product

import pytest

from tracker.core.pushed import Pushed
from tracker.publish.compare import CONFLICTS, SENT, Side, Verdict, judge, settle

OURS, BEFORE, FOREIGN = "now", "before", "foreign"
DIGESTS = (OURS, BEFORE, FOREIGN)
ETAG, OTHER = '"1"', '"2"'


def known(*, theirs: bool, etag: str = ETAG, digest: str = BEFORE) -> Pushed:
    return Pushed("https://example.org/", "uid", "contract", etag, digest, theirs)


CASES = [
    # planned, remembered, version there, what that says, verdict
    (OURS, None, None, "", Verdict.CREATE),
    (OURS, None, ETAG, OURS, Verdict.ADOPT),
    (OURS, None, ETAG, FOREIGN, Verdict.TAKEN),
    (BEFORE, known(theirs=False), ETAG, "", Verdict.SAME),
    (OURS, known(theirs=False), ETAG, "", Verdict.UPDATE),
    (BEFORE, known(theirs=False), OTHER, BEFORE, Verdict.ADOPT),
    (OURS, known(theirs=False), OTHER, BEFORE, Verdict.UPDATE),
    (OURS, known(theirs=False), OTHER, OURS, Verdict.ADOPT),
    (BEFORE, known(theirs=False), OTHER, FOREIGN, Verdict.EDITED),
    (OURS, known(theirs=False), OTHER, FOREIGN, Verdict.EDITED),
    (OURS, known(theirs=False), None, "", Verdict.MISSING),
    (BEFORE, known(theirs=False), None, "", Verdict.MISSING),
    (None, known(theirs=False), None, "", Verdict.FORGET),
    (None, known(theirs=False), ETAG, "", Verdict.DELETE),
    (None, known(theirs=False), OTHER, BEFORE, Verdict.DELETE),
    (None, known(theirs=False), OTHER, FOREIGN, Verdict.ENDED),
    (BEFORE, known(theirs=True), ETAG, "", Verdict.SAME),
    (BEFORE, known(theirs=True), OTHER, FOREIGN, Verdict.KEEP),
    (BEFORE, known(theirs=True), OTHER, BEFORE, Verdict.ADOPT),
    (OURS, known(theirs=True), ETAG, FOREIGN, Verdict.EDITED),
    (OURS, known(theirs=True), ETAG, OURS, Verdict.ADOPT),
    (BEFORE, known(theirs=True, etag=""), None, "", Verdict.SAME),
    (OURS, known(theirs=True, etag=""), None, "", Verdict.MISSING),
    (None, known(theirs=True), ETAG, FOREIGN, Verdict.ENDED),
    (None, known(theirs=True), None, "", Verdict.FORGET),
]


@pytest.mark.parametrize(("here", "remembered", "there", "says", "verdict"), CASES)
def test_what_becomes_of_an_event(
    here: str | None, remembered: Pushed | None, there: str | None, says: str, verdict: Verdict
) -> None:
    assert judge(here, remembered, there, lambda: says) is verdict


@pytest.mark.parametrize(
    ("here", "theirs", "etag", "there", "says"),
    list(product((OURS, BEFORE, None), (True, False), (ETAG, ""), (ETAG, OTHER, None), DIGESTS)),
)
def test_nothing_is_sent_over_what_is_not_ours(
    here: str | None, theirs: bool, etag: str, there: str | None, says: str
) -> None:
    """The version remembered says what was there; another one may say anything."""
    remembered = known(theirs=theirs, etag=etag)
    if there == etag:
        says = FOREIGN if theirs else BEFORE
    verdict = judge(here, remembered, there, lambda: says)
    if verdict in SENT and there is not None:
        assert says == BEFORE
        assert not theirs
    if verdict is Verdict.CREATE:
        assert there is None
    if verdict is Verdict.SAME:
        assert here == BEFORE
    # Saying whose version counts leaves nothing open, and the calendar's is never written over.
    assert settle(verdict, Side.OURS) not in CONFLICTS
    kept = settle(verdict, Side.THEIRS)
    assert kept not in CONFLICTS
    assert kept not in SENT or kept is verdict


def test_a_conflict_stays_one_unless_a_side_is_named() -> None:
    for verdict in Verdict:
        assert settle(verdict, None) is verdict
        for side in Side:
            settled = settle(verdict, side)
            if verdict not in CONFLICTS or verdict is Verdict.MEANWHILE:
                assert settled is verdict
