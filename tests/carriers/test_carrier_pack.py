"""Finding a carrier by what people call it, and the user's own directory."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from carrier_cases import FILES, said
from hypothesis import given
from hypothesis import strategies as st

from tracker.carriers import Pack
from tracker.carriers.names import fold, nearest
from tracker.errors import CarrierFileError, ExitCode, NotFoundError


@pytest.mark.parametrize(
    ("text", "carrier_id"),
    [
        ("kikyo", "kikyo"),
        ("KIKYO", "kikyo"),
        ("Kikyo Mobile", "kikyo"),
        ("kikyo  mobile", "kikyo"),
        ("ｋｉｋｙｏ", "kikyo"),
        ("桔梗移动", "kikyo"),
        ("桔梗モバイル", "kikyo"),
        ("桔梗ﾓﾊﾞｲﾙ", "kikyo"),
        ("キキョウ", "kikyo"),
        ("ききょう", "kikyo"),
        ("ｷｷｮｳ", "kikyo"),
        ("桔梗会员", "kikyo-club"),
        ("kikyo_club", "kikyo-club"),
        ("Kikyo Clu", "kikyo-club"),
        ("ナデシコ", "nadeshiko"),
        ("nade", "nadeshiko"),
        ("星", "hoshi-esim"),
        ("ホシ", "hoshi-esim"),
    ],
)
def test_found_by_id_name_alias_and_unique_prefix(invented: Pack, text: str, carrier_id: str) -> None:
    assert invented.find_id(text) == carrier_id
    assert invented.find(text) is invented.load(carrier_id)


@pytest.mark.parametrize("text", ["kikio", "Kikyou Mobile"])
def test_unknown_name_gets_the_nearest(invented: Pack, text: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        invented.find(text)
    assert caught.value.exit_code == ExitCode.NOT_FOUND
    assert caught.value.key == "error.carrier.unknown"
    assert caught.value.values["query"] == text
    assert "kikyo" in said(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "!?", "zzzz", "vodafone", "common"])
def test_unknown_name_that_nothing_is_near(invented: Pack, text: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        invented.find_id(text)
    assert "tracker carriers list" in said(caught.value)


def test_a_prefix_of_several_is_refused_with_all(invented: Pack) -> None:
    with pytest.raises(NotFoundError) as caught:
        invented.find("kik")
    assert caught.value.key == "error.carrier.ambiguous"
    assert caught.value.values["matches"] == ("kikyo", "kikyo-club")
    assert "kikyo-club" in said(caught.value)


def test_unknown_id_is_no_file_error(invented: Pack) -> None:
    with pytest.raises(NotFoundError) as caught:
        invented.load("kikyoo")
    assert caught.value.values["nearest"] == ("kikyo", "kikyo-club")


def test_ids_and_heads_leave_the_common_file_out(invented: Pack) -> None:
    assert invented.ids() == ("hoshi-esim", "kikyo", "kikyo-club", "nadeshiko")
    assert [head.id for head in invented.heads()] == list(invented.ids())


def test_heads_say_what_loading_says(invented: Pack) -> None:
    for head in invented.heads():
        carrier = invented.load(head.id)
        assert (head.kind, head.names, head.aliases) == (carrier.kind, carrier.names, carrier.aliases)
        assert head.own is carrier.own is False


def test_name_of_a_head_falls_back(own: Path, shelf: Path) -> None:
    (own / "bare.toml").write_text("format = 1\n")
    heads = {head.id: head for head in Pack(own, shelf).heads()}
    assert heads["kikyo"].name("zh") == "桔梗移动"
    assert heads["kikyo"].name("fr") == "Kikyo Mobile"
    assert heads["bare"].name("en") == "bare"
    assert heads["bare"].kind == ""


def test_carrier_is_loaded_once(invented: Pack) -> None:
    assert invented.load("kikyo") is invented.load("kikyo")


def test_folder_that_does_not_exist_is_empty(shelf: Path, tmp_path: Path) -> None:
    assert Pack(tmp_path / "none", shelf).ids() == Pack(None, shelf).ids()


def test_folder_that_is_a_file_is_refused(shelf: Path, tmp_path: Path) -> None:
    path = tmp_path / "own"
    path.write_text("")
    with pytest.raises(CarrierFileError) as caught:
        Pack(path, shelf)
    assert str(path) in said(caught.value)


def test_other_files_in_the_folder_are_left_alone(own: Path, shelf: Path) -> None:
    for name in ("notes.txt", ".hidden.toml", "kikyo.toml~", "kikyo.bak"):
        (own / name).write_text("no carrier")
    assert Pack(own, shelf).ids() == Pack(None, shelf).ids()


@pytest.mark.parametrize(
    "broken", ["", "format = ", "format = 2", "[[effect]", "\x00", 'name = "Kikyo"\naliases = "x"\nkind = 5']
)
def test_a_broken_own_file_is_never_replaced_by_the_shipped_one(own: Path, shelf: Path, broken: str) -> None:
    path = own / "kikyo.toml"
    path.write_text(broken)
    pack = Pack(own, shelf)
    assert pack.find_id("kikyo") == "kikyo"
    with pytest.raises(CarrierFileError) as caught:
        pack.find("kikyo")
    assert str(path) in said(caught.value)
    # The others are found and loaded as ever.
    assert pack.find("hoshi").id == "hoshi-esim"
    assert {head.id for head in pack.heads()} == set(pack.ids())


def test_a_broken_own_file_is_still_found_by_its_shipped_names(own: Path, shelf: Path) -> None:
    (own / "kikyo.toml").write_text("format = ")
    pack = Pack(own, shelf)
    assert pack.find_id("桔梗移动") == "kikyo"
    head = next(head for head in pack.heads() if head.id == "kikyo")
    assert (head.own, head.kind, head.name("en")) == (True, "mvno", "Kikyo Mobile")


def test_own_directory_with_a_directory_for_a_file(own: Path, shelf: Path) -> None:
    (own / "kikyo.toml").mkdir()
    with pytest.raises(CarrierFileError) as caught:
        Pack(own, shelf).load("kikyo")
    assert caught.value.key == "error.carrier-file.not-a-file"


def test_file_name_that_is_no_id(own: Path, shelf: Path) -> None:
    (own / "My Card.toml").write_text('format = 1\ninherits = "kikyo"\n')
    pack = Pack(own, shelf)
    assert "My Card" in pack.ids()
    with pytest.raises(CarrierFileError) as caught:
        pack.load("My Card")
    assert caught.value.key == "error.carrier-file.file-name"
    assert "my-card.toml" in said(caught.value)


def test_head_without_a_header_below(own: Path, shelf: Path) -> None:
    (own / "bare.toml").write_text('format = 1\nkind = "mvno"\naliases = ["Bare One"]\n', encoding="utf-8")
    assert Pack(own, shelf).find_id("bareone") == "bare"


def test_head_with_lines_that_look_like_a_header(own: Path, shelf: Path) -> None:
    text = 'format = 1\nkind = "mvno"\naliases = [\n"Odd",\n["Even"][0]\n]\n'
    (own / "odd.toml").write_text(text, encoding="utf-8")
    assert Pack(own, shelf).heads()
    text = 'format = 1\nkind = "mvno"\nscope = """\n[not a header]\n"""\naliases = ["Odd"]\n'
    (own / "odd.toml").write_text(text, encoding="utf-8")
    assert Pack(own, shelf).find_id("ｏｄｄ") == "odd"


def test_head_with_its_name_in_a_table(own: Path, shelf: Path) -> None:
    text = 'format = 1\nkind = "mvno"\n\n[name]\nen = "Odd One"\nzh = "怪"\nja = "変"\n'
    (own / "odd.toml").write_text(text, encoding="utf-8")
    pack = Pack(own, shelf)
    assert pack.find_id("怪") == "odd"
    assert pack.load("odd").names == pack.heads()[-1].names


def test_heads_that_inherit_in_a_circle_end(shelf: Path) -> None:
    (shelf / "a.toml").write_text('format = 1\ninherits = "b"\n')
    (shelf / "b.toml").write_text('format = 1\ninherits = "a"\naliases = ["Bee"]\n')
    pack = Pack(None, shelf)
    assert pack.find_id("bee") == "b"
    assert {head.id: head.names for head in pack.heads()}["a"] == ()


def test_a_name_that_is_only_inherited_does_not_find_the_label(shelf: Path) -> None:
    (shelf / "label.toml").write_text('format = 1\ninherits = "kikyo"\n')
    pack = Pack(None, shelf)
    assert pack.find_id("Kikyo Mobile") == "kikyo"
    assert {head.id: head.name("en") for head in pack.heads()}["label"] == "Kikyo Mobile"


def test_heads_and_holidays_load_no_validator() -> None:
    code = (
        "import sys\n"
        "from tracker.carriers import Pack, load_calendar, load_policy\n"
        "pack = Pack()\n"
        "assert pack.heads() and load_policy().steps and load_calendar().holidays\n"
        "assert pack.find_id('docomo') == 'docomo'\n"
        "print(sorted({'pydantic', 'jpholiday', 'typing_extensions', 'difflib'} & set(sys.modules)))\n"
        "pack.load('docomo')\n"
        "print('pydantic' in sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert found.stdout.split() == ["[]", "True"]


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_folding_ignores_case_and_width(text: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in text)
    assert fold(wide) == fold(text) == fold(text.swapcase())


@given(st.text())
def test_any_text_is_found_or_refused_in_words(text: str) -> None:
    pack = Pack(None, FILES)
    with suppress(NotFoundError):
        assert pack.find_id(text) in pack.ids()


def test_nearest_words_come_best_first() -> None:
    assert nearest("month-ends", ["month-start", "same-day", "month-end"]) == (
        "month-end",
        "month-start",
    )
    assert nearest("xyz", ["month-end"]) == ()


def test_carriers_are_read_anew_when_the_own_folder_has_changed(tmp_path: Path) -> None:
    own = tmp_path / "carriers"
    pack = Pack(own)
    assert pack.current() is pack
    own.mkdir()
    (own / "mine.toml").write_text('format = 1\ninherits = "au"\n', encoding="utf-8")
    later = pack.current()
    assert set(later.ids()) - set(pack.ids()) == {"mine"}
    assert later.current() is later
    assert Pack(None).current().ids() == pack.ids()
