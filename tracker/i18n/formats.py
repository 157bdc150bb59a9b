"""Write dates, money and lists as each language does, without asking the system's locale.

No character here is of ambiguous width, so that columns hold in Chinese and Japanese
terminals (Unicode Standard Annex 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.i18n.language import Language

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """Hold the patterns of one language.

    `weekdays` begins with Monday. `day` takes `d`, `m` and `month`, `year` takes `day` and `y`,
    `weekday` takes `day` (with or without the year) and `weekday`. `last` joins the last item of a list.
    """

    weekdays: tuple[str, ...]
    day: str
    year: str
    weekday: str
    time: str
    money: str
    comma: str
    last: str


FORMATS: Mapping[Language, Format] = {
    "en": Format(
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        day="{d} {month}",
        year="{day} {y}",
        weekday="{weekday} {day}",
        time="{day}, {time}",
        money="{amount} yen",
        comma=", ",
        last=" and ",
    ),
    "zh": Format(
        weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        day="{m}月{d}日",
        year="{y}年{day}",
        weekday="{day} {weekday}",
        time="{day} {time}",
        money="{amount} 日元",
        comma="、",
        last="、",
    ),
    "ja": Format(
        weekdays=("月", "火", "水", "木", "金", "土", "日"),
        day="{m}月{d}日",
        year="{y}年{day}",
        weekday="{day}（{weekday}）",
        time="{day} {time}",
        money="{amount}円",
        comma="、",
        last="、",
    ),
}
