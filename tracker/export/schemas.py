"""Publish the schema of every JSON output; `schema/` holds the same as files."""

from __future__ import annotations

from typing import Final

from tracker.core.words import (
    Basis,
    Channel,
    Effect,
    Holder,
    Intent,
    Line,
    Outcome,
    Payment,
    Severity,
    Sim,
    State,
)
from tracker.export.record import PLAN_SCHEMA, PLANS_SCHEMA
from tracker.export.shapes import (
    COUNT,
    DAY,
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    Schema,
    document,
    many,
    maybe,
    record,
    table,
    words,
)

CLOSING: Final[Schema] = {
    "anyOf": [{"const": "month-end"}, {"type": "integer", "minimum": 1, "maximum": 30}, {"type": "null"}],
    "description": "a day of the month; null is unknown",
}
YEN: Final[Schema] = {"type": "integer", "minimum": 0, "description": "whole yen with tax"}

VALUE: Final[Schema] = {
    "description": "a date, a number, a text, a key of another text, names or a sentence by language, a list",
    "type": ["string", "integer", "object", "array", "null"],
}
_TEXTS: Final[dict[str, Schema]] = {"text": TEXT, "text_key": TEXT, "values": table(VALUE)}

SOURCE: Final[Schema] = record(
    {"id": TEXT, "kind": TEXT, "url": maybe(TEXT), "page": maybe(TEXT), "read": DAY}
)
REASON: Final[Schema] = record({**_TEXTS, "rule": TEXT, "basis": words(Basis), "sources": many(SOURCE)})
STEP: Final[Schema] = record(
    {
        "key": TEXT,
        "row": TEXT,
        "kind": TEXT,
        "title": TEXT,
        "title_key": TEXT,
        **_TEXTS,
        "start": maybe(DAY),
        "due": maybe(DAY),
        "latest": maybe(DAY),
        "until": maybe(DAY),
        "slack": maybe(WHOLE),
        "state": words(State),
        "late": FLAG,
        "critical": FLAG,
        "moved": FLAG,
        "estimate": FLAG,
        "depends_on": many(TEXT),
        "reasons": many(REASON),
    }
)
REMEDY: Final[Schema] = record({**_TEXTS, "date": maybe(DAY), "cost": maybe(WHOLE)})
PROBLEM: Final[Schema] = record(
    {
        "code": TEXT,
        "severity": words(Severity),
        **_TEXTS,
        "steps": many(TEXT),
        "days": maybe(WHOLE),
        "remedies": many(REMEDY),
    }
)
CANDIDATE: Final[Schema] = record(
    {
        "request_from": DAY,
        "request_to": DAY,
        "line_ends_from": DAY,
        "line_ends_to": DAY,
        "charged_through": DAY,
        "gap_days_min": COUNT,
        "gap_days_max": COUNT,
        "from_abroad": maybe(FLAG),
        "amount": maybe(YEN),
        "marks": many(TEXT),
    }
)
CANCELLATION: Final[Schema] = record(
    {
        "effect": maybe(words(Effect)),
        "channel": maybe(words(Channel)),
        "opens": DAY,
        "recommended": DAY,
        "safe_by": DAY,
        "closes": DAY,
        "closes_at": maybe(MOMENT),
        "request": DAY,
        "line_ends": DAY,
        "charged_through": DAY,
    }
)

PLAN: Final[Schema] = document(
    PLAN_SCHEMA,
    "The plan of one contract",
    {
        "today": DAY,
        "recorded": DAY,
        "name": TEXT,
        "carrier": TEXT,
        "departure": maybe(DAY),
        "needed_until": maybe(DAY),
        "closing_day": CLOSING,
        "intent": words(Intent),
        "outcome": words(Outcome),
        "cancellation": maybe(CANCELLATION),
        "keep_payment_until": maybe(DAY),
        "steps": many(STEP),
        "problems": many(PROBLEM),
        "candidates": many(CANDIDATE),
    },
)
PART: Final[Schema] = record({"name": TEXT, "number": COUNT, "step": TEXT})
SHARED: Final[Schema] = record(
    {
        "kind": TEXT,
        "start": maybe(DAY),
        "due": maybe(DAY),
        "latest": maybe(DAY),
        "state": words(State),
        "lines": many(PART),
    }
)
PLANS: Final[Schema] = document(
    PLANS_SCHEMA,
    "The plans of several contracts",
    {
        "keep_payment_until": maybe(DAY),
        "plans": many({key: value for key, value in PLAN.items() if not key.startswith("$")}),
        "shared": many(SHARED),
        "problems": many(PROBLEM),
    },
)

