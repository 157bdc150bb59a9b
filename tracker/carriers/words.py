"""List the closed vocabularies of the carrier files, each in one place.

A new word needs its line here and its name in the three catalogues (`term.<vocabulary>.<word>`).
"""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal[
    "mno", "mvno", "foreigner", "rental", "prepaid", "travel-esim", "membership", "common"
]  # fmt: skip
SourceKind = Literal["official", "news", "guide", "aggregator", "weak", "own"]
BasisWord = Literal["official", "reported", "single"]

Ends = Literal[
    "same-day", "month-end", "period-end", "chosen-day", "choice", "on-return", "on-expiry"
]  # fmt: skip
LineStops = Literal["at-once", "same-day", "next-day", "line-end"]
Proration = Literal["daily", "none", "usage-tier", "no-refund"]
OptionProration = Literal["daily", "none"]
WithdrawalEnd = Literal["line-end", "day-before-line-end"]

ChannelName = Literal["online", "app", "phone", "chat", "shop", "post", "form", "email"]
Appointment = Literal["none", "possible", "required"]
OpenDays = Literal["daily", "weekdays"]
ClosedWord = Literal["sat", "sun", "holidays"]
Need = Literal[
    "login", "network-pin", "passkey", "one-time-code", "email-code", "sms-to-line", "sim-in-phone",
    "mobile-data", "other-email", "phone-number", "customer-number", "iccid", "personal-data",
    "departure-date", "photo-id", "residence-card", "passport", "my-number-card", "sim-card", "device",
    "seal", "contract-document",
]  # fmt: skip
ProxyNeed = Literal[
    "letter-of-attorney", "proof-of-relation", "proxy-id", "holder-id", "seal", "sim-card", "network-pin"
]  # fmt: skip
BlockedBy = Literal[
    "fibre-pairing", "sharing-head", "sharing-on", "billing-head", "family-head", "deceased",
    "holder-mismatch", "unpaid", "pending-change", "minor", "corporate", "sim-lost", "no-sms", "suspended",
]  # fmt: skip
ConfirmedBy = Literal["email", "sms", "post", "phone", "page"]

LineWord = Literal["voice", "data", "other"]
SimWord = Literal["physical", "esim"]
PaymentWord = Literal["card", "debit-card", "bank", "slip"]
Item = Literal["sim", "device"]

ChargeName = Literal["base", "usage", "device", "fee", "other"]
ChargeThen = Literal["card-cycle"]
HolidayRoll = Literal["next-business-day", "previous-business-day"]
MergedInto = Literal["next-month", "even-month", "next-period"]
Per = Literal["month", "year", "day", "bill", "debit", "sim", "line", "request"]

ReturnLimit = Literal["none", "promptly"]
ReturnProof = Literal["posting", "postmark", "received"]
Postage = Literal["customer", "carrier"]
MainLeaves = Literal["port", "cancel"]
MainTooEarly = Literal["month-more", "refused"]
AfterName = Literal["mail", "page", "account", "points", "cloud", "app", "carrier-payment"]
KeepName = Literal["storage", "pause", "cheap-plan", "mail"]

Anchor = Literal[
    "purchase", "delivery", "install", "activation", "first-use", "last-use", "last-data-use", "top-up",
    "topping-end", "package-end", "validity-end", "balance-end", "request", "line-end", "rental-end",
    "last-payment",
]  # fmt: skip
DayCount = Literal["calendar", "24h"]
StartOtherwise = Literal["starts-by-itself", "lost"]
IdleThen = Literal["suspended", "ended"]

VOCABULARIES: dict[str, tuple[str, ...]] = {
    name: get_args(words)
    for name, words in (
        ("kind", Kind),
        ("source-kind", SourceKind),
        ("basis", BasisWord),
        ("ends", Ends),
        ("line-stops", LineStops),
        ("proration", Proration),
        ("withdrawal-end", WithdrawalEnd),
        ("channel", ChannelName),
        ("appointment", Appointment),
        ("days", OpenDays),
        ("closed", ClosedWord),
        ("needs", Need),
        ("proxy-needs", ProxyNeed),
        ("blocked", BlockedBy),
        ("confirmed-by", ConfirmedBy),
        ("line", LineWord),
        ("sim", SimWord),
        ("payment", PaymentWord),
        ("item", Item),
        ("charge", ChargeName),
        ("charge-then", ChargeThen),
        ("holiday", HolidayRoll),
        ("into", MergedInto),
        ("per", Per),
        ("return-limit", ReturnLimit),
        ("return-proof", ReturnProof),
        ("postage", Postage),
        ("main-leaves", MainLeaves),
        ("too-early", MainTooEarly),
        ("after", AfterName),
        ("keep", KeepName),
        ("anchor", Anchor),
        ("day-count", DayCount),
        ("otherwise", StartOtherwise),
        ("then", IdleThen),
    )
}
"""Vocabulary name (the middle of `term.<vocabulary>.<word>`) and its words."""
