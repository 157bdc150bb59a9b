"""docs/calendar.md lists the properties that are written, what the lint finds and what is worked round."""

from __future__ import annotations

from babel.messages.pofile import read_po
from doc_pages import tables
from doc_sessions import ROOT

from tracker.export.clients import DEFAULTS, Client

TABLES = tables(ROOT / "docs" / "calendar.md")


def test_findings_are_those_that_have_a_text() -> None:
    folder = ROOT / "tracker" / "data" / "locale" / "en" / "LC_MESSAGES" / "tracker"
    with (folder / "calendar.po").open("rb") as handle:
        said = {
            str(message.id).removeprefix("lint."): str(message.string).replace("{name}", "…")
            for message in read_po(handle)
            if str(message.id).startswith("lint.")
        }
    assert TABLES[("finding", "says")] == list(said.items())


def test_every_defect_that_is_worked_round_is_named() -> None:
    entries = (ROOT / "tracker" / "export" / "ics_entries.py").read_text(encoding="utf-8")
    assert len(TABLES[("defect", "consequence", "remedy")]) == entries.count("Defect:")


def test_properties_stand_in_the_order_of_the_page() -> None:
    """The sample has no appointment, so no place, and is not private."""
    sample = (ROOT / "examples" / "sim-plan.ics").read_bytes().decode()
    order = [name for name, _, _ in TABLES[("property", "value", "because")]]
    seen: set[str] = set()
    for event in sample.split("BEGIN:VEVENT\r\n")[1:]:
        lines = event.partition("END:VEVENT")[0].split("\r\n")
        outside = lines[: lines.index("BEGIN:VALARM")]
        names = [line.replace(";", ":").partition(":")[0] for line in outside if line[:1] != " "]
        assert list(dict.fromkeys(names)) == [name for name in order if name in names]
        seen.update(names)
    assert seen == set(order) - {"VALARM", "LOCATION", "CLASS"}


def test_every_app_is_listed_with_what_is_set_for_it() -> None:
    said = {app: words for app, words, _ in TABLES[("app", "set", "because")]}
    assert list(said) == [client.value for client in Client]
    for client, defaults in DEFAULTS.items():
        options = [
            f"--{name.replace('_', '-')}" + ("" if value is True else f" {value}")
            for name, value in defaults.items()
        ]
        assert said[client] == (", ".join(options) or "–")


def test_every_app_with_a_page_has_it_in_every_language() -> None:
    folder = ROOT / "docs" / "clients"
    names = {client.value for client in Client} - {"khal", "other"}
    assert {path.name for path in folder.iterdir()} == {
        f"{name}{lang}.md" for name in names for lang in ("", ".zh", ".ja")
    }
    for path in folder.iterdir():
        assert f"tracker export --for {path.name.split('.')[0]}" in path.read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8").count("\n## ") == 4
