"""Files that no editor should have produced."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from carrier_cases import KIKYO, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.carriers import Pack
from tracker.carriers.check import check_file
from tracker.carriers.headers import HEADERS, Top
from tracker.carriers.read import MAX_BYTES, read_text
from tracker.carriers.validate import faults
from tracker.core.words import Severity
from tracker.errors import CarrierFileError

NOBODY = 65534


@pytest.mark.parametrize(
    ("data", "key", "hint"),
    [
        (b"format = 1\nname = \xff\xfe", "not-utf8", "line 2"),
        ("ｆｏｒｍａｔ = 1".encode("shift_jis"), "not-utf8", "UTF-8"),
        (b"\xff\xfef\x00o\x00", "not-utf8", "UTF-8"),
        (b"format == 1", "not-toml", "line 1"),
        (b"a = 1\n\nb = [1,\n", "not-toml", "line"),
        (b"a = 1\r\nb", "not-toml", "line 2"),
        (b"a = 1\x00", "not-toml", "line 1"),
        (b"PK\x03\x04", "not-toml", "line 1"),
        (b"a = " + b"9" * 5000, "not-toml", "line 1"),
        (b"a = " + b"[" * 9000, "too-deep", "deeply"),
        (b"a." * 20000 + b"b = 1", "long-line", "line 1"),
        (b"format = 1\n" + b"a." * 1500 + b"b = 1", "too-deep", "deeply"),
        (b"format = 1\na = " + b"[" * 21 + b"]" * 21, "too-deep", "deeply"),
        (b"format = 1\n[[effect" + b".a" * 30 + b"]]", "too-deep", "deeply"),
        (b"format = 1\n" + b"# " + b"x" * 10000, "long-line", "line 2"),
        (b"#" * (MAX_BYTES + 1), "huge", str(MAX_BYTES)),
        (b"", "no-format", "format = 1"),
    ],
)
def test_odd_content_is_refused_in_words(own: Path, shelf: Path, data: bytes, key: str, hint: str) -> None:
    path = own / "kikyo.toml"
    path.write_bytes(data)
    with pytest.raises(CarrierFileError) as caught:
        Pack(own, shelf).load("kikyo")
    assert caught.value.key == f"error.carrier-file.{key}"
    sentence = said(caught.value)
    assert str(path) in sentence
    assert hint in sentence
    (finding,) = (one for one in check_file(path, Pack(own, shelf)) if one.severity is Severity.BLOCKING)
    assert finding.key == caught.value.key
    assert said(finding) == sentence


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "gone.toml"
    with pytest.raises(CarrierFileError) as caught:
        read_text(path)
    assert str(path) in said(caught.value)
    assert [finding.key for finding in check_file(path)] == ["error.carrier-file.missing"]


def test_pipe_is_not_waited_for(own: Path, shelf: Path) -> None:
    os.mkfifo(own / "kikyo.toml")
    with pytest.raises(CarrierFileError) as caught:
        Pack(own, shelf).find("kikyo")
    assert caught.value.key == "error.carrier-file.not-a-file"


def test_loop_of_links_in_the_file_system(own: Path, shelf: Path) -> None:
    (own / "kikyo.toml").symlink_to(own / "kikyo.toml")
    with pytest.raises(CarrierFileError) as caught:
        Pack(own, shelf).load("kikyo")
    assert caught.value.key == "error.carrier-file.unreadable"
    assert said(caught.value)


def test_file_without_rights(own: Path) -> None:
    path = own / "kikyo.toml"
    path.write_text(KIKYO, encoding="utf-8")
    path.chmod(0)
    # Root may read everything, so the right to is given up.
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tracker.carriers.read import read_text\n"
        "from tracker.errors import CarrierFileError\n"
        f"if os.getuid() == 0:\n    os.setuid({NOBODY})\n"
        "try:\n"
        "    read_text(Path(sys.argv[1]))\n"
        "except CarrierFileError as error:\n"
        "    print(error.key)\n"
    )
    found = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "error.carrier-file.unreadable"


def test_byte_order_mark_and_line_ends_of_windows_are_read(shelf: Path) -> None:
    path = shelf / "kikyo.toml"
    path.write_bytes(b"\xef\xbb\xbf" + KIKYO.replace("\n", "\r\n").encode())
    assert Pack(None, shelf).load("kikyo").facts
    assert Pack(None, shelf).heads()[1].kind == "mvno"


KEYS = st.sampled_from(
    [
        *Top.__annotations__,
        *{name.partition(".")[0] for name in HEADERS},
        *{name.partition(".")[2] for name in HEADERS if "." in name},
        *{key for header in HEADERS.values() for key in header.table.__annotations__},
        "when",
        "official",
        "single",
        "weak",
        "note",
        "online",
        "termination",
        "efect",
        "a\tb",
        "",
    ]
)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-5, 50),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from(["month-end", "guide", "official", "20:00", "a", "", "\x1b[0m", "effect"]),
)
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, TREES, max_size=5))
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_table_is_judged(table: dict[str, Any]) -> None:
    found = faults({"format": 1, **table})
    for fault in found:
        assert fault.key.startswith("error.carrier-file.")
        assert said(fault.error(Path("x.toml")))
        assert all(str(value).isprintable() for _, value in fault.values)


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_slip_of_the_fingers_is_refused_in_words_or_harmless(data: st.DataObject, shelf: Path) -> None:
    lines = KIKYO.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(["drop line", "double line", "drop sign", "swap"]))
    line = lines[number]
    if kind == "drop line":
        lines[number : number + 1] = []
    elif kind == "double line":
        lines[number:number] = [line]
    elif kind == "drop sign" and line:
        at = data.draw(st.integers(0, len(line) - 1))
        lines[number] = line[:at] + line[at + 1 :]
    else:
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[number], lines[other] = lines[other], line
    path = shelf / "kikyo.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    pack = Pack(None, shelf)
    blocking = [finding for finding in check_file(path, pack) if finding.severity is Severity.BLOCKING]
    refused = [finding.key for finding in blocking if finding.key.startswith("error.")]
    if not refused:
        assert pack.load("kikyo").id == "kikyo"
        return
    with pytest.raises(CarrierFileError) as caught:
        pack.load("kikyo")
    assert said(caught.value)
    assert caught.value.key in refused
