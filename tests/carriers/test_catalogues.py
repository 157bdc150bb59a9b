"""The catalogues of steps and services, and how a slip in them is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from carrier_cases import changed, said

from tracker.carriers import find_service, load_policy
from tracker.carriers.catalogues import DATA, ROWS, read_policy
from tracker.core.catalogue import Expression, ServiceRule
from tracker.errors import CarrierFileError, ExitCode, NotFoundError

STEPS = """
[[step]]
key = "look"
row = "look"
kind = "check-contract"
applies = [["postpaid"], ["prepaid", "number"]]
start = "recorded"
due = "T-30"
latest = "min(E,D)-1"
until = "max(due,closes)"

[[step]]
key = "move"
row = "move"
kind = "unbind"
applies = [["bound"]]
each = "service"
roll = "back"
roll_to = "business"
depends_on = ["look"]
critical = true
after_departure = true

[[step]]
key = "wait"
row = "until"
kind = "keep-payment-open"
applies = [["pays"]]
due = "T"
passive = true
depends_on = ["look", "move"]
"""
SERVICES = """
[[service]]
key = "line"
category = "chat"
use = "login"
moving = "sms"
lead_days = 1
money = false
sms = true
names = { en = "LINE", zh = "连我 LINE", ja = "ライン" }

[[service]]
key = "bank"
category = "bank"
use = "payment"
moving = "counter"
lead_days = 7
money = true
sms = false
names = { en = "Bank", zh = "银行", ja = "銀行" }
aliases = ["Yucho", "ゆうちょ"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "steps.toml").write_text(STEPS, encoding="utf-8")
    (tmp_path / "services.toml").write_text(SERVICES, encoding="utf-8")
    return tmp_path


def test_steps_as_the_core_takes_them(folder: Path) -> None:
    look, move, wait = read_policy(folder).steps
    assert (look.key, look.row, look.kind, look.order) == ("look", "look", "check-contract", 0)
    assert look.applies == (frozenset({"postpaid"}), frozenset({"prepaid", "number"}))
    assert look.start == Expression.parse("recorded")
    assert look.due == Expression.parse("T-30")
    assert look.latest == Expression.parse("min(E,D)-1")
    assert look.until == Expression.parse("max(due,closes)")
    assert (look.each, look.roll, look.roll_to, look.depends_on) == (None, None, None, ())
    assert (look.critical, look.passive, look.after_departure) == (False, False, False)
    assert (move.each, move.roll, move.roll_to, move.order) == ("service", "back", "business", 1)
    assert (move.start, move.due, move.latest, move.until) == (None, None, None, None)
    assert move.critical
    assert move.after_departure
    assert wait.depends_on == ("look", "move")
    assert wait.passive


def test_services_as_the_core_takes_them(folder: Path) -> None:
    line, bank = read_policy(folder).services
    assert line == ServiceRule(
        key="line",
        category="chat",
        use="login",
        moving="sms",
        lead_days=1,
        money=False,
        sms=True,
        order=0,
        names=(("en", "LINE"), ("zh", "连我 LINE"), ("ja", "ライン")),
    )
    assert (bank.order, bank.aliases) == (1, ("Yucho", "ゆうちょ"))


@pytest.mark.parametrize(
    ("old", "new", "key", "hint"),
    [
        ('due = "T-30"', 'dew = "T-30"', "unknown-key", "due"),
        ('due = "T-30"', 'due = "T - thirty"', "bad-expression", "T-30"),
        ('due = "T-30"', "due = 30", "bad-value", "due = 30"),
        ('row = "move"', 'row = "moves"', "bad-value", "moves"),
        ('kind = "unbind"\n', "", "missing-key", "kind"),
        ('key = "move"', 'key = "look"', "duplicate", "look"),
        ('key = "move"\n', "", "missing-key", "#2"),
        ('depends_on = ["look"]', 'depends_on = ["lock"]', "unknown-step", "look"),
        ('depends_on = ["look"]', 'depends_on = ["zzz"]', "unknown-step", "zzz"),
        ('depends_on = ["look"]', 'depends_on = ["wait"]', "cycle", "move and wait"),
        ('depends_on = ["look"]', 'depends_on = ["move"]', "cycle", "move"),
        ("critical = true", "critical = 1", "bad-value", "critical"),
        ('applies = [["bound"]]', 'applies = ["bound"]', "bad-value", "applies"),
        ('applies = [["bound"]]', "applies = [[]]", "bad-value", "applies"),
        ('applies = [["bound"]]', "applies = []", "bad-value", "applies"),
        ('each = "service"', 'each = "services"', "bad-value", "each"),
        ('key = "move"', 'key = "mo\\tve"', "bad-value", "key"),
        ("[[step]]", "[[steps]]", "unknown-header", "[[step]]"),
    ],
)
def test_a_slip_in_the_steps_is_refused(folder: Path, old: str, new: str, key: str, hint: str) -> None:
    refuse(folder, "steps.toml", changed(old, new, STEPS), key, hint)