ITEM: Final[Schema] = record(
    {
        "name": TEXT,
        "carrier": TEXT,
        "number": COUNT,
        "row": TEXT,
        "title": TEXT,
        "title_key": TEXT,
        "due": DAY,
        "last_day": maybe(DAY),
        "in_days": WHOLE,
        "late": FLAG,
        "critical": FLAG,
        "estimate": FLAG,
        "steps": many(TEXT),
        "also": many(PART),
    }
)
SUMMARY: Final[Schema] = record(
    {
        "name": TEXT,
        "carrier": TEXT,
        "archived": FLAG,
        "departure": maybe(DAY),
        "outcome": words(Outcome),
        "request": maybe(DAY),
        "closes": maybe(DAY),
        "keep_payment_until": maybe(DAY),
        "steps": COUNT,
        "steps_closed": COUNT,
        "next": maybe(ITEM),
    }
)
_MARK: Final[Schema] = record(
    {
        "step": TEXT,
        "state": words(State),
        "on": maybe(DAY),
        "ends": maybe(DAY),
        "ref": maybe(TEXT),
        "moved_to": maybe(DAY),
        "appointment": maybe(MOMENT),
        "place": maybe(TEXT),
    }
)
_FAILURE: Final[Schema] = record(
    {"step": TEXT, "on": DAY, "channel": maybe(words(Channel)), "why": maybe(TEXT)}
)
CONTRACT: Final[Schema] = record(
    {
        "id": TEXT,
        "name": TEXT,
        "carrier": TEXT,
        "recorded": DAY,
        "archived": FLAG,
        "departure": maybe(DAY),
        "needed_until": maybe(DAY),
        "closing_day": CLOSING,
        "line": words(Line),
        "sim": maybe(words(Sim)),
        "prepaid": maybe(FLAG),
        "expires": maybe(DAY),
        "valid_days": maybe(COUNT),
        "notice_days": maybe(COUNT),
        "started": maybe(DAY),
        "signed": maybe(DAY),
        "plan": maybe(TEXT),
        "fee": maybe(YEN),
        "payment": maybe(words(Payment)),
        "debit_day": CLOSING,
        "channel": maybe(words(Channel)),
        "services_listed": FLAG,
        "services": many(TEXT),
        "holder": words(Holder),
        "intent": words(Intent),
        "roles": many(TEXT),
        "shares": maybe(TEXT),
        "number": maybe(TEXT),
        "device_balance": maybe(YEN),
        "device_until": maybe(DAY),
        "deposit": maybe(YEN),
        "owed": maybe(YEN),
        "balance": maybe(YEN),
        "item": TEXT,
        "answers": many(record({"question": TEXT, "answer": FLAG})),
        "note": maybe(TEXT),
        "lost": maybe(DAY),
        "marks": many(_MARK),
        "failures": many(_FAILURE),
    }
)
_PERSON: Final[dict[str, Schema]] = {
    "departure": maybe(DAY),
    "residence_card_until": maybe(DAY),
    "passport_until": maybe(DAY),
    "account_closes": maybe(DAY),
    "card_expires": maybe(DAY),
    "returns": maybe(DAY),
}
_BOUND: Final[Schema] = record(
    {
        "key": TEXT,
        "letters": TEXT,
        "name": TEXT,
        "use": maybe(TEXT),
        "moving": maybe(TEXT),
        "lead_days": maybe(COUNT),
        "state": maybe(words(State)),
        "due": maybe(DAY),
    }
)
_SERVICE: Final[Schema] = record(
    {
        "key": TEXT,
        "names": table(TEXT),
        "aliases": many(TEXT),
        "category": TEXT,
        "use": TEXT,
        "moving": TEXT,
        "lead_days": COUNT,
        "sms": FLAG,
        "money": FLAG,
    }
)
_HEAD: Final[Schema] = record(
    {"id": TEXT, "kind": TEXT, "names": table(TEXT), "aliases": many(TEXT), "own": FLAG}
)
_FACT: Final[Schema] = record(
    {
        "header": TEXT,
        "key": TEXT,
        "value": {"type": ["string", "integer", "boolean", "array"]},
        "basis": words(Basis),
        "when": maybe(table({"type": ["string", "integer", "array"]})),
        "note": maybe(TEXT),
        "conflict": maybe(TEXT),
        "sources": many(SOURCE),
    }
)
_REMARK: Final[Schema] = record(
    {"about": TEXT, "text": TEXT, "check": FLAG, "basis": maybe(words(Basis)), "sources": many(SOURCE)}
)
_STOP: Final[Schema] = record(
    {
        "name": maybe(TEXT),
        "carrier": TEXT,
        "lost": maybe(DAY),
        "where": maybe(TEXT),
        "hours": maybe(TEXT),
        "self_service": maybe(FLAG),
        "fee_continues": maybe(FLAG),
        "ends_after_days": maybe(COUNT),
        "basis": maybe(words(Basis)),
        "sources": many(SOURCE),
        "desks": many(
            record(
                {
                    "phone": maybe(TEXT),
                    "address": maybe(TEXT),
                    "language": maybe(TEXT),
                    "hours": maybe(TEXT),
                    "weekdays_only": FLAG,
                    "from_japan_only": FLAG,
                    "basis": words(Basis),
                }
            )
        ),
    }
)

