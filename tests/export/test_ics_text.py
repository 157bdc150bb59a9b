"""Values and lines of a calendar file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.export.text import calendar_name, clean, escape, fold, one_line, plain_uid, uri


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_a_newline(mark: str) -> None:
    assert clean(f"a{mark}b") == "a\nb"


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\x1c", "\x7f", "\x9b", "\ufeff", "\uffff"])
def test_what_no_reader_takes_is_removed(mark: str) -> None:
    assert clean(f"a{mark}b") == "ab"


def test_lone_surrogates_and_tabs_are_replaced() -> None:
    assert clean("a\ud800b\tc") == "a\ufffdb c"


def test_emoji_and_joiners_stay() -> None:
    family = "👨\u200d👩\u200d👧 한글 ﷽"
    assert clean(family) == family


@given(st.text(st.characters()))
def test_clean_text_can_be_encoded_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode().splitlines() == cleaned.split("\n")[: len(cleaned.splitlines())]


def test_one_line() -> None:
    assert one_line(" a\r\n  b\u2028c ") == "a b c"


def test_escapes() -> None:
    assert escape("C:\\New; a, b\nc") == "C:\\\\New\\; a\\, b\\nc"


def test_names_of_calendars_hold_nothing_to_escape() -> None:
    assert calendar_name("a,b;c\\d\ne") == "a・b；c＼d e"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.au.com/a?b=1&c=%E6%97%A5#d", "https://www.au.com/a?b=1&c=%E6%97%A5#d"),
        ("https://example.org/解約 x", "https://example.org/%E8%A7%A3%E7%B4%84%20x"),
        ("https://example.org/\r\nATTENDEE:mailto:x@y", "https://example.org/%20ATTENDEE:mailto:x@y"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("http://[bad", None),
        ("somewhere", None),
    ],
)
def test_addresses_are_ascii(text: str, expected: str | None) -> None:
    assert uri(text) == expected


def test_uid_characters() -> None:
    assert plain_uid("a/b:c 日@x.y_z+1") == "a-b-c--@x.y_z+1"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_folding_can_be_undone_and_splits_nothing(text: str) -> None:
    line = "DESCRIPTION:" + escape(clean(text))
    folded = fold(line)
    assert folded.endswith(b"\r\n")
    assert folded[:-2].replace(b"\r\n ", b"").decode() == line
    physical = folded[:-2].split(b"\r\n")
    assert max(map(len, physical)) <= 75
    for part in physical[:-1]:
        part.decode()
        assert (len(part) - len(part.rstrip(b"\\"))) % 2 == 0


def test_full_lines_are_not_folded() -> None:
    assert fold("X" * 75) == b"X" * 75 + b"\r\n"
    assert fold("X" * 76) == b"X" * 75 + b"\r\n X\r\n"
