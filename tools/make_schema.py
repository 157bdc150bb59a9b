"""Write `schema/`: the published contracts, from the code that keeps them.

Run as `python -m tools.make_schema`; a test holds both equal.
"""

from __future__ import annotations

import json
from pathlib import Path

from tracker.carriers.schema import carrier_schema
from tracker.export.schemas import SCHEMAS
from tracker.store import ddl

FOLDER = Path(__file__).resolve().parent.parent / "schema"


def contents() -> dict[str, str]:
    """Return the text of every file of `schema/` by its name."""
    found = {f"{name}.schema.json": _json(schema) for name, schema in SCHEMAS.items()}
    found["carrier.schema.json"] = _json(carrier_schema())
    found["tracker.sql"] = ddl()
    return found


def _json(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the files, and remove those that no code stands behind."""
    FOLDER.mkdir(exist_ok=True)
    texts = contents()
    for path in FOLDER.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
