"""Check a carrier file as its author wants it: everything at once, what is only doubtful too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from tracker import clock
from tracker.carriers.assemble import (
    Layer,
    assemble,
    is_unset,
    link_faults,
    links,
    name_faults,
    plan_faults,
    read_chain,
)
from tracker.carriers.facts import read_contents
from tracker.carriers.faults import TOP, Fault, Finding
from tracker.carriers.lint_rules import judge_examples, judge_plans, judge_rules, judge_unknown
from tracker.carriers.lint_sources import judge_bases, judge_sources
from tracker.carriers.lint_text import judge_texts, sentences_of
from tracker.carriers.names import fold
from tracker.carriers.order import is_sorted
from tracker.carriers.pack import Pack
from tracker.carriers.read import parse_table, read_text
from tracker.carriers.validate import faults
from tracker.core.model import Values
from tracker.core.words import Severity
from tracker.errors import CarrierFileError

_RANK = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.NOTE: 2}

Judged = Iterator[tuple[Severity, Fault]]


def check_file(path: Path, pack: Pack | None = None, today: date | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong, doubtful or unknown in one carrier file, the worst first.

    `pack` is what the file is checked against (None: the shipped files), `today` the day after
    which no page can have been read (None: the clock's). A file with faults against the format
    is judged for those alone; the rest is judged once they are gone. The worked examples are not run.
    """
    pack = (pack or Pack()).with_file(path)
    try:
        text = read_text(path)
        table = parse_table(text, path)
    except CarrierFileError as error:
        return (_refused(path, error),)
    wrong = (*name_faults(path), *faults(table))
    if wrong:
        return tuple(_finding(path, Severity.BLOCKING, fault) for fault in wrong)
    judged = [
        *judge_sources(table, own=pack.is_own(pack.file(path.stem)), today=today or clock.today()),
        *judge_bases(table),
        *judge_rules(table),
        *judge_texts(table),
        *_judge_names(table, path.stem, pack),
        *_judge_order(text),
    ]
    found = [_finding(path, severity, fault) for severity, fault in judged]
    found += _check_relations(Layer(path.stem, path, table), pack)
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))


def sentences(path: Path) -> tuple[str, ...]:
    """Return every English text of a file that a person may read, once each, in file order.

    Raises CarrierFileError for a file that cannot be used.
    """
    table = parse_table(read_text(path), path)
    for fault in faults(table):
        raise fault.error(path)
    return tuple(dict.fromkeys(sentences_of(table)))


def _finding(path: Path, severity: Severity, fault: Fault) -> Finding:
    """Return a fault of a file as a value for the person."""
    values: Values = (("file", str(path)), *fault.values)
    return Finding(severity=severity, file=path, header=fault.header, key=fault.key, values=values)


def _refused(path: Path, error: CarrierFileError) -> Finding:
    """Return an error, which may be about another file, as a finding."""
    values = cast("Values", tuple(error.values.items()))
    return Finding(severity=Severity.BLOCKING, file=path, header="", key=error.key, values=values)


def _judge_order(text: str) -> Judged:
    """Return the fault of blocks or sources that do not stand in the order of the format."""
    if not is_sorted(text):
        yield Severity.WARNING, TOP.remark("order")


def _judge_names(table: Mapping[str, Any], carrier_id: str, pack: Pack) -> Judged:
    """Return the names under which another carrier is found already."""
    others = {
        name: other for other, names in pack.spellings().items() if other != carrier_id for name in names
    }
    for name in dict.fromkeys((*table.get("aliases", ()), *table.get("name", {}).values())):
        if fold(name) in others:
            yield Severity.BLOCKING, TOP.remark("name-taken", value=name, other=others[fold(name)])


def _check_relations(layer: Layer, pack: Pack) -> Iterator[Finding]:
    """Return what is wrong between the file and the files that it inherits or is linked to."""
    try:
        chain = read_chain(pack, layer.id)
    except CarrierFileError as error:
        yield _refused(layer.path, error)
        return
    broken = (*plan_faults(layer, chain), *link_faults(layer, pack, (layer.id,)))
    if broken:
        yield from (_finding(layer.path, Severity.BLOCKING, fault) for fault in broken)
        return
    try:
        carrier = assemble(pack, layer.id)
    except CarrierFileError as error:
        yield _refused(layer.path, error)
        return
    tables = [one.table for one in chain]
    judged = [
        *judge_plans(tables),
        *_judge_unset(chain),
        *_judge_links(layer, pack),
        *judge_examples(carrier, tables),
        *judge_unknown(carrier),
    ]
    yield from (_finding(layer.path, severity, fault) for severity, fault in judged)


def _judge_unset(chain: tuple[Layer, ...]) -> Judged:
    """Return the entries of `unset` that take nothing away."""
    facts = [fact for layer in chain[1:] for fact in read_contents(layer.table).facts]
    for name in chain[0].table.get("unset", ()):
        if name not in ("note", "check") and not any(is_unset(fact, {name}) for fact in facts):
            yield Severity.WARNING, TOP.remark("unset-nothing", value=name)


def _judge_links(layer: Layer, pack: Pack) -> Judged:
    """Return the links to a carrier that is no membership."""
    kinds = {head.id: head.kind for head in pack.heads()}
    for spot, block, _ in links(layer.table):
        if kinds[block["carrier"]] != "membership":
            yield Severity.BLOCKING, spot.remark("not-membership", value=block["carrier"])
