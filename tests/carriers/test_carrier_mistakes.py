"""What people get wrong when they write a carrier file, and what they are told."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from carrier_cases import changed, said

from tracker.carriers import Pack
from tracker.carriers.check import check_file
from tracker.carriers.faults import TOP, block_spot
from tracker.core.model import Term
from tracker.core.words import Severity
from tracker.errors import CarrierFileError, ExitCode


class Mistake(NamedTuple):
    old: str
    new: str
    key: str
    where: str | Term
    hint: str


ONLINE = "[[channel.online]] #1"
EFFECT = "[[effect]] #1"
MISTAKES = {
    # headers
    "single brackets": Mistake("[[effect]]", "[effect]", "single-brackets", "[effect]", "[[effect]]"),
    "single brackets below a family": Mistake(
        "[[channel.online]]", "[channel.online]", "single-brackets", "[channel.online]", "[[channel.online]]"
    ),
    "header misspelt": Mistake("[[effect]]", "[[efect]]", "unknown-header", TOP.where, "effect"),
    "family misspelt": Mistake(
        "[[channel.phone]]", "[[chanel.phone]]", "unknown-header", TOP.where, "channel"
    ),
    "channel that does not exist": Mistake(
        "[[channel.phone]]", "[[channel.phones]]", "unknown-header", TOP.where, "phone"
    ),
    "header without its word": Mistake("[[fee.base]]", "[[fee]]", "not-toml", "", "line"),
    "only a family": Mistake("[[lost]]", "[[expiry]]", "not-toml", "", "line"),
    "family as blocks": Mistake(
        "[[linked.club]]", "[[linked]]", "header-needs-name", TOP.where, "[[linked]]"
    ),
    "family as a table": Mistake("[[linked.club]]", "[linked]", "header-needs-name", TOP.where, "[linked]"),
    "closed family as a table": Mistake(
        "[[confirmation]]",
        "[after]\nkept = false\n\n[[confirmation]]",
        "header-needs-name",
        TOP.where,
        "mail",
    ),
    "word after a plain header": Mistake(
        "[[effect]]", "[[effect.online]]", "header-takes-no-name", TOP.where, "[[effect]]"
    ),
    "capital in a name": Mistake("[[fee.base]]", "[[fee.Base]]", "bad-name", TOP.where, "small letters"),
    "moved from no day": Mistake("[[moved.20]]", "[[moved.32]]", "unknown-header", TOP.where, "[[moved.32]]"),
    # keys
    "key misspelt": Mistake('ends = "month-end"', 'end = "month-end"', "unknown-key", EFFECT, "ends"),
    "key of another header": Mistake(
        'ends = "month-end"', 'ends = "month-end"\nyen = 5', "unknown-key", EFFECT, "newer tracker"
    ),
    "shared key misspelt": Mistake(
        'conflict = "An older', 'conflicts = "An older', "unknown-key", "[[closing]] #1", "conflict"
    ),
    "key of the file misspelt": Mistake("aliases =", "alias =", "unknown-key", TOP.where, "aliases"),
    "key of the file below a header": Mistake(
        'ends = "month-end"', 'ends = "month-end"\nscope = "all"', "top-key-below", EFFECT, "above the first"
    ),
    "condition misspelt": Mistake(
        'when = { payment = "card" }',
        'when = { payments = "card" }',
        "unknown-key",
        "[[charge.base]] #2",
        "payment",
    ),
    "retry misspelt": Mistake(
        "retry = { months = 2,", "retry = { month = 2,", "unknown-key", "[[charge.base]] #1", "months"
    ),
    "no amount": Mistake("yen = 1100\nat_most", "at_most", "missing-key", "[[fee.termination]] #1", "yen"),
    "no text": Mistake(
        'text = "Porting out is a procedure of its own."\n', "", "missing-key", "[[note]] #1", "text"
    ),
    "no name": Mistake("name = {", "nome = {", "unknown-key", TOP.where, "name"),
    "no kind": Mistake('kind = "mvno"\n', "", "missing-key", TOP.where, "kind"),
    "name in two languages": Mistake(', ja = "桔梗モバイル"', "", "missing-key", TOP.where, "name.ja"),
    # words
    "effect misspelt": Mistake(
        'ends = "month-end"', 'ends = "end-of-month"', "unknown-word", EFFECT, "month-end"
    ),
    "document misspelt": Mistake(
        '"residence-card"', '"resident-card"', "unknown-word", "[[channel.shop]] #1", "residence-card"
    ),
    "payment misspelt": Mistake(
        'payment = "card" }\nthen',
        'payment = "credit" }\nthen',
        "unknown-word",
        "[[charge.base]] #2",
        "card",
    ),
    "kind misspelt": Mistake('kind = "mvno"', 'kind = "virtual"', "unknown-word", TOP.where, "mvno"),
    "kind of source misspelt": Mistake(
        'kind = "news"', 'kind = "newspaper"', "unknown-word", "[sources] press", "news"
    ),
    # values
    "true for one": Mistake(
        "months = 12\nsingle", "months = true\nsingle", "bad-value", "[[minimum_term]] #1", "whole number"
    ),
    "one for true": Mistake(
        "holder_only = true", "holder_only = 1", "bad-value", "[[payment]] #1", "true or false"
    ),
    "number in quotes": Mistake("day = 25", 'day = "25"', "bad-value", "[[cutoff]] #2", "1 to 31"),
    "day 32": Mistake("day = 25", "day = 32", "bad-value", "[[cutoff]] #2", "month-end"),
    "money with a comma": Mistake(
        "yen = 1100", 'yen = "1,100"', "bad-value", "[[fee.termination]] #1", "whole yen"
    ),
    "money below zero": Mistake("yen = 1100", "yen = -1", "bad-value", "[[fee.termination]] #1", "whole yen"),
    "money with a point": Mistake(
        "yen = 1100", "yen = 1100.5", "bad-value", "[[fee.termination]] #1", "whole yen"
    ),
    "date in quotes": Mistake(
        "sold_from = 2020-04-01", 'sold_from = "2020-04-01"', "bad-value", "[[status]] #1", "without quotes"
    ),
    "date with a time": Mistake(
        "sold_from = 2020-04-01",
        "sold_from = 2020-04-01T09:00:00",
        "bad-value",
        "[[status]] #1",
        "2027-03-28",
    ),
    "time without a zero": Mistake(
        'time = "20:00"', 'time = "8:00"', "bad-value", "[[withdrawal]] #1", "21:10"
    ),
    "time without quotes": Mistake(
        'time = "20:00"', "time = 20:00:00", "bad-value", "[[withdrawal]] #1", "in quotes"
    ),
    "hours with words": Mistake('"09:00-21:00"', '"9 to 21"', "bad-value", ONLINE, "24h"),
    "closed on a day that is none": Mistake(
        '"12-31..01-03"', '"year-end"', "bad-value", ONLINE, "12-31..01-03"
    ),
    "window of three days": Mistake(
        "days = [10, 12]", "days = [10, 11, 12]", "bad-value", "[[charge.usage]] #1", "[8, 11]"
    ),
    "page date in words": Mistake('"2026-04-09"', '"April 2026"', "bad-value", "[sources] press", "2026-04"),
    "address of a page": Mistake('"https://guide', '"guide', "bad-value", "[sources] guide", "https://"),
    "phone with words": Mistake(
        '"0120-000-000"', '"call us"', "bad-value", "[[contact.general]] #1", "digits"
    ),
    "empty text": Mistake('where = "My Kikyo"\nurl', 'where = " "\nurl', "bad-value", ONLINE, "not empty"),
    "list for one": Mistake(
        'ends = "month-end"', 'ends = ["month-end"]', "not-one", EFFECT, "without brackets"
    ),
    "one for a list": Mistake(
        'needs = ["login", "sms-to-line"]', 'needs = "login"', "not-a-list", ONLINE, 'needs = ["login"]'
    ),
    "word for a condition": Mistake(
        'when = { payment = "card" }', 'when = "card"', "not-a-table", "[[charge.base]] #2", "braces"
    ),
    "end before the beginning": Mistake(
        "signed_until = 2026-02-28",
        "signed_until = 2025-02-28",
        "range-reversed",
        "[[fee.termination]] #1",
        "signed_from",
    ),
    "window turned round": Mistake(
        "days = [8, 10]", "days = [10, 8]", "range-reversed", "[[statement]] #1", "days"
    ),
    "line break in a note": Mistake(
        '"Asked for later, the line',
        '"Asked for later,\\nthe line',
        "control-character",
        "[[cutoff]] #2",
        "note",
    ),
    "escape in a name": Mistake(
        'en = "Kikyo Mobile', 'en = "Kikyo\\u001b[31m', "control-character", TOP.where, "name.en"
    ),
    "hidden direction": Mistake("桔梗移动", "\\u202e桔梗", "control-character", TOP.where, "name.zh"),
    "control in a key": Mistake(
        'ends = "month-end"', 'ends = "month-end"\n"a\\tb" = 1', "control-character", EFFECT, "a\\tb"
    ),
    # how it is known
    "no basis": Mistake(
        'line_stops = "line-end"\nreported = ["press", "guide"]',
        'line_stops = "line-end"',
        "no-basis",
        EFFECT,
        "official",
    ),
    "two bases": Mistake(
        'where = "My Kikyo"\nhours = "24h"',
        'where = "My Kikyo"\nofficial = ["home"]',
        "two-bases",
        "[[lost]] #1",
        "two blocks",
    ),
    "reported by one": Mistake(
        'line_stops = "line-end"\nreported = ["press", "guide"]',
        'line_stops = "line-end"\nreported = ["press"]',
        "bad-value",
        EFFECT,
        "single",
    ),
    "the same page twice": Mistake(
        'line_stops = "line-end"\nreported = ["press", "guide"]',
        'line_stops = "line-end"\nreported = ["press", "press"]',
        "twice",
        EFFECT,
        "press",
    ),
    "weak rule": Mistake(
        'line_stops = "line-end"\nreported = ["press", "guide"]',
        'line_stops = "line-end"\nweak = ["old"]',
        "weak-rule",
        EFFECT,
        "[[check]]",
    ),
    "page that is not listed": Mistake(
        'official = ["home"]', 'official = ["hame"]', "unknown-source", "[[status]] #1", "home"
    ),
    "nothing said": Mistake(
        "sold = true\nsold_from = 2020-04-01\nsold_until = 2030-03-31\n",
        "",
        "no-value",
        "[[status]] #1",
        "Add a value",
    ),
    "source without address": Mistake(
        'guide = { url = "https://guide.example/kikyo", ',
        "guide = { ",
        "missing-key",
        "[sources] guide",
        "url",
    ),
    "source without day": Mistake(", read = 2026-10-01", "", "missing-key", "[sources] guide", "read"),
    "source as text": Mistake(
        'guide = { url = "https://guide.example/kikyo", kind = "guide", read = 2026-10-01 }',
        'guide = "https://guide.example/kikyo"',
        "not-a-table",
        "[sources] guide",
        "braces",
    ),
    "source with a capital": Mistake("\nold = {", "\nOld = {", "bad-name", TOP.where, "[sources] Old"),
    "sources in double brackets": Mistake(
        "[sources]", "[[sources]]", "bad-sources", "[sources]", "[sources]"
    ),
    # references
    "plan that is not declared": Mistake(
        'plan = "full", line', 'plan = "ful", line', "unknown-plan", "[[fee.termination]] #1", "full"
    ),
    "plan with a capital": Mistake(
        "plans = { light =", "plans = { Light =", "bad-value", TOP.where, "small letters"
    ),
    "note about nothing": Mistake(
        'about = "effect"', 'about = "effects"', "unknown-about", "[[note]] #1", "effect"
    ),
    "unset of nothing": Mistake(
        'group = "kikyo"', 'unset = ["return.adress"]', "unknown-about", TOP.where, "return"
    ),
    "parent that does not exist": Mistake(
        'group = "kikyo"', 'inherits = "nadesiko"', "unknown-parent", TOP.where, "nadeshiko"
    ),
    "membership that does not exist": Mistake(
        'carrier = "kikyo-club"',
        'carrier = "kikyo-clubs"',
        "unknown-carrier",
        "[[linked.club]] #1",
        "kikyo-club",
    ),
    # format
    "no format": Mistake("format = 1\n", "", "no-format", TOP.where, "format = 1"),
    "format in quotes": Mistake("format = 1", 'format = "1"', "bad-format", TOP.where, "format = 1"),
    "format true": Mistake("format = 1", "format = true", "bad-format", TOP.where, "format = 1"),
    "format 0": Mistake("format = 1", "format = 0", "bad-format", TOP.where, "format = 1"),
    "newer format": Mistake("format = 1", "format = 2", "newer-format", TOP.where, "newer tracker"),
    # TOML
    "quote not closed": Mistake('"Kikyo"]', '"Kikyo]', "not-toml", "", "line 5"),
    "day that does not exist": Mistake("2030-03-31", "2030-02-31", "not-toml", "", "line"),
    "the same key twice": Mistake('menu = "解約"', 'menu = "解約"\nmenu = "解約"', "not-toml", "", "TOML"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_mistake_is_refused_with_file_place_and_hint(mistake: Mistake, shelf: Path) -> None:
    path = shelf / "kikyo.toml"
    path.write_text(changed(mistake.old, mistake.new), encoding="utf-8")
    pack = Pack(None, shelf)
    with pytest.raises(CarrierFileError) as caught:
        pack.load("kikyo")
    error = caught.value
    assert error.exit_code == ExitCode.CARRIER_FILE
    sentence = said(error)
    assert (error.key, error.values.get("where", "")) == (
        f"error.carrier-file.{mistake.key}",
        mistake.where,
    ), sentence
    assert str(path) in sentence
    assert mistake.hint in sentence
    refused = {finding.key for finding in check_file(path, pack) if finding.severity is Severity.BLOCKING}
    assert error.key in refused


@pytest.mark.parametrize("value", ['"24h"', "[1]", '["24h", "9h"]', "2027-03-28"])
def test_value_instead_of_blocks(value: str, shelf: Path) -> None:
    path = shelf / "small.toml"
    path.write_text(f'format = 1\nkind = "mvno"\nlost = {value}\nname = {{ en = "a", zh = "b", ja = "c" }}\n')
    with pytest.raises(CarrierFileError) as caught:
        Pack(None, shelf).load("small")
    assert caught.value.key == "error.carrier-file.not-blocks"
    assert "[[lost]]" in said(caught.value)


def test_there_are_enough_of_them() -> None:
    assert len(MISTAKES) >= 29


def test_all_faults_are_found_at_once(shelf: Path) -> None:
    text = changed('ends = "month-end"', 'end = "month-end"')
    text = changed('"residence-card"', '"resident-card"', text)
    text = changed("[[lost]]", "[lost]", text)
    path = shelf / "kikyo.toml"
    path.write_text(text, encoding="utf-8")
    found = [
        (finding.header, finding.key.rpartition(".")[2]) for finding in check_file(path, Pack(None, shelf))
    ]
    assert ("effect", "unknown-key") in found
    assert ("channel.shop", "unknown-word") in found
    assert ("lost", "single-brackets") in found


@pytest.mark.parametrize("number", [1, 2, 22])
def test_place_of_a_block_is_counted(number: int) -> None:
    assert block_spot("effect", number).where == f"[[effect]] #{number}"
