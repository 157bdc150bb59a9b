"""Put a carrier together: its file, what it inherits, and what it is linked to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.carriers.facts import read_contents, read_sources
from tracker.carriers.faults import TOP, Fault, shown
from tracker.carriers.read import read_table
from tracker.carriers.shapes import is_slug
from tracker.carriers.validate import Placed, blocks, faults
from tracker.carriers.values import near
from tracker.core.facts import Carrier, Fact, Remark

if TYPE_CHECKING:
    from tracker.carriers.pack import Pack


class Layer(NamedTuple):
    """Hold one file of a chain of inheritance."""

    id: str
    path: Path
    table: Mapping[str, Any]


def assemble(pack: Pack, carrier_id: str, above: tuple[str, ...] = ()) -> Carrier:
    """Return a carrier; `above` are the ids through whose links it was reached.

    Raises CarrierFileError at the first fault of any file that it needs.
    """
    chain = read_chain(pack, carrier_id)
    for layer in chain:
        for fault in (*plan_faults(layer, chain), *link_faults(layer, pack, (*above, carrier_id))):
            raise fault.error(layer.path)
    facts, remarks = _stacked(chain)
    return Carrier(
        id=carrier_id,
        kind=_first(chain, "kind"),
        names=tuple(_first(chain, "name").items()),
        facts=facts,
        remarks=remarks,
        aliases=tuple(
            dict.fromkeys(alias for layer in _same(chain) for alias in layer.table.get("aliases", ()))
        ),
        scope=next((layer.table["scope"] for layer in _same(chain) if "scope" in layer.table), None),
        group=_first(chain, "group"),
        plans=tuple(_plans(chain).items()),
        sources=tuple(source for layer in chain for source in read_sources(layer.table).values()),
        linked=tuple(_linked(pack, facts, (*above, carrier_id))),
        own=any(pack.is_own(layer.path) for layer in chain),
    )


def read_chain(pack: Pack, carrier_id: str) -> tuple[Layer, ...]:
    """Return the files of a carrier, its own first, each without a fault of its own.

    Raises CarrierFileError for a fault, for a parent that does not exist and for a loop.
    """
    chain: list[Layer] = []
    path = pack.file(carrier_id)
    while True:
        layer = Layer(carrier_id, path, read_table(path))
        for fault in (*name_faults(path), *faults(layer.table)):
            raise fault.error(path)
        chain.append(layer)
        parent = layer.table.get("inherits")
        if parent is None:
            return tuple(chain)
        below = pack.below(carrier_id, path, parent)
        if below is None:
            raise TOP.fault("unknown-parent", value=shown(parent), nearest=near(parent, pack.ids())).error(
                path
            )
        if below in (seen.path for seen in chain):
            circle = " → ".join((*(seen.id for seen in chain), parent))
            raise TOP.fault("inherits-loop", value=circle).error(path)
        carrier_id, path = parent, below


def name_faults(path: Path) -> Iterator[Fault]:
    """Return the fault of a file whose name is no id."""
    if not is_slug(path.stem):
        yield TOP.fault("file-name", value=shown(path.name))


def plan_faults(layer: Layer, chain: tuple[Layer, ...]) -> Iterator[Fault]:
    """Return the plans that a file puts conditions on and that nobody declares: they could never fit."""
    plans = _plans(chain)
    for spot, block, _ in blocks(layer.table):
        asked = block.get("when", {}).get("plan", block.get("plan", []))
        for plan in asked if isinstance(asked, list) else [asked]:
            if plan not in plans:
                yield spot.fault("unknown-plan", value=shown(plan), nearest=near(plan, plans))


def link_faults(layer: Layer, pack: Pack, above: tuple[str, ...]) -> Iterator[Fault]:
    """Return the linked carriers that do not exist or lead back to where they came from."""
    for spot, block, _ in links(layer.table):
        linked = block["carrier"]
        if linked in above:
            yield spot.fault("link-loop", value=" → ".join((*above, linked)))
        elif linked not in pack.ids():
            yield spot.fault("unknown-carrier", value=shown(linked), nearest=near(linked, pack.ids()))


def links(table: Mapping[str, Any]) -> Iterator[Placed]:
    """Return the blocks that link another carrier."""
    for placed in blocks(table):
        if placed.spot.header.startswith("linked.") and "carrier" in placed.block:
            yield placed


def _linked(pack: Pack, facts: tuple[Fact, ...], above: tuple[str, ...]) -> Iterator[tuple[str, Carrier]]:
    """Return header and carrier of every link that is left after inheritance."""
    links = ((fact.header, str(fact.value)) for fact in facts if fact.key == "carrier")
    for header, carrier_id in dict.fromkeys(links):
        yield header, assemble(pack, carrier_id, above)


def _stacked(chain: tuple[Layer, ...]) -> tuple[tuple[Fact, ...], tuple[Remark, ...]]:
    """Return the facts and remarks of all files, the parent's below one's own."""
    facts: list[Fact] = []
    remarks: list[Remark] = []
    unset: set[str] = set()
    number = 0
    for layer in chain:
        contents = read_contents(layer.table, number)
        facts += [fact for fact in contents.facts if not is_unset(fact, unset)]
        remarks += [r for r in contents.remarks if ("check" if r.check else "note") not in unset]
        number += contents.blocks
        unset.update(layer.table.get("unset", ()))
    return tuple(facts), tuple(remarks)


def is_unset(fact: Fact, unset: Collection[str]) -> bool:
    """Say whether a child's `unset` names the fact, its header or its family of headers."""
    family = fact.header.partition(".")[0]
    return any(name in unset for name in (family, fact.header, f"{fact.header}.{fact.key}"))


def _first(chain: tuple[Layer, ...], key: str) -> Any:
    """Return the first value of a top key on the way up, None without one."""
    return next((layer.table[key] for layer in chain if key in layer.table), None)


def _same(chain: tuple[Layer, ...]) -> Iterator[Layer]:
    """Return the files that speak of this very carrier: aliases and scope are not inherited from another."""
    return (layer for layer in chain if layer.id == chain[0].id)


def _plans(chain: tuple[Layer, ...]) -> dict[str, str]:
    """Return the plans of all files, a child's name before its parent's."""
    plans: dict[str, str] = {}
    for layer in chain:
        for key, name in layer.table.get("plans", {}).items():
            plans.setdefault(key, name)
    return plans
