from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ExitCode, NotFoundError, UsageError
from tracker.service.naming import LONGEST_NAME, clean_name, find_name, free_name, matching, shown
from tracker.service.steps import letters


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("main", ("main", "main-2"), ("main",)),
        ("MAIN", ("main", "main-2"), ("main",)),
        ("mai", ("main", "second"), ("main",)),
        ("mai", ("main", "mainland"), ("main", "mainland")),
        ("主", ("主号", "副号"), ("主号",)),
        ("", ("main",), ()),
        (" ", ("main",), ()),
        ("zzz", ("main",), ()),
        ("ｍａｉｎ", ("main",), ("main",)),
    ],
)
def test_a_name_is_meant_by_itself_or_by_its_beginning(
    text: str, names: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert matching(text, names) == found


def test_the_nearest_names_are_offered() -> None:
    with pytest.raises(NotFoundError) as caught:
        find_name("mian", ("main", "second"))
    assert caught.value.values["near"] == ("main",)
    with pytest.raises(NotFoundError) as caught:
        find_name("zzz", ("main", "second"))
    assert caught.value.values["near"] == ("main", "second")
    with pytest.raises(NotFoundError) as caught:
        find_name("zzz", ())
    assert caught.value.key == "error.name.nothing-recorded"
    with pytest.raises(UsageError) as ambiguous:
        find_name("m", ("main", "more"))
    assert ambiguous.value.values["names"] == ("main", "more")
    assert ambiguous.value.exit_code is ExitCode.USAGE


def test_a_name_is_made_free() -> None:
    assert free_name("au", ()) == "au"
    assert free_name("au", ("AU", "au-2", "au-4")) == "au-3"


@given(st.text(max_size=80))
def test_a_name_is_refused_or_can_be_shown_and_found_again(text: str) -> None:
    try:
        name = clean_name(text)
    except UsageError:
        return
    assert 0 < len(name) <= LONGEST_NAME
    assert name == name.strip() == clean_name(name)
    assert "\n" not in name
    assert find_name(name, (name, "x" + name)) == name


@given(st.text(max_size=300))
def test_what_is_quoted_is_short_and_fits_one_line(text: str) -> None:
    quoted = shown(text)
    assert len(quoted) <= LONGEST_NAME + 3
    assert quoted.isprintable()


def test_letters_count_on_after_z() -> None:
    assert [letters(number) for number in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        "a", "b", "z", "aa", "ab", "az", "ba", "zz", "aaa",
    ]  # fmt: skip
    assert len({letters(number) for number in range(1000)}) == 1000
