"""Describe the fact blocks of a carrier file: every key that a header may hold.

Nothing here has a default: an absent key is unknown, and unknown never means no. What every block
may say (`Basis`) is kept apart from the values of a header, so that it is checked by one model.
"""

from __future__ import annotations

from typing import Annotated, Required

from pydantic import Field
from typing_extensions import TypedDict

from tracker.carriers import shapes as s
from tracker.carriers import words as w

_Some = Field(min_length=1)
_PaymentList = Annotated[list[w.PaymentWord], _Some]
_Payments = w.PaymentWord | _PaymentList
_Channels = w.ChannelName | Annotated[list[w.ChannelName], _Some]
_Needs = Annotated[list[w.Need], _Some]
_ProxyNeeds = Annotated[list[w.ProxyNeed], _Some]
_Blocks = Annotated[list[w.BlockedBy], _Some]
_MainLeaves = Annotated[list[w.MainLeaves], _Some]
_ConfirmedBy = Annotated[list[w.ConfirmedBy], _Some]

# `from` and `except` are words of the language: such tables cannot be written as a class.
When = TypedDict(
    "When",
    {
        "plan": s.TextOrTexts,
        "line": w.LineWord,
        "sim": w.SimWord,
        "payment": _Payments,
        "channel": _Channels,
        "closing": s.DayOrDaysOfMonth,
        "item": w.Item,
        "signed_from": s.Day,
        "signed_until": s.Day,
        "within_days": s.Days,
        "within_months": s.Months,
        "within_calendar_months": s.Months,
        "from": s.Day,
        "until": s.Day,
        "case": s.TextOrTexts,
        "except": s.TextOrTexts,
    },
    total=False,
)
_From = TypedDict("_From", {"from": s.Day}, total=False)


class Basis(TypedDict, total=False):
    """Hold what every fact may say about itself, beside the values of its header."""

    official: s.SourceIds
    reported: s.SeveralSourceIds
    single: s.SourceIds
    when: When
    note: s.Text
    conflict: s.Text
    against: s.SourceIds


class Status(TypedDict, total=False):
    """Say whether the product is still sold."""

    sold: s.Flag
    sold_from: s.Day
    sold_until: s.Day


class Closing(TypedDict, total=False):
    """Say on which day a billing period closes."""

    day: s.ClosingDay
    choices: s.DaysOfMonth
    default: s.DayOfMonth


class Moved(_From, total=False):
    """Say that the customers of one closing day were moved to another."""

    to: Required[s.DayOfMonth]
    until: s.Day
    announced: s.PartialDay


class Effect(TypedDict, total=False):
    """Say what a request does to the line, and when."""

    ends: w.Ends
    notice_days: s.Days
    line_stops: w.LineStops


class Cutoff(TypedDict, total=False):
    """Say until when a request still counts for an end."""

    day: s.DayOfMonth
    days_before_end: s.Days
    notice_days: s.Days
    days_before_departure: s.Days
    time: s.Time
    daily: s.Time
    resumes: s.Time


class Withdrawal(TypedDict, total=False):
    """Say whether a request can be taken back."""

    allowed: Required[s.Flag]
    until: w.WithdrawalEnd
    time: s.Time


class Proration(TypedDict, total=False):
    """Say what the last month costs."""

    last_month: w.Proration
    options: w.OptionProration


class Channel(TypedDict, total=False):
    """Describe one way to ask for the cancellation."""

    available: s.Flag
    where: s.Text
    url: s.Url
    since: s.Day
    ended: s.PartialDay
    hours: s.Hours
    days: w.OpenDays
    appointment: w.Appointment
    lead_days: s.Days
    needs: _Needs
    blocked_by: _Blocks
    languages: s.Languages
    closed: s.ClosedDays
    menu: s.Text
    review_days: s.Days
    review_business_days: s.Days
    processing_days: s.Days
    processing_business_days: s.Days
    from_abroad: s.Flag
    proxy: s.Flag
    proxy_needs: _ProxyNeeds


class Confirmation(TypedDict, total=False):
    """Say how and when the carrier confirms the cancellation."""

    by: _ConfirmedBy
    days: s.Days
    business_days: s.Days


class PaymentMeans(TypedDict, total=False):
    """Say with what a bill can be paid."""

    methods: _PaymentList
    holder_only: s.Flag
    foreign_card: s.Flag


class Statement(TypedDict, total=False):
    """Say when the amount of a bill is known, counted in months after the period."""

    months: s.Months
    day: s.DayOfMonth
    days: s.Window


class Retry(TypedDict, total=False):
    """Say when a debit that failed is tried again."""

    months: s.Months
    day: s.DayOfMonth


