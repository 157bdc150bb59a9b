"""Define the options of `add` and `edit`: what can be said about a contract."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import click

from tracker.carriers.names import fold, nearest
from tracker.cli.complete import carrier_ids, contract_names, role_names
from tracker.cli.context import Session
from tracker.cli.dates import parse_closing_day
from tracker.cli.options import (
    Reading,
    Unknown,
    Word,
    date_option,
    is_unknown,
    read_days,
    read_debit_day,
    read_phone_number,
    read_yen,
    text_option,
)
from tracker.cli.words import Option
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Role, Sim
from tracker.errors import UsageError
from tracker.service.bound import split_list, wants_none
from tracker.service.lines import Draft
from tracker.service.naming import shown


class Lent(StrEnum):
    """Name what was lent: a SIM, or a device (rental)."""

    SIM = "sim"
    DEVICE = "device"


_YES = frozenset(map(fold, ("yes", "y", "true", "是", "对", "有", "はい", "ある")))
_NO = frozenset(map(fold, ("no", "n", "false", "否", "不是", "没有", "いいえ", "ない")))


def read_yes_no(text: str) -> bool | None:
    """Return yes or no in any of the languages, None for unknown; raises UsageError for other words."""
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    if is_unknown(text):
        return None
    raise UsageError("error.value.yes-no", text=shown(text))


def says_no(text: str) -> bool:
    """Tell whether an answer means no, or none of several."""
    return fold(text) in _NO or wants_none([text])


def _read_answer(text: str) -> tuple[str, bool | None]:
    question, equals, answer = text.replace("＝", "=").rpartition("=")
    if not equals or not question.strip():
        raise UsageError("error.value.answer", text=shown(text))
    return question.strip(), read_yes_no(answer)


def read_roles(session: Session, text: str) -> tuple[str, ...]:
    """Return what ties a line to others: words, their names or their numbers, with commas; none is empty.

    Raises UsageError with the nearest words.
    """
    listed = split_list([text])
    if wants_none(listed):
        return ()
    found = [_read_role(session, word) for word in listed]
    return tuple(dict.fromkeys(found))


def _read_role(session: Session, text: str) -> str:
    names = {role.value: session.texts.get(f"term.blocked.{role.value}") for role in Role}
    for role, name in names.items():
        if fold(text) in (fold(role), fold(name)):
            return role
    raise UsageError(
        "error.value.word", text=shown(text), near=nearest(text.casefold(), names) or tuple(names)
    )


def _word(topic: str, words: type[StrEnum], option: str, *, unknown: bool) -> Option:
    return Option([option], type=Word(topic, words, unknown=unknown))


def line_options() -> list[click.Parameter]:
    """Return the options; what may be unknown can be said to be so, which takes back what was said before."""
    closing = text_option(
        "--billing-day", "closing_day", metavar="closing", read=parse_closing_day, unknown=True
    )
    answer = Option(
        ["--answer", "answers"],
        multiple=True,
        metavar="value:answer",
        type=Reading(lambda _session, text: _read_answer(text)),
    )
    return [
        Option(["--carrier"], metavar="value:carrier", shell_complete=carrier_ids),
        date_option("--departure", unknown=True),
        closing,
        _word("line", Line, "--line", unknown=False),
        _word("sim", Sim, "--sim", unknown=True),
        Option(["--prepaid/--postpaid"], default=None),
        date_option("--expires", unknown=True),
        text_option("--valid-days", metavar="days", read=read_days, unknown=True),
        text_option("--notice-days", metavar="days", read=read_days, unknown=True),
        date_option("--started", unknown=True, past=True),
        date_option("--signed", unknown=True, past=True),
        text_option("--plan", metavar="plan", unknown=True),
        text_option("--fee", "fee_yen", metavar="yen", read=read_yen, unknown=True),
        _word("payment", Payment, "--payment", unknown=True),
        text_option("--debit-day", metavar="closing", read=read_debit_day, unknown=True),
        _word("channel", Channel, "--channel", unknown=True),
        date_option("--needed-until", unknown=True),
        Option(["--service", "services"], multiple=True, metavar="value:services"),
        _word("holder", Holder, "--holder", unknown=False),
        _word("intent", Intent, "--intent", unknown=False),
        Option(
            ["--role", "roles"],
            multiple=True,
            metavar="value:roles",
            type=Reading(read_roles, unknown=True),
            shell_complete=role_names,
        ),
        Option(
            ["--shares"],
            metavar="value:name",
            type=Reading(lambda _session, text: Unknown.UNKNOWN if says_no(text) else text, unknown=True),
            shell_complete=contract_names,
        ),
        text_option("--number", metavar="number", read=read_phone_number, unknown=True),
        text_option("--device-balance", metavar="yen", read=read_yen, unknown=True),
        date_option("--device-until", unknown=True),
        text_option("--deposit", metavar="yen", read=read_yen, unknown=True),
        text_option("--owed", metavar="yen", read=read_yen, unknown=True),
        text_option("--balance", metavar="yen", read=read_yen, unknown=True),
        _word("item", Lent, "--item", unknown=False),
        answer,
        text_option("--note", metavar="text", unknown=True),
    ]


def draft_of(values: Mapping[str, Any]) -> Draft:
    """Return what was said by options: what was not given stays unsaid, `unknown` becomes None."""
    said: dict[str, Any] = {
        name: None if value is Unknown.UNKNOWN else value
        for name, value in values.items()
        if value is not None and value != ()
    }
    if "services" in said:
        words = split_list(said["services"])
        said["services"] = None if len(words) == 1 and is_unknown(words[0]) else words
    if "roles" in said:
        listed = [() if words is Unknown.UNKNOWN else words for words in said["roles"]]
        said["roles"] = tuple(dict.fromkeys(role for words in listed for role in words))
    if "item" in said:
        said["item"] = str(said["item"])
    return Draft(**said)


def read_word(session: Session, topic: str, words: type[StrEnum], text: str) -> StrEnum:
    """Return one of a few words as it was typed at a prompt: by itself, its name or its number."""
    listed = list(words)
    digits = fold(text)
    if digits.isdigit() and 1 <= int(digits) <= len(listed):
        return listed[int(digits) - 1]
    return Word(topic, words).read(session, text)
