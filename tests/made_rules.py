"""Make carrier files and contracts of every kind of rule, for the engine and the oracle alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st
from oracle import CHANNELS
from oracle_rules import Facts

EFFECTS = ("same-day", "month-end", "period-end", "chosen-day", "choice", "on-return", "unknown")
PHRASES = ("The line was never used", "A friend pays")
_FIRST_DEPARTURE = date(2027, 1, 1).toordinal()
_LAST_DEPARTURE = date(2028, 12, 31).toordinal()
_LEAP_DAY = date(2028, 2, 29).toordinal()

Draw = st.DrawFn
Block = dict[str, Any]


class Made(NamedTuple):
    """Hold the text of a carrier file and questions about one contract."""

    text: str
    questions: tuple[Facts, ...]


def rarely(draw: Draw, strategy: st.SearchStrategy[Any], *, one_in: int = 4) -> Any:
    """Return a drawn value once in a while, else None."""
    return draw(strategy) if draw(st.integers(1, one_in)) == one_in else None


def some(draw: Draw, **optional: st.SearchStrategy[Any]) -> Block:
    """Return a block with about half of the keys."""
    return {key: draw(values) for key, values in optional.items() if draw(st.booleans())}


days_of_month = st.one_of(st.integers(1, 31), st.sampled_from(["month-end", 1, 10, 20, 25, 28, 29, 30, 31]))
around = st.integers(_FIRST_DEPARTURE - 90, _LAST_DEPARTURE + 30).map(date.fromordinal)


@st.composite
def conditions(draw: Draw, *, aged: bool = False, each_request: bool = True) -> Block:
    """Return a `when`, empty as often as not.

    Conditions that are `aged` stand on prorations only; what is no matter of `each_request` has none
    on its day, its channel or the period it falls into.
    """
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "plan": st.just("big"),
        "line": st.sampled_from(["voice", "data"]),
        "sim": st.sampled_from(["physical", "esim"]),
        "payment": st.sampled_from(["card", "bank", ["bank", "slip"]]),
        "item": st.sampled_from(["sim", "device"]),
        "signed_from": around.map(lambda day: day - timedelta(days=300)),
        "signed_until": around.map(lambda day: day - timedelta(days=300)),
        "case": st.sampled_from([PHRASES[0], list(PHRASES)]),
        "except": st.just(PHRASES[1]),
    }
    if each_request:
        kinds |= {
            "from": around,
            "until": around,
            "channel": st.sampled_from(["online", ["shop", "phone"]]),
            "closing": st.sampled_from([10, 20, "month-end", [15, "month-end"]]),
        }
    if aged:
        kinds |= {
            "within_days": st.integers(0, 500),
            "within_months": st.integers(0, 18),
            "within_calendar_months": st.integers(1, 18),
        }
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=2, unique=True))
    if draw(st.booleans()):
        chosen = []
    when = {key: draw(kinds[key]) for key in chosen}
    for first, last in (("signed_from", "signed_until"), ("from", "until")):
        if first in when and last in when:
            when[first], when[last] = sorted((when[first], when[last]))
    return when


def conditional(draw: Draw, values: Block, **kinds: bool) -> Block:
    when = draw(conditions(**kinds))
    return {"when": when, **values} if when else values


@st.composite
def closing_blocks(draw: Draw) -> list[Block]:
    kind = draw(st.sampled_from(["none", "month-end", "fixed", "fixed", "choices", "contract-day", "open"]))
    if kind == "none":
        return []
    if kind == "choices":
        choices = draw(
            st.lists(days_of_month, min_size=2, max_size=4, unique_by=lambda d: 31 if d == "month-end" else d)
        )
        return [{"day": "per-customer", "choices": choices}]
    day = {"fixed": draw(days_of_month), "open": "per-customer"}.get(kind, kind)
    return [{"day": day}]


@st.composite
def effect_blocks(draw: Draw, effect: str) -> list[Block]:
    """Return blocks of an effect, now and then below another one that holds on a condition."""

    def block(kind: str) -> Block:
        found: Block = {} if kind == "unknown" else {"ends": kind}
        if kind in ("chosen-day", "unknown") and draw(st.booleans()):
            found["notice_days"] = draw(st.integers(0, 40))
        return found

    last = block(effect)
    first = rarely(draw, st.sampled_from(EFFECTS).map(block))
    if first is None:
        return [last] if last else []
    when = draw(st.one_of(st.fixed_dictionaries({"from": around}), conditions()))
    blocks = [{"when": when, **first}, last] if when else [first]
    return [made for made in blocks if made.keys() - {"when"}]


@st.composite
def cutoff_blocks(draw: Draw) -> list[Block]:
    keys = {
        "day": days_of_month,
        "days_before_end": st.integers(0, 10),
        "notice_days": st.integers(0, 40),
        "days_before_departure": st.integers(0, 20),
        "time": st.just("17:59"),
        "daily": st.just("20:00"),
    }
    made = []
    for _ in range(draw(st.integers(0, 3))):
        chosen = draw(st.lists(st.sampled_from(sorted(keys)), min_size=1, max_size=2, unique=True))
        made.append(conditional(draw, {key: draw(keys[key]) for key in chosen}))
    return made


@st.composite
def proration_blocks(draw: Draw) -> list[Block]:
    kinds = st.sampled_from(["daily", "daily", "none", "usage-tier", "no-refund"])
    count = draw(st.integers(0, 2))
    return [conditional(draw, {"last_month": draw(kinds)}, aged=True) for _ in range(count)]


@st.composite
def channel_blocks(draw: Draw) -> list[Block]:
    closed = st.lists(
        st.sampled_from(["sat", "sun", "holidays", "08-13..08-16", "12-28..01-05", "05-01"]),
        min_size=1,
        max_size=2,
        unique=True,
    )
    first = conditional(
        draw, {"available": draw(st.sampled_from([True, True, True, False]))}, each_request=False
    )
    more = some(draw, days=st.sampled_from(["daily", "weekdays"]), closed=closed, from_abroad=st.booleans())
    for key, values in (
        ("review_days", st.integers(0, 12)),
        ("review_business_days", st.integers(0, 8)),
        ("needs", st.sampled_from([["login"], ["login", "sms-to-line"]])),
    ):
        found = rarely(draw, values)
        if found is not None:
            more[key] = found
    return [first, more] if more else [first]


@st.composite
def carrier_texts(draw: Draw, effect: str) -> str:
    """Return the text of a carrier file with a kind of effect."""
    rules: dict[str, list[Block]] = {
        "closing": draw(closing_blocks()),
        "effect": draw(effect_blocks(effect)),
        "cutoff": draw(cutoff_blocks()),
        "proration": draw(proration_blocks()),
    }
    for name in draw(st.lists(st.sampled_from(CHANNELS), max_size=3, unique=True)):
        rules[f"channel.{name}"] = draw(channel_blocks())
    fee = rarely(draw, st.sampled_from([0, 990]))
    if fee is not None:
        rules["fee.base"] = [conditional(draw, {"yen": fee}, each_request=False)]
    transit = rarely(draw, st.sampled_from(["transit_days", "transit_business_days"]))
    if transit is not None:
        rules["return"] = [{transit: draw(st.integers(0, 9))}]
    blocks = [f"[[{header}]]\n{_lines(block)}" for header, listed in rules.items() for block in listed]
    return "\n".join([_TOP, *blocks])


_TOP = """format = 1
kind = "mvno"
name = { en = "Made", zh = "Made", ja = "Made" }
plans = { big = "Big plan" }
sources = { page = { url = "https://example.org/", kind = "guide", read = 2026-11-01 } }
"""


def _lines(block: Block) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in {**block, "single": ["page"]}.items())


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


departures = st.one_of(
    st.integers(_FIRST_DEPARTURE, _LAST_DEPARTURE),
    st.integers(_LEAP_DAY - 3, _LEAP_DAY + 6),
    st.builds(
        lambda month, shift: date(2027 + month // 12, month % 12 + 1, 1).toordinal() + shift,
        st.integers(0, 23),
        st.integers(0, 6),
    ),
).map(date.fromordinal)


@st.composite
def made_rules(draw: Draw, *, effect: str, questions: int) -> Made:
    """Return a carrier file with questions about one contract, that differ in dates only."""
    text = draw(carrier_texts(effect))
    optional = {
        "closing": st.integers(1, 31),
        "signed": around.map(lambda day: day - timedelta(days=300)),
        "payment": st.sampled_from(["card", "debit-card", "bank", "slip"]),
        "channel": st.sampled_from(CHANNELS),
        "plan": st.just("big"),
        "sim": st.sampled_from(["physical", "esim"]),
        "fee_yen": st.sampled_from([0, 990]),
        "line": st.just("data"),
        "item": st.just("device"),
        "answers": st.lists(
            st.tuples(st.sampled_from(PHRASES), st.booleans()),
            min_size=1,
            unique_by=lambda pair: pair[0],
        ).map(tuple),
        "lost": st.just(value=True),
        "notice_days": st.integers(1, 70),
    }
    rare = (
        "channel",
        "fee_yen",
        "line",
        "item",
        "lost",
        "notice_days",
    )  # and all but always a closing day: 31 plans take long
    told: dict[str, Any] = {
        key: draw(values)
        for key, values in optional.items()
        if draw(st.integers(0, 5 if key in rare else 2)) == 0
        or (key == "closing" and draw(st.integers(0, 5)))
    }
    asked = []
    for _ in range(questions):
        departure = draw(departures)
        shift = draw(st.one_of(st.integers(-130, 30), st.integers(-12, 3)))
        needed = rarely(draw, st.integers(-40, 40), one_in=3)
        asked.append(
            Facts(
                departure=departure,
                today=departure + timedelta(days=shift),
                needed_until=departure + timedelta(days=needed) if needed is not None else None,
                **told,
            )
        )
    return Made(text, tuple(asked))


# --- what ends by itself ------------------------------------------------------------


@st.composite
def _settled(draw: Draw, values: Block) -> Block:
    """Return a block that often holds on what the contract says, answered or not."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "plan": st.just("big"),
        "sim": st.sampled_from(["physical", "esim"]),
        "payment": st.sampled_from(["card", ["bank", "slip"]]),
        "case": st.just(PHRASES[0]),
        "except": st.just(PHRASES[1]),
        "from": around,
        "until": around,
    }
    key = rarely(draw, st.sampled_from(sorted(kinds)), one_in=2)
    return {"when": {key: draw(kinds[key])}, **values} if key is not None else values