@pytest.mark.parametrize(
    ("old", "new", "key", "hint"),
    [
        ("lead_days = 7", "lead_days = true", "bad-value", "lead_days"),
        ("lead_days = 7", "lead_days = -1", "bad-value", "lead_days"),
        ("money = true\n", "", "missing-key", "money"),
        ('use = "payment"', 'use = "pay"', "bad-value", "pay"),
        ('moving = "counter"', 'moving = "desk"', "bad-value", "desk"),
        (', ja = "銀行"', "", "bad-value", "names"),
        ('ja = "銀行"', 'ja = "銀行", fr = "banque"', "bad-value", "names"),
        ('ja = "銀行"', "ja = 1", "bad-value", "names"),
        ('names = { en = "Bank", zh = "银行", ja = "銀行" }', 'names = "Bank"', "bad-value", "names"),
        ('aliases = ["Yucho", "ゆうちょ"]', 'aliases = "Yucho"', "bad-value", "aliases"),
        ("aliases", "alias", "unknown-key", "aliases"),
        ('key = "bank"', 'key = "line"', "duplicate", "line"),
    ],
)
def test_a_slip_in_the_services_is_refused(folder: Path, old: str, new: str, key: str, hint: str) -> None:
    refuse(folder, "services.toml", changed(old, new, SERVICES), key, hint)


@pytest.mark.parametrize("text", ["", "step = 1", 'step = ["a"]'])
def test_a_catalogue_without_entries_is_refused(folder: Path, text: str) -> None:
    refuse(folder, "steps.toml", text, "no-entries", "[[step]]")


def test_a_missing_or_broken_catalogue_is_refused(folder: Path) -> None:
    (folder / "services.toml").write_text("key = ")
    with pytest.raises(CarrierFileError) as caught:
        read_policy(folder)
    assert caught.value.key == "error.carrier-file.not-toml"
    (folder / "services.toml").unlink()
    with pytest.raises(CarrierFileError) as caught:
        read_policy(folder)
    assert "services.toml" in said(caught.value)


def refuse(folder: Path, name: str, text: str, key: str, hint: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CarrierFileError) as caught:
        read_policy(folder)
    assert caught.value.key == f"error.catalogue.{key}"
    assert caught.value.exit_code == ExitCode.CARRIER_FILE
    sentence = said(caught.value)
    assert name in sentence
    assert hint in sentence


def test_shipped_catalogues_are_sound() -> None:
    policy = load_policy()
    assert policy is load_policy()
    assert {step.row for step in policy.steps} == set(ROWS)
    assert [step.order for step in policy.steps] == list(range(len(policy.steps)))
    assert [step.key for step in policy.steps] == [step.key for step in read_policy(DATA).steps]
    assert len({service.key for service in policy.services}) == len(policy.services)


@pytest.mark.parametrize("text", ["wechat", "WeChat", "ＷＥＣＨＡＴ", "微信", "wecha"])
def test_services_are_found_in_any_spelling(text: str) -> None:
    assert find_service(text).key == "wechat"


def test_every_service_is_found_by_everything_it_is_called() -> None:
    for service in load_policy().services:
        for name in (service.key, *dict(service.names).values(), *service.aliases):
            assert find_service(name) is service, name


def test_a_service_that_is_unknown_or_not_clear() -> None:
    with pytest.raises(NotFoundError) as caught:
        find_service("wechatt")
    assert caught.value.values["nearest"] == ("wechat",)
    assert "wechat" in said(caught.value)
    with pytest.raises(NotFoundError) as caught:
        find_service("xyzzy")
    assert said(caught.value) == 'There is no service "xyzzy" in the catalogue.'
    with pytest.raises(NotFoundError) as caught:
        find_service("m")
    assert caught.value.key == "error.service.ambiguous"
    assert "mercari" in said(caught.value)
    with pytest.raises(NotFoundError) as caught:
        find_service("")
    assert caught.value.key == "error.service.unknown"
