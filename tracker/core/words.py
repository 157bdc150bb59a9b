"""Name what contracts, rules and plans tell apart: the words of files, options and JSON."""

from __future__ import annotations

from enum import StrEnum

MONTH_END = 31
"""Closing day that stands for the last day of every month (31 is clipped to it)."""


class Basis(StrEnum):
    """Say how a value is known; `USER` and `TOOL` occur in reasons only."""

    OFFICIAL = "official"
    REPORTED = "reported"
    SINGLE = "single"
    USER = "user"
    TOOL = "tool"


class Effect(StrEnum):
    """Name what a request does to the line (docs/planning.md 2)."""

    SAME_DAY = "same-day"
    MONTH_END = "month-end"
    PERIOD_END = "period-end"
    CHOSEN_DAY = "chosen-day"
    CHOICE = "choice"
    ON_RETURN = "on-return"
    ON_EXPIRY = "on-expiry"


class Channel(StrEnum):
    """Name a way to ask for the cancellation, in the order in which they are preferred."""

    ONLINE = "online"
    APP = "app"
    FORM = "form"
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    SHOP = "shop"
    POST = "post"


COUNTERS = (Channel.SHOP, Channel.POST)
"""Channels that need the person in Japan."""


class Line(StrEnum):
    """Say what the line carries; `OTHER` is no SIM at all: fibre, pocket Wi-Fi."""

    VOICE = "voice"
    DATA = "data"
    OTHER = "other"


class Sim(StrEnum):
    """Say what the line sits on; None elsewhere means that nobody has said."""

    PHYSICAL = "physical"
    ESIM = "esim"


class Payment(StrEnum):
    """Name the way the bills are paid."""

    CARD = "card"
    DEBIT_CARD = "debit-card"
    BANK = "bank"
    SLIP = "slip"


class Holder(StrEnum):
    """Name who holds the contract."""

    SELF = "self"
    COMPANY = "company"
    FAMILY = "family"
    SCHOOL = "school"


class Intent(StrEnum):
    """Name what the person wants of the line."""

    LEAVE = "leave"
    SWITCH = "switch"
    KEEP = "keep"
    LAPSE = "lapse"


class Role(StrEnum):
    """Name what a contract is among others, where a carrier may make its rules depend on it."""

    FAMILY_HEAD = "family-head"
    BILLING_HEAD = "billing-head"
    SHARING_HEAD = "sharing-head"
    SHARING_ON = "sharing-on"
    FIBRE_PAIRING = "fibre-pairing"
    PENDING_CHANGE = "pending-change"
    HOLDER_MISMATCH = "holder-mismatch"
    MINOR = "minor"
    CORPORATE = "corporate"
    NO_SMS = "no-sms"
    SUSPENDED = "suspended"


class State(StrEnum):
    """Name the state of a step."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


class Severity(StrEnum):
    """Rank a problem."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


class Outcome(StrEnum):
    """Sum up a plan."""

    OK = "ok"
    WARNINGS = "warnings"
    INFEASIBLE = "infeasible"
