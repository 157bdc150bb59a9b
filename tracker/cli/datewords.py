"""List the words in which people name days, in English, Chinese and Japanese."""

from __future__ import annotations

MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        1,
    )
    for length in (3, 4, len(name))
}
"""Month by its English name or its beginning."""

WEEKDAYS = {
    name[:length]: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    for length in (3, 4, 5, len(name))
} | {sign: number for number, sign in enumerate("月火水木金土日")}
"""Weekday, Monday 0, by its English name or beginning or its Japanese sign."""

CHINESE_WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
"""Weekday by the sign that follows 周, 星期 or 礼拜."""

DAYS = {
    "today": 0, "今天": 0, "今日": 0, "きょう": 0, "本日": 0,
    "tomorrow": 1, "明天": 1, "明日": 1, "あした": 1, "あす": 1,
    "day after tomorrow": 2, "后天": 2, "後天": 2, "明後日": 2, "あさって": 2,
    "yesterday": -1, "昨天": -1, "昨日": -1, "きのう": -1,
}  # fmt: skip
"""Days from today."""

WEEKS = {
    "今": 0, "今週": 0, "本": 0, "这": 0, "这个": 0, "這": 0,
    "来": 1, "来週": 1, "來": 1, "下": 1, "下个": 1, "下個": 1,
    "再来週": 2, "下下": 2, "下下个": 2,
}  # fmt: skip
"""Weeks from this one, by what stands before 周 or a weekday."""

ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
"""Year before the first of an era."""

MONTH_WORDS = {"": 0, "本": 0, "今": 0, "这个": 0, "当": 0, "来": 1, "下": 1, "下个": 1}
"""Months from this one, by what stands before 月末."""

CLOSING_WORDS = frozenset(
    {"end", "month-end", "month end", "end of month", "end of the month", "last day", "last"}
    | {"月末", "月末締め", "末日", "末", "月底", "最后一天"}
)
"""What people type for a closing day at the end of the month."""
