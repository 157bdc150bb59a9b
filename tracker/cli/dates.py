"""Read dates and times as people type them.

One reading is taken, two are refused with both, none is refused with what to type. What
the text left open (the year, the week) is filled with the next such day and marked as
assumed, so that the caller says it back with its weekday.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from tracker.cli.datewords import (
    CHINESE_WEEKDAYS,
    CLOSING_WORDS,
    DAYS,
    ERAS,
    MONTH_WORDS,
    MONTHS,
    WEEKDAYS,
    WEEKS,
)
from tracker.cli.width import cut, printable
from tracker.clock import TOKYO
from tracker.core.words import MONTH_END
from tracker.errors import UsageError

FIRST_YEAR = 2000
LAST_YEAR = 2050
_LONGEST = 100
"""Characters of a typed date; more is refused before anything looks at it."""

_MONTH_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY_NAME = "|".join(sorted((name for name in WEEKDAYS if name.isascii()), key=len, reverse=True))

_UNIT = "日|天|週間?|周|星期|か月|ヶ月|月"

_WEEKDAY_BEFORE = re.compile(rf"^(?P<en>{_WEEKDAY_NAME})\.?,? +(?=\d|{_MONTH_NAME})")
_WEEKDAY_BEHIND = re.compile(
    rf"[ ,]*\(?(?:(?P<en>{_WEEKDAY_NAME})|(?:周|週|星期|礼拜)(?P<zh>[一二三四五六日天]))\)?$"
    r"|[ ,]*\(?(?P<ja>[月火水木金土日])(?:曜日?|\))\)?$"
)
_TIME = re.compile(
    r"(?P<before>am|pm|午前|午後|上午|下午)? ?(?<![\d:])(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::00)?|[時时点](?:(?P<written>\d{1,2})分?|(?P<half>半))?) ?(?P<behind>am|pm)?$"
)


class ParsedDate(NamedTuple):
    """Hold a typed day; `assumed`: the text left something open, so say the day back."""

    day: date
    assumed: bool


class ParsedDateTime(NamedTuple):
    """Hold a typed moment, aware, in Asia/Tokyo; `assumed` as in `ParsedDate`."""

    moment: datetime
    assumed: bool


class _Asked(NamedTuple):
    """Hold what every reader may need: the text as typed and as folded, and from where to count."""

    typed: str
    text: str
    today: date
    past: bool
    week_starts: tuple[int, ...]


def parse_date(text: str, today: date, *, lang: str, past: bool = False) -> ParsedDate:
    """Return the day that `text` names.

    A day without its year is the next such day from `today` on, `today` included, or with
    `past` (for what has happened) the last one up to it. Month comes before day. Years run
    from 2000 to 2050, both inclusive. `lang` decides on which day a week begins: Monday in
    Chinese; in Japanese and English people differ, and where that changes the day it is
    refused. Raises UsageError (`error.date.*`) with what to type instead.
    """
    return _parse(text, _fold(text), today, lang, past)


def parse_datetime(text: str, today: date, *, lang: str, past: bool = False) -> ParsedDateTime:
    """Return the moment that `text` names: a day as `parse_date` reads it, then a time of day.

    Raises UsageError where the day or the time is missing or does not exist.
    """
    folded = _fold(text)
    match = _TIME.search(folded)
    if match is None:
        raise UsageError("error.date.time-missing", text=_shown(text))
    rest = re.sub(r"(?<=\d)t$", "", folded[: match.start()].rstrip())
    if not rest:
        raise UsageError("error.date.day-missing", text=_shown(text))
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["written"] or 0)
    part = match["before"] or match["behind"]
    if part is not None:
        if hour > 12:
            raise UsageError("error.date.time", text=_shown(text))
        hour = hour % 12 + (12 if part in {"pm", "午後", "下午"} else 0)
    if hour > 23 or minute > 59:
        raise UsageError("error.date.time", text=_shown(text))
    day, assumed = _parse(text, rest, today, lang, past)
    return ParsedDateTime(datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO), assumed)


def parse_closing_day(text: str) -> int:
    """Return the closing day that `text` names, 1 to 31, 31 for month end.

    Raises UsageError: `error.billing-day.range` for a number that is no day of a month,
    `error.billing-day.form` for anything else.
    """
    folded = _fold(text)
    if folded in CLOSING_WORDS:
        return MONTH_END
    match = re.fullmatch(r"(?:毎月|每月)?(\d{1,9})(?:st|nd|rd|th|日締め|日|号)?", folded)
    if match is None:
        raise UsageError("error.billing-day.form", text=_shown(text))
    day = int(match.group(1))
    if not 1 <= day <= MONTH_END:
        raise UsageError("error.billing-day.range", day=day)
    return day


def _fold(text: str) -> str:
    """Return `text` in one spelling: ASCII digits and marks, lower case, single blanks.

    Raises UsageError for nothing, too much, and for characters that nobody sees.
    """
    if len(text) > _LONGEST:
        raise UsageError("error.date.long")
    stripped = text.strip()
    if not stripped:
        raise UsageError("error.date.empty")
    if any(unicodedata.category(character)[0] == "C" for character in stripped):
        raise UsageError("error.date.hidden", text=_shown(stripped))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", stripped).casefold()).strip()


def _shown(text: str) -> str:
    return cut(printable(text), 30)


def _parse(typed: str, folded: str, today: date, lang: str, past: bool) -> ParsedDate:
    weekday, text = _without_weekday(folded)
    asked = _Asked(typed, text, today, past, (0,) if lang == "zh" else (0, 6))
    for pattern, read in _READERS:
        match = pattern.fullmatch(text)
        if match is not None:
            parsed = read(match, asked)
            break
    else:
        raise UsageError("error.date.form", text=_shown(typed))
    if not FIRST_YEAR <= parsed.day.year <= LAST_YEAR:
        raise UsageError("error.date.range", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    if weekday is not None and parsed.day.weekday() != weekday:
        raise UsageError(
            "error.date.weekday", text=_shown(typed), day=parsed.day, typed=parsed.day.isoformat()
        )
    return parsed


def _without_weekday(folded: str) -> tuple[int | None, str]:
    """Return the weekday that stands beside a date, None without one, and the date alone."""
    match = _WEEKDAY_BEFORE.search(folded) or _WEEKDAY_BEHIND.search(folded)
    if match is None:
        return None, folded
    rest = folded[: match.start()] + folded[match.end() :]
    if not any(character.isdigit() for character in rest):
        return None, folded
    name = match[match.lastgroup or "en"]
    return (CHINESE_WEEKDAYS if match.lastgroup == "zh" else WEEKDAYS)[name], rest


# --- days ---------------------------------------------------------------------------


def _day(asked: _Asked, year: int, month: int, day: int) -> date:
    """Return the day; raises UsageError where the year is out of range or the day does not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError("error.date.range", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    if not 1 <= month <= 12:
        raise UsageError("error.date.month", text=_shown(asked.typed), month=month)
    last = date(year, month, 1) + relativedelta(day=31)
    if not 1 <= day <= last.day:
        raise UsageError("error.date.no-such-day", text=_shown(asked.typed), last=last.isoformat())
    return last.replace(day=day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR


def _one(asked: _Asked, readings: Iterable[date], *, assumed: bool = True) -> ParsedDate:
    """Return the only one of `readings`; raises UsageError with the first two where they differ."""
    different = sorted(set(readings))
    if len(different) > 1:
        first, second = different[:2]
        raise UsageError(
            "error.date.ambiguous",
            text=_shown(asked.typed),
            first=first.isoformat(),
            second=second.isoformat(),
        )
    return ParsedDate(different[0], assumed)


def _nearest(asked: _Asked, month: int, day: int) -> ParsedDate:
    """Return the next such day, or with `past` the last; 29 Feb only if it is within a year."""
    years = (asked.today.year, asked.today.year + (-1 if asked.past else 1))
    for year in years:
        if _exists(year, month, day):
            apart = (date(year, month, day) - asked.today).days * (-1 if asked.past else 1)
            if 0 <= apart <= 366:
                return ParsedDate(date(year, month, day), assumed=True)
    missing = next(year for year in years if not _exists(year, month, day))
    return ParsedDate(_day(asked, missing, month, day), assumed=True)


# --- readers: one form each ---------------------------------------------------------


def _full(match: re.Match[str], asked: _Asked) -> ParsedDate:
    year, month, day = (int(match[name]) for name in ("y", "m", "d"))
    return ParsedDate(_day(asked, year, month, day), assumed=False)


def _era(match: re.Match[str], asked: _Asked) -> ParsedDate:
    year = 1 if match["y"] == "元" else int(match["y"])
    day = _day(asked, ERAS[match["era"]] + year, int(match["m"]), int(match["d"]))
    return ParsedDate(day, assumed=False)


def _named_month(match: re.Match[str], asked: _Asked) -> ParsedDate:
    month, day = MONTHS[match["m"]], int(match["d"])
    year = match["y"]
    if not year:
        return _nearest(asked, month, day)
    if len(year) == 4:
        return ParsedDate(_day(asked, int(year), month, day), assumed=False)
    short = int(year)
    readings = [
        date(FIRST_YEAR + y, month, d)
        for y, d in ((short, day), (day, short))
        if _exists(FIRST_YEAR + y, month, d)
    ]
    if not readings:
        _day(asked, FIRST_YEAR + short, month, day)
    return _one(asked, readings)


def _month_day(match: re.Match[str], asked: _Asked) -> ParsedDate:
    first, second = int(match["m"]), int(match["d"])
    if first > 12 and 1 <= second <= 12:
        return _nearest(asked, second, first)
    return _nearest(asked, first, second)


def _day_of_month(match: re.Match[str], asked: _Asked) -> ParsedDate:
    day = int(match["d"])
    if not 1 <= day <= 31:
        raise UsageError("error.date.form", text=_shown(asked.typed))
    step = relativedelta(months=-1 if asked.past else 1)
    month = asked.today.replace(day=1)
    while True:
        found = month + relativedelta(day=day)
        in_time = found <= asked.today if asked.past else found >= asked.today
        if found.day == day and in_time:
            return ParsedDate(found, assumed=True)
        month += step


def _short_year(match: re.Match[str], asked: _Asked) -> ParsedDate:
    """Read three numbers with the year last, or in two digits at either end."""
    a, b, c = (int(match[name]) for name in "abc")
    orders = [(c, a, b), (c, b, a), (a, b, c)]
    if len(match["c"]) == 4:
        orders.pop()
        century = 0
    else:
        century = FIRST_YEAR
    readings = [
        date(century + year, month, day) for year, month, day in orders if _exists(century + year, month, day)
    ]
    if not readings:
        month, day = (b, a) if a > 12 and 1 <= b <= 12 else (a, b)
        _day(asked, century + c, month, day)
    return _one(asked, readings)


def _word(match: re.Match[str], asked: _Asked) -> ParsedDate:
    return ParsedDate(asked.today + timedelta(days=DAYS[match.group()]), assumed=False)


def _offset(match: re.Match[str], asked: _Asked) -> ParsedDate:
    count = int(match["n"]) * (-1 if match["sign"] == "-" else 1)
    unit = match["unit"]
    if unit[0] in "d日天":
        step = relativedelta(days=count)
    elif unit[0] in "w周週":
        step = relativedelta(weeks=count)
    else:
        step = relativedelta(months=count)
    return ParsedDate(asked.today + step, assumed=True)


def _month_end(match: re.Match[str], asked: _Asked) -> ParsedDate:
    month, year = MONTHS.get(match["m"]) or int(match["m"]), match["y"]
    if year:
        last = _day(asked, int(year), month, 1) + relativedelta(day=31)
        return ParsedDate(last, assumed=False)
    ends = [
        _day(asked, asked.today.year + step, month, 1) + relativedelta(day=31)
        for step in ((0, -1) if asked.past else (0, 1))
    ]
    fits = [end for end in ends if (end <= asked.today if asked.past else end >= asked.today)]
    return ParsedDate(fits[0], assumed=True)


def _this_month_end(match: re.Match[str], asked: _Asked) -> ParsedDate:
    which = match["which"] or ""
    months = 1 if which == "next " else MONTH_WORDS.get(which, 0)
    return ParsedDate(asked.today + relativedelta(months=months, day=31), assumed=True)


def _week_day(asked: _Asked, weekday: int, weeks: int) -> ParsedDate:
    """Return the day of the week `weeks` from this one; weeks that begin on Sunday count where usual."""
    readings = []
    for start in asked.week_starts:
        into = (asked.today.weekday() - start) % 7
        begins = asked.today - timedelta(days=into) + timedelta(weeks=weeks)
        readings.append(begins + timedelta(days=(weekday - start) % 7))
    return _one(asked, readings)


def _coming(asked: _Asked, weekday: int) -> ParsedDate:
    """Return the next such weekday (with `past` the last); today's own name has two readings."""
    apart = (asked.today.weekday() - weekday if asked.past else weekday - asked.today.weekday()) % 7
    toward = -1 if asked.past else 1
    days = (0, 7) if apart == 0 else (apart,)
    return _one(asked, [asked.today + timedelta(days=toward * day) for day in days])


def _cjk_weekday(match: re.Match[str], asked: _Asked) -> ParsedDate:
    weekday = CHINESE_WEEKDAYS[match["day"]] if match["kind"] else WEEKDAYS[match["day"]]
    if not match["week"]:
        return _coming(asked, weekday)
    return _week_day(asked, weekday, WEEKS[match["week"]])


def _english_weekday(match: re.Match[str], asked: _Asked) -> ParsedDate:
    weekday = WEEKDAYS[match["day"]]
    if match["which"] != "next ":
        return _coming(asked, weekday)
    coming = asked.today + timedelta(days=(weekday - asked.today.weekday() - 1) % 7 + 1)
    following = _week_day(asked, weekday, 1).day
    return _one(asked, [coming, following])


_Reader = Callable[[re.Match[str], _Asked], ParsedDate]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})", _full),
        (r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号]?", _full),
        (r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", _full),
        (r"(?P<era>令和|平成) ?(?P<y>\d{1,2}|元)年 ?(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日?", _era),
        (r"(?P<era>令和|平成|r|h) ?(?P<y>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})", _era),
        (
            rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?P<m>{_MONTH_NAME})\.?,?[ -]?(?P<y>\d{{4}}|\d{{2}})?",
            _named_month,
        ),
        (rf"(?P<m>{_MONTH_NAME})\.? ?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>\d{{4}}))?", _named_month),
        (r"(?P<m>\d{1,2})([-/.])(?P<d>\d{1,2})", _month_day),
        (r"(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号]?", _month_day),
        (r"(?P<d>\d{1,2}) ?[日号]", _day_of_month),
        (r"(?P<a>\d{1,2})([-/.])(?P<b>\d{1,2})\2(?P<c>\d{4}|\d{2})", _short_year),
        ("|".join(DAYS), _word),
        (
            r"(?P<sign>[+-]) ?(?P<n>\d{1,4}) ?(?P<unit>d|days?|日|天|w|weeks?|週間?|周|m|months?|个月|か月)",
            _offset,
        ),
        (r"in (?P<n>\d{1,4}) (?P<unit>days?|weeks?|months?)(?P<sign>)", _offset),
        (rf"(?P<n>\d{{1,4}}) ?[个個]?(?P<unit>{_UNIT})(?P<sign>)(?:以|之)?[后後]", _offset),
        (r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月の?(?:末|末日|底)", _month_end),
        (rf"(?:the )?end of (?P<m>{_MONTH_NAME})(?: (?P<y>\d{{4}}))?", _month_end),
        (r"(?P<which>本|今|这个|当|来|下|下个)?月(?:末|末日|底)", _this_month_end),
        (r"(?:the )?end of (?P<which>this |the |next )?month|month[- ]end", _this_month_end),
        (
            r"(?P<week>下下个?|下[个個]?|这个?|這|本|来|來)?(?P<kind>周|週|星期|礼拜)(?P<day>[一二三四五六日天])",
            _cjk_weekday,
        ),
        (r"(?P<week>今週|来週|再来週)?の?(?P<kind>)(?P<day>[月火水木金土日])曜日?", _cjk_weekday),
        (r"(?P<week>今週|来週|再来週)の?(?P<kind>)(?P<day>[月火水木金土])", _cjk_weekday),
        (rf"(?P<which>this |next )?(?P<day>{_WEEKDAY_NAME})", _english_weekday),
    )
)
