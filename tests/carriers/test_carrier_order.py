"""Sorting a file: nothing is lost, comments stay with what they are about."""

from __future__ import annotations

import tomllib

import pytest
from carrier_cases import FILES, KIKYO, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.carriers.order import is_sorted, sorted_text

BLOCKS = KIKYO[KIKYO.index("[[status]]") : KIKYO.index("[sources]")].strip().split("\n\n")
TOP = KIKYO[: KIKYO.index("[[status]]")].strip()
SOURCES = KIKYO[KIKYO.index("[sources]") :].strip()


def headers(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("[")]


@pytest.mark.parametrize("path", sorted(FILES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_tidy_file_stays_as_it_is(path: object) -> None:
    text = (FILES / str(path)).read_text(encoding="utf-8")
    assert is_sorted(text)
    assert sorted_text(text) == text


@given(st.permutations(range(len(BLOCKS))), st.integers(0, len(BLOCKS)))
@settings(max_examples=60, deadline=None)
def test_any_order_is_put_right(order: list[int], place: int) -> None:
    parts = [BLOCKS[number] for number in order]
    parts.insert(place, SOURCES)
    text = "\n\n".join([TOP, *parts]) + "\n"
    tidy = sorted_text(text)
    assert tomllib.loads(tidy) == tomllib.loads(text)
    assert sorted_text(tidy) == tidy
    assert is_sorted(tidy)
    assert sorted(tidy.split()) == sorted(text.split())
    found = headers(tidy)
    assert found[-1] == "[sources]"
    ranks = [found.index(header) for header in found]
    assert ranks == sorted(ranks)
    plain = [header for header in headers(KIKYO) if "fee." not in header]
    assert [header for header in found if "fee." not in header] == plain


COMMENTED = """\
# about the file
format = 1

# about loss
# two lines
[[lost]]
where = "Desk" # here
single = ["b"]

[[effect]]  # the effect
ends = "same-day"
single = ["a"]

[sources]
# the second
b = { kind = "own" }

# the first
a = { kind = "own" }
# the end
"""
TIDY = """\
# about the file
format = 1

[[effect]]  # the effect
ends = "same-day"
single = ["a"]

# about loss
# two lines
[[lost]]
where = "Desk" # here
single = ["b"]

[sources]
# the first
a = { kind = "own" }
# the second
b = { kind = "own" }
# the end
"""


def test_ends_of_lines_stay_and_a_text_in_order_is_not_touched() -> None:
    assert sorted_text(COMMENTED.replace("\n", "\r\n")) == TIDY.replace("\n", "\r\n")
    loose = TIDY.replace("\n\n", "\n\n\n").rstrip("\n")
    assert sorted_text(loose) == loose


def test_comments_move_with_what_is_below_them() -> None:
    assert sorted_text(COMMENTED) == TIDY
    assert sorted_text(TIDY) == TIDY


def test_plans_as_a_table_stand_above_the_blocks() -> None:
    text = 'format = 1\n\n[[effect]]\nends = "same-day"\n\n[plans]\na = "A"\n'
    assert headers(sorted_text(text)) == ["[plans]", "[[effect]]"]


def test_sources_as_tables_stay_last() -> None:
    text = 'format = 1\n\n[sources.a]\nkind = "own"\n\n[[effect]]\nends = "same-day"\nsingle = ["a"]\n'
    tidy = sorted_text(text)
    assert headers(tidy) == ["[[effect]]", "[sources.a]"]
    assert tomllib.loads(tidy) == tomllib.loads(text)


def test_a_header_inside_a_text_is_left_alone() -> None:
    text = 'format = 1\n\n[[lost]]\nwhere = """\n[[effect]]\n"""\n\n[[effect]]\nends = "same-day"\n'
    assert sorted_text(text) == text


def test_a_text_that_is_torn_apart_is_left_alone() -> None:
    text = (
        'format = 1\n\n[[note]]\ntext = """\n[[effect]]\nends = \'\'\'\n"""\nabout = "effect"\n\n'
        '[[effect]]\nends = "x"\n'
    )
    assert sorted_text(text) == text


def test_unknown_headers_and_odd_values_are_kept() -> None:
    text = 'format = 1\n\n[[lost]]\nsingle = "a"\n\n[[efect]]\nends = 1\n\n[[effect]]\nsingle = [1]\n'
    tidy = sorted_text(text)
    assert tomllib.loads(tidy) == tomllib.loads(text)
    assert headers(tidy) == ["[[efect]]", "[[effect]]", "[[lost]]"]


def test_sources_that_nobody_cites_come_last() -> None:
    text = changed(
        "home = {", 'spare = { url = "https://s.example", kind = "guide", read = 2026-11-21 }\nhome = {'
    )
    assert not is_sorted(text)
    assert sorted_text(text).rstrip().splitlines()[-1].startswith("spare")


def test_a_text_that_is_not_toml_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        sorted_text("format = ")
