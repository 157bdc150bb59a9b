"""The files that are shipped, and the words that they may use."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args, get_origin

import pytest
from carrier_cases import FILES, KIKYO, changed, said

from tracker.carriers import Pack, shapes
from tracker.carriers.check import check_file
from tracker.carriers.examples import examples
from tracker.carriers.headers import FORMAT
from tracker.carriers.pack import SHIPPED
from tracker.carriers.read import read_table
from tracker.carriers.words import VOCABULARIES
from tracker.core.words import MONTH_END, Basis, Channel, Effect, Line, Payment, Severity, Sim
from tracker.errors import CarrierFileError
from tracker.i18n import LANGUAGES, texts

PATHS = sorted(SHIPPED.glob("*.toml"))
PACK = Pack()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_shipped_file_is_sound(path: Path) -> None:
    # The files are younger than any day a test may name: read days are judged by their own newest.
    newest = max((source.read for source in PACK.load(path.stem).sources), default=date.max)
    found = check_file(path, PACK, newest)
    assert [said(finding) for finding in found if finding.severity is Severity.BLOCKING] == []
    assert read_table(path)["format"] == FORMAT


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_head_says_what_the_file_says(path: Path) -> None:
    if path.stem == "common":
        assert path.stem not in PACK.ids()
        return
    head = next(head for head in PACK.heads() if head.id == path.stem)
    carrier = PACK.load(path.stem)
    assert (head.kind, head.names, head.aliases) == (carrier.kind, carrier.names, carrier.aliases)
    assert not head.own
    assert PACK.find(path.stem) is carrier
    for name in (*dict(head.names).values(), *head.aliases):
        assert PACK.find_id(name) == path.stem


def test_common_file_is_shipped() -> None:
    assert PACK.common().kind == "common"
    assert PACK.common().remarks


def test_words_of_the_core_are_words_of_the_files() -> None:
    assert set(VOCABULARIES["basis"]) < set(Basis)
    for name, words in (
        ("ends", Effect),
        ("channel", Channel),
        ("line", Line),
        ("sim", Sim),
        ("payment", Payment),
    ):
        assert set(VOCABULARIES[name]) == {str(word.value) for word in words}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_name(language: str) -> None:
    said_in = texts(language)
    for vocabulary, words in VOCABULARIES.items():
        assert len(set(words)) == len(words)
        for word in words:
            assert said_in.get(f"term.{vocabulary}.{word}")


def expected_sentences(shape: object) -> set[str]:
    """Return the names of all sentences that a shape may give to a message."""
    found = {mark.name for mark in getattr(shape, "__metadata__", ()) if isinstance(mark, shapes.Expects)}
    return found.union(*(expected_sentences(part) for part in get_args(shape) if get_origin(shape)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_says_what_it_expects(language: str) -> None:
    names = set[str]().union(*(expected_sentences(shape) for shape in vars(shapes).values()))
    assert {"date", "yen", "closed", "source-ids"} <= names
    for name in names | {"plans"}:
        assert texts(language).get(f"term.expects.{name}")


def test_worked_examples() -> None:
    first, second = examples(FILES / "kikyo.toml")
    assert (first.carrier, first.number, first.today, first.departure) == (
        "kikyo",
        1,
        date(2027, 2, 15),
        date(2027, 3, 20),
    )
    assert (first.closing, first.payment, first.plan, first.signed) == (MONTH_END, "card", None, None)
    assert first.expected == (("line_ends", date(2027, 3, 31)), ("charged_through", date(2027, 3, 31)))
    assert (second.number, second.closing, second.payment) == (2, 20, None)
    assert second.expected == (("line_ends", date(2027, 4, 30)),)
    assert examples(FILES / "common.toml") == ()


def test_examples_of_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "kikyo.toml"
    path.write_text(changed("[[effect]]", "[effect]", KIKYO), encoding="utf-8")
    with pytest.raises(CarrierFileError):
        examples(path)
