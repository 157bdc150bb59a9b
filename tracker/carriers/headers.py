"""Describe the whole of a carrier file: what stands above the first header, and every header."""

from __future__ import annotations

from typing import Annotated, NamedTuple, Required, get_args

from pydantic import Field
from typing_extensions import TypedDict

from tracker.carriers import blocks as b
from tracker.carriers import shapes as s
from tracker.carriers import words as w

FORMAT = 1
"""The newest format that this program reads."""


class Check(TypedDict, total=False):
    """Name something to ask the carrier; never a rule."""

    about: Required[s.Text]
    text: Required[s.Text]


class CheckBasis(TypedDict, total=False):
    """Hold what a `[[check]]` may say beside its text: low confidence has a key of its own."""

    weak: s.SourceIds
    when: b.When


class NoBasis(TypedDict):
    """Hold what an `[[example]]` may say about itself: nothing."""


class Example(TypedDict, total=False):
    """Work one case through; run by the tests."""

    today: Required[s.Day]
    departure: Required[s.Day]
    needed_until: s.Day
    closing: s.DayOfMonth
    payment: w.PaymentWord
    plan: s.Slug
    signed: s.Day
    expires: s.Day
    started: s.Day
    valid_days: s.Days
    opens: s.Day
    closes: s.Day
    safe_by: s.Day
    recommended: s.Day
    line_ends: s.Day
    charged_through: s.Day
    last_debit: s.Day


class SourceTable(TypedDict, total=False):
    """Name a page; `page` is its own date."""

    url: s.Url
    kind: Required[w.SourceKind]
    read: Required[s.Day]
    page: s.PartialDay
    note: s.Text


class NameTable(TypedDict):
    """Give the name in the three languages."""

    en: s.Text
    zh: s.Text
    ja: s.Text


Plans = Annotated[dict[Annotated[str, Field(pattern=s.SLUG)], s.Text], s.Expects("plans")]
Sources = dict[Annotated[str, Field(pattern=s.SLUG)], SourceTable]


class Top(TypedDict, total=False):
    """Hold the keys above the first header."""

    format: Required[s.FormatNumber]
    kind: w.Kind
    name: NameTable
    aliases: s.Texts
    scope: s.Text
    group: s.Slug
    inherits: s.Slug
    unset: s.Texts
    plans: Plans
    sources: Sources


class Header(NamedTuple):
    """Say what blocks a header takes.

    `names` are the words that may follow the dot, None for any; () for a header without a dot.
    `basis` is the model of the keys that say how the values are known.
    """

    table: type
    names: tuple[str, ...] | None = ()
    basis: type = b.Basis


_MOVED_FROM = (*(str(day) for day in range(1, 32)), "month-end")

HEADERS: dict[str, Header] = {
    "status": Header(b.Status),
    "closing": Header(b.Closing),
    "moved": Header(b.Moved, _MOVED_FROM),
    "effect": Header(b.Effect),
    "cutoff": Header(b.Cutoff),
    "withdrawal": Header(b.Withdrawal),
    "proration": Header(b.Proration),
    "channel": Header(b.Channel, get_args(w.ChannelName)),
    "confirmation": Header(b.Confirmation),
    "payment": Header(b.PaymentMeans),
    "statement": Header(b.Statement),
    "charge": Header(b.Charge, get_args(w.ChargeName)),
    "small_bill": Header(b.SmallBill),
    "deposit": Header(b.Deposit),
    "minimum_term": Header(b.MinimumTerm),
    "fee": Header(b.Fee, None),
    "return": Header(b.Return),
    "after": Header(b.After, get_args(w.AfterName)),
    "keep": Header(b.Keep, get_args(w.KeepName)),
    "port": Header(b.Port),
    "additional_sim": Header(b.AdditionalSim),
    "expiry.validity": Header(b.Validity),
    "expiry.start": Header(b.Start),
    "expiry.idle": Header(b.Idle),
    "expiry.unpaid": Header(b.Idle),
    "expiry.renewal": Header(b.Renewal),
    "expiry.top-up": Header(b.TopUp),
    "lost": Header(b.Lost),
    "contact": Header(b.Contact, None),
    "linked": Header(b.Linked, None),
    "note": Header(b.NoteBlock),
    "check": Header(Check, basis=CheckBasis),
    "example": Header(Example, basis=NoBasis),
}
"""Every header, in the order of a tidy file."""


FAMILIES = tuple(dict.fromkeys(name.partition(".")[0] for name in HEADERS))


def header_of(name: str) -> Header | None:
    """Return what is known of a header as it stands between the brackets, None if there is none."""
    exact = HEADERS.get(name)
    if exact is not None:
        return exact if exact.names == () else None
    family, _, rest = name.partition(".")
    header = HEADERS.get(family)
    if header is None or not rest or header.names == ():
        return None
    known = s.is_slug(rest) if header.names is None else rest in header.names
    return header if known else None


def second_words(family: str) -> tuple[str, ...] | None:
    """Return the words that may follow the dot of a family: () for no dot, None for any."""
    header = HEADERS.get(family)
    if header is not None:
        return header.names
    return tuple(name.partition(".")[2] for name in HEADERS if name.startswith(f"{family}."))
