"""The samples in examples/ are what the program makes, and the carrier file does what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from doc_pages import tables
from doc_sessions import ROOT, run

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.carriers.check import check_file
from tracker.core.contract import Contract
from tracker.core.plan import build_plan
from tracker.core.words import Severity
from tracker.export.lint import lint

EXAMPLES = ROOT / "examples"
ADD = (
    "tracker add main --carrier au --sim esim --payment card"
    " --departure 2027-02-19 --service wechat,alipay,line,bank"
)
RECORDED = date(2027, 2, 1)


def sample_plan(folder: Path) -> bytes:
    run(ADD, folder, "en")
    return (run("tracker plan main --json", folder, "en") + "\n").encode()


def sample_calendar(folder: Path) -> bytes:
    """Return the calendar with one id in place of the one that each contract is given by chance."""
    run(ADD, folder, "en")
    run("tracker export -o sim-plan.ics", folder, "en")
    written = (folder / "sim-plan.ics").read_bytes()
    return re.sub(
        rb"(?:(?<=UID:)|(?<=DEPENDS-ON:))[0-9a-f-]{36}", b"00000000-0000-4000-8000-000000000000", written
    )


@pytest.mark.parametrize(
    ("name", "make"),
    [("plan.json", sample_plan), ("sim-plan.ics", sample_calendar)],
    ids=["plan", "calendar"],
)
def test_samples_are_what_is_written_now(
    name: str, make: Callable[[Path], bytes], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    made = make(tmp_path)
    if pytestconfig.getoption("update_golden", default=False):
        (EXAMPLES / name).write_bytes(made)
    assert (EXAMPLES / name).read_bytes() == made


def test_every_example_is_described() -> None:
    described = [name for (name, _) in tables(EXAMPLES / "README.md")[("file", "shows")]]
    files = {path for path in EXAMPLES.iterdir() if path.name not in ("README.md", ".gitattributes")}
    assert {path for name in described for path in EXAMPLES.glob(name)} == files
    for name in described:
        languages = {path.suffixes[0] for path in EXAMPLES.glob(name) if path.suffix == ".console"}
        assert languages in (set(), {".en", ".zh", ".ja"}), name


def test_the_sample_calendar_is_sound() -> None:
    assert lint((EXAMPLES / "sim-plan.ics").read_bytes()) == ()


def test_the_sample_plan_is_of_the_day_that_it_says() -> None:
    plan = json.loads((EXAMPLES / "plan.json").read_text("utf-8"))
    assert (plan["schema"], plan["today"]) == ("tracker/plan/1", RECORDED.isoformat())


def test_the_carrier_file_corrects_one_day(tmp_path: Path) -> None:
    """Nothing else of the shipped file is touched, and the plan no longer has to ask."""
    own = tmp_path / "softbank.toml"
    own.write_bytes((EXAMPLES / "softbank.toml").read_bytes())
    pack, shipped = Pack(tmp_path), Pack()
    assert [one for one in check_file(own, pack) if one.severity is not Severity.NOTE] == []
    contract = Contract(name="a", carrier="softbank", recorded=RECORDED, departure=date(2027, 3, 28))
    plans = [
        build_plan(contract, one.load("softbank"), load_policy(), load_calendar(), RECORDED)
        for one in (shipped, pack)
    ]
    assert [plan.closing_day for plan in plans] == [None, 20]
    assert [len(plan.closing_choices) for plan in plans] == [3, 0]
    corrected = pack.load("softbank").facts
    assert [(fact.header, fact.key, fact.value) for fact in corrected[:1]] == [("closing", "day", 20)]
    assert [(fact.header, fact.key, fact.value) for fact in corrected[1:]] == [
        (fact.header, fact.key, fact.value) for fact in shipped.load("softbank").facts
    ]
