"""What is promised about loading, about other databases, about texts and about errors."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from sqlalchemy import Engine, event
from sqlalchemy import exc as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.elements import ClauseElement
from store_cases import FULL, NEXT, NOW, grown, now, plain

import tracker
from tracker.core.contract import Person
from tracker.core.revision import Revision
from tracker.errors import StoreError
from tracker.store import faults, open_store, opening
from tracker.store.keys import name_key, number_key
from tracker.store.schema import CURRENT, Schema
from tracker.store.server import Server
from tracker.store.tables import METADATA

PACKAGE = Path(tracker.__file__).parent
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "pydantic", "platformdirs")


def loaded_after(code: str) -> set[str]:
    listed = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(listed.stdout.split())


# --- loading ------------------------------------------------------------------------


def test_importing_the_store_loads_nothing_heavy() -> None:
    assert loaded_after("import tracker.store").isdisjoint(HEAVY)


def test_opening_a_file_that_is_up_to_date_does_not_load_alembic(path: Path) -> None:
    code = (
        "from tracker.clock import now; from tracker.store import open_store\n"
        f"with open_store({str(path)!r}, now=now) as store: store.setting('x')"
    )
    for _ in range(2):  # a new file neither
        modules = loaded_after(code)
        assert "sqlmodel" in modules
        assert "alembic" not in modules


# --- other databases ------------------------------------------------------------------


def test_everything_said_to_the_database_is_said_to_postgresql_too(path: Path) -> None:
    statements: list[ClauseElement] = []

    def keep(_connection: object, statement: ClauseElement, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_execute", keep)
    try:
        with open_store(str(path), now=now) as store, store.transaction():
            contract = store.insert(FULL)
            store.save(replace(contract, note="x"))
            assert len(list(store.contracts(archived=None))) == 1
            assert list(store.contracts()) == []
            store.names(archived=True)
            store.get(FULL.name)
            store.save_person(Person())
            store.person()
            revision = Revision(contract.id, "a", "en", "u", "d", 0, NOW, NOW)
            store.save_revisions([revision, revision._replace(digest="e")])
            store.revisions("en")
            store.revisions("en", contract.id)
            store.save_setting("a", "b")
            store.save_setting("a", "c")
            store.remove(contract.id)
    finally:
        event.remove(Engine, "before_execute", keep)
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    texts = {str(statement.compile(dialect=dialect)) for statement in statements}
    assert {text.split()[0] for text in texts} == {
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "CREATE",
        "SAVEPOINT",
        "RELEASE",
    }
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect)) in texts


def test_sql_of_one_database_stands_in_one_module() -> None:
    special = re.compile(r"PRAGMA|exec_driver_sql|sqlite_master|\bBEGIN\b|\btext\(")
    found = {
        path.name for path in (PACKAGE / "store").rglob("*.py") if special.search(path.read_text("utf-8"))
    }
    assert found == {"sqlite.py"}


def test_the_way_to_a_server_works_on_any_database(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy's own SQLite engine stands for a server: nothing of `sqlite.py` is used."""
    server = Server(make_url(f"sqlite:///{path}"))
    monkeypatch.setattr(opening, "_ground", lambda _target: server)
    with opening.open_at("", now=now) as store:
        contract = store.insert(FULL)
    with opening.open_at("", now=now) as store:
        assert store.get(FULL.name) == contract
    with pytest.raises(StoreError) as caught:
        opening.open_at("", now=now, schema=Schema((*CURRENT.revisions, NEXT), CURRENT.scripts))
    assert caught.value.key == "error.store.migration-uncopied"
    with opening.open_at("", now=now, schema=grown(path.parent / "sound")) as store:
        assert store.get(FULL.name) == contract


# --- errors and their texts -------------------------------------------------------------


def _given(error: Exception) -> Callable[[], None]:
    def attempt() -> None:
        with faults.told("x"):
            raise error

    return attempt


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (sa.OperationalError("x", None, RuntimeError()), faults.UNREACHABLE),
        (sa.InterfaceError("x", None, RuntimeError()), faults.UNREACHABLE),
        (sa.IntegrityError("x", None, RuntimeError()), faults.CONFLICT),
        (sa.ProgrammingError("x", None, RuntimeError()), faults.FAILED),
        (sa.DataError("x", None, RuntimeError()), faults.FAILED),
        (sa.StatementError("x", "x", None, ValueError()), faults.FAILED),
        (sa.TimeoutError("x"), faults.UNREACHABLE),
        (sa.ResourceClosedError("x"), faults.FAILED),
        (sa.InvalidRequestError("x"), faults.FAILED),
        (sqlite3.ProgrammingError("closed"), faults.FAILED),
        (sqlite3.OperationalError("Could not decode to UTF-8"), faults.DAMAGED),
        (OSError(5, "x"), faults.IO),
        (OSError("x"), faults.IO),
        (PermissionError(13, "x"), faults.NO_PERMISSION),
        (OSError(30, "x"), faults.READ_ONLY),
        (OSError(28, "x"), faults.FULL),
        (FileExistsError(17, "x"), faults.NO_FOLDER),
    ],
)
def test_every_kind_of_error_has_a_sentence(error: Exception, key: str) -> None:
    with pytest.raises(StoreError) as caught:
        _given(error)()
    assert caught.value.key == key
    assert caught.value.__cause__ is error


def _texts(language: str) -> dict[str, str]:
    text = (PACKAGE / f"data/locale/{language}/LC_MESSAGES/tracker/store.po").read_text("utf-8")
    return dict(re.findall(r'^msgid "(\S+)"\nmsgstr "(.+)"$', text, re.MULTILINE))


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_error_has_a_text_in_every_language() -> None:
    used = {
        key
        for path in (PACKAGE / "store").rglob("*.py")
        for key in re.findall(r'"(error\.[a-z.-]+)"', path.read_text("utf-8"))
    }
    english = _texts("en")
    assert set(english) == used
    for language in ("zh", "ja"):
        other = _texts(language)
        assert set(other) == used
        for key, text in other.items():
            assert _placeholders(text) == _placeholders(english[key])


# --- names and numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (None, None),
        ("", None),
        ("unknown", None),
        ("090-1234-5678", "+819012345678"),
        ("９０ー１２３４ー５６７８", "9012345678"),
        ("٠٩٠١٢٣٤٥٦٧٨", "+819012345678"),
        ("81 90 1234 5678", "+819012345678"),
        ("0081 90 1234 5678", "+819012345678"),
        (" ＋８１（０）９０ １２３４ ５６７８", "+819012345678"),
        ("03-1234-5678", "+81312345678"),
        ("81312345678", "+81312345678"),
        ("8131234567", "8131234567"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("010 86 138 0013 8000", "+8613800138000"),
        ("+852 5123 4567", "+85251234567"),
    ],
)
def test_numbers(number: str | None, key: str | None) -> None:
    assert number_key(number) == key


def test_a_name_stays_the_same_when_it_is_reduced_again() -> None:
    for name in ("ΐ", "ǰ", "Ω", "ﬃ", "ŉ x", "İ", " a  b "):
        assert name_key(name_key(name)) == name_key(name)
    assert name_key("a") != name_key("b")
    assert plain("a").name == "a"