_OLD_FACT: Final[Schema] = record({"header": TEXT, "key": TEXT, "read": DAY, "sources": many(SOURCE)})

SCHEMAS: Final[dict[str, Schema]] = {
    "plan": PLAN,
    "plans": PLANS,
    "next": document("tracker/next/1", "What to do next", {"today": DAY, "items": many(ITEM)}),
    "list": document("tracker/list/1", "The contracts", {"today": DAY, "contracts": many(SUMMARY)}),
    "show": document(
        "tracker/show/1",
        "All about one contract",
        {"today": DAY, "contract": CONTRACT, "person": record(_PERSON), "plan": SUMMARY},
    ),
    "explain": document(
        "tracker/explain/1",
        "Why steps have their days",
        {"today": DAY, "name": TEXT, "carrier": TEXT, "steps": many(STEP)},
    ),
    "services": document(
        "tracker/services/1",
        "What is bound to a number",
        {"today": DAY, "name": TEXT, "listed": FLAG, "services": many(_BOUND)},
    ),
    "service-catalogue": document(
        "tracker/service-catalogue/1", "The services that are known", {"services": many(_SERVICE)}
    ),
    "compare": document(
        "tracker/compare/1",
        "When cancelling costs what",
        {"today": DAY, "name": TEXT, "carrier": TEXT, "departure": maybe(DAY), "candidates": many(CANDIDATE)},
    ),
    "carriers": document("tracker/carriers/1", "The carriers that are known", {"carriers": many(_HEAD)}),
    "carrier-facts": document(
        "tracker/carrier/1",
        "All that is known of a carrier",
        {
            "id": TEXT,
            "kind": TEXT,
            "names": table(TEXT),
            "aliases": many(TEXT),
            "own": FLAG,
            "plans": table(TEXT),
            "facts": many(_FACT),
            "remarks": many(_REMARK),
        },
    ),
    "stale": document(
        "tracker/stale/1",
        "Rules that nobody has looked up for long",
        {
            "today": DAY,
            "months": {"type": "integer", "minimum": 1},
            "carriers": many(record({"id": TEXT, "facts": many(_OLD_FACT)})),
        },
    ),
    "feeds": document(
        "tracker/feeds/1",
        "The calendars that are served",
        {
            "feeds": many(
                record(
                    {
                        "name": TEXT,
                        "contract": maybe(TEXT),
                        "all": FLAG,
                        "lang": TEXT,
                        "full": FLAG,
                        "created": MOMENT,
                    }
                )
            )
        },
    ),
    "me": document("tracker/me/1", "Facts of the person", _PERSON),
    "lost": document(
        "tracker/lost/1",
        "What to do when a phone is lost or stolen, in order, and where its lines are stopped",
        {"today": DAY, "order": many(TEXT), "lines": many(_STOP)},
    ),
}
"""By the name of the file in `schema/`, without `.schema.json`."""
