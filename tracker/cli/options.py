"""Read the values of options, each in one place, in any spelling that people use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

import click

from tracker.carriers.names import fold, nearest
from tracker.cli.context import Session, session_of
from tracker.cli.dates import parse_closing_day, parse_date, parse_datetime
from tracker.cli.words import Argument, Option
from tracker.errors import UsageError
from tracker.service.naming import shown

if TYPE_CHECKING:
    # Generic for the type checker alone: at run time only from click 8.3 on.
    _ParamType = click.ParamType[object]
else:
    _ParamType = click.ParamType

WordT = TypeVar("WordT", bound=StrEnum)

MOST_YEN = 100_000_000
MOST_DAYS = 3660

_UNKNOWN_WORDS = frozenset(
    map(fold, ("unknown", "?", "？", "未知", "不明", "不知道", "不清楚", "わからない"))
)
_NUMBER_JOINTS = re.compile(r"[\s\-‐-―−ー－().・/]+")
_DOMESTIC_LENGTHS = (11, 12)
"""Digits of a Japanese number with its calling code and without the leading 0."""
_YEN = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(?:円|圓|元|日元|日圆|yen|jpy)?", re.IGNORECASE)
_DAYS = re.compile(r"(\d{1,5})(?:日間?|天|days?|d)?", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,18}")


class Unknown(Enum):
    """Stand for a value that the person said is unknown."""

    UNKNOWN = "unknown"


def is_unknown(text: str) -> bool:
    """Tell whether somebody says that they do not know, in any of the languages."""
    return fold(text) in _UNKNOWN_WORDS


def read_date(session: Session, text: str, *, past: bool = False, always: bool = False) -> date:
    """Return the day that was typed, saying it back where something was left open, or `always`."""
    parsed = parse_date(text, session.today, lang=session.texts.lang, past=past)
    if parsed.assumed or always:
        session.say("cli.date.read", text=shown(text), day=session.texts.date(parsed.day, year=True))
    return parsed.day


def read_moment(session: Session, text: str) -> datetime:
    """Return the moment in Japan that was typed, saying it back where something was left open."""
    parsed = parse_datetime(text, session.today, lang=session.texts.lang)
    if parsed.assumed:
        day = session.texts.date(parsed.moment.date(), year=True)
        session.say("cli.date.read", text=shown(text), day=f"{day} {parsed.moment:%H:%M}")
    return parsed.moment


def read_yen(text: str) -> int:
    """Return an amount in whole yen; raises UsageError when it is none, or below 0."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",")
    match = _YEN.fullmatch(plain)
    amount = int(match.group(1).replace(",", "")) if match else -1
    if not 0 <= amount <= MOST_YEN:
        raise UsageError("error.value.yen", text=shown(text))
    return amount


def read_days(text: str) -> int:
    """Return a number of days from 1 on; raises UsageError."""
    match = _DAYS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    days = int(match.group(1)) if match else 0
    if not 1 <= days <= MOST_DAYS:
        raise UsageError("error.value.days", text=shown(text))
    return days


def read_debit_day(text: str) -> int:
    """Return a day of the month, 31 for its end; raises UsageError that does not speak of closing."""
    try:
        return parse_closing_day(text)
    except UsageError as error:
        raise UsageError("error.value.debit-day", text=shown(text)) from error


def read_phone_number(text: str) -> str:
    """Return a phone number as digits, a Japanese one from its 0, another with `+`.

    `+81 90-1234-5678`, `0081 90...`, `(090) 1234 5678` and full-width digits are one number. Raises
    UsageError when it is none.
    """
    plain = _NUMBER_JOINTS.sub("", unicodedata.normalize("NFKC", text))
    for exit_code in ("010", "00"):
        if plain.startswith(exit_code):
            plain = "+" + plain.removeprefix(exit_code)
    if plain.startswith("81") and len(plain) in _DOMESTIC_LENGTHS:
        plain = "+" + plain
    if plain.startswith("+81"):
        plain = "0" + plain.removeprefix("+81").removeprefix("0")
    digits = plain.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 15):
        raise UsageError("error.value.number", text=shown(text))
    return plain


