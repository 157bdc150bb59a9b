"""Show what is known of carriers, how well, from where, and what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tracker.carriers.heads import CarrierHead
from tracker.carriers.staleness import by_page, read_day
from tracker.carriers.words import VOCABULARIES
from tracker.cli.screens.desk import reach
from tracker.cli.screens.explain import sources_lines
from tracker.cli.screens.facts import by_header, conditions, fact_text, header_name
from tracker.cli.screens.layout import columns
from tracker.cli.screens.parts import full_name, sentence
from tracker.cli.width import SCREEN, wrap
from tracker.core.facts import Carrier, Fact, Remark, Source
from tracker.core.words import Basis, Effect
from tracker.export.desk import find_desk
from tracker.i18n import Texts

_WANTED = ("closing", "effect", "cutoff", "proration", "channel", "fee.termination", "return", "charge")
"""Headers without which a plan has gaps; one that is missing is said to be unknown."""
_WANTED_OF_A_CARD = ("effect", "expiry.validity")
"""The same for a card that ends by itself."""

_KINDS = tuple(word for word in VOCABULARIES["kind"] if word != "common")
"""Kinds in the order in which people look for them."""


def carriers_table(heads: Sequence[CarrierHead], texts: Texts) -> list[str]:
    """Return the carriers by kind: what is typed, and the name."""
    if not heads:
        return wrap(texts.get("screen.carriers.none"))
    lines: list[str] = []
    for kind in _KINDS:
        rows = [
            (head.id, _own(head.name(texts.lang), texts, own=head.own)) for head in heads if head.kind == kind
        ]
        if not rows:
            continue
        lines += [
            *([""] if lines else []),
            texts.get(f"term.kind.{kind}"),
            *columns(rows, indent=2, least=(20,)),
        ]
    return lines


def _own(name: str, texts: Texts, *, own: bool) -> str:
    return texts.get("screen.carriers.own", name=name) if own else name


def carrier_show(
    carrier: Carrier, texts: Texts, *, common: Carrier | None = None, part: bool = False
) -> list[str]:
    """Return every fact of a carrier with its basis and its pages.

    `common` holds the notes that are true of all carriers. Of a `part`, to be checked when a page
    is read again, what it does not say is not called unknown.
    """
    facts, remarks = carrier.facts, carrier.remarks
    shared = () if common is None else common.remarks
    pages = _pages(facts, (*remarks, *shared))
    lines = _head(carrier, texts)
    for header, group in by_header(facts):
        lines += ["", header_name(header, texts)]
        for _, block in groupby(group, key=lambda fact: fact.block):
            lines += _block(list(block), carrier, texts, pages)
        for remark in remarks:
            if remark.about == header and not remark.check:
                lines += _remark(remark, carrier, texts, pages)
    headers = {fact.header for fact in facts}
    loose = [remark for remark in remarks if not remark.check and remark.about not in headers]
    if loose:
        lines += ["", texts.get("screen.carriers.notes")]
        for remark in loose:
            lines += _remark(remark, carrier, texts, pages)
    if shared:
        lines += ["", texts.get("screen.carriers.common")]
        for remark in shared:
            lines += _remark(remark, carrier, texts, pages)
    if not part:
        lines += _unknown(carrier, texts)
    lines += _to_ask(remarks, carrier, texts, pages)
    if pages:
        lines += ["", *sources_lines(pages, texts)]
    return lines


def stale_lines(old: Sequence[tuple[Carrier, Sequence[Fact]]], texts: Texts) -> list[str]:
    """Return by carrier how many rules are old, and the pages to read again with what they are needed for."""
    lines: list[str] = []
    for carrier, facts in old:
        day = texts.date(min(map(read_day, facts)), year=True, weekday=False)
        head = texts.get("screen.carriers.stale", carrier=carrier.id, count=len(facts), day=day)
        lines += [*([""] if lines else []), *wrap(head)]
        for page, headers in by_page(facts):
            read = texts.date(page.read, year=True, weekday=False)
            needed = texts.joined([header_name(header, texts) for header in headers])
            text = texts.get("screen.carriers.stale-page", id=page.id, day=read, needed=needed)
            lines += wrap(text, SCREEN, first="  ", rest="    ")
            lines += [f"    {page.url}"] if page.url is not None else []
    return lines


def _pages(facts: Sequence[Fact], remarks: Sequence[Remark]) -> list[Source]:
    cited = [source for fact in facts for source in (*fact.sources, *fact.against)]
    cited += [source for remark in remarks for source in remark.sources]
    return list(dict.fromkeys(cited))


def _head(carrier: Carrier, texts: Texts) -> list[str]:
    name = _own(full_name(carrier, texts), texts, own=carrier.own)
    kind = texts.get(f"term.kind.{carrier.kind}")
    lines = wrap(texts.get("screen.carriers.head", name=name, id=carrier.id, kind=kind))
    if carrier.scope is not None:
        lines += wrap(sentence(carrier.scope, texts))
    return lines


def _block(block: Sequence[Fact], carrier: Carrier, texts: Texts, pages: Sequence[Source]) -> list[str]:
    """Return the values of one block: its condition, its values, how they are known, what is noted."""
    first = block[0]
    condition = conditions(first.when, carrier, texts)
    lines = wrap(condition, SCREEN, first="  ", rest="      ") if condition else []
    *others, last = [fact_text(fact, texts) for fact in block]
    known = _based(last, first.basis, first.sources, texts, pages)
    indent = "    " if condition else "  "
    for text in (*others, known):
        lines += wrap(text, SCREEN, first=indent, rest=indent + "  ")
    if first.note is not None:
        lines += wrap(sentence(first.note, texts), SCREEN, first=indent + "  ")
    if first.conflict is not None:
        against = texts.get("screen.explain.against", text=sentence(first.conflict, texts))
        lines += wrap(against + _refs(first.against, pages), SCREEN, first=indent + "  ")
    return lines


def _based(
    text: str, basis: Basis | None, sources: Sequence[Source], texts: Texts, pages: Sequence[Source]
) -> str:
    known = " " + texts.get(f"screen.carriers.basis.{basis.value}") if basis is not None else ""
    return f"{text} {known}{_refs(sources, pages)}".rstrip()


def _refs(sources: Sequence[Source], pages: Sequence[Source]) -> str:
    refs = "".join(f"[{pages.index(source) + 1}]" for source in sources)
    return f" {refs}" if refs else ""


def _remark(remark: Remark, carrier: Carrier, texts: Texts, pages: Sequence[Source]) -> list[str]:
    text = sentence(remark.text, texts)
    lines = wrap(_based(text, remark.basis, remark.sources, texts, pages), SCREEN, first="  - ")
    condition = conditions(remark.when, carrier, texts)
    return lines + (wrap(condition, SCREEN, first="    ") if condition else [])


def _unknown(carrier: Carrier, texts: Texts) -> list[str]:
    known = {fact.header for fact in carrier.facts}
    ends = {fact.value for fact in carrier.facts if (fact.header, fact.key) == ("effect", "ends")}
    missing = [
        header
        for header in (_WANTED_OF_A_CARD if Effect.ON_EXPIRY in ends else _WANTED)
        if not any(one == header or one.startswith(f"{header}.") for one in known)
    ]
    if not missing:
        return []
    lines = ["", texts.get("screen.carriers.unknown")]
    for header in missing:
        lines += wrap(texts.get(f"screen.missing.{header}"), SCREEN, first="  - ")
    return lines


def _to_ask(remarks: Sequence[Remark], carrier: Carrier, texts: Texts, pages: Sequence[Source]) -> list[str]:
    checks = [remark for remark in remarks if remark.check]
    if not checks:
        return []
    lines = ["", texts.get("screen.carriers.ask")]
    for remark in checks:
        lines += _remark(remark, carrier, texts, pages)
    desk = find_desk(carrier, texts.lang)
    if desk is not None:
        lines += wrap(
            texts.get("screen.carriers.desk", reach=reach(desk, texts, language=True)), SCREEN, first="  "
        )
    return lines
