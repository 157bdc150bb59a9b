"""What docs/planning.md says of dates is what the catalogue, the texts and the engine say."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest
from babel.messages.pofile import read_po
from doc_pages import Row, prose, sections, tables, tracked
from doc_sessions import ROOT

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import Contract
from tracker.core.plan import build_plan
from tracker.core.words import Channel

PLANNING = ROOT / "docs" / "planning.md"
DECISIONS = ROOT / "docs" / "decisions.md"
RECORDED = date(2027, 2, 15)
REPEATED = {
    "service": ":<service>",
    "membership": ":<membership>",
    "top-up": ":<n>",
    "bill": ":<item>",
    "debit": ":<item>",
}
EXAMPLES = tables(PLANNING)[
    ("carrier", "departure", "opens", "closes", "safe by", "recommended", "line ends", "charged through")
]


def test_steps_are_those_of_the_catalogue() -> None:
    catalogue = tomllib.loads((ROOT / "tracker" / "data" / "steps.toml").read_text(encoding="utf-8"))
    shown = tables(PLANNING)[("row", "step", "start", "due", "latest", "until")]
    assert shown == [
        (
            step["row"],
            step["key"].replace("cancel-membership", "cancel") + REPEATED.get(step.get("each", ""), ""),
            *(step.get(day, "") for day in ("start", "due", "latest", "until")),
        )
        for step in catalogue["step"]
    ]


def test_problems_are_those_that_have_a_text() -> None:
    shown = tables(PLANNING)[("code", "severity", "raised when", "as an inequality")]
    codes = [code for cell, *_ in shown for code in cell.split(", ")]
    assert all(re.search(r"[<>≤≥≠∉]|no ", inequality) for *_, inequality in shown)
    folder = ROOT / "tracker" / "data" / "locale" / "en" / "LC_MESSAGES" / "tracker"
    with (folder / "problems.po").open("rb") as handle:
        named = {str(message.id) for message in read_po(handle) if message.id}
    assert sorted(codes) == sorted({key.split(".")[1] for key in named if key.startswith("problem.")})


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: "-".join(row[:2]))
def test_worked_examples_come_out(row: Row) -> None:
    carrier_id, _, closing = row[0].removesuffix(")").partition(" (closing ")
    contract = Contract(
        name="example",
        carrier=carrier_id,
        recorded=RECORDED,
        departure=date.fromisoformat(row[1]),
        closing_day=int(closing) if closing else None,
        channel=Channel.ONLINE,
    )
    plan = build_plan(contract, Pack().load(carrier_id), load_policy(), load_calendar(), RECORDED)
    found = plan.cancellation
    assert found is not None
    days = (
        found.opens,
        found.closes,
        found.safe_by,
        found.recommended,
        found.line_ends,
        found.charged_through,
    )
    assert row[2:] == tuple(day.isoformat() for day in days)


def test_every_number_that_is_cited_exists() -> None:
    numbered = {
        "decisions": re.findall(r"^(\d+)\. ", prose(DECISIONS), re.MULTILINE),
        "planning": sections(PLANNING),
    }
    cited = {"decisions": 0, "planning": 0}
    for path in tracked():
        if path.suffix not in (".py", ".md", ".toml"):
            continue
        for name, listed in re.findall(
            r"docs/(decisions|planning)\.md (\d+(?:[0-9.,\s-]*\d)?)", path.read_text(encoding="utf-8")
        ):
            for number in re.split(r"[\s,-]+", listed):
                assert number in numbered[name], f"{path}: docs/{name}.md {number}"
                cited[name] += 1
    assert cited["decisions"] > 10
