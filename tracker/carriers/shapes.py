"""Define the shapes that a value in a carrier file may have.

Every shape carries the name of the sentence that says what was expected (`term.expects.<name>`), so
that a message never has to explain what a validator thought.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from tracker.carriers import words


class Expects(NamedTuple):
    """Name the sentence that says what a value has to be."""

    name: str


SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_SLUG_PATTERN = re.compile(SLUG)
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

Text = Annotated[str, Field(min_length=1, max_length=600, pattern=r"\S"), Expects("text")]
Texts = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=600)]], Field(min_length=1), Expects("texts")
]
TextOrTexts = Annotated[
    Annotated[str, Field(min_length=1)]
    | Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)],
    Expects("texts"),
]
Slug = Annotated[str, Field(pattern=SLUG), Expects("slug")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$"), Expects("url")]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), Expects("email")]
Phone = Annotated[str, Field(pattern=r"^[+#*]?[0-9][0-9()-]*$"), Expects("phone")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
Languages = Annotated[list[LanguageCode], Field(min_length=1), Expects("languages")]
PhoneByLanguage = Annotated[
    dict[LanguageCode, Annotated[str, Field(pattern=r"^[+#*]?[0-9][0-9()-]*$")]],
    Field(min_length=1),
    Expects("phone-by-language"),
]
Zone = Annotated[str, Field(pattern=r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$"), Expects("zone")]

Flag = Annotated[bool, Expects("flag")]
Day = Annotated[date, Expects("date")]
PartialDay = Annotated[
    date | Annotated[str, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")],
    Expects("partial-date"),
]
Days = Annotated[int, Field(ge=0, le=4000), Expects("count")]
Months = Annotated[int, Field(ge=0, le=240), Expects("count")]
Years = Annotated[int, Field(ge=0, le=30), Expects("count")]
Yen = Annotated[int, Field(ge=0, le=9_999_999), Expects("yen")]
YenOrUnknown = Annotated[
    Annotated[int, Field(ge=0, le=9_999_999)] | Literal["unknown"], Expects("yen-or-unknown")
]
FeeYen = Annotated[
    Annotated[int, Field(ge=0, le=9_999_999)] | Literal["monthly-fee", "unknown"], Expects("fee-yen")
]
YenOrFee = Annotated[
    Annotated[int, Field(ge=0, le=9_999_999)] | Literal["monthly-fee"], Expects("yen-or-fee")
]
Count = Annotated[int, Field(ge=0, le=240)]
MonthsOrRange = Annotated[
    Count | Annotated[list[Count], Field(min_length=2, max_length=2)], Expects("months-or-range")
]

_Monthday = Annotated[int, Field(ge=1, le=31)] | Literal["month-end"]
DayOfMonth = Annotated[_Monthday, Expects("day-of-month")]
DaysOfMonth = Annotated[list[_Monthday], Field(min_length=2), Expects("days-of-month")]
DayOrDaysOfMonth = Annotated[
    _Monthday | Annotated[list[_Monthday], Field(min_length=1)], Expects("day-of-month")
]
ClosingDay = Annotated[_Monthday | Literal["contract-day", "per-customer"], Expects("closing-day")]
Window = Annotated[
    list[Annotated[int, Field(ge=1, le=31)]], Field(min_length=2, max_length=2), Expects("window")
]
Time = Annotated[str, Field(pattern=rf"^({_CLOCK}|24:00)$"), Expects("time")]
Hours = Annotated[str, Field(pattern=rf"^(24h|{_CLOCK}-({_CLOCK}|24:00))$"), Expects("hours")]
ClosedDays = Annotated[
    list[words.ClosedWord | Annotated[str, Field(pattern=rf"^{_MONTH_DAY}(\.\.{_MONTH_DAY})?$")]],
    Field(min_length=1),
    Expects("closed"),
]
Anchors = words.Anchor | Annotated[list[words.Anchor], Field(min_length=1)]

SourceIds = Annotated[list[str], Field(min_length=1), Expects("source-ids")]
SeveralSourceIds = Annotated[list[str], Field(min_length=2), Expects("several-source-ids")]

FormatNumber = Annotated[int, Field(ge=1), Expects("format")]


def is_slug(word: str) -> bool:
    """Say whether a word is of small letters, digits and single hyphens (kebab-case)."""
    return _SLUG_PATTERN.fullmatch(word) is not None
