from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cli.width import GLUE, clusters, cut, inert, pad, printable, width, wrap

FAMILY = "👩\u200d👩\u200d👧"
FLAG = "🇯🇵"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"

anything = st.text(max_size=60)
readable = st.text("abc ABC 12 月日 微信、。「」（）ｶﾞé👍🏽" + FAMILY + FLAG, max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("My au", 5),
        ("微信", 4),
        ("2月17日 周三", 12),
        ("ｶﾅ", 2),
        ("e\u0301", 1),
        (FAMILY, 2),
        (FLAG, 2),
        (FLAG + FLAG, 4),
        ("👍🏽", 2),
        ("❤\ufe0f", 2),
        ("\u200b\u0301", 0),
        ("\x07", 0),
    ],
)
def test_width_is_what_a_terminal_shows(text: str, columns: int) -> None:
    assert width(text) == columns


@given(anything)
def test_clusters_are_the_whole_text(text: str) -> None:
    assert "".join(clusters(text)) == text


def test_clusters_hold_together_what_is_read_as_one() -> None:
    assert list(clusters("a" + FAMILY + FLAG + "🇨🇳" + "e\u0301👍🏽")) == [
        "a",
        FAMILY,
        FLAG,
        "🇨🇳",
        "e\u0301",
        "👍🏽",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 中文 ｶﾅ", "plain 中文 ｶﾅ"),
        ("two\nlines\tand\u3000more", "two lines and more"),
        ("\x1b[31mred\x1b[0m", "?[31mred?[0m"),
        ("\x9b2J", "?2J"),
        ("file\u202etxt.exe", "filetxt.exe"),
        (BIDI, ""),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("\ud800x", "?x"),
        ("\ue000", "?"),
        (FAMILY, FAMILY),
        ("line\u2028end\u2029", "line end"),
    ],
)
def test_printable_leaves_nothing_that_acts_on_a_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(anything)
def test_printable_never_acts(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert not set(shown) & set(BIDI)


@given(anything)
def test_inert_keeps_blanks_and_never_acts(text: str) -> None:
    shown = inert(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert not set(shown) & set(BIDI)
    assert shown.count(" ") == text.count(" ")


def test_wrap_breaks_no_line_at_a_mark_that_glues() -> None:
    assert wrap("微信支付", 4) == ["微信", "支付"]
    assert wrap("一微" + GLUE + "信二", 4) == ["一", "微信", "二"]


def test_wrap_lets_nothing_act() -> None:
    assert wrap("a\x1b[2Jb\u202ec\nd") == ["a?[2Jbc?d"]


@given(readable, st.integers(0, 40))
def test_pad_fills_and_never_shortens(text: str, columns: int) -> None:
    left, right = pad(text, columns), pad(text, columns, right=True)
    assert width(left) == width(right) == max(columns, width(text))
    assert left.startswith(text)
    assert right.endswith(text)


@given(readable, st.integers(0, 40))
def test_cut_fits_and_keeps_characters_whole(text: str, columns: int) -> None:
    shorter = cut(text, columns)
    assert width(shorter) <= columns
    if width(text) <= columns:
        assert shorter == text
    elif columns >= 2:
        assert shorter.endswith("..")
        kept = shorter.removesuffix("..")
        whole = list(clusters(text))
        assert any("".join(whole[:count]).rstrip() == kept for count in range(len(whole) + 1))


def test_cut_does_not_split_a_family() -> None:
    assert cut("ab" + FAMILY + "cd", 5) == "ab.."


@given(readable, st.integers(4, 40))
def test_wrap_fits_and_loses_nothing(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrap_leads_the_first_line_and_the_others() -> None:
    assert wrap("one two three four", 12, first="> ") == ["> one two", "  three four"]
    assert wrap("one two three four", 12, first="> ", rest="- ") == ["> one two", "- three four"]
    assert wrap("", 12, first="> ") == [">"]


def test_wrap_begins_with_a_word_that_is_too_wide() -> None:
    assert wrap("abcdef gh", 4) == ["abcd", "ef", "gh"]


def test_wrap_obeys_japanese_line_rules() -> None:
    assert wrap("解約します。", 10) == ["解約しま", "す。"]
    assert wrap("解約（みな）と", 6) == ["解約", "（み", "な）と"]
    assert wrap("キャッシュ", 6) == ["キャッ", "シュ"] or wrap("キャッシュ", 6) == ["キャ", "ッシュ"]


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("全月到2月19日", 10, ["全月到", "2月19日"]),
        ("办完于2月19日 周五走", 16, ["办完于", "2月19日 周五走"]),
        ("leave on Fri 19 Feb 2027 by", 18, ["leave on", "Fri 19 Feb 2027 by"]),
        ("it costs 2,970 yen", 16, ["it costs", "2,970 yen"]),
        ("满18日之后", 4, ["满", "18日", "之后"]),
    ],
)
def test_wrap_keeps_dates_and_amounts_whole(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


def test_wrap_breaks_a_long_address_behind_its_marks() -> None:
    url = "https://example.com/one/two-three/four?five=six"
    assert wrap("see " + url, 24) == ["see", "https://example.com/one/", "two-three/four?five=six"]
    assert wrap("https://example.com/" + "x" * 30, 24) == [
        "https://example.com/xxxx",
        "x" * 24,
        "xx",
    ]


def test_wrap_leaves_an_address_that_fits_whole() -> None:
    url = "https://example.com/one/two-three/four?five=six"
    assert wrap("see the page " + url, 50) == ["see the page", url]
