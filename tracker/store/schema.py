"""Know the revisions of the schema without loading Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

MIGRATIONS = Path(__file__).parent / "migrations"


class Schema(NamedTuple):
    """Name the known revisions, oldest first, and the folders that hold their scripts."""

    revisions: tuple[str, ...]
    scripts: tuple[Path, ...]

    @property
    def head(self) -> str:
        """Return the revision that this program reads and writes."""
        return self.revisions[-1]


CURRENT = Schema(
    revisions=("0001", "0002", "0003", "0004", "0005", "0006", "0007"), scripts=(MIGRATIONS / "versions",)
)
