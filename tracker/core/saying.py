"""Make the reasons of a date: of a rule of this tool, of the carrier's file, and of what the person said."""

from __future__ import annotations

from tracker.core.facts import Fact
from tracker.core.model import Reason, TextValue
from tracker.core.quick import make
from tracker.core.words import Basis

# Named once: asking an enumeration for a member is slow on Python 3.11.
_TOOL, _USER = Basis.TOOL, Basis.USER


def tool(rule: str, *values: tuple[str, TextValue]) -> Reason:
    """Return the reason of a rule of this tool."""
    reason: Reason = make(Reason, (f"reason.{rule}.text", values, rule, _TOOL, (), None))
    return reason


def said(rule: str, fact: Fact, *values: tuple[str, TextValue]) -> Reason:
    """Return the reason of a rule in the carrier's file."""
    fields = (f"reason.{rule}.text", values, rule, fact.basis, fact.sources, fact.conflict)
    reason: Reason = make(Reason, fields)
    return reason


def yours(rule: str, *values: tuple[str, TextValue]) -> Reason:
    """Return the reason of what the person said."""
    reason: Reason = make(Reason, (f"reason.{rule}.text", values, rule, _USER, (), None))
    return reason