@st.composite
def _validities(draw: Draw) -> Block:
    unit, most = draw(st.sampled_from([("days", 180), ("days", 31), ("months", 6)]))
    block = {unit: draw(st.integers(1, most))}
    block |= some(draw, day_count=st.sampled_from(["24h", "calendar"]))
    per_product = rarely(draw, st.booleans(), one_in=5)
    return block if per_product is None else {**block, "per_product": per_product}


@st.composite
def ending_texts(draw: Draw) -> str:
    """Return the text of a carrier file whose lines end by themselves."""
    rules: dict[str, list[Block]] = {"effect": [{"ends": "on-expiry"}]}

    def listed(header: str, values: st.SearchStrategy[Block], most: int, *, plain: bool = False) -> None:
        blocks = draw(st.lists(values, max_size=most))
        rules[header] = blocks if plain else [draw(_settled(block)) for block in blocks]

    listed("expiry.validity", _validities(), 3)
    listed("expiry.renewal", st.fixed_dictionaries({"automatic": st.booleans()}), 2)
    listed("expiry.top-up", st.fixed_dictionaries({"possible": st.booleans()}), 1)
    listed("return", st.fixed_dictionaries({"required": st.booleans()}), 2)
    deadline = some(draw, days=st.integers(0, 9), deposit_yen=st.just(1280))
    rules["return"] += [deadline] if deadline else []
    idle = {draw(st.sampled_from(["days", "months"])): draw(st.integers(1, 12))}
    idle |= some(draw, then=st.sampled_from(["ended", "suspended"]), end_after_days=st.integers(0, 40))
    listed("expiry.idle", st.just(idle), 1, plain=True)
    ports: list[Block] = [{"processing_days": 4}, {"ends_on_confirmation": True}]
    listed("port", st.sampled_from(ports), 1, plain=True)
    kind = draw(st.sampled_from(["prepaid", "rental", "travel-esim", "foreigner"]))
    blocks = [f"[[{header}]]\n{_lines(block)}" for header, found in rules.items() for block in found]
    return "\n".join([_TOP.replace('"mvno"', f'"{kind}"'), *blocks])


@st.composite
def said_of_endings(draw: Draw) -> Block:
    """Return what a person may say of such a line, beside its days."""
    answers = st.lists(
        st.tuples(st.sampled_from(PHRASES), st.booleans()), max_size=2, unique_by=lambda a: a[0]
    )
    return some(
        draw,
        plan=st.sampled_from(["big", "other"]),
        payment=st.sampled_from(["card", "bank"]),
        answers=answers.map(tuple),
    )