class Charge(TypedDict, total=False):
    """Say when an item is taken, counted in months after the month in which the period closes."""

    months: s.MonthsOrRange
    day: s.DayOfMonth
    days: s.Window
    choices: s.DaysOfMonth
    time: s.Time
    then: w.ChargeThen
    retry: Retry
    holiday: w.HolidayRoll
    available: s.Flag
    continues: s.Flag
    settle_early: s.Flag
    or_later: s.Flag


class SmallBill(TypedDict, total=False):
    """Say what happens to a bill too small to be taken on its own."""

    below_yen: s.Yen
    into: w.MergedInto
    max_months: s.Months
    after_end: s.Flag


class Deposit(TypedDict, total=False):
    """Say what was paid beforehand and how it comes back."""

    months: s.Months
    yen: s.Yen
    refund_to: s.Texts
    refund_months: s.MonthsOrRange


class MinimumTerm(TypedDict, total=False):
    """Say how long the contract is bound."""

    days: s.Days
    months: s.Months
    calendar_months: s.Months


class Fee(TypedDict, total=False):
    """Say what is to be paid; `yen` is demanded so that no regime borrows another's amount."""

    yen: Required[s.FeeYen]
    at_most: s.YenOrFee
    per: w.Per


class Return(TypedDict, total=False):
    """Say whether, how and until when the card or device goes back.

    `transit_days` and `transit_business_days` are the days that the post is known to need.
    """

    required: s.Flag
    days: s.Days
    after: w.Anchor
    on: s.DayOfMonth
    time: s.Time
    limit: w.ReturnLimit
    proof: w.ReturnProof
    transit_days: s.Days
    transit_business_days: s.Days
    postage: w.Postage
    envelope: s.Flag
    address: s.Texts
    penalty_yen: s.YenOrUnknown
    late_yen_per_day: s.YenOrUnknown
    deposit_yen: s.Yen
    in_shop: s.Flag


class After(TypedDict, total=False):
    """Say what becomes of something that hung on the contract."""

    kept: s.Flag
    days: s.Days
    months: s.Months
    counted_from: s.Anchors
    user_must_cancel: s.Flag


class Keep(TypedDict, total=False):
    """Describe a way to keep something instead of ending it."""

    available: s.Flag
    start_yen: s.Yen
    end_yen: s.Yen
    yen_month: s.Yen
    yen_year: s.Yen
    mail_yen_month: s.Yen
    base_fee_continues: s.Flag
    max_years: s.Years
    since: s.Day
    apply_within_days: s.Days
    free_days: s.Days


class Port(TypedDict, total=False):
    """Say how a number is ported out, and when the old contract ends with it."""

    one_stop: s.Flag
    menu: s.Text
    processing_days: s.Days
    ends_on_confirmation: s.Flag


class AdditionalSim(TypedDict, total=False):
    """Say how the main SIM may leave the contract only when the additional ones are dropped."""

    drop_before: Required[_MainLeaves]
    too_early: w.MainTooEarly


class Validity(TypedDict, total=False):
    """Say how long a prepaid product lasts."""

    days: s.Days
    months: s.Months
    counted_from: s.Anchors
    day_count: w.DayCount
    zone: s.Zone
    per_product: s.Flag


class Start(Validity, total=False):
    """Say until when a prepaid product must be started, and what happens otherwise."""

    otherwise: w.StartOtherwise


class Idle(Validity, total=False):
    """Say what happens to a line that is not used or not paid."""

    then: w.IdleThen
    end_after_days: s.Days
    notice_days: s.Days
    exempt_over_yen: s.Yen


class Renewal(TypedDict, total=False):
    """Say whether a product renews itself."""

    automatic: s.Flag


class TopUp(TypedDict, total=False):
    """Say what a top-up does."""

    possible: s.Flag
    adds_days: s.Days
    max_ahead_days: s.Days
    grace_days: s.Days
    only_in_japan: s.Flag


class Lost(TypedDict, total=False):
    """Say what to do with a lost or stolen line."""

    where: s.Text
    hours: s.Hours
    self_service: s.Flag
    fee_continues: s.Flag
    ends_after_days: s.Days


class Contact(TypedDict, total=False):
    """Name a desk."""

    phone: s.Phone
    phone_own: s.Phone
    phone_abroad: s.Phone
    phone_by_language: s.PhoneByLanguage
    free_from_own: s.Flag
    hours: s.Hours
    days: w.OpenDays
    languages: s.Languages
    email: s.Email
    url: s.Url
    available: s.Flag


class Linked(TypedDict, total=False):
    """Name a membership that lives on when the SIM is gone."""

    carrier: s.Slug
    yen_month: s.Yen


class NoteBlock(TypedDict, total=False):
    """Say something about a header that no key holds."""

    about: Required[s.Text]
    text: Required[s.Text]