class Reading(_ParamType):
    """Read a value with a function that raises UsageError; `unknown` words where they are allowed."""

    name = "text"

    def __init__(self, read: Callable[[Session, str], object], *, unknown: bool = False) -> None:
        """Take the function and whether the person may say that the value is unknown."""
        self._read = read
        self._unknown = unknown

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the value that was typed."""
        del param
        if self._unknown and is_unknown(value):
            return Unknown.UNKNOWN
        return self._read(session_of(ctx or click.get_current_context()), value)


class Count(_ParamType):
    """Read a whole number from `least` to `most`, both inclusive; None is no limit."""

    name = "count"

    def __init__(self, least: int, most: int | None = None) -> None:
        """Take the limits."""
        self._least = least
        self._most = most

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that was typed; raises UsageError."""
        del ctx
        text = unicodedata.normalize("NFKC", str(value)).strip()
        number = int(text) if _WHOLE.fullmatch(text) else None
        if number is None or number < self._least or (self._most is not None and number > self._most):
            option = param.opts[0] if param is not None else ""
            limits = {"least": self._least, "most": self._most}
            raise UsageError("error.value.count", option=option, text=shown(text), **limits)
        return number


class Word(_ParamType, Generic[WordT]):
    """Read one of a few words, as it is or as `cli.choice.<topic>.<word>` says it where there is that."""

    name = "word"

    def __init__(self, topic: str, words: type[WordT], *, unknown: bool = False) -> None:
        """Take the topic of the texts, the words, and whether `unknown` is one too."""
        self.topic = topic
        self.words = words
        self._unknown = unknown

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words."""
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the word that was typed; raises UsageError with the nearest."""
        del param
        if self._unknown and is_unknown(value):
            return Unknown.UNKNOWN
        return self.read(session_of(ctx or click.get_current_context()), value)

    def names(self, session: Session) -> dict[WordT, str]:
        """Return what the words are called in the person's language."""
        keys = {word: f"cli.choice.{self.topic}.{word.value}" for word in self.words}
        return {
            word: session.texts.get(key) if session.texts.has(key) else word.value
            for word, key in keys.items()
        }

    def read(self, session: Session, text: str) -> WordT:
        """Return the word that was typed, by itself or by its name; raises UsageError with the nearest."""
        names = self.names(session)
        for word, name in names.items():
            if fold(text) in (fold(word.value), fold(name)):
                return word
        known = [word.value for word in self.words]
        near = nearest(text.casefold(), known) or tuple(known)
        raise UsageError("error.value.word", text=shown(text), near=near)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Return the words that begin so."""
        del ctx, param
        item = click.shell_completion.CompletionItem
        return [item(word.value) for word in self.words if word.value.startswith(incomplete)]


def date_option(*names: str, past: bool = False, unknown: bool = False) -> Option:
    """Return an option that takes a day."""
    reading = Reading(lambda session, text: read_date(session, text, past=past), unknown=unknown)
    return Option(list(names), type=reading, metavar="value:date")


def text_option(
    *names: str, metavar: str, read: Callable[[str], object] | None = None, unknown: bool = False
) -> Option:
    """Return an option whose text is read by a function, or stays as it is."""
    reading = Reading(lambda _session, text: text if read is None else read(text), unknown=unknown)
    return Option(list(names), type=reading, metavar=f"value:{metavar}")


def flag(*names: str) -> Option:
    """Return an option without a value."""
    return Option(list(names), is_flag=True)


def json_flag() -> Option:
    """Return `--json`."""
    return flag("--json", "as_json")


def name_argument(*, many: bool = False) -> Argument:
    """Return NAME, which may be left out."""
    from tracker.cli.complete import contract_names

    return Argument(
        ["names" if many else "name"],
        required=False,
        nargs=-1 if many else 1,
        metavar="value:name",
        shell_complete=contract_names,
    )
