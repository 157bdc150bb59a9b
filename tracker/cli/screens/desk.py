"""Word how the desk of a carrier is reached."""

from __future__ import annotations

from tracker.core.words import Basis
from tracker.export.desk import Desk
from tracker.i18n import Texts


def reach(desk: Desk, texts: Texts, *, language: bool = False, brief: bool = False) -> str:
    """Return how the desk is reached: `0120-959-472, English, 9:00-20:00, free, from Japan only`.

    `brief` leaves out that the call is free. A number that is only reported carries `?`.
    """
    mark = "" if desk.basis is Basis.OFFICIAL else "?"
    if desk.phone is None:
        return f"{desk.address}{mark}"
    parts = [desk.phone + mark]
    if language and desk.language is not None:
        parts.append(language_name(desk.language, texts))
    if desk.hours is not None:
        parts.append(opening(desk.hours, texts))
    if desk.weekdays:
        parts.append(texts.get("screen.desk.weekdays"))
    if desk.own_only:
        parts.append(texts.get("screen.desk.own-only"))
    if desk.free and not brief:
        parts.append(texts.get("screen.desk.free"))
    if desk.japan_only:
        parts.append(texts.get("screen.desk.japan-only"))
    return texts.get("screen.desk.comma").join(parts)


def language_name(language: str, texts: Texts) -> str:
    """Return the name of a language, its code where the catalogue has none."""
    key = f"lang.{language}.name"
    return texts.get(key) if texts.has(key) else language


def opening(hours: str, texts: Texts) -> str:
    """Return opening hours as people write them: `9:00-20:00`."""
    if hours == "24h":
        return texts.get("screen.desk.all-day")
    return "-".join(part.removeprefix("0") for part in hours.split("-"))
