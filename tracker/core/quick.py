"""Make named tuples the quick way: most of a plan is such values."""

from __future__ import annotations

make = tuple.__new__
"""Takes a class of named tuples and all its fields in order; the class itself takes twice the time."""
